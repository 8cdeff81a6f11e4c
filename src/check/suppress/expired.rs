//! What is said of a suppression that has run out, be it a comment or an entry of the configuration.

use crate::base::date::Date;
use crate::base::severity::Severity;
use crate::base::span::Span;
use crate::rules::finding::Finding;

/// The rule that reports suppressions.
pub(super) const RULE: &str = "unused-suppression";

/// A finding for a suppression that has run out.
pub(super) fn expired_finding(rules: &[&str], day: Date, span: Span) -> Finding {
    let names: Vec<String> = rules.iter().map(|rule| format!("`{rule}`")).collect();
    let message = format!("this suppression of {} ended with {day}", names.join(", "));
    let mut finding = Finding::new(RULE, Severity::Warning, span, message);
    finding.detail = format!("expired {day}");
    finding.help("delete it, or look again and give it a new day");
    finding
}
