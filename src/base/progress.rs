//! How far a run is, for another thread to watch. Writes nothing.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// What a run does, in this order; with `--new-since` more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It looks for zones among files.
    Reading,
    /// It loads files as zones.
    Loading,
    /// It runs the rules on zones.
    Checking,
}

/// How wide the bar is, in columns.
const WIDTH: usize = 24;

/// How much of a phase is done. Any thread may count.
#[derive(Debug, Default)]
pub struct Progress {
    phase: AtomicUsize,
    total: AtomicUsize,
    done: AtomicUsize,
}

impl Progress {
    /// Begins a phase that has `total` things to do, as far as is known.
    pub fn begin(&self, phase: Phase, total: usize) {
        self.done.store(0, Relaxed);
        self.total.store(total, Relaxed);
        self.phase.store(phase as usize, Relaxed);
    }

    /// There are `count` more things to do.
    pub fn add(&self, count: usize) {
        self.total.fetch_add(count, Relaxed);
    }

    /// Another `count` things are done.
    pub fn done(&self, count: usize) {
        self.done.fetch_add(count, Relaxed);
    }

    /// All that in one short line, for a terminal of any width.
    pub fn line(&self) -> String {
        let phase = ["Reading files", "Loading zones", "Checking zones"][self.phase.load(Relaxed)];
        let total = self.total.load(Relaxed);
        if total == 0 {
            return format!("{phase} …");
        }
        let done = self.done.load(Relaxed).min(total);
        let bar = "=".repeat((done as u128 * WIDTH as u128 / total as u128) as usize);
        format!("{phase} [{bar:WIDTH$}] {done}/{total}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_shows_phase_and_counts() {
        let progress = Progress::default();
        assert_eq!(progress.line(), "Reading files …");
        progress.add(4);
        progress.done(1);
        assert_eq!(progress.line(), "Reading files [======                  ] 1/4");
        progress.begin(Phase::Loading, 2);
        assert_eq!(progress.line(), "Loading zones [                        ] 0/2");
        progress.begin(Phase::Checking, 1);
        // More than was known.
        progress.done(9);
        assert_eq!(progress.line(), "Checking zones [========================] 1/1");
        progress.begin(Phase::Checking, usize::MAX);
        progress.done(usize::MAX);
        assert!(progress.line().len() < 79 + 2 * 20 - 4, "{}", progress.line());
    }

    #[test]
    fn any_thread_may_count() {
        let progress = Progress::default();
        progress.begin(Phase::Loading, 400);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..100).for_each(|_| progress.done(1)));
            }
        });
        assert!(progress.line().ends_with(" 400/400"));
    }
}
