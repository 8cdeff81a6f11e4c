//! The findings by zone, each with its source lines, what to write instead, and why.

use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::base::printable::printable;
use crate::base::severity::Severity;
use crate::check::Outcome;
use crate::report::edits::replaced;
use crate::report::html::groups::Group;
use crate::report::html::text::{code, escaped, link, message};
use crate::report::links::Links;
use crate::report::place::Place;
use crate::report::source_lines::{Part, notes, source_lines};
use crate::report::summary::{plural, severities};
use crate::rules::finding::{Caused, Finding, Fix};
use crate::zone::Zone;

/// Writes the findings of every zone that has any.
pub fn write_findings(
    out: &mut dyn WriteColor,
    outcome: &Outcome,
    groups: &[Group<'_>],
    links: &Links<'_>,
) -> io::Result<()> {
    writeln!(out, "<h2>Findings</h2>")?;
    if outcome.findings.is_empty() {
        writeln!(out, "<p>There are none.</p>")?;
    }
    for (number, group) in groups.iter().enumerate().filter(|(_, group)| !group.findings.is_empty()) {
        write_head(out, number, group, outcome)?;
        let writer = Writer { outcome, links };
        for (finding, fingerprint) in &group.findings {
            out.write_all(writer.article(finding, fingerprint).as_bytes())?;
        }
        writeln!(out, "</details>")?;
    }
    if outcome.summary.not_shown > 0 {
        let more = plural(outcome.summary.not_shown as u64, "more finding");
        writeln!(out, "<p>{more} of files with very many are counted above, but not shown.</p>")?;
    }
    Ok(())
}

/// What the revision has that the run is compared with, folded: what is known, and what is repaired.
pub fn write_older(out: &mut dyn WriteColor, outcome: &Outcome, links: &Links<'_>) -> io::Result<()> {
    let (summary, older) = (&outcome.summary, &outcome.older);
    let repaired = summary.repaired.unwrap_or_default();
    for (title, findings, count, is_here) in [
        ("Known findings, left out", &older.known, summary.known, true),
        ("Repaired findings", &older.repaired, repaired, false),
    ] {
        if count == 0 {
            continue;
        }
        writeln!(
            out,
            "<details class=\"older\">\n<summary><h3>{title}</h3> <span class=\"counts\">{count}</span></summary>"
        )?;
        writeln!(out, "<ul>")?;
        for finding in findings {
            let place = Place::new(finding.span, &outcome.workspace.sources);
            // What is repaired is not there any more.
            let address = if is_here { links.to(finding.span) } else { None };
            let place = link(address.as_deref(), &code(&format!("{}:{}", place.path, place.start.line)));
            let severity = finding.severity.name();
            writeln!(
                out,
                "<li class=\"{severity}\"><span class=\"severity\">{severity}</span> at {place}: {}</li>",
                message(&finding.message)
            )?;
        }
        if count > findings.len() {
            writeln!(out, "<li>and {} more</li>", count - findings.len())?;
        }
        writeln!(out, "</ul>\n</details>")?;
    }
    Ok(())
}

fn write_head(
    out: &mut dyn WriteColor,
    number: usize,
    group: &Group<'_>,
    outcome: &Outcome,
) -> io::Result<()> {
    let mut kinds: Vec<Severity> = group.findings.iter().map(|(finding, _)| finding.severity).collect();
    let counts = severities(&kinds);
    kinds.sort_unstable();
    kinds.dedup();
    // By these words the style sheet hides a zone all of whose findings are hidden.
    let kinds: String = kinds.iter().map(|severity| format!("-{}", severity.name())).collect();
    let (name, path) = match group.zone {
        Some(zone) => (name_of(zone), code(path_of(zone, outcome)) + ", "),
        None => ("In no zone".to_owned(), String::new()),
    };
    writeln!(
        out,
        "<details class=\"zone only{kinds}\" open=\"open\">\n<summary id=\"zone-{number}\"><h3>{}</h3> \
         <span class=\"counts\">{path}{counts}</span></summary>",
        escaped(&name)
    )
}

/// The name of a zone for people, with its view.
pub fn name_of(zone: &Zone) -> String {
    let name = if zone.is_named() { zone.origin_text() } else { "Zone without a known name".to_owned() };
    match &zone.view {
        Some(view) if zone.times() > 1 => format!("{name} (view {view} and {} more)", zone.times() - 1),
        Some(view) => format!("{name} (view {view})"),
        None => name,
    }
}

/// The path of a zone's own file.
pub fn path_of<'a>(zone: &Zone, outcome: &'a Outcome) -> &'a str {
    &outcome.workspace.sources.file(zone.source).path
}

fn opening(element: &str) -> String {
    if element.is_empty() { String::new() } else { format!("<{element}>") }
}

