//! Places in the texts of a run: which text, which octets of it, and which line and column. Knows no text.

use std::fmt;

/// One text of the run: a file, an included file, or the text that a directive stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub(super) u32);

/// A half-open range of octets in one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The text it lies in.
    pub source: SourceId,
    /// Offset of the first octet, from 0.
    pub start: u32,
    /// Offset behind the last octet.
    pub end: u32,
}

impl Span {
    /// The range `start..end` of `source`.
    pub fn new(source: SourceId, start: u32, end: u32) -> Self {
        Self { source, start, end }
    }

    /// The smallest span that covers both, which must lie in one source.
    pub fn to(self, last: Span) -> Span {
        debug_assert_eq!(self.source, last.source);
        Span::new(self.source, self.start.min(last.start), self.end.max(last.end))
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.source == other.source && self.start <= other.start && other.end <= self.end
    }
}

/// A place as people count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1; only a line feed ends a line, as in BIND's messages.
    pub line: u32,
    /// Column in Unicode code points, from 1. An octet that is not UTF-8 counts as one.
    pub column: u32,
    /// Column in octets, from 1.
    pub byte_column: u32,
    /// Offset in the file in octets, from 0.
    pub byte: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}
