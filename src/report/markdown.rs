//! Findings as Markdown, for the summary of a pull request: counts and a table.

use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::check::Outcome;
use crate::report::escape::{markdown, markdown_code};
use crate::report::order::worst_first;
use crate::report::place::Place;
use crate::report::summary::{checked, found, plural};

/// How many findings and faults are listed: a comment on GitHub has 65,536 characters at most.
const LISTED: usize = 100;

/// Writes the counts, then a table of the worst findings.
pub fn write(out: &mut dyn WriteColor, outcome: &Outcome) -> io::Result<()> {
    writeln!(out, "### srvlint: {}\n\n{}.", found(&outcome.summary), checked(&outcome.summary))?;
    if !outcome.faults.is_empty() {
        writeln!(out, "\nThe run cannot be trusted:\n")?;
    }
    for fault in outcome.faults.iter().take(LISTED) {
        writeln!(out, "- {}", markdown(&fault.0))?;
    }
    if outcome.findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n| Severity | Place | Rule | Problem |\n| --- | --- | --- | --- |")?;
    for finding in worst_first(&outcome.findings).into_iter().take(LISTED) {
        let place = Place::new(finding.span, &outcome.workspace.sources);
        writeln!(
            out,
            "| {} | {} | {} | {} |",
            finding.severity.name(),
            markdown_code(&format!("{}:{}", place.path, place.start)),
            markdown_code(finding.rule),
            markdown(&finding.message)
        )?;
    }
    let left_out = outcome.findings.len().saturating_sub(LISTED);
    if left_out > 0 {
        writeln!(out, "\nAnd {}.", plural(left_out as u64, "more finding"))?;
    }
    Ok(())
}
