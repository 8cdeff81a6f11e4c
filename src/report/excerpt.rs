//! The source lines that a finding shows: read again from the file, made harmless, and cut to what fits.

use std::borrow::Cow;
use std::ops::Range;

use codespan_reporting::diagnostic::LabelStyle;
use codespan_reporting::files::{self, Files};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::base::printable::{defused, defused_path, plain, printable_chars};
use crate::base::source::{Sources, code_points};
use crate::base::span::{SourceId, Span};
use crate::report::screen::TAB_WIDTH;
use crate::report::simple_lines::{Label, Row, SimpleLines};

/// The longest source line that is shown whole where no terminal reads, in code points.
const LONGEST_LINE: usize = 160;

/// The lines that a finding shows, made harmless and cut to a readable length.
pub struct Excerpts {
    of_files: Vec<Excerpt>,
    /// How many digits the numbers of the lines have at most.
    pub digits: usize,
}

/// The shown lines of one file.
struct Excerpt {
    source: SourceId,
    path: String,
    text: String,
    lines: Vec<Line>,
}

/// One shown line.
#[derive(Debug)]
struct Line {
    /// Index of the line in its file, from 0.
    index: usize,
    /// Where it begins in its file.
    at: u32,
    /// Where it begins in the excerpt's text.
    start: usize,
    /// How many code points were cut off before what is shown.
    cut: usize,
    /// Whether an ellipsis stands for them.
    ellipsis: bool,
}

impl Excerpts {
    /// The lines of `places`, each with what is said under it; on a terminal of so many `columns`, or in a log.
    pub fn new(places: &[(Span, &str)], sources: &Sources, columns: Option<usize>) -> Self {
        let line = |(span, _): &(Span, &str)| sources.file(span.source).line_index(span.start);
        let lines: Vec<usize> = places.iter().map(line).collect();
        let digits = (lines.iter().max().unwrap_or(&0) + 1).ilog10() as usize + 1;
        let mut excerpts = Self { of_files: Vec::new(), digits };
        // The columns that a line may have on a terminal, with what is said under it.
        let room = columns.map(|columns| columns.saturating_sub(digits + " │ ".len()));
        for (span, _) in places {
            if excerpts.of_files.iter().any(|excerpt| excerpt.source == span.source) {
                continue;
            }
            let of_file = lines.iter().zip(places).filter(|(_, (other, _))| other.source == span.source);
            let mut of_file: Vec<(usize, Span, &str)> =
                of_file.map(|(line, (span, message))| (*line, *span, *message)).collect();
            // The first label of a line decides which part of a long line is shown.
            of_file.sort_by_key(|(line, ..)| *line);
            let excerpt = Excerpt::new(span.source, &of_file, sources, room);
            excerpts.of_files.push(excerpt);
        }
        excerpts
    }

    /// The lines of these places, if they are of one file, and simple: of ASCII alone, with one label each.
    pub fn simple_lines<'a>(
        &'a self,
        places: &[(Span, &'a str)],
        sources: &Sources,
    ) -> Option<SimpleLines<'a>> {
        let [excerpt] = &self.of_files[..] else { return None };
        if !excerpt.text.is_ascii() {
            return None;
        }
        let mut labels: Vec<Option<Label<'a>>> = excerpt.lines.iter().map(|_| None).collect();
        let mut at = None;
        for (span, message) in places {
            let (_, range) = self.place(*span, sources);
            let index = excerpt.line_at(range.start);
            let style = if at.is_none() { LabelStyle::Primary } else { LabelStyle::Secondary };
            let line = &excerpt.lines[index];
            at.get_or_insert((line.index + 1, range.start - line.start + 1));
            let range = range.start - line.start..range.end - line.start;
            if labels[index].replace(Label { style, range, message: defused(message) }).is_some() {
                return None;
            }
        }
        let mut rows = Vec::with_capacity(labels.len());
        for (number, (line, label)) in excerpt.lines.iter().zip(labels).enumerate() {
            if line.index == usize::MAX {
                // Two lines stand for a gap.
                if !matches!(rows.last(), Some(Row::Gap)) {
                    rows.push(Row::Gap);
                }
                continue;
            }
            rows.push(Row::Line(line.index + 1, excerpt.text.get(excerpt.line_bounds(number))?, label));
        }
        Some(SimpleLines { path: &excerpt.path, at: at?, rows })
    }

