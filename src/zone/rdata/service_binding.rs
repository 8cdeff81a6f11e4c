//! The parameters of SVCB and HTTPS records (RFC 9460 section 2.1).
//!
//! BIND's parser knows a key by its exact name and reads its value as that key's; of a key that is written as
//! `keyN`, or in other letters, it reads the value as text and then asks whether the octets may stand there.

use std::borrow::Cow;

use crate::syntax::Word;
use crate::syntax::address::{ipv4, ipv6};
use crate::syntax::c_number::c_number;
use crate::syntax::ttl::decimal;
use crate::zone::rdata::address::address;
use crate::zone::rdata::digits::{base64, base64_octets};
use crate::zone::rdata::doh_path::is_doh_path;
use crate::zone::rdata::fields::BadField;
use crate::zone::rdata::kind::{Bad, Kind, Octets, Reader, Writer, fault};
use crate::zone::rdata::number::NAME;
use crate::zone::rdata::string::quote;
use crate::zone::rdata::text::unescape;

/// The name of the target, which may be quoted.
pub const TARGET: Kind = Kind { read: |reader| reader.name(true), ..NAME };

/// Any number of parameters, also none.
pub const PARAMETERS: Kind = Kind { read, check, write };

const MANDATORY: u16 = 0;
const ALPN: u16 = 1;
const NO_DEFAULT_ALPN: u16 = 2;
const PORT: u16 = 3;
const IPV4_HINT: u16 = 4;
const ECH: u16 = 5;
const IPV6_HINT: u16 = 6;
const DOH_PATH: u16 = 7;

/// The keys that BIND knows by name, in the order of their numbers.
const NAMES: [&str; 8] =
    ["mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint", "dohpath"];

/// A parameter: its key, its value, and its word.
type Parameter = (u16, Vec<u8>, Word);

fn read(reader: &mut Reader<'_>) -> Result<(), BadField> {
    let mut parameters = Vec::new();
    while reader.peek().is_some() {
        let (word, text) = take_parameter(reader)?;
        parameters.push(parameter(reader, word, &text)?);
    }
    parameters.sort_by_key(|parameter| parameter.0);
    if let Some([(key, ..), (.., word)]) = parameters.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(fault(*word, format!("the parameter `{}` is given twice", key_name(*key))));
    }
    if let Some((word, wrong)) = inconsistency(&parameters) {
        return Err(fault(word, wrong));
    }
    for (key, value, word) in parameters {
        let Ok(size) = u16::try_from(value.len()) else {
            return Err(fault(word, "the value is longer than 65535 octets".into()));
        };
        reader.octets.extend_from_slice(&key.to_be_bytes());
        reader.octets.extend_from_slice(&size.to_be_bytes());
        reader.octets.extend_from_slice(&value);
    }
    Ok(())
}

/// Takes `key`, `key=value` or `key="value"`, which is two words, and returns its text without the quotes.
fn take_parameter<'r>(reader: &mut Reader<'r>) -> Result<(Word, Cow<'r, [u8]>), BadField> {
    reader.what = "parameter";
    let (word, text) = reader.plain()?;
    let mut escaped = false;
    let equals = text.iter().position(|octet| {
        let is_plain = !escaped;
        escaped = is_plain && *octet == b'\\';
        is_plain && *octet == b'='
    });
    if equals.is_some_and(|equals| equals + 1 == text.len())
        && let Some(value) = reader.peek()
        && value.quoted
        && value.start == word.end
    {
        let value = reader.any()?;
        let text = [text, reader.text(value)].concat();
        return Ok((Word { end: value.end, ..word }, text.into()));
    }
    Ok((word, text.into()))
}

/// The parameter that a text means.
fn parameter(reader: &Reader<'_>, word: Word, text: &[u8]) -> Result<Parameter, BadField> {
    let equals = text.iter().position(|octet| *octet == b'=');
    let (name, value) = match equals {
        Some(equals) => (&text[..equals], &text[equals + 1..]),
        None => (text, &b""[..]),
    };
    if let Some(key) = NAMES.iter().position(|known| known.as_bytes() == name) {
        let key = key as u16;
        let octets = value_of(key, value).ok_or_else(|| {
            let shown = crate::base::printable::printable(value);
            fault(word, format!("`{shown}` is not a value of the parameter `{}`", key_name(key)))
        })?;
        return Ok((key, octets, word));
    }
    let key = key_of(name).ok_or_else(|| unknown_key(reader, word, name))?;
    let octets = unescape(value).ok_or_else(|| {
        fault(word, "bad escape in the parameter: `\\DDD` is three digits, at most 255".into())
    })?;
    match is_value_of(key, &octets) {
        true => Ok((key, octets, word)),
        false => Err(reader.no(word, &format!("a value of the parameter `{}`", key_name(key)))),
    }
}

