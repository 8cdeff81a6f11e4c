//! Which files git tracks, all or those that it would ignore. Reads none of them.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::files::git::command::{command, no_git, refusal};
use crate::files::path::path_of;

/// Which of the files that git tracks are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All of them.
    All,
    /// Those that a `.gitignore` names.
    Ignored,
}

/// The files of the work tree at `top` that git tracks, absolute and in order; none where no repository is, or nothing was
/// ever added to it.
///
/// # Errors
/// Why git cannot say.
pub fn tracked(top: &Path, which: Which) -> Result<Vec<PathBuf>, String> {
    let git = top.join(".git");
    if !git.exists() || git.is_dir() && !git.join("index").exists() {
        return Ok(Vec::new());
    }
    let mut git = command(top, &["ls-files", "-z", "--cached"]);
    if which == Which::Ignored {
        git.args(["--ignored", "--exclude-standard"]);
    }
    // What a hook is told is about the repository of the current directory, which need not be this one.
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        git.env_remove(variable);
    }
    let output = git.stdin(Stdio::null()).output().map_err(|error| no_git(&error))?;
    if !output.status.success() {
        return Err(refusal(top, &output.stderr));
    }
    let listed = output.stdout.split(|octet| *octet == 0).filter(|path| !path.is_empty());
    let mut paths: Vec<PathBuf> = listed.map(|path| top.join(path_of(path))).collect();
    paths.sort();
    Ok(paths)
}

/// The files that git tracks of a repository's work tree, absolute and in order. None if git cannot say.
pub fn tracked_files(top: &Path) -> Vec<PathBuf> {
    tracked(top, Which::All).unwrap_or_default()
}
