//! Which `srvlint.toml` a run takes, and its text.

use std::path::{Path, PathBuf};

use crate::base::printable::harmless_text;
use crate::check::changes::view::{View, law_of};
use crate::check::config::error::ConfigError;
use crate::check::config::settings::Settings;
use crate::check::options::{ConfigFile, Options};
use crate::discover::Input;
use crate::files::{
    Contents, Files, Snapshot, Unread, is_directory, is_named, is_work_tree, length, named_path, normalise,
    resolved, root_of,
};

/// The names of the file; the first is preferred.
pub const CONFIGURATION_NAMES: [&str; 2] = ["srvlint.toml", ".srvlint.toml"];
/// The largest file that is read, in octets.
const LARGEST: u64 = 1 << 20;

impl Settings {
    /// The settings in the file at `path`, to which no link leads out of the `root`.
    ///
    /// # Errors
    /// Why they cannot be used.
    pub fn read(path: &Path, here: &Path, root: Option<&Path>) -> Result<Self, ConfigError> {
        let files = Files::new(here.to_owned());
        let shown = match files.shown(path) {
            shown if shown.is_empty() => harmless_text(&path.to_string_lossy()).into_owned(),
            shown => shown,
        };
        let fault =
            |unread: Unread| ConfigError::from(format!("`{shown}` cannot be read: {}", unread.reason()));
        let resolved = named_path(path, here, root).map_err(fault)?;
        let octets = match length(&resolved) {
            0..=LARGEST => files.read(&resolved).map_err(fault)?,
            _ => return Err(too_large(&shown)),
        };
        let directory = resolved.parent().unwrap_or(&resolved).to_owned();
        Self::from_octets(shown, directory, octets.to_vec())
    }

    /// The settings of a run that trusts a revision, which are in that revision: at `named`, if that lies in the repository,
    /// else the first found from the first path upwards. A named file elsewhere is the user's own.
    ///
    /// # Errors
    /// Why they cannot be used.
    pub fn of_law(
        inputs: &[Input],
        options: &Options,
        named: Option<&Path>,
    ) -> Result<Option<Self>, ConfigError> {
        let (here, root) = (&options.surroundings.here, options.root.as_deref());
        // The run itself says what is wrong with the revision.
        let Ok(Some(law)) = law_of(inputs, options) else { return Ok(None) };
        let inside = |path: &Path| {
            let normal = normalise(&here.join(path));
            let resolved = || resolved(&normal).filter(|path| path.starts_with(law.top()));
            if normal.starts_with(law.top()) { Some(normal) } else { resolved() }
        };
        let files = Files::new(here.clone());
        let found = match named {
            Some(named) => match inside(named) {
                Some(path) => law.resolve(&path).map_err(|unread| {
                    let revision = harmless_text(options.trust.as_deref().unwrap_or_default());
                    let (shown, reason) = (files.shown(named), unread.reason());
                    ConfigError::from(format!("`{shown}` cannot be read in `{revision}`: {reason}"))
                })?,
                None => return Self::read(named, here, root).map(Some),
            },
            None => {
                let start = match inputs.first() {
                    Some(Input::Path(path)) => inside(path).unwrap_or_else(|| here.clone()),
                    Some(Input::Stdin) | None => here.clone(),
                };
                let start = law.resolve(&start).unwrap_or(start);
                match nearest(&law, &start) {
                    Some(found) => found,
                    None => return Ok(None),
                }
            }
        };
        Self::of_snapshot(&law, &found, &files).map(Some)
    }

    /// The settings of a run on a revision in a bare repository, which are in that revision: the
    /// first found from the first path upwards.
    ///
    /// # Errors
    /// Why they cannot be used.
    pub fn of_revision(inputs: &[Input], options: &Options) -> Result<Option<Self>, ConfigError> {
        if !matches!(options.contents, Contents::Revision(_)) {
            return Ok(None);
        }
        // The run itself says what is wrong with the revision.
        let Ok(View { files, .. }) = View::open(inputs, options) else { return Ok(None) };
        let Some(snapshot) = files.snapshot().filter(|snapshot| !is_work_tree(snapshot.top())) else {
            return Ok(None);
        };
        let start = match inputs.first() {
            Some(Input::Path(path)) => normalise(&files.working_directory.join(path)),
            Some(Input::Stdin) | None => files.working_directory.clone(),
        };
        let Some(found) = nearest(snapshot, &start) else { return Ok(None) };
        Self::of_snapshot(snapshot, &found, &files).map(Some)
    }

