//! The entries of the configuration that silence findings.
//!
//! There may be as many of them as findings, deep in directories. So no finding is compared with each of them: paths are
//! matched once for each file and each directory, and all owners are looked up in one set.

use std::collections::HashMap;
use std::path::Path;

use crate::base::source::Sources;
use crate::base::span::Span;
use crate::check::options::Options;
use crate::check::suppress::ignore::Ignore;
use crate::check::suppress::owner_globs::OwnerSet;
use crate::rules::finding::Finding;
use crate::rules::unused_suppression::{self, Claim, Flaw};
use crate::workspace::Workspace;

/// The configuration's suppressions. One that matches nothing is not reported: a run may see only
/// some of the files that it is for.
pub(super) struct Ignores<'o> {
    valid: Vec<&'o Ignore>,
    /// The numbers of the valid ones, by rule, in order.
    by_rule: HashMap<&'static str, Vec<usize>>,
    owners: OwnerSet<'o>,
    /// A finding for each that has run out.
    pub expired: Vec<Finding>,
}

impl<'o> Ignores<'o> {
    pub fn new(workspace: &Workspace, options: &'o Options) -> Self {
        let (mut valid, mut expired, mut source) = (Vec::new(), Vec::new(), None);
        for ignore in &options.ignores {
            let Some((day, place)) = ignore.until.as_ref().filter(|(day, _)| options.is_over(*day)) else {
                valid.push(ignore);
                continue;
            };
            let Some(file) = &options.config_file else { continue };
            if !ignore.rules.iter().any(|rule| options.rules.levels.is_selected(rule)) {
                continue;
            }
            let text = || file.text.as_bytes().to_vec();
            let source =
                *source.get_or_insert_with(|| workspace.sources.add(file.shown.clone(), None, text(), None));
            let span = Span::new(source, place.start as u32, place.end as u32);
            let flaw = Flaw::Over { rules: &ignore.rules, day: *day };
            expired.push(unused_suppression::finding(Claim { span, zone: "", flaw }));
        }
        let mut by_rule: HashMap<&'static str, Vec<usize>> = HashMap::new();
        for (number, ignore) in valid.iter().enumerate() {
            for rule in &ignore.rules {
                let numbers = by_rule.entry(rule).or_default();
                // A rule may be named twice.
                if numbers.last() != Some(&number) {
                    numbers.push(number);
                }
            }
        }
        let owners = valid.iter().enumerate();
        let owners = owners.filter_map(|(number, ignore)| Some((number, ignore.owners.as_ref()?)));
        Self { owners: OwnerSet::new(&owners.collect::<Vec<_>>()), valid, by_rule, expired }
    }

    /// Marks the findings that are silenced.
    pub fn silence(&self, findings: &mut [Finding], sources: &Sources) {
        let location = |finding: &Finding| sources.location(sources.written(finding.span).source);
        let mut asked: Vec<(Option<&Path>, &mut Finding)> = findings
            .iter_mut()
            .filter(|finding| !finding.suppressed && self.by_rule.contains_key(finding.rule))
            .map(|finding| (location(finding), finding))
            .collect();
        asked.sort_by_key(|(location, _)| location.map(Path::as_os_str));
        let mut directories = Directories::new(&self.valid);
        for of_file in asked.chunk_by_mut(|(one, _), (other, _)| one == other) {
            let apply = directories.apply_in(of_file[0].0);
            for (_, finding) in of_file {
                finding.suppressed = self.covers(finding, &apply);
            }
        }
    }

    /// Whether one of those that `apply` in the file of a finding covers it.
    fn covers(&self, finding: &Finding, apply: &[bool]) -> bool {
        let Some(of_rule) = self.by_rule.get(finding.rule) else { return false };
        of_rule.iter().any(|number| apply[*number] && self.valid[*number].owners.is_none())
            || self
                .owners
                .matches(&finding.owner, |number| apply[number] && of_rule.binary_search(&number).is_ok())
    }
}

/// Which suppressions apply in files that are asked for in the order of their paths, with the directories that
/// the last of them lies in.
struct Directories<'a> {
    ignores: &'a [&'a Ignore],
    /// From the topmost down, each with whether the paths of each suppression match it, or one above.
    open: Vec<(&'a Path, Vec<bool>)>,
}

impl<'a> Directories<'a> {
    fn new(ignores: &'a [&'a Ignore]) -> Self {
        Self { ignores, open: Vec::new() }
    }

    /// Whether each of the suppressions applies in the file at `location`.
    fn apply_in(&mut self, location: Option<&'a Path>) -> Vec<bool> {
        let Some(file) = location else {
            return self.ignores.iter().map(|ignore| ignore.paths.is_none()).collect();
        };
        while self.open.last().is_some_and(|(directory, _)| !file.starts_with(directory)) {
            self.open.pop();
        }
        let innermost = self.open.last().map(|(directory, _)| *directory);
        let entered: Vec<&Path> =
            file.ancestors().skip(1).take_while(|directory| Some(*directory) != innermost).collect();
        for directory in entered.into_iter().rev() {
            let matched = self.matched(directory, true);
            self.open.push((directory, matched));
        }
        self.matched(file, false)
    }

    /// Whether the paths of each suppression match what lies in the innermost directory at `path`.
    fn matched(&self, path: &Path, is_directory: bool) -> Vec<bool> {
        let above = self.open.last().map(|(_, matched)| matched);
        let matched = |(number, ignore): (usize, &&Ignore)| match &ignore.paths {
            Some(globs) => {
                globs.says(path, is_directory).unwrap_or_else(|| above.is_some_and(|above| above[number]))
            }
            None => true,
        };
        self.ignores.iter().enumerate().map(matched).collect()
    }
}
