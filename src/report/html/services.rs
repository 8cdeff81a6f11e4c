//! Who gets the traffic of each service, zone by zone: the hosts of every tier with their shares drawn, and who is asked
//! when one of them is down.

use std::collections::{BTreeMap, HashMap};
use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::base::source::Sources;
use crate::base::span::Span;
use crate::report::html::text::{code, escaped, link, message};
use crate::report::place::Place;
use crate::report::summary::plural;
use crate::report::traffic::changes::{NONE, host_rows, service_notes};
use crate::report::traffic::clients::client_changes;
use crate::report::traffic::listing::{Listing, why_unserved};
use crate::report::traffic::words::{
    after_text, alias_text, down_text, naptr_text, reached_text, unread_text,
};
use crate::workspace::traffic::change::Change;
use crate::workspace::traffic::failure::failures;
use crate::workspace::traffic::machines::Machines;
use crate::workspace::traffic::related::Pointer;
use crate::workspace::traffic::service::{Entry, Service, State};

/// How many addresses of a host are shown.
const MOST_ADDRESSES: usize = 8;
/// How long the bar of 100 % is.
const BAR: f64 = 120.0;

/// What stands beside services.
pub struct Beside<'a> {
    /// The texts.
    pub sources: &'a Sources,
    /// The address of a place, if it has one.
    pub address: &'a dyn Fn(Span) -> Option<String>,
    /// What is found at a record, as HTML, a finding a piece.
    pub marks: &'a dyn Fn(&Service, &Entry) -> Vec<String>,
    /// What clients with a way of their own do: their names, and what it is.
    pub clients: &'a dyn Fn(&Service) -> Vec<(String, String)>,
    /// The machines behind the services of the run.
    pub machines: &'a Machines,
    /// The NAPTR records that lead to services, by the owner in lower case.
    pub naptrs: HashMap<String, Vec<&'a Pointer>>,
}

/// Writes services by zone, each zone under a fold, `open` or not.
pub fn write_services(
    out: &mut dyn WriteColor,
    services: &[&Service],
    beside: &Beside<'_>,
    open: bool,
) -> io::Result<()> {
    let mut zones: BTreeMap<(&str, &str), Vec<&Service>> = BTreeMap::new();
    for service in services {
        let path = beside.sources.file(service.source).path.as_str();
        zones.entry((path, &service.zone)).or_default().push(service);
    }
    let open = if open { " open=\"open\"" } else { "" };
    for ((path, zone), services) in zones {
        let name = if zone.is_empty() { "Zone without a known name" } else { zone };
        let count = plural(services.len() as u64, "service");
        writeln!(out, "<details class=\"services\"{open}>\n<summary><h3>{}</h3>", escaped(name))?;
        writeln!(out, "<span class=\"counts\">{}, {count}</span></summary>", code(path))?;
        for service in services {
            write_service(out, service, beside)?;
        }
        writeln!(out, "</details>")?;
    }
    Ok(())
}

fn write_service(out: &mut dyn WriteColor, service: &Service, beside: &Beside<'_>) -> io::Result<()> {
    let place = Place::new(service.owner_span, beside.sources);
    let place = code(&format!("{}:{}", place.path, place.start.line));
    let place = link((beside.address)(service.owner_span).as_deref(), &place);
    let view = service.view.as_ref().map_or_else(String::new, |view| format!("view {}, ", escaped(view)));
    let higher = service.highest_ttl.filter(|_| service.alias.is_none());
    let higher = higher.map_or_else(String::new, |highest| format!(" and {highest}"));
    let ttl = service.ttl.map_or_else(String::new, |ttl| format!("TTL {}{higher}, ", ttl.seconds));
    writeln!(out, "<section class=\"service\">\n<h4>{}</h4>", code(&service.owner))?;
    writeln!(out, "<p class=\"where\">{ttl}{view}{place}</p>")?;
    if let Some(naptrs) = beside.naptrs.get(&service.owner.to_ascii_lowercase()) {
        let leading = naptrs.iter().filter(|naptr| naptr.leads_to(service));
        let text = |(head, rest): (&str, String)| format!("{head}{rest}");
        let mut lines: Vec<String> = leading.map(|naptr| text(naptr_text(naptr, ": "))).collect();
        lines.dedup();
        write_list(out, &lines)?;
    }
    if let Some(alias) = &service.alias {
        writeln!(out, "<p>{}.</p>", escaped(&alias_text(alias)).replacen('a', "A", 1))?;
    }
    if let Some(gap) = service.gap {
        writeln!(out, "<p>Not known in full: {}.</p>", escaped(&unread_text(gap, beside.sources)))?;
    }
    match &service.state {
        State::Absent => {
            return writeln!(out, "<p>Declared absent: its only target is <code>.</code></p>\n</section>");
        }
        State::NeverServed(why) => writeln!(out, "<p>Never served: {}.</p>", escaped(&why_unserved(why)))?,
        State::Offered => {}
    }
    write_tiers(out, service, beside)?;
    let failures = match service.state {
        State::Offered => failures(service, beside.machines),
        _ => None,
    };
    let failures = failures.into_iter().flatten().map(|failure| {
        let (down, after) = (down_text(&failure), after_text(&failure.after));
        format!("{down} down: {after}")
    });
    let clients = (beside.clients)(service);
    let clients = clients.iter().map(|(names, words)| format!("{names}: {words}"));
    write_list(out, &failures.chain(clients).collect::<Vec<_>>())?;
    writeln!(out, "</section>")
}

