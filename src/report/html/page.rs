//! The pages from their first to their last line: of a check, and of services alone.

use std::collections::{HashMap, HashSet};
use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::base::severity::Severity;
use crate::base::span::SourceId;
use crate::check::Outcome;
use crate::report::html::findings::{write_findings, write_older};
use crate::report::html::groups::{Group, groups};
use crate::report::html::overview::{write_rules, write_zones};
use crate::report::html::rule_pages::write_rule_pages;
use crate::report::html::services::{Beside, write_changes, write_services};
use crate::report::html::style::{STYLE, policy};
use crate::report::html::text::{code, escaped, message};
use crate::report::links::Links;
use crate::report::summary::{checked, found, gate, plural, withheld};
use crate::report::traffic::clients::client_lines;
use crate::report::traffic::listing::Listing;
use crate::report::traffic::marks::Marks;
use crate::rules::finding::Finding;
use crate::workspace::services::Registry;
use crate::workspace::traffic::collect;
use crate::workspace::traffic::gaps::Gaps;
use crate::workspace::traffic::in_order::by_owner;
use crate::workspace::traffic::machines::Machines;
use crate::workspace::traffic::related::{by_replacement, pointers};
use crate::workspace::traffic::service::{Entry, Service};

/// How many services the page of a check draws: more make it slow to open.
const MOST_SERVICES: usize = 500;

/// Writes the page of a check.
pub fn write(
    out: &mut dyn WriteColor,
    outcome: &Outcome,
    links: &Links<'_>,
    registry: &Registry,
) -> io::Result<()> {
    let fingerprints = outcome.fingerprints();
    let groups = groups(outcome, &fingerprints);
    let (found, checked) = (found(outcome), checked(&outcome.summary));
    write_head(out, &format!("srvlint: {found}"), &[checked + "."])?;
    if let Some(withheld) = withheld(&outcome.workspace) {
        writeln!(out, "<p>{}.</p>", escaped(&withheld))?;
    }
    for line in outcome.gate.iter().flat_map(gate) {
        writeln!(out, "<p>{}.</p>", message(&line))?;
    }
    write_faults(out, &outcome.faults.iter().map(|fault| fault.0.as_str()).collect::<Vec<_>>())?;
    if !outcome.findings.is_empty() {
        write_rules(out, outcome)?;
    }
    write_zones(out, outcome, &groups)?;
    writeln!(out, "</header>")?;
    if !outcome.findings.is_empty() {
        write_filter(out, outcome)?;
    }
    writeln!(out, "<main id=\"main\">")?;
    write_findings(out, outcome, &groups, links)?;
    write_older(out, outcome, links)?;
    match outcome.workspace.hides_texts {
        false => write_traffic(out, outcome, &groups, links, registry)?,
        // They would tell the records of a file that was not asked about.
        true => writeln!(out, "{NO_TRAFFIC}")?,
    }
    write_rule_pages(out, outcome)?;
    write_end(out)
}

/// What stands in place of services where a zone includes a text that is not shown.
const NO_TRAFFIC: &str = "<h2>Who gets the traffic</h2>\n<p>A zone includes a file that git does not track: \
                          <code>srvlint services</code> shows what is in it.</p>";

