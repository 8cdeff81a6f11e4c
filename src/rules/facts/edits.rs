//! What several rules write in place of what is there: every place where an owner is written, a record's line, a line
//! before it. Whether it does what is meant is proved elsewhere.

use std::collections::HashSet;

use memchr::memmem;

use crate::base::lines::line_start;
use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::rules::engine::draft::Draft;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::finding::Edit;
use crate::syntax::lexer::{Kind, Token, Tokens};
use crate::syntax::{BYTE_ORDER_MARK, MARK};
use crate::zone::{NameRef, Record};

/// What appends the final dot to a name.
pub fn final_dot(name: Span) -> Edit {
    Edit { span: Span { start: name.end, ..name }, text: ".".to_owned() }
}

/// The owner of a set, `written` anew in each place where it stands: for one alone, the set would fall apart. Empty if one of
/// them was generated, or cannot be written so.
pub fn owner_edits(set: &SrvSet<'_>, written: impl Fn(&NameRef) -> Option<String>) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    for (record, _) in set.iter() {
        let span = record.owner.span;
        if edits.iter().any(|edit| edit.span == span) {
            continue;
        }
        let Some(text) = written(&record.owner) else { return Vec::new() };
        edits.push(Edit { span, text });
    }
    edits
}

/// What deletes a record and leaves its comment. An owner that the next record inherits moves there, unless that of the
/// record `before` is the same. Empty if the record is not alone in its lines.
pub fn deletion(record: &Record, before: &Record, sources: &Sources) -> Vec<Edit> {
    let (span, text) = (record.span, sources.file(record.span.source).bytes());
    if sources.is_generated(span) {
        return Vec::new();
    }
    let begin = line_start(text, span.start as usize);
    let is_blank = |octets: &[u8]| octets.iter().all(|octet| matches!(octet, b' ' | b'\t'));
    let inside = Tokens::new(text, span.start).take_while(|token| token.start < span.end);
    let is_plain = |token: Token| token.is_word() || token.kind == Kind::Blank;
    if !is_blank(&text[begin..span.start as usize]) || !inside.into_iter().all(is_plain) {
        return Vec::new();
    }
    let mut behind = Tokens::new(text, span.end).skip_while(|token| token.kind == Kind::Blank);
    let (end, stays) = match behind.next() {
        None => (text.len(), false),
        Some(token) if token.kind == Kind::Newline => (token.end as usize, false),
        Some(token) if token.kind == Kind::Comment => (token.start as usize, true),
        Some(_) => return Vec::new(),
    };
    // What suppresses something of the record would be for the next one then.
    let comment = if stays { &text[end..line_end(text, end)] } else { b"" };
    if Suppression::of(comment).is_some() || Suppressions::above(text, begin).begin < begin {
        return Vec::new();
    }
    let edit = |start: usize, end: usize, text: String| Edit {
        span: Span::new(span.source, start as u32, end as u32),
        text,
    };
    let mut edits = vec![edit(begin, end, String::new())];
    let has_owner = record.owner.span.start == span.start;
    if has_owner && record.owner_run != before.owner_run {
        let next = if stays { line_end(text, end) } else { end };
        if let Some(heir) = heir(text, next) {
            edits.push(edit(
                heir,
                heir,
                String::from_utf8_lossy(sources.bytes(record.owner.span)).into_owned(),
            ));
        }
    }
    edits
}

/// What deletes all records of a set. Empty if they are many, if one is not alone in its lines, or if one that stays takes its
/// owner from them.
pub fn deletion_of_all(set: &SrvSet<'_>, sources: &Sources) -> Vec<Edit> {
    if set.numbers().len() > MOST_DELETED || leaves_heir(set, sources) {
        return Vec::new();
    }
    let deletions: Vec<_> = set.iter().map(|(record, _)| deletion(record, record, sources)).collect();
    if deletions.iter().any(Vec::is_empty) { Vec::new() } else { deletions.concat() }
}

/// The words for it, where `one` is what is deleted of a single record: no record of the set is to stay and take another owner.
pub fn deletion_of_all_in_words(set: &SrvSet<'_>, one: &str, sources: &Sources) -> String {
    let heir = if leaves_heir(set, sources) { TO_HEIR } else { "" };
    match set.numbers().len() {
        1 => format!("delete {one}{heir}"),
        count => format!("delete its {count} records{heir}"),
    }
}

/// The words that go with "delete the record", where the next line takes its owner from it.
pub fn owner_to_heir(record: &Record, sources: &Sources) -> &'static str {
    let is_owner_there = record.owner.span.start == record.span.start;
    if is_owner_there && next_heir(record, sources).is_some() { TO_HEIR } else { "" }
}

/// Labels the other records of a set that is to be deleted or renamed as a whole.
pub fn label_others(finding: &mut Draft<'_>, set: &SrvSet<'_>) {
    for (other, _) in set.iter().skip(1).take(MOST_LABELS) {
        finding.label(other.span, "the same owner");
    }
}

