//! Services as comma-separated values (RFC 4180): a line a record. Names come from strangers: no cell is a formula to a
//! spreadsheet.

use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::base::printable::defused_record;
use crate::report::traffic::changes::{host_rows, service_notes};
use crate::report::traffic::listing::Listing;
use crate::report::traffic::words::place_text;
use crate::workspace::traffic::change::Change;
use crate::workspace::traffic::service::{Alias, Service};

const COLUMNS: &str = "owner,zone,service,protocol,base,ttl,state,priority,weight,port,target,\
share_numerator,share_denominator,share_percent,reached,addresses,path,line,view,zone_path,withheld,alias_of";
const COLUMNS_OF_CHANGES: &str = "owner,zone,target,port,before,after,addresses,notes,view,zone_path";

/// Writes a line for each record; of services that differ, one for each host.
pub fn write(out: &mut dyn WriteColor, listing: &Listing<'_>) -> io::Result<()> {
    match &listing.changes {
        None => {
            write!(out, "{COLUMNS}\r\n")?;
            listing.services().iter().try_for_each(|service| write_service(out, service, listing))
        }
        Some(changes) => {
            write!(out, "{COLUMNS_OF_CHANGES}\r\n")?;
            changes.iter().try_for_each(|change| write_change(out, change, listing))
        }
    }
}

fn write_service(out: &mut dyn WriteColor, service: &Service, listing: &Listing<'_>) -> io::Result<()> {
    let labels = service.labels.as_ref();
    let ttl = service.ttl.map_or_else(String::new, |ttl| ttl.seconds.to_string());
    let withheld = service.gap.map_or_else(String::new, |gap| place_text(gap.place, listing.sources));
    let alias = service.alias.as_deref().map_or("", Alias::end);
    if service.tiers.is_empty() {
        return write_without_records(out, service, [&ttl, &withheld, alias], listing);
    }
    for tier in &service.tiers {
        for entry in &tier.records {
            let line = listing.sources.position(entry.span.source, entry.span.start).line;
            let cells = [
                service.owner.clone(),
                service.zone.to_string(),
                labels.map_or_else(String::new, |labels| labels.service.clone()),
                labels.map_or_else(String::new, |labels| labels.protocol.to_owned()),
                labels.map_or_else(String::new, |labels| labels.base.to_string()),
                ttl.clone(),
                service.state.name().to_owned(),
                tier.priority.to_string(),
                entry.weight.to_string(),
                entry.port.to_string(),
                entry.target.name.clone(),
                entry.share.numerator().to_string(),
                entry.share.denominator().to_string(),
                entry.share.percent().to_string(),
                entry.target.reached.name().to_owned(),
                addresses(&entry.target.addresses),
                listing.sources.file(entry.span.source).path.clone(),
                line.to_string(),
                service.view.clone().unwrap_or_default(),
                listing.sources.file(service.source).path.clone(),
                withheld.clone(),
                alias.to_owned(),
            ];
            write_cells(out, &cells)?;
        }
    }
    Ok(())
}

/// The line of an alias that leads to no record of the run: the cells of records are empty.
fn write_without_records(
    out: &mut dyn WriteColor,
    service: &Service,
    [ttl, withheld, alias]: [&str; 3],
    listing: &Listing<'_>,
) -> io::Result<()> {
    let labels = service.labels.as_ref();
    let reached = service.alias.as_ref().map_or("", |alias| alias.reached.name());
    let path = &listing.sources.file(service.source).path;
    let own = service.owner_span;
    let line = listing.sources.position(own.source, own.start).line.to_string();
    let cells: [&str; 22] = [
        &service.owner,
        &service.zone,
        labels.map_or("", |labels| labels.service.as_str()),
        labels.map_or("", |labels| labels.protocol),
        labels.map_or("", |labels| &*labels.base),
        ttl,
        service.state.name(),
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        reached,
        "",
        &listing.sources.file(own.source).path,
        &line,
        service.view.as_deref().unwrap_or_default(),
        path,
        withheld,
        alias,
    ];
    write_cells(out, &cells.map(str::to_owned))
}

fn write_change(out: &mut dyn WriteColor, change: &Change<'_>, listing: &Listing<'_>) -> io::Result<()> {
    let service = change.service();
    for row in host_rows(change) {
        let notes: Vec<String> =
            service_notes(change, listing.sources).into_iter().chain(row.notes).collect();
        let cells = [
            service.owner.clone(),
            service.zone.to_string(),
            row.target.name.clone(),
            row.port.to_string(),
            row.before,
            row.after,
            addresses(&row.target.addresses),
            notes.join("; "),
            service.view.clone().unwrap_or_default(),
            listing.sources.file(service.source).path.clone(),
        ];
        write_cells(out, &cells)?;
    }
    Ok(())
}

fn addresses(addresses: &[std::net::IpAddr]) -> String {
    let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
    addresses.join(" ")
}

fn write_cells(out: &mut dyn WriteColor, cells: &[String]) -> io::Result<()> {
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    // The reader may be the log of a CI system.
    write!(out, "{}\r\n", defused_record(&cells.join(",")))
}

/// A cell, in quotes where it needs them. Spreadsheets take what begins with one of some signs for a formula: there an
/// apostrophe stands before it, which they do not show.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    match text.contains([',', '"', '\n', '\r', ';']) || is_formula {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn cells_are_text() {
        for (text, expected) in [
            ("a.example.", "a.example."),
            ("a,b", "\"a,b\""),
            ("a\"b", "\"a\"\"b\""),
            ("=1+1", "\"'=1+1\""),
            ("-a.example.", "\"'-a.example.\""),
            ("", ""),
        ] {
            assert_eq!(cell(text), expected);
        }
    }
}
