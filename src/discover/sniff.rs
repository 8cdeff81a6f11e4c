//! Which files of a run are zones, and whose. Judges by content; reads no records.

use std::borrow::Cow;

use hickory_proto::rr::{Name, RecordType};

use crate::discover::template::{holds_placeholder, without_tag_lines};
use crate::syntax::name::parse_name;
use crate::syntax::{Entry, Parser, Start, SyntaxError, Word};

/// How much of a file is looked at to see whether it is a zone, in octets, unless it has no record up to
/// there.
pub const SNIFFED: usize = 64 << 10;
/// How many entries that cannot be read may stand before the SOA of a zone whose beginning is damaged.
const MOST_BROKEN: usize = 10;

/// What the beginning of a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sniffed {
    /// A zone: its first record is a SOA.
    Zone(SoaOwner),
    /// Perhaps a zone whose beginning is damaged: its first record is a SOA, but something before it cannot
    /// be read, and more can be read behind it than not. A text with an example of a zone looks the same.
    Damaged(SoaOwner),
    /// Records without a SOA first, or something else altogether.
    NoZone,
    /// What is there of the text ends before the first record does.
    Unfinished,
}

impl Sniffed {
    /// What the SOA says, if there is one first.
    pub fn soa(self) -> Option<SoaOwner> {
        match self {
            Sniffed::Zone(soa) | Sniffed::Damaged(soa) => Some(soa),
            Sniffed::NoZone | Sniffed::Unfinished => None,
        }
    }
}

/// What the SOA's owner says about the zone's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoaOwner {
    /// The zone's name, if the file says it.
    pub name: Option<Name>,
    /// Where the owner is written: offsets in octets.
    pub place: (u32, u32),
}

/// Whether `text`, a file or its beginning, is a zone, and which.
///
/// A file is a zone if, blank lines and comments aside, all before its first record is a
/// directive, and that record is a SOA. The owner counts under the `$ORIGIN` in force there.
/// A template's tags count as comments, and a name with a placeholder in it is no name.
pub fn sniff(text: &[u8]) -> Sniffed {
    // A template's tags only matter where they stand before the SOA.
    match sniff_as_written(text) {
        Sniffed::Zone(soa) => Sniffed::Zone(soa),
        other => match without_tag_lines(text) {
            Cow::Borrowed(_) => other,
            Cow::Owned(text) => sniff_as_written(&text),
        },
    }
}

/// Whether a file is a zone by its content.
pub fn is_zone(octets: &[u8]) -> bool {
    matches!(sniff_beginning(octets), Sniffed::Zone(_))
}

/// What the beginning of a file says: as much of it as it takes to see its first record.
pub fn sniff_beginning(octets: &[u8]) -> Sniffed {
    let mut length = SNIFFED;
    loop {
        let beginning = &octets[..octets.len().min(length)];
        match sniff(beginning) {
            Sniffed::Unfinished if beginning.len() < octets.len() => length *= 8,
            sniffed => return sniffed,
        }
    }
}

fn sniff_as_written(text: &[u8]) -> Sniffed {
    let (mut parser, mut errors) = (Parser::new(text, Start::File), Vec::new());
    parser.skip_byte_order_mark();
    let (mut origin, mut broken, mut unfinished): (Option<Name>, usize, bool) = (None, 0, false);
    while let Some(entry) = parser.next(&mut errors) {
        let fault = errors.first().map(|error| line_at(text, error.start));
        match entry {
            // A directive with a placeholder says nothing, but it is one.
            Entry::Broken { .. } | Entry::Origin(_)
                if fault.is_some_and(|line| line.starts_with(b"$") && holds_placeholder(line)) =>
            {
                errors.clear();
                origin = None;
            }
            Entry::Origin(word) => origin = absolute(word, text, origin.as_ref()),
            Entry::Record(record)
                if record.rtype == RecordType::SOA && errors.is_empty() && is_soa(record.rdata, text) =>
            {
                let place = record
                    .owner
                    .map_or((record.type_word.start, record.type_word.end), |owner| (owner.start, owner.end));
                let name = record.owner.and_then(|owner| absolute(owner, text, origin.as_ref()));
                let soa = SoaOwner { name, place };
                return match broken {
                    0 => Sniffed::Zone(soa),
                    _ if is_rather_readable(parser, broken) => Sniffed::Damaged(soa),
                    _ => Sniffed::NoZone,
                };
            }
            Entry::Broken { .. } if broken < MOST_BROKEN => {
                // It may have been an `$ORIGIN`.
                if fault.is_some_and(|line| line.starts_with(b"$")) {
                    origin = None;
                }
                broken += 1;
                unfinished |= errors.iter().any(|error| ends_with(text, error));
                errors.clear();
            }
            Entry::Record(_) | Entry::Broken { .. } => {
                let at_end = parser.offset() as usize == text.len();
                return if at_end || unfinished { Sniffed::Unfinished } else { Sniffed::NoZone };
            }
            Entry::Ttl(_) | Entry::Include { .. } | Entry::Generate(_) | Entry::Date => {}
        }
    }
    if broken == 0 || unfinished { Sniffed::Unfinished } else { Sniffed::NoZone }
}

