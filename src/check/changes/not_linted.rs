//! The zones of the base that the run does not lint: left out, renamed, or no zones any more. Judges no zone.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::base::glob::PathGlobs;
use crate::base::printable::harmless_text;
use crate::base::span::{SourceId, Span};
use crate::check::changes::base::Base;
use crate::check::changes::excluded::{is_excluded, request_of_base};
use crate::check::changes::places::Places;
use crate::check::changes::unlinted::{Unlinted, leads_away};
use crate::check::options::Options;
use crate::check::suppress::ignore::Ignore;
use crate::discover::{Collected, Input, ZoneSeen, is_raw, passed_over, zones_seen};
use crate::files::{Files, PathSet, is_there};
use crate::rules::finding::Finding;
use crate::rules::zone_not_linted::{Gone, NAME, Now, finding};
use crate::syntax::name::{NameKey, display_name};
use crate::workspace::Workspace;
use crate::workspace::load::LoadedZones;
use crate::zone::Zone;

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
    let run = Places::new(loaded, workspace);
    let before = of_base.map(|of_base| Places::new(of_base, workspace));
    let Collected { read, found, .. } = &loaded.collected;
    let is_known = |path: &Path| match read.get(path) {
        // So it is of nearly all files.
        Some(Some(number)) if run.has_soa(found[*number].source) => true,
        Some(None) if !base.changed.contains(path) => true,
        _ => {
            let leads_to_zone =
                || workspace.files.resolve(path).is_ok_and(|path| run.linted().contains(&path));
            run.linted().contains(path) || leads_to_zone()
        }
    };
    let of_base_alone = request_of_base(base, options);
    let request = of_base_alone.as_ref().unwrap_or(&options.discover);
    let mut missed = zones_seen(inputs, request, &base.files, &is_known);
    let mut findings = Vec::new();
    if let Some(before) = &before {
        findings = renamed(base, before, &run, workspace);
        missed.extend(without_soa(base, before, &run, &missed));
    }
    leave_out_unread_in_both(&mut missed, before.as_ref(), &run);
    let missed: Vec<Missed> = missed.into_iter().map(|zone| Missed::new(zone, before.as_ref())).collect();
    let above = OnceCell::new();
    let above =
        || above.get_or_init(|| Input::resolved(inputs, &workspace.files).collect::<Vec<_>>()).as_slice();
    let became = |zone: &Missed| {
        let path = &zone.seen.path;
        let now = present(path, zone.lacked_soa, &run, &workspace.files);
        match (&now, &options.config_file) {
            (Now::LeftOut, Some(by)) if is_excluded(path, above(), options) => {
                Now::Excluded { by: &by.shown }
            }
            _ => now,
        }
    };
    let (gone, others): (Vec<_>, Vec<_>) =
        missed.iter().map(|zone| (zone, became(zone))).partition(|(_, now)| matches!(now, Now::Deleted));
    findings
        .extend(others.into_iter().map(|(zone, now)| told(&zone.seen, zone.name(), now, base, workspace)));
    if !gone.is_empty() {
        let gone: Vec<&Missed> = gone.into_iter().map(|(zone, _)| zone).collect();
        findings.extend(what_became(&gone, base, (&run, workspace), &options.ignores));
    }
    findings
}

/// Takes out the zones whose SOA record neither the base nor the run can read, while both take their files for zones': so both
/// lint them alike.
fn leave_out_unread_in_both(missed: &mut Vec<ZoneSeen>, before: Option<&Places<'_>>, run: &Places<'_>) {
    let lacks_soa =
        |places: &Places<'_>, path: &Path| places.zones_at(path).iter().any(|zone| zone.soa.is_none());
    // A base that need not be loaded is the same as the run.
    let was_unread = |path: &Path| before.is_none_or(|before| lacks_soa(before, path));
    missed.retain(|zone| !(lacks_soa(run, &zone.path) && was_unread(&zone.path)));
}

/// A zone of the base that the run does not lint at its place.
struct Missed {
    seen: ZoneSeen,
    /// The names that it had, absolute, with their keys; none if it was not known.
    names: Vec<(String, NameKey)>,
    /// Whether it had no SOA record.
    lacked_soa: bool,
}

impl Missed {
    fn new(seen: ZoneSeen, before: Option<&Places<'_>>) -> Self {
        let zones = before.map_or(&[][..], |before| before.zones_at(&seen.path));
        // Also what its file's name or a server's configuration said.
        let mut names: Vec<(String, NameKey)> = zones
            .iter()
            .filter(|zone| zone.is_named())
            .map(|zone| (zone.origin_text(), zone.apex.key()))
            .collect();
        if names.is_empty() {
            names.extend(seen.name.iter().map(|name| (display_name(name), NameKey::of(name))));
        }
        names.sort_by(|one, other| one.0.cmp(&other.0));
        names.dedup_by_key(|(_, key)| *key);
        let lacked_soa = zones.first().is_some_and(|zone| zone.soa.is_none() || zone.lacks_soa);
        Self { names, lacked_soa, seen }
    }

