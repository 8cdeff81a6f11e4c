//! Findings as JUnit's XML: one test suite a file, one test case a finding.
//!
//! Errors and warnings are failures; notes are passing cases with their text as output, so that a
//! report is red exactly when the run fails by default.

use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::base::severity::Severity;
use crate::check::Outcome;
use crate::report::escape::xml;
use crate::report::order::findings_by_file;
use crate::report::place::Place;
use crate::rules::finding::Finding;

/// Writes one suite a file. A file without findings has one passing case: some readers refuse a
/// report without cases.
pub fn write(out: &mut dyn WriteColor, outcome: &Outcome) -> io::Result<()> {
    let files = findings_by_file(outcome);
    let cases: usize = files.iter().map(|(_, findings)| findings.len().max(1)).sum();
    let failures: usize = files.iter().map(|(_, findings)| failures(findings)).sum();
    let errors = outcome.faults.len();
    // A run over no files has a case too.
    let tests = (cases + errors).max(1);
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"srvlint\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">"
    )?;
    if errors > 0 || files.is_empty() {
        write_run(out, outcome)?;
    }
    for (path, findings) in files {
        write_file(out, outcome, path, &findings)?;
    }
    writeln!(out, "</testsuites>")
}

fn failures(findings: &[&Finding]) -> usize {
    findings.iter().filter(|finding| finding.severity > Severity::Note).count()
}

/// The suite of what is about no file.
fn write_run(out: &mut dyn WriteColor, outcome: &Outcome) -> io::Result<()> {
    let errors = outcome.faults.len();
    let tests = errors.max(1);
    writeln!(
        out,
        "  <testsuite name=\"srvlint\" tests=\"{tests}\" failures=\"0\" errors=\"{errors}\" skipped=\"0\">"
    )?;
    for fault in &outcome.faults {
        writeln!(out, "    <testcase name=\"run\" classname=\"srvlint\">")?;
        writeln!(out, "      <error message=\"{}\"/>", xml(&fault.0))?;
        writeln!(out, "    </testcase>")?;
    }
    if errors == 0 {
        writeln!(out, "    <testcase name=\"no problems\" classname=\"srvlint\"/>")?;
    }
    writeln!(out, "  </testsuite>")
}

fn write_file(
    out: &mut dyn WriteColor,
    outcome: &Outcome,
    path: &str,
    findings: &[&Finding],
) -> io::Result<()> {
    let (tests, failures, path) = (findings.len().max(1), failures(findings), xml(path));
    writeln!(
        out,
        "  <testsuite name=\"{path}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">"
    )?;
    if findings.is_empty() {
        writeln!(out, "    <testcase name=\"no problems\" classname=\"{path}\" file=\"{path}\"/>")?;
    }
    for finding in findings {
        let place = Place::new(finding.span, &outcome.workspace.sources);
        let (rule, severity, message) = (xml(finding.rule), finding.severity.name(), xml(&finding.message));
        let (start, line) = (place.start, place.start.line);
        writeln!(
            out,
            "    <testcase name=\"{rule} at {start}\" classname=\"{path}\" file=\"{path}\" line=\"{line}\">"
        )?;
        let help = finding.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        let text = xml(&format!("{}:{start}: {}{help}", place.path, finding.message));
        if finding.severity > Severity::Note {
            writeln!(out, "      <failure type=\"{severity}\" message=\"{message}\">{text}</failure>")?;
        } else {
            writeln!(out, "      <system-out>{text}</system-out>")?;
        }
        writeln!(out, "    </testcase>")?;
    }
    writeln!(out, "  </testsuite>")
}
