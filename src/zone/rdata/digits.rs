//! Fields that are octets in hexadecimal, base64 or base32 digits, up to the end of the rdata.

use crate::base::printable::octets_in_words;
use crate::syntax::Word;
use crate::zone::rdata::fields::BadField;
use crate::zone::rdata::kind::{Kind, Octets, Reader, Writer, fault};

/// One octet or more in hexadecimal digits.
pub const HEXADECIMAL: Kind = Kind {
    read: |reader| read_hexadecimal(reader, Size::Least(1)),
    check: |octets| octets.at_least(1).map(drop),
    write: write_hexadecimal,
};

/// A digest whose size the digest type before it decides (RFC 4034 section 5.1).
pub const DIGEST: Kind = Kind {
    read: |reader| read_hexadecimal(reader, digest_size(last(reader))),
    check: |octets| check_size(octets, digest_size(octets.before())),
    write: write_hexadecimal,
};

/// A fingerprint whose size the type before it decides (RFC 4255 section 3.1).
pub const FINGERPRINT: Kind = Kind {
    read: |reader| read_hexadecimal(reader, fingerprint_size(last(reader))),
    check: |octets| check_size(octets, fingerprint_size(octets.before())),
    write: write_hexadecimal,
};

/// The digest of a zone, whose size the algorithm before it decides (RFC 8976 section 2.2).
pub const ZONE_DIGEST: Kind = Kind {
    read: |reader| read_hexadecimal(reader, zone_digest_size(last(reader))),
    check: |octets| check_size(octets, zone_digest_size(octets.before())),
    write: write_hexadecimal,
};

/// One octet or more in base64 digits.
pub const BASE64: Kind = Kind {
    read: |reader| read_base64(reader, 1),
    check: |octets| octets.at_least(1).map(drop),
    write: write_base64,
};

/// Any number of octets in base64 digits.
pub const BASE64_OR_NONE: Kind = Kind {
    read: |reader| read_base64(reader, 0),
    check: |octets| octets.at_least(0).map(drop),
    write: write_base64,
};

/// Octets in base64 digits, or `-` for none: the data of a DOA record.
pub const BASE64_OR_DASH: Kind = Kind {
    read: |reader| match reader.peek() {
        Some(word) if !word.quoted && reader.text(word) == b"-" => reader.plain().map(drop),
        _ => read_base64(reader, 1),
    },
    check: |octets| octets.at_least(0).map(drop),
    write: |octets, writer| {
        // BIND breaks no lines here.
        match octets.rest() {
            [] => writer.text.push('-'),
            data => base64(data, usize::MAX, &mut writer.text),
        }
        Ok(())
    },
};

/// How many octets a field has.
#[derive(Debug, Clone, Copy)]
enum Size {
    Least(usize),
    Is(usize),
}

/// The last octet that was read.
fn last(reader: &Reader<'_>) -> u8 {
    reader.octets.last().copied().unwrap_or_default()
}

fn digest_size(digest_type: u8) -> Size {
    match digest_type {
        1 => Size::Is(20),
        2 => Size::Is(32),
        4 => Size::Is(48),
        _ => Size::Least(1),
    }
}

fn fingerprint_size(fingerprint_type: u8) -> Size {
    match fingerprint_type {
        1 => Size::Is(20),
        2 => Size::Is(32),
        _ => Size::Least(0),
    }
}

fn zone_digest_size(algorithm: u8) -> Size {
    match algorithm {
        1 => Size::Is(48),
        2 => Size::Is(64),
        _ => Size::Least(12),
    }
}

