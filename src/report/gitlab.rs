//! Findings as a GitLab code quality report.

use std::io;

use codespan_reporting::term::termcolor::WriteColor;
use serde::Serialize;

use crate::check::Outcome;
use crate::report::json::write_pretty;
use crate::report::place::{Place, Repository};
use crate::report::severity_words::words;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// Writes the findings as one array.
pub fn write(out: &mut dyn WriteColor, outcome: &Outcome) -> io::Result<()> {
    let repository = Repository::of(outcome);
    let issues = outcome.findings.iter().zip(outcome.fingerprints()).map(|(finding, fingerprint)| {
        let place = Place::new(finding.span, &outcome.workspace.sources);
        Issue {
            // GitLab shows the description alone.
            description: format!("{}: {}", finding.rule, finding.message),
            check_name: finding.rule,
            fingerprint,
            severity: words(finding.severity).gitlab,
            location: Location {
                path: repository.path(place.source),
                lines: Lines { begin: place.start.line, end: place.end.line },
            },
        }
    });
    write_pretty(out, &issues.collect::<Vec<_>>())
}
