//! Findings for reviewdog: one diagnostic a line (Reviewdog Diagnostic Format). Columns count
//! octets, and reviewdog itself finds the top of the repository.

use std::io;

use codespan_reporting::term::termcolor::WriteColor;
use serde::Serialize;

use crate::base::source::Sources;
use crate::base::span::Position;
use crate::check::Outcome;
use crate::report::escape::comment;
use crate::report::json::write_line;
use crate::report::place::Place;
use crate::report::severity_words::words;
use crate::rules::finding::Finding;

#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Location<'a>,
    severity: &'static str,
    source: Source,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Suggestion<'a> {
    range: Range,
    text: &'a str,
}

#[derive(Serialize)]
struct Related<'a> {
    message: String,
    location: Location<'a>,
}

/// Writes one diagnostic a line.
pub fn write(out: &mut dyn WriteColor, outcome: &Outcome) -> io::Result<()> {
    outcome.findings.iter().try_for_each(|finding| write_line(out, &diagnostic(finding, outcome)))
}

fn diagnostic<'a>(finding: &'a Finding, outcome: &'a Outcome) -> Diagnostic<'a> {
    let sources = &outcome.workspace.sources;
    let place = Place::new(finding.span, sources);
    let help = finding.help.as_ref().map(|help| format!("\nhelp: {}", comment(help))).unwrap_or_default();
    let related = finding.labels.iter().map(|label| Related {
        message: comment(&label.message),
        location: location(&Place::new(label.span, sources)),
    });
    Diagnostic {
        message: format!("{}{help}", comment(&finding.message)),
        location: location(&place),
        severity: words(finding.severity).rdjsonl,
        source: Source { name: "srvlint" },
        code: Code { value: finding.rule, url: outcome.published.page(finding.rule) },
        suggestions: suggestions(finding, &place, sources),
        related_locations: related.collect(),
    }
}

/// The fix, if it changes no other file: a suggestion has a range and no path.
fn suggestions<'a>(finding: &'a Finding, place: &Place<'_>, sources: &Sources) -> Vec<Suggestion<'a>> {
    let edits = finding.applicable_fix().into_iter().flat_map(|fix| &fix.edits);
    let places: Vec<_> = edits.map(|edit| (Place::new(edit.span, sources), edit)).collect();
    if places.iter().any(|(other, _)| other.source != place.source) {
        return Vec::new();
    }
    places.into_iter().map(|(place, edit)| Suggestion { range: range(&place), text: &edit.text }).collect()
}

fn location<'a>(place: &Place<'a>) -> Location<'a> {
    Location { path: place.path, range: range(place) }
}

fn range(place: &Place<'_>) -> Range {
    let point = |position: Position| Point { line: position.line, column: position.byte_column };
    Range { start: point(place.start), end: point(place.end) }
}
