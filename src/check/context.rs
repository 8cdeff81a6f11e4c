//! The zones around named files, and around directories that are parts of repositories: those that answer for names which
//! lead out of what was named, and those that include a named part of a zone. Judges nothing.
//!
//! They are looked for only when something asks for them: a check of a file whose names stay inside reads no other.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hickory_proto::rr::{Name, RecordType};

use crate::base::source::Sources;
use crate::base::span::SourceId;
use crate::check::options::Options;
use crate::discover::{Around, Input, is_in_repository};
use crate::files::Files;
use crate::rules;
use crate::rules::finding::Finding;
use crate::syntax::name::NameKey;
use crate::workspace::load::{LoadedZones, Loading, load_around};
use crate::workspace::services::Registry;
use crate::workspace::{ChainEnd, Lookup, Member, Workspace};
use crate::zone::{NameRef, OriginSource, Rdata, Zone};

/// How often zones are looked for that those found last lead to.
const MOST_ROUNDS: usize = 4;
/// How many zones are loaded to answer for names.
const MOST_ZONES: usize = 1_000;

/// The workspace of a run on `inputs`, whose zones `loaded` are. Where only files and parts of repositories were named, and
/// no change, with what lies around them as far as it is needed.
pub(crate) fn in_context(
    loaded: &LoadedZones,
    sources: &Arc<Sources>,
    files: Files,
    inputs: &[Input],
    options: &Options,
) -> Workspace {
    let workspace = Workspace::with_members(loaded.members.clone(), Arc::clone(sources), files);
    let request = &options.discover;
    let is_part = |input: &Input| match input {
        Input::Path(path) => !workspace.files.is_directory(path) || is_below_top(path, &workspace.files),
        Input::Stdin => request.stdin_name.is_some(),
    };
    if request.is_hook || !request.has_context || !inputs.iter().all(is_part) {
        return workspace;
    }
    let mut surroundings = Surroundings { loaded, options, around: HashMap::new(), said: Vec::new() };
    let workspace = surroundings.in_whole_zones(workspace);
    let mut workspace = surroundings.with_answers(workspace);
    workspace.skipped.extend(surroundings.said);
    workspace
}

/// Whether a directory lies in a repository and is not its top.
fn is_below_top(path: &Path, files: &Files) -> bool {
    let Ok(resolved) = files.resolve(path) else { return false };
    let root = files.root_of(&resolved);
    files.confined_to.is_none() && root != resolved && files.is_repository(&root)
}

/// Whether a finding is shown: where a zone is judged for the sake of a part of it, only in that part.
pub(crate) fn is_shown(finding: &Finding, workspace: &Workspace) -> bool {
    let Some(shown) = &workspace.shown else { return true };
    let location = workspace.sources.location(finding.span.source);
    location.is_none_or(|location| shown.contains(location))
}

/// What lies around the named files.
struct Surroundings<'l> {
    loaded: &'l LoadedZones,
    options: &'l Options,
    /// By the directory that was looked at, or the top of the repository.
    around: HashMap<PathBuf, Around>,
    /// What could not be looked at, a line each.
    said: Vec<String>,
}

