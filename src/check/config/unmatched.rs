//! Entries of a `srvlint.toml` that do nothing in a run that looked at everything the file is for: those that are for no file,
//! and suppressions that silenced no finding.

use std::path::Path;

use crate::check::config::settings::Settings;
use crate::check::options::Options;
use crate::check::outcome::Outcome;
use crate::check::suppress::ignore::Ignore;
use crate::check::suppress::owner_globs::OwnerSet;
use crate::discover::Input;
use crate::files::{Contents, resolved};

/// How many pairs of an entry and a file, or a finding, are compared: beyond that nothing is said.
const MOST_COMPARED: usize = 1_000_000;

impl Settings {
    /// What is said of the `[[zone]]`s and `[[ignore]]`s that match no file of the run, and of the `[[ignore]]`s that silence
    /// nothing, a line each; nothing if the run looked at a part of what lies below the configuration.
    pub fn unmatched(&self, inputs: &[Input], options: &Options, outcome: &Outcome) -> Vec<String> {
        let (Some(file), workspace) = (&self.file, &outcome.workspace) else { return Vec::new() };
        let entries = self.zones.len() + self.ignores.len();
        if entries == 0 || options.is_hook() || !matches!(options.contents, Contents::WorkTree) {
            return Vec::new();
        }
        let here = &options.surroundings.here;
        let covers = |input: &Input| {
            let path = input.path().and_then(|path| resolved(&here.join(path)));
            path.is_some_and(|path| file.directory.starts_with(path))
        };
        if !inputs.iter().any(covers) {
            return Vec::new();
        }
        let sources = workspace.zones().flat_map(|zone| &zone.files);
        let mut paths: Vec<&Path> =
            sources.filter_map(|source| workspace.sources.location(*source)).collect();
        paths.sort_unstable();
        paths.dedup();
        if (paths.len() + outcome.suppressed.len()).saturating_mul(entries) > MOST_COMPARED {
            return Vec::new();
        }
        let is_unmatched = |is_for: &dyn Fn(&Path) -> bool| !paths.iter().any(|path| is_for(path));
        let [zone_lines, ignore_lines] = &self.lines;
        let tell = |line: &usize, what: &str| format!("{}:{line}: {what} matches no zone file", file.shown);
        let zones = self.zones.iter().zip(zone_lines);
        let zones = zones.filter(|(zone, _)| is_unmatched(&|path| zone.is_for(path)));
        let mut lines: Vec<String> = zones.map(|(_, line)| tell(line, "this `[[zone]]`")).collect();
        for (ignore, line) in self.ignores.iter().zip(ignore_lines) {
            let globs = ignore.paths.as_ref();
            if globs.is_some_and(|globs| is_unmatched(&|path| globs.matches(path, false, &file.directory))) {
                lines.push(tell(line, "`paths` here"));
            } else if may_silence(ignore, options) && !silences(ignore, &file.directory, outcome) {
                lines.push(format!("{}:{line}: this `[[ignore]]` silences nothing", file.shown));
            }
        }
        lines
    }
}

/// Whether a run that sees all files would show what a suppression is for: its rules run, and its last day, of which is told
/// elsewhere, is not over.
fn may_silence(ignore: &Ignore, options: &Options) -> bool {
    let is_over = ignore.until.as_ref().is_some_and(|(day, _)| options.is_over(*day));
    !is_over
        && !options.compares()
        && options.trust.is_none()
        && ignore.rules.iter().all(|rule| options.rules.levels.is_selected(rule))
}

/// Whether a suppressed finding is one that the suppression is for.
fn silences(ignore: &Ignore, below: &Path, outcome: &Outcome) -> bool {
    let owners = ignore.owners.as_ref().map(|owners| OwnerSet::new(&[(0, owners)]));
    let sources = &outcome.workspace.sources;
    outcome.suppressed.iter().any(|finding| {
        let location = || sources.location(finding.span.source);
        ignore.rules.contains(&finding.rule)
            && owners.as_ref().is_none_or(|owners| owners.matches(&finding.owner, |_| true))
            && ignore
                .paths
                .as_ref()
                .is_none_or(|globs| location().is_some_and(|path| globs.matches(path, false, below)))
    })
}
