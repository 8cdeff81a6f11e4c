//! What stands outside a file to the names that it is linted under, judged by the absolute owners in it: declarations, an
//! exporter's comment, and names of files. Reads no file.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use hickory_proto::rr::Name;

use crate::discover::assumed::{AssumedOrigin, disagree};
use crate::discover::file_name::{Candidate, Plausibility, origin_candidate, plausible};
use crate::discover::server_config::Declaration;
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
    /// Says the zone's name where the file's name is one label.
    pub short: &'a ShortName<'a>,
    /// The absolute names that its SOA and NS records point at.
    pub apex_names: &'a dyn Fn() -> Vec<String>,
}

/// The names that stand outside the file, judged by the absolute owners in it.
pub fn by_evidence(
    paths: &[Arc<Path>],
    declared: &[Declaration],
    owners: &[String],
    TextSays { soa, is_whole, exported, short, apex_names }: TextSays<'_>,
) -> Vec<AssumedOrigin> {
    // A label or a service with a dot behind it is a slip of the hand, and no other zone.
    let owners = &owners.iter().filter(|owner| !is_slip(owner)).cloned().collect::<Vec<String>>();
    let judge = |origin: &str| plausible(origin, owners.iter().map(String::as_str));
    let Declared { believed: mut assumed, last_resort, mut rejected } = by_declarations(declared, owners);
    if let Some((name, source)) = exported
        && assumed.is_empty()
        && !matches!(judge(&display_name(&name)), Plausibility::Contradicted { .. })
    {
        assumed.push(AssumedOrigin::new(Some(name), source));
    }
    if assumed.is_empty() && (soa.is_some() || is_whole) {
        assumed = by_file_names(paths, owners, (short, apex_names), &mut rejected);
    }
    // Without an `$ORIGIN` the SOA's owner is at the top of no zone: it lacks its dot.
    if let Some(name) = soa.and_then(|soa| soa.without_dot.as_ref())
        && assumed.is_empty()
        && !matches!(judge(&display_name(name)), Plausibility::Contradicted { .. })
    {
        let (origin, source) = (Some(name.clone()), OriginSource::Soa);
        assumed.push(AssumedOrigin::new(origin, source));
    }
    if assumed.is_empty() {
        assumed = last_resort;
    }
    if assumed.is_empty() {
        let source = OriginSource::Unknown;
        assumed.push(AssumedOrigin::new(None, source));
    }
    rejected.iter().for_each(|sentence| disagree(&mut assumed, sentence));
    assumed
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

/// Judges the names that configurations declare. What one says that the user named is what the server does, believable or
/// not; and what looks like a placeholder is a name for a server.
fn by_declarations(declared: &[Declaration], owners: &[String]) -> Declared {
    let (mut said, mut seen) = (Declared::default(), HashSet::new());
    for declaration in declared {
        let name = display_name(&declaration.origin);
        let judged = plausible(&name, owners.iter().map(String::as_str));
        let is_contradicted = matches!(judged, Plausibility::Contradicted { .. });
        let source = OriginSource::NamedConf(declaration.place.clone());
        let one = AssumedOrigin::new(Some(declaration.origin.clone()), source);
        let one = AssumedOrigin { view: declaration.view.clone(), ..one };
        let mut is_new = || seen.insert((NameKey::of(&declaration.origin), &declaration.view));
        if declaration.is_placeholder {
            said.last_resort.extend((!is_contradicted && is_new()).then_some(one));
        } else if is_contradicted {
            let (place, elsewhere) = (&declaration.place, elsewhere(owners, &name));
            said.rejected.push(format!("{place} gives the file to `{name}`, but {elsewhere}"));
            said.last_resort.extend(declaration.named.then_some(one));
        } else if is_new() {
            said.believed.push(one);
        }
    }
    said
}

/// The name that a file's text says where the file's name is one label.
pub type ShortName<'a> = dyn Fn(&str) -> Option<Name> + 'a;

/// The names that the file's own name and those of links to it suggest.
fn by_file_names(
    paths: &[Arc<Path>],
    owners: &[String],
    (short, apex_names): (&ShortName<'_>, &dyn Fn() -> Vec<String>),
    rejected: &mut Vec<String>,
) -> Vec<AssumedOrigin> {
    let file_name = |path: &Arc<Path>| path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
    let candidates: Vec<Candidate> =
        paths.iter().filter_map(file_name).filter_map(|name| origin_candidate(&name)).collect();
    // `parking`, to which `example.com` and `example.net` are links, is not a zone.
    let strong_only = candidates.iter().any(|candidate| !candidate.weak);
    let (mut assumed, mut seen) = (Vec::new(), HashSet::new());
    for candidate in candidates.iter().filter(|candidate| !candidate.weak || !strong_only) {
        let label = candidate.origin.trim_end_matches('.').to_ascii_lowercase();
        let single_label = !label.contains('.') && !tld::exist(&label);
        let believed = match plausible(&candidate.origin, owners.iter().map(String::as_str)) {
            Plausibility::Agrees => Some(candidate.origin.clone()),
            Plausibility::NoEvidence if single_label => short(&label).map(|name| display_name(&name)),
            Plausibility::NoEvidence => (!candidate.weak).then(|| candidate.origin.clone()),
            // `lab.zone` of `lab.example.com`.
            Plausibility::Contradicted { common_parent: Some(parent) }
                if single_label && parent.to_ascii_lowercase().starts_with(&format!("{label}.")) =>
            {
                Some(parent)
            }
            Plausibility::Contradicted { .. }
                if !candidate.weak && is_told_at_apex(&candidate.origin, owners, &apex_names()) =>
            {
                Some(candidate.origin.clone())
            }
            Plausibility::Contradicted { common_parent } => {
                let sentence = format!(
                    "the file's name says `{}`, but {}",
                    candidate.origin,
                    elsewhere(owners, &candidate.origin)
                );
                rejected.push(sentence);
                common_parent.filter(|parent| candidate.origin.ends_with(&format!(".{parent}")))
            }
        };
        let Some(name) = believed.and_then(|name| absolute_name(&name).ok()) else { continue };
        if seen.insert(NameKey::of(&name)) {
            let source = OriginSource::FileName;
            assumed.push(AssumedOrigin::new(Some(name), source));
        }
    }
    assumed
}

/// Whether the names that the SOA and NS records point at make up for the owners that lie elsewhere.
fn is_told_at_apex(name: &str, owners: &[String], apex_names: &[String]) -> bool {
    let lies_below =
        |other: &&String| plausible(name, std::iter::once(other.as_str())) == Plausibility::Agrees;
    let told = apex_names.iter().filter(lies_below);
    plausible(name, owners.iter().chain(told).map(String::as_str)) == Plausibility::Agrees
}

/// Whether an absolute owner has one label besides those of a service.
fn is_slip(owner: &str) -> bool {
    let name = owner.trim_end_matches('.');
    name.split('.').filter(|label| !label.starts_with('_')).count() < 2
        && !name.is_empty()
        && !tld::exist(&name.to_ascii_lowercase())
}

/// How many owners speak against a name.
fn elsewhere(owners: &[String], name: &str) -> String {
    let outside = owners
        .iter()
        .filter(|owner| plausible(name, std::iter::once(owner.as_str())) != Plausibility::Agrees)
        .count();
    match owners.len() {
        1 => "the only absolute owner in it lies elsewhere".to_owned(),
        all if outside == all => format!("all {all} absolute owners in it lie elsewhere"),
        all => format!("{outside} of the {all} absolute owners in it lie elsewhere"),
    }
}
