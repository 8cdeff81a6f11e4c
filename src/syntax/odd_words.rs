//! Words of a line that are nearly right: a TTL with a blank before its unit, a word before the type that is none of its
//! kind, a directive without its `$`. Knows no text beyond the line.

use crate::base::lines::words_of;
use crate::base::printable::printable;
use crate::base::spelling::distance;
use crate::syntax::entry::Word;
use crate::syntax::error::{SyntaxError, note};
use crate::syntax::fields::Fields;
use crate::syntax::rdata_looks::look_like_rdata;
use crate::syntax::record_type::{may_precede_type, record_type};
use crate::syntax::ttl::parse_ttl;

/// How a message begins about a TTL with a blank before its unit.
pub const BLANK_IN_TTL: &str = "a blank stands before the unit of the TTL";
/// How a message ends about a word before the type that is to be left out.
pub const NO_SUCH_WORD: &str = "is not a TTL, a class or a type";
/// How a message begins about a directive without its `$`.
const DOLLAR_MISSING: &str = "the `$` is missing before";

/// What people write for the units of a TTL, and the unit.
const UNITS: [(&str, char); 14] = [
    ("s", 's'),
    ("sec", 's'),
    ("secs", 's'),
    ("second", 's'),
    ("m", 'm'),
    ("min", 'm'),
    ("mins", 'm'),
    ("minute", 'm'),
    ("h", 'h'),
    ("hr", 'h'),
    ("hour", 'h'),
    ("d", 'd'),
    ("day", 'd'),
    ("week", 'w'),
];

/// What people and panels write before a type in the place of a TTL that is not set.
const LEFT_OUT: [&str; 7] = ["-", "--", "default", "none", "null", "n/a", "inherit"];

/// The directives that every server reads, without their `$`.
pub(super) const DIRECTIVES: [&str; 4] = ["ORIGIN", "TTL", "INCLUDE", "GENERATE"];

/// So many words may stand between a word that is none and the type.
const MOST_BETWEEN: usize = 3;

/// The TTL that a number and a unit behind it were meant for: `5 minutes` is `5m`.
pub fn ttl_of_words(text: &[u8]) -> Option<String> {
    let mut words = words_of(text);
    let (number, unit, end) = (words.next()?, words.next()?, words.next());
    let unit = std::str::from_utf8(unit).ok()?.to_ascii_lowercase();
    let is_unit = |known: &&(&str, char)| {
        unit == known.0 || known.0.len() > 1 && unit.strip_suffix('s') == Some(known.0)
    };
    let (_, letter) = UNITS.iter().find(is_unit)?;
    let is_number = number.iter().all(u8::is_ascii_digit) && end.is_none();
    let written = format!("{}{letter}", std::str::from_utf8(number).ok()?);
    (is_number && parse_ttl(written.as_bytes()).is_ok()).then_some(written)
}

/// The directive that a line was meant for whose `$` is missing; of a line that cannot be read.
pub fn lacks_dollar(line: &[u8]) -> Option<&'static str> {
    let line = &line[..memchr::memchr2(b'\n', b';', line).unwrap_or(line.len())];
    let mut words = line.split(u8::is_ascii_whitespace);
    let first = words.next()?;
    let name = DIRECTIVES.into_iter().find(|name| first.eq_ignore_ascii_case(name.as_bytes()))?;
    let behind: Vec<&[u8]> = words.filter(|word| !word.is_empty()).take(MOST_BETWEEN).collect();
    let is_name = |word: &[u8]| record_type(word).is_none() && !may_precede_type(word) && word[0] != b'"';
    let is_range = |word: &[u8]| {
        let mut ends = word.splitn(2, |octet| *octet == b'-');
        let mut is_number = || ends.next().is_some_and(|end| end.first().is_some_and(u8::is_ascii_digit));
        is_number() && is_number()
    };
    let is_meant = match (name, behind.as_slice()) {
        ("ORIGIN", [word]) | ("INCLUDE", [word]) => is_name(word),
        ("TTL", [word]) => parse_ttl(word).is_ok(),
        ("GENERATE", [range, _, _]) => is_range(range),
        _ => false,
    };
    is_meant.then_some(name)
}

