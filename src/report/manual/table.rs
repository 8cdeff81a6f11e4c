//! Rows of text in columns that fit a width. Knows no Markdown.

use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::report::manual::prose::Prose;
use crate::report::paint::{Ink, write_in};

/// What stands between two columns.
const GAP: usize = 2;
/// A column is not made narrower than this.
const NARROWEST: usize = 10;

/// Writes `rows` in columns of at most `width` in all: the widest column is broken first. A line stands below the first
/// row, which has the titles.
pub fn write_table(
    out: &mut dyn WriteColor,
    rows: &[Vec<Prose>],
    indent: usize,
    width: usize,
) -> io::Result<()> {
    let widths = widths(rows, width.saturating_sub(indent));
    for (number, row) in rows.iter().enumerate() {
        write_row(out, row, &widths, indent)?;
        if number == 0 {
            let line: usize = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
            let line = line.min(width.saturating_sub(indent));
            write!(out, "{}", " ".repeat(indent))?;
            write_in(out, Ink::Frame, false, &"─".repeat(line))?;
            writeln!(out)?;
        }
    }
    Ok(())
}

fn widths(rows: &[Vec<Prose>], width: usize) -> Vec<usize> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(Prose::width).max();
    let mut widths: Vec<usize> = (0..count).map(|column| widest(column).unwrap_or(0)).collect();
    let longest =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(Prose::longest_word).max();
    // What stands last may be longer than its column.
    let least = |column: usize| if column + 1 == count { 0 } else { longest(column).unwrap_or(0) };
    let least: Vec<usize> = (0..count).map(|column| least(column).max(NARROWEST)).collect();
    let room = width.saturating_sub(GAP * count.saturating_sub(1));
    while widths.iter().sum::<usize>() > room {
        let broken = widths.iter_mut().zip(&least).filter(|(width, least)| **width > **least);
        let Some((widest, _)) = broken.max_by_key(|(width, _)| **width) else {
            // The terminal breaks the lines anyway.
            *widths.last_mut().expect("a column is too wide") = usize::MAX / 2;
            break;
        };
        *widest -= 1;
    }
    widths
}

fn write_row(out: &mut dyn WriteColor, row: &[Prose], widths: &[usize], indent: usize) -> io::Result<()> {
    let cells: Vec<Vec<Prose>> = row.iter().zip(widths).map(|(cell, width)| cell.lines(*width)).collect();
    for line in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
        write!(out, "{}", " ".repeat(indent))?;
        // What stands behind the last cell of a line is not padded.
        let last = cells.iter().rposition(|cell| cell.len() > line).unwrap_or(0);
        for (number, (cell, width)) in cells.iter().zip(widths).enumerate().take(last + 1) {
            let text = cell.get(line).cloned().unwrap_or_default();
            text.write(out)?;
            if number < last {
                write!(out, "{}", " ".repeat(width.saturating_sub(text.width()) + GAP))?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use codespan_reporting::term::termcolor::NoColor;

    use super::*;
    use crate::report::manual::prose::Look;

    #[test]
    fn the_widest_column_is_broken() {
        let cell = |text: &str| {
            let mut prose = Prose::default();
            prose.push(text, Look::Plain);
            prose
        };
        let rows = [vec![cell("a"), cell("b")], vec![cell("xx"), cell("one two three four five")]];
        let written = |width| {
            let mut out = NoColor::new(Vec::new());
            write_table(&mut out, &rows, 2, width).expect("memory takes it");
            String::from_utf8(out.into_inner()).expect("UTF-8")
        };
        assert_eq!(written(80), format!("  a   b\n  {}\n  xx  one two three four five\n", "─".repeat(27)));
        assert_eq!(
            written(20),
            format!("  a   b\n  {}\n  xx  one two three\n      four five\n", "─".repeat(18))
        );
    }
}
