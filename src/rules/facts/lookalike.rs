//! Letters of other scripts that look like letters of ASCII, and signs that are not seen, in labels that a server loads.
//! Knows no name.

use crate::base::printable::with_letters;
use crate::base::signs::{is_blank, sign, with_article};
use crate::rules::facts::target_text::label_problem;

/// A label that looks like another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookalike {
    /// The first letter that is not what it looks like, in words.
    pub what: String,
    /// The label that it looks like; empty if nothing of it is left.
    pub meant: String,
    /// Whether that letter is one which no one types in a name, and which is to be deleted.
    pub is_deleted: bool,
    /// Whether that letter is taken for a blank.
    pub is_blank: bool,
}

/// Letters that look like those of ASCII, in pairs: Cyrillic and Greek ones.
const LETTERS: [(&str, &str); 3] = [
    ("асԁеһіјӏорԛѕԝхуАВСЕНІЈКМОРЅТХУ", "acdehijlopqswxyABCEHIJKMOPSTXY"),
    ("αικνορυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aikvopuABEZHIKMNOPTYX"),
    ("кт", "kt"),
];

/// Signs of ASCII that stand in names.
const OF_NAMES: [&str; 2] = ["-", "."];

/// The name of a sign that no one types in a name: it is not seen, is taken for a blank, or a word processor wrote it around the name.
fn deleted(letter: char) -> Option<&'static str> {
    sign(letter).filter(|(.., instead)| matches!(*instead, "" | " " | "'" | "\"")).map(|(_, name, _)| *name)
}

/// What a fix does that deletes such signs.
pub const DELETE_SIGNS: &str = "delete what no one types in a name";

/// What such a sign is, in words.
fn what_is_deleted(letter: char, name: &str) -> String {
    let seen =
        if sign(letter).is_some_and(|(.., instead)| instead.is_empty()) { ", which is not seen" } else { "" };
    format!("{} (U+{:04X}){seen}", with_article(name), u32::from(letter))
}

/// What a name has that no one types, and the name without it; `None` if it has no such sign.
pub fn without_deleted(name: &str) -> Option<(String, String)> {
    let (first, what) = name.chars().find_map(|letter| Some((letter, deleted(letter)?)))?;
    let left = name.chars().filter(|letter| deleted(*letter).is_none()).collect();
    Some((what_is_deleted(first, what), left))
}

/// The punctuation of a sentence or a list around a name, and the name without it.
pub fn without_punctuation(name: &str) -> Option<(String, String)> {
    let left = name.trim_end_matches(AFTER_NAMES).trim_start_matches(AROUND_NAMES);
    let first = name.chars().find(|sign| AFTER_NAMES.contains(sign))?;
    (left.len() < name.len()).then(|| (format!("a stray `{first}`"), left.to_owned()))
}

/// Signs around a name that belong to the text that it was copied from.
const AROUND_NAMES: [char; 2] = ['\'', '`'];
/// Those after a name, too.
const AFTER_NAMES: [char; 6] = [',', ':', '/', '|', '\'', '`'];

