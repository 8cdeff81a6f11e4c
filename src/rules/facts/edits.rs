//! What several rules write in place of what is there: every place where an owner is written, a record's line, a line
//! before it. Whether it does what is meant is proved elsewhere.

use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::finding::Edit;
use crate::syntax::lexer::{Kind, Token, Tokens};
use crate::zone::{NameRef, Record};

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
    let begin = text[..span.start as usize].iter().rposition(|octet| *octet == b'\n').map_or(0, |at| at + 1);
    let is_blank = |octets: &[u8]| octets.iter().all(|octet| matches!(octet, b' ' | b'\t'));
    let inside = Tokens::new(text, span.start).take_while(|token| token.start < span.end);
    let is_plain = |token: Token| matches!(token.kind, Kind::Word | Kind::Quoted | Kind::Blank);
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
    let word = tokens.find(|token| matches!(token.kind, Kind::Word | Kind::Quoted))?;
    let file = sources.file(source);
    let (start, _) = file.line(file.line_index(word.start));
    Some(line_before(Span::new(source, start, start), line, sources))
}

/// What adds a line before the line in which `owner` is written. Its end is that of the other lines.
pub fn line_before(owner: Span, line: &str, sources: &Sources) -> Edit {
    let text = sources.file(owner.source).bytes();
    let end = line_end(text, owner.start as usize);
    let has_return = text[..end].ends_with(b"\r\n");
    let text = format!("{line}{}", if has_return { "\r\n" } else { "\n" });
    Edit { span: Span::new(owner.source, owner.start, owner.start), text }
}
