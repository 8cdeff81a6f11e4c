//! The files that a run may read: those of the file system, of a git snapshot in its place, or of memory.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use crate::base::bytes::FileBytes;
use crate::base::span::SourceId;
use crate::files::at_hand::AtHand;
use crate::files::canonical::canonical;
use crate::files::confinement::{Led, led, strays};
use crate::files::disk::{read_file, read_regular};
use crate::files::git::snapshot::Snapshot;
use crate::files::limits::MOST_READ;
use crate::files::overlay::Overlay;
use crate::files::path::{normalise, root_of, shown};
use crate::files::server_path::ServerPaths;
use crate::files::unread::Unread;

/// The files that a run may read.
#[derive(Debug)]
pub struct Files {
    /// The current directory, to which shown paths are relative.
    pub working_directory: PathBuf,
    /// Where included files are looked for after the including file's directory and the root.
    pub include_paths: Vec<PathBuf>,
    /// The root that the user confined the run to, links resolved.
    pub confined_to: Option<PathBuf>,
    /// The revision whose `.gitignore` files, server configurations and baseline count in place of the run's own, below its
    /// top.
    pub law: Option<Arc<Snapshot>>,
    /// A text that stands for the file of a snapshot at this place, which is absolute: standard input with a name.
    pub in_place: Option<(PathBuf, Vec<u8>)>,
    /// The files that were included, links resolved.
    pub(super) included: Mutex<HashMap<PathBuf, SourceId>>,
    /// The files below each root.
    pub(super) below: Mutex<HashMap<PathBuf, Arc<ServerPaths>>>,
    /// Texts that were read already, for a walk.
    pub(super) at_hand: OnceLock<AtHand>,
    /// How long the files are that are zones, in octets.
    read: AtomicU64,
    source: Source,
}

/// Where the files are.
#[derive(Debug)]
enum Source {
    Disk,
    Snapshot(Arc<Snapshot>),
    Overlay(Overlay),
}

impl Files {
    /// Files seen from `working_directory`.
    pub fn new(working_directory: PathBuf) -> Self {
        Self {
            working_directory,
            include_paths: Vec::new(),
            confined_to: None,
            law: None,
            in_place: None,
            included: Mutex::default(),
            below: Mutex::default(),
            at_hand: OnceLock::new(),
            read: AtomicU64::new(0),
            source: Source::Disk,
        }
    }

    /// The files of a git snapshot, and no others.
    pub fn of_snapshot(working_directory: PathBuf, snapshot: impl Into<Arc<Snapshot>>) -> Self {
        Self { source: Source::Snapshot(snapshot.into()), ..Self::new(working_directory) }
    }

    /// Files of the file system, with these texts besides, by absolute and resolved path.
    pub fn with_texts(self, texts: Vec<(PathBuf, Vec<u8>)>) -> Self {
        let overlay = match &self.source {
            Source::Overlay(overlay) => overlay.with(texts),
            Source::Disk => Overlay::over_disk(&self.working_directory, texts),
            Source::Snapshot(_) => return self,
        };
        Self { source: Source::Overlay(overlay), ..self }
    }

    /// Texts in memory, and what lies beneath them.
    pub fn of_overlay(working_directory: PathBuf, overlay: Overlay) -> Self {
        Self { source: Source::Overlay(overlay), ..Self::new(working_directory) }
    }

    /// Tells which files lie below a root, for those that are included by their path on a server. The first call
    /// for a root counts.
    pub fn set_below(&self, root: &Path, found: &[Arc<Path>]) {
        let mut below = self.below.lock().expect("no thread panics while it holds the lock");
        if !below.contains_key(root) {
            below.insert(root.to_owned(), Arc::new(ServerPaths::new(found.to_vec())));
        }
    }

    /// The git snapshot that is read in place of the file system.
    pub fn snapshot(&self) -> Option<&Snapshot> {
        match &self.source {
            Source::Snapshot(snapshot) => Some(snapshot),
            Source::Disk | Source::Overlay(_) => None,
        }
    }

