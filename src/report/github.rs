//! Findings as annotations of a GitHub Actions run: the commands `::error`, `::warning`, `::notice`.
//!
//! GitHub shows ten of each in a step and drops the others without a word. So the worst come first, and the findings
//! for which there is no room are written to the log as plain lines, with a notice that says so.

use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::base::printable::defused;
use crate::base::severity::Severity;
use crate::check::Outcome;
use crate::report::order::worst_first;
use crate::report::place::{Place, Repository};
use crate::report::screen::Screen;
use crate::report::severity_words::words;
use crate::report::summary::plural;
use crate::report::{concise, human};
use crate::rules::finding::Finding;

/// How many annotations of one level a step shows.
const SHOWN: usize = 10;

/// Writes the annotations, then one line for each finding that found no room.
pub fn write(out: &mut dyn WriteColor, outcome: &Outcome) -> io::Result<()> {
    let left_out = write_annotations(out, outcome)?;
    concise::write_lines(out, left_out.iter().copied(), &outcome.workspace.sources)?;
    write_rest(out, left_out.len())
}

/// Writes source lines for people, which hold every finding, and the annotations.
pub(crate) fn write_with_human(
    out: &mut dyn WriteColor,
    outcome: &Outcome,
    screen: &Screen,
) -> io::Result<()> {
    human::write(out, outcome, screen)?;
    let left_out = write_annotations(out, outcome)?;
    write_rest(out, left_out.len())
}

/// Writes as many annotations as GitHub shows; returns the findings for which there was no room.
fn write_annotations<'a>(out: &mut dyn WriteColor, outcome: &'a Outcome) -> io::Result<Vec<&'a Finding>> {
    for fault in outcome.faults.iter().take(SHOWN) {
        writeln!(out, "::error title=srvlint::{}", escape_message(&fault.0))?;
    }
    let repository = Repository::of(outcome);
    let (shown, left_out) = choose(outcome);
    for finding in shown {
        let place = Place::new(finding.span, &outcome.workspace.sources);
        let page = outcome.published.page(finding.rule);
        writeln!(out, "{}", annotation(finding, &place, &repository.path(place.source), page))?;
    }
    Ok(left_out)
}

/// Says how many findings are in the log only.
fn write_rest(out: &mut dyn WriteColor, left_out: usize) -> io::Result<()> {
    if left_out == 0 {
        return Ok(());
    }
    let (count, are) = (plural(left_out as u64, "more finding"), if left_out == 1 { "is" } else { "are" });
    writeln!(out, "::notice title=srvlint::{count} {are} in the log")
}

/// The findings that GitHub shows, worst first, and the others. One place among the notices is
/// kept for the one that counts the others.
fn choose(outcome: &Outcome) -> (Vec<&Finding>, Vec<&Finding>) {
    let sorted = worst_first(&outcome.findings);
    let faults = outcome.faults.len().min(SHOWN);
    let split = |notices: usize| {
        let mut room =
            [(Severity::Error, SHOWN - faults), (Severity::Warning, SHOWN), (Severity::Note, notices)];
        sorted.iter().copied().partition::<Vec<&Finding>, _>(|finding| {
            let room = room.iter_mut().find(|(severity, room)| *severity == finding.severity && *room > 0);
            room.is_some_and(|(_, room)| {
                *room -= 1;
                true
            })
        })
    };
    let (shown, left_out) = split(SHOWN);
    if left_out.is_empty() { (shown, left_out) } else { split(SHOWN - 1) }
}

fn annotation(finding: &Finding, place: &Place<'_>, path: &str, page: Option<String>) -> String {
    let command = words(finding.severity).github;
    let (start, end) = (place.start, place.end);
    let mut properties = format!("file={},line={}", escape_property(path), start.line);
    // GitHub refuses columns on more than one line.
    if start.line == end.line {
        properties.push_str(&format!(",col={},endLine={},endColumn={}", start.column, end.line, end.column));
    } else {
        properties.push_str(&format!(",endLine={}", end.line));
    }
    let help = finding.help.iter().map(|help| format!("help: {help}"));
    let mut text = vec![finding.message.clone()];
    text.extend(finding.notes.iter().map(|note| note.to_string()).chain(help).chain(page));
    let title = escape_property(&format!("srvlint: {}", finding.rule));
    format!("::{command} {properties},title={title}::{}", escape_message(&text.join("\n")))
}

/// GitHub takes a line for one command only, but other systems obey `##vso[…]` wherever it stands.
fn escape_message(text: &str) -> String {
    defused(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape_message(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_property_or_a_line() {
        assert_eq!(escape_property("a,b:c%\r\n"), "a%2Cb%3Ac%25%0D%0A");
        assert_eq!(escape_message("a,b:c%\r\n::error::"), "a,b:c%25%0D%0A::error::");
        assert_eq!(escape_message("##vso[task.x]"), "#\u{fffd}vso[task.x]");
    }
}
