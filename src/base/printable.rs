//! Text from outside made fit to be printed: without what a terminal obeys, and without what a CI system that
//! reads the log obeys. What a format asks for besides is the report's.

use std::borrow::Cow;

/// The longest quotation of a zone's text in a message, in code points.
const LONGEST_QUOTATION: usize = 80;

/// `bytes` made harmless for a terminal or a log, and cut when very long.
pub fn printable(bytes: &[u8]) -> String {
    if let Some(text) = plain(bytes).filter(|text| text.len() <= LONGEST_QUOTATION) {
        return text.to_owned();
    }
    let mut shown = String::new();
    for (count, character) in printable_chars(bytes).enumerate() {
        if count == LONGEST_QUOTATION {
            shown.push('…');
            break;
        }
        shown.push(character);
    }
    shown
}

/// `bytes` as text if each is a printable sign of ASCII or a tab: nearly all zones are nothing else, and there is nothing
/// to replace in them.
pub fn plain(bytes: &[u8]) -> Option<&str> {
    // Of all octets, so that several are looked at together.
    let is_plain = |octet: &u8| (b' '..=b'~').contains(octet) | (*octet == b'\t');
    let are_plain = bytes.iter().fold(true, |so_far, octet| so_far & is_plain(octet));
    if are_plain { std::str::from_utf8(bytes).ok() } else { None }
}

/// The code points of `bytes`, one for one, with everything that a terminal could obey replaced:
/// control characters, bidirectional controls, invisible ones, and octets that are not UTF-8.
pub fn printable_chars(bytes: &[u8]) -> impl Iterator<Item = char> + '_ {
    bytes.utf8_chunks().flat_map(|chunk| {
        let invalid = chunk.invalid().iter().map(|_| '\u{fffd}');
        chunk.valid().chars().map(harmless).chain(invalid)
    })
}

/// A text in which letters that names escape as `\DDD`, octet by octet, stand as they are: those of UTF-8 that are harmless, and no
/// ASCII.
pub fn with_letters(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\\', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let escaped = |text: &str| -> Option<u8> {
        let digits = text.strip_prefix('\\')?.get(..3)?;
        digits.parse().ok().filter(|octet: &u8| digits.bytes().all(|d| d.is_ascii_digit()) && *octet >= 0x80)
    };
    let (mut shown, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(start) = rest.find('\\') {
        shown.push_str(&rest[..start]);
        rest = &rest[start..];
        let octets: Vec<u8> = (0..).map_while(|number| escaped(rest.get(number * ESCAPE..)?)).collect();
        if octets.is_empty() {
            // An escaped backslash is no beginning of the next escape.
            let length = rest.chars().take(2).map(char::len_utf8).sum();
            shown.push_str(&rest[..length]);
            rest = &rest[length..];
            continue;
        }
        let mut at = 0;
        for chunk in octets.utf8_chunks() {
            let (valid, invalid) = (chunk.valid(), chunk.invalid());
            for letter in valid.chars() {
                let end = at + letter.len_utf8();
                match harmless(letter) == letter {
                    true => shown.push(letter),
                    false => shown.push_str(&rest[at * ESCAPE..end * ESCAPE]),
                }
                at = end;
            }
            shown.push_str(&rest[at * ESCAPE..(at + invalid.len()) * ESCAPE]);
            at += invalid.len();
        }
        rest = &rest[octets.len() * ESCAPE..];
    }
    shown.push_str(rest);
    Cow::Owned(shown)
}

/// How long `\DDD` is.
const ESCAPE: usize = 4;

/// `character`, or a replacement for one that could hide or move text.
fn harmless(character: char) -> char {
    match character {
        '\t' | ' '..='~' => character,
        character if character.is_control() => '\u{fffd}',
        // Hangul fillers, Khmer vowels that are not shown, a blank of Braille and marks of musical notation.
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{2800}' | '\u{3164}'
        | '\u{ffa0}' => '\u{fffd}',
        '\u{1d173}'..='\u{1d17a}' | '\u{1bca0}'..='\u{1bca3}' => '\u{fffd}',
        // Selectors of variants, and blanks that look like another one.
        '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{fff0}'..='\u{fff8}' => {
            '\u{fffd}'
        }
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => '\u{fffd}',
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' => '\u{fffd}',
        '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}' => {
            '\u{fffd}'
        }
        character => character,
    }
}

/// A string from outside (a path, an argument) made harmless for a terminal.
pub fn harmless_text(text: &str) -> Cow<'_, str> {
    // Nearly all paths and arguments are plain ASCII.
    let is_harmless = |text: &str| text.chars().all(|c| harmless(c) == c && c != '\t');
    if text.bytes().all(|octet| (b' '..=b'~').contains(&octet)) || is_harmless(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if c == '\t' { '\u{fffd}' } else { harmless(c) }).collect())
}

/// `text` without commands to a CI system, for terminals and logs. GitHub's runner obeys
/// `##[command]` and Azure's agent `##vso[command]` wherever they stand in a line. One code point
/// stays one, so that columns hold.
pub fn defused(text: &str) -> Cow<'_, str> {
    replace_hash(text, "\u{fffd}")
}

/// A path to stand at the beginning of a line, where GitHub's runner obeys `::command::`.
pub fn defused_path(path: &str) -> Cow<'_, str> {
    match path.trim_start().starts_with("::") {
        true => Cow::Owned(format!("./{}", defused(path))),
        false => defused(path),
    }
}

