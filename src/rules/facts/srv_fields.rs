//! The fields of an SRV record where the port of its service tells them apart: two numbers that are written as one, and fields in
//! another order. Knows words, and no zone.

use crate::base::source::Sources;
use crate::base::span::Span;
use crate::rules::facts::line_edits::{Correction, shown_in};
use crate::rules::facts::syntax_edits::{is_one_piece, words_from};
use crate::rules::finding::{Applicability, Edit};
use crate::workspace::services::{Registry, Service};
use crate::zone::mistake::Mistake;
use crate::zone::rdata::few_fields;

/// What to write, and the correction, for an SRV record the fields of which its service's port tells apart.
pub fn by_port(registry: &Registry, mistake: &Mistake, sources: &Sources) -> Option<(String, Correction)> {
    let (span, is) = (mistake.span, |begin| mistake.message.starts_with(begin));
    if sources.is_generated(span) {
        None
    } else if is(OUT_OF_ORDER) {
        out_of_order(registry, span, sources)
    } else if is("SRV takes four fields and three are given") {
        lost_blank(registry, span, sources).or_else(|| few(registry, mistake, sources))
    } else if is("SRV takes four fields and one is given: ")
        || is("SRV takes four fields and two are given: ")
    {
        few(registry, mistake, sources)
    } else {
        None
    }
}

/// The same of three fields the second of which is a weight and the port.
fn lost_blank(registry: &Registry, span: Span, sources: &Sources) -> Option<(String, Correction)> {
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

/// The same of a name and a number or two, which may be the port.
fn few(registry: &Registry, mistake: &Mistake, sources: &Sources) -> Option<(String, Correction)> {
    let span = mistake.span;
    if !is_one_piece(sources.bytes(span)) || mistake.message.ends_with(": the weight is missing") {
        return None;
    }
    let words = words_from(span, sources);
    let place = Span::new(span.source, words.first()?.start, words.last()?.end);
    let texts: Vec<&[u8]> =
        words.iter().map(|word| sources.bytes(Span::new(span.source, word.start, word.end))).collect();
    let ports = service_of_line(registry, span, sources).map_or(&[][..], |service| &service.ports);
    let help = few_fields(&texts, ports)?.help?;
    let fields = shown_in(&help)?.to_owned();
    let is_plain = place == span && fields.is_ascii() && !fields.contains('\\');
    let edit = Edit { span: place, text: fields };
    is_plain.then_some((help, (Applicability::Unsafe, "write all four fields", vec![edit])))
}

/// The same of four fields of which the target is not the last.
fn out_of_order(registry: &Registry, span: Span, sources: &Sources) -> Option<(String, Correction)> {
    if !is_one_piece(sources.bytes(span)) {
        return None;
    }
    let words = words_from(span, sources);
    let texts: Vec<String> =
        words.iter().map(|word| sources.text(Span::new(span.source, word.start, word.end))).collect();
    let (mut others, targets): (Vec<&str>, Vec<&str>) =
        texts.iter().map(String::as_str).partition(|text| text.parse::<u16>().is_ok());
    let service = service_of_line(registry, span, sources)?;
    let is_port = |text: &&str| text.parse().is_ok_and(|port| service.ports.contains(&port));
    let at = others.iter().position(is_port)?;
    if others.iter().filter(|text| is_port(text)).count() > 1 {
        return None;
    }
    // Programs that give the priority last have the weight first.
    let is_last = others.last() == Some(&"0");
    let port = others.remove(at);
    if is_last {
        others.reverse();
    }
    let ([first, second], [target]) = (others.as_slice(), targets.as_slice()) else { return None };
    let fields = format!("{first} {second} {port} {target}");
    let place = Span::new(span.source, words.first()?.start, words.last()?.end);
    let edit = Edit { span: place, text: fields.clone() };
    let correction = (Applicability::Unsafe, "put the fields in order", vec![edit]);
    Some((format!("write `{fields}`"), correction))
}

/// How messages begin about fields of an SRV record that stand in another order.
const OUT_OF_ORDER: &str = "the fields are out of order";

/// The service that the line of a place begins with.
fn service_of_line<'r>(registry: &'r Registry, place: Span, sources: &Sources) -> Option<&'r Service> {
    let line = sources.file(place.source).line_around(place.start).1;
    let owner = line.split(u8::is_ascii_whitespace).next()?.to_ascii_lowercase();
    registry.find(owner.split(|octet| *octet == b'.').next()?)
}

/// The weight that stands before a usual port of the service in whose line a place is.
fn weight_before_port<'n>(
    registry: &Registry,
    place: Span,
    numbers: &'n str,
    sources: &Sources,
) -> Option<&'n str> {
    let service = service_of_line(registry, place, sources)?;
    let is_usual = |number: &str| number.parse().is_ok_and(|number| service.ports.contains(&number));
    let before = service.ports.iter().find_map(|port| numbers.strip_suffix(&*port.to_string()));
    before.filter(|weight| !weight.is_empty() && !is_usual(numbers))
}