fn write_list(out: &mut dyn WriteColor, lines: &[String]) -> io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "<ul class=\"notes\">")?;
    lines.iter().try_for_each(|line| writeln!(out, "<li>{}</li>", message(line)))?;
    writeln!(out, "</ul>")
}

/// Writes what a change does to services, a table each with the shares before and after.
pub fn write_changes(
    out: &mut dyn WriteColor,
    changes: &[Change<'_>],
    listing: &Listing<'_>,
) -> io::Result<()> {
    for change in changes {
        let owner = &change.service().owner;
        let place = Place::new(change.service().owner_span, listing.sources);
        let apart = listing.apart.words(change.service());
        let apart = apart.map_or_else(String::new, |words| format!(", {}", escaped(&words)));
        let when = if change.after.is_none() { " before" } else { "" };
        let place = code(&format!("{}:{}", place.path, place.start.line));
        writeln!(out, "<section class=\"service\">\n<h3>{}</h3>", code(owner))?;
        writeln!(out, "<p class=\"where\">{place}{when}{apart}</p>")?;
        write_list(out, &service_notes(change, listing.sources))?;
        writeln!(
            out,
            "<div class=\"wide\">\n<table aria-label=\"Hosts of {}\">\n<thead><tr><th scope=\"col\">Host</th>\
             <th scope=\"col\" class=\"number\">Port</th><th scope=\"col\">Before</th><th scope=\"col\">After</th>\
             <th scope=\"col\">Addresses</th><th scope=\"col\">What happens</th></tr></thead>\n<tbody>",
            escaped(owner)
        )?;
        for row in host_rows(change) {
            let shown = |text: &str, share: f64| format!("{} {}", bar(share), escaped(text));
            let lines =
                |lines: &[String]| lines.iter().map(|line| message(line)).collect::<Vec<_>>().join("<br/>");
            writeln!(
                out,
                "<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td><td class=\"share\">{}</td><td class=\"share\">{}</td>\
                 <td>{}</td><td>{}</td></tr>",
                code(&row.target.name),
                row.port,
                shown(&row.before, row.shares[0]),
                shown(&row.after, row.shares[1]),
                lines(&reached_text(row.target, MOST_ADDRESSES)),
                lines(&row.notes)
            )?;
        }
        writeln!(out, "</tbody>\n</table>\n</div>")?;
        let clients = client_changes(change, listing);
        let clients = clients.iter().map(|(names, words)| format!("{names}: {words}"));
        write_list(out, &clients.collect::<Vec<_>>())?;
        writeln!(out, "</section>")?;
    }
    Ok(())
}

fn write_tiers(out: &mut dyn WriteColor, service: &Service, beside: &Beside<'_>) -> io::Result<()> {
    writeln!(
        out,
        "<div class=\"wide\">\n<table aria-label=\"Hosts of {}\">\n<thead><tr><th scope=\"col\" class=\"number\">Priority</th>",
        escaped(&service.owner)
    )?;
    writeln!(out, "<th scope=\"col\">Host</th><th scope=\"col\" class=\"number\">Port</th>")?;
    writeln!(out, "<th scope=\"col\">Share</th><th scope=\"col\">Addresses</th></tr></thead>\n<tbody>")?;
    let has_shares = !matches!(service.state, State::NeverServed(_));
    let shown = |entry: &Entry| match has_shares {
        true => format!("{} {}", bar(entry.share.value()), escaped(&entry.share.text())),
        false => NONE.to_owned(),
    };
    for tier in &service.tiers {
        for entry in &tier.records {
            let reached = reached_text(&entry.target, MOST_ADDRESSES);
            let marks = (beside.marks)(service, entry);
            let reached: Vec<String> = reached.iter().map(|word| message(word)).chain(marks).collect();
            let name = link((beside.address)(entry.span).as_deref(), &code(&entry.target.name));
            writeln!(
                out,
                "<tr><td class=\"number\">{}</td><th scope=\"row\">{name}</th><td class=\"number\">{}</td><td class=\"share\">{}</td><td>{}</td></tr>",
                tier.priority,
                entry.port,
                shown(entry),
                reached.join("<br/>")
            )?;
        }
    }
    writeln!(out, "</tbody>\n</table>\n</div>")
}

/// A share as a bar. The number that stands beside it says the same to those who cannot see it.
fn bar(share: f64) -> String {
    // What is not nothing is seen.
    let length = if share > 0.0 { (share * BAR).max(1.0) } else { 0.0 };
    format!(
        "<svg aria-hidden=\"true\" width=\"{BAR}\" height=\"12\"><rect class=\"all\" width=\"{BAR}\" height=\"12\"/>\
         <rect class=\"part\" width=\"{length:.1}\" height=\"12\"/></svg>"
    )
}
