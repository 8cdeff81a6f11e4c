//! What a whole line was meant for whose words are not a record's: a name with a blank in it, a line of another program's
//! configuration, a record without its type. Knows no text beyond the line.

use hickory_proto::rr::RecordType;

use crate::base::lines::words_of;
use crate::base::printable::printable;
use crate::base::spelling::{did_you_mean, distance};
use crate::syntax::entry::Word;
use crate::syntax::error::{SyntaxError, note};
use crate::syntax::fields::Fields;
use crate::syntax::grouped_name::grouped_name;
use crate::syntax::name::is_host_label;
use crate::syntax::panel_row::panel_row;
use crate::syntax::rdata_looks::{are_behind_owner, has_protocol, is_surely_owner, look_like_rdata};
use crate::syntax::record_type::{class, is_type_in_capitals, may_precede_type, record_type};

/// How a message begins about a name with a blank in it.
pub const BLANK_IN_NAME: &str = "a blank ends a name";
/// How a message begins about a mail server without the type of its record.
pub const MX_MISSING: &str = "the type is missing before a preference and a host";
/// What a message says of a line of another program's configuration.
pub const OF_PROGRAM: &str = "in the configuration of";

/// What a message says of a record whose type stands before its owner.
pub const OWNER_BEHIND: &str = "the owner stands after the type";
/// The same of one whose TTL stands there.
pub const TTL_BEHIND: &str = "the TTL stands after the type";
/// How a message begins about another number there.
pub const NUMBER_BEFORE: &str = "a number stands before the name, which is all the rdata";
/// What a message says of rdata in which a whole record stands.
pub const HOLDS_RECORD: &str = "the rdata holds a record of its own";
/// What a message says of a host that stands where its address belongs.
pub const HOST_BEHIND: &str = "the host stands after its address";
/// What a message says of a mail server with its preference somewhere behind it.
pub const PREFERENCE_FIRST: &str = "the preference comes first, and nothing stands after the host";

/// Names that aliases often have.
const ALIASES: [&str; 8] = ["www", "mail", "smtp", "imap", "webmail", "ftp", "autodiscover", "autoconfig"];
/// So many words are a TTL and a class, at most.
const MOST_VALUES: usize = 2;
/// What panels show for a TTL that is not set.
const UNSET_TTL: &[u8] = b"AUTO";
/// Into so many words the blanks of an instance's name part it, at most; and so many a line has that begins with its type.
const MOST_WORDS: usize = 12;
/// The longest record behind a name with blanks that is shown, in octets.
const LONGEST_RECORD: usize = 200;
/// The largest preference that people give a mail server.
const LARGEST_PREFERENCE: u16 = 100;
/// The types that are nearly never meant by another word, and long enough to be told by one mistake.
const NEAR_TYPES: [&str; 9] = ["CNAME", "AAAA", "PTR", "TXT", "SOA", "SRV", "NAPTR", "DNAME", "TLSA"];

impl Fields<'_, '_> {
    /// Whether the line is meant for something that is known, which is reported: `word` is none that may stand at its place.
    #[cold]
    pub(super) fn is_meant_line(&mut self, word: Word, owner: Option<Word>) -> bool {
        if self.is_terse() {
            return false;
        }
        if self.is_grouped_owner(word, owner) {
            return true;
        }
        let meant = self.of_program().or_else(|| self.type_first(word, owner));
        let meant = meant.or_else(|| self.instance(word, owner)).or_else(|| self.mail_server(word, owner));
        meant.map(|error| note(self.errors, error)).is_some()
    }

    /// An owner with blanks, of an instance of a service: `My Printer._ipp._tcp`.
    fn instance(&self, word: Word, owner: Option<Word>) -> Option<SyntaxError> {
        if let Some(error) = self.instance_alone() {
            return Some(error);
        }
        let first = owner?;
        let at = self.words.iter().position(|known| *known == word)?;
        let behind = at..self.words.len().min(MOST_WORDS);
        let last = behind.into_iter().find(|at| has_protocol(self.words[*at].text(self.text)))?;
        let words = &self.words[..=last];
        let starts_alone = self.words[last].text(self.text).first() != Some(&b'_');
        (starts_alone && self.has_type(last + 1) && first == words[0])
            .then(|| blank_in_name(words, self.text))
    }