/// A text in which names have their letters in place of escapes, but for labels that look like others: there the escapes show
/// what is not seen.
pub fn with_letters_of_names(text: &str) -> String {
    let words = text.split_inclusive(['.', '`', ' ', '\'']);
    let show = |word: &'_ str| {
        let shown = with_letters(word);
        let label = shown.trim_end_matches(['.', '`', ' ', '\'']);
        match lookalike(label.as_bytes()) {
            Some(found) if !found.is_deleted => word.to_owned(),
            _ => shown.into_owned(),
        }
    };
    words.map(show).collect()
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
    let is_odd = |letter: char| !letter.is_ascii() || sign(letter).is_some();
    let text = std::str::from_utf8(label).ok().filter(|text| text.contains(is_odd))?;
    let is_full_width = |letter: char| ('\u{ff01}'..='\u{ff5e}').contains(&letter);
    let others = || text.chars().filter(|letter| is_odd(*letter));
    let is_left = |letter: char| deleted(letter).is_none();
    let is_plain = text.chars().any(|letter| letter.is_ascii_alphanumeric());
    if !is_plain && !others().all(is_full_width) && text.chars().any(is_left) {
        return None;
    }
    let as_ascii = |letter: char| if letter.is_ascii() { Some(letter) } else { ascii_of(letter) };
    let seen = text.chars().filter(|letter| is_left(*letter));
    let meant: String = seen.map(as_ascii).collect::<Option<_>>()?;
    let first = others().next()?;
    if let Some(name) = deleted(first) {
        let what = what_is_deleted(first, name);
        return Some(Lookalike { what, meant, is_deleted: true, is_blank: is_blank(first) });
    }
    let kind = match (u32::from(first), sign(first)) {
        (_, Some((_, name, _))) => with_article(name),
        (0x370..=0x3ff, _) => "a Greek letter".to_owned(),
        (0x400..=0x52f, _) => "a Cyrillic letter".to_owned(),
        (0xff01..=0xff5e, _) => "a full-width character".to_owned(),
        _ => "a letter of another script".to_owned(),
    };
    let (code, like) = (u32::from(first), ascii_of(first)?);
    let what = format!("{kind} (U+{code:04X}) that looks like `{like}`");
    Some(Lookalike { what, meant, is_deleted: false, is_blank: false })
}

/// What looks like a dot in a name, and the host's name with dots.
pub fn with_dots(name: &[u8]) -> Option<(String, String)> {
    let Lookalike { what, meant, .. } = lookalike(name)?;
    (what.ends_with("looks like `.`") && is_host(&meant)).then_some((what, meant))
}

/// The host's name that a name looks like, in letters of ASCII.
pub fn in_letters(name: &[u8]) -> Option<String> {
    lookalike(name).map(|found| found.meant).filter(|meant| is_host(meant))
}

/// Whether a text is the name of a host.
pub fn is_host(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name.split('.').all(|label| !label.is_empty() && label_problem(label.as_bytes()).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_shown_unless_they_look_like_others() {
        for (text, expected) in [
            ("`b\\195\\188cher.example.` is", "`b\u{fc}cher.example.` is"),
            ("`m\\208\\176il.b\\195\\188cher.example.`", "`m\\208\\176il.b\u{fc}cher.example.`"),
            ("`\\226\\128\\156sip\\226\\128\\157.`", "`\u{201c}sip\u{201d}.`"),
        ] {
            assert_eq!(with_letters_of_names(text), expected);
        }
    }

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
            ("mail\u{a0}", Some(("a no-break space (U+00A0)", "mail"))),
            ("\u{2003}_sip", Some(("an em space (U+2003)", "_sip"))),
            ("mail\u{b}", Some(("a vertical tab (U+000B)", "mail"))),
            ("mail\u{ad}", Some(("a soft hyphen (U+00AD), which is not seen", "mail"))),
            ("\u{feff}mail", Some(("a byte order mark (U+FEFF), which is not seen", "mail"))),
            ("mail\u{2011}1", Some(("a no-break hyphen (U+2011) that looks like `-`", "mail-1"))),
            (
                "_sip\u{3002}_tcp",
                Some(("an ideographic full stop (U+3002) that looks like `.`", "_sip._tcp")),
            ),
            ("\u{ff3f}sip", Some(("a full-width character (U+FF3F) that looks like `_`", "_sip"))),
            ("\u{201c}mail\u{201d}", Some(("a typographic quote (U+201C)", "mail"))),
            ("mail\u{2019}", Some(("a typographic quote (U+2019)", "mail"))),
            ("\u{200b}", Some(("a zero-width space (U+200B), which is not seen", ""))),
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
        let (what, left) = without_deleted("\u{201c}mail.example.\u{200b}\u{201d}").expect("signs");
        assert_eq!((&*what, &*left), ("a typographic quote (U+201C)", "mail.example."));
        assert_eq!(without_deleted("m\u{e4}il"), None);
    }
}
