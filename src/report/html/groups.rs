//! Findings by the zone that they are about. Writes nothing.

use std::collections::HashMap;

use crate::base::span::SourceId;
use crate::check::Outcome;
use crate::rules::finding::Finding;
use crate::zone::Zone;

/// A zone, or what belongs to none, with its findings.
pub struct Group<'a> {
    /// The zone; `None` for findings about files that are not part of a zone of the run.
    pub zone: Option<&'a Zone>,
    /// Its findings in their order, each with its fingerprint.
    pub findings: Vec<(&'a Finding, &'a str)>,
    /// Those that are counted and not shown.
    pub not_shown: Vec<&'a Finding>,
}

/// Every zone in the order of the run, then what belongs to none.
pub fn groups<'a>(outcome: &'a Outcome, fingerprints: &'a [String]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = outcome
        .workspace
        .zones()
        .map(Some)
        .chain([None])
        .map(|zone| Group { zone, findings: Vec::new(), not_shown: Vec::new() })
        .collect();
    let mut reading: HashMap<SourceId, Vec<usize>> = HashMap::new();
    for (number, zone) in outcome.workspace.zones().enumerate() {
        zone.files.iter().for_each(|source| reading.entry(*source).or_default().push(number));
    }
    let names: Vec<String> = outcome.workspace.zones().map(Zone::origin_text).collect();
    // For findings in a text that is shown as blanks, which is a file of no zone.
    let mut by_name: HashMap<&str, usize> = HashMap::new();
    for (number, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        by_name.entry(name).or_insert(number);
    }
    let all: Vec<Option<&Zone>> = groups.iter().map(|group| group.zone).collect();
    let number_of = |finding: &Finding| {
        let source = outcome.workspace.sources.written(finding.span).source;
        let zones = reading.get(&source).map_or(&[][..], Vec::as_slice);
        let view_fits = |zone: &Zone| finding.view.is_none() || zone.is_in(finding.view.as_deref());
        let is_of = |number: &usize| names[*number] == finding.zone && all[*number].is_some_and(view_fits);
        // A file that several zones read shows the same in each of them.
        let number = zones.iter().copied().find(is_of).or(zones.first().copied());
        number.or(by_name.get(&*finding.zone).copied()).unwrap_or(names.len())
    };
    for (finding, fingerprint) in outcome.findings.iter().zip(fingerprints) {
        groups[number_of(finding)].findings.push((finding, fingerprint));
    }
    for finding in &outcome.not_shown {
        groups[number_of(finding)].not_shown.push(finding);
    }
    groups
}
