//! The text that a `$GENERATE` directive stands for, as BIND's `generate` and `genname` (`lib/dns/master.c`)
//! make it. Knows no zone, and no bound on how many lines there are.

use std::ops::RangeInclusive;

/// The numbers that a range such as `1-10/2` means, with the step; `None` where BIND refuses it.
/// As in BIND's `sscanf`, numbers may have a `+`, and what follows the last one does not count.
pub fn parse_range(text: &[u8]) -> Option<(RangeInclusive<u32>, u32)> {
    let (start, rest) = number(text)?;
    let (stop, rest) = number(rest.strip_prefix(b"-")?)?;
    let step = match rest.strip_prefix(b"/") {
        Some(rest) => number(rest)?.0,
        None => 1,
    };
    (start <= stop && step > 0).then_some((start..=stop, step))
}

/// A number of 31 bits and what stands behind it.
fn number(text: &[u8]) -> Option<(u32, &[u8])> {
    let text = text.strip_prefix(b"+").unwrap_or(text);
    let (digits, rest) = text.split_at(text.iter().take_while(|octet| octet.is_ascii_digit()).count());
    let value = crate::syntax::ttl::decimal(digits).filter(|number| *number <= i32::MAX as u32)?;
    Some((value, rest))
}

/// Why a pattern cannot be expanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadPattern {
    /// A modifier that is none: `${…}`.
    Modifier,
    /// The number and its offset leave 31 bits, or its width is 128 or more.
    Range,
}

/// A pattern taken apart, so that it is read once for many numbers.
#[derive(Debug)]
pub struct Pattern<'a> {
    /// Its parts, each with the offset at which it is written.
    parts: Vec<(usize, Part<'a>)>,
    /// How long it is as written.
    length: usize,
}

#[derive(Debug)]
enum Part<'a> {
    Text(&'a [u8]),
    Number { offset: i64, width: u32, mode: u8 },
}

impl<'a> Pattern<'a> {
    /// Reads the left or right side of a `$GENERATE`.
    ///
    /// # Errors
    /// Why BIND refuses it.
    pub fn parse(text: &'a [u8]) -> Result<Self, BadPattern> {
        // In BIND a `$` alone keeps the offset of the `${…}` before it.
        let (mut parts, mut rest, mut kept) = (Vec::new(), text, 0);
        while !rest.is_empty() {
            let plain = rest.iter().position(|octet| matches!(octet, b'$' | b'\\')).unwrap_or(rest.len());
            let (before, behind) = rest.split_at(plain);
            parts.push((text.len() - rest.len(), Part::Text(before)));
            let at = text.len() - behind.len();
            rest = match behind {
                [] => behind,
                [b'\\', ..] => {
                    let pair = behind.len().min(2);
                    parts.push((at, Part::Text(&behind[..pair])));
                    &behind[pair..]
                }
                [b'$', b'$', ..] => {
                    parts.push((at, Part::Text(&behind[..1])));
                    &behind[2..]
                }
                [b'$', b'{', ..] => {
                    let (part, rest) = modifier(&behind[1..])?;
                    if let Part::Number { offset, .. } = part {
                        kept = offset;
                    }
                    parts.push((at, part));
                    rest
                }
                _ => {
                    parts.push((at, Part::Number { offset: kept, width: 0, mode: b'd' }));
                    &behind[1..]
                }
            };
        }
        Ok(Self { parts, length: text.len() })
    }

    /// Appends the text that the pattern means for `number`.
    ///
    /// # Errors
    /// Where BIND refuses that number.
    pub fn expand(&self, number: u32, out: &mut Vec<u8>) -> Result<(), BadPattern> {
        self.parts.iter().try_for_each(|(_, part)| part.expand(number, out))
    }

