//! Numbers as C's library reads them, which BIND asks for some of a zone's numbers.

/// What C's `strtol` and `strtoul` make of the beginning of a text: white space, a sign, digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CNumber<'t> {
    /// The value as `strtol` returns it, at the end of its range if it is beyond.
    pub signed: i64,
    /// The value as `strtoul` returns it, which wraps round where there is a minus sign.
    pub unsigned: u64,
    /// What is behind the digits; the whole text if there are none.
    pub rest: &'t [u8],
}

/// Reads a number as C's library does.
pub fn c_number(text: &[u8]) -> CNumber<'_> {
    let blanks = text.iter().take_while(|octet| matches!(octet, b'\t'..=b'\r' | b' ')).count();
    let (negative, signs) = match text.get(blanks) {
        Some(b'-') => (true, 1),
        Some(b'+') => (false, 1),
        _ => (false, 0),
    };
    let behind = &text[blanks + signs..];
    let digits = behind.iter().take_while(|octet| octet.is_ascii_digit()).count();
    if digits == 0 {
        return CNumber { signed: 0, unsigned: 0, rest: text };
    }
    let value = behind[..digits]
        .iter()
        .try_fold(0u64, |value, octet| value.checked_mul(10)?.checked_add(u64::from(octet - b'0')));
    let magnitude = value.unwrap_or(u64::MAX);
    let signed = match (i64::try_from(magnitude), negative) {
        (Ok(value), true) => -value,
        (Ok(value), false) => value,
        (Err(_), true) => i64::MIN,
        (Err(_), false) => i64::MAX,
    };
    let unsigned = if negative && value.is_some() { magnitude.wrapping_neg() } else { magnitude };
    CNumber { signed, unsigned, rest: &behind[digits..] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_c() {
        for (text, signed, unsigned, rest) in [
            ("12", 12, 12, ""),
            ("+12x", 12, 12, "x"),
            ("-1", -1, u64::MAX, ""),
            ("-0", 0, 0, ""),
            ("\u{b}7", 7, 7, ""),
            ("x", 0, 0, "x"),
            ("+", 0, 0, "+"),
            ("18446744073709551615", i64::MAX, u64::MAX, ""),
            ("-18446744073709551615", i64::MIN, 1, ""),
            ("99999999999999999999", i64::MAX, u64::MAX, ""),
        ] {
            let expected = CNumber { signed, unsigned, rest: rest.as_bytes() };
            assert_eq!(c_number(text.as_bytes()), expected, "{text}");
        }
    }
}
