//! Refuses reports that would take the place of what a run reads, or of each other. Writes none.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::base::printable::harmless_text;
use crate::check::Outcome;
use crate::check::config::CONFIGURATION_NAMES;
use crate::cli::input_args::Inputs;
use crate::cli::outputs::Output;
use crate::discover::read_by_servers;
use crate::files::{FileIdentity, has_other_names, read_file, resolved};

/// The files that a run is to write, as they are typed.
pub struct Written<'a> {
    reports: Vec<&'a Path>,
    baseline: Option<&'a Path>,
    here: &'a Path,
}

impl<'a> Written<'a> {
    /// The reports to files, and the new baseline.
    pub fn new<F>(outputs: &'a [Output<F>], baseline: Option<&'a PathBuf>, here: &'a Path) -> Self {
        let reports = outputs.iter().filter_map(|output| output.file.as_deref()).collect();
        Self { reports, baseline: baseline.map(PathBuf::as_path), here }
    }

    /// Refuses what can be told before the run: two files in one place, what the command line names, and what a name server or
    /// srvlint reads. The paths may be those of changed files, which are not all linted.
    ///
    /// # Errors
    /// Which file would be lost.
    pub fn refuse_named(
        &self,
        inputs: &Inputs,
        all_are_linted: bool,
        baseline: Option<&PathBuf>,
    ) -> Result<(), String> {
        self.refuse_shared()?;
        self.refuse_baseline(baseline)?;
        for path in self.all() {
            let list = inputs.files_from.as_deref().filter(|list| list.as_os_str() != "-");
            self.refuse_lost(path, list, "the list of `--files-from`")?;
            self.refuse_lost(path, inputs.config.as_deref(), "the configuration")?;
            for configuration in &inputs.named_conf {
                self.refuse_lost(path, Some(configuration), "what `--named-conf` names")?;
            }
            let stdin = inputs.stdin_filename.as_deref().map(Path::new);
            for lint in inputs.paths.iter().map(PathBuf::as_path).filter(|_| all_are_linted).chain(stdin) {
                self.refuse_lost(path, Some(lint), "a file to lint")?;
            }
            self.refuse_content(path)?;
        }
        Ok(())
    }

    /// Refuses a report in the place of a baseline.
    ///
    /// # Errors
    /// Which file would be lost.
    pub fn refuse_baseline(&self, baseline: Option<&PathBuf>) -> Result<(), String> {
        let baseline = baseline.map(PathBuf::as_path);
        self.reports.iter().try_for_each(|path| self.refuse_lost(path, baseline, "the baseline"))
    }

    /// Refuses what only the run knows: a file that one of its zones reads.
    ///
    /// # Errors
    /// Which file would be lost.
    pub fn refuse_read(&self, outcome: &Outcome) -> Result<(), String> {
        let there: Vec<(&Path, PathBuf, Option<FileIdentity>)> = self
            .all()
            .filter_map(|path| Some((path, resolved(&self.here.join(path))?, self.identity(path))))
            .collect();
        if there.is_empty() {
            return Ok(());
        }
        let sources = &outcome.workspace.sources;
        let ids: HashSet<_> =
            outcome.workspace.members.iter().flat_map(|member| member.zone.files.iter().copied()).collect();
        let read: HashSet<&Path> = ids.into_iter().filter_map(|id| sources.location(id)).collect();
        for (path, resolved, identity) in &there {
            let has_other_name =
                || has_other_names(resolved) && read.iter().any(|one| self.identity(one) == *identity);
            if read.contains(&**resolved) || has_other_name() {
                return Err(lost(path, "a file of a zone"));
            }
        }
        Ok(())
    }

    fn all(&self) -> impl Iterator<Item = &'a Path> {
        self.reports.iter().copied().chain(self.baseline)
    }

    fn identity(&self, path: &Path) -> Option<FileIdentity> {
        FileIdentity::of(path, self.here)
    }

    /// Refuses two files in one place: no program can read them.
    fn refuse_shared(&self) -> Result<(), String> {
        let output = FileIdentity::of_output();
        let mut seen: Vec<(&Path, FileIdentity)> = Vec::new();
        for path in self.all() {
            let Some(identity) = self.identity(path) else { continue };
            if output.as_ref() == Some(&identity) {
                let path = harmless_text(&path.to_string_lossy()).into_owned();
                return Err(format!(
                    "standard output goes to `{path}` already: give the report another file"
                ));
            }
            if let Some((other, _)) = seen.iter().find(|(_, other)| *other == identity) {
                let [one, other] =
                    [*other, path].map(|path| harmless_text(&path.to_string_lossy()).into_owned());
                return Err(match one == other {
                    true => format!("`{one}` takes one report, and two options name it"),
                    false => format!("`{one}` and `{other}` are one file, which takes one report"),
                });
            }
            seen.push((path, identity));
        }
        Ok(())
    }

    /// Refuses a file that is the one at `read`.
    fn refuse_lost(&self, path: &Path, read: Option<&Path>, what: &str) -> Result<(), String> {
        let is_same = |read: &Path| {
            let identity = self.identity(path);
            identity.is_some() && self.identity(read) == identity
        };
        if read.is_some_and(is_same) { Err(lost(path, what)) } else { Ok(()) }
    }

    /// Refuses a file that is there and that a name server or srvlint reads: the run may not come to it.
    fn refuse_content(&self, path: &Path) -> Result<(), String> {
        let Some(there) = resolved(&self.here.join(path)) else { return Ok(()) };
        let name = there.file_name().unwrap_or_default();
        if CONFIGURATION_NAMES.iter().any(|one| name == *one) {
            return Err(lost(path, "a configuration of srvlint"));
        }
        let Ok(octets) = read_file(&there) else { return Ok(()) };
        read_by_servers(&there, &octets).map_or(Ok(()), |what| Err(lost(path, what)))
    }
}

fn lost(path: &Path, what: &str) -> String {
    let path = harmless_text(&path.to_string_lossy()).into_owned();
    format!("`{path}` is {what}, and would be overwritten: give another file")
}