    /// The excerpt that shows `span`, and where in its text.
    pub fn place(&self, span: Span, sources: &Sources) -> (usize, Range<usize>) {
        let number = self
            .of_files
            .iter()
            .position(|excerpt| excerpt.source == span.source)
            .expect("made for every label");
        let excerpt = &self.of_files[number];
        let file = sources.file(span.source);
        let (start, octets) = file.line_around(span.start);
        let is_it = |line: &Line| line.at == start && line.index != usize::MAX;
        let line = excerpt.lines.iter().position(is_it).expect("made for every label's line");
        let range = excerpt.line_bounds(line);
        let shown = &excerpt.text[range.clone()];
        let line = &excerpt.lines[line];
        let offset = |byte: u32| {
            let within = ((byte - start) as usize).min(octets.len());
            let column = code_points(&octets[..within]) as usize;
            let column = (column + usize::from(line.ellipsis)).saturating_sub(line.cut);
            match shown.is_ascii() {
                true => column.min(shown.len()),
                false => shown.char_indices().nth(column).map_or(shown.len(), |(at, _)| at),
            }
        };
        (number, range.start + offset(span.start)..range.start + offset(span.end.max(span.start)))
    }
}

impl Excerpt {
    /// The lines of these places, which are in the order of their indices.
    fn new(source: SourceId, places: &[(usize, Span, &str)], sources: &Sources, room: Option<usize>) -> Self {
        let file = sources.file(source);
        let mut excerpt = Excerpt {
            source,
            path: defused_path(&file.path).into_owned(),
            text: String::with_capacity(LONGEST_LINE),
            lines: Vec::with_capacity(2 * places.len()),
        };
        for (index, span, message) in places {
            let index = *index;
            let (start, octets) = file.line_around(span.start);
            match excerpt.lines.last().map(|line| line.index) {
                Some(last) if last == index => continue,
                // Codespan shows a single line between, and marks a longer gap.
                Some(last) if last + 2 == index => {
                    let (start, octets) = file.line(last + 1);
                    excerpt.push((last + 1, start), Cut::new(octets, 0..0, "", room))
                }
                Some(last) if last + 2 < index => {
                    excerpt.push_gap();
                    excerpt.push_gap();
                }
                _ => {}
            }
            let within = |byte: u32| (byte.saturating_sub(start) as usize).min(octets.len());
            let label = within(span.start)..within(span.end.max(span.start));
            excerpt.push((index, start), Cut::new(octets, label, message, room));
        }
        excerpt
    }

    fn push_gap(&mut self) {
        self.lines.push(Line { index: usize::MAX, at: 0, start: self.text.len(), cut: 0, ellipsis: false });
        self.text.push('\n');
    }

    fn push(&mut self, (index, at): (usize, u32), cut: Cut<'_>) {
        let ellipsis = cut.before > 0;
        self.lines.push(Line { index, at, start: self.text.len(), cut: cut.before, ellipsis });
        if ellipsis {
            self.text.push('…');
        }
        self.text.push_str(&defused(&cut.shown));
        if cut.goes_on {
            self.text.push('…');
        }
        self.text.push('\n');
    }

    /// The number of the line that holds an octet of the text.
    fn line_at(&self, octet: usize) -> usize {
        self.lines.partition_point(|line| line.start <= octet).saturating_sub(1)
    }

    fn line_bounds(&self, line: usize) -> Range<usize> {
        let end = self.lines.get(line + 1).map_or(self.text.len(), |next| next.start);
        self.lines[line].start..end - 1
    }
}

/// The part of a line that is shown.
struct Cut<'l> {
    /// How many code points stand before it.
    before: usize,
    shown: Cow<'l, str>,
    /// Whether more stands behind it.
    goes_on: bool,
}

