//! Findings in the order in which they are shown. Findings that differ in their zone alone become one: a file that several
//! zones include, that serves several zones, or that several views load, shows the same mistake in each of them.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use crate::base::source::Sources;
use crate::base::span::SourceId;
use crate::rules::finding::Finding;
use crate::workspace::Workspace;
use crate::zone::Zone;

/// How many zones a note lists.
const MOST_LISTED: usize = 3;

/// Sorts findings by path, place and rule. Of findings that have these in common, and the message too but for the zone's
/// name in it, one stays, with a note that says where it occurs. If it occurs in some of a file's zones only, the note
/// says in which, provided that all of them were `judged`.
pub fn merge_in_order(
    mut findings: Vec<Finding>,
    workspace: &Workspace,
    judged: &dyn Fn(&Zone) -> bool,
) -> Vec<Finding> {
    if findings.is_empty() {
        return findings;
    }
    let ranks = ranks(&findings, &workspace.sources);
    let place = |finding: &Finding| (ranks[&finding.span.source], finding.span.start, finding.span.end);
    // A finding is large to be moved about: they are put in order once, by what tells nearly all of them apart.
    findings.sort_by_cached_key(place);
    for together in findings.chunk_by_mut(|one, other| place(one) == place(other)) {
        together.sort_by(|one, other| {
            (one.rule, &one.message, &one.zone, &one.view).cmp(&(
                other.rule,
                &other.message,
                &other.zone,
                &other.view,
            ))
        });
    }
    let (uses, in_views) = (uses(workspace, judged), InViews::of(workspace));
    let uses_of = |finding: &Finding| uses.get(&finding.span.source).copied().unwrap_or(Some(1));
    let told = |(mut finding, mut places): (Finding, Vec<Occurrence>)| {
        if places.is_empty() {
            places.push(occurrence(&finding));
        }
        places.sort();
        places.dedup();
        // A baseline counts it once.
        finding.views = 1;
        let count = in_views.count(&places);
        let is_of_view = |view: &String| {
            count == places.len() && places.iter().all(|(_, other)| other.as_ref() == Some(view))
        };
        if !finding.view.as_ref().is_none_or(is_of_view) {
            finding.leave_view();
        }
        let uses = uses_of(&finding);
        let note = uses
            .and_then(|uses| where_it_occurs((&places, count), uses, &in_views))
            .filter(|note| !says_so(&finding, note));
        finding.notes.extend(note.map(Cow::from));
        finding
    };
    let needs_no_words = |(finding, places): &(Finding, Vec<Occurrence>)| {
        places.is_empty()
            && finding.views == 1
            && finding.view.is_none()
            && uses_of(finding).is_none_or(|uses| uses <= 1)
    };
    let told = |merged| if needs_no_words(&merged) { merged.0 } else { told(merged) };
    merge_sorted(findings, |finding| (place(finding), finding.rule), told)
}

/// The names of the zones that findings are in.
pub fn zones_of(findings: &[Finding]) -> HashSet<String> {
    findings.iter().map(|finding| finding.zone.clone()).collect()
}

/// For the texts that findings are in, where their files come in order: a file that was read twice comes once.
fn ranks(findings: &[Finding], sources: &Sources) -> HashMap<SourceId, usize, RandomState> {
    let mut texts: Vec<SourceId> = findings.iter().map(|finding| finding.span.source).collect();
    texts.dedup();
    texts.sort_unstable();
    texts.dedup();
    let key = |text: &SourceId| sources.file(*text).key();
    texts.sort_by(|one, other| key(one).cmp(&key(other)));
    let files = texts.chunk_by(|one, other| key(one) == key(other)).enumerate();
    files.flat_map(|(rank, texts)| texts.iter().map(move |text| (*text, rank))).collect()
}

/// Makes one finding, the first, of those that have file, place, rule and message in common, and then of those whose
/// messages differ in their zone's name alone. What has file, place and rule in common lies together in `findings`. `told` gets
/// where a finding occurs; of one that stays alone nothing: it says itself where that is.
fn merge_sorted<K: PartialEq>(
    findings: Vec<Finding>,
    place: impl Fn(&Finding) -> K,
    told: impl Fn((Finding, Vec<Occurrence>)) -> Finding,
) -> Vec<Finding> {
    let alike = |one: &Finding, other: &Finding| place(one) == place(other);
    let lengths: Vec<usize> = findings.chunk_by(alike).map(<[Finding]>::len).collect();
    let mut findings = findings.into_iter();
    let mut merged = Vec::with_capacity(lengths.len());
    for length in lengths {
        let together = findings.by_ref().take(length);
        if length == 1 {
            merged.extend(together.map(|finding| told((finding, Vec::new()))));
        } else {
            let together = together.map(|finding| {
                let place = occurrence(&finding);
                (finding, vec![place])
            });
            let by_message = merge_by(together, |finding| finding.message.clone());
            merged.extend(merge_by(by_message, message_of_any_zone).into_iter().map(&told));
        }
    }
    merged
}

