//! Which files of a run are zones, and whose. Judges by content, as BIND reads it; loads no records.

use std::borrow::Cow;
use std::ops::Range;
use std::path::{Path, PathBuf};

use hickory_proto::rr::{Name, RecordType};

use crate::base::lines::line_start;
use crate::base::unfilled::holds_placeholder;
use crate::discover::included::{DEEPEST, Included};
use crate::discover::soa_shape::damaged_soa;
use crate::discover::template::without_tag_lines;
use crate::files::Files;
use crate::syntax::name::parse_name;
use crate::syntax::{Entry, Parser, RecordEntry, Start, SyntaxError, Word};

/// How much of a file is looked at to see whether it is a zone, in octets, unless it has no SOA up to there.
pub const SNIFFED: usize = 64 << 10;
/// How many entries that cannot be read may stand before the SOA of a zone whose beginning is damaged.
const MOST_BROKEN: usize = 10;

/// What a file says, read from its beginning up to its SOA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sniffed {
    /// A zone: it has an SOA, and all before it can be read.
    Zone(SoaOwner),
    /// Perhaps a zone whose beginning is damaged: it has an SOA, but something before it cannot be
    /// read, and more can be read than not. A text with an example of a zone looks the same.
    Damaged(SoaOwner),
    /// Only the files that it includes tell: an `$INCLUDE` stands before any SOA.
    Includes,
    /// Something else altogether.
    NoZone,
    /// What is there of the text ends before an SOA comes.
    Unfinished,
}

impl Sniffed {
    /// What the SOA says, if there is one.
    pub fn soa(self) -> Option<SoaOwner> {
        match self {
            Sniffed::Zone(soa) | Sniffed::Damaged(soa) => Some(soa),
            Sniffed::Includes | Sniffed::NoZone | Sniffed::Unfinished => None,
        }
    }
}

/// What the SOA's owner says about the zone's name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SoaOwner {
    /// The zone's name, if the file says it.
    pub name: Option<Name>,
    /// The name that its text would be with a dot behind it, if it lacks that: it has two labels or more, and would be
    /// at the top of no zone below the `$ORIGIN` in force, or there is none. Of `@` that of a lone `$ORIGIN` before it.
    pub without_dot: Option<Name>,
}

/// Whether `text`, a file or its beginning, is a zone, and which. Opens nothing that it includes.
///
/// A file is a zone if it has an SOA, and all that stands before it is text of a zone. The owner counts under
/// the `$ORIGIN` in force there. A template's tags count as comments, and a name with a placeholder in it is not a name.
pub fn sniff(text: &[u8]) -> Sniffed {
    sniff_with(text, None, None)
}

/// The same of a file with what it includes, in BIND's order: the SOA may stand in an included file.
pub fn sniff_file(octets: &[u8], location: Option<&Path>, mut included: Included<'_>) -> Sniffed {
    match sniff_beginning(octets) {
        Sniffed::Includes => sniff_with(octets, location, Some(&mut included)),
        sniffed => sniffed,
    }
}

fn sniff_with(text: &[u8], location: Option<&Path>, mut included: Option<&mut Included<'_>>) -> Sniffed {
    let mut sniff_once = |text: &[u8]| {
        let included = included.as_deref_mut();
        let (open, broken, readable, unfinished, shaped) = Default::default();
        let mut sniffer = Sniffer { included, open, broken, readable, unfinished, shaped };
        sniffer.text(text, location, None).unwrap_or_else(|| sniffer.at_end())
    };
    // A template's tags only matter where they stand before the SOA.
    match sniff_once(text) {
        Sniffed::Zone(soa) => Sniffed::Zone(soa),
        other => match without_tag_lines(text) {
            Cow::Borrowed(_) => other,
            Cow::Owned(text) => sniff_once(&text),
        },
    }
}

/// Whether the file at `location` is a zone by its content and by what it includes.
pub fn is_zone(octets: &[u8], location: &Path, files: &Files, root: &Path) -> bool {
    matches!(sniff_file(octets, Some(location), Included::new(files, root)), Sniffed::Zone(_))
}

/// Whether a file is a zone by its content, or may be one by what it includes.
pub fn may_be_zone(octets: &[u8]) -> bool {
    matches!(sniff_beginning(octets), Sniffed::Zone(_) | Sniffed::Includes)
}

