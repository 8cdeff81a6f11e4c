//! Loads the zones of a run's files, several at once, each summed up while its text is at hand.
//!
//! The search for files hands them over in batches, so that the text of a zone in which nothing is to be
//! looked at is let go of before the next are read. What may add texts to the run is loaded afterwards and in
//! order, so that texts have the same numbers in every run.
//!
//! Does not know rules, or what the user asked for besides which files.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::bytes::LARGE;
use crate::base::progress::Phase;
use crate::base::source::{Needless, Sources};
use crate::base::span::SourceId;
use crate::base::threads::Threads;
use crate::discover::server_config::Declarations;
use crate::discover::{
    self, AssumedOrigin, Batch, BatchResult, Collected, Evidence, Input, Request, Texts, ZoneFile,
    count_apart, in_alike_views, origins,
};
use crate::files::Files;
use crate::workspace::copied::Copied;
use crate::workspace::includes::FileIncludes;
use crate::workspace::member::{Member, Relevance};
use crate::workspace::parts::{LoadedFile, Standing, leave_out_parts};
use crate::workspace::previous::Previous;
use crate::workspace::services::Registry;
use crate::workspace::srv_sets::{self, SrvSets, answers::Answers};
use crate::workspace::traffic::drafts::draft;
use crate::zone::Zone;
use crate::zone::load::{PerRun, Request as ZoneRequest, load as load_zone, marks_of_windows};
use crate::zone::mistake::Mistake;

/// Of so many zones whose texts stay, the records are let go of in which no rule has anything to look at.
const MANY: usize = 64;

/// How zones are loaded.
#[derive(Clone, Copy)]
pub struct Loading<'a> {
    /// Which files are looked for.
    pub request: &'a Request,
    /// Where they are.
    pub files: &'a Files,
    /// The services that the sets' owners may name.
    pub registry: &'a Registry,
    /// Tells which rules have something to look at in a zone.
    pub look: &'a (dyn Fn(&Zone, &[Mistake], &SrvSets) -> Relevance + Sync),
    /// What was loaded before.
    pub previous: &'a dyn Previous,
    /// Whether services are to be told: then the addresses of hosts are kept, and the places of lines.
    pub keeps_addresses: bool,
    /// Whether all records are kept, also those in which no rule has anything to look at.
    pub keeps_records: bool,
}

/// Zones that no rule has seen yet.
#[derive(Debug, Default)]
pub struct LoadedZones {
    /// The zones.
    pub members: Vec<Arc<Member>>,
    /// The name under which each of them was loaded. Not told where texts were let go of: no base is
    /// compared with such a load.
    pub assumed: Vec<AssumedOrigin>,
    /// Their files, with what could not be read and what was left out.
    pub collected: Collected,
}

/// The zones of `inputs`. Those that the previous load has too are taken from there.
pub fn load(inputs: &[Input], mut texts: Texts<'_>, loading: Loading<'_>) -> LoadedZones {
    let known = |path: &Path| loading.previous.known(path);
    let mut zone_files = ZoneFiles::new(loading);
    let mut load = |batch: Batch<'_>| zone_files.load_early(batch);
    let mut collected =
        discover::collect(inputs, loading.request, texts.reborrow(), loading.files, &known, &mut load);
    zone_files.load_rest(&collected.found, &collected.declared, &texts);
    zone_files.more.sort();
    collected.skipped.extend(zone_files.more.into_iter().map(|(_, line)| line));
    let mut loaded = LoadedZones { collected, ..LoadedZones::default() };
    zone_files.done.sort_by_key(|done| done.turn);
    leave_out_parts(&mut zone_files.done, &mut loaded.collected, loading.request, &texts);
    loaded.collected.left_out.sort();
    for done in zone_files.done {
        loaded.members.push(done.member);
        loaded.assumed.extend(done.assumed.map(|assumed| *assumed));
    }
    loaded
}

/// The zones of the files at `paths`, apart from those that a run was asked for. What cannot be read is left out.
pub fn load_around(
    paths: &[PathBuf],
    root: &Arc<Path>,
    declared: &HashMap<PathBuf, Declarations>,
    sources: &Sources,
    loading: Loading<'_>,
) -> Vec<Arc<Member>> {
    let file = |(turn, path): (usize, &PathBuf)| {
        let (files, location): (_, Arc<Path>) = (loading.files, path.as_path().into());
        let octets = files.read(path).ok().filter(|octets| files.may_read(octets.len() as u64).is_ok())?;
        let source = sources.add(files.shown(path), Some(Arc::clone(&location)), octets, None);
        let (root, paths) = (Arc::clone(root), vec![location]);
        Some(ZoneFile { source, turn, root, paths, is_told: false, soa: None })
    };
    let found: Vec<ZoneFile> = paths.iter().enumerate().filter_map(file).collect();
    let mut zone_files = ZoneFiles::new(loading);
    zone_files.load_rest(&found, declared, sources);
    zone_files.done.into_iter().map(|done| done.member).collect()
}

