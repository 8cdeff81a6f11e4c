//! Findings as one line each, by codespan-reporting: place, severity, rule and message. Reads no more of the source than it
//! takes to name the place.

use std::io;
use std::ops::Range;

use codespan_reporting::diagnostic::{Diagnostic, Label};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::termcolor::WriteColor;
use codespan_reporting::term::{Config, DisplayStyle, emit_to_write_style};

use crate::base::printable::{defused, defused_path};
use crate::base::source::Sources;
use crate::check::Outcome;
use crate::report::human::{as_io_error, severity_of};
use crate::report::paint::Painter;
use crate::rules::finding::Finding;

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
    let config = Config { display_style: DisplayStyle::Short, ..Config::default() };
    for finding in findings {
        let written = sources.written(finding.span);
        let position = sources.position(written.source, written.start);
        let place = Place {
            path: defused_path(&sources.file(written.source).path).into_owned(),
            line: position.line as usize,
            column: position.column as usize,
        };
        let headline = Diagnostic::new(severity_of(finding.severity))
            .with_code(finding.rule)
            .with_message(format!("{}{}", defused(&finding.message), mark(finding)))
            .with_label(Label::primary((), 0..0));
        let mut painter = Painter::new(out, None);
        emit_to_write_style(&mut painter, &config, &place, &headline).map_err(as_io_error)?;
        painter.finish()?;
    }
    Ok(())
}

/// What stands behind the message of a finding that a program can fix.
fn mark(finding: &Finding) -> String {
    finding.applicable_fix().map_or_else(String::new, |fix| format!(" [{} fix]", fix.applicability.name()))
}

/// A place, as a file that has nothing else.
struct Place {
    path: String,
    /// From 1.
    line: usize,
    /// In code points, from 1.
    column: usize,
}

impl<'a> Files<'a> for Place {
    type FileId = ();
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, (): ()) -> Result<&'a str, Error> {
        Ok(&self.path)
    }

    fn source(&'a self, (): ()) -> Result<&'a str, Error> {
        Ok("")
    }

    fn line_index(&'a self, (): (), _: usize) -> Result<usize, Error> {
        Ok(0)
    }

    fn line_number(&'a self, (): (), _: usize) -> Result<usize, Error> {
        Ok(self.line)
    }

    fn column_number(&'a self, (): (), _: usize, _: usize) -> Result<usize, Error> {
        Ok(self.column)
    }

    fn line_range(&'a self, (): (), _: usize) -> Result<Range<usize>, Error> {
        Ok(0..0)
    }
}
