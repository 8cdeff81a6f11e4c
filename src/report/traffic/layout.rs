//! Lines for people: fitted to a width, with bars. Knows no service.

use std::borrow::Cow;
use std::fmt::{Display, Write};
use std::io;
use std::ops::Range;

use codespan_reporting::term::termcolor::{ColorSpec, WriteColor};
use memchr::memmem;

use crate::base::printable::defused;

/// How wide lines may be, and whether bars are drawn.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// The columns of a line: what does not fit goes to the next one. `None` for no bound.
    pub width: Option<usize>,
    /// Whether each share is drawn as a bar.
    pub bars: bool,
}

/// How many columns a bar of 100 % has.
const BAR: usize = 10;
/// Parts of a column, from an eighth on.
const EIGHTHS: [char; 7] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/// Lines that hold no command to a CI system. A name means the same with a backslash before any of its signs.
fn harmless_lines(text: &str) -> Cow<'_, str> {
    let begins_line = |at: usize| {
        let before = text[..at].trim_end().len();
        before == 0 || text[before..at].contains('\n')
    };
    let mut colons = memmem::find_iter(text.as_bytes(), "::");
    if !colons.any(begins_line) && memmem::find(text.as_bytes(), b"##").is_none() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let blanks = line.len() - line.trim_start().len();
        let (before, rest) = line.split_at(blanks);
        shown.push_str(before);
        shown.push_str(if rest.starts_with("::") { "\\" } else { "" });
        shown.push_str(&defused(rest));
    }
    Cow::Owned(shown)
}

/// How many octets of a page are written at once.
const MUCH: usize = 32 << 10;

/// Lines on their way out. Many are looked at and written at once: of a few, that would take longer than to make them.
pub struct Page<'o> {
    out: &'o mut dyn WriteColor,
    /// Lines that are not written yet.
    pub text: String,
    /// The parts of them that are bold.
    bold: Vec<Range<usize>>,
}

impl<'o> Page<'o> {
    /// A page without lines.
    pub fn new(out: &'o mut dyn WriteColor) -> Self {
        Page { out, text: String::with_capacity(2 * MUCH), bold: Vec::new() }
    }

    /// Has a part of the lines in bold, such as the name at the beginning of one.
    pub fn bold(&mut self, part: Range<usize>) {
        if self.out.supports_color() {
            self.bold.push(part);
        }
    }

    /// Writes the lines if there are many, which must be whole.
    pub fn write_much(&mut self) -> io::Result<()> {
        if self.text.len() < MUCH { Ok(()) } else { self.write() }
    }

    /// Writes the lines.
    pub fn write(&mut self) -> io::Result<()> {
        let mut written = 0;
        for part in self.bold.drain(..) {
            write_lines(self.out, &self.text[written..part.start])?;
            bold(self.out, &self.text[part.clone()])?;
            written = part.end;
        }
        write_lines(self.out, &self.text[written..])?;
        self.text.clear();
        Ok(())
    }
}

/// Writes a text in bold, such as the name at the beginning of a line.
pub fn bold(out: &mut dyn WriteColor, text: &str) -> io::Result<()> {
    out.set_color(ColorSpec::new().set_bold(true))?;
    out.write_all(harmless_lines(text).as_bytes())?;
    out.reset()
}

/// The widest of some texts, but no more than half a line.
pub fn column(lengths: impl Iterator<Item = usize>, layout: Layout) -> usize {
    let widest = lengths.max().unwrap_or(0);
    layout.width.map_or(widest, |width| widest.min(width / 2))
}

/// Where the records of a service stand in their lines.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    /// How many blanks stand before each.
    pub margin: usize,
    /// Whether each share is drawn.
    pub bars: bool,
    /// The columns of the hosts' names.
    pub hosts: usize,
    /// The columns of their ports.
    pub ports: usize,
    /// How many columns there are for both; `None` for no bound.
    room: Option<usize>,
}

impl Columns {
    /// Those of records with such names and ports, behind shares of so many columns.
    pub fn new(hosts: impl Iterator<Item = usize>, ports: usize, shares: usize, layout: Layout) -> Self {
        let widest = hosts.max().unwrap_or(0);
        let hosts = column(std::iter::once(widest), layout);
        // A name that is wider than its column may have the rest of the line.
        let needed = shares + 2 + widest.max(hosts + 2 + ports);
        let fits = |more: usize| layout.width.is_none_or(|width| needed + more <= width);
        let bars = layout.bars && fits(MARGIN + BAR + 1);
        let margin = if fits(MARGIN) { MARGIN } else { 2 };
        let before = margin + if bars { BAR + 1 } else { 0 } + shares + 2;
        let room = layout.width.map(|width| width.saturating_sub(before));
        Columns { margin, bars, hosts, ports, room }
    }

