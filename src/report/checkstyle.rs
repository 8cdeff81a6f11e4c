//! Findings as Checkstyle's XML, which Jenkins and many others read.

use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::base::severity::Severity;
use crate::check::run::Report;
use crate::report::escape::xml;
use crate::report::findings_by_file;
use crate::report::place::Place;

/// Writes one element a file, also for files without findings.
pub fn write(out: &mut dyn WriteColor, report: &Report) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">")?;
    for (path, findings) in findings_by_file(report) {
        writeln!(out, "  <file name=\"{}\">", xml(path))?;
        for finding in findings {
            let place = Place::new(finding.span, &report.workspace.sources);
            let severity = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "info",
            };
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
