//! A finding that its rule is still adding to. Knows where it may take a fix, and no rule.

use std::borrow::Cow;
use std::sync::Arc;

use crate::base::severity::Severity;
use crate::base::source::Sources;
use crate::base::span::Span;
use crate::rules::finding::{Alike, Applicability, Edit, Finding, Fix};
use crate::zone::load::generated::edits_in_directives;

/// A finding that its rule is still adding to.
pub struct Draft<'c> {
    pub(in crate::rules::engine) finding: &'c mut Finding,
    pub(in crate::rules::engine) sources: &'c Sources,
}

impl Draft<'_> {
    /// Sets the severity.
    pub fn severity(&mut self, severity: Severity) -> &mut Self {
        self.finding.severity(severity);
        self
    }

    /// Adds a place that causes or explains the finding.
    pub fn label(&mut self, span: Span, message: impl Into<Cow<'static, str>>) -> &mut Self {
        self.finding.label(span, message);
        self
    }

    /// Adds the authority, or another fact.
    pub fn note(&mut self, note: impl Into<Cow<'static, str>>) -> &mut Self {
        self.finding.note(note);
        self
    }

    /// Says what to write instead.
    pub fn help(&mut self, help: impl Into<Cow<'static, str>>) -> &mut Self {
        self.finding.help(help);
        self
    }

    /// Sets the owner of the record that it is about.
    pub fn owner(&mut self, owner: impl Into<String>) -> &mut Self {
        self.finding.owner = owner.into();
        self
    }

    /// Sets what, besides rule, zone and owner, makes the finding this one.
    pub fn detail(&mut self, detail: impl Into<String>) -> &mut Self {
        self.finding.detail = detail.into();
        self
    }

    /// Sets which of its rule's mistakes the finding is.
    pub fn kind(&mut self, kind: impl Into<Cow<'static, str>>) -> &mut Self {
        self.finding.kind = kind.into();
        self
    }

    /// Makes the finding one with others of its zone and rule that have the same cause, if they are many.
    pub fn alike(&mut self, alike: Alike) -> &mut Self {
        self.finding.alike = Some(Box::new(alike));
        self
    }

    /// Makes the finding one with others of its zone and rule that are of the same `words` and say the same but for names, if
    /// they are many and have a fix each: one slip that was made in many lines. To be called when all is said.
    pub fn one_slip(&mut self, words: &str) -> &mut Self {
        let finding = &*self.finding;
        if finding.fix.is_some() {
            let further = || finding.notes.iter().chain(&finding.help).map(|text| &**text);
            let texts = || [&*finding.message, &*finding.span_label].into_iter().chain(further());
            let mut cause =
                String::with_capacity(words.len() + texts().map(|text| text.len() + 1).sum::<usize>());
            cause.push_str(words);
            for text in texts() {
                add_without_names(text, &mut cause);
            }
            self.alike(Alike { cause, ..Alike::default() });
        }
        self
    }

    /// Makes the finding one with others of its zone and rule about the same `name`, which is what is wrong, or has it.
    pub fn one_name(&mut self, name: &str) -> &mut Self {
        let mut cause = ["name ", name].concat();
        cause.make_ascii_lowercase();
        self.alike(Alike { cause, is_one: true, ..Alike::default() })
    }

    /// Makes the finding stand for so many that are not listed.
    pub fn stands_for(&mut self, count: usize) -> &mut Self {
        self.finding.not_listed = u32::try_from(count).unwrap_or(u32::MAX);
        self
    }

    /// Says at how many places the mistake is, where the finding tells of it once.
    pub fn places(&mut self, count: usize) -> &mut Self {
        self.finding.places = u32::try_from(count).unwrap_or(u32::MAX);
        self
    }

    /// Adds the correction of one place.
    pub fn fix(
        &mut self,
        applicability: Applicability,
        description: impl Into<Cow<'static, str>>,
        span: Span,
        text: impl Into<String>,
    ) -> &mut Self {
        self.edits(applicability, description, vec![Edit { span, text: text.into() }])
    }

    /// Adds a correction. Nothing happens if there are no `edits`, or one is of text that was generated and cannot be made in its
    /// `$GENERATE`.
    pub fn edits(
        &mut self,
        applicability: Applicability,
        description: impl Into<Cow<'static, str>>,
        edits: Vec<Edit>,
    ) -> &mut Self {
        let is_generated = |edit: &Edit| self.sources.is_generated(edit.span);
        let (edits, generated) = if edits.iter().any(is_generated) {
            let places: Vec<_> = edits.iter().map(|edit| (edit.span, edit.text.as_str())).collect();
            let Some((edits, lines)) = edits_in_directives(&places, self.sources) else { return self };
            // Several records of one directive are corrected by one edit.
            let mut once: Vec<Edit> = Vec::with_capacity(edits.len());
            for edit in edits.into_iter().map(|(span, text)| Edit { span, text }) {
                if !once.contains(&edit) {
                    once.push(edit);
                }
            }
            (once, lines)
        } else {
            (edits, Vec::new())
        };
        if !edits.is_empty() {
            // Hardly a fix is of lines that were generated, and what it is meant for is told later.
            let generated = if generated.is_empty() { Arc::default() } else { generated.into() };
            let (description, meant_for) = (description.into(), Arc::default());
            self.finding.fix = Some(Fix { applicability, description, edits, meant_for, generated });
        }
        self
    }
}

/// Adds what stands in a text but for names, which stand in backticks, and a line end.
fn add_without_names(text: &str, said: &mut String) {
    let mut rest = text;
    while let Some((before, name)) = rest.split_once('`') {
        said.push_str(before);
        rest = name.split_once('`').map_or("", |(_, behind)| behind);
    }
    said.push_str(rest);
    said.push('\n');
}