impl Surroundings<'_> {
    /// Puts in place of named files that are only parts of zones the zones that include them.
    fn in_whole_zones(&mut self, mut workspace: Workspace) -> Workspace {
        let (mut judged, mut shown): (Vec<Arc<Member>>, HashSet<PathBuf>) = Default::default();
        let found = &self.loaded.collected.found;
        let told: HashSet<SourceId> =
            found.iter().filter(|file| file.is_told).map(|file| file.source).collect();
        let (mut parts, mut places) = (0, HashSet::new());
        for member in workspace.judged() {
            let may_be_part = told.contains(&member.zone.source) && may_be_part(&member.zone);
            let location = location_of(member, &workspace);
            let includers = match location {
                Some(location) if may_be_part => self.includers(location, member, &workspace),
                _ => Vec::new(),
            };
            if includers.is_empty() {
                let locations = member.zone.files.iter().map(|id| workspace.sources.location(*id));
                shown.extend(locations.flatten().map(Path::to_owned));
                places.insert(location);
                judged.push(Arc::clone(member));
                continue;
            }
            parts += 1;
            shown.extend(location.map(Path::to_owned));
            judged.extend(
                includers.into_iter().filter(|includer| places.insert(location_of(includer, &workspace))),
            );
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
            included.any(|id| workspace.sources.location(*id) == Some(location))
        };
        zones.into_iter().filter(includes).collect()
    }

    /// Adds the zones that answer for names which lead out of those that are judged.
    fn with_answers(&mut self, mut workspace: Workspace) -> Workspace {
        let judged = workspace.judged().to_vec();
        // A part of a zone answers for no other.
        let whole = judged.iter().filter(|member| member.zone.soa.is_some());
        let apexes: HashSet<NameKey> = whole.map(|member| member.zone.apex.key()).collect();
        let (mut others, mut asked): (Vec<Arc<Member>>, HashMap<PathBuf, HashSet<Name>>) = Default::default();
        for _ in 0..MOST_ROUNDS {
            let registry = &*self.options.rules.services;
            let mut open: BTreeMap<PathBuf, Open<'_>> = BTreeMap::new();
            for member in &judged {
                let names = leading_out(member, &workspace, &apexes, registry);
                let Some(location) = location_of(member, &workspace).filter(|_| !names.is_empty()) else {
                    continue;
                };
                let key = key_of(location, &member.root, &workspace.files);
                let asked = asked.entry(key.clone()).or_default();
                for name in names.into_iter().filter(|name| asked.insert(name.clone())) {
                    let open = open.entry(key.clone()).or_insert_with(|| Open::of(member, location));
                    open.above.extend(NameKey::chain_of(&name));
                }
            }
            let mut found = Vec::new();
            for open in open.values() {
                found.extend(self.answering(open, &apexes, &workspace, &others));
            }
            others.extend(found.iter().cloned());
            if found.is_empty() || others.len() > MOST_ZONES {
                break;
            }
            workspace = workspace.surrounded(judged.clone(), others.clone());
        }
        workspace
    }

    /// The zones around those that ask which may answer, but for those that are known.
    fn answering(
        &mut self,
        open: &Open<'_>,
        judged: &HashSet<NameKey>,
        workspace: &Workspace,
        others: &[Arc<Member>],
    ) -> Vec<Arc<Member>> {
        let (asking, location) = (open.asking, &open.location);
        let members = || workspace.judged().iter().chain(others);
        let known: HashSet<&Path> = members().filter_map(|member| location_of(member, workspace)).collect();
        let declared = &self.loaded.collected.declared;
        let declared = declared.get(&*asking.root);
        let Some(around) = self.around(location, &asking.root, workspace) else { return Vec::new() };
        let may_answer = |apex: &Name| {
            let key = NameKey::of(apex);
            open.above.contains(&key) && !judged.contains(&key)
        };
        let found = around.zones(&|path| known.contains(path), declared, &workspace.files).map(|zones| {
            let zones = zones.iter().filter(|zone| zone.names.iter().any(may_answer));
            let paths = zones.map(|zone| zone.path.clone()).filter(|path| !known.contains(path.as_path()));
            paths.take(MOST_ZONES).collect::<Vec<PathBuf>>()
        });
        let paths = self.or_say(found, location, workspace);
        self.load(&paths, &asking.root, workspace)
    }

    /// What lies around a file; `None` if it is not looked at, which is said.
    fn around(&mut self, location: &Path, root: &Arc<Path>, workspace: &Workspace) -> Option<&mut Around> {
        let key = key_of(location, root, &workspace.files);
        if !self.around.contains_key(&key) {
            let around = Around::of(location, root, &workspace.files);
            let around = self.or_say(around, location, workspace);
            self.around.insert(key.clone(), around);
        }
        self.around.get_mut(&key)
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
        let (files, keeps_addresses) = (&workspace.files, self.options.keeps_addresses);
        let (previous, keeps_records) = (&(), true);
        let loading = Loading { request, files, registry, look, previous, keeps_addresses, keeps_records };
        load_around(paths, root, declared, &workspace.sources, loading)
    }
}

/// What is asked of the zones around one place.
struct Open<'m> {
    /// A zone that asks.
    asking: &'m Member,
    /// Its file.
    location: PathBuf,
    /// The names that lead out, and all names above them.
    above: HashSet<NameKey>,
}

impl<'m> Open<'m> {
    fn of(asking: &'m Member, location: &Path) -> Self {
        Open { asking, location: location.to_owned(), above: HashSet::new() }
    }
}

/// The place around which zones lie: the top of a file's repository, else its directory.
fn key_of(location: &Path, root: &Path, files: &Files) -> PathBuf {
    let place = if is_in_repository(root, files) { root } else { location.parent().unwrap_or(location) };
    place.to_owned()
}

fn location_of<'w>(member: &Member, workspace: &'w Workspace) -> Option<&'w Path> {
    workspace.sources.location(member.zone.source)
}

/// Whether a file may be a part of a zone: it has no record, or it does not tell its name, and nothing but a
/// file's name does.
fn may_be_part(zone: &Zone) -> bool {
    let is_guess = matches!(
        zone.origin_source,
        OriginSource::Export | OriginSource::FileName | OriginSource::Names | OriginSource::Unknown
    );
    let has_directives_alone = zone.record_count == 0 && zone.out_of_zone.is_empty();
    !zone.is_named() || has_directives_alone || (zone.soa.is_none() || zone.lacks_soa) && is_guess
}

/// The names that a zone asks about and of which no zone of the workspace can tell.
fn leading_out(
    member: &Member,
    workspace: &Workspace,
    apexes: &HashSet<NameKey>,
    registry: &Registry,
) -> Vec<Name> {
    let zone = &member.zone;
    if !zone.is_named() {
        return Vec::new();
    }
    let targets = member.targets(&workspace.sources, registry);
    let is_outside = |chain: &[NameKey]| !chain.iter().any(|key| apexes.contains(key));
    let open = targets.open.iter().map(|target| &target.name);
    let mut names: Vec<Name> =
        open.filter_map(|name| end_outside(name, zone, workspace, &is_outside)).collect();
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
fn end_outside(
    name: &NameRef,
    zone: &Zone,
    workspace: &Workspace,
    is_outside: &dyn Fn(&[NameKey]) -> bool,
) -> Option<Name> {
    let sources = &workspace.sources;
    match workspace.find_address(name, zone) {
        Lookup::Delegated { .. } => Some(zone.name(name, sources)),
        Lookup::Elsewhere => is_outside(&zone.chain(name, sources)).then(|| zone.name(name, sources)),
        Lookup::Alias { record, zone, .. }
            if record.points_at().is_some_and(|target| zone.has_plain_address(target, sources)) =>
        {
            None
        }
        found @ (Lookup::Alias { .. } | Lookup::Renamed { .. }) => {
            match workspace.follow(&zone.name(name, sources), found) {
                ChainEnd::Elsewhere(end) => Some(end),
                _ => None,
            }
        }
        _ => None,
    }
}
