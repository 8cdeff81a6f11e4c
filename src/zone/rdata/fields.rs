//! The words of a record's rdata to fields, with a message that names the field at fault.

use std::net::{Ipv4Addr, Ipv6Addr};

use hickory_proto::rr::RecordType;

use crate::base::printable::printable;
use crate::base::span::{SourceId, Span};
use crate::syntax::address::{ipv4, ipv6, is_usual_ipv4, is_usual_ipv6};
use crate::syntax::name::recent::{Families, Siblings};
use crate::syntax::name::{BadName, NameKey, Origin, name_key};
use crate::syntax::record_type::is_generic_only;
use crate::syntax::ttl::{decimal, parse_ttl};
use crate::syntax::{SyntaxError, Word};
use crate::zone::index::Types;
use crate::zone::rdata::naptr_regexp::is_substitution;
use crate::zone::record::{NameRef, Naptr, Rdata, Spanned, Srv};

/// What is wrong with rdata. Boxed, because it is rare and every record's reading passes it on.
pub type Fault = Box<SyntaxError>;

/// What reading rdata needs to know of its surroundings.
pub struct NameContext<'a, 't> {
    /// The text that the words lie in.
    pub text: &'t [u8],
    /// The source of that text.
    pub source: SourceId,
    /// The origin in force, with its number among the zone's.
    pub origin: (&'a Origin, u32),
    /// The type's token: what stands in for a missing field.
    pub type_word: Word,
    /// The families of the names read last.
    pub families: &'a mut Families<'t, ()>,
}

impl<'t> NameContext<'_, 't> {
    fn span(&self, word: Word) -> Span {
        Span::new(self.source, word.start, word.end)
    }

    /// The name that `word` means.
    ///
    /// # Errors
    /// Why it is none.
    #[inline(always)]
    pub fn name(&mut self, word: Word) -> Result<NameRef, BadName> {
        let text = word.text(self.text);
        let origin = self.origin.1;
        let known = if word.escaped { None } else { self.families.key(text, origin) };
        let (key, relative) = match known {
            Some((key, relative, ())) => (key, relative),
            None => self.new_name(text, word.escaped)?,
        };
        Ok(NameRef::new(key, self.span(word), self.origin.1, relative, word.escaped))
    }

    /// The key of a name that is no sibling of the one before, and whether it is relative.
    fn new_name(&mut self, text: &'t [u8], escaped: bool) -> Result<(NameKey, bool), BadName> {
        let (mut parent, mut last) = (None, None);
        let read = name_key(text, escaped, self.origin.0, |key| parent = last.replace(key))?;
        if !escaped && let Some(siblings) = Siblings::of(text, read.1, parent, self.origin) {
            self.families.add(siblings, ());
        }
        Ok(read)
    }
}

/// What stands at the owner of a record of one of the usual types, and its rdata if rules read it;
/// `None` if something may be wrong. No word may be quoted.
#[inline(always)]
pub fn read_usual<'a, 't: 'a>(
    rtype: RecordType,
    words: &[Word],
    text: &[u8],
    place: impl FnOnce() -> NameContext<'a, 't>,
) -> Option<(Types, Option<Rdata>)> {
    let number = |word: &Word| number_16(word.plain_text(text)).ok();
    let (types, numbers, name) = match (rtype, words) {
        (RecordType::A, [address]) => {
            return match address.plain_text(text) {
                address if is_usual_ipv4(address) => Some((Types::ADDRESS, None)),
                address => Some((Types::of_v4(ipv4(address)?), None)),
            };
        }
        (RecordType::AAAA, [address]) => {
            return match address.plain_text(text) {
                address if is_usual_ipv6(address) => Some((Types::ADDRESS, None)),
                address => Some((Types::of_v6(ipv6(address)?), None)),
            };
        }
        (RecordType::SRV, [priority, weight, port, target]) => {
            (Types::SRV, [number(priority)?, number(weight)?, number(port)?], target)
        }
        (RecordType::CNAME, [name]) => (Types::CNAME, [0; 3], name),
        (RecordType::NS, [name]) => (Types::NS, [0; 3], name),
        (RecordType::MX, [preference, exchange]) => (Types::OTHER, [number(preference)?, 0, 0], exchange),
        _ => return None,
    };
    let name = place().name(*name).ok()?;
    let [priority, weight, port] = numbers;
    let rdata = match types {
        Types::SRV => Some(Rdata::Srv(Srv::new(priority, weight, port, name))),
        Types::OTHER => None,
        _ => Some(Rdata::Name(name)),
    };
    Some((types, rdata))
}

