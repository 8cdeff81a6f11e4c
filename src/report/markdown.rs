//! Findings as Markdown, for the summary of a job or a comment on a pull request: by file, the worst first if not all have
//! room. Nothing from a zone becomes a link, a mention or an image.

use std::collections::BTreeMap;
use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::base::severity::Severity;
use crate::check::Outcome;
use crate::report::edits::replaced;
use crate::report::escape::{markdown, markdown_code, xml};
use crate::report::links::Links;
use crate::report::order::worst_first;
use crate::report::place::Place;
use crate::report::source_lines::{notes, source_lines};
use crate::report::summary::{self, checked, found, plural, severities, withheld};
use crate::rules::finding::{Caused, Finding, Fix};

/// How many octets the text has at most: a comment on GitHub has 65,536 characters.
const MOST_OCTETS: usize = 60_000;
/// How many of them faults may take, and what is said of the law that was applied as many.
const LISTS: usize = 6_000;
/// How many of them known findings may take, and repaired ones as many.
const OLDER: usize = 4_000;
/// How many of them findings may take that are shown with their source lines; the others get a line each.
const IN_FULL: usize = 40_000;
/// How many are left for what stands between the findings.
const AROUND: usize = 500;

/// Writes the counts, then the findings of each file under a fold.
pub fn write(out: &mut dyn WriteColor, outcome: &Outcome, links: &Links<'_>) -> io::Result<()> {
    let mut text = format!("### srvlint: {}\n\n{}.\n", found(outcome), checked(&outcome.summary));
    if let Some(withheld) = withheld(&outcome.workspace) {
        text += &format!("\n{}.\n", markdown_code(&withheld));
    }
    if let Some(gate) = &outcome.gate {
        text.push('\n');
        list(&mut text, summary::gate(gate).into_iter());
    }
    if !outcome.faults.is_empty() {
        text += "\nThe run cannot be trusted:\n\n";
        list(&mut text, outcome.faults.iter().map(|fault| fault.0.clone()));
    }
    let older = older(outcome, links);
    let octets = text.len() + older.len() + AROUND;
    let mut files = Files { outcome, links, texts: BTreeMap::new(), octets };
    let mut left_out = outcome.summary.not_shown;
    for finding in worst_first(&outcome.findings) {
        left_out += usize::from(!files.add(finding));
    }
    let is_alone = files.texts.len() == 1;
    for (path, (findings, texts)) in &files.texts {
        let worst = findings.iter().map(|finding| finding.severity).max();
        // What needs no attention is folded.
        let open = if is_alone || worst == Some(Severity::Error) { " open" } else { "" };
        text += &head_of_file(open, path, findings);
        texts.iter().for_each(|finding| text += finding);
        text += "</details>\n";
    }
    if left_out > 0 {
        let more = plural(left_out as u64, "more finding");
        text += &format!("\nAnd {more}, for which there is no room here.\n");
    }
    text += &older;
    out.write_all(text.as_bytes())
}

/// What the revision has that the run is compared with, folded: what is known, and what is repaired.
fn older(outcome: &Outcome, links: &Links<'_>) -> String {
    let (counts, sources) = (&outcome.summary, &outcome.workspace.sources);
    let known = |count| format!("{} left out", plural(count as u64, "known finding"));
    let repaired = |count| plural(count as u64, "repaired finding");
    let mut text = String::new();
    for (title, findings, count, is_here) in [
        (known(counts.known), &outcome.older.known, counts.known, true),
        (
            repaired(counts.repaired.unwrap_or_default()),
            &outcome.older.repaired,
            counts.repaired.unwrap_or_default(),
            false,
        ),
    ] {
        if count == 0 {
            continue;
        }
        text += &format!("\n<details>\n<summary>{title}</summary>\n\n");
        let most = text.len() + OLDER;
        let mut listed = 0;
        for finding in worst_first(findings) {
            let place = Place::new(finding.span, sources);
            // What is repaired is not there any more.
            let address = if is_here { links.to(finding.span) } else { None };
            let place = linked(address, &markdown_code(&format!("{}:{}", place.path, place.start.line)));
            let severity = finding.severity.name();
            let line = format!("- {severity} at {place}: {}\n", markdown(&finding.message));
            if text.len() + line.len() > most {
                break;
            }
            text += &line;
            listed += 1;
        }
        if listed < count {
            text += &format!("- and {} more\n", count - listed);
        }
        text += "\n</details>\n";
    }
    text
}