    /// Where the octets from `from` to `to` of the text for `number` are written; `None` if some of them are counted, not written.
    pub fn written_at(&self, number: u32, from: usize, to: usize) -> Option<(usize, usize)> {
        let (mut start, mut end, mut text) = (None, None, Vec::new());
        let ends = self.parts.iter().skip(1).map(|(at, _)| *at).chain([self.length]);
        for ((at, part), next) in self.parts.iter().zip(ends) {
            let first = text.len();
            part.expand(number, &mut text).ok()?;
            let is_plain = matches!(part, Part::Text(octets) if octets.len() == next - at);
            if from < text.len() && first < to && !is_plain {
                return None;
            }
            let place = |offset: usize| match (first..=text.len()).contains(&offset) {
                true if offset == text.len() => Some(next),
                true => Some(at + offset - first),
                false => None,
            };
            start = start.or_else(|| place(from));
            end = end.or_else(|| place(to));
        }
        start.zip(end)
    }
}

impl Part<'_> {
    /// Appends what it is for `number`.
    fn expand(&self, number: u32, out: &mut Vec<u8>) -> Result<(), BadPattern> {
        match self {
            Part::Text(text) => out.extend_from_slice(text),
            Part::Number { offset, width, mode } => {
                let value = i64::from(number) + offset;
                let value = i32::try_from(value).map_err(|_| BadPattern::Range)?;
                out.extend_from_slice(format_number(value, *width as usize, *mode).as_bytes());
            }
        }
        Ok(())
    }
}

/// Reads `{offset[,width[,mode]]}`.
fn modifier(text: &[u8]) -> Result<(Part<'_>, &[u8]), BadPattern> {
    let close = text.iter().position(|octet| *octet == b'}').ok_or(BadPattern::Modifier)?;
    let inside = std::str::from_utf8(&text[1..close]).map_err(|_| BadPattern::Modifier)?;
    let mut fields = inside.split(',');
    let offset = fields.next().and_then(signed).ok_or(BadPattern::Modifier)?;
    let width = fields.next().map_or(Some(0), unsigned).ok_or(BadPattern::Modifier)?;
    let mode = match fields.next().map(str::as_bytes) {
        None => b'd',
        Some([mode @ (b'd' | b'o' | b'x' | b'X' | b'n' | b'N')]) => *mode,
        Some(_) => return Err(BadPattern::Modifier),
    };
    if fields.next().is_some() {
        return Err(BadPattern::Modifier);
    }
    if width >= 128 {
        return Err(BadPattern::Range);
    }
    Ok((Part::Number { offset: i64::from(offset), width, mode }, &text[close + 1..]))
}

/// A number as C's `sscanf` reads it for `%d`: with 64 bits, beyond which it stays at the last, and of these the lower 32.
fn signed(field: &str) -> Option<i32> {
    let (is_negative, magnitude) = sign_and_magnitude(field)?;
    let value = match is_negative {
        true => 0_i64.checked_sub_unsigned(magnitude).unwrap_or(i64::MIN),
        false => i64::try_from(magnitude).unwrap_or(i64::MAX),
    };
    Some(value as i32)
}

/// The same for `%u`, which takes a sign, too.
fn unsigned(field: &str) -> Option<u32> {
    let (is_negative, magnitude) = sign_and_magnitude(field)?;
    let value = if is_negative && magnitude < u64::MAX { magnitude.wrapping_neg() } else { magnitude };
    Some(value as u32)
}

fn sign_and_magnitude(field: &str) -> Option<(bool, u64)> {
    let number = field.trim_start();
    let digits = number.strip_prefix(['+', '-']).unwrap_or(number);
    let is_number = !digits.is_empty() && digits.bytes().all(|octet| octet.is_ascii_digit());
    is_number.then(|| (number.starts_with('-'), digits.parse().unwrap_or(u64::MAX)))
}

fn format_number(value: i32, width: usize, mode: u8) -> String {
    match mode {
        b'o' => format!("{value:0width$o}"),
        b'x' => format!("{value:0width$x}"),
        b'X' => format!("{value:0width$X}"),
        b'n' => nibbles(value, width).to_ascii_lowercase(),
        b'N' => nibbles(value, width),
        _ => format!("{value:0width$}"),
    }
}

