//! Included files that the user did not ask to lint and that git does not track: they may hold passwords, which a stranger's zone
//! includes to have them quoted. They are read as a name server reads them, and shown as blanks; no finding quotes their words.
//! Asks git once for a root, and only if a zone has includes.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::check::options::Options;
use crate::check::secret_words::hide_words;
use crate::files::{Files, Listed, is_hidden, root_of, untracked};
use crate::rules::finding::Finding;
use crate::workspace::load::LoadedZones;
use crate::workspace::{Member, Workspace};
use crate::zone::Zone;
use crate::zone::mistake::Mistake;

/// What is said in place of a mistake in such a file.
const NOT_SHOWN: &str = "a mistake in a file that git does not track, and whose text is therefore not shown";
/// What to do to have it shown.
const HELP: &str = "name the file, or `git add` it, to see what is wrong";

/// The texts of a run that are not shown.
#[derive(Debug, Default)]
pub(crate) struct Secrets {
    sources: HashSet<SourceId>,
    /// The other texts of the zones that read them.
    beside: Vec<SourceId>,
    /// The files with zones, or that are included, that git does not track.
    pub untracked: HashSet<PathBuf>,
}

impl Secrets {
    /// Those among the files of the zones that are loaded.
    pub fn of(loaded: &LoadedZones, options: &Options, sources: &Sources, files: &Files) -> Self {
        let mut secrets = Self::default();
        if !files.has_disk() {
            return secrets;
        }
        let location = |id: &SourceId| sources.location(*id);
        let zones = || loaded.members.iter().map(|member| &member.zone);
        let mut of_roots: HashMap<PathBuf, HashSet<&Path>> = HashMap::new();
        for member in loaded.members.iter().filter(|member| member.zone.files.len() > 1) {
            let paths = member.zone.files.iter().filter_map(location);
            of_roots.entry(root_of(&member.root)).or_default().extend(paths);
        }
        let mut hidden: HashSet<PathBuf> = HashSet::new();
        for (root, paths) in of_roots {
            let all = || paths.iter().map(|path| path.to_path_buf());
            if files.is_repository(&root) {
                match untracked(&root, &paths, &options.surroundings, Listed::All) {
                    Some(untracked) => secrets.untracked.extend(untracked),
                    // What git cannot tell of may be anything.
                    None => hidden.extend(all()),
                }
            } else {
                hidden.extend(all().filter(|path| is_hidden(path, &root)));
            }
        }
        if hidden.is_empty() && secrets.untracked.is_empty() {
            return secrets;
        }
        let asked: HashSet<&Path> = zones().filter_map(|zone| location(&zone.source)).collect();
        let is_secret = |id: &&SourceId| {
            let is_not_shown = |path| hidden.contains(path) || secrets.untracked.contains(path);
            location(id).is_some_and(|path| !asked.contains(path) && is_not_shown(path))
        };
        secrets.sources =
            zones().flat_map(|zone| zone.files.iter().skip(1)).filter(is_secret).copied().collect();
        let reads_secrets = |zone: &&Zone| zone.files.iter().any(|id| secrets.sources.contains(id));
        let beside = zones().filter(reads_secrets).flat_map(|zone| &zone.files);
        secrets.beside = beside.filter(|id| !secrets.sources.contains(id)).copied().collect();
        secrets
    }

    /// The same among those of a workspace too, which has zones around those that are loaded.
    pub fn with_context(self, loaded: &LoadedZones, workspace: &Workspace, options: &Options) -> Self {
        let mut pairs = workspace.members.iter().zip(&loaded.members);
        let is_same = |(one, other): (&Arc<Member>, &Arc<Member>)| Arc::ptr_eq(one, other);
        if workspace.members.len() == loaded.members.len() && pairs.all(is_same) {
            return self;
        }
        let members = loaded.members.iter().chain(&workspace.members).cloned().collect();
        let all = LoadedZones { members, ..LoadedZones::default() };
        Self::of(&all, options, &workspace.sources, &workspace.files)
    }

    /// Whether there are any.
    pub fn are_some(&self) -> bool {
        !self.sources.is_empty()
    }

    /// Has the zones say nothing of these texts.
    pub fn hide_mistakes(&self, loaded: &mut LoadedZones, sources: &Sources) {
        if self.sources.is_empty() {
            return;
        }
        for member in loaded.members.iter_mut().filter_map(Arc::get_mut) {
            let is_secret =
                |mistake: &&mut Mistake| self.sources.contains(&sources.written(mistake.span).source);
            for mistake in member.mistakes.iter_mut().filter(is_secret) {
                NOT_SHOWN.clone_into(&mut mistake.message);
            }
        }
    }

    /// Has findings say nothing of these texts: their places lie in blanks.
    pub fn hide<const N: usize>(&self, lists: [&mut Vec<Finding>; N], sources: &Sources) {
        if self.sources.is_empty() {
            return;
        }
        let mut findings: Vec<&mut Finding> = lists.into_iter().flatten().collect();
        let mut blanks = HashMap::new();
        for finding in &mut findings {
            let is_secret = self.cover(finding.span, &mut blanks, sources).map(|span| finding.span = span);
            for label in &mut finding.labels {
                if let Some(span) = self.cover(label.span, &mut blanks, sources) {
                    label.span = span;
                }
            }
            let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
            if edits.into_iter().any(|edit| self.sources.contains(&sources.written(edit.span).source)) {
                finding.fix = None;
            }
            if is_secret.is_some() {
                NOT_SHOWN.clone_into(&mut finding.message);
                finding.help = Some(HELP.into());
                finding.labels.clear();
                finding.notes.clear();
                finding.owner.clear();
                finding.span_label.clear();
                finding.fix = None;
            }
        }
        hide_words(&mut findings, &self.sources, &self.beside, sources);
    }

    /// The same place in blanks, if it lies in one of these texts.
    fn cover(&self, span: Span, blanks: &mut HashMap<SourceId, SourceId>, sources: &Sources) -> Option<Span> {
        let written = sources.written(span);
        if !self.sources.contains(&written.source) {
            return None;
        }
        let blank = *blanks.entry(written.source).or_insert_with(|| {
            let file = sources.file(written.source);
            let blank = |octet: &u8| if matches!(octet, b'\n' | b'\r') { *octet } else { b' ' };
            let text: Vec<u8> = file.bytes().iter().map(blank).collect();
            sources.add(file.path.clone(), file.location.clone(), text, file.included_at())
        });
        Some(Span::new(blank, written.start, written.end))
    }
}
