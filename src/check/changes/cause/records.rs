//! The records that a finding depends on and that the change removed, changed or added: those at a name to which something
//! leads, or that cover it. Says nothing to the user.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use hickory_proto::rr::{Name, RecordType};

use crate::base::span::Span;
use crate::check::changes::cause::lines::Revisions;
use crate::rules::finding::Finding;
use crate::syntax::name::{NameKey, absolute_name};
use crate::workspace::{Member, Workspace};
use crate::zone::Zone;
use crate::zone::index::DNAME;
use crate::zone::load::{LoadedRecord, PerRun, Request, load};

/// How many zones are read again for their records, of the base and of the run each.
const MOST_READ_AGAIN: usize = 100;
/// How many names above one are looked at for delegations and wildcards.
const MOST_ABOVE: usize = 8;

/// A record that the base or the run has alone.
pub(super) struct Differing {
    pub key: NameKey,
    pub owner: String,
    pub rtype: RecordType,
    /// Where it is written.
    pub span: Span,
    pub how: How,
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Removed,
    /// The run has another of its type in its place.
    Changed,
    Added,
}

/// The names that a finding is about besides its own entry, in a zone of the base.
pub(super) struct Asked {
    pub finding: usize,
    member: Arc<Member>,
    names: Vec<(NameKey, Types)>,
}

/// Which records at a name may answer for the one that is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Types {
    /// Addresses, aliases and services: it is the name itself, or a wildcard.
    Answers,
    /// Those that hand it over to another: it lies above.
    Cuts,
    /// Those without which a server refuses the zone.
    OfZone,
    /// A service's, if they were added.
    Added,
}

impl Types {
    fn have(self, rtype: RecordType) -> bool {
        use RecordType as R;
        match self {
            Types::Answers => matches!(rtype, R::A | R::AAAA | R::CNAME | R::SRV | R::NS),
            Types::Cuts => rtype == R::NS || u16::from(rtype) == DNAME,
            Types::OfZone => matches!(rtype, R::NS | R::SOA | R::A | R::AAAA),
            Types::Added => rtype == R::SRV,
        }
    }
}

/// The records that differ in the zones that findings ask about.
pub(super) struct Differences {
    names: HashMap<*const Member, HashSet<NameKey>>,
    of_zone: HashMap<*const Member, Rc<Vec<Differing>>>,
    spent: [PerRun; 2],
}

impl Differences {
    /// Those of the zones that the findings are about, with what each of these asks.
    pub fn new(findings: &[Finding], before: &Workspace) -> (Self, Vec<Asked>) {
        let (mut all, mut names): (Vec<Asked>, HashMap<_, HashSet<NameKey>>) = Default::default();
        let zones = Zones::of(before);
        for (number, finding) in findings.iter().enumerate() {
            for asked in asked(number, finding, &zones) {
                let member = Arc::as_ptr(&asked.member);
                if names.len() < MOST_READ_AGAIN || names.contains_key(&member) {
                    names.entry(member).or_default().extend(asked.names.iter().map(|(key, _)| *key));
                    all.push(asked);
                }
            }
        }
        (Self { names, of_zone: HashMap::new(), spent: Default::default() }, all)
    }

    /// The records that differ, and the numbers of those at the first of the names that a finding asks about.
    pub fn of(&mut self, asked: &Asked, revisions: &Revisions<'_>) -> (Rc<Vec<Differing>>, Vec<usize>) {
        let member = &asked.member;
        let all = self.of_zone.entry(Arc::as_ptr(member)).or_insert_with(|| {
            Rc::new(differing(member, &self.names[&Arc::as_ptr(member)], revisions, &self.spent))
        });
        let at = |(key, types): &(NameKey, Types)| {
            let is_of = |one: &Differing| {
                let is_meant = (one.how == How::Added) == (*types == Types::Added);
                one.key == *key && types.have(one.rtype) && is_meant
            };
            let numbers: Vec<usize> =
                all.iter().enumerate().filter(|(_, one)| is_of(one)).map(|(number, _)| number).collect();
            (!numbers.is_empty()).then_some(numbers)
        };
        let numbers = asked.names.iter().find_map(at).unwrap_or_default();
        (Rc::clone(all), numbers)
    }
}

/// The zones of the base, to be found by their names and by where they lie in memory.
struct Zones<'b> {
    before: &'b Workspace,
    by_name: HashMap<(String, Option<&'b str>), &'b Zone>,
    members: HashMap<*const Zone, &'b Arc<Member>>,
}

impl<'b> Zones<'b> {
    fn of(before: &'b Workspace) -> Self {
        let members =
            before.members.iter().map(|member| (std::ptr::from_ref(&member.zone), member)).collect();
        let mut by_name = HashMap::new();
        for zone in before.zones() {
            for (view, _) in zone.in_views() {
                by_name.entry((zone.origin_text(), view)).or_insert(zone);
            }
        }
        Self { before, by_name, members }
    }
}