/// Makes zones of files.
struct ZoneFiles<'a> {
    loading: Loading<'a>,
    spare: Spare,
    /// What the zones may read and generate together.
    spent: PerRun,
    copied: Copied,
    done: Vec<LoadedFile>,
    /// The turns of files that serve more zones than are linted, each with a line that says so.
    more: Vec<(usize, String)>,
}

/// Tables that are not in use: as many as there are threads, for the zones to come.
#[derive(Default)]
struct Spare(Mutex<Vec<Answers>>);

impl Spare {
    fn with<T>(&self, work: impl FnOnce(&mut Answers) -> T) -> T {
        let tables = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut table = tables().pop().unwrap_or_default();
        let done = work(&mut table);
        tables().push(table);
        done
    }
}

/// A file of a batch, in the thread that loads it.
enum BatchOutcome {
    /// It may add texts to the run, so its turn is later.
    Waits(ZoneFile),
    /// `needless` is its text, if it can be let go of.
    Loaded { zones: Vec<LoadedFile>, more: Option<(usize, String)>, needless: Option<(SourceId, Needless)> },
}

/// A zone to load, or the one that is known to be the same.
struct LoadJob<'a> {
    file: &'a ZoneFile,
    assumed: AssumedOrigin,
    known: Option<Arc<Member>>,
}

impl<'a> ZoneFiles<'a> {
    fn new(loading: Loading<'a>) -> Self {
        let (spare, spent, copied, done, more) = Default::default();
        Self { loading, spare, spent, copied, done, more }
    }

    /// Loads the zones of a batch, but for those whose turn is later.
    fn load_early(&mut self, batch: Batch<'_>) -> BatchResult {
        let sources = batch.sources;
        let with_most = |file: ZoneFile| (self.may_make(&file, batch.declared, sources), file);
        let files: Vec<(usize, ZoneFile)> = batch.files.into_iter().map(with_most).collect();
        let this = &*self;
        let load_file = |(most, file): (usize, ZoneFile)| {
            let text = sources.file(file.source).bytes();
            if may_add_texts(text) {
                return BatchOutcome::Waits(file);
            }
            let (assumed, more) = this.names(&file, most, batch.declared, sources);
            let zones: Vec<Member> =
                assumed.iter().map(|assumed| this.load_zone(&file, assumed, sources)).collect();
            // Where there are suppressions, they are asked for again.
            let is_clean =
                zones.iter().all(|member| member.mistakes.is_empty() && member.zone.marked.is_empty());
            let needless = if is_clean { Needless::of(text, this.loading.keeps_addresses) } else { None };
            let needless = needless.map(|needless| (file.source, needless));
            let done = |(mut member, assumed): (Member, &AssumedOrigin)| {
                if is_clean {
                    member.release_if_irrelevant();
                }
                let standing = Standing::of(file.is_told, assumed);
                LoadedFile { turn: file.turn, standing, member: kept(member), assumed: None }
            };
            BatchOutcome::Loaded {
                zones: zones.into_iter().zip(&assumed).map(done).collect(),
                more,
                needless,
            }
        };
        let mut early = BatchResult::default();
        for file in batch.jobs.map(files, load_file) {
            match file {
                BatchOutcome::Waits(file) => early.waiting.push(file),
                BatchOutcome::Loaded { zones, more, needless } => {
                    self.done.extend(zones);
                    self.more.extend(more);
                    early.needless.extend(needless);
                }
            }
        }
        early
    }

    /// Loads the zones of the files that were collected.
    fn load_rest(
        &mut self,
        found: &[ZoneFile],
        declared: &HashMap<PathBuf, Declarations>,
        sources: &Sources,
    ) {
        let request = self.loading.request;
        let mut work: Vec<LoadJob<'_>> = Vec::new();
        for file in found {
            let most = self.may_make(file, declared, sources);
            let (assumed, more) = self.names(file, most, declared, sources);
            self.more.extend(more);
            for one in assumed {
                let known = self.loading.previous.zone(file, &one);
                work.push(LoadJob { file, assumed: one, known });
            }
        }
        request.progress.begin(Phase::Loading, work.len());
        let jobs = Threads::new(request.threads, work.len());
        // To read the records of a zone again takes no file.
        let lets_go = work.len() >= MANY && !self.loading.keeps_records;
        let this = &*self;
        let load_one = |(number, work): (usize, LoadJob<'_>)| {
            let load = || {
                let mut member = this.load_zone(work.file, &work.assumed, sources);
                let text = sources.file(work.file.source).bytes();
                if lets_go && member.is_quiet() && text.len() < LARGE && !may_add_texts(text) {
                    member.release_if_irrelevant();
                }
                kept(member)
            };
            let member = work.known.unwrap_or_else(load);
            request.progress.done(1);
            let (turn, standing) = (work.file.turn, Standing::of(work.file.is_told, &work.assumed));
            (number, LoadedFile { turn, standing, member, assumed: Some(Box::new(work.assumed)) })
        };
        // What adds texts to the run keeps its turn, so that texts have the same order in every run.
        let in_turn = |work: &LoadJob<'_>| {
            let may_add = || may_add_texts(sources.file(work.file.source).bytes());
            jobs.are_many() && work.known.is_none() && may_add()
        };
        let (in_turn, at_once) = work.into_iter().enumerate().partition(|(_, work)| in_turn(work));
        let mut done = jobs.map::<(usize, LoadJob<'_>), _>(at_once, load_one);
        done.extend(Vec::into_iter(in_turn).map(load_one));
        done.sort_by_key(|(number, _)| *number);
        self.done.extend(done.into_iter().map(|(_, done)| done));
    }

