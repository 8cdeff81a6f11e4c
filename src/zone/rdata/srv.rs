//! The fields of an SRV record, with a message for each way in which people write others. Does not judge what
//! the fields are worth.

use std::net::IpAddr;

use crate::base::printable::printable;
use crate::syntax::Word;
use crate::zone::rdata::fields::{BadField, Fields, NameContext, error, error_up_to, with_help};
use crate::zone::rdata::text::{NumberFault, number_16};
use crate::zone::record::Srv;

/// Reads the four fields of an SRV record.
///
/// # Errors
/// The field at fault.
pub(super) fn srv(words: &[Word], mut fields: Fields<'_, '_, '_>) -> Result<Srv, BadField> {
    if let Some(error) = wrong_shape(words, fields.context) {
        return Err(error);
    }
    let [priority, weight, port] =
        [fields.number("priority")?, fields.number("weight")?, fields.number("port")?];
    let target = fields.name("target")?;
    fields.finish()?;
    Ok(Srv::new(priority, weight, port, target))
}

/// The help that shows the fields alone.
const FIELDS: &str = "write `priority weight port target`";

/// What is wrong with an SRV record whose words do not have the shape `number number number name`.
#[inline]
fn wrong_shape(words: &[Word], context: &NameContext<'_, '_>) -> Option<BadField> {
    let number =
        |word: &Word| !word.quoted && number_16(word.text(context.text)) != Err(NumberFault::NoNumber);
    if words.len() == 4 && words[..3].iter().all(number) {
        return None;
    }
    let shape: Vec<bool> = words.iter().map(number).collect();
    let text = |number: usize| printable(words[number].text(context.text));
    let (first, last) = (words.first().copied()?, words.last().copied()?);
    let all = |message: &str, help: String| Some(with_help(error_up_to(first, last, message.into()), help));
    match shape.as_slice() {
        [true, true, false] => port_in_target(words, context).or_else(|| {
            if let Some((port, host)) = glued_port(words[2].text(context.text)) {
                let help = line([text(0), text(1), printable(port)], &printable(host));
                return all("a blank is missing between the port and the target", help);
            }
            if !may_be_port(words[1].text(context.text)) {
                return all("SRV takes four fields and three are given", FIELDS.into());
            }
            let help =
                format!("write the weight after the priority: `{} 0 {} {}`", text(0), text(1), text(2));
            all("SRV takes four fields and three are given: the weight is missing", help)
        }),
        [false, true, true, true] => {
            // Which of the numbers is the port, the last one tells unless it is 0. dnsmasq's `srv-host` has it first.
            let [first, last] = [1, 3].map(|number: usize| words[number].text(context.text));
            let help = match (may_be_port(first), last) {
                (true, _) if !may_be_port(last) => line([text(2), text(3), text(1)], &text(0)),
                (_, b"0") => FIELDS.into(),
                _ => line([text(1), text(2), text(3)], &text(0)),
            };
            all("the fields are out of order: the target comes last", help)
        }
        [true, true, false, true] => {
            let numbers = [0, 1, 3].map(|number: usize| words[number].text(context.text));
            let help = with_port_last(numbers)
                .map_or(FIELDS.into(), |sorted| line(sorted.map(|number| text([0, 1, 3][number])), &text(2)));
            all("the fields are out of order: the port comes before the target", help)
        }
        [true, true, true] => {
            let message = "SRV takes four fields: the target is missing".into();
            Some(with_help(error(last, message), FIELDS.into()))
        }
        [_] | [_, _] => Some(too_few(words.len(), last, context)),
        [true, true, true, true, false] => {
            let doubled = (0..3).find(|at| words[*at].text(context.text) == words[at + 1].text(context.text));
            let message = "SRV takes four fields and five are given: one number is too many";
            let kept: Vec<String> =
                (0..5).filter(|at| Some(*at) != doubled).map(|at| text(at).to_string()).collect();
            all(message, doubled.map_or(FIELDS.into(), |_| format!("write `{}`", kept.join(" "))))
        }
        [true, true, true, false, ..] => Some(too_many(words, last, context)),
        _ => None,
    }
}

/// Whether a number directly before a comment is followed by another: `10;5;993;mail`.
fn is_cut_by_comment(word: Word, context: &NameContext<'_, '_>) -> bool {
    let behind = &context.text[word.end as usize..];
    let is_number = word.text(context.text).iter().all(u8::is_ascii_digit);
    is_number && matches!(behind, [b';', b'0'..=b'9', ..])
}

