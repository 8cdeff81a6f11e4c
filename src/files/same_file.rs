//! Whether two paths lead to one file, however they are written: through links, under another name, absolute. Opens none.

use std::fs;
use std::path::{Path, PathBuf};

use crate::files::limits::MOST_LINKS;

/// The file to which a path leads, or would lead if it were there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileIdentity(Identity);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Identity {
    /// The device and the number on it, which all names of a file share.
    #[cfg(unix)]
    Numbered(u64, u64),
    /// Where it lies, links resolved.
    At(PathBuf),
}

impl FileIdentity {
    /// Of the file at `path`, as it is written in the directory `here`. `None` for what is no regular file, such as a pipe, and
    /// for what lies nowhere.
    pub fn of(path: &Path, here: &Path) -> Option<Self> {
        let joined = here.join(path);
        match fs::metadata(&joined) {
            Ok(metadata) if !metadata.is_file() => None,
            Ok(metadata) => Self::of_file(&joined, &metadata),
            Err(_) => Self::of_new(joined),
        }
    }

    /// Of a file that is not there yet: where it would lie, behind links that lead nowhere.
    fn of_new(path: PathBuf) -> Option<Self> {
        let mut path = path;
        for _ in 0..=MOST_LINKS {
            let directory = path.parent()?.canonicalize().ok()?;
            path = directory.join(path.file_name()?);
            match fs::read_link(&path) {
                Ok(target) => path = directory.join(target),
                Err(_) => return Some(Self(Identity::At(path))),
            }
        }
        None
    }

    /// Of the file that standard output is, if it is one.
    pub fn of_output() -> Option<Self> {
        let path = Path::new(if cfg!(unix) { "/dev/stdout" } else { return None });
        let metadata = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        Self::of_file(path, &metadata)
    }

    #[cfg(unix)]
    #[expect(clippy::unnecessary_wraps, reason = "elsewhere the path may lead nowhere by now")]
    fn of_file(_: &Path, metadata: &fs::Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        Some(Self(Identity::Numbered(metadata.dev(), metadata.ino())))
    }

    #[cfg(not(unix))]
    fn of_file(path: &Path, _: &fs::Metadata) -> Option<Self> {
        path.canonicalize().ok().map(|path| Self(Identity::At(path)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_file_is_one_however_it_is_named() {
        let here = std::env::temp_dir().join(format!("srvlint-same-file-{}", std::process::id()));
        let _ = fs::remove_dir_all(&here);
        fs::create_dir_all(here.join("d")).expect("a directory");
        fs::write(here.join("a"), "x").expect("a file");
        fs::write(here.join("other"), "x").expect("a file");
        fs::hard_link(here.join("a"), here.join("hard")).expect("a link");
        std::os::unix::fs::symlink("a", here.join("soft")).expect("a link");
        let of = |path: &str| FileIdentity::of(Path::new(path), &here);
        for same in ["./a", "d/../a", "hard", "soft", &here.join("a").to_string_lossy()] {
            assert!(of("a").is_some() && of(same) == of("a"), "{same}");
        }
        assert_eq!(of("d/new"), of("./d/../d/new"));
        std::os::unix::fs::symlink("d/new", here.join("dangling")).expect("a link");
        std::os::unix::fs::symlink("../dangling", here.join("d/twice")).expect("a link");
        std::os::unix::fs::symlink("round", here.join("round")).expect("a link");
        assert!(of("dangling") == of("d/new") && of("d/twice") == of("d/new") && of("d/new").is_some());
        assert_eq!(of("round"), None);
        assert!(of("a") != of("other") && of("new") != of("d/new"));
        assert_eq!((of("d"), of("/dev/null"), of("gone/new")), (None, None, None));
        fs::remove_dir_all(&here).expect("just made");
    }
}
