//! What stands below the source lines of a finding: facts, what to write instead, and where to read on.

use std::borrow::Cow;
use std::io;
use std::slice::from_ref;

use codespan_reporting::term::termcolor::WriteColor;

use crate::base::printable::defused;
use crate::base::severity::Severity;
use crate::report::edits::ChangedLine;
use crate::report::paint::{Ink, write_bold, write_in};
use crate::report::wrap::wrap;

/// One of the notes.
pub enum Note<'a> {
    /// The authority, or another fact.
    Fact(Cow<'a, str>),
    /// What to write instead.
    Help(Cow<'a, str>),
    /// What a fix does, and the lines before and after it.
    Fix(String, Vec<ChangedLine>),
    /// The address of the rule's page.
    Page(String),
}

/// What stands before notes.
const BLANKS: &[u8] = b"                ";

/// Writes the end of the frame, the notes and an empty line. The line numbers have so many `digits`; lines are wrapped
/// to `width`, if there is one.
pub fn write_notes(
    out: &mut dyn WriteColor,
    notes: &[Note<'_>],
    digits: usize,
    width: Option<usize>,
) -> io::Result<()> {
    // No line has a number of more digits.
    let gutter = &BLANKS[..(digits + 1).min(BLANKS.len())];
    let margin = &BLANKS[..(digits + 1 + "= ".len()).min(BLANKS.len())];
    out.write_all(gutter)?;
    write_in(out, Ink::Frame, false, "│")?;
    out.write_all(b"\n")?;
    for note in notes {
        let (lead, text) = match note {
            Note::Fact(text) => ("", &**text),
            Note::Help(text) => ("help: ", &**text),
            Note::Fix(text, _) => ("fix: ", &**text),
            Note::Page(address) => ("see ", &**address),
        };
        out.write_all(gutter)?;
        write_in(out, Ink::Frame, false, "=")?;
        out.write_all(b" ")?;
        let text = defused(text);
        let several: Vec<Cow<'_, str>>;
        let lines = match width {
            // Nearly all are one line.
            None if !text.is_empty() && memchr::memchr(b'\n', text.as_bytes()).is_none() => from_ref(&text),
            None => {
                several = text.lines().map(Cow::Borrowed).collect();
                &several[..]
            }
            Some(width) => {
                let wrapped = wrap(&text, lead.len(), width.saturating_sub(margin.len()));
                several = wrapped.into_iter().map(Cow::Owned).collect();
                &several[..]
            }
        };
        let is_help = matches!(note, Note::Help(_) | Note::Fix(..));
        match is_help {
            true => write_in(out, Ink::Good, true, lead)?,
            false => out.write_all(lead.as_bytes())?,
        }
        for (number, line) in lines.iter().enumerate() {
            if number > 0 {
                out.write_all(margin)?;
            }
            match is_help {
                true => write_bold(out, line)?,
                false => out.write_all(line.as_bytes())?,
            }
            out.write_all(b"\n")?;
        }
        let Note::Fix(_, changed) = note else { continue };
        changed.iter().try_for_each(|line| write_changed(out, margin, line))?;
    }
    out.write_all(b"\n")
}

fn write_changed(out: &mut dyn WriteColor, margin: &[u8], line: &ChangedLine) -> io::Result<()> {
    out.write_all(margin)?;
    let mark = if line.is_new { "+ " } else { "- " };
    let ink = if line.is_new { Ink::Good } else { Ink::of(Severity::Error) };
    out.set_color(&ink.style(false))?;
    out.write_all(mark.as_bytes())?;
    out.write_all(line.text.as_bytes())?;
    out.reset()?;
    out.write_all(b"\n")
}
