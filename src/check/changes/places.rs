//! Where the files of a run's or a base's zones lie, found out when it is first asked for. Judges no zone.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use foldhash::fast::RandomState;

use crate::base::span::SourceId;
use crate::files::PathSet;
use crate::workspace::Workspace;
use crate::workspace::load::LoadedZones;
use crate::zone::Zone;

/// Zones that are loaded, by where they lie.
pub(crate) struct Places<'l> {
    /// The zones.
    pub loaded: &'l LoadedZones,
    workspace: &'l Workspace,
    /// The texts of the zones that have an SOA.
    with_soa: OnceCell<HashSet<SourceId, RandomState>>,
    of_zones: OnceCell<PathSet>,
    read: OnceCell<PathSet>,
    linted: OnceCell<PathSet>,
    /// The zones by their own files, whose paths are compared octet by octet.
    by_file: OnceCell<HashMap<&'l OsStr, Vec<&'l Zone>, RandomState>>,
}

impl<'l> Places<'l> {
    /// Those of these zones, whose texts the workspace has.
    pub fn new(loaded: &'l LoadedZones, workspace: &'l Workspace) -> Self {
        let (with_soa, of_zones, read, linted, by_file) = Default::default();
        Self { loaded, workspace, with_soa, of_zones, read, linted, by_file }
    }

    /// All of the zones.
    pub fn zones(&self) -> impl Iterator<Item = &'l Zone> {
        self.loaded.members.iter().map(|member| &member.zone)
    }

    /// The zones with an SOA whose names are known.
    pub fn named(&self) -> impl Iterator<Item = &'l Zone> {
        self.zones().filter(|zone| is_named(zone))
    }

    /// Where a text lies.
    pub fn location(&self, source: SourceId) -> Option<&'l Path> {
        self.workspace.sources.location(source)
    }

    /// The zones whose own file lies here, in the order of all.
    pub fn zones_at(&self, path: &Path) -> &[&'l Zone] {
        let by_file = self.by_file.get_or_init(|| {
            let mut by_file: HashMap<&OsStr, Vec<&Zone>, RandomState> = HashMap::default();
            for zone in self.zones() {
                if let Some(path) = self.location(zone.source) {
                    by_file.entry(path.as_os_str()).or_default().push(zone);
                }
            }
            by_file
        });
        by_file.get(path.as_os_str()).map_or(&[], Vec::as_slice)
    }

    /// The first zone with an SOA and a known name whose own file lies here.
    pub fn named_at(&self, path: &Path) -> Option<&'l Zone> {
        self.zones_at(path).iter().copied().find(|zone| is_named(zone))
    }

    /// Whether a text is that of a zone with an SOA.
    pub fn has_soa(&self, source: SourceId) -> bool {
        let with_soa = || self.zones().filter(|zone| zone.soa.is_some()).map(|zone| zone.source).collect();
        self.with_soa.get_or_init(with_soa).contains(&source)
    }

    /// Where the files lie that the zones are made of.
    pub fn of_zones(&self) -> &PathSet {
        self.of_zones.get_or_init(|| self.files_of(|_| true).collect())
    }

    /// The same, with the links that lead there.
    pub fn read(&self) -> &PathSet {
        self.read.get_or_init(|| self.files_of(|_| true).chain(self.found(|_| true)).collect())
    }

    /// The same of the zones that have an SOA.
    pub fn linted(&self) -> &PathSet {
        self.linted.get_or_init(|| {
            let found = self.found(|source| self.has_soa(source));
            self.files_of(|zone| zone.soa.is_some()).chain(found).collect()
        })
    }

    /// The files of the zones that are `wanted`.
    fn files_of(&self, wanted: impl Fn(&Zone) -> bool) -> impl Iterator<Item = PathBuf> {
        let files = self.zones().filter(move |zone| wanted(zone)).flat_map(|zone| &zone.files);
        files.filter_map(|source| self.location(*source)).map(Path::to_path_buf)
    }

    /// The paths that lead to the texts that are `wanted`.
    fn found(&self, wanted: impl Fn(SourceId) -> bool) -> impl Iterator<Item = PathBuf> {
        let found = self.loaded.collected.found.iter().filter(move |file| wanted(file.source));
        found.flat_map(|file| file.paths.iter()).map(|path| path.to_path_buf())
    }
}

fn is_named(zone: &Zone) -> bool {
    zone.soa.is_some() && zone.is_named()
}
