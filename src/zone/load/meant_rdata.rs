//! What the words behind a record's type were meant for that are not its rdata: a TTL or an owner before it, a record of its own, the
//! preference of a mail server behind its name. Is asked only of records that could not be read.

use hickory_proto::rr::RecordType;

use crate::base::printable::printable;
use crate::base::span::SourceId;
use crate::syntax::address::{ipv4, ipv6};
use crate::syntax::record_type::{class, may_precede_type, record_type};
use crate::syntax::ttl::parse_ttl;
use crate::syntax::{
    HOLDS_RECORD, HOST_BEHIND, NUMBER_BEFORE, OWNER_BEHIND, PREFERENCE_FIRST, RecordEntry, SyntaxError,
    TTL_BEHIND, Word, are_behind_owner, is_name_alone, is_surely_host, is_surely_owner, look_like_rdata,
};
use crate::zone::load::parted_name::parted_name;
use crate::zone::load::state::{Loader, Owner};
use crate::zone::rdata::BadField;

/// A number as small as this is rather a preference than a TTL.
const SMALLEST_TTL: u32 = 60;

impl Loader<'_, '_> {
    /// What was meant by the rdata of a record that could not be read, in place of what is wrong with one of its fields.
    #[cold]
    pub(super) fn meant_rdata(
        &self,
        bad: BadField,
        entry: &RecordEntry<'_>,
        owner: Owner,
        (source, text, origin): (SourceId, &[u8], u32),
    ) -> BadField {
        let line = Line { entry, text };
        let is_known = |word: &Word| {
            let name = self.name_of(*word, source, text, origin);
            let mut known = self.zone.facts.iter();
            self.zone.facts.are_few() && name.is_some_and(|name| known.any(|(owner, _)| owner == name.key))
        };
        let meant = line.ttl_behind().or_else(|| line.record_within());
        let meant = meant.or_else(|| line.owner_behind(is_known)).or_else(|| line.preference_behind());
        let meant = meant.or_else(|| line.host_behind());
        let parted = || parted_name(&bad, entry, text, &self.zone.name(&owner.name, self.sources));
        meant.or_else(parted).map_or(bad, Box::new)
    }
}

/// A record with the text of its words.
struct Line<'l, 'p> {
    entry: &'l RecordEntry<'p>,
    text: &'l [u8],
}

impl Line<'_, '_> {
    fn shown(&self, word: &Word) -> String {
        printable(word.plain_text(self.text))
    }

    /// The record that was meant: an owner, a TTL, the class and the type as written, and `rdata`.
    fn record(&self, owner: Option<&Word>, ttl: Option<&Word>, rdata: &[Word]) -> String {
        let class = self.entry.class.as_ref().map(|(_, word)| word);
        let before = [owner, ttl, class].into_iter().flatten();
        let words = before.chain([&self.entry.type_word]).chain(rdata);
        words.map(|word| self.shown(word)).collect::<Vec<_>>().join(" ")
    }

    fn own_ttl(&self) -> Option<&Word> {
        self.entry.ttl.as_ref().map(|(_, word)| word)
    }

    /// `name TYPE TTL rdata`, as panels have their columns; or another number before a complete rdata.
    fn ttl_behind(&self) -> Option<SyntaxError> {
        let [first, rest @ ..] = self.entry.rdata else { return None };
        // The class may stand there, too.
        let rest = match rest {
            [word, behind @ ..] if class(word.text(self.text)).is_some() => behind,
            rest => rest,
        };
        let number = first.text(self.text);
        let is_number = |word: &Word| parse_ttl(word.text(self.text)).is_ok();
        let begins_so = !first.quoted && number.first().is_some_and(u8::is_ascii_digit);
        let seconds = parse_ttl(number).ok().filter(|_| begins_so)?;
        let rtype = self.entry.rtype;
        // What stands in the place of an address may be a word that is still to be filled in.
        let is_address =
            matches!(rtype, RecordType::A | RecordType::AAAA) && matches!(rest, [word] if !is_number(word));
        if !is_address && !look_like_rdata(rtype, rest, self.text) {
            return None;
        }
        let owner = self.entry.owner.as_ref();
        if seconds >= SMALLEST_TTL && self.entry.ttl.is_none() {
            let help = format!("write `{}`", self.record(owner, Some(first), rest));
            return Some(told(*first, TTL_BEHIND.to_owned(), help));
        }
        match (rtype, rest) {
            (RecordType::MX, [second, host]) => {
                let [one, other, host] = [first, second, host].map(|word| self.shown(word));
                let message = "MX takes one number, the preference, and two are given".to_owned();
                let help = if one == other {
                    format!("write `{one} {host}`")
                } else {
                    format!("write `{one} {host}` or `{other} {host}`")
                };
                Some(told(Word { end: second.end, ..*first }, message, help))
            }
            (RecordType::CNAME | RecordType::NS | RecordType::PTR, _) => {
                let help = format!("write `{}`", self.record(owner, self.own_ttl(), rest));
                Some(told(*first, format!("{NUMBER_BEFORE} of a {rtype} record"), help))
            }
            _ => None,
        }
    }

