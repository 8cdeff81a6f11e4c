//! Findings as Checkstyle's XML, which Jenkins and many others read.

use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::check::Outcome;
use crate::report::escape::xml;
use crate::report::order::findings_by_file;
use crate::report::place::Place;
use crate::report::severity_words::words;

/// Writes one element a file, also for files without findings.
pub fn write(out: &mut dyn WriteColor, outcome: &Outcome) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">")?;
    for (path, findings) in findings_by_file(outcome) {
        writeln!(out, "  <file name=\"{}\">", xml(path))?;
        for finding in findings {
            let place = Place::new(finding.span, &outcome.workspace.sources);
            let severity = words(finding.severity).checkstyle;
            writeln!(
                out,
                "    <error line=\"{}\" column=\"{}\" severity=\"{severity}\" message=\"{}\" source=\"srvlint.{}\"/>",
                place.start.line,
                place.start.column,
                xml(&finding.message),
                xml(finding.rule)
            )?;
        }
        writeln!(out, "  </file>")?;
    }
    writeln!(out, "</checkstyle>")
}