impl Fields<'_, '_> {
    /// Whether the line is a directive without its `$`, which is reported.
    #[cold]
    pub(super) fn is_without_dollar(&mut self, owner: Option<Word>) -> bool {
        let Some(first) = owner.filter(|_| !self.is_terse()) else { return false };
        let (start, end) = (first.start as usize, self.words[self.words.len() - 1].end as usize);
        let line = self.text.get(start..end).unwrap_or_default();
        let Some(name) = lacks_dollar(line) else { return false };
        let help = Some(format!("write `${name}{}`", printable(&line[name.len()..])));
        let error = SyntaxError::at(first, format!("{DOLLAR_MISSING} `{name}`"));
        note(self.errors, SyntaxError { help, ..error });
        true
    }

    /// Whether the words of a `$TTL` are a number and its unit, which is reported.
    #[cold]
    pub(super) fn is_parted_ttl(&mut self) -> bool {
        let [_, number, unit] = self.words else { return false };
        let whole = Word { end: unit.end, ..*number };
        let Some(ttl) = ttl_of_words(whole.text(self.text)).filter(|_| !self.is_terse()) else {
            return false;
        };
        let help = Some(format!("write `$TTL {ttl}`"));
        let error = SyntaxError::at(whole, format!("{BLANK_IN_TTL} `{}`", printable(whole.text(self.text))));
        note(self.errors, SyntaxError { help, ..error });
        true
    }

    /// Whether all is a record but for `word`, which stands before its type, and for which it is told what was meant.
    #[cold]
    pub(super) fn is_odd_word(&mut self, word: Word, owner: Option<Word>) -> bool {
        let Some(at) = self.words.iter().position(|known| *known == word) else { return false };
        let text = |word: &Word| word.text(self.text);
        let is_between = |word: &&Word| may_precede_type(text(word));
        let behind = &self.words[at + 1..];
        let between = behind.iter().take_while(is_between).count();
        let rtype = behind.get(between).filter(|word| !word.quoted).and_then(|word| record_type(text(word)));
        let is_record = rtype.is_some_and(|rtype| look_like_rdata(rtype, &behind[between + 1..], self.text));
        if !is_record || between > MOST_BETWEEN {
            return false;
        }
        let own = usize::from(owner.is_some());
        // The number of the unit was read as a TTL.
        let number = at.checked_sub(1).filter(|before| *before >= own);
        let whole = number.map(|before| Word { start: self.words[before].start, ..word });
        let ttl = whole.and_then(|whole| Some((whole, ttl_of_words(text(&whole))?)));
        let shown = printable(text(&word));
        let upper = shown.to_ascii_uppercase();
        // A record without its class has the zone's.
        let is_class = distance("IN", &upper) == 1 && upper.bytes().all(|octet| matches!(octet, b'I' | b'N'));
        let (whole, first, written, message) = if let Some((whole, ttl)) = ttl {
            let message = format!("{BLANK_IN_TTL} `{}`", printable(text(&whole)));
            (whole, at - 1, Some(ttl), message)
        } else if is_class || LEFT_OUT.iter().any(|known| shown.eq_ignore_ascii_case(known)) {
            (word, at, None, format!("`{shown}` {NO_SUCH_WORD}"))
        } else {
            return false;
        };
        let as_written = |word: &Word| printable(&self.text[word.start as usize..word.end as usize]);
        let before = self.words[..first].iter().map(as_written);
        let after = behind.iter().map(as_written);
        let record: Vec<String> = before.chain(written).chain(after).collect();
        let help = Some(format!("write `{}`", record.join(" ")));
        note(self.errors, SyntaxError { help, ..SyntaxError::at(whole, message) });
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_a_unit_are_one_ttl() {
        for (words, expected) in [
            ("5 minutes", Some("5m")),
            ("1 Day", Some("1d")),
            ("2  weeks", Some("2w")),
            ("3600 s", Some("3600s")),
            ("90 secs", Some("90s")),
            ("1 month", None),
            ("x days", None),
            ("1 h 5", None),
            ("99999999999 days", None),
        ] {
            assert_eq!(ttl_of_words(words.as_bytes()).as_deref(), expected, "{words}");
        }
    }

    #[test]
    fn a_directive_is_told_without_its_dollar() {
        for (line, expected) in [
            ("ORIGIN lab.example.org.", Some("ORIGIN")),
            ("TTL 300 ; the default", Some("TTL")),
            ("ttl 1h\nx", Some("TTL")),
            ("INCLUDE hosts.inc", Some("INCLUDE")),
            ("GENERATE 1-9 a$ A 192.0.2.$", Some("GENERATE")),
            // Hosts may be called so.
            ("origin A", None),
            ("origin", None),
            ("origin 300", None),
            ("ttl x", None),
            ("generate a b c", None),
        ] {
            assert_eq!(lacks_dollar(line.as_bytes()), expected, "{line}");
        }
    }
}
