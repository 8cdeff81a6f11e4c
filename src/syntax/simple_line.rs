//! A short cut for most lines: those whose words are just what stands between blanks.
//!
//! Cuts 64 octets at a time, with masks of one bit an octet. Says the same as the lexer, or nothing.

use wide::u8x16;

use crate::base::byte_masks::{Masks, STEP};
use crate::syntax::entry::Word;

/// What begins a comment that is meant for srvlint.
pub const MARK: &[u8] = b"srvlint:";

/// How many words a plain line may have.
const MOST_WORDS: usize = 16;
/// How many octets of a plain line may stand before its comment: beyond, the lexer minds how many there are.
const LONGEST: usize = 1 << 20;
/// So many words are cut at a time, whether there are so many or not: a loop whose end the processor cannot
/// foresee costs more.
const AT_ONCE: usize = 4;

/// Cuts lines of one text.
#[derive(Debug, Clone)]
pub struct Cutter {
    /// The words of the line that was cut last, and more behind them that mean nothing.
    words: [Word; MOST_WORDS + AT_ONCE],
    count: usize,
    /// Whether a comment so far holds the mark.
    pub is_marked: bool,
}

impl Cutter {
    /// A cutter that has cut no line yet.
    #[expect(clippy::new_without_default, reason = "no value is made of it but here")]
    pub fn new() -> Self {
        let none = Word { start: 0, end: 0, quoted: false, escaped: false };
        Self { words: [none; MOST_WORDS + AT_ONCE], count: 0, is_marked: false }
    }

    /// The words of the line that was cut last; none if it was no plain one.
    #[inline(always)]
    pub fn words(&self) -> &[Word] {
        &self.words[..self.count.min(MOST_WORDS)]
    }

    /// Cuts the line that begins at `start` to words, and returns the offset of its line feed.
    ///
    /// `None` where it takes the lexer to tell: quotes, parentheses and other octets up to `)`,
    /// escapes, carriage returns and other control characters before the line's comment, more than
    /// `MOST_WORDS` words, lines longer than `LONGEST`, and a last line without an end.
    #[inline(always)]
    pub fn line(&mut self, text: &[u8], start: u32) -> Option<u32> {
        let (mut base, mut goes_on, mut count) = (start as usize, false, 0);
        self.count = 0;
        // Most lines are shorter than a step.
        loop {
            let Masks { blank, special } = Masks::at(text, base)?;
            let before_end = special.wrapping_sub(1) & !special;
            let word = !blank & before_end;
            let behind_word = word << 1 | u64::from(goes_on);
            let (starts, mut ends) = (word & !behind_word, behind_word & !word);
            // Of a word that goes on behind the step, the end is put right there.
            if goes_on {
                self.words[count - 1].end = base as u32 + ends.trailing_zeros();
                ends &= ends.wrapping_sub(1);
            }
            count = self.cut(base as u32, starts, ends, count)?;
            if special != 0 {
                let end = base + special.trailing_zeros() as usize;
                let line_feed = match text.get(end) {
                    Some(b'\n') => end,
                    Some(b';') => {
                        let length = memchr::memchr(b'\n', &text[end..])?;
                        self.is_marked |= is_marked(&text[end..end + length]);
                        end + length
                    }
                    _ => return None,
                };
                self.count = count;
                return Some(line_feed as u32);
            }
            goes_on = word >> (STEP - 1) == 1;
            base += STEP;
            if base - start as usize > LONGEST {
                return None;
            }
        }
    }

    /// Adds the words of the step at `base` to `count` others, and returns how many there are then; `None` if
    /// those are too many.
    #[inline(always)]
    fn cut(&mut self, base: u32, mut starts: u64, mut ends: u64, count: usize) -> Option<usize> {
        let all = count + starts.count_ones() as usize;
        let mut at = count;
        while at < all {
            if all > MOST_WORDS {
                return None;
            }
            for word in self.words.get_mut(at..at + AT_ONCE)? {
                word.start = base + starts.trailing_zeros();
                word.end = base + ends.trailing_zeros();
                starts &= starts.wrapping_sub(1);
                ends &= ends.wrapping_sub(1);
            }
            at += AT_ONCE;
        }
        Some(all)
    }
}

/// Whether a comment holds the mark, or what may be meant by it: `srvlint` in other letters, with a hyphen, or with one letter
/// wrong behind its first three. Most comments are seen to hold nothing like it 16 octets at a time.
pub(super) fn is_marked(comment: &[u8]) -> bool {
    may_be_marked(comment)
        && comment.windows(LONGEST_BEGINNING).enumerate().any(|(at, three)| {
            let behind = &comment[at + LONGEST_BEGINNING..];
            let behind = behind.strip_prefix(b"-").or_else(|| behind.strip_prefix(b"_")).unwrap_or(behind);
            is_beginning(three)
                && matches!(
                    behind,
                    [b'l' | b'L' | b'i' | b'I', b'l' | b'L' | b'i' | b'I' | b'n' | b'N' | b't' | b'T', ..]
                )
        })
}

