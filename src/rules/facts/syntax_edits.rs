//! What is written in place of fields that cannot be read, where that is plain: commas between numbers, quotes too many or
//! too few, a weight that is missing, a blank before an owner; also in the pattern of a `$GENERATE`. Knows words, and no zone.

use crate::base::lines::words_of;
use crate::base::source::Sources;
use crate::base::span::Span;
use crate::rules::facts::line_edits::{Correction, is_shown_whole, of_line, shown_in};
use crate::rules::facts::sign_edits::of_signs;
use crate::rules::finding::{Applicability, Edit};
use crate::syntax::lexer::{Kind, Token, Tokens};
use crate::syntax::{
    BEGINS_WITH_BLANK, BLANK_BEFORE, BLANK_IN_TTL, DIRECTIVE_APART, DOLLAR_BEFORE, NO_HOST_NAME, NO_OWNER,
    NO_SUCH_WORD, SRV_MISSING, TYPE_MISSING, is_surely_host, ttl_of_words,
};
use crate::zone::mistake::Mistake;
use crate::zone::rdata::{PREFERENCE_MISSING, TAKES_TYPE};

/// The correction of the words that a mistake is about.
pub fn correction(mistake: &Mistake, sources: &Sources) -> Option<Correction> {
    let (span, message) = (mistake.span, &*mistake.message);
    if sources.is_generated(span) || span.start == span.end {
        return None;
    }
    of_line(mistake, sources)
        .or_else(|| of_signs(mistake, sources))
        .or_else(|| other_type(mistake, sources))
        .or_else(|| with_type(mistake, sources))
        .or_else(|| inserted_or_cut(span, message, sources))
        .or_else(|| of_word(span, message, sources))
        .or_else(|| of_fields(span, message, sources))
}

/// The correction of fields, or of the rdata of a `$GENERATE`.
fn of_fields(span: Span, message: &str, sources: &Sources) -> Option<Correction> {
    let text = sources.bytes(span);
    let edit = |start: u32, end: u32, text: &str| Edit {
        span: Span::new(span.source, start, end),
        text: text.to_owned(),
    };
    if message.starts_with("`$GENERATE` takes one word as rdata") {
        let is_plain = !text.iter().any(|octet| matches!(octet, b'"' | b';' | b'\n' | b'\\'));
        let edits = vec![edit(span.start, span.start, "\""), edit(span.end, span.end, "\"")];
        return is_plain.then_some((Applicability::Safe, "put the rdata into quotes", edits));
    }
    let is_of_pattern = message.starts_with("record ") && message.contains(" of this `$GENERATE`: ");
    let has_commas = message.starts_with("blanks part the fields of an SRV record");
    let place = |at: usize| span.start + at as u32;
    let placed = |(start, end, new): Replaced| edit(place(start), place(end), new);
    if is_of_pattern || has_commas && text.starts_with(b"\"") {
        let (applicability, description, places) = in_pattern(text, message)?;
        return Some((applicability, description, places.into_iter().map(placed).collect()));
    }
    if has_commas && !is_number_with_comma(text) {
        let (description, places) = between_commas(span, text, sources)?;
        return Some((Applicability::Safe, description, places.into_iter().map(placed).collect()));
    }
    if !message.starts_with("SRV takes four fields") && !is_number_with_comma(text) {
        return None;
    }
    let words = words_from(span, sources);
    if message.ends_with("the weight is missing") {
        let second = words.get(1)?;
        let edits = vec![edit(second.start, second.start, "0 ")];
        return Some((Applicability::Unsafe, "write the weight 0", edits));
    }
    if is_number_with_comma(text) {
        let octets = |word: &&Token| sources.bytes(Span::new(span.source, word.start, word.end));
        let with_comma = words.iter().filter(|word| is_number_with_comma(octets(word)));
        let edits = with_comma.map(|word| edit(word.end - 1, word.end, "")).collect();
        return Some((Applicability::Safe, DELETE_COMMAS, edits));
    }
    match words.as_slice() {
        [only] if only.kind == Kind::Quoted => {
            let inner = &text[1..text.len() - 1];
            let fields = words_of(inner).count();
            let is_plain = fields == 4 && !inner.iter().any(|octet| matches!(octet, b';' | b'(' | b')'));
            let edits = vec![edit(span.start, span.start + 1, ""), edit(span.end - 1, span.end, "")];
            is_plain.then_some((Applicability::Safe, "delete the quotes", edits))
        }
        _ => None,
    }
}