/// What the beginning of a file says: as much of it as it takes to see its SOA.
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

/// The reading of a text up to its first SOA.
struct Sniffer<'i, 'f> {
    /// Opens what is included; without it includes are left open.
    included: Option<&'i mut Included<'f>>,
    /// The included files that are being read.
    open: Vec<PathBuf>,
    /// How many entries could not be read, and how many could.
    broken: usize,
    readable: usize,
    /// Whether something was wrong because a text ends.
    unfinished: bool,
    /// What an entry says that cannot be read and has the shape of an SOA record.
    shaped: Option<SoaOwner>,
}

impl Sniffer<'_, '_> {
    /// Reads the text of the file at `location`; `None` if it ends and nothing is decided.
    fn text(&mut self, text: &[u8], location: Option<&Path>, mut origin: Option<Name>) -> Option<Sniffed> {
        let (mut parser, mut errors) = (Parser::new(text, Start::File), Vec::new());
        parser.skip_byte_order_mark();
        let mut start = parser.offset() as usize;
        let mut dotless = Dotless { name: None, is_open: origin.is_none() };
        while let Some(entry) = parser.next(&mut errors) {
            let fault = errors.first().map(|error| line_at(text, error.start));
            self.unfinished |= errors.iter().any(|error| ends_with(text, error));
            let is_readable = errors.is_empty();
            errors.clear();
            match entry {
                // A directive with a placeholder says nothing, but it is one.
                Entry::Broken { .. } | Entry::UnreadTtl(_) | Entry::Origin(_)
                    if fault.is_some_and(|line| line.starts_with(b"$") && holds_placeholder(line)) =>
                {
                    origin = None;
                }
                Entry::Origin(word) => {
                    origin = absolute(word, text, origin.as_ref());
                    dotless.follow(word.text(text));
                }
                Entry::Record(record)
                    if record.rtype == RecordType::SOA && is_readable && is_soa(record.rdata, text) =>
                {
                    let owner = |owner: Word| dotless.of_owner(owner, text, origin.as_ref());
                    return Some(self.at_soa(record.owner.map(owner).unwrap_or_default(), parser));
                }
                Entry::Record(record) if is_readable && is_no_sentence(record, text) => self.readable += 1,
                unread @ (Entry::Record(_) | Entry::Broken { .. } | Entry::UnreadTtl(_)) => {
                    let owner = owner_of(&unread);
                    self.note_shape(owner, text, start..parser.offset() as usize, origin.as_ref());
                    // It may have been an `$ORIGIN`.
                    if fault.is_some_and(|line| line.starts_with(b"$")) {
                        origin = None;
                    }
                    self.broken += 1;
                    if self.broken > MOST_BROKEN {
                        return Some(match self.shaped.take() {
                            Some(soa) => self.at_soa(soa, parser),
                            None if self.unfinished => Sniffed::Unfinished,
                            None => Sniffed::NoZone,
                        });
                    }
                }
                Entry::Include { path, origin: of_included } => {
                    let below = match of_included {
                        Some(word) => absolute(word, text, origin.as_ref()),
                        None => origin.clone(),
                    };
                    if let Some(decided) = self.include(path.text(text), location, below) {
                        return Some(decided);
                    }
                }
                Entry::Ttl(_) | Entry::Generate(_) | Entry::Date => {}
            }
            start = parser.offset() as usize;
        }
        None
    }

    /// Notes what an entry says that cannot be read and stands at `place`, if it has the shape of an SOA record and is the
    /// first such one.
    fn note_shape(&mut self, owner: Option<Word>, text: &[u8], place: Range<usize>, origin: Option<&Name>) {
        if self.shaped.is_some() {
            return;
        }
        let rest = text.get(place.start..).unwrap_or_default();
        let Some(first) = damaged_soa(rest, place.len()) else { return };
        let name = match owner {
            // Also where the blank behind it is missing.
            _ if first.starts_with(b"@") => origin.cloned(),
            Some(word) if word.text(text) == first => absolute(word, text, origin),
            _ => None,
        };
        self.shaped = Some(SoaOwner { name, without_dot: None });
    }

