//! The run: paths to zones to findings, in the order in which they are shown.

use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::path::{Path, PathBuf};

use hickory_proto::rr::Name;
use sha2::{Digest, Sha256};

use crate::config::Options;
use crate::discover::{FoundFile, Sniffed, absolute_owners, sniff, walk};
use crate::file_name::{Plausibility, origin_candidate, plausible};
use crate::files::{Files, LARGEST_FILE, normalise, root_of};
use crate::finding::Finding;
use crate::report::Summary;
use crate::rules;
use crate::source::{SourceId, Sources, Span, harmless_text};
use crate::syntax::name::absolute_name;
use crate::workspace::Workspace;
use crate::zone::load::{Request, load};
use crate::zone::{OriginSource, Zone};

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
    settle(&mut findings, &workspace.sources, options);
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
    let (mut zones, mut findings, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    let root = options.root.as_deref().map(|root| root.canonicalize().unwrap_or_else(|_| root.to_owned()));
    let mut seen = HashSet::new();
    for input in inputs {
        let before = zones.len();
        let found = match input {
            Input::Stdin => read_stdin(&sources, &files, options, &mut faults),
            Input::Path(path) => read_path(path, root.as_deref(), &sources, &files, &mut seen, &mut faults),
        };
        let (faults_before, nothing_found) = (faults.len(), found.is_empty());
        for (source, zone_root) in found {
            zones.push(load_zone(source, zone_root, &sources, &files, options, &mut findings));
        }
        if nothing_found && zones.len() == before && faults_before == 0 && !seen_again(input, &seen) {
            let shown = match input {
                Input::Path(path) => harmless_text(&path.to_string_lossy()).into_owned(),
                Input::Stdin => "standard input".to_owned(),
            };
            faults.push(Fault(format!(
                "no zone in `{shown}`: a zone file's first record is a SOA; name a file to have it read whatever it holds"
            )));
        }
    }
    (Workspace::new(zones, sources, files), findings, faults)
}

/// Whether a path gave no zone only because an earlier one gave them all.
fn seen_again(input: &Input, seen: &HashSet<PathBuf>) -> bool {
    let Input::Path(path) = input else { return false };
    path.canonicalize().is_ok_and(|path| seen.iter().any(|other| other.starts_with(&path)))
}

fn read_stdin(
    sources: &Sources,
    files: &Files,
    options: &Options,
    faults: &mut Vec<Fault>,
) -> Vec<(SourceId, PathBuf)> {
    let mut octets = Vec::new();
    if let Err(error) = std::io::stdin().lock().take(LARGEST_FILE + 1).read_to_end(&mut octets) {
        faults.push(Fault(format!("standard input cannot be read: {error}")));
        return Vec::new();
    }
    if octets.len() as u64 > LARGEST_FILE {
        faults.push(Fault(format!("standard input is larger than {} MiB", LARGEST_FILE >> 20)));
        return Vec::new();
    }
    let name = options.stdin_filename.as_deref();
    let location = name.map(|name| normalise(&files.working_directory.join(name)));
    let root = options.root.clone().unwrap_or_else(|| root_of(&files.working_directory));
    let shown = name.map_or("<stdin>".to_owned(), |name| files.shown(Path::new(name)));
    vec![(sources.add(shown, location, octets, None), root)]
}

fn read_path(
    path: &Path,
    root: Option<&Path>,
    sources: &Sources,
    files: &Files,
    seen: &mut HashSet<PathBuf>,
    faults: &mut Vec<Fault>,
) -> Vec<(SourceId, PathBuf)> {
    let shown = || harmless_text(&path.to_string_lossy()).into_owned();
    let found = if path.is_dir() {
        let (found, unread) = walk(path, root);
        faults.extend(unread.into_iter().map(|(path, reason)| {
            Fault(format!(
                "`{}` cannot be read: {}",
                harmless_text(&path.to_string_lossy()),
                harmless_text(&reason)
            ))
        }));
        found
    } else {
        match path.canonicalize() {
            Ok(resolved) => {
                let root = root.map_or_else(|| root_of(&resolved), Path::to_owned);
                vec![FoundFile { path: path.to_owned(), named: true, root }]
            }
            Err(error) => {
                let reason = crate::files::Unread::from(error).reason();
                faults.push(Fault(format!("`{}` cannot be read: {reason}", shown())));
                return Vec::new();
            }
        }
    };
    let mut read = Vec::new();
    for file in found {
        let Ok(resolved) = file.path.canonicalize() else { continue };
        if !seen.insert(resolved.clone()) {
            continue;
        }
        match files.read(&resolved) {
            Ok(octets) if file.named || is_zone(&octets) => {
                let shown = files.shown(&file.path);
                read.push((sources.add(shown, Some(resolved), octets, None), file.root));
            }
            Ok(_) => {}
            Err(fault) => faults.push(Fault(format!(
                "`{}` cannot be read: {}",
                harmless_text(&file.path.to_string_lossy()),
                fault.reason()
            ))),
        }
    }
    read
}

