//! The pre-commit hook: some files changed, and what this touches or breaks is reported.
//!
//! The zones of the whole repository are loaded, for a change can break any of them. A finding is reported if `HEAD` (or the
//! revision of `--new-since`, or pre-commit's `--from-ref`) does not have it; before the first commit, if it lies in a named
//! file, or if its cause does. Without named files, those are meant that are staged.
//!
//! Lints nothing: says which files matter and which findings a change touches.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::source::Sources;
use crate::base::span::Span;
use crate::check::changes::matters::may_matter;
use crate::check::changes::view::View;
use crate::check::config::CONFIGURATION_NAMES;
use crate::discover::Input;
use crate::files::{Files, Led, Listed, PathSet, Surroundings, normalise, root_of, untracked};
use crate::rules::finding::Finding;
use crate::rules::zone_not_linted;

/// The files of a change that a hook is asked about.
pub(crate) struct Change {
    /// The named files, resolved. A file that is gone stands with its old path, and a link that leads out of the
    /// repository with its own.
    pub named: PathSet,
    /// The files that changed too and that the caller left out; `None` if no revision tells.
    left_out: Option<PathSet>,
    /// The top of the work tree, if the run reads that.
    work_tree: Option<PathBuf>,
}

impl Change {
    /// The change of the files `inputs`, without any of all that is staged.
    pub fn new(inputs: &[Input], view: &View) -> Self {
        let named = match (inputs.is_empty(), view.files.snapshot()) {
            (true, Some(staged)) => match &view.base {
                Some(base) => base.changed.clone(),
                None => staged.files_below(staged.top()).into_iter().collect(),
            },
            _ => named_files(inputs, &view.files),
        };
        let of_others = |listed: &PathSet| -> PathSet {
            listed.paths().filter(|path| !named.contains(path)).map(Path::to_owned).collect()
        };
        let left_out = view.base.as_ref().map(|base| of_others(&base.listed));
        let work_tree = view.files.has_disk().then(|| surroundings(&named, view));
        Self { named, left_out, work_tree }
    }

    /// Whether a run can find anything: else it costs nothing.
    pub fn matters(&self, view: &View) -> bool {
        self.named
            .paths()
            .chain(view.base.iter().flat_map(|base| base.changed.paths()))
            .any(|path| matters(path, view))
    }

    /// What a run looks at: all that the change can break.
    pub fn around(&self, view: &View) -> Input {
        Input::Path(view.files.confined_to.clone().unwrap_or_else(|| surroundings(&self.named, view)))
    }

    /// Whether a finding, or something that causes it, lies in a named file or directory.
    pub fn touches(&self, finding: &Finding, sources: &Sources) -> bool {
        lies_in(finding.span, &self.named, sources)
            || finding.labels.iter().any(|label| lies_in(label.span, &self.named, sources))
    }

    /// Takes out the findings that are not the change's, and those in files that git does not track and that are not named:
    /// no commit holds them.
    pub fn take_others(
        &self,
        findings: &mut Vec<Finding>,
        sources: &Sources,
        surroundings: &Surroundings,
    ) -> Vec<Finding> {
        let others: Vec<Finding> =
            findings.extract_if(.., |finding| !self.concerns(finding, sources)).collect();
        let untracked = self.take_untracked(findings, sources, surroundings);
        others.into_iter().chain(untracked).collect()
    }

    fn take_untracked(
        &self,
        findings: &mut Vec<Finding>,
        sources: &Sources,
        surroundings: &Surroundings,
    ) -> Vec<Finding> {
        let Some(top) = &self.work_tree else { return Vec::new() };
        let location = |finding: &Finding| sources.location(sources.written(finding.span).source);
        let others = findings.iter().filter(|finding| !lies_in(finding.span, &self.named, sources));
        let paths: HashSet<&Path> = others.filter_map(location).collect();
        if paths.is_empty() {
            return Vec::new();
        }
        let untracked = untracked(top, &paths, surroundings, Listed::All).unwrap_or_default();
        let untracked: HashSet<PathBuf> = untracked.into_iter().collect();
        findings
            .extract_if(.., |finding| location(finding).is_some_and(|path| untracked.contains(path)))
            .collect()
    }

    /// Whether a finding may be the change's. A finding in a file that the caller left out although it changed is not,
    /// and without a revision nothing tells which findings elsewhere are new.
    fn concerns(&self, finding: &Finding, sources: &Sources) -> bool {
        let left_out = || self.left_out.as_ref().is_none_or(|paths| lies_in(finding.span, paths, sources));
        // The files that are gone are never named.
        finding.rule == zone_not_linted::NAME || self.touches(finding, sources) || !left_out()
    }
}

/// What is said besides, and of the `files` of a change that are meant for zones and cannot be read as such.
pub(crate) fn with_unreadable(
    mut said: Vec<String>,
    change: Option<&Change>,
    files: &[(Arc<Path>, String)],
) -> Vec<String> {
    let is_own = |path: &Path| change.is_some_and(|change| change.named.contains(path));
    said.extend(files.iter().filter(|(path, _)| is_own(path)).map(|(_, line)| line.clone()));
    said
}

fn named_files(inputs: &[Input], files: &Files) -> PathSet {
    let resolve = |path: &Path| {
        let gone = |_| normalise(&files.working_directory.join(path));
        match files.led(path) {
            Some(Led::Out(real) | Led::To(real)) => real,
            Some(Led::Nowhere) | None => files.resolve(path).unwrap_or_else(gone),
        }
    };
    inputs.iter().filter_map(Input::path).map(resolve).collect()
}

/// Whether a file is or was a zone, a name server's or srvlint's configuration, something that a zone could
/// include, or a link, whose name may be a zone's. A change of other files costs nothing.
fn matters(path: &Path, view: &View) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let says = |files: &Files| {
        files.is_link(path)
            || CONFIGURATION_NAMES.contains(&name)
            || files.read(path).is_ok_and(|octets| may_matter(path, &octets))
    };
    says(&view.files) || view.base.as_ref().is_some_and(|base| says(&base.files))
}

/// The root of the repository, else of the first file.
fn surroundings(named: &PathSet, view: &View) -> PathBuf {
    let snapshot = view.files.snapshot().or(view.base.as_ref().and_then(|base| base.files.snapshot()));
    match (snapshot, named.paths().min()) {
        (Some(snapshot), _) => snapshot.top().to_owned(),
        (None, Some(file)) => root_of(file),
        (None, None) => root_of(&view.files.working_directory),
    }
}

fn lies_in(span: Span, paths: &PathSet, sources: &Sources) -> bool {
    let location = sources.location(sources.written(span).source);
    location.is_some_and(|location| paths.covers(location))
}