/// Makes one finding of those that have a text in common: the first.
fn merge_by(
    findings: impl IntoIterator<Item = (Finding, Vec<Occurrence>)>,
    text: impl Fn(&Finding) -> String,
) -> Vec<(Finding, Vec<Occurrence>)> {
    let mut merged: Vec<(Finding, Vec<Occurrence>)> = Vec::new();
    let mut numbers = HashMap::new();
    for (finding, places) in findings {
        let number = *numbers.entry(text(&finding)).or_insert(merged.len());
        match merged.get_mut(number) {
            Some((first, all)) => {
                first.merge(finding);
                all.extend(places);
            }
            None => merged.push((finding, places)),
        }
    }
    merged
}

/// Whether a note of the finding begins with the same words.
fn says_so(finding: &Finding, note: &str) -> bool {
    finding.notes.iter().any(|said| said.starts_with(note))
}

/// Where a finding occurs: a zone and its view.
type Occurrence = (String, Option<String>);

fn occurrence(finding: &Finding) -> Occurrence {
    (finding.zone.clone(), finding.view.clone())
}

/// How many zones use a file; `None` if not all of them were `judged`.
fn uses(
    workspace: &Workspace,
    judged: &dyn Fn(&Zone) -> bool,
) -> HashMap<SourceId, Option<usize>, RandomState> {
    let mut uses = HashMap::default();
    for zone in workspace.zones() {
        let judged = judged(zone);
        for source in &zone.files {
            let count = uses.entry(*source).or_insert(Some(0));
            *count = count.filter(|_| judged).map(|count| count + zone.times());
        }
    }
    uses
}

/// The message with the zone's name taken out, so that it is the same in every zone.
fn message_of_any_zone(finding: &Finding) -> String {
    match finding.zone.as_str() {
        "" | "." => finding.message.clone(),
        zone => finding.message.replace(zone, "\0"),
    }
}

/// The views of zones that are the same in several, in order, by the zone and the view that findings name.
struct InViews<'w>(HashMap<(String, Option<&'w str>), Vec<&'w str>>);

impl<'w> InViews<'w> {
    fn of(workspace: &'w Workspace) -> Self {
        let several = workspace.zones().filter(|zone| zone.times() > 1);
        let views = |zone: &'w Zone| {
            let mut views: Vec<&str> = zone.in_views().filter_map(|(view, _)| view).collect();
            views.sort_unstable();
            ((zone.origin_text(), zone.view.as_deref()), views)
        };
        Self(several.map(views).collect())
    }

    fn of_place<'s>(&'s self, (zone, view): &'s Occurrence) -> Option<&'s [&'w str]> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&(zone.clone(), view.as_deref())).map(Vec::as_slice)
    }

    /// How many zones these are.
    fn count(&self, places: &[Occurrence]) -> usize {
        places.iter().map(|place| self.of_place(place).map_or(1, <[&str]>::len)).sum()
    }

    /// The first of these zones, in order.
    fn first(&self, places: &[Occurrence]) -> Vec<Occurrence> {
        let mut first = Vec::new();
        for place in places {
            match self.of_place(place) {
                Some(views) => {
                    let each = |view: &&str| (place.0.clone(), Some((*view).to_owned()));
                    first.extend(views.iter().take(MOST_LISTED).map(each));
                }
                None => first.push(place.clone()),
            }
        }
        first.sort();
        first.truncate(MOST_LISTED);
        first
    }
}

/// In which of the zones of a file a finding occurs, so many; `None` where that needs no words.
fn where_it_occurs(
    (places, count): (&[Occurrence], usize),
    uses: usize,
    in_views: &InViews<'_>,
) -> Option<String> {
    let shown = |(zone, view): &Occurrence| match (zone.as_str(), view) {
        ("", _) => "one of unknown name".to_owned(),
        (zone, Some(view)) => format!("`{zone}` in view `{}`", crate::base::printable::harmless_text(view)),
        (zone, None) => format!("`{zone}`"),
    };
    let uses = uses.max(count);
    match places {
        [place] if uses <= 1 => place.1.is_some().then(|| format!("zone {}", shown(place))),
        _ if count >= uses => Some(format!("the same in all {uses} zones that use this file")),
        places => {
            let listed: Vec<String> = in_views.first(places).iter().map(shown).collect();
            let more = match count - listed.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let zones = if count == 1 { "zone" } else { "zones" };
            Some(format!("of the {uses} zones that use this file, in {zones} {}{more}", listed.join(", ")))
        }
    }
}
