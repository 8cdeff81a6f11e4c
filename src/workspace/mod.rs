//! All zones of a run, and which of them answers for a name.

pub mod load;
pub(crate) mod nearest_zone;
pub(crate) mod screening;
pub mod services;
pub mod srv_sets;

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use hickory_proto::rr::Name;

use crate::base::source::Sources;
use crate::base::span::Span;
use crate::files::Files;
use crate::syntax::name::{NameKey, Origin, display_name};
use crate::workspace::nearest_zone::Nearest;
use crate::workspace::screening::sets_of;
use crate::workspace::services::Registry;
use crate::workspace::srv_sets::{Above, Sets, Targets};
use crate::zone::index::{Found, KeyHasher, Located, Types, Without};
use crate::zone::load::{Request, load};
use crate::zone::{NameRef, Rdata, Record, Zone};

/// What the workspace knows about the addresses of a name.
#[derive(Debug, Clone, Copy)]
pub enum Lookup<'w> {
    /// It has addresses.
    Address {
        /// Where.
        zone: &'w Zone,
        /// Only because a wildcard answers for it.
        wildcard: bool,
        /// One of the addresses is of no use to another host.
        local: bool,
    },
    /// It is an alias.
    Alias {
        /// The CNAME record, at the name or at the wildcard that answers for it.
        record: &'w Record,
        /// The zone of that record.
        zone: &'w Zone,
        /// Whether a wildcard answers.
        wildcard: bool,
    },
    /// It lies below a DNAME (RFC 6672).
    Renamed {
        /// The DNAME record.
        record: &'w Record,
        /// The zone of that record.
        zone: &'w Zone,
    },
    /// It lies at or below a zone cut whose child zone is not in the workspace.
    Delegated {
        /// An NS record of the cut.
        record: &'w Record,
        /// The zone of that record.
        zone: &'w Zone,
        /// Whether there is glue.
        glue: bool,
    },
    /// It exists in a complete zone, without addresses.
    NoAddress {
        /// The zone.
        zone: &'w Zone,
        /// What there is instead.
        without: Without,
    },
    /// It does not exist in the complete zone that would hold it.
    NoName {
        /// The zone.
        zone: &'w Zone,
    },
    /// No zone of the workspace can tell.
    Elsewhere,
}

/// The end of a chain of aliases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChainEnd {
    /// A name with addresses.
    Address(Name),
    /// A name without addresses, or that does not exist.
    Nothing(Name),
    /// A name that no zone of the workspace can tell of.
    Elsewhere(Name),
    /// The chain comes back to this name.
    Loop(Name),
}

/// A host of a zone: a name with its addresses.
#[derive(Debug, Clone)]
pub struct Host {
    /// The name.
    pub name: Name,
    /// Its addresses with the records that give them, up to `MOST_ADDRESSES`.
    pub addresses: Vec<(IpAddr, Span)>,
}

/// How many addresses of a host are kept: rules look at all of them, for each record that names the host.
const MOST_ADDRESSES: usize = 256;

impl Host {
    /// Whether it may have more addresses than are kept.
    pub fn may_have_more(&self) -> bool {
        self.addresses.len() == MOST_ADDRESSES
    }
}

/// Which rules have something to look at in a zone: a bit for each, which only rules can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relevance(pub u32);

impl Relevance {
    /// Every rule has.
    pub const ALL: Relevance = Relevance(u32::MAX);

    /// Whether no rule has.
    pub fn is_none(self) -> bool {
        self.0 == 0
    }
}

/// A zone file of the run.
#[derive(Debug)]
pub struct Member {
    /// The zone.
    pub zone: Zone,
    /// The root that its includes are confined to.
    pub root: Arc<Path>,
    sets: OnceLock<Box<Sets>>,
    /// What is left of the sets where they were let go of.
    targets: Option<Targets>,
    /// Which rules have something to look at in the zone; `None` if that was not asked yet.
    pub relevance: Option<Relevance>,
    #[expect(clippy::box_collection, reason = "few members have any, and there are many members")]
    hosts: OnceLock<Box<HashMap<NameKey, Host>>>,
}