/// Reads the rdata of a type that rules read; any other type's is taken as it is.
///
/// # Errors
/// The field at fault, where BIND refuses it.
pub fn read(rtype: RecordType, words: &[Word], place: &mut NameContext<'_, '_>) -> Result<Rdata, Fault> {
    let mut fields = Fields { words, at: 0, place, rtype };
    let rdata = match rtype {
        RecordType::A => Rdata::A(fields.ipv4()?),
        RecordType::AAAA => Rdata::Aaaa(fields.ipv6()?),
        RecordType::SRV => return srv(words, fields).map(Rdata::Srv),
        RecordType::CNAME | RecordType::DNAME | RecordType::NS | RecordType::PTR => {
            Rdata::Name(fields.name("name")?)
        }
        RecordType::MX => Rdata::Mx(Box::new((fields.number("preference")?, fields.name("exchange")?))),
        RecordType::NAPTR => Rdata::Naptr(Box::new(naptr(&mut fields)?)),
        RecordType::SOA => Rdata::Soa(soa(&mut fields)?),
        RecordType::TXT => {
            let mut octets = fields.string_length("text")? + 1;
            while fields.at < words.len() {
                octets += fields.string_length("text")? + 1;
            }
            if octets > usize::from(u16::MAX) {
                let first = words[0];
                let message =
                    format!("the strings have {octets} octets together: a record holds 65535 at most");
                return Err(error_up_to(first, words[words.len() - 1], message));
            }
            Rdata::Other
        }
        _ => {
            // No type but APL may have empty rdata (RFC 3123 section 4).
            if u16::from(rtype) != 42 {
                let first = fields.next("rdata")?;
                if is_generic_only(rtype) {
                    let help =
                        "rdata of such a type is written as `\\# length hex` (RFC 3597 section 5)".into();
                    return Err(with_help(error(first, "this type has no text form".into()), help));
                }
            }
            return Ok(Rdata::Other);
        }
    };
    fields.finish()?;
    Ok(rdata)
}

/// Takes one field after the other.
struct Fields<'f, 'a, 't> {
    words: &'f [Word],
    at: usize,
    place: &'f mut NameContext<'a, 't>,
    rtype: RecordType,
}

impl<'t> Fields<'_, '_, 't> {
    #[inline]
    fn next(&mut self, what: &str) -> Result<Word, Fault> {
        match self.words.get(self.at) {
            Some(word) => {
                self.at += 1;
                Ok(*word)
            }
            None => {
                let last = self.words.last().copied().unwrap_or(self.place.type_word);
                Err(error(
                    last,
                    format!("unexpected end of the {} record: the {what} is missing", self.type_name()),
                ))
            }
        }
    }

    /// A field that must not be quoted.
    #[inline]
    fn plain(&mut self, what: &str) -> Result<(Word, &'t [u8]), Fault> {
        let word = self.next(what)?;
        if word.quoted {
            let bare = printable(word.text(self.place.text));
            return Err(with_help(error(word, format!("the {what} must not be quoted")), bare));
        }
        Ok((word, word.text(self.place.text)))
    }

    fn number(&mut self, what: &str) -> Result<u16, Fault> {
        let (word, text) = self.plain(what)?;
        number_16(text).map_err(|fault| number_error(word, text, what, fault))
    }

    fn name(&mut self, what: &str) -> Result<NameRef, Fault> {
        let (word, _) = self.plain(what)?;
        self.place
            .name(word)
            .map_err(|bad| error(word, format!("the {what} is no domain name: {}", bad.reason())))
    }

    fn ipv4(&mut self) -> Result<Ipv4Addr, Fault> {
        let (word, text) = self.plain("address")?;
        ipv4(text).ok_or_else(|| {
            let error = error(word, format!("`{}` is no IPv4 address", printable(text)));
            if ipv6(text).is_some() {
                with_help(error, "an IPv6 address takes the type `AAAA`".into())
            } else {
                error
            }
        })
    }

    fn ipv6(&mut self) -> Result<Ipv6Addr, Fault> {
        let (word, text) = self.plain("address")?;
        ipv6(text).ok_or_else(|| {
            let error = error(word, format!("`{}` is no IPv6 address", printable(text)));
            if ipv4(text).is_some() {
                with_help(error, "an IPv4 address takes the type `A`".into())
            } else {
                error
            }
        })
    }

    /// A character string (RFC 1035 section 3.3): quoted or not, escapes resolved.
    fn string(&mut self, what: &str) -> Result<Spanned<Vec<u8>>, Fault> {
        let word = self.next(what)?;
        let value = unescape(word.text(self.place.text)).ok_or_else(|| {
            error(word, format!("bad escape in the {what}: `\\DDD` is three digits, at most 255"))
        })?;
        if value.len() > 255 {
            return Err(error(
                word,
                format!("the {what} has {} octets: a string holds 255 at most", value.len()),
            ));
        }
        Ok(Spanned { value, span: self.place.span(word) })
    }

