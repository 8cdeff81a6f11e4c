//! The files of git's index or of a tree at the places where they would lie in the work tree. Follows no link
//! out of it.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use crate::base::bytes::FileBytes;
use crate::files::disk::read_file;
use crate::files::git::blobs::{Blobs, EXHAUSTED};
use crate::files::git::lfs::{LONGEST_POINTER, is_pointer};
use crate::files::git::links::Links;
use crate::files::git::listing::TreeEntry;
use crate::files::git::object_name::names;
use crate::files::git::repeated::Repeated;
use crate::files::limits::{LARGEST_FILE, MOST_LINKS};
use crate::files::path::{below, path_of};
use crate::files::unread::Unread;

/// The longest text of a symbolic link.
const LONGEST_LINK: u64 = 4096;
/// A run has read as many files of one text as it may.
const REPEATED: Unread = Unread::Exhausted(
    "too many files of the revision have the same text; name fewer of its directories, or lint a work tree of it",
);
/// From how many octets on a text is kept once, at however many paths it lies.
const SHARED: usize = 4096;

/// The files of the index or of a revision, at the places where they would lie in the work tree.
pub struct Snapshot {
    top: PathBuf,
    /// Whether a work tree lies at the top.
    has_work_tree: bool,
    /// The tree's object; `None` for the index.
    pub(super) tree: Option<String>,
    /// By path.
    entries: Vec<TreeEntry>,
    submodules: Vec<TreeEntry>,
    links: Links,
    /// The files whose text is the work tree's: git has it elsewhere.
    on_disk: HashSet<PathBuf>,
    blobs: Mutex<Blobs>,
    /// The long texts that were read and are still in use, by their objects.
    shared: Mutex<HashMap<String, Weak<Vec<u8>>>>,
    repeated: Mutex<Repeated>,
    /// The first file that was asked for and that git does not have, and what it says.
    unavailable: OnceLock<(PathBuf, String)>,
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot").field("top", &self.top).field("tree", &self.tree).finish_non_exhaustive()
    }
}

