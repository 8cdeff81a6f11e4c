//! The page from its first to its last line.

use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::base::severity::Severity;
use crate::check::Outcome;
use crate::report::html::findings::write_findings;
use crate::report::html::groups::groups;
use crate::report::html::overview::{write_rules, write_zones};
use crate::report::html::rule_pages::write_rule_pages;
use crate::report::html::style::{STYLE, policy};
use crate::report::html::text::{escaped, message};
use crate::report::links::Links;
use crate::report::summary::{checked, found, plural, withheld};

/// Writes the page.
pub fn write(out: &mut dyn WriteColor, outcome: &Outcome, links: &Links<'_>) -> io::Result<()> {
    let fingerprints = outcome.fingerprints();
    let groups = groups(outcome, &fingerprints);
    write_head(out, outcome)?;
    write_faults(out, outcome)?;
    if !outcome.findings.is_empty() {
        write_rules(out, outcome)?;
    }
    write_zones(out, outcome, &groups)?;
    writeln!(out, "</header>")?;
    if !outcome.findings.is_empty() {
        write_filter(out, outcome)?;
    }
    writeln!(out, "<main id=\"findings\">")?;
    write_findings(out, outcome, &groups, links)?;
    write_rule_pages(out, outcome)?;
    writeln!(out, "</main>\n<footer>srvlint {}</footer>\n</body>\n</html>", env!("CARGO_PKG_VERSION"))
}

fn write_head(out: &mut dyn WriteColor, outcome: &Outcome) -> io::Result<()> {
    let (found, checked) = (found(&outcome.summary), checked(&outcome.summary));
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <meta name=\"color-scheme\" content=\"light dark\"/>\n<meta name=\"referrer\" content=\"no-referrer\"/>\n\
         <title>srvlint: {found}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#findings\">Skip to the findings</a>\n\
         <header>\n<h1>srvlint: {found}</h1>\n<p>{checked}.</p>",
        policy()
    )?;
    if let Some(withheld) = withheld(&outcome.workspace) {
        writeln!(out, "<p>{}.</p>", escaped(&withheld))?;
    }
    Ok(())
}

/// What keeps the run from being trusted.
fn write_faults(out: &mut dyn WriteColor, outcome: &Outcome) -> io::Result<()> {
    if outcome.faults.is_empty() {
        return Ok(());
    }
    writeln!(out, "<section class=\"faults\" aria-labelledby=\"faults\">")?;
    writeln!(out, "<h2 id=\"faults\">The run cannot be trusted</h2>\n<ul>")?;
    for fault in &outcome.faults {
        writeln!(out, "<li>{}</li>", message(&fault.0))?;
    }
    writeln!(out, "</ul>\n</section>")
}

/// Boxes to tick; the style sheet hides the findings of those that are not ticked.
fn write_filter(out: &mut dyn WriteColor, outcome: &Outcome) -> io::Result<()> {
    writeln!(out, "<fieldset class=\"filter\">\n<legend>Show</legend>")?;
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let count = outcome.findings.iter().filter(|finding| finding.severity == severity).count();
        let (name, words) = (severity.name(), plural(count as u64, severity.name()));
        let checked = if count > 0 { " checked=\"checked\"" } else { " disabled=\"disabled\"" };
        writeln!(
            out,
            "<label class=\"{name}\"><input type=\"checkbox\" id=\"show-{name}\" autocomplete=\"off\"{checked}/> {words}</label>"
        )?;
    }
    writeln!(out, "</fieldset>")
}
