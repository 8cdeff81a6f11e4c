//! Numbers and character strings of rdata: from text and to text. Knows no record.

use crate::syntax::ttl::decimal;

/// Why a text is not a 16-bit number.
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

/// The octets of a character string, escapes resolved; `None` for a bad one.
pub(super) fn unescape(text: &[u8]) -> Option<Vec<u8>> {
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
pub(super) fn quoted(octets: &[u8]) -> String {
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
