//! What is wrong with an entry whose first words are none that may stand there, and what was meant by them. Knows no text
//! beyond them.

use hickory_proto::rr::RecordType;

use crate::base::printable::printable;
use crate::base::spelling::{did_you_mean, distance};
use crate::syntax::entry::Word;
use crate::syntax::error::{SyntaxError, note};
use crate::syntax::fields::Fields;
use crate::syntax::meant_lines::near_type;
use crate::syntax::no_type::address_type;
use crate::syntax::odd_words::DIRECTIVES;
use crate::syntax::record_type::{is_type_in_capitals, may_precede_type, record_type};
use crate::syntax::ttl::{MAX_TTL, parse_ttl};

impl Fields<'_, '_> {
    /// Whether a record's type stands in the words from `at` on, with nothing before it but a TTL and a class.
    pub(super) fn has_type(&self, at: usize) -> bool {
        self.type_at(at).is_some()
    }

    /// Where that type stands.
    fn type_at(&self, at: usize) -> Option<usize> {
        let is_before = |word: &&Word| may_precede_type(word.text(self.text));
        let before = self.words[at..].iter().take_while(is_before).count();
        let word = self.words.get(at + before).filter(|word| !word.quoted)?;
        record_type(word.text(self.text)).map(|_| at + before)
    }

    /// Whether the first word of a line that begins with a blank is an owner, as what follows it is the rest of a record.
    #[cold]
    pub(super) fn is_indented_owner(&self, word: Word, at: usize) -> bool {
        let text = word.text(self.text);
        let is_class = matches!(text, [b'I', _] | [_, b'N']);
        !text.starts_with(b"$") && !looks_like_ttl(text) && !is_class && self.has_type(at)
    }

    /// Whether the first word of a line that begins with a blank is a host called like a type, such as `ns` or `mx`: a whole
    /// record stands behind it, which no data of that type are.
    pub(super) fn is_named_like_type(&self, rtype: RecordType) -> bool {
        let [_, first, rest @ ..] = self.words else { return false };
        let is_number = || first.text(self.text).first().is_some_and(u8::is_ascii_digit);
        let may_be = match rtype {
            RecordType::A | RecordType::AAAA | RecordType::NS | RecordType::CNAME | RecordType::PTR => {
                !rest.is_empty()
            }
            RecordType::MX => rest.len() != 1 || !is_number(),
            RecordType::SRV => rest.len() != 3 || !is_number(),
            _ => false,
        };
        may_be && self.type_at(1).is_some_and(|at| at + 1 < self.words.len())
    }

    #[cold]
    pub(super) fn indented_owner(&mut self, word: Word) {
        if self.is_terse() {
            return self.wrong(word, String::new());
        }
        let shown = printable(word.text(self.text));
        let message = format!("`{shown}` is not taken for an owner: {BEGINS_WITH_BLANK}");
        let help = Some(format!("remove the blank before `{shown}`: an owner begins in the first column"));
        note(self.errors, SyntaxError { help, ..SyntaxError::at(word, message) });
    }

    /// Whether `word` is the second of two names before the type, which is reported.
    #[cold]
    pub(super) fn are_two_owners(&mut self, word: Word, owner: Option<Word>, at: usize) -> bool {
        let (Some(first), second) = (owner.map(|owner| owner.text(self.text)), word.text(self.text)) else {
            return false;
        };
        let is_service = |text: &[u8]| text.first() == Some(&b'_');
        let is_name = is_service(second) || is_service(first) && second.contains(&b'.');
        if !is_name || looks_like_ttl(second) || !self.has_type(at) {
            return false;
        }
        let [one, other] = [first, second].map(printable);
        let (begin, end) = (one.trim_end_matches('.'), other.trim_start_matches('.'));
        let help = if is_service(first) && end.is_empty() {
            format!("write `{begin}`: a name has no blanks")
        } else if is_service(first) && (second.starts_with(b".") || is_rest_of_name(first, second)) {
            format!("write `{begin}.{end}`: a name has no blanks")
        } else if is_service(second) && has_second_underscore(second) && !is_service(first) {
            format!("write `{other}` alone: a record has one owner")
        } else {
            "write one of the two: a record has one owner, and a name has no blanks".to_owned()
        };
        let message = format!("two names stand before the record type: `{one}` and `{other}`");
        note(self.errors, SyntaxError { help: Some(help), ..SyntaxError::at(word, message) });
        true
    }

    #[cold]
    pub(super) fn quoted_type(&mut self, word: Word, owner: Option<Word>) {
        if self.is_meant_line(word, owner) {
            return;
        }
        if let Some(error) = self.quoted_record(word, owner) {
            return note(self.errors, error);
        }
        self.wrong(word, "a quoted string where the class, TTL or type belongs".into());
        let owner = owner.map(|owner| owner.text(self.text)).filter(|owner| is_type_in_capitals(owner));
        if let (Some(owner), Some(error), false) = (owner, self.errors.last_mut(), self.terse) {
            error.help = Some(type_as_owner(owner));
        }
    }