/// Keys that were registered after those of RFC 9460 and RFC 9461 (RFC 9540, section 9.1).
const LATER_NAMES: [(&str, u16); 1] = [("ohttp", 8)];

fn unknown_key(reader: &Reader<'_>, word: Word, name: &[u8]) -> BadField {
    let mut error = reader.no(word, "a key that BIND 9.18 knows, nor `keyN`");
    let later = LATER_NAMES.iter().find(|(later, _)| later.as_bytes().eq_ignore_ascii_case(name));
    error.help = later.map(|(_, key)| format!("write `key{key}`, which is the same"));
    error
}

/// The number of a key that is written as `keyN`, or with its name in any letters.
fn key_of(name: &[u8]) -> Option<u16> {
    let named = NAMES.iter().position(|known| known.as_bytes().eq_ignore_ascii_case(name));
    if let Some(key) = named {
        return Some(key as u16);
    }
    let digits = name.strip_prefix(b"key")?;
    let signed = matches!(digits, [] | [b'-' | b'+', ..]);
    let padded = matches!(digits, [b'0', _, ..]);
    let number = c_number(digits);
    (!signed && !padded && number.rest.is_empty()).then(|| u16::try_from(number.unsigned).ok())?
}

/// What BIND writes for a key.
fn key_name(key: u16) -> String {
    // `dohpath` is not of those that the standard began with.
    let named = NAMES.get(usize::from(key)).filter(|_| key != DOH_PATH);
    named.map_or_else(|| format!("key{key}"), |name| (*name).to_owned())
}

/// The octets that a text means as the value of a key that was written with its name.
fn value_of(key: u16, text: &[u8]) -> Option<Vec<u8>> {
    let list = || text.split(|octet| *octet == b',');
    match key {
        MANDATORY => {
            let mut keys = list().map(key_of).collect::<Option<Vec<u16>>>()?;
            keys.sort_unstable();
            let is_set = keys.windows(2).all(|pair| pair[0] != pair[1]);
            is_set.then(|| keys.into_iter().flat_map(u16::to_be_bytes).collect())
        }
        ALPN => protocols(text),
        NO_DEFAULT_ALPN => text.is_empty().then(Vec::new),
        PORT => {
            let port = u16::try_from(decimal(text)?).ok()?;
            Some(port.to_be_bytes().to_vec())
        }
        IPV4_HINT => {
            let addresses = list().map(|text| Some(ipv4(text)?.octets())).collect::<Option<Vec<_>>>()?;
            Some(addresses.concat())
        }
        IPV6_HINT => {
            let addresses = list().map(|text| Some(ipv6(text)?.octets())).collect::<Option<Vec<_>>>()?;
            Some(addresses.concat())
        }
        ECH => base64_octets(text),
        _ => unescape(text).filter(|octets| is_value_of(key, octets)),
    }
}

/// A list of protocols, each with its length. Escapes are resolved twice: once as in every string, then for commas
/// (RFC 9460 appendix A.1).
fn protocols(text: &[u8]) -> Option<Vec<u8>> {
    let text = unescape(text)?;
    let (mut octets, mut protocol, mut rest) = (Vec::new(), Vec::new(), text.iter());
    loop {
        let octet = rest.next();
        match octet {
            Some(b'\\') => protocol.push(*rest.next()?),
            Some(octet) if *octet != b',' => protocol.push(*octet),
            _ => {
                let size = u8::try_from(protocol.len()).ok().filter(|size| *size > 0)?;
                octets.push(size);
                octets.append(&mut protocol);
            }
        }
        if octet.is_none() {
            return Some(octets);
        }
    }
}

