//! The tables before the findings: how often each rule speaks, and what each zone has.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::base::severity::Severity;
use crate::check::Outcome;
use crate::report::html::findings::{name_of, path_of};
use crate::report::html::groups::Group;
use crate::report::html::text::{code, escaped, message};
use crate::rules;

/// With more zones than this, their table is folded.
const MOST_OPEN: usize = 20;

/// How many findings each rule has, the worst and most frequent first, each with a link to its page.
pub fn write_rules(out: &mut dyn WriteColor, outcome: &Outcome) -> io::Result<()> {
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for finding in outcome.counted() {
        counts.entry(finding.rule).or_default()[column(finding.severity)] += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(rule, counts)| (Reverse(*counts), *rule));
    writeln!(
        out,
        "<h2 id=\"by-rule\">By rule</h2>\n<div class=\"wide\">\n<table aria-labelledby=\"by-rule\">"
    )?;
    writeln!(
        out,
        "<thead><tr><th scope=\"col\">Rule</th>{HEADS}<th scope=\"col\" class=\"about\">What is wrong</th></tr></thead>"
    )?;
    writeln!(out, "<tbody>")?;
    for (rule, counts) in counts {
        let summary = rules::find(rule).map_or("", |rule| rule.page().summary);
        writeln!(
            out,
            "<tr><th scope=\"row\"><a href=\"#rule-{rule}\">{rule}</a></th>{}<td class=\"about\">{}</td></tr>",
            numbers(counts),
            message(summary)
        )?;
    }
    writeln!(out, "</tbody>\n</table>\n</div>")
}

const HEADS: &str = "<th scope=\"col\" class=\"number\">Errors</th><th scope=\"col\" class=\"number\">Warnings</th>\
                     <th scope=\"col\" class=\"number\">Notes</th>";

fn column(severity: Severity) -> usize {
    match severity {
        Severity::Error => 0,
        Severity::Warning => 1,
        Severity::Note => 2,
    }
}

fn numbers(counts: [usize; 3]) -> String {
    let cell = |(count, name): (usize, &str)| match count {
        0 => "<td class=\"number none\">0</td>".to_owned(),
        count => format!("<td class=\"number {name}\">{count}</td>"),
    };
    counts.into_iter().zip(["error", "warning", "note"]).map(cell).collect()
}

/// Every zone of the run, with what was found in it and what is not known of it.
pub fn write_zones(out: &mut dyn WriteColor, outcome: &Outcome, groups: &[Group<'_>]) -> io::Result<()> {
    let open = if outcome.workspace.judged().len() > MOST_OPEN { "" } else { " open=\"open\"" };
    let withheld = outcome.workspace.withheld();
    writeln!(out, "<details{open}>\n<summary><h2 id=\"zones\">Zones</h2></summary>\n<div class=\"wide\">")?;
    writeln!(
        out,
        "<table aria-labelledby=\"zones\">\n<thead><tr><th scope=\"col\">Zone</th><th scope=\"col\">File</th>"
    )?;
    writeln!(
        out,
        "<th scope=\"col\" class=\"number\">SRV records</th>{HEADS}<th scope=\"col\">Not known in full</th></tr></thead>\n<tbody>"
    )?;
    for (number, (group, withheld)) in groups.iter().zip(withheld).enumerate() {
        let Some(zone) = group.zone else { continue };
        let mut counts = [0; 3];
        let shown = group.findings.iter().map(|(finding, _)| *finding);
        shown.chain(group.not_shown.iter().copied()).for_each(|it| counts[column(it.severity)] += 1);
        let name = escaped(&name_of(zone));
        let name = match group.findings.is_empty() {
            true => name,
            false => format!("<a href=\"#zone-{number}\">{name}</a>"),
        };
        let unknown = withheld.map(|withheld| {
            let (place, sources) = (withheld.place, &outcome.workspace.sources);
            let line = sources.position(place.source, place.start).line;
            code(&format!("{}:{line}", sources.file(place.source).path))
        });
        writeln!(
            out,
            "<tr><th scope=\"row\">{name}</th><td>{}</td><td class=\"number\">{}</td>{}<td>{}</td></tr>",
            code(path_of(zone, outcome)),
            zone.srv_count,
            numbers(counts),
            unknown.unwrap_or_default()
        )?;
    }
    writeln!(out, "</tbody>\n</table>\n</div>\n</details>")
}
