//! Which baselines the user asks for. Does not know what becomes of them.

use std::path::PathBuf;

/// Which baselines a run reads and makes.
#[derive(Debug, Clone, Default)]
pub struct BaselineOptions {
    /// The file that the user names.
    pub named: Option<PathBuf>,
    /// The file that the configuration names: absolute, and in the configuration's directory by its text.
    pub configured: Option<PathBuf>,
    /// The file to write a new one to.
    pub new: Option<PathBuf>,
}
