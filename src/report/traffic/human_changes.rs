//! What a change does to services, for people: a block each, with the share of every host before and after.

use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::base::printable::defused_path;
use crate::report::traffic::changes::{HostRow, host_rows, service_notes};
use crate::report::traffic::clients::client_changes;
use crate::report::traffic::layout::{Columns, Layout, Words, bold, push_sentence, write_lines};
use crate::report::traffic::listing::Listing;
use crate::report::traffic::words::{add_reached, alias_text};
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
        let span = service.owner_span;
        let line = listing.sources.position(span.source, span.start).line;
        let path = &listing.sources.file(span.source).path;
        let when = if change.after.is_none() { " before" } else { "" };
        let mut text = format!("{}  ", service.owner);
        let mut facts = Words::default();
        facts.add(format_args!("{}:{line}{when}", defused_path(path)));
        listing.apart.words(service).into_iter().for_each(|words| facts.add(words));
        if let Some(alias) = service.alias.as_ref().filter(|_| change.is_of_end_alone()) {
            facts.add(alias_text(alias));
        }
        facts.wrap(&mut text, 0, layout);
        bold(out, &service.owner)?;
        text.drain(..service.owner.len());
        service_notes(change, listing.sources)
            .iter()
            .for_each(|note| push_sentence(&mut text, "  ", note, layout));
        write_lines(out, &text)?;
        write_rows(out, &host_rows(change), layout)?;
        let mut text = String::new();
        for (names, shares) in client_changes(change, listing) {
            push_sentence(&mut text, &format!("  {names}: "), &shares, layout);
        }
        write_lines(out, &text)?;
    }
    Ok(())
}

fn write_rows(out: &mut dyn WriteColor, rows: &[HostRow<'_>], layout: Layout) -> io::Result<()> {
    let width = |texts: &dyn Fn(&HostRow<'_>) -> usize| rows.iter().map(texts).max().unwrap_or(0);
    let before = width(&|row| row.before.chars().count()).max("before".len());
    let after = width(&|row| row.after.chars().count()).max("after".len());
    let ports = width(&|row| row.port.to_string().len());
    let names = rows.iter().map(|row| row.target.name.len());
    let columns = Columns::new(names, ports, before + 2 + after, Layout { bars: false, ..layout });
    writeln!(out, "  {:>before$}  {:>after$}", "before", "after")?;
    for row in rows {
        let mut text = format!("  {:>before$}  {:>after$}  ", row.before, row.after);
        let mut words = Words::default();
        columns.push_host(&mut text, &row.target.name, row.port, &mut words);
        add_reached(row.target, MOST_ADDRESSES, &mut words);
        row.notes.iter().for_each(|note| words.add(note));
        words.wrap(&mut text, 0, layout);
        write_lines(out, &text)?;
    }
    Ok(())
}
