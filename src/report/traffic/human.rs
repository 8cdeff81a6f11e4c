//! Services for people: a block each, with the hosts of every tier, and what happens when one is down. Nothing in it needs
//! colour to be read.

use std::collections::HashSet;
use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::base::printable::{defused_path, harmless_text};
use crate::base::span::Span;
use crate::report::traffic::changes::NONE;
use crate::report::traffic::clients::{client_lines, client_lines_of_pair};
use crate::report::traffic::human_changes::write_changes;
use crate::report::traffic::layout::{
    Columns, Layout, Page, Words, bar, column, push_blanks, push_number, push_ordinal, push_sentence,
    wrap_last, wrap_sentence,
};
use crate::report::traffic::listing::{Listing, why_unserved};
use crate::report::traffic::words::{add_reached, alias_text, gap_text, naptr_text, push_after, push_down};
use crate::workspace::traffic::failure::failures;
use crate::workspace::traffic::related::{Group, together};
use crate::workspace::traffic::service::{Entry, Service, State, Tier};
use crate::zone::TtlSource;

/// How many addresses of a host are shown.
const MOST_ADDRESSES: usize = 8;
/// The columns of a share.
const SHARE: usize = 7;

/// Writes a block for each service, those that clients look at together under one heading.
pub fn write(out: &mut dyn WriteColor, listing: &Listing<'_>, layout: Layout) -> io::Result<()> {
    if let Some(changes) = &listing.changes {
        return write_changes(out, changes, listing, layout);
    }
    let mut page = Page::new(out);
    let mut begin = "";
    if !listing.hosts.is_empty() && !listing.shown.is_empty() {
        add_loss(&mut page, listing, layout);
        begin = "\n";
    }
    let (mut room, mut is_line_before) = (Room::default(), false);
    for group in listing.groups() {
        // Aliases of what is shown have a line each, and follow each other without blank ones.
        let is_line = group.naptrs.is_empty() && group.services.iter().all(|one| listing.shows_end_of(one));
        page.text.push_str(if is_line && is_line_before { "" } else { begin });
        is_line_before = is_line;
        push_heading(&mut page.text, &group, layout);
        for (number, service) in group.services.iter().enumerate() {
            page.text.push_str(if number > 0 && !is_line { "\n" } else { "" });
            add_service(&mut page, service, listing, layout, &mut room);
        }
        push_together(&mut page.text, &group, listing, layout);
        begin = "\n";
        page.write_much()?;
    }
    page.write()
}

/// Room for parts of a line, to be used again for the next one: a list may have many.
#[derive(Default)]
struct Room {
    field: String,
    words: Words,
}

/// Adds what happens without the hosts that were asked for, a line for each service.
fn add_loss(page: &mut Page<'_>, listing: &Listing<'_>, layout: Layout) {
    let hosts = harmless_text(&listing.asked_hosts.join(", ")).into_owned();
    push_sentence(&mut page.text, "", &format!("Without {hosts}:"), layout);
    page.bold(0..page.text.trim_end().len());
    let owners: Vec<String> = listing.services().iter().map(|service| listing.apart.owner(service)).collect();
    let width = column(owners.iter().map(String::len), layout);
    for (owner, service) in owners.iter().zip(listing.services()) {
        push_sentence(&mut page.text, &format!("  {owner:width$}  "), &listing.loss(service), layout);
    }
}

/// Adds the heading of services that belong together, with the NAPTR records that lead to them.
fn push_heading(text: &mut String, group: &Group<'_>, layout: Layout) {
    if group.naptrs.is_empty() {
        return;
    }
    for naptr in &group.naptrs {
        let (head, words) = naptr_text(naptr, "  ");
        push_sentence(text, head, &words, layout);
    }
    text.push('\n');
}

fn add_service(
    page: &mut Page<'_>,
    service: &Service,
    listing: &Listing<'_>,
    layout: Layout,
    room: &mut Room,
) {
    let start = page.text.len();
    page.text.push_str(&service.owner);
    page.bold(start..page.text.len());
    let text = &mut page.text;
    text.push_str("  ");
    room.words.clear();
    add_facts(service, listing, &mut room.words);
    room.words.wrap(text, start, layout);
    if let Some(gap) = service.gap {
        push_sentence(text, "  ", &gap_text(gap, listing.sources), layout);
    }
    if listing.shows_end_of(service) {
        return;
    }
    match &service.state {
        State::Absent => {
            return push_sentence(text, "  ", "declared absent: its only target is `.`", layout);
        }
        State::NeverServed(why) => {
            push_sentence(text, "  ", &format!("never served: {}", why_unserved(why)), layout);
        }
        State::Offered => {}
    }
    let has_shares = !matches!(service.state, State::NeverServed(_));
    push_tiers(text, room, &service.tiers, has_shares, layout, &|entry, words| {
        add_reached(&entry.target, MOST_ADDRESSES, words);
        let marks = listing.marks(service, entry);
        marks
            .into_iter()
            .for_each(|finding| words.add(format_args!("{}[{}]", finding.severity.name(), finding.rule)));
    });
    // Above, the same is said of the hosts that were asked for.
    if matches!(service.state, State::Offered) && listing.hosts.is_empty() {
        push_failures(text, service, listing, layout);
    }
    if matches!(service.state, State::Offered) {
        push_clients(text, client_lines(service, listing), layout);
    }
}

