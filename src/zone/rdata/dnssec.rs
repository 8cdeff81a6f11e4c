//! Fields of DNSSEC: times, public keys, type bitmaps, the salt and the hash of NSEC3.

use crate::base::printable::octets_in_words;
use crate::syntax::c_number::c_number;
use crate::syntax::record_type::record_type;
use crate::zone::rdata::digits::{BASE64, base32_octets, base32_text, hexadecimal};
use crate::zone::rdata::fields::BadField;
use crate::zone::rdata::kind::{Bad, Kind, Octets, Reader, fault};
use crate::zone::rdata::mnemonic::{ALGORITHM, KEY_FLAGS, PROTOCOL, known_type, type_text};
use crate::zone::rdata::number::NAME;

/// A time as 14 digits (RFC 4034 section 3.2).
pub const TIME: Kind = Kind {
    read: |reader| {
        let (word, text) = reader.plain()?;
        let time = seconds_of_date(text).ok_or_else(|| reader.no(word, "a date: `YYYYMMDDhhmmss`"))?;
        reader.octets.extend_from_slice(&time.to_be_bytes());
        Ok(())
    },
    check: |octets| octets.u32().map(drop),
    write: |octets, writer| {
        let date = date(octets.u32()?);
        writer.text.push_str(&date);
        Ok(())
    },
};

/// A time as 14 digits or as the number of its seconds since 1970.
pub const TIME_OR_SECONDS: Kind = Kind {
    read: |reader| {
        let Some(word) = reader.peek() else { return reader.any().map(drop) };
        let text = reader.text(word);
        if word.quoted || text.len() > 10 || matches!(text[0], b'-' | b'+') {
            return (TIME.read)(reader);
        }
        let number = c_number(text);
        let seconds = u32::try_from(number.unsigned).ok().filter(|_| number.rest.is_empty());
        let seconds = seconds.ok_or_else(|| reader.no(word, "a date or a number of seconds"))?;
        reader.octets.extend_from_slice(&seconds.to_be_bytes());
        reader.any().map(drop)
    },
    ..TIME
};

/// Days from the beginning of the year to that of each month, in a year that is not a leap year.
const DAYS: [i64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

fn is_leap(year: i64) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

fn days_of_month(year: i64, month: usize) -> i64 {
    DAYS[month] + i64::from(month == 1 && is_leap(year))
}

/// Days from 1970 to the beginning of `year`.
fn days_to_year(year: i64) -> i64 {
    // Leap years before `year`, of all since the year 0.
    let leaps = |year: i64| {
        let before = year - 1;
        before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400)
    };
    365 * (year - 1970) + leaps(year) - leaps(1970)
}

/// The seconds since 1970 of a date, as many of their bits as there is room for.
fn seconds_of_date(text: &[u8]) -> Option<u32> {
    if text.len() != 14 || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = |from: usize, to: usize| {
        text[from..to].iter().fold(0, |value, digit| value * 10 + i64::from(digit - b'0'))
    };
    let (year, month, day) = (number(0, 4), number(4, 6), number(6, 8));
    let (hour, minute, second) = (number(8, 10), number(10, 12), number(12, 14));
    let month = usize::try_from(month).ok()?.checked_sub(1).filter(|month| *month < 12)?;
    // Second 60 is a leap second.
    if !(1..=days_of_month(year, month)).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let days = days_to_year(year) + (0..month).map(|month| days_of_month(year, month)).sum::<i64>() + day - 1;
    Some((days * 86400 + hour * 3600 + minute * 60 + second) as u32)
}

/// The date of a number of seconds, which stands for the time nearest to the present (RFC 4034 section 3.1.5). The
/// same text must always give the same date, so the present is 1 January 2026: which times are meant would change
/// only for those of before 1958 or after 2094.
fn date(time: u32) -> String {
    const PRESENT: i64 = 1_767_225_600;
    let distance = time.wrapping_sub(PRESENT as u32) as i32;
    let time = PRESENT + i64::from(distance);
    let (mut days, seconds) = (time.div_euclid(86400), time.rem_euclid(86400));
    let mut year = 1970 + days.div_euclid(365).min(days.div_euclid(366));
    while days_to_year(year + 1) <= days {
        year += 1;
    }
    days -= days_to_year(year);
    let mut month = 0;
    while days >= days_of_month(year, month) {
        days -= days_of_month(year, month);
        month += 1;
    }
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}{:02}{:02}{hour:02}{minute:02}{second:02}", month + 1, days + 1)
}

/// The public key of a DNSKEY record.
pub const PUBLIC_KEY: Kind = Kind {
    check: |octets| {
        if octets.left() > 0 && octets.before() == PRIVATE_DNS {
            octets.name()?;
            octets.rest();
            return Ok(());
        }
        octets.at_least(1).map(drop)
    },
    ..BASE64
};

/// The algorithm whose key begins with a name (RFC 4034 appendix A.1.1).
const PRIVATE_DNS: u8 = 253;

