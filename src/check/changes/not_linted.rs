//! The zones of the base that the run does not lint: left out, renamed, or no zones any more. Judges no zone.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

use foldhash::fast::RandomState;

use crate::base::bytes::FileBytes;
use crate::base::printable::harmless_text;
use crate::base::span::{SourceId, Span};
use crate::check::changes::base::Base;
use crate::check::options::Options;
use crate::discover::{Collected, Input, ZoneSeen, zones_seen};
use crate::files::{Files, PathSet, Snapshot, is_there};
use crate::rules::finding::Finding;
use crate::rules::zone_not_linted::{Gone, NAME, Now, finding};
use crate::syntax::name::{NameKey, display_name};
use crate::workspace::Workspace;
use crate::workspace::load::LoadedZones;
use crate::zone::Zone;

/// How many files are compared with zones that are gone.
const MOST_COMPARED: usize = 1_000;

/// A finding for each zone of the base that `inputs` lead to there and that the run, whose zones are `loaded`, does not
/// lint. The base's zones are `of_base`, where they are loaded.
pub(crate) fn not_linted(
    (base, of_base): (&Base, Option<&LoadedZones>),
    inputs: &[Input],
    options: &Options,
    (loaded, workspace): (&LoadedZones, &Workspace),
) -> Vec<Finding> {
    if !options.rules.levels.is_selected(NAME) {
        return Vec::new();
    }
    let sources = with_soa(loaded);
    let linted = OnceCell::new();
    let linted = || linted.get_or_init(|| linted_paths(loaded, &sources, workspace));
    let Collected { read, found, .. } = &loaded.collected;
    let is_known = |path: &Path| match read.get(path) {
        // So it is of nearly all files.
        Some(Some(number)) if sources.contains(&found[*number].source) => true,
        Some(None) if !base.changed.contains(path) => true,
        _ => {
            let leads_to_zone = || workspace.files.resolve(path).is_ok_and(|path| linted().contains(&path));
            linted().contains(path) || leads_to_zone()
        }
    };
    let missed = zones_seen(inputs, &options.discover, &base.files, &is_known);
    let mut findings = match of_base {
        Some(of_base) => renamed(base, of_base, loaded, &linted, workspace),
        None => Vec::new(),
    };
    let (mut others, mut moved, mut submodules) = (None, None, None);
    for zone in missed {
        let name = zone.name.as_ref().map(display_name).unwrap_or_default();
        let mut now = present(&zone.path, loaded, workspace);
        let (renamed, at);
        if matches!(now, Now::Deleted) {
            // A decoy of the same name does not stand for a zone whose text is in a file that is not linted.
            let others = others.get_or_insert_with(|| others_in_tree(base, linted(), &workspace.files));
            let same = others.iter().find(|(_, octets)| have_much_in_common(&zone.octets, octets));
            if let Some((path, _)) = same {
                renamed = workspace.files.shown(path);
                now = Now::Renamed { to: &renamed };
            } else {
                let moved = moved.get_or_insert_with(|| self::moved(base, workspace));
                if let Some(number) = moved.iter().position(|moved| *moved == name) {
                    // A zone that lies elsewhere now is linted there.
                    moved.swap_remove(number);
                    continue;
                }
                let submodules = submodules.get_or_insert_with(|| new_submodules(base, &workspace.files));
                let around = submodules.iter().find(|path| zone.path.starts_with(path));
                if let Some(path) = around.or(submodules.first()) {
                    at = workspace.files.shown(path);
                    now = Now::Submodule { at: &at };
                }
            }
        }
        findings.push(told(&zone, &name, now, base, workspace));
    }
    findings
}

/// A finding for each zone of the base of which a file changed and whose own is linted, but under another name or none,
/// while the run has no zone of its name. What a server's configuration makes of the same files is not the change's doing.
fn renamed<'l>(
    base: &Base,
    of_base: &LoadedZones,
    loaded: &LoadedZones,
    linted: &dyn Fn() -> &'l PathSet,
    workspace: &Workspace,
) -> Vec<Finding> {
    let location = |source: SourceId| workspace.sources.file(source).location.as_deref();
    let is_changed = |source: &SourceId| location(*source).is_some_and(|path| base.changed.contains(path));
    let changed: Vec<&Zone> = named(of_base).filter(|zone| zone.files.iter().any(is_changed)).collect();
    if changed.is_empty() {
        return Vec::new();
    }
    let present: HashSet<NameKey> = named(loaded).map(|zone| zone.apex.key()).collect();
    let (mut seen, mut findings) = (HashSet::new(), Vec::new());
    for zone in changed.into_iter().filter(|zone| !present.contains(&zone.apex.key())) {
        let Some(path) = location(zone.source) else { continue };
        let Ok(octets) = base.files.read(path) else { continue };
        if !linted().contains(path) || !seen.insert((zone.source, zone.apex.key())) {
            continue;
        }
        let now = |other: &&Zone| location(other.source) == Some(path);
        let other = named(loaded).find(now).map(Zone::origin_text);
        let now = other.as_deref().map_or(Now::Nameless, |zone| Now::OtherZone { zone });
        let zone = ZoneSeen { path: path.to_path_buf(), octets, name: Some(zone.apex.name.clone()) };
        let name = zone.name.as_ref().map(display_name).unwrap_or_default();
        findings.push(told(&zone, &name, now, base, workspace));
    }
    findings
}

