//! Reads the files of a run, those that a walk found and those that are named, and keeps what are zones.
//! Finds none by itself.

use std::path::Path;
use std::sync::Arc;

use crate::base::bytes::{FileBytes, LARGE};
use crate::base::printable::harmless_text;
use crate::base::span::SourceId;
use crate::base::threads::Threads;
use crate::discover::batch::{Batch, BatchResult, NextBatch, Texts};
use crate::discover::collected::Collected;
use crate::discover::configurations::Configurations;
use crate::discover::file_name::{Candidate, is_domain_name, is_zone_name, origin_candidate};
use crate::discover::included::Included;
use crate::discover::input::RunFault;
use crate::discover::look::{Look, NoZone, NoZones, is_raw};
use crate::discover::request::Request;
use crate::discover::sniff::{SoaOwner, sniff_file};
use crate::discover::template::has_placeholder;
use crate::discover::walk::FoundFile;
use crate::discover::zone_file::{KnownFile, ZoneFile};
use crate::discover::zone_pattern::{is_mapped_whole, mapped_origin};
use crate::files::{Files, PathSet, Unread, normalise, read_file, without_template_ending};
use crate::syntax::name::display_name;

/// How many files are read before their turn: by several threads, and by one, whose cache holds few.
const READ_AHEAD: [usize; 2] = [512, 64];
/// How long they may be, in octets: all of them are in memory at once, be they zones or not.
const SMALL: u64 = 64 << 10;

/// What a run has collected so far, and what it still has to.
pub struct Collector<'a> {
    /// What the user says.
    pub request: &'a Request,
    /// The texts of the run.
    pub texts: Texts<'a>,
    /// Its files.
    pub files: &'a Files,
    /// What is known of a file without reading it.
    pub known: &'a dyn Fn(&Path) -> Option<KnownFile>,
    /// Loads a batch.
    pub load: &'a mut dyn FnMut(Batch<'_>) -> BatchResult,
    /// The root that the user confined the run to.
    pub root: Option<Arc<Path>>,
    /// What was collected.
    pub collected: Collected,
    /// How many files are read as zones.
    pub turns: usize,
    /// The files to load next.
    pub batch: NextBatch,
    /// The server configurations around.
    pub configurations: Configurations<'a>,
    /// The directories above the zones that were read.
    pub above: PathSet,
    /// What a walk looked at before.
    pub no_zones: NoZones,
    /// How many zones' files were read.
    pub zones: usize,
    /// How many files the user excluded.
    pub excluded: usize,
    /// The files of the walk whose includes tell whether they are zones.
    pub waiting: Vec<Waiting>,
}

/// A file of a walk that is a zone if the files that it includes say so.
pub struct Waiting {
    file: FoundFile,
    /// Where it lies, links resolved.
    resolved: Arc<Path>,
    /// The paths that lead to it, and its place among the files that are read as zones.
    paths: Vec<Arc<Path>>,
    turn: usize,
}

