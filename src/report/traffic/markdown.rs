//! Services as Markdown, for the summary of a job or a comment: a table, and below it the same drawn, if it is small. Names
//! come from strangers: each is shown as code, where no link, mention or table can be made of it.

use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::report::escape::{cell, markdown, markdown_code};
use crate::report::summary::plural;
use crate::report::traffic::changes::{host_rows, service_notes};
use crate::report::traffic::listing::{Listing, why_unserved};
use crate::report::traffic::mermaid;
use crate::report::traffic::words::{alias_text, gap_text, reached_text};
use crate::workspace::traffic::change::Change;
use crate::workspace::traffic::service::{Entry, Service, State};

/// The most octets of a report: a comment on GitHub has 65,536 characters at most.
const MOST_OCTETS: usize = 60_000;
/// How many faults are listed.
const MOST_FAULTS: usize = 20;
/// How long a fault may be, in characters.
const LONGEST_FAULT: usize = 400;
/// How many hosts are drawn: of more, a drawing cannot be read.
const MOST_DRAWN: usize = 20;
/// How many hosts of a service are listed.
const MOST_HOSTS: usize = 50;
/// How many addresses of a host are listed.
const MOST_ADDRESSES: usize = 4;

/// Writes a table of the services, or of what differs.
pub fn write(out: &mut dyn WriteColor, listing: &Listing<'_>) -> io::Result<()> {
    let mut text = String::new();
    let (count, blocks): (usize, Vec<String>) = match &listing.changes {
        None => {
            text.push_str(&format!("### srvlint: {}\n", listing.count_text()));
            (
                listing.services().len(),
                listing.services().iter().map(|service| service_rows(service, listing)).collect(),
            )
        }
        Some(changes) => {
            text.push_str(&match changes.len() {
                0 => "### srvlint: no service changes\n".to_owned(),
                1 => "### srvlint: 1 service changes\n".to_owned(),
                count => format!("### srvlint: {count} services change\n"),
            });
            (changes.len(), changes.iter().map(|change| change_rows(change, listing)).collect())
        }
    };
    if let Some(gaps) = listing.gaps_line() {
        text.push_str(&format!("\n{}.\n", markdown_code(&gaps)));
    }
    let faults: Vec<&str> = listing.faults().take(MOST_FAULTS).collect();
    if !faults.is_empty() {
        text.push_str("\nThe run cannot be trusted:\n\n");
        let cut = |fault: &str| fault.chars().take(LONGEST_FAULT).collect::<String>();
        faults.iter().for_each(|fault| text.push_str(&format!("- {}\n", markdown(&cut(fault)))));
    }
    if count > 0 {
        text.push_str(match &listing.changes {
            None => "\n| Service | Host | Share | Addresses | |\n| --- | --- | ---: | --- | --- |\n",
            Some(_) => "\n| Service | Host | Before | After | |\n| --- | --- | ---: | ---: | --- |\n",
        });
        // Room for the last line.
        let fits = |text: &str, block: &str| text.len() + block.len() + 100 <= MOST_OCTETS;
        let mut listed = 0;
        for block in &blocks {
            if !fits(&text, block) {
                break;
            }
            text.push_str(block);
            listed += 1;
        }
        if listed < count {
            text.push_str(&format!("\nAnd {}.\n", plural((count - listed) as u64, "more service")));
        }
        let drawing = mermaid::drawing(listing);
        let block = format!("\n```mermaid\n{}```\n", drawing.text);
        if listed == count && drawing.hosts <= MOST_DRAWN && drawing.is_whole && fits(&text, &block) {
            text.push_str(&block);
        }
    }
    write!(out, "{text}")
}

/// A service, with its view or file if others have the same zone.
fn owner_cell(service: &Service, listing: &Listing<'_>) -> String {
    let owner = cell(&markdown_code(&service.owner));
    match listing.apart.words(service) {
        Some(words) => format!("{owner} {}", cell(&markdown_code(&words))),
        None => owner,
    }
}

/// The rows of a service.
fn service_rows(service: &Service, listing: &Listing<'_>) -> String {
    let owner = owner_cell(service, listing);
    let alias = service.alias.as_ref().map(|alias| cell(&markdown_code(&alias_text(alias))));
    let gap = service.gap.map(|gap| cell(&markdown_code(&gap_text(gap, listing.sources))));
    let of_service: Vec<String> = alias.into_iter().chain(gap).collect();
    let and_more: String = of_service.iter().map(|more| format!("; {more}")).collect();
    let row = |first: &str, host: &str, share: &str, addresses: &str, note: &str| {
        format!("| {first} | {host} | {share} | {addresses} | {note} |\n")
    };
    match &service.state {
        State::Absent => return row(&owner, "", "", "", &format!("declared absent{and_more}")),
        State::NeverServed(why) => {
            return row(
                &owner,
                "",
                "",
                "",
                &format!("never served: {}{and_more}", cell(&markdown_code(&why_unserved(why)))),
            );
        }
        State::Offered => {}
    }
    if service.tiers.is_empty() {
        return row(&owner, "", "", "", &of_service.join("; "));
    }
    let mut rows = String::new();
    let has_tiers = service.tiers.len() > 1;
    let mut entries: Vec<(u16, &Entry)> = Vec::new();
    for tier in &service.tiers {
        entries.extend(tier.records.iter().map(|entry| (tier.priority, entry)));
    }
    for (number, (priority, entry)) in entries.iter().take(MOST_HOSTS).enumerate() {
        let host = format!("{}:{}", entry.target.name, entry.port);
        let addresses = reached_text(&entry.target, MOST_ADDRESSES).join(" ");
        let tier = has_tiers.then(|| format!("priority {priority}"));
        let more = of_service.iter().filter(|_| number == 0).cloned();
        let note = tier.into_iter().chain(more).collect::<Vec<_>>().join("; ");
        let first = if number == 0 { owner.as_str() } else { "" };
        rows.push_str(&row(
            first,
            &cell(&markdown_code(&host)),
            &entry.share.text(),
            &cell(&markdown_code(&addresses)),
            &note,
        ));
    }
    if entries.len() > MOST_HOSTS {
        rows.push_str(&row("", &format!("and {} more", entries.len() - MOST_HOSTS), "", "", ""));
    }
    rows
}

/// The rows of a service that differs.
fn change_rows(change: &Change<'_>, listing: &Listing<'_>) -> String {
    let mut first = owner_cell(change.service(), listing);
    let (mut rows, hosts) = (String::new(), host_rows(change));
    let notes = service_notes(change, listing.sources);
    if !notes.is_empty() {
        rows.push_str(&format!("| {first} | | | | {} |\n", cell(&markdown(&notes.join("; ")))));
        first.clear();
    }
    for row in hosts.iter().take(MOST_HOSTS) {
        let addresses: Vec<String> =
            row.target.addresses.iter().take(MOST_ADDRESSES).map(ToString::to_string).collect();
        let host = format!("{} {}", row.target.short(), addresses.join(" "));
        let host = cell(&markdown_code(host.trim_end()));
        let bold = |text: &str| {
            if text.starts_with("unreachable") { format!("**{text}**") } else { text.to_owned() }
        };
        let notes = cell(&markdown(&row.notes.join("; ")));
        rows.push_str(&format!(
            "| {first} | {host} | {} | {} | {notes} |\n",
            bold(&row.before),
            bold(&row.after)
        ));
        first.clear();
    }
    if hosts.len() > MOST_HOSTS {
        rows.push_str(&format!("| | and {} more | | | |\n", hosts.len() - MOST_HOSTS));
    }
    rows
}
