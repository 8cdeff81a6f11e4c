//! What a run looked at and found, in words. Counts nothing.

use crate::base::printable::harmless_text;
use crate::check::Summary;
use crate::workspace::{Withheld, Workspace};

/// One line for people.
pub fn line(summary: &Summary) -> String {
    format!("{}: {}.", checked(summary), found(summary))
}

/// What was looked at: "Checked 2 zones, 7 SRV records".
pub fn checked(summary: &Summary) -> String {
    let (zones, records) = (plural(summary.zones as u64, "zone"), plural(summary.srv_records, "SRV record"));
    format!("Checked {zones}, {records}")
}

/// What was found: "1 error, 2 notes", or "no problems".
pub fn found(summary: &Summary) -> String {
    let kinds = [(summary.errors, "error"), (summary.warnings, "warning"), (summary.notes, "note")];
    let found: Vec<String> = kinds
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| plural(count as u64, what))
        .collect();
    let known = format!("{} left out", plural(summary.known as u64, "known finding"));
    let silent = [
        (summary.suppressed, format!("{} suppressed", summary.suppressed)),
        (summary.baselined, format!("{} in the baseline", summary.baselined)),
        (summary.known, known),
        (summary.not_shown, format!("{} not shown", summary.not_shown)),
    ];
    let silent: Vec<String> =
        silent.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect();
    let silent = if silent.is_empty() { String::new() } else { format!(" ({})", silent.join(", ")) };
    let found = if found.is_empty() { "no problems".to_owned() } else { found.join(", ") };
    found + &silent
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
pub(crate) fn plural(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
