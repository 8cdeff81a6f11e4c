//! A finding: one problem at one place, with what caused it and what to write instead. Knows no
//! output format.

use std::borrow::Cow;
use std::sync::Arc;

use crate::base::severity::Severity;
use crate::base::span::{SourceId, Span};
use crate::zone::load::generated::LineNumber;

/// The `detail` of a finding that stands for others, which are not listed.
pub(crate) const NOT_LISTED: &str = "not listed";

/// Another place that causes or explains a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What it has to do with the finding, in a few words.
    pub message: Cow<'static, str>,
}

/// One replacement of octets in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// Whether a program may make a correction. The safest is the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Applicability {
    /// It certainly means what the author meant.
    Safe,
    /// It very likely does, but it changes what servers answer.
    Unsafe,
    /// It is an example of what could be written: to read, not to apply.
    Shown,
}

impl Applicability {
    /// `safe`, `unsafe` or `shown`.
    pub fn name(self) -> &'static str {
        match self {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
            Applicability::Shown => "shown",
        }
    }
}

/// A correction that a program could make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Whether a program may make it.
    pub applicability: Applicability,
    /// What it does, in one line.
    pub description: Cow<'static, str>,
    /// The replacements; they do not overlap.
    pub edits: Vec<Edit>,
    /// What it is meant for: the findings that it ends. More than one where several zones read the file, or one reads it
    /// several times.
    pub meant_for: Arc<[MeantFor]>,
    /// The lines of `$GENERATE`s that it changes, in order: those that the findings are about.
    pub generated: Arc<[LineNumber]>,
}

/// A finding that a correction ends: the records that it may change are those of this zone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MeantFor {
    /// The zone, absolute; empty when its name is unknown.
    pub zone: String,
    /// The view that the zone is loaded in, if one is known.
    pub view: Option<String>,
    /// The owner of the record at fault, absolute; empty when the finding is about no record.
    pub owner: String,
}

/// What a change did that made a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// What it did, in one line that names the place.
    pub message: String,
    /// The place, as the revision has it; of what was added, as the run has it.
    pub span: Span,
    /// The revision that the run is compared with, as it is shown.
    pub revision: String,
}

/// Whether it is known what made a finding.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Caused {
    /// The run is compared with no revision.
    #[default]
    NotCompared,
    /// It is new, and nothing that the change did elsewhere explains it.
    Unknown,
    /// The change did this.
    By(Box<Cause>),
}

/// One problem of a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Name of the rule.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one line that makes sense alone.
    pub message: String,
    /// The token at fault.
    pub span: Span,
    /// A few words under the token at fault; may be empty.
    pub span_label: String,
    /// Places that cause or explain it.
    pub labels: Vec<Label>,
    /// The authority (RFC and section) and other facts.
    pub notes: Vec<Cow<'static, str>>,
    /// What to write instead.
    pub help: Option<Cow<'static, str>>,
    /// A correction that a program could make.
    pub fix: Option<Fix>,
    /// The zone it is about, absolute, with the final dot; empty when its name is unknown.
    pub zone: String,
    /// That zone's own file; `None` if it is about no zone that was read.
    pub source: Option<SourceId>,
    /// The view of the name server that the zone is loaded in, if one is known.
    pub view: Option<String>,
    /// In how many views its zone is loaded.
    pub views: u32,
    /// The `$INCLUDE`s through which its zone reads the file that it is in, innermost first.
    pub included: Vec<Span>,
    /// Owner of the record it is about, absolute; empty when it is about no record.
    pub owner: String,
    /// What, besides rule, zone and owner, makes the finding this one: part of its fingerprint.
    pub detail: String,
    /// Which of its rule's mistakes it is, where the rule knows several that `detail` does not tell apart: part of its
    /// fingerprint, too.
    pub kind: Cow<'static, str>,
    /// What it has in common with others of its rule in the zone that are one decision, or one mistake, of its owner.
    pub alike: Option<Box<Alike>>,
    /// How many findings it stands for that are not listed; 0 for one that stands for itself.
    pub not_listed: u32,
    /// At how many places the mistake is that it tells of once. One that gets more places is not known any more.
    pub places: u32,
    /// Whether a comment or the configuration silences it.
    pub suppressed: bool,
    /// Whether a comment is for it that does not count, as the revision that is trusted has no such comment.
    pub overruled: bool,
    /// What the change did that made it.
    pub cause: Caused,
    /// What the findings are about that were the same but for their zone or owner, so that this one stands for them.
    pub merged: Vec<Subject>,
}