    /// Reads an included file below an origin.
    fn include(&mut self, written: &[u8], location: Option<&Path>, origin: Option<Name>) -> Option<Sniffed> {
        let Some(included) = &mut self.included else { return Some(Sniffed::Includes) };
        let (path, octets) = included.open(location, written)?;
        if self.open.len() == DEEPEST || self.open.contains(&path) {
            return None;
        }
        self.open.push(path.clone());
        let decided = self.text(&octets, Some(&path), origin);
        self.open.pop();
        decided
    }

    /// What an SOA says before which this was read; its file goes on with `rest`.
    fn at_soa(&self, soa: SoaOwner, rest: Parser<'_>) -> Sniffed {
        match self.broken {
            0 => Sniffed::Zone(soa),
            _ if is_rather_readable(rest, self.readable, self.broken) => Sniffed::Damaged(soa),
            _ => Sniffed::NoZone,
        }
    }

    /// What a text says that ends without an SOA.
    fn at_end(&mut self) -> Sniffed {
        if let Some(soa) = self.shaped.take().filter(|_| self.readable >= self.broken) {
            return Sniffed::Damaged(soa);
        }
        if self.broken > self.readable && !self.unfinished { Sniffed::NoZone } else { Sniffed::Unfinished }
    }
}

/// What the lone `$ORIGIN` of a text says that lacks its dot.
struct Dotless {
    /// The name that it would be with the dot.
    name: Option<Name>,
    /// Whether no `$ORIGIN` was read yet, and none is in force.
    is_open: bool,
}

impl Dotless {
    /// Notes an `$ORIGIN`.
    fn follow(&mut self, written: &[u8]) {
        self.name = self.is_open.then(|| without_dot(written, None)).flatten();
        self.is_open = false;
    }

    /// What an SOA's owner below an `origin` says.
    fn of_owner(self, owner: Word, text: &[u8], origin: Option<&Name>) -> SoaOwner {
        let without_dot = match owner.text(text) {
            b"@" => self.name,
            written => without_dot(written, origin),
        };
        SoaOwner { name: absolute(owner, text, origin), without_dot }
    }
}

/// The word that says an entry's owner.
fn owner_of(entry: &Entry<'_>) -> Option<Word> {
    match entry {
        Entry::Record(record) => record.owner,
        Entry::Broken { owner } => *owner,
        _ => None,
    }
}

/// Whether something is wrong because the text ends.
fn ends_with(text: &[u8], error: &SyntaxError) -> bool {
    error.label.as_ref().is_some_and(|(start, ..)| *start as usize == text.len())
}

/// Whether as many entries of a text can be read as not, with those before the rest of it that `parser` has ahead.
fn is_rather_readable(mut parser: Parser<'_>, mut readable: usize, mut broken: usize) -> bool {
    let mut errors = Vec::new();
    while let Some(entry) = parser.next(&mut errors) {
        match entry {
            Entry::Record(_) if errors.is_empty() => readable += 1,
            Entry::Record(_) | Entry::Broken { .. } => broken += 1,
            _ => {}
        }
        errors.clear();
    }
    readable >= broken
}

/// Whether a record is one, and no sentence in which `a` is an article.
fn is_no_sentence(record: RecordEntry<'_>, text: &[u8]) -> bool {
    match (record.rtype, record.rdata) {
        (_, []) => false,
        (RecordType::A, [word]) => {
            word.text(text).iter().all(|octet| octet.is_ascii_digit() || *octet == b'.')
        }
        (RecordType::A, _) => false,
        _ => true,
    }
}

/// Whether this can be the rdata of an SOA: a sentence with the word SOA in it has no numbers.
fn is_soa(rdata: &[Word], text: &[u8]) -> bool {
    let numbers = rdata.get(2..).unwrap_or_default();
    let number = |word: &Word| word.text(text).first().is_some_and(u8::is_ascii_digit);
    numbers.is_empty() || numbers.iter().any(|word| number(word) || holds_placeholder(word.text(text)))
}

/// The line that holds the octet at `at`.
fn line_at(text: &[u8], at: u32) -> &[u8] {
    let (before, behind) = text.split_at((at as usize).min(text.len()));
    let start = line_start(text, before.len());
    let end = memchr::memchr(b'\n', behind).map_or(text.len(), |end| before.len() + end);
    &text[start..end]
}