impl Member {
    /// The member that a zone is.
    pub fn new(zone: Zone, root: Arc<Path>) -> Self {
        let (sets, hosts) = Default::default();
        Self { zone, root, sets, targets: None, relevance: None, hosts }
    }

    /// The member that a zone is, of which its SRV record sets and what rules look at there are known.
    pub fn summed_up(zone: Zone, root: Arc<Path>, sets: Sets, relevance: Relevance) -> Self {
        let sets = OnceLock::from(Box::new(sets));
        Self { sets, relevance: Some(relevance), ..Self::new(zone, root) }
    }

    /// The zone's SRV record sets; of all calls in a run, `registry` must be the same.
    pub fn sets(&self, sources: &Sources, registry: &Registry) -> &Sets {
        self.sets.get_or_init(|| Box::new(sets_of(&self.zone, sources, registry)))
    }

    /// The targets of those sets.
    pub fn targets(&self, sources: &Sources, registry: &Registry) -> &Targets {
        self.targets.as_ref().unwrap_or_else(|| &self.sets(sources, registry).targets)
    }

    /// Whether its records and sets were let go of.
    pub fn is_released(&self) -> bool {
        self.targets.is_some()
    }

    /// Lets go of everything about the zone that only those rules ask for which have something to look at,
    /// if none has. Whoever asks for it all the same has the zone loaded again.
    pub fn release_if_irrelevant(&mut self) {
        let is_none = self.relevance.is_some_and(Relevance::is_none);
        if !is_none || self.sets.get().is_none_or(|sets| !sets.odd_targets.is_empty()) {
            return;
        }
        self.targets = self.sets.take().map(|sets| sets.targets);
        self.targets.iter_mut().for_each(Targets::keep_open);
        self.zone.release_records();
    }
}

/// All zones of a run.
#[derive(Debug)]
pub struct Workspace {
    /// The zones, in the order in which their files were named or found.
    /// Shared with the workspace of an earlier revision where nothing changed.
    pub members: Vec<Arc<Member>>,
    /// The texts of the run.
    pub sources: Arc<Sources>,
    /// The files of the run.
    pub files: Files,
    /// What a directory's walk left out although it looked like a zone, a line each.
    pub skipped: Vec<String>,
    by_apex: HashMap<NameKey, At, BuildHasherDefault<KeyHasher>>,
    /// Whether a zone is in a view.
    has_views: bool,
    /// The number of each member, by where its zone lies in memory; made when somebody asks.
    numbers: OnceLock<HashMap<usize, usize>>,
}

/// The numbers of the members with one apex. Nearly always there is one, and it is asked for often.
#[derive(Debug)]
enum At {
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

/// The largest zone, in records, whose names are compared for "did you mean".
const MOST_COMPARED: u32 = 5_000;

/// How many files of one zone are asked whether they say what others do.
const MOST_COPIES: usize = 64;

/// The longest chain of aliases that is followed.
const LONGEST_CHAIN: usize = 32;

impl Workspace {
    /// The workspace of these zones.
    pub fn new(zones: Vec<(Zone, PathBuf)>, sources: Sources, files: Files) -> Self {
        let member = |(zone, root): (Zone, PathBuf)| Arc::new(Member::new(zone, root.into()));
        let members = zones.into_iter().map(member).collect();
        Self::with_members(members, Arc::new(sources), files)
    }