/// The public key of a KEY record: there is none if the flags say so (RFC 2535 section 3.1.2).
pub const PUBLIC_KEY_OR_NONE: Kind = Kind {
    read: |reader| if has_no_key(&reader.octets) { Ok(()) } else { (PUBLIC_KEY.read)(reader) },
    check: |octets| if has_no_key(octets.whole()) { Ok(()) } else { (PUBLIC_KEY.check)(octets) },
    write: |octets, writer| {
        if has_no_key(octets.whole()) { Ok(()) } else { (PUBLIC_KEY.write)(octets, writer) }
    },
};

fn has_no_key(octets: &[u8]) -> bool {
    octets.first().is_some_and(|flags| flags & 0xc0 == 0xc0)
}

/// A whole KEYDATA record, a type of BIND's own that it reads, never checks, and writes as `\# …`.
pub const KEY_DATA: Kind = Kind {
    read: |reader| {
        const FIELDS: [(&str, Kind); 6] = [
            ("refresh time", TIME),
            ("add time", TIME),
            ("removal time", TIME),
            ("flags", KEY_FLAGS),
            ("protocol", PROTOCOL),
            ("algorithm", ALGORITHM),
        ];
        for (what, kind) in FIELDS {
            reader.what = what;
            (kind.read)(reader)?;
        }
        reader.what = "public key";
        let key = &reader.octets[12..];
        if *key == [0; 4] || has_no_key(key) { Ok(()) } else { (BASE64.read)(reader) }
    },
    check: |octets| {
        octets.rest();
        Ok(())
    },
    write: |_, _| Err("BIND writes it as octets"),
};

/// The name of the signer, which may not have more labels than the owner (RFC 4034 section 3.1.7).
pub const SIGNER: Kind = Kind {
    read: |reader| {
        let (word, before) = (reader.peek(), reader.octets.len());
        reader.name(false)?;
        let labels = Octets::new(&reader.octets[before..]).name().map_or(0, |name| name.iter().count());
        match word {
            Some(word) if labels > usize::from(reader.octets[LABELS]) => {
                Err(fault(word, "the signer has more labels than the owner is said to have".into()))
            }
            _ => Ok(()),
        }
    },
    check: |octets| {
        let labels = usize::from(octets.whole()[LABELS]);
        let more = octets.name()?.iter().count() > labels;
        if more { Err("the signer has more labels than the owner is said to have") } else { Ok(()) }
    },
    ..NAME
};

/// Where in RRSIG rdata the number of labels stands.
const LABELS: usize = 3;

/// The types at a name, one or more (RFC 4034 section 4.1.2).
pub const TYPES: Kind = Kind {
    read: |reader| {
        if reader.peek().is_none() {
            return reader.any().map(drop);
        }
        read_types(reader)
    },
    check: |octets| {
        if octets.left() == 0 {
            return Err("there are no types");
        }
        check_types(octets)
    },
    write: |octets, writer| {
        let mut blank = "";
        while octets.left() > 0 {
            let (window, size) = (u16::from(octets.u8()?), octets.u8()?);
            for number in types_in(window << 8, octets.take(usize::from(size))?) {
                writer.push(format_args!("{blank}{}", type_text(number)));
                blank = " ";
            }
        }
        Ok(())
    },
};

/// The types at a name, also none.
pub const TYPES_OR_NONE: Kind = Kind { read: read_types, check: check_types, ..TYPES };

/// The numbers of the bits that are set, counted from `first`.
fn types_in(first: u16, bits: &[u8]) -> impl Iterator<Item = u16> + '_ {
    let numbers = (first..=u16::MAX).take(8 * bits.len()).enumerate();
    numbers.filter(|(at, _)| bits[at / 8] & (0x80 >> (at % 8)) != 0).map(|(_, number)| number)
}

fn read_types(reader: &mut Reader<'_>) -> Result<(), BadField> {
    let mut types = Vec::new();
    while reader.peek().is_some() {
        let (word, text) = reader.plain()?;
        types.push(u16::from(record_type(text).ok_or_else(|| reader.no(word, "a record type"))?));
    }
    types.sort_unstable();
    for window in types.chunk_by(|one, other| one >> 8 == other >> 8) {
        let mut bits = [0u8; 32];
        for number in window {
            bits[usize::from(number & 0xff) / 8] |= 0x80 >> (number % 8);
        }
        let size = usize::from(window[window.len() - 1] & 0xff) / 8 + 1;
        reader.octets.extend_from_slice(&[(window[0] >> 8) as u8, size as u8]);
        reader.octets.extend_from_slice(&bits[..size]);
    }
    Ok(())
}

fn check_types(octets: &mut Octets<'_>) -> Result<(), Bad> {
    let mut next = 0;
    while octets.left() > 0 {
        let (window, size) = (u16::from(octets.u8()?), octets.u8()?);
        if window < next {
            return Err("the windows of its types are out of order");
        }
        next = window + 1;
        if !(1..=32).contains(&size) || octets.take(usize::from(size))?.last() == Some(&0) {
            return Err("a window of its types has the wrong size");
        }
    }
    Ok(())
}

