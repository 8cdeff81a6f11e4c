//! What stands below the source lines of a finding: facts, what to write instead, and where to read on.

use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::base::printable::defused;
use crate::base::severity::Severity;
use crate::report::edits::ChangedLine;
use crate::report::paint::{Ink, write_bold, write_in};
use crate::report::wrap::wrap;

/// One of the notes.
pub enum Note {
    /// The authority, or another fact.
    Fact(String),
    /// What to write instead.
    Help(String),
    /// What a fix does, and the lines before and after it.
    Fix(String, Vec<ChangedLine>),
    /// The address of the rule's page.
    Page(String),
}

/// Writes the end of the frame, the notes and an empty line. The line numbers have so many `digits`; lines are wrapped
/// to `width`, if there is one.
pub fn write_notes(
    out: &mut dyn WriteColor,
    notes: &[Note],
    digits: usize,
    width: Option<usize>,
) -> io::Result<()> {
    let gutter = " ".repeat(digits + 1);
    write!(out, "{gutter}")?;
    write_in(out, Ink::Frame, false, "│")?;
    writeln!(out)?;
    for note in notes {
        let (lead, text) = match note {
            Note::Fact(text) => ("", text),
            Note::Help(text) => ("help: ", text),
            Note::Fix(text, _) => ("fix: ", text),
            Note::Page(address) => ("see ", address),
        };
        write!(out, "{gutter}")?;
        write_in(out, Ink::Frame, false, "=")?;
        write!(out, " ")?;
        let text = defused(text);
        let indent = gutter.len() + "= ".len();
        let lines = match width {
            Some(width) => wrap(&text, lead.len(), width.saturating_sub(indent)),
            None => text.lines().map(str::to_owned).collect(),
        };
        let is_help = matches!(note, Note::Help(_) | Note::Fix(..));
        match is_help {
            true => write_in(out, Ink::Good, true, lead)?,
            false => write!(out, "{lead}")?,
        }
        for (number, line) in lines.iter().enumerate() {
            if number > 0 {
                write!(out, "{}", " ".repeat(indent))?;
            }
            match is_help {
                true => write_bold(out, line)?,
                false => write!(out, "{line}")?,
            }
            writeln!(out)?;
        }
        let Note::Fix(_, changed) = note else { continue };
        for line in changed {
            write!(out, "{}", " ".repeat(indent))?;
            let mark = if line.is_new { '+' } else { '-' };
            let ink = if line.is_new { Ink::Good } else { Ink::of(Severity::Error) };
            write_in(out, ink, false, &format!("{mark} {}", line.text))?;
            writeln!(out)?;
        }
    }
    writeln!(out)
}
