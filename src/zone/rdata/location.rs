//! The fields of a LOC record (RFC 1876): where on Earth a host is.

use crate::syntax::Word;
use crate::syntax::c_number::c_number;
use crate::zone::rdata::fields::BadField;
use crate::zone::rdata::kind::{Bad, Kind, Octets, Reader, fault};

/// A whole location: its version, sizes, latitude, longitude and altitude.
pub const LOCATION: Kind = Kind { read, check, write };

/// What stands for the equator and for Greenwich.
const ZERO: u32 = 0x8000_0000;
/// How many centimetres below sea level altitudes begin.
const LOWEST: u64 = 10_000_000;

fn read(reader: &mut Reader<'_>) -> Result<(), BadField> {
    let latitude = coordinate(reader, "latitude", *b"NS", 90)?;
    let longitude = coordinate(reader, "longitude", *b"EW", 180)?;
    reader.what = "altitude";
    let altitude = altitude(reader)?;
    // 1 m, 10000 m and 10 m stand for what is left out.
    let mut sizes = [0x12, 0x16, 0x13];
    for (size, what) in sizes.iter_mut().zip(["size", "horizontal precision", "vertical precision"]) {
        reader.what = what;
        if reader.peek().is_none() {
            break;
        }
        let (word, text) = reader.plain()?;
        *size = precision(text).ok_or_else(|| reader.no(word, "a number of metres up to 90000000"))?;
    }
    reader.octets.push(0);
    reader.octets.extend_from_slice(&sizes);
    for number in [latitude, longitude, altitude] {
        reader.octets.extend_from_slice(&number.to_be_bytes());
    }
    Ok(())
}

/// Reads `degrees [minutes [seconds]] direction`.
fn coordinate(
    reader: &mut Reader<'_>,
    what: &'static str,
    [positive, negative]: [u8; 2],
    most: u32,
) -> Result<u32, BadField> {
    reader.what = what;
    let first = reader.peek();
    let degrees = reader.number(most)?;
    let (mut minutes, mut milliseconds) = (0, 0);
    let mut direction = take_direction(reader, positive, negative)?;
    if direction.is_none() {
        minutes = reader.number(59)?;
        direction = take_direction(reader, positive, negative)?;
    }
    if direction.is_none() {
        let (word, text) = reader.plain()?;
        let seconds = decimals(text, 59, 3, b'\0').ok_or_else(|| reader.no(word, "a number of seconds"))?;
        milliseconds = seconds as u32;
        direction = take_direction(reader, positive, negative)?;
    }
    if degrees == most && (minutes, milliseconds) != (0, 0) {
        let word = first.unwrap_or_else(|| reader.all());
        return Err(fault(word, format!("the {what} is beyond {most} degrees")));
    }
    let distance = (degrees * 3600 + minutes * 60) * 1000 + milliseconds;
    match direction {
        Some(true) => Ok(ZERO + distance),
        Some(false) => Ok(ZERO - distance),
        None => {
            let (word, _) = reader.plain()?;
            let (positive, negative) = (char::from(positive), char::from(negative));
            Err(reader.no(word, &format!("followed by `{positive}` or `{negative}`")))
        }
    }
}

/// Takes the word for a direction, if one comes: whether it is the positive one.
fn take_direction(reader: &mut Reader<'_>, positive: u8, negative: u8) -> Result<Option<bool>, BadField> {
    let direction = match reader.peek() {
        Some(word) if !word.quoted && reader.text(word) == [positive] => Some(true),
        Some(word) if !word.quoted && reader.text(word) == [negative] => Some(false),
        _ => None,
    };
    if direction.is_some() {
        reader.any()?;
    }
    Ok(direction)
}

