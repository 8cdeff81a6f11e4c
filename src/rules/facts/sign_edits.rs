//! What is written in place of signs that look like blanks or other signs, or are not seen. Knows words, and no zone.

use crate::base::signs::{Sign, is_blank, sign};
use crate::base::source::Sources;
use crate::base::span::Span;
use crate::rules::facts::line_edits::Correction;
use crate::rules::finding::{Applicability, Edit};
use crate::syntax::lexer::{Kind, Token, Tokens};
use crate::syntax::record_type::{may_precede_type, record_type};
use crate::zone::load::STANDS_HERE;
use crate::zone::mistake::Mistake;

/// More signs than are replaced at once.
const MOST_SIGNS: usize = 10_000;

/// The correction of a sign that is taken for a blank or is not seen, wherever such signs stand outside quotes in the file: what was
/// copied from a page has them in many lines. What stands for a sign that is seen is as wrong in its place.
pub fn of_signs(mistake: &Mistake, sources: &Sources) -> Option<Correction> {
    let span = mistake.span;
    if !mistake.message.ends_with(STANDS_HERE) {
        return None;
    }
    let found = sign(std::str::from_utf8(sources.bytes(span)).ok()?.chars().next()?)?;
    let what = match found.2 {
        "" => "remove what is not seen",
        " " => "write blanks",
        _ => return None,
    };
    let tokens = Tokens::new(sources.file(span.source).bytes(), 0);
    let words = tokens.filter(|token| token.is_word() && token.kind != Kind::Quoted);
    let edits: Vec<Edit> =
        words.flat_map(|word| edits_in(span, word, found, sources)).take(MOST_SIGNS + 1).collect();
    (edits.len() <= MOST_SIGNS).then_some((Applicability::Unsafe, what, edits))
}

/// What replaces the signs in a word that are like `found`. Before an owner, a blank would make it another's record.
fn edits_in(span: Span, word: Token, found: &Sign, sources: &Sources) -> Vec<Edit> {
    let file = sources.file(span.source);
    let Ok(text) = std::str::from_utf8(sources.bytes(Span::new(span.source, word.start, word.end))) else {
        return Vec::new();
    };
    let rest = text.trim_start_matches(is_blank);
    let first = rest.split(is_blank).next().unwrap_or_default().as_bytes();
    let is_owner = !first.is_empty() && !may_precede_type(first) && record_type(first).is_none();
    let before_owner = match is_owner && file.line_start(word.start) == word.start {
        true => text.len() - rest.len(),
        false => 0,
    };
    let edit = |(at, letter): (usize, char)| {
        let (_, _, instead) = sign(letter).filter(|other| other.1 == found.1 || other.2 == found.2)?;
        let start = word.start + at as u32;
        let place = Span::new(span.source, start, start + letter.len_utf8() as u32);
        let instead = if at < before_owner { "" } else { instead };
        Some(Edit { span: place, text: instead.to_owned() })
    };
    text.char_indices().filter_map(edit).collect()
}
