//! What a change does to services, for people: a block each, with the share of every host before and after.

use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::base::printable::{defused, defused_path};
use crate::report::traffic::changes::{HostRow, host_rows, service_notes};
use crate::report::traffic::layout::{Layout, Words, bold, column, wrap, write_lines};
use crate::report::traffic::listing::Listing;
use crate::report::traffic::words::add_reached;
use crate::workspace::traffic::change::Change;

/// How many addresses of a host are shown.
const MOST_ADDRESSES: usize = 4;

/// Writes a block for each service that differs.
pub fn write_changes(
    out: &mut dyn WriteColor,
    changes: &[Change<'_>],
    listing: &Listing<'_>,
    layout: Layout,
) -> io::Result<()> {
    for (number, change) in changes.iter().enumerate() {
        write!(out, "{}", if number > 0 { "\n" } else { "" })?;
        let service = change.service();
        bold(out, &service.owner)?;
        let span = service.owner_span;
        let line = listing.sources.position(span.source, span.start).line;
        let path = &listing.sources.file(span.source).path;
        let when = if change.after.is_none() { " before" } else { "" };
        writeln!(out, "  {}:{line}{when}", defused_path(path))?;
        for note in service_notes(change) {
            writeln!(out, "  {}", defused(&note))?;
        }
        write_rows(out, &host_rows(change), layout)?;
    }
    Ok(())
}

fn write_rows(out: &mut dyn WriteColor, rows: &[HostRow<'_>], layout: Layout) -> io::Result<()> {
    let width = |texts: &dyn Fn(&HostRow<'_>) -> usize| rows.iter().map(texts).max().unwrap_or(0);
    let before = width(&|row| row.before.chars().count()).max("before".len());
    let after = width(&|row| row.after.chars().count()).max("after".len());
    let hosts = column(rows.iter().map(|row| row.target.name.len()), layout);
    let ports = width(&|row| row.port.to_string().len());
    writeln!(out, "  {:>before$}  {:>after$}", "before", "after")?;
    for row in rows {
        let name = &row.target.name;
        let mut text =
            format!("  {:>before$}  {:>after$}  {name:hosts$}  {:ports$}  ", row.before, row.after, row.port);
        let mut words = Words::default();
        add_reached(row.target, MOST_ADDRESSES, &mut words);
        row.notes.iter().for_each(|note| words.add(note));
        wrap(&mut text, 0, words.iter(), "  ", layout);
        write_lines(out, &text)?;
    }
    Ok(())
}