    /// The first of its names, empty if there is none.
    fn name(&self) -> &str {
        self.names.first().map(|(name, _)| name.as_str()).unwrap_or_default()
    }
}

/// A finding for each of these zones, whose files are gone, that is linted nowhere, and what became of it. A decoy of the same
/// name does not stand for a zone while the change brings a file that may be it and is not linted.
fn what_became(
    gone: &[&Missed],
    base: &Base,
    (run, workspace): (&Places<'_>, &Workspace),
    ignores: &[Ignore],
) -> Vec<Finding> {
    let files = &workspace.files;
    let apexes = gone.iter().flat_map(|zone| &zone.names).map(|(_, key)| *key).collect();
    let unlinted = Unlinted::of(base, run.read(), files, &apexes);
    let (mut moved, mut submodules) = (moved(base, workspace), None);
    let mut findings = Vec::new();
    for zone in gone {
        let may_be = match zone.names.as_slice() {
            [] => unlinted.may_be(None),
            names => names.iter().find_map(|(_, key)| unlinted.may_be(Some(*key))),
        };
        let above = link_above(&zone.seen.path, &base.repository.top, files);
        let (above, at) = (above.map(|path| files.shown(path)), may_be.map(|path| files.shown(path)));
        let now = match (&above, &at) {
            (Some(at), _) => Now::LinkAbove { at },
            (None, Some(at)) => Now::Hidden { at },
            (None, None) => {
                let submodules = submodules.get_or_insert_with(|| new_submodules(base, files));
                findings.extend(moved_or_gone(zone, &mut moved, submodules, ignores, (base, workspace)));
                continue;
            }
        };
        findings.push(told(&zone.seen, zone.name(), now, base, workspace));
    }
    findings
}

/// The finding that a zone is whose file is gone while no file may be it that is not linted; `None` if it is linted elsewhere,
/// as are those that `moved`.
fn moved_or_gone(
    zone: &Missed,
    moved: &mut Vec<(String, PathBuf)>,
    submodules: &[PathBuf],
    ignores: &[Ignore],
    (base, workspace): (&Base, &Workspace),
) -> Option<Finding> {
    let (files, old) = (&workspace.files, &zone.seen.path);
    let names: Vec<&str> = match zone.names.as_slice() {
        [] => vec![""],
        names => names.iter().map(|(name, _)| name.as_str()).collect(),
    };
    let mut places = Vec::new();
    for name in &names {
        let Some(number) = moved.iter().position(|(moved, _)| moved == name) else {
            let nameless = moved.iter().find(|(name, _)| name.is_empty()).map(|(_, path)| path);
            let around = submodules.iter().find(|path| old.starts_with(path)).or(submodules.first());
            let at = nameless.or(around).map(|path| files.shown(path));
            let now = match (nameless, &at) {
                (Some(_), Some(at)) => Now::NamelessAt { at },
                (None, Some(at)) => Now::Submodule { at },
                (_, None) => Now::Deleted,
            };
            return Some(told(&zone.seen, name, now, base, workspace));
        };
        places.push(moved.swap_remove(number).1);
    }
    let is_silenced = |new: &&PathBuf| {
        let globs = ignores.iter().filter_map(|ignore| ignore.paths.as_ref());
        globs.into_iter().any(|globs| covers(globs, new) && !covers(globs, old))
    };
    let at = files.shown(places.iter().find(is_silenced)?);
    Some(told(&zone.seen, zone.name(), Now::Silenced { at: &at }, base, workspace))
}

/// Whether patterns match a file, or a directory above it.
fn covers(globs: &PathGlobs, file: &Path) -> bool {
    let above = file.ancestors().map_while(|path| path.starts_with(globs.base()).then_some(path));
    above.into_iter().find_map(|path| globs.says(path, path != file)).unwrap_or(false)
}

/// The directory above a file, below the `top`, that is a link to somewhere else now.
fn link_above<'p>(path: &'p Path, top: &Path, files: &Files) -> Option<&'p Path> {
    let above = path.ancestors().skip(1).take_while(|above| above.starts_with(top) && *above != top);
    above.filter(|above| files.is_link(above)).find(|above| leads_away(above, files))
}

/// The zones of the base that had no SOA record, whose files the change touches, and that the run does not read: a
/// configuration, or the layout of an export, said that they are zones.
fn without_soa(base: &Base, before: &Places<'_>, run: &Places<'_>, missed: &[ZoneSeen]) -> Vec<ZoneSeen> {
    let mut seen: PathSet = missed.iter().map(|zone| zone.path.clone()).collect();
    let lacking = before.zones().filter(|zone| zone.soa.is_none() || zone.lacks_soa);
    let paths = lacking.filter_map(|zone| before.location(zone.source));
    let mut paths: Vec<&Path> = paths.filter(|path| base.changed.contains(path)).collect();
    paths.retain(|path| !run.read().contains(path));
    let mut others = Vec::new();
    for path in paths {
        if seen.contains(path) {
            continue;
        }
        seen.insert(path.into(), ());
        let Ok(octets) = base.files.read(path) else { continue };
        others.push(ZoneSeen { path: path.to_owned(), octets, name: None });
    }
    others
}

