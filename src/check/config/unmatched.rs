//! Entries of a `srvlint.toml` that are for no file of a run that looked at everything the file is for. Matches paths alone.

use std::path::Path;

use crate::check::config::settings::Settings;
use crate::check::options::Options;
use crate::discover::Input;
use crate::files::{Contents, resolved};
use crate::workspace::Workspace;

/// How many pairs of an entry and a file are compared: beyond that nothing is said.
const MOST_COMPARED: usize = 1_000_000;

impl Settings {
    /// What is said of the `[[zone]]`s and `[[ignore]]`s that match no file of the run, a line each; nothing if the run
    /// looked at a part of what lies below the configuration.
    pub fn unmatched(&self, inputs: &[Input], options: &Options, workspace: &Workspace) -> Vec<String> {
        let Some(file) = &self.file else { return Vec::new() };
        let entries = self.zones.len() + self.ignores.len();
        if entries == 0 || options.is_hook() || !matches!(options.contents, Contents::WorkTree) {
            return Vec::new();
        }
        let here = &options.surroundings.here;
        let covers = |input: &Input| match input {
            Input::Path(path) => {
                resolved(&here.join(path)).is_some_and(|path| file.directory.starts_with(path))
            }
            Input::Stdin => false,
        };
        if !inputs.iter().any(covers) {
            return Vec::new();
        }
        let sources = workspace.zones().flat_map(|zone| &zone.files);
        let mut paths: Vec<&Path> =
            sources.filter_map(|source| workspace.sources.file(*source).location.as_deref()).collect();
        paths.sort_unstable();
        paths.dedup();
        if paths.len().saturating_mul(entries) > MOST_COMPARED {
            return Vec::new();
        }
        let is_unmatched = |is_for: &dyn Fn(&Path) -> bool| !paths.iter().any(|path| is_for(path));
        let [zone_lines, ignore_lines] = &self.lines;
        let tell = |line: &usize, what: &str| format!("{}:{line}: {what} matches no zone file", file.shown);
        let zones = self.zones.iter().zip(zone_lines);
        let zones = zones.filter(|(zone, _)| is_unmatched(&|path| zone.is_for(path)));
        let mut lines: Vec<String> = zones.map(|(_, line)| tell(line, "this `[[zone]]`")).collect();
        for (ignore, line) in self.ignores.iter().zip(ignore_lines) {
            let Some(globs) = &ignore.paths else { continue };
            if is_unmatched(&|path| globs.matches(path, false, &file.directory)) {
                lines.push(tell(line, "`paths` here"));
            }
        }
        lines
    }
}