/// A list, as far as there is room.
fn list(text: &mut String, lines: impl ExactSizeIterator<Item = String>) {
    let (most, count) = (text.len() + LISTS, lines.len());
    for (number, line) in lines.enumerate() {
        let line = format!("- {}\n", markdown(&line));
        if text.len() + line.len() > most {
            *text += &format!("- and {} more\n", count - number);
            return;
        }
        *text += &line;
    }
}

/// The beginning of a file's fold.
fn head_of_file(open: &str, path: &str, findings: &[&Finding]) -> String {
    let counts = severities(&findings.iter().map(|finding| finding.severity).collect::<Vec<_>>());
    // In a block of HTML neither Markdown nor links and mentions have a meaning.
    format!("\n<details{open}>\n<summary><code>{}</code>: {counts}</summary>\n\n", xml(path))
}

/// What is shown of each file.
struct Files<'a> {
    outcome: &'a Outcome,
    links: &'a Links<'a>,
    texts: BTreeMap<&'a str, (Vec<&'a Finding>, Vec<String>)>,
    octets: usize,
}

impl<'a> Files<'a> {
    /// Shows a finding with its source lines, or in a line if there is no room; false if there is none for that either.
    fn add(&mut self, finding: &'a Finding) -> bool {
        let place = Place::new(finding.span, &self.outcome.workspace.sources);
        let (new, fold) = match self.texts.contains_key(place.path) {
            true => (0, 0),
            // The counts in it grow, but not by much.
            false => (2 * head_of_file(" open", place.path, &[finding]).len(), "</details>\n".len()),
        };
        let line = self.line(finding, place);
        let text = if self.octets < IN_FULL { line.clone() + &self.details(finding) } else { line.clone() };
        let size = |text: &String| self.octets + new + fold + text.len();
        let Some(text) = [text, line].into_iter().find(|text| size(text) <= MOST_OCTETS) else {
            return false;
        };
        self.octets = size(&text);
        let (findings, texts) = self.texts.entry(place.path).or_default();
        findings.push(finding);
        texts.push(text);
        true
    }

    /// A finding in a line.
    fn line(&self, finding: &Finding, place: Place<'_>) -> String {
        let page = self.outcome.published.page(finding.rule);
        format!(
            "**{}** at {}: {} ({})\n\n",
            finding.severity.name(),
            linked(self.links.to(finding.span), &format!("line {}", place.start.line)),
            markdown(&finding.message),
            linked(page, &markdown_code(finding.rule))
        )
    }

    /// The source lines, what to write instead, and why.
    fn details(&self, finding: &Finding) -> String {
        let sources = &self.outcome.workspace.sources;
        let drawing: String = source_lines(finding, sources).into_iter().map(|(_, text)| text).collect();
        // In `<pre>` neither Markdown nor links, mentions and references have a meaning.
        let lines: Vec<String> = drawing.lines().map(xml).collect();
        let mut text = format!("<pre>\n{}\n</pre>\n\n", lines.join("\n"));
        if let Caused::By(cause) = &finding.cause {
            let revision = markdown_code(&cause.revision);
            text += &format!("- **This change:** {} since {revision}\n", markdown(&cause.message));
        }
        let help = finding.help.as_ref().map(|help| format!("- **Help:** {}\n", markdown(help)));
        let fix = finding.fix.as_ref().map(|fix| self.fix(fix));
        let notes = notes(finding, sources);
        help.into_iter().chain(fix).for_each(|line| text += &line);
        notes.iter().for_each(|note| text += &format!("- {}\n", markdown(note)));
        text.push('\n');
        text
    }

    fn fix(&self, fix: &Fix) -> String {
        let edits = replaced(fix, &self.outcome.workspace.sources);
        let edits = edits.iter().map(|edit| {
            let (before, after) = (markdown_code(&edit.before), markdown_code(&edit.after));
            let change = match (edit.before.is_empty(), edit.after.is_empty()) {
                (true, _) => format!("add {after}"),
                (_, true) => format!("take {before} away"),
                _ => format!("{before} becomes {after}"),
            };
            let place = Place::new(edit.span, &self.outcome.workspace.sources);
            let line = format!("line {}", place.start.line);
            format!("{change} in {}", linked(self.links.to(edit.span), &line))
        });
        let edits: Vec<String> = edits.collect();
        let (safety, description) = (fix.applicability.name(), markdown(&fix.description));
        format!("- **Fix** ({safety}): {description}: {}\n", edits.join("; "))
    }
}

/// Words that lead to an address, if there is one.
fn linked(address: Option<String>, words: &str) -> String {
    match address {
        Some(address) => format!("<a href=\"{}\">{words}</a>", xml(&address)),
        None => words.to_owned(),
    }
}
