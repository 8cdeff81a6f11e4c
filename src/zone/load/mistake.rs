//! What is wrong with a zone, as mistakes, and which of them are reported. Knows no rule.

use hickory_proto::rr::{Name, RecordType};

use crate::base::lines::words_of;
use crate::base::span::{SourceId, Span};
use crate::base::unfilled::holds_placeholder;
use crate::syntax::name::{BadName, NameKey, parse_name};
use crate::syntax::{
    BROKEN_RECORD, BYTE_ORDER_MARK, OWNER_BEHIND, SRV_MISSING, SyntaxError, TTL_BEHIND, Word,
};
use crate::zone::doubts::{Doubt, Incomplete};
use crate::zone::load::broken_lines::{broken_lines, rest_of_name};
use crate::zone::load::foreign_lines::FOREIGN_LINE;
use crate::zone::load::kind_of_text::{are_records, is_indented, kind_of_text};
use crate::zone::load::page_line::is_of_record;
use crate::zone::load::pasted::pasted;
use crate::zone::load::pasted_text::Pasted;
use crate::zone::load::state::{Frame, Loader};
use crate::zone::mistake::{Mistake, MistakeKind};
use crate::zone::model::Zone;
use crate::zone::record::Rdata;

/// How many lines of a file that has no record may be wrong until it is not a zone's.
const MOST_BROKEN: usize = 3;
/// So many lines that are none beside one that looks like a record make a text that is no zone.
const MOST_OTHERS: usize = 20;

/// How messages begin about lines that are certainly meant for records.
const OF_RECORDS: [&str; 5] = [SRV_MISSING, BROKEN_RECORD, OWNER_BEHIND, TTL_BEHIND, FOREIGN_LINE];

/// What helps with a template.
const OF_TEMPLATE: &str = "lint the zone file that is made from this template";

impl Zone {
    /// Notes that something may stand where it could not be read, because of `why`; its type, zero if that is unknown.
    pub(super) fn doubt(&mut self, doubt: Doubt, why: Incomplete, rtype: RecordType) {
        if doubt == Doubt::Nowhere {
            return;
        }
        let entry = match why {
            Incomplete::Unreadable(span) | Incomplete::Include(span) => Some((span, rtype)),
            Incomplete::Fragment | Incomplete::UnknownOrigin => None,
        };
        // What hides every name is to blame before what hides one.
        let doubts = self.doubts.get_or_insert_default();
        if self.incomplete.is_none() || doubt == Doubt::Everywhere && !doubts.is_everywhere() {
            self.incomplete = Some(why);
        }
        doubts.add(doubt, entry);
    }
}

impl Loader<'_, '_> {
    /// Notes what was pasted into the line at `span`: of each kind once a file, with the number of the other lines.
    pub(super) fn note_pasted(&mut self, span: Span, pasted: Pasted) {
        let same = |known: &&(SourceId, &str, usize)| (known.0, Some(known.1)) == (span.source, pasted.kind);
        let known = self.pasted.iter().find(same).map(|(_, _, number)| *number);
        if let Some(mistake) = known.and_then(|number| self.mistakes.get_mut(number)) {
            mistake.places += 1;
            return;
        }
        if !self.may_report(span) {
            return;
        }
        let number = self.mistakes.len();
        self.pasted.extend(pasted.kind.map(|kind| (span.source, kind, number)));
        let span = Span::new(span.source, pasted.start, pasted.end);
        // Whichever of them comes first, it is the same mistake.
        let detail = pasted.kind.map_or_else(|| self.sources.text(span), str::to_owned);
        let (help, is_habit) = (Some(pasted.help), pasted.kind.is_some());
        let mistake = Mistake::new(MistakeKind::Syntax, span, pasted.message);
        self.mistakes.push(Mistake { help, detail, is_habit, ..mistake });
    }