/// Whether a file found in a directory is a zone. A NUL near its beginning says that it is not.
fn is_zone(octets: &[u8]) -> bool {
    let beginning = &octets[..octets.len().min(crate::discover::SNIFFED)];
    memchr::memchr(0, beginning).is_none() && sniff(beginning) != Sniffed::NoZone
}

fn load_zone(
    source: SourceId,
    root: PathBuf,
    sources: &Sources,
    files: &Files,
    options: &Options,
    findings: &mut Vec<Finding>,
) -> (Zone, PathBuf) {
    let (apex, origin_source) = match &options.origin {
        Some(origin) => (Some(origin.clone()), OriginSource::CommandLine),
        None => origin_of(source, sources),
    };
    let request = Request { source, apex, origin_source, root: &root };
    let mut found = Vec::new();
    let zone = load(&request, sources, files, &mut found, None);
    let origin = zone.origin_text();
    findings.extend(found.into_iter().map(|finding| Finding { zone: origin.clone(), ..finding }));
    (zone, root)
}

/// The name of the zone in a file: from its SOA's owner, else from the file's name, unless the
/// absolute owners in the file speak against it.
fn origin_of(source: SourceId, sources: &Sources) -> (Option<Name>, OriginSource) {
    let file = sources.file(source);
    let Sniffed::Zone(soa) = sniff(file.bytes()) else { return (None, OriginSource::Unknown) };
    if let Some(name) = soa.name {
        return (Some(name), OriginSource::Soa(Span::new(source, soa.place.0, soa.place.1)));
    }
    let file_name = Path::new(&file.path).file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let Some(candidate) = origin_candidate(file_name) else { return (None, OriginSource::Unknown) };
    let owners = absolute_owners(file.bytes());
    let name = match plausible(&candidate.origin, owners.iter().map(String::as_str)) {
        Plausibility::Agrees | Plausibility::NoEvidence => Some(candidate.origin),
        Plausibility::Contradicted { common_parent } => {
            common_parent.filter(|parent| candidate.origin.ends_with(&format!(".{parent}")))
        }
    };
    match name.and_then(|name| absolute_name(&name).ok()) {
        Some(name) => (Some(name), OriginSource::FileName),
        None => (None, OriginSource::Unknown),
    }
}

/// Applies the user's severities, drops what is not selected, sorts and removes duplicates.
fn settle(findings: &mut Vec<Finding>, sources: &Sources, options: &Options) {
    findings.retain(|finding| options.is_selected(finding.rule));
    for finding in &mut *findings {
        finding.span = sources.written(finding.span);
        for label in &mut finding.labels {
            label.span = sources.written(label.span);
        }
        finding.severity = options.severity_of(finding.rule).unwrap_or(finding.severity);
    }
    let path = |finding: &Finding| &sources.file(finding.span.source).path;
    findings.sort_by(|one, other| {
        let order = |finding: &Finding| (finding.span.start, finding.span.end);
        path(one)
            .cmp(path(other))
            .then_with(|| order(one).cmp(&order(other)))
            .then_with(|| (one.rule, &one.message, &one.zone).cmp(&(other.rule, &other.message, &other.zone)))
    });
    // A file that several zones include shows the same mistake in each.
    findings.dedup_by(|one, other| {
        (one.span, one.rule, &one.message) == (other.span, other.rule, &other.message)
            && path(one) == path(other)
    });
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
