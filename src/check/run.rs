//! The run: paths to zones to findings, in the order in which they are shown.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::progress::Phase;
use crate::base::source::{Sources, TextHash};
use crate::base::span::{SourceId, Span};
use crate::base::threads::Jobs;
use crate::check::changes::reuse::Reuse;
use crate::check::changes::since::{Base, View};
use crate::check::options::Options;
use crate::check::outcome::Outcome;
use crate::check::suppress;
use crate::discover::collect::{Batch, Early, Gathered, Known, Texts, ZoneFile, gather};
use crate::discover::input::{Input, RunFault};
use crate::discover::origin::{Assumed, Evidence, origins};
use crate::discover::server_config::Declared;
use crate::files::Files;
use crate::rules;
use crate::rules::engine::look::Look;
use crate::rules::engine::relevance::Selection;
use crate::rules::finding::Finding;
use crate::workspace::srv_sets::Sets;
use crate::workspace::{Member, Workspace};
use crate::zone::Zone;
use crate::zone::load::{Request, load};

/// Lints `inputs`.
pub fn lint(inputs: &[Input], options: &Options) -> Outcome {
    let lint =
        if options.hook { crate::check::changes::hook::lint } else { crate::check::changes::since::lint };
    View::open(inputs, options)
        .map_or_else(|why| Outcome::refused(why, options), |view| lint(inputs, options, view))
}

/// The zones of `inputs`, with what the loader found and what keeps the run from being trusted.
pub fn load_workspace(inputs: &[Input], options: &Options) -> (Workspace, Vec<Finding>, Vec<RunFault>) {
    let (sources, view) = (Arc::new(Sources::default()), View::open(inputs, options));
    let files = match view {
        Ok(view) => view.files,
        Err(message) => {
            let Outcome { workspace, faults, .. } = Outcome::refused(message, options);
            return (workspace, Vec::new(), faults);
        }
    };
    let loaded = load_inputs(inputs, options, Texts::Shared(&sources), &files, Earlier::None);
    let mut workspace = Workspace::with_members(loaded.members, sources, files);
    workspace.skipped = loaded.gathered.skipped;
    (workspace, loaded.findings.into_iter().flatten().collect(), loaded.gathered.faults)
}

/// Zones that no rule has seen yet.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    /// The zones.
    pub members: Vec<Arc<Member>>,
    /// The name under which each of them was loaded. Not told where texts were let go of: no base is
    /// compared with such a load.
    pub assumed: Vec<Assumed>,
    /// What the loader found in each of them.
    pub findings: Vec<Vec<Finding>>,
    /// Their files, with what could not be read and what was left out.
    pub gathered: Gathered,
}

/// What is known before files are loaded.
#[derive(Clone, Copy)]
pub(crate) enum Earlier<'a> {
    /// Nothing.
    None,
    /// The base that the run will be compared with.
    Base(&'a Base),
    /// The load of the run, of which this is the base's.
    Load(&'a Reuse<'a>),
}

/// The zones of `inputs`. Those that an earlier load has too are taken from there.
pub(crate) fn load_inputs(
    inputs: &[Input],
    options: &Options,
    mut texts: Texts<'_>,
    files: &Files,
    earlier: Earlier<'_>,
) -> Loaded {
    let known = |path: &Path| match earlier {
        Earlier::None => None,
        Earlier::Base(base) => base.had_zone(path).then_some(Known::WasZone),
        Earlier::Load(reuse) => reuse.known(path),
    };
    let earlier = match earlier {
        Earlier::Load(reuse) => Some(reuse),
        Earlier::None | Earlier::Base(_) => None,
    };
    let selection = rules::selection(&options.rules.levels);
    let mut loader = Loader { options, selection, files, done: Vec::new(), more: Vec::new() };
    let mut load = |batch: Batch<'_>| loader.load_early(batch);
    let mut gathered = gather(inputs, &options.request(), texts.reborrow(), files, &known, &mut load);
    loader.load_rest(&gathered, &texts, earlier);
    loader.more.sort();
    gathered.skipped.extend(loader.more.into_iter().map(|(_, line)| line));
    let mut loaded = Loaded { gathered, ..Loaded::default() };
    loader.done.sort_by_key(|done| done.turn);
    for done in loader.done {
        loaded.members.push(done.member);
        loaded.assumed.extend(done.assumed.map(|assumed| *assumed));
        loaded.findings.push(done.findings);
    }
    loaded
}

/// Makes zones of files.
struct Loader<'a> {
    options: &'a Options,
    selection: Selection,
    files: &'a Files,
    done: Vec<Done>,
    /// The turns of files that serve more zones than are linted, each with a line that says so.
    more: Vec<(usize, String)>,
}

/// A zone that was loaded.
struct Done {
    /// The turn of its file. The zones of one file follow each other.
    turn: usize,
    member: Arc<Member>,
    findings: Vec<Finding>,
    /// The name under which it was loaded, where somebody will ask for that.
    assumed: Option<Box<Assumed>>,
}

