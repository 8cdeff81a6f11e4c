//! The fields of an SRV record, with a message for each way in which people write others. Does not judge what
//! the fields are worth.

use crate::base::lines::words_of;
use crate::base::printable::printable;
use crate::syntax::Word;
use crate::syntax::address::{ipv4, ipv6};
use crate::zone::rdata::fields::{BadField, Fields, NameContext, error, error_up_to, with_help};
use crate::zone::rdata::srv_few::{FewFields, few_fields, host_and_port, line, may_be_port};
use crate::zone::rdata::srv_ttl::is_usual_ttl;
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
pub const FIELDS: &str = "write `priority weight port target`";

/// The help where the target is `.`: the service is not offered (RFC 2782), and nothing else was meant.
const NULL: &str = "write `0 0 0 .`";

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
        [true, true, false] if is_root(&words[2], context) => {
            all("SRV takes four fields and three are given", NULL.into())
        }
        [true, true, false] => port_in_target(words, context).or_else(|| {
            if let Some((port, host)) = glued_port(words[2].text(context.text)) {
                let help = line([text(0), text(1), printable(port)], &printable(host));
                return all("a blank is missing between the port and the target", help);
            }
            // A port that is written twice is not the priority.
            if !may_be_port(words[1].text(context.text)) || text(0) == text(1) {
                return all("SRV takes four fields and three are given", FIELDS.into());
            }
            let help =
                format!("write the weight after the priority: `{} 0 {} {}`", text(0), text(1), text(2));
            all("SRV takes four fields and three are given: the weight is missing", help)
        }),
        [false, true, true, true] | [true, false, true, true] | [true, true, false, true] => {
            Some(out_of_order(words, context))
        }
        [true, true, true] => {
            let message = "SRV takes four fields: the target is missing".into();
            Some(with_help(error(last, message), FIELDS.into()))
        }
        [false] if first.quoted && is_srv(first, context) => {
            let message = "SRV takes four fields and one is given: the quotes make one of all four";
            all(message, format!("write `{}` without quotes", text(0)))
        }
        [_] | [_, _] | [true, false, true] | [false, true, true] => Some(too_few(words, last, context)),
        [true, true, true, true, false] => {
            let doubled = (0..3).find(|at| words[*at].text(context.text) == words[at + 1].text(context.text));
            let message = "SRV takes four fields and five are given: one number is too many";
            let kept: Vec<String> =
                (0..5).filter(|at| Some(*at) != doubled).map(|at| text(at).to_string()).collect();
            all(message, doubled.map_or(FIELDS.into(), |_| format!("write `{}`", kept.join(" "))))
        }
        [true, true, true, false, true] if is_usual_ttl(words[4].text(context.text)) => {
            all("SRV takes four fields and five are given: one number is too many", FIELDS.into())
        }
        [true, true, false, true, true] => {
            all("SRV takes four fields and five are given: the target comes last", FIELDS.into())
        }
        [true, true, true, false, ..] => Some(too_many(words, last, context)),
        _ => None,
    }
}

/// Whether a quoted text is the four fields of an SRV record.
fn is_srv(quoted: Word, context: &NameContext<'_, '_>) -> bool {
    let fields = words_of(quoted.text(context.text));
    let fields: Vec<&[u8]> = fields.collect();
    let is_number = |field: &&[u8]| number_16(field).is_ok();
    matches!(fields.as_slice(), [numbers @ .., target] if numbers.len() == 3 && numbers.iter().all(is_number) && !is_number(target))
}

/// Four fields of which the target is not the last, in their order, as far as they tell it.
pub fn fields_in_order(fields: [&[u8]; 4]) -> Option<String> {
    let at = fields.iter().position(|field| number_16(field) == Err(NumberFault::NoNumber))?;
    let numbers: Vec<&[u8]> = (0..4).filter(|number| *number != at).map(|number| fields[number]).collect();
    let numbers: [&[u8]; 3] = numbers.try_into().ok()?;
    if numbers.iter().any(|number| number_16(number).is_err()) {
        return None;
    }
    let sorted = match (at, numbers) {
        (3, _) => Some([0, 1, 2]),
        // Which of the numbers is the port, the last one tells unless it is 0. dnsmasq's `srv-host` has it first.
        (0, [first, _, last]) if may_be_port(first) && !may_be_port(last) => Some([1, 2, 0]),
        (0, [_, _, b"0"]) => None,
        (0, _) => Some([0, 1, 2]),
        (_, numbers) => with_port_last(numbers),
    };
    sorted.map(|sorted| line(sorted.map(|number| printable(numbers[number])), &printable(fields[at])))
}

