//! Owners that may be a word of their own record: in a line such as `IN NS ns1` the class stands in the first column, where a
//! server reads an owner. Knows no rule.

use hickory_proto::rr::RecordType;

use crate::base::printable::printable;
use crate::syntax::ttl::parse_ttl;
use crate::syntax::{RecordEntry, is_type_in_capitals, type_as_owner};
use crate::zone::load::refusal::{Cause, Refusal};
use crate::zone::load::special::Special;
use crate::zone::load::state::{Loader, Owner};
use crate::zone::rdata::text_of;
use crate::zone::record::{NameRef, WordOwner, word_text};

/// How long such a word is at most: as the seconds of four weeks.
const LONGEST: u32 = 7;
/// How many are kept.
const MOST: usize = 64;
/// The TTLs that people write in seconds.
const USUAL_TTLS: [&[u8]; 17] = [
    b"300", b"600", b"900", b"1200", b"1800", b"2400", b"3600", b"7200", b"10800", b"14400", b"21600",
    b"28800", b"43200", b"86400", b"172800", b"604800", b"1209600",
];

impl Loader<'_, '_> {
    /// Notes the owner of a record that was loaded, if it may be a word of the record.
    #[inline(always)]
    pub(super) fn note_word(&mut self, entry: &RecordEntry<'_>, owner: Option<Owner>, text: &[u8]) {
        // No word but a number is longer than the class.
        if let Some(word) = entry.owner
            && word.end - word.start <= LONGEST
            && match text[word.start as usize] {
                b'0'..=b'9' => true,
                b'I' | b'i' | b'#' | b'/' => word.end - word.start <= 2,
                _ => false,
            }
            && entry.rtype != RecordType::PTR
            && let Some(owner) = owner
        {
            // The class that nearly all records have is not kept of those of a usual kind.
            let between = text.get(word.end as usize..entry.type_word.start as usize).unwrap_or_default();
            self.note_word_owner((entry.rtype, entry.ttl.is_some()), owner, word.text(text), between);
        }
    }

    /// Takes no entry: then that of a usual record is never put together in memory.
    #[inline(never)]
    fn note_word_owner(
        &mut self,
        (rtype, has_ttl): (RecordType, bool),
        owner: Owner,
        text: &[u8],
        between: &[u8],
    ) {
        let has_class = between.split(u8::is_ascii_whitespace).any(|word| word.eq_ignore_ascii_case(b"IN"));
        let is_class = text.eq_ignore_ascii_case(b"IN") && !has_class;
        let is_ttl = !has_ttl
            && match text.iter().all(u8::is_ascii_digit) {
                true => USUAL_TTLS.contains(&text),
                // Hosts may be called so: only a class behind it tells them apart.
                false => text[0].is_ascii_digit() && has_class && parse_ttl(text).is_ok(),
            };
        let is_comment = matches!(text, b"#" | b"//");
        if !is_class && !is_ttl && !is_comment {
            self.zone.has_numbered_owners |= text[0].is_ascii_digit();
        } else if owner.in_zone && owner.name.is_relative() && self.zone.word_owners.len() < MOST {
            let is_sure = text == b"IN" || is_ttl || is_comment;
            let owner = owner.name;
            self.zone.word_owners.push(WordOwner { owner, rtype, is_sure });
        }
    }

    /// The refusal of a zone without NS records, with the record that was meant for one, if its owner is a word of it or
    /// lacks its dot.
    pub(super) fn without_servers(&self, soa: &NameRef) -> Refusal {
        let word = self.zone.word_owners.iter().find(|word| word.rtype == RecordType::NS);
        let apex = self.zone.origin_text();
        let name = apex.trim_end_matches('.').as_bytes();
        let lacks_dot = |owner: &&NameRef| {
            owner.is_relative() && self.sources.bytes(owner.span).eq_ignore_ascii_case(name)
        };
        let mut owners = self.pointers(u16::from(RecordType::NS)).map(|record| &record.owner);
        let (cause, help) = match (word, owners.find(lacks_dot)) {
            (Some(WordOwner { owner, .. }), _) => {
                let text = String::from_utf8_lossy(word_text(self.sources.bytes(owner.span))).into_owned();
                let help = format!("begin the line with a blank or `@`: `{text}` is read as its owner");
                (Cause::Here(owner.span, "read as the owner"), help)
            }
            (None, Some(owner)) => {
                let help = format!("write `{apex}` or `@` for the owner of the NS record");
                (Cause::Here(owner.span, "this owner lacks its final dot"), help)
            }
            _ => {
                let server = self.primary_server().filter(|server| !self.is_renamed(server));
                let server = server.unwrap_or_else(|| "ns.example.net.".to_owned());
                let address = if self.needs_address(&server) { ADDRESS } else { "" };
                (Cause::Unknown, format!("name the zone's servers: `@ NS {server}`{address}"))
            }
        };
        Refusal {
            span: soa.span,
            message: format!("zone `{apex}` has no NS record"),
            cause,
            note: "RFC 1034 section 4.2.1: a zone has NS records at its top; BIND refuses it without them",
            help: help.into(),
        }
    }
}

/// What a name server of the zone's own needs besides: BIND refuses the zone without it.
const ADDRESS: &str = ", and give that an A or AAAA record";

/// Names that exporters write for the server of each zone, and that serve none (Gandi).
const FILLERS: [&str; 1] = ["ns1.gandi.net."];

impl Loader<'_, '_> {
    /// The server that the SOA record names, if it is one: not the zone's own name, nor what an exporter writes in its place.
    fn primary_server(&self) -> Option<String> {
        let is_soa = |special: &&Special| special.rtype == u16::from(RecordType::SOA);
        let soa = self.specials.iter().find(is_soa)?;
        let text = text_of(self.zone.class, RecordType::SOA, &soa.octets, None);
        let server = text.split(' ').next()?;
        let is_filler = server.eq_ignore_ascii_case(&self.zone.origin_text())
            || FILLERS.iter().any(|filler| server.eq_ignore_ascii_case(filler));
        (server.len() > 1 && !is_filler).then(|| printable(server.as_bytes()))
    }
}

/// What helps where a line begins with its type.
pub(super) fn begins_with_type(entry: &RecordEntry<'_>, text: &[u8]) -> Option<String> {
    let owner = entry.owner?.text(text);
    is_type_in_capitals(owner).then(|| type_as_owner(owner))
}