    /// The settings that a base has where a run has those of the file at `path`: in that file, else in the first found from
    /// there upwards. None if they cannot be used.
    pub(crate) fn of_base(base: &Snapshot, path: &Path, files: &Files) -> Option<Self> {
        let found = match base.has_file(path) {
            true => path.to_owned(),
            false => nearest(base, &parent(path))?,
        };
        Self::of_snapshot(base, &found, files).ok()
    }

    fn of_snapshot(snapshot: &Snapshot, found: &Path, files: &Files) -> Result<Self, ConfigError> {
        let shown = files.shown(found);
        let fault =
            |unread: Unread| ConfigError::from(format!("`{shown}` cannot be read: {}", unread.reason()));
        let octets = snapshot.read(found).map_err(fault)?;
        if octets.len() as u64 > LARGEST {
            return Err(too_large(&shown));
        }
        Self::from_octets(shown, parent(found), octets.to_vec())
    }

    fn from_octets(shown: String, directory: PathBuf, octets: Vec<u8>) -> Result<Self, ConfigError> {
        let text = String::from_utf8(octets)
            .map_err(|_| ConfigError::from(format!("`{shown}` cannot be read: is not UTF-8")))?;
        let file = ConfigFile { shown, directory, text };
        Self::parse(file.clone()).map_err(|bad| {
            let message = bad.message.clone();
            ConfigError { message, place: Some(Box::new((file, bad))) }
        })
    }
}

/// The first settings file of a snapshot from a path upwards.
fn nearest(snapshot: &Snapshot, start: &Path) -> Option<PathBuf> {
    let inside = start.ancestors().take_while(|directory| directory.starts_with(snapshot.top()));
    let mut candidates = inside.flat_map(|directory| CONFIGURATION_NAMES.map(|name| directory.join(name)));
    candidates.find(|path| snapshot.has_file(path))
}

fn too_large(shown: &str) -> ConfigError {
    format!("`{shown}` cannot be read: is larger than {LARGEST} octets").into()
}

/// The settings file for a run on `inputs`: the first found from the first path upwards.
///
/// The search ends at the top of the git work tree; outside of one at the current directory, if
/// the path lies below it, else at the path's own directory. So a stranger's `/tmp/srvlint.toml` does
/// not count, and a symbolic link that leads out of there is an error.
///
/// # Errors
/// A link that leads out.
pub fn find_file(inputs: &[Input], options: &Options) -> Result<Option<PathBuf>, ConfigError> {
    let here = options.surroundings.here.clone();
    let start = match inputs.first() {
        Some(Input::Path(path)) => path.clone(),
        Some(Input::Stdin) | None => options.discover.stdin_name.clone().unwrap_or_default().into(),
    };
    let start = here.join(start);
    let nearest = start.ancestors().find_map(resolved);
    let start =
        nearest.map_or_else(|| here.clone(), |path| if is_directory(&path) { path } else { parent(&path) });
    let top = match options.root.clone() {
        Some(root) if start.starts_with(&root) => root,
        _ => match root_of(&start) {
            top if is_work_tree(&top) || !start.starts_with(&here) => top,
            _ => here.clone(),
        },
    };
    for directory in start.ancestors().take_while(|directory| directory.starts_with(&top)) {
        let Some(found) =
            CONFIGURATION_NAMES.map(|name| directory.join(name)).into_iter().find(|path| is_named(path))
        else {
            continue;
        };
        // What cannot be read, such as a link that leads nowhere, is told of by the one who reads it.
        if resolved(&found).is_some_and(|resolved| !resolved.starts_with(&top)) {
            let shown = Files::new(here).shown(&found);
            return Err(format!("`{shown}` cannot be read: {}", Unread::Outside.reason()).into());
        }
        return Ok(Some(found));
    }
    Ok(None)
}

fn parent(path: &Path) -> PathBuf {
    path.parent().unwrap_or(path).to_owned()
}
