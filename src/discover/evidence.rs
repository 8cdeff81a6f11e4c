//! What stands outside a file to the names that it is linted under, judged by the names in it: declarations, an exporter's
//! comment, and names of files. Reads no file.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use hickory_proto::rr::Name;

use crate::base::unfilled::holds_mark;
use crate::discover::assumed::{AssumedOrigin, disagree};
use crate::discover::file_name::{
    Candidate, Plausibility, common_parent, ends_publicly, is_arpa, is_purpose, is_under, origin_candidate,
    plausible,
};
use crate::discover::inside::{Inside, Pointers};
use crate::discover::owners::{MOST_OWNERS, Owners, is_slip};
use crate::discover::server_config::Declaration;
use crate::discover::short_name::confirmed;
use crate::discover::sniff::SoaOwner;
use crate::syntax::name::{NameKey, absolute_name, display_name};
use crate::zone::OriginSource;

/// What a file's text says besides its owners.
pub struct TextSays<'a> {
    /// What its SOA record says.
    pub soa: Option<&'a SoaOwner>,
    /// Whether it is a whole zone even without one.
    pub is_whole: bool,
    /// The name in an exporter's comment, or that its layout tells, and which of them.
    pub exported: Option<(Name, OriginSource)>,
    /// The names in it.
    pub inside: &'a Inside<'a>,
}

/// The names that stand outside the file, judged by the names in it.
pub fn by_evidence(
    paths: &[Arc<Path>],
    declared: &[Declaration],
    TextSays { soa, is_whole, exported, inside }: TextSays<'_>,
) -> Vec<AssumedOrigin> {
    let owners = &AbsoluteOwners::of(inside.owners());
    let Declared { believed: mut assumed, last_resort, mut rejected } = by_declarations(declared, owners);
    if let Some((name, source)) = exported
        && assumed.is_empty()
        && !owners.contradict(&display_name(&name))
    {
        assumed.push(AssumedOrigin::new(Some(name), source));
    }
    let without_dot = soa.and_then(|soa| soa.without_dot.as_ref());
    if assumed.is_empty() && (soa.is_some() || is_whole) {
        assumed = by_file_names(paths, owners, inside, &mut rejected);
        // Below a name that only the file's name says, its SOA record would be at the top of no zone.
        let is_guess = |name: &str| !ends_publicly(name);
        assumed.retain(|one| {
            let name = one.origin.as_ref();
            without_dot.is_none()
                || name == without_dot
                || name.is_some_and(|name| !is_guess(&display_name(name)))
        });
    }
    // Without an `$ORIGIN` the SOA's owner is at the top of no zone: it lacks its dot, unless no name in the file has one.
    if let Some(name) = without_dot
        && assumed.is_empty()
        && !owners.contradict(&display_name(name))
        && (ends_publicly(&display_name(name)) || !is_repeated(name, inside))
    {
        let (origin, source) = (Some(name.clone()), OriginSource::Soa);
        assumed.push(AssumedOrigin::new(origin, source));
    }
    if assumed.is_empty() {
        assumed = last_resort;
    }
    if assumed.is_empty() && soa.is_none() {
        let by_file = name_of_part(paths, owners, inside).map(|name| (name, OriginSource::FileName));
        let found = by_file.or_else(|| Some((owners.of_part()?, OriginSource::Names)));
        assumed.extend(found.map(|(name, source)| AssumedOrigin::new(Some(name), source)));
    }
    if assumed.is_empty() {
        let source = OriginSource::Unknown;
        assumed.push(AssumedOrigin::new(None, source));
    }
    rejected.iter().for_each(|sentence| disagree(&mut assumed, sentence));
    assumed
}

/// The public name that the file of a part of a zone has, if a name in it agrees: an absolute owner or target, or an owner that
/// ends so and lacks its dot.
fn name_of_part(paths: &[Arc<Path>], owners: &AbsoluteOwners, inside: &Inside<'_>) -> Option<Name> {
    let agrees = |name: &str| match owners.judge(name) {
        // A record that lay outside would not be judged.
        Plausibility::Agrees => owners.outside(name) == 0 && owners.count < MOST_OWNERS,
        Plausibility::Contradicted { .. } => false,
        Plausibility::NoEvidence => {
            let pointers = inside.pointers();
            let zone = absolute_name(name).ok();
            let has_host = zone.is_some_and(|zone| pointers.hosts().any(|host| zone.zone_of(host)));
            let lacks_dot = |names: &HashSet<Vec<u8>>| {
                names.iter().any(|owner| is_under(&String::from_utf8_lossy(owner), name))
            };
            // Where owners and targets tell each other, their missing dots are one mistake, whatever the name.
            match lacks_dot(&pointers.relative) {
                true => !has_host && !lacks_dot(&pointers.relative_targets),
                false => has_host,
            }
        }
    };
    let is_told = |one: &Candidate| !one.weak && ends_publicly(&one.origin) && agrees(&one.origin);
    candidates(paths).filter(is_told).find_map(|candidate| absolute_name(&candidate.origin).ok())
}

