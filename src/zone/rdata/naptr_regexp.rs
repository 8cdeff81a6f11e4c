//! Whether the regexp of a NAPTR record is a substitution expression, as BIND judges it. Does not apply it to
//! anything.

use crate::syntax::ttl::decimal;

/// Whether a text is empty or a substitution expression (RFC 3402 section 3.2), as BIND's
/// `txt_valid_regex` (`lib/dns/rdata/generic/naptr_35.c`) judges it.
pub fn is_substitution(text: &[u8]) -> bool {
    let Some((&delimiter, rest)) = text.split_first() else { return true };
    if delimiter.is_ascii_digit() || matches!(delimiter, b'\\' | b'i' | 0) {
        return false;
    }
    let (mut part, mut escaped, mut pattern, mut referred) = (0, false, Vec::new(), 0u8);
    for &octet in rest {
        let ends_part = octet == delimiter && !escaped && part < 2;
        match (part, escaped, octet) {
            (_, _, 0) | (1, true, b'0') => return false,
            (1, true, b'1'..=b'9') => referred = referred.max(octet - b'0'),
            (2, false, octet) if octet != b'i' => return false,
            _ => {}
        }
        if part == 0 && !ends_part {
            pattern.push(octet);
        }
        part += i32::from(ends_part);
        escaped = part < 2 && !escaped && !ends_part && octet == b'\\';
    }
    part == 2 && !escaped && groups(&pattern).is_some_and(|groups| referred <= groups)
}

/// What helps with a text that is no substitution expression: the usual slip is a delimiter that is missing or is not the
/// first one.
pub fn help(text: &[u8]) -> String {
    let mended = DELIMITERS.iter().find_map(|delimiter| mended(text, *delimiter));
    let is_plain = |text: &Vec<u8>| {
        text.iter().all(|octet| matches!(octet, b' '..=b'~') && !matches!(octet, b'"' | b'\\'))
    };
    match mended.filter(|(_, mended)| is_plain(mended)) {
        Some((slip, mended)) => format!("write `\"{}\"`: {slip}", String::from_utf8_lossy(&mended)),
        None => "write a delimiter, a pattern, the delimiter, what is put in its place, and the delimiter: `\"!^.*$!sip:info@example.com!\"` (RFC 3402 section 3.2)".to_owned(),
    }
}

/// Signs that people take for delimiters.
const DELIMITERS: [u8; 4] = [b'!', b'/', b'|', b'#'];

/// The expression that was meant by a text with one slip in its delimiters, and the slip.
fn mended(text: &[u8], delimiter: u8) -> Option<(&'static str, Vec<u8>)> {
    let count = text.iter().filter(|octet| **octet == delimiter).count();
    let sign = std::slice::from_ref(&delimiter);
    let differs = |octet: &u8| DELIMITERS.contains(octet) && *octet != delimiter;
    let one: Vec<u8> = text.iter().map(|octet| if differs(octet) { delimiter } else { *octet }).collect();
    let candidates = [
        (count == 2 && text[0] == delimiter, "all three delimiters are the same", one),
        (count == 2, "the delimiter stands before the pattern, too", [sign, text].concat()),
        (count == 2, "the delimiter stands at the end, too", [text, sign].concat()),
        (count == 1, "the delimiter stands before, between and after", [sign, text, sign].concat()),
    ];
    let is_meant = |(fits, _, mended): &(bool, &str, Vec<u8>)| *fits && is_substitution(mended);
    candidates.into_iter().find(is_meant).map(|(_, slip, mended)| (slip, mended))
}

