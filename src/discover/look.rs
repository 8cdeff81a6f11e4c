//! A look at the octets of a file that a walk found: whether it is a zone. Reads no records.

use std::collections::HashMap;
use std::path::Path;

use hickory_proto::rr::RecordType;

use crate::base::bytes::FileBytes;
use crate::discover::exporter::is_export;
use crate::discover::sniff::{SNIFFED, Sniffed, SoaOwner, sniff_beginning};
use crate::discover::template::is_template;
use crate::discover::zone_like::ZoneLike;
use crate::files::{Files, is_pointer};
use crate::syntax::{Entry, Parser, Start};

/// What the octets of a file say.
pub enum Look {
    /// It is a zone.
    Zone(FileBytes, SoaOwner),
    /// What it includes tells whether it is one.
    Includes,
    /// It may be a zone whose beginning cannot be read.
    Damaged(FileBytes, SoaOwner),
    /// It has no SOA record, and a program exported it as a whole zone.
    Export(FileBytes),
    /// It is a template of one.
    Template,
    /// It is neither.
    Other(NoZone),
}

/// Why a file is not a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoZone {
    /// It holds nothing, or only blanks and comments.
    Empty,
    /// It is in UTF-16; whether it would be a zone in UTF-8.
    Utf16(bool),
    /// It stands for a text that git LFS keeps.
    KeptByLfs,
    /// It is a zone in the format that BIND writes by `masterfile-format raw` or `map`.
    Raw,
    /// It has octets that no text has.
    Binary,
    /// What is in it is not the text of a zone, with what its lines look like.
    OtherText(ZoneLike),
    /// It has no SOA record. Of the records that could be read so many are SRV records.
    NoSoa(usize),
}

impl NoZone {
    /// What a text is that sniffs like this.
    fn of(sniffed: &Sniffed, octets: &[u8]) -> Self {
        let beginning = &octets[..octets.len().min(SNIFFED)];
        if let Some(text) = of_utf16(beginning) {
            NoZone::Utf16(matches!(sniff_beginning(text.as_bytes()), Sniffed::Zone(_)))
        } else if is_pointer(octets) {
            NoZone::KeptByLfs
        } else if is_raw(octets) {
            NoZone::Raw
        } else if memchr::memchr(0, beginning).is_some() {
            NoZone::Binary
        } else if *sniffed == Sniffed::NoZone {
            NoZone::OtherText(ZoneLike::of(octets))
        } else if is_blank(beginning) && octets.len() <= SNIFFED {
            NoZone::Empty
        } else {
            NoZone::NoSoa(srv_records(octets))
        }
    }

    /// The same in words.
    pub fn why(self) -> String {
        match self {
            NoZone::Empty => "no record in it".to_owned(),
            NoZone::Utf16(_) => "text in UTF-16, which no name server reads".to_owned(),
            NoZone::KeptByLfs => "git LFS keeps its text".to_owned(),
            NoZone::Raw => RAW.to_owned(),
            NoZone::Binary => "not a text".to_owned(),
            NoZone::OtherText(_) => "not the text of a zone".to_owned(),
            NoZone::NoSoa(0) => "no SOA record in it".to_owned(),
            NoZone::NoSoa(1) => "1 SRV record, no SOA record, and no zone includes it".to_owned(),
            NoZone::NoSoa(srvs) => format!("{srvs} SRV records, no SOA record, and no zone includes it"),
        }
    }
}

/// What is to be known of a zone in BIND's raw format.
const RAW: &str =
    "a zone in BIND's raw format, which is not text; `named-compilezone -f raw -F text` makes a text of it";

/// Whether a file begins as those in BIND's formats `raw` and `map` (`dns_masterrawheader_t` in `lib/dns/include/dns/master.h`):
/// with the format's number and the version of the header, which is 0 or 1.
pub fn is_raw(octets: &[u8]) -> bool {
    matches!(octets, [0, 0, 0, 2 | 3, 0, 0, 0, 0 | 1, ..])
}

/// What a text in UTF-16 says, by its byte order mark.
fn of_utf16(octets: &[u8]) -> Option<String> {
    // The mark of UTF-32 begins with that of UTF-16.
    if octets.starts_with(&[0xff, 0xfe, 0, 0]) {
        return None;
    }
    let (mark, text) = octets.split_at_checked(2)?;
    let unit: fn([u8; 2]) -> u16 = match mark {
        [0xff, 0xfe] => u16::from_le_bytes,
        [0xfe, 0xff] => u16::from_be_bytes,
        _ => return None,
    };
    let units: Vec<u16> = text.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    Some(String::from_utf16_lossy(&units))
}

/// Whether a text has nothing but blanks and comments.
fn is_blank(text: &[u8]) -> bool {
    text.split(|octet| *octet == b'\n').all(|line| {
        let line = line.trim_ascii_start();
        line.is_empty() || line.starts_with(b";")
    })
}

/// How many SRV records a text has.
fn srv_records(text: &[u8]) -> usize {
    if [&b"SRV"[..], b"srv"].iter().all(|word| memchr::memmem::find(text, word).is_none()) {
        return 0;
    }
    let (mut parser, mut errors, mut count) = (Parser::new(text, Start::File), Vec::new(), 0);
    while let Some(entry) = parser.next(&mut errors) {
        count += usize::from(
            errors.is_empty() && matches!(entry, Entry::Record(record) if record.rtype == RecordType::SRV),
        );
        errors.clear();
    }
    count
}

impl Look {
    /// Looks at these octets.
    pub fn at(octets: FileBytes) -> Self {
        let sniffed = sniff_beginning(&octets);
        Self::of(sniffed, octets)
    }

    /// What octets are of which this is known.
    pub fn of(sniffed: Sniffed, octets: FileBytes) -> Self {
        match sniffed {
            Sniffed::NoZone | Sniffed::Unfinished if is_export(&octets) => Look::Export(octets),
            Sniffed::NoZone | Sniffed::Unfinished => Look::Other(NoZone::of(&sniffed, &octets)),
            Sniffed::Includes => Look::Includes,
            _ if is_template(&octets) => Look::Template,
            Sniffed::Zone(soa) => Look::Zone(octets, soa),
            Sniffed::Damaged(soa) => Look::Damaged(octets, soa),
        }
    }
}

/// The git objects that a walk looked at and that are not zones: why not; `None` of a template.
#[derive(Default)]
pub struct NoZones(HashMap<String, Option<NoZone>>);

impl NoZones {
    /// Looks at a file. Remembers what the snapshot's other paths to its object need not have read again.
    pub fn look(&mut self, files: &Files, path: &Path, octets: FileBytes) -> Look {
        let look = Look::at(octets);
        let why = match look {
            Look::Template => Some(None),
            Look::Other(why) => Some(Some(why)),
            _ => None,
        };
        if let (Some(object), Some(why)) = (object(files, path), why) {
            self.0.insert(object.to_owned(), why);
        }
        look
    }

    /// What a look at the same object said, at another path of the snapshot, if it is not a zone.
    pub fn looked_before(&self, files: &Files, path: &Path) -> Option<Look> {
        let why = *self.0.get(object(files, path)?)?;
        Some(why.map_or(Look::Template, Look::Other))
    }
}

fn object<'a>(files: &'a Files, path: &Path) -> Option<&'a str> {
    files.snapshot()?.object(path)
}
