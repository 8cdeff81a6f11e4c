//! The run: paths to zones to findings, in the order in which they are shown.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::config::Options;
use crate::files::Files;
use crate::finding::{Finding, NOT_LISTED};
use crate::gather::{Gathered, ZoneFile, gather};
use crate::jobs::Jobs;
use crate::origins::{Assumed, Said, origins};
use crate::progress::Phase;
use crate::report::{MOST_SHOWN, Summary};
use crate::reuse::Reuse;
use crate::rules;
use crate::since::View;
use crate::source::Sources;
use crate::suppress;
use crate::workspace::{Member, Workspace};
use crate::zone::Zone;
use crate::zone::load::{Request, load};

/// Something to lint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file, or a directory of files.
    Path(PathBuf),
    /// Standard input.
    Stdin,
}

/// Why the run cannot be trusted: one line for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault(pub String);

/// What a run found.
#[derive(Debug)]
pub struct Report {
    /// The zones and texts.
    pub workspace: Workspace,
    /// The findings, by path, then place, then rule.
    pub findings: Vec<Finding>,
    /// The findings that suppressions silence, in the same order.
    pub suppressed: Vec<Finding>,
    /// What keeps the run from being trusted.
    pub faults: Vec<Fault>,
    /// What was looked at and found, in numbers.
    pub summary: Summary,
}

/// Lints `inputs`.
pub fn lint(inputs: &[Input], options: &Options) -> Report {
    let lint = if options.hook { crate::hook::lint } else { crate::since::lint };
    View::open(inputs, options).map_or_else(Report::refused, |view| lint(inputs, options, view))
}

/// The zones of `inputs`, with what the loader found and what keeps the run from being trusted.
pub fn load_workspace(inputs: &[Input], options: &Options) -> (Workspace, Vec<Finding>, Vec<Fault>) {
    let (sources, view) = (Arc::new(Sources::default()), View::open(inputs, options));
    let files = match view {
        Ok(view) => view.files,
        Err(message) => {
            let Report { workspace, faults, .. } = Report::refused(message);
            return (workspace, Vec::new(), faults);
        }
    };
    let loaded = load_inputs(inputs, options, &sources, &files, None);
    let mut workspace = Workspace::with_members(loaded.members, sources, files);
    workspace.skipped = loaded.gathered.skipped;
    (workspace, loaded.findings.into_iter().flatten().collect(), loaded.gathered.faults)
}

/// The current directory, resolved.
pub(crate) fn working_directory() -> PathBuf {
    std::env::current_dir().and_then(|path| path.canonicalize()).unwrap_or_default()
}

/// Zones that no rule has seen yet.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    /// The zones.
    pub members: Vec<Arc<Member>>,
    /// The name under which each of them was loaded.
    pub assumed: Vec<Assumed>,
    /// What the loader found in each of them.
    pub findings: Vec<Vec<Finding>>,
    /// Their files, with what could not be read and what was left out.
    pub gathered: Gathered,
}