/// The order in which three numbers are priority, weight and port: the last is the port, unless it is 0, or hardly one and another
/// is. Programs that write the priority last write the weight first.
fn with_port_last(numbers: [&[u8]; 3]) -> Option<[usize; 3]> {
    match (numbers.map(may_be_port), numbers[2]) {
        ([_, true, _], b"0") => Some([2, 0, 1]),
        ([true, ..], b"0") => Some([2, 1, 0]),
        (_, b"0") => None,
        ([false, true, false], _) => Some([0, 2, 1]),
        _ => Some([0, 1, 2]),
    }
}

/// Whether a number is a port, rather than a weight: ports are large, and weights are round.
fn may_be_port(number: &[u8]) -> bool {
    number_16(number).is_ok_and(|number| number >= 1_000 || number > 100 && number % 10 != 0)
}

/// The two halves of `443.host.example.com`, where a dot stands in place of a blank.
fn glued_port(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let dot = text.iter().position(|octet| *octet == b'.')?;
    let (port, host) = (&text[..dot], &text[dot + 1..]);
    let is_host = host.first().is_some_and(u8::is_ascii_alphabetic) && host.contains(&b'.');
    (is_host && number_16(port).is_ok()).then_some((port, host))
}

/// The fields of a record as they are to be written. An address is not a target: a host has it.
fn line(numbers: [String; 3], target: &str) -> String {
    let numbers = numbers.join(" ");
    match target.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => format!("write `{numbers} host`, with a record `host A {address}`"),
        Ok(IpAddr::V6(address)) => format!("write `{numbers} host`, with a record `host AAAA {address}`"),
        Err(_) => format!("write `{numbers} {target}`"),
    }
}

/// What one or two words lack.
fn too_few(count: usize, last: Word, context: &NameContext<'_, '_>) -> BadField {
    let given = if count == 1 { "one is" } else { "two are" };
    let message = format!("SRV takes four fields and {given} given");
    let help = if is_cut_by_comment(last, context) {
        "write blanks between the fields: `;` begins a comment"
    } else if last.text(context.text) == b"." {
        "write `0 0 0 .`"
    } else {
        FIELDS
    };
    with_help(error(last, message), help.to_owned())
}

/// What follows the target.
fn too_many(words: &[Word], last: Word, context: &NameContext<'_, '_>) -> BadField {
    let extra = words.len() - 4;
    let count = ["five", "six", "seven", "eight"]
        .get(extra - 1)
        .map_or(words.len().to_string(), |&count| count.into());
    let what = match extra {
        1 => format!("`{}`", printable(words[4].text(context.text))),
        _ => "all that follows the target".to_owned(),
    };
    let message = format!("SRV takes four fields and {count} are given");
    let behind = || words[4..].iter().map(|word| word.text(context.text));
    if behind().any(|word| word.eq_ignore_ascii_case(b"SRV")) {
        let help = "write each record in a line of its own".to_owned();
        return with_help(error_up_to(words[4], last, message), help);
    }
    if words[3].text(context.text).ends_with(b".")
        && behind().all(|word| word.ends_with(b".") && word != b".")
    {
        let pieces: Vec<String> =
            words[3..].iter().map(|word| printable(word.text(context.text)).to_string()).collect();
        let help = format!("write `{}` without blanks", pieces.concat());
        return with_help(error_up_to(words[3], last, message), help);
    }
    if extra == 1 && words[4].text(context.text) == b"." {
        let target = printable(words[3].text(context.text));
        return with_help(
            error_up_to(words[3], last, message),
            format!("write `{target}.` without a blank before its final dot"),
        );
    }
    with_help(
        error_up_to(words[4], last, message),
        format!("delete {what}, or write `;` before it to make it a comment"),
    )
}

/// What is wrong with three words, the last of which is `host:port`.
fn port_in_target(words: &[Word], context: &NameContext<'_, '_>) -> Option<BadField> {
    let text = |word: Word| printable(word.text(context.text));
    let (host, port) = host_and_port(words[2].text(context.text))?;
    let message = "the port is a field of its own, before the target: `host:port` is not a target".into();
    let help = line([text(words[0]), text(words[1]), printable(port)], &printable(host));
    Some(with_help(error(words[2], message), help))
}

/// The two halves of `host:port`.
pub fn host_and_port(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = text.iter().rposition(|octet| *octet == b':')?;
    let (host, port) = (&text[..colon], &text[colon + 1..]);
    let plausible = !host.is_empty() && !host.contains(&b':') && number_16(port).is_ok();
    plausible.then_some((host, port))
}
