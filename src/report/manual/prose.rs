//! Words with their looks, in lines of a width. Knows no Markdown.

use std::io;

use codespan_reporting::term::termcolor::{ColorSpec, WriteColor};
use unicode_width::UnicodeWidthStr;

use crate::report::paint::Ink;

/// How a piece of text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// As the text around.
    Plain,
    /// Stressed, or a heading.
    Strong,
    /// A name or a piece of a zone.
    Code,
}

impl Look {
    fn style(self) -> ColorSpec {
        match self {
            Look::Plain => ColorSpec::new(),
            Look::Strong => {
                let mut style = ColorSpec::new();
                style.set_bold(true);
                style
            }
            Look::Code => Ink::Frame.style(false),
        }
    }
}

/// A text in pieces that look different.
#[derive(Debug, Default, Clone)]
pub struct Prose(Vec<(String, Look)>);

/// Code with more columns is broken at its blanks.
const LONGEST_WHOLE: usize = 40;

/// What is not broken: pieces without a blank between them.
type Word<'a> = Vec<(&'a str, Look)>;

impl Prose {
    /// Adds a piece.
    pub fn push(&mut self, text: &str, look: Look) {
        self.0.push((text.to_owned(), look));
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The columns of the text in one line.
    pub fn width(&self) -> usize {
        self.0.iter().map(|(text, _)| text.width()).sum()
    }

    /// The columns of the longest word.
    pub fn longest_word(&self) -> usize {
        let columns = |word: Word<'_>| word.iter().map(|(text, _)| text.width()).sum();
        self.words().into_iter().map(columns).max().unwrap_or(0)
    }

    /// The text in lines of at most `width` columns. A word that is longer has a line to itself. A
    /// short piece of code is one word.
    pub fn lines(&self, width: usize) -> Vec<Prose> {
        let (mut lines, mut line, mut used) = (Vec::new(), Prose::default(), 0);
        for word in self.words() {
            let columns: usize = word.iter().map(|(text, _)| text.width()).sum();
            if used > 0 && used + 1 + columns > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            if used > 0 {
                line.push(" ", Look::Plain);
                used += 1;
            }
            word.iter().for_each(|(text, look)| line.push(text, *look));
            used += columns;
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines
    }

    fn words(&self) -> Vec<Word<'_>> {
        let (mut words, mut word): (Vec<Word<'_>>, Word<'_>) = (Vec::new(), Vec::new());
        for (text, look) in &self.0 {
            if *look == Look::Code && text.width() <= LONGEST_WHOLE {
                word.push((text, *look));
                continue;
            }
            for (number, part) in text.split([' ', '\n']).enumerate() {
                if number > 0 && !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                if !part.is_empty() {
                    word.push((part, *look));
                }
            }
        }
        if !word.is_empty() {
            words.push(word);
        }
        words
    }

    /// Writes the text in one line, without its end.
    pub fn write(&self, out: &mut dyn WriteColor) -> io::Result<()> {
        for (text, look) in &self.0 {
            match look {
                Look::Plain => write!(out, "{text}")?,
                look => {
                    out.set_color(&look.style())?;
                    write!(out, "{text}")?;
                    out.reset()?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_without_a_blank_stay_together() {
        let mut prose = Prose::default();
        prose.push("one (", Look::Plain);
        prose.push("`a b`", Look::Code);
        prose.push("), two\nthree", Look::Plain);
        let text = |line: &Prose| line.0.iter().map(|(text, _)| text.as_str()).collect::<String>();
        let lines = |width| prose.lines(width).iter().map(text).collect::<Vec<_>>();
        assert_eq!(lines(80), ["one (`a b`), two three"]);
        assert_eq!(lines(12), ["one (`a b`),", "two three"]);
        assert_eq!(lines(3), ["one", "(`a b`),", "two", "three"]);
        assert!(Prose::default().lines(80).is_empty());
    }
}