/// The services of the zones; if there are too many, of those with findings.
fn write_traffic(
    out: &mut dyn WriteColor,
    outcome: &Outcome,
    groups: &[Group<'_>],
    links: &Links<'_>,
    registry: &Registry,
) -> io::Result<()> {
    let mut services = collect::services(&outcome.workspace, registry, None);
    Gaps::of(&outcome.workspace).mark(&mut services, &outcome.workspace.sources);
    let machines = Machines::of([services.sums()].into_iter());
    let mut services = by_owner(services.iter());
    let left_out = services.len().saturating_sub(MOST_SERVICES);
    if left_out > 0 {
        let with_findings = groups.iter().filter(|group| !group.findings.is_empty());
        let sources: HashSet<SourceId> =
            with_findings.filter_map(|group| group.zone).map(|zone| zone.source).collect();
        // Those that come first are drawn.
        services.sort_by_key(|service| !sources.contains(&service.source));
        services.truncate(MOST_SERVICES);
    }
    let sources = &outcome.workspace.sources;
    let fingerprints: HashMap<*const Finding, &str> = groups
        .iter()
        .flat_map(|group| &group.findings)
        .map(|(finding, fingerprint)| (std::ptr::from_ref(*finding), &**fingerprint))
        .collect();
    let of_groups = groups.iter().flat_map(|group| &group.findings).map(|(finding, _)| *finding);
    let marks = Marks::new(&outcome.workspace, of_groups);
    let marks = |service: &Service, entry: &Entry| {
        let mark = |finding: &Finding| {
            let (severity, rule) = (finding.severity.name(), finding.rule);
            let fingerprint = fingerprints.get(&std::ptr::from_ref(finding))?;
            Some(format!("<a class=\"{severity}\" href=\"#f-{fingerprint}\">{severity}: {rule}</a>"))
        };
        marks.of(service, entry).into_iter().filter_map(mark).collect()
    };
    if !services.is_empty() {
        writeln!(out, "<h2>Who gets the traffic</h2>")?;
    }
    let pointers = pointers(&outcome.workspace);
    let beside = Beside {
        sources,
        address: &|span| links.to(span),
        marks: &marks,
        clients: &|_| Vec::new(),
        machines: &machines,
        naptrs: by_replacement(&pointers),
    };
    write_services(out, &services, &beside, false)?;
    if left_out > 0 {
        let more = plural(left_out as u64, "more service");
        writeln!(out, "<p>And {more}: <code>srvlint services</code> shows all.</p>")?;
    }
    Ok(())
}

/// Writes a page of services alone.
pub fn write_listing(out: &mut dyn WriteColor, listing: &Listing<'_>) -> io::Result<()> {
    let title = match &listing.changes {
        Some(changes) => match changes.len() {
            0 => "no service changes".to_owned(),
            1 => "1 service changes".to_owned(),
            count => format!("{count} services change"),
        },
        None => listing.count_text(),
    };
    let title = format!("srvlint: {title}");
    write_head(out, &title, &[])?;
    let faults: Vec<&str> = listing.faults().collect();
    write_faults(out, &faults)?;
    writeln!(out, "</header>\n<main id=\"main\">")?;
    if let Some(gaps) = listing.gaps_line() {
        writeln!(out, "<p>{}.</p>", escaped(&gaps))?;
    }
    if !listing.hosts.is_empty() {
        write_loss(out, listing)?;
    }
    let marks = |service: &Service, entry: &Entry| {
        let mark = |finding: &Finding| {
            let severity = finding.severity.name();
            format!("<span class=\"{severity}\">{severity}: {}</span>", finding.rule)
        };
        listing.marks(service, entry).into_iter().map(mark).collect()
    };
    let clients = |service: &Service| client_lines(service, listing);
    let beside = Beside {
        sources: listing.sources,
        address: &|_| None,
        marks: &marks,
        clients: &clients,
        machines: listing.hosts.machines(),
        naptrs: by_replacement(listing.pointers()),
    };
    match &listing.changes {
        Some(changes) => {
            writeln!(out, "<h2>What changes</h2>")?;
            write_changes(out, changes, listing)?;
        }
        None => {
            writeln!(out, "<h2>Who gets the traffic</h2>")?;
            // Those that clients look at together follow each other.
            let services: Vec<&Service> =
                listing.groups().into_iter().flat_map(|group| group.services).collect();
            write_services(out, &services, &beside, true)?;
        }
    }
    write_end(out)
}

/// What happens without the hosts that were asked for.
fn write_loss(out: &mut dyn WriteColor, listing: &Listing<'_>) -> io::Result<()> {
    writeln!(out, "<h2>Without {}</h2>\n<ul>", escaped(&listing.asked_hosts.join(", ")))?;
    for service in listing.services() {
        let apart = listing.apart.words(service).map_or_else(String::new, |words| format!(" ({words})"));
        let loss = listing.loss(service);
        writeln!(out, "<li>{}{}: {}</li>", code(&service.owner), escaped(&apart), escaped(&loss))?;
    }
    writeln!(out, "</ul>")
}

fn write_end(out: &mut dyn WriteColor) -> io::Result<()> {
    writeln!(out, "</main>\n<footer>srvlint {}</footer>\n</body>\n</html>", env!("CARGO_PKG_VERSION"))
}

/// Everything before the first table: `lines` stand below the title.
fn write_head(out: &mut dyn WriteColor, title: &str, lines: &[String]) -> io::Result<()> {
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <meta name=\"color-scheme\" content=\"light dark\"/>\n<meta name=\"referrer\" content=\"no-referrer\"/>\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">Skip the overview</a>\n\
         <header>\n<h1>{title}</h1>",
        policy()
    )?;
    lines.iter().try_for_each(|line| writeln!(out, "<p>{}</p>", escaped(line)))
}

/// What keeps the run from being trusted.
fn write_faults(out: &mut dyn WriteColor, faults: &[&str]) -> io::Result<()> {
    if faults.is_empty() {
        return Ok(());
    }
    writeln!(out, "<section class=\"faults\" aria-labelledby=\"faults\">")?;
    writeln!(out, "<h2 id=\"faults\">The run cannot be trusted</h2>\n<ul>")?;
    for fault in faults {
        writeln!(out, "<li>{}</li>", message(fault))?;
    }
    writeln!(out, "</ul>\n</section>")
}

/// Boxes to tick; the style sheet hides the findings of those that are not ticked.
fn write_filter(out: &mut dyn WriteColor, outcome: &Outcome) -> io::Result<()> {
    writeln!(
        out,
        "<div class=\"filter\" role=\"group\" aria-labelledby=\"show\">\n<span id=\"show\">Show</span>"
    )?;
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let of_severity = |finding: &&Finding| finding.severity == severity;
        let count = outcome.counted().filter(of_severity).count();
        let (name, words) = (severity.name(), plural(count as u64, severity.name()));
        let checked = if count > 0 { " checked=\"checked\"" } else { " disabled=\"disabled\"" };
        writeln!(
            out,
            "<label class=\"{name}\"><input type=\"checkbox\" id=\"show-{name}\" autocomplete=\"off\"{checked}/> {words}</label>"
        )?;
    }
    writeln!(out, "</div>")
}