/// A finding for each zone of the base of which a file changed and whose own is linted, but under another name or none,
/// while the run has no zone of its name. What a server's configuration makes of the same files is not the change's doing.
fn renamed(base: &Base, before: &Places<'_>, run: &Places<'_>, workspace: &Workspace) -> Vec<Finding> {
    let is_changed =
        |source: &SourceId| before.location(*source).is_some_and(|path| base.changed.contains(path));
    let changed: Vec<&Zone> = before.named().filter(|zone| zone.files.iter().any(is_changed)).collect();
    if changed.is_empty() {
        return Vec::new();
    }
    let present: HashSet<NameKey> = run.named().map(|zone| zone.apex.key()).collect();
    let (mut seen, mut findings) = (HashSet::new(), Vec::new());
    for zone in changed.into_iter().filter(|zone| !present.contains(&zone.apex.key())) {
        let Some(path) = before.location(zone.source) else { continue };
        let Ok(octets) = base.files.read(path) else { continue };
        if !run.linted().contains(path) || !seen.insert((zone.source, zone.apex.key())) {
            continue;
        }
        let other = run.named_at(path).map(Zone::origin_text);
        let now = other.as_deref().map_or(Now::Nameless, |zone| Now::OtherZone { zone });
        let zone = ZoneSeen { path: path.to_path_buf(), octets, name: Some(zone.apex.name.clone()) };
        let name = zone.name.as_ref().map(display_name).unwrap_or_default();
        findings.push(told(&zone, &name, now, base, workspace));
    }
    findings
}

fn told(zone: &ZoneSeen, name: &str, now: Now<'_>, base: &Base, workspace: &Workspace) -> Finding {
    let path = workspace.files.shown(&zone.path);
    let octets = zone.octets.to_vec();
    let end = memchr::memchr(b'\n', &octets).unwrap_or(octets.len()) as u32;
    let source = workspace.sources.add(path.clone(), Some(zone.path.as_path().into()), octets, None);
    let (span, revision) = (Span::new(source, 0, end), harmless_text(&base.name));
    finding(&Gone { span, path: &path, zone: name, revision: &revision, now })
}

/// The names of the run's zones whose files the base has not, and those files.
fn moved(base: &Base, workspace: &Workspace) -> Vec<(String, PathBuf)> {
    let is_new = |path: &&Path| base.files.snapshot().is_some_and(|snapshot| !snapshot.has_file(path));
    let zones = workspace.zones().filter(|zone| zone.soa.is_some());
    let location = |zone: &Zone| workspace.sources.location(zone.source);
    let new = zones.filter_map(|zone| Some((zone, location(zone).filter(is_new)?)));
    new.map(|(zone, path)| (zone.origin_text(), path.to_owned())).collect()
}

/// What is there in the run where the base has a zone, which may have `lacked_soa`.
fn present(path: &Path, lacked_soa: bool, run: &Places<'_>, files: &Files) -> Now<'static> {
    if files.is_link(path) || files.resolve(path).is_ok_and(|resolved| resolved != path) {
        Now::Link
    } else if files.resolve(path).is_err() {
        Now::Deleted
    } else if let Some(now) = no_text(path, files) {
        now
    } else if run.of_zones().contains(path) {
        Now::NoSoa
    } else if lacked_soa {
        Now::NoZone
    } else if let Some(why) = path.file_name().and_then(|name| passed_over(&name.to_string_lossy())) {
        Now::PassedOver { why }
    } else {
        Now::LeftOut
    }
}

/// What lies at a path that is no text's.
fn no_text(path: &Path, files: &Files) -> Option<Now<'static>> {
    match files.read(path) {
        Ok(octets) => is_raw(&octets).then_some(Now::NoText),
        Err(_) => Some(Now::NoFile),
    }
}

/// The submodules of the run that the base has not, or of another commit, and whose files are not linted.
fn new_submodules(base: &Base, files: &Files) -> Vec<PathBuf> {
    let index = if files.has_disk() { base.repository.index().ok() } else { None };
    let (Some(tree), Some(before)) = (files.snapshot().or(index.as_ref()), base.files.snapshot()) else {
        return Vec::new();
    };
    let mut new = tree.new_submodules(before);
    // No run looks into those that the base has, too.
    let old: PathSet = before.submodules().into_iter().collect();
    new.retain(|path| !files.has_disk() || old.contains(path) || !is_there(&path.join(".git")));
    new
}