/// Whether something is wrong because the text ends.
fn ends_with(text: &[u8], error: &SyntaxError) -> bool {
    error.label.as_ref().is_some_and(|(start, ..)| *start as usize == text.len())
}

/// Whether a parser has at least as many records ahead as entries that cannot be read, with those `broken`
/// before.
fn is_rather_readable(mut parser: Parser<'_>, mut broken: usize) -> bool {
    let (mut records, mut errors) = (0, Vec::new());
    while let Some(entry) = parser.next(&mut errors) {
        match entry {
            Entry::Record(_) if errors.is_empty() => records += 1,
            Entry::Record(_) | Entry::Broken { .. } => broken += 1,
            _ => {}
        }
        errors.clear();
    }
    records >= broken
}

/// Whether this can be the rdata of a SOA: a sentence with the word SOA in it has no numbers.
fn is_soa(rdata: &[Word], text: &[u8]) -> bool {
    let numbers = rdata.get(2..).unwrap_or_default();
    let number = |word: &Word| word.text(text).first().is_some_and(u8::is_ascii_digit);
    numbers.is_empty() || numbers.iter().any(|word| number(word) || holds_placeholder(word.text(text)))
}

/// The line that holds the octet at `at`.
fn line_at(text: &[u8], at: u32) -> &[u8] {
    let (before, behind) = text.split_at((at as usize).min(text.len()));
    let start = memchr::memrchr(b'\n', before).map_or(0, |end| end + 1);
    let end = memchr::memchr(b'\n', behind).map_or(text.len(), |end| before.len() + end);
    &text[start..end]
}

/// The absolute name that `word` means; `None` if that depends on an origin that is not known.
fn absolute(word: Word, text: &[u8], origin: Option<&Name>) -> Option<Name> {
    let octets = word.text(text);
    if holds_placeholder(octets) {
        return None;
    }
    match origin {
        Some(origin) => parse_name(octets, origin).ok(),
        None if octets == b"@" => None,
        None if !octets.ends_with(b".") => None,
        // Only a name that ends in its own dot, and not in an escaped one, means the same below
        // every origin.
        None => {
            let root = parse_name(octets, &Name::root()).ok()?;
            let escaped = || parse_name(octets, &Name::from_ascii("x.").ok()?).ok();
            (!octets.ends_with(b"\\.") || escaped().as_ref() == Some(&root)).then_some(root)
        }
    }
}

