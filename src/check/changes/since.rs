//! What is new since a git revision: the same paths are linted as that revision has them, and the
//! findings that both have are left out. Zones that are the same in both are loaded only once.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::Digest;

use crate::base::source::Sources;
use crate::check::changes::reuse::Reuse;
use crate::check::fingerprint::identity;
use crate::check::merge::merge_repeats;
use crate::check::options::Options;
use crate::check::outcome::Outcome;
use crate::check::run::{judge, leave_out_changed, load_inputs};
use crate::check::untracked;
use crate::discover::collect::{Known, Texts, ZoneFile};
use crate::discover::input::Input;
use crate::discover::origin::Assumed;
use crate::discover::sniff::is_zone;
use crate::files::{Contents, Repository};
use crate::files::{Files, root_of};
use crate::rules::finding::Finding;
use crate::workspace::load::{LoadedZones, Previous};
use crate::workspace::{Member, Workspace};
use crate::zone::Zone;

/// The files of a run, and those of the revision that it is compared with.
#[derive(Debug)]
pub(crate) struct View {
    /// The files of the run.
    pub files: Files,
    /// The revision.
    pub base: Option<Base>,
}

/// The revision that a run is compared with.
#[derive(Debug)]
pub(crate) struct Base {
    /// Its files.
    pub files: Files,
    /// The files that it has otherwise than the run, or that only one of them has; of the work tree
    /// only those that git knows.
    pub changed: HashSet<PathBuf>,
}

impl View {
    /// What is known before the files are loaded.
    pub fn previous(&self) -> &dyn Previous {
        self.base.as_ref().map_or(&(), |base| base as &dyn Previous)
    }

    /// The files that `options` asks for. Asks git only if they lie there.
    ///
    /// # Errors
    /// Why they cannot be read.
    pub fn open(inputs: &[Input], options: &Options) -> Result<Self, String> {
        if options.hook && inputs.contains(&Input::Stdin) {
            return Err("`--hook` takes the names of changed files, not standard input".into());
        }
        let surroundings = &options.surroundings;
        let here = surroundings.here.clone();
        let start = start(inputs, &here);
        let asked = options.contents != Contents::WorkTree || options.new_since.is_some();
        let in_repository = || surroundings.has_git_dir || root_of(&start).join(".git").exists();
        if !(asked || options.hook && in_repository()) {
            return Ok(View { files: confined(Files::new(here), options), base: None });
        }
        if options.new_since.is_some() && inputs.contains(&Input::Stdin) {
            return Err("`--new-since` cannot tell what standard input was: name files".into());
        }
        let mut repository = Repository::open(&start, surroundings)?;
        if repository.bare && start.starts_with(&here) {
            repository.top.clone_from(&here);
        }
        let files = match &options.contents {
            Contents::Index => Files::of_snapshot(here, repository.index()?),
            Contents::Revision(name) => Files::of_snapshot(here, repository.revision(name)?),
            Contents::WorkTree if repository.bare => {
                return Err("a bare repository has no work tree: say with `--tree REV` what to lint".into());
            }
            Contents::WorkTree => Files::new(here),
        };
        let files = confined(files, options);
        let base = base_name(options, &repository).map(|name| Base::open(&name, &repository, &files));
        Ok(View { base: base.transpose()?, files })
    }
}

/// These files, with what the options say of them.
fn confined(mut files: Files, options: &Options) -> Files {
    files.confined_to.clone_from(&options.root);
    files.include_paths.clone_from(&options.settings.include_paths);
    files
}

/// The directory that says which repository is meant: of the first path, else the current one. A
/// link to a file belongs to where it lies.
fn start(inputs: &[Input], here: &Path) -> PathBuf {
    let directory = |path: &PathBuf| {
        let path = here.join(path);
        if path.is_dir() { Some(path) } else { path.parent().filter(|_| path.exists()).map(Path::to_owned) }
    };
    let first = inputs.iter().find_map(|input| match input {
        Input::Path(path) => directory(path)?.canonicalize().ok(),
        Input::Stdin => None,
    });
    first.unwrap_or_else(|| here.to_owned())
}

/// The revision to compare with. A hook's is where pre-commit says that the change begins, as for a
/// push, else `HEAD`; before the first commit there is none.
fn base_name(options: &Options, repository: &Repository) -> Option<String> {
    if options.new_since.is_some() || !options.hook {
        return options.new_since.clone();
    }
    options.change_begins.clone().or_else(|| repository.has_head().then(|| "HEAD".to_owned()))
}

