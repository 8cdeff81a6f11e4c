//! What lies at a path that the user or the configuration names: all that other rooms ask the file system.
//! Paths are absolute. Reads no zone.

use std::path::{Path, PathBuf};

/// The path with its links resolved; `None` if nothing is there.
pub fn resolved(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}

/// Whether anything is there, links followed.
pub fn is_there(path: &Path) -> bool {
    path.exists()
}

/// Whether a name is there, be it a link that leads nowhere.
pub fn is_named(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Whether a directory is there, links followed.
pub fn is_directory(path: &Path) -> bool {
    path.is_dir()
}

/// Whether a file is there, links followed.
pub fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Whether the file at a path may be written by no user, links followed.
pub fn is_read_only(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| metadata.permissions().readonly())
}

/// Whether the file at a path has other names too, or may have.
pub fn has_other_names(path: &Path) -> bool {
    #[cfg(unix)]
    return path.metadata().is_ok_and(|metadata| std::os::unix::fs::MetadataExt::nlink(&metadata) > 1);
    #[cfg(not(unix))]
    return path.is_file();
}

/// Whether a git repository's work tree begins at this directory.
pub fn is_work_tree(directory: &Path) -> bool {
    directory.join(".git").exists()
}

/// How long the file at a path is, in octets; 0 if that is not known.
pub fn length(path: &Path) -> u64 {
    path.metadata().map_or(0, |metadata| metadata.len())
}