    /// A zone, summed up.
    fn load_zone(&self, file: &ZoneFile, assumed: &AssumedOrigin, sources: &Sources) -> Member {
        let request = ZoneRequest {
            source: file.source,
            apex: assumed.origin.clone(),
            origin_source: assumed.source.clone(),
            view: assumed.view.clone(),
            views: assumed.views.clone(),
            disagreements: assumed.disagreements.clone(),
            refused_as: assumed.refused_as.clone(),
            unchecked: assumed.unchecked.clone(),
            class: assumed.class.clone(),
            is_whole: assumed.is_whole,
            keeps_addresses: self.loading.keeps_addresses,
        };
        let includes = FileIncludes { files: self.loading.files, root: &file.root };
        let loaded = load_zone(request, sources, &includes, &self.spent, None);
        // While the zone's text is at hand.
        let Loading { registry, look, keeps_addresses, .. } = self.loading;
        let sets = self.spare.with(|answers| srv_sets::collect(&loaded.zone, sources, registry, answers));
        let relevance = look(&loaded.zone, &loaded.mistakes, &sets);
        let drafts = keeps_addresses.then(|| draft(&loaded.zone, sources, &sets)).flatten();
        Member::summed_up(loaded, Arc::clone(&file.root), sets, relevance).with_drafts(drafts)
    }

    /// How many zones may be made of a file. Asked in the order of the files, so that it is the same in every run.
    fn may_make(
        &mut self,
        file: &ZoneFile,
        declared: &HashMap<PathBuf, Declarations>,
        sources: &Sources,
    ) -> usize {
        let text = sources.file(file.source);
        let declared = declared.get(&*file.root);
        let of_file = declared.zip(text.location.as_deref());
        let apart = of_file.map_or(0, |(all, location)| count_apart(all.of(location), &all.alike));
        let configurations = declared.map_or(0, |all| all.octets);
        self.copied.may_make(apart.max(file.paths.len()), text.bytes().len(), configurations)
    }

    /// The names under which a file is linted, as many as there may be, and, with its turn, a line if it serves more zones.
    fn names(
        &self,
        file: &ZoneFile,
        most: usize,
        declared: &HashMap<PathBuf, Declarations>,
        sources: &Sources,
    ) -> (Vec<AssumedOrigin>, Option<(usize, String)>) {
        let location = sources.location(file.source);
        let none = Declarations::default();
        let declared = declared.get(&*file.root).unwrap_or(&none);
        let of_file = location.map_or(&[][..], |location| declared.of(location));
        let Request { origin, zone_patterns, are_whole, is_hook, .. } = self.loading.request;
        // The files of a hook may be parts of zones around them.
        let is_named = file.is_told && !is_hook;
        let said = Evidence { origin: origin.as_ref(), zone_patterns, are_whole: *are_whole, is_named };
        let around = (sources, self.loading.files, &*file.root);
        let assumed = origins(file.source, &file.paths, of_file, &said, file.soa.as_ref(), around);
        let mut assumed = in_alike_views(assumed, &declared.alike);
        let more = assumed.drain(most.min(assumed.len())..).map(|one| one.views.len().max(1)).sum::<usize>();
        let path = &sources.file(file.source).path;
        let line = || format!("`{path}` serves {more} more zones, under which it is not linted");
        (assumed, (more > 0).then(|| (file.turn, line())))
    }
}

/// A member for the rest of the run.
fn kept(mut member: Member) -> Arc<Member> {
    member.zone.shrink_to_fit();
    Arc::new(member)
}

/// Whether a zone may add texts of its own to the run: `$INCLUDE`, `$GENERATE`, generic rdata.
pub fn may_add_texts(text: &[u8]) -> bool {
    let directive = |at: usize| matches!(text.get(at + 1), Some(b'I' | b'i' | b'G' | b'g'));
    memchr::memchr2_iter(b'\\', b'$', text).any(|at| text[at] == b'\\' || directive(at))
        || !marks_of_windows(text).is_empty()
}
