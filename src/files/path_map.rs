//! Sets and maps of files by their paths, absolute and resolved, which are compared octet by octet: a run asks for some
//! thousand files again and again, and to take each path apart costs more than all else about it. Asks no file system.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::ffi::OsStr;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use foldhash::fast::RandomState;

/// What is known of files.
#[derive(Debug, Clone)]
pub struct PathMap<V>(HashMap<Key, V, RandomState>);

/// Files.
pub type PathSet = PathMap<()>;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Key(Arc<Path>);

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.as_os_str().hash(state);
    }
}

impl Borrow<OsStr> for Key {
    fn borrow(&self) -> &OsStr {
        self.0.as_os_str()
    }
}

impl<V> Default for PathMap<V> {
    fn default() -> Self {
        Self(HashMap::default())
    }
}

impl<V> PathMap<V> {
    /// What is known of a file.
    pub fn get(&self, path: &Path) -> Option<&V> {
        self.0.get(path.as_os_str())
    }

    /// Whether it is one of them.
    pub fn contains(&self, path: &Path) -> bool {
        self.0.contains_key(path.as_os_str())
    }

    /// Whether it is one of them, or lies in one of them, which is a directory.
    pub fn covers(&self, path: &Path) -> bool {
        !self.0.is_empty() && path.ancestors().any(|path| self.contains(path))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Notes what is known of a file.
    pub fn insert(&mut self, path: Arc<Path>, value: V) {
        self.0.insert(Key(path), value);
    }

    /// Forgets a file.
    pub fn remove(&mut self, path: &Path) {
        self.0.remove(path.as_os_str());
    }

    /// All that is known.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.0.values_mut()
    }

    /// The files, in no order.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.0.keys().map(|key| &*key.0)
    }
}

impl FromIterator<PathBuf> for PathSet {
    fn from_iter<I: IntoIterator<Item = PathBuf>>(paths: I) -> Self {
        let mut set = Self::default();
        set.extend(paths);
        set
    }
}

impl Extend<PathBuf> for PathSet {
    fn extend<I: IntoIterator<Item = PathBuf>>(&mut self, paths: I) {
        paths.into_iter().for_each(|path| self.insert(path.into(), ()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_by_their_paths_and_below_their_directories() {
        let paths = ["/a/b", "/c"].map(PathBuf::from);
        let mut set: PathSet = paths.into_iter().collect();
        let has = |set: &PathSet, path: &str| (set.contains(Path::new(path)), set.covers(Path::new(path)));
        assert_eq!(has(&set, "/a/b"), (true, true));
        assert_eq!(has(&set, "/a/b/c/d"), (false, true));
        assert_eq!((has(&set, "/a"), has(&set, "/a/bc")), ((false, false), (false, false)));
        assert_eq!(set.get(Path::new("/c")), Some(&()));
        set.remove(Path::new("/a/b"));
        assert_eq!(set.paths().collect::<Vec<_>>(), [Path::new("/c")]);
    }
}
