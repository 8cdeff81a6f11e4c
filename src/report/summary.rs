//! What a run looked at and found, in words. Counts nothing.

use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::base::printable::{defused, harmless_text};
use crate::base::severity::Severity;
use crate::check::{Gate, Outcome, Summary};
use crate::report::paint::{Ink, write_in};
use crate::rules::finding::Applicability;
use crate::workspace::{Withheld, Workspace};

/// Writes what was looked at and found, in a line or two for people, coloured by severity.
pub fn write(out: &mut dyn WriteColor, outcome: &Outcome) -> io::Result<()> {
    let summary = &outcome.summary;
    write!(out, "{}: ", checked(summary))?;
    for (number, (count, severity)) in kinds(summary).into_iter().enumerate() {
        write!(out, "{}", if number > 0 { ", " } else { "" })?;
        write_in(out, Ink::of(severity), true, &plural(count as u64, severity.name()))?;
    }
    if kinds(summary).is_empty() {
        let ink = if outcome.faults.is_empty() { Ink::Good } else { Ink::Error };
        write_in(out, ink, true, nothing(outcome))?;
    }
    writeln!(out, "{}.", silent(summary))?;
    match withheld(&outcome.workspace) {
        Some(line) => writeln!(out, "{}", defused(&line)),
        None => Ok(()),
    }
}

/// What is said if nothing is found.
const NO_PROBLEMS: &str = "no problems";

/// What is said of a run if it found nothing.
fn nothing(outcome: &Outcome) -> &'static str {
    if outcome.faults.is_empty() { NO_PROBLEMS } else { "the run cannot be trusted" }
}

/// How many findings there are of each severity that has some, the worst first.
fn kinds(summary: &Summary) -> Vec<(usize, Severity)> {
    kinds_of([summary.errors, summary.warnings, summary.notes])
}

fn kinds_of(counts: [usize; 3]) -> Vec<(usize, Severity)> {
    let counts = counts.into_iter().zip([Severity::Error, Severity::Warning, Severity::Note]);
    counts.filter(|(count, _)| *count > 0).collect()
}

/// What was looked at: "Checked 2 zones, 7 SRV records".
pub fn checked(summary: &Summary) -> String {
    let (zones, records) = (plural(summary.zones as u64, "zone"), plural(summary.srv_records, "SRV record"));
    format!("Checked {zones}, {records}")
}

/// What was found: "1 error, 2 notes", or "no problems", or that this cannot be said.
pub fn found(outcome: &Outcome) -> String {
    let kinds = kinds(&outcome.summary);
    let found = if kinds.is_empty() { nothing(outcome).to_owned() } else { in_words(&kinds) };
    found + &silent(&outcome.summary)
}

/// How many there are of each severity: "1 error, 2 notes", or "no problems".
pub fn severities(of: &[Severity]) -> String {
    let count = |severity| of.iter().filter(|one| **one == severity).count();
    in_words(&kinds_of([Severity::Error, Severity::Warning, Severity::Note].map(count)))
}

fn in_words(kinds: &[(usize, Severity)]) -> String {
    let words = kinds.iter().map(|(count, severity)| plural(*count as u64, severity.name()));
    if kinds.is_empty() { NO_PROBLEMS.to_owned() } else { words.collect::<Vec<_>>().join(", ") }
}

/// What was found and is not told, in parentheses.
fn silent(summary: &Summary) -> String {
    let known = format!("{} left out", plural(summary.known as u64, "known finding"));
    let silent = [
        (summary.suppressed, format!("{} suppressed", summary.suppressed)),
        (summary.baselined, format!("{} in the baseline", summary.baselined)),
        (summary.known, known),
        (summary.repaired.unwrap_or_default(), format!("{} repaired", summary.repaired.unwrap_or_default())),
        (summary.not_shown, format!("{} not shown", summary.not_shown)),
    ];
    let silent: Vec<String> =
        silent.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect();
    if silent.is_empty() { String::new() } else { format!(" ({})", silent.join(", ")) }
}