/// What is wrong with four fields of which the target is not the last.
fn out_of_order(words: &[Word], context: &NameContext<'_, '_>) -> BadField {
    let octets = [0, 1, 2, 3].map(|at: usize| words[at].text(context.text));
    let help = fields_in_order(octets).unwrap_or_else(|| FIELDS.to_owned());
    let message = match octets.iter().position(|field| number_16(field) == Err(NumberFault::NoNumber)) {
        Some(2) => "the fields are out of order: the port comes before the target",
        _ => "the fields are out of order: the target comes last",
    };
    with_help(error_up_to(words[0], words[3], message.into()), help)
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

/// The two halves of `443.host.example.com`, where a dot stands in place of a blank.
fn glued_port(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let dot = text.iter().position(|octet| *octet == b'.')?;
    let (port, host) = (&text[..dot], &text[dot + 1..]);
    let is_host = host.first().is_some_and(u8::is_ascii_alphabetic) && host.contains(&b'.');
    (is_host && number_16(port).is_ok()).then_some((port, host))
}

/// What one, two or three words lack, of which the last is no target behind two numbers.
fn too_few(words: &[Word], last: Word, context: &NameContext<'_, '_>) -> BadField {
    let given = ["one is", "two are", "three are"][words.len() - 1];
    let message = format!("SRV takes four fields and {given} given");
    let texts: Vec<&[u8]> = words.iter().map(|word| word.text(context.text)).collect();
    let few = few_fields(&texts, &[]).filter(|_| !words.iter().any(|word| word.quoted));
    if let Some(FewFields { wrong, help }) = few {
        let all = error_up_to(words[0], last, format!("{message}: {wrong}"));
        return with_help(all, help.unwrap_or_else(|| FIELDS.to_owned()));
    }
    if texts.contains(&&b"."[..]) {
        return with_help(error_up_to(words[0], last, message), NULL.to_owned());
    }
    let help = if is_cut_by_comment(last, context) {
        "write blanks between the fields: `;` begins a comment"
    } else {
        FIELDS
    };
    with_help(error(last, message), help.to_owned())
}

/// Whether a word is the target of a service that is not offered.
fn is_root(word: &Word, context: &NameContext<'_, '_>) -> bool {
    !word.quoted && word.text(context.text) == b"."
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
        let pieces: Vec<String> = words[3..].iter().map(|word| printable(word.text(context.text))).collect();
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
    let target = words[3].text(context.text);
    let is_name = |word: &[u8]| word.iter().any(u8::is_ascii_alphabetic) && ipv6(word).is_none();
    if extra == 1
        && !words[4].quoted
        && is_name(words[4].text(context.text))
        && (target == b"@" || ipv4(target).is_some() || ipv6(target).is_some())
    {
        let help = format!("delete `{}`: the target is a name, and comes after it", printable(target));
        return with_help(error(words[3], message), help);
    }
    // A comment that begins inside parentheses leaves them open.
    let is_open = context.text[..words[4].start as usize].trim_ascii_end().ends_with(b"(");
    let (parentheses, it) = if is_open { (" with its parentheses", "them") } else { ("", "it") };
    let help = format!("delete {what}{parentheses}, or write `;` before {it} to make it a comment");
    with_help(error_up_to(words[4], last, message), help)
}

/// What is wrong with three words, the last of which is `host:port`.
fn port_in_target(words: &[Word], context: &NameContext<'_, '_>) -> Option<BadField> {
    let text = |word: Word| printable(word.text(context.text));
    let (host, port) = host_and_port(words[2].text(context.text))?;
    let message = "the port is a field of its own, before the target: `host:port` is not a target".into();
    let help = line([text(words[0]), text(words[1]), printable(port)], &printable(host));
    Some(with_help(error(words[2], message), help))
}