fn check_size(octets: &mut Octets<'_>, size: Size) -> Result<(), &'static str> {
    match size {
        Size::Least(least) => octets.at_least(least).map(drop),
        Size::Is(size) => octets.take(size).map(drop),
    }
}

fn read_hexadecimal(reader: &mut Reader<'_>, size: Size) -> Result<(), BadField> {
    let before = reader.octets.len();
    if matches!(size, Size::Is(_) | Size::Least(1..)) && reader.peek().is_none() {
        return reader.any().map(drop);
    }
    let (mut high, mut last) = (None, None);
    while reader.peek().is_some() {
        let (word, text) = reader.plain()?;
        for digit in text {
            let Some(value) = char::from(*digit).to_digit(16) else {
                return Err(reader.no(word, "made of hexadecimal digits"));
            };
            match high.take() {
                None => high = Some(value),
                Some(high) => reader.octets.push((high << 4 | value) as u8),
            }
        }
        last = Some(word);
    }
    let read = reader.octets.len() - before;
    let wrong = match (high, size) {
        (Some(_), _) => Some("has an odd number of digits".to_owned()),
        (None, Size::Is(size)) if read != size => Some(format!("has {}, not {size}", octets_in_words(read))),
        (None, Size::Least(least)) if read < least => {
            Some(format!("has {}: it has {least} at least", octets_in_words(read)))
        }
        _ => None,
    };
    match (wrong, last) {
        (Some(wrong), Some(last)) => Err(fault(last, format!("the {} {wrong}", reader.what))),
        _ => Ok(()),
    }
}

/// The octets that hexadecimal digits mean; `None` if they are not pairs of digits.
pub fn hexadecimal(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |octet: u8| char::from(octet).to_digit(16);
    text.chunks(2).map(|pair| Some((digit(pair[0])? << 4 | digit(*pair.get(1)?)?) as u8)).collect()
}

/// How many digits BIND writes before a blank.
const LINE: usize = 56;

fn write_hexadecimal(octets: &mut Octets<'_>, writer: &mut Writer<'_>) -> Result<(), &'static str> {
    writer.text.push_str(&hexadecimal_text(octets.rest()));
    Ok(())
}

/// Hexadecimal digits as BIND writes them, with a blank behind each 56.
pub fn hexadecimal_text(octets: &[u8]) -> String {
    let mut text = String::with_capacity(2 * octets.len());
    for (number, line) in octets.chunks(LINE / 2).enumerate() {
        if number > 0 {
            text.push(' ');
        }
        for octet in line {
            for digit in [octet >> 4, octet & 15] {
                text.push(char::from(b"0123456789ABCDEF"[usize::from(digit)]));
            }
        }
    }
    text
}

/// What base64 digits have decoded to so far. As strict as BIND: whole groups of four, no bits left over, nothing
/// behind the padding.
#[derive(Debug, Default)]
struct Decoder {
    group: [u8; 4],
    count: usize,
    ended: bool,
}

/// The value of `=` among the digits.
const PADDING: u8 = 64;

impl Decoder {
    /// Takes a digit; appends the octets of a group that is complete. `None` if the digit cannot stand here.
    fn take(&mut self, digit: u8, octets: &mut Vec<u8>) -> Option<()> {
        let value = match digit {
            _ if self.ended => return None,
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => PADDING,
            _ => return None,
        };
        self.group[self.count] = value;
        self.count += 1;
        if self.count < 4 {
            return Some(());
        }
        self.count = 0;
        let [a, b, c, d] = self.group;
        let size = match (c, d) {
            _ if a == PADDING || b == PADDING => return None,
            (PADDING, PADDING) if b & 0xf == 0 => 1,
            (PADDING, _) => return None,
            (_, PADDING) if c & 0x3 == 0 => 2,
            (_, PADDING) => return None,
            _ => 3,
        };
        self.ended = size < 3;
        let (c, d) = (c & 63, d & 63);
        octets.extend_from_slice(&[a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d][..size]);
        Some(())
    }
}

fn read_base64(reader: &mut Reader<'_>, least: usize) -> Result<(), BadField> {
    if least > 0 && reader.peek().is_none() {
        return reader.any().map(drop);
    }
    let (mut decoder, mut last) = (Decoder::default(), None);
    while reader.peek().is_some() {
        let (word, text) = reader.plain()?;
        decode(reader, &mut decoder, word, text)?;
        last = Some(word);
    }
    match last {
        Some(last) if decoder.count != 0 => Err(unfinished(reader, last)),
        _ => Ok(()),
    }
}

fn decode(reader: &mut Reader<'_>, decoder: &mut Decoder, word: Word, text: &[u8]) -> Result<(), BadField> {
    for digit in text {
        if decoder.take(*digit, &mut reader.octets).is_none() {
            return Err(reader.no(word, "base64"));
        }
    }
    Ok(())
}

fn unfinished(reader: &Reader<'_>, word: Word) -> BadField {
    let message = format!("the {} is not base64: its last group has fewer than four digits", reader.what);
    fault(word, message)
}

/// Reads base64 of one word.
pub fn read_base64_word(reader: &mut Reader<'_>) -> Result<(), BadField> {
    let (word, text) = reader.plain()?;
    let mut decoder = Decoder::default();
    decode(reader, &mut decoder, word, text)?;
    if decoder.count != 0 { Err(unfinished(reader, word)) } else { Ok(()) }
}

