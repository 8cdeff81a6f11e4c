//! The words of a record's rdata to fields, with a message that names the field at fault.

use std::cell::Cell;
use std::net::{Ipv4Addr, Ipv6Addr};

use hickory_proto::rr::RecordType;

use super::substitution::is_substitution;
use super::{NameRef, Naptr, Rdata, Spanned, Srv};
use crate::source::{SourceId, Span, printable};
use crate::syntax::name::{BadName, Origin, Siblings, name_key};
use crate::syntax::rtype::is_generic_only;
use crate::syntax::ttl::{decimal, parse_ttl};
use crate::syntax::{SyntaxError, Word};

/// What is wrong with rdata. Boxed, because it is rare and every record's reading passes it on.
pub type Fault = Box<SyntaxError>;

/// What reading rdata needs to know of its surroundings.
pub struct Place<'a, 't> {
    /// The text that the words lie in.
    pub text: &'t [u8],
    /// The source of that text.
    pub source: SourceId,
    /// The origin in force, with its number among the zone's.
    pub origin: (&'a Origin, u32),
    /// The type's token: what stands in for a missing field.
    pub type_word: Word,
    /// The name read last.
    pub siblings: Cell<Siblings<'t>>,
}

impl Place<'_, '_> {
    fn span(&self, word: Word) -> Span {
        Span::new(self.source, word.start, word.end)
    }

