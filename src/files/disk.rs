//! Reads a file of the file system, if it is a regular one and no link took its place meanwhile. Knows no
//! root.

use std::fs;
use std::io;
use std::path::Path;

use crate::base::bytes::FileBytes;
use crate::files::limits::LARGEST_FILE;
use crate::files::unread::Unread;

/// Reads the file at `path`, which must be resolved: what was put there since is not read.
pub fn read_file(path: &Path) -> Result<FileBytes, Unread> {
    // A device may do something when it is opened, so its kind is asked for first, and again behind `open`.
    check_kind(&fs::metadata(path)?)?;
    read_regular(path, LARGEST_FILE)
}

/// The same of a file whose kind is known to be that of one, if it has no more than `most` octets.
pub fn read_regular(path: &Path, most: u64) -> Result<FileBytes, Unread> {
    let directly = open_directly(path)?;
    let (file, is_direct) = match directly {
        Some(file) => (file, true),
        None => (open(path)?, false),
    };
    let metadata = file.metadata()?;
    check_kind(&metadata)?;
    if !is_direct && !is_opened(&file, &metadata, path) {
        return Err(Unread::Swapped);
    }
    let length = usize::try_from(metadata.len()).map_err(|_| Unread::TooLarge)?;
    if metadata.len() > most {
        return Err(Unread::TooLarge);
    }
    let octets = FileBytes::read(file, length, most + 1)?;
    if octets.len() as u64 > most {
        return Err(Unread::TooLarge);
    }
    Ok(octets)
}

/// Opens a file as [`open`] does, if no symbolic link lies on the way. `None` if the system cannot
/// tell: before Linux 5.6, or where a sandbox forbids what it does not know.
#[cfg(target_os = "linux")]
fn open_directly(path: &Path) -> Result<Option<fs::File>, Unread> {
    use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, openat2};
    use rustix::io::Errno;
    let flags = OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::NOCTTY | OFlags::CLOEXEC | OFlags::LARGEFILE;
    match openat2(CWD, path, flags, Mode::empty(), ResolveFlags::NO_SYMLINKS) {
        Ok(file) => Ok(Some(file.into())),
        Err(Errno::LOOP) => Err(Unread::Swapped),
        Err(Errno::NOSYS | Errno::PERM | Errno::INVAL | Errno::TOOBIG | Errno::OPNOTSUPP) => Ok(None),
        Err(error) => Err(io::Error::from(error).into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn open_directly(_: &Path) -> Result<Option<fs::File>, Unread> {
    Ok(None)
}

/// Opens a file. Neither follows a symbolic link nor waits for the other end of a pipe.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<fs::File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let flags = OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::NOCTTY;
    fs::OpenOptions::new().read(true).custom_flags(flags.bits() as i32).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<fs::File> {
    fs::File::open(path)
}

/// Whether `file` is what lies at `path` with no link on the way. Linux knows where an open file
/// lies; elsewhere the path is resolved again, and has to lead to the same file.
fn is_opened(file: &fs::File, metadata: &fs::Metadata, path: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        use std::os::fd::AsRawFd;
        if let Ok(opened) = fs::read_link(format!("/proc/self/fd/{}", file.as_raw_fd())) {
            return opened == path;
        }
    }
    let _ = file;
    fs::canonicalize(path).is_ok_and(|resolved| resolved == path)
        && fs::symlink_metadata(path).is_ok_and(|there| is_same(&there, metadata))
}

#[cfg(unix)]
fn is_same(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    (one.len(), one.modified().ok()) == (other.len(), other.modified().ok())
}

fn check_kind(metadata: &fs::Metadata) -> Result<(), Unread> {
    if !metadata.is_file() {
        return Err(Unread::NoFile);
    }
    if metadata.len() > LARGEST_FILE {
        return Err(Unread::TooLarge);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn no_link_is_followed_wherever_it_lies_on_the_way() {
        use std::os::unix::fs::symlink;
        let directory = std::env::temp_dir().join(format!("srvlint-files-{}", std::process::id()));
        let _ = fs::remove_dir_all(&directory);
        fs::create_dir_all(directory.join("d")).expect("a directory");
        let directory = directory.canonicalize().expect("just made");
        fs::write(directory.join("d/a"), "text").expect("a file");
        symlink("a", directory.join("d/link")).expect("a link");
        symlink("d", directory.join("e")).expect("a link");
        let read = |path: &str| read_regular(&directory.join(path), 4).map(|octets| octets.to_vec());
        assert_eq!(read("d/a"), Ok(b"text".to_vec()));
        assert!(read("d/link").is_err());
        assert_eq!(read("e/a"), Err(Unread::Swapped));
        assert_eq!(read("d/b"), Err(Unread::Missing));
        assert_eq!(read("d"), Err(Unread::NoFile));
        assert_eq!(read_regular(&directory.join("d/a"), 3).map(|_| ()), Err(Unread::TooLarge));
        // Where the system cannot tell, the opened file's own path does.
        let opened = |path: &str| {
            let (path, file) = (directory.join(path), open(&directory.join(path)).expect("it is there"));
            is_opened(&file, &file.metadata().expect("it is open"), &path)
        };
        assert!(opened("d/a") && !opened("e/a"));
        fs::remove_dir_all(&directory).expect("just made");
    }
}
