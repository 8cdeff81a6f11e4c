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