    /// Turns syntax errors of the entry at hand into mistakes, and notes where it may have put a record.
    #[cold]
    pub(super) fn report(&mut self, errors: &mut Vec<SyntaxError>, source: SourceId) {
        for error in errors.drain(..) {
            let mut span = Span::new(source, error.start, error.end);
            if self.is_part_of_last(span) {
                continue;
            }
            let text = self.sources.file(source).bytes();
            let broken = broken_lines(text, &error);
            let pasted = if broken.is_none() { pasted(text, &error) } else { None };
            let rest = if broken.is_none() && pasted.is_none() { rest_of_name(text, &error) } else { None };
            self.doubt_target_before(rest.as_ref(), source);
            self.doubt_owner_without_dot(broken.as_ref(), source);
            let error = broken.or(rest).unwrap_or(error);
            if pasted.as_ref().is_some_and(|pasted| pasted.is_comment) {
                self.doubt = Doubt::Nowhere;
            }
            self.zone.doubt(self.doubt, Incomplete::Unreadable(span), self.doubted);
            if let Some(pasted) = pasted {
                self.note_pasted(span, pasted);
                continue;
            }
            if !self.may_report(span) {
                continue;
            }
            span = Span::new(source, error.start, error.end);
            self.mistakes.push(Mistake {
                help: error.help,
                label: error.label.map(|(start, end, message)| (Span::new(source, start, end), message)),
                detail: self.sources.text(span),
                ..Mistake::new(MistakeKind::Syntax, span, error.message)
            });
        }
    }

    /// The same of an entry of a file, which says less of others once no more are reported.
    #[cold]
    pub(super) fn report_entry(&mut self, errors: &mut Vec<SyntaxError>, frame: &mut Frame<'_>) {
        self.report(errors, frame.source);
        if self.unreported.is_some() {
            frame.parser.be_terse();
        }
    }

    /// The same of lines without an owner that could be read, which end before `end`: they may have held any record.
    #[cold]
    pub(super) fn report_skipped(&mut self, errors: &mut Vec<SyntaxError>, end: u32, source: SourceId) {
        let own = errors.split_off(errors.partition_point(|error| error.start < end));
        (self.doubt, self.doubted) = (Doubt::Everywhere, RecordType::ZERO);
        self.report(errors, source);
        *errors = own;
    }

    /// Notes that the target of the record before may go on in a line that could not be read, where that is its `rest`.
    fn doubt_target_before(&mut self, rest: Option<&SyntaxError>, source: SourceId) {
        let place =
            rest.and_then(|rest| rest.label.as_ref()).map(|(start, end, _)| Span::new(source, *start, *end));
        let target = self.records.last().and_then(|record| match &record.rdata {
            Rdata::Srv(srv) => Some(srv.target),
            _ => record.points_at().copied(),
        });
        if let Some(target) = target.filter(|target| Some(target.span) == place) {
            self.zone.doubts.get_or_insert_default().add(Doubt::At(target.key), None);
        }
    }

    /// Notes that a record which is broken over lines may be of its owner with a final dot.
    fn doubt_owner_without_dot(&mut self, broken: Option<&SyntaxError>, source: SourceId) {
        let Some(broken) = broken else { return };
        let words = &self.sources.file(source).bytes()[broken.start as usize..broken.end as usize];
        let owner = words_of(words).next().filter(|owner| owner.contains(&b'.') && !owner.ends_with(b"."));
        if let Some(name) = owner.and_then(|owner| parse_name(owner, &Name::root()).ok()) {
            self.zone.doubts.get_or_insert_default().add(Doubt::At(NameKey::of(&name)), None);
        }
    }

    /// Whether a mistake stands where the one before says that its other fields are.
    fn is_part_of_last(&self, span: Span) -> bool {
        let last = self.mistakes.last().filter(|last| last.kind == MistakeKind::Syntax);
        last.and_then(|last| last.label.as_ref()).is_some_and(|(place, _)| place.contains(span))
    }

    /// Whether the mistake at `span` is to be reported; counts it if not.
    pub(super) fn may_report(&mut self, span: Span) -> bool {
        let may_report = self.spent.may_report(self.zone.view.is_some(), self.run);
        if !may_report {
            self.unreported.get_or_insert((span, 0)).1 += 1;
        }
        may_report
    }