/// The correction of a record that lacks a field which is nearly always empty, or begins behind a blank.
fn inserted_or_cut(span: Span, message: &str, sources: &Sources) -> Option<Correction> {
    let edit = |start: u32, end: u32, text: &str| Edit {
        span: Span::new(span.source, start, end),
        text: text.to_owned(),
    };
    if message.starts_with("NAPTR takes six fields") && message.ends_with(": the regexp is missing") {
        let last = *words_from(span, sources).get(4)?;
        let edits = vec![edit(last.start, last.start, "\"\" ")];
        return Some((Applicability::Unsafe, "write an empty regexp", edits));
    }
    if message.starts_with("MX takes a preference and a host, in this order") {
        if !is_one_piece(sources.bytes(span)) {
            return None;
        }
        let [host, preference] = words_from(span, sources).get(..2)?.try_into().ok()?;
        let text = |word: Token| sources.text(Span::new(span.source, word.start, word.end));
        let swapped = format!("{} {}", text(preference), text(host));
        let edits = vec![edit(span.start, span.end, &swapped)];
        return Some((Applicability::Safe, "put the fields in order", edits));
    }
    if message == PREFERENCE_MISSING {
        return Some((
            Applicability::Unsafe,
            "write a preference",
            vec![edit(span.start, span.start, "10 ")],
        ));
    }
    if message.starts_with("the text has ") && message.ends_with("a string holds 255 at most") {
        return split_texts(span, sources);
    }
    if message == SRV_MISSING {
        return Some((Applicability::Unsafe, "write the type", vec![edit(span.start, span.start, "SRV ")]));
    }
    if message.ends_with(BEGINS_WITH_BLANK) {
        let before = Span::new(span.source, 0, span.start);
        let indent = sources.bytes(before).iter().rev().take_while(|octet| matches!(octet, b' ' | b'\t'));
        let edits = vec![edit(span.start - indent.count() as u32, span.start, "")];
        return Some((Applicability::Unsafe, "remove the blank before the owner", edits));
    }
    None
}

/// The correction of the type of an address that takes another one.
fn other_type(mistake: &Mistake, sources: &Sources) -> Option<Correction> {
    let (_, rtype) = mistake.help.as_deref()?.split_once(TAKES_TYPE)?;
    let file = sources.file(mistake.span.source);
    let line = file.line_start(mistake.span.start);
    let before = sources.bytes(Span::new(mistake.span.source, line, mistake.span.start)).trim_ascii_end();
    let written = before.rsplit(u8::is_ascii_whitespace).next()?;
    let end = line + before.len() as u32;
    let span = Span::new(mistake.span.source, end - written.len() as u32, end);
    let edits = vec![Edit { span, text: rtype.trim_end_matches('`').to_owned() }];
    let is_type = [&b"A"[..], b"AAAA"].iter().any(|name| written.eq_ignore_ascii_case(name));
    is_type.then_some((Applicability::Unsafe, "write the type of the address", edits))
}

/// The correction of an address whose type is missing, and of a type that has grown to its owner.
fn with_type(mistake: &Mistake, sources: &Sources) -> Option<Correction> {
    let (span, message) = (mistake.span, &*mistake.message);
    let begins = |begin: &str| message.starts_with(begin);
    let edit = |start: u32, end: u32, text: &str| Edit {
        span: Span::new(span.source, start, end),
        text: text.to_owned(),
    };
    let line = sources.file(span.source).line_start(span.start);
    let before = sources.bytes(Span::new(span.source, line, span.start));
    let rtype = if sources.bytes(span).contains(&b':') { "AAAA " } else { "A " };
    if begins(TYPE_MISSING) {
        let written = shown_in(mistake.help.as_deref()?)?;
        let owner = before.split(u8::is_ascii_whitespace).next().unwrap_or_default();
        let applicability = if is_surely_host(owner) { Applicability::Safe } else { Applicability::Unsafe };
        let edits = vec![edit(span.start, span.start, rtype)];
        return written.starts_with(rtype).then_some((applicability, "write the type", edits));
    }
    if message.contains(NO_OWNER) {
        let edits = vec![edit(line, line, " "), edit(span.start, span.start, rtype)];
        return Some((Applicability::Unsafe, "write the type, and a blank in the place of the owner", edits));
    }
    if begins(BLANK_BEFORE) || message.contains(NO_HOST_NAME) {
        let written = shown_in(mistake.help.as_deref()?)?;
        let place = Span::new(span.source, line, span.end);
        let is_plain = is_one_piece(sources.bytes(place)) && is_shown_whole(written);
        let what = if begins(BLANK_BEFORE) { "write the blank" } else { "write the record as it was meant" };
        return is_plain.then(|| (Applicability::Unsafe, what, vec![edit(line, span.end, written)]));
    }
    None
}

