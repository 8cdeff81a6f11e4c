//! What people paste into zone files that no name server reads: signs of word processors, comments of other languages,
//! commas, glued fields, the marks of exporting programs. Names each once, with what to write. Reads no record.

use std::ops::Range;

use crate::base::lines::{line_start, offset_in, words_of};
use crate::base::printable::printable;
use crate::base::signs;
use crate::base::span::{SourceId, Span};
use crate::syntax::record_type::record_type;
use crate::syntax::ttl::parse_ttl;
use crate::syntax::{SyntaxError, is_type_in_capitals};
use crate::zone::load::foreign_lines::{FOREIGN_LINE, ForeignLine, foreign_line, marks_of_windows};
use crate::zone::load::page_line::of_page;
use crate::zone::load::parted::{columns, parted};
use crate::zone::load::pasted_text::Pasted;
use crate::zone::load::stand_in::{spaced, stand_in};
use crate::zone::load::state::Loader;
use crate::zone::mistake::{Mistake, MistakeKind};
use crate::zone::rdata::{FIELDS, fields_in_order};

/// Signs with which comments begin elsewhere.
const COMMENTS: [&str; 4] = ["//", "--", "/*", "#"];
/// Words with which whole lines of comments begin elsewhere. They may begin names: only alone they are told.
const COMMENT_WORDS: [&str; 3] = ["REM", "!", "%"];

/// How what is wrong with a sign that looks like another ends.
pub const STANDS_HERE: &str = " stands here";

/// The longest line that is looked at, in octets.
const LONGEST: usize = 4 << 10;

/// What explains a mistake in `text`, if it was pasted.
#[cold]
pub(super) fn pasted(text: &[u8], error: &SyntaxError) -> Option<Pasted> {
    let at = (error.start as usize).min(text.len());
    let start = line_start(text, at);
    let end = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |end| at + end);
    let line = text.get(start..end).filter(|line| line.len() <= LONGEST)?;
    let line = before_comment(line);
    spaced(error, line, start)
        .or_else(|| of_page(error, line, start, text))
        .or_else(|| lookalike(line, start))
        .or_else(|| of_other_program(&text[start..], start, line))
        .or_else(|| foreign_comment(line, start))
        .or_else(|| of_exporter(line, start))
        .or_else(|| pseudo_type(error, text))
        .or_else(|| parted(error, line, start, text))
        .or_else(|| stand_in(error, line, text))
        .or_else(|| separators(line, start))
        .or_else(|| columns(line, start))
        .or_else(|| number_with_comma(error, text))
        .or_else(|| glued(error, text).filter(|_| !begins_with_type(line)))
}

/// Whether a line begins with a type in the first column, which explains what is wrong behind it.
fn begins_with_type(line: &[u8]) -> bool {
    is_type_in_capitals(line.split(u8::is_ascii_whitespace).next().unwrap_or_default())
}

/// A line up to its comment. In quotes a semicolon begins none.
fn before_comment(line: &[u8]) -> &[u8] {
    let mut quoted = false;
    let is_end = |octet: &u8| {
        quoted ^= *octet == b'"';
        *octet == b';' && !quoted
    };
    let end = line.iter().position(is_end).unwrap_or(line.len());
    &line[..end]
}

/// The first sign outside quotes that looks like another.
fn lookalike(line: &[u8], start: usize) -> Option<Pasted> {
    let is_control = |octet: &u8| octet.is_ascii_control() && *octet != b'\t';
    let is_odd = |line: &&str| !line.is_ascii() || line.as_bytes().iter().any(is_control);
    let line = std::str::from_utf8(line).ok().filter(is_odd)?;
    let mut quoted = false;
    let found = line.char_indices().find_map(|(at, sign)| {
        quoted ^= sign == '"';
        Some((at, signs::sign(sign).filter(|_| !quoted)?))
    });
    let (at, (sign, name, instead)) = found?;
    let (code, what) = (u32::from(*sign), signs::with_article(name));
    let help = match *instead {
        "" => "remove it".to_owned(),
        " " => "write a blank in its place".to_owned(),
        instead => format!("write `{instead}` in its place"),
    };
    let begin = start + at;
    let message = format!("{what} (U+{code:04X}){STANDS_HERE}");
    Some(Pasted::of_kind(name, begin..begin + sign.len_utf8(), message, help))
}

