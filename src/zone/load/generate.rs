//! `$GENERATE`: the lines that it stands for, loaded as records. Does not know how the text of a line is
//! made.

use hickory_proto::rr::RecordType;

use crate::base::printable::printable;
use crate::base::span::{SourceId, Span};
use crate::syntax::record_type::{class_name, record_type};
use crate::syntax::{Entry, GenerateEntry, Parser, RecordEntry, Start, SyntaxError, UNKNOWN_TYPE, Word};
use crate::zone::doubts::{Doubt, Incomplete};
use crate::zone::load::generate_text::{BadPattern, Pattern, parse_range};
use crate::zone::load::state::Loader;
use crate::zone::load::ttl::own_ttl;

impl<'s> Loader<'s, '_> {
    /// Loads the records that a `$GENERATE` stands for.
    pub(super) fn generate(
        &mut self,
        entry: &GenerateEntry,
        source: SourceId,
        text: &'s [u8],
        origin: u32,
        errors: &mut Vec<SyntaxError>,
    ) {
        // Its words are already told of.
        if !errors.is_empty() {
            return self.unread_generate(entry, source, text, origin);
        }
        let fault = match self.expand(entry, text) {
            Ok((lines, bound)) => {
                let message = |bound| format!("`$GENERATE` stands for {bound}: the others are not read");
                errors.extend(bound.map(|bound| SyntaxError::at(entry.range, message(bound))));
                let (before, are_all) = (self.zone.record_count, errors.is_empty());
                let id = self.generated_text(entry, lines, source);
                let fault = self.generated_records(entry, id, source, text, origin, errors);
                if let Some(mistake) = self.misread_origins.get(&origin) {
                    self.mistakes[*mistake].places += self.zone.record_count - before;
                }
                let is_record_bad = are_all && !errors.is_empty() && fault.is_none();
                if is_record_bad
                    && self.doubt_generated(id, origin, Span::new(source, entry.rdata.start, entry.rdata.end))
                {
                    self.doubt = Doubt::Nowhere;
                    return;
                }
                fault
            }
            Err(error) => Some(error),
        };
        errors.extend(fault);
        // Where one of its records could not be read, the others were not looked at.
        self.unread_generate(entry, source, text, origin);
    }

    /// Notes where the records of a `$GENERATE` may stand that cannot all be read: at its owner, if that is one name.
    pub(super) fn unread_generate(
        &mut self,
        entry: &GenerateEntry,
        source: SourceId,
        text: &'s [u8],
        origin: u32,
    ) {
        self.doubted = record_type(entry.type_word.text(text)).unwrap_or(RecordType::ZERO);
        let is_pattern = entry.owner.text(text).iter().any(|octet| matches!(octet, b'$' | b'\\'));
        let mut owner = None;
        let is_read = !is_pattern && self.owner(entry.owner, source, text, origin, &mut owner).is_ok();
        self.doubt = if is_read { self.doubt_at(owner, self.doubted) } else { Doubt::Everywhere };
    }

    /// The lines that a `$GENERATE` stands for, and the bound that left some out.
    fn expand(
        &mut self,
        entry: &GenerateEntry,
        text: &[u8],
    ) -> Result<(Vec<u8>, Option<String>), SyntaxError> {
        let (range, step) = parse_range(entry.range.text(text)).ok_or_else(|| {
            SyntaxError::at(
                entry.range,
                "the range is `start-stop` or `start-stop/step`, and not empty".into(),
            )
        })?;
        let pattern = |word: Word| Pattern::parse(word.text(text)).map_err(|bad| bad_pattern(word, bad));
        if let Some((class, word)) = entry.class
            && class != self.zone.class
        {
            return Err(SyntaxError::at(
                word,
                format!("class {} in a zone of class {}", class_name(class), class_name(self.zone.class)),
            ));
        }
        // In quotes, `\"` is a quote for the text that the pattern stands for.
        let unquoted = entry.rdata.quoted.then(|| unquote(entry.rdata.text(text)));
        let right = unquoted.as_deref().unwrap_or(entry.rdata.text(text));
        let rdata = Pattern::parse(right).map_err(|bad| bad_pattern(entry.rdata, bad))?;
        let owner = pattern(entry.owner)?;
        let count = u64::from(range.end() - range.start()) / u64::from(step) + 1;
        let rtype = record_type(entry.type_word.text(text));
        let are_services = matches!(rtype, Some(RecordType::SRV | RecordType::NAPTR));
        let (taken, mut bound) = self.spent.spend_generated(count, are_services, self.run);
        let mut lines = Vec::new();
        for number in range.step_by(step as usize).take(taken as usize) {
            let whole = lines.len();
            owner.expand(number, &mut lines).map_err(|bad| bad_pattern(entry.owner, bad))?;
            lines.push(b' ');
            lines.extend_from_slice(entry.type_word.text(text));
            lines.push(b' ');
            rdata.expand(number, &mut lines).map_err(|bad| bad_pattern(entry.rdata, bad))?;
            lines.push(b'\n');
            if let Some(exceeded) = self.spent.exceeds_text(lines.len() as u64) {
                lines.truncate(whole);
                bound = Some(exceeded);
                break;
            }
        }
        Ok(match self.spent.spend_text(lines.len() as u64, self.run) {
            Ok(()) => (lines, bound),
            Err(bound) => (Vec::new(), Some(bound)),
        })
    }

    /// The lines of a `$GENERATE` as a text of the run.
    fn generated_text(&mut self, entry: &GenerateEntry, lines: Vec<u8>, source: SourceId) -> SourceId {
        self.sources.add_generated(lines, Span::new(source, entry.directive.start, entry.rdata.end))
    }

    /// Notes at which names the records of a `$GENERATE` may stand of which one could not be read, for what is wrong at `why`;
    /// or that not all of their owners and types can be told.
    fn doubt_generated(&mut self, id: SourceId, origin: u32, why: Span) -> bool {
        let text = self.sources.file(id).bytes();
        let (mut parser, mut faults, mut owner) = (Parser::new(text, Start::Records), Vec::new(), None);
        let mut doubts = Vec::new();
        while let Some(read) = parser.next(&mut faults) {
            let Entry::Record(RecordEntry { owner: Some(word), rtype, .. }) = read else { return false };
            if !faults.is_empty() || self.owner(word, id, text, origin, &mut owner).is_err() {
                return false;
            }
            doubts.push((self.doubt_at(owner, rtype), rtype));
        }
        for (doubt, rtype) in doubts {
            self.zone.doubt(doubt, Incomplete::Unreadable(why), rtype);
        }
        true
    }

    /// Loads the lines of a `$GENERATE`. Its first fault stands for all of them.
    fn generated_records(
        &mut self,
        entry: &GenerateEntry,
        id: SourceId,
        source: SourceId,
        text: &'s [u8],
        origin: u32,
        errors: &mut Vec<SyntaxError>,
    ) -> Option<SyntaxError> {
        self.ttls.generated = entry.ttl.map(|(seconds, word)| own_ttl(seconds, word, source));
        if let Some(ttl) = self.ttls.generated {
            self.ttls.last = Some(ttl);
        } else if self.ttls.default.is_none() && self.ttls.last.is_none() {
            if self.zone.soa.is_none() {
                let directive = Span::new(source, entry.directive.start, entry.directive.end);
                self.ttls.without.get_or_insert(directive);
            } else {
                return Some(SyntaxError::at(
                    entry.directive,
                    "no TTL: there is no `$TTL`, and no record before gives one".into(),
                ));
            }
        }
        if record_type(entry.type_word.text(text)).is_none() {
            return Some(SyntaxError::at(
                entry.type_word,
                format!("{UNKNOWN_TYPE}{}`", printable(entry.type_word.text(text))),
            ));
        }
        let text = self.sources.file(id).bytes();
        let (mut parser, mut faults, mut owner) = (Parser::new(text, Start::Records), Vec::new(), None);
        while let Some(read) = parser.next(&mut faults) {
            if let Entry::Record(record) = read {
                faults.extend(self.record(&record, id, text, origin, &mut owner).err().map(|error| *error));
            }
            if let Some(fault) = faults.pop() {
                let number = text[..fault.start as usize].iter().filter(|octet| **octet == b'\n').count() + 1;
                faults.clear();
                errors.push(SyntaxError::at(
                    entry.rdata,
                    format!("record {number} of this `$GENERATE`: {}", fault.message),
                ));
                break;
            }
        }
        self.ttls.generated = None;
        None
    }
}

fn bad_pattern(word: Word, bad: BadPattern) -> SyntaxError {
    SyntaxError::at(word, match bad {
        BadPattern::Modifier => "a modifier is `${offset}`, `${offset,width}` or `${offset,width,base}`, with base d, o, x, X, n or N".into(),
        BadPattern::Range => "a number of the pattern is out of range".into(),
    })
}

/// `text` with each `\"` as `"`.
fn unquote(text: &[u8]) -> Vec<u8> {
    let (mut unquoted, mut rest) = (Vec::with_capacity(text.len()), text);
    loop {
        rest = match rest {
            [] => return unquoted,
            [b'\\', b'"', behind @ ..] => {
                unquoted.push(b'"');
                behind
            }
            [b'\\', escaped, behind @ ..] => {
                unquoted.extend([b'\\', *escaped]);
                behind
            }
            [octet, behind @ ..] => {
                unquoted.push(*octet);
                behind
            }
        };
    }
}
