//! The zones around named files: those that answer for names which lead out of what was named, and those that include a
//! named part of a zone. Judges nothing.
//!
//! They are looked for only when something asks for them: a check of a file whose names stay inside reads no other.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hickory_proto::rr::{Name, RecordType};

use crate::base::source::Sources;
use crate::check::options::Options;
use crate::discover::{Around, Input};
use crate::files::Files;
use crate::rules;
use crate::rules::finding::Finding;
use crate::workspace::load::{LoadedZones, Loading, load_around};
use crate::workspace::services::Registry;
use crate::workspace::{ChainEnd, Lookup, Member, Workspace};
use crate::zone::{OriginSource, Rdata, Zone};

/// How often zones are looked for that those found last lead to.
const MOST_ROUNDS: usize = 4;
/// How many zones are loaded to answer for names.
const MOST_ZONES: usize = 1_000;

/// The workspace of a run on `inputs`, whose zones `loaded` are. Where only files were named, and no change, with what lies
/// around them as far as it is needed.
pub(crate) fn in_context(
    loaded: &LoadedZones,
    sources: &Arc<Sources>,
    files: Files,
    inputs: &[Input],
    options: &Options,
) -> Workspace {
    let workspace = Workspace::with_members(loaded.members.clone(), Arc::clone(sources), files);
    let request = &options.discover;
    let is_file = |input: &Input| match input {
        Input::Path(path) => !workspace.files.is_directory(path),
        Input::Stdin => request.stdin_name.is_some(),
    };
    if request.is_hook || !request.has_context || !inputs.iter().all(is_file) {
        return workspace;
    }
    let mut surroundings = Surroundings { loaded, options, around: HashMap::new(), said: Vec::new() };
    let workspace = surroundings.in_whole_zones(workspace);
    let mut workspace = surroundings.with_answers(workspace);
    workspace.skipped.extend(surroundings.said);
    workspace
}

/// Whether a finding is shown: where a zone is judged for the sake of a part of it, only in that part.
pub(crate) fn is_shown(finding: &Finding, workspace: &Workspace) -> bool {
    let Some(shown) = &workspace.shown else { return true };
    let location = workspace.sources.file(finding.span.source).location.as_deref();
    location.is_none_or(|location| shown.contains(location))
}

/// What lies around the named files.
struct Surroundings<'l> {
    loaded: &'l LoadedZones,
    options: &'l Options,
    /// By the directory or the root that was looked at.
    around: HashMap<PathBuf, Around>,
    /// What could not be looked at, a line each.
    said: Vec<String>,
}

