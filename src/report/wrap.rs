//! Prose broken into lines at blanks. Knows no terminal.

use unicode_width::UnicodeWidthStr;

/// `text` in lines of at most `width` columns, of which the first has `used` columns less. A word that is longer has a
/// line to itself. What stands in backticks is broken only where it is longer than half a line.
pub fn wrap(text: &str, used: usize, width: usize) -> Vec<String> {
    let (mut lines, mut line, mut left) = (Vec::new(), String::new(), width.saturating_sub(used));
    for word in words(text, width / 2) {
        let needed = word.width() + usize::from(!line.is_empty());
        if needed > left && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            left = width;
        }
        if !line.is_empty() {
            line.push(' ');
            left = left.saturating_sub(1);
        }
        line.push_str(word);
        left = left.saturating_sub(word.width());
    }
    lines.push(line);
    lines
}

/// The words of a text. A quotation in backticks that has at most `longest` columns is one word.
fn words(text: &str, longest: usize) -> Vec<&str> {
    let (mut words, mut start, mut quoted_to) = (Vec::new(), 0, 0);
    for (at, character) in text.char_indices().filter(|(_, character)| matches!(character, '`' | ' ')) {
        match character {
            '`' if at >= quoted_to => {
                let end = text[at + 1..].find('`').map(|end| at + 1 + end);
                let is_short = |end: &usize| text[at..*end].width() <= longest;
                quoted_to = end.filter(is_short).map_or(at, |end| end + 1);
            }
            ' ' if at >= quoted_to => {
                words.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    words.push(&text[start..]);
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_blanks() {
        for (text, used, width, expected) in [
            ("", 0, 10, vec![""]),
            ("one two three", 0, 7, vec!["one two", "three"]),
            ("one two three", 4, 7, vec!["one", "two", "three"]),
            ("a verylongname b", 0, 6, vec!["a", "verylongname", "b"]),
            ("write `0 0 0 .` or not", 0, 15, vec!["write `0 0 0 .`", "or not"]),
            ("write `0 0 0 .` or not", 0, 16, vec!["write `0 0 0 .`", "or not"]),
            ("an open ` tick", 0, 9, vec!["an open `", "tick"]),
            ("日本 日本", 0, 6, vec!["日本", "日本"]),
        ] {
            assert_eq!(wrap(text, used, width), expected, "{text}");
        }
    }

    #[test]
    fn a_long_text_takes_no_longer_than_it_is() {
        for text in ["` ".repeat(50_000), "a ".repeat(50_000), format!("`{}", "a ".repeat(50_000))] {
            assert!(wrap(&text, 0, 80).len() > 1_000);
        }
    }
}