/// Lints `inputs`, and leaves out what the revision to compare with has too.
pub(crate) fn lint(inputs: &[Input], options: &Options, view: View) -> Outcome {
    let mut sources = Sources::default();
    // What git has is not on disk, and a base is compared text by text.
    let texts = match view.base.is_none() && view.files.snapshot().is_none() {
        true => Texts::Own(&mut sources),
        false => Texts::Shared(&sources),
    };
    let mut loaded = load_inputs(inputs, options, texts, &view.files, view.previous());
    untracked::report(&mut loaded, options, &sources, &view.files);
    let mut workspace = Workspace::with_members(loaded.members.clone(), Arc::new(sources), view.files);
    workspace.skipped = std::mem::take(&mut loaded.gathered.skipped);
    let mut faults = std::mem::take(&mut loaded.gathered.faults);
    let (mut findings, mut suppressed) = judge(&workspace, &loaded.findings, options, &|_| true);
    leave_out_changed([&mut findings, &mut suppressed], &workspace.sources, &mut faults);
    let suppressed = merge_repeats(suppressed, &workspace, &|_| true);
    let (new, known) = match view.base.filter(|_| !findings.is_empty()) {
        Some(base) => {
            let base_zones = base.load(inputs, options, &loaded, &workspace);
            base.split(base_zones, findings, |_| true, options, &workspace)
        }
        None => (findings, Vec::new()),
    };
    let zones_of_known = zones_of(&known);
    let is_whole = |zone: &Zone| zones_of_known.is_empty() || !zones_of_known.contains(&zone.origin_text());
    let findings = merge_repeats(new, &workspace, &is_whole);
    let known = merge_repeats(known, &workspace, &|_| true).len();
    Outcome::new(workspace, findings, suppressed, faults, known)
}

/// The zones that findings are in. Where findings are left out, nobody can be told which of a file's
/// zones a mistake occurs in.
pub(crate) fn zones_of(findings: &[Finding]) -> HashSet<String> {
    findings.iter().map(|finding| finding.zone.clone()).collect()
}

impl Base {
    fn open(name: &str, repository: &Repository, present: &Files) -> Result<Self, String> {
        let snapshot = repository.revision(name)?;
        let changed = match present.snapshot() {
            Some(present) => present.changed(&snapshot),
            None => repository.changed_in_work_tree(&snapshot)?,
        };
        let mut files = Files::of_snapshot(present.working_directory.clone(), snapshot);
        files.include_paths.clone_from(&present.include_paths);
        files.confined_to.clone_from(&present.confined_to);
        Ok(Base { files, changed: changed.into_iter().collect() })
    }

    /// Splits the findings of the run: those that are new, and those that the base, whose zones are
    /// `loaded`, has too. What nobody `asked` about counts as new.
    pub fn split(
        self,
        loaded: LoadedZones,
        findings: Vec<Finding>,
        asked: impl Fn(&Finding) -> bool,
        options: &Options,
        workspace: &Workspace,
    ) -> (Vec<Finding>, Vec<Finding>) {
        let (asked, mut new): (Vec<Finding>, Vec<Finding>) = findings.into_iter().partition(asked);
        if asked.is_empty() {
            return (new, asked);
        }
        // A fingerprint names its zone: other zones' findings cannot be the same.
        let zones = zones_of(&asked);
        let base = Workspace::with_members(loaded.members, Arc::clone(&workspace.sources), self.files);
        let wanted = |zone: &Zone| zones.contains(&zone.origin_text());
        let (base_findings, _) = judge(&base, &loaded.findings, options, &wanted);
        let mut is_known = matched(&asked, &base_findings, &workspace.sources).into_iter();
        let (known, others) = asked.into_iter().partition(|_| is_known.next() == Some(true));
        new.extend::<Vec<Finding>>(others);
        (new, known)
    }

    /// The zones of the base. Those that are the same in the run are the run's own.
    pub fn load(
        &self,
        inputs: &[Input],
        options: &Options,
        present: &LoadedZones,
        workspace: &Workspace,
    ) -> LoadedZones {
        let reuse = Reuse::new(self, present, workspace);
        let texts = Texts::Shared(&workspace.sources);
        load_inputs(inputs, options, texts, &self.files, &reuse)
    }
}

/// Of a run that is compared with a base, whether the base had a zone somewhere.
impl Previous for Base {
    fn known(&self, path: &Path) -> Option<Known> {
        let had_zone = self.changed.contains(path) && self.files.read(path).is_ok_and(|text| is_zone(&text));
        had_zone.then_some(Known::WasZone)
    }

    fn zone(&self, _: &ZoneFile, _: &Assumed) -> Option<(Arc<Member>, Vec<Finding>)> {
        None
    }
}

/// Which findings are `known`, each known one standing for one of them. A finding is the same if it
/// is of the same file; of what is left, also if it is of another one, for files are renamed.
fn matched(findings: &[Finding], known: &[Finding], sources: &Sources) -> Vec<bool> {
    let path = |finding: &Finding| sources.file(finding.span.source).path.as_str();
    let (mut is_known, mut used) = (vec![false; findings.len()], vec![false; known.len()]);
    for with_path in [true, false] {
        let key = |finding: &Finding| -> [u8; 32] {
            identity(finding, if with_path { path(finding) } else { "" }).finalize().into()
        };
        let mut unused: HashMap<[u8; 32], Vec<usize>> = HashMap::new();
        for (number, finding) in known.iter().enumerate().filter(|(number, _)| !used[*number]) {
            unused.entry(key(finding)).or_default().push(number);
        }
        for (finding, is_known) in findings.iter().zip(&mut is_known).filter(|(_, is_known)| !**is_known) {
            if let Some(number) = unused.get_mut(&key(finding)).and_then(Vec::pop) {
                (*is_known, used[number]) = (true, true);
            }
        }
    }
    is_known
}