/// A file of a batch, in the thread that loads it.
enum OfBatch {
    Waits(ZoneFile),
    Done { zones: Vec<Done>, more: Option<(usize, String)>, needless: Option<(SourceId, TextHash)> },
}

/// A zone to load, or the one that is known to be the same.
struct Work<'a> {
    file: &'a ZoneFile,
    assumed: Assumed,
    known: Option<(Arc<Member>, Vec<Finding>)>,
}

impl Loader<'_> {
    /// Loads the zones of a batch, but for those whose turn is later.
    fn load_early(&mut self, batch: Batch<'_>) -> Early {
        let (this, sources) = (&*self, batch.sources);
        let load_file = |file: ZoneFile| {
            let text = sources.file(file.source).bytes();
            if may_add_texts(text) {
                return OfBatch::Waits(file);
            }
            let (assumed, more) = this.names(&file, batch.declared, sources);
            let zones: Vec<(Member, Vec<Finding>)> =
                assumed.iter().map(|assumed| this.load_zone(&file, assumed, sources)).collect();
            // Where there are suppressions, they are asked for again.
            let is_clean =
                zones.iter().all(|(member, findings)| findings.is_empty() && member.zone.marked.is_empty());
            let needless = is_clean.then(|| (file.source, TextHash::of(text)));
            let done = |(mut member, findings): (Member, Vec<Finding>)| {
                if is_clean {
                    member.release_if_irrelevant();
                }
                Done { turn: file.turn, member: kept(member), findings, assumed: None }
            };
            OfBatch::Done { zones: zones.into_iter().map(done).collect(), more, needless }
        };
        let mut early = Early::default();
        for file in batch.jobs.map(batch.files, load_file) {
            match file {
                OfBatch::Waits(file) => early.waiting.push(file),
                OfBatch::Done { zones, more, needless } => {
                    self.done.extend(zones);
                    self.more.extend(more);
                    early.needless.extend(needless);
                }
            }
        }
        early
    }

    /// Loads the zones of the files that were gathered.
    fn load_rest(&mut self, gathered: &Gathered, texts: &Texts<'_>, earlier: Option<&Reuse<'_>>) {
        let (sources, options) = (&**texts, self.options);
        let mut work: Vec<Work<'_>> = Vec::new();
        for file in &gathered.found {
            let (assumed, more) = self.names(file, &gathered.declared, sources);
            self.more.extend(more);
            for one in assumed {
                let known = earlier.and_then(|earlier| earlier.zone(file, &one));
                work.push(Work { file, assumed: one, known });
            }
        }
        options.progress.begin(Phase::Loading, work.len());
        let jobs = Jobs::new(options.jobs, work.len());
        let this = &*self;
        let load_one = |(number, work): (usize, Work<'_>)| {
            let (member, findings) = work.known.unwrap_or_else(|| {
                let (member, findings) = this.load_zone(work.file, &work.assumed, sources);
                (kept(member), findings)
            });
            options.progress.done(1);
            (number, Done { turn: work.file.turn, member, findings, assumed: Some(Box::new(work.assumed)) })
        };
        // What adds texts to the run keeps its turn, so that texts have the same order in every run.
        let in_turn =
            |work: &Work<'_>| jobs.are_many() && may_add_texts(sources.file(work.file.source).bytes());
        let (in_turn, at_once) = work.into_iter().enumerate().partition(|(_, work)| in_turn(work));
        let mut done = jobs.map::<(usize, Work<'_>), _>(at_once, load_one);
        done.extend(Vec::into_iter(in_turn).map(load_one));
        done.sort_by_key(|(number, _)| *number);
        self.done.extend(done.into_iter().map(|(_, done)| done));
    }

    /// A zone, with what the loader found in it.
    fn load_zone(&self, file: &ZoneFile, assumed: &Assumed, sources: &Sources) -> (Member, Vec<Finding>) {
        let request = Request {
            source: file.source,
            apex: assumed.origin.clone(),
            origin_source: assumed.source.clone(),
            root: &file.root,
        };
        let mut findings = Vec::new();
        let mut zone = load(&request, sources, self.files, &mut findings, None);
        (zone.view, zone.disagreements) = (assumed.view.clone(), assumed.disagreements.clone());
        if !findings.is_empty() {
            let origin = zone.origin_text();
            for finding in &mut findings {
                finding.zone.clone_from(&origin);
                finding.view.clone_from(&zone.view);
            }
        }
        let member = Member::new(zone, Arc::clone(&file.root));
        // While the zone is at hand.
        let rules = &self.options.rules;
        let look = |zone: &Zone, sets: &Sets| self.selection.relevance(&Look { zone, sets, options: rules });
        member.relevance(sources, rules.registry(), &look);
        (member, findings)
    }

    /// The names under which a file is linted, and, with its turn, a line if it serves more zones.
    fn names(
        &self,
        file: &ZoneFile,
        declared: &HashMap<PathBuf, Declared>,
        sources: &Sources,
    ) -> (Vec<Assumed>, Option<(usize, String)>) {
        let location = sources.file(file.source).location.as_deref();
        let declarations = match (declared.get(&*file.root), location) {
            (Some(declared), Some(location)) => declared.of(location),
            _ => &[],
        };
        let (origin, zone_patterns) = (self.options.origin.as_ref(), &*self.options.settings.zones);
        let said = Evidence { origin, zone_patterns };
        let (assumed, more) =
            origins(file.source, &file.paths, declarations, &said, file.soa.as_ref(), sources);
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
pub(crate) fn may_add_texts(text: &[u8]) -> bool {
    let directive = |at: usize| matches!(text.get(at + 1), Some(b'I' | b'i' | b'G' | b'g'));
    memchr::memchr2_iter(b'\\', b'$', text).any(|at| text[at] == b'\\' || directive(at))
}

/// Leaves out the findings in files that have changed since they were read, each of which is a fault.
/// Has all texts read again that a report will ask for.
pub(crate) fn leave_out_changed(
    lists: [&mut Vec<Finding>; 2],
    sources: &Sources,
    faults: &mut Vec<RunFault>,
) {
    let mut asked: HashMap<SourceId, bool> = HashMap::new();
    let mut has_changed = |span: &Span| {
        let source = sources.written(*span).source;
        *asked.entry(source).or_insert_with(|| sources.file(source).has_changed())
    };
    for findings in lists {
        findings.retain(|finding| {
            let edits = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.span);
            let labels = finding.labels.iter().map(|label| &label.span);
            !std::iter::once(&finding.span).chain(labels).chain(edits).any(&mut has_changed)
        });
    }
    let fault = |path: &str| RunFault(format!("`{path}` changed while it was linted: lint it again"));
    faults.extend(sources.changed().map(fault));
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
    findings.extend(rules::run(workspace, &options.rules, wanted, &options.progress));
    suppress::apply(workspace, options, wanted, &mut findings);
    settle(&mut findings, &workspace.sources, options);
    findings.into_iter().partition(|finding| !finding.suppressed)
}

/// Applies the user's severities, and drops what is not selected.
fn settle(findings: &mut Vec<Finding>, sources: &Sources, options: &Options) {
    findings.retain(|finding| options.rules.levels.is_selected(finding.rule));
    for finding in &mut *findings {
        finding.span = sources.written(finding.span);
        for label in &mut finding.labels {
            label.span = sources.written(label.span);
        }
        finding.severity = options.rules.levels.severity_of(finding.rule).unwrap_or(finding.severity);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use std::fs;

    #[test]
    fn a_file_that_changes_between_load_and_rules_is_a_fault_and_has_no_findings() {
        let zone = "$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n_ldap._tcp SRV 0 0 389 gone\n";
        let include = format!("{zone}$INCLUDE none\n");
        let gone = |path: &Path| fs::remove_file(path).expect("it is there");
        let other = |path: &Path| fs::write(path, zone.replace("gone", "ns  ")).expect("it is there");
        let same = |path: &Path| fs::write(path, zone).expect("it is there");
        type Change<'c> = &'c dyn Fn(&Path);
        let changes: [(Change<'_>, bool); 3] = [(&gone, true), (&other, true), (&same, false)];
        let directory = std::env::temp_dir().join(format!("srvlint-lint-{}", std::process::id()));
        for (change, changed) in changes {
            let _ = fs::remove_dir_all(&directory);
            fs::create_dir_all(&directory).expect("a directory");
            for (name, text) in
                [("a.example.zone", zone), ("b.example.zone", zone), ("c.example.zone", &include)]
            {
                fs::write(directory.join(name), text).expect("a file");
            }
            let (options, files) = (Options::new(), Files::new(PathBuf::from("/")));
            let mut sources = Sources::default();
            let inputs = [Input::Path(directory.clone())];
            let loaded = load_inputs(&inputs, &options, Texts::Own(&mut sources), &files, Earlier::None);
            let released = |zone: &Zone| sources.file(zone.source).is_released();
            let is_released: Vec<bool> = loaded.members.iter().map(|member| released(&member.zone)).collect();
            assert_eq!(is_released, [true, true, false], "what may add texts to the run is kept");
            let is_released: Vec<bool> = loaded.members.iter().map(|member| member.is_released()).collect();
            assert_eq!(is_released, [true, true, false], "no rule has anything to look at but a target");
            change(&directory.join("b.example.zone"));
            let workspace = Workspace::with_members(loaded.members, Arc::new(sources), files);
            let (mut findings, mut suppressed) = judge(&workspace, &loaded.findings, &options, &|_| true);
            let mut faults = Vec::new();
            leave_out_changed([&mut findings, &mut suppressed], &workspace.sources, &mut faults);
            let zones: HashSet<&str> = findings.iter().map(|finding| finding.zone.as_str()).collect();
            assert!(zones.contains("a.example.") && zones.contains("c.example."), "{zones:?}");
            assert_eq!((zones.contains("b.example."), faults.len()), (!changed, usize::from(changed)));
            let told = |fault: &RunFault| fault.0.contains("b.example.zone` changed while it was linted");
            assert!(faults.iter().all(told), "{faults:?}");
        }
        fs::remove_dir_all(&directory).expect("just made");
    }
}
