//! Which findings a terminal shows: equal ones once, and of very many the worst. Draws nothing, counts for no summary.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashMap;

use crate::base::severity::Severity;
use crate::base::source::Sources;
use crate::base::span::SourceId;
use crate::report::screen::Screen;
use crate::rules::finding::Finding;

/// A finding that is shown, and those like it that are not.
pub struct Shown<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// The lines, from 1, of others in its file that say the same, in order.
    pub also: Vec<u32>,
}

/// The findings that are shown, in their order, and how many are left out.
pub fn fold<'a>(findings: &'a [Finding], sources: &Sources, screen: &Screen) -> (Vec<Shown<'a>>, usize) {
    let mut shown: Vec<Shown<'a>> = Vec::new();
    if screen.most.is_none() {
        shown.extend(findings.iter().map(|finding| Shown { finding, also: Vec::new() }));
    } else {
        let mut known: HashMap<Sameness<'a>, usize> = HashMap::new();
        for finding in findings {
            let written = sources.written(finding.span);
            let number = *known.entry(Sameness::of(finding, written.source)).or_insert(shown.len());
            if number == shown.len() {
                shown.push(Shown { finding, also: Vec::new() });
            } else {
                shown[number].also.push(sources.position(written.source, written.start).line);
            }
        }
    }
    let Some(most) = screen.most.filter(|most| *most < shown.len()) else { return (shown, 0) };
    let mut worst: Vec<usize> = (0..shown.len()).collect();
    worst.sort_by_key(|number| Reverse(shown[*number].finding.severity));
    let left: Vec<usize> = worst.split_off(most);
    let count = left.iter().map(|number| 1 + shown[*number].also.len()).sum();
    let mut is_left = vec![false; shown.len()];
    left.into_iter().for_each(|number| is_left[number] = true);
    let mut numbers = 0..;
    shown.retain(|_| numbers.next().is_none_or(|number: usize| !is_left[number]));
    (shown, count)
}

/// What two findings have in common that say the same: all but their place.
#[derive(PartialEq, Eq, Hash)]
struct Sameness<'a> {
    source: SourceId,
    rule: &'a str,
    severity: Severity,
    zone: &'a str,
    message: &'a str,
    notes: &'a [Cow<'static, str>],
    help: Option<&'a str>,
}

impl<'a> Sameness<'a> {
    fn of(finding: &'a Finding, source: SourceId) -> Self {
        Self {
            source,
            rule: finding.rule,
            severity: finding.severity,
            zone: &finding.zone,
            message: &finding.message,
            notes: &finding.notes,
            help: finding.help.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::span::Span;

    #[test]
    fn equal_findings_are_one_and_the_worst_stay() {
        let sources = Sources::default();
        let source = sources.add("zone".into(), None, b"a\nb\nc\nd\n".to_vec(), None);
        let finding = |severity, line: u32, message: &str| {
            Finding::new("long-ttl", severity, Span::new(source, 2 * line, 2 * line + 1), message)
        };
        let findings = [
            finding(Severity::Note, 0, "x"),
            finding(Severity::Error, 1, "y"),
            finding(Severity::Note, 2, "x"),
            finding(Severity::Warning, 3, "z"),
        ];
        let listed = |width, most| {
            let (shown, left) = fold(&findings, &sources, &Screen { width, most, has_links: false });
            let words = |shown: &Shown<'_>| format!("{} {:?}", shown.finding.message, shown.also);
            (shown.iter().map(words).collect::<Vec<_>>(), left)
        };
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert_eq!(listed(None, None), (texts(&["x []", "y []", "x []", "z []"]), 0));
        assert_eq!(listed(Some(80), None), (texts(&["x []", "y []", "x []", "z []"]), 0));
        assert_eq!(listed(Some(80), Some(50)), (texts(&["x [3]", "y []", "z []"]), 0));
        assert_eq!(listed(Some(80), Some(2)), (texts(&["y []", "z []"]), 2));
        assert_eq!(listed(Some(80), Some(3)), (texts(&["x [3]", "y []", "z []"]), 0));
    }
}
