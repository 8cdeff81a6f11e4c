//! All rules in a table: in columns with titles on a terminal, separated by tabs for programs.

use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::report::manual::prose::{Look, Prose};
use crate::report::manual::table::write_table;
use crate::rules::Rule;

/// Rows of text with titles.
pub struct Columns {
    /// The titles.
    pub titles: &'static [&'static str],
    /// The rows, each with a text for each title; the last may be missing.
    pub rows: Vec<Vec<String>>,
}

impl Columns {
    /// Writes columns that fit `width`; without one, a row a line, with tabs between, and no titles.
    pub fn write(&self, out: &mut dyn WriteColor, width: Option<usize>) -> io::Result<()> {
        let Some(width) = width else {
            return self.rows.iter().try_for_each(|row| writeln!(out, "{}", row.join("\t")));
        };
        let prose = |text: &str, look: Look| {
            let mut prose = Prose::default();
            prose.push(text, look);
            prose
        };
        let titles = self.titles.iter().map(|title| prose(title, Look::Strong)).collect();
        let rows = self.rows.iter().map(|row| row.iter().map(|cell| prose(cell, Look::Plain)).collect());
        let table: Vec<Vec<Prose>> = std::iter::once(titles).chain(rows).collect();
        write_table(out, &table, 0, width)
    }
}

/// Writes every rule: name, severity, fix, summary.
pub fn write_rules(out: &mut dyn WriteColor, rules: &[Rule], width: Option<usize>) -> io::Result<()> {
    let row = |rule: &Rule| {
        let page = rule.page();
        let severity = if page.on_by_default { page.severity.name() } else { "off" };
        [rule.name, severity, page.fix, page.summary].map(str::to_owned).to_vec()
    };
    let titles = &["rule", "severity", "fix", "what it finds"];
    Columns { titles, rows: rules.iter().map(row).collect() }.write(out, width)
}
