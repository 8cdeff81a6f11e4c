//! The files that a change brings and that its run does not lint, as far as a zone that is gone may be one of them: hidden,
//! ignored, outside of the paths, a backup, a template, or a link that leads nowhere. What they say counts, not their names,
//! nor how much of an earlier text is in them: their author chooses both. Judges no zone.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use hickory_proto::rr::{Name, RecordType};

use crate::base::unfilled::holds_placeholder;
use crate::check::changes::base::Base;
use crate::discover::{absolute, is_raw};
use crate::files::{Files, Led, PathSet, is_git, is_pointer};
use crate::syntax::name::NameKey;
use crate::syntax::record_type::record_type;
use crate::syntax::{Entry, Parser, RecordEntry, Start, Word};

/// The changed files that are not linted and that have what zones are made of.
pub(crate) struct Unlinted(Vec<(PathBuf, Holds)>);

impl Unlinted {
    /// Those of a run's files that are not among the `linted`, with which of the zones `apexes` they may be.
    pub fn of(base: &Base, linted: &PathSet, files: &Files, apexes: &HashSet<NameKey>) -> Self {
        let mut paths: Vec<&Path> = base.changed.paths().filter(|path| !linted.contains(path)).collect();
        paths.sort();
        let holds = |path: &Path| Some((path.to_owned(), held(path, files, apexes)?));
        Self(paths.into_iter().filter_map(holds).collect())
    }

    /// The first of them that may be the zone at this apex, or at one that is not known.
    pub fn may_be(&self, apex: Option<NameKey>) -> Option<&Path> {
        let may_be = |holds: &Holds| match apex {
            Some(apex) => holds.anything || holds.zones.contains(&apex),
            None => holds.anything || holds.something,
        };
        self.0.iter().find(|(_, holds)| may_be(holds)).map(|(path, _)| path.as_path())
    }
}

/// What a file has of zones.
#[derive(Debug, Default)]
struct Holds {
    /// What may be any zone's.
    anything: bool,
    /// Something of some zone.
    something: bool,
    /// The apexes of zones, of those that are asked about, that it has records of.
    zones: HashSet<NameKey>,
}

impl Holds {
    fn anything() -> Self {
        Self { anything: true, ..Self::default() }
    }
}

/// What the file at `path` has; `None` if it is gone or a directory, or a link whose file has its own path.
fn held(path: &Path, files: &Files, apexes: &HashSet<NameKey>) -> Option<Holds> {
    if files.is_link(path) {
        return leads_away(path, files).then(Holds::anything);
    }
    if files.resolve(path).is_err() || files.is_directory(path) {
        return None;
    }
    match files.read(path) {
        Ok(octets) => Some(records(&octets, apexes)),
        Err(_) => Some(Holds::anything()),
    }
}

/// Whether the link at `path` leads out of the root, into a `.git`, or to nothing.
pub(crate) fn leads_away(path: &Path, files: &Files) -> bool {
    match files.led(path) {
        Some(Led::Out(_) | Led::Nowhere) => true,
        Some(Led::To(real)) => real.components().any(|part| is_git(part.as_os_str())),
        None => files.resolve(path).is_err(),
    }
}

/// What a text has: SOA and SRV records, without which no zone is worth to be hidden, and what may stand for them.
fn records(octets: &[u8], apexes: &HashSet<NameKey>) -> Holds {
    if is_pointer(octets) || is_raw(octets) {
        return Holds::anything();
    }
    let (mut parser, mut errors) = (Parser::new(octets, Start::File), Vec::new());
    parser.be_terse();
    parser.skip_byte_order_mark();
    // Not known: what includes the file says where it begins.
    let (mut origin, mut owner): (Option<Name>, Option<Name>) = (None, None);
    let (mut holds, mut start) = (Holds::default(), 0);
    while let Some(entry) = parser.next(&mut errors) {
        errors.clear();
        match entry {
            Entry::Origin(word) => origin = absolute(word, octets, origin.as_ref()),
            Entry::Include { .. } => return Holds::anything(),
            Entry::Generate(generate) if is_zones(generate.type_word.text(octets)) => {
                return Holds::anything();
            }
            Entry::Record(record) => {
                if let Some(word) = record.owner {
                    owner = absolute(word, octets, origin.as_ref());
                }
                if !is_of_zone(&record, octets) {
                    continue;
                }
                let Some(name) = &owner else { return Holds::anything() };
                holds.something = true;
                holds.zones.extend(NameKey::chain_of(name).into_iter().filter(|key| apexes.contains(key)));
            }
            Entry::Broken { owner: Some(word) } => {
                owner = absolute(word, octets, origin.as_ref());
                // It may have been an `$ORIGIN`, such as a template's.
                if word.text(octets).starts_with(b"$") {
                    origin = None;
                }
                if is_template_of_record(&octets[start..parser.offset() as usize]) {
                    return Holds::anything();
                }
            }
            _ => {}
        }
        start = parser.offset() as usize;
    }
    holds
}

/// Whether an entry that cannot be read is what a template has for an SOA or SRV record.
fn is_template_of_record(entry: &[u8]) -> bool {
    let mut words = entry.split(u8::is_ascii_whitespace);
    holds_placeholder(entry) && words.any(is_zones)
}

fn is_zones(rtype: &[u8]) -> bool {
    matches!(record_type(rtype), Some(RecordType::SRV | RecordType::SOA))
}

/// Whether this is an SOA or SRV record, and no sentence about one.
fn is_of_zone(record: &RecordEntry<'_>, text: &[u8]) -> bool {
    let is_number = |word: &Word| {
        let word = word.text(text);
        word.first().is_some_and(u8::is_ascii_digit) || holds_placeholder(word)
    };
    let numbers = match record.rtype {
        RecordType::SRV => record.rdata.get(..1),
        RecordType::SOA => record.rdata.get(2..3),
        _ => return false,
    };
    let is_generic = record.rdata.first().is_some_and(|word| word.text(text) == b"\\#");
    is_generic || numbers.is_some_and(|numbers| numbers.iter().all(is_number))
}