/// The absolute owners of a text, as written; at most a thousand.
pub fn absolute_owners(text: &[u8]) -> Vec<String> {
    let (mut parser, mut errors, mut owners) = (Parser::new(text, Start::File), Vec::new(), Vec::new());
    let mut origin: Option<Name> = None;
    while let Some(entry) = parser.next(&mut errors) {
        match entry {
            Entry::Origin(word) => origin = absolute(word, text, origin.as_ref()),
            Entry::Record(record) => {
                let owner = record.owner.and_then(|owner| absolute(owner, text, origin.as_ref()));
                owners.extend(owner.map(|owner| crate::syntax::name::display_name(&owner)));
            }
            _ => {}
        }
        if owners.len() == 1000 {
            break;
        }
    }
    owners
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::name::display_name;

    fn origin(text: &str) -> Option<String> {
        match sniff(text.as_bytes()) {
            Sniffed::Zone(soa) => Some(soa.name.map_or("?".to_owned(), |name| display_name(&name))),
            Sniffed::Damaged(_) | Sniffed::NoZone | Sniffed::Unfinished => None,
        }
    }

    #[test]
    fn the_beginning_of_a_zone_may_be_damaged() {
        let zone = "@ SOA a b 1 2 3 4 5\n NS a\na A 192.0.2.1\nb A 192.0.2.2\n";
        for (before, expected) in [
            ("$TLL 1h\n", Some(None)),
            ("$ORIGIN\n", Some(None)),
            ("$ORIGIN example.com.\n# managed by hand\n", Some(Some("example.com."))),
            ("$ORIGIN example.com.\n$ORIGN example.org.\n", Some(None)),
            ("<<<<<<< HEAD\n", Some(None)),
            ("# a\n# b\n# c\n# d\n", None),
            ("a A 192.0.2.1\n", None),
        ] {
            let found = match sniff(format!("{before}{zone}").as_bytes()) {
                Sniffed::Damaged(soa) => Some(soa.name.map(|name| display_name(&name))),
                _ => None,
            };
            assert_eq!(found.as_ref().map(Option::as_deref), expected, "{before}");
        }
    }

    #[test]
    fn what_ends_before_its_first_record_does_is_unfinished() {
        for (text, expected) in [
            ("", true),
            ("; only\n\n;comments", true),
            ("$TTL 1h\n@ SOA a b (", true),
            ("$TTL 1h\n@ SOA a b ( 1 ; a\n\n", true),
            ("@ A 192.0.2.1\n", true),
            ("@ A 192.0.2.1\n\n", false),
            ("x\n; y", false),
        ] {
            assert_eq!(sniff(text.as_bytes()) == Sniffed::Unfinished, expected, "{text}");
        }
    }

    #[test]
    fn the_soa_owner_names_the_zone() {
        for (text, expected) in [
            ("example.com. SOA a b 1 2 3 4 5", Some("example.com.")),
            ("; c\n\n$TTL 1h\n$ORIGIN example.com.\n@ IN SOA a b (", None),
            ("$ORIGIN .\nvoltaire.sh 3600 IN SOA a b 1 2 3 4 5", Some("voltaire.sh.")),
            ("$ORIGIN com.\n$ORIGIN example\n@ SOA a b 1 2 3 4 5", Some("example.com.")),
            ("$ORIGIN example\n@ SOA a b 1 2 3 4 5", Some("?")),
            ("@ SOA a b {{ serial }} 2 3 4 5", Some("?")),
            (
                "{# c #}\n{% if x %}\n$TTL {{ ttl }}\n$ORIGIN {{ zone['name'] }}.\n@ SOA a b (\n {{ s }} )",
                Some("?"),
            ),
            ("$ORIGIN {{domain}}.\n@ SOA a b 1 2 3 4 5", Some("?")),
            ("$ORIGIN {DOMAIN}.\n@ SOA a b {SERIAL} 2 3 4 5", Some("?")),
            ("@ SOA dns1.${zone}. root.${zone}. ( 1 2 3 4 5 )", Some("?")),
            ("{{ zone }}. SOA a b 1 2 3 4 5", None),
            ("example.com SOA a b 1 2 3 4 5", Some("?")),
            ("$GENERATE 1-2 a$ A 192.0.2.$\n@ SOA a b 1 2 3 4 5", Some("?")),
            ("a A 192.0.2.1\n@ SOA a b 1 2 3 4 5", None),
            ("# dns-zones\n", None),
            ("named.conf, SOA and file names that contradict each other", None),
            ("@ SOA a b $UNIXTIME 2 3 4 5", Some("?")),
            ("", None),
        ] {
            assert_eq!(origin(text).as_deref(), expected, "{text}");
        }
    }
}
