//! What a run is asked to read, and what is told of a part that it could not. Reads no file.

use std::path::{Path, PathBuf};

use crate::files::Files;

/// Something to lint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file, or a directory of files.
    Path(PathBuf),
    /// Standard input.
    Stdin,
}

impl Input {
    /// The path, if it is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Input::Path(path) => Some(path),
            Input::Stdin => None,
        }
    }

    /// Where those of these inputs lead that are paths to something.
    pub fn resolved(inputs: &[Input], files: &Files) -> impl Iterator<Item = PathBuf> {
        inputs.iter().filter_map(|input| files.resolve(input.path()?).ok())
    }
}

/// Why the run cannot be trusted: one line for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunFault(pub String);
