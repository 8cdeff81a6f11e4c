//! The shape of an SOA record that cannot be read: two names and five numbers or times. Knows no type and no class.

use crate::base::lines::words_of;
use crate::base::unfilled::holds_placeholder;

/// How much of an entry is looked at, comments aside: far more than an SOA record has.
const MOST_OCTETS: usize = 4 << 10;
/// How many words stand before the names: owner, TTL, class and type, of which one may be two.
const MOST_BEFORE: usize = 5;
/// How many words are the rdata of an SOA record.
const WORDS: usize = 7;

/// The first word of an entry that cannot be read, if the entry has the shape of an SOA record: whatever is wrong with its
/// type, its class, its TTL, its quotes or its blanks, it ends in two names and five numbers. The entry has `length` octets
/// of `text`, blank lines and comments before it included, unless a parenthesis is not closed.
pub fn damaged_soa(text: &[u8], length: usize) -> Option<Vec<u8>> {
    let (entry, mut open) = plain(text.get(..length)?);
    let entry = if open > 0 { plain(text).0 } else { entry };
    // A quote that is not closed is as if it were closed at the end of its line.
    open += i64::from(entry.contains(&b'"'));
    let entry: Vec<u8> = entry
        .into_iter()
        .map(|octet| if matches!(octet, b'(' | b')' | b'"') { b' ' } else { octet })
        .collect();
    let words: Vec<&[u8]> = words_of(&entry).collect();
    let is_soa = |at: &usize| {
        let (names, numbers) = words.get(*at..at + WORDS).unwrap_or_default().split_at_checked(2)?;
        Some(names.iter().all(|word| is_name(word)) && numbers.iter().all(|word| is_number(word)))
    };
    let at = (1..=MOST_BEFORE).find(|at| is_soa(at) == Some(true))?;
    (at + WORDS == words.len() || open > 0).then(|| words[0].to_vec())
}

/// The beginning of a text without comments and empty lines, no-break spaces as blanks; and how many more parentheses
/// open in it than close.
fn plain(text: &[u8]) -> (Vec<u8>, i64) {
    let (mut plain, mut open) = (Vec::new(), 0);
    for line in text.split(|octet| *octet == b'\n') {
        let line = line.split(|octet| *octet == b';').next().unwrap_or_default();
        if line.trim_ascii().is_empty() {
            continue;
        }
        if plain.len() + line.len() > MOST_OCTETS {
            break;
        }
        for (at, octet) in line.iter().enumerate() {
            match octet {
                b'(' => open += 1,
                b')' => open -= 1,
                _ => {}
            }
            let is_no_break = line[at..].starts_with(NO_BREAK_SPACE);
            let ends_no_break = at > 0 && line[at - 1..].starts_with(NO_BREAK_SPACE);
            plain.push(if is_no_break || ends_no_break { b' ' } else { *octet });
        }
        plain.push(b'\n');
    }
    (plain, open)
}

const NO_BREAK_SPACE: &[u8] = "\u{a0}".as_bytes();

fn is_name(word: &[u8]) -> bool {
    let may_stand =
        |octet: &u8| octet.is_ascii_alphanumeric() || b"-_.@\\".contains(octet) || !octet.is_ascii();
    let is_number = word.iter().all(u8::is_ascii_digit);
    !is_number && word.iter().all(may_stand) || holds_placeholder(word)
}

fn is_number(word: &[u8]) -> bool {
    word.first().is_some_and(u8::is_ascii_digit) && word.iter().all(u8::is_ascii_alphanumeric)
        || holds_placeholder(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_soa_record_is_known_by_its_shape() {
        let numbers = "ns1 hostmaster 1 7200 3600 1209600 300";
        for entry in [
            format!("@ IN SAO {numbers}"),
            format!("; a comment\n\n@ 1hour IN SOA {numbers}"),
            format!("@INSOA {numbers}"),
            format!(" @ IN SOA {numbers}"),
            format!("\"@ IN SOA {numbers}\""),
            format!("\"@ IN SOA {numbers}\n NS ns1"),
            format!("@ IN SOA ({numbers}\n NS ns1"),
            format!("@\u{a0}IN\u{a0}SOA\u{a0}{numbers}"),
            "@ IM SOA ns1 hostmaster (\n 1 ; serial\n 2h\n 1h 2w\n 5m )".to_owned(),
        ] {
            assert!(damaged_soa(entry.as_bytes(), entry.len()).is_some(), "{entry}");
        }
        let open = "@ IN SAO ns1 hostmaster (\n 1 2 3 4 5\n NS ns1\n";
        assert!(damaged_soa(open.as_bytes(), "@ IN SAO ns1 hostmaster (\n".len()).is_some());
        for entry in [
            "@ IN SAO ns1 hostmaster 1 7200 3600",
            "_sip._tcp SVR 0 5 5061 host",
            "host 1 2 3 4 5 6 7",
            "the years of John were 1 2 3 4 5 and so on",
            "ns1 hostmaster 1 7200 3600 1209600 300",
            "",
        ] {
            assert_eq!(damaged_soa(entry.as_bytes(), entry.len()), None, "{entry}");
        }
    }
}
