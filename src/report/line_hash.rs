//! `primaryLocationLineHash`: the fingerprint by which GitHub follows an alert from line to line.
//!
//! GitHub's upload action computes it for results that have none, and warns about a fingerprint that
//! differs. So it is computed exactly as there (github/codeql-action, `src/fingerprints.ts`): a rolling
//! hash of the first 100 characters from the line's start, blanks left out.

use std::collections::HashMap;

/// How many characters a hash covers.
const BLOCK: usize = 100;
/// The base of the polynomial.
const BASE: u64 = 37;
/// Stands for the end of the file.
const END: u16 = 0xffff;

/// The hash of every line of a text and how many lines had that hash so far, the line included.
/// Lines end with LF, CR or CRLF.
pub fn line_hashes(text: &str) -> Vec<(u64, u32)> {
    let mut rolling = Rolling {
        window: [(0, false); BLOCK],
        at: 0,
        hash: 0,
        leaving: BASE.wrapping_pow(BLOCK as u32),
        hashes: Vec::new(),
        seen: HashMap::new(),
    };
    let (mut line_start, mut behind_cr) = (true, false);
    for unit in text.encode_utf16().chain([END]) {
        let line_feed_of_crlf = behind_cr && unit == u16::from(b'\n');
        behind_cr = unit == u16::from(b'\r');
        if line_feed_of_crlf || unit == u16::from(b' ') || unit == u16::from(b'\t') {
            continue;
        }
        let unit = if behind_cr { u16::from(b'\n') } else { unit };
        rolling.push(unit, line_start);
        line_start = unit == u16::from(b'\n');
    }
    for _ in 0..BLOCK {
        rolling.push(0, false);
    }
    rolling.hashes
}

/// The last 100 characters and their hash.
struct Rolling {
    /// Each character, and whether a line starts with it.
    window: [(u16, bool); BLOCK],
    at: usize,
    hash: u64,
    /// What a character weighs by the time it leaves the window.
    leaving: u64,
    hashes: Vec<(u64, u32)>,
    seen: HashMap<u64, u32>,
}

impl Rolling {
    fn push(&mut self, unit: u16, line_start: bool) {
        let (oldest, starts_line) = std::mem::replace(&mut self.window[self.at], (unit, line_start));
        if starts_line {
            let count = self.seen.entry(self.hash).or_default();
            *count += 1;
            self.hashes.push((self.hash, *count));
        }
        let gone = self.leaving.wrapping_mul(u64::from(oldest));
        self.hash = BASE.wrapping_mul(self.hash).wrapping_add(u64::from(unit)).wrapping_sub(gone);
        self.at = (self.at + 1) % BLOCK;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let hashes: Vec<String> =
            line_hashes(text).into_iter().map(|(hash, count)| format!("{hash:x}:{count}")).collect();
        assert_eq!(hashes, expected, "{text:?}");
    }

    #[test]
    fn hashes_are_those_of_github() {
        check("", &["c129715d7a2bc9a3:1"]);
        let short = ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"];
        check(" a\nb\n  \t\tc\n d", &short);
        let ends = ["c129715d7a2bc9a3:1"];
        let repeated =
            ["a7f2ff13bc495cf2:1", "a7f2ff13bc495cf2:2", "a7f2ff13bc495cf2:3", "a7f2ff13bc495cf2:4"];
        let rest = [
            "a7f2ff13bc495cf2:5",
            "a7f2ff13bc495cf2:6",
            "a7f2ff1481e87703:1",
            "a9cf91f7bbf1862b:1",
            "55ec222b86bcae53:1",
            "cc97dc7b1d7d8f7b:1",
        ];
        check(&"Lorem ipsum dolor sit amet.\n".repeat(10), &[&repeated[..], &rest, &ends].concat());
    }

    #[test]
    fn line_ends_and_blanks_do_not_count() {
        let lines = line_hashes("a\nb c\n\nd\n");
        assert_eq!(line_hashes("a\r\nb c\r\n\r\nd\r\n"), lines);
        assert_eq!(line_hashes("a\rbc\r\rd\r"), lines);
    }
}