    /// The workspace of these members, whose texts are in `sources`.
    pub fn with_members(members: Vec<Arc<Member>>, sources: Arc<Sources>, files: Files) -> Self {
        members.iter().for_each(|member| member.zone.find_text_in(&sources));
        let has_views = members.iter().any(|member| member.zone.view.is_some());
        let mut by_apex: HashMap<NameKey, At, _> = HashMap::default();
        for (number, member) in members.iter().enumerate().filter(|(_, member)| member.zone.soa.is_some()) {
            let and_this = |at: &mut At| match at {
                At::One(first) => {
                    let numbers = vec![*first, number];
                    *at = At::Many(Box::new(Many { numbers, nearest: OnceLock::new() }));
                }
                At::Many(many) => many.numbers.push(number),
            };
            by_apex.entry(member.zone.apex.key()).and_modify(and_this).or_insert(At::One(number));
        }
        Self { members, sources, files, skipped: Vec::new(), by_apex, has_views, numbers: OnceLock::new() }
    }

    /// The number of the member whose zone this is.
    fn number_of(&self, zone: &Zone) -> Option<usize> {
        let place = |zone: &Zone| std::ptr::from_ref(zone).addr();
        let numbers = || self.zones().enumerate().map(|(number, zone)| (place(zone), number)).collect();
        self.numbers.get_or_init(numbers).get(&place(zone)).copied()
    }

    /// The zones.
    pub fn zones(&self) -> impl Iterator<Item = &Zone> {
        self.members.iter().map(|member| &member.zone)
    }

    /// What the workspace knows about the addresses of a name written in `zone`.
    pub fn find_address<'w>(&'w self, name: &NameRef, zone: &'w Zone) -> Lookup<'w> {
        self.find_address_of(&zone.name(name, &self.sources), zone)
    }

    /// What the workspace knows about the addresses of `name`, seen from `zone`.
    ///
    /// The zone itself answers if it has addresses, else the zone with the closest enclosing apex.
    pub fn find_address_of<'w>(&'w self, name: &Name, zone: &'w Zone) -> Lookup<'w> {
        let chain = Origin::new(name.clone());
        let chain = chain.chain();
        let own_depth = zone.apex.chain().len() - 1;
        let in_own = chain.get(own_depth) == Some(&zone.apex.key());
        let own = in_own.then(|| zone.index().find(zone, chain));
        if let Some(Found::Address { wildcard: false, local }) = own {
            return Lookup::Address { zone, wildcard: false, local };
        }
        let closest = self.closest_zone(chain, zone);
        match (closest, own) {
            (Some(closest), Some(found)) if std::ptr::eq(closest, zone) => known(zone, found),
            // A root or top-level zone in a repository is a test's or a copy: it cannot say what
            // the public DNS does not have.
            (Some(closest), _) if is_public_top(closest) => {
                match known(closest, closest.index().find(closest, chain)) {
                    Lookup::NoName { .. } | Lookup::NoAddress { .. } => Lookup::Elsewhere,
                    found => found,
                }
            }
            (Some(closest), _) => {
                let found = known(closest, closest.index().find(closest, chain));
                let has_none =
                    |found: &Lookup<'_>| matches!(found, Lookup::NoName { .. } | Lookup::NoAddress { .. });
                // Which of several files of one zone its server loads, nobody can say.
                let mut others = if has_none(&found) { self.as_near(closest, zone) } else { &[] }.iter();
                let differs = |number: &usize| {
                    let other = &self.members[*number].zone;
                    other.view == closest.view && !has_none(&known(other, other.index().find(other, chain)))
                };
                if others.any(differs) { Lookup::Elsewhere } else { found }
            }
            // A fragment, or a zone without a name, knows its own names only.
            (None, Some(found)) => known(zone, found),
            (None, None) => Lookup::Elsewhere,
        }
    }

    /// The zone whose apex is nearest above a name, of those that the asking zone's clients see:
    /// its own view's and those in no view. Of several with that apex the asking zone itself, else
    /// one of its view, else the one whose file lies nearest to the asking zone's.
    fn closest_zone<'w>(&'w self, chain: &[NameKey], asking: &'w Zone) -> Option<&'w Zone> {
        let number = self.number_of(asking)?;
        self.closest_member(chain, number).map(|(number, _)| &self.members[number].zone)
    }

