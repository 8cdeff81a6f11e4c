//! The fields of an SRV record where the port of its service tells them apart: two numbers that are written as one, fields in another
//! order, a TTL among them. Knows words, and no zone.

use crate::base::printable::printable;
use crate::base::source::Sources;
use crate::base::span::Span;
use crate::rules::facts::line_edits::{Correction, shown_in};
use crate::rules::facts::syntax_edits::{is_one_piece, words_from};
use crate::rules::finding::{Applicability, Edit};
use crate::syntax::lexer::{Kind, Token, Tokens};
use crate::syntax::name::with_final_dot;
use crate::syntax::ttl::parse_ttl;
use crate::workspace::services::{Registry, Service};
use crate::zone::mistake::Mistake;
use crate::zone::rdata::{FieldsAndTtl, few_fields, fields_and_ttl, service_and_port};

/// What to write, and the correction where it is sure, for an SRV record the fields of which its service's port tells apart.
pub fn by_port(
    registry: &Registry,
    mistake: &Mistake,
    sources: &Sources,
) -> Option<(String, Option<Correction>)> {
    let (span, is) = (mistake.span, |begin| mistake.message.starts_with(begin));
    if sources.is_generated(span) {
        return None;
    }
    if is(OUT_OF_ORDER) || is("SRV takes four fields and five are given: ") {
        let with_ttl = with_ttl(registry, span, sources);
        if with_ttl.is_some() {
            return with_ttl;
        }
    }
    let sure = |(help, correction)| (help, Some(correction));
    if is(OUT_OF_ORDER) {
        out_of_order(registry, span, sources).map(sure)
    } else if is("SRV takes four fields and three are given") {
        lost_blank(registry, span, sources).map(sure).or_else(|| few(registry, mistake, sources))
    } else if is("SRV takes four fields and one is given") || is("SRV takes four fields and two are given") {
        few(registry, mistake, sources)
    } else {
        None
    }
}

/// The same of fields among which a TTL stands: before the type it is one.
fn with_ttl(registry: &Registry, span: Span, sources: &Sources) -> Option<(String, Option<Correction>)> {
    let words = words_from(span, sources);
    let place = Span::new(span.source, words.first()?.start, words.last()?.end);
    let octets = |word: &Token| sources.bytes(Span::new(span.source, word.start, word.end));
    let fields: Vec<&[u8]> = words.iter().map(octets).collect();
    let ports = service_of_line(registry, span, sources).map_or(&[][..], |service| &service.ports);
    let FieldsAndTtl { ttl, fields, is_sure } = fields_and_ttl(&fields, ports)?;
    // The words before the fields, on their line.
    let file = sources.file(span.source);
    let (line, _) = file.line_around(place.start);
    let before = Tokens::new(file.bytes().get(..place.start as usize)?, line);
    let before: Vec<Token> = before.filter(Token::is_word).collect();
    let rtype = before.last().filter(|word| octets(word).eq_ignore_ascii_case(b"SRV"));
    let owner = usize::from(before.first().is_some_and(|first| first.start == line));
    let own = before.get(owner..).unwrap_or_default().iter().find(|word| parse_ttl(octets(word)).is_ok());
    let is_same = own.is_none_or(|own| octets(own) == ttl.as_bytes());
    let help = match own {
        None => format!("write `{ttl} SRV {fields}`: the TTL stands before the type"),
        Some(_) => format!("write `{fields}`: the TTL stands before the type already"),
    };
    let is_plain = is_one_piece(sources.bytes(place)) && fields.is_ascii() && !fields.contains('\\');
    let edit = |start: u32, end: u32, text: String| Edit { span: Span::new(span.source, start, end), text };
    let correction = rtype.filter(|_| is_sure && is_same && is_plain).map(|rtype| {
        let moved = own.is_none().then(|| edit(rtype.start, rtype.start, format!("{ttl} ")));
        let edits = moved.into_iter().chain([edit(place.start, place.end, fields)]).collect();
        (Applicability::Unsafe, "write the TTL before the type", edits)
    });
    Some((help, correction))
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
fn few(registry: &Registry, mistake: &Mistake, sources: &Sources) -> Option<(String, Option<Correction>)> {
    let span = mistake.span;
    let is_plain = is_one_piece(sources.bytes(span)) && !sources.bytes(span).contains(&b'"');
    if !is_plain || mistake.message.ends_with(": the weight is missing") {
        return None;
    }
    let words = words_from(span, sources);
    if words.iter().any(|word| word.kind == Kind::Quoted) {
        return None;
    }
    let place = Span::new(span.source, words.first()?.start, words.last()?.end);
    let texts: Vec<&[u8]> =
        words.iter().map(|word| sources.bytes(Span::new(span.source, word.start, word.end))).collect();
    let help = match texts.as_slice() {
        // What is not offered has no port.
        [numbers @ .., b"."] if numbers.iter().all(|number| number.iter().all(u8::is_ascii_digit)) => {
            mistake.help.clone()?
        }
        // Those in the line are not all in the place.
        _ if ["one is given", "two are given"].iter().any(|end| mistake.message.ends_with(end)) => {
            return None;
        }
        texts => {
            let ports = service_of_line(registry, span, sources).map_or(&[][..], |service| &service.ports);
            below_owner(texts, span, sources).or_else(|| few_fields(texts, ports)?.help)?
        }
    };
    let fields = shown_in(&help).filter(|fields| !fields.contains("SRV")).map(str::to_owned);
    let Some(fields) = fields else { return Some((help, None)) };
    let is_plain = place == span && fields.is_ascii() && !fields.contains('\\');
    let edit = Edit { span: place, text: fields };
    is_plain.then(|| (help, Some((Applicability::Unsafe, "write all four fields", vec![edit]))))
}

/// The record that is meant by a service and its port in the place of a target: `web SRV _http._tcp/8080`.
fn below_owner(fields: &[&[u8]], place: Span, sources: &Sources) -> Option<String> {
    let [only] = fields else { return None };
    let (service, port) = service_and_port(only)?;
    let line = sources.file(place.source).line_around(place.start).1;
    let owner = line.split(u8::is_ascii_whitespace).next().filter(|owner| !owner.starts_with(b"_"))?;
    let is_whole = service.iter().filter(|octet| **octet == b'.').count() > 1;
    let below = match owner {
        b"" | b"@" => String::new(),
        _ if is_whole => String::new(),
        owner => format!(".{}", printable(owner)),
    };
    let [service, port] = [service, port].map(printable);
    Some(format!("write `{service}{below} SRV 0 0 {port} host`, with the host that offers it"))
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
    let fields = format!("{first} {second} {port} {}", with_final_dot(target));
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