    /// A record whose words stand in quotes, as in a table of a spreadsheet.
    fn quoted_record(&self, word: Word, owner: Option<Word>) -> Option<SyntaxError> {
        let is_value = |text: &[u8]| may_precede_type(text) || record_type(text).is_some();
        if self.terse || owner.is_none() || !is_value(word.text(self.text)) {
            return None;
        }
        let bare = |word: &Word| printable(word.text(self.text));
        let texts: Vec<String> = self.words.iter().take(MOST_QUOTED).map(bare).collect();
        let is_of_strings = self
            .words
            .iter()
            .any(|word| matches!(record_type(word.text(self.text)), Some(RecordType::TXT | RecordType::CAA)));
        let help = match self.words.len() <= MOST_QUOTED && !is_of_strings {
            true => format!("write the record without quotes: `{}`", texts.join(" ")),
            false => format!("write `{}` without quotes", bare(&word)),
        };
        let message = format!("the quotes make `{}` a text, and no class, TTL or type", bare(&word));
        Some(SyntaxError { help: Some(help), ..SyntaxError::at(word, message) })
    }

    #[cold]
    pub(super) fn unknown_type(&mut self, word: Word, owner: Option<Word>) {
        if self.is_terse() {
            return self.wrong(word, String::new());
        }
        // `A 192.0.2.1` in the first column has its type.
        let begins_with_type = owner.is_some_and(|owner| is_type_in_capitals(owner.text(self.text)));
        if let Some(error) = self.typeless(word, owner).filter(|_| !begins_with_type) {
            return note(self.errors, error);
        }
        if self.lacks_srv(owner)
            || self.is_without_dollar(owner)
            || self.is_odd_word(word, owner)
            || self.is_meant_line(word, owner)
        {
            return;
        }
        let text = word.text(self.text);
        let shown = printable(text);
        let help = match owner.map(|owner| owner.text(self.text)) {
            Some(owner) if owner.starts_with(b"#") || owner.starts_with(b"//") => {
                Some("comments begin with `;`".to_owned())
            }
            _ if text.starts_with(b"$") => Some("a directive begins in the first column".to_owned()),
            _ if text.starts_with(b"[AGE:") => {
                Some("`[AGE:…]` is written by Windows DNS: remove it, no other server reads it".to_owned())
            }
            Some(owner) if is_type_in_capitals(owner) => Some(type_as_owner(owner)),
            Some(owner) if owner.starts_with(b"_") && nearly_srv(text) => Some(did_you_mean("SRV")),
            _ if looks_like_ttl(text) && parse_ttl(text).is_ok() => Some("write the TTL once".to_owned()),
            _ if looks_like_ttl(text) && address_type(text).is_none() => Some(format!(
                "a TTL is a number of seconds up to {MAX_TTL}, or numbers with a unit each, as in `1h30m`"
            )),
            _ => None,
        };
        let help = help.or_else(|| near_type(text));
        let message = format!("{UNKNOWN_TYPE}{shown}`");
        note(self.errors, SyntaxError { help, ..SyntaxError::at(word, message) });
    }

    /// Whether all that stands behind the owner are the fields of an SRV record, which is reported. Behind that of a service a TTL
    /// and a class may stand before them.
    fn lacks_srv(&mut self, owner: Option<Word>) -> bool {
        let behind = &self.words[usize::from(owner.is_some())..];
        let is_of_service = owner.is_some_and(|owner| names_service(owner.text(self.text)));
        let first = if is_of_service { behind.len().saturating_sub(4) } else { 0 };
        let (before, fields) = behind.split_at(first);
        let is_before = |word: &Word| may_precede_type(word.text(self.text));
        let [numbers @ .., target] = fields else { return false };
        if before.len() > 2 || !before.iter().all(is_before) {
            return false;
        }
        let is_number = |word: &Word| {
            let text = std::str::from_utf8(word.text(self.text));
            !word.quoted && text.is_ok_and(|text| text.parse::<u16>().is_ok())
        };
        // A digest has no dot, and what a TTL may be is no priority.
        let text = target.text(self.text);
        let is_name = !target.quoted
            && (is_of_service || text.contains(&b'.'))
            && text.iter().any(u8::is_ascii_alphabetic);
        let is_priority = numbers.first().is_some_and(|first| first.text(self.text).len() <= MOST_DIGITS);
        if numbers.len() != 3 || !numbers.iter().all(is_number) || !is_name || !is_priority {
            return false;
        }
        let texts = fields.iter().map(|word| printable(word.text(self.text)));
        let help = Some(format!("write `SRV {}`", texts.collect::<Vec<_>>().join(" ")));
        let fields = Word { end: target.end, ..numbers[0] };
        note(self.errors, SyntaxError { help, ..SyntaxError::at(fields, SRV_MISSING.to_owned()) });
        true
    }