/// The names that the names of a file suggest.
fn candidates(paths: &[Arc<Path>]) -> impl Iterator<Item = Candidate> {
    let file_name = |path: &Arc<Path>| path.file_name()?.to_str().and_then(origin_candidate);
    paths.iter().filter_map(file_name)
}

/// Whether most of the relative owners in the file end in a name, as those of a file do that is no master file.
fn is_repeated(name: &Name, inside: &Inside<'_>) -> bool {
    let name = display_name(name);
    let relative = &inside.pointers().relative;
    let ending = relative.iter().filter(|owner| is_under(&String::from_utf8_lossy(owner), &name)).count();
    relative.len() > 1 && ending * 2 > relative.len()
}

/// The absolute owners of a file that say something about its zone's name.
struct AbsoluteOwners {
    all: Vec<String>,
    /// Those that do so about the name of a zone that is not a network's.
    forward: Vec<String>,
    /// How many owners the file has, relative ones among them.
    count: usize,
}

impl AbsoluteOwners {
    fn of(owners: &Owners) -> Self {
        let count = owners.absolute.len() + owners.relative;
        // A label or a service with a dot behind it is a slip of the hand, and no other zone.
        let all: Vec<String> = owners.absolute.iter().filter(|owner| !is_slip(owner)).cloned().collect();
        let (arpa, names): (Vec<String>, _) = all.iter().cloned().partition(|owner| is_arpa(owner));
        let forward = if arpa.len() * 2 < count { names } else { all.clone() };
        Self { all, forward, count }
    }

    /// Those that say something about `name`.
    fn about(&self, name: &str) -> &[String] {
        if is_arpa(name) { &self.all } else { &self.forward }
    }

    /// The name that a part of a zone stands below if no owner in it is relative, and one is that name, or of a service of it.
    fn of_part(&self) -> Option<Name> {
        // Beyond the most, those that were not looked at may lie elsewhere.
        if self.all.len() < self.count || self.count >= MOST_OWNERS {
            return None;
        }
        let parent = common_parent(self.all.iter().map(String::as_str))?;
        let is_of_parent = |owner: &String| {
            common_parent(std::iter::once(&**owner)).is_some_and(|name| name.eq_ignore_ascii_case(&parent))
                || owner.eq_ignore_ascii_case(&parent)
        };
        let domain = domain_of(&parent);
        // What is still to be filled in is no zone's name.
        let may_be_zone = has_domain(domain) && !holds_mark(domain.as_bytes());
        absolute_name(domain).ok().filter(|_| may_be_zone && self.all.iter().any(is_of_parent))
    }

    fn judge(&self, name: &str) -> Plausibility {
        plausible(name, self.about(name).iter().map(String::as_str))
    }

    fn agree(&self, name: &str) -> bool {
        self.judge(name) == Plausibility::Agrees
    }

    fn contradict(&self, name: &str) -> bool {
        matches!(self.judge(name), Plausibility::Contradicted { .. })
    }

    /// How many lie outside `name`.
    fn outside(&self, name: &str) -> usize {
        self.about(name).iter().filter(|owner| !is_under(owner, name)).count()
    }

    /// How many speak against a name.
    fn elsewhere(&self, name: &str) -> String {
        match (self.about(name).len(), self.outside(name)) {
            (1, _) => "the only absolute owner in it lies elsewhere".to_owned(),
            (all, outside) if outside == all => {
                let common = common_parent(self.about(name).iter().map(String::as_str));
                match common.filter(|common| has_domain(common)) {
                    Some(common) => format!("all {all} absolute owners in it lie in `{common}`"),
                    None => format!("all {all} absolute owners in it lie elsewhere"),
                }
            }
            (all, outside) => format!("{outside} of the {all} absolute owners in it lie elsewhere"),
        }
    }
}

