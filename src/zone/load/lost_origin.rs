//! What follows an `$ORIGIN` that could not be read: up to the next absolute one, what its relative names mean is
//! unknown, and nothing is made of them.

use hickory_proto::rr::RecordType;

use crate::base::lines::{line_start, offset_in, words_of};
use crate::base::span::{SourceId, Span};
use crate::base::spelling::distance;
use crate::syntax::name::Origin;
use crate::syntax::record_type::{class, record_type};
use crate::syntax::{GenerateEntry, RecordEntry, SyntaxError, Word, lacks_dollar};
use crate::zone::doubts::{Doubt, Incomplete};
use crate::zone::index::DNAME;
use crate::zone::load::continued::continued;
use crate::zone::load::mistake::bad_name;
use crate::zone::load::owner::is_absolute;
use crate::zone::load::page_line::marked_record;
use crate::zone::load::state::{Loader, Lost, Owner};
use crate::zone::load::ttl::own_ttl;
use crate::zone::load::word_owner::begins_with_type;
use crate::zone::rdata::BadField;

/// What a directive that could not be read leaves unknown.
#[derive(Debug, PartialEq, Eq)]
enum BadDirective {
    /// What relative names mean after it.
    Origin,
    /// Which records it would have made, or a template's placeholder that stands for some.
    Records,
    /// No name.
    Nothing,
}

/// Which directive the line is that holds the octet at `at`; `None` if it is none.
fn directive_at(text: &[u8], at: u32) -> Option<BadDirective> {
    let start = line_start(text, at as usize);
    // Behind blanks no server takes it for one, and it is meant for one all the same.
    let blanks = text[start..].iter().take_while(|octet| matches!(octet, b' ' | b'\t')).count();
    let line = &text[start + blanks..];
    let line = line.strip_prefix(b"\"").unwrap_or(line);
    // What stands without its `$` is meant for one, too.
    let line = line.strip_prefix(b"$").or_else(|| lacks_dollar(line).map(|_| line))?;
    let is_of_name = |octet: &u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_');
    let length = line.iter().take_while(|octet| is_of_name(octet)).count();
    let (name, behind) = line.split_at(length);
    let end = memchr::memchr2(b'\n', b';', behind).unwrap_or(behind.len());
    let name = String::from_utf8_lossy(&name[..name.len().min(16)]).to_ascii_uppercase();
    Some(match &*name {
        "TTL" | "DATE" => BadDirective::Nothing,
        name if distance("ORIGIN", name) <= 2 => BadDirective::Origin,
        name if ["INCLUDE", "GENERATE"].iter().any(|known| is_like(name, known)) => BadDirective::Records,
        name if is_directive_of_others(name, &behind[..end]) => BadDirective::Nothing,
        _ => BadDirective::Records,
    })
}

/// The word of a line that could not be read, at `at`, which shows that it is meant for a `$TTL`: `$TLT`, `\$TTL`, `$TTL=3600`,
/// `default_ttl`, a template's `${DOLLAR}TTL`. A record has a type.
fn meant_for_ttl(text: &[u8], at: u32) -> Option<Word> {
    let start = line_start(text, at as usize);
    let end = memchr::memchr2(b'\n', b';', &text[start..]).map_or(text.len(), |end| start + end);
    let line = &text[start..end.min(start + LONGEST_TTL)];
    let is_of_record = |word: &[u8]| record_type(word).is_some() || class(word).is_some();
    let is_ttl = |word: &&[u8]| {
        let name = word.split(|octet| matches!(octet, b'=' | b':')).next().unwrap_or_default();
        let name = String::from_utf8_lossy(name).to_ascii_uppercase();
        let letters = name.trim_matches(|sign: char| !sign.is_ascii_alphanumeric());
        letters.ends_with("TTL") || name.starts_with('$') && distance("TTL", letters) <= 1
    };
    let word = words_of(line).take(WORDS_BEFORE_TTL).find(is_ttl)?;
    let begin = (start + offset_in(line, word)) as u32;
    let word = Word { start: begin, end: begin + word.len() as u32, quoted: false, escaped: false };
    (!words_of(line).any(is_of_record)).then_some(word)
}

/// How much of a line that may be meant for a `$TTL` is looked at, in octets.
const LONGEST_TTL: usize = 256;
/// Among so many words of it, its name is: `{% set ttl = 3600 %}`.
const WORDS_BEFORE_TTL: usize = 3;