/// Whether octets may be the value of a key.
fn is_value_of(key: u16, octets: &[u8]) -> bool {
    match key {
        MANDATORY => {
            let (keys, rest) = octets.as_chunks::<2>();
            !keys.is_empty() && rest.is_empty() && keys.windows(2).all(|pair| pair[0] < pair[1])
        }
        ALPN => {
            let (mut octets, mut all_fit) = (Octets::new(octets), !octets.is_empty());
            while octets.left() > 0 && all_fit {
                let size = octets.u8().unwrap_or_default();
                all_fit = size > 0 && octets.take(usize::from(size)).is_ok();
            }
            all_fit
        }
        NO_DEFAULT_ALPN => octets.is_empty(),
        PORT => octets.len() == 2,
        IPV4_HINT => !octets.is_empty() && octets.len().is_multiple_of(4),
        IPV6_HINT => !octets.is_empty() && octets.len().is_multiple_of(16),
        DOH_PATH => is_doh_path(octets),
        _ => true,
    }
}

/// What the parameters, in the order of their keys, lack: keys that are said to be mandatory, and `alpn` beside
/// `no-default-alpn`.
fn inconsistency(parameters: &[Parameter]) -> Option<(Word, String)> {
    let find = |key: u16| parameters.iter().find(|parameter| parameter.0 == key);
    if let Some((_, keys, word)) = find(MANDATORY) {
        for key in keys.as_chunks::<2>().0 {
            let key = u16::from_be_bytes(*key);
            if key == MANDATORY {
                return Some((*word, "the parameter `mandatory` is never mandatory itself".into()));
            }
            if find(key).is_none() {
                return Some((
                    *word,
                    format!("the parameter `{}` is mandatory and not given", key_name(key)),
                ));
            }
        }
    }
    match (find(NO_DEFAULT_ALPN), find(ALPN)) {
        (Some((_, _, word)), None) => {
            Some((*word, "the parameter `no-default-alpn` needs the parameter `alpn`".into()))
        }
        _ => None,
    }
}

fn check(octets: &mut Octets<'_>) -> Result<(), Bad> {
    let (mut parameters, mut next) = (Vec::new(), 0);
    while octets.left() > 0 {
        let (key, size) = (octets.u16()?, octets.u16()?);
        let value = octets.take(usize::from(size))?;
        if u32::from(key) < next {
            return Err("the parameters are out of order");
        }
        next = u32::from(key) + 1;
        if !is_value_of(key, value) {
            return Err("a parameter has a value that it cannot have");
        }
        let nowhere = Word { start: 0, end: 0, quoted: false, escaped: false };
        parameters.push((key, value.to_vec(), nowhere));
    }
    match inconsistency(&parameters) {
        Some(_) => Err("a parameter is missing that another one needs"),
        None => Ok(()),
    }
}

fn write(octets: &mut Octets<'_>, writer: &mut Writer<'_>) -> Result<(), Bad> {
    let mut blank = "";
    while octets.left() > 0 {
        let (key, size) = (octets.u16()?, octets.u16()?);
        let value = octets.take(usize::from(size))?;
        writer.push(format_args!("{blank}{}", key_name(key)));
        blank = " ";
        if !value.is_empty() {
            writer.text.push('=');
            write_value(key, value, writer)?;
        }
    }
    Ok(())
}

fn write_value(key: u16, value: &[u8], writer: &mut Writer<'_>) -> Result<(), Bad> {
    let mut octets = Octets::new(value);
    let list = |parts: Vec<String>| parts.join(",");
    match key {
        MANDATORY => {
            let keys = value.as_chunks::<2>().0.iter().map(|key| key_name(u16::from_be_bytes(*key)));
            writer.text.push_str(&list(keys.collect()));
        }
        ALPN => {
            writer.text.push('"');
            let mut comma = "";
            while octets.left() > 0 {
                let size = octets.u8()?;
                writer.text.push_str(comma);
                write_protocol(octets.take(usize::from(size))?, writer);
                comma = ",";
            }
            writer.text.push('"');
        }
        PORT => writer.push(octets.u16()?),
        IPV4_HINT => writer.text.push_str(&list(value.chunks(4).map(address).collect())),
        IPV6_HINT => writer.text.push_str(&list(value.chunks(16).map(address).collect())),
        ECH => base64(value, usize::MAX, &mut writer.text),
        _ => quote(value, writer),
    }
    Ok(())
}

/// Writes one protocol of a list, its commas and backslashes escaped twice.
fn write_protocol(protocol: &[u8], writer: &mut Writer<'_>) {
    for octet in protocol {
        match octet {
            b'"' => writer.text.push_str("\\\""),
            b',' => writer.text.push_str("\\\\,"),
            b'\\' => writer.text.push_str("\\\\\\\\"),
            b'!'..=b'~' => writer.text.push(char::from(*octet)),
            _ => writer.push(format_args!("\\{octet:03}")),
        }
    }
}