    /// The files of the revision whose law counts, if it has any below this directory, which is absolute and resolved.
    pub fn of_law(&self, directory: &Path) -> Option<Self> {
        let law = self.law.as_ref().filter(|law| directory.starts_with(law.top()))?;
        let files = Self::of_snapshot(self.working_directory.clone(), Arc::clone(law));
        Some(Self { confined_to: self.confined_to.clone(), ..files })
    }

    /// The texts in memory.
    pub fn overlay(&self) -> Option<&Overlay> {
        match &self.source {
            Source::Overlay(overlay) => Some(overlay),
            Source::Disk | Source::Snapshot(_) => None,
        }
    }

    /// Whether every text can be read again from where it lies.
    pub fn lie_on_disk(&self) -> bool {
        matches!(self.source, Source::Disk)
    }

    /// Where `path` lies: absolute, symbolic links resolved.
    ///
    /// # Errors
    /// Why nothing is there.
    pub fn resolve(&self, path: &Path) -> Result<PathBuf, Unread> {
        match &self.source {
            Source::Disk => canonical(path).map_err(|error| match path.exists() {
                // A pipe of the shell's, `/dev/fd/63`, is there and lies nowhere.
                true if error.kind() == io::ErrorKind::NotFound => Unread::NoFile,
                _ => error.into(),
            }),
            Source::Overlay(overlay) => overlay.resolve(&self.working_directory.join(path)),
            Source::Snapshot(snapshot) => {
                let absolute = self.working_directory.join(path);
                let in_place = self.in_place.as_ref().map(|(place, _)| place);
                if in_place.is_some_and(|place| *place == normalise(&absolute)) {
                    return Ok(normalise(&absolute));
                }
                if absolute.starts_with(snapshot.top()) {
                    return snapshot.resolve(&absolute);
                }
                // Links outside the repository, on the way to it, are the file system's.
                snapshot.resolve(&fs::canonicalize(absolute).map_err(|_| Unread::Outside)?)
            }
        }
    }

    /// Whether there is a symbolic link at `path`.
    pub fn is_link(&self, path: &Path) -> bool {
        let Source::Snapshot(snapshot) = &self.source else {
            return self.has_disk() && path.is_symlink();
        };
        let absolute = self.working_directory.join(path);
        let (Some(directory), Some(name)) = (absolute.parent(), absolute.file_name()) else { return false };
        self.resolve(directory).is_ok_and(|directory| snapshot.has_link(&directory.join(name)))
    }

    /// The symbolic link through which a path, as it is written, leads out of the root that the run is
    /// confined to, or else out of a repository, as `leads_out` tells. In a snapshot none does.
    pub fn leads_out(&self, path: &Path) -> Option<PathBuf> {
        match self.led(path) {
            Some(Led::Out(link)) => Some(link),
            Some(Led::To(_) | Led::Nowhere) | None => None,
        }
    }

    /// Where a path leads on disk, each step of the way looked at; `None` in a snapshot, which has no file system's links.
    pub fn led(&self, path: &Path) -> Option<Led> {
        let on_disk = self.has_disk().then(|| self.working_directory.join(path));
        on_disk.map(|path| led(&path, self.confined_to.as_deref()))
    }

    /// Whether there is a directory at `path`.
    pub fn is_directory(&self, path: &Path) -> bool {
        match &self.source {
            Source::Disk => path.is_dir(),
            Source::Snapshot(snapshot) => self.resolve(path).is_ok_and(|path| snapshot.is_directory(&path)),
            Source::Overlay(overlay) => overlay.is_directory(&self.working_directory.join(path)),
        }
    }

    /// Whether a root is that of a git repository.
    pub fn is_repository(&self, root: &Path) -> bool {
        match &self.source {
            Source::Snapshot(_) => true,
            Source::Disk | Source::Overlay(_) => self.has_disk() && root.join(".git").exists(),
        }
    }

    /// The root of a path, which must be absolute and resolved.
    pub fn root_of(&self, path: &Path) -> PathBuf {
        match &self.source {
            Source::Snapshot(snapshot) => snapshot.top().to_owned(),
            Source::Overlay(overlay) if !overlay.is_over_disk() => overlay.root_of(path),
            Source::Disk | Source::Overlay(_) => root_of(path),
        }
    }

