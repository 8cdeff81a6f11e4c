//! The run: paths to zones to findings, in the order in which they are shown.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::config::Options;
use crate::files::Files;
use crate::finding::Finding;
use crate::gather::{Gathered, gather};
use crate::origins::{Assumed, Said, origins};
use crate::repeats::merge_repeats;
use crate::report::Summary;
use crate::rules;
use crate::source::{SourceId, Sources};
use crate::workspace::Workspace;
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
    /// What keeps the run from being trusted.
    pub faults: Vec<Fault>,
    /// What was looked at and found, in numbers.
    pub summary: Summary,
}

/// Lints `inputs`.
pub fn lint(inputs: &[Input], options: &Options) -> Report {
    let (workspace, mut findings, faults) = load_workspace(inputs, options);
    rules::run(&workspace, options, &mut findings);
    settle(&mut findings, &workspace, options);
    let mut summary = Summary {
        files: workspace.zones().flat_map(|zone| &zone.files).collect::<HashSet<_>>().len(),
        zones: workspace.members.len(),
        records: workspace.zones().map(|zone| u64::from(zone.record_count)).sum(),
        srv_records: workspace.zones().map(|zone| u64::from(zone.srv_count)).sum(),
        ..Summary::default()
    };
    summary.count(&findings);
    Report { workspace, findings, faults, summary }
}

/// The zones of `inputs`, with what the loader found and what keeps the run from being trusted.
pub fn load_workspace(inputs: &[Input], options: &Options) -> (Workspace, Vec<Finding>, Vec<Fault>) {
    let working_directory = std::env::current_dir().and_then(|path| path.canonicalize()).unwrap_or_default();
    let (sources, files) = (Sources::default(), Files::new(working_directory));
    let Gathered { found, declared, faults, mut skipped } = gather(inputs, options, &sources, &files);
    // The configuration's map of zones is asked here, with the absolute path of a file.
    let said = Said { origin: options.origin.as_ref(), zone_map: &|_path| None };
    let (mut zones, mut findings) = (Vec::new(), Vec::new());
    for file in found {
        let location = sources.file(file.source).location.as_deref();
        let declarations = match (declared.get(&file.root), location) {
            (Some(declared), Some(location)) => declared.of(location),
            _ => &[],
        };
        let (assumed, more) = origins(file.source, &file.paths, declarations, &said, &sources);
        if more > 0 {
            let path = &sources.file(file.source).path;
            skipped.push(format!("`{path}` serves {more} more zones, under which it is not linted"));
        }
        for one in assumed {
            let zone = load_zone(file.source, one, &file.root, &sources, &files, &mut findings);
            zones.push((zone, file.root.clone()));
        }
    }
    let mut workspace = Workspace::new(zones, sources, files);
    workspace.skipped = skipped;
    (workspace, findings, faults)
}

fn load_zone(
    source: SourceId,
    assumed: Assumed,
    root: &Path,
    sources: &Sources,
    files: &Files,
    findings: &mut Vec<Finding>,
) -> Zone {
    let request = Request { source, apex: assumed.origin, origin_source: assumed.source, root };
    let mut found = Vec::new();
    let mut zone = load(&request, sources, files, &mut found, None);
    (zone.view, zone.disagreements) = (assumed.view, assumed.disagreements);
    let (origin, view) = (zone.origin_text(), zone.view.clone());
    let of_zone = |finding| Finding { zone: origin.clone(), view: view.clone(), ..finding };
    findings.extend(found.into_iter().map(of_zone));
    zone
}

/// Applies the user's severities, drops what is not selected, sorts and merges repetitions.
fn settle(findings: &mut Vec<Finding>, workspace: &Workspace, options: &Options) {
    let sources = &workspace.sources;
    findings.retain(|finding| options.is_selected(finding.rule));
    for finding in &mut *findings {
        finding.span = sources.written(finding.span);
        for label in &mut finding.labels {
            label.span = sources.written(label.span);
        }
        finding.severity = options.severity_of(finding.rule).unwrap_or(finding.severity);
    }
    *findings = merge_repeats(std::mem::take(findings), workspace);
}

impl Report {
    /// A fingerprint for each finding that stays the same when lines move: 32 hexadecimal digits.
    pub fn fingerprints(&self) -> Vec<String> {
        let mut repeats: HashMap<[u8; 32], u32> = HashMap::new();
        let fingerprint = |finding: &Finding| {
            let path = &self.workspace.sources.file(finding.span.source).path;
            let mut hash = Sha256::new();
            for part in
                [finding.rule, path, &finding.zone, &finding.owner.to_ascii_lowercase(), &finding.detail]
            {
                hash.update(part.as_bytes());
                hash.update([0]);
            }
            let digest: [u8; 32] = hash.clone().finalize().into();
            let repeat = repeats.entry(digest).or_default();
            *repeat += 1;
            hash.update(repeat.to_be_bytes());
            hash.finalize().iter().take(16).map(|octet| format!("{octet:02x}")).collect()
        };
        self.findings.iter().map(fingerprint).collect()
    }
}
