//! The text of a TTL to seconds, as BIND's `lib/dns/ttl.c` reads it. Knows no record.

/// Why a text is not a TTL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoTtl {
    /// It is not made of numbers and units.
    Syntax,
    /// It is over 2^32 - 1 seconds.
    TooLarge,
}

/// The longest TTL of RFC 2181 section 8, in seconds.
pub const MAX_TTL: u32 = 0x7fff_ffff;

/// Seconds of a TTL such as `3600`, `1h30m` or `1W`.
///
/// A plain number may follow units only while their sum is 0 (`0h30`), as in BIND.
#[inline]
pub fn parse_ttl(text: &[u8]) -> Result<u32, NoTtl> {
    // Most TTLs are a few digits, which cannot be too many seconds.
    if let 1..=9 = text.len() {
        let add = |value, octet: &u8| octet.is_ascii_digit().then(|| value * 10 + u32::from(octet - b'0'));
        if let Some(seconds) = text.iter().try_fold(0, add) {
            return Ok(seconds);
        }
    }
    with_units(text)
}

/// The same of a TTL that may have units.
fn with_units(text: &[u8]) -> Result<u32, NoTtl> {
    if text.is_empty() || text.len() > 63 {
        return Err(NoTtl::Syntax);
    }
    let (mut rest, mut sum) = (text, 0u64);
    while !rest.is_empty() {
        let digits = rest.iter().take_while(|octet| octet.is_ascii_digit()).count();
        let number = decimal(&rest[..digits]).ok_or(NoTtl::Syntax)?;
        let unit = match rest.get(digits).map(u8::to_ascii_lowercase) {
            Some(b'w') => 7 * 24 * 3600,
            Some(b'd') => 24 * 3600,
            Some(b'h') => 3600,
            Some(b'm') => 60,
            Some(b's') => 1,
            None if sum == 0 => 1,
            _ => return Err(NoTtl::Syntax),
        };
        sum += u64::from(number) * unit;
        rest = rest.get(digits + 1..).unwrap_or_default();
    }
    u32::try_from(sum).map_err(|_| NoTtl::TooLarge)
}

/// The value of decimal digits alone; `None` for anything else or beyond 32 bits.
pub fn decimal(text: &[u8]) -> Option<u32> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0u32, |value, octet| {
        let digit = octet.is_ascii_digit().then(|| u32::from(octet - b'0'))?;
        value.checked_mul(10)?.checked_add(digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_add_up_as_in_bind() {
        for (text, seconds) in [
            ("0", 0),
            ("3600", 3600),
            ("1h1h", 7200),
            ("30m1h", 5400),
            ("1W2d3H4m5s", 788_645),
            ("0h30", 30),
            ("4294967295", u32::MAX),
            ("0010", 10),
        ] {
            assert_eq!(parse_ttl(text.as_bytes()), Ok(seconds), "{text}");
        }
    }

    #[test]
    fn what_bind_takes_for_no_ttl() {
        for text in ["", "1h30", "1.5h", "h", "-1", "+1", "1x", "4294967296", "1hh", " 1"] {
            assert_eq!(parse_ttl(text.as_bytes()), Err(NoTtl::Syntax), "{text}");
        }
        assert_eq!(parse_ttl(b"10000w"), Err(NoTtl::TooLarge));
    }
}
