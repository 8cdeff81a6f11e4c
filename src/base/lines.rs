//! Where the lines of a text begin, found out without a number for each: of a gigabyte of line ends, those
//! would take four. Only of a text that is dropped, each is kept. Knows no character.

use wide::u8x16;

use crate::base::span::Position;
use crate::base::unchecked::{Task, run_with_best_instructions};

/// How many octets are counted at once.
const BLOCK: usize = 1 << 9;

/// Where the line begins that holds the octet at `at`, or that ends there with the text.
pub fn line_start(text: &[u8], at: usize) -> usize {
    memchr::memrchr(b'\n', &text[..at.min(text.len())]).map_or(0, |end| end + 1)
}

/// The words of a text, between blanks and line ends.
pub fn words_of(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty())
}

/// Where a piece of a text begins in it, in octets; `piece` must be borrowed from it.
pub fn offset_in(text: &[u8], piece: &[u8]) -> usize {
    piece.as_ptr() as usize - text.as_ptr() as usize
}

/// How many line ends stand before each block of a text.
#[derive(Debug)]
pub(crate) struct Lines(Vec<u32>);

impl Lines {
    /// The lines of `text`, which has 4 GiB at most.
    pub fn of(text: &[u8]) -> Self {
        run_with_best_instructions(Counting(text))
    }

    /// Index of the line (from 0) that holds the octet at `byte`, or that ends there with the text.
    pub fn index(&self, text: &[u8], byte: u32) -> usize {
        let byte = byte as usize;
        let block = byte / BLOCK;
        self.0[block] as usize + line_ends(&text[block * BLOCK..byte]).count()
    }

    /// The offset at which the line with this index begins; `None` if there are not so many.
    pub fn start(&self, text: &[u8], index: usize) -> Option<u32> {
        let Some(last_end) = index.checked_sub(1) else { return Some(0) };
        // The last block before which so few line ends stand that this one can be in it.
        let block = self.0.partition_point(|before| *before as usize <= last_end) - 1;
        let (behind, before) = (text.get(block * BLOCK..)?, self.0[block] as usize);
        let end = line_ends(&behind[..behind.len().min(BLOCK)]).nth(last_end - before)?;
        Some((block * BLOCK + end + 1) as u32)
    }
}

/// The counting of the line ends of a text.
struct Counting<'t>(&'t [u8]);

impl Task for Counting<'_> {
    type Output = Lines;

    #[inline(always)]
    fn run(self) -> Lines {
        let mut ends = Vec::with_capacity(self.0.len() / BLOCK + 2);
        let mut before = 0;
        ends.push(before);
        for block in self.0.chunks(BLOCK) {
            before += count_line_ends(block);
            ends.push(before);
        }
        Lines(ends)
    }
}

/// Where each line of a text begins: enough to tell places in it when it is no longer there.
#[derive(Debug)]
pub struct LineStarts(Box<[u32]>);

impl LineStarts {
    /// Those of `text`; `None` if it has characters of several octets, so that they do not tell the columns.
    pub fn of(text: &[u8]) -> Option<Self> {
        // Lines of zones are seldom shorter.
        let mut starts = Vec::with_capacity(text.len() / 24 + 1);
        starts.push(0);
        add_starts(text, &mut starts);
        text.is_ascii().then(|| LineStarts(starts.into()))
    }

    /// The place of the octet at `byte`.
    pub fn position(&self, byte: u32) -> Position {
        let line = self.0.partition_point(|start| *start <= byte);
        let column = byte - self.0[line - 1] + 1;
        Position { line: line as u32, column, byte_column: column, byte }
    }
}

/// How many line ends stand in a block.
#[inline(always)]
fn count_line_ends(block: &[u8]) -> u32 {
    let (parts, rest) = block.as_chunks::<128>();
    let mut count = u32::from(count_few(rest));
    for part in parts {
        count += u32::from(count_few(part));
    }
    count
}

/// The same of no more octets than an octet can count: processors add many such numbers in one instruction.
#[inline(always)]
fn count_few(octets: &[u8]) -> u8 {
    octets.iter().fold(0, |count, octet| count + u8::from(*octet == b'\n'))
}

/// How many octets are looked at in one step.
const STEP: usize = 64;

/// Adds where each line begins, but for the first. To look for one line end after the other would take some times as long, as
/// lines are short.
fn add_starts(text: &[u8], starts: &mut Vec<u32>) {
    let (steps, rest) = text.as_chunks::<STEP>();
    for (number, step) in steps.iter().enumerate() {
        // One bit an octet, the first one's lowest.
        let mut ends = 0;
        for (number, part) in step.as_chunks::<16>().0.iter().enumerate() {
            let are_ends = u8x16::from(*part).simd_eq(u8x16::splat(b'\n'));
            ends |= u64::from(are_ends.to_bitmask()) << (16 * number);
        }
        while ends != 0 {
            starts.push((number * STEP) as u32 + ends.trailing_zeros() + 1);
            ends &= ends - 1;
        }
    }
    let behind = text.len() - rest.len();
    starts.extend(line_ends(rest).map(|end| (behind + end) as u32 + 1));
}

fn line_ends(octets: &[u8]) -> memchr::Memchr<'_> {
    memchr::memchr_iter(b'\n', octets)
}

#[cfg(test)]
mod tests {
    use std::iter::once;

    use super::*;

    #[test]
    fn a_line_begins_behind_the_line_end_before_it() {
        for (at, start) in [(0, 0), (1, 0), (2, 2), (3, 3), (4, 3), (9, 3)] {
            assert_eq!(line_start(b"a\n\nb", at), start, "{at}");
        }
    }

    #[test]
    fn every_line_of_every_text_is_where_it_begins() {
        // Line ends everywhere, nowhere, at the ends of blocks, and now and then.
        let texts: [&dyn Fn(usize) -> bool; 6] = [
            &|_| true,
            &|_| false,
            &|at| at % BLOCK == 0,
            &|at| at % BLOCK == BLOCK - 1,
            &|at| at % 37 == 5,
            &|at| (BLOCK..3 * BLOCK).contains(&at) && at % 3 == 0,
        ];
        for (is_end, length) in texts
            .iter()
            .flat_map(|text| [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK].map(|length| (text, length)))
        {
            let text: Vec<u8> = (0..length).map(|at| if is_end(at) { b'\n' } else { b'x' }).collect();
            let ends = text.iter().enumerate().filter(|(_, octet)| **octet == b'\n');
            let starts: Vec<u32> = once(0).chain(ends.map(|(at, _)| at as u32 + 1)).collect();
            let lines = Lines::of(&text);
            let is_asked = |number: usize| number.is_multiple_of(61) || (number + 1) % BLOCK < 3;
            for (index, start) in starts.iter().enumerate().filter(|(index, _)| is_asked(*index)) {
                assert_eq!(lines.start(&text, index), Some(*start), "{length} {index}");
            }
            assert_eq!(lines.start(&text, starts.len()), None, "{length}");
            let kept = LineStarts::of(&text).expect("it is ASCII");
            assert_eq!(*kept.0, starts, "{length}");
            for byte in (0..=length).filter(|byte| is_asked(*byte)) {
                let index = starts.partition_point(|start| *start as usize <= byte) - 1;
                assert_eq!(lines.index(&text, byte as u32), index, "{length} {byte}");
            }
        }
    }
}
