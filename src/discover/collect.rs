//! The paths of a run to the files that are read as zones, and to what the server configurations
//! around them say. Decides no zone's name.

use std::collections::{HashMap, HashSet};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::bytes::{LARGE, Octets};
use crate::base::printable::harmless_text;
use crate::base::progress::Phase;
use crate::base::source::{Sources, TextHash};
use crate::base::span::SourceId;
use crate::base::threads::Jobs;
use crate::discover::file_name::{Candidate, is_zone_name, origin_candidate};
use crate::discover::input::{Input, RunFault};
use crate::discover::request::Request;
use crate::discover::server_config as declared;
use crate::discover::server_config::Declared;
use crate::discover::server_config::dialect;
use crate::discover::sniff::{
    FoundFile, Reach, Sniffed, SoaOwner, find, find_within, is_zone, sniff_beginning,
};
use crate::discover::template::is_template;
use crate::discover::zone_pattern::mapped_origin;
use crate::files::{Files, LARGEST_FILE, Unread, normalise, read_file};
use crate::files::{Snapshot, is_bare_repository};
use crate::syntax::name::display_name;

/// A file that is read as a zone.
#[derive(Debug)]
pub struct ZoneFile {
    /// Its text.
    pub source: SourceId,
    /// Its place among the files that are read as zones, in the order in which they were named or found.
    pub turn: usize,
    /// The root that its includes are confined to.
    pub root: Arc<Path>,
    /// The absolute paths under which the run reaches it: its own, and those of links to it.
    pub paths: Vec<Arc<Path>>,
    /// What its SOA says, where that was found out already.
    pub soa: Option<SoaOwner>,
}

/// What the paths of a run lead to.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The zones' files, in the order in which they were named or found, but for those whose zones
    /// were loaded at once.
    pub found: Vec<ZoneFile>,
    /// What the server configurations below each root say.
    pub declared: HashMap<PathBuf, Declared>,
    /// What keeps the run from being trusted.
    pub faults: Vec<RunFault>,
    /// What a walk left out although it looked like a zone, a line each.
    pub skipped: Vec<String>,
    /// The files that were read, links resolved, each with its number among the `found` if it is a zone's.
    pub read: HashMap<Arc<Path>, Option<usize>>,
}

/// The texts of a run while its files are gathered.
pub enum Texts<'a> {
    /// Nobody else has them: those that are not needed any more are let go of.
    Own(&'a mut Sources),
    /// All of them stay.
    Shared(&'a Sources),
}

impl Texts<'_> {
    /// The same texts, for a while.
    pub fn reborrow(&mut self) -> Texts<'_> {
        match self {
            Texts::Own(sources) => Texts::Own(sources),
            Texts::Shared(sources) => Texts::Shared(sources),
        }
    }
}

impl Deref for Texts<'_> {
    type Target = Sources;

    fn deref(&self) -> &Sources {
        match self {
            Texts::Own(sources) => sources,
            Texts::Shared(sources) => sources,
        }
    }
}

/// Files of a walk whose zones can be loaded at once: nothing that the run has yet to look at says
/// anything about them.
pub struct Batch<'a> {
    /// The files.
    pub files: Vec<ZoneFile>,
    /// What the server configurations below each root say.
    pub declared: &'a HashMap<PathBuf, Declared>,
    /// Their texts.
    pub sources: &'a Sources,
    /// The threads.
    pub jobs: &'a Jobs,
}

/// What became of a batch.
#[derive(Default)]
pub struct Early {
    /// The files whose zones have to wait for their turn.
    pub waiting: Vec<ZoneFile>,
    /// The texts that nobody is likely to ask for again.
    pub needless: Vec<(SourceId, TextHash)>,
}

/// What is known of a file without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// It is a zone's, and has this text.
    Zone(SourceId),
    /// A walk does not take it for a zone's.
    NoZone,
    /// The base that the run is compared with has another text there, which is a zone's: so this one should be.
    WasZone,
}

/// How many files and directories are looked at for server configurations.
const MOST_LOOKED_AT: usize = 200_000;

/// How many files are read before their turn: by several threads, and by one, whose cache holds few.
const READ_AHEAD: [usize; 2] = [512, 64];
/// How long they may be, in octets: all of them are in memory at once, be they zones or not.
const SMALL: u64 = 64 << 10;
/// How long the texts of a batch may be, in octets, but for the last one.
const LARGEST_BATCH: usize = 8 << 20;