    /// Puts one mistake in place of many in a file that is not a zone's at all, or whose every line is indented.
    pub(super) fn judge_text(&mut self) {
        let source = self.zone.source;
        let is_syntax = |mistake: &Mistake| mistake.kind == MistakeKind::Syntax;
        let count = self.mistakes.iter().filter(|mistake| is_syntax(mistake)).count();
        let is_all = self.mistakes.iter().all(|mistake| mistake.span.source == source);
        if count == 0 || !is_all || self.zone.files.len() > 1 {
            return;
        }
        let text = self.sources.file(source).bytes();
        let is_empty = self.zone.record_count == 0 && self.zone.out_of_zone.is_empty();
        let begins = |mistake: &Mistake| OF_RECORDS.iter().any(|begin| mistake.message.starts_with(begin));
        let is_record = |mistake: &Mistake| begins(mistake) || is_of_record(&mistake.message);
        // A program's text may hold a line or two that look like records.
        let has_records =
            self.mistakes.iter().filter(|mistake| is_record(mistake)).count() * MOST_OTHERS > count;
        self.zone.has_unread_records |= has_records;
        let (message, help) = match kind_of_text(text) {
            _ if is_indented(text) => (
                "every line begins with a blank: so no record has an owner".to_owned(),
                "remove the blanks at the beginning of each line",
            ),
            Some(kind) if is_empty => (format!("this is not a zone file: {kind}"), "name a zone file"),
            None if is_empty && count >= MOST_BROKEN && !has_records && !are_records(text) => (
                "this is not a zone file: none of its lines could be read as a record".to_owned(),
                if holds_placeholder(text) { OF_TEMPLATE } else { "name a zone file" },
            ),
            _ => return,
        };
        let end = memchr::memchr(b'\n', text).unwrap_or(text.len()).max(1).min(text.len());
        self.mistakes.retain(|mistake| !is_syntax(mistake));
        self.unreported = None;
        // "That is a text" is no record of the type A.
        self.zone.has_unread_records &= is_indented(text);
        let span = Span::new(source, 0, end as u32);
        let help = Some(help.to_owned());
        self.mistakes.push(Mistake { help, ..Mistake::new(MistakeKind::Syntax, span, message) });
    }

    /// Reports what only the whole zone tells: a record without a TTL, and how many mistakes were not listed.
    pub(super) fn report_at_end(&mut self) {
        let is_known = self.zone.soa.is_some() && !self.ttls.is_unread;
        if let (Some(span), true) = (self.ttls.without, is_known) {
            let message = "this record has no TTL: there is no `$TTL`, and no record before gives one";
            self.mistakes.push(Mistake {
                note: Some("RFC 2308 section 4: `$TTL` gives the default TTL of the records after it"),
                help: Some("put `$TTL 3600` before the first record".to_owned()),
                ..Mistake::new(MistakeKind::Syntax, span, message)
            });
        }
        if let Some((span, count)) = self.unreported {
            let message = format!("{count} more mistakes in this zone are not listed");
            let mistake = Mistake::new(MistakeKind::Syntax, span, message);
            self.mistakes.push(Mistake { not_listed: count, ..mistake });
        }
    }
}

/// What is wrong with a file that begins with a byte order mark.
#[cold]
pub(super) fn byte_order_mark() -> SyntaxError {
    let mark = Word { start: 0, end: BYTE_ORDER_MARK.len() as u32, quoted: false, escaped: false };
    let message =
        "the file begins with a UTF-8 byte order mark, which BIND takes for a part of the first word";
    SyntaxError {
        help: Some("save it as UTF-8 without a byte order mark".into()),
        ..SyntaxError::at(mark, message.into())
    }
}

/// What is wrong with `what`, whose name `word` is.
pub(super) fn bad_name(word: Word, what: &str, bad: BadName) -> SyntaxError {
    SyntaxError::at(word, format!("{what} is not a domain name: {}", bad.reason()))
}