/// The zones of `inputs`. Those that an earlier load has too are taken from there.
pub(crate) fn load_inputs(
    inputs: &[Input],
    options: &Options,
    sources: &Sources,
    files: &Files,
    earlier: Option<&Reuse<'_>>,
) -> Loaded {
    let known = |path: &Path| earlier?.known(path);
    let mut gathered = gather(inputs, options, sources, files, &known);
    let zone_map = |path: &Path| options.settings.origin_of(path);
    let said = Said { origin: options.origin.as_ref(), zone_map: &zone_map };
    let mut loaded = Loaded::default();
    let mut work: Vec<Work<'_>> = Vec::new();
    for file in &gathered.found {
        let location = sources.file(file.source).location.as_deref();
        let declarations = match (gathered.declared.get(&file.root), location) {
            (Some(declared), Some(location)) => declared.of(location),
            _ => &[],
        };
        let (assumed, more) =
            origins(file.source, &file.paths, declarations, &said, file.soa.as_ref(), sources);
        if more > 0 {
            let path = &sources.file(file.source).path;
            let line = format!("`{path}` serves {more} more zones, under which it is not linted");
            gathered.skipped.push(line);
        }
        for one in assumed {
            let known = earlier.and_then(|earlier| earlier.zone(file, &one));
            work.push(Work { file, assumed: one, known });
        }
    }
    options.progress.begin(Phase::Loading, work.len());
    let jobs = Jobs::new(options.jobs, work.len());
    let load_one = |(number, work): (usize, Work<'_>)| {
        let (member, findings) =
            work.known.unwrap_or_else(|| load_zone(work.file, &work.assumed, sources, files));
        // While the zone's text is at hand.
        member.sets(sources, options.registry());
        options.progress.done(1);
        (number, work.assumed, member, findings)
    };
    // What adds texts to the run keeps its turn, so that texts have the same order in every run.
    let in_turn = |work: &Work<'_>| jobs.are_many() && may_add_texts(sources.file(work.file.source).bytes());
    let (in_turn, at_once) = work.into_iter().enumerate().partition(|(_, work)| in_turn(work));
    let mut done = jobs.map::<(usize, Work<'_>), _>(at_once, load_one);
    done.extend(Vec::into_iter(in_turn).map(load_one));
    done.sort_by_key(|(number, ..)| *number);
    for (_, assumed, member, findings) in done {
        loaded.members.push(member);
        loaded.assumed.push(assumed);
        loaded.findings.push(findings);
    }
    Loaded { gathered, ..loaded }
}

/// A zone to load, or the one that is known to be the same.
struct Work<'a> {
    file: &'a ZoneFile,
    assumed: Assumed,
    known: Option<(Arc<Member>, Vec<Finding>)>,
}

/// Whether a zone may add texts of its own to the run: `$INCLUDE`, `$GENERATE`, generic rdata.
fn may_add_texts(text: &[u8]) -> bool {
    let directive = |at: usize| matches!(text.get(at + 1), Some(b'I' | b'i' | b'G' | b'g'));
    memchr::memchr(b'\\', text).is_some() || memchr::memchr_iter(b'$', text).any(directive)
}

fn load_zone(
    file: &ZoneFile,
    assumed: &Assumed,
    sources: &Sources,
    files: &Files,
) -> (Arc<Member>, Vec<Finding>) {
    let request = Request {
        source: file.source,
        apex: assumed.origin.clone(),
        origin_source: assumed.source.clone(),
        root: &file.root,
    };
    let mut findings = Vec::new();
    let mut zone = load(&request, sources, files, &mut findings, None);
    (zone.view, zone.disagreements) = (assumed.view.clone(), assumed.disagreements.clone());
    let origin = zone.origin_text();
    for finding in &mut findings {
        finding.zone.clone_from(&origin);
        finding.view.clone_from(&zone.view);
    }
    (Arc::new(Member::new(zone, file.root.clone())), findings)
}

/// What the rules and the loader say about the zones of a workspace that are `wanted`, and apart
/// from it what suppressions silence; settled, but in no order, and with repetitions.
pub(crate) fn judge(
    workspace: &Workspace,
    loader_findings: &[Vec<Finding>],
    options: &Options,
    wanted: &dyn Fn(&Zone) -> bool,
) -> (Vec<Finding>, Vec<Finding>) {
    let zones = workspace.zones().zip(loader_findings).filter(|(zone, _)| wanted(zone));
    let mut findings: Vec<Finding> = zones.flat_map(|(_, findings)| findings).cloned().collect();
    rules::run_on(workspace, options, wanted, &mut findings);
    suppress::apply(workspace, options, wanted, &mut findings);
    settle(&mut findings, &workspace.sources, options);
    findings.into_iter().partition(|finding| !finding.suppressed)
}