    /// Adds the name and the port of a record: the port to `words`, which go where there is room, if there is none for both.
    pub fn push_host(&self, text: &mut String, name: &str, port: u16, words: &mut Words) {
        push_left(text, name, self.hosts);
        text.push_str("  ");
        let needed = self.hosts.max(name.len()) + 2 + self.ports;
        if self.room.is_some_and(|room| needed > room) {
            return words.add_by(|text| push_number(text, port));
        }
        push_right(text, itoa::Buffer::new().format(port), self.ports);
        text.push_str("  ");
    }
}

/// How many blanks stand before a record, where there is room.
const MARGIN: usize = 6;

/// A bar for a share, with a blank behind it.
pub fn bar(share: f64) -> String {
    let eighths = (share * (BAR * 8) as f64).round() as usize;
    // What is not nothing is seen.
    let eighths = if share > 0.0 { eighths.max(1) } else { 0 };
    let (full, part) = (eighths / 8, eighths % 8);
    let part = part.checked_sub(1).map(|part| EIGHTHS[part]);
    let drawn: String = std::iter::repeat_n('█', full).chain(part).collect();
    format!("{drawn:BAR$} ")
}

/// Adds a number to a text.
pub fn push_number(text: &mut String, number: impl itoa::Integer) {
    text.push_str(itoa::Buffer::new().format(number));
}

/// Adds "1st", "2nd", "3rd".
pub fn push_ordinal(text: &mut String, number: usize) {
    push_number(text, number);
    text.push_str(match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    });
}

/// The words of a line, which may hold blanks: one text, to be used again for the next line.
#[derive(Debug)]
pub struct Words {
    /// Them, with [`BETWEEN`] between them.
    text: String,
    /// Where each word ends.
    ends: Vec<usize>,
}

/// What stands between the words of a line.
const BETWEEN: &str = "  ";

impl Default for Words {
    /// No words, with room for those of a line.
    fn default() -> Self {
        Words { text: String::with_capacity(128), ends: Vec::with_capacity(8) }
    }
}

impl Words {
    /// Forgets all words.
    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    /// Adds a word.
    pub fn add(&mut self, word: impl Display) {
        self.add_by(|text| {
            // A text takes whatever is written to it.
            let _ = write!(text, "{word}");
        });
    }

    /// Adds the word that `write` writes behind a text.
    pub fn add_by(&mut self, write: impl FnOnce(&mut String)) {
        self.text.push_str(if self.ends.is_empty() { "" } else { BETWEEN });
        write(&mut self.text);
        self.ends.push(self.text.len());
    }

    /// The words, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|end| end + BETWEEN.len()));
        starts.zip(&self.ends).map(|(start, end)| &self.text[start..*end])
    }

    /// Adds them to the line whose head begins at `start` of a text, as [`wrap`] does.
    pub fn wrap(&self, text: &mut String, start: usize, layout: Layout) {
        match layout.width {
            Some(_) => wrap(text, start, self.iter(), BETWEEN, layout),
            None => wrap(text, start, std::iter::once(self.text.as_str()), "", layout),
        }
    }
}

/// Writes lines in which no CI system finds a command.
pub fn write_lines(out: &mut dyn WriteColor, text: &str) -> io::Result<()> {
    out.write_all(harmless_lines(text).as_bytes())
}

/// Adds words to the line whose head begins at `start` of a text, and ends it; words that do not fit go to further lines,
/// below the first word.
fn wrap<'a>(
    text: &mut String,
    start: usize,
    words: impl Iterator<Item = &'a str>,
    between: &str,
    layout: Layout,
) {
    let Some(width) = layout.width else {
        for (number, word) in words.enumerate() {
            text.push_str(if number > 0 { between } else { "" });
            text.push_str(word);
        }
        trim_end(text);
        return text.push('\n');
    };
    let length = |text: &str| text.chars().count();
    let head = length(&text[start..]);
    let narrow = head.min(width / 4).min(10);
    let mut pieces: Vec<(&str, &str)> = Vec::new();
    for word in words {
        if narrow + length(word) <= width {
            pieces.push((between, word));
            continue;
        }
        // What is too long for a line of its own is broken at its blanks.
        let parts = word.split(' ').enumerate();
        pieces.extend(parts.map(|(number, part)| (if number == 0 { between } else { " " }, part)));
    }
    let widest = pieces.iter().map(|(_, piece)| length(piece)).max().unwrap_or(0);
    // Behind a long head nothing would fit.
    let indent = if head > width * 2 / 3 || head + widest > width { narrow } else { head };
    let (mut at, mut is_first) = (head, true);
    for (between, piece) in pieces {
        let gap = if is_first { 0 } else { between.len() };
        let fits = at + gap + length(piece) <= width;
        if fits || is_first && indent == head {
            text.push_str(if is_first { "" } else { between });
            at += gap + length(piece);
        } else {
            trim_end(text);
            text.push('\n');
            push_blanks(text, indent);
            at = indent + length(piece);
        }
        text.push_str(piece);
        is_first = false;
    }
    trim_end(text);
    text.push('\n');
}

