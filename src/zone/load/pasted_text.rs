//! What stands in a line that could not be read, as what explains it tells. Knows no line.

use std::ops::Range;

/// What stands in a line that could not be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pasted {
    /// What it is, the same for all lines with the same; `None` where each line is told of, as each can be corrected.
    pub kind: Option<&'static str>,
    /// The octets at fault, in the file.
    pub start: u32,
    pub end: u32,
    pub message: String,
    pub help: String,
    /// Whether the whole line holds nothing else.
    pub is_comment: bool,
}

impl Pasted {
    /// What is told of each line that has it, with its place in the file.
    pub fn of_line(place: Range<usize>, message: String, help: String) -> Self {
        let (start, end) = (place.start as u32, place.end as u32);
        Self { kind: None, start, end, message, help, is_comment: false }
    }

    /// What is told once of all lines that have the same.
    pub fn of_kind(kind: &'static str, place: Range<usize>, message: String, help: String) -> Self {
        Self { kind: Some(kind), ..Self::of_line(place, message, help) }
    }
}
