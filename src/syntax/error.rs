//! What the grammar does not allow, and how many such mistakes are noted. Knows no text.

use std::ops::Range;

use crate::syntax::entry::Word;

/// How many mistakes are noted until the caller takes them away: one entry may be a gigabyte of them.
pub(super) const MOST_NOTED: usize = 100;

/// Something that the grammar does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// Offset of the first octet at fault.
    pub start: u32,
    /// Offset behind the last octet at fault.
    pub end: u32,
    /// What is wrong.
    pub message: String,
    /// What to write instead, where that is known.
    pub help: Option<String>,
    /// Another place that explains it: offsets and what is there.
    pub label: Option<(u32, u32, String)>,
}

impl SyntaxError {
    /// That something is wrong with a word.
    pub fn at(word: Word, message: String) -> Self {
        SyntaxError { start: word.start, end: word.end, message, help: None, label: None }
    }

    /// The octets at fault, by their offsets.
    pub fn place(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Notes a mistake, if there are not too many already.
pub(super) fn note(errors: &mut Vec<SyntaxError>, error: SyntaxError) {
    if errors.len() < MOST_NOTED {
        errors.push(error);
    }
}
