//! Rdata that goes on in the next lines without parentheses, as many other formats have it. Finds the fields that are
//! missed there, so that they are one mistake. Reads no record.

use hickory_proto::rr::RecordType;

use crate::syntax::lexer::Token;
use crate::syntax::record_type::{class, record_type};
use crate::syntax::{RecordEntry, SyntaxError};
use crate::zone::load::broken_lines::words_of_line;

/// The most lines that a record's fields are looked for in, beyond its own.
const MOST_LINES: usize = 8;
/// The most words that such a line has.
const MOST_WORDS: usize = 8;

/// Says of a mistake in a record that has too few fields where the others are, if they stand in the next lines.
#[cold]
pub(super) fn continued(record: &RecordEntry<'_>, text: &[u8], mut error: SyntaxError) -> SyntaxError {
    let Some((start, end)) = fields_below(record, text) else { return error };
    error.help =
        Some("write the record on one line, or `(` before its first field and `)` after its last".into());
    error.label = Some((start, end, "its other fields".into()));
    error
}

/// Where the missing fields of a record stand, if they are all that stands in the lines below it.
fn fields_below(record: &RecordEntry<'_>, text: &[u8]) -> Option<(u32, u32)> {
    let wanted = match record.rtype {
        RecordType::SRV => 4,
        RecordType::SOA => 7,
        RecordType::MX => 2,
        RecordType::NAPTR => 6,
        _ => return None,
    };
    let missing = wanted - Some(record.rdata.len()).filter(|given| *given < wanted)?;
    let mut found: Vec<Token> = Vec::new();
    let mut at = record.end as usize;
    for _ in 0..MOST_LINES {
        at += memchr::memchr(b'\n', text.get(at..)?)? + 1;
        let line = line_at(text, at)?;
        found.extend(line);
        if found.len() >= missing {
            break;
        }
    }
    let is_number = |token: &Token| token.text(text).iter().all(u8::is_ascii_digit);
    // An SRV record's last field is the only one that is no number, and an SOA's first two are.
    let is_whole = match record.rtype {
        RecordType::SRV | RecordType::MX => {
            let (last, before) = found.split_last()?;
            !is_number(last) && before.iter().all(is_number)
        }
        RecordType::SOA => found.iter().rev().take(4).all(|token| token.text(text)[0].is_ascii_digit()),
        _ => true,
    };
    (is_whole && found.len() == missing).then(|| Some((found.first()?.start, found.last()?.end)))?
}

/// The words of the line at an offset, if it begins with a blank and holds nothing of a record's but fields.
fn line_at(text: &[u8], at: usize) -> Option<Vec<Token>> {
    if !matches!(text.get(at), Some(b' ' | b'\t')) {
        return None;
    }
    let words = words_of_line(text, at, MOST_WORDS)?;
    let is_of_record =
        |token: &Token| record_type(token.text(text)).is_some() || class(token.text(text)).is_some();
    (!words.iter().any(is_of_record)).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Entry, Parser, Start};

    #[test]
    fn fields_in_the_next_lines_are_found() {
        for (text, expected) in [
            ("a SRV 0 5\n  5060 pbx\n", Some("5060 pbx")),
            ("a SRV\n  0 5 ; two\n  5060 pbx", Some("0 5 ; two\n  5060 pbx")),
            ("a SRV 0 5 5060\n\tpbx\n", Some("pbx")),
            ("a SRV 0 5 5060\nb A 192.0.2.1\n", None),
            ("a SRV 0 5 5060\n  A 192.0.2.1\n", None),
            ("a SRV 0 5 5060\n  IN pbx\n", None),
            ("a SRV 0 5\n  5060 pbx more\n", None),
            ("a SRV 0 5\n  pbx 5060\n", None),
            ("a SRV 0 5 5060", None),
            ("a MX 10\n  mail\n", Some("mail")),
            ("a TXT\n  x\n", None),
            ("@ SOA ns h\n  1\n  2\n  3\n  4w\n  5\n", Some("1\n  2\n  3\n  4w\n  5")),
            ("@ SOA ns h 1\n  NS ns\n", None),
        ] {
            let (mut parser, mut errors) = (Parser::new(text.as_bytes(), Start::File), Vec::new());
            let Some(Entry::Record(record)) = parser.next(&mut errors) else { panic!("{text}") };
            let found = fields_below(&record, text.as_bytes());
            assert_eq!(found.map(|(start, end)| &text[start as usize..end as usize]), expected, "{text}");
        }
    }
}
