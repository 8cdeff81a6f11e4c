//! The files of a walk whose zones are loaded while their texts are at hand, some at a time. Loads none
//! itself.

use std::collections::{HashMap, HashSet};
use std::ops::Deref;
use std::path::{Path, PathBuf};

use crate::base::source::{Needless, Sources};
use crate::base::span::SourceId;
use crate::base::threads::Threads;
use crate::discover::server_config::Declarations;
use crate::discover::walk::FoundFile;
use crate::discover::zone_file::ZoneFile;

/// The texts of a run while its files are collected.
pub enum Texts<'a> {
    /// They are the run's alone: those that are not needed any more are let go of.
    Own(&'a mut Sources),
    /// All of them stay.
    Shared(&'a Sources),
}

impl Texts<'_> {
    /// The same texts, for a while.
    pub fn reborrow(&mut self) -> Texts<'_> {
        match self {
            Texts::Own(sources) => Texts::Own(sources),
            Texts::Shared(sources) => Texts::Shared(sources),
        }
    }
}

impl Deref for Texts<'_> {
    type Target = Sources;

    fn deref(&self) -> &Sources {
        match self {
            Texts::Own(sources) => sources,
            Texts::Shared(sources) => sources,
        }
    }
}

/// Files of a walk whose zones can be loaded at once: nothing that the run has yet to look at says
/// anything about them.
pub struct Batch<'a> {
    /// The files.
    pub files: Vec<ZoneFile>,
    /// What the server configurations below each root say.
    pub declared: &'a HashMap<PathBuf, Declarations>,
    /// Their texts.
    pub sources: &'a Sources,
    /// The threads.
    pub jobs: &'a Threads,
}

/// What became of a batch.
#[derive(Default)]
pub struct BatchResult {
    /// The files whose zones have to wait for their turn.
    pub waiting: Vec<ZoneFile>,
    /// The texts that are not likely to be needed again.
    pub needless: Vec<(SourceId, Needless)>,
}

/// How long the texts of a batch may be, in octets, but for the last one.
const LARGEST_BATCH: usize = 8 << 20;

/// The next batch of a walk, while its zones can be loaded at once.
#[derive(Default)]
pub struct NextBatch {
    /// The files that links lead to: other paths to them are still to come. `None` if every file has to wait.
    linked: Option<HashSet<PathBuf>>,
    files: Vec<ZoneFile>,
    octets: usize,
}

impl NextBatch {
    /// The first of a walk, among whose files links lead to `linked`.
    pub fn of_walk(linked: HashSet<PathBuf>) -> Self {
        Self { linked: Some(linked), ..Self::default() }
    }

    /// Whether the zones of a file, which lies at `resolved`, can be loaded at once. A walk comes to a file
    /// that no link leads to once.
    pub fn may_have(&self, file: &FoundFile, resolved: &Path) -> bool {
        let linked = self.linked.as_ref().filter(|_| file.resolved.is_some());
        linked.is_some_and(|linked| linked.is_empty() || !linked.contains(resolved))
    }

    /// Adds a file with a text of so many octets.
    pub fn add(&mut self, file: ZoneFile, octets: usize) {
        self.octets += octets;
        self.files.push(file);
    }

    /// Whether it is long enough to be loaded.
    pub fn is_full(&self) -> bool {
        self.octets > LARGEST_BATCH
    }

    /// Its files, after which the next begins.
    pub fn take(&mut self) -> Vec<ZoneFile> {
        self.octets = 0;
        std::mem::take(&mut self.files)
    }
}
