//! The files that the command line names besides zones: a configuration, a baseline, a list, reports.
//! They may lie anywhere, but a link in a repository leads nowhere outside of it: whoever sends a
//! pull request chooses what lies there.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::files::{Unread, normalise};

/// Where `path` leads, absolute, symbolic links resolved. Nothing need be there yet.
///
/// # Errors
/// That it is written as if it lay in a repository, and leads out of it or into its `.git`; or what
/// the system says.
pub fn resolve(path: &Path) -> Result<PathBuf, Unread> {
    let joined = std::env::current_dir()?.canonicalize()?.join(path);
    let resolved = match (joined.canonicalize(), joined.file_name()) {
        (Err(error), Some(name)) if error.kind() == io::ErrorKind::NotFound => {
            joined.parent().unwrap_or(&joined).canonicalize()?.join(name)
        }
        (resolved, _) => resolved?,
    };
    let written = normalise(&joined);
    let is_top = |directory: &&Path| {
        directory.join(".git").exists() && directory.canonicalize().is_ok_and(|real| real == *directory)
    };
    let top = written.ancestors().skip(1).find(is_top);
    let inside = |path: &Path, top: &Path| path.starts_with(top) && !path.starts_with(top.join(".git"));
    match top {
        Some(top) if inside(&written, top) && !inside(&resolved, top) => Err(Unread::Outside),
        _ => Ok(resolved),
    }
}

/// Replaces the file at `path`, or makes it: written beside it first and then moved there, so that a
/// run that is cut short leaves the old file or none. What is no regular file (a pipe, a device) is
/// written directly.
///
/// # Errors
/// As [`resolve`], and what `write` or the system says.
pub fn replace(path: &Path, write: impl FnOnce(&fs::File) -> io::Result<()>) -> io::Result<()> {
    // A link keeps pointing where it does: the file behind it is replaced.
    let path = resolve(path).map_err(|unread| match unread {
        Unread::Missing => io::ErrorKind::NotFound.into(),
        unread => io::Error::other(unread.reason()),
    })?;
    if fs::metadata(&path).is_ok_and(|metadata| !metadata.is_file()) {
        return write(&fs::OpenOptions::new().write(true).open(&path)?);
    }
    let mut beside = OsString::from(".");
    beside.push(path.file_name().ok_or(io::ErrorKind::IsADirectory)?);
    beside.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(beside);
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&beside)?;
    let written = write(&file).and_then(|()| file.flush()).and_then(|()| fs::rename(&beside, &path));
    if written.is_err() {
        // The first error is the one to report.
        let _ = fs::remove_file(&beside);
    }
    written
}