/// What is to be done besides where a line that stays takes its owner from one that goes.
const TO_HEIR: &str = ", and write its owner before the next line";

/// Up to so many records are deleted by one fix.
const MOST_DELETED: usize = 100;

/// How many records are labelled.
const MOST_LABELS: usize = 8;

/// Whether a line that is not of the set takes its owner from one of the set.
fn leaves_heir(set: &SrvSet<'_>, sources: &Sources) -> bool {
    let begin = |record: &Record| {
        let text = sources.file(record.span.source).bytes();
        (record.span.source, line_start(text, record.span.start as usize))
    };
    let own: HashSet<_> = set.iter().map(|(record, _)| begin(record)).collect();
    let heirs = set.iter().filter_map(|(record, _)| Some((record.span.source, next_heir(record, sources)?)));
    heirs.into_iter().any(|heir| !own.contains(&heir))
}

/// Where the line begins that follows a record and takes its owner.
fn next_heir(record: &Record, sources: &Sources) -> Option<usize> {
    let text = sources.file(record.span.source).bytes();
    heir(text, line_end(text, record.span.end as usize))
}

/// Where the line behind `at` begins.
fn line_end(text: &[u8], at: usize) -> usize {
    memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |end| at + end + 1)
}

/// Where the next entry begins, if it inherits its owner.
fn heir(text: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while at < text.len() {
        let end = line_end(text, at);
        let line = text[at..end].trim_ascii_start();
        if !line.is_empty() && line[0] != b';' {
            return matches!(text[at], b' ' | b'\t').then_some(at);
        }
        at = end;
    }
    None
}

/// What adds a line before the first line of a file that is no comment. `None` if there is no such line.
pub fn before_first_entry(source: SourceId, line: &str, sources: &Sources) -> Option<Edit> {
    let mut tokens = Tokens::new(sources.file(source).bytes(), 0);
    let word = tokens.find(Token::is_word)?;
    line_before(Span::new(source, word.start, word.start), line, sources)
}

/// What adds a line, a record or a directive, before the line in which `owner` is written, and before the suppressions of
/// what stands there. Its end is that of the other lines. `None` if it would part one of them from what it is for.
pub fn line_before(owner: Span, line: &str, sources: &Sources) -> Option<Edit> {
    let text = sources.file(owner.source).bytes();
    let begin = line_start(text, owner.start as usize);
    let above = Suppressions::above(text, begin);
    // One that is for the file has to stand before the first record.
    if above.of_file.is_some_and(|of_file| of_file >= above.begin) && !line.starts_with('$') {
        return None;
    }
    let has_return = text[..line_end(text, begin)].ends_with(b"\r\n");
    let end = if has_return { "\r\n" } else { "\n" };
    let at = match above.begin {
        0 if text.starts_with(BYTE_ORDER_MARK) => BYTE_ORDER_MARK.len() as u32,
        begin => begin as u32,
    };
    Some(Edit { span: Span::new(owner.source, at, at), text: format!("{line}{end}") })
}

/// How many lines of comments are looked at above an entry.
const MOST_COMMENTS: usize = 200;

/// The suppressions in the lines of comments above an entry.
struct Suppressions {
    /// Where the first line begins that has one for the entry, or the entry's own line.
    begin: usize,
    /// Where the last line begins that has one for the whole file.
    of_file: Option<usize>,
}

impl Suppressions {
    /// Those above the line that begins at `entry`.
    fn above(text: &[u8], entry: usize) -> Self {
        let (mut found, mut line) = (Self { begin: entry, of_file: None }, entry);
        for _ in 0..MOST_COMMENTS {
            let Some(end) = line.checked_sub(1) else { break };
            let begin = line_start(text, end);
            let comment = text[begin..end].trim_ascii_start();
            let comment = comment.strip_prefix(BYTE_ORDER_MARK).unwrap_or(comment).trim_ascii_start();
            if !comment.is_empty() && comment[0] != b';' {
                break;
            }
            match Suppression::of(comment) {
                Some(Suppression::OfFile) => found.of_file = found.of_file.or(Some(begin)),
                Some(Suppression::OfEntry) => found.begin = begin,
                None => {}
            }
            line = begin;
        }
        found
    }
}

/// What a comment suppresses.
#[derive(PartialEq, Eq)]
enum Suppression {
    OfEntry,
    OfFile,
}

impl Suppression {
    fn of(comment: &[u8]) -> Option<Self> {
        let mark = memmem::find(comment, MARK)?;
        let is_of_file = comment[mark + MARK.len()..].trim_ascii_start().starts_with(b"ignore-file");
        Some(if is_of_file { Self::OfFile } else { Self::OfEntry })
    }
}
