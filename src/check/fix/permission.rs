//! Which files a run may change: those that the user named, and what lies in directories that were named. A commit hook
//! changes a file only if the commit would hold the same text.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use foldhash::fast::RandomState;

use crate::base::printable::harmless_text;
use crate::base::span::SourceId;
use crate::check::options::Options;
use crate::check::outcome::Outcome;
use crate::discover::Input;
use crate::files::{Contents, Files, Repository, Snapshot, is_read_only, normalise, root_of};
use crate::rules::finding::{Applicability, Edit};

/// Which files a run may change.
pub(crate) struct Permission {
    /// The named paths, links resolved, and whether each is a directory.
    named: Vec<(PathBuf, bool)>,
    /// Where standard input stands for a file, if it has a name.
    stdin: Option<Option<PathBuf>>,
    /// What the next commit will hold; `None` if that is not asked, or cannot be told.
    index: Option<Result<Snapshot, String>>,
}

/// What may be changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// The text that came in by standard input.
    Stdin,
    /// The file here.
    File(PathBuf),
}

impl Permission {
    /// For the `inputs` of a run.
    pub fn new(inputs: &[Input], options: &Options) -> Self {
        let permission = Self::of_named(inputs, options);
        let index = options.is_hook().then(|| {
            let here = &options.surroundings.here;
            let start = permission.named.first().map_or_else(|| here.clone(), |(path, _)| root_of(path));
            Repository::open(&start, &options.surroundings).and_then(|repository| repository.index())
        });
        Self { index, ..permission }
    }

    /// The same by their names alone, whatever the next commit will hold.
    fn of_named(inputs: &[Input], options: &Options) -> Self {
        let here = &options.surroundings.here;
        let files = match &options.contents {
            Contents::Memory(texts) => Files::of_overlay(here.clone(), texts.clone()),
            _ => Files::new(here.clone()),
        };
        let named = Input::resolved(inputs, &files).map(|path| {
            let is_directory = files.is_directory(&path);
            (path, is_directory)
        });
        let named: Vec<(PathBuf, bool)> = named.collect();
        let name = || options.discover.stdin_name.as_ref().map(|name| normalise(&here.join(name)));
        let stdin = inputs.contains(&Input::Stdin).then(name);
        Self { named, stdin, index: None }
    }

    /// Whether a file was named, or lies in a directory that was.
    fn is_named(&self, location: &Path) -> bool {
        let is_named = |(path, is_directory): &(PathBuf, bool)| {
            path == location || *is_directory && location.starts_with(path)
        };
        self.named.iter().any(is_named)
    }

    /// What the text at a location is: standard input, or a file; `None` if it is neither.
    pub fn place(&self, location: Option<&Path>) -> Option<Place> {
        match location {
            location if self.stdin.as_ref().is_some_and(|stdin| stdin.as_deref() == location) => {
                Some(Place::Stdin)
            }
            location => location.map(|location| Place::File(location.to_owned())),
        }
    }

    /// Whether the file that a text is may not be written.
    pub fn is_read_only(place: &Place) -> bool {
        let Place::File(location) = place else { return false };
        is_read_only(location)
    }

    /// Whether a text that held `octets` may be changed.
    ///
    /// # Errors
    /// Why not.
    pub fn to_change(&self, place: &Place, octets: &[u8]) -> Result<(), String> {
        let Place::File(location) = place else { return Ok(()) };
        if !self.is_named(location) {
            let is_nothing_named = self.named.is_empty() && self.index.is_some();
            let why = "it was not named";
            let hint =
                if is_nothing_named { ": with `--hook`, name the files that may be changed" } else { "" };
            return Err(format!("{why}{hint}"));
        }
        match &self.index {
            Some(Err(why)) => Err(format!("git does not tell what the commit holds: {why}")),
            Some(Ok(index)) if !index.read(location).is_ok_and(|text| *text == *octets) => {
                Err("it differs from what is staged: stage it, or set the difference aside, first".to_owned())
            }
            _ => Ok(()),
        }
    }
}

/// Makes fixes that would change files alone which were not named fixes to be shown only.
pub(crate) fn only_show_unnamed(outcome: &mut Outcome, inputs: &[Input], options: &Options) {
    if outcome.findings.iter().all(|finding| finding.applicable_fix().is_none()) {
        return;
    }
    let permission = Permission::of_named(inputs, options);
    // What a hook is run for is not named.
    if permission.named.is_empty() {
        return;
    }
    let sources = &outcome.workspace.sources;
    let unnamed = |source: SourceId| {
        let file = sources.file(source);
        let place = permission.place(file.location.as_deref())?;
        let is_unnamed = matches!(&place, Place::File(location) if !permission.is_named(location));
        is_unnamed.then_some(file.path.as_str())
    };
    let mut asked: HashMap<SourceId, Option<&str>, RandomState> = HashMap::default();
    for finding in outcome.findings.iter_mut().filter(|finding| finding.applicable_fix().is_some()) {
        let mut unnamed = |edit: &Edit| {
            let source = edit.span.source;
            *asked.entry(source).or_insert_with(|| unnamed(source))
        };
        let files: Option<BTreeSet<&str>> =
            finding.fixes().flat_map(|(_, fix)| &fix.edits).map(&mut unnamed).collect();
        let Some(first) = files.and_then(|files| files.into_iter().next()) else { continue };
        finding.note(format!("the fix is shown and not made: `{}` was not named", harmless_text(first)));
        finding.fix.iter_mut().for_each(|fix| fix.applicability = Applicability::Shown);
    }
}
