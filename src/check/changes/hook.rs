//! The pre-commit hook: some files changed, and what this touches or breaks is reported.
//!
//! The zones of the whole repository are loaded, for a change can break any of them. Reported are
//! the findings that lie in a named file or whose cause does, and of the others those that `HEAD`
//! (or the revision of `--new-since`, or pre-commit's `--from-ref`) does not have. With
//! `--new-since` the findings in the named files must be new, too.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::source::Sources;
use crate::base::span::Span;
use crate::check::changes::impact::Reach;
use crate::check::changes::since::{View, zones_of};
use crate::check::merge::merge_repeats;
use crate::check::options::Options;
use crate::check::outcome::Outcome;
use crate::check::run::{judge, leave_out_changed, load_inputs};
use crate::check::untracked;
use crate::discover::collect::Texts;
use crate::discover::input::Input;
use crate::discover::server_config::dialect;
use crate::discover::sniff::{SNIFFED, is_zone};
use crate::files::{Files, normalise, root_of};
use crate::rules::finding::Finding;
use crate::syntax::{Entry, Parser, Start};
use crate::workspace::Workspace;
use crate::zone::Zone;

/// Lints what the change of the files `inputs` touches or breaks.
pub(crate) fn lint(inputs: &[Input], options: &Options, view: View) -> Outcome {
    let named = named_files(inputs, &view.files);
    if !named.iter().chain(view.base.iter().flat_map(|base| &base.changed)).any(|path| matters(path, &view)) {
        let workspace = Workspace::new(Vec::new(), Sources::default(), view.files);
        return Outcome::new(workspace, Vec::new(), Vec::new(), Vec::new(), 0);
    }
    let around = [Input::Path(view.files.confined_to.clone().unwrap_or_else(|| surroundings(&named, &view)))];
    let sources = Arc::new(Sources::default());
    let mut loaded = load_inputs(&around, options, Texts::Shared(&sources), &view.files, view.previous());
    untracked::report(&mut loaded, options, &sources, &view.files);
    let workspace = Workspace::with_members(loaded.members.clone(), sources, view.files);
    let mut faults = std::mem::take(&mut loaded.gathered.faults);
    let before = view.base.as_ref().map(|base| base.load(&around, options, &loaded, &workspace));
    let reach = Reach::new(&named, &loaded.members, before.as_ref(), &workspace);
    let reached = |zone: &Zone| reach.covers(zone);
    let (mut findings, mut suppressed) = judge(&workspace, &loaded.findings, options, &reached);
    leave_out_changed([&mut findings, &mut suppressed], &workspace.sources, &mut faults);
    let touched = |finding: &Finding| is_touched(finding, &named, &workspace.sources);
    let excluded: Option<HashSet<PathBuf>> =
        view.base.as_ref().map(|base| base.changed.difference(&named).cloned().collect());
    // What the caller left out though it changed is not his concern, and without a revision nobody
    // can tell what is new elsewhere.
    let concerns = |finding: &Finding| {
        let excluded =
            || excluded.as_ref().is_none_or(|paths| lies_in(finding.span, paths, &workspace.sources));
        touched(finding) || !excluded()
    };
    let (findings, others): (Vec<Finding>, Vec<Finding>) = findings.into_iter().partition(concerns);
    let (new, known) = match view.base.zip(before) {
        Some((base, before)) => {
            let asked = |finding: &Finding| options.new_since.is_some() || !touched(finding);
            base.split(before, findings, asked, options, &workspace)
        }
        None => (findings, Vec::new()),
    };
    let left_out: HashSet<String> = zones_of(&known).union(&zones_of(&others)).cloned().collect();
    let is_whole = |zone: &Zone| reached(zone) && !left_out.contains(&zone.origin_text());
    let findings = merge_repeats(new, &workspace, &is_whole);
    let known = merge_repeats(known, &workspace, &reached).len();
    let suppressed = suppressed.into_iter().filter(touched).collect();
    let suppressed = merge_repeats(suppressed, &workspace, &reached);
    Outcome::new(workspace, findings, suppressed, faults, known)
}

/// The named files, resolved; of those that are gone, where they were; of those to which a link leads out of
/// the repository, the link.
fn named_files(inputs: &[Input], files: &Files) -> HashSet<PathBuf> {
    let resolve = |input: &Input| match input {
        Input::Path(path) => {
            let gone = |_| normalise(&files.working_directory.join(path));
            let inside = || files.resolve(path).unwrap_or_else(gone);
            Some(files.leads_out(path).unwrap_or_else(inside))
        }
        Input::Stdin => None,
    };
    inputs.iter().filter_map(resolve).collect()
}

/// Whether a file is or was a zone, a name server's configuration, something that a zone could
/// include, or a link, whose name may be a zone's. A change of other files costs nothing.
fn matters(path: &Path, view: &View) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let says = |files: &Files| {
        files.is_link(path)
            || files.read(path).is_ok_and(|octets| {
                is_zone(&octets) || may_be_fragment(&octets) || dialect(name, &octets).is_some()
            })
    };
    says(&view.files) || view.base.as_ref().is_some_and(|base| says(&base.files))
}

/// Whether a text has something that could be a record or a directive.
fn may_be_fragment(octets: &[u8]) -> bool {
    let beginning = &octets[..octets.len().min(SNIFFED)];
    if memchr::memchr(0, beginning).is_some() {
        return false;
    }
    let (mut parser, mut errors) = (Parser::new(beginning, Start::File), Vec::new());
    while let Some(entry) = parser.next(&mut errors) {
        if !matches!(entry, Entry::Broken { .. }) {
            return true;
        }
    }
    false
}

/// The root of the repository, else of the first file.
fn surroundings(named: &HashSet<PathBuf>, view: &View) -> PathBuf {
    let snapshot = view.files.snapshot().or(view.base.as_ref().and_then(|base| base.files.snapshot()));
    match (snapshot, named.iter().min()) {
        (Some(snapshot), _) => snapshot.top().to_owned(),
        (None, Some(file)) => root_of(file),
        (None, None) => root_of(&view.files.working_directory),
    }
}

/// Whether a finding, or something that causes it, lies in a named file or directory.
fn is_touched(finding: &Finding, named: &HashSet<PathBuf>, sources: &Sources) -> bool {
    lies_in(finding.span, named, sources)
        || finding.labels.iter().any(|label| lies_in(label.span, named, sources))
}

fn lies_in(span: Span, paths: &HashSet<PathBuf>, sources: &Sources) -> bool {
    let location = sources.file(sources.written(span).source).location.as_deref();
    location.is_some_and(|location| location.ancestors().any(|path| paths.contains(path)))
}
