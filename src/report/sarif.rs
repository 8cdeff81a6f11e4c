//! Findings as SARIF 2.1.0, as GitHub code scanning wants it. The structs hold the part of SARIF that
//! srvlint uses; `testdata/formats/sarif-2.1.0.schema.json` is the judge of them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;

use codespan_reporting::term::termcolor::WriteColor;
use serde::Serialize;
use serde_json::{Value, json};

use crate::base::source::Sources;
use crate::base::span::SourceId;
use crate::check::{Outcome, Summary};
use crate::report::json::{gate_object, write_pretty};
use crate::report::line_hash::line_hashes;
use crate::report::place::{Place, Repository};
use crate::report::severity_words::words;
use crate::rules::finding::{Finding, Fix};
use crate::rules::{RULES, Rule};

/// The longest `fullDescription` that GitHub takes, in characters.
const LONGEST_DESCRIPTION: usize = 1024;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Correction>,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

/// Lines and columns from 1, columns in code points; the end column is the one behind.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Correction {
    description: Message,
    artifact_changes: Vec<ArtifactChange>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange {
    artifact_location: ArtifactLocation,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    #[serde(skip_serializing_if = "Option::is_none")]
    inserted_content: Option<Message>,
}

/// Writes the report as one SARIF log with one run.
pub fn write(out: &mut dyn WriteColor, outcome: &Outcome) -> io::Result<()> {
    let faults: Vec<Value> = outcome
        .faults
        .iter()
        .map(|fault| json!({"level": "error", "message": {"text": plain(&fault.0)}}))
        .collect();
    let rules: Vec<Value> = rules_of(outcome).into_iter().map(|found| rule(found, outcome)).collect();
    let mut driver = json!({
        "name": "srvlint",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    });
    if let Some(address) = outcome.published.repository() {
        driver["informationUri"] = address.into();
    }
    let mut run = json!({
        "tool": {"driver": driver},
        "automationDetails": {"id": "srvlint/"},
        "invocations": [{
            "executionSuccessful": faults.is_empty(),
            "toolExecutionNotifications": faults,
        }],
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The top of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "results": results(outcome),
    });
    if let Some(compared) = compared(outcome) {
        run["properties"] = compared;
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    });
    write_pretty(out, &log)
}

/// What a run that is compared with a revision says of it: whose law was applied, as in JSON, how many of its findings are
/// new, and how many the revision has too or had alone.
fn compared(outcome: &Outcome) -> Option<Value> {
    let Summary { known, repaired, .. } = outcome.summary;
    if outcome.gate.is_none() && repaired.is_none() {
        return None;
    }
    let mut properties = json!({"gate": outcome.gate.as_ref().map(gate_object)});
    if let Some(repaired) = repaired {
        properties["new"] = outcome.findings.len().into();
        properties["known"] = known.into();
        properties["repaired"] = repaired.into();
    }
    Some(properties)
}

/// The rules that found something, in the order of listings: a page has up to ten thousand characters.
fn rules_of(outcome: &Outcome) -> Vec<&'static Rule> {
    let found: HashSet<&str> = outcome.findings.iter().map(|finding| finding.rule).collect();
    RULES.iter().filter(|rule| found.contains(rule.name)).collect()
}

/// A rule as `rules` lists it.
fn rule(rule: &Rule, outcome: &Outcome) -> Value {
    let page = rule.page();
    let full = if page.reason().is_empty() { page.summary } else { page.reason() };
    let mut listed = json!({
        "id": rule.name,
        "shortDescription": {"text": plain(page.summary)},
        "fullDescription": {"text": cut(&plain(full))},
        "help": {"text": plain(&page.for_readers()), "markdown": page.for_readers()},
        "defaultConfiguration": {"enabled": page.on_by_default, "level": words(page.severity).sarif_level},
        "properties": {
            "tags": ["dns", "srv"],
            "precision": "high",
            "problem.severity": words(page.severity).sarif_problem,
        },
    });
    if let Some(address) = outcome.published.page(rule.name) {
        listed["helpUri"] = address.into();
    }
    listed
}

