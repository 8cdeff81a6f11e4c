//! What a run is asked to read, and what is told of a part that it could not. Knows no file.

use std::path::PathBuf;

/// Something to lint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file, or a directory of files.
    Path(PathBuf),
    /// Standard input.
    Stdin,
}

/// Why the run cannot be trusted: one line for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunFault(pub String);
