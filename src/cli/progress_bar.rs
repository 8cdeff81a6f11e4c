//! Shows on a terminal how far a run is that takes longer than a moment.

use std::ffi::OsStr;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::base::progress::Progress;

/// How long a run may take without a word.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long a line stays.
const PERIOD: Duration = Duration::from_millis(100);

/// A thread that draws, until this is dropped. Nothing of it stays on the terminal.
pub struct Watch {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// Watches `progress`, if somebody is there to see it and did not ask for quiet. Else no thread
    /// is started.
    pub fn start(progress: &Arc<Progress>, quiet: bool) -> Option<Self> {
        let variable = |name| std::env::var_os(name);
        let terminal = io::stderr().is_terminal();
        if quiet || !has_watcher(terminal, variable("CI").as_deref(), variable("TERM").as_deref()) {
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

impl Drop for Watch {
    fn drop(&mut self) {
        // Without a sender the thread ends.
        self.stop.take();
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// Whether somebody watches: at a terminal that can go back to a line's start, and not a CI log.
fn has_watcher(terminal: bool, ci: Option<&OsStr>, term: Option<&OsStr>) -> bool {
    let in_ci = ci.is_some_and(|ci| !ci.is_empty() && ci != "false" && ci != "0");
    terminal && !in_ci && term.is_none_or(|term| term != "dumb")
}

/// `line` in place of a line of `width` columns.
fn over(line: &str, width: usize) -> String {
    format!("\r{line:width$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_watches_a_log() {
        for (terminal, ci, term, expected) in [
            (true, None, Some("xterm"), true),
            (true, None, None, true),
            (true, Some(""), Some("xterm"), true),
            (true, Some("false"), Some("xterm"), true),
            (true, Some("true"), Some("xterm"), false),
            (true, None, Some("dumb"), false),
            (false, None, Some("xterm"), false),
        ] {
            let said = has_watcher(terminal, ci.map(OsStr::new), term.map(OsStr::new));
            assert_eq!(said, expected, "{terminal} {ci:?} {term:?}");
        }
    }

    #[test]
    fn a_shorter_line_covers_a_longer_one() {
        assert_eq!(over("ab", 4), "\rab  ");
        assert_eq!(over("", 4), "\r    ");
    }

    #[test]
    fn quiet_starts_no_thread() {
        assert!(Watch::start(&Arc::default(), true).is_none());
    }
}
