//! All zones of a run, by their apexes. Knows names of zones and places of files, and nothing of what zones
//! hold.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use foldhash::fast::RandomState;
use hickory_proto::rr::{DNSClass, Name};

use crate::base::source::Sources;
use crate::discover::LeftOut;
use crate::files::Files;
use crate::syntax::name::{KeyHasher, NameKey};
use crate::workspace::includes::FileIncludes;
use crate::workspace::member::Member;
use crate::workspace::near_zones::{NearZones, Place};
use crate::workspace::nearest_zone::Nearest;
use crate::zone::includes::NoIncludes;
use crate::zone::load::{Loaded, PerRun, Request, load};
use crate::zone::{ReadRecords, Zone};

/// All zones of a run.
#[derive(Debug)]
pub struct Workspace {
    /// The zones, in the order in which their files were named or found, and behind them those that only answer for names.
    /// Shared with the workspace of an earlier revision where nothing changed.
    pub members: Vec<Arc<Member>>,
    /// The texts of the run.
    pub sources: Arc<Sources>,
    /// The files of the run.
    pub files: Files,
    /// What a directory's walk left out although it looked like a zone, a line each.
    pub skipped: Vec<String>,
    /// All that was not read as a zone, with why, if the user asked for that.
    pub left_out: Vec<LeftOut>,
    /// How many of the members are judged. The others only answer for names.
    judged: usize,
    /// The files in which findings are shown, absolute and resolved, where a zone is judged for the sake of a part of it;
    /// else `None`.
    pub shown: Option<HashSet<PathBuf>>,
    /// Whether a zone includes a text that reports do not show.
    pub hides_texts: bool,
    /// What was spent on zones that were read again.
    pub(in crate::workspace) spent: PerRun,
    by_apex: HashMap<NameKey, OneOrMany, BuildHasherDefault<KeyHasher>>,
    /// Whether a zone is in a view.
    has_views: bool,
    /// Whether there are parts of zones, which have a name and answer for none but themselves.
    has_parts: bool,
    /// The names of the zones, for domains that misspell one; made when first asked for.
    pub(in crate::workspace) near_zones: OnceLock<NearZones>,
    /// The names of two labels or more of the zones that are judged; made when first asked for.
    apexes: OnceLock<HashSet<NameKey, BuildHasherDefault<KeyHasher>>>,
    /// The number of each member, by where its zone lies in memory; made when first asked for.
    numbers: OnceLock<HashMap<usize, usize, RandomState>>,
}

/// The numbers of the members with one apex. Nearly always there is one, and it is asked for often.
#[derive(Debug)]
enum OneOrMany {
    One(usize),
    Many(Box<Many>),
}

/// Several members with one apex.
#[derive(Debug)]
struct Many {
    /// Their numbers, in order.
    numbers: Vec<usize>,
    nearest: OnceLock<Nearest>,
}

/// How many files of one zone are asked whether they say what others do.
const MOST_COPIES: usize = 64;

impl Workspace {
    /// The workspace of these zones.
    pub fn new(zones: Vec<(Loaded, PathBuf)>, sources: Sources, files: Files) -> Self {
        let member = |(loaded, root): (Loaded, PathBuf)| Arc::new(Member::new(loaded, root.into()));
        let members = zones.into_iter().map(member).collect();
        Self::with_members(members, Arc::new(sources), files)
    }

    /// The workspace of these members, whose texts are in `sources`.
    pub fn with_members(members: Vec<Arc<Member>>, sources: Arc<Sources>, files: Files) -> Self {
        for member in &members {
            member.zone.read_records_by(|| read_again_from(&sources));
        }
        let has_views = members.iter().any(|member| member.zone.view.is_some());
        let has_parts = members.iter().any(|member| member.zone.is_named() && !answers(&member.zone));
        let mut by_apex: HashMap<NameKey, OneOrMany, _> = HashMap::default();
        for (number, member) in members.iter().enumerate().filter(|(_, member)| answers(&member.zone)) {
            let and_this = |at: &mut OneOrMany| match at {
                OneOrMany::One(first) => {
                    let numbers = vec![*first, number];
                    *at = OneOrMany::Many(Box::new(Many { numbers, nearest: OnceLock::new() }));
                }
                OneOrMany::Many(many) => many.numbers.push(number),
            };
            by_apex.entry(member.zone.apex.key()).and_modify(and_this).or_insert(OneOrMany::One(number));
        }
        Self {
            judged: members.len(),
            shown: None,
            hides_texts: false,
            members,
            sources,
            files,
            skipped: Vec::new(),
            left_out: Vec::new(),
            spent: PerRun::default(),
            by_apex,
            has_views,
            has_parts,
            near_zones: OnceLock::new(),
            apexes: OnceLock::new(),
            numbers: OnceLock::new(),
        }
    }

    /// The same workspace with other zones that are judged, and others that only answer for names.
    pub fn surrounded(self, judged: Vec<Arc<Member>>, others: Vec<Arc<Member>>) -> Self {
        let count = judged.len();
        let members = judged.into_iter().chain(others).collect();
        let whole = Self::with_members(members, self.sources, self.files);
        Self { judged: count, shown: self.shown, skipped: self.skipped, left_out: self.left_out, ..whole }
    }

    /// The members that are judged.
    pub fn judged(&self) -> &[Arc<Member>] {
        &self.members[..self.judged]
    }

