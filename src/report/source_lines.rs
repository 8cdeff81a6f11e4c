//! The source lines of a finding with the token at fault marked, for pages and comments: as `human` has codespan-reporting
//! draw them, in pieces that a format marks in its own way.

use std::borrow::Cow;
use std::io;

use codespan_reporting::diagnostic::{self, LabelStyle};
use codespan_reporting::term::{Config, WriteStyle, emit_to_write_style};

use crate::base::source::Sources;
use crate::report::excerpt::Excerpts;
use crate::report::human::{Drawing, includes, written};
use crate::report::screen::TAB_WIDTH;
use crate::rules::finding::{Caused, Finding};

/// What a piece of a drawing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The text of the lines.
    Text,
    /// Numbers of lines and what borders on them.
    Frame,
    /// The token at fault, and what is said of it.
    Primary,
    /// A token that explains it, and what is said of that.
    Secondary,
}

/// The source lines of a finding in pieces, without a word about what is wrong.
pub fn source_lines(finding: &Finding, sources: &Sources) -> Vec<(Part, String)> {
    let drawing = Drawing::of_finding(finding);
    let places = written(&drawing.places, sources);
    let excerpts = Excerpts::new(&places, sources, None);
    let diagnostic = drawing.diagnostic(&excerpts, &places, sources, None).with_message("");
    let config = Config { tab_width: TAB_WIDTH, ..Config::default() };
    let mut pieces = Pieces { part: Part::Text, all: Vec::new() };
    emit_to_write_style(&mut pieces, &config, &excerpts, &diagnostic).expect("memory takes it");
    let mut pieces = pieces.all;
    // The first line is that of the message.
    let end = pieces.iter().position(|(_, text)| text.contains('\n')).unwrap_or(pieces.len());
    pieces.drain(..end);
    if let Some((_, text)) = pieces.first_mut() {
        *text = text.split_once('\n').map_or("", |(_, rest)| rest).to_owned();
    }
    let end = pieces.iter().rposition(|(_, text)| !text.trim().is_empty()).map_or(0, |last| last + 1);
    pieces.truncate(end);
    pieces.retain(|(_, text)| !text.is_empty());
    pieces
}

/// What is said below them: the notes, and the files through which the own one was reached. Without what the change did,
/// which `cause` says.
pub fn notes(finding: &Finding, sources: &Sources) -> Vec<String> {
    let is_cause = |note: &&Cow<'_, str>| match &finding.cause {
        Caused::By(cause) => note.starts_with(&*cause.message),
        _ => false,
    };
    let notes = finding.notes.iter().filter(|note| !is_cause(note)).map(|note| note.to_string());
    notes.chain(includes(finding, sources)).collect()
}

/// A drawing as it is made.
struct Pieces {
    part: Part,
    all: Vec<(Part, String)>,
}

impl io::Write for Pieces {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(octets);
        match self.all.last_mut() {
            Some((part, all)) if *part == self.part => all.push_str(&text),
            _ => self.all.push((self.part, text.into_owned())),
        }
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Pieces {
    fn set(&mut self, part: Part) -> io::Result<()> {
        self.part = part;
        Ok(())
    }
}

impl WriteStyle for Pieces {
    fn set_header(&mut self, _: diagnostic::Severity) -> io::Result<()> {
        self.set(Part::Text)
    }

    fn set_header_message(&mut self) -> io::Result<()> {
        self.set(Part::Text)
    }

    fn set_line_number(&mut self) -> io::Result<()> {
        self.set(Part::Frame)
    }

    fn set_note_bullet(&mut self) -> io::Result<()> {
        self.set(Part::Frame)
    }

    fn set_source_border(&mut self) -> io::Result<()> {
        self.set(Part::Frame)
    }

    fn set_label(&mut self, _: diagnostic::Severity, style: LabelStyle) -> io::Result<()> {
        self.set(match style {
            LabelStyle::Primary => Part::Primary,
            LabelStyle::Secondary => Part::Secondary,
        })
    }

    fn reset(&mut self) -> io::Result<()> {
        self.set(Part::Text)
    }
}
