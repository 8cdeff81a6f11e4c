//! Texts in memory in place of files: over nothing, so that a run is a function of its arguments, or over the
//! file system, as an editor holds what is not saved yet. Has no links.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::bytes::FileBytes;
use crate::files::canonical::canonical;
use crate::files::disk::read_file;
use crate::files::limits::LARGEST_FILE;
use crate::files::path::normalise;
use crate::files::unread::Unread;

/// Texts by their paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlay {
    /// Relative paths begin here. Without a file system it is the root of all that lies below.
    here: PathBuf,
    /// By absolute path.
    texts: Arc<BTreeMap<PathBuf, Vec<u8>>>,
    over_disk: bool,
}

impl Overlay {
    /// These texts and nothing else. Relative paths begin at `here`, which is absolute and need not be
    /// anywhere.
    pub fn over_nothing(here: &Path, texts: impl IntoIterator<Item = (PathBuf, Vec<u8>)>) -> Self {
        let absolute = |(path, text): (PathBuf, Vec<u8>)| (normalise(&here.join(path)), text);
        let texts = Arc::new(texts.into_iter().map(absolute).collect());
        Self { here: here.to_owned(), texts, over_disk: false }
    }

    /// These texts in place of what the file system has at their paths, and all other files of it.
    pub fn over_disk(here: &Path, texts: impl IntoIterator<Item = (PathBuf, Vec<u8>)>) -> Self {
        let resolved = |(path, text): (PathBuf, Vec<u8>)| {
            let absolute = here.join(path);
            let of_new = || {
                let directory = absolute.parent()?.canonicalize().ok()?;
                Some(directory.join(absolute.file_name()?))
            };
            let resolved = absolute.canonicalize().ok().or_else(of_new);
            (resolved.unwrap_or_else(|| normalise(&absolute)), text)
        };
        let texts = Arc::new(texts.into_iter().map(resolved).collect());
        Self { here: here.to_owned(), texts, over_disk: true }
    }

    /// These texts with others, by absolute and resolved path, which take the place of those at the same paths.
    pub fn with(&self, texts: impl IntoIterator<Item = (PathBuf, Vec<u8>)>) -> Self {
        let mut all = (*self.texts).clone();
        all.extend(texts);
        Self { texts: Arc::new(all), ..self.clone() }
    }

    /// These texts, and those of another where there are none here.
    pub fn over(&self, other: &Self) -> Self {
        let mut all = (*other.texts).clone();
        all.extend(self.texts.iter().map(|(path, text)| (path.clone(), text.clone())));
        Self { texts: Arc::new(all), ..self.clone() }
    }

    /// Whether there is a file system beneath.
    pub fn is_over_disk(&self) -> bool {
        self.over_disk
    }

    /// Where an absolute path lies.
    ///
    /// # Errors
    /// Why nothing is there.
    pub fn resolve(&self, path: &Path) -> Result<PathBuf, Unread> {
        let beneath =
            if self.over_disk { canonical(path).map_err(Unread::from) } else { Err(Unread::Missing) };
        beneath.or_else(|unread| {
            let normal = normalise(path);
            let is_here = self.texts.contains_key(&normal) || self.has_directory(&normal);
            is_here.then_some(normal).ok_or(unread)
        })
    }

    /// Whether there is a directory at an absolute path.
    pub fn is_directory(&self, path: &Path) -> bool {
        self.over_disk && path.is_dir() || self.has_directory(&normalise(path))
    }

    /// The octets of the file at `path`, absolute and resolved.
    ///
    /// # Errors
    /// Why it was not read.
    pub fn read(&self, path: &Path) -> Result<FileBytes, Unread> {
        match self.texts.get(path) {
            Some(text) if text.len() as u64 > LARGEST_FILE => Err(Unread::TooLarge),
            Some(text) => Ok(FileBytes::from(text.clone())),
            None if self.over_disk => read_file(path),
            None if self.has_directory(path) => Err(Unread::NoFile),
            None => Err(Unread::Missing),
        }
    }

