//! Which TTL a record has, after `$TTL`, the record before and the SOA's MINIMUM. Does not judge whether it
//! is a good one.

use hickory_proto::rr::RecordType;

use crate::base::printable::printable;
use crate::base::span::{SourceId, Span};
use crate::syntax::name::NameKey;
use crate::syntax::ttl::{MAX_TTL, NoTtl, parse_ttl};
use crate::syntax::{SyntaxError, Word};
use crate::zone::doubts::Doubt;
use crate::zone::load::state::Loader;
use crate::zone::record::{Ttl, TtlNumber, TtlSource};

impl Loader<'_, '_> {
    pub(super) fn ttl_directive(
        &mut self,
        word: Word,
        source: SourceId,
        text: &[u8],
        errors: &mut Vec<SyntaxError>,
    ) {
        self.doubt = Doubt::Nowhere;
        match parse_ttl(word.text(text)) {
            Ok(seconds) => {
                let span = Span::new(source, word.start, word.end);
                self.ttls.default = Some(Ttl { seconds: limit(seconds), source: TtlSource::Directive, span });
            }
            Err(fault) => {
                let shown = printable(word.text(text));
                let message = match fault {
                    NoTtl::Syntax => format!("`{shown}` is not a TTL"),
                    NoTtl::TooLarge => format!("the TTL `{shown}` is out of range"),
                };
                errors.push(SyntaxError::at(word, message));
                self.unread_ttl(word, source);
            }
        }
    }

    /// Takes a `$TTL` that cannot be read, in whole or in part, at `word`: of the records that inherit it no TTL is known.
    pub(super) fn unread_ttl(&mut self, word: Word, source: SourceId) {
        self.doubt = Doubt::Nowhere;
        let span = Span::new(source, word.start, word.end);
        self.ttls.default = Some(Ttl { seconds: 0, source: TtlSource::Directive, span });
        self.ttls.unread = Some(span);
    }

    /// The TTL of a record, which may state its own; what the next ones inherit is settled with it.
    #[inline]
    pub(super) fn ttl_of(
        &mut self,
        (owner, rtype, states_one): (NameKey, RecordType, bool),
        soa_minimum: Option<Ttl>,
        span: Span,
    ) -> Option<Ttl> {
        let ttl = self.effective_ttl(states_one, soa_minimum, span);
        if let (None, Some(ttl)) = (self.ttls.default, ttl) {
            self.even_out(owner, rtype, ttl);
        }
        ttl
    }

    /// The TTL that BIND gives the record, after `$TTL`, the record before, and the SOA's MINIMUM.
    #[inline]
    pub(super) fn effective_ttl(
        &mut self,
        states_one: bool,
        soa_minimum: Option<Ttl>,
        record: Span,
    ) -> Option<Ttl> {
        if states_one {
            return self.ttls.last;
        }
        if self.ttls.generated.is_some() {
            return self.ttls.generated;
        }
        if let (None, None, Some(minimum)) = (self.ttls.default, self.ttls.last, soa_minimum) {
            self.ttls.default = Some(minimum);
        }
        if let Some(default) = self.ttls.default {
            self.ttls.last = Some(default);
            return Some(default);
        }
        if self.ttls.last.is_none() {
            self.ttls.without.get_or_insert(record);
        }
        self.ttls.last.map(|ttl| Ttl { source: TtlSource::Previous, ..ttl })
    }

    /// The number of a TTL, which gets one if it has none.
    #[inline]
    pub(super) fn number(&mut self, ttl: Option<Ttl>) -> TtlNumber {
        let is_read = |ttl: &Ttl| self.ttls.unread.is_none_or(|unread| unread != ttl.span);
        let Some(ttl) = ttl.filter(is_read) else { return TtlNumber::NONE };
        // Most records have the TTL of the record before, or that of `$TTL`.
        for number in [self.ttls.last_number, self.ttls.directive_number] {
            if self.zone.ttls.get(number as usize) == Some(&ttl) {
                return TtlNumber(number);
            }
        }
        self.ttls.last_number = self.zone.ttls.len() as u32;
        if ttl.source == TtlSource::Directive {
            self.ttls.directive_number = self.ttls.last_number;
        }
        self.zone.has_implicit_ttls |= matches!(ttl.source, TtlSource::Previous | TtlSource::SoaMinimum);
        self.zone.ttls.push(ttl);
        TtlNumber(self.ttls.last_number)
    }

    /// BIND gives the records of one set that follow each other the first one's TTL, and a record
    /// without a TTL then inherits that. The records keep the TTL that the file says.
    pub(super) fn even_out(&mut self, owner: NameKey, rtype: RecordType, ttl: Ttl) {
        self.ttls.evened.retain(|(key, _, _)| *key == owner);
        match self.ttls.evened.iter().find(|(_, known, _)| *known == rtype) {
            Some((_, _, first)) => self.ttls.last = Some(*first),
            None => self.ttls.evened.push((owner, rtype, ttl)),
        }
    }
}

/// The TTL that a record states in `word`.
pub(super) fn own_ttl(seconds: u32, word: Word, source: SourceId) -> Ttl {
    let span = Span::new(source, word.start, word.end);
    Ttl { seconds: limit(seconds), source: TtlSource::Record, span }
}

/// The TTL that the last field of an SOA record gives those without one.
pub(super) fn soa_minimum(seconds: u32, span: Span) -> Ttl {
    Ttl { seconds: limit(seconds), source: TtlSource::SoaMinimum, span }
}

/// RFC 2181 section 8: a TTL has 31 bits. BIND takes a longer one as 0.
pub(super) fn limit(seconds: u32) -> u32 {
    if seconds > MAX_TTL { 0 } else { seconds }
}
