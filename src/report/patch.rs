//! A patch for a person at a terminal, in colours. Knows no edit.

use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::base::printable::{defused, printable_chars};
use crate::report::paint::{Ink, write_bold, write_in};

/// Writes a patch without what a terminal would obey, and an empty line below it.
pub fn write_patch(out: &mut dyn WriteColor, patch: &[u8]) -> io::Result<()> {
    if patch.is_empty() {
        return Ok(());
    }
    // A line that is taken out may begin with the same signs as a file's name.
    let mut left = (0, 0);
    for line in patch.split_inclusive(|octet| *octet == b'\n') {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let shown: String = printable_chars(line).collect();
        let text = defused(&shown);
        match (line.first(), &mut left) {
            (Some(b'-'), (before @ 1.., _)) => {
                *before -= 1;
                write_in(out, Ink::Error, false, &text)?;
            }
            (Some(b'+'), (_, after @ 1..)) => {
                *after -= 1;
                write_in(out, Ink::Good, false, &text)?;
            }
            (Some(b'@'), (0, 0)) => {
                left = lengths(&shown);
                write_in(out, Ink::Frame, false, &text)?;
            }
            (Some(b'-' | b'+' | b'd'), (0, 0)) => write_bold(out, &text)?,
            (first, (before, after)) => {
                if first == Some(&b' ') {
                    (*before, *after) = (before.saturating_sub(1), after.saturating_sub(1));
                }
                write!(out, "{text}")?;
            }
        }
        writeln!(out)?;
    }
    writeln!(out)
}

/// How many lines before and after the change the head of a part announces, as in `@@ -20,7 +20,7 @@`.
fn lengths(head: &str) -> (usize, usize) {
    let of = |sign: char| {
        let range = head.split(' ').find_map(|word| word.strip_prefix(sign))?;
        range.split_once(',').map_or(Some(1), |(_, length)| length.parse().ok())
    };
    (of('-').unwrap_or(0), of('+').unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use codespan_reporting::term::termcolor::{Ansi, NoColor};

    use super::*;

    const PATCH: &str = "--- a/z\n+++ b/z\n@@ -1,3 +1,2 @@\n x\x1b[2J\n--- a\n-b\n+++ c\n\\ No newline at end of file\n@@ -9 +8 @@\n-c\n+d\n";

    #[test]
    fn lines_have_the_colour_of_what_they_do() {
        let mut out = Ansi::new(Vec::new());
        write_patch(&mut out, PATCH.as_bytes()).expect("memory takes it");
        let text = String::from_utf8(out.into_inner()).expect("UTF-8");
        let lines: Vec<&str> = text.lines().collect();
        let colour = |ink: Ink| {
            format!(
                "38;5;{}m",
                match ink {
                    Ink::Error => 160,
                    Ink::Good => 28,
                    _ => 31,
                }
            )
        };
        for (number, ink) in [
            (2, Ink::Frame),
            (4, Ink::Error),
            (5, Ink::Error),
            (6, Ink::Good),
            (8, Ink::Frame),
            (9, Ink::Error),
            (10, Ink::Good),
        ] {
            assert!(lines[number].contains(&colour(ink)), "{number}: {:?}", lines[number]);
        }
        for number in [0, 1, 3, 7] {
            assert!(!lines[number].contains("38;5;"), "{number}: {:?}", lines[number]);
        }
        assert!(!text.contains("\x1b[2J"), "a zone gives a terminal no command: {text:?}");
    }

    #[test]
    fn without_colours_it_is_the_patch() {
        let mut out = NoColor::new(Vec::new());
        let patch = PATCH.replace("\x1b[2J", "");
        write_patch(&mut out, patch.as_bytes()).expect("memory takes it");
        assert_eq!(String::from_utf8(out.into_inner()).expect("UTF-8"), patch + "\n");
        let mut out = NoColor::new(Vec::new());
        write_patch(&mut out, b"").expect("memory takes it");
        assert!(out.into_inner().is_empty());
    }
}