/// A comment that begins as in another language.
fn foreign_comment(line: &[u8], start: usize) -> Option<Pasted> {
    let indent = line.len() - line.trim_ascii_start().len();
    // What is not ASCII is a word of the comment.
    let ends_sign = |octet: &u8| octet.is_ascii_whitespace() || !octet.is_ascii();
    let begins = |at: usize| COMMENTS.into_iter().find(|sign| line[at..].starts_with(sign.as_bytes()));
    let behind = || {
        let blanks = (1..line.len()).filter(|at| line[at - 1].is_ascii_whitespace());
        blanks
            .filter_map(|at| Some((at, begins(at)?)))
            .find(|(at, sign)| line.get(at + sign.len()).is_none_or(ends_sign))
    };
    let alone = || {
        let first = line[indent..].split(u8::is_ascii_whitespace).next()?;
        COMMENT_WORDS.into_iter().find(|word| first.eq_ignore_ascii_case(word.as_bytes()))
    };
    let at_start = begins(indent).or_else(alone).map(|sign| (indent, sign));
    let (at, sign) = at_start.or_else(behind)?;
    let begin = start + at;
    Some(comment_by(sign, begin..begin + sign.len(), at == indent))
}

/// What is wrong with a comment that begins with another sign.
fn comment_by(sign: &'static str, place: Range<usize>, is_comment: bool) -> Pasted {
    let message = format!("`{sign}` begins no comment in a zone file");
    let help = "begin the comment with `;`".to_owned();
    Pasted { is_comment, ..Pasted::of_kind(sign, place, message, help) }
}

/// What another program printed: a record each, or several lines that are one.
fn of_other_program(text: &[u8], start: usize, line: &[u8]) -> Option<Pasted> {
    let ForeignLine { what, record, is_of_several } = foreign_line(text)?;
    let indent = line.len() - line.trim_ascii_start().len();
    let message = format!("{FOREIGN_LINE}{what}, and not of a zone file");
    let help = match record {
        Some(record) if is_of_several => format!("write `{record}` in place of these lines"),
        Some(record) => format!("write `{record}`"),
        None => "write the record as a zone file has it, or remove the line".to_owned(),
    };
    let place = start + indent..start + line.trim_ascii_end().len();
    Some(Pasted { kind: is_of_several.then_some(what), ..Pasted::of_line(place, message, help) })
}

/// What an exporting program writes and BIND refuses.
fn of_exporter(line: &[u8], start: usize) -> Option<Pasted> {
    let mut words = words_of(line).skip_while(|word| !word.eq_ignore_ascii_case(b"AWS"));
    let routed = words.nth(1).filter(|word| word.eq_ignore_ascii_case(b"ALIAS"))?;
    let begin = start + offset_in(line, routed);
    let message =
        "`AWS ALIAS` is cli53's record for an alias of Route 53: no name server reads it".to_owned();
    let help = "give the name its addresses, or leave the line out".to_owned();
    Some(Pasted::of_kind("AWS ALIAS", begin..begin + routed.len(), message, help))
}

/// Types that some servers and providers have of their own, and what each stands for.
const PSEUDO_TYPES: [(&str, &str); 5] = [
    ("WINS", "Microsoft DNS's type for look-ups by WINS"),
    ("WINSR", "Microsoft DNS's type for look-ups by WINS"),
    ("ALIAS", "an alias where other records stand, as PowerDNS and several providers have it"),
    ("ANAME", "an alias where other records stand, as Hickory DNS and several providers have it"),
    ("LUA", "PowerDNS's type for a program"),
];