impl Snapshot {
    /// The files `entries` below `top`, where a work tree may lie, and whose octets `blobs` knows.
    pub(super) fn new(
        top: PathBuf,
        has_work_tree: bool,
        tree: Option<String>,
        mut entries: Vec<TreeEntry>,
        blobs: Blobs,
    ) -> Self {
        entries.sort_by(|one, other| one.path.cmp(&other.path));
        entries.dedup_by(|one, other| one.path == other.path);
        let (submodules, entries): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| entry.submodule);
        let (links, blobs) = (Links::new(&entries), Mutex::new(blobs));
        let (on_disk, shared, repeated, unavailable) = Default::default();
        Self {
            top,
            has_work_tree,
            tree,
            entries,
            submodules,
            links,
            on_disk,
            blobs,
            shared,
            repeated,
            unavailable,
        }
    }

    /// Takes the texts of these files from the work tree, where they are the same as in the snapshot.
    pub fn read_from_disk(&mut self, paths: impl IntoIterator<Item = PathBuf>) {
        self.on_disk.extend(paths);
    }

    /// Its files and symbolic links, by path.
    pub(super) fn entries(&self) -> &[TreeEntry] {
        &self.entries
    }

    /// Where one of these seems to lie.
    pub(super) fn path_of(&self, entry: &TreeEntry) -> PathBuf {
        self.top.join(path_of(&entry.path))
    }

    /// Where its files seem to lie.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// Where `path` leads, symbolic links resolved. Links lead nowhere but inside the snapshot.
    ///
    /// # Errors
    /// `Missing`, `Outside`, or a chain of links that is too long.
    pub fn resolve(&self, path: &Path) -> Result<PathBuf, Unread> {
        let relative = octets_of(below(path, &self.top).ok_or(Unread::Outside)?);
        let mut ahead: Vec<Vec<u8>> = Vec::new();
        let put_ahead = |ahead: &mut Vec<Vec<u8>>, path: &[u8]| {
            let parts = path.rsplit(|octet| *octet == b'/').filter(|part| !matches!(*part, b"" | b"."));
            ahead.extend(parts.map(<[u8]>::to_owned));
        };
        put_ahead(&mut ahead, &relative);
        let (mut at, mut links): (Vec<u8>, usize) = (Vec::new(), 0);
        while let Some(part) = ahead.pop() {
            if part == b".." {
                if at.is_empty() {
                    return Err(Unread::Outside);
                }
                at.truncate(at.iter().rposition(|octet| *octet == b'/').unwrap_or(0));
                continue;
            }
            // As many names as follow each other: to look for links at each costs the square of how many there are.
            let mut next = std::mem::take(&mut at);
            append(&mut next, &part);
            while let Some(part) = ahead.pop_if(|part| *part != b"..") {
                append(&mut next, &part);
            }
            let Some(link) = self.links.first_on(&next) else {
                at = next;
                continue;
            };
            put_ahead(&mut ahead, &next[link.len()..]);
            at.extend_from_slice(&link[..link.iter().rposition(|octet| *octet == b'/').unwrap_or(0)]);
            let Some(link) = self.entry(link) else { return Err(Unread::Missing) };
            links += 1;
            let target = match self.blob(&link.object, LONGEST_LINK) {
                Ok(target) if links <= MOST_LINKS => target,
                Ok(_) | Err(Unread::TooLarge) => {
                    return Err(Unread::Refused("is reached through too many symbolic links".into()));
                }
                Err(unread) => return Err(unread),
            };
            if target.first() == Some(&b'/') {
                return Err(Unread::Outside);
            }
            put_ahead(&mut ahead, &target);
        }
        if self.entry(&at).is_none() && !self.has_directory(&at) {
            return Err(Unread::Missing);
        }
        Ok(self.top.join(path_of(&at)))
    }

    /// The octets of the file at `path`, which must be resolved.
    ///
    /// # Errors
    /// Why it was not read.
    pub fn read(&self, path: &Path) -> Result<FileBytes, Unread> {
        if self.on_disk.contains(path) {
            return read_file(path);
        }
        let relative = octets_of(below(path, &self.top).ok_or(Unread::Outside)?);
        let entry = self.entry(&relative);
        if let Some(octets) = entry.and_then(|entry| self.octets_on_disk(path, entry)) {
            return Ok(octets.into());
        }
        match entry {
            Some(entry) if !entry.link => self.text_at(entry).inspect_err(|unread| {
                if let Unread::NotFetched = unread {
                    self.unavailable.get_or_init(|| (path.to_owned(), unread.reason()));
                }
            }),
            Some(_) => Err(Unread::NoFile),
            None if self.has_directory(&relative) => Err(Unread::NoFile),
            None => Err(Unread::Missing),
        }
    }

    /// The octets of a file in the work tree, if they are those of its object: to ask git for them takes longer. A text so
    /// large that it may change while it is looked at is left to git.
    fn octets_on_disk(&self, path: &Path, entry: &TreeEntry) -> Option<Vec<u8>> {
        if entry.link || !self.has_work_tree {
            return None;
        }
        match read_file(path).ok()? {
            FileBytes::Owned(octets) if names(&entry.object, &octets) => {
                let may_be_read = self.blobs().count(octets.len() as u64).is_ok();
                may_be_read.then_some(octets)
            }
            _ => None,
        }
    }

    /// What git has for the file at `path`, which must be resolved, if it has no more octets than `most`.
    pub fn read_small(&self, path: &Path, most: u64) -> Option<Vec<u8>> {
        self.blob(self.object(path)?, most).ok()
    }

    /// Whether git LFS keeps the text of the file at `path`, which must be resolved, and git has what stands for it.
    pub fn is_kept_by_lfs(&self, path: &Path) -> bool {
        self.read_small(path, LONGEST_POINTER).is_some_and(|text| is_pointer(&text))
    }

    /// The object that holds the text of the file at `path`, which must be resolved.
    pub fn object(&self, path: &Path) -> Option<&str> {
        let relative = octets_of(below(path, &self.top)?);
        self.entry(&relative).map(|entry| entry.object.as_str())
    }

    /// The first file that was asked for and that git does not have, as in a partial clone, and why it was not read.
    pub fn unavailable(&self) -> Option<(PathBuf, String)> {
        self.unavailable.get().cloned()
    }

    /// Why not all was read that the run asked for, if it asked for more than it may read.
    ///
    /// # Errors
    /// That it did.
    pub fn may_read_all(&self) -> Result<(), Unread> {
        match self.repeated().is_exhausted() {
            true => Err(REPEATED),
            false if self.blobs().is_exhausted => Err(EXHAUSTED),
            false => Ok(()),
        }
    }

    /// Whether it has a symbolic link.
    pub fn has_links(&self) -> bool {
        !self.links.is_empty()
    }

    /// Whether there is a file, and no link or directory, at this very path.
    pub fn has_file(&self, path: &Path) -> bool {
        let relative = below(path, &self.top).map(octets_of);
        relative.is_some_and(|path| self.entry(&path).is_some_and(|entry| !entry.link))
    }

    /// Whether there is a file or a link at this very path.
    pub fn has(&self, path: &Path) -> bool {
        self.has_file(path) || self.has_link(path)
    }

    /// Where the symbolic link at this very path leads, as it is written.
    pub fn link_target(&self, path: &Path) -> Option<PathBuf> {
        let relative = octets_of(below(path, &self.top)?);
        let link = self.entry(&relative).filter(|entry| entry.link)?;
        self.blob(&link.object, LONGEST_LINK).ok().map(|target| path_of(&target))
    }

    /// Whether there is a symbolic link at this very path.
    pub fn has_link(&self, path: &Path) -> bool {
        let relative = below(path, &self.top).map(octets_of);
        relative.is_some_and(|path| self.entry(&path).is_some_and(|entry| entry.link))
    }

    /// Whether `path`, which must be resolved, is a directory.
    pub fn is_directory(&self, path: &Path) -> bool {
        below(path, &self.top).is_some_and(|path| self.has_directory(&octets_of(path)))
    }

    /// The files and symbolic links below a directory, which must be resolved, in the order of a walk.
    pub fn files_below(&self, directory: &Path) -> Vec<PathBuf> {
        let Ok(relative) = directory.strip_prefix(&self.top) else { return Vec::new() };
        let below = self.below(&octets_of(relative)).iter();
        let mut paths: Vec<PathBuf> = below.map(|entry| self.path_of(entry)).collect();
        paths.sort();
        paths
    }

    /// The files that are not the same in `other`, a snapshot of the same repository.
    pub fn changed(&self, other: &Snapshot) -> Vec<PathBuf> {
        let differs = |entry: &&TreeEntry, from: &Snapshot| {
            let same = from.entry(&entry.path).filter(|found| found.link == entry.link);
            same.is_none_or(|found| found.object != entry.object)
        };
        let here = self.entries.iter().filter(|entry| differs(entry, other));
        let there = other.entries.iter().filter(|entry| differs(entry, self));
        here.chain(there).map(|entry| self.path_of(entry)).collect()
    }

    /// Where its submodules are.
    pub fn submodules(&self) -> Vec<PathBuf> {
        self.submodules.iter().map(|entry| self.path_of(entry)).collect()
    }

    /// Where the submodules are that `other`, a snapshot of the same repository, has not, or of another commit.
    pub fn new_submodules(&self, other: &Snapshot) -> Vec<PathBuf> {
        let same = |one: &&TreeEntry| {
            found(&other.submodules, &one.path).is_some_and(|other| other.object == one.object)
        };
        let new = self.submodules.iter().filter(|one| !same(one));
        new.map(|entry| self.path_of(entry)).collect()
    }

    fn entry(&self, path: &[u8]) -> Option<&TreeEntry> {
        found(&self.entries, path)
    }

    fn has_directory(&self, path: &[u8]) -> bool {
        path.is_empty() || !self.below(path).is_empty()
    }

    fn below(&self, directory: &[u8]) -> &[TreeEntry] {
        let mut prefix = directory.to_owned();
        if !prefix.is_empty() {
            prefix.push(b'/');
        }
        let start = self.entries.partition_point(|entry| entry.path < prefix);
        let count = self.entries[start..].partition_point(|entry| entry.path.starts_with(&prefix));
        &self.entries[start..start + count]
    }

    /// The octets of a file, unless too many lie at other paths, too.
    fn text_at(&self, entry: &TreeEntry) -> Result<FileBytes, Unread> {
        let text = self.text(&entry.object)?;
        let number = self.entries.partition_point(|other| other.path < entry.path);
        let may = self.repeated().may_read((number, self.entries.len()), &entry.object, &text);
        if may { Ok(text) } else { Err(REPEATED) }
    }

    fn repeated(&self) -> MutexGuard<'_, Repeated> {
        self.repeated.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The octets of a file. What is long is in memory once.
    fn text(&self, object: &str) -> Result<FileBytes, Unread> {
        let shared = || self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(octets) = shared().get(object).and_then(Weak::upgrade) {
            return Ok(FileBytes::Shared(octets));
        }
        let octets = self.blob(object, LARGEST_FILE)?;
        if octets.len() < SHARED {
            return Ok(octets.into());
        }
        let octets = Arc::new(octets);
        shared().insert(object.to_owned(), Arc::downgrade(&octets));
        Ok(FileBytes::Shared(octets))
    }

    fn blob(&self, object: &str, most: u64) -> Result<Vec<u8>, Unread> {
        self.blobs().read(object, most)
    }

    /// Leaves no more than these octets to be read.
    #[cfg(test)]
    pub fn set_left(&self, left: u64) {
        self.blobs().left = left;
    }

    fn blobs(&self) -> MutexGuard<'_, Blobs> {
        self.blobs.lock().expect("no thread panics while it holds the lock")
    }
}