    /// The same alone in a line, with its record in the next.
    fn instance_alone(&self) -> Option<SyntaxError> {
        let text = |word: &Word| word.text(self.text);
        let is_name =
            self.words.iter().any(|word| text(word).first() != Some(&b'_') && has_protocol(text(word)));
        let is_of_record = |word: &Word| word.quoted || record_type(text(word)).is_some();
        if !is_name
            || self.words.len() < 2
            || self.words.len() > MOST_WORDS
            || self.words.iter().any(is_of_record)
        {
            return None;
        }
        let start = self.end as usize + memchr::memchr(b'\n', self.text.get(self.end as usize..)?)? + 1;
        let next = self.text[start..].split(|octet| *octet == b'\n').next()?;
        let start = start + next.len() - next.trim_ascii_start().len();
        let record = next.split(|octet| *octet == b';').next()?.trim_ascii();
        let mut begin = words_of(record).take(3);
        let is_record = begin.any(|word| record_type(word).is_some()) && record.len() <= LONGEST_RECORD;
        let error = blank_in_name(self.words, self.text);
        let name: Vec<String> = self.words.iter().map(|word| printable(text(word))).collect();
        let end = (start + record.len()) as u32;
        let (name, record) = (name.join("\\032"), printable(record));
        let help = format!("write the blank as `\\032`, and the record in the same line: `{name} {record}`");
        is_record.then(|| SyntaxError {
            help: Some(help),
            label: Some((start as u32, end, "its record".into())),
            ..error
        })
    }

    /// A type, a name, and rdata of the type behind it: `SRV _sip._tcp 0 0 5060 host`. A TTL and a class may stand before or behind
    /// the name.
    fn type_first(&self, word: Word, owner: Option<Word>) -> Option<SyntaxError> {
        let [first, others @ ..] = self.words else { return None };
        let is_value = |word: &&Word| !word.quoted && may_precede_type(word.text(self.text));
        let count = others.iter().take(MOST_VALUES).take_while(is_value).count();
        let (mut values, [name, rdata @ ..]) = (others[..count].to_vec(), others.get(count..)?) else {
            return None;
        };
        let (rtype, octets) = (first.text(self.text), name.text(self.text));
        let is_name = octets.iter().any(u8::is_ascii_alphabetic) || matches!(octets, b"@" | b"*");
        if owner != Some(*first)
            || *name != word
            || self.words.len() > MOST_WORDS
            || name.quoted
            || !is_name
            || !is_type_in_capitals(rtype)
        {
            return None;
        }
        let kind = record_type(rtype)?;
        if let Some(record) = panel_row(self.words, self.text) {
            let help = Some(format!("write `{record}`"));
            return Some(SyntaxError { help, ..SyntaxError::at(word, OWNER_BEHIND.to_owned()) });
        }
        // The text of a TXT record is often copied without its quotes.
        let is_bare_text = kind == RecordType::TXT
            && !rdata.is_empty()
            && (octets.contains(&b'.') || octets.starts_with(b"_") || octets == b"@");
        // Behind a pointer's type, the first of two names may be a part of the second.
        let is_owner = || kind != RecordType::PTR || is_surely_owner(octets);
        // Of an alias's two names, one can only be its owner; two words of a sentence are none.
        let is_rdata = |rdata: &[Word]| match kind {
            RecordType::CNAME if is_no_word(octets) => look_like_rdata(kind, rdata, self.text),
            _ => are_behind_owner(kind, *name, rdata, self.text),
        };
        let is_unset = |word: &Word| word.text(self.text).eq_ignore_ascii_case(UNSET_TTL);
        let behind = (0..=MOST_VALUES).find(|count| {
            let is_before = |word: &Word| is_value(&word) || is_unset(word);
            rdata.get(..*count).is_some_and(|before| before.iter().all(is_before))
                && is_rdata(&rdata[*count..])
        });
        let help = if let Some(behind) = behind.filter(|_| is_owner()) {
            let (before, rdata) = rdata.split_at(behind);
            values.extend(before.iter().filter(|word| !is_unset(word)));
            let words = [name].into_iter().chain(&values).chain([first]).chain(rdata);
            let words = words.map(|word| printable(word.plain_text(self.text)));
            format!("write `{}`", words.collect::<Vec<_>>().join(" "))
        } else if is_bare_text {
            let [name, rtype] = [octets, rtype].map(printable);
            format!("write `{name} {rtype}`, and after that the text in quotes")
        } else {
            return None;
        };
        Some(SyntaxError { help: Some(help), ..SyntaxError::at(word, OWNER_BEHIND.to_owned()) })
    }