    /// The length in octets of a character string that nobody reads.
    fn string_length(&mut self, what: &str) -> Result<usize, Fault> {
        match self.words.get(self.at) {
            Some(word) if !word.escaped && word.end - word.start <= 255 => {
                self.at += 1;
                Ok(word.text(self.place.text).len())
            }
            _ => self.string(what).map(|string| string.value.len()),
        }
    }

    /// A number of seconds, with or without units.
    fn seconds(&mut self, what: &str) -> Result<Spanned<u32>, Fault> {
        let (word, text) = self.plain(what)?;
        let value = parse_ttl(text)
            .map_err(|_| error(word, format!("the {what} `{}` is no number of seconds", printable(text))))?;
        Ok(Spanned { value, span: self.place.span(word) })
    }

    fn finish(&self) -> Result<(), Fault> {
        let Some(extra) = self.words.get(self.at) else { return Ok(()) };
        let last = self.words[self.words.len() - 1];
        let message = format!("extra text behind the {} record", self.type_name());
        Err(error_up_to(*extra, last, message))
    }

    fn type_name(&self) -> String {
        crate::syntax::record_type::type_name(self.rtype)
    }
}

#[cold]
pub(super) fn error(word: Word, message: String) -> Fault {
    Box::new(SyntaxError { start: word.start, end: word.end, message, help: None, label: None })
}

fn with_help(mut error: Fault, help: String) -> Fault {
    error.help = Some(help);
    error
}

/// An error from `first` up to the end of `last`.
#[cold]
fn error_up_to(first: Word, last: Word, message: String) -> Fault {
    error(Word { end: last.end, ..first }, message)
}

/// Why a text is no 16-bit number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberFault {
    NoNumber,
    OutOfRange,
}

/// The value of a field of 16 bits: decimal digits alone, as RFC 1035 section 5.1 has it.
#[inline]
pub(super) fn number_16(text: &[u8]) -> Result<u16, NumberFault> {
    // Up to four digits are always in range.
    if let 1..=4 = text.len() {
        let digits = text.iter().try_fold(0, |value, octet| {
            let digit = octet.wrapping_sub(b'0');
            (digit < 10).then(|| value * 10 + u16::from(digit))
        });
        return digits.ok_or(NumberFault::NoNumber);
    }
    if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
        return Err(NumberFault::NoNumber);
    }
    decimal(text).and_then(|value| u16::try_from(value).ok()).ok_or(NumberFault::OutOfRange)
}

fn number_error(word: Word, text: &[u8], what: &str, fault: NumberFault) -> Fault {
    let shown = printable(text);
    match fault {
        NumberFault::OutOfRange => {
            error(word, format!("the {what} {shown} is out of range: it is 0 to 65535"))
        }
        NumberFault::NoNumber => {
            let bare: Vec<u8> = text.iter().copied().filter(u8::is_ascii_digit).collect();
            let stray = text.len() - bare.len();
            let no_number = error(word, format!("the {what} `{shown}` is no number"));
            let repairable =
                stray == 1 && matches!(text, [b'+', ..] | [.., b',']) && number_16(&bare).is_ok();
            if repairable {
                with_help(no_number, String::from_utf8_lossy(&bare).into_owned())
            } else {
                no_number
            }
        }
    }
}

/// The four fields of an SRV record, with a message for each way in which people write others.
fn srv(words: &[Word], mut fields: Fields<'_, '_, '_>) -> Result<Srv, Fault> {
    if let Some(error) = srv_shape(words, fields.place) {
        return Err(error);
    }
    let [priority, weight, port] =
        [fields.number("priority")?, fields.number("weight")?, fields.number("port")?];
    let target = fields.name("target")?;
    fields.finish()?;
    Ok(Srv::new(priority, weight, port, target))
}

