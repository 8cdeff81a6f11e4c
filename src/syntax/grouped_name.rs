//! Names that hold `(` or `)`, which group lines unless a backslash stands before them: the words of the line no longer tell
//! where they stood, so that its octets are asked. Knows no text beyond the line.

use crate::base::printable::printable;
use crate::syntax::entry::Word;
use crate::syntax::error::{SyntaxError, note};
use crate::syntax::fields::Fields;
use crate::syntax::lexer::{Kind, Tokens};

/// How a message begins about a name with parentheses in it.
pub const GROUPED_NAME: &str = "`(` and `)` group lines";

/// What is wrong with `words` that are meant for one name, if parentheses part them, and perhaps blanks, too.
pub(super) fn grouped_name(words: &[Word], text: &[u8]) -> Option<SyntaxError> {
    let (start, end) = extent(words, text)?;
    let (name, mut written, mut has_blank) = (&text[start..end], Vec::new(), false);
    for token in Tokens::new(&text[..end], start as u32) {
        let octets = token.text(text);
        match token.kind {
            Kind::Blank => {
                has_blank = true;
                written.extend(octets.iter().flat_map(|_| b"\\032"));
            }
            Kind::Open | Kind::Close => written.extend([b'\\', octets[0]]),
            _ => written.extend(octets),
        }
    }
    let (and, too) = match has_blank {
        true => (", and a blank ends a name", ", and the blank as `\\032`"),
        false => ("", ""),
    };
    let message = format!("{GROUPED_NAME}{and}: `{}` is read as {} words", printable(name), words.len());
    let help = format!("write `\\(` and `\\)`{too}: `{}`", printable(&written));
    let whole = Word { start: start as u32, end: end as u32, quoted: false, escaped: true };
    Some(SyntaxError { help: Some(help), ..SyntaxError::at(whole, message) })
}

/// Where the name of these words begins and ends, if parentheses stand in it that are closed there: with those that touch its
/// first or last word.
fn extent(words: &[Word], text: &[u8]) -> Option<(usize, usize)> {
    let (mut start, mut end) = (words.first()?.start as usize, words.last()?.end as usize);
    let (mut depth, mut lowest, mut count) = (0_i32, 0, 0);
    for token in Tokens::new(text.get(..end)?, start as u32) {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth -= 1,
            Kind::Word | Kind::Blank => continue,
            _ => return None,
        }
        (lowest, count) = (lowest.min(depth), count + 1);
    }
    // What opens before it, and what closes behind it.
    for _ in lowest..0 {
        start = start.checked_sub(1).filter(|at| text[*at] == b'(')?;
    }
    for _ in lowest..depth {
        end += usize::from(text.get(end) == Some(&b')'));
        (text[end - 1] == b')').then_some(())?;
    }
    (count > 0).then_some((start, end))
}

impl Fields<'_, '_> {
    /// Whether the owner holds parentheses and no blank, which is reported: `host(old) A 192.0.2.1`.
    pub(super) fn is_grouped_owner(&mut self, word: Word, owner: Option<Word>) -> bool {
        let touches = |pair: &&[Word]| {
            let between = &self.text[pair[0].end as usize..pair[1].start as usize];
            !between.is_empty() && between.iter().all(|octet| matches!(octet, b'(' | b')'))
        };
        let count = 1 + self.words.windows(2).take_while(touches).count();
        // A piece of it may have passed for a TTL or a class.
        let is_near = owner.is_some() && self.words[1..].iter().take(count).any(|near| *near == word);
        if count == 1 || !is_near || !self.has_type(count) {
            return false;
        }
        let error = grouped_name(&self.words[..count], self.text);
        error.map(|error| note(self.errors, error)).is_some()
    }
}