    /// The number of the member that `closest_zone` means, for the asking member's number, and where in
    /// the chain its apex stands.
    fn closest_member(&self, chain: &[NameKey], asking: usize) -> Option<(usize, usize)> {
        let at = |(depth, key): (usize, &NameKey)| Some((self.member_at(*key, asking)?, depth));
        chain.iter().enumerate().rev().find_map(at)
    }

    /// The number of the member that answers for names at and below the apex `key`.
    pub fn member_at(&self, key: NameKey, asking: usize) -> Option<usize> {
        let view = |number: usize| &self.members[number].zone.view;
        match self.by_apex.get(&key)? {
            At::One(only) if *only == asking || !self.has_views => Some(*only),
            At::One(only) => Some(*only).filter(|only| [&None, view(asking)].contains(&view(*only))),
            At::Many(many) if many.numbers.binary_search(&asking).is_ok() => Some(asking),
            At::Many(many) => self.nearest_of(many, asking).map(|(number, _)| number),
        }
    }

    /// Of several members with one apex, the number of the one that answers for the asking member, which is none
    /// of them; and whether others of its view lie as near.
    fn nearest_of(&self, many: &Many, asking: usize) -> Option<(usize, bool)> {
        let view = |number: usize| &self.members[number].zone.view;
        let path = |number: usize| Path::new(&self.sources.file(self.members[number].zone.source).path);
        let files = || many.numbers.iter().map(|number| (*number, path(*number), view(*number)));
        let nearest = many.nearest.get_or_init(|| Nearest::of(files()));
        [view(asking), &None].into_iter().find_map(|view| nearest.to(path(asking), view))
    }

    /// The numbers of the members that might answer in place of `closest`, if others lie as near to the asking
    /// zone; not more than are worth looking at.
    fn as_near(&self, closest: &Zone, asking: &Zone) -> &[usize] {
        let (Some(At::Many(many)), Some(asking)) =
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

    /// Whether there is no other apex than one.
    pub fn has_one_apex(&self) -> bool {
        self.by_apex.len() == 1
    }

    /// The number of the member that answers for a name with these names `above` it, if it is no apex
    /// itself, for the asking member's number; and those above that lie below the answering apex.
    pub fn answering<'k>(&self, above: Above<'k>, asking: usize) -> Option<(usize, &'k [NameKey])> {
        let keys = above.keys();
        match above {
            // No zone but the asking one lies at or below its own apex.
            Above::Inside(_) if self.has_one_apex() => return Some((asking, keys)),
            Above::Inside(_) | Above::Whole(_) => {}
        }
        match (self.closest_member(keys, asking), above) {
            (Some((answers, depth)), _) => Some((answers, &keys[depth + 1..])),
            (None, Above::Inside(_)) => Some((asking, keys)),
            (None, Above::Whole(_)) => None,
        }
    }

    /// Where a chain of aliases ends that begins with the CNAME or DNAME in `found`.
    pub fn follow(&self, name: &Name, found: Lookup<'_>, asking: &Zone) -> ChainEnd {
        let (mut name, mut found) = (name.clone(), found);
        let mut seen = vec![NameKey::of(&name)];
        loop {
            let next = match found {
                Lookup::Alias { record, zone, .. } => self.target_of(record, zone),
                Lookup::Renamed { record, zone } => self.substitute(&name, record, zone),
                Lookup::Address { .. } => return ChainEnd::Address(name),
                Lookup::NoAddress { .. } | Lookup::NoName { .. } => return ChainEnd::Nothing(name),
                Lookup::Delegated { .. } | Lookup::Elsewhere => return ChainEnd::Elsewhere(name),
            };
            let Some(next) = next else { return ChainEnd::Nothing(name) };
            if seen.contains(&NameKey::of(&next)) || seen.len() > LONGEST_CHAIN {
                return ChainEnd::Loop(next);
            }
            seen.push(NameKey::of(&next));
            let from = match found {
                Lookup::Alias { zone, .. } | Lookup::Renamed { zone, .. } => zone,
                _ => asking,
            };
            // Fields of `found` borrow from the workspace, not from `name`.
            let from = self.number_of(from).map_or(from, |number| &self.members[number].zone);
            let lookup = self.find_address_of(&next, from);
            (name, found) = (next, lookup);
        }
    }