/// What findings have in common that come from one decision, such as a TTL that many records have, or from one slip that was
/// made in many lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Alike {
    /// The decision: the same for all of a zone and rule.
    pub cause: String,
    /// What the message of this one names; empty if it names nothing, and the others are counted behind it.
    pub named: String,
    /// What the others are, to stand after their number: `other SRV sets`.
    pub others: String,
    /// Whether two are told as one already: the cause is one name that is written once.
    pub is_one: bool,
    /// The places and fixes of the findings that became this one, its own first; empty if it is one alone, or has no fix.
    pub fixes: Vec<(Span, Fix)>,
}

/// What a finding is about, as its fields of the same names say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The own file of its zone.
    pub source: Option<SourceId>,
    /// Its zone.
    pub zone: String,
    /// The view that the zone is loaded in.
    pub view: Option<String>,
    /// The owner of the record.
    pub owner: String,
    /// What makes it this one.
    pub detail: String,
}

impl Finding {
    /// A finding with nothing but its place and message.
    pub fn new(rule: &'static str, severity: Severity, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity,
            message: message.into(),
            span,
            span_label: String::new(),
            labels: Vec::new(),
            notes: Vec::new(),
            help: None,
            fix: None,
            zone: String::new(),
            source: None,
            view: None,
            views: 1,
            included: Vec::new(),
            owner: String::new(),
            detail: String::new(),
            kind: Cow::Borrowed(""),
            alike: None,
            not_listed: 0,
            places: 1,
            suppressed: false,
            overruled: false,
            cause: Caused::NotCompared,
            merged: Vec::new(),
        }
    }

    /// Makes the finding stand for another one too.
    pub fn merge(&mut self, other: Finding) {
        let Finding { source, zone, view, owner, detail, merged, places, .. } = other;
        self.places = self.places.max(places);
        self.merged.push(Subject { source, zone, view, owner, detail });
        self.merged.extend(merged);
    }

    /// Makes the finding one of no single view.
    pub fn leave_view(&mut self) {
        let (zone, owner, detail) = (self.zone.clone(), self.owner.clone(), self.detail.clone());
        self.merged.push(Subject { source: self.source, zone, view: self.view.take(), owner, detail });
    }

    /// The fix that a program could make, if there is one: not one that is only shown.
    pub fn applicable_fix(&self) -> Option<&Fix> {
        self.fix.as_ref().filter(|fix| fix.applicability != Applicability::Shown)
    }

    /// The places and fixes of all findings that became this one, which are made one by one.
    pub fn fixes(&self) -> impl Iterator<Item = (Span, &Fix)> {
        let of_all = self.alike.iter().flat_map(|alike| &alike.fixes).map(|(span, fix)| (*span, fix));
        let is_one = self.alike.as_ref().is_none_or(|alike| alike.fixes.is_empty());
        let own = self.fix.as_ref().filter(|_| is_one).map(|fix| (self.span, fix));
        own.into_iter().chain(of_all)
    }

    /// Writes a few words under the token at fault.
    pub fn span_label(&mut self, message: impl Into<String>) -> &mut Self {
        self.span_label = message.into();
        self
    }

    /// Adds a place that causes or explains the finding.
    pub fn label(&mut self, span: Span, message: impl Into<Cow<'static, str>>) -> &mut Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    /// Adds the authority, or another fact.
    pub fn note(&mut self, note: impl Into<Cow<'static, str>>) -> &mut Self {
        self.notes.push(note.into());
        self
    }

    /// Says what to write instead.
    pub fn help(&mut self, help: impl Into<Cow<'static, str>>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Sets the severity.
    pub fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }
}