impl Surroundings<'_> {
    /// Puts in place of named files that are only parts of zones the zones that include them.
    fn in_whole_zones(&mut self, mut workspace: Workspace) -> Workspace {
        let (mut judged, mut shown): (Vec<Arc<Member>>, HashSet<PathBuf>) = Default::default();
        let mut parts = 0;
        for member in workspace.judged().iter().filter(|member| !member.is_released()) {
            let includers = match location_of(member, &workspace) {
                Some(location) if may_be_part(&member.zone) => self.includers(&location, member, &workspace),
                _ => Vec::new(),
            };
            if includers.is_empty() {
                let locations =
                    member.zone.files.iter().map(|id| workspace.sources.file(*id).location.as_deref());
                shown.extend(locations.flatten().map(Path::to_owned));
                judged.push(Arc::clone(member));
                continue;
            }
            parts += 1;
            shown.extend(location_of(member, &workspace));
            for includer in includers {
                let path = location_of(&includer, &workspace);
                if !judged.iter().any(|known| location_of(known, &workspace) == path) {
                    judged.push(includer);
                }
            }
        }
        if parts == 0 {
            return workspace;
        }
        workspace.shown = Some(shown);
        workspace.surrounded(judged, Vec::new())
    }

    /// The zones around the file at `location` that include it.
    fn includers(&mut self, location: &Path, part: &Member, workspace: &Workspace) -> Vec<Arc<Member>> {
        let files = &workspace.files;
        let Some(around) = self.around(location, &part.root, workspace) else { return Vec::new() };
        let found = around.may_include(location, files);
        let found = self.or_say(found, location, workspace);
        let zones = self.load(&found, &part.root, workspace);
        let includes = |member: &Arc<Member>| {
            let mut included = member.zone.files.iter().skip(1);
            included.any(|id| workspace.sources.file(*id).location.as_deref() == Some(location))
        };
        zones.into_iter().filter(includes).collect()
    }

    /// Adds the zones that answer for names which lead out of those that are judged.
    fn with_answers(&mut self, mut workspace: Workspace) -> Workspace {
        let judged = workspace.judged().to_vec();
        let (mut others, mut asked): (Vec<Arc<Member>>, HashSet<Name>) = Default::default();
        for _ in 0..MOST_ROUNDS {
            let registry = &*self.options.rules.services;
            let mut open: HashMap<usize, Vec<Name>> = HashMap::new();
            for (number, member) in judged.iter().enumerate() {
                let names = leading_out(member, &workspace, registry);
                let names: Vec<Name> = names.into_iter().filter(|name| asked.insert(name.clone())).collect();
                if !names.is_empty() {
                    open.insert(number, names);
                }
            }
            let mut found = Vec::new();
            for (number, member) in judged.iter().enumerate() {
                let Some(names) = open.get(&number) else { continue };
                found.extend(self.answering(names, member, &workspace, &others));
            }
            others.extend(found.iter().cloned());
            if found.is_empty() || others.len() > MOST_ZONES {
                break;
            }
            workspace = workspace.surrounded(judged.clone(), others.clone());
        }
        workspace
    }

    /// The zones around that of a member which may answer for these names, but for those that are known.
    fn answering(
        &mut self,
        names: &[Name],
        asking: &Member,
        workspace: &Workspace,
        others: &[Arc<Member>],
    ) -> Vec<Arc<Member>> {
        let Some(location) = location_of(asking, workspace) else { return Vec::new() };
        let members = || workspace.judged().iter().chain(others);
        let known: HashSet<PathBuf> = members().filter_map(|member| location_of(member, workspace)).collect();
        let judged: Vec<&Name> = workspace.zones().map(|zone| &zone.apex.name).collect();
        let declared = &self.loaded.collected.declared;
        let declared = declared.get(&*asking.root);
        let Some(around) = self.around(&location, &asking.root, workspace) else { return Vec::new() };
        let found = around.zones(&|path| known.contains(path), declared, &workspace.files);
        let found = self.or_say(found, &location, workspace);
        let may_answer = |apex: &Name| !judged.contains(&apex) && names.iter().any(|name| apex.zone_of(name));
        let paths: Vec<PathBuf> = found
            .into_iter()
            .filter(|zone| zone.names.iter().any(may_answer))
            .map(|zone| zone.path)
            .take(MOST_ZONES)
            .collect();
        self.load(&paths, &asking.root, workspace)
    }

    /// What lies around a file; `None` if it is not looked at, which is said.
    fn around(&mut self, location: &Path, root: &Arc<Path>, workspace: &Workspace) -> Option<&Around> {
        let directory = location.parent().unwrap_or(location).to_owned();
        if !self.around.contains_key(&directory) {
            let around = Around::of(location, root, &workspace.files);
            let around = self.or_say(around, location, workspace);
            self.around.insert(directory.clone(), around);
        }
        self.around.get(&directory)
    }

    /// What was found around a file, or nothing, and why that is so.
    fn or_say<T: Default>(&mut self, found: Result<T, String>, location: &Path, workspace: &Workspace) -> T {
        found.unwrap_or_else(|why| {
            let shown = workspace.files.shown(location);
            let line =
                format!("the zones around `{shown}` are not looked at, for names that lead there: {why}");
            if !self.said.contains(&line) {
                self.said.push(line);
            }
            T::default()
        })
    }

    fn load(&self, paths: &[PathBuf], root: &Arc<Path>, workspace: &Workspace) -> Vec<Arc<Member>> {
        if paths.is_empty() {
            return Vec::new();
        }
        let declared = &self.loaded.collected.declared;
        let (request, registry) = (&self.options.discover, &*self.options.rules.services);
        let look = &rules::relevance(&self.options.rules);
        let keeps_addresses = self.options.keeps_addresses;
        let loading =
            Loading { request, files: &workspace.files, registry, look, previous: &(), keeps_addresses };
        load_around(paths, root, declared, &workspace.sources, loading)
    }
}

fn location_of(member: &Member, workspace: &Workspace) -> Option<PathBuf> {
    workspace.sources.file(member.zone.source).location.as_deref().map(Path::to_owned)
}

/// Whether a file may be a part of a zone: it does not tell its name, and nothing but a file's name does.
fn may_be_part(zone: &Zone) -> bool {
    let is_guess = matches!(zone.origin_source, OriginSource::FileName | OriginSource::Unknown);
    !zone.is_named() || zone.soa.is_none() && is_guess
}

/// The names that a zone asks about and of which no zone of the workspace can tell.
fn leading_out(member: &Member, workspace: &Workspace, registry: &Registry) -> Vec<Name> {
    let zone = &member.zone;
    if !zone.is_named() {
        return Vec::new();
    }
    let targets = member.targets(&workspace.sources, registry);
    let asked = targets.open.iter().map(|target| zone.name(&target.name, &workspace.sources));
    let mut names: Vec<Name> = asked.filter_map(|name| end_outside(name, zone, workspace)).collect();
    if zone.has_service_aliases || zone.has_naptrs {
        for record in zone.others() {
            let pointed = match &record.rdata {
                Rdata::Naptr(naptr) => Some(&naptr.replacement),
                Rdata::Name(name) if record.rtype == RecordType::CNAME => Some(name),
                _ => None,
            };
            let name = pointed.map(|name| zone.name(name, &workspace.sources));
            names.extend(name.filter(|name| !zone.apex.name.zone_of(name)));
        }
    }
    names.sort();
    names.dedup();
    names
}

/// The name, or the end of its chain of aliases, if no zone of the workspace can tell of it.
fn end_outside(name: Name, zone: &Zone, workspace: &Workspace) -> Option<Name> {
    let is_outside = |name: &Name| workspace.zones().all(|zone| !zone.apex.name.zone_of(name));
    match workspace.find_address_of(&name, zone) {
        Lookup::Delegated { .. } => Some(name),
        Lookup::Elsewhere => is_outside(&name).then_some(name),
        found @ (Lookup::Alias { .. } | Lookup::Renamed { .. }) => match workspace.follow(&name, found) {
            ChainEnd::Elsewhere(end) => Some(end),
            _ => None,
        },
        _ => None,
    }
}
