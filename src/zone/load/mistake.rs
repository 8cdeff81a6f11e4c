//! What is wrong with a zone, as findings, and how many of them there may be.

use crate::base::severity::Severity;
use crate::base::span::{SourceId, Span};
use crate::discover::template::holds_placeholder;
use crate::rules::finding::{Finding, NOT_LISTED};
use crate::syntax::BYTE_ORDER_MARK;
use crate::syntax::{SyntaxError, Word};
use crate::zone::Incomplete;
use crate::zone::load::{Loader, at};

/// How many mistakes of one zone are reported.
const MOST_REPORTED: usize = 1_000;

/// How many are where the zones of the run that include files had too many.
const FEW_REPORTED: usize = 10;

/// What helps where a placeholder stands.
const TEMPLATE: &str = "this is a template: lint the zone file that is made from it";

impl Loader<'_, '_> {
    /// Turns syntax errors into findings. A zone with one is not known completely.
    #[cold]
    pub(super) fn report(&mut self, errors: &mut Vec<SyntaxError>, source: SourceId) {
        for error in errors.drain(..) {
            let span = Span::new(source, error.start, error.end);
            self.zone.incomplete.get_or_insert(Incomplete::Unreadable(span));
            if !self.may_report(span) {
                continue;
            }
            let mut finding = Finding::new("syntax", Severity::Error, span, error.message);
            let template = || holds_placeholder(self.sources.bytes(span)).then(|| TEMPLATE.to_owned());
            finding.help = error.help.or_else(template);
            if let Some((start, end, message)) = error.label {
                finding.label(Span::new(source, start, end), message);
            }
            finding.detail = self.sources.text(span);
            self.findings.push(finding);
        }
    }

    /// Whether the mistake at `span` is to be reported; counts it if not.
    pub(super) fn may_report(&mut self, span: Span) -> bool {
        // Zones that include nothing have no more mistakes than their files have lines.
        let most = if self.includes == 0 || self.files.may_report() { MOST_REPORTED } else { FEW_REPORTED };
        self.reported += 1;
        if self.reported > most {
            self.unreported.get_or_insert((span, 0)).1 += 1;
        }
        self.reported <= most
    }

    /// Reports what only the whole zone tells: a record without a TTL, and how many mistakes were not listed.
    pub(super) fn report_at_end(&mut self) {
        if let (Some(span), true) = (self.without_ttl, self.zone.soa.is_some()) {
            let message = "this record has no TTL: there is no `$TTL`, and no record before gives one";
            let mut finding = Finding::new("syntax", Severity::Error, span, message);
            finding
                .note("RFC 2308 section 4: `$TTL` gives the default TTL of the records behind it")
                .help("put `$TTL 3600` before the first record");
            self.findings.push(finding);
        }
        if let Some((span, count)) = self.unreported {
            let message = format!("{count} more mistakes in this zone are not listed");
            let mut finding = Finding::new("syntax", Severity::Error, span, message);
            finding.detail = NOT_LISTED.to_owned();
            self.findings.push(finding);
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
        ..at(mark, message.into())
    }
}
