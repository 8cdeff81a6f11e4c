//! Where a path leads, links resolved. Knows no root.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// From how many octets on a path is long: the system's library asks about each directory on its way, each time from the
/// beginning, so that directories in directories take the cube of how deep they are.
#[cfg(target_os = "linux")]
const LONG: usize = 256;

/// The path with its links resolved.
///
/// # Errors
/// What the system says, such as that nothing is there.
pub fn canonical(path: &Path) -> io::Result<PathBuf> {
    #[cfg(target_os = "linux")]
    if path.as_os_str().len() >= LONG
        && let Some(found) = by_opening(path)
    {
        return found;
    }
    fs::canonicalize(path)
}

/// The same, asked of the system in one step: what it opened, without reading it, it knows by its path. `None` where it cannot
/// tell.
#[cfg(target_os = "linux")]
fn by_opening(path: &Path) -> Option<io::Result<PathBuf>> {
    use rustix::fd::AsRawFd;
    use rustix::fs::{CWD, Mode, OFlags, fstat, openat, stat};
    let opened = match openat(CWD, path, OFlags::PATH | OFlags::CLOEXEC, Mode::empty()) {
        Ok(opened) => opened,
        Err(rustix::io::Errno::NOENT) => return Some(Err(io::ErrorKind::NotFound.into())),
        Err(_) => return None,
    };
    let real = fs::read_link(format!("/proc/self/fd/{}", opened.as_raw_fd())).ok()?;
    let (one, other) = (fstat(&opened).ok()?, stat(&real).ok()?);
    let is_same = (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino);
    (real.is_absolute() && is_same).then_some(Ok(real))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_long_path_leads_where_the_library_says() {
        let scratch = std::env::temp_dir().join(format!("srvlint-canonical-{}", std::process::id()));
        let _ = fs::remove_dir_all(&scratch);
        let deep = scratch.join("directory/".repeat(60));
        fs::create_dir_all(&deep).expect("directories");
        fs::write(deep.join("a"), "x").expect("a file");
        std::os::unix::fs::symlink("a", deep.join("link")).expect("a link");
        std::os::unix::fs::symlink("..", deep.join("up")).expect("a link");
        std::os::unix::fs::symlink("gone", deep.join("dangling")).expect("a link");
        std::os::unix::fs::symlink("round", deep.join("round")).expect("a link");
        for name in ["", "a", "link", "up", "up/directory/link", "gone", "dangling", "round", "a/b", "gone/a"]
        {
            let path = deep.join(name);
            let found = canonical(&path).map_err(|error| error.kind());
            assert_eq!(found, fs::canonicalize(&path).map_err(|error| error.kind()), "{name}");
        }
        assert!(canonical(&deep.join("link")).is_ok_and(|found| found.ends_with("directory/a")));
        fs::remove_dir_all(&scratch).expect("just made");
    }
}