/// Applies the user's severities, and drops what is not selected.
fn settle(findings: &mut Vec<Finding>, sources: &Sources, options: &Options) {
    findings.retain(|finding| options.is_selected(finding.rule));
    for finding in &mut *findings {
        finding.span = sources.written(finding.span);
        for label in &mut finding.labels {
            label.span = sources.written(label.span);
        }
        finding.severity = options.severity_of(finding.rule).unwrap_or(finding.severity);
    }
}

/// What makes a finding this one wherever it stands in the file of this name.
pub(crate) fn identity(finding: &Finding, path: &str) -> Sha256 {
    let mut hash = Sha256::new();
    for part in [finding.rule, path, &finding.zone, &finding.owner.to_ascii_lowercase(), &finding.detail] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash
}

impl Report {
    /// The report of `findings`, of which `known` more were left out.
    pub(crate) fn new(
        workspace: Workspace,
        findings: Vec<Finding>,
        suppressed: Vec<Finding>,
        mut faults: Vec<Fault>,
        known: usize,
    ) -> Self {
        let changed = |path: &str| Fault(format!("`{path}` was written to while it was linted: run again"));
        faults.extend(workspace.sources.changed().map(changed));
        let mut summary = Summary {
            files: workspace.zones().flat_map(|zone| &zone.files).collect::<HashSet<_>>().len(),
            zones: workspace.members.len(),
            records: workspace.zones().map(|zone| u64::from(zone.record_count)).sum(),
            srv_records: workspace.zones().map(|zone| u64::from(zone.srv_count)).sum(),
            suppressed: suppressed.len(),
            known,
            ..Summary::default()
        };
        summary.count(&findings);
        Report { workspace, findings, suppressed, faults, summary }
    }

    /// The report of a run that could not begin.
    pub(crate) fn refused(message: String) -> Self {
        let files = Files::new(working_directory());
        let workspace = Workspace::new(Vec::new(), Sources::default(), files);
        Self::new(workspace, Vec::new(), Vec::new(), vec![Fault(message)], 0)
    }

    /// Leaves out all findings of a file but its worst `MOST_SHOWN`. Returns a line for each file that
    /// had more; the summary counts them all.
    pub fn shorten(&mut self) -> Vec<String> {
        let mut by_file: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, finding) in self.findings.iter().enumerate() {
            let path = self.workspace.sources.file(finding.span.source).path.as_str();
            by_file.entry(path).or_default().push(number);
        }
        let (mut left_out, mut lines) = (HashSet::new(), Vec::new());
        for (path, mut numbers) in by_file.into_iter().filter(|(_, numbers)| numbers.len() > MOST_SHOWN) {
            let order = |finding: &Finding| (Reverse(finding.severity), finding.detail != NOT_LISTED);
            numbers.sort_by_key(|number| order(&self.findings[*number]));
            let rest = numbers.split_off(MOST_SHOWN);
            lines.push(format!("`{path}`: {} more findings are counted, but not shown", rest.len()));
            left_out.extend(rest);
        }
        let mut numbers = 0..;
        self.findings.retain(|_| numbers.next().is_none_or(|number| !left_out.contains(&number)));
        self.summary.not_shown = left_out.len();
        lines
    }

    /// A fingerprint for each finding that stays the same when lines move: 32 hexadecimal digits.
    /// Those of the suppressed findings come last.
    pub fn fingerprints(&self) -> Vec<String> {
        let mut repeats: HashMap<[u8; 32], u32> = HashMap::new();
        let fingerprint = |finding: &Finding| {
            let mut hash = identity(finding, &self.workspace.sources.file(finding.span.source).path);
            let digest: [u8; 32] = hash.clone().finalize().into();
            let repeat = repeats.entry(digest).or_default();
            *repeat += 1;
            hash.update(repeat.to_be_bytes());
            hash.finalize().iter().take(16).map(|octet| format!("{octet:02x}")).collect()
        };
        self.findings.iter().chain(&self.suppressed).map(fingerprint).collect()
    }
}
