//! Which zones a change can reach, so that a hook need not look at all the others.
//!
//! What is found in a zone depends on the zone, and on the zones that hold the names it points at.
//! Such a name has the first label of that zone's apex in it, and the label is written in the file:
//! with the name, or with an `$ORIGIN`. So a zone in whose files the label does not occur, in any
//! case, cannot depend on that zone. The search is of octets, and finds too many rather than too few.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use foldhash::fast::RandomState;
use hickory_proto::rr::RecordType;
use memchr::memmem::Finder;

use crate::base::source::Sources;
use crate::base::span::SourceId;
use crate::files::PathSet;
use crate::syntax::name::{NameKey, Origin};
use crate::workspace::load::LoadedZones;
use crate::workspace::{Member, Workspace};
use crate::zone::index::DNAME;
use crate::zone::{Incomplete, Zone};

/// How many zones are searched for. If there are more, looking at every zone is less work.
const MOST_APEXES: usize = 30;

/// The zones that a change can reach.
#[derive(Debug, Default)]
pub(crate) struct Impact {
    /// All of them.
    everything: bool,
    /// Their files otherwise.
    files: HashSet<SourceId, RandomState>,
}

impl Impact {
    /// All zones: no change is asked about.
    pub fn of_everything() -> Self {
        Self { everything: true, files: HashSet::default() }
    }

    /// What a change reaches of `present`: the zones with a file in `named`, those that differ from `before`, and those
    /// that point into one of these.
    pub fn new(
        named: &PathSet,
        present: &[Arc<Member>],
        before: Option<&LoadedZones>,
        workspace: &Workspace,
    ) -> Self {
        let sources = &*workspace.sources;
        let compared = before.is_some();
        let before = before.map_or(&[][..], |before| &before.members);
        let kept: HashSet<*const Member, RandomState> = before.iter().map(Arc::as_ptr).collect();
        let ours: HashSet<*const Member, RandomState> = present.iter().map(Arc::as_ptr).collect();
        let is_changed = |member: &Arc<Member>| {
            let differs = compared && !kept.contains(&Arc::as_ptr(member));
            differs || has_file_in(&member.zone, named, sources)
        };
        let gone = before.iter().filter(|member| !ours.contains(&Arc::as_ptr(member)));
        let changed: Vec<&Zone> = present
            .iter()
            .filter(|member| is_changed(member))
            .chain(gone)
            .map(|member| &member.zone)
            .collect();
        let mut impact =
            Impact { files: changed.iter().map(|zone| zone.source).collect(), everything: false };
        let mut apexes = Apexes::default();
        changed.into_iter().for_each(|zone| apexes.add(zone));
        let mut text = Vec::new();
        loop {
            if apexes.too_many() {
                return Impact { everything: true, ..impact };
            }
            let count = apexes.keys.len();
            for zone in present.iter().map(|member| &member.zone) {
                if apexes.may_be_in(zone, sources, &mut text) {
                    impact.files.insert(zone.source);
                    // A name that points at an alias here points at what the alias stands for.
                    if apexes.has_alias_into(zone, sources) {
                        apexes.add(zone);
                    }
                }
            }
            if apexes.keys.len() == count {
                return impact;
            }
        }
    }

    /// Whether the change can alter what is found in `zone`.
    pub fn covers(&self, zone: &Zone) -> bool {
        self.everything || self.files.contains(&zone.source)
    }
}

fn has_file_in(zone: &Zone, paths: &PathSet, sources: &Sources) -> bool {
    let location = |id: &SourceId| sources.location(*id);
    zone.files.iter().filter_map(location).any(|path| paths.covers(path))
}

/// The names of the zones that are reached, and by which octets they are known.
#[derive(Default)]
struct Apexes {
    keys: HashSet<NameKey>,
    labels: HashMap<Vec<u8>, Finder<'static>>,
    /// One of them has no name that could be searched for.
    anything: bool,
}

impl Apexes {
    fn add(&mut self, zone: &Zone) {
        self.keys.insert(zone.apex.key());
        match zone.apex.name.iter().next().filter(|_| zone.is_named()) {
            Some(label) => {
                let label = label.to_ascii_lowercase();
                let finder = Finder::new(&label).into_owned();
                self.labels.insert(label, finder);
            }
            // No name leads into a zone whose own name is unknown; the root's names have no label in common.
            None => self.anything |= zone.is_named(),
        }
    }

    fn too_many(&self) -> bool {
        self.anything || self.labels.len() > MOST_APEXES
    }

    /// Whether a zone can point into one of these: it has one of the labels, or an escape or a `$GENERATE` that may
    /// stand for any; lies at or below one of them; or lacks an included file. `text` is a buffer.
    fn may_be_in(&self, zone: &Zone, sources: &Sources, text: &mut Vec<u8>) -> bool {
        let mut mentions = |source: &SourceId| {
            text.clear();
            text.extend_from_slice(sources.file(*source).bytes());
            text.make_ascii_lowercase();
            memchr::memchr(b'\\', text).is_some()
                || memchr::memmem::find(text, b"$generate").is_some()
                || self.labels.values().any(|label| label.find(text).is_some())
        };
        zone.apex.chain().iter().any(|key| self.keys.contains(key))
            || matches!(zone.incomplete, Some(Incomplete::Include(_)))
            || zone.files.iter().any(&mut mentions)
    }

    fn has_alias_into(&self, zone: &Zone, sources: &Sources) -> bool {
        let is_alias = |rtype| rtype == RecordType::CNAME || u16::from(rtype) == DNAME;
        let aliases = zone.others().filter(|record| is_alias(record.rtype));
        let targets = aliases.filter_map(|record| record.points_at());
        targets
            .map(|target| Origin::new(zone.name(target, sources)))
            .any(|target| target.chain().iter().any(|key| self.keys.contains(key)))
    }
}
