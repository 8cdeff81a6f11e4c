//! The files that a run may read: those of the file system, or of a git snapshot in its place.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use crate::base::bytes::Octets;
use crate::base::span::SourceId;
use crate::files::confinement::{leads_out, strays};
use crate::files::disk::{read_file, read_regular};
use crate::files::git::snapshot::Snapshot;
use crate::files::limits::MOST_READ;
use crate::files::path::{normalise, root_of, shown};
use crate::files::server_path::Installed;
use crate::files::unread::Unread;

/// How much the zones of a run may read through `$INCLUDE`, in octets. A file counts each time.
pub const MOST_INCLUDED: u64 = 4 << 30;
/// What an included file counts at least, in octets: to look for one takes time.
pub const LEAST_INCLUDED: u64 = 1 << 10;
/// How many records a run may have that no file spells out: all `$GENERATE`s stand for them, or they
/// are lines of a file that was included before. An SRV record takes half a KiB of memory.
pub const MOST_GENERATED: u64 = 1 << 23;
/// How long the text may be that all `$GENERATE`s of a run stand for, in octets.
pub const MOST_GENERATED_TEXT: u64 = 1 << 30;
/// How many mistakes are reported in the zones of a run that include files: one file's count in each.
pub const MOST_REPORTED: u64 = 200_000;

/// The files that a run may read.
#[derive(Debug)]
pub struct Files {
    /// The current directory, to which shown paths are relative.
    pub working_directory: PathBuf,
    /// Where included files are looked for after the including file's directory and the root.
    pub include_paths: Vec<PathBuf>,
    /// The root that the user confined the run to, links resolved.
    pub confined_to: Option<PathBuf>,
    /// The files that were included, links resolved.
    pub(super) included: Mutex<HashMap<PathBuf, SourceId>>,
    /// The files below each root.
    pub(super) below: OnceLock<HashMap<PathBuf, Installed>>,
    /// How much was read through `$INCLUDE`, how many records nobody spelt out, their text, how many
    /// mistakes were reported in zones that include files, and how long the files are that are zones.
    spent: [AtomicU64; 5],
    /// What is read in place of the file system.
    snapshot: Option<Snapshot>,
}

impl Files {
    /// Files seen from `working_directory`.
    pub fn new(working_directory: PathBuf) -> Self {
        Self {
            working_directory,
            include_paths: Vec::new(),
            confined_to: None,
            included: Mutex::default(),
            below: OnceLock::new(),
            spent: Default::default(),
            snapshot: None,
        }
    }

    /// The files of a git snapshot, and no others.
    pub fn of_snapshot(working_directory: PathBuf, snapshot: Snapshot) -> Self {
        Self { snapshot: Some(snapshot), ..Self::new(working_directory) }
    }

    /// Tells which files lie below each root, for those that are included by their path on a server.
    /// The first to tell is believed.
    pub fn set_below(&self, below: HashMap<PathBuf, Vec<Arc<Path>>>) {
        let below = below.into_iter().map(|(root, found)| (root, Installed::new(found)));
        let _ = self.below.set(below.collect());
    }

    /// The git snapshot that is read in place of the file system.
    pub fn snapshot(&self) -> Option<&Snapshot> {
        self.snapshot.as_ref()
    }

    /// Where `path` lies: absolute, symbolic links resolved.
    ///
    /// # Errors
    /// Why nothing is there.
    pub fn resolve(&self, path: &Path) -> Result<PathBuf, Unread> {
        let Some(snapshot) = &self.snapshot else { return Ok(fs::canonicalize(path)?) };
        let absolute = self.working_directory.join(path);
        if absolute.starts_with(snapshot.top()) {
            return snapshot.resolve(&absolute);
        }
        // Links outside the repository, on the way to it, are the file system's.
        snapshot.resolve(&fs::canonicalize(absolute).map_err(|_| Unread::Outside)?)
    }

    /// Whether there is a symbolic link at `path`.
    pub fn is_link(&self, path: &Path) -> bool {
        let Some(snapshot) = &self.snapshot else { return path.is_symlink() };
        let absolute = self.working_directory.join(path);
        let (Some(directory), Some(name)) = (absolute.parent(), absolute.file_name()) else { return false };
        self.resolve(directory).is_ok_and(|directory| snapshot.has_link(&directory.join(name)))
    }

    /// The symbolic link through which a path, as it is written, leads out of the root that the run is confined to,
    /// or else out of a repository, as [`leads_out`] tells. In a snapshot none does.
    pub fn leads_out(&self, path: &Path) -> Option<PathBuf> {
        if self.snapshot.is_some() {
            None
        } else {
            leads_out(&self.working_directory.join(path), self.confined_to.as_deref())
        }
    }

    /// Whether there is a directory at `path`.
    pub fn is_directory(&self, path: &Path) -> bool {
        match &self.snapshot {
            Some(snapshot) => self.resolve(path).is_ok_and(|path| snapshot.is_directory(&path)),
            None => path.is_dir(),
        }
    }