    /// The name that `word` means.
    ///
    /// # Errors
    /// Why it is none.
    #[inline]
    pub fn name(&self, word: Word) -> Result<NameRef, BadName> {
        let text = word.text(self.text);
        let known = if word.escaped { None } else { self.siblings.get().key(text, self.origin.1) };
        let (key, relative) = match known {
            Some(known) => known,
            None => {
                let (mut parent, mut last) = (None, None);
                let each = |key| parent = last.replace(key);
                let read = name_key(text, word.escaped, self.origin.0, each)?;
                if !word.escaped
                    && let Some(siblings) = Siblings::of(text, read.1, parent, self.origin)
                {
                    self.siblings.set(siblings);
                }
                read
            }
        };
        Ok(NameRef::new(key, self.span(word), self.origin.1, relative, word.escaped))
    }
}

/// Reads the rdata of a type that rules read; any other type's is taken as it is.
///
/// # Errors
/// The field at fault, where BIND refuses it.
#[inline]
pub fn read(rtype: RecordType, words: &[Word], place: &Place<'_, '_>) -> Result<Rdata, Fault> {
    match read_usual(rtype, words, place) {
        Some(rdata) => Ok(rdata),
        None => read_any(rtype, words, place),
    }
}

/// The rdata of the types that most records have, where nothing is wrong with it.
#[inline]
fn read_usual(rtype: RecordType, words: &[Word], place: &Place<'_, '_>) -> Option<Rdata> {
    let plain = |word: &Word| !word.quoted;
    let number = |word: &Word| {
        let value = number_16(word.text(place.text)).ok()?;
        Some(Spanned { value, span: place.span(*word) })
    };
    match (rtype, words) {
        (RecordType::SRV, [priority, weight, port, target]) if words.iter().all(plain) => {
            let numbers = [number(priority)?, number(weight)?, number(port)?];
            Some(Rdata::Srv(Srv::new(numbers, place.name(*target).ok()?)))
        }
        _ => None,
    }
}

fn read_any(rtype: RecordType, words: &[Word], place: &Place<'_, '_>) -> Result<Rdata, Fault> {
    let mut fields = Fields { words, at: 0, place, rtype };
    let rdata = match rtype {
        RecordType::A => Rdata::A(fields.ipv4()?),
        RecordType::AAAA => Rdata::Aaaa(fields.ipv6()?),
        RecordType::SRV => return srv(words, fields).map(Rdata::Srv),
        RecordType::CNAME | RecordType::DNAME | RecordType::NS | RecordType::PTR => {
            Rdata::Name(fields.name("name")?)
        }
        RecordType::MX => Rdata::Mx(fields.number("preference")?.value, fields.name("exchange")?),
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
    place: &'f Place<'a, 't>,
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

    fn number(&mut self, what: &str) -> Result<Spanned<u16>, Fault> {
        let (word, text) = self.plain(what)?;
        number_16(text)
            .map(|value| Spanned { value, span: self.place.span(word) })
            .map_err(|fault| number_error(word, text, what, fault))
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
        crate::syntax::rtype::type_name(self.rtype)
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
    let place = fields.place;
    if let Some(error) = srv_shape(words, place) {
        return Err(error);
    }
    let numbers = [fields.number("priority")?, fields.number("weight")?, fields.number("port")?];
    let target = fields.name("target")?;
    fields.finish()?;
    Ok(Srv::new(numbers, target))
}

/// What is wrong with an SRV record whose words do not have the shape `number number number name`.
#[inline]
fn srv_shape(words: &[Word], place: &Place<'_, '_>) -> Option<Fault> {
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
            format!("{} {} {} {}", text(words[1]), text(words[2]), text(words[3]), text(words[0])),
        )),
        [true, true, true] => Some(with_help(
            error(last, "SRV takes four fields: the target is missing".into()),
            "priority weight port target".into(),
        )),
        [_] | [_, _] => Some(with_help(
            error(
                last,
                format!(
                    "SRV takes four fields and {} is given",
                    if words.len() == 1 { "one" } else { "two" }
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
    let order = fields.number("order")?.value;
    let preference = fields.number("preference")?.value;
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

/// The address that a dotted quad means.
pub fn ipv4(text: &[u8]) -> Option<Ipv4Addr> {
    let mut octets = [0; 4];
    let (mut part, mut digits, mut value) = (0, 0, 0u16);
    for &octet in text {
        match octet {
            b'0'..=b'9' if digits < 3 && !(digits > 0 && value == 0) => {
                value = value * 10 + u16::from(octet - b'0');
                digits += 1;
            }
            b'.' if digits > 0 && part < 3 => {
                octets[part] = u8::try_from(value).ok()?;
                (part, digits, value) = (part + 1, 0, 0);
            }
            _ => return None,
        }
    }
    octets[part] = u8::try_from(value).ok()?;
    (part == 3 && digits > 0).then(|| Ipv4Addr::from(octets))
}

/// The address that a text such as `2001:db8::1` means (RFC 4291 section 2.2).
pub fn ipv6(text: &[u8]) -> Option<Ipv6Addr> {
    let (mut groups, mut count, mut gap) = ([0u16; 8], 0, None);
    let mut rest = text;
    if let Some(behind) = rest.strip_prefix(b"::") {
        (gap, rest) = (Some(0), behind);
    }
    while !rest.is_empty() {
        let (mut value, mut digits) = (0, 0);
        while let Some(digit) = rest.get(digits).map(|octet| HEXADECIMAL[usize::from(*octet)])
            && digit < 16
            && digits < 5
        {
            (value, digits) = (value << 4 | u16::from(digit), digits + 1);
        }
        if rest.get(digits) == Some(&b'.') {
            let [high, low] = [ipv4(rest)?.to_bits() >> 16, ipv4(rest)?.to_bits() & 0xffff];
            *groups.get_mut(count)? = high as u16;
            *groups.get_mut(count + 1)? = low as u16;
            count += 2;
            break;
        }
        if !(1..=4).contains(&digits) {
            return None;
        }
        *groups.get_mut(count)? = value;
        count += 1;
        rest = match &rest[digits..] {
            [] => break,
            [b':', b':', behind @ ..] if gap.is_none() => {
                gap = Some(count);
                behind
            }
            [b':', behind @ ..] if !behind.is_empty() => behind,
            _ => return None,
        };
    }
    match gap {
        None => (count == 8).then(|| Ipv6Addr::from(groups)),
        Some(gap) if count < 8 => {
            groups[gap..].rotate_right(8 - count);
            Some(Ipv6Addr::from(groups))
        }
        Some(_) => None,
    }
}

/// The value of each hexadecimal digit; of every other octet, more than any.
const HEXADECIMAL: [u8; 256] = {
    let (mut values, mut value) = ([u8::MAX; 256], 0u8);
    while value < 16 {
        let digit = if value < 10 { b'0' + value } else { b'a' + value - 10 };
        values[digit as usize] = value;
        values[digit.to_ascii_uppercase() as usize] = value;
        value += 1;
    }
    values
};

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

/// An IPv6 address as BIND writes it: like `Display`, but IPv4-compatible ones with a dotted quad.
pub fn ipv6_text(address: Ipv6Addr) -> String {
    let segments = address.segments();
    let compatible = segments[..6] == [0; 6] && segments[6] != 0;
    if compatible {
        let [.., a, b, c, d] = address.octets();
        return format!("::{}", Ipv4Addr::new(a, b, c, d));
    }
    address.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dotted_quads_are_four_decimal_numbers() {
        assert_eq!(ipv4(b"192.0.2.1"), Some(Ipv4Addr::new(192, 0, 2, 1)));
        for text in
            ["192.0.2", "192.0.2.256", "192.0.2.01", "192.0.2.1.", "1..2.3", "", "1.2.3.4.5", "192.0.2.1000"]
        {
            assert_eq!(ipv4(text.as_bytes()), None, "{text}");
            assert!(text.parse::<Ipv4Addr>().is_err(), "{text}: the standard library agrees");
        }
    }

    #[test]
    fn ipv6_addresses_are_those_of_the_standard_library() {
        let alphabet = b"0123af:::::.19";
        let mut state = 3u64;
        let mut good = 0;
        for _ in 0..400_000 {
            let text: String = (0..2 + state as usize % 24)
                .map(|_| {
                    state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                    char::from(alphabet[(state >> 33) as usize % alphabet.len()])
                })
                .collect();
            let expected = text.parse::<Ipv6Addr>().ok();
            good += usize::from(expected.is_some());
            assert_eq!(ipv6(text.as_bytes()), expected, "{text}");
        }
        assert!(good > 1000, "{good} of the texts are addresses");
        for text in [
            "2001:db8::1",
            "::",
            "::1",
            "1::",
            "1:2:3:4:5:6:7::",
            "::2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7:8::",
            "::ffff:192.0.2.1",
            "64:ff9b::192.0.2.1",
            "1:2:3:4:5:6:192.0.2.1",
            "fe80::1%eth0",
            "2001:db8::12345",
        ] {
            assert_eq!(ipv6(text.as_bytes()), text.parse().ok(), "{text}");
        }
    }

    #[test]
    fn addresses_are_written_as_bind_writes_them() {
        for (text, written) in [
            ("::1.2.3.4", "::1.2.3.4"),
            ("::1", "::1"),
            ("::ffff:1.2.3.4", "::ffff:1.2.3.4"),
            ("2001:DB8:0:0::1", "2001:db8::1"),
        ] {
            assert_eq!(ipv6_text(text.parse().expect("an address")), written);
        }
    }
}