    /// Whether a zone is judged.
    pub fn is_judged(&self, zone: &Zone) -> bool {
        self.judged == self.members.len() || self.number_of(zone).is_some_and(|number| number < self.judged)
    }

    /// The number of the member whose zone this is.
    pub(in crate::workspace) fn number_of(&self, zone: &Zone) -> Option<usize> {
        let place = |zone: &Zone| std::ptr::from_ref(zone).addr();
        let zones = || self.members.iter().map(|member| &member.zone);
        let numbers = || zones().enumerate().map(|(number, zone)| (place(zone), number)).collect();
        self.numbers.get_or_init(numbers).get(&place(zone)).copied()
    }

    /// What the files of the run give to a zone that is read again.
    pub fn includes<'w>(&'w self, member: &'w Member) -> FileIncludes<'w> {
        FileIncludes { files: &self.files, root: &member.root }
    }

    /// How many zones are judged, those of several views counted in each.
    pub fn count(&self) -> usize {
        self.zones().map(Zone::times).sum()
    }

    /// The zones that are judged; one for all views in which it is the same.
    pub fn zones(&self) -> impl Iterator<Item = &Zone> {
        self.judged().iter().map(|member| &member.zone)
    }

    /// The number of the member that answers for names at and below the apex `key`.
    pub fn member_at(&self, key: NameKey, asking: usize) -> Option<usize> {
        if self.has_parts && self.members[asking].zone.apex.key() == key {
            return Some(asking);
        }
        let view = |number: usize| &self.members[number].zone.view;
        match self.by_apex.get(&key)? {
            OneOrMany::One(only) if *only == asking || !self.has_views => Some(*only),
            OneOrMany::One(only) => Some(*only).filter(|only| {
                let only = &self.members[*only].zone;
                only.is_in(None) || only.is_in(view(asking).as_deref())
            }),
            OneOrMany::Many(many) if many.numbers.binary_search(&asking).is_ok() => Some(asking),
            OneOrMany::Many(many) => self.nearest_of(many, asking).map(|(number, _)| number),
        }
    }

    /// Of several members with one apex, the number of the one that answers for the asking member, which is
    /// none of them; and whether others of its view lie as near.
    fn nearest_of(&self, many: &Many, asking: usize) -> Option<(usize, bool)> {
        let view = |number: usize| &self.members[number].zone.view;
        let path = |number: usize| Path::new(&self.sources.file(self.members[number].zone.source).path);
        let in_views = |number: &usize| {
            let (number, zone) = (*number, &self.members[*number].zone);
            zone.in_views().map(move |(view, _)| (number, path(number), view))
        };
        let files = || many.numbers.iter().flat_map(in_views);
        let nearest = many.nearest.get_or_init(|| Nearest::of(files()));
        [view(asking), &None].into_iter().find_map(|view| nearest.to(path(asking), view))
    }

    /// The numbers of the members that might answer in place of `closest`, if others lie as near to the
    /// asking zone; not more than are worth looking at.
    pub(in crate::workspace) fn as_near(&self, closest: &Zone, asking: &Zone) -> &[usize] {
        let (Some(OneOrMany::Many(many)), Some(asking)) =
            (self.by_apex.get(&closest.apex.key()), self.number_of(asking))
        else {
            return &[];
        };
        let is_one_of_them = many.numbers.binary_search(&asking).is_ok();
        match self.nearest_of(many, asking) {
            Some((_, true)) if !is_one_of_them => &many.numbers[..many.numbers.len().min(MOST_COPIES)],
            _ => &[],
        }
    }

    /// The zone of the run that a domain, in lower case and without the final dot, misspells in its end, and the length of that
    /// end; `None` where it may be another's.
    pub fn misspelt_zone(&self, domain: &str) -> Option<(&str, usize)> {
        self.near_zones().near(domain, Place::Inside)
    }

    /// The same of one that it misspells at the end of a label, which may be another's more often.
    pub fn zone_misspelt_at_end(&self, domain: &str) -> Option<(&str, usize)> {
        self.near_zones().near(domain, Place::AtEnd)
    }

    fn near_zones(&self) -> &NearZones {
        let zones = || self.members.iter().map(|member| &member.zone).filter(|zone| answers(zone));
        self.near_zones.get_or_init(|| NearZones::of(zones()))
    }

    /// Whether a name lies in a zone that is judged and whose name has two labels or more.
    pub fn is_in_some_zone(&self, name: &Name) -> bool {
        let has_labels = |zone: &&Zone| zone.is_named() && zone.apex.name.iter().count() >= 2;
        let apexes = || self.zones().filter(has_labels).map(|zone| zone.apex.key()).collect();
        let apexes = self.apexes.get_or_init(apexes);
        NameKey::chain_of(name).iter().any(|key| apexes.contains(key))
    }

    /// Whether there is no other apex than one.
    pub fn has_one_apex(&self) -> bool {
        self.by_apex.len() == 1
    }
}

/// Whether a zone answers for names: in other classes than IN, all names are others.
fn answers(zone: &Zone) -> bool {
    zone.soa.is_some() && zone.class == DNSClass::IN
}

/// How to read the records of a zone again that adds no text to `sources`.
fn read_again_from(sources: &Arc<Sources>) -> ReadRecords {
    let sources = Arc::clone(sources);
    ReadRecords(Box::new(move |zone| {
        let again = load(Request::again(zone), &sources, &NoIncludes, &PerRun::default(), None);
        again.zone.into_records()
    }))
}