impl Collector<'_> {
    /// Notes what keeps the run from being trusted.
    pub fn fault(&mut self, message: String) {
        self.collected.faults.push(RunFault(message));
    }

    /// The same of a path that cannot be read.
    pub fn unread(&mut self, path: &Path, reason: &str) {
        let (shown, reason) = (path.to_string_lossy(), harmless_text(reason));
        self.fault(format!("`{}` cannot be read: {reason}", harmless_text(&shown)));
    }

    /// The same of a path that the user names, which may be that of a pipe.
    pub fn unread_named(&mut self, path: &Path, fault: &Unread) {
        let hint = match fault {
            Unread::NoFile => "; what a pipe holds is read as standard input, `-`",
            _ => "",
        };
        self.unread(path, &(fault.reason() + hint));
    }

    /// The place of the next file that is read as a zone.
    pub fn next_turn(&mut self) -> usize {
        self.turns += 1;
        self.turns - 1
    }

    /// Reads the files that a walk found. Of the `last` one, loads what can be loaded.
    pub fn walked(&mut self, found: &[FoundFile], last: bool) {
        // A path or a configuration yet to come may say something about any file.
        if last && !self.configurations.has_named() && matches!(self.texts, Texts::Own(_)) {
            let links = found.iter().filter(|file| file.resolved.is_none());
            let linked = links.filter_map(|link| self.files.resolve(&link.path).ok()).collect();
            self.batch = NextBatch::of_walk(linked);
        }
        let jobs = Threads::new(self.request.threads, found.len());
        for files in found.chunks(READ_AHEAD[usize::from(!jobs.are_many())]) {
            for (file, look) in files.iter().zip(self.read_ahead(files, &jobs)) {
                self.file(file, look);
                self.request.progress.done(1);
                if self.batch.is_full() {
                    self.load_batch(&jobs);
                }
            }
            self.load_batch(&jobs);
        }
        self.batch = NextBatch::default();
        self.look_into_includes();
    }

    /// Reads the files that waited for what they include.
    fn look_into_includes(&mut self) {
        for Waiting { file, resolved, paths, turn } in std::mem::take(&mut self.waiting) {
            // Whether another state of the files makes a zone of it is asked anew.
            self.collected.read.remove(&resolved);
            self.configurations.show_below(&file.root);
            let Ok(octets) = self.files.read(&resolved) else { continue };
            let sniffed = sniff_file(&octets, Some(&resolved), Included::new(self.files, &file.root));
            let looked = Look::of(sniffed, octets);
            let Some((octets, soa)) = self.wanted(looked, &file, &resolved, &[]) else { continue };
            let Some(source) = self.take(octets, &file, &resolved) else { continue };
            let (root, is_told) = (Arc::clone(&file.root), false);
            self.keep(resolved, ZoneFile { source, turn, root, paths, is_told, soa });
        }
    }

    /// Looks at small files, with several threads, where there are.
    fn read_ahead(&mut self, found: &[FoundFile], jobs: &Threads) -> Vec<Option<Look>> {
        if self.files.snapshot().is_some() {
            return found.iter().map(|_| None).collect();
        }
        let is_read =
            |path: &Arc<Path>| !self.collected.read.is_empty() && self.collected.read.contains(path);
        let unread = |file: &FoundFile| {
            file.resolved.clone().filter(|path| (self.known)(path).is_none() && !is_read(path))
        };
        let files = self.files;
        let look = |path: Option<Arc<Path>>| files.read_small(&path?, SMALL).map(Look::at);
        jobs.map(found.iter().map(unread).collect(), look)
    }

    /// Has the zones of the files loaded that were read last, and lets go of their texts.
    fn load_batch(&mut self, jobs: &Threads) {
        let files = self.batch.take();
        if let Some(file) = files.first() {
            // A walk's files have one root.
            self.configurations.below(&file.root);
        }
        let declared = self.configurations.declared();
        let result = (self.load)(Batch { files, declared, sources: &self.texts, jobs });
        self.collected.found.extend(result.waiting);
        let Texts::Own(sources) = &mut self.texts else { return };
        for (source, needless) in result.needless {
            sources.release(source, needless, |path| read_file(path).ok());
        }
    }

    /// Reads a file once, if it is named or looks like a zone. A walk may have `looked` at it.
    pub fn file(&mut self, file: &FoundFile, looked: Option<Look>) {
        let (resolved, is_link) = match &file.resolved {
            Some(resolved) => (Arc::clone(resolved), false),
            None => {
                let Ok(resolved) = self.files.resolve(&file.path) else { return };
                if !resolved.starts_with(&file.root) {
                    return self.unread(&file.path, &Unread::Swapped.reason());
                }
                (resolved.into(), self.files.is_link(&file.path))
            }
        };
        let path = || normalise(&self.files.working_directory.join(&file.path)).into();
        let is_read = if self.collected.read.is_empty() { None } else { self.collected.read.get(&resolved) };
        match is_read {
            Some(Some(number)) => {
                let number = *number;
                self.collected.found[number].is_told |= file.named;
                return self.collected.found[number].paths.push(if is_link { path() } else { resolved });
            }
            Some(None) if !file.named => {
                let waiting = self.waiting.iter_mut().find(|waiting| waiting.resolved == resolved);
                waiting.into_iter().for_each(|waiting| waiting.paths.push(path()));
                return;
            }
            _ => {}
        }
        let paths = if is_link { vec![path(), Arc::clone(&resolved)] } else { vec![Arc::clone(&resolved)] };
        let known = (self.known)(&resolved);
        let is_told = file.named || matches!(known, Some(KnownFile::WasZone));
        let read = match known {
            Some(KnownFile::Zone(source, soa)) => Some((source, soa)),
            Some(KnownFile::NoZone) if !file.named => None,
            Some(KnownFile::WasZone) => self.read(file, &resolved, &paths, None, true),
            _ => self.read(file, &resolved, &paths, looked, file.named),
        };
        let at_once = self.batch.may_have(file, &resolved);
        let Some((source, soa)) = read else {
            if !at_once || self.waiting.last().is_some_and(|waiting| waiting.resolved == resolved) {
                self.collected.read.insert(resolved, None);
            }
            return;
        };
        let root = Arc::clone(&file.root);
        let file = ZoneFile { source, turn: self.next_turn(), root, paths, is_told, soa };
        let octets = self.texts.file(source).bytes().len();
        if at_once && octets < LARGE {
            self.zones += 1;
            return self.batch.add(file, octets);
        }
        self.keep(resolved, file);
    }

    /// Keeps a file that is read as a zone and lies at `resolved`.
    fn keep(&mut self, resolved: Arc<Path>, file: ZoneFile) {
        self.zones += 1;
        self.note_above(&resolved);
        self.collected.read.insert(resolved, Some(self.collected.found.len()));
        self.collected.found.push(file);
    }

    /// Reads a file; gives its text if it is known to be a zone's or looks like one, with what its SOA says
    /// if that was asked.
    fn read(
        &mut self,
        file: &FoundFile,
        resolved: &Arc<Path>,
        paths: &[Arc<Path>],
        looked: Option<Look>,
        is_zone: bool,
    ) -> Option<(SourceId, Option<SoaOwner>)> {
        let files = self.files;
        let looked = looked.or_else(|| self.no_zones.looked_before(files, resolved));
        let (octets, soa) = match looked.filter(|_| !is_zone) {
            Some(looked) => self.wanted(looked, file, resolved, paths)?,
            None => {
                let octets = match self.files.read(resolved) {
                    Ok(octets) => before_many_nuls(octets),
                    // Reported once, for all that a walk comes to.
                    Err(Unread::Exhausted(_)) if !file.named => return None,
                    Err(fault) => {
                        let is_pipe = fault == Unread::NoFile && file.named;
                        let hint =
                            if is_pipe { "; what a pipe holds is read as standard input, `-`" } else { "" };
                        self.unread(&file.path, &(fault.reason() + hint));
                        return None;
                    }
                };
                let is_configuration = file.named && Configurations::is_configuration(resolved, &octets);
                if is_configuration || file.named && self.configurations.is_configuration_of_law(resolved) {
                    self.configurations.note_named(&file.root, resolved);
                }
                if is_configuration {
                    return None;
                }
                if is_zone && is_raw(&octets) {
                    self.no_zone(NoZone::Raw, file, resolved);
                    return None;
                }
                if is_zone {
                    (octets, None)
                } else {
                    let looked = self.no_zones.look(files, resolved, octets);
                    self.wanted(looked, file, resolved, paths)?
                }
            }
        };
        Some((self.take(octets, file, resolved)?, soa))
    }

    /// How a file is shown that lies at `resolved`.
    pub fn shown(&self, file: &FoundFile, resolved: &Path) -> String {
        let is_link = file.resolved.is_none() && self.files.is_link(&file.path);
        self.files.shown(if is_link { resolved } else { &file.path })
    }

    /// Takes the text of a zone's file into the run, if it still may have it.
    fn take(&mut self, octets: FileBytes, file: &FoundFile, resolved: &Arc<Path>) -> Option<SourceId> {
        let shown = self.shown(file, resolved);
        if let Err(fault) = self.files.may_read(octets.len() as u64) {
            self.fault(format!("`{shown}` {}", fault.reason()));
            return None;
        }
        Some(self.texts.add(shown, Some(Arc::clone(resolved)), octets, None))
    }

    /// The text of a file that a walk found and looked at, if it is a zone, with what its SOA says.
    fn wanted(
        &mut self,
        looked: Look,
        file: &FoundFile,
        resolved: &Arc<Path>,
        paths: &[Arc<Path>],
    ) -> Option<(FileBytes, Option<SoaOwner>)> {
        let file_name = file.path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let looked = match looked {
            Look::Zone(octets, _) | Look::Damaged(octets, _)
                if without_template_ending(file_name).is_some() && has_placeholder(&octets) =>
            {
                Look::Template
            }
            looked => looked,
        };
        let is_raw = matches!(looked, Look::Other(NoZone::Raw));
        match looked {
            Look::Zone(octets, soa) => Some((octets, Some(soa))),
            Look::Export(octets) => Some((octets, None)),
            Look::Damaged(octets, soa) if self.is_told(file, resolved, &soa) => Some((octets, Some(soa))),
            Look::Damaged(..) => {
                self.skip(file, resolved, "looks like a zone whose beginning cannot be read");
                None
            }
            Look::Includes if !paths.is_empty() => {
                let (resolved, paths, turn) = (Arc::clone(resolved), paths.to_vec(), self.next_turn());
                self.waiting.push(Waiting { file: file.clone(), resolved, paths, turn });
                None
            }
            // Whatever a server's configuration calls a zone is judged as one.
            Look::Includes | Look::Other(_) if !is_raw && self.is_declared(file, resolved) => {
                let octets = self.files.read(resolved).ok()?;
                Some((octets, None))
            }
            Look::Includes => {
                self.leave_out(&file.path, "no SOA record in it, nor in what it includes");
                None
            }
            Look::Template => {
                self.skip(file, resolved, "looks like a template");
                None
            }
            Look::Other(why) => {
                self.no_zone(why, file, resolved);
                None
            }
        }
    }

    /// Whether something else than its content tells that a file is a zone's: its name, the configuration's
    /// map, or a server's configuration.
    fn is_told(&mut self, file: &FoundFile, resolved: &Path, soa: &SoaOwner) -> bool {
        let file_name = file.path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let is_owner = |candidate: Candidate| {
            soa.name.as_ref().is_some_and(|owner| display_name(owner).eq_ignore_ascii_case(&candidate.origin))
        };
        if is_zone_name(file_name) || origin_candidate(file_name).is_some_and(is_owner) {
            return true;
        }
        if soa.name.is_none() && is_domain_name(file_name) {
            return true;
        }
        mapped_origin(&self.request.zone_patterns, resolved).is_some() || self.is_declared(file, resolved)
    }

    /// Whether a server's configuration says that a file is a zone's, or the configuration's map that it is a whole one.
    pub fn is_declared(&mut self, file: &FoundFile, resolved: &Path) -> bool {
        is_mapped_whole(&self.request.zone_patterns, resolved)
            || !self.configurations.below(&file.root).of(resolved).is_empty()
    }

    /// Notes that a zone lies below these directories.
    fn note_above(&mut self, zone: &Path) {
        for directory in zone.ancestors().skip(1) {
            // Then those above it are there, too.
            if self.above.contains(directory) {
                break;
            }
            self.above.insert(directory.into(), ());
        }
    }
}

/// How many NULs in a row end what is looked at of a file.
const MOST_NULS: usize = 4 << 10;

/// The octets of a file up to many NULs in a row: it may be as long as a disk with nothing else in it, and what stands there is no
/// text. The first of the NULs stay, and are a mistake.
fn before_many_nuls(octets: FileBytes) -> FileBytes {
    // To search for so many takes longer than to read most files, and nearly none has a single one.
    if memchr::memchr(0, &octets).is_none() {
        return octets;
    }
    match memchr::memmem::find(&octets, &[0; MOST_NULS]) {
        Some(start) => FileBytes::Owned(octets[..start + MOST_NULS].to_vec()),
        None => octets,
    }
}
