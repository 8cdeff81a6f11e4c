//! Leaves out of a run what its baseline knows, and makes the new baseline that the user asks for. Writes no file.

use std::path::{Path, PathBuf};

use crate::check::baseline::compare::Seen;
use crate::check::baseline::file::{Baseline, KnownFinding};
use crate::check::baseline::options::BaselineOptions;
use crate::check::options::Options;
use crate::files::{Files, is_file, is_there, length, resolved};
use crate::rules::finding::Finding;
use crate::workspace::Workspace;

/// What became of the baselines of a run.
#[derive(Debug, Default)]
pub struct BaselineOutcome {
    /// The file that was read, as the user would write it.
    pub file: Option<PathBuf>,
    /// What it knows and no longer occurs.
    pub gone: Vec<KnownFinding>,
    /// The new baseline to write. None is made of a run that cannot be trusted.
    pub new: Option<Baseline>,
    /// What the file that is to be written over knows and the new one drops.
    pub dropped: Vec<KnownFinding>,
    /// Why a baseline cannot be used.
    pub error: Option<String>,
    /// How many findings are left out.
    pub known: usize,
}

/// Takes the known findings out: they neither count nor show.
pub(crate) fn leave_out_known(
    findings: &mut Vec<Finding>,
    workspace: &Workspace,
    options: &Options,
    is_trusted: bool,
) -> BaselineOutcome {
    let mut outcome = BaselineOutcome::default();
    match compare(findings, workspace, options, is_trusted, &mut outcome) {
        Ok(known) => {
            let mut flags = known.iter();
            findings.retain(|_| !flags.next().copied().unwrap_or(false));
            outcome.known = known.iter().filter(|known| **known).count();
        }
        Err(message) => outcome.error = Some(message),
    }
    outcome
}

/// Which of the findings are known.
fn compare(
    findings: &[Finding],
    workspace: &Workspace,
    options: &Options,
    is_trusted: bool,
    outcome: &mut BaselineOutcome,
) -> Result<Vec<bool>, String> {
    let files = &workspace.files;
    let seen = Seen { findings, workspace, options };
    outcome.file = file_to_read(options, files)?;
    let known = outcome.file.as_deref().map(|path| Baseline::read_with(files, path)).transpose()?;
    let mut known = known.map(|known| {
        let compared = seen.compare(&known);
        outcome.gone = compared.gone;
        compared.known
    });
    if let Some(path) = options.baseline.new.as_deref().filter(|_| is_trusted) {
        // A file that is there has to be a baseline: no zone is overwritten by mistake. An empty one holds nothing to lose.
        let (here, root) = (&options.surroundings.here, options.root.as_deref());
        let (there, is_lost) = (here.join(path), |there: &Path| !is_file(there) || length(there) > 0);
        let is_old = is_there(&there) && is_lost(&there);
        let old = is_old.then(|| Baseline::read(path, here, root)).transpose()?;
        let new = seen.baseline(path, old.as_ref())?;
        if known.is_none() {
            outcome.dropped = old.map(|old| seen.compare(&old).gone).unwrap_or_default();
            known = Some(seen.compare(&new).known);
        }
        outcome.new = Some(new);
    }
    Ok(known.unwrap_or_default())
}

/// The baseline to read. That of the configuration does not count where a new one is written, which may be that file.
fn file_to_read(options: &Options, files: &Files) -> Result<Option<PathBuf>, String> {
    let BaselineOptions { named, configured, new } = &options.baseline;
    let directory = options.config_file.as_ref().map(|file| file.directory.as_path());
    let Some((path, directory)) =
        configured.as_ref().zip(directory).filter(|_| named.is_none() && new.is_none())
    else {
        return Ok(named.clone());
    };
    // In a revision no link leads out.
    if files.law.is_none() && resolved(path).is_some_and(|resolved| !resolved.starts_with(directory)) {
        return Err(format!("the baseline `{}` is a link that leads elsewhere", files.shown(path)));
    }
    // As the user would write it here, unless that is not text.
    let shown = PathBuf::from(files.shown(path));
    let same = resolved(&options.surroundings.here.join(&shown)) == resolved(path);
    Ok(Some(if same { shown } else { path.clone() }))
}
