//! The baselines of a run: what is said of findings that no longer occur, and the new file.

use crate::base::printable::harmless_text;
use crate::check::{KnownFinding, Options, Outcome};
use crate::cli::messages::{complain, report_faults};

/// How many entries of a baseline that no longer occur are listed.
const MOST_GONE: usize = 10;

/// Says what of the baselines no longer occurs, and writes the new one.
///
/// # Errors
/// A message about a baseline that cannot be used.
pub fn write_baseline(options: &Options, outcome: &Outcome) -> Result<(), String> {
    let baseline = &outcome.baseline;
    if let Some(path) = &baseline.file {
        let hint = format!("`--write-baseline {}` drops them", path.display());
        tell_gone(&baseline.gone, "no longer occurs", &hint);
    }
    if let Some(message) = &baseline.error {
        return Err(message.clone());
    }
    let Some(path) = &options.baseline.new else { return Ok(()) };
    let Some(new) = &baseline.new else {
        report_faults(&outcome.faults);
        return Err("the baseline is not written, as the run cannot be trusted".into());
    };
    new.write(path, &options.surroundings.here, options.root.as_deref())?;
    tell_gone(&baseline.dropped, "no longer occurs, and is dropped", "");
    Ok(())
}

fn tell_gone(gone: &[KnownFinding], what: &str, hint: &str) {
    for entry in gone.iter().take(MOST_GONE) {
        let times = if entry.count > 1 { format!(" ({} times)", entry.count) } else { String::new() };
        let line = format!("baseline: `{}` of `{}` in {} {what}{times}", entry.rule, entry.owner, entry.path);
        complain(&harmless_text(&line));
    }
    if gone.len() > MOST_GONE {
        complain(&format!("baseline: and {} more", gone.len() - MOST_GONE));
    }
    if !gone.is_empty() && !hint.is_empty() {
        complain(&harmless_text(&format!("baseline: {hint}")));
    }
}