/// A record's line that holds no command, and means the same: a backslash is allowed before any sign.
pub fn defused_record(line: &str) -> Cow<'_, str> {
    match line.starts_with("::") {
        true => Cow::Owned(format!("\\{}", replace_hash(line, "\\#"))),
        false => replace_hash(line, "\\#"),
    }
}

/// Replaces the hash before the word of every `##word[`.
pub(crate) fn replace_hash<'a>(text: &'a str, replacement: &str) -> Cow<'a, str> {
    // A search for a pair has a start that costs more than most texts are long.
    if memchr::memchr(b'#', text.as_bytes()).is_none() || !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let mut replaced = String::with_capacity(text.len());
    for part in text.split_inclusive('[') {
        let before =
            part.strip_suffix('[').map(|part| part.trim_end_matches(|c: char| c.is_ascii_alphabetic()));
        match before.filter(|before| before.ends_with("##")) {
            Some(before) => {
                replaced.push_str(&before[..before.len() - 1]);
                replaced.push_str(replacement);
                replaced.push_str(&part[before.len()..]);
            }
            None => replaced.push_str(part),
        }
    }
    Cow::Owned(replaced)
}

/// JSON that holds no command, and means the same: outside its strings there is no `#`.
pub fn defused_json(json: &str) -> Cow<'_, str> {
    replace_hash(json, "\\u0023")
}

/// The same, with escapes for what hides or turns text, which a fix may write because it stands in the zone: outside its strings
/// there is nothing but ASCII.
pub fn harmless_json(json: &str) -> Cow<'_, str> {
    let is_harmful = |character: char| !character.is_ascii() && harmless(character) != character;
    if json.is_ascii() || !json.chars().any(is_harmful) {
        return defused_json(json);
    }
    let mut escaped = String::with_capacity(json.len() + 16);
    for character in defused_json(json).chars() {
        match is_harmful(character) {
            true => character
                .encode_utf16(&mut [0; 2])
                .iter()
                .for_each(|unit| escaped.push_str(&format!("\\u{unit:04x}"))),
            false => escaped.push(character),
        }
    }
    Cow::Owned(escaped)
}

/// So many octets, in words: `1 octet`, `20 octets`.
pub fn octets_in_words(count: usize) -> String {
    if count == 1 { "1 octet".to_owned() } else { format!("{count} octets") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_gets_through() {
        assert_eq!(printable(b"a\x1b[31m\xff\x07"), "a\u{fffd}[31m\u{fffd}\u{fffd}");
        assert_eq!(printable("a\u{202e}b".as_bytes()), "a\u{fffd}b");
        assert_eq!(printable(&[b'a'; 200]).chars().count(), LONGEST_QUOTATION + 1);
        assert_eq!(harmless_text("a\nb"), "a\u{fffd}b");
        for invisible in
            ['\u{180b}', '\u{180f}', '\u{fe0f}', '\u{fff0}', '\u{1bca3}', '\u{a0}', '\u{2003}', '\u{3000}']
        {
            assert_eq!(harmless_text(&invisible.to_string()), "\u{fffd}");
        }
    }

    #[test]
    fn json_shows_nothing_that_hides_text() {
        let json = "[\"a\u{202e}b\u{e0041} \u{fc}\",\n1]";
        let escaped = harmless_json(json);
        assert_eq!(escaped, "[\"a\\u202eb\\udb40\\udc41 \u{fc}\",\n1]");
        let read = |json: &str| serde_json::from_str::<serde_json::Value>(json).expect("JSON");
        assert_eq!(read(&escaped), read(json));
        assert!(matches!(harmless_json("[\"\u{fc}\"]"), Cow::Borrowed(_)));
    }

    #[test]
    fn escaped_letters_are_shown_where_they_are_harmless() {
        for (text, expected) in [
            ("plain", "plain"),
            ("`\\208\\178\\208\\176.example.`", "`\u{432}\u{430}.example.`"),
            ("a\\226\\128\\139b", "a\\226\\128\\139b"),
            ("\\208\\178\\226\\128\\174x", "\u{432}\\226\\128\\174x"),
            ("\\255\\208\\178\\208", "\\255\u{432}\\208"),
            ("\\\\208\\178", "\\\\208\\178"),
            ("\\032\\009\\@\\", "\\032\\009\\@\\"),
            ("\\999\\12", "\\999\\12"),
        ] {
            assert_eq!(with_letters(text), expected, "{text}");
        }
    }

    #[test]
    fn commands_become_text() {
        for (text, expected) in [
            ("; #### x [", "; #### x ["),
            ("##[error]x", "#\u{fffd}[error]x"),
            ("a ###[add-mask]##vso[task.x]", "a ##\u{fffd}[add-mask]#\u{fffd}vso[task.x]"),
            ("##", "##"),
            ("##[[", "#\u{fffd}[["),
        ] {
            assert_eq!(defused(text), expected);
        }
        assert_eq!(defused_path(" ::error::x"), "./ ::error::x");
        assert_eq!(defused_path("zones/::x"), "zones/::x");
        assert_eq!(defused_record("::a\t##[x]"), "\\::a\t#\\#[x]");
        assert_eq!(defused_json("[\"##[x]\"]"), "[\"#\\u0023[x]\"]");
    }
}