    /// A preference and a host's name, and no word more.
    fn mail_server(&self, word: Word, owner: Option<Word>) -> Option<SyntaxError> {
        let is_preference = |word: &Word| {
            let text = std::str::from_utf8(word.text(self.text)).ok();
            text.and_then(|text| text.parse().ok()).is_some_and(|number: u16| number <= LARGEST_PREFERENCE)
        };
        let [before @ .., preference, host] = self.words else { return None };
        let name = host.text(self.text);
        let name = name.strip_suffix(b".").unwrap_or(name);
        let is_host = name.split(|octet| *octet == b'.').all(is_host_label) && name[0].is_ascii_alphabetic();
        let is_class = |word: &Word| class(word.text(self.text)).is_some();
        let behind_owner = before.get(usize::from(owner.is_some())..).unwrap_or_default();
        // `MX 10 mail` in the first column has its type.
        let is_type = |word: Word| {
            let text = word.text(self.text);
            text.iter().all(u8::is_ascii_uppercase) && record_type(text).is_some()
        };
        if owner.is_some_and(is_type)
            || *host != word
            || !is_host
            || !is_preference(preference)
            || !behind_owner.iter().all(is_class)
        {
            return None;
        }
        let fields = [preference, host].map(|word| printable(word.text(self.text))).join(" ");
        let is_owner = owner == Some(*preference);
        let blank = if is_owner { "begin the line with a blank or an owner, and " } else { "" };
        let what = if is_owner { ", and so is the owner" } else { "" };
        let whole = Word { end: host.end, ..*preference };
        let error = SyntaxError::at(whole, format!("{MX_MISSING}{what}"));
        Some(SyntaxError { help: Some(format!("{blank}write `MX {fields}`")), ..error })
    }

    /// A line of the configuration of dnsmasq or unbound.
    fn of_program(&self) -> Option<SyntaxError> {
        let (first, last) = (self.words.first()?, self.words.last()?);
        let (text, whole) = (first.text(self.text), Word { end: last.end, quoted: false, ..*first });
        let (option, value, program) = if let Some(at) = memchr::memchr(b'=', text) {
            let option = DNSMASQ.iter().find(|option| text[..at].eq_ignore_ascii_case(option.as_bytes()))?;
            (
                *option,
                self.text.get(first.start as usize + at + 1..last.end as usize).unwrap_or_default(),
                "dnsmasq",
            )
        } else {
            let option = UNBOUND.iter().find(|option| text.eq_ignore_ascii_case(option.as_bytes()))?;
            (*option, self.words.get(1)?.text(self.text), "unbound")
        };
        let record = match option {
            "srv-host" => srv_host(value),
            "local-data:" => local_data(value),
            _ => None,
        };
        let help = match record {
            Some(record) => format!("write `{record}`"),
            None => "write it as a record, or remove the line".to_owned(),
        };
        let message = format!("`{option}` belongs {OF_PROGRAM} {program}, and not in a zone file");
        Some(SyntaxError { help: Some(help), ..SyntaxError::at(whole, message) })
    }
}

/// Whether a name is that of an alias, and no word of a sentence.
fn is_no_word(name: &[u8]) -> bool {
    name.iter().any(|octet| !octet.is_ascii_alphabetic())
        || ALIASES.iter().any(|alias| name.eq_ignore_ascii_case(alias.as_bytes()))
}

/// Options of dnsmasq that make records, up to their `=`.
const DNSMASQ: [&str; 10] = [
    "srv-host",
    "address",
    "host-record",
    "cname",
    "txt-record",
    "mx-host",
    "ptr-record",
    "naptr-record",
    "server",
    "local",
];

/// Options of unbound that make records.
const UNBOUND: [&str; 3] = ["local-data:", "local-zone:", "local-data-ptr:"];

/// The record that dnsmasq makes of the value of `srv-host`: the name, the target, the port, the priority, the weight.
fn srv_host(value: &[u8]) -> Option<String> {
    let value = std::str::from_utf8(value).ok()?;
    let mut parts = value.split(',').map(str::trim);
    let (name, target) = (parts.next()?, parts.next().unwrap_or_default());
    let numbers: Vec<&str> = parts.collect();
    let number = |at: usize, default: &'static str| numbers.get(at).copied().unwrap_or(default);
    let (port, priority, weight) = (number(0, "1"), number(1, "0"), number(2, "0"));
    let are_numbers = [port, priority, weight].iter().all(|number| number.parse::<u16>().is_ok());
    let is_name =
        |name: &str| !name.contains(|sign: char| !sign.is_ascii_graphic() || "\"\\;()".contains(sign));
    let is_plain =
        numbers.len() <= 3 && are_numbers && name.starts_with('_') && [name, target].into_iter().all(is_name);
    let dotted = |name: &str| format!("{}.", name.trim_end_matches('.'));
    is_plain.then(|| format!("{} SRV {priority} {weight} {port} {}", dotted(name), dotted(target)))
}

