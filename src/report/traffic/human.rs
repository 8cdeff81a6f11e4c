//! Services for people: a block each, with the hosts of every tier, and what happens when one is down. Nothing in it needs
//! colour to be read.

use std::collections::HashSet;
use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::base::printable::{defused, defused_path, harmless_text};
use crate::base::span::Span;
use crate::report::traffic::clients::{client_lines, client_lines_of_pair};
use crate::report::traffic::human_changes::write_changes;
use crate::report::traffic::layout::{
    Layout, bar, bold, column, ordinal, push_left, push_right, wrapped, wrapped_into,
};
use crate::report::traffic::listing::{Listing, why_unserved};
use crate::report::traffic::words::{after_text, loss_text, machine_text, naptr_text, reached_text};
use crate::workspace::traffic::failure::failures;
use crate::workspace::traffic::related::{Group, together};
use crate::workspace::traffic::service::{Entry, Service, State, Tier};
use crate::zone::TtlSource;

/// How many addresses of a host are shown.
const MOST_ADDRESSES: usize = 8;
/// Writes a block for each service, those that clients look at together under one heading.
pub fn write(out: &mut dyn WriteColor, listing: &Listing<'_>, layout: Layout) -> io::Result<()> {
    if let Some(changes) = &listing.changes {
        return write_changes(out, changes, listing, layout);
    }
    let mut begin = "";
    if !listing.hosts.is_empty() && !listing.services.is_empty() {
        write_loss(out, listing, layout)?;
        begin = "\n";
    }
    for group in listing.groups() {
        write!(out, "{begin}")?;
        write_heading(out, &group)?;
        for (number, service) in group.services.iter().enumerate() {
            write!(out, "{}", if number > 0 { "\n" } else { "" })?;
            write_service(out, service, listing, layout)?;
        }
        write_together(out, &group, listing, layout)?;
        begin = "\n";
    }
    Ok(())
}

/// What happens without the hosts that were asked for, a line for each service.
fn write_loss(out: &mut dyn WriteColor, listing: &Listing<'_>, layout: Layout) -> io::Result<()> {
    bold(out, &format!("Without {}:", harmless_text(&listing.asked_hosts.join(", "))))?;
    writeln!(out)?;
    let owners = listing.services.iter().map(|service| service.owner.len());
    let width = column(owners, layout);
    for service in &listing.services {
        let words = loss_text(service, &|target| listing.hosts.has(target));
        let head = format!("  {:width$}  ", service.owner);
        wrapped(out, &head, words.split(' '), " ", layout)?;
    }
    Ok(())
}

/// The heading of services that belong together, with the NAPTR records that lead to them.
fn write_heading(out: &mut dyn WriteColor, group: &Group<'_>) -> io::Result<()> {
    if group.naptrs.is_empty() {
        return Ok(());
    }
    for naptr in &group.naptrs {
        writeln!(out, "{}", defused(&naptr_text(naptr, "  ")))?;
    }
    writeln!(out)
}

fn write_service(
    out: &mut dyn WriteColor,
    service: &Service,
    listing: &Listing<'_>,
    layout: Layout,
) -> io::Result<()> {
    bold(out, &service.owner)?;
    let head = " ".repeat(service.owner.len() + 2);
    let facts = facts(service, listing);
    // The owner stands there already.
    let mut line = String::new();
    wrapped_into(&mut line, &head, facts.iter().map(String::as_str), "  ", layout);
    out.write_all(defused(line.get(service.owner.len()..).unwrap_or_default()).as_bytes())?;
    match &service.state {
        State::Absent => return writeln!(out, "  declared absent: its only target is `.`"),
        State::NeverServed(why) => writeln!(out, "  never served: {}", defused(&why_unserved(why)))?,
        State::Offered => {}
    }
    write_tiers(out, &service.tiers, layout, &|entry| {
        let mut words = reached_text(&entry.target, MOST_ADDRESSES);
        let marks = listing.marks(entry);
        words.extend(marks.map(|finding| format!("{}[{}]", finding.severity.name(), finding.rule)));
        words
    })?;
    // Above, the same is said of the hosts that were asked for.
    if matches!(service.state, State::Offered) && listing.hosts.is_empty() {
        write_failures(out, service, layout)?;
    }
    if matches!(service.state, State::Offered) {
        for (names, text) in client_lines(service, listing) {
            wrapped(out, &format!("  {names}: "), text.split(' '), " ", layout)?;
        }
    }
    Ok(())
}