    /// `_imaps._tcp SRV x. 0 IN SRV 0 0 993 host.`: a whole record, as some panels show it in the place of its value.
    fn record_within(&self) -> Option<SyntaxError> {
        let rdata = self.entry.rdata;
        let is_type =
            |word: &Word| !word.quoted && record_type(word.text(self.text)) == Some(self.entry.rtype);
        let at = rdata.iter().skip(1).take(3).position(is_type)? + 1;
        let is_before = |word: &Word| may_precede_type(word.text(self.text));
        let count = match self.entry.rtype {
            RecordType::SRV => 4,
            RecordType::MX => 2,
            RecordType::A | RecordType::AAAA | RecordType::CNAME | RecordType::NS | RecordType::PTR => 1,
            _ => return None,
        };
        let fields = rdata.get(at + 1..at + 1 + count)?;
        if !rdata[1..at].iter().all(is_before) || !look_like_rdata(self.entry.rtype, fields, self.text) {
            return None;
        }
        let help = format!("write `{}`", self.record(self.entry.owner.as_ref(), self.own_ttl(), fields));
        Some(told(Word { end: rdata[at].end, ..rdata[0] }, HOLDS_RECORD.to_owned(), help))
    }

    /// `SRV _sip._tcp 0 0 5060 host` in a line that begins with a blank or another owner.
    fn owner_behind(&self, is_known: impl Fn(&Word) -> bool) -> Option<SyntaxError> {
        let [name, rest @ ..] = self.entry.rdata else { return None };
        let octets = name.text(self.text);
        let is_service = octets.first() == Some(&b'_') && self.entry.rtype == RecordType::SRV;
        let is_owner = match self.entry.owner.as_ref().map(|owner| owner.text(self.text)) {
            // Of two names, the first may as well be a part of the second.
            None if is_name_alone(self.entry.rtype) => {
                let of_servers = |host: &Word| host.text(self.text).ends_with(octets);
                let is_sure = self.entry.rtype != RecordType::NS || rest.iter().all(of_servers);
                is_surely_owner(octets) && is_sure || is_known(name)
            }
            None => is_service || octets.iter().any(u8::is_ascii_alphabetic),
            Some(owner) => is_service && (owner.first() != Some(&b'_') || owner.eq_ignore_ascii_case(octets)),
        };
        if !is_owner || !are_behind_owner(self.entry.rtype, *name, rest, self.text) {
            return None;
        }
        let help = format!("write `{}`", self.record(Some(name), self.own_ttl(), rest));
        Some(told(*name, OWNER_BEHIND.to_owned(), help))
    }

    /// `192.0.2.1 A host`, as in the file `hosts`.
    fn host_behind(&self) -> Option<SyntaxError> {
        let ([host], Some(address)) = (self.entry.rdata, self.entry.owner) else { return None };
        let octets = address.text(self.text);
        let is_of_type = match self.entry.rtype {
            RecordType::A => ipv4(octets).is_some(),
            RecordType::AAAA => ipv6(octets).is_some(),
            _ => false,
        };
        let is_host = !host.quoted && is_surely_host(host.text(self.text));
        let help = || format!("write `{}`", self.record(Some(host), self.own_ttl(), &[address]));
        (is_of_type && is_host).then(|| told(*host, HOST_BEHIND.to_owned(), help()))
    }

    /// `MX host ( Priority: 10 )` or `MX host prio 10`.
    fn preference_behind(&self) -> Option<SyntaxError> {
        let [host, rest @ ..] = self.entry.rdata else { return None };
        let is_number = |word: &&Word| !word.quoted && word.text(self.text).iter().all(u8::is_ascii_digit);
        let mut numbers = rest.iter().filter(is_number);
        let (preference, others) = (numbers.next()?, numbers.next());
        let is_host = !host.quoted && host.text(self.text).iter().any(u8::is_ascii_alphabetic);
        if self.entry.rtype != RecordType::MX || rest.len() < 2 || others.is_some() || !is_host {
            return None;
        }
        let help = format!(
            "write `{}`",
            self.record(self.entry.owner.as_ref(), self.own_ttl(), &[*preference, *host])
        );
        Some(told(Word { end: preference.end, ..*host }, PREFERENCE_FIRST.to_owned(), help))
    }
}

/// What is wrong at a word, and what to write.
fn told(word: Word, message: String, help: String) -> SyntaxError {
    SyntaxError { help: Some(help), ..SyntaxError::at(word, message) }
}
