//! Suppression comments for what is left: one at the end of each line in which something is found. Does not know what they
//! silence: the next run tells.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::source::Sources;
use crate::base::span::Span;
use crate::rules::finding::{Applicability, Edit, Finding, Fix};

/// The comments that are to silence `findings`.
pub(crate) fn comments(findings: &[&Finding], reason: &str, sources: &Sources) -> Vec<Fix> {
    let mut lines: BTreeMap<Span, BTreeSet<&'static str>> = BTreeMap::new();
    for finding in findings {
        let place = sources.written(finding.span);
        let file = sources.file(place.source);
        let (start, line) = file.line(file.line_index(place.start));
        let end = start + line.len() as u32;
        lines.entry(Span::new(place.source, end, end)).or_default().insert(finding.rule);
    }
    let comment = |(span, rules): (Span, BTreeSet<&'static str>)| {
        let rules: Vec<&'static str> = rules.into_iter().collect();
        let file = sources.file(span.source);
        let (start, line) = file.line(file.line_index(span.start));
        let blank =
            if span.start == start || line.ends_with(b" ") || line.ends_with(b"\t") { "" } else { " " };
        let text = format!("{blank}; srvlint: ignore[{}] {reason}", rules.join(", "));
        Fix {
            applicability: Applicability::Safe,
            description: "silence it".into(),
            edits: vec![Edit { span, text: text.trim_end().to_owned() }],
            meant_for: [].into(),
            generated: [].into(),
        }
    };
    lines.into_iter().map(comment).collect()
}