/// How many groups a POSIX extended regular expression has; `None` if it is none. BIND allows no
/// empty branch, and nothing but one repetition behind one atom.
fn groups(pattern: &[u8]) -> Option<u8> {
    let (mut rest, mut groups, mut depth) = (pattern, 0u8, 0u32);
    // Whether something repeatable stands just before, and whether the branch holds anything.
    let (mut atom, mut content) = (false, false);
    while let Some((&octet, behind)) = rest.split_first() {
        rest = behind;
        match octet {
            b'(' if behind.first() == Some(&b')') => {
                groups = groups.saturating_add(1);
                (rest, atom, content) = (&behind[1..], true, true);
            }
            b'(' => {
                groups = groups.saturating_add(1);
                depth += 1;
                (atom, content) = (false, false);
            }
            b')' if depth == 0 || !content => return None,
            b')' => {
                depth -= 1;
                atom = true;
            }
            b'|' if !content => return None,
            b'|' => (atom, content) = (false, false),
            b'*' | b'+' | b'?' | b'{' if !atom => return None,
            b'*' | b'+' | b'?' => atom = false,
            b'{' => {
                rest = bound(behind)?;
                atom = false;
            }
            b'^' | b'$' => (atom, content) = (false, true),
            b'[' => {
                rest = bracket(behind)?;
                (atom, content) = (true, true);
            }
            b'\\' => {
                rest = behind.split_first()?.1;
                (atom, content) = (true, true);
            }
            _ => (atom, content) = (true, true),
        }
    }
    (depth == 0 && content).then_some(groups)
}

/// What stands behind a repetition `m}`, `m,}` or `m,n}`.
fn bound(text: &[u8]) -> Option<&[u8]> {
    let close = text.iter().position(|octet| *octet == b'}')?;
    let mut numbers = text[..close].splitn(2, |octet| *octet == b',');
    let least = decimal(numbers.next()?).filter(|number| *number <= 255)?;
    match numbers.next() {
        None | Some(b"") => {}
        Some(most) => {
            decimal(most).filter(|most| (least..=255).contains(most))?;
        }
    }
    Some(&text[close + 1..])
}

/// What stands behind a bracket expression whose `[` was read.
fn bracket(text: &[u8]) -> Option<&[u8]> {
    let mut at = usize::from(text.first() == Some(&b'^'));
    let first = at;
    loop {
        match (text.get(at)?, text.get(at + 1)) {
            (b']', _) if at > first => return Some(&text[at + 1..]),
            (b'[', Some(mark @ (b':' | b'.' | b'='))) => {
                let end = [*mark, b']'];
                at += 2 + memchr::memmem::find(&text[at + 2..], &end)? + 2;
                continue;
            }
            (low, Some(b'-')) => match text.get(at + 2)? {
                b']' => {}
                high if high < low => return None,
                _ => at += 2,
            },
            _ => {}
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_in_the_delimiters_are_mended() {
        for (text, meant) in [
            ("^.*$!sip:a@example.com!", "!^.*$!sip:a@example.com!"),
            ("!^.*$!sip:a@example.com", "!^.*$!sip:a@example.com!"),
            ("^.*$!sip:a@example.com", "!^.*$!sip:a@example.com!"),
            ("!^.*$|sip:a@example.com!", "!^.*$!sip:a@example.com!"),
            ("!^.*$!sip:a@example.com/", "!^.*$!sip:a@example.com!"),
            ("sip:a@example.com", ""),
            ("!^.*$!sip:a@example.com!x", ""),
            ("!(!b!", ""),
        ] {
            let help = help(text.as_bytes());
            match meant {
                "" => assert!(help.starts_with("write a delimiter, a pattern"), "{text}: {help}"),
                meant => assert!(help.starts_with(&format!("write `\"{meant}\"`: ")), "{text}: {help}"),
            }
        }
    }

    #[test]
    fn substitution_expressions() {
        for good in [
            "",
            "!^.*$!sip:info@example.com!",
            "!^(.*)$!\\1!i",
            "/a\\/b/c/",
            "!a!!ii",
            "!()|[[:digit:]]{1,3}!b!",
        ] {
            assert!(is_substitution(good.as_bytes()), "{good}");
        }
        for bad in [
            "!a!b",
            "1a1b1",
            "!a!\\1!",
            "!a!b!x",
            "!a!b!i!",
            "i a i b i",
            "!(a)!\\2!",
            "!a!\\0!",
            "!!b!",
            "![a!b!",
            "![z-a]!b!",
            "!*a!b!",
            "!a{2,1}!b!",
            "!a**!b!",
            "!a|!b!",
            "!^*!b!",
            "!(a!b!",
        ] {
            assert!(!is_substitution(bad.as_bytes()), "{bad}");
        }
    }
}