/// What the declarations of a file come to.
#[derive(Default)]
struct Declared {
    /// The names that they say.
    believed: Vec<AssumedOrigin>,
    /// Those that count if nothing else says a name.
    last_resort: Vec<AssumedOrigin>,
    /// Why others do not count, a sentence each.
    rejected: Vec<String>,
}

/// Judges the names that configurations declare: they are what a server calls the zone, whatever the owners say, unless another one
/// gives the file to a zone with which they agree. What looks like a placeholder is a name for a server.
fn by_declarations(declared: &[Declaration], owners: &AbsoluteOwners) -> Declared {
    let (mut said, mut seen, mut told) = (Declared::default(), HashSet::new(), HashSet::new());
    let agrees = |one: &Declaration| !one.is_placeholder && owners.agree(&display_name(&one.origin));
    let any_agrees = declared.iter().any(agrees);
    for declaration in declared {
        let name = display_name(&declaration.origin);
        let is_contradicted = owners.contradict(&name);
        let source = OriginSource::NamedConf(declaration.place.clone());
        let one = AssumedOrigin::new(Some(declaration.origin.clone()), source);
        let one = AssumedOrigin { view: declaration.view.clone(), ..one };
        let mut is_new = || seen.insert((NameKey::of(&declaration.origin), &declaration.view));
        if declaration.is_placeholder {
            said.last_resort.extend((!is_contradicted && is_new()).then_some(one));
        } else if is_contradicted && any_agrees {
            if told.insert(NameKey::of(&declaration.origin)) {
                let (place, elsewhere) = (&declaration.place, owners.elsewhere(&name));
                said.rejected.push(format!("{place} gives the file to `{name}`, but {elsewhere}"));
            }
            said.last_resort.extend(declaration.named.then_some(one));
        } else if is_new() {
            said.believed.push(one);
        }
    }
    said
}

/// What a file's name comes to.
enum Told {
    /// It tells this name, or most of it, and the names in the file do not speak against it.
    ByFile(String),
    /// The names in the file tell another.
    ByNames(Name),
    /// Nothing tells one.
    Nothing,
}

/// The names that the file's own name and those of links to it suggest.
fn by_file_names(
    paths: &[Arc<Path>],
    owners: &AbsoluteOwners,
    inside: &Inside<'_>,
    rejected: &mut Vec<String>,
) -> Vec<AssumedOrigin> {
    let candidates: Vec<Candidate> = candidates(paths).collect();
    // `parking`, to which `example.com` and `example.net` are links, is not a zone.
    let strong_only = candidates.iter().any(|candidate| !candidate.weak);
    let (mut assumed, mut seen) = (Vec::new(), HashSet::new());
    for candidate in candidates.iter().filter(|candidate| !candidate.weak || !strong_only) {
        let (name, source) = match by_file_name(candidate, owners, inside, rejected) {
            Told::ByFile(name) => (absolute_name(&name).ok(), OriginSource::FileName),
            Told::ByNames(name) => (Some(name), OriginSource::Names),
            Told::Nothing => continue,
        };
        let Some(name) = name else { continue };
        if seen.insert(NameKey::of(&name)) {
            assumed.push(AssumedOrigin::new(Some(name), source));
        }
    }
    assumed
}

