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
    Layout, Words, bar, bold, column, push_left, push_number, push_ordinal, push_right, wrap, wrap_sentence,
    write_lines,
};
use crate::report::traffic::listing::{Listing, why_unserved};
use crate::report::traffic::words::{add_reached, loss_text, naptr_text, push_after, push_machine};
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
        let mut text = format!("  {:width$}  ", service.owner);
        wrap_sentence(&mut text, 0, &words, layout);
        write_lines(out, &text)?;
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
    let mut text = String::with_capacity(512);
    // The owner stands there already.
    text.extend(std::iter::repeat_n(' ', service.owner.len() + 2));
    wrap(&mut text, 0, facts(service, listing).iter(), "  ", layout);
    text.drain(..service.owner.len());
    match &service.state {
        State::Absent => {
            text.push_str("  declared absent: its only target is `.`\n");
            return write_lines(out, &text);
        }
        State::NeverServed(why) => text.push_str(&format!("  never served: {}\n", why_unserved(why))),
        State::Offered => {}
    }
    push_tiers(&mut text, &service.tiers, layout, &|entry, words| {
        add_reached(&entry.target, MOST_ADDRESSES, words);
        let marks = listing.marks(entry);
        marks.for_each(|finding| words.add(format_args!("{}[{}]", finding.severity.name(), finding.rule)));
    });
    // Above, the same is said of the hosts that were asked for.
    if matches!(service.state, State::Offered) && listing.hosts.is_empty() {
        push_failures(&mut text, service, layout);
    }
    if matches!(service.state, State::Offered) {
        push_clients(&mut text, client_lines(service, listing), layout);
    }
    write_lines(out, &text)
}

/// Adds a line for clients that share requests in ways of their own.
fn push_clients(text: &mut String, lines: Vec<(String, String)>, layout: Layout) {
    for (names, shares) in lines {
        let start = text.len();
        text.push_str(&format!("  {names}: "));
        wrap_sentence(text, start, &shares, layout);
    }
}

/// What stands behind an owner: its TTL, and where that is set; its place; what made it.
fn facts(service: &Service, listing: &Listing<'_>) -> Words {
    let sources = listing.sources;
    let own = sources.file(service.owner_span.source);
    let line = |span: Span| sources.position(span.source, span.start).line;
    let mut facts = Words::default();
    if let Some(ttl) = service.ttl {
        let by = match ttl.source {
            TtlSource::Record => None,
            TtlSource::Directive => Some("($TTL, "),
            TtlSource::Previous => Some("(of the record before, "),
            TtlSource::SoaMinimum => Some("(the SOA's minimum, "),
        };
        facts.add_by(|text| {
            text.push_str("TTL ");
            push_number(text, ttl.seconds);
            if let Some(highest) = service.highest_ttl {
                text.push_str(" and ");
                push_number(text, highest);
            }
            let Some(by) = by else { return };
            text.push(' ');
            text.push_str(by);
            let span = sources.written(ttl.span);
            if span.source == service.owner_span.source {
                text.push_str("line ");
            } else {
                text.push_str(&sources.file(span.source).path);
                text.push(':');
            }
            push_number(text, line(span));
            text.push(')');
        });
    }
    facts.add_by(|text| {
        text.push_str(&defused_path(&own.path));
        text.push(':');
        push_number(text, line(service.owner_span));
    });
    if let Some(view) = &service.view {
        facts.add(format_args!("view {}", harmless_text(view)));
    }
    if service.is_wildcard {
        facts.add("wildcard: for every name that does not exist");
    }
    if service.entries().any(|entry| entry.is_generated) {
        facts.add("by $GENERATE");
    }
    facts
}

/// Adds a line for each record of each tier, with what `words` says of it at its end.
fn push_tiers(text: &mut String, tiers: &[Tier], layout: Layout, words: &dyn Fn(&Entry, &mut Words)) {
    let entries = || tiers.iter().flat_map(|tier| &tier.records);
    let hosts = column(entries().map(|entry| entry.target.name.len()), layout);
    // By the highest port: it has the most digits.
    let ports = entries().map(|entry| entry.port).max().unwrap_or(0).to_string().len();
    let (mut field, mut of_line) = (String::new(), Words::default());
    for (number, tier) in tiers.iter().enumerate() {
        text.push_str("  ");
        push_ordinal(text, number + 1);
        text.push_str("  priority ");
        push_number(text, tier.priority);
        text.push_str(if number > 0 { ", when all of these fail\n" } else { "\n" });
        for entry in &tier.records {
            let start = text.len();
            text.push_str("      ");
            if layout.bars {
                text.push_str(&bar(entry.share.value()));
            }
            field.clear();
            entry.share.push(&mut field);
            push_right(text, &field, 7);
            text.push_str("  ");
            push_left(text, &entry.target.name, hosts);
            text.push_str("  ");
            field.clear();
            push_number(&mut field, entry.port);
            push_right(text, &field, ports);
            text.push_str("  ");
            of_line.clear();
            words(entry, &mut of_line);
            wrap(text, start, of_line.iter(), "  ", layout);
        }
    }
}

/// Adds what clients do when a machine is down, a line each.
fn push_failures(text: &mut String, service: &Service, layout: Layout) {
    let Some(failures) = failures(service) else {
        return text.push_str("  too many records to think each host away: ask for one with --host\n");
    };
    let mut sentence = String::new();
    for failure in failures {
        let start = text.len();
        text.push_str("  ");
        push_machine(text, &failure.down);
        text.push_str(" down: ");
        sentence.clear();
        push_after(&mut sentence, &failure.after);
        wrap_sentence(text, start, &sentence, layout);
    }
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
        let mut text = format!("\n{one} and {other} as one list, as clients of both sort them (XEP-0368)\n");
        let of_other: HashSet<Span> = pair[1].entries().map(|entry| entry.span).collect();
        push_tiers(&mut text, &tiers, layout, &|entry, words| {
            words.add(if of_other.contains(&entry.span) { &other } else { &one });
        });
        push_clients(&mut text, client_lines_of_pair(pair, tiers, listing), layout);
        write_lines(out, &text)?;
    }
    Ok(())
}