/// Adds a line for clients that share requests in ways of their own.
fn push_clients(text: &mut String, lines: Vec<(String, String)>, layout: Layout) {
    for (names, shares) in lines {
        push_sentence(text, &format!("  {names}: "), &shares, layout);
    }
}

/// Adds what stands behind an owner: its TTL, and where that is set; its place; what made it.
fn add_facts(service: &Service, listing: &Listing<'_>, facts: &mut Words) {
    let sources = listing.sources;
    let own = sources.file(service.owner_span.source);
    let line = |span: Span| sources.position(span.source, span.start).line;
    if let Some(alias) = &service.alias {
        facts.add(alias_text(alias));
    }
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
            if let Some(highest) = service.highest_ttl.filter(|_| service.alias.is_none()) {
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
    // The zone's own file, where it includes the record from another.
    let zone = sources.file(service.source);
    if zone.path != own.path && listing.apart.words(service).is_some() {
        facts.add(format_args!("in {}", defused_path(&zone.path)));
    }
    if service.is_wildcard {
        facts.add("wildcard: for every name that does not exist");
    }
    if service.entries().any(|entry| entry.is_generated) {
        facts.add("by $GENERATE");
    }
}

/// Adds a line for each record of each tier, with what `words` says of it at its end.
fn push_tiers(
    text: &mut String,
    room: &mut Room,
    tiers: &[Tier],
    has_shares: bool,
    layout: Layout,
    words: &dyn Fn(&Entry, &mut Words),
) {
    let entries = || tiers.iter().flat_map(|tier| &tier.records);
    // By the highest port: it has the most digits.
    let highest = entries().map(|entry| entry.port).max().unwrap_or(0);
    let ports = itoa::Buffer::new().format(highest).len();
    let columns = Columns::new(entries().map(|entry| entry.target.name.len()), ports, SHARE, layout);
    let Room { field, words: of_line, .. } = room;
    for (number, tier) in tiers.iter().enumerate() {
        let start = text.len();
        text.push_str("  ");
        push_ordinal(text, number + 1);
        text.push_str("  ");
        field.clear();
        field.push_str("priority ");
        push_number(field, tier.priority);
        field.push_str(if number > 0 { ", when all of these fail" } else { "" });
        wrap_sentence(text, start, field, layout);
        for entry in &tier.records {
            let start = text.len();
            push_blanks(text, columns.margin);
            if columns.bars {
                text.push_str(&bar(if has_shares { entry.share.value() } else { 0.0 }));
            }
            field.clear();
            match has_shares {
                true => entry.share.push(field),
                false => field.push_str(NONE),
            }
            push_blanks(text, SHARE.saturating_sub(field.chars().count()));
            text.push_str(field);
            text.push_str("  ");
            of_line.clear();
            columns.push_host(text, &entry.target.name, entry.port, of_line);
            words(entry, of_line);
            of_line.wrap(text, start, layout);
        }
    }
}

/// Adds what clients do when a machine is down, a line each.
fn push_failures(text: &mut String, service: &Service, listing: &Listing<'_>, layout: Layout) {
    let Some(failures) = failures(service, listing.hosts.machines()) else {
        let why = "too many records to think each host away: ask for one with --host";
        return push_sentence(text, "  ", why, layout);
    };
    for failure in failures {
        let start = text.len();
        text.push_str("  ");
        push_down(text, &failure);
        text.push_str(" down: ");
        let sentence = text.len();
        push_after(text, &failure.after);
        wrap_last(text, start, sentence, layout);
    }
}

/// Adds the records of two services that clients sort as if they were one.
fn push_together(text: &mut String, group: &Group<'_>, listing: &Listing<'_>, layout: Layout) {
    for (pair, tiers) in together(group, listing.registry) {
        if pair.iter().all(|service| listing.shows_end_of(service)) {
            continue;
        }
        let name = |service: &Service| service.owner.split('.').take(2).collect::<Vec<_>>().join(".");
        let [one, other] = pair.map(name);
        let apart = listing.apart.words(pair[0]).map_or_else(String::new, |words| format!(" ({words})"));
        let heading =
            format!("{one} and {other}{apart} as one list, as clients of both sort them (XEP-0368)");
        text.push('\n');
        push_sentence(text, "", &heading, layout);
        let mut room = Room::default();
        let of_other: HashSet<Span> = pair[1].entries().map(|entry| entry.span).collect();
        push_tiers(text, &mut room, &tiers, true, layout, &|entry, words| {
            words.add(if of_other.contains(&entry.span) { &other } else { &one });
        });
        if listing.hosts.is_empty() {
            let both = Service { tiers: tiers.clone(), ..pair[0].clone() };
            push_failures(text, &both, listing, layout);
        }
        push_clients(text, client_lines_of_pair(pair, tiers, listing), layout);
    }
}
