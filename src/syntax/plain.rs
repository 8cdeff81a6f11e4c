//! A short cut for most lines: those whose words are just what stands between blanks.
//!
//! Cuts 64 octets at a time, with masks of one bit an octet. Says the same as the lexer, or nothing.

use wide::u8x16;

use super::Word;

/// How many octets one step looks at.
const STEP: usize = 64;

/// Appends the words of the line that begins at `start`, and returns the offset of its line feed.
///
/// `None`, and no word, where it takes the lexer to tell: quotes, parentheses, escapes, carriage
/// returns and other control characters before the line's comment, and a last line without an end.
#[inline]
pub fn plain_line(text: &[u8], start: u32, words: &mut Vec<Word>) -> Option<u32> {
    let (mut at, mut word_start, mut in_word) = (start as usize, 0, false);
    loop {
        let masks = match text.get(at..at + STEP) {
            Some(step) => Masks::of(step.try_into().expect("of this length")),
            None => Masks::of_rest(text.get(at..)?),
        };
        let before_end = (masks.special & masks.special.wrapping_neg()).wrapping_sub(1);
        let word = !masks.blank & before_end;
        let mut edges = word ^ (word << 1 | u64::from(in_word));
        while edges != 0 {
            let edge = at as u32 + edges.trailing_zeros();
            edges &= edges - 1;
            if in_word {
                words.push(Word { start: word_start, end: edge, quoted: false, escaped: false });
            } else {
                word_start = edge;
            }
            in_word = !in_word;
        }
        if masks.special != 0 {
            let end = at + masks.special.trailing_zeros() as usize;
            let line_feed = match text.get(end) {
                Some(b'\n') => Some(end),
                Some(b';') => memchr::memchr(b'\n', &text[end..]).map(|length| end + length),
                _ => None,
            };
            if line_feed.is_none() {
                words.clear();
            }
            return line_feed.map(|offset| offset as u32);
        }
        at += STEP;
    }
}

/// What the octets of a step are, the first one's bit lowest.
#[derive(Default)]
struct Masks {
    /// Space or tab.
    blank: u64,
    /// Whatever belongs neither to a plain word nor between two.
    special: u64,
}

impl Masks {
    #[inline]
    fn of(octets: &[u8; STEP]) -> Self {
        let (parts, _) = octets.as_chunks::<16>();
        let mut masks = Masks::default();
        for (number, part) in parts.iter().enumerate() {
            let octets = u8x16::from(*part);
            let is = |octet: u8| octets.simd_eq(u8x16::splat(octet));
            let blank = is(b' ') | is(b'\t');
            let control = octets.min(u8x16::splat(b' ')).simd_eq(octets);
            let parenthesis = (octets & u8x16::splat(!1)).simd_eq(u8x16::splat(b'('));
            let special = control | parenthesis | is(b'"') | is(b'\\') | is(b';');
            masks.blank |= u64::from(blank.to_bitmask()) << (16 * number);
            masks.special |= u64::from(special.to_bitmask()) << (16 * number);
        }
        masks.special &= !masks.blank;
        masks
    }

    /// The masks of the text's last octets, fewer than `STEP`; behind them, NUL.
    #[cold]
    fn of_rest(rest: &[u8]) -> Self {
        let mut octets = [0; STEP];
        octets[..rest.len()].copy_from_slice(rest);
        Self::of(&octets)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::lexer::{Kind, Tokens};

    /// What the lexer says of the first line, if it is a plain one.
    fn by_the_lexer(text: &[u8]) -> Option<(u32, Vec<Word>)> {
        let mut words = Vec::new();
        for token in Tokens::new(text, 0) {
            match token.kind {
                Kind::Blank | Kind::Comment => {}
                Kind::Word
                    if !token.escaped && token_is_plain(&text[token.start as usize..token.end as usize]) =>
                {
                    words.push(Word { start: token.start, end: token.end, quoted: false, escaped: false })
                }
                Kind::Newline if text[token.start as usize] == b'\n' => return Some((token.start, words)),
                _ => return None,
            }
        }
        None
    }

    fn token_is_plain(text: &[u8]) -> bool {
        text.iter().all(|octet| *octet > b' ')
    }

    #[test]
    fn says_what_the_lexer_says() {
        let alphabet = b"aaaaaaaa..  \t\t0123;\n\r\"()\\\0\x01\xff$";
        let (mut state, mut plain) = (3u64, 0);
        for round in 0..40_000 {
            // Most texts hold nothing but words and blanks, and many are longer than a step.
            let letters = if round % 4 == 0 { alphabet.len() } else { 20 };
            let length = round % 200;
            let text: Vec<u8> = (0..length)
                .map(|_| {
                    state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                    alphabet[(state >> 33) as usize % letters]
                })
                .collect();
            let mut words = Vec::new();
            let found = plain_line(&text, 0, &mut words).map(|end| (end, words.clone()));
            assert_eq!(found, by_the_lexer(&text), "{:?}", String::from_utf8_lossy(&text));
            assert!(found.is_some() || words.is_empty());
            plain += u32::from(found.is_some());
        }
        assert!(plain > 10_000, "{plain}");
    }
}
