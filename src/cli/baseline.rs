//! The baseline of a run: which one it is, and what is said of findings that no longer occur.

use std::path::{Path, PathBuf};

use crate::base::printable::harmless_text;
use crate::check::baseline::{Baseline, Entry};
use crate::check::options::Options;
use crate::check::outcome::Outcome;
use crate::cli::args::Check;
use crate::cli::messages::{complain, report_faults};
use crate::files::Files;

/// How many entries of a baseline that no longer occur are listed.
const MOST_GONE: usize = 10;

/// Writes the baseline and leaves out what is known, as the arguments say.
pub fn leave_out_known(arguments: &Check, options: &Options, outcome: &mut Outcome) -> Result<(), String> {
    let (files, root) = (&outcome.workspace.files, options.root.as_deref());
    let here = &options.surroundings.here;
    let path = baseline_path(arguments, options, files)?;
    let read = |path: &Path| Baseline::read_with(files, path);
    let known = path.as_deref().map(read).transpose()?;
    let compared = known.map(|known| known.compare(outcome, options));
    if let (Some(path), Some(compared)) = (&path, &compared) {
        let hint = format!("`--write-baseline {}` drops them", path.display());
        tell_gone(&compared.gone, "no longer occurs", &hint);
    }
    let mut known = compared.map(|compared| compared.known);
    if let Some(path) = &arguments.write_baseline {
        if !outcome.faults.is_empty() {
            report_faults(&outcome.faults);
            return Err("the baseline is not written, as the run cannot be trusted".into());
        }
        // A file that is there has to be a baseline: no zone is overwritten by mistake.
        let old = path.exists().then(|| Baseline::read(path, here, root)).transpose()?;
        let new = Baseline::of(outcome, options, path, old.as_ref())?;
        new.write(path, here, root)?;
        if known.is_none() {
            let gone = old.map(|old| old.compare(outcome, options).gone).unwrap_or_default();
            tell_gone(&gone, "no longer occurs, and is dropped", "");
            known = Some(new.compare(outcome, options).known);
        }
    }
    outcome.take_out(&known.unwrap_or_default());
    Ok(())
}

/// The baseline to read. That of the configuration does not count where a new one is written, which
/// may be that file.
fn baseline_path(arguments: &Check, options: &Options, files: &Files) -> Result<Option<PathBuf>, String> {
    let settings = &options.settings;
    let configured = settings.baseline.as_ref().zip(settings.file.as_ref());
    let Some((path, file)) =
        configured.filter(|_| !arguments.no_baseline && arguments.write_baseline.is_none())
    else {
        return Ok(arguments.baseline.clone());
    };
    if arguments.baseline.is_some() {
        return Ok(arguments.baseline.clone());
    }
    if path.canonicalize().is_ok_and(|resolved| !resolved.starts_with(&file.directory)) {
        return Err(format!("the baseline `{}` is a link that leads elsewhere", files.shown(path)));
    }
    // As the user would write it here, unless that is not text.
    let shown = PathBuf::from(files.shown(path));
    let same = shown.canonicalize().ok() == path.canonicalize().ok();
    Ok(Some(if same { shown } else { path.clone() }))
}

fn tell_gone(gone: &[Entry], what: &str, hint: &str) {
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