/// The octets that base64 digits mean, with blanks between them or not; `None` if that is not base64.
pub fn base64_octets(text: &[u8]) -> Option<Vec<u8>> {
    let (mut decoder, mut octets) = (Decoder::default(), Vec::new());
    for digit in text.iter().filter(|octet| !matches!(octet, b' ' | b'\t' | b'\n' | b'\r')) {
        decoder.take(*digit, &mut octets)?;
    }
    (decoder.count == 0).then_some(octets)
}

fn write_base64(octets: &mut Octets<'_>, writer: &mut Writer<'_>) -> Result<(), &'static str> {
    base64(octets.rest(), LINE / 4 * 3, &mut writer.text);
    Ok(())
}

/// Appends base64 digits as BIND writes them, with a blank behind each `line` octets.
pub fn base64(octets: &[u8], line: usize, text: &mut String) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (number, line) in octets.chunks(line).enumerate() {
        if number > 0 {
            text.push(' ');
        }
        for group in line.chunks(3) {
            let [a, b, c] = [0, 1, 2].map(|at| group.get(at).copied().unwrap_or_default());
            let values = [a >> 2, (a << 4 | b >> 4) & 63, (b << 2 | c >> 6) & 63, c & 63];
            for (at, value) in values.into_iter().enumerate() {
                text.push(if at <= group.len() { char::from(DIGITS[usize::from(value)]) } else { '=' });
            }
        }
    }
}

const BASE32: &[u8; 32] = b"0123456789ABCDEFGHIJKLMNOPQRSTUV";

/// The octets that digits of base32 without padding mean (RFC 5155 section 3.3); `None` if they are none.
pub fn base32_octets(text: &[u8]) -> Option<Vec<u8>> {
    let (mut octets, mut bits, mut count) = (Vec::new(), 0u16, 0);
    for digit in text {
        let value = BASE32.iter().position(|known| *known == digit.to_ascii_uppercase())?;
        bits = bits << 5 | value as u16;
        count += 5;
        if count >= 8 {
            count -= 8;
            octets.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    // What is left are bits that are 0, of a digit that was needed.
    (count < 5 && bits == 0).then_some(octets)
}

/// Digits of base32 without padding, as BIND writes them.
pub fn base32_text(octets: &[u8]) -> String {
    let (mut text, mut bits, mut count) = (String::new(), 0u16, 0);
    let mut digit = |bits: u16| text.push(char::from(BASE32[usize::from(bits & 31)]));
    for octet in octets {
        bits = bits << 8 | u16::from(*octet);
        count += 8;
        while count >= 5 {
            count -= 5;
            digit(bits >> count);
        }
        bits &= (1 << count) - 1;
    }
    if count > 0 {
        digit(bits << (5 - count));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_as_strict_as_bind() {
        for (text, octets) in [
            ("", Some(&b""[..])),
            ("QQ==", Some(b"A")),
            ("QUI=", Some(b"AB")),
            ("QU JD", Some(b"ABC")),
            ("QUJDRA==", Some(b"ABCD")),
            ("QR==", None),
            ("QUJ=", None),
            ("QUJ", None),
            ("Q===", None),
            ("QQ==QQ==", None),
            ("QQ=Q", None),
            ("Q-_=", None),
        ] {
            assert_eq!(base64_octets(text.as_bytes()).as_deref(), octets, "{text}");
        }
    }

    #[test]
    fn digits_come_back_as_the_octets_that_they_mean() {
        let octets: Vec<u8> = (0..=255).rev().collect();
        for size in 0..octets.len() {
            let (octets, mut text) = (&octets[..size], String::new());
            base64(octets, 42, &mut text);
            assert_eq!(base64_octets(text.as_bytes()).as_deref(), Some(octets));
            assert_eq!(base32_octets(base32_text(octets).as_bytes()).as_deref(), Some(octets));
            assert_eq!(
                hexadecimal(hexadecimal_text(octets).replace(' ', "").as_bytes()).as_deref(),
                Some(octets)
            );
        }
    }

    #[test]
    fn base32_with_bits_left_over() {
        for text in ["0", "01", "000", "00001", "000001", "0G=", "W0"] {
            assert_eq!(base32_octets(text.as_bytes()), None, "{text}");
        }
    }
}
