//! Shows on a terminal how far a run is that takes longer than a moment.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::base::progress::Progress;
use crate::cli::environment::Environment;

/// How long a run may take before the bar appears.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long the bar stays as it is.
const PERIOD: Duration = Duration::from_millis(100);

/// A thread that draws, until this is dropped. Nothing of it stays on the terminal.
pub struct ProgressBar {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl ProgressBar {
    /// Draws `progress`, if a person at a terminal can see it and did not ask for quiet. Else no thread is started.
    pub fn start(progress: &Arc<Progress>, environment: &Environment, quiet: bool) -> Option<Self> {
        if quiet || !has_watcher(environment) {
            return None;
        }
        let (stop, stopped) = channel();
        let progress = Arc::clone(progress);
        let draw = move || {
            let (mut patience, mut width) = (PATIENCE, 0);
            while stopped.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
                let line = progress.line();
                width = width.max(line.chars().count());
                // The terminal may be gone; nothing can be done about that.
                let _ = write!(io::stderr(), "{}", over(&line, width));
                patience = PERIOD;
            }
            if width > 0 {
                let _ = write!(io::stderr(), "{}\r", over("", width));
            }
        };
        let thread = thread::Builder::new().name("progress".into()).spawn(draw).ok()?;
        Some(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for ProgressBar {
    fn drop(&mut self) {
        // Without a sender the thread ends.
        self.stop.take();
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// Whether a terminal that can go back to a line's start shows it, and not a CI system's log.
fn has_watcher(environment: &Environment) -> bool {
    environment.shows_errors && !environment.in_ci && !environment.has_dumb_terminal
}

/// `line` in place of a line of `width` columns.
fn over(line: &str, width: usize) -> String {
    format!("\r{line:width$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_gets_no_bar() {
        for (shows_errors, in_ci, has_dumb_terminal, expected) in [
            (true, false, false, true),
            (true, true, false, false),
            (true, false, true, false),
            (false, false, false, false),
        ] {
            let environment =
                Environment { shows_errors, in_ci, has_dumb_terminal, ..Environment::default() };
            assert_eq!(has_watcher(&environment), expected, "{shows_errors} {in_ci} {has_dumb_terminal}");
        }
    }

    #[test]
    fn a_shorter_line_covers_a_longer_one() {
        assert_eq!(over("ab", 4), "\rab  ");
        assert_eq!(over("", 4), "\r    ");
    }

    #[test]
    fn quiet_starts_no_thread() {
        assert!(
            ProgressBar::start(
                &Arc::default(),
                &Environment { shows_errors: true, ..Environment::default() },
                true
            )
            .is_none()
        );
    }
}