/// The correction of one word: a directive's, a TTL's, or one that is left out.
fn of_word(span: Span, message: &str, sources: &Sources) -> Option<Correction> {
    let edit = |start: u32, end: u32, text: &str| Edit {
        span: Span::new(span.source, start, end),
        text: text.to_owned(),
    };
    if let Some(name) = message.strip_prefix(DIRECTIVE_APART) {
        let edits = vec![edit(span.start, span.end, name.trim_matches([' ', '`']))];
        return Some((Applicability::Unsafe, "write the directive without a blank", edits));
    }
    if message.starts_with(DOLLAR_BEFORE) {
        let blanks = sources.bytes(span)[1..].iter().take_while(|octet| octet.is_ascii_whitespace()).count();
        let edits = vec![edit(span.start, span.start + 1 + blanks as u32, "")];
        return Some((Applicability::Unsafe, "remove the `$` before the directive", edits));
    }
    if message.ends_with(NO_SUCH_WORD) {
        let behind = &sources.file(span.source).bytes()[span.end as usize..];
        let blanks = behind.iter().take_while(|octet| matches!(octet, b' ' | b'\t')).count() as u32;
        let edits = vec![edit(span.start, span.end + blanks, "")];
        return Some((Applicability::Unsafe, "leave the word out", edits));
    }
    // What a `$TTL` changes is not told by its line.
    let is_of_record = || !sources.file(span.source).line_around(span.start).1.starts_with(b"$");
    if message.starts_with(BLANK_IN_TTL) && is_of_record() {
        let edits = vec![edit(span.start, span.end, &ttl_of_words(sources.bytes(span))?)];
        return Some((Applicability::Unsafe, "write the TTL without a blank", edits));
    }
    None
}

/// The correction of a text that is longer than a string, and of those that follow it in its record: clients join the parts. Of
/// one with escapes nothing is cut.
fn split_texts(span: Span, sources: &Sources) -> Option<Correction> {
    let tokens = Tokens::new(sources.file(span.source).bytes(), span.start);
    let words = tokens.filter(Token::is_word);
    // No name is so long: a word that is stands in the same record.
    let long = words.take_while(|word| (word.end - word.start) as usize > LONGEST_STRING).take(MOST_TEXTS);
    let mut edits = Vec::new();
    for word in long {
        edits.extend(split_text(Span::new(span.source, word.start, word.end), sources)?);
    }
    (!edits.is_empty()).then_some((Applicability::Safe, "part the text into strings of 255 octets", edits))
}

/// What parts one text.
fn split_text(span: Span, sources: &Sources) -> Option<Vec<Edit>> {
    let text = sources.bytes(span);
    let is_quoted = text.len() > 2 && text.first() == Some(&b'"') && text.last() == Some(&b'"');
    let inner = if is_quoted { &text[1..text.len() - 1] } else { text };
    if inner.len() > MOST_STRINGS * LONGEST_STRING
        || inner.iter().any(|octet| matches!(octet, b'\\' | b'"' | b'\n'))
        || !inner.is_ascii()
    {
        return None;
    }
    let parting = if is_quoted { "\" \"" } else { " " };
    let start = span.start + u32::from(is_quoted);
    let cuts = (1..inner.len().div_ceil(LONGEST_STRING)).map(|part| start + (part * LONGEST_STRING) as u32);
    Some(cuts.map(|at| Edit { span: Span::new(span.source, at, at), text: parting.to_owned() }).collect())
}

/// How many octets a string holds (RFC 1035 section 3.3).
const LONGEST_STRING: usize = 255;
/// Into so many strings a text is parted, at most: a key has four or five.
const MOST_STRINGS: usize = 16;
/// So many texts of a record are parted at once, at most.
const MOST_TEXTS: usize = 64;

/// What the correction of commas between fields does.
const DELETE_COMMAS: &str = "part the fields by blanks";

/// What is replaced in four fields of one line with commas or the like, and what that does: in a `$GENERATE` they come into quotes.
fn between_commas(span: Span, text: &[u8], sources: &Sources) -> Option<(&'static str, Vec<Replaced>)> {
    let (_, line) = sources.file(span.source).line_around(span.start);
    let directive = line.get(..b"$GENERATE".len());
    if !directive.is_some_and(|word| word.eq_ignore_ascii_case(b"$GENERATE")) {
        return Some((DELETE_COMMAS, without_commas(text, false)?));
    }
    let mut places = without_commas(text, true)?;
    places.insert(0, (0, 0, "\""));
    places.push((text.len(), text.len(), "\""));
    Some(("put the rdata into quotes, without commas", places))
}