/// A type that exports have and BIND refuses.
fn pseudo_type(error: &SyntaxError, text: &[u8]) -> Option<Pasted> {
    let word = text.get(error.start as usize..error.end as usize)?;
    let is_word = |(name, _): &&(&str, &str)| word.eq_ignore_ascii_case(name.as_bytes());
    let (name, what) = PSEUDO_TYPES.iter().find(is_word)?;
    let message = format!("`{name}` is {what}: BIND refuses it");
    let help = format!(
        "for BIND, give the name the addresses that it stands for, or leave the line out; where such a server serves \
         the zone, silence it: `; srvlint: ignore[syntax] {name}`"
    );
    Some(Pasted::of_kind(name, error.place(), message, help))
}

/// What is wrong with signs between the fields of an SRV record; what they are follows.
const NOT_BLANKS: &str = "blanks part the fields of an SRV record, not ";

/// The signs that stand there, and what they are called.
const SEPARATORS: [(u8, &str); 4] = [(b',', "commas"), (b'/', "slashes"), (b'|', "bars"), (b':', "colons")];

/// Commas or the like between the fields of an SRV record, also in parentheses.
fn separators(line: &[u8], start: usize) -> Option<Pasted> {
    let is_between = |octet: &u8| octet.is_ascii_whitespace() || matches!(octet, b'(' | b')');
    let words: Vec<&[u8]> = line.split(is_between).filter(|word| !word.is_empty()).collect();
    let at = words.iter().position(|word| word.eq_ignore_ascii_case(b"SRV"))?;
    let fields = words.get(at + 1..)?;
    let count = |sign: u8| fields.iter().map(|field| memchr::memchr_iter(sign, field).count()).sum::<usize>();
    // One colon may part a host and its port.
    let (sign, signs) = SEPARATORS.into_iter().find(|(sign, _)| count(*sign) > usize::from(*sign != b','))?;
    let last = fields.last()?;
    let place = start + offset_in(line, fields[0])..start + offset_in(line, last) + last.len();
    let parts = fields.iter().flat_map(|field| field.split(|octet| *octet == sign));
    let parts: Vec<&[u8]> = parts.filter(|part| !part.is_empty()).collect();
    let parts = <[&[u8]; 4]>::try_from(parts).ok()?;
    let is_number = |part: &[u8]| part.iter().all(|octet| octet.is_ascii_digit() || *octet == b'$');
    let are_in_order = parts[..3].iter().all(|part| is_number(part));
    let help = match are_in_order {
        true => format!("write `{}`", parts.map(printable).join(" ")),
        false => fields_in_order(parts).unwrap_or_else(|| FIELDS.to_owned()),
    };
    Some(Pasted::of_line(place, format!("{NOT_BLANKS}{signs}"), help))
}

/// A number of an SRV record with a comma behind it, where the fields stand in several lines.
fn number_with_comma(error: &SyntaxError, text: &[u8]) -> Option<Pasted> {
    let word = text.get(error.start as usize..error.end as usize)?;
    let number = word.strip_suffix(b",").filter(|number| !number.is_empty())?;
    let is_field = ["the priority `", "the weight `", "the port `"].into_iter();
    let is_field = is_field.into_iter().any(|beginning| error.message.starts_with(beginning));
    (is_field && number.iter().all(u8::is_ascii_digit)).then(|| {
        let help = format!("write `{}`", printable(number));
        Pasted::of_line(error.place(), format!("{NOT_BLANKS}commas"), help)
    })
}