/// What is asked about a finding; several where more than one name would do.
fn asked(number: usize, finding: &Finding, zones: &Zones<'_>) -> Vec<Asked> {
    let names: Vec<(Name, Types)> = names_of(finding)
        .iter()
        .filter_map(|(name, types)| Some((absolute_name(name).ok()?, *types)))
        .collect();
    if names.is_empty() {
        return Vec::new();
    }
    let of_finding = (finding.zone.clone(), finding.view.as_deref());
    let Some(asking) = zones.by_name.get(&of_finding) else { return Vec::new() };
    let one = |(name, types): (Name, Types)| {
        let (zone, _) = zones.before.locate(&name, asking)?;
        let member = *zones.members.get(&std::ptr::from_ref(zone))?;
        let names = match types {
            Types::OfZone | Types::Added => vec![(NameKey::of(&name), types)],
            Types::Answers | Types::Cuts => around(&name, &zone.apex.name),
        };
        Some(Asked { finding: number, member: Arc::clone(member), names })
    };
    names.into_iter().filter_map(one).collect()
}

/// The names whose records a finding is about, as text, besides the one at fault.
fn names_of(finding: &Finding) -> Vec<(String, Types)> {
    let last = |detail: &str| detail.rsplit(' ').next().unwrap_or_default().to_owned();
    match finding.rule {
        // The detail of a finding about where something leads ends in that name.
        "target-without-address"
        | "missing-trailing-dot"
        | "cname-target"
        | "unreachable-target"
        | "alias-without-service"
        | "pointer-without-service"
        | "naptr-mismatch" => vec![(last(&finding.detail), Types::Answers)],
        "transports-differ" => {
            vec![(finding.owner.clone(), Types::Answers), (finding.detail.clone(), Types::Added)]
        }
        "large-answer" => vec![(finding.owner.clone(), Types::Added)],
        "missing-companion" => {
            let labels = finding.owner.split_inclusive('.');
            let base: String = labels.skip_while(|label| label.starts_with('_')).collect();
            finding.detail.split(' ').map(|set| (format!("{set}.{base}"), Types::Answers)).collect()
        }
        "single-point-of-failure" => vec![(finding.owner.clone(), Types::Answers)],
        "refused-zone" => vec![(finding.zone.clone(), Types::OfZone)],
        _ => Vec::new(),
    }
}

/// A name, and what could answer for it if nothing is there: the wildcards and delegations above it, up to the apex.
fn around(name: &Name, apex: &Name) -> Vec<(NameKey, Types)> {
    let mut names = vec![(NameKey::of(name), Types::Answers)];
    let mut above = name.clone();
    for _ in 0..MOST_ABOVE {
        if above == *apex || above.is_root() {
            break;
        }
        above = above.base_name();
        let key = NameKey::of(&above);
        names.push((key.child(b"*"), Types::Answers));
        if above != *apex {
            names.push((key, Types::Cuts));
        }
    }
    names
}

/// The records at these names that a zone of the base, or the run in the zone of this name, has alone.
fn differing(
    member: &Member,
    keys: &HashSet<NameKey>,
    revisions: &Revisions<'_>,
    spent: &[PerRun; 2],
) -> Vec<Differing> {
    let Revisions { before, now, .. } = revisions;
    let name = member.zone.origin_text();
    let is_same = |other: &&Arc<Member>| {
        other.zone.origin_text() == name && other.zone.is_in(member.zone.view.as_deref())
    };
    let same = now.members.iter().filter(is_same).take(MOST_READ_AGAIN);
    let there: Vec<_> = same.flat_map(|member| records_at(member, keys, now, &spent[1])).collect();
    let had = records_at(member, keys, before, &spent[0]);
    let what = |(one, rdata): &(Differing, String)| (one.key, one.rtype, rdata.clone());
    let still: HashSet<_> = there.iter().map(what).collect();
    let before: HashSet<_> = had.iter().map(what).collect();
    let added: HashSet<(NameKey, RecordType)> =
        still.difference(&before).map(|(key, rtype, _)| (*key, *rtype)).collect();
    let gone = had.into_iter().filter(|one| !still.contains(&what(one))).map(|(one, _)| {
        let how = if added.contains(&(one.key, one.rtype)) { How::Changed } else { How::Removed };
        Differing { how, ..one }
    });
    let new = there.into_iter().filter(|one| !before.contains(&what(one)));
    gone.chain(new.map(|(one, _)| Differing { how: How::Added, ..one })).collect()
}

/// The records at these names that something may depend on, each with its rdata as BIND writes it.
fn records_at(
    member: &Member,
    keys: &HashSet<NameKey>,
    workspace: &Workspace,
    spent: &PerRun,
) -> Vec<(Differing, String)> {
    let mut found = Vec::new();
    let mut observe = |zone: &Zone, loaded: &LoadedRecord<'_>| {
        let (key, rtype) = (loaded.record.owner.key, loaded.record.rtype);
        let matters = [Types::Answers, Types::Cuts, Types::OfZone].iter().any(|types| types.have(rtype));
        if matters && keys.contains(&key) {
            let span = workspace.sources.written(loaded.record.span);
            let owner = zone.display(&loaded.record.owner, &workspace.sources);
            let record = Differing { key, owner, rtype, span, how: How::Removed };
            found.push((record, loaded.rdata_text(zone)));
        }
    };
    let includes = workspace.includes(member);
    load(Request::again(&member.zone), &workspace.sources, &includes, spent, Some(&mut observe));
    found
}
