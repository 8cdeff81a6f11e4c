//! The text of IPv4 and IPv6 addresses. Knows no record.

use std::net::{Ipv4Addr, Ipv6Addr};

use wide::u8x16;

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

/// Whether a text is an IPv4 address that other hosts can reach. Most addresses are such, and
/// their value is of no interest.
#[inline(always)]
pub fn is_usual_ipv4(text: &[u8]) -> bool {
    let (Some(head), Some(tail), 8..=15) = (text.first_chunk::<8>(), text.last_chunk::<8>(), text.len())
    else {
        return false;
    };
    let is_loopback_or_link = matches!(text, [b'1', b'2', b'7', ..] | [b'1', b'6', b'9', ..]);
    let is_multicast_or_reserved = matches!(text, [b'2', b'2'..=b'5', b'0'..=b'9', ..]);
    if text[0] == b'0' || is_loopback_or_link || is_multicast_or_reserved {
        return false;
    }
    let tail = u128::from(u64::from_le_bytes(*tail)) << (8 * (text.len() - 8));
    let octets = u8x16::from((u128::from(u64::from_le_bytes(*head)) | tail).to_le_bytes());
    let is = |octet: u8| octets.simd_eq(u8x16::splat(octet));
    let value = octets - u8x16::splat(b'0');
    let digits = value.min(u8x16::splat(9)).simd_eq(value).to_bitmask();
    let (dots, zeros) = (is(b'.').to_bitmask(), is(b'0').to_bitmask());
    let without_lowest = |bits: u32| bits & bits.wrapping_sub(1);
    let third_dot = without_lowest(without_lowest(dots));
    // Where a part begins, and where one of three digits does.
    let first = digits & !(digits << 1);
    let mut three = first & digits >> 1 & digits >> 2;
    let well_formed = dots | digits == (1 << text.len()) - 1
        && third_dot != 0
        && without_lowest(third_dot) == 0
        && dots & (dots << 1 | 1 | 1 << (text.len() - 1)) == 0
        && three & digits >> 3 == 0
        && zeros & first & digits >> 1 == 0;
    while three != 0 && well_formed {
        let at = three.trailing_zeros() as usize;
        if text[at..at + 3] > b"255"[..] {
            return false;
        }
        three = without_lowest(three);
    }
    well_formed
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

/// Whether a text is an IPv6 address that begins with a group of four digits, that holds no dotted
/// quad, and that other hosts can reach. Most addresses are such, and their value is of no interest.
#[inline(always)]
pub fn is_usual_ipv6(text: &[u8]) -> bool {
    // A dotted quad or a leading zero may make it longer.
    const LONGEST: usize = "2001:0db8:0000:0000:0000:0000:0000:0001".len();
    let reaches = |first: u8, second: u8| {
        first != b'0' && !matches!((first | 0x20, second | 0x20), (b'f', b'e' | b'f'))
    };
    let [first, second, ..] = *text else { return false };
    // What routers discard begins so.
    let may_be_discarded = text.starts_with(b"100:");
    if text.len() > LONGEST || !reaches(first, second) || may_be_discarded {
        return false;
    }
    let mut octets = [0; 48];
    octets[..text.len()].copy_from_slice(text);
    let (parts, _) = octets.as_chunks::<16>();
    let (mut colons, mut digits) = (0u64, 0u64);
    for (number, part) in parts.iter().enumerate() {
        let octets = u8x16::from(*part);
        let is_up_to = |octets: u8x16, most: u8| octets.min(u8x16::splat(most)).simd_eq(octets);
        let decimal = is_up_to(octets - u8x16::splat(b'0'), 9);
        let letter = is_up_to((octets | u8x16::splat(0x20)) - u8x16::splat(b'a'), 5);
        colons |= u64::from(octets.simd_eq(u8x16::splat(b':')).to_bitmask()) << (16 * number);
        digits |= u64::from((decimal | letter).to_bitmask()) << (16 * number);
    }
    let last = 1 << (text.len() - 1);
    let gap = colons & colons >> 1;
    let long = digits & digits >> 1 & digits >> 2 & digits >> 3 & digits >> 4;
    let groups = (digits & !(digits << 1)).count_ones();
    (colons | digits) == last | (last - 1)
        && digits & 0b1111 == 0b1111
        && long == 0
        && gap & gap.wrapping_sub(1) == 0
        && (colons & last == 0 || gap & last >> 1 != 0)
        && if gap == 0 { groups == 8 } else { groups < 8 }
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
    use crate::base::random::Random;

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
        let alphabet: Vec<char> = "0123af:::::.19".chars().collect();
        let (mut random, mut good) = (Random::new(3), 0);
        for _ in 0..400_000 {
            let length = 2 + random.below(24);
            let text = random.text(length, &alphabet);
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
    fn usual_ipv4_addresses_are_addresses_that_others_reach() {
        let parts = [
            "1", "10", "0", "00", "01", "99", "100", "127", "169", "199", "255", "256", "300", "2555", "",
            "x",
        ];
        let (mut usual, mut all) = (0, 0);
        for number in 0..parts.len().pow(4) {
            let part = |place: u32| parts[number / parts.len().pow(place) % parts.len()];
            let text = [3, 2, 1, 0].map(part).join(".");
            for text in [text.clone(), format!("{text}.1"), text.replacen('.', "", 1), format!("{text}.")] {
                let short = text.len() < 8;
                let left_out =
                    short || ["0", "127", "169", "255"].iter().any(|first| text.starts_with(first));
                let expected = text.parse::<Ipv4Addr>().is_ok() && !left_out;
                assert_eq!(is_usual_ipv4(text.as_bytes()), expected, "{text}");
                (usual, all) = (usual + usize::from(expected), all + 1);
            }
        }
        assert!(usual > 3500 && usual < all / 5, "{usual} of {all} texts are usual addresses");
    }

    #[test]
    fn usual_ipv6_addresses_are_addresses_that_others_reach() {
        let alphabet: Vec<char> = "0123af:::::.19FEg".chars().collect();
        let (mut random, mut usual) = (Random::new(5), 0);
        for _ in 0..600_000 {
            let (head, length) = (random.text(4, &alphabet), random.below(38));
            let tail = random.text(length, &alphabet);
            let text = match random.below(3) {
                0 => format!("{head}{tail}"),
                1 => format!("20a1:{tail}"),
                _ => format!("20a1:{}:{}", head.replace(':', "1"), tail.replace("::", ":2")),
            };
            let address = text.parse::<Ipv6Addr>();
            let local =
                |it: &Ipv6Addr| it.is_unicast_link_local() || it.is_multicast() || it.segments()[0] < 0x1000;
            let short = text.find(':') != Some(4);
            let expected = address.is_ok_and(|it| !local(&it)) && !short && !text.contains('.');
            // Of those that begin like a link-local address, all are left to the other function.
            if !text.to_lowercase().starts_with("fe") {
                assert_eq!(is_usual_ipv6(text.as_bytes()), expected, "{text}");
            }
            usual += usize::from(expected);
        }
        assert!(usual > 1000, "{usual} of the texts are addresses");
        for (text, expected) in [
            ("2001:db8::1", true),
            ("2001:db8::", true),
            ("2001:db8::1:", false),
            ("2001:db8:::1", false),
            ("fe80::1", false),
            ("ff02::fb", false),
            ("fd00::1", true),
            ("0000::1", false),
            ("2001:0db8:0000:0000:0000:0000:0000:0001", true),
            ("2001:0db8:0000:0000:0000:0000:0000:00011", false),
        ] {
            assert_eq!(is_usual_ipv6(text.as_bytes()), expected, "{text}");
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
