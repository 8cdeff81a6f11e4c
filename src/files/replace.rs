//! Writes a file whole or not at all. Knows nothing of what is written.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::files::confinement::written_path;
use crate::files::disk::read_file;
use crate::files::unread::Unread;

/// Replaces the file at `path`, or makes it: written beside it first and then moved there, so that a
/// run that is cut short leaves the old file or none. What is not a regular file (a pipe, a device) is
/// written directly.
///
/// # Errors
/// As [`written_path`], and what `write` or the system says.
pub fn replace(
    path: &Path,
    here: &Path,
    root: Option<&Path>,
    write: impl FnOnce(&fs::File) -> io::Result<()>,
) -> io::Result<()> {
    // A link of the user's keeps pointing where it does: the file behind it is replaced.
    let path = written_path(path, here, root).map_err(|unread| {
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
    rewrite_beside(path, before, after, || ())
}

/// Whether [`rewrite`] could put such a text in place of the file at `path`, as far as the system tells of another file
/// beside it: on a full disk it could not.
///
/// # Errors
/// What the system says.
pub fn try_rewrite(path: &Path, after: &[u8]) -> io::Result<()> {
    let metadata = fs::symlink_metadata(path)?;
    if has_other_names(&metadata) {
        return fs::OpenOptions::new().write(true).open(path).map(drop);
    }
    let (name, directory) = place_of(path)?;
    let write = |mut file: &fs::File| {
        keep_owner(file, &metadata)?;
        file.write_all(after)?;
        file.flush()
    };
    match directory.create_nameless() {
        Some(file) => write(&file),
        None => {
            let (beside, file) = with_free_name(|| beside(name), |beside| directory.create(beside))?;
            let written = write(&file);
            directory.remove(&beside);
            written
        }
    }
}

/// As [`rewrite`], and does something else while the new file lies beside the old one.
fn rewrite_beside(path: &Path, before: &[u8], after: &[u8], meanwhile: impl FnOnce()) -> io::Result<()> {
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
        meanwhile();
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

/// How many names are tried for a file beside another: each is taken by chance alone, or on purpose.
const MOST_NAMES: usize = 8;

/// Writes a file beside `path`, which is resolved, and moves it there. Its name is a random one: in a container all
/// processes have the same number, and what a killed one left is in no other's way.
fn write_beside(path: &Path, write: impl FnOnce(&fs::File) -> io::Result<()>) -> io::Result<()> {
    let (name, directory) = place_of(path)?;
    let beside = || beside(name);
    // Without a name as long as it is not whole: nothing is left of it if the program is killed meanwhile.
    if let Some(mut file) = directory.create_nameless() {
        write(&file).and_then(|()| file.flush())?;
        let (beside, ()) = with_free_name(beside, |beside| directory.name(&file, beside))?;
        return directory.rename(&beside, name).inspect_err(|_| directory.remove(&beside));
    }
    let (beside, mut file) = with_free_name(beside, |beside| directory.create(beside))?;
    let written = write(&file).and_then(|()| file.flush()).and_then(|()| directory.rename(&beside, name));
    // The first error is the one to report.
    written.inspect_err(|_| directory.remove(&beside))
}

/// The name of the file at a path that is resolved, and its directory.
fn place_of(path: &Path) -> io::Result<(&OsStr, Directory)> {
    let name = path.file_name().ok_or(io::ErrorKind::IsADirectory)?;
    Ok((name, Directory::open(path.parent().unwrap_or(path))?))
}

/// A name for a file beside another.
fn beside(name: &OsStr) -> OsString {
    let mut beside = OsString::from(".");
    beside.push(name);
    beside.push(format!(".{:016x}.tmp", RandomState::new().build_hasher().finish()));
    beside
}

/// Does something with one of several names that is not taken, and gives the name, too.
fn with_free_name<T>(
    name: impl Fn() -> OsString,
    make: impl Fn(&OsStr) -> io::Result<T>,
) -> io::Result<(OsString, T)> {
    let mut tries = (1..=MOST_NAMES).map(|_| {
        let name = name();
        make(&name).map(|made| (name, made))
    });
    let is_taken = |made: &io::Result<(OsString, T)>| {
        made.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::AlreadyExists)
    };
    let in_vain = |error| io::Error::other(format!("no new file can be made in its directory: {error}"));
    let made = tries.find(|made| !is_taken(made)).ok_or(io::ErrorKind::AlreadyExists)?;
    made.map_err(in_vain)
}

/// A directory in which a file is replaced. Where the system can hold it open, no link that takes its place leads elsewhere.
struct Directory {
    path: PathBuf,
    #[cfg(target_os = "linux")]
    open: Option<rustix::fd::OwnedFd>,
}

impl Directory {
    /// The directory at a path that is resolved.
    fn open(path: &Path) -> io::Result<Self> {
        let path = path.to_owned();
        #[cfg(target_os = "linux")]
        {
            use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, openat2};
            use rustix::io::Errno;
            let flags = OFlags::DIRECTORY | OFlags::RDONLY | OFlags::CLOEXEC;
            let open = match openat2(CWD, &path, flags, Mode::empty(), ResolveFlags::NO_SYMLINKS) {
                Ok(open) => Some(open),
                Err(Errno::LOOP) => return Err(io::Error::other(Unread::Swapped.reason())),
                // The system cannot tell, or lets nothing but write there.
                Err(_) => None,
            };
            Ok(Self { path, open })
        }
        #[cfg(not(target_os = "linux"))]
        Ok(Self { path })
    }

    /// Makes a file without a name, where the system and the file system can.
    fn create_nameless(&self) -> Option<fs::File> {
        #[cfg(target_os = "linux")]
        if let Some(open) = &self.open {
            use rustix::fs::{Mode, OFlags, openat};
            let flags = OFlags::WRONLY | OFlags::TMPFILE | OFlags::CLOEXEC;
            return openat(open, ".", flags, Mode::from_raw_mode(0o666)).ok().map(fs::File::from);
        }
        None
    }

    /// Gives a name to a file that has none.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(unused_variables, reason = "no file is without a name there")
    )]
    fn name(&self, file: &fs::File, name: &OsStr) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        if let Some(open) = &self.open {
            use rustix::fd::AsRawFd;
            use rustix::fs::{AtFlags, CWD, linkat};
            let path = format!("/proc/self/fd/{}", file.as_raw_fd());
            return Ok(linkat(CWD, &path, open, name, AtFlags::SYMLINK_FOLLOW)?);
        }
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Makes a new file.
    fn create(&self, name: &OsStr) -> io::Result<fs::File> {
        #[cfg(target_os = "linux")]
        if let Some(open) = &self.open {
            use rustix::fs::{Mode, OFlags, openat};
            let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            return Ok(openat(open, name, flags, Mode::from_raw_mode(0o666))?.into());
        }
        fs::OpenOptions::new().write(true).create_new(true).open(self.path.join(name))
    }

    /// Has a file take the place of another.
    fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        if let Some(open) = &self.open {
            return Ok(rustix::fs::renameat(open, from, open, to)?);
        }
        fs::rename(self.path.join(from), self.path.join(to))
    }

    /// Removes a file, if that can be done.
    fn remove(&self, name: &OsStr) {
        #[cfg(target_os = "linux")]
        if let Some(open) = &self.open {
            let _ = rustix::fs::unlinkat(open, name, rustix::fs::AtFlags::empty());
            return;
        }
        let _ = fs::remove_file(self.path.join(name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A directory with one file that holds `text`.
    fn file(name: &str, text: &str) -> PathBuf {
        let directory = std::env::temp_dir().join(format!("srvlint-replace-{}-{name}", std::process::id()));
        fs::create_dir_all(&directory).expect("a directory");
        let path = directory.canonicalize().expect("just made").join("a.zone");
        fs::write(&path, text).expect("a file");
        path
    }

    #[test]
    fn what_changed_meanwhile_is_kept() {
        for (name, now, is_written) in [
            ("as-read", "before", true),
            ("written-already", "after", true),
            ("changed", "another text", false),
            ("longer", "before and more", false),
            ("emptied", "", false),
        ] {
            let path = file(name, now);
            let written = rewrite(&path, b"before", b"after");
            let text = fs::read_to_string(&path).expect("a file");
            assert_eq!(text, if is_written { "after" } else { now }, "{name}");
            match written {
                Ok(()) => assert!(is_written, "{name}"),
                Err(error) => {
                    assert!(!is_written, "{name}");
                    assert_eq!(error.to_string(), "it changed since it was read: fix it again");
                }
            }
            let directory = path.parent().expect("a directory");
            assert_eq!(fs::read_dir(directory).expect("a directory").count(), 1, "nothing lies beside it");
            fs::remove_dir_all(directory).expect("a directory");
        }
        let gone = file("gone", "before");
        fs::remove_file(&gone).expect("a file");
        assert!(rewrite(&gone, b"before", b"after").is_err() && !gone.exists(), "what is deleted stays so");
        fs::remove_dir_all(gone.parent().expect("a directory")).expect("a directory");
    }

    #[test]
    fn what_changes_while_it_is_written_is_kept() {
        for (name, now) in [("saved", Some("another text")), ("emptied-late", Some("")), ("deleted", None)] {
            let path = file(name, "before");
            let meanwhile = || match now {
                Some(text) => fs::write(&path, text).expect("a file"),
                None => fs::remove_file(&path).expect("a file"),
            };
            assert!(rewrite_beside(&path, b"before", b"after", meanwhile).is_err(), "{name}");
            assert_eq!(fs::read_to_string(&path).ok().as_deref(), now, "{name}");
            let directory = path.parent().expect("a directory");
            let left = fs::read_dir(directory).expect("a directory").count();
            assert_eq!(left, usize::from(now.is_some()), "{name}: nothing lies beside it");
            fs::remove_dir_all(directory).expect("a directory");
        }
        // An editor that saves as this does, by a file that takes the place of the old one.
        let path = file("replaced", "before");
        let meanwhile = || {
            fs::write(path.with_extension("new"), "another text").expect("a file");
            fs::rename(path.with_extension("new"), &path).expect("a file");
        };
        assert!(rewrite_beside(&path, b"before", b"after", meanwhile).is_err());
        assert_eq!(fs::read_to_string(&path).expect("a file"), "another text");
        fs::remove_dir_all(path.parent().expect("a directory")).expect("a directory");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn nothing_is_there_of_a_file_until_it_is_whole() {
        let directory = std::env::temp_dir().join(format!("srvlint-replace-{}", std::process::id()));
        let _ = fs::remove_dir_all(&directory);
        fs::create_dir_all(&directory).expect("a directory");
        let names = || fs::read_dir(&directory).expect("it is there").count();
        let has_nameless =
            Directory::open(&directory).is_ok_and(|directory| directory.create_nameless().is_some());
        for text in ["first", "second"] {
            let before = names();
            let write = |mut file: &fs::File| {
                assert!(!has_nameless || names() == before);
                file.write_all(text.as_bytes())
            };
            replace(Path::new("r"), &directory, None, write).expect("it is written");
            assert_eq!(fs::read_to_string(directory.join("r")).expect("it is there"), text);
            assert_eq!(names(), 1);
        }
        let failed = replace(Path::new("r"), &directory, None, |_| Err(io::Error::other("no")));
        assert_eq!((failed.is_err(), names()), (true, 1));
        fs::remove_dir_all(&directory).expect("just made");
    }
}
