//! Findings as JSON, version 1: one object, or one line a finding. `json.schema.json` describes both.

use std::borrow::Cow;
use std::io;

use codespan_reporting::term::termcolor::WriteColor;
use serde::Serialize;

use crate::base::printable::{harmless_json, harmless_text};
use crate::base::source::Sources;
use crate::base::span::{Position, Span};
use crate::check::{Gate, Outcome, Summary};
use crate::report::order::by_place;
use crate::report::place::Place;
use crate::report::pretty::pretty;
use crate::rules::finding::{Cause, Caused, Finding};
use crate::workspace::{Withheld, Workspace};
use crate::zone::{OriginSource, Zone};

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    tool: Tool,
    zones: Vec<ZoneObject<'a>>,
    findings: Vec<FindingObject<'a>>,
    gate: Option<GateObject<'a>>,
    summary: Summary,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    faults: Vec<Cow<'a, str>>,
}

/// The program that writes.
#[derive(Serialize)]
pub struct Tool {
    name: &'static str,
    version: &'static str,
}

impl Tool {
    /// This program.
    pub fn this() -> Self {
        Tool { name: "srvlint", version: env!("CARGO_PKG_VERSION") }
    }
}

#[derive(Serialize)]
struct ZoneObject<'a> {
    path: String,
    origin: Option<String>,
    origin_source: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    view: Option<Cow<'a, str>>,
    complete: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    withheld: Option<WithheldObject<'a>>,
    records: u32,
    srv_records: u32,
}

/// Whose law a run applied.
#[derive(Serialize)]
pub struct GateObject<'a> {
    base: Option<Cow<'a, str>>,
    law: Cow<'a, str>,
    new_suppressions: usize,
    zones_base: usize,
    zones_now: usize,
    altered: &'a [String],
}

/// What is not known of a zone.
#[derive(Serialize)]
struct WithheldObject<'a> {
    subjects: usize,
    path: &'a str,
    start: Point,
}

/// One finding.
#[derive(Serialize)]
pub struct FindingObject<'a> {
    rule: &'a str,
    severity: &'static str,
    message: &'a str,
    path: &'a str,
    zone: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    view: Option<Cow<'a, str>>,
    owner: Option<&'a str>,
    start: Point,
    end: Point,
    labels: Vec<LabelObject<'a>>,
    notes: Vec<&'a str>,
    fix: Option<FixObject<'a>>,
    fingerprint: &'a str,
    suppressed: bool,
    /// Missing in runs that are compared with no revision.
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<Option<CauseObject<'a>>>,
    /// Missing while the pages have no address.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// What the change did that made a finding.
#[derive(Serialize)]
struct CauseObject<'a> {
    message: &'a str,
    path: &'a str,
    start: Point,
    end: Point,
    revision: &'a str,
}

#[derive(Serialize)]
struct LabelObject<'a> {
    path: &'a str,
    start: Point,
    end: Point,
    message: &'a str,
}

#[derive(Serialize)]
struct FixObject<'a> {
    safety: &'static str,
    description: &'a str,
    edits: Vec<EditObject<'a>>,
}

#[derive(Serialize)]
struct EditObject<'a> {
    path: &'a str,
    start: Point,
    end: Point,
    text: &'a str,
}

/// One end of a place: line and column from 1, in code points; octets from 0.
#[derive(Serialize)]
pub struct Point {
    line: u32,
    column: u32,
    byte: u32,
}

/// The JSON schema of this format.
pub const SCHEMA: &str = include_str!("json.schema.json");

/// Writes the report as one JSON object.
pub fn write(out: &mut dyn WriteColor, outcome: &Outcome) -> io::Result<()> {
    let fingerprints = outcome.fingerprints();
    let output = Output {
        version: 1,
        tool: Tool::this(),
        zones: zone_objects(&outcome.workspace),
        findings: finding_objects(outcome, &fingerprints),
        gate: outcome.gate.as_ref().map(gate_object),
        summary: outcome.summary,
        faults: outcome.faults.iter().map(|fault| harmless_text(&fault.0)).collect(),
    };
    write_pretty(out, &output)
}

fn zone_objects<'w>(workspace: &'w Workspace) -> Vec<ZoneObject<'w>> {
    let sources = &workspace.sources;
    let withheld = |withheld: Withheld| {
        let (start, _, path) = places(withheld.place, sources);
        WithheldObject { subjects: withheld.subjects, path, start }
    };
    let object = |(zone, hidden): (&'w Zone, Option<Withheld>)| {
        let in_view = move |(view, origin_source): (Option<&'w str>, &'w OriginSource)| ZoneObject {
            path: sources.file(zone.source).path.clone(),
            origin: zone.is_named().then(|| zone.origin_text()),
            origin_source: origin_source.name(),
            view: view.map(harmless_text),
            complete: zone.is_complete(),
            withheld: hidden.map(withheld),
            records: zone.record_count,
            srv_records: zone.srv_count,
        };
        zone.in_views().map(in_view)
    };
    workspace.zones().zip(workspace.withheld()).flat_map(object).collect()
}