fn results(outcome: &Outcome) -> Vec<SarifResult<'_>> {
    let sources = &outcome.workspace.sources;
    let repository = Repository::of(outcome);
    let mut hashes = LineHashes::default();
    let describe = |(finding, fingerprint): (&'_ Finding, String)| {
        let place = Place::new(finding.span, sources);
        let mut fingerprints = BTreeMap::from([("srvlint/v1", fingerprint)]);
        if let Some(hash) = hashes.of(&place, sources) {
            fingerprints.insert("primaryLocationLineHash", hash);
        }
        let related = finding.labels.iter().enumerate().map(|(number, label)| Location {
            id: Some(number + 1),
            physical_location: physical(&Place::new(label.span, sources), &repository),
            message: (!label.message.is_empty()).then(|| Message { text: plain(&label.message) }),
        });
        (message(finding), related.collect(), fingerprints, physical(&place, &repository))
    };
    let described: Vec<_> = outcome.findings.iter().zip(outcome.fingerprints()).map(describe).collect();
    let findings = outcome.findings.iter().zip(described);
    let rules = rules_of(outcome);
    findings
        .map(|(finding, (text, related_locations, partial_fingerprints, physical_location))| SarifResult {
            rule_id: finding.rule,
            rule_index: rules.iter().position(|rule| rule.name == finding.rule),
            level: words(finding.severity).sarif_level,
            message: Message { text },
            locations: [Location { id: None, physical_location, message: None }],
            partial_fingerprints,
            related_locations,
            fixes: finding
                .applicable_fix()
                .into_iter()
                .map(|fix| correction(fix, sources, &repository))
                .collect(),
        })
        .collect()
}

/// The message with all that belongs to it; its first sentence is what lists show. GitHub shows a
/// related location only where the message links to it.
fn message(finding: &Finding) -> String {
    let mut text = format!("{}.", plain(&finding.message));
    for (number, label) in finding.labels.iter().enumerate().filter(|(_, label)| !label.message.is_empty()) {
        text.push_str(&format!(" [{}]({}).", plain(&label.message), number + 1));
    }
    for note in &finding.notes {
        text.push_str(&format!(" {}.", plain(note)));
    }
    if let Some(help) = &finding.help {
        let end = if help.ends_with('?') { "" } else { "." };
        text.push_str(&format!(" Help: {}{end}", plain(help)));
    }
    text
}

fn correction(fix: &Fix, sources: &Sources, repository: &Repository<'_>) -> Correction {
    let mut changes: BTreeMap<SourceId, Vec<Replacement>> = BTreeMap::new();
    for edit in &fix.edits {
        let place = Place::new(edit.span, sources);
        changes.entry(place.source).or_default().push(Replacement {
            deleted_region: region(&place),
            inserted_content: (!edit.text.is_empty()).then(|| Message { text: edit.text.clone() }),
        });
    }
    let safety = fix.applicability.name();
    let artifact_changes = changes.into_iter().map(|(source, replacements)| ArtifactChange {
        artifact_location: artifact(source, repository),
        replacements,
    });
    Correction {
        description: Message { text: format!("{} ({safety})", plain(&fix.description)) },
        artifact_changes: artifact_changes.collect(),
    }
}

fn physical(place: &Place<'_>, repository: &Repository<'_>) -> PhysicalLocation {
    PhysicalLocation { artifact_location: artifact(place.source, repository), region: region(place) }
}

fn artifact(source: SourceId, repository: &Repository<'_>) -> ArtifactLocation {
    let (uri, relative) = repository.uri(source);
    ArtifactLocation { uri, uri_base_id: relative.then_some("%SRCROOT%") }
}

fn region(place: &Place<'_>) -> Region {
    Region {
        start_line: place.start.line,
        start_column: place.start.column,
        end_line: place.end.line,
        end_column: place.end.column,
    }
}

/// The line hashes of the files with findings, each computed once.
#[derive(Default)]
struct LineHashes(HashMap<SourceId, Vec<(u64, u32)>>);

impl LineHashes {
    fn of(&mut self, place: &Place<'_>, sources: &Sources) -> Option<String> {
        // GitHub reads every file as UTF-8, with replacement characters for what is none.
        let text = || String::from_utf8_lossy(sources.file(place.source).bytes());
        let hashes = self.0.entry(place.source).or_insert_with(|| line_hashes(&text()));
        let (hash, count) = hashes.get(place.start.line as usize - 1)?;
        Some(format!("{hash:x}:{count}"))
    }
}

/// Text that makes neither a link nor a placeholder (SARIF 2.1.0, 3.11.5 and 3.11.6).
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '[' | ']' | '\\' => plain.push('\\'),
            '{' | '}' => plain.push(character),
            _ => {}
        }
        plain.push(character);
    }
    plain
}

/// `text` cut to what GitHub takes.
fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST_DESCRIPTION {
        return text.to_owned();
    }
    text.chars().take(LONGEST_DESCRIPTION - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zone_text_makes_no_link_and_no_placeholder() {
        assert_eq!(plain("[x](http://y) {0}"), "\\[x\\](http://y) {{0}}");
        assert_eq!(plain(r"\[x\](http://y)"), r"\\\[x\\\](http://y)");
    }

    #[test]
    fn descriptions_are_cut_at_characters() {
        assert_eq!(cut(&"ü".repeat(2000)).chars().count(), LONGEST_DESCRIPTION);
    }
}
