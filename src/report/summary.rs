//! What a run looked at and found, in words. Counts nothing.

use crate::check::Summary;

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

/// "1 zone", "2 zones".
pub(crate) fn plural(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