/// Adds lines of a sentence, with `head` before it. A head that is longer than a line is a part of the sentence.
pub fn push_sentence(text: &mut String, head: &str, sentence: &str, layout: Layout) {
    let start = text.len();
    if layout.width.is_none_or(|width| head.chars().count() <= width) {
        text.push_str(head);
        return wrap_sentence(text, start, sentence, layout);
    }
    let words = head.trim_start();
    text.push_str(&head[..head.len() - words.len()]);
    wrap_sentence(text, start, &format!("{words}{sentence}"), layout);
}

/// Makes lines of what stands behind `start` of a text: of a head up to `sentence`, and a sentence.
pub fn wrap_last(text: &mut String, start: usize, sentence: usize, layout: Layout) {
    if layout.width.is_none() {
        trim_end(text);
        return text.push('\n');
    }
    let sentence = text.split_off(sentence);
    let head = text.split_off(start);
    push_sentence(text, &head, &sentence, layout);
}

/// Adds a sentence to the line whose head begins at `start`, as [`wrap`] does its words.
pub fn wrap_sentence(text: &mut String, start: usize, sentence: &str, layout: Layout) {
    match layout.width {
        Some(_) => wrap(text, start, sentence.split(' '), " ", layout),
        None => wrap(text, start, std::iter::once(sentence), "", layout),
    }
}

fn trim_end(text: &mut String) {
    text.truncate(text.trim_end_matches(' ').len());
}

/// Adds a text and blanks behind it, up to so many columns. Names are ASCII.
pub fn push_left(line: &mut String, text: &str, columns: usize) {
    line.push_str(text);
    push_blanks(line, columns.saturating_sub(text.len()));
}

/// Adds a text and blanks before it.
pub fn push_right(line: &mut String, text: &str, columns: usize) {
    push_blanks(line, columns.saturating_sub(text.len()));
    line.push_str(text);
}

/// Adds so many blanks. One by one they would take longer than all else in a line.
pub fn push_blanks(line: &mut String, count: usize) {
    const BLANKS: &str = "                                                                ";
    let mut left = count;
    while left > BLANKS.len() {
        line.push_str(BLANKS);
        left -= BLANKS.len();
    }
    line.push_str(&BLANKS[..left]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_shares() {
        for (share, expected) in [
            (1.0, "██████████ "),
            (0.5, "█████      "),
            (0.01, "▏          "),
            (0.000_01, "▏          "),
            (0.0, "           "),
        ] {
            assert_eq!(bar(share), expected, "{share}");
        }
    }

    #[test]
    fn bars_and_margins_give_way_to_long_names() {
        for (width, name, expected) in [
            (80, 20, (true, MARGIN)),
            (80, 39, (true, MARGIN)),
            (80, 60, (false, MARGIN)),
            (80, 67, (false, 2)),
            (80, 200, (false, 2)),
            (200, 67, (true, MARGIN)),
        ] {
            let layout = Layout { width: Some(width), bars: true };
            let columns = Columns::new([5, name].into_iter(), 4, 7, layout);
            assert_eq!((columns.bars, columns.margin), expected, "{width} {name}");
        }
    }

    #[test]
    fn commands_are_made_harmless_and_nothing_else() {
        for (text, expected) in [
            ("a  2001:db8::1\n  b\n", "a  2001:db8::1\n  b\n"),
            ("a\n  ::error::b\n", "a\n  \\::error::b\n"),
            ("::a", "\\::a"),
            ("a\n\n \u{2003}::b::c\n::d", "a\n\n \u{2003}\\::b::c\n\\::d"),
            ("a  ::1\nb", "a  ::1\nb"),
            ("a # ##[group]", "a # #\u{fffd}[group]"),
        ] {
            assert_eq!(harmless_lines(text), expected);
        }
    }

    #[test]
    fn ordinals() {
        let ordinal = |number| {
            let mut text = String::new();
            push_ordinal(&mut text, number);
            text
        };
        let shown: Vec<String> = [1, 2, 3, 4, 11, 12, 13, 21, 112].into_iter().map(ordinal).collect();
        assert_eq!(shown, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th"]);
    }

    #[test]
    fn words_that_do_not_fit_go_below_the_first() {
        let layout = |width| Layout { width: Some(width), bars: false };
        for (width, head, expected) in [
            (80, "ab  ", "ab  one  two  three\n"),
            (14, "ab  ", "ab  one  two\n    three\n"),
            (7, "a ", "a one\n  two\n  three\n"),
            (6, "a ", "a one\n two\n three\n"),
            (12, "long head  ", "long head\n   one  two\n   three\n"),
        ] {
            let mut text = String::new();
            text.push_str(head);
            wrap(&mut text, 0, ["one", "two", "three"].into_iter(), "  ", layout(width));
            assert_eq!(text, expected);
        }
    }
}
