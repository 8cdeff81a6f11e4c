//! The files of a run that a walk finds, with what the run knows of each. Opens none.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::discover::file_name::passed_over;
use crate::files::{Files, WalkScope};

/// A file of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFile {
    /// Where it lies.
    pub path: Arc<Path>,
    /// Whether the user named it, so that it is read as a zone whatever it holds.
    pub named: bool,
    /// The root that its includes are confined to.
    pub root: Arc<Path>,
    /// Where it lies, absolute and resolved, where the walk knows that: it came through no link.
    pub resolved: Option<Arc<Path>>,
}

/// What a walk for zones came to.
#[derive(Debug, Default)]
pub struct FoundFiles {
    /// The files that may be zones.
    pub files: Vec<FoundFile>,
    /// The directories and files that could not be looked at, each with its reason.
    pub unread: Vec<(PathBuf, String)>,
    /// Those that it passed over, each with why, if that was asked.
    pub left_out: Vec<(PathBuf, &'static str)>,
}

/// The files below `directory` that are not backups by their names, as far as `scope` says.
pub fn find(files: &Files, directory: &Path, root: &Arc<Path>, scope: WalkScope) -> FoundFiles {
    let walked = files.walk(directory, root, scope, &passed_over);
    let found = walked.files.into_iter().map(|file| FoundFile {
        path: file.path,
        named: false,
        root: Arc::clone(root),
        resolved: file.resolved,
    });
    FoundFiles { files: found.collect(), unread: walked.unread, left_out: walked.left_out }
}