/// How much a hook leaves out as it is older than the change, in one line; `None` if that is nothing.
pub fn older(summary: &Summary) -> Option<String> {
    let count = summary.known + summary.baselined;
    let findings = plural(count as u64, "older finding");
    let are = if count == 1 { "is" } else { "are" };
    (count > 0).then(|| format!("{findings} in the changed files {are} left out: `srvlint check` shows all"))
}

/// How many files are named that the change alters and that do not count yet.
const MOST_ALTERED: usize = 10;

/// Whose law was applied, in one line, and a line for each of the change's own files that do not count.
pub fn gate(gate: &Gate) -> Vec<String> {
    let law = harmless_text(&gate.law).into_owned();
    let mut line = format!(
        "configuration, baseline, .gitignore, server configurations and suppressions are those of `{law}`: {} there, {} here",
        plural(gate.zones_base as u64, "zone"),
        gate.zones_now
    );
    if let Some(base) = gate.base.as_deref().filter(|base| *base != gate.law) {
        line = line.replace(" there, ", &format!(" in `{}`, ", harmless_text(base)));
    }
    match gate.new_suppressions {
        0 => {}
        1 => line.push_str("; 1 finding has a new suppression, which does not count"),
        many => line.push_str(&format!("; {many} findings have new suppressions, which do not count")),
    }
    let altered = gate.altered.iter().take(MOST_ALTERED);
    let altered = altered.map(|path| format!("`{path}` is not that of `{law}`: it counts once it is there"));
    let more =
        gate.altered.len().checked_sub(MOST_ALTERED + 1).map(|more| format!("and {} more files", more + 1));
    std::iter::once(line).chain(altered).chain(more).collect()
}

/// How many of the findings can be fixed, in one line; `None` if none can.
pub fn fixable(outcome: &Outcome) -> Option<String> {
    let count = |asked: Applicability| {
        let fixes = outcome.findings.iter().filter_map(|finding| finding.fix.as_ref());
        fixes.filter(|fix| fix.applicability == asked).count() as u64
    };
    match (count(Applicability::Safe), count(Applicability::Unsafe)) {
        (0, 0) => None,
        (0, unsafe_ones) => {
            Some(format!("{} can be fixed with `--fix --unsafe-fixes`.", plural(unsafe_ones, "finding")))
        }
        (safe, 0) => Some(format!("{} can be fixed with `--fix`.", plural(safe, "finding"))),
        (safe, unsafe_ones) => Some(format!(
            "{} can be fixed with `--fix`, {unsafe_ones} more with `--unsafe-fixes`.",
            plural(safe, "finding")
        )),
    }
}

/// How many places are named that keep names from being judged.
const MOST_PLACES: usize = 3;

/// What could not be judged because a part of a zone could not be read, in one line; `None` if that is nothing.
pub fn withheld(workspace: &Workspace) -> Option<String> {
    let withheld: Vec<Withheld> =
        workspace.withheld().into_iter().flatten().filter(|withheld| withheld.subjects > 0).collect();
    let subjects: usize = withheld.iter().map(|withheld| withheld.subjects).sum();
    if subjects == 0 {
        return None;
    }
    let place = |withheld: &Withheld| {
        let sources = &workspace.sources;
        let line = sources.position(withheld.place.source, withheld.place.start).line;
        format!("{}:{line}", sources.file(withheld.place.source).path)
    };
    let mut places: Vec<String> = withheld.iter().take(MOST_PLACES).map(place).collect();
    if withheld.len() > MOST_PLACES {
        places.push(format!("and {} more", withheld.len() - MOST_PLACES));
    }
    let (names, zones) = (plural(subjects as u64, "name"), plural(withheld.len() as u64, "zone"));
    let are = if withheld.len() == 1 { "is" } else { "are" };
    let line =
        format!("{names} could not be judged: {zones} {are} not known in full ({})", places.join(", "));
    Some(harmless_text(&line).into_owned())
}

/// "1 zone", "2 zones".
pub fn plural(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