/// Reads the files that `inputs` name, and the zones in the directories that they name. Asks first
/// what is `known` of the file at a path, links resolved. If the texts are the run's own, hands the
/// files of a walk to `load` while their texts are at hand.
pub fn gather(
    inputs: &[Input],
    request: &Request<'_>,
    texts: Texts<'_>,
    files: &Files,
    known: &dyn Fn(&Path) -> Option<Known>,
    load: &mut dyn FnMut(Batch<'_>) -> Early,
) -> Gathered {
    let mut gatherer = Gatherer {
        request,
        texts,
        files,
        known,
        load,
        root: files.confined_to.as_deref().map(Arc::from),
        gathered: Gathered::default(),
        turns: 0,
        at_once: None,
        early: Vec::new(),
        early_octets: 0,
        below: HashMap::new(),
        configurations: Vec::new(),
        above: HashSet::new(),
        no_zones: HashMap::new(),
    };
    request.progress.begin(Phase::Reading, 0);
    for (number, input) in inputs.iter().enumerate() {
        if gatherer.is_excluded(input) {
            continue;
        }
        let before = (gatherer.turns, gatherer.gathered.faults.len());
        match input {
            Input::Stdin => gatherer.stdin(),
            Input::Path(path) => gatherer.path(path, number + 1 == inputs.len()),
        }
        let after = (gatherer.turns, gatherer.gathered.faults.len());
        if before == after && !request.is_hook && !gatherer.seen_before(input) {
            let shown = match input {
                Input::Path(path) => harmless_text(&path.to_string_lossy()).into_owned(),
                Input::Stdin => "standard input".to_owned(),
            };
            let hint = match input {
                Input::Path(path) if files.snapshot().is_none() && is_bare_repository(path) => {
                    "it is a bare git repository: say with `--tree REV` what to lint"
                }
                _ => "a zone file's first record is a SOA; name a file to have it read whatever it holds",
            };
            gatherer.fault(format!("no zone in `{shown}`: {hint}"));
        }
    }
    gatherer.read_configurations();
    if let Some(Err(fault)) = files.snapshot().map(Snapshot::may_read_all) {
        gatherer.fault(format!("part of what the run asks for {}", fault.reason()));
    }
    files.set_below(gatherer.below);
    gatherer.gathered.found.sort_by_key(|file| file.turn);
    gatherer.gathered
}

/// What a look at the octets of a file that a walk found says.
enum Looked {
    /// It is a zone.
    Zone(Octets, SoaOwner),
    /// It may be a zone whose beginning cannot be read.
    Damaged(Octets, SoaOwner),
    /// It is a template of one.
    Template,
    /// It is neither.
    Other,
}

impl Looked {
    fn at(octets: Octets) -> Self {
        match sniff_beginning(&octets) {
            Sniffed::NoZone | Sniffed::Unfinished => Looked::Other,
            _ if is_template(&octets) => Looked::Template,
            Sniffed::Zone(soa) => Looked::Zone(octets, soa),
            Sniffed::Damaged(soa) => Looked::Damaged(octets, soa),
        }
    }
}

struct Gatherer<'a> {
    request: &'a Request<'a>,
    texts: Texts<'a>,
    files: &'a Files,
    known: &'a dyn Fn(&Path) -> Option<Known>,
    load: &'a mut dyn FnMut(Batch<'_>) -> Early,
    root: Option<Arc<Path>>,
    gathered: Gathered,
    /// How many files are read as zones.
    turns: usize,
    /// While a walk's zones can be loaded at once: the files that links lead to, whose cannot.
    at_once: Option<HashSet<PathBuf>>,
    /// The files to load next, and how long their texts are.
    early: Vec<ZoneFile>,
    early_octets: usize,
    /// The files below the roots that were walked.
    below: HashMap<PathBuf, Vec<Arc<Path>>>,
    /// The server configurations that were named as paths, each with its root.
    configurations: Vec<(Arc<Path>, PathBuf)>,
    /// The directories above the zones that were read.
    above: HashSet<PathBuf>,
    /// The git objects that a walk looked at and that are no zones: whether each is a template.
    no_zones: HashMap<String, bool>,
}