fn altitude(reader: &mut Reader<'_>) -> Result<u32, BadField> {
    let (word, text) = reader.plain()?;
    let wrong = |reader: &Reader<'_>, word: Word| reader.no(word, "-100000.00 to 42849672.95 metres");
    let centimetres = match text.strip_prefix(b"-") {
        Some(depth) => decimals(depth, 100_000, 2, b'm').and_then(|depth| LOWEST.checked_sub(depth)),
        None => decimals(text, 42_849_672, 2, b'm').map(|height| LOWEST + height),
    };
    centimetres.and_then(|altitude| u32::try_from(altitude).ok()).ok_or_else(|| wrong(reader, word))
}

/// Reads `number[.decimals][unit]` as BIND does; the value is as many times larger as there are places.
fn decimals(text: &[u8], most: u64, places: usize, unit: u8) -> Option<u64> {
    let number = c_number(text);
    if number.unsigned > most || !matches!(number.rest, [] | [b'.', ..]) && number.rest[0] != unit {
        return None;
    }
    let (mut value, mut rest) = (number.unsigned, number.rest);
    let mut has_digits = rest.len() < text.len();
    let mut left = places;
    if let Some(behind) = rest.strip_prefix(b".") {
        rest = behind;
        while let [octet, behind @ ..] = rest
            && *octet != unit
            && left > 0
        {
            value = value * 10 + u64::from(octet.is_ascii_digit().then(|| octet - b'0')?);
            (has_digits, rest, left) = (true, behind, left - 1);
        }
    }
    value *= 10u64.pow(left as u32);
    let rest = rest.strip_prefix(&[unit]).unwrap_or(rest);
    (has_digits && rest.is_empty()).then_some(value)
}

/// A size in metres as one digit and a power of ten, in centimetres.
fn precision(text: &[u8]) -> Option<u8> {
    let centimetres = decimals(text, 90_000_000, 2, b'm')?;
    // Of sizes from a metre on, BIND does not read the decimals.
    let (metres, below) = (centimetres / 100, centimetres % 100);
    let (digit, power) = match metres {
        0 if below >= 10 => (below / 10, 1),
        0 => (below, 0),
        _ => {
            let power = metres.ilog10().min(7);
            (metres / 10u64.pow(power), power + 2)
        }
    };
    Some((digit << 4) as u8 + power as u8)
}

fn check(octets: &mut Octets<'_>) -> Result<(), Bad> {
    if octets.u8()? != 0 {
        // Another version, of which nothing is known.
        octets.rest();
        return Ok(());
    }
    for size in octets.take(3)? {
        if *size != 0 && (size & 15 > 9 || size >> 4 > 9 || size >> 4 == 0) {
            return Err("a size is not a digit and a power of ten");
        }
    }
    for most in [90, 180] {
        if octets.u32()?.abs_diff(ZERO) > most * 3_600_000 {
            return Err("a coordinate is not on Earth");
        }
    }
    octets.u32().map(drop)
}

fn write(octets: &mut Octets<'_>, writer: &mut crate::zone::rdata::kind::Writer<'_>) -> Result<(), Bad> {
    if octets.u8()? != 0 {
        return Err("the version is unknown");
    }
    let sizes = octets.take(3)?;
    for (positive, negative) in [('N', 'S'), ('E', 'W')] {
        let coordinate = octets.u32()?;
        let distance = coordinate.abs_diff(ZERO);
        let (seconds, rest) = (distance / 1000, distance % 1000);
        let direction = if coordinate >= ZERO { positive } else { negative };
        let (degrees, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        writer.push(format_args!("{degrees} {minutes} {seconds}.{rest:03} {direction} "));
    }
    let altitude = u64::from(octets.u32()?);
    let minus = if altitude < LOWEST { "-" } else { "" };
    let altitude = altitude.abs_diff(LOWEST);
    writer.push(format_args!("{minus}{}.{:02}m", altitude / 100, altitude % 100));
    for size in sizes {
        let (digit, power) = (u64::from(size >> 4), u32::from(size & 15));
        match power.checked_sub(2) {
            Some(power) => writer.push(format_args!(" {}m", digit * 10u64.pow(power))),
            None => writer.push(format_args!(" 0.{:02}m", digit * 10u64.pow(power))),
        }
    }
    Ok(())
}