/// The zones alone.
#[derive(Serialize)]
struct ZonesOutput<'a> {
    version: u32,
    tool: Tool,
    zones: Vec<ZoneObject<'a>>,
    skipped: Vec<SkippedObject<'a>>,
}

/// A file that was not taken for a zone.
#[derive(Serialize)]
struct SkippedObject<'a> {
    path: &'a str,
    why: &'a str,
}

/// Writes the zones as one JSON object, each as in a report, and the files that were left out, if those are noted.
pub fn write_zones_json(out: &mut dyn WriteColor, workspace: &Workspace) -> io::Result<()> {
    let skipped = workspace.left_out.iter().map(|file| SkippedObject { path: &file.path, why: &file.why });
    let zones = zone_objects(workspace);
    write_pretty(out, &ZonesOutput { version: 1, tool: Tool::this(), zones, skipped: skipped.collect() })
}

/// Whose law a run applied, as JSON has it.
pub fn gate_object(gate: &Gate) -> GateObject<'_> {
    GateObject {
        base: gate.base.as_deref().map(harmless_text),
        law: harmless_text(&gate.law),
        new_suppressions: gate.new_suppressions,
        zones_base: gate.zones_base,
        zones_now: gate.zones_now,
        altered: &gate.altered,
    }
}

/// Writes one line a finding, each the object that stands in `findings`.
pub fn write_jsonl(out: &mut dyn WriteColor, outcome: &Outcome) -> io::Result<()> {
    for (finding, fingerprint) in outcome.findings.iter().zip(outcome.fingerprints()) {
        write_line(out, &finding_object(finding, &fingerprint, outcome))?;
    }
    Ok(())
}

/// Writes `value` for people and programs.
pub fn write_pretty(out: &mut dyn WriteColor, value: &impl Serialize) -> io::Result<()> {
    writeln!(out, "{}", harmless_json(&pretty(value)?))
}

/// Writes `value` in one line.
pub fn write_line(out: &mut dyn WriteColor, value: &impl Serialize) -> io::Result<()> {
    writeln!(out, "{}", harmless_json(&serde_json::to_string(value)?))
}

/// All findings, the suppressed ones too, by their places. `fingerprints` are those of the outcome.
pub fn finding_objects<'a>(outcome: &'a Outcome, fingerprints: &'a [String]) -> Vec<FindingObject<'a>> {
    let sources = &outcome.workspace.sources;
    let findings = outcome.findings.iter().chain(&outcome.suppressed);
    let mut findings: Vec<_> = findings.zip(fingerprints).collect();
    findings.sort_by(|(one, _), (other, _)| by_place(one, other, sources));
    findings.into_iter().map(|(finding, fingerprint)| finding_object(finding, fingerprint, outcome)).collect()
}

/// A finding as JSON writes it.
fn finding_object<'a>(finding: &'a Finding, fingerprint: &'a str, outcome: &'a Outcome) -> FindingObject<'a> {
    let sources = &outcome.workspace.sources;
    let present = |text: &'a str| (!text.is_empty()).then_some(text);
    let (start, end, path) = places(finding.span, sources);
    let labels = finding.labels.iter().map(|label| {
        let (start, end, path) = places(label.span, sources);
        LabelObject { path, start, end, message: &label.message }
    });
    let fix = finding.fix.as_ref().map(|fix| FixObject {
        safety: fix.applicability.name(),
        description: &fix.description,
        edits: fix
            .edits
            .iter()
            .map(|edit| {
                let (start, end, path) = places(edit.span, sources);
                EditObject { path, start, end, text: &edit.text }
            })
            .collect(),
    });
    FindingObject {
        rule: finding.rule,
        severity: finding.severity.name(),
        message: &finding.message,
        path,
        zone: present(&finding.zone),
        view: finding.view.as_deref().map(harmless_text),
        owner: present(&finding.owner),
        start,
        end,
        labels: labels.collect(),
        notes: finding.notes.iter().chain(&finding.help).map(|text| &**text).collect(),
        fix,
        fingerprint,
        suppressed: finding.suppressed,
        cause: cause(&finding.cause, sources),
        url: outcome.published.page(finding.rule),
    }
}

fn cause<'a>(cause: &'a Caused, sources: &'a Sources) -> Option<Option<CauseObject<'a>>> {
    match cause {
        Caused::NotCompared => None,
        Caused::Unknown => Some(None),
        Caused::By(cause) => {
            let (start, end, path) = places(cause.span, sources);
            let Cause { message, revision, .. } = &**cause;
            Some(Some(CauseObject { message, path, start, end, revision }))
        }
    }
}

/// Both ends of a place, and the path of its file.
pub fn places(span: Span, sources: &Sources) -> (Point, Point, &str) {
    let place = Place::new(span, sources);
    let point =
        |position: Position| Point { line: position.line, column: position.column, byte: position.byte };
    (point(place.start), point(place.end), place.path)
}