/// What stands behind an owner: its TTL, and where that is set; its place; what made it.
fn facts(service: &Service, listing: &Listing<'_>) -> Vec<String> {
    let sources = listing.sources;
    let own = sources.file(service.owner_span.source);
    let line = |span: Span| sources.position(span.source, span.start).line;
    let mut facts = Vec::new();
    if let Some(ttl) = service.ttl {
        let span = sources.written(ttl.span);
        let place = match span.source == service.owner_span.source {
            true => format!("line {}", line(span)),
            false => format!("{}:{}", sources.file(span.source).path, line(span)),
        };
        let by = match ttl.source {
            TtlSource::Record => String::new(),
            TtlSource::Directive => format!(" ($TTL, {place})"),
            TtlSource::Previous => format!(" (of the record before, {place})"),
            TtlSource::SoaMinimum => format!(" (the SOA's minimum, {place})"),
        };
        let more = service.highest_ttl.map_or_else(String::new, |highest| format!(" and {highest}"));
        facts.push(format!("TTL {}{more}{by}", ttl.seconds));
    }
    facts.push(format!("{}:{}", defused_path(&own.path), line(service.owner_span)));
    if let Some(view) = &service.view {
        facts.push(format!("view {}", harmless_text(view)));
    }
    if service.is_wildcard {
        facts.push("wildcard: for every name that does not exist".to_owned());
    }
    if service.entries().any(|entry| entry.is_generated) {
        facts.push("by $GENERATE".to_owned());
    }
    facts
}

/// Writes a line for each record of each tier, with what `words` says of it at its end.
fn write_tiers(
    out: &mut dyn WriteColor,
    tiers: &[Tier],
    layout: Layout,
    words: &dyn Fn(&Entry) -> Vec<String>,
) -> io::Result<()> {
    let entries = || tiers.iter().flat_map(|tier| &tier.records);
    let hosts = column(entries().map(|entry| entry.target.name.len()), layout);
    // By the highest port: it has the most digits.
    let ports = entries().map(|entry| entry.port).max().unwrap_or(0).to_string().len();
    for (number, tier) in tiers.iter().enumerate() {
        let when = if number > 0 { ", when all of these fail" } else { "" };
        writeln!(out, "  {}  priority {}{when}", ordinal(number + 1), tier.priority)?;
        for entry in &tier.records {
            let mut head = String::with_capacity(hosts + 40);
            head.push_str("      ");
            if layout.bars {
                head.push_str(&bar(entry.share.value()));
            }
            push_right(&mut head, &entry.share.text(), 7);
            head.push_str("  ");
            push_left(&mut head, &entry.target.name, hosts);
            head.push_str("  ");
            push_right(&mut head, &entry.port.to_string(), ports);
            head.push_str("  ");
            let words = words(entry);
            wrapped(out, &head, words.iter().map(String::as_str), "  ", layout)?;
        }
    }
    Ok(())
}

/// What clients do when a machine is down, a line each.
fn write_failures(out: &mut dyn WriteColor, service: &Service, layout: Layout) -> io::Result<()> {
    let Some(failures) = failures(service) else {
        return writeln!(out, "  too many records to think each host away: ask for one with --host");
    };
    for failure in failures {
        let head = format!("  {} down: ", machine_text(&failure.down));
        let words = after_text(&failure.after);
        wrapped(out, &head, words.split(' '), " ", layout)?;
    }
    Ok(())
}

/// The records of two services that clients sort as if they were one.
fn write_together(
    out: &mut dyn WriteColor,
    group: &Group<'_>,
    listing: &Listing<'_>,
    layout: Layout,
) -> io::Result<()> {
    for (pair, tiers) in together(group, listing.registry) {
        let name = |service: &Service| service.owner.split('.').take(2).collect::<Vec<_>>().join(".");
        let [one, other] = pair.map(name);
        writeln!(out, "\n{one} and {other} as one list, as clients of both sort them (XEP-0368)")?;
        let of_other: HashSet<Span> = pair[1].entries().map(|entry| entry.span).collect();
        write_tiers(out, &tiers, layout, &|entry| {
            vec![if of_other.contains(&entry.span) { other.clone() } else { one.clone() }]
        })?;
        for (names, text) in client_lines_of_pair(pair, tiers, listing) {
            wrapped(out, &format!("  {names}: "), text.split(' '), " ", layout)?;
        }
    }
    Ok(())
}
