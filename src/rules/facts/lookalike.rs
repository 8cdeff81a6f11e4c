//! Letters of other scripts that look like letters of ASCII, and signs that are not seen, in labels that a server loads.
//! Knows no name.

use crate::base::signs::{sign, with_article};

/// A label that looks like another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookalike {
    /// The first letter that is not what it looks like, in words.
    pub what: String,
    /// The label that it looks like.
    pub meant: String,
}

/// Letters that look like those of ASCII, in pairs: Cyrillic and Greek ones.
const LETTERS: [(&str, &str); 3] = [
    ("асԁеһіјӏорԛѕԝхуАВСЕНІЈКМОРЅТХУ", "acdehijlopqswxyABCEHIJKMOPSTXY"),
    ("αικνορυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aikvopuABEZHIKMNOPTYX"),
    ("кт", "kt"),
];

/// Signs of ASCII that stand in names.
const OF_NAMES: [&str; 2] = ["-", "."];

fn unseen(letter: char) -> Option<&'static str> {
    sign(letter).filter(|(.., instead)| instead.is_empty()).map(|(_, name, _)| *name)
}

/// The letter of ASCII that another one looks like.
fn ascii_of(letter: char) -> Option<char> {
    if let Some((.., instead)) = sign(letter) {
        return OF_NAMES.contains(instead).then(|| instead.chars().next()).flatten();
    }
    if let full_width @ 0xff01..=0xff5e = u32::from(letter) {
        return char::from_u32(full_width - 0xff01 + 0x21);
    }
    LETTERS.iter().find_map(|(others, letters)| {
        others.chars().zip(letters.chars()).find(|(other, _)| *other == letter).map(|(_, letter)| letter)
    })
}

/// What a label looks like, where that is sure: each letter beyond ASCII looks like one of ASCII or is not seen, and letters
/// of ASCII stand beside them, or they are full-width forms, which mean the same.
pub fn lookalike(label: &[u8]) -> Option<Lookalike> {
    let text = std::str::from_utf8(label).ok().filter(|text| !text.is_ascii())?;
    let is_full_width = |letter: char| ('\u{ff01}'..='\u{ff5e}').contains(&letter);
    let others = || text.chars().filter(|letter| !letter.is_ascii());
    if !text.chars().any(|letter| letter.is_ascii_alphanumeric()) && !others().all(is_full_width) {
        return None;
    }
    let as_ascii = |letter: char| if letter.is_ascii() { Some(letter) } else { ascii_of(letter) };
    let seen = text.chars().filter(|letter| unseen(*letter).is_none());
    let meant: String = seen.map(as_ascii).collect::<Option<_>>()?;
    let first = others().next()?;
    if let Some(name) = unseen(first) {
        let what = format!("{} (U+{:04X}), which is not seen", with_article(name), u32::from(first));
        return Some(Lookalike { what, meant });
    }
    let kind = match (u32::from(first), sign(first)) {
        (_, Some((_, name, _))) => with_article(name),
        (0x370..=0x3ff, _) => "a Greek letter".to_owned(),
        (0x400..=0x52f, _) => "a Cyrillic letter".to_owned(),
        (0xff01..=0xff5e, _) => "a full-width character".to_owned(),
        _ => "a letter of another script".to_owned(),
    };
    let (code, like) = (u32::from(first), ascii_of(first)?);
    Some(Lookalike { what: format!("{kind} (U+{code:04X}) that looks like `{like}`"), meant })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_look_like_others_where_that_is_sure() {
        for (others, letters) in LETTERS {
            assert_eq!(others.chars().count(), letters.chars().count(), "{others}");
            assert!(letters.is_ascii() && !others.chars().any(|letter| letter.is_ascii()));
        }
        for (label, expected) in [
            ("m\u{430}il", Some(("a Cyrillic letter (U+0430) that looks like `a`", "mail"))),
            ("m\u{430}\u{456}l", Some(("a Cyrillic letter (U+0430) that looks like `a`", "mail"))),
            ("\u{3bf}ffice", Some(("a Greek letter (U+03BF) that looks like `o`", "office"))),
            ("\u{ff4d}\u{ff58}", Some(("a full-width character (U+FF4D) that looks like `m`", "mx"))),
            ("_s\u{456}p", Some(("a Cyrillic letter (U+0456) that looks like `i`", "_sip"))),
            ("ma\u{200b}il", Some(("a zero-width space (U+200B), which is not seen", "mail"))),
            ("mail\u{ad}", Some(("a soft hyphen (U+00AD), which is not seen", "mail"))),
            ("\u{feff}mail", Some(("a byte order mark (U+FEFF), which is not seen", "mail"))),
            ("mail\u{2011}1", Some(("a no-break hyphen (U+2011) that looks like `-`", "mail-1"))),
            (
                "_sip\u{3002}_tcp",
                Some(("an ideographic full stop (U+3002) that looks like `.`", "_sip._tcp")),
            ),
            ("\u{ff3f}sip", Some(("a full-width character (U+FF3F) that looks like `_`", "_sip"))),
            ("mail", None),
            ("m\u{e4}il", None),
            ("\u{441}\u{43e}\u{440}", None),
            ("m\u{430}\u{44f}", None),
            ("", None),
        ] {
            let found = lookalike(label.as_bytes());
            let found = found.as_ref().map(|found| (found.what.as_str(), found.meant.as_str()));
            assert_eq!(found, expected, "{label}");
        }
        assert_eq!(lookalike(b"m\xd0il"), None);
    }
}