/// Hexadecimal digits from the last to the first with dots between, at least `width` octets.
fn nibbles(value: i32, width: usize) -> String {
    let (mut text, mut value, mut width) = (String::new(), value as u32, width);
    loop {
        text.push(char::from_digit(value & 15, 16).expect("four bits").to_ascii_uppercase());
        value >>= 4;
        width = width.saturating_sub(1);
        if width > 0 || value != 0 {
            text.push('.');
            width = width.saturating_sub(1);
        }
        if value == 0 && width == 0 {
            return text;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expand(pattern: &str, number: u32) -> Result<String, BadPattern> {
        let mut out = Vec::new();
        Pattern::parse(pattern.as_bytes())?.expand(number, &mut out)?;
        Ok(String::from_utf8(out).expect("ASCII"))
    }

    #[test]
    fn patterns() {
        for (pattern, number, text) in [
            ("n$", 7, "n7"),
            ("a$$b", 7, "a$b"),
            (r"a\$b", 7, r"a\$b"),
            ("${10}", 7, "17"),
            ("${-2,3}", 7, "005"),
            ("${0,4,x}", 255, "00ff"),
            ("${0,0,X}", 255, "FF"),
            ("${0,3,o}", 8, "010"),
            ("${0,4,n}", 0x12, "2.1."),
            ("${0,3,n}", 0x12, "2.1"),
            ("${0,0,N}", 0xab, "B.A"),
            ("x", 1, "x"),
            ("$", 0, "0"),
            // As `named-checkzone` of BIND 9.18 reads them.
            ("${4294967295}", 1, "0"),
            ("${4294967296}", 1, "1"),
            ("${2147483648}", 1, "-2147483647"),
            ("${99999999999999999999}", 2, "1"),
            ("${-99999999999999999999}", 2, "2"),
            ("${0,4294967297,d}", 1, "1"),
            ("${0,4294967299}", 1, "001"),
            ("${0,-4294967293}", 1, "001"),
            ("${0,+3}", 1, "001"),
        ] {
            assert_eq!(expand(pattern, number).as_deref(), Ok(text), "{pattern}");
        }
        assert_eq!(expand("${", 1), Err(BadPattern::Modifier));
        assert_eq!(expand("${x}", 1), Err(BadPattern::Modifier));
        assert_eq!(expand("${0,1,z}", 1), Err(BadPattern::Modifier));
        assert_eq!(expand("${--1}", 1), Err(BadPattern::Modifier));
        assert_eq!(expand("${0,}", 1), Err(BadPattern::Modifier));
        for too_wide in ["${0,-1}", "${0,128}", "${0,99999999999999999999}", "${0,18446744073709551615}"] {
            assert_eq!(expand(too_wide, 1), Err(BadPattern::Range), "{too_wide}");
        }
        assert_eq!(expand("${2147483647}", 1), Err(BadPattern::Range));
    }

    #[test]
    fn what_is_written_and_not_counted_has_a_place() {
        let place = |pattern: &str, from, to| {
            Pattern::parse(pattern.as_bytes()).ok().and_then(|pattern| pattern.written_at(12, from, to))
        };
        // `a12b`
        assert_eq!(place("a$b", 0, 1), Some((0, 1)));
        assert_eq!(place("a$b", 1, 1), Some((1, 1)));
        assert_eq!(place("a$b", 3, 4), Some((2, 3)));
        assert_eq!(place("a$b", 4, 4), Some((3, 3)));
        assert_eq!(place("a$", 3, 3), Some((2, 2)));
        assert_eq!(place("a${0,3}b", 4, 5), Some((7, 8)));
        for (from, to) in [(0, 2), (1, 3), (2, 2), (2, 4), (0, 4), (4, 5)] {
            assert_eq!(place("a$b", from, to), None, "{from} {to}");
        }
        assert_eq!(place("a$$b", 1, 2), None);
        assert_eq!(place("a$$b", 2, 3), Some((3, 4)));
    }

    #[test]
    fn ranges() {
        assert_eq!(parse_range(b"1-10/2"), Some((1..=10, 2)));
        assert_eq!(parse_range(b"5-5"), Some((5..=5, 1)));
        assert_eq!(parse_range(b"+1-+2/2x"), Some((1..=2, 2)));
        for bad in ["10-1", "1-2/0", "-1-2", "1", "a-b", "1-2/", "1-4294967296"] {
            assert_eq!(parse_range(bad.as_bytes()), None, "{bad}");
        }
    }
}
