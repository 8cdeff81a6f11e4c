//! Signs that look like signs of ASCII or are not seen, as word processors and web pages put them into texts: their names, and
//! what to write. All of Unicode's White_Space that is no blank of a zone file is among them. Knows no text.

/// A sign, its name, and what to write in its place; nothing if it is not seen.
pub type Sign = (char, &'static str, &'static str);

const SIGNS: [Sign; 61] = [
    ('\u{b}', "vertical tab", " "),
    ('\u{c}', "form feed", " "),
    ('\u{85}', "next-line sign", " "),
    ('\u{a0}', "no-break space", " "),
    ('\u{ad}', "soft hyphen", ""),
    ('\u{61c}', "Arabic letter mark", ""),
    ('\u{1680}', "Ogham space mark", " "),
    ('\u{180e}', "Mongolian vowel separator", ""),
    ('\u{2000}', "en quad", " "),
    ('\u{2001}', "em quad", " "),
    ('\u{2002}', "en space", " "),
    ('\u{2003}', "em space", " "),
    ('\u{2004}', "three-per-em space", " "),
    ('\u{2005}', "four-per-em space", " "),
    ('\u{2006}', "six-per-em space", " "),
    ('\u{2007}', "figure space", " "),
    ('\u{2008}', "punctuation space", " "),
    ('\u{2009}', "thin space", " "),
    ('\u{200a}', "hair space", " "),
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
    ('\u{2028}', "line separator", " "),
    ('\u{2029}', "paragraph separator", " "),
    ('\u{202a}', "left-to-right embedding", ""),
    ('\u{202b}', "right-to-left embedding", ""),
    ('\u{202c}', "end of a direction", ""),
    ('\u{202d}', "left-to-right override", ""),
    ('\u{202e}', "right-to-left override", ""),
    ('\u{202f}', "narrow no-break space", " "),
    ('\u{205f}', "mathematical space", " "),
    ('\u{2060}', "word joiner", ""),
    ('\u{2061}', "function application", ""),
    ('\u{2062}', "invisible times sign", ""),
    ('\u{2063}', "invisible separator", ""),
    ('\u{2064}', "invisible plus sign", ""),
    ('\u{2066}', "left-to-right isolate", ""),
    ('\u{2067}', "right-to-left isolate", ""),
    ('\u{2068}', "first strong isolate", ""),
    ('\u{2069}', "end of an isolate", ""),
    ('\u{2212}', "minus sign", "-"),
    ('\u{3000}', "ideographic space", " "),
    ('\u{3002}', "ideographic full stop", "."),
    ('\u{feff}', "byte order mark", ""),
    ('\u{ff61}', "half-width ideographic full stop", "."),
];

/// What is known of a sign.
pub fn sign(letter: char) -> Option<&'static Sign> {
    if matches!(letter, '\u{d}'..='\u{7f}' | '\0'..='\u{a}') {
        return None;
    }
    SIGNS.iter().find(|(known, ..)| *known == letter)
}

/// Whether a sign is taken for a blank, and is none.
pub fn is_blank(letter: char) -> bool {
    sign(letter).is_some_and(|(.., instead)| *instead == " ")
}

/// A name with `a` or `an` before it.
pub fn with_article(name: &str) -> String {
    let is_vowel = |letter: char| "aeiouAO".contains(letter);
    let article = if name.starts_with(is_vowel) { "an" } else { "a" };
    format!("{article} {name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_stand_in_their_order_once_each() {
        assert!(SIGNS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(SIGNS.iter().all(|(letter, _, instead)| !letter.is_ascii_graphic() && instead.is_ascii()));
        let is_known = |letter: &char| sign(*letter).is_some() || " \t\r\n".contains(*letter);
        assert!(('\0'..=char::MAX).filter(|letter| letter.is_whitespace()).all(|letter| is_known(&letter)));
        assert!(is_blank('\u{2003}') && !is_blank('\u{200b}') && !is_blank(' ') && !is_blank('a'));
        let names = [sign('\u{2014}'), sign('\u{feff}'), sign('-')];
        let names = names.map(|sign| sign.map(|(_, name, _)| with_article(name)));
        assert_eq!(names, [Some("an em dash".into()), Some("a byte order mark".into()), None]);
    }
}