    /// The text that stands for the file of a snapshot at `path`, which must be absolute.
    pub fn text_in_place(&self, path: &Path) -> Option<&[u8]> {
        self.in_place.as_ref().filter(|(place, _)| place == path).map(|(_, text)| text.as_slice())
    }

    /// The octets of the file at `path`, wherever it lies.
    ///
    /// # Errors
    /// Why it was not read.
    pub fn read(&self, path: &Path) -> Result<FileBytes, Unread> {
        match &self.source {
            Source::Disk => read_file(path),
            Source::Snapshot(snapshot) => match self.text_in_place(path) {
                Some(text) => Ok(FileBytes::from(text.to_vec())),
                None => snapshot.read(path),
            },
            Source::Overlay(overlay) => overlay.read(path),
        }
    }

    /// The octets of the file at `path`, absolute and resolved, if it has no more than `most`. A walk
    /// must have seen a regular file there.
    pub fn read_small(&self, path: &Path, most: u64) -> Option<FileBytes> {
        debug_assert!(self.snapshot().is_none(), "a snapshot has no walk");
        match &self.source {
            Source::Overlay(overlay) => overlay.read(path).ok().filter(|octets| octets.len() as u64 <= most),
            Source::Disk | Source::Snapshot(_) => {
                let text = self.at_hand.get().and_then(|at_hand| at_hand.take(path, most));
                text.or_else(|| read_regular(path, most).ok())
            }
        }
    }

    /// Where texts of the work tree are kept that are read before a walk comes to them; `None` where walks read no disk.
    pub fn at_hand(&self) -> Option<&AtHand> {
        self.lie_on_disk().then(|| self.at_hand.get_or_init(AtHand::default))
    }

    /// Lets go of such texts: no walk is to come.
    pub fn end_walks(&self) {
        self.at_hand.get().into_iter().for_each(AtHand::clear);
    }

    /// The octets of a file that the user named, and where it lies; no link leads to it out of the root that
    /// the run is confined to. What lies outside the repository of a snapshot is the file system's.
    ///
    /// # Errors
    /// Why it was not read.
    pub fn read_named(&self, path: &Path) -> Result<(PathBuf, FileBytes), Unread> {
        if let Some(snapshot) = self.snapshot()
            && !normalise(&self.working_directory.join(path)).starts_with(snapshot.top())
        {
            let resolved = fs::canonicalize(path)?;
            if !resolved.starts_with(snapshot.top()) {
                return read_file(&resolved).map(|octets| (resolved, octets));
            }
        }
        if self.has_disk() && strays(&self.working_directory.join(path), self.confined_to.as_deref()) {
            return Err(Unread::Outside);
        }
        let resolved = self.resolve(path)?;
        if let Some(Led::To(real)) = self.led(path)
            && real != resolved
        {
            return Err(Unread::Swapped);
        }
        self.read(&resolved).map(|octets| (resolved, octets))
    }

    /// Whether paths may be the file system's.
    pub fn has_disk(&self) -> bool {
        match &self.source {
            Source::Disk => true,
            Source::Snapshot(_) => false,
            Source::Overlay(overlay) => overlay.is_over_disk(),
        }
    }

    /// A path as it is shown: relative to the current directory, with `/`, harmless to print.
    pub fn shown(&self, path: &Path) -> String {
        shown(path, &self.working_directory)
    }

    /// Takes `octets` from how long the files of the run's zones may still be.
    ///
    /// # Errors
    /// That it is less.
    pub fn may_read(&self, octets: u64) -> Result<(), Unread> {
        let bound = "the zones of a run may take 16 GiB; lint them in several runs";
        let more = |read: u64| read.checked_add(octets).filter(|read| *read <= MOST_READ);
        let is_within = self.read.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok();
        is_within.then_some(()).ok_or(Unread::Exhausted(bound))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_reads_what_it_may_and_no_more() {
        let files = Files::new(PathBuf::new());
        let exhausted = |octets| files.may_read(octets).map_err(|unread| unread.reason());
        assert_eq!((exhausted(MOST_READ - 2), exhausted(2)), (Ok(()), Ok(())));
        let bound = "is not read: the zones of a run may take 16 GiB; lint them in several runs";
        assert_eq!((exhausted(1), exhausted(u64::MAX)), (Err(bound.into()), Err(bound.into())));
    }
}