    /// The root of a path without a file system.
    pub fn root_of(&self, path: &Path) -> PathBuf {
        match path {
            path if path.starts_with(&self.here) => self.here.clone(),
            path if self.has_directory(path) => path.to_owned(),
            path => path.parent().unwrap_or(path).to_owned(),
        }
    }

    /// The paths of the texts.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.texts.keys().map(PathBuf::as_path)
    }

    /// The paths of the texts below a directory, which must be resolved, in the order of a walk.
    pub fn files_below<'a>(&'a self, directory: &'a Path) -> impl Iterator<Item = &'a Path> {
        let below = self.texts.range(directory.to_owned()..).map(|(path, _)| path.as_path());
        below.take_while(move |path| path.starts_with(directory)).filter(move |path| *path != directory)
    }

    fn has_directory(&self, path: &Path) -> bool {
        !self.over_disk && path == self.here || self.files_below(path).next().is_some()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::files::tree::Files;
    use crate::files::walk::WalkScope;

    fn found(files: &Files, directory: &Path) -> Vec<String> {
        let is_backup = |name: &str| name.ends_with(".bak").then_some("a backup");
        let walked = files.walk(directory, directory, WalkScope::WHOLE, &is_backup);
        assert!(walked.unread.is_empty());
        walked.files.iter().map(|file| files.shown(&file.path)).collect()
    }

    #[test]
    fn texts_over_nothing_are_all_there_is() {
        let here = Path::new("/nowhere/at/all");
        let texts = ["b", "a/c", "a/../a/d.bak", "a.e", ".hidden/f", "../g"];
        let texts = texts.map(|name| (name.into(), name.as_bytes().to_vec()));
        let files = Files::of_overlay(here.into(), Overlay::over_nothing(here, texts));
        assert_eq!(found(&files, here), ["a/c", "a.e", "b"]);
        assert_eq!(files.resolve(Path::new("./a/../b")), Ok(here.join("b")));
        assert_eq!(files.resolve(Path::new("none")), Err(Unread::Missing));
        assert!(files.is_directory(Path::new("a")) && files.is_directory(here));
        assert!(!files.is_directory(Path::new("b")) && !files.is_directory(Path::new("/tmp")));
        assert_eq!(files.read(&here.join("b")).expect("it is there").to_vec(), b"b");
        assert_eq!(files.read(&here.join("a")).map(|_| ()), Err(Unread::NoFile));
        assert_eq!(files.read(Path::new("/etc/passwd")).map(|_| ()), Err(Unread::Missing));
        assert_eq!(files.root_of(&here.join("a/c")), here);
        assert_eq!(files.root_of(Path::new("/nowhere/at/g")), Path::new("/nowhere/at"));
    }

    #[test]
    fn texts_over_the_file_system_stand_in_its_place() {
        let directory = std::env::temp_dir().join(format!("srvlint-overlay-{}", std::process::id()));
        let _ = fs::remove_dir_all(&directory);
        fs::create_dir_all(directory.join("d")).expect("a directory");
        let directory = directory.canonicalize().expect("just made");
        for name in ["a", "d/c", "e"] {
            fs::write(directory.join(name), "saved").expect("a file");
        }
        let texts = ["d/c", "d/b", "f.bak"].map(|name| (name.into(), b"not saved".to_vec()));
        let files = Files::of_overlay(directory.clone(), Overlay::over_disk(&directory, texts));
        assert_eq!(found(&files, &directory), ["a", "d/b", "d/c", "e"]);
        let text = |name: &str| {
            let path = files.resolve(Path::new(&directory.join(name))).expect("it is there");
            String::from_utf8(files.read(&path).expect("it is there").to_vec()).expect("text")
        };
        assert_eq!([text("a"), text("d/b"), text("d/c")], ["saved", "not saved", "not saved"]);
        assert_eq!(files.resolve(&directory.join("g")), Err(Unread::Missing));
        fs::remove_dir_all(&directory).expect("just made");
    }
}