/// That of the entries, which are sorted, that has this path.
fn found<'e>(entries: &'e [TreeEntry], path: &[u8]) -> Option<&'e TreeEntry> {
    let found = entries.binary_search_by(|entry| entry.path.as_slice().cmp(path));
    found.ok().map(|number| &entries[number])
}

/// Appends a name to a path.
fn append(path: &mut Vec<u8>, name: &[u8]) {
    if !path.is_empty() {
        path.push(b'/');
    }
    path.extend_from_slice(name);
}

/// A relative path as git writes it.
fn octets_of(path: &Path) -> Vec<u8> {
    let octets = path.as_os_str().as_encoded_bytes();
    let has = |part: &[u8]| memchr::memmem::find(octets, part).is_some();
    let ends = [octets.first(), octets.last()];
    let is_plain = !cfg!(windows) && !ends.contains(&Some(&b'/')) && octets.first() != Some(&b'.');
    if is_plain && !has(b"/.") && !has(b"//") {
        return octets.to_owned();
    }
    let parts: Vec<&[u8]> = path.components().map(|part| part.as_os_str().as_encoded_bytes()).collect();
    parts.join(&b"/"[..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[cfg(unix)]
    #[test]
    fn a_text_that_the_work_tree_has_is_not_asked_of_git() {
        let directory = std::env::temp_dir().join(format!("srvlint-snapshot-{}", std::process::id()));
        std::fs::create_dir_all(&directory).expect("a directory");
        let top = directory.canonicalize().expect("just made");
        let object = "8ab686eafeb1f44702738c8b0f24f2567c36da6d".to_owned();
        let snapshot = |has_work_tree| {
            let entry =
                TreeEntry { path: b"a".to_vec(), link: false, submodule: false, object: object.clone() };
            // A git that answers nothing.
            let blobs = Blobs::start(Command::new("true")).expect("it is on every system");
            Snapshot::new(top.clone(), has_work_tree, None, vec![entry], blobs)
        };
        let read = |has_work_tree| snapshot(has_work_tree).read(&top.join("a")).map(|octets| octets.to_vec());
        std::fs::write(top.join("a"), "Hello, World!\n").expect("a file");
        assert_eq!(read(true), Ok(b"Hello, World!\n".to_vec()));
        assert!(read(false).is_err());
        std::fs::write(top.join("a"), "Hello, other World!\n").expect("a file");
        assert!(read(true).is_err());
        std::fs::write(top.join("b"), "Hello, World!\n").expect("a file");
        std::fs::remove_file(top.join("a")).expect("just made");
        std::os::unix::fs::symlink("b", top.join("a")).expect("a link");
        assert!(read(true).is_err());
        // What the work tree has counts like what git is asked for.
        std::fs::remove_file(top.join("a")).expect("just made");
        std::fs::rename(top.join("b"), top.join("a")).expect("just made");
        let bounded = snapshot(true);
        bounded.set_left(20);
        let read = || bounded.read(&top.join("a")).is_ok();
        assert_eq!((read(), read()), (true, false));
        std::fs::remove_dir_all(&directory).expect("just made");
    }
}