    /// Whether a directive's name stands behind a blank, or behind a second `$`, which is reported.
    fn is_apart(&mut self, dollar: Word) -> bool {
        let Some(second) = self.words.get(1).filter(|_| dollar.text(self.text) == b"$") else { return false };
        let text = second.text(self.text);
        let name = text.strip_prefix(b"$").unwrap_or(text);
        let is_it = |known: &&&str| name.eq_ignore_ascii_case(known.as_bytes());
        let Some(known) = DIRECTIVES.iter().find(is_it) else { return false };
        let whole = Word { end: second.end, ..dollar };
        let message = match text.starts_with(b"$") {
            true => format!("{DOLLAR_BEFORE} `${known}`, as from the prompt of a shell"),
            false => format!("{DIRECTIVE_APART} `${known}`"),
        };
        let help = Some(format!("write `${known}`"));
        note(self.errors, SyntaxError { help, ..SyntaxError::at(whole, message) });
        true
    }

    #[cold]
    pub(super) fn unknown_directive(&mut self, word: Word) {
        if self.is_terse() {
            return self.wrong(word, String::new());
        }
        if self.is_apart(word) {
            return;
        }
        let name = word.text(self.text);
        let upper = String::from_utf8_lossy(name).to_ascii_uppercase();
        let near = DIRECTIVES.into_iter().find(|known| distance(known, &upper[1..]) <= 2);
        let help = near.map(|known| did_you_mean(&format!("${known}")));
        let message = format!("{UNKNOWN_DIRECTIVE}{}`", printable(name));
        note(self.errors, SyntaxError { help, ..SyntaxError::at(word, message) });
    }
}

/// So many words in quotes are shown as a record, at most.
const MOST_QUOTED: usize = 8;

/// How many digits a priority has at most that is hardly a TTL.
const MOST_DIGITS: usize = 2;

/// What is wrong with fields of an SRV record that stand alone.
pub const SRV_MISSING: &str = "the type is missing before the fields of an SRV record";

/// How a message begins about a directive with a blank in its name.
pub const DIRECTIVE_APART: &str = "a blank stands after the `$` of";

/// How a message begins about a directive behind a `$` that stands alone.
pub const DOLLAR_BEFORE: &str = "a `$` too many stands before";

/// How a message ends about a line whose first word is an owner that is not read as one.
pub const BEGINS_WITH_BLANK: &str = "its line begins with a blank";

/// How a message begins about a record whose parts stand in lines of their own.
pub const BROKEN_RECORD: &str = "this record is broken over";

/// How a message begins about a word in the place of the type that is none, up to the word.
pub const UNKNOWN_TYPE: &str = "unknown record type `";

/// What is wrong with a directive that is none; its name follows.
pub const UNKNOWN_DIRECTIVE: &str = "unknown directive `";

/// What helps where a line begins with its type.
pub fn type_as_owner(word: &[u8]) -> String {
    let word = String::from_utf8_lossy(word);
    format!("`{word}` is read as the owner: a record of the owner above begins with a blank")
}

/// Whether a text begins as a number does, and no type.
fn looks_like_ttl(text: &[u8]) -> bool {
    matches!(text, [b'0'..=b'9', ..] | [b'-' | b'+', b'0'..=b'9', ..])
}

/// Whether an owner begins with a service and a protocol: not with a port, which has TLSA records.
fn names_service(owner: &[u8]) -> bool {
    let mut labels = owner.split(|octet| *octet == b'.');
    let (service, protocol) = (labels.next().unwrap_or_default(), labels.next().unwrap_or_default());
    [service, protocol].iter().all(|label| label.starts_with(b"_"))
        && service.iter().any(u8::is_ascii_alphabetic)
}

/// Whether the second of two names is what is missing behind the first, a service's: its protocol, or behind that the domain.
fn is_rest_of_name(first: &[u8], second: &[u8]) -> bool {
    let has_protocol = has_second_underscore(first);
    let begins_with_protocol = second.starts_with(b"_") && !has_protocol;
    let is_whole = first.ends_with(b".") && first.iter().filter(|octet| **octet == b'.').count() > 2;
    begins_with_protocol || has_protocol && !is_whole && !second.starts_with(b"_")
}

/// Whether another label of a service's name than the first begins with an underscore, as the protocol does.
fn has_second_underscore(name: &[u8]) -> bool {
    name.windows(2).any(|two| two == b"._")
}

/// Whether a text is `SRV` with one typing mistake.
fn nearly_srv(text: &[u8]) -> bool {
    let upper = String::from_utf8_lossy(text).to_ascii_uppercase();
    distance("SRV", &upper) == 1
}
