//! Signs beyond ASCII that look like signs of ASCII or are not seen, as word processors and web pages put them into texts:
//! their names, and what to write. Knows no text.

/// A sign, its name, and what to write in its place; nothing if it is not seen.
pub type Sign = (char, &'static str, &'static str);

const SIGNS: [Sign; 31] = [
    ('\u{a0}', "no-break space", " "),
    ('\u{ad}', "soft hyphen", ""),
    ('\u{2007}', "figure space", " "),
    ('\u{2009}', "thin space", " "),
    ('\u{200b}', "zero-width space", ""),
    ('\u{200c}', "zero-width non-joiner", ""),
    ('\u{200d}', "zero-width joiner", ""),
    ('\u{200e}', "left-to-right mark", ""),
    ('\u{200f}', "right-to-left mark", ""),
    ('\u{2010}', "typographic hyphen", "-"),
    ('\u{2011}', "no-break hyphen", "-"),
    ('\u{2012}', "figure dash", "-"),
    ('\u{2013}', "en dash", "-"),
    ('\u{2014}', "em dash", "-"),
    ('\u{2015}', "horizontal bar", "-"),
    ('\u{2018}', "typographic quote", "'"),
    ('\u{2019}', "typographic quote", "'"),
    ('\u{201a}', "typographic quote", "'"),
    ('\u{201b}', "typographic quote", "'"),
    ('\u{201c}', "typographic quote", "\""),
    ('\u{201d}', "typographic quote", "\""),
    ('\u{201e}', "typographic quote", "\""),
    ('\u{201f}', "typographic quote", "\""),
    ('\u{2028}', "line separator", ""),
    ('\u{202f}', "narrow no-break space", " "),
    ('\u{2060}', "word joiner", ""),
    ('\u{2212}', "minus sign", "-"),
    ('\u{3000}', "ideographic space", " "),
    ('\u{3002}', "ideographic full stop", "."),
    ('\u{feff}', "byte order mark", ""),
    ('\u{ff61}', "half-width ideographic full stop", "."),
];

/// What is known of a sign.
pub fn sign(letter: char) -> Option<&'static Sign> {
    SIGNS.iter().find(|(known, ..)| *known == letter)
}

/// A name with `a` or `an` before it.
pub fn with_article(name: &str) -> String {
    let is_vowel = |letter: char| "aeiou".contains(letter);
    let article = if name.starts_with(is_vowel) { "an" } else { "a" };
    format!("{article} {name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_stand_in_their_order_once_each() {
        assert!(SIGNS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(SIGNS.iter().all(|(letter, _, instead)| !letter.is_ascii() && instead.is_ascii()));
        let names = [sign('\u{2014}'), sign('\u{feff}'), sign('-')];
        let names = names.map(|sign| sign.map(|(_, name, _)| with_article(name)));
        assert_eq!(names, [Some("an em dash".into()), Some("a byte order mark".into()), None]);
    }
}
