//! What a correction replaces, fit to be shown. Does not know a format.

use std::borrow::Cow;
use std::iter::once;

use unicode_width::UnicodeWidthChar;

use crate::base::printable::{defused, plain, printable, printable_chars};
use crate::base::source::Sources;
use crate::base::span::Span;
use crate::rules::finding::Fix;

/// One replacement, to be read.
#[derive(Debug, PartialEq, Eq)]
pub struct Replaced {
    /// Where.
    pub span: Span,
    /// What stands there; empty where something is put in.
    pub before: String,
    /// What stands there afterwards; empty where something is taken away.
    pub after: String,
}

/// What a fix replaces, in its order.
pub fn replaced(fix: &Fix, sources: &Sources) -> Vec<Replaced> {
    let shown = |octets: &[u8]| defused(printable(octets).trim()).into_owned();
    let edits = fix.edits.iter().map(|edit| {
        let span = sources.written(edit.span);
        let bytes = sources.file(span.source).bytes();
        let before = bytes.get(span.start as usize..span.end as usize).unwrap_or_default();
        Replaced { span, before: shown(before), after: shown(edit.text.as_bytes()) }
    });
    edits.collect()
}

/// How many lines of a fix are shown.
const MOST_LINES: usize = 8;
/// How much of a long line is shown, in columns.
const LONGEST_LINE: usize = 100;
/// How little is shown, however narrow the terminal is.
const SHORTEST_LINE: usize = 20;
/// What stands around a line: a margin for the lines' numbers, a sign, and the marks of what is cut.
const MARGIN: usize = 14;

/// A line that a fix takes away, or one that it puts there.
#[derive(Debug, PartialEq, Eq)]
pub struct ChangedLine {
    /// Whether it stands there afterwards.
    pub is_new: bool,
    /// Its text, fit to be shown.
    pub text: String,
}

/// The lines that a fix changes, each before and after, in its order; not more than can be read at a glance, nor than fits the
/// columns of a terminal, if there is one.
pub fn changed_lines(fix: &Fix, sources: &Sources, columns: Option<usize>) -> Vec<ChangedLine> {
    let most = columns
        .map_or(LONGEST_LINE, |columns| columns.saturating_sub(MARGIN).clamp(SHORTEST_LINE, LONGEST_LINE));
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| edit.span);
    let line_of = |span: Span| (span.source, sources.file(span.source).line_start(span.start));
    let mut shown = Vec::new();
    for of_line in edits.chunk_by(|one, other| line_of(one.span) == line_of(other.span)) {
        let file = sources.file(of_line[0].span.source);
        let start = file.line_start(of_line[0].span.start);
        let last = of_line.iter().map(|edit| edit.span.end).max().unwrap_or(start).max(start);
        let end = last + file.line_from(last).len() as u32;
        let before = &file.bytes()[start as usize..end as usize];
        let (mut after, mut at) = (Vec::with_capacity(before.len() + MARGIN), start);
        for edit in of_line {
            after
                .extend_from_slice(&file.bytes()[at.min(edit.span.start) as usize..edit.span.start as usize]);
            after.extend_from_slice(edit.text.as_bytes());
            at = edit.span.end;
        }
        after.extend_from_slice(&file.bytes()[at as usize..end as usize]);
        let from = (of_line[0].span.start - start) as usize;
        let lines = |text: &[u8]| -> Vec<String> {
            let lines = lines_of(text).filter(|line| !line.trim_ascii().is_empty());
            lines.map(|line| cut(line, from, most)).collect()
        };
        let (gone, come) = (lines(before), lines(&after));
        // There are hardly ever any.
        let kept: Vec<String> = gone.iter().filter(|line| come.contains(line)).cloned().collect();
        for (is_new, lines) in [(false, gone), (true, come)] {
            let changed = lines.into_iter().filter(|line| !kept.contains(line));
            shown.extend(changed.map(|text| ChangedLine { is_new, text }));
        }
    }
    shown.truncate(MOST_LINES);
    shown
}

fn lines_of(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let ends = memchr::memchr_iter(b'\n', text).chain(once(text.len()));
    ends.scan(0, |start, end| Some(&text[std::mem::replace(start, end + 1)..end]))
}

/// A line, of one of more than `most` columns the piece around offset `from`.
fn cut(line: &[u8], from: usize, most: usize) -> String {
    let line = line.trim_ascii_end();
    let (whole, is_whole) = beginning(line, most);
    if is_whole {
        return match defused(&whole) {
            Cow::Borrowed(_) => whole,
            Cow::Owned(defused) => defused,
        };
    }
    let first = from.min(line.len()).saturating_sub(most / 3);
    let (piece, is_all) = beginning(&line[first..], most);
    let (before, after) = (if first > 0 { "…" } else { "" }, if is_all { "" } else { "…" });
    defused(&format!("{before}{piece}{after}")).into_owned()
}

/// What fits `most` columns, and whether that is all.
fn beginning(line: &[u8], most: usize) -> (String, bool) {
    if let Some(plain) = plain(line) {
        return (without_tabs(plain.get(..most).unwrap_or(plain)), plain.len() <= most);
    }
    let (mut text, mut columns) = (String::new(), 0);
    for c in printable_chars(line) {
        let c = if c == '\t' { ' ' } else { c };
        columns += c.width().unwrap_or(0);
        if columns > most {
            return (text, false);
        }
        text.push(c);
    }
    (text, true)
}

/// A text with a blank in place of each tab.
fn without_tabs(text: &str) -> String {
    let blanked = text.bytes().map(|octet| if octet == b'\t' { b' ' } else { octet }).collect();
    String::from_utf8(blanked).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::finding::{Applicability, Edit};

    #[test]
    fn lines_are_shown_before_and_after() {
        let sources = Sources::default();
        let id = sources.add("z".into(), None, b"a\nb SRV 1 2 3 .\r\nc\n".to_vec(), None);
        let edit = |start, end, text: &str| Edit { span: Span::new(id, start, end), text: text.to_owned() };
        let shown = |edits: Vec<Edit>| {
            let fix = Fix {
                applicability: Applicability::Safe,
                description: "".into(),
                edits,
                meant_for: [].into(),
                generated: [].into(),
            };
            let line = |line: ChangedLine| format!("{}{}", if line.is_new { '+' } else { '-' }, line.text);
            changed_lines(&fix, &sources, None).into_iter().map(line).collect::<Vec<_>>()
        };
        assert_eq!(shown(vec![edit(8, 9, "0"), edit(10, 11, "0")]), ["-b SRV 1 2 3 .", "+b SRV 0 0 3 ."]);
        assert_eq!(shown(vec![edit(2, 2, "x SRV 0 0 0 .\n")]), ["+x SRV 0 0 0 ."]);
        assert_eq!(shown(vec![edit(2, 17, "")]), ["-b SRV 1 2 3 ."]);
    }
}
