//! What is written in place of lines that are not a record's as they stand: names with a blank, lines of other programs, records
//! that are broken over several lines. Knows words, and no zone.

use crate::base::source::Sources;
use crate::base::span::Span;
use crate::rules::finding::{Applicability, Edit};
use crate::syntax::lexer::{Kind, Tokens};
use crate::syntax::{
    ADDRESS_FIRST, BLANK_IN_NAME, BROKEN_RECORD, GROUPED_NAME, HOLDS_RECORD, HOST_BEHIND, MX_MISSING,
    NUMBER_BEFORE, OF_PROGRAM, OWNER_BEHIND, PREFERENCE_FIRST, TTL_BEHIND,
};
use crate::zone::load::{FOREIGN_LINE, NOT_PARTED, PARTED_BY};
use crate::zone::mistake::Mistake;

/// A correction: whether it may be made, what it does, its edits.
pub type Correction = (Applicability, &'static str, Vec<Edit>);

/// What a help says to write, if that is all that it says.
pub fn shown_in(help: &str) -> Option<&str> {
    help.strip_prefix("write `")?.strip_suffix('`').filter(|written| !written.contains('`'))
}

/// The correction of a line, or of several, that a mistake is about.
pub fn of_line(mistake: &Mistake, sources: &Sources) -> Option<Correction> {
    let (span, message, help) = (mistake.span, &*mistake.message, mistake.help.as_deref());
    let text = sources.bytes(span);
    let edit = |start: usize, end: usize, text: &str| Edit {
        span: Span::new(span.source, span.start + start as u32, span.start + end as u32),
        text: text.to_owned(),
    };
    if message.starts_with(BLANK_IN_NAME) {
        let is_blank = |octet: &u8| matches!(octet, b' ' | b'\t');
        let is_plain = !text.iter().any(|octet| matches!(octet, b'"' | b'(' | b')' | b';' | b'\n'));
        let blanks = (0..text.len()).filter(|at| is_blank(&text[*at])).map(|at| edit(at, at + 1, "\\032"));
        let is_record = is_plain && mistake.label.is_none();
        return is_record.then(|| (Applicability::Unsafe, "write the blank as `\\032`", blanks.collect()));
    }
    if message.starts_with(GROUPED_NAME) {
        return escaped(span, sources);
    }
    if message.starts_with(BROKEN_RECORD) {
        return joined(mistake, sources);
    }
    if message == MX_MISSING {
        return Some((Applicability::Unsafe, "write the type", vec![edit(0, 0, "MX ")]));
    }
    if RECORDS.iter().any(|begin| message.starts_with(begin)) {
        return record(mistake, sources);
    }
    if message == NOT_PARTED || message.starts_with(PARTED_BY) {
        let written = shown_in(help?)?;
        let edits = vec![edit(0, text.len(), written)];
        return is_shown_whole(written).then_some((Applicability::Unsafe, "part the words by blanks", edits));
    }
    if message.contains(OF_PROGRAM) || message.starts_with(FOREIGN_LINE) {
        let record = shown_in(help?)?;
        let is_plain = record.bytes().all(|octet| matches!(octet, b' '..=b'~'));
        let before = sources.bytes(Span::new(span.source, 0, span.start));
        let indent = before.iter().rev().take_while(|octet| matches!(octet, b' ' | b'\t')).count();
        let place = Span::new(span.source, span.start - indent as u32, span.end);
        let edits = vec![Edit { span: place, text: record.to_owned() }];
        return is_plain.then_some((Applicability::Unsafe, "write the record", edits));
    }
    None
}

/// What has the parentheses and blanks of a name stand for themselves.
fn escaped(name: Span, sources: &Sources) -> Option<Correction> {
    let text = sources.file(name.source).bytes();
    let edit = |start: u32, end: u32, text: &str| Edit {
        span: Span::new(name.source, start, end),
        text: text.to_owned(),
    };
    let mut edits = Vec::new();
    for token in Tokens::new(text.get(..name.end as usize)?, name.start) {
        match token.kind {
            Kind::Open | Kind::Close => edits.push(edit(token.start, token.start, "\\")),
            Kind::Blank => edits.extend((token.start..token.end).map(|at| edit(at, at + 1, "\\032"))),
            _ => {}
        }
    }
    Some((Applicability::Unsafe, "write a backslash before each parenthesis", edits))
}

/// Whether what a help shows to write is what is to be written: nothing of it stands for another octet.
pub fn is_shown_whole(written: &str) -> bool {
    written.len() <= LONGEST
        && written.bytes().all(|octet| matches!(octet, b' '..=b'~'))
        && !written.contains('\\')
}

/// How messages begin whose help is the whole record as it was meant.
const RECORDS: [&str; 7] =
    [OWNER_BEHIND, TTL_BEHIND, NUMBER_BEFORE, HOLDS_RECORD, PREFERENCE_FIRST, ADDRESS_FIRST, HOST_BEHIND];
/// Those of them whose help begins with an owner that stands elsewhere in the line.
const MOVED_OWNERS: [&str; 3] = [OWNER_BEHIND, ADDRESS_FIRST, HOST_BEHIND];

/// The longest record that is written so, in octets.
const LONGEST: usize = 4 << 10;

/// What writes the record that the help shows in the place of its line, up to a comment.
fn record(mistake: &Mistake, sources: &Sources) -> Option<Correction> {
    let written = shown_in(mistake.help.as_deref()?)?;
    let file = sources.file(mistake.span.source);
    let line_start = file.line_start(mistake.span.start);
    let is_end = |kind: Kind| matches!(kind, Kind::Newline | Kind::Comment);
    let tokens = Tokens::new(file.bytes(), line_start).take_while(|token| !is_end(token.kind));
    let (mut first, mut last, mut open) = (None, line_start, 0_i32);
    for token in tokens {
        match token.kind {
            Kind::Blank => continue,
            Kind::Open => open += 1,
            Kind::Close => open -= 1,
            _ => {}
        }
        first.get_or_insert(token.start);
        last = token.end;
    }
    // An owner begins in the first column.
    let start = if MOVED_OWNERS.contains(&&*mistake.message) { line_start } else { first? };
    let place = Span::new(mistake.span.source, start, last);
    let is_plain = is_shown_whole(written);
    let edits = vec![Edit { span: place, text: written.to_owned() }];
    // The line may be one of several in parentheses.
    let is_between = |octet: &u8| octet.is_ascii_whitespace() || matches!(octet, b'(' | b')');
    let words: Vec<&[u8]> = sources.bytes(place).split(is_between).collect();
    let is_there = |word: &str| {
        // An owner may be written with its final dot.
        let bare = word.strip_suffix('.').unwrap_or(word);
        words.contains(&word.as_bytes()) || words.contains(&bare.as_bytes())
    };
    let is_whole = is_plain && written.split_ascii_whitespace().all(is_there);
    // A lone carriage return ends a line, too.
    (open == 0 && is_whole && place.contains(mistake.span)).then_some((
        Applicability::Unsafe,
        "write the record as it was meant",
        edits,
    ))
}

/// What joins the lines over which a record is broken. Nothing of them may be a comment.
fn joined(mistake: &Mistake, sources: &Sources) -> Option<Correction> {
    let (rest, _) = mistake.label.as_ref()?;
    // What follows a name alone in one line is a record of another owner, as servers read it.
    let is_name = !sources.bytes(mistake.span).iter().any(u8::is_ascii_whitespace);
    if is_name && !sources.bytes(*rest).contains(&b'\n') {
        return None;
    }
    let whole = Span::new(mistake.span.source, mistake.span.start, rest.end);
    let text = sources.bytes(whole);
    if text.iter().any(|octet| matches!(octet, b';' | b'(' | b')')) {
        return None;
    }
    let lines: Vec<&str> = std::str::from_utf8(text).ok()?.lines().map(str::trim_ascii).collect();
    let lines: Vec<&str> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    let edits = vec![Edit { span: whole, text: lines.join(" ") }];
    Some((Applicability::Unsafe, "join the lines", edits))
}