/// Words that are written as one: a TTL, a class, a type, the first number of the rdata; or the port and the target.
fn glued(error: &SyntaxError, text: &[u8]) -> Option<Pasted> {
    let word = text.get(error.start as usize..error.end as usize).filter(|word| word.len() <= 64)?;
    let parts = match word.iter().any(u8::is_ascii_whitespace) {
        false => parts(word)?,
        // Three fields: the last may be two.
        true => {
            let words: Vec<&[u8]> = words_of(word).collect();
            let [priority, weight, last] = words[..] else { return None };
            let digits = last.iter().take_while(|octet| octet.is_ascii_digit()).count();
            let is_host = last.get(digits).is_some_and(|octet| octet.is_ascii_alphabetic());
            let is_number = |word: &[u8]| word.iter().all(u8::is_ascii_digit);
            if !(2..=5).contains(&digits) || !is_host || !is_number(priority) || !is_number(weight) {
                return None;
            }
            vec![priority, weight, &last[..digits], &last[digits..]]
        }
    };
    let parts: Vec<String> = parts.into_iter().map(printable).collect();
    let (message, help) =
        ("a blank is missing between two fields".to_owned(), format!("write `{}`", parts.join(" ")));
    Some(Pasted::of_kind("glued", error.place(), message, help))
}

/// The parts of a word that is a TTL, a class, a type and a number, two of them at least and in this order.
fn parts(word: &[u8]) -> Option<Vec<&[u8]>> {
    // Some types end in a digit.
    if record_type(word).is_some() {
        return None;
    }
    let (mut parts, mut rest) = (Vec::new(), word);
    let digits = rest.iter().take_while(|octet| octet.is_ascii_digit()).count();
    if digits > 0 && parse_ttl(&rest[..digits]).is_ok() {
        parts.push(&rest[..digits]);
        rest = &rest[digits..];
    }
    if rest.len() > 2 && rest[..2].eq_ignore_ascii_case(b"IN") && parts_of_type(&rest[2..]).is_some() {
        parts.push(&rest[..2]);
        rest = &rest[2..];
    }
    let (rtype, number) = parts_of_type(rest)?;
    parts.push(rtype);
    parts.extend(Some(number).filter(|number| !number.is_empty()));
    (parts.len() >= 2).then_some(parts)
}

/// A type, and the digits behind it.
fn parts_of_type(word: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = word.iter().take_while(|octet| octet.is_ascii_alphabetic()).count();
    let (rtype, number) = word.split_at(length);
    let is_known = length > 0 && record_type(rtype).is_some();
    (is_known && number.iter().all(u8::is_ascii_digit)).then_some((rtype, number))
}

/// Whether an owner is nothing but the signs with which comments begin elsewhere: `##`, `#---`.
pub(super) fn is_comment_mark(owner: &[u8]) -> bool {
    owner.first() == Some(&b'#') && owner.iter().all(|octet| matches!(octet, b'#' | b'-' | b'=' | b'*'))
}

impl Loader<'_, '_> {
    /// Notes a line that is meant for a comment, and whose words happen to be a record: `## CNAME Records`.
    pub(super) fn note_comment(&mut self, span: Span) {
        self.note_pasted(span, comment_by("#", span.start as usize..span.end as usize, true));
    }

    /// The text to read in place of a file: without the marks of Windows DNS, which are one mistake.
    pub(super) fn without_marks(&mut self, source: SourceId) -> SourceId {
        let file = self.sources.file(source);
        let marks = marks_of_windows(file.bytes());
        let Some(first) = marks.first().cloned() else { return source };
        let mut text = file.bytes().to_vec();
        marks.iter().for_each(|mark| text[mark.clone()].fill(b' '));
        let span = Span::new(source, first.start as u32, first.end as u32);
        let message = "a mark of Windows DNS, which no other name server reads";
        let help =
            Some("remove the marks in brackets: they say when a client last refreshed its name".to_owned());
        let mistake = Mistake::new(MistakeKind::Syntax, span, message);
        self.mistakes.push(Mistake {
            help,
            places: marks.len() as u32 - 1,
            detail: "mark".into(),
            ..mistake
        });
        self.sources.add(file.path.clone(), file.location.clone(), text, file.included_at())
    }
}
