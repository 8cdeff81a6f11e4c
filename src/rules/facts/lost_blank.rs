//! Two numbers of an SRV record that are written as one: the port of its service says where they part. Knows words, and no zone.

use crate::base::source::Sources;
use crate::base::span::Span;
use crate::rules::facts::syntax_edits::{Correction, words_from};
use crate::rules::finding::{Applicability, Edit};
use crate::workspace::services::Registry;
use crate::zone::mistake::Mistake;

/// What to write, and the correction, for an SRV record of three fields the second of which is a weight and its service's port.
pub fn lost_blank(registry: &Registry, mistake: &Mistake, sources: &Sources) -> Option<(String, Correction)> {
    let span = mistake.span;
    if !mistake.message.starts_with("SRV takes four fields and three are given") || sources.is_generated(span)
    {
        return None;
    }
    let words = words_from(span, sources);
    let text = |number: usize| {
        let word = words.get(number)?;
        Some(sources.text(Span::new(span.source, word.start, word.end)))
    };
    let (priority, numbers, target) = (text(0)?, text(1)?, text(2)?);
    let numbers = numbers.as_str();
    // No number begins with 0 but 0 itself.
    let weight = match numbers.strip_prefix('0') {
        Some(port) if !port.is_empty() && !port.starts_with('0') => "0",
        _ => weight_before_port(registry, span, numbers, sources)?,
    };
    let port = &numbers[weight.len()..];
    let at = words[1].start + weight.len() as u32;
    let edit = Edit { span: Span::new(span.source, at, at), text: " ".to_owned() };
    let help =
        format!("write `{priority} {weight} {port} {target}`: a blank is missing between weight and port");
    Some((help, (Applicability::Unsafe, "write a blank between weight and port", vec![edit])))
}

/// The weight that stands before a usual port of the service in whose line a place is.
fn weight_before_port<'n>(
    registry: &Registry,
    place: Span,
    numbers: &'n str,
    sources: &Sources,
) -> Option<&'n str> {
    let line = sources.file(place.source).line_around(place.start).1;
    let owner = line.split(u8::is_ascii_whitespace).next()?.to_ascii_lowercase();
    let service = registry.find(owner.split(|octet| *octet == b'.').next()?)?;
    let is_usual = |number: &str| number.parse().is_ok_and(|number| service.ports.contains(&number));
    let before = service.ports.iter().find_map(|port| numbers.strip_suffix(&*port.to_string()));
    before.filter(|weight| !weight.is_empty() && !is_usual(numbers))
}
