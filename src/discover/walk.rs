//! The files of a run that a walk finds, with what the run knows of each. Opens none.

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::discover::backup_name::{passed_over, unsigned};
use crate::discover::file_name::origin_candidate;
use crate::files::{Files, WalkScope, WalkedFile};

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
    /// Why it passed over nothing that git ignores.
    pub ignores_nothing: Option<String>,
}

/// The files below `directory` that are not backups by their names, as far as `scope` says. A signed copy is one only
/// where its zone is there too.
pub fn find(files: &Files, directory: &Path, root: &Arc<Path>, scope: WalkScope) -> FoundFiles {
    let passes_over = |name: &str| passed_over(name).filter(|_| unsigned(name).is_none());
    let mut walked = files.walk(directory, root, scope, &passes_over);
    let signed = leave_out_signed(&mut walked.files);
    if scope.tells {
        let why = "a signed copy of a zone that is here";
        walked.left_out.extend(signed.into_iter().map(|path| (path.to_path_buf(), why)));
    }
    let found = walked.files.into_iter().map(|file| FoundFile {
        path: file.path,
        named: false,
        root: Arc::clone(root),
        resolved: file.resolved,
    });
    FoundFiles {
        files: found.collect(),
        unread: walked.unread,
        left_out: walked.left_out,
        ignores_nothing: walked.ignores_nothing,
    }
}

/// Takes out the signed copies of zones that are there: beside the copy, or elsewhere under a name that is the zone's.
fn leave_out_signed(files: &mut Vec<WalkedFile>) -> Vec<Arc<Path>> {
    fn name(path: &Path) -> Cow<'_, str> {
        path.file_name().unwrap_or_default().to_string_lossy()
    }
    if !files.iter().any(|file| unsigned(&name(&file.path)).is_some()) {
        return Vec::new();
    }
    let paths: HashSet<Arc<Path>> = files.iter().map(|file| Arc::clone(&file.path)).collect();
    let names: HashSet<String> = paths.iter().map(|path| name(path).into_owned()).collect();
    let is_copy = |path: &Path| {
        let signed = name(path);
        let Some(zone) = unsigned(&signed) else { return false };
        let tells_zone = || origin_candidate(zone).is_some_and(|candidate| !candidate.weak);
        paths.contains(&*path.with_file_name(zone)) || names.contains(zone) && tells_zone()
    };
    let mut copies = Vec::new();
    files.retain(|file| {
        let is_copy = is_copy(&file.path);
        copies.extend(is_copy.then(|| Arc::clone(&file.path)));
        !is_copy
    });
    copies
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_file_is_a_copy_where_its_zone_is_there() {
        let walked = |path: &str| WalkedFile { path: Path::new(path).into(), resolved: None };
        let kept = |paths: &[&str]| {
            let mut files = paths.iter().map(|path| walked(path)).collect::<Vec<_>>();
            let left_out = leave_out_signed(&mut files);
            assert_eq!(files.len() + left_out.len(), paths.len());
            files.iter().map(|file| file.path.to_string_lossy().into_owned()).collect::<Vec<_>>()
        };
        assert_eq!(kept(&["a/zone.db", "a/zone.db.signed"]), ["a/zone.db"]);
        assert_eq!(kept(&["a/zone.db", "b/zone.db.signed"]), ["a/zone.db", "b/zone.db.signed"]);
        assert_eq!(kept(&["a/example.com", "b/example.com.SIGNED"]), ["a/example.com"]);
        assert_eq!(kept(&["b/example.com.signed", "example.net"]), ["b/example.com.signed", "example.net"]);
        assert_eq!(kept(&[".signed", "signed"]), [".signed", "signed"]);
    }
}