impl<'l> Cut<'l> {
    /// What is shown of `line`, so that `label` is in it. `message` stands behind the label in the line below.
    fn new(line: &'l [u8], label: Range<usize>, message: &str, room: Option<usize>) -> Self {
        let is_short = room.is_none() && line.len() <= LONGEST_LINE;
        if let Some(shown) = plain(line).filter(|_| is_short) {
            return Self { before: 0, shown: Cow::Borrowed(shown), goes_on: false };
        }
        // A line may be megabytes long: only the octets around the label are looked at.
        let longest = room.unwrap_or(LONGEST_LINE);
        let first = label.start.saturating_sub(4 * longest);
        let before = if first > 0 { printable_chars(&line[..first]).count() } else { 0 };
        let near = &line[first..line.len().min(label.start + 8 * longest)];
        let chars: Vec<char> = printable_chars(near).collect();
        let at = |byte: usize| printable_chars(&line[first..byte.min(first + near.len())]).count();
        let label = at(label.start)..at(label.end);
        let more = first + near.len() < line.len();
        let is_whole = first == 0 && !more;
        let (skip, take) = match room {
            None if is_whole && chars.len() <= longest => (0, chars.len()),
            None if label.start <= longest / 2 => (0, longest),
            None => (label.start - longest / 3, longest),
            Some(room) => return Self::on_terminal(&chars, label, message.width(), room, before, more),
        };
        let shown: String = chars.iter().skip(skip).take(take).collect();
        Self { before: before + skip, shown: shown.into(), goes_on: skip + take < chars.len() }
    }

    /// The same in columns: what does not fit with its tabs has blanks in place of them.
    fn on_terminal(
        chars: &[char],
        label: Range<usize>,
        message: usize,
        room: usize,
        before: usize,
        more: bool,
    ) -> Self {
        let gap = usize::from(message > 0);
        let tabbed = |upto: usize| {
            chars[..upto].iter().fold(0, |column, c| match c {
                '\t' => (column / TAB_WIDTH + 1) * TAB_WIDTH,
                c => column + c.width().unwrap_or(1),
            })
        };
        if before == 0 && !more && tabbed(chars.len()).max(tabbed(label.end) + gap + message) <= room {
            return Self { before, shown: String::from_iter(chars).into(), goes_on: false };
        }
        let widths: Vec<usize> = chars.iter().map(|c| c.width().unwrap_or(1)).collect();
        let goes_on = usize::from(more || label.end < chars.len());
        // An ellipsis has a column, and so has the caret under an empty label.
        let needed = |skip: usize| {
            let to_label: usize = widths[skip..label.end.max(skip)].iter().sum();
            to_label.max(1) + (gap + message).max(goes_on) + usize::from(before + skip > 0)
        };
        let skip = (0..label.start).find(|skip| needed(*skip) <= room).unwrap_or(label.start);
        let mut left = room.saturating_sub(usize::from(before + skip > 0));
        if widths[skip..].iter().sum::<usize>() > left || more {
            left = left.saturating_sub(1);
        }
        let take = widths[skip..].iter().scan(0, |sum, width| {
            *sum += width;
            Some(*sum)
        });
        let take = take.take_while(|sum| *sum <= left).count();
        let without_tabs = chars[skip..skip + take].iter().map(|c| if *c == '\t' { ' ' } else { *c });
        let shown = without_tabs.collect();
        Self { before: before + skip, shown: Cow::Owned(shown), goes_on: skip + take < chars.len() || more }
    }
}

impl<'a> Files<'a> for Excerpts {
    type FileId = usize;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: usize) -> Result<&'a str, files::Error> {
        Ok(&self.of_files[id].path)
    }

    fn source(&'a self, id: usize) -> Result<&'a str, files::Error> {
        Ok(&self.of_files[id].text)
    }

    fn line_index(&'a self, id: usize, byte_index: usize) -> Result<usize, files::Error> {
        Ok(self.of_files[id].line_at(byte_index))
    }

    fn line_number(&'a self, id: usize, line_index: usize) -> Result<usize, files::Error> {
        let line = self.of_files[id]
            .lines
            .get(line_index)
            .ok_or(files::Error::LineTooLarge { given: line_index, max: 0 })?;
        Ok(line.index.wrapping_add(1).max(1))
    }

    fn column_number(
        &'a self,
        id: usize,
        line_index: usize,
        byte_index: usize,
    ) -> Result<usize, files::Error> {
        let excerpt = &self.of_files[id];
        let line = &excerpt.lines[line_index];
        let shown = excerpt.text[line.start..byte_index].chars().count();
        Ok(shown + line.cut + 1 - usize::from(line.ellipsis && shown > 0))
    }

    fn line_range(&'a self, id: usize, line_index: usize) -> Result<Range<usize>, files::Error> {
        let excerpt = &self.of_files[id];
        if line_index >= excerpt.lines.len() {
            return Err(files::Error::LineTooLarge { given: line_index, max: excerpt.lines.len() });
        }
        let bounds = excerpt.line_bounds(line_index);
        Ok(bounds.start..bounds.end + 1)
    }
}
