//! Lines whose words are parted by other signs than blanks, a record's or the fields of an SRV record; marks of a merge that was not ended, and
//! tags of HTML. Says which record was meant. Reads no record.

use hickory_proto::rr::RecordType;

use crate::base::lines::{offset_in, words_of};
use crate::base::printable::printable;
use crate::syntax::record_type::{may_precede_type, record_type};
use crate::syntax::{SyntaxError, Word, look_like_rdata};
use crate::zone::load::pasted_text::Pasted;

/// What a message says of fields of an SRV record in one word.
pub const NOT_PARTED: &str = "no blanks part the fields of this SRV record";
/// How a message begins about a record whose words are parted by another sign.
pub const PARTED_BY: &str = "blanks part the words of a record, not";

/// Signs of names that people write between the fields of an SRV record.
const BETWEEN_FIELDS: [u8; 3] = *b"-_.";
/// Signs that programs write between the columns of a table.
const BETWEEN_COLUMNS: [u8; 3] = *b",|:";
/// So many words are a record, at most.
const MOST_WORDS: usize = 12;

/// What explains a mistake in the `line` that begins at `start`.
pub(super) fn parted(error: &SyntaxError, line: &[u8], start: usize, text: &[u8]) -> Option<Pasted> {
    conflict(line, start).or_else(|| tag(error, text)).or_else(|| fields_in_one_word(line, start))
}

/// A mark that git writes around what two sides have changed.
fn conflict(line: &[u8], start: usize) -> Option<Pasted> {
    let line = line.trim_ascii_end();
    let mark = line.get(..7)?;
    let is_mark = [&b"<<<<<<<"[..], b"|||||||", b">>>>>>>"].contains(&mark) && line.get(7) == Some(&b' ');
    (is_mark || line == b"=======").then(|| {
        let message = format!("`{}` is a mark of a merge conflict that is not resolved", printable(mark));
        let help = "keep the lines of one side, and remove the marks `<<<<<<<`, `=======` and `>>>>>>>`";
        let place = start..start + line.len();
        Pasted { is_comment: true, ..Pasted::of_kind("conflict", place, message, help.to_owned()) }
    })
}

/// Tags of HTML around records on a page.
const TAGS: [&str; 16] = [
    "br", "p", "pre", "code", "td", "tr", "th", "table", "li", "ul", "div", "span", "b", "i", "em", "strong",
];

/// A tag of HTML, in the place of which nothing is to be written.
fn tag(error: &SyntaxError, text: &[u8]) -> Option<Pasted> {
    let word = text.get(error.place())?;
    let inner = word.strip_prefix(b"<")?.strip_suffix(b">")?;
    let inner = inner.strip_prefix(b"/").or_else(|| inner.strip_suffix(b"/")).unwrap_or(inner);
    let is_tag = TAGS.iter().any(|tag| inner.trim_ascii_end().eq_ignore_ascii_case(tag.as_bytes()));
    is_tag.then(|| {
        let message = format!("`{}` is a tag of HTML, which no zone file has", printable(word));
        Pasted::of_kind("tag", error.place(), message, "remove the tag".to_owned())
    })
}

/// `10-5-993-mail`: four fields, or three of them, with a sign of names between them.
fn fields_in_one_word(line: &[u8], start: usize) -> Option<Pasted> {
    let words: Vec<&[u8]> = words_of(line).collect();
    let at = words.iter().position(|word| word.eq_ignore_ascii_case(b"SRV"))?;
    let fields = words.get(at + 1..)?;
    let numbers_by = |word: &[u8], sign: u8, most: usize| {
        let pieces: Vec<&[u8]> = word.splitn(most, |octet| *octet == sign).map(<[u8]>::trim_ascii).collect();
        (pieces.len() == most && pieces[..3].iter().all(|number| is_number(number)))
            .then(|| pieces.into_iter().map(printable).collect::<Vec<_>>())
    };
    let is_target = |target: &[u8]| {
        target.first().is_some_and(u8::is_ascii_alphanumeric) && target.iter().any(u8::is_ascii_alphabetic)
    };
    let mut signs = BETWEEN_FIELDS.into_iter();
    let pieces = match fields {
        [only] => signs.find_map(|sign| {
            let target = only.splitn(4, |octet| *octet == sign).nth(3)?;
            is_target(target).then(|| numbers_by(only, sign, 4)).flatten()
        })?,
        [numbers, target] if is_target(target) => {
            let mut pieces = signs.find_map(|sign| numbers_by(numbers, sign, 3))?;
            pieces.push(printable(target));
            pieces
        }
        _ => return None,
    };
    let last = fields.last()?;
    let place = start + offset_in(line, fields[0])..start + offset_in(line, last) + last.len();
    Some(Pasted::of_line(place, NOT_PARTED.to_owned(), format!("write `{}`", pieces.join(" "))))
}

/// `_imaps._tcp,SRV,0,1,993,mail`: a row of a table whose columns another sign parts.
pub(super) fn columns(line: &[u8], start: usize) -> Option<Pasted> {
    if line.iter().any(|octet| matches!(octet, b'"' | b'\\' | b'(' | b')')) {
        return None;
    }
    let sign = BETWEEN_COLUMNS.into_iter().find(|sign| {
        words_of(line).any(|word| {
            let mut pieces = word.split(|octet| octet == sign);
            word.contains(sign) && pieces.any(|piece| record_type(piece).is_some())
        })
    })?;
    let pieces = line.split(|octet| octet.is_ascii_whitespace() || *octet == sign);
    let pieces: Vec<&[u8]> = pieces.filter(|piece| !piece.is_empty()).take(MOST_WORDS + 1).collect();
    let is_before = |piece: &&&[u8]| may_precede_type(piece);
    let at = 1 + pieces.get(1..)?.iter().take_while(is_before).count();
    let rtype = record_type(pieces.get(at)?)?;
    let as_word = |piece: &&[u8]| {
        let begin = offset_in(line, piece);
        Word { start: begin as u32, end: (begin + piece.len()) as u32, quoted: false, escaped: false }
    };
    let rdata: Vec<Word> = pieces.get(at + 1..)?.iter().map(as_word).collect();
    let is_owner = pieces[0].iter().any(u8::is_ascii_alphanumeric) || matches!(pieces[0], b"@" | b"*");
    // An IPv6 address has colons itself.
    let is_rdata = look_like_rdata(rtype, &rdata, line) && rtype != RecordType::TXT;
    if pieces.len() > MOST_WORDS || !is_owner || line[0].is_ascii_whitespace() || !is_rdata {
        return None;
    }
    let record: Vec<String> = pieces.iter().map(|piece| printable(piece)).collect();
    let what = match sign {
        b',' => "commas".to_owned(),
        b':' => "colons".to_owned(),
        sign => format!("`{}`", char::from(sign)),
    };
    let (message, help) = (format!("{PARTED_BY} {what}"), format!("write `{}`", record.join(" ")));
    Some(Pasted::of_line(start..start + line.trim_ascii_end().len(), message, help))
}

fn is_number(text: &[u8]) -> bool {
    !text.is_empty() && text.len() <= 5 && text.iter().all(u8::is_ascii_digit)
}
