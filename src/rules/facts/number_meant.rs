//! The number that was meant by a field of an SRV record which is none: with signs around it, with letters that look like digits, or by
//! the name of a service. Knows words, and no zone.

use crate::workspace::services::Registry;

/// Letters that look like digits.
const LIKE_DIGITS: [(char, char); 10] = [
    ('O', '0'),
    ('o', '0'),
    ('l', '1'),
    ('I', '1'),
    ('|', '1'),
    ('\u{41e}', '0'),
    ('\u{43e}', '0'),
    ('\u{417}', '3'),
    ('\u{437}', '3'),
    ('\u{431}', '6'),
];
/// The zeros of other scripts: Arabic, Persian, Devanagari, full-width ones.
const ZEROS: [u32; 4] = [0x660, 0x6f0, 0x966, 0xff10];

/// What helps with a message about such a number, and the number.
pub fn number_help(message: &str, registry: &Registry) -> Option<(String, u16)> {
    let written = message.strip_suffix("` is not a number")?.strip_prefix("the ")?;
    let (what, word) = written.split_once(" `")?;
    if !matches!(what, "priority" | "weight" | "port") {
        return None;
    }
    if let Some(number) = number_meant(word) {
        return Some((format!("write `{number}`"), number));
    }
    let service = registry.find(format!("_{}", word.trim_start_matches('_')).as_bytes())?;
    let [port] = service.ports.as_slice() else { return None };
    (what == "port").then(|| (format!("write `{port}`, the port of `{word}`"), *port))
}

/// The number that a word holds.
fn number_meant(word: &str) -> Option<u16> {
    let lower = word.to_ascii_lowercase();
    let bare = ["/tcp", "/udp"]
        .iter()
        .find_map(|end| lower.strip_suffix(end))
        .map_or(word, |kept| &word[..kept.len()]);
    let is_around = |sign: char| ":;.,%[](){}<>'\"=#/-".contains(sign);
    let bare = bare.trim_matches(is_around);
    let digits: Option<String> = bare.chars().map(digit).collect();
    // `-5` is no 5, and of `10-5` nothing is told.
    let is_negative = word.starts_with('-');
    digits.filter(|digits| !digits.is_empty() && !is_negative)?.parse().ok()
}

fn digit(sign: char) -> Option<char> {
    if sign.is_ascii_digit() {
        return Some(sign);
    }
    let like = LIKE_DIGITS.iter().find(|(letter, _)| *letter == sign).map(|(_, digit)| *digit);
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&u32::from(sign)));
    like.or_else(|| char::from_digit(u32::from(sign) - zero?, 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_in_words() {
        for (word, number) in [
            ("993/tcp", Some(993)),
            (":993", Some(993)),
            ("993.", Some(993)),
            ("[993]", Some(993)),
            ("1O", Some(10)),
            ("l", Some(1)),
            ("50%", Some(50)),
            ("\u{ff19}\u{ff19}\u{ff13}", Some(993)),
            ("99\u{417}", Some(993)),
            ("-5", None),
            ("10-5", None),
            ("99999", None),
            ("imaps", None),
            ("%", None),
        ] {
            assert_eq!(number_meant(word), number, "{word}");
        }
    }
}
