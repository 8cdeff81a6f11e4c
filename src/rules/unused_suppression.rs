//! `unused-suppression`: a suppression that silences nothing.
//!
//! That is known only when the findings of all other rules are there. So this rule is not run over zones: the
//! suppressions claim what they are for, and each claim that is in vain becomes a finding here.

use std::borrow::Cow;

use crate::base::date::Date;
use crate::base::severity::Severity;
use crate::base::span::Span;
use crate::rules::finding::{Applicability, Edit, Finding, Fix};

/// The rule's name.
pub const NAME: &str = "unused-suppression";

/// A suppression, or one rule that it names, that silences nothing.
pub struct Claim<'c> {
    /// Where it stands.
    pub span: Span,
    /// The zone that was read from the file; empty if the configuration holds the suppression.
    pub zone: &'c str,
    /// Why it silences nothing.
    pub flaw: Flaw<'c>,
}

/// Why a suppression silences nothing.
pub enum Flaw<'c> {
    /// It is not written as suppressions are.
    Unreadable {
        /// What is wrong.
        message: &'c str,
        /// What to write.
        help: &'static str,
    },
    /// No rule has this name.
    UnknownRule {
        /// The name, as it may be shown.
        name: &'c str,
        /// Whether the suppression names no other rule that there is.
        is_alone: bool,
        /// Which name may be meant.
        help: Option<String>,
    },
    /// It is for a whole file, and stands behind the first record.
    Late,
    /// Its last day is over.
    Over {
        /// The rules that it names.
        rules: &'c [&'static str],
        /// That day.
        day: Date,
    },
    /// There is no finding of this rule where it counts.
    Unused {
        /// The rule.
        rule: &'static str,
        /// What deletes its name, or the comment if there is no other; empty if that cannot be told.
        deleted: Span,
    },
}

/// The finding that a claim in vain is.
pub fn finding(claim: Claim<'_>) -> Finding {
    let deleted = match claim.flaw {
        Flaw::Unused { deleted, .. } if deleted.start < deleted.end => Some(deleted),
        _ => None,
    };
    let (message, detail, help) = match claim.flaw {
        Flaw::Unreadable { message, help } => (message.to_owned(), "fault".to_owned(), Some(help.to_owned())),
        Flaw::UnknownRule { name, is_alone, help } => {
            let what = if is_alone { "nothing is suppressed" } else { "only the others are suppressed" };
            (format!("there is no rule `{name}`: {what}"), name.to_owned(), help)
        }
        Flaw::Late => (
            "`ignore-file` stands before the first record, or does nothing".to_owned(),
            "late".to_owned(),
            Some("move the comment to the top, or write `ignore` to cover one record".to_owned()),
        ),
        Flaw::Over { rules, day } => {
            let names: Vec<String> = rules.iter().map(|rule| format!("`{rule}`")).collect();
            (
                format!("this suppression of {} expired on {day}", names.join(", ")),
                format!("expired {day}"),
                Some("delete it, or look again and give it a new day".to_owned()),
            )
        }
        Flaw::Unused { rule, .. } => (
            format!("no `{rule}` finding is left here for this comment to suppress"),
            rule.to_owned(),
            Some("delete the rule's name, or the whole comment".to_owned()),
        ),
    };
    let mut finding = Finding::new(NAME, Severity::Warning, claim.span, message);
    finding.fix = deleted.map(|span| Fix {
        applicability: Applicability::Safe,
        description: "delete the suppression".into(),
        edits: vec![Edit { span, text: String::new() }],
        meant_for: [].into(),
        generated: [].into(),
    });
    claim.zone.clone_into(&mut finding.zone);
    (finding.detail, finding.help) = (detail, help.map(Cow::from));
    finding
}
