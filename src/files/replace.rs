//! Writes a file whole or not at all. Knows nothing of what is written.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::files::confinement::named_path;
use crate::files::unread::Unread;

/// Replaces the file at `path`, or makes it: written beside it first and then moved there, so that a
/// run that is cut short leaves the old file or none. What is no regular file (a pipe, a device) is
/// written directly.
///
/// # Errors
/// As [`named_path`], and what `write` or the system says.
pub fn replace(
    path: &Path,
    here: &Path,
    root: Option<&Path>,
    write: impl FnOnce(&fs::File) -> io::Result<()>,
) -> io::Result<()> {
    // A link keeps pointing where it does: the file behind it is replaced.
    let path = named_path(path, here, root).map_err(|unread| {
        io::Error::other(match unread {
            Unread::Missing => "no such directory".to_owned(),
            unread => unread.reason(),
        })
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
