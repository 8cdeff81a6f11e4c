//! Writes a file whole or not at all. Knows nothing of what is written.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::files::confinement::named_path;
use crate::files::disk::read_file;
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
    write_beside(&path, write)
}

/// Puts the text `after` in place of `before` in the file at `path`, absolute and resolved, whose mode and owner stay. A
/// file with several names is written where it is, so that it keeps them; any other is replaced whole.
///
/// # Errors
/// That the file holds another text by now, that it may not be written, or what the system says.
pub fn rewrite(path: &Path, before: &[u8], after: &[u8]) -> io::Result<()> {
    let read = || read_file(path).map_err(|unread| io::Error::other(unread.reason()));
    let changed = || io::Error::other("it changed since it was read: fix it again");
    let now = read()?;
    // Another name of the same file was written already.
    if *now == *after {
        return Ok(());
    }
    if *now != *before {
        return Err(changed());
    }
    drop(now);
    let metadata = fs::symlink_metadata(path)?;
    if metadata.permissions().readonly() {
        return Err(io::Error::other("it is read-only"));
    }
    if has_other_names(&metadata) {
        let mut file = fs::OpenOptions::new().write(true).open(path)?;
        file.write_all(after)?;
        file.set_len(after.len() as u64)?;
        return file.sync_all();
    }
    write_beside(path, |mut file| {
        keep_owner(file, &metadata)?;
        file.set_permissions(metadata.permissions())?;
        file.write_all(after)?;
        file.sync_all()?;
        if *read()? == *before { Ok(()) } else { Err(changed()) }
    })
}

#[cfg(unix)]
fn has_other_names(metadata: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(metadata) > 1
}

#[cfg(not(unix))]
fn has_other_names(_: &fs::Metadata) -> bool {
    false
}

/// Gives a new file the owner and the group of the old one.
#[cfg(unix)]
fn keep_owner(file: &fs::File, old: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let new = file.metadata()?;
    if (new.uid(), new.gid()) == (old.uid(), old.gid()) {
        return Ok(());
    }
    fchown(file, Some(old.uid()), Some(old.gid()))
        .map_err(|error| io::Error::other(format!("its owner cannot be kept: {error}")))
}

#[cfg(not(unix))]
fn keep_owner(_: &fs::File, _: &fs::Metadata) -> io::Result<()> {
    Ok(())
}

/// Writes a file beside `path`, and moves it there.
fn write_beside(path: &Path, write: impl FnOnce(&fs::File) -> io::Result<()>) -> io::Result<()> {
    let mut beside = OsString::from(".");
    beside.push(path.file_name().ok_or(io::ErrorKind::IsADirectory)?);
    beside.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(beside);
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&beside)?;
    let written = write(&file).and_then(|()| file.flush()).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // The first error is the one to report.
        let _ = fs::remove_file(&beside);
    }
    written
}