    fn target_of(&self, record: &Record, zone: &Zone) -> Option<Name> {
        record.points_at().map(|target| zone.name(target, &self.sources))
    }

    /// `name` with the owner of a DNAME replaced by its target; `None` if that gets too long.
    fn substitute(&self, name: &Name, record: &Record, zone: &Zone) -> Option<Name> {
        let owner = zone.name(&record.owner, &self.sources);
        let target = self.target_of(record, zone)?;
        let kept = name.iter().count() - owner.iter().count();
        let prefix = Name::from_labels(name.iter().take(kept)).ok()?;
        let mut substituted = prefix.append_domain(&target).ok()?;
        substituted.set_fqdn(true);
        Some(substituted)
    }

    /// The hosts of a zone with their addresses. Read anew from its text when first asked for.
    pub fn hosts(&self, zone: &Zone) -> &HashMap<NameKey, Host> {
        let member = &self.members[self.number_of(zone).expect("a zone of this workspace")];
        member.hosts.get_or_init(|| {
            let mut hosts: HashMap<NameKey, Host> = HashMap::new();
            let request = Request {
                source: zone.source,
                apex: zone.is_named().then(|| zone.apex.name.clone()),
                origin_source: zone.origin_source.clone(),
                root: &member.root,
            };
            let mut collect = |zone: &Zone, loaded: &crate::zone::load::Loaded<'_>| {
                let address = match loaded.record.rdata {
                    Rdata::A(address) => IpAddr::from(address),
                    Rdata::Aaaa(address) => IpAddr::from(address),
                    _ => return,
                };
                let host = hosts.entry(loaded.record.owner.key).or_insert_with(|| Host {
                    name: zone.name(&loaded.record.owner, &self.sources),
                    addresses: Vec::new(),
                });
                if !host.may_have_more() {
                    host.addresses.push((address, loaded.record.span));
                }
            };
            load(&request, &self.sources, &self.files, &mut Vec::new(), Some(&mut collect));
            Box::new(hosts)
        })
    }

    /// The host of `zone` whose name is most like `name`, if one is like it.
    pub fn similar_host(&self, name: &Name, zone: &Zone) -> Option<Name> {
        // Every finding compares with every name: that is for zones that people read.
        if zone.record_count > MOST_COMPARED {
            return None;
        }
        let wanted = display_name(name).to_ascii_lowercase();
        let mut named: Vec<(String, &Name)> = self
            .hosts(zone)
            .values()
            .map(|host| (display_name(&host.name).to_ascii_lowercase(), &host.name))
            .collect();
        named.sort_by(|one, other| one.0.cmp(&other.0));
        let first_label = wanted.split('.').next().unwrap_or_default();
        let most = (first_label.len() / 3).clamp(1, 2);
        named
            .iter()
            .map(|(text, name)| (crate::base::spelling::distance(text, &wanted), *name))
            .filter(|(distance, _)| (1..=most).contains(distance))
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, name)| name.clone())
    }

    /// What stands at a name itself, in the zone of the workspace that would hold it.
    pub fn types_at(&self, name: &Name, asking: &Zone) -> Option<Types> {
        let chain = Origin::new(name.clone());
        let zone = self.closest_zone(chain.chain(), asking)?;
        zone.index().node(chain.key()).map(|node| node.types)
    }

    /// The zone of the workspace that would hold `name`, and which of its nodes answers for it. `None` also where
    /// several files of that zone lie as near.
    pub fn locate<'w>(&'w self, name: &Name, asking: &'w Zone) -> Option<(&'w Zone, Located<'w>)> {
        let chain = Origin::new(name.clone());
        let zone = self.closest_zone(chain.chain(), asking)?;
        self.as_near(zone, asking).is_empty().then(|| (zone, zone.index().locate(zone, chain.chain())))
    }
}

