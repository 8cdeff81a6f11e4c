//! Where the settings of a run are: which `srvlint.toml`, and what is said if it cannot be used.

use std::io;
use std::path::{Path, PathBuf};

use codespan_reporting::term::termcolor::WriteColor;

use crate::base::printable::defused;
use crate::base::printable::harmless_text;
use crate::base::severity::Severity;
use crate::base::span::Span;
use crate::check::changes::view::View;
use crate::check::config::{Problem, Settings, SettingsFile};
use crate::check::options::Options;
use crate::check::run::check;
use crate::discover::input::Input;
use crate::files::Contents;
use crate::files::named_path;
use crate::files::{Files, Unread, normalise, root_of};
use crate::report::human;
use crate::rules::finding::Finding;

/// The names of the file; the first is preferred.
const NAMES: [&str; 2] = ["srvlint.toml", ".srvlint.toml"];
/// The longest message, in code points.
const LONGEST_MESSAGE: usize = 400;
/// The largest file that is read, in octets.
const LARGEST: u64 = 1 << 20;

/// Why settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, if that has no place in the file.
    pub message: String,
    /// The file and the place in it that is wrong.
    pub problem: Option<Box<(SettingsFile, Problem)>>,
}

impl Fault {
    /// Writes it for people: with the lines of the file, if there are any to show.
    ///
    /// # Errors
    /// If `out` cannot be written.
    pub fn write(&self, out: &mut dyn WriteColor) -> io::Result<()> {
        let Some((file, problem)) = self.problem.as_deref() else {
            return writeln!(out, "srvlint: {}", defused(&self.message));
        };
        // The report of a run on nothing has everything that an excerpt needs.
        let mut report = check(&[], &Options::new());
        let text = file.text.as_bytes().to_vec();
        let source = report.workspace.sources.add(file.shown.clone(), None, text, None);
        let end = |offset: usize| offset.min(file.text.len()) as u32;
        let place = Span::new(source, end(problem.place.start), end(problem.place.end));
        // A message may quote a key of the file, which may be of any length.
        let message: String = harmless_text(&problem.message).chars().take(LONGEST_MESSAGE).collect();
        let mut finding = Finding::new("configuration", Severity::Error, place, message);
        finding.help.clone_from(&problem.help);
        report.findings.push(finding);
        human::write(out, &report)
    }
}

impl From<String> for Fault {
    fn from(message: String) -> Self {
        Self { message, problem: None }
    }
}

impl Settings {
    /// The settings in the file at `path`, to which no link leads out of the `root`.
    ///
    /// # Errors
    /// Why they cannot be used.
    pub fn read(path: &Path, here: &Path, root: Option<&Path>) -> Result<Self, Fault> {
        let files = Files::new(here.to_owned());
        let shown = files.shown(path);
        let fault = |unread: Unread| Fault::from(format!("`{shown}` cannot be read: {}", unread.reason()));
        let resolved = named_path(path, here, root).map_err(fault)?;
        let octets = match resolved.metadata().map_or(0, |metadata| metadata.len()) {
            0..=LARGEST => files.read(&resolved).map_err(fault)?,
            _ => return Err(too_large(&shown)),
        };
        let directory = resolved.parent().unwrap_or(&resolved).to_owned();
        Self::from_octets(shown, directory, octets.to_vec())
    }

    /// The settings of a run on a revision in a bare repository, which are in that revision: the
    /// first found from the first path upwards.
    ///
    /// # Errors
    /// Why they cannot be used.
    pub fn of_revision(inputs: &[Input], options: &Options) -> Result<Option<Self>, Fault> {
        if !matches!(options.contents, Contents::Revision(_)) {
            return Ok(None);
        }
        // What is wrong with the revision, the run itself says.
        let Ok(View { files, .. }) = View::open(inputs, options) else { return Ok(None) };
        let Some(snapshot) = files.snapshot().filter(|snapshot| !snapshot.top().join(".git").exists()) else {
            return Ok(None);
        };
        let start = match inputs.first() {
            Some(Input::Path(path)) => normalise(&files.working_directory.join(path)),
            Some(Input::Stdin) | None => files.working_directory.clone(),
        };
        let inside = start.ancestors().take_while(|directory| directory.starts_with(snapshot.top()));
        let mut candidates = inside.flat_map(|directory| NAMES.map(|name| directory.join(name)));
        let Some(found) = candidates.find(|path| snapshot.has_file(path)) else { return Ok(None) };
        let shown = files.shown(&found);
        let fault = |unread: Unread| Fault::from(format!("`{shown}` cannot be read: {}", unread.reason()));
        let octets = snapshot.read(&found).map_err(fault)?;
        if octets.len() as u64 > LARGEST {
            return Err(too_large(&shown));
        }
        Self::from_octets(shown, parent(&found), octets).map(Some)
    }

    fn from_octets(shown: String, directory: PathBuf, octets: Vec<u8>) -> Result<Self, Fault> {
        let text = String::from_utf8(octets)
            .map_err(|_| Fault::from(format!("`{shown}` cannot be read: is no UTF-8")))?;
        let file = SettingsFile { shown, directory, text };
        Self::parse(file.clone()).map_err(|problem| {
            let message = problem.message.clone();
            Fault { message, problem: Some(Box::new((file, problem))) }
        })
    }
}

fn too_large(shown: &str) -> Fault {
    format!("`{shown}` cannot be read: is larger than {LARGEST} octets").into()
}

/// The settings file for a run on `inputs`: the first found from the first path upwards.
///
/// The search ends at the top of the git work tree; outside of one at the current directory, if
/// the path lies below it, else at the path's own directory. So nobody else's `/tmp/srvlint.toml`
/// counts, and a symbolic link that leads out of there is an error.
///
/// # Errors
/// A link that leads out.
pub fn find_file(inputs: &[Input], options: &Options) -> Result<Option<PathBuf>, Fault> {
    let here = options.surroundings.here.clone();
    let start = match inputs.first() {
        Some(Input::Path(path)) => path.clone(),
        Some(Input::Stdin) | None => options.stdin_filename.clone().unwrap_or_default().into(),
    };
    let start = here.join(start);
    let nearest = start.ancestors().find_map(|path| path.canonicalize().ok());
    let start = nearest.map_or_else(|| here.clone(), |path| if path.is_dir() { path } else { parent(&path) });
    let top = match options.root.clone() {
        Some(root) if start.starts_with(&root) => root,
        _ => match root_of(&start) {
            top if top.join(".git").exists() || !start.starts_with(&here) => top,
            _ => here.clone(),
        },
    };
    for directory in start.ancestors().take_while(|directory| directory.starts_with(&top)) {
        let Some(found) = NAMES.map(|name| directory.join(name)).into_iter().find(|path| path.is_file())
        else {
            continue;
        };
        if !found.canonicalize().is_ok_and(|resolved| resolved.starts_with(&top)) {
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