/// What is replaced in four fields of one line so that blanks alone part them; in a `$GENERATE` a number may hold a `$`.
fn without_commas(text: &[u8], is_generate: bool) -> Option<Vec<Replaced>> {
    if text.iter().any(|octet| matches!(octet, b'"' | b'\\' | b';')) {
        return None;
    }
    let is_blank = |octet: &u8| matches!(octet, b' ' | b'\t' | b'(' | b')');
    // Where no comma parts them, another sign does.
    let sign = *b",/|:".iter().find(|sign| text.contains(sign))?;
    let fields = text.split(|octet| is_blank(octet) || *octet == sign).filter(|field| !field.is_empty());
    let fields: Vec<&[u8]> = fields.collect();
    let [numbers @ .., _] = fields.as_slice() else { return None };
    let is_field = |field: &&[u8]| if is_generate { is_counted(field) } else { is_number(field) };
    if numbers.len() != 3 || !numbers.iter().all(is_field) {
        return None;
    }
    let (mut places, mut behind) = (Vec::new(), 0);
    for comma in memchr::memchr_iter(sign, text) {
        let start = text[..comma].iter().rposition(|octet| !is_blank(octet)).map_or(0, |last| last + 1);
        let end = text[comma + 1..].iter().position(|octet| !is_blank(octet));
        let end = end.map_or(text.len(), |length| comma + 1 + length);
        // Between two commas a field is missing.
        if comma > 0 && start == behind {
            return None;
        }
        behind = comma + 1;
        places.push(match (start < comma, comma + 1 < end) {
            (true, true) if !text[start..comma].contains(&b'(') => (start, comma + 1, ""),
            (false, false) if start > 0 && end < text.len() => (comma, comma + 1, " "),
            _ => (comma, comma + 1, ""),
        });
    }
    Some(places)
}

/// What is replaced, by offsets, and what stands there afterwards.
type Replaced = (usize, usize, &'static str);

/// The correction of the rdata of a `$GENERATE`, in quotes: what is wrong with one record of it is wrong with all.
fn in_pattern(text: &[u8], message: &str) -> Option<(Applicability, &'static str, Vec<Replaced>)> {
    let inner = text.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    if inner.len() > MOST_STRINGS * LONGEST_STRING
        || inner.iter().any(|octet| matches!(octet, b'"' | b'\\' | b';' | b'(' | b')' | b'\n'))
    {
        return None;
    }
    let mut at = 0;
    let pieces = inner.split(|octet| matches!(octet, b' ' | b'\t')).map(|word| {
        // Behind a blank, or the quote.
        at += word.len() + 1;
        (at - word.len(), word)
    });
    let words: Vec<(usize, &[u8])> = pieces.filter(|(_, word)| !word.is_empty()).collect();
    match words.as_slice() {
        [_, (second, _), _] if message.ends_with("the weight is missing") => {
            Some((Applicability::Unsafe, "write the weight 0", vec![(*second, *second, "0 ")]))
        }
        [numbers @ .., _] if numbers.len() == 3 => {
            let with_comma = |(at, word): &(usize, &[u8])| {
                let number =
                    word.strip_suffix(b",").filter(|number| !number.is_empty() && is_counted(number))?;
                Some((at + number.len(), at + word.len(), ""))
            };
            let commas: Vec<Replaced> = numbers.iter().filter_map(with_comma).collect();
            (!commas.is_empty()).then_some((Applicability::Safe, DELETE_COMMAS, commas))
        }
        _ => None,
    }
}

/// More words than any rdata has that can be corrected.
const MOST_WORDS: usize = 16;

/// The words from a place on, up to the end of the line, which may have no end; in parentheses up to these.
pub fn words_from(span: Span, sources: &Sources) -> Vec<Token> {
    let tokens = Tokens::new(sources.file(span.source).bytes(), span.start);
    let is_bracket = |token: &Token| matches!(token.kind, Kind::Open | Kind::Close);
    let near = tokens.clone().filter(|token| token.is_word() || is_bracket(token)).take(MOST_WORDS);
    let is_inside = near.into_iter().find(is_bracket).is_some_and(|bracket| bracket.kind == Kind::Close);
    let is_end = |token: &Token| match token.kind {
        Kind::Newline | Kind::Comment => !is_inside,
        Kind::Close => is_inside,
        _ => false,
    };
    tokens.take_while(|token| !is_end(token)).filter(Token::is_word).take(MOST_WORDS).collect()
}

/// Whether words stand on one line with nothing but blanks between them, so that they may be replaced together.
pub fn is_one_piece(text: &[u8]) -> bool {
    !text.iter().any(|octet| matches!(octet, b'(' | b')' | b';' | b'\n'))
}

fn is_number(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_digit)
}

/// Whether a word of a `$GENERATE` may become a number.
fn is_counted(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|octet| octet.is_ascii_digit() || *octet == b'$')
}

fn is_number_with_comma(text: &[u8]) -> bool {
    text.strip_suffix(b",").is_some_and(is_number)
}