/// Whether a zone is the root or a top-level domain of the public DNS.
fn is_public_top(zone: &Zone) -> bool {
    let mut labels = zone.apex.name.iter();
    match (labels.next(), labels.next()) {
        (None, _) => true,
        (Some(label), None) => tld::exist(&String::from_utf8_lossy(label).to_ascii_lowercase()),
        _ => false,
    }
}

/// What a zone's answer is worth: a zone that is not known completely cannot deny anything, nor
/// can it tell what a wildcard answers for.
fn known<'w>(zone: &'w Zone, found: Found<'w>) -> Lookup<'w> {
    match found {
        Found::Alias { wildcard: true, .. } | Found::NoAddress(_) | Found::NoName if !zone.is_complete() => {
            Lookup::Elsewhere
        }
        Found::Address { wildcard, local } => Lookup::Address { zone, wildcard, local },
        Found::Alias { record, wildcard } => Lookup::Alias { record, zone, wildcard },
        Found::Renamed(record) => Lookup::Renamed { record, zone },
        Found::Delegated { record, glue } => Lookup::Delegated { record, zone, glue },
        Found::NoAddress(without) => Lookup::NoAddress { zone, without },
        Found::NoName => Lookup::NoName { zone },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::name::absolute_name;
    use crate::zone::OriginSource;

    /// A workspace of zones: path, origin, view, and records below a SOA.
    fn workspace(zones: &[(&str, &str, Option<&str>, &str)]) -> Workspace {
        let (sources, files) = (Sources::default(), Files::new(PathBuf::new()));
        let load_one = |(path, origin, view, records): &(&str, &str, Option<&str>, &str)| {
            let text = format!("@ 300 SOA ns h 1 2 3 4 5\n@ NS ns.example.\n{records}\n");
            let source = sources.add((*path).to_owned(), None, text.into_bytes(), None);
            let apex = absolute_name(origin).ok();
            let request =
                Request { source, apex, origin_source: OriginSource::CommandLine, root: Path::new("/") };
            let mut zone = load(&request, &sources, &files, &mut Vec::new(), None);
            zone.view = view.map(str::to_owned);
            (zone, PathBuf::new())
        };
        let zones = zones.iter().map(load_one).collect();
        Workspace::new(zones, sources, files)
    }

    /// What the zones know about a name, each seen from itself.
    fn seen(workspace: &Workspace, name: &str) -> Vec<String> {
        let name = absolute_name(name).expect("a name");
        let path = |zone: &Zone| workspace.sources.file(zone.source).path.clone();
        let each = |zone| match workspace.find_address_of(&name, zone) {
            Lookup::Address { zone, .. } => format!("address in {}", path(zone)),
            Lookup::NoName { zone } => format!("none in {}", path(zone)),
            Lookup::Elsewhere => "elsewhere".to_owned(),
            other => format!("{other:?}"),
        };
        workspace.zones().map(each).collect()
    }

    #[test]
    fn a_view_sees_its_own_zones_then_those_in_none() {
        let workspace = workspace(&[
            ("in/com", "example.com", Some("in"), "a A 192.0.2.1"),
            ("out/com", "example.com", Some("out"), ""),
            ("in/net", "example.net", Some("in"), ""),
            ("out/net", "example.net", Some("out"), ""),
            ("far/net", "example.net", Some("far"), ""),
            ("org", "example.org", None, "a A 192.0.2.1"),
            ("in/org", "example.org", Some("in"), ""),
        ]);
        let of_com = seen(&workspace, "a.example.com");
        assert_eq!(
            of_com,
            [
                "address in in/com",
                "none in out/com",
                "address in in/com",
                "none in out/com",
                "elsewhere",
                "elsewhere",
                "address in in/com"
            ]
        );
        let of_org = seen(&workspace, "a.example.org");
        let (own, none) = ("none in in/org", "address in org");
        assert_eq!(of_org, [own, none, own, none, none, none, own]);
    }

    #[test]
    fn a_closer_zone_of_another_view_hides_nothing() {
        let workspace = workspace(&[
            ("com", "example.com", None, "a.sub A 192.0.2.1"),
            ("sub", "sub.example.com", Some("in"), ""),
            ("net", "example.net", Some("out"), ""),
        ]);
        assert_eq!(
            seen(&workspace, "a.sub.example.com"),
            ["address in com", "none in sub", "address in com"]
        );
    }

    #[test]
    fn the_nearest_of_many_files_is_the_first_with_the_fewest_directories_between() {
        let directories = ["", "a/", "a/b/", "a/b/c/", "a/d/", "b/", "../", "../a/", "/", "/a/", "/a/b/"];
        let views = [None, Some("in"), Some("out")];
        let places: Vec<_> = directories.iter().flat_map(|at| views.map(|view| (*at, view))).collect();
        // In several orders, each place being the asking one, and the others those that may answer.
        for step in [1, 2, 5, 7] {
            let place = |number: usize| places[number * step % places.len()];
            let zones: Vec<(String, &str, Option<&str>)> = (0..places.len())
                .map(|number| {
                    let apex = if number % 3 == 0 { "example.net" } else { "example.com" };
                    (format!("{}{number}", place(number).0), apex, place(number).1)
                })
                .collect();
            let zones: Vec<_> = zones.iter().map(|(path, apex, view)| (&**path, *apex, *view, "")).collect();
            let workspace = workspace(&zones);
            let parts = |number: usize| {
                Path::new(zones[number].0).parent().map(|path| path.components().collect::<Vec<_>>())
            };
            for asking in (0..zones.len()).filter(|number| number % 3 == 0) {
                let own = parts(asking).unwrap_or_default();
                let between = |number: &usize| {
                    let other = parts(*number).unwrap_or_default();
                    let common = own.iter().zip(&other).take_while(|(one, other)| one == other).count();
                    (zones[*number].2 != zones[asking].2, own.len() + other.len() - 2 * common)
                };
                let is_seen = |number: &usize| [None, zones[asking].2].contains(&zones[*number].2);
                let numbers = (0..zones.len()).filter(|number| number % 3 != 0);
                let expected = numbers.filter(is_seen).min_by_key(between);
                let key = NameKey::of(&absolute_name("example.com").expect("a name"));
                assert_eq!(workspace.member_at(key, asking), expected, "{step} {:?}", zones[asking]);
            }
        }
    }

    #[test]
    fn of_files_that_lie_as_near_all_have_to_lack_a_name() {
        let workspace = workspace(&[
            ("com-external", "example.com", None, "b A 192.0.2.1"),
            ("com-internal", "example.com", None, "a A 192.0.2.1"),
            ("com/far", "example.com", None, "c A 192.0.2.1"),
            ("net", "example.net", None, ""),
        ]);
        let seen_from_net =
            |name: &str| seen(&workspace, &format!("{name}.example.com")).pop().expect("one of each zone");
        assert_eq!(seen_from_net("a"), "elsewhere");
        assert_eq!(seen_from_net("b"), "address in com-external");
        assert_eq!(seen_from_net("c"), "elsewhere");
        assert_eq!(seen_from_net("d"), "none in com-external");
        let zones: Vec<&Zone> = workspace.zones().collect();
        let name = absolute_name("b.example.com").expect("a name");
        let located = |zone: usize| workspace.locate(&name, zones[zone]).map(|(zone, _)| zone.source);
        assert_eq!([located(0), located(3)], [Some(zones[0].source), None]);
    }

    #[test]
    fn without_views_the_nearest_file_answers() {
        let workspace = workspace(&[
            ("a/com", "example.com", None, "a A 192.0.2.1"),
            ("b/com", "example.com", None, ""),
            ("b/net", "example.net", None, ""),
        ]);
        assert_eq!(seen(&workspace, "a.example.com"), ["address in a/com", "none in b/com", "none in b/com"]);
    }
}