/// The record in the value of `local-data`, whose names are complete without a final dot.
fn local_data(value: &[u8]) -> Option<String> {
    let value = std::str::from_utf8(value).ok().filter(|value| !value.contains(['\\', ';', '(', '`']))?;
    let mut words: Vec<String> = value.split_ascii_whitespace().map(str::to_owned).collect();
    let at = words.iter().skip(1).position(|word| record_type(word.as_bytes()).is_some())? + 1;
    let dot = |word: &mut String| {
        if !word.ends_with('.') {
            word.push('.');
        }
    };
    let ends_in_name =
        matches!(&*words[at].to_ascii_uppercase(), "SRV" | "CNAME" | "DNAME" | "NS" | "PTR" | "MX");
    dot(words.first_mut()?);
    if ends_in_name && words.len() > at + 1 {
        dot(words.last_mut()?);
    }
    Some(words.join(" "))
}

/// What is wrong with `words` that are one name of an instance, which has blanks.
pub fn blank_in_name(words: &[Word], text: &[u8]) -> SyntaxError {
    if let Some(error) = grouped_name(words, text) {
        return error;
    }
    let texts: Vec<String> = words.iter().map(|word| printable(word.text(text))).collect();
    let whole = Word { end: words[words.len() - 1].end, ..words[0] };
    let message = format!("{BLANK_IN_NAME}: `{}` is read as {} words", texts.join(" "), words.len());
    let help = format!("write the blank as `\\032`: `{}`", texts.join("\\032"));
    SyntaxError { help: Some(help), ..SyntaxError::at(whole, message) }
}

/// The same where the words are a record's rdata, which is one name: `PTR My Printer._ipp._tcp`.
pub fn instance_with_blanks(words: &[Word], text: &[u8]) -> Option<SyntaxError> {
    let last = *words.last()?;
    let is_instance = words.len() <= MOST_WORDS
        && words.len() > 1
        && has_protocol(last.text(text))
        && last.text(text)[0] != b'_';
    let are_words = !words.iter().any(|word| word.quoted)
        && !words[..words.len() - 1].iter().any(|word| has_protocol(word.text(text)));
    (is_instance && are_words).then(|| blank_in_name(words, text))
}

/// What helps with a word that is nearly a type.
pub(super) fn near_type(text: &[u8]) -> Option<String> {
    let upper = String::from_utf8_lossy(text).to_ascii_uppercase();
    NEAR_TYPES.into_iter().find(|known| distance(known, &upper) == 1).map(did_you_mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_other_programs_become_records() {
        for (value, expected) in [
            ("_a._tcp.example.com,sip.example.com,389", "_a._tcp.example.com. SRV 0 0 389 sip.example.com."),
            (
                "_a._tcp.example.com,sip.example.com,389,10,5",
                "_a._tcp.example.com. SRV 10 5 389 sip.example.com.",
            ),
            ("_a._tcp.example.com", "_a._tcp.example.com. SRV 0 0 1 ."),
            ("example.com,sip,1", ""),
            ("_a._tcp.example.com,sip,x", ""),
            ("_a._tcp.example.com,sip,1,2,3,4", ""),
        ] {
            assert_eq!(srv_host(value.as_bytes()).unwrap_or_default(), expected, "{value}");
        }
        for (value, expected) in [
            ("_a._tcp.x. SRV 0 0 1688 sip.x.", "_a._tcp.x. SRV 0 0 1688 sip.x."),
            ("_a._tcp.x 60 IN SRV 0 0 1688 sip.x", "_a._tcp.x. 60 IN SRV 0 0 1688 sip.x."),
            ("sip.x A 192.0.2.1", "sip.x. A 192.0.2.1"),
            ("sip.x", ""),
        ] {
            assert_eq!(local_data(value.as_bytes()).unwrap_or_default(), expected, "{value}");
        }
    }
}