impl Gatherer<'_> {
    fn fault(&mut self, message: String) {
        self.gathered.faults.push(RunFault(message));
    }

    fn unread(&mut self, path: &Path, reason: &str) {
        let (shown, reason) = (path.to_string_lossy(), harmless_text(reason));
        self.fault(format!("`{}` cannot be read: {reason}", harmless_text(&shown)));
    }

    /// Whether a path gave no zone only because an earlier one gave them all, or because it is a
    /// server's configuration, whose zones come later.
    fn seen_before(&self, input: &Input) -> bool {
        let Input::Path(path) = input else { return false };
        let Ok(path) = self.files.resolve(path) else { return false };
        // A named file that was read is a zone or a configuration; else there is a fault.
        self.gathered.read.contains_key(&*path) || self.above.contains(&path)
    }

    /// Notes that a zone lies below these directories.
    fn note_above(&mut self, zone: &Path) {
        for directory in zone.ancestors().skip(1) {
            // Then those above it are there, too.
            if self.above.contains(directory) {
                break;
            }
            self.above.insert(directory.to_owned());
        }
    }

    /// Whether a named path is left out: it may be, if the user says so.
    fn is_excluded(&self, input: &Input) -> bool {
        let Input::Path(path) = input else { return false };
        let excludes = |path: PathBuf| {
            let is_directory = self.files.is_directory(&path);
            self.request.excludes(&path, is_directory, Path::new("/"))
        };
        self.request.force_exclude && self.files.resolve(path).is_ok_and(excludes)
    }

    fn stdin(&mut self) {
        let octets = match (self.request.read_stdin)() {
            Ok(octets) => octets,
            Err(error) => return self.fault(format!("standard input cannot be read: {error}")),
        };
        if octets.len() as u64 > LARGEST_FILE {
            return self.fault(format!("standard input is larger than {} MiB", LARGEST_FILE >> 20));
        }
        let name = self.request.stdin_name;
        let location = name.map(|name| normalise(&self.files.working_directory.join(name)));
        let location: Option<Arc<Path>> = location.map(Arc::from);
        let root = self.root.clone();
        let root = root.unwrap_or_else(|| self.files.root_of(&self.files.working_directory).into());
        let shown = name.map_or("<stdin>".to_owned(), |name| self.files.shown(Path::new(name)));
        let paths = location.iter().cloned().collect();
        let source = self.texts.add(shown, location, octets, None);
        let turn = self.next_turn();
        self.gathered.found.push(ZoneFile { source, turn, root, paths, soa: None });
    }

    fn next_turn(&mut self) -> usize {
        self.turns += 1;
        self.turns - 1
    }

    /// Reads what a path leads to, which may be the `last` one of the run.
    fn path(&mut self, path: &Path, last: bool) {
        let resolved = match self.files.resolve(path) {
            Ok(resolved) => resolved,
            Err(fault) => return self.unread(path, &fault.reason()),
        };
        let root = match self.root_of_named(path, &resolved) {
            Some(root) => root,
            None => {
                let hint = "it is a symbolic link that leads out of the root; name the file itself, or widen the root by `--root`";
                return self.unread(path, hint);
            }
        };
        if !self.files.is_directory(&resolved) {
            let file = FoundFile { path: path.into(), named: true, root, resolved: None };
            return self.file(&file, None);
        }
        let (mut found, unread) = find(self.files, path, &root);
        if !self.request.excludes.is_empty() {
            found.retain(|file| {
                let below = file.path.strip_prefix(path).unwrap_or(&file.path);
                !self.request.excludes(&resolved.join(below), false, &resolved)
            });
        }
        self.request.progress.add(found.len());
        for (path, reason) in unread {
            self.unread(&path, &reason);
        }
        if resolved == *root {
            let absolute = |file: &FoundFile| match (&file.resolved, file.path.strip_prefix(path)) {
                (Some(resolved), _) => Arc::clone(resolved),
                (None, Ok(below)) => resolved.join(below).into(),
                (None, Err(_)) => Arc::clone(&file.path),
            };
            let below = found.iter().map(absolute).collect();
            self.below.insert(resolved, below);
        }
        self.walked(&found, last);
    }

    /// Reads the files that a walk found. Of the `last` one, loads what can be loaded.
    fn walked(&mut self, found: &[FoundFile], last: bool) {
        // A path or a configuration yet to come may say something about any file.
        if last && self.configurations.is_empty() && matches!(self.texts, Texts::Own(_)) {
            let links = found.iter().filter(|file| file.resolved.is_none());
            self.at_once = Some(links.filter_map(|link| self.files.resolve(&link.path).ok()).collect());
        }
        let jobs = Jobs::new(self.request.threads, found.len());
        for files in found.chunks(READ_AHEAD[usize::from(!jobs.are_many())]) {
            for (file, looked) in files.iter().zip(self.read_ahead(files, &jobs)) {
                self.file(file, looked);
                self.request.progress.done(1);
                if self.early_octets > LARGEST_BATCH {
                    self.load_early(&jobs);
                }
            }
            self.load_early(&jobs);
        }
        self.at_once = None;
    }

    /// Looks at small files, with several threads, where there are.
    fn read_ahead(&mut self, found: &[FoundFile], jobs: &Jobs) -> Vec<Option<Looked>> {
        if self.files.snapshot().is_some() {
            return found.iter().map(|_| None).collect();
        }
        let is_read =
            |path: &Arc<Path>| !self.gathered.read.is_empty() && self.gathered.read.contains_key(path);
        let unread = |file: &FoundFile| {
            file.resolved.clone().filter(|path| (self.known)(path).is_none() && !is_read(path))
        };
        let files = self.files;
        let look = |path: Option<Arc<Path>>| files.read_small(&path?, SMALL).map(Looked::at);
        jobs.map(found.iter().map(unread).collect(), look)
    }

    /// Has the zones of the files loaded that were read last, and lets go of their texts.
    fn load_early(&mut self, jobs: &Jobs) {
        let files = std::mem::take(&mut self.early);
        self.early_octets = 0;
        if let Some(file) = files.first()
            && !self.gathered.declared.contains_key(&*file.root)
        {
            // A walk's files have one root.
            self.declare(&file.root.clone(), Vec::new());
        }
        let declared = &self.gathered.declared;
        let early = (self.load)(Batch { files, declared, sources: &self.texts, jobs });
        self.gathered.found.extend(early.waiting);
        let Texts::Own(sources) = &mut self.texts else { return };
        for (source, hash) in early.needless {
            sources.release(source, hash, |path| read_file(path).ok());
        }
    }

    /// The root of a path that was named. A link's root is that of the place where it lies, so that
    /// a link in a repository cannot open a file outside; `None` if it tries to.
    fn root_of_named(&self, path: &Path, resolved: &Path) -> Option<Arc<Path>> {
        if self.files.leads_out(path).is_some() {
            return None;
        }
        let is_link = self.files.is_link(path);
        let absolute = self.files.working_directory.join(path);
        let place = absolute.parent().filter(|_| is_link).and_then(|parent| self.files.resolve(parent).ok());
        let Some(place) = place else {
            return Some(self.root.clone().unwrap_or_else(|| self.files.root_of(resolved).into()));
        };
        let root = self.root.clone().unwrap_or_else(|| self.files.root_of(&place).into());
        // Outside a repository a directory is its own root.
        if self.files.is_directory(resolved) && self.root.is_none() && !self.files.is_repository(&root) {
            return Some(self.files.root_of(resolved).into());
        }
        resolved.starts_with(&root).then_some(root)
    }

    /// Reads a file once, if it is named or looks like a zone. A walk may have `looked` at it.
    fn file(&mut self, file: &FoundFile, looked: Option<Looked>) {
        let (resolved, is_link) = match &file.resolved {
            Some(resolved) => (Arc::clone(resolved), false),
            None => {
                let Ok(resolved) = self.files.resolve(&file.path) else { return };
                (resolved.into(), self.files.is_link(&file.path))
            }
        };
        let path = || normalise(&self.files.working_directory.join(&file.path)).into();
        let is_read = if self.gathered.read.is_empty() { None } else { self.gathered.read.get(&resolved) };
        match is_read {
            Some(Some(number)) => {
                return self.gathered.found[*number].paths.push(if is_link { path() } else { resolved });
            }
            Some(None) if !file.named => return,
            _ => {}
        }
        let read = match (self.known)(&resolved) {
            Some(Known::Zone(source)) => Some((source, None)),
            Some(Known::NoZone) if !file.named => None,
            Some(Known::WasZone) => self.read(file, &resolved, is_link, None, true),
            _ => self.read(file, &resolved, is_link, looked, file.named),
        };
        // A walk comes to a file that no link leads to once.
        let links = self.at_once.as_ref().filter(|_| file.resolved.is_some());
        let at_once = links.is_some_and(|links| links.is_empty() || !links.contains(&*resolved));
        let Some((source, soa)) = read else {
            if !at_once {
                self.gathered.read.insert(resolved, None);
            }
            return;
        };
        let paths = if is_link { vec![path(), Arc::clone(&resolved)] } else { vec![Arc::clone(&resolved)] };
        let file = ZoneFile { source, turn: self.next_turn(), root: Arc::clone(&file.root), paths, soa };
        let octets = self.texts.file(source).bytes().len();
        if at_once && octets < LARGE {
            self.early_octets += octets;
            self.early.push(file);
            return;
        }
        self.note_above(&resolved);
        self.gathered.read.insert(resolved, Some(self.gathered.found.len()));
        self.gathered.found.push(file);
    }

    /// Reads a file; gives its text if it is known to be a zone's or looks like one, with what its SOA says if that
    /// was asked.
    fn read(
        &mut self,
        file: &FoundFile,
        resolved: &Arc<Path>,
        is_link: bool,
        looked: Option<Looked>,
        is_zone: bool,
    ) -> Option<(SourceId, Option<SoaOwner>)> {
        let files = self.files;
        let shown = || files.shown(if is_link { resolved } else { &file.path });
        let looked = looked.or_else(|| self.looked_before(resolved));
        let (octets, soa) = match looked.filter(|_| !is_zone) {
            Some(looked) => self.wanted(looked, file, resolved, shown)?,
            None => {
                let octets = match self.files.read(resolved) {
                    Ok(octets) => octets,
                    // Said once, for all that a walk comes to.
                    Err(Unread::Exhausted(_)) if !file.named => return None,
                    Err(fault) => {
                        self.unread(&file.path, &fault.reason());
                        return None;
                    }
                };
                if file.named && self.is_configuration(resolved, &octets) {
                    self.configurations.push((Arc::clone(&file.root), resolved.to_path_buf()));
                    return None;
                }
                if is_zone {
                    (octets, None)
                } else {
                    let looked = self.look(resolved, octets);
                    self.wanted(looked, file, resolved, shown)?
                }
            }
        };
        if let Err(fault) = self.files.may_read(octets.len() as u64) {
            self.fault(format!("`{}` {}", shown(), fault.reason()));
            return None;
        }
        Some((self.texts.add(shown(), Some(Arc::clone(resolved)), octets, None), soa))
    }

    /// Looks at a file that a walk found. Remembers what the snapshot's other paths to its object need
    /// not have read again.
    fn look(&mut self, path: &Path, octets: Octets) -> Looked {
        let looked = Looked::at(octets);
        let object = self.object(path).map(str::to_owned);
        if let Some(object) = object.filter(|_| matches!(looked, Looked::Template | Looked::Other)) {
            self.no_zones.insert(object, matches!(looked, Looked::Template));
        }
        looked
    }

    /// What a look at the same object said, at another path of the snapshot, if it is no zone.
    fn looked_before(&self, path: &Path) -> Option<Looked> {
        let is_template = *self.no_zones.get(self.object(path)?)?;
        Some(if is_template { Looked::Template } else { Looked::Other })
    }

    fn object(&self, path: &Path) -> Option<&str> {
        self.files.snapshot()?.object(path)
    }

    /// The text of a file that a walk found and looked at, if it is a zone, with what its SOA says.
    fn wanted(
        &mut self,
        looked: Looked,
        file: &FoundFile,
        resolved: &Path,
        shown: impl Fn() -> String,
    ) -> Option<(Octets, Option<SoaOwner>)> {
        match looked {
            Looked::Zone(octets, soa) => Some((octets, Some(soa))),
            Looked::Damaged(octets, soa) if self.is_told(file, resolved, &soa) => Some((octets, Some(soa))),
            Looked::Damaged(..) => {
                let line = format!(
                    "`{}` looks like a zone whose beginning cannot be read, skipped; name it to have it linted",
                    shown()
                );
                self.gathered.skipped.push(line);
                None
            }
            Looked::Other => None,
            Looked::Template => {
                let line = format!("`{}` looks like a template, skipped; name it to have it linted", shown());
                self.gathered.skipped.push(line);
                None
            }
        }
    }

    /// Whether something else than its content tells that a file is a zone's: its name, the configuration's map, or
    /// a server's configuration.
    fn is_told(&mut self, file: &FoundFile, resolved: &Path, soa: &SoaOwner) -> bool {
        let file_name = file.path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let is_owner = |candidate: Candidate| {
            soa.name.as_ref().is_some_and(|owner| display_name(owner).eq_ignore_ascii_case(&candidate.origin))
        };
        if is_zone_name(file_name) || origin_candidate(file_name).is_some_and(is_owner) {
            return true;
        }
        if mapped_origin(self.request.zone_patterns, resolved).is_some() {
            return true;
        }
        if !self.gathered.declared.contains_key(&*file.root) {
            self.declare(&file.root, Vec::new());
        }
        !self.gathered.declared[&*file.root].of(resolved).is_empty()
    }

    fn is_configuration(&self, path: &Path, octets: &[u8]) -> bool {
        let file_name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        !is_zone(octets) && dialect(file_name, octets).is_some()
    }

    /// Reads the server configurations of every root, and the zones of those that were named.
    fn read_configurations(&mut self) {
        for path in self.request.configurations {
            match self.files.read_named(path) {
                Ok((_, octets)) if octets.len() > declared::LARGEST => {
                    self.unread(path, &format!("is larger than {} MiB", declared::LARGEST >> 20));
                }
                Ok(_) => {}
                Err(fault) => self.unread(path, &fault.reason()),
            }
        }
        // Named again, or through links, one says nothing new.
        let mut seen = HashSet::new();
        let mut configurations = std::mem::take(&mut self.configurations);
        configurations.retain(|configuration| seen.insert(configuration.clone()));
        let mut named: HashMap<&Arc<Path>, Vec<PathBuf>> = HashMap::new();
        for (root, configuration) in &configurations {
            named.entry(root).or_default().push(configuration.clone());
        }
        // Those of one root together: each reading of it looks at all of its files.
        for (root, named) in named {
            self.declare(root, named);
        }
        for (root, configuration) in &configurations {
            self.zones_of_configuration(root, configuration);
        }
        let roots: HashSet<Arc<Path>> =
            self.gathered.found.iter().map(|file| Arc::clone(&file.root)).collect();
        for root in roots {
            if !self.gathered.declared.contains_key(&*root) {
                self.declare(&root, Vec::new());
            }
        }
    }

    /// Reads the zones of a configuration that was named.
    fn zones_of_configuration(&mut self, root: &Arc<Path>, configuration: &Path) {
        let declared = self.gathered.declared.get(&**root);
        let zones = declared.map(|declared| declared.files_of_named(configuration)).unwrap_or_default();
        if zones.is_empty() {
            let (shown, root) = (self.files.shown(configuration), root.to_string_lossy().into_owned());
            self.fault(format!(
                "`{shown}` is a name server's configuration and no zone, and no zone that it declares has its file below `{}`",
                harmless_text(&root)
            ));
        }
        for path in zones {
            self.file(&FoundFile { path, named: true, root: Arc::clone(root), resolved: None }, None);
        }
    }

    /// Reads what the server configurations below a root say, and those that were `named` as paths.
    fn declare(&mut self, root: &Arc<Path>, named: Vec<PathBuf>) {
        let absolute = |path: &PathBuf| self.files.working_directory.join(path);
        let named: Vec<PathBuf> = self.request.configurations.iter().map(absolute).chain(named).collect();
        let files = self.files;
        let declared = Declared::read(root, self.files_below(root), &named, files);
        self.gathered.declared.insert(root.to_path_buf(), declared);
    }

    /// The files below a root. Of a directory that is no repository, and that nobody named, only
    /// its own: it may be somebody's home.
    fn files_below(&mut self, root: &Arc<Path>) -> &[Arc<Path>] {
        self.below.entry(root.to_path_buf()).or_insert_with(|| {
            let whole = self.root.is_some() || self.files.is_repository(root);
            let reach = Reach { depth: if whole { usize::MAX } else { 1 }, entries: MOST_LOOKED_AT };
            let (found, _) = find_within(self.files, root, root, reach);
            found.into_iter().map(|file| file.path).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::progress::Progress;
    use crate::base::source::Sources;
    use crate::discover::request::no_stdin;
    use crate::files::MOST_READ;
    use crate::files::Repository;
    use crate::files::Surroundings;

    fn request(is_hook: bool, progress: &Progress) -> Request<'_> {
        Request {
            configurations: &[],
            excludes: Vec::new(),
            force_exclude: false,
            origin: None,
            zone_patterns: &[],
            stdin_name: None,
            read_stdin: no_stdin,
            is_hook,
            threads: None,
            progress,
        }
    }

    #[test]
    fn what_is_more_than_a_run_may_read_is_a_fault() {
        let zone = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/zones/example.com.zone");
        let length = std::fs::metadata(&zone).expect("it is there").len();
        let directory = zone.parent().expect("a directory").to_owned();
        for (input, zones, left_out) in [(&zone, 1, None), (&directory, 2, Some("example.com.zone"))] {
            let files = Files::new(PathBuf::from("/"));
            files.may_read(MOST_READ - length).expect("nothing was read");
            let (mut sources, progress) = (Sources::default(), Progress::default());
            let mut load = |batch: Batch<'_>| Early { waiting: batch.files, ..Early::default() };
            let inputs = [Input::Path(input.clone())];
            let texts = Texts::Own(&mut sources);
            let gathered = gather(&inputs, &request(false, &progress), texts, &files, &|_| None, &mut load);
            let expected = left_out.map(|name| {
                format!("{name}` is not read: the zones of a run may take 16 GiB; lint them in several runs")
            });
            let faults: Vec<_> = gathered.faults.iter().map(|RunFault(message)| message.as_str()).collect();
            assert_eq!((gathered.found.len(), faults.len()), (zones, expected.iter().len()));
            assert!(
                faults.iter().zip(&expected).all(|(fault, expected)| fault.ends_with(expected)),
                "{faults:?}"
            );
        }
    }

    #[test]
    fn an_object_of_a_snapshot_that_is_no_zone_is_read_once() {
        let directory = std::env::temp_dir().join(format!("srvlint-gather-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&directory);
        std::fs::create_dir_all(&directory).expect("a directory");
        let directory = directory.canonicalize().expect("just made");
        let git = |arguments: &[&str]| {
            let mut git = std::process::Command::new("git");
            git.env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE").current_dir(&directory);
            assert!(git.args(arguments).status().expect("git").success());
        };
        let template = "@ SOA ns h 1 2 3 4 5\n{{ name }} A {{ address }}\n";
        for (name, text) in [("a", "no zone"), ("b", "no zone"), ("c", template), ("d", template)] {
            std::fs::write(directory.join(name), text).expect("a file");
        }
        git(&["init", "--quiet"]);
        git(&["add", "."]);
        let inputs = [Input::Path(directory.clone())];
        let (mut sources, progress) = (Sources::default(), Progress::default());
        let mut gather_with = |octets: usize| {
            let snapshot = Repository::open(&directory, &Surroundings::default())
                .and_then(|repository| repository.index())
                .expect("git");
            snapshot.set_left(octets as u64);
            let files = Files::of_snapshot(directory.clone(), snapshot);
            let mut load = |_: Batch<'_>| Early::default();
            gather(&inputs, &request(true, &progress), Texts::Own(&mut sources), &files, &|_| None, &mut load)
        };
        let octets = "no zone".len() + template.len();
        let whole = gather_with(octets);
        assert_eq!((whole.faults.len(), whole.skipped.len()), (0, 2), "{:?}", whole.faults);
        let part = gather_with(octets - 1);
        let bound = "part of what the run asks for is not read: the files that a run reads from git may take 16 GiB; lint them in several runs";
        let faults: Vec<_> = part.faults.iter().map(|RunFault(message)| message.as_str()).collect();
        assert_eq!(faults, [bound]);
        std::fs::remove_dir_all(&directory).expect("just made");
    }
}
