//! What a base takes over from the run when it is loaded: the texts of files that are the same in both, and the zones
//! made of them.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::base::source::Sources;
use crate::base::span::SourceId;
use crate::check::changes::base::Base;
use crate::discover::{AssumedOrigin, KnownFile, ZoneFile};
use crate::workspace::load::LoadedZones;
use crate::workspace::{Member, Previous, Workspace};
use crate::zone::Incomplete;

/// Which files and zones of the run are the same in its base.
pub(crate) struct Reuse<'a> {
    base: &'a Base,
    present: &'a LoadedZones,
    sources: &'a Sources,
    /// The numbers of the zones that are made of a text.
    by_source: HashMap<SourceId, Vec<usize>, RandomState>,
    /// Whether a file came or went: then an `$INCLUDE` may mean another one.
    files_differ: bool,
}

impl<'a> Reuse<'a> {
    /// What `present` and `base` have in common.
    pub fn new(base: &'a Base, present: &'a LoadedZones, workspace: &'a Workspace) -> Self {
        let mut by_source: HashMap<SourceId, Vec<usize>, RandomState> = HashMap::default();
        for (number, member) in present.members.iter().enumerate() {
            by_source.entry(member.zone.source).or_default().push(number);
        }
        let gone = |path: &Path| base.files.read(path).is_err() || workspace.files.read(path).is_err();
        let files_differ = base.changed.paths().any(gone);
        Reuse { base, present, sources: &workspace.sources, by_source, files_differ }
    }

    fn has_same_includes(&self, member: &Member) -> bool {
        let zone = &member.zone;
        let includes = zone.files.len() > 1 || matches!(zone.incomplete, Some(Incomplete::Include(_)));
        let same = |id: &SourceId| self.sources.location(*id).is_some_and(|path| self.is_same(path));
        // Its own file is known to be the same.
        let mut others = zone.files.iter().filter(|id| **id != zone.source);
        !(includes && self.files_differ) && others.all(same)
    }

    fn is_same(&self, path: &Path) -> bool {
        !self.base.changed.contains(path)
            && self.base.files.snapshot().is_some_and(|snapshot| snapshot.has_file(path))
    }
}

impl Previous for Reuse<'_> {
    /// What the run says about a file that the base has at `path`; `None` if it must be read.
    fn known(&self, path: &Path) -> Option<KnownFile> {
        // The base's files alone are asked for.
        if self.base.changed.contains(path) {
            return None;
        }
        let zone = self.present.collected.read.get(path)?;
        Some(zone.map_or(KnownFile::NoZone, |number| {
            let file = &self.present.collected.found[number];
            KnownFile::Zone(file.source, file.soa.clone())
        }))
    }

    /// The zone that the run makes of the same file under the same name; `None` if it must be loaded.
    fn zone(&self, file: &ZoneFile, assumed: &AssumedOrigin) -> Option<Arc<Member>> {
        let numbers = self.by_source.get(&file.source)?;
        let number = *numbers.iter().find(|number| self.present.assumed[**number] == *assumed)?;
        let member = &self.present.members[number];
        let same = member.root == file.root && self.has_same_includes(member);
        same.then(|| Arc::clone(member))
    }
}