fn closing(element: &str) -> String {
    if element.is_empty() { String::new() } else { format!("</{element}>") }
}

struct Writer<'a> {
    outcome: &'a Outcome,
    links: &'a Links<'a>,
}

impl Writer<'_> {
    fn article(&self, finding: &Finding, fingerprint: &str) -> String {
        let sources = &self.outcome.workspace.sources;
        let (severity, rule) = (finding.severity.name(), finding.rule);
        let place = Place::new(finding.span, sources);
        let written = code(&format!("{}:{}", place.path, place.start));
        let mut html = format!(
            "<article class=\"finding {severity}\" id=\"f-{fingerprint}\" aria-labelledby=\"h-{fingerprint}\">\n\
             <h4 id=\"h-{fingerprint}\"><span class=\"severity\">{severity}</span> {}</h4>\n<p class=\"where\">{} \
             <a href=\"#rule-{rule}\">{rule}</a> <a class=\"self\" href=\"#f-{fingerprint}\">link to this finding</a></p>\n",
            message(&finding.message),
            link(self.links.to(finding.span).as_deref(), &written),
        );
        html += &format!(
            "<pre role=\"img\" aria-label=\"{}\">{}</pre>\n",
            escaped(&self.spoken(finding)),
            self.drawing(finding)
        );
        if let Caused::By(cause) = &finding.cause {
            html += &format!(
                "<p class=\"help\"><strong>This change:</strong> {} since {}</p>\n",
                message(&cause.message),
                code(&cause.revision)
            );
        }
        if let Some(help) = &finding.help {
            html += &format!("<p class=\"help\"><strong>Help:</strong> {}</p>\n", message(help));
        }
        if let Some(fix) = &finding.fix {
            html += &self.fix(fix);
        }
        let notes = notes(finding, sources);
        if !notes.is_empty() {
            let items: String = notes.iter().map(|note| format!("<li>{}</li>\n", message(note))).collect();
            html += &format!("<ul class=\"notes\">\n{items}</ul>\n");
        }
        html + "</article>\n"
    }

    /// The source lines as in a terminal, with the tokens marked.
    fn drawing(&self, finding: &Finding) -> String {
        let mut pieces = source_lines(finding, &self.outcome.workspace.sources);
        // The first line is the place, which stands above.
        let end = pieces.iter().position(|(_, text)| text.contains('\n')).unwrap_or(0);
        pieces.drain(..end);
        let (mut html, mut open) = (String::new(), "");
        for (number, (part, text)) in pieces.iter().enumerate() {
            let text =
                if number == 0 { text.split_once('\n').map_or(&**text, |(_, rest)| rest) } else { text };
            // Short names: a page may hold many thousand lines. Blanks between two pieces of a kind are of it, too.
            let element = match part {
                Part::Text if text.trim().is_empty() => open,
                Part::Text => "",
                Part::Frame => "i",
                Part::Primary => "b",
                Part::Secondary => "u",
            };
            if element != open {
                html += &closing(open);
                html += &opening(element);
                open = element;
            }
            html += &escaped(text);
        }
        html + &closing(open)
    }

    /// The drawing for people who hear the page.
    fn spoken(&self, finding: &Finding) -> String {
        let sources = &self.outcome.workspace.sources;
        let labels = finding.labels.iter().map(|label| (label.span, &*label.message));
        let places = std::iter::once((finding.span, finding.span_label.as_str())).chain(labels);
        let place = |(span, words): (_, &str)| {
            let span = sources.written(span);
            let (place, file) = (Place::new(span, sources), sources.file(span.source));
            let line = printable(file.line(file.line_index(span.start)).1.trim_ascii());
            let token =
                printable(file.bytes().get(span.start as usize..span.end as usize).unwrap_or_default());
            let words =
                if words.is_empty() { String::new() } else { format!(", {}", words.replace('`', "")) };
            format!("{} line {}: {line}; marked is {token}{words}.", place.path, place.start.line)
        };
        places.map(place).collect::<Vec<_>>().join(" ")
    }

    fn fix(&self, fix: &Fix) -> String {
        let sources = &self.outcome.workspace.sources;
        let edits = replaced(fix, sources);
        let edits = edits.iter().map(|edit| {
            let of = |element: &str, text: &str| match text {
                "" => String::new(),
                text => format!("<{element}>{}</{element}> ", code(text)),
            };
            let place = Place::new(edit.span, sources);
            let line = link(self.links.to(edit.span).as_deref(), &format!("line {}", place.start.line));
            format!("{}{}in {line}", of("del", &edit.before), of("ins", &edit.after))
        });
        let edits: Vec<String> = edits.collect();
        format!(
            "<p class=\"fix\"><strong>Fix</strong> ({}): {}: {}</p>\n",
            fix.applicability.name(),
            message(&fix.description),
            edits.join("; ")
        )
    }
}
