//! Findings as one line each: place, severity, rule and message. Reads no more of the source than it
//! takes to name the place.

use std::io;

use codespan_reporting::term::termcolor::{ColorSpec, WriteColor};

use crate::base::printable::{defused, defused_path};
use crate::base::source::Sources;
use crate::check::Outcome;
use crate::report::paint::Ink;
use crate::rules::finding::{Applicability, Finding};

/// Writes one line a finding.
pub fn write(out: &mut dyn WriteColor, outcome: &Outcome) -> io::Result<()> {
    write_lines(out, &outcome.findings, &outcome.workspace.sources)
}

/// Writes one line for each of `findings`.
pub fn write_lines<'a>(
    out: &mut dyn WriteColor,
    findings: impl IntoIterator<Item = &'a Finding>,
    sources: &Sources,
) -> io::Result<()> {
    let mut text = String::new();
    for finding in findings {
        let written = sources.written(finding.span);
        let position = sources.position(written.source, written.start);
        text.clear();
        text.push_str(&defused_path(&sources.file(written.source).path));
        for number in [position.line, position.column] {
            text.push(':');
            text.push_str(itoa::Buffer::new().format(number));
        }
        text.push_str(": ");
        out.write_all(text.as_bytes())?;
        out.set_color(&Ink::of(finding.severity).style(true))?;
        text.clear();
        text.extend([finding.severity.name(), "[", finding.rule, "]"]);
        out.write_all(text.as_bytes())?;
        out.set_color(ColorSpec::new().set_bold(true))?;
        text.clear();
        text.extend([": ", &defused(&finding.message), mark(finding)]);
        out.write_all(text.as_bytes())?;
        out.reset()?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// What stands behind the message of a finding that a program can fix.
fn mark(finding: &Finding) -> &'static str {
    match finding.fix.as_ref().map(|fix| fix.applicability) {
        Some(Applicability::Safe) => " [safe fix]",
        Some(Applicability::Unsafe) => " [unsafe fix]",
        Some(Applicability::Shown) | None => "",
    }
}