    /// Whether a root is that of a git repository.
    pub fn is_repository(&self, root: &Path) -> bool {
        self.snapshot.is_some() || root.join(".git").exists()
    }

    /// The root of a path, which must be absolute and resolved.
    pub fn root_of(&self, path: &Path) -> PathBuf {
        self.snapshot.as_ref().map_or_else(|| root_of(path), |snapshot| snapshot.top().to_owned())
    }

    /// The octets of the file at `path`, wherever it lies.
    ///
    /// # Errors
    /// Why it was not read.
    pub fn read(&self, path: &Path) -> Result<Octets, Unread> {
        match &self.snapshot {
            Some(snapshot) => snapshot.read(path).map(Octets::from),
            None => read_file(path),
        }
    }

    /// The octets of the file at `path`, absolute and resolved, if it has no more than `most`. A walk
    /// of the file system must have seen a regular file there.
    pub fn read_small(&self, path: &Path, most: u64) -> Option<Octets> {
        debug_assert!(self.snapshot.is_none(), "a snapshot has no walk");
        read_regular(path, most).ok()
    }

    /// The octets of a file that the user named, and where it lies; no link leads to it out of the root that
    /// the run is confined to. What lies outside the repository of a snapshot is the file system's.
    ///
    /// # Errors
    /// Why it was not read.
    pub fn read_named(&self, path: &Path) -> Result<(PathBuf, Octets), Unread> {
        if let Some(snapshot) = &self.snapshot
            && !normalise(&self.working_directory.join(path)).starts_with(snapshot.top())
        {
            let resolved = fs::canonicalize(path)?;
            if !resolved.starts_with(snapshot.top()) {
                return read_file(&resolved).map(|octets| (resolved, octets));
            }
        }
        if self.snapshot.is_none() && strays(&self.working_directory.join(path), self.confined_to.as_deref())
        {
            return Err(Unread::Outside);
        }
        let resolved = self.resolve(path)?;
        self.read(&resolved).map(|octets| (resolved, octets))
    }

    /// A path as it is shown: relative to the current directory, with `/`, harmless to print.
    pub fn shown(&self, path: &Path) -> String {
        shown(path, &self.working_directory)
    }

    /// Takes `octets` from what the run may still include; false if that is less.
    pub fn may_include(&self, octets: u64) -> bool {
        spend(&self.spent[0], octets.max(LEAST_INCLUDED), MOST_INCLUDED)
    }

    /// Takes `records` from what the run may still generate; false if that is less.
    pub fn may_generate(&self, records: u64) -> bool {
        spend(&self.spent[1], records, MOST_GENERATED)
    }

    /// Takes `octets` from how long the run's generated text may still be; false if that is less.
    pub fn may_generate_text(&self, octets: u64) -> bool {
        spend(&self.spent[2], octets, MOST_GENERATED_TEXT)
    }

    /// Takes one from how many mistakes may still be reported in zones that include files; false if
    /// there were too many.
    pub fn may_report(&self) -> bool {
        spend(&self.spent[3], 1, MOST_REPORTED)
    }

    /// Takes `octets` from how long the files of the run's zones may still be.
    ///
    /// # Errors
    /// That it is less.
    pub fn may_read(&self, octets: u64) -> Result<(), Unread> {
        let bound = "the zones of a run may take 16 GiB; lint them in several runs";
        spend(&self.spent[4], octets, MOST_READ).then_some(()).ok_or(Unread::Exhausted(bound))
    }

    /// Forgets what was spent, before the same zones are read again.
    pub fn renew(&self) {
        self.spent.iter().for_each(|spent| spent.store(0, Ordering::Relaxed));
    }
}

/// Adds `count` to `spent` unless that makes it more than `most`.
fn spend(spent: &AtomicU64, count: u64, most: u64) -> bool {
    let more = |before: u64| before.checked_add(count).filter(|after| *after <= most);
    spent.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_spends_what_it_has_and_no_more() {
        let files = Files::new(PathBuf::new());
        assert!(files.may_generate_text(MOST_GENERATED_TEXT) && !files.may_generate_text(1));
        assert!(files.may_generate(MOST_GENERATED - 1) && !files.may_generate(2) && files.may_generate(1));
        // Also empty files take time.
        let most = MOST_INCLUDED / LEAST_INCLUDED;
        assert!((0..most).all(|_| files.may_include(0)) && !files.may_include(0));
        let exhausted = |octets| files.may_read(octets).map_err(|unread| unread.reason());
        assert_eq!((exhausted(MOST_READ - 2), exhausted(2)), (Ok(()), Ok(())));
        let bound = "is not read: the zones of a run may take 16 GiB; lint them in several runs";
        assert_eq!((exhausted(1), exhausted(u64::MAX)), (Err(bound.into()), Err(bound.into())));
        files.renew();
        assert_eq!(exhausted(1), Ok(()));
        assert!(files.may_include(MOST_INCLUDED) && !files.may_include(u64::MAX));
    }
}
