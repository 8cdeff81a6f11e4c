//! Lines for people: fitted to a width, with bars. Knows no service.

use std::borrow::Cow;
use std::io;

use codespan_reporting::term::termcolor::{ColorSpec, WriteColor};

use crate::base::printable::defused;

/// How wide lines may be, and whether bars are drawn.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// The columns of a line: what does not fit goes to the next one. `None` for no bound.
    pub width: Option<usize>,
    /// Whether each share is drawn as a bar.
    pub bars: bool,
}

/// How many columns a bar of 100 % has.
const BAR: usize = 10;
/// Parts of a column, from an eighth on.
const EIGHTHS: [char; 7] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/// Lines that hold no command to a CI system. A name means the same with a backslash before any of its signs.
fn harmless_lines(text: &str) -> Cow<'_, str> {
    let is_command = |line: &str| line.trim_start().starts_with("::");
    if !text.contains("##") && !text.split('\n').any(is_command) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let blanks = line.len() - line.trim_start().len();
        let (before, rest) = line.split_at(blanks);
        shown.push_str(before);
        shown.push_str(if rest.starts_with("::") { "\\" } else { "" });
        shown.push_str(&defused(rest));
    }
    Cow::Owned(shown)
}

/// Writes a text in bold, such as the name at the beginning of a line.
pub fn bold(out: &mut dyn WriteColor, text: &str) -> io::Result<()> {
    out.set_color(ColorSpec::new().set_bold(true))?;
    out.write_all(harmless_lines(text).as_bytes())?;
    out.reset()
}

/// The widest of some texts, but no more than half a line.
pub fn column(lengths: impl Iterator<Item = usize>, layout: Layout) -> usize {
    let widest = lengths.max().unwrap_or(0);
    layout.width.map_or(widest, |width| widest.min(width / 2))
}

/// A bar for a share, with a blank behind it.
pub fn bar(share: f64) -> String {
    let eighths = (share * (BAR * 8) as f64).round() as usize;
    // What is not nothing is seen.
    let eighths = if share > 0.0 { eighths.max(1) } else { 0 };
    let (full, part) = (eighths / 8, eighths % 8);
    let part = part.checked_sub(1).map(|part| EIGHTHS[part]);
    let drawn: String = std::iter::repeat_n('█', full).chain(part).collect();
    format!("{drawn:BAR$} ")
}

/// "1st", "2nd", "3rd".
pub fn ordinal(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// Writes `head` and the words behind it; those that do not fit go to further lines, below the first word.
pub fn wrapped<'a>(
    out: &mut dyn WriteColor,
    head: &str,
    words: impl Iterator<Item = &'a str>,
    between: &str,
    layout: Layout,
) -> io::Result<()> {
    let mut text = String::with_capacity(head.len() + 64);
    wrapped_into(&mut text, head, words, between, layout);
    out.write_all(harmless_lines(&text).as_bytes())
}

/// The same into a text.
pub fn wrapped_into<'a>(
    text: &mut String,
    head: &str,
    words: impl Iterator<Item = &'a str>,
    between: &str,
    layout: Layout,
) {
    let Some(width) = layout.width else {
        text.push_str(head);
        for (number, word) in words.enumerate() {
            text.push_str(if number > 0 { between } else { "" });
            text.push_str(word);
        }
        trim_end(text);
        return text.push('\n');
    };
    let length = |text: &str| text.chars().count();
    // Behind a long head nothing would fit.
    let indent = if length(head) > width * 2 / 3 { 10 } else { length(head) };
    let (mut at, mut is_first) = (length(head), true);
    text.push_str(head);
    for word in words {
        let gap = if is_first { 0 } else { between.len() };
        let fits = at + gap + length(word) <= width;
        if fits || is_first && indent == length(head) {
            text.push_str(if is_first { "" } else { between });
            at += gap + length(word);
        } else {
            trim_end(text);
            text.push('\n');
            text.extend(std::iter::repeat_n(' ', indent));
            at = indent + length(word);
        }
        text.push_str(word);
        is_first = false;
    }
    trim_end(text);
    text.push('\n');
}

fn trim_end(text: &mut String) {
    text.truncate(text.trim_end_matches(' ').len());
}

/// Adds a text and blanks behind it, up to so many columns. Names are ASCII.
pub fn push_left(line: &mut String, text: &str, columns: usize) {
    line.push_str(text);
    line.extend(std::iter::repeat_n(' ', columns.saturating_sub(text.len())));
}

/// Adds a text and blanks before it.
pub fn push_right(line: &mut String, text: &str, columns: usize) {
    line.extend(std::iter::repeat_n(' ', columns.saturating_sub(text.len())));
    line.push_str(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_shares() {
        for (share, expected) in [
            (1.0, "██████████ "),
            (0.5, "█████      "),
            (0.01, "▏          "),
            (0.000_01, "▏          "),
            (0.0, "           "),
        ] {
            assert_eq!(bar(share), expected, "{share}");
        }
    }

    #[test]
    fn ordinals() {
        let shown: Vec<String> = [1, 2, 3, 4, 11, 12, 13, 21, 112].into_iter().map(ordinal).collect();
        assert_eq!(shown, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th"]);
    }

    #[test]
    fn words_that_do_not_fit_go_below_the_first() {
        let layout = |width| Layout { width: Some(width), bars: false };
        for (width, head, expected) in [
            (80, "ab  ", "ab  one  two  three\n"),
            (14, "ab  ", "ab  one  two\n    three\n"),
            (6, "a ", "a one\n  two\n  three\n"),
            (12, "long head  ", "long head\n          one\n          two\n          three\n"),
        ] {
            let mut text = String::new();
            wrapped_into(&mut text, head, ["one", "two", "three"].into_iter(), "  ", layout(width));
            assert_eq!(text, expected);
        }
    }
}