/// What one name of the file comes to.
fn by_file_name(
    candidate: &Candidate,
    owners: &AbsoluteOwners,
    inside: &Inside<'_>,
    rejected: &mut Vec<String>,
) -> Told {
    let name = &candidate.origin;
    if let Some(other) = candidate.others.iter().find(|other| is_proved(other, name, owners, inside)) {
        return Told::ByFile(other.clone());
    }
    if !candidate.others.is_empty() && !is_arpa(name) && inside.pointers().is_reverse() {
        return Told::Nothing;
    }
    let label = name.trim_end_matches('.').to_ascii_lowercase();
    let single_label = !label.contains('.') && !tld::exist(&label);
    let told_inside = || match inside.pointers().zone() {
        Some(zone) if !owners.contradict(&display_name(&zone)) => Told::ByNames(zone),
        _ => Told::Nothing,
    };
    match owners.judge(name) {
        Plausibility::Agrees => Told::ByFile(name.clone()),
        Plausibility::NoEvidence if single_label => match confirmed(&label, inside) {
            Some(name) => Told::ByFile(display_name(&name)),
            None => told_inside(),
        },
        Plausibility::NoEvidence if candidate.weak => match absolute_name(name) {
            Ok(zone) if inside.pointers().agree(&zone) => Told::ByFile(name.clone()),
            _ => told_inside(),
        },
        Plausibility::NoEvidence => match zone_instead(name, inside) {
            Some(zone) => told_instead(name, zone, rejected),
            None => Told::ByFile(name.clone()),
        },
        // `lab.zone` of `lab.example.com`.
        Plausibility::Contradicted { common_parent: Some(parent) }
            if single_label && parent.to_ascii_lowercase().starts_with(&format!("{label}.")) =>
        {
            Told::ByFile(parent)
        }
        Plausibility::Contradicted { common_parent } => {
            let is_above = |parent: &&String| name.ends_with(&format!(".{parent}"));
            let parent = common_parent.as_ref().filter(is_above);
            let is_sure = ends_publicly(name) || is_arpa(name);
            let others =
                || common_parent.as_ref().filter(|_| owners.outside(name) == owners.about(name).len());
            let is_elsewhere = others().is_some_and(|other| inside.pointers().lie_in(other, name));
            let is_minority =
                is_sure && owners.outside(name) * 2 < owners.count && parent.is_none() && !is_elsewhere;
            if !candidate.weak && (is_minority || is_told_by_servers(name, owners, inside.pointers())) {
                return Told::ByFile(name.clone());
            }
            if !is_purpose(name) {
                rejected.push(format!("the file's name says `{name}`, but {}", owners.elsewhere(name)));
            }
            parent.map_or_else(told_inside, |parent| Told::ByFile(parent.clone()))
        }
    }
}

/// That the names in the file tell another zone than the file's name does.
fn told_instead(name: &str, zone: Name, rejected: &mut Vec<String>) -> Told {
    let servers = display_name(&zone);
    // Some write a name from the top down.
    if !is_turned(name, &servers) && !is_purpose(name) {
        rejected
            .push(format!("the file's name says `{name}`, but its servers and targets lie in `{servers}`"));
    }
    Told::ByNames(zone)
}

/// Whether two names have the same labels, in another order.
fn is_turned(name: &str, other: &str) -> bool {
    let labels = |name: &str| {
        let mut labels: Vec<String> =
            name.trim_end_matches('.').split('.').map(str::to_ascii_lowercase).collect();
        labels.sort_unstable();
        labels
    };
    labels(name) == labels(other)
}

/// Whether the names in the file prove that its zone is called so, and not as the file's name says on its face.
fn is_proved(other: &str, face: &str, owners: &AbsoluteOwners, inside: &Inside<'_>) -> bool {
    let is_shorter = is_under(face, other);
    if is_shorter && owners.agree(face) {
        return false;
    }
    if !is_under(other, face) && owners.agree(other) {
        return true;
    }
    let (Ok(other), Ok(face)) = (absolute_name(other), absolute_name(face)) else { return false };
    let pointers = inside.pointers();
    let fits_face = is_shorter && pointers.servers.iter().any(|name| face.zone_of(name));
    !fits_face && pointers.fit(&other)
}

/// The zone that the names in the file tell, if the file's name tells another one in which none of them lies.
fn zone_instead(name: &str, inside: &Inside<'_>) -> Option<Name> {
    if ends_publicly(name) || is_arpa(name) {
        return None;
    }
    let (said, pointers) = (absolute_name(name).ok()?, inside.pointers());
    pointers.zone().filter(|zone| *zone != said && !pointers.hosts().any(|name| said.zone_of(name)))
}

/// Whether the names that the SOA and NS records point at make up for the owners that lie elsewhere.
fn is_told_by_servers(name: &str, owners: &AbsoluteOwners, pointers: &Pointers) -> bool {
    let servers = pointers.of_authority().map(display_name);
    let told: Vec<String> = servers.filter(|server| is_under(server, name)).collect();
    plausible(name, owners.about(name).iter().chain(&told).map(String::as_str)) == Plausibility::Agrees
}

/// The end of an absolute name in which nothing is a service's, or stands for other labels: a zone's name has neither.
fn domain_of(name: &str) -> &str {
    let odd = ["._", "*."].iter().filter_map(|sign| name.rfind(sign)).max();
    odd.map_or(name, |odd| name[odd + 1..].split_once('.').map_or("", |(_, behind)| behind))
}

/// Whether an absolute name has more than one label.
fn has_domain(name: &str) -> bool {
    name.trim_end_matches('.').contains('.')
}
