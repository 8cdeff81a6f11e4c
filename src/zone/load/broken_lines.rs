//! Records that are broken over two or three lines without parentheses, as books and posts lay them out: the owner, the type and
//! the rdata each in a line of its own; or in the midst of the last name. Finds what belongs together, so that it is one mistake. Reads no record.

use hickory_proto::rr::RecordType;

use crate::base::lines::line_start;
use crate::base::printable::printable;
use crate::syntax::lexer::{Kind, Token, Tokens};
use crate::syntax::record_type::{may_precede_type, record_type};
use crate::syntax::{BROKEN_RECORD, LACKS_TYPE, SyntaxError, UNKNOWN_TYPE, Word, look_like_rdata};

/// More words than a line of such a record has.
const MOST_WORDS: usize = 12;
/// So many lines without a word stand between the parts, at most.
const MOST_EMPTY: usize = 2;

/// How messages begin about a record that ends before its rdata does.
const LACKS_RDATA: [&str; 2] = ["unexpected end of the ", "SRV takes four fields"];

/// What is wrong with a line that lacks its type or its rdata, if these stand in the next lines.
#[cold]
pub(super) fn broken_lines(text: &[u8], error: &SyntaxError) -> Option<SyntaxError> {
    let lacks_type = error.message.ends_with(LACKS_TYPE);
    let lacks_rdata = LACKS_RDATA.iter().any(|begin| error.message.starts_with(begin));
    if error.label.is_some() || !lacks_type && !lacks_rdata {
        return None;
    }
    let start = line_start(text, error.start as usize);
    let (mut lines, end) = (vec![line(text, start)?], next_line(text, start));
    let is_indented = matches!(text.get(start), Some(b' ' | b'\t'));
    let first = &lines[0];
    // What stands in the first line behind the type.
    let mut rdata = Vec::new();
    let rtype = if lacks_type {
        let [name] = first.as_slice() else { return None };
        let begins = name.text(text)[0];
        let is_name = begins.is_ascii_alphanumeric() || matches!(begins, b'_' | b'*' | b'@');
        if is_indented || !is_name || !name.text(text).is_ascii() {
            return None;
        }
        let (second, end) = word_line(text, end?)?;
        let at = type_at(&second, text)?;
        let rtype = record_type(second[at].text(text))?;
        let behind_type = second[at + 1..].to_vec();
        lines.push(second);
        if !behind_type.is_empty() {
            return are_rdata(rtype, &behind_type, text).then(|| joined(&lines, text)).flatten();
        }
        let (third, behind) = word_line(text, end?)?;
        lines.push(third);
        (rtype, behind)
    } else {
        let owner = usize::from(!is_indented);
        let at = type_at(first.get(owner..)?, text)? + owner;
        let rtype = record_type(first[at].text(text))?;
        rdata.extend(&first[at + 1..]);
        let (second, behind) = word_line(text, end?)?;
        lines.push(second);
        (rtype, behind)
    };
    let (rtype, behind) = rtype;
    // A name alone may begin a record that is broken itself.
    let goes_on = || {
        behind.and_then(|at| word_line(text, at)).is_some_and(|(words, _)| type_at(&words, text).is_some())
    };
    let last = lines.last()?;
    let is_name = last.len() == 1 && !matches!(rtype, RecordType::A | RecordType::AAAA | RecordType::TXT);
    rdata.extend(last);
    let fits = are_rdata(rtype, &rdata, text) && !(is_name && goes_on());
    fits.then(|| joined(&lines, text)).flatten()
}

