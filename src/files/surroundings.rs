//! Where a run stands, as values: what the process that starts it was given. Reads nothing of it.

use std::path::PathBuf;

/// The process around a run, as far as reading files depends on it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Surroundings {
    /// The current directory, links resolved: relative paths begin there, and shown paths too.
    pub here: PathBuf,
    /// Whether `GIT_DIR` is set, as for hooks: then git takes the current directory for the work tree's top.
    pub has_git_dir: bool,
}
