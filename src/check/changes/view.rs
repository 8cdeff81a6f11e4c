//! The files that a run reads, and those of the revision that it is compared with. Asks git only for what is asked for.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::check::changes::base::Base;
use crate::check::changes::sparse::read_from_index;
use crate::check::options::Options;
use crate::discover::Input;
use crate::files::{
    Contents, Files, Overlay, Repository, Snapshot, is_directory, is_there, is_work_tree, normalise,
    resolved, root_of,
};
use crate::workspace::Previous;

/// The files of a run, and those of the revision that it is compared with.
#[derive(Debug)]
pub(crate) struct View {
    /// The files of the run.
    pub files: Files,
    /// The revision.
    pub base: Option<Base>,
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
        if options.is_hook() && inputs.contains(&Input::Stdin) {
            return Err("`--hook` takes the names of changed files, not standard input".into());
        }
        let surroundings = &options.surroundings;
        let here = surroundings.here.clone();
        if let Contents::Memory(texts) = &options.contents
            && !texts.is_over_disk()
        {
            if options.new_since.is_some() || options.trust.is_some() {
                return Err("texts in memory have no revision to be compared with".into());
            }
            let files = confined(Files::of_overlay(here, texts.clone()), options);
            return Ok(View { files, base: None });
        }
        let start = start(inputs, &here);
        let compared = options.new_since.is_some() || options.trust.is_some();
        let is_in_git = matches!(options.contents, Contents::Index | Contents::Revision(_));
        let asked = is_in_git || compared;
        let in_repository = || surroundings.has_git_dir || is_work_tree(&root_of(&start));
        if !(asked || options.is_hook() && in_repository()) {
            return Ok(View { files: confined(work_tree(here, inputs, options), options), base: None });
        }
        if compared && inputs.contains(&Input::Stdin) {
            let option = if options.new_since.is_some() { "--new-since" } else { "--trust" };
            return Err(format!("`{option}` cannot tell what standard input was: name files"));
        }
        let repository = open_repository(&start, options)?;
        if options.is_hook() && !repository.bare && repository.top.parent().is_none() {
            return Err("git says that the work tree is the whole file system (`GIT_WORK_TREE`), all of whose zones a hook would have to read: name directories, and `--new-since HEAD`, without `--hook`".into());
        }
        let files = match &options.contents {
            Contents::Index => of_snapshot(here, repository.index()?, inputs, options),
            Contents::Revision(name) => of_snapshot(here, repository.revision(name)?, inputs, options),
            Contents::WorkTree if repository.bare => {
                return Err("a bare repository has no work tree: say with `--tree REV` what to lint".into());
            }
            Contents::WorkTree | Contents::Memory(_) => work_tree(here, inputs, options),
        };
        let mut files = confined(files, options);
        files.law = law(&repository, options)?;
        let base = base_name(options).map(|name| Base::open(name, parts_from(options), &repository, &files));
        // Before the first commit there is nothing to compare a hook's files with.
        let base = match base {
            Some(Err(_)) if is_from_head(options) && !repository.has_head() => None,
            base => base.transpose()?,
        };
        let (files, base) = match base {
            Some(base) => {
                let (files, base) = read_from_index(files, base, &repository)?;
                (files, Some(base))
            }
            None => (files, None),
        };
        Ok(View { base, files })
    }
}

/// The files of the revision whose law counts in a run on `inputs`; `None` if no revision is trusted.
///
/// # Errors
/// What git says of it.
pub(crate) fn law_of(inputs: &[Input], options: &Options) -> Result<Option<Arc<Snapshot>>, String> {
    if options.trust.is_none() {
        return Ok(None);
    }
    let start = start(inputs, &options.surroundings.here);
    law(&open_repository(&start, options)?, options)
}

fn law(repository: &Repository, options: &Options) -> Result<Option<Arc<Snapshot>>, String> {
    options.trust.as_ref().map(|name| repository.revision(name).map(Arc::new)).transpose()
}

fn open_repository(start: &Path, options: &Options) -> Result<Repository, String> {
    let here = &options.surroundings.here;
    let mut repository = Repository::open(start, &options.surroundings)?;
    if repository.bare && start.starts_with(here) {
        repository.top.clone_from(here);
    }
    Ok(repository)
}

/// The files of the file system, with what is in memory in place of some. Standard input with a name stands for the file of
/// that name.
fn work_tree(here: PathBuf, inputs: &[Input], options: &Options) -> Files {
    let stdin = named_stdin(inputs, options).map(|stdin| Overlay::over_disk(&here, [stdin]));
    match (&options.contents, stdin) {
        (Contents::Memory(texts), Some(stdin)) => Files::of_overlay(here, texts.over(&stdin)),
        (Contents::Memory(texts), None) => Files::of_overlay(here, texts.clone()),
        (_, Some(stdin)) => Files::of_overlay(here, stdin),
        (_, None) => Files::new(here),
    }
}

/// The files of a snapshot, one of which standard input may stand for.
fn of_snapshot(here: PathBuf, snapshot: Snapshot, inputs: &[Input], options: &Options) -> Files {
    let mut files = Files::of_snapshot(here, snapshot);
    let place = |(name, text): (PathBuf, _)| (normalise(&files.working_directory.join(name)), text);
    files.in_place = named_stdin(inputs, options).map(place);
    files
}

/// Standard input, if it has the name of a file.
fn named_stdin(inputs: &[Input], options: &Options) -> Option<(PathBuf, Vec<u8>)> {
    let request = &options.discover;
    let name = request.stdin_name.as_ref().filter(|_| inputs.contains(&Input::Stdin))?;
    let text = match &request.stdin_text {
        Some(text) => text.to_vec(),
        None => (request.read_stdin)().ok()?,
    };
    Some((PathBuf::from(name), text))
}

/// These files, with what the options say of them.
fn confined(mut files: Files, options: &Options) -> Files {
    files.confined_to.clone_from(&options.root);
    files.include_paths.clone_from(&options.include_paths);
    files
}

/// The directory that says which repository is meant: of the first path, else the current one. A
/// link to a file belongs to where it lies.
fn start(inputs: &[Input], here: &Path) -> PathBuf {
    let directory = |path: &Path| {
        let path = here.join(path);
        if is_directory(&path) {
            Some(path)
        } else {
            path.parent().filter(|_| is_there(&path)).map(Path::to_owned)
        }
    };
    let first = inputs.iter().find_map(|input| resolved(&directory(input.path()?)?));
    first.unwrap_or_else(|| here.to_owned())
}

/// The revision from whose history that of `--new-since` parts. A hook compares with the very revision that it is told.
fn parts_from(options: &Options) -> Option<&str> {
    let linted = match &options.contents {
        Contents::Revision(name) => name,
        Contents::WorkTree | Contents::Index | Contents::Memory(_) => "HEAD",
    };
    options.new_since.is_some().then_some(linted)
}

/// The revision to compare with. A hook's is where pre-commit says that the change begins, as for a
/// push, else `HEAD`.
fn base_name(options: &Options) -> Option<String> {
    if is_from_head(options) {
        return Some("HEAD".to_owned());
    }
    let begins = options.change_begins.clone().filter(|_| options.is_hook());
    // Zones that a trusted revision has are missed, too.
    options.new_since.clone().or(begins).or_else(|| options.trust.clone())
}

/// Whether a run is a hook's that is told of no revision.
fn is_from_head(options: &Options) -> bool {
    options.is_hook() && options.new_since.is_none() && options.change_begins.is_none()
}