/// What is wrong with a line that holds a name alone, if that is perhaps the rest of the name in which the record before it ends.
#[cold]
pub(super) fn rest_of_name(text: &[u8], error: &SyntaxError) -> Option<SyntaxError> {
    // Behind a blank it is taken for a type.
    let is_alone = error.message.ends_with(LACKS_TYPE) || error.message.starts_with(UNKNOWN_TYPE);
    if error.label.is_some() || !is_alone {
        return None;
    }
    let start = line_start(text, error.start as usize);
    let (words, above) = (line(text, start)?, line_start(text, start.checked_sub(1)?));
    let [rest] = words.as_slice() else { return None };
    let before = line(text, above)?;
    let owner = usize::from(!matches!(text.get(above), Some(b' ' | b'\t')));
    let at = type_at(before.get(owner..)?, text)? + owner;
    let rtype = record_type(before[at].text(text))?;
    let ends_in_name = matches!(
        rtype,
        RecordType::SRV | RecordType::MX | RecordType::CNAME | RecordType::NS | RecordType::PTR
    );
    let name = before.last()?;
    let is_host =
        |word: &[u8]| word.iter().all(|octet| octet.is_ascii_alphanumeric() || b"-.".contains(octet));
    let (one, other) = (name.text(text), rest.text(text));
    let is_broken = is_host(one)
        && is_host(other)
        && !one.ends_with(b".")
        && other[..other.len() - 1].contains(&b'.')
        && text[name.end as usize..start].trim_ascii().is_empty();
    if !ends_in_name || !is_broken || !are_rdata(rtype, &before[at + 1..], text) {
        return None;
    }
    let [one, other] = [one, other].map(printable);
    Some(SyntaxError {
        start: rest.start,
        end: rest.end,
        message: format!("a name alone is no record: it may be the rest of `{one}` above"),
        help: Some(format!("write `{one}{other}` in the line above, or remove this line")),
        label: Some((name.start, name.end, "this name ends with its line".into())),
    })
}

/// The mistake of a record whose parts are these lines.
fn joined(lines: &[Vec<Token>], text: &[u8]) -> Option<SyntaxError> {
    let words: Vec<String> = lines.iter().flatten().map(|word| printable(word.text(text))).collect();
    let (first, rest) = lines.split_first()?;
    let count = if lines.len() == 2 { "two" } else { "three" };
    Some(SyntaxError {
        start: first.first()?.start,
        end: first.last()?.end,
        message: format!("{BROKEN_RECORD} {count} lines: BIND reads on only in `( )`"),
        help: Some(format!("join them: `{}`", words.join(" "))),
        label: Some((rest.first()?.first()?.start, rest.last()?.last()?.end, "it goes on here".into())),
    })
}

/// Where the type stands in the words of a line behind its owner, with nothing before it but a TTL and a class.
fn type_at(words: &[Token], text: &[u8]) -> Option<usize> {
    let is_before = |token: &&Token| may_precede_type(token.text(text));
    let at = words.iter().take(2).take_while(is_before).count();
    let word = words.get(at).filter(|word| word.kind == Kind::Word)?;
    record_type(word.text(text)).map(|_| at)
}

/// Whether tokens look like the rdata of a type.
fn are_rdata(rtype: RecordType, tokens: &[Token], text: &[u8]) -> bool {
    let words: Vec<Word> = tokens.iter().map(|token| token.word()).collect();
    look_like_rdata(rtype, &words, text)
}

/// Where the next line begins.
fn next_line(text: &[u8], at: usize) -> Option<usize> {
    memchr::memchr(b'\n', text.get(at..)?).map(|length| at + length + 1)
}

/// The words of the next line that has some, and where the one behind it begins.
fn word_line(text: &[u8], mut at: usize) -> Option<(Vec<Token>, Option<usize>)> {
    for _ in 0..=MOST_EMPTY {
        let (words, behind) = (line(text, at)?, next_line(text, at));
        if !words.is_empty() {
            return Some((words, behind));
        }
        at = behind?;
    }
    None
}

/// The words of the line at an offset, if it has few and no parentheses.
fn line(text: &[u8], at: usize) -> Option<Vec<Token>> {
    words_of_line(text, at, MOST_WORDS)
}

/// The same, where few are so many as `most`.
pub(super) fn words_of_line(text: &[u8], at: usize, most: usize) -> Option<Vec<Token>> {
    let mut words = Vec::new();
    for token in Tokens::new(text, at as u32) {
        match token.kind {
            Kind::Word | Kind::Quoted if words.len() < most => words.push(token),
            Kind::Blank | Kind::Comment => {}
            Kind::Newline => break,
            _ => return None,
        }
    }
    Some(words)
}