/// The zones with an SOA whose names are known.
fn named(loaded: &LoadedZones) -> impl Iterator<Item = &Zone> {
    let zones = loaded.members.iter().map(|member| &member.zone);
    zones.filter(|zone| zone.soa.is_some() && zone.is_named())
}

fn told(zone: &ZoneSeen, name: &str, now: Now<'_>, base: &Base, workspace: &Workspace) -> Finding {
    let path = workspace.files.shown(&zone.path);
    let octets = zone.octets.to_vec();
    let end = memchr::memchr(b'\n', &octets).unwrap_or(octets.len()) as u32;
    let source = workspace.sources.add(path.clone(), Some(zone.path.as_path().into()), octets, None);
    let (span, revision) = (Span::new(source, 0, end), harmless_text(&base.name));
    finding(&Gone { span, path: &path, zone: name, revision: &revision, now })
}

/// The texts of the run's zones that have an SOA.
fn with_soa(loaded: &LoadedZones) -> HashSet<SourceId, RandomState> {
    let zones = loaded.members.iter().map(|member| &member.zone);
    zones.filter(|zone| zone.soa.is_some()).map(|zone| zone.source).collect()
}

/// Where the files of these zones lie, and the links that lead there.
fn linted_paths(
    loaded: &LoadedZones,
    sources: &HashSet<SourceId, RandomState>,
    workspace: &Workspace,
) -> PathSet {
    let location = |source: &SourceId| workspace.sources.file(*source).location.clone();
    let zones = loaded.members.iter().map(|member| &member.zone).filter(|zone| zone.soa.is_some());
    let files = zones.flat_map(|zone| &zone.files).filter_map(location);
    let found = loaded.collected.found.iter().filter(|file| sources.contains(&file.source));
    let paths = found.flat_map(|file| file.paths.iter().cloned());
    files.chain(paths).map(|path| path.to_path_buf()).collect()
}

/// The names of the run's zones whose files the base has not.
fn moved(base: &Base, workspace: &Workspace) -> Vec<String> {
    let is_new = |source: SourceId| {
        let location = workspace.sources.file(source).location.as_deref();
        location.is_some_and(|path| base.files.snapshot().is_some_and(|snapshot| !snapshot.has_file(path)))
    };
    let zones = workspace.zones().filter(|zone| zone.soa.is_some() && is_new(zone.source));
    zones.map(|zone| zone.origin_text()).collect()
}

/// What is there in the run where the base has a zone.
fn present(path: &Path, loaded: &LoadedZones, workspace: &Workspace) -> Now<'static> {
    let files = &workspace.files;
    let is_read = |source: &SourceId| workspace.sources.file(*source).location.as_deref() == Some(path);
    if files.is_link(path) || files.resolve(path).is_ok_and(|resolved| resolved != path) {
        Now::Link
    } else if files.resolve(path).is_err() {
        Now::Deleted
    } else if files.read(path).is_err() {
        Now::NoFile
    } else if loaded.members.iter().any(|member| member.zone.files.iter().any(is_read)) {
        Now::NoSoa
    } else {
        Now::LeftOut
    }
}

/// The submodules of the run that the base has not, or of another commit, and whose files are not there.
fn new_submodules(base: &Base, files: &Files) -> Vec<PathBuf> {
    let index = if files.lie_on_disk() { base.repository.index().ok() } else { None };
    let (Some(tree), Some(before)) = (files.snapshot().or(index.as_ref()), base.files.snapshot()) else {
        return Vec::new();
    };
    let mut new = tree.new_submodules(before);
    new.retain(|path| !files.lie_on_disk() || !is_there(&path.join(".git")));
    new
}

/// The files that the run's repository tracks, that the base has not, and that are not linted.
fn others_in_tree(base: &Base, linted: &PathSet, files: &Files) -> Vec<(PathBuf, FileBytes)> {
    let index = if files.lie_on_disk() { base.repository.index().ok() } else { None };
    let Some(tree) = files.snapshot().or(index.as_ref()) else { return Vec::new() };
    let is_old =
        |path: &Path| base.files.snapshot().is_some_and(|snapshot: &Snapshot| snapshot.has_file(path));
    let new = tree.files_below(tree.top()).into_iter();
    let new = new.filter(|path| tree.has_file(path) && !is_old(path) && !linted.contains(path));
    let read = |path: PathBuf| {
        let octets = tree.read(&path).ok()?;
        Some((path, octets))
    };
    new.take(MOST_COMPARED).filter_map(read).collect()
}

/// Whether half of the lines of a text are in another.
fn have_much_in_common(old: &[u8], new: &[u8]) -> bool {
    let lines = |text: &'_ [u8]| -> HashSet<Vec<u8>> {
        let lines = text.split(|octet| *octet == b'\n').map(|line| line.trim_ascii().to_vec());
        lines.filter(|line| !line.is_empty()).collect()
    };
    let (old, new) = (lines(old), lines(new));
    !old.is_empty() && old.intersection(&new).count() * 2 >= old.len()
}