/// What is wrong with an SRV record whose words do not have the shape `number number number name`.
#[inline]
fn srv_shape(words: &[Word], place: &NameContext<'_, '_>) -> Option<Fault> {
    let number = |word: &Word| !word.quoted && number_16(word.text(place.text)) != Err(NumberFault::NoNumber);
    if words.len() == 4 && words[..3].iter().all(number) {
        return None;
    }
    let text = |word: Word| printable(word.text(place.text));
    let shape: Vec<bool> = words.iter().map(number).collect();
    let (first, last) = (words.first().copied()?, words.last().copied()?);
    let all = |message: String, help: String| with_help(error_up_to(first, last, message), help);
    match shape.as_slice() {
        [true, true, false] if host_and_port(words[2].text(place.text)).is_some() => {
            let (host, port) = host_and_port(words[2].text(place.text))?;
            let message =
                "the port is a field of its own, before the target: `host:port` is no target".into();
            let help =
                format!("{} {} {} {}", text(words[0]), text(words[1]), printable(port), printable(host));
            Some(with_help(error(words[2], message), help))
        }
        [true, true, false] => Some(all(
            "SRV takes four fields and three are given: the weight is missing".into(),
            format!(
                "write the weight behind the priority: `{} 0 {} {}`",
                text(words[0]),
                text(words[1]),
                text(words[2])
            ),
        )),
        [false, true, true, true] => Some(all(
            "the fields are out of order: the target comes last".into(),
            // Which of the numbers is the port, the last one tells unless it is 0.
            match words[3].text(place.text) {
                b"0" => "priority weight port target".into(),
                _ => format!("{} {} {} {}", text(words[1]), text(words[2]), text(words[3]), text(words[0])),
            },
        )),
        [true, true, false, true] => Some(all(
            "the fields are out of order: the port comes before the target".into(),
            format!("{} {} {} {}", text(words[0]), text(words[1]), text(words[3]), text(words[2])),
        )),
        [true, true, true] => Some(with_help(
            error(last, "SRV takes four fields: the target is missing".into()),
            "priority weight port target".into(),
        )),
        [_] | [_, _] => Some(with_help(
            error(
                last,
                format!(
                    "SRV takes four fields and {} given",
                    if words.len() == 1 { "one is" } else { "two are" }
                ),
            ),
            "priority weight port target".into(),
        )),
        [true, true, true, false, ..] => {
            let extra = words[4];
            let message = format!("SRV takes four fields and {} are given", words.len());
            Some(error_up_to(extra, last, message))
        }
        _ => None,
    }
}

/// The two halves of `host:port`.
pub fn host_and_port(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = text.iter().rposition(|octet| *octet == b':')?;
    let (host, port) = (&text[..colon], &text[colon + 1..]);
    let plausible = !host.is_empty() && !host.contains(&b':') && number_16(port).is_ok();
    plausible.then_some((host, port))
}

fn naptr(fields: &mut Fields<'_, '_, '_>) -> Result<Naptr, Fault> {
    let order = fields.number("order")?;
    let preference = fields.number("preference")?;
    let flags = fields.string("flags")?;
    let services = fields.string("services")?;
    let regexp = fields.string("regexp")?;
    if !is_substitution(&regexp.value) {
        let word = fields.words[fields.at - 1];
        return Err(error(word, "the regexp is no substitution expression: `!pattern!replacement!`".into()));
    }
    Ok(Naptr { order, preference, flags, services, regexp, replacement: fields.name("replacement")? })
}

fn soa(fields: &mut Fields<'_, '_, '_>) -> Result<Spanned<u32>, Fault> {
    fields.name("primary name server")?;
    fields.name("mailbox")?;
    let (word, serial) = fields.plain("serial")?;
    if decimal(serial).is_none() {
        let digits = serial.iter().all(u8::is_ascii_digit);
        let fault = if digits { "is out of range: it is 0 to 4294967295" } else { "is no number" };
        return Err(error(word, format!("the serial `{}` {fault}", printable(serial))));
    }
    fields.seconds("refresh")?;
    fields.seconds("retry")?;
    fields.seconds("expire")?;
    fields.seconds("minimum")
}

/// The octets of a character string, escapes resolved; `None` for a bad one.
fn unescape(text: &[u8]) -> Option<Vec<u8>> {
    let (mut value, mut rest) = (Vec::with_capacity(text.len()), text);
    while let Some((&octet, behind)) = rest.split_first() {
        rest = behind;
        if octet != b'\\' {
            value.push(octet);
            continue;
        }
        let (&escaped, behind) = rest.split_first()?;
        if escaped.is_ascii_digit() {
            value.push(decimal(rest.get(..3)?).and_then(|number| u8::try_from(number).ok())?);
            rest = &rest[3..];
        } else {
            value.push(escaped);
            rest = behind;
        }
    }
    Some(value)
}

/// A character string as BIND writes it: quoted, `"` and `\` escaped, the rest of ASCII plain.
pub fn quoted(octets: &[u8]) -> String {
    let mut text = String::from("\"");
    for octet in octets {
        match octet {
            b'"' | b'\\' => {
                text.push('\\');
                text.push(char::from(*octet));
            }
            0x20..=0x7e => text.push(char::from(*octet)),
            _ => text.push_str(&format!("\\{octet:03}")),
        }
    }
    text.push('"');
    text
}