/// The types of an NXT record: one bitmap, of types up to 127 (RFC 2535 section 5.2).
pub const OLD_TYPES: Kind = Kind {
    read: |reader| {
        let (mut bits, mut size) = ([0u8; 16], 0);
        while reader.peek().is_some() {
            let (word, text) = reader.plain()?;
            let number = c_number(text);
            let is_number = number.rest.is_empty();
            let rtype = if is_number { Some(number.signed as u16) } else { record_type(text).map(u16::from) };
            let rtype = rtype.ok_or_else(|| reader.no(word, "a record type"))?;
            if !(1..=127).contains(&rtype) {
                return Err(reader.no(word, "a type of 1 to 127"));
            }
            bits[usize::from(rtype / 8)] |= 0x80 >> (rtype % 8);
            size = size.max(usize::from(rtype / 8) + 1);
        }
        reader.octets.extend_from_slice(&bits[..size]);
        Ok(())
    },
    check: |octets| match octets.rest() {
        [first, ..] if first & 0x80 != 0 => Err("type 0 is among its types"),
        bits if bits.len() > 16 || bits.last() == Some(&0) => Err("its types have the wrong size"),
        _ => Ok(()),
    },
    write: |octets, writer| {
        let mut blank = "";
        for number in types_in(0, octets.rest()) {
            let name = known_type(number).unwrap_or_else(|| number.to_string());
            writer.push(format_args!("{blank}{name}"));
            blank = " ";
        }
        Ok(())
    },
};

/// The salt of NSEC3 in hexadecimal digits, or `-` (RFC 5155 section 3.3).
pub const SALT: Kind = Kind {
    read: |reader| {
        let (word, text) = reader.plain()?;
        let salt = if text == b"-" { Some(Vec::new()) } else { hexadecimal(text) };
        let salt = salt.filter(|salt| salt.len() <= 255);
        let salt = salt.ok_or_else(|| reader.no(word, "`-` or up to 255 pairs of hexadecimal digits"))?;
        reader.octets.push(salt.len() as u8);
        reader.octets.extend_from_slice(&salt);
        Ok(())
    },
    check: |octets| {
        let size = octets.u8()?;
        octets.take(usize::from(size)).map(drop)
    },
    write: |octets, writer| {
        let size = octets.u8()?;
        match octets.take(usize::from(size))? {
            [] => writer.text.push('-'),
            salt => salt.iter().for_each(|octet| writer.push(format_args!("{octet:02X}"))),
        }
        Ok(())
    },
};

/// The hash of the next owner in digits of base32 (RFC 5155 section 3.3).
pub const NEXT_HASH: Kind = Kind {
    read: |reader| {
        let (word, text) = reader.plain()?;
        let hash = base32_octets(text).ok_or_else(|| reader.no(word, "base32"))?;
        if !fits(hash.len(), reader.octets[0]) {
            let message = format!("the {} has {}: SHA-1 has 20", reader.what, octets_in_words(hash.len()));
            return Err(fault(word, message));
        }
        reader.octets.push(hash.len() as u8);
        reader.octets.extend_from_slice(&hash);
        Ok(())
    },
    check: |octets| {
        let size = usize::from(octets.u8()?);
        if !fits(size, octets.whole()[0]) {
            return Err("the hash has the wrong size");
        }
        octets.take(size).map(drop)
    },
    write: |octets, writer| {
        let size = octets.u8()?;
        let hash = base32_text(octets.take(usize::from(size))?);
        writer.text.push_str(&hash);
        Ok(())
    },
};

/// Whether a hash may have this size: SHA-1 has 20 octets, and no algorithm more than a label can hold.
fn fits(size: usize, algorithm: u8) -> bool {
    if algorithm == 1 { size == 20 } else { (1..=155).contains(&size) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_seconds() {
        for (text, seconds) in [
            ("19700101000000", 0),
            ("19700101000001", 1),
            ("20000229235960", 951_868_800),
            ("20260101000000", 1_767_225_600),
            ("20380119031408", 0x8000_0000),
        ] {
            assert_eq!(seconds_of_date(text.as_bytes()), Some(seconds), "{text}");
            if !text.ends_with("60") {
                assert_eq!(date(seconds), text);
            }
        }
        // BIND writes what has no place in 32 bits as the date that they stand for.
        assert_eq!(date(seconds_of_date(b"00010101000000").expect("a date")), "20420714010400");
        assert_eq!(date(seconds_of_date(b"99991231235960").expect("a date")), "19691223021216");
        for text in ["20010229000000", "20011301000000", "20010100000000", "20010101240000", "2001010100000"]
        {
            assert_eq!(seconds_of_date(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn every_day_of_a_century_comes_back() {
        for day in -4000..40000i64 {
            let text = date((day * 86400 + 3661) as u32);
            assert_eq!(seconds_of_date(text.as_bytes()), Some((day * 86400 + 3661) as u32), "{text}");
        }
    }
}