/// How many octets of the mark are looked for first.
const LONGEST_BEGINNING: usize = 3;
/// How many places are looked at in one step.
const PLACES: usize = 16;

/// Whether these octets are what the mark begins with, its last two in either order.
fn is_beginning(three: &[u8]) -> bool {
    three.eq_ignore_ascii_case(b"srv") || three.eq_ignore_ascii_case(b"svr")
}

/// Whether such octets may stand in a comment.
fn may_be_marked(comment: &[u8]) -> bool {
    let Some(last) = comment.len().checked_sub(PLACES + LONGEST_BEGINNING - 1) else {
        return comment.windows(LONGEST_BEGINNING).any(is_beginning);
    };
    let mut at = 0;
    loop {
        let small = |from: usize| {
            let octets: [u8; PLACES] = comment[from..from + PLACES].try_into().expect("of this length");
            u8x16::from(octets) | u8x16::splat(0x20)
        };
        let is = |octets: u8x16, letter: u8| octets.simd_eq(u8x16::splat(letter));
        let (first, second, third) = (small(at), small(at + 1), small(at + 2));
        let rest = is(second, b'r') & is(third, b'v') | is(second, b'v') & is(third, b'r');
        if (is(first, b's') & rest).to_bitmask() != 0 {
            return true;
        }
        if at == last {
            return false;
        }
        at = (at + PLACES).min(last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::random::Random;
    use crate::syntax::lexer::{Kind, Tokens};

    /// What the lexer says of the line that begins at `start`, if it is a plain one.
    fn by_the_lexer(text: &[u8], start: u32) -> Option<(u32, Vec<Word>)> {
        let mut words = Vec::new();
        for token in Tokens::new(text, start) {
            match token.kind {
                Kind::Blank | Kind::Comment => {}
                Kind::Word if !token.escaped && token_is_plain(token.text(text)) => words.push(token.word()),
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
    fn a_mark_is_seen_in_other_letters_too() {
        for comment in
            ["; srvlint: x", "; SRVLINT x", ";srv-lint ", "; srvlnt", "; svrlint", "; srvilnt", "; srvlit"]
        {
            assert!(is_marked(comment.as_bytes()), "{comment}");
        }
        for comment in ["", "; the service", "; SRV targets", "; srv", "; vlan", "; serial 1"] {
            assert!(!is_marked(comment.as_bytes()), "{comment}");
        }
        // Wherever it stands, in a step or across two.
        for (before, behind) in (0..70).flat_map(|before| (0..40).map(move |behind| (before, behind))) {
            let comment = [vec![b's'; before], b"sRvlint".to_vec(), vec![b'v'; behind]].concat();
            assert!(is_marked(&comment), "{before} {behind}");
            assert!(!is_marked(&[vec![b'r'; before], b"srulint".to_vec(), vec![b'v'; behind]].concat()));
        }
    }

    #[test]
    fn says_what_the_lexer_says() {
        let alphabet = b"aaaaaaaa..  \t\t0123;\n\r\"()\\\0\x01\xff$";
        let (mut random, mut plain) = (Random::new(3), 0);
        let rounds = if cfg!(miri) { 40 } else { 40_000 };
        for round in 0..rounds {
            // Most texts hold nothing but words and blanks, and many are longer than a step.
            let letters = if round % 4 == 0 { alphabet.len() } else { 20 };
            let text = random.octets(round % 300, &alphabet[..letters]);
            let (mut cutter, mut start) = (Cutter::new(), 0);
            loop {
                let found = cutter.line(&text, start).map(|end| (end, cutter.words().to_vec()));
                let expected = by_the_lexer(&text, start);
                assert!(found.is_none() || found == expected, "{:?}", String::from_utf8_lossy(&text));
                assert!(found.is_some() || cutter.words().is_empty());
                // What the lexer takes for plain is left to it only where there is a reason.
                let reason = expected.as_ref().is_some_and(|(end, words)| {
                    words.len() > MOST_WORDS || text[start as usize..*end as usize].contains(&b'$')
                });
                assert!(found.is_some() || expected.is_none() || reason);
                plain += usize::from(found.is_some());
                let Some(end) = memchr::memchr(b'\n', &text[start as usize..]) else { break };
                start += end as u32 + 1;
            }
        }
        assert!(plain > rounds / 4, "{plain}");
    }
}
