//! Source lines with one label each, drawn to the octet as codespan-reporting draws them, in an eighth of the work: that
//! writes each sign by itself. What has several labels in a line, or other signs than those of ASCII, is left to codespan.

use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;

use codespan_reporting::diagnostic::{LabelStyle, Severity};
use codespan_reporting::term::WriteStyle;

use crate::report::paint::Painter;
use crate::report::screen::TAB_WIDTH;

/// Lines of one file.
pub struct SimpleLines<'a> {
    /// The path of the file.
    pub path: &'a str,
    /// Line and column of the place at fault, from 1.
    pub at: (usize, usize),
    /// The lines, in order.
    pub rows: Vec<Row<'a>>,
}

/// What is drawn of a file.
pub enum Row<'a> {
    /// A line with its number, and the label in it; one that only stands between two others has none.
    Line(usize, &'a str, Option<Label<'a>>),
    /// Lines that are left out.
    Gap,
}

/// A label in a line.
pub struct Label<'a> {
    /// Whether it is the place at fault.
    pub style: LabelStyle,
    /// The octets.
    pub range: Range<usize>,
    /// A few words; may be empty.
    pub message: Cow<'a, str>,
}

/// A line end, and the room of the longest number of a line.
const GUTTER: &[u8] = b"\n               ";

/// Draws a headline, which stands behind the name of a rule, and lines.
pub fn draw(
    painter: &mut Painter<'_>,
    severity: Severity,
    name: &str,
    headline: &str,
    lines: &SimpleLines<'_>,
) -> io::Result<()> {
    let word = match severity {
        Severity::Bug => "bug",
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
        Severity::Help => "help",
    };
    painter.set_header(severity)?;
    [word, "[", name, "]"].into_iter().try_for_each(|part| painter.write_all(part.as_bytes()))?;
    painter.set_header_message()?;
    painter.write_all(b": ")?;
    painter.write_all(headline.as_bytes())?;
    painter.reset()?;
    let number = |row: &Row<'_>| if let Row::Line(number, ..) = row { *number } else { 0 };
    let digits = lines.rows.iter().map(number).max().unwrap_or(1).max(1).ilog10() as usize + 1;
    let mut drawing = Drawing { painter, severity, gutter: &GUTTER[..(digits + 2).min(GUTTER.len())] };
    drawing.border("┌─")?;
    let (line, column) = lines.at;
    let mut place = String::with_capacity(lines.path.len() + 24);
    place.push(' ');
    place.push_str(lines.path);
    for number in [line, column] {
        place.push(':');
        place.push_str(itoa::Buffer::new().format(number));
    }
    drawing.painter.write_all(place.as_bytes())?;
    drawing.border("│")?;
    for row in &lines.rows {
        match row {
            Row::Gap => drawing.border("·")?,
            Row::Line(number, text, label) => {
                drawing.painter.write_all(b"\n")?;
                drawing.painter.set_line_number()?;
                let mut buffer = itoa::Buffer::new();
                let number = buffer.format(*number);
                let blanks = digits.saturating_sub(number.len());
                drawing.painter.write_all(&GUTTER[1..][..blanks.min(GUTTER.len() - 1)])?;
                drawing.painter.write_all(number.as_bytes())?;
                drawing.painter.reset()?;
                drawing.painter.write_all(b" ")?;
                drawing.bar("│")?;
                drawing.line(text, label.as_ref())?;
            }
        }
    }
    painter.write_all(b"\n")?;
    painter.write_all(b"\n")
}

struct Drawing<'d, 'p> {
    painter: &'d mut Painter<'p>,
    severity: Severity,
    /// The end of the line before, and the room of the line's number.
    gutter: &'static [u8],
}

impl Drawing<'_, '_> {
    /// Begins a line without a number.
    fn border(&mut self, sign: &str) -> io::Result<()> {
        self.painter.write_all(self.gutter)?;
        self.bar(sign)
    }

    fn bar(&mut self, sign: &str) -> io::Result<()> {
        self.painter.set_source_border()?;
        self.painter.write_all(sign.as_bytes())?;
        self.painter.reset()
    }

    /// A source line behind its border, and the label under it.
    fn line(&mut self, text: &str, label: Option<&Label<'_>>) -> io::Result<()> {
        let line = expanded(text);
        self.painter.write_all(b" ")?;
        let Some(Label { style, range, message }) = label else { return self.painter.write_all(&line) };
        // An empty label has a caret, too, if need be behind the line.
        let (start, end) = (range.start, range.end.max(range.start + 1));
        let (before, rest) = text.as_bytes().split_at(start.min(text.len()));
        let from = column_behind(0, before);
        let to = column_behind(from, &rest[..(end - start).min(rest.len())]);
        if *style == LabelStyle::Primary && from < to {
            self.painter.write_all(&line[..from])?;
            self.painter.set_label(self.severity, *style)?;
            self.painter.write_all(&line[from..to])?;
            self.painter.reset()?;
            self.painter.write_all(&line[to..])?;
        } else {
            self.painter.write_all(&line)?;
        }
        self.border("│")?;
        self.painter.write_all(&vec![b' '; from + 1])?;
        self.painter.set_label(self.severity, *style)?;
        let caret = if *style == LabelStyle::Primary { b'^' } else { b'-' };
        self.painter.write_all(&vec![caret; to - from + usize::from(end > text.len())])?;
        self.painter.reset()?;
        if !message.is_empty() {
            self.painter.write_all(b" ")?;
            self.painter.set_label(self.severity, *style)?;
            self.painter.write_all(message.as_bytes())?;
            self.painter.reset()?;
        }
        Ok(())
    }
}

/// A line with blanks in place of its tabs.
fn expanded(text: &str) -> Cow<'_, [u8]> {
    let text = text.as_bytes();
    let (mut line, mut start) = (Vec::new(), 0);
    for tab in memchr::memchr_iter(b'\t', text) {
        if start == 0 {
            line.reserve(text.len() + 4 * TAB_WIDTH);
        }
        line.extend_from_slice(&text[start..tab]);
        line.resize(behind_tab(line.len()), b' ');
        start = tab + 1;
    }
    if start == 0 {
        return Cow::Borrowed(text);
    }
    line.extend_from_slice(&text[start..]);
    Cow::Owned(line)
}

/// The column behind `text`, which begins in `column`.
fn column_behind(mut column: usize, text: &[u8]) -> usize {
    let mut start = 0;
    for tab in memchr::memchr_iter(b'\t', text) {
        (column, start) = (behind_tab(column + tab - start), tab + 1);
    }
    column + text.len() - start
}

/// The column to which a tab leads.
fn behind_tab(column: usize) -> usize {
    (column / TAB_WIDTH + 1) * TAB_WIDTH
}