/// The absolute name that `word` means; `None` if that depends on an origin that is not known.
pub fn absolute(word: Word, text: &[u8], origin: Option<&Name>) -> Option<Name> {
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

/// The name that an SOA's owner would be with a dot behind it, if it certainly lacks that.
fn without_dot(owner: &[u8], origin: Option<&Name>) -> Option<Name> {
    if owner.ends_with(b".") || owner.contains(&b'\\') || holds_placeholder(owner) {
        return None;
    }
    let name = parse_name(owner, &Name::root()).ok().filter(|name| name.iter().count() >= 2)?;
    let is_appended = origin.is_none_or(|origin| origin.iter().count() >= 2 && origin.zone_of(&name));
    is_appended.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::name::display_name;

    fn origin(text: &str) -> Option<String> {
        match sniff(text.as_bytes()) {
            Sniffed::Zone(soa) => Some(soa.name.map_or("?".to_owned(), |name| display_name(&name))),
            _ => None,
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
            ("a A 192.0.2.1\n# a\n", Some(None)),
            // The first that can be read counts.
            ("$ORIGIN example.com.\na SAO a b 1 2 3 4 5\n", Some(Some("example.com."))),
        ] {
            let found = match sniff(format!("{before}{zone}").as_bytes()) {
                Sniffed::Damaged(soa) => Some(soa.name.map(|name| display_name(&name))),
                _ => None,
            };
            assert_eq!(found.as_ref().map(Option::as_deref), expected, "{before}");
        }
    }

    #[test]
    fn an_soa_that_cannot_be_read_makes_a_damaged_zone() {
        let numbers = "ns1 hostmaster 1 7200 3600 1209600 300";
        let rest = "\n NS ns1\nns1 A 192.0.2.1\n_imaps._tcp SRV 0 5 993 nohost\n";
        for (soa, expected) in [
            ("@ IN SAO", Some("example.com.")),
            ("@ IM SOA", Some("example.com.")),
            ("@INSOA", Some("example.com.")),
            (" @ 1hour IN SOA", Some("example.com.")),
            ("\"@ IN SOA", Some("example.com.")),
            ("example.net. IN S0A", Some("example.net.")),
            ("sub IN S0A", Some("sub.example.com.")),
            ("  IN SO", None),
            ("@ IN SOA (", Some("example.com.")),
            ("@\u{a0}IN\u{a0}SOA", Some("example.com.")),
        ] {
            let text = format!("$ORIGIN example.com.\n{soa} {numbers}{rest}");
            let Sniffed::Damaged(SoaOwner { name, .. }) = sniff(text.as_bytes()) else {
                panic!("{soa} is not seen");
            };
            assert_eq!(name.map(|name| display_name(&name)).as_deref(), expected, "{soa}");
        }
        for text in ["a SAO b c 1 2 3 4 5\nd\ne\n", "a b c 1 2 3 4 5\nd e f 1 2 3 4 5\n"] {
            assert!(!matches!(sniff(text.as_bytes()), Sniffed::Damaged(_)), "{text}");
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
            ("@ A 192.0.2.1\n\n", true),
            ("x\n; y", false),
            ("# a list\n- of things\n- to do\n", false),
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
            ("a A 192.0.2.1\n@ SOA a b 1 2 3 4 5", Some("?")),
            ("$ORIGIN example.com.\na A 192.0.2.1\n@ SOA a b 1 2 3 4 5", Some("example.com.")),
            ("$ORIGIN a.example.\nb A 192.0.2.1\n$ORIGIN example.\n@ SOA a b 1 2 3 4 5", Some("example.")),
            ("$INCLUDE x\n@ SOA a b 1 2 3 4 5", None),
            ("not a zone\n@ SOA a b 1 2 3 4 5", None),
            ("# dns-zones\n", None),
            ("named.conf, SOA and file names that contradict each other", None),
            ("@ SOA a b $UNIXTIME 2 3 4 5", Some("?")),
            ("", None),
        ] {
            assert_eq!(origin(text).as_deref(), expected, "{text}");
        }
    }
}