/// Whether a directive's name is or holds a known one, but for two mistakes.
fn is_like(name: &str, known: &str) -> bool {
    name.contains(known) || distance(known, name) <= 2
}

/// Whether what no server knows is a directive for all that: it has words `behind` it, and neither they nor its name can be
/// a record's, as where a template's placeholder stands for an owner or for several records.
fn is_directive_of_others(name: &str, behind: &[u8]) -> bool {
    let mut words = words_of(behind).peekable();
    let begins_word = behind.first().is_some_and(|octet| matches!(octet, b' ' | b'\t'));
    let is_of_record = |word: &[u8]| record_type(word).is_some() || class(word).is_some();
    !name.is_empty() && begins_word && words.peek().is_some() && !words.any(is_of_record)
}

impl<'s> Loader<'s, '_> {
    /// Loads a record, as far as its names are known, and adds what is wrong with it to `errors`.
    pub(super) fn record_as_known(
        &mut self,
        record: &RecordEntry<'_>,
        source: SourceId,
        text: &'s [u8],
        origin: u32,
        (current, lost): (&mut Option<Owner>, &mut Lost),
        errors: &mut Vec<SyntaxError>,
    ) {
        let read = if let Err(marked) = marked_record(record, text) {
            Err(marked)
        } else if *lost == Lost::default() {
            self.record(record, source, text, origin, current)
        } else {
            self.record_without_origin(record, source, text, origin, (current, lost))
        };
        if !self.misread_origins.is_empty() {
            self.count_misread(record, *current, origin, text);
        }
        if let (Err(_), Doubt::At(_)) = (&read, self.doubt) {
            self.doubt = self.doubt_at(*current, record.rtype);
        }
        // What is wrong before it is read as it was meant.
        if read.is_ok() && !errors.is_empty() {
            self.doubt = Doubt::Nowhere;
        }
        self.zone.has_unread_records |= read.is_err();
        match read {
            Ok(()) => self.note_word(record, *current, text),
            Err(error) => {
                let mut error = continued(record, text, *error);
                error.help = error.help.or_else(|| begins_with_type(record, text));
                errors.push(error);
            }
        }
        self.doubted = record.rtype;
    }

    /// Loads a record below an origin that is unknown, if all its names are absolute. Of any other only the rdata is
    /// checked.
    fn record_without_origin(
        &mut self,
        record: &RecordEntry<'_>,
        source: SourceId,
        text: &'s [u8],
        origin: u32,
        (current, lost): (&mut Option<Owner>, &mut Lost),
    ) -> Result<(), BadField> {
        let is_known = |word: &Word| is_absolute(word.text(text), word.escaped);
        if let Some(word) = record.owner {
            lost.owner = lost.origin.is_some() && !is_known(&word);
        }
        if !lost.owner && (lost.origin.is_none() || names_in(record).iter().all(is_known)) {
            return self.record(record, source, text, origin, current);
        }
        if let Some((seconds, word)) = record.ttl {
            self.ttls.last = Some(own_ttl(seconds, word, source));
        }
        if lost.owner {
            *current = None;
        } else if let Some(word) = record.owner {
            self.owner(word, source, text, origin, current)
                .map_err(|bad| Box::new(bad_name(word, "the owner", bad)))?;
        }
        self.doubt = self.doubt_at(*current, record.rtype);
        let place = Span::new(source, record.type_word.start, record.type_word.end);
        self.lose(record.rtype, self.doubt, lost.origin.unwrap_or(place));
        self.rdata(record, source, text, origin).map(|_| ())
    }

    /// Takes note of records of a type whose names cannot be told because of what stands at `why`.
    pub(super) fn lose(&mut self, rtype: RecordType, doubt: Doubt, why: Span) {
        self.zone.doubt(doubt, Incomplete::Unreadable(why), rtype);
        self.zone.srv_lost += u32::from(rtype == RecordType::SRV);
    }

    /// The same of the records of a `$GENERATE`.
    pub(super) fn lose_generated(&mut self, generate: &GenerateEntry, why: Option<Span>, text: &[u8]) {
        let rtype = record_type(generate.type_word.text(text)).unwrap_or(RecordType::ZERO);
        why.into_iter().for_each(|why| self.lose(rtype, Doubt::Everywhere, why));
    }

    /// Sets the origin, or notes that it is unknown.
    pub(super) fn origin_directive(
        &mut self,
        word: Word,
        source: SourceId,
        text: &[u8],
        (in_force, lost): (&mut u32, &mut Lost),
        errors: &mut Vec<SyntaxError>,
    ) {
        let read = self.origin(word, source, text, (*in_force, "$ORIGIN"));
        let is_misread = |origin: &u32| self.misread_origins.contains_key(origin);
        let is_known = is_absolute(word.text(text), word.escaped) || read.as_ref().is_ok_and(is_misread);
        match read {
            Ok(origin) if lost.origin.is_none() || is_known => {
                lost.origin = None;
                *in_force = origin;
            }
            Ok(_) => {}
            Err(bad) => {
                self.doubt = Doubt::Nowhere;
                lost.origin = Some(Span::new(source, word.start, word.end));
                errors.push(bad_name(word, "the origin", bad));
            }
        }
    }

    /// The origin of an included file: the one that the directive says, or the one in force.
    pub(super) fn origin_of_included(
        &mut self,
        said: Option<Word>,
        source: SourceId,
        text: &[u8],
        (in_force, mut lost): (u32, Lost),
    ) -> Result<(u32, Lost), SyntaxError> {
        let Some(word) = said else { return Ok((in_force, lost)) };
        let origin = self.origin(word, source, text, (in_force, "$INCLUDE"));
        let origin = origin.map_err(|bad| bad_name(word, "the origin", bad))?;
        if is_absolute(word.text(text), word.escaped) {
            lost.origin = None;
        }
        Ok((origin, lost))
    }

    /// Takes note of an entry that could not be read beyond its owner, and whose first mistake is `at`.
    #[cold]
    pub(super) fn broken(
        &mut self,
        owner: Option<Word>,
        at: u32,
        source: SourceId,
        text: &'s [u8],
        origin: u32,
        (current, lost): (&mut Option<Owner>, &mut Lost),
    ) {
        if let Some(word) = meant_for_ttl(text, at) {
            return self.unread_ttl(word, source);
        }
        match (directive_at(text, at), owner) {
            (Some(BadDirective::Origin), _) => {
                self.doubt = Doubt::Nowhere;
                lost.origin = Some(Span::new(source, at, at));
            }
            (Some(BadDirective::Nothing), _) => self.doubt = Doubt::Nowhere,
            (Some(BadDirective::Records), _) | (None, None) => {}
            (None, Some(word)) => {
                lost.owner = lost.origin.is_some() && !is_absolute(word.text(text), word.escaped);
                // A bad name leaves the owner before in force.
                if !lost.owner && self.owner(word, source, text, origin, current).is_ok() {
                    let key = current.map(|owner| owner.name.key);
                    self.doubt = match self.doubt_at(*current, RecordType::ZERO) {
                        // Its type may have been DNAME or NS.
                        Doubt::At(_) if key != Some(self.apex) => key.map_or(Doubt::Everywhere, Doubt::Below),
                        doubt => doubt,
                    };
                }
            }
        }
    }

    /// Where a record of this type may stand that could not be read and has this owner.
    #[cold]
    pub(super) fn doubt_at(&self, owner: Option<Owner>, rtype: RecordType) -> Doubt {
        let Some(owner) = owner else { return Doubt::Everywhere };
        let name = self.zone.name(&owner.name, self.sources);
        if name.is_wildcard() {
            return Doubt::Wildcard { name: owner.name.key, above: Origin::new(name.base_name()).key() };
        }
        match rtype {
            RecordType::NS if owner.name.key == self.apex => Doubt::Nowhere,
            RecordType::NS => Doubt::Below(owner.name.key),
            rtype if u16::from(rtype) == DNAME => Doubt::Below(owner.name.key),
            _ => Doubt::At(owner.name.key),
        }
    }
}

/// The words of a record's rdata that are names, of the types that rules read.
pub(super) fn names_in<'p>(record: &RecordEntry<'p>) -> &'p [Word] {
    let words = record.rdata;
    match record.rtype {
        RecordType::SOA => &words[..words.len().min(2)],
        RecordType::SRV
        | RecordType::CNAME
        | RecordType::NS
        | RecordType::MX
        | RecordType::NAPTR
        | RecordType::PTR => &words[words.len().saturating_sub(1)..],
        rtype if u16::from(rtype) == DNAME => &words[words.len().saturating_sub(1)..],
        _ => &[],
    }
}
