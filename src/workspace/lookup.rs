//! Who answers for a name, and what it says of the name's addresses. Knows no record types but those that
//! lead to addresses, and not what is a mistake.

use hickory_proto::rr::Name;

use crate::syntax::name::NameKey;
use crate::workspace::members::Workspace;
use crate::workspace::srv_sets::Above;
use crate::zone::index::{Found, Located, Types, Without};
use crate::zone::{NameRef, Record, Zone};

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

/// The longest chain of aliases that is followed.
const LONGEST_CHAIN: usize = 32;

impl Workspace {
    /// What the workspace knows about the addresses of a name written in `zone`.
    pub fn find_address<'w>(&'w self, name: &NameRef, zone: &'w Zone) -> Lookup<'w> {
        self.find_address_at(&zone.chain(name, &self.sources), zone)
    }

    /// What the workspace knows about the addresses of `name`, seen from `zone`.
    ///
    /// The zone itself answers if it has addresses, else the zone with the closest enclosing apex.
    pub fn find_address_of<'w>(&'w self, name: &Name, zone: &'w Zone) -> Lookup<'w> {
        self.find_address_at(&NameKey::chain_of(name), zone)
    }

    /// The same of the name with these keys: those of the root and of every name down to it.
    pub(in crate::workspace) fn find_address_at<'w>(
        &'w self,
        chain: &[NameKey],
        zone: &'w Zone,
    ) -> Lookup<'w> {
        let own_depth = zone.apex.chain().len() - 1;
        let in_own = chain.get(own_depth) == Some(&zone.apex.key());
        let own = in_own.then(|| zone.find(chain));
        if let Some(Found::Address { wildcard: false, local }) = own {
            return Lookup::Address { zone, wildcard: false, local };
        }
        let closest = self.closest_zone(chain, zone);
        match (closest, own) {
            (Some(closest), Some(found)) if std::ptr::eq(closest, zone) => known(zone, found, chain),
            (Some(closest), _) => {
                let found = known(closest, closest.find(chain), chain);
                let has_none =
                    |found: &Lookup<'_>| matches!(found, Lookup::NoName { .. } | Lookup::NoAddress { .. });
                // A root or top-level zone in a repository is a test's or a copy: it cannot say what
                // the public DNS does not have.
                if has_none(&found) && is_public_top(closest) {
                    return Lookup::Elsewhere;
                }
                // Which of several files of one zone its server loads is unknown.
                let mut others = if has_none(&found) { self.as_near(closest, zone) } else { &[] }.iter();
                let differs = |number: &usize| {
                    let other = &self.members[*number].zone;
                    other.view == closest.view && !has_none(&known(other, other.find(chain), chain))
                };
                if others.any(differs) { Lookup::Elsewhere } else { found }
            }
            // A fragment, or a zone without a name, knows its own names only.
            (None, Some(found)) => known(zone, found, chain),
            (None, None) => Lookup::Elsewhere,
        }
    }

    /// The number of the member that would answer for `name`, seen from `asking`, but of which that part could not be
    /// read.
    pub(in crate::workspace) fn doubtful_member(&self, name: &Name, asking: &Zone) -> Option<usize> {
        let chain = &NameKey::chain_of(name)[..];
        let (number, _) = self.closest_member(chain, self.number_of(asking)?)?;
        let zone = &self.members[number].zone;
        let is_withheld = !zone.is_complete_at(chain)
            && !is_public_top(zone)
            && matches!(known(zone, zone.find(chain), chain), Lookup::Elsewhere);
        (is_withheld && matches!(self.find_address_of(name, asking), Lookup::Elsewhere)).then_some(number)
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

    /// The number of the member that answers for a name with these names `above` it, if it is not an apex
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
    pub fn follow<'w>(&'w self, name: &Name, found: Lookup<'w>) -> ChainEnd {
        // Most aliases lead to a host.
        let mut names = Vec::with_capacity(2);
        names.push(name.clone());
        let end = self.follow_through(&mut names, found);
        let name = names.pop().expect("the first one stays");
        match end {
            Some(Lookup::Address { .. }) => ChainEnd::Address(name),
            Some(Lookup::Delegated { .. } | Lookup::Elsewhere) => ChainEnd::Elsewhere(name),
            Some(_) => ChainEnd::Nothing(name),
            None => ChainEnd::Loop(name),
        }
    }

    /// What is known of the last name of a chain of aliases; `None` if the chain comes back to a name, or is too long. The
    /// chain begins at the last of `names`, of which `found` is known, and the names that it leads to are added.
    pub(in crate::workspace) fn follow_through<'w>(
        &'w self,
        names: &mut Vec<Name>,
        found: Lookup<'w>,
    ) -> Option<Lookup<'w>> {
        let mut found = found;
        let mut seen = Vec::with_capacity(names.len() + 1);
        seen.extend(names.iter().map(NameKey::of));
        loop {
            let name = names.last()?;
            let (next, from) = match found {
                Lookup::Alias { record, zone, .. } => (self.target_of(record, zone), zone),
                Lookup::Renamed { record, zone } => (self.substitute(name, record, zone), zone),
                found => return Some(found),
            };
            // The name that it would lead to is too long, and none.
            let Some(next) = next else { return Some(Lookup::NoName { zone: from }) };
            let chain = NameKey::chain_of(&next);
            let key = *chain.last()?;
            let is_known = seen.contains(&key) || seen.len() > LONGEST_CHAIN;
            seen.push(key);
            names.push(next);
            if is_known {
                return None;
            }
            found = self.find_address_at(&chain, from);
        }
    }

    fn target_of(&self, record: &Record, zone: &Zone) -> Option<Name> {
        record.points_at().map(|target| zone.name(target, &self.sources))
    }

    /// The name that an alias, or a name below a DNAME, leads to, and the zone that says so; `None` if nothing of the kind was
    /// found, or that name is too long to be one.
    pub fn next_of<'w>(&self, name: &Name, found: Lookup<'w>) -> Option<(Name, &'w Zone)> {
        match found {
            Lookup::Alias { record, zone, .. } => Some((self.target_of(record, zone)?, zone)),
            Lookup::Renamed { record, zone } => Some((self.substitute(name, record, zone)?, zone)),
            _ => None,
        }
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

    /// What stands at a name itself, in the zone of the workspace that would hold it.
    pub fn types_at(&self, name: &Name, asking: &Zone) -> Option<Types> {
        let chain = NameKey::chain_of(name);
        let zone = self.closest_zone(&chain, asking)?;
        zone.index().node(*chain.last()?).map(|node| node.types)
    }

    /// The zone of the workspace that would hold `name`, and which of its nodes answers for it. `None` also
    /// where several files of that zone lie as near.
    pub fn locate<'w>(&'w self, name: &Name, asking: &'w Zone) -> Option<(&'w Zone, Located<'w>)> {
        let chain = NameKey::chain_of(name);
        let zone = self.closest_zone(&chain, asking)?;
        self.as_near(zone, asking).is_empty().then(|| (zone, zone.locate(&chain)))
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

/// What a zone's answer is worth: where something in it could not be read it cannot deny anything, nor
/// can it tell what a wildcard answers for.
fn known<'w>(zone: &'w Zone, found: Found<'w>, chain: &[NameKey]) -> Lookup<'w> {
    match found {
        Found::Alias { wildcard: true, .. } | Found::NoAddress(_) | Found::NoName
            if !zone.is_complete_at(chain) =>
        {
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
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::base::source::Sources;
    use crate::files::Files;
    use crate::syntax::name::absolute_name;
    use crate::zone::includes::NoIncludes;
    use crate::zone::load::{PerRun, Request, load};

    /// A workspace of zones: path, origin, view, and records below an SOA.
    fn workspace(zones: &[(&str, &str, Option<&str>, &str)]) -> Workspace {
        let (sources, files) = (Sources::default(), Files::new(PathBuf::new()));
        let load_one = |(path, origin, view, records): &(&str, &str, Option<&str>, &str)| {
            let text = format!("@ 300 SOA ns h 1 2 3 4 5\n@ NS ns.example.\n{records}\n");
            let source = sources.add((*path).to_owned(), None, text.into_bytes(), None);
            let apex = absolute_name(origin).ok();
            let request = Request { view: view.map(str::to_owned), ..Request::new(source, apex) };
            (load(request, &sources, &NoIncludes, &PerRun::default(), None), PathBuf::new())
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
