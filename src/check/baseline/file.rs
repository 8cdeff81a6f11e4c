//! The file of a baseline: read, checked and written. Knows no run.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::base::bytes::FileBytes;
use crate::base::printable::harmless_text;
use crate::base::severity::Severity;
use crate::files::{Files, Unread, is_there, named_path, normalise, replace, resolved};

/// The version of the file's form.
const VERSION: u32 = 1;

/// Known findings. Paths are relative to the directory of their file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    pub(super) directory: PathBuf,
    pub(super) entries: Vec<KnownFinding>,
}

/// The file's form.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    version: u32,
    findings: Vec<KnownFinding>,
}

/// A known finding, or several that nothing but their places tells apart. Sorted by its fields.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownFinding {
    /// The file in which it was seen last.
    pub path: String,
    /// Its rule.
    pub rule: String,
    /// Its zone.
    pub zone: String,
    /// The owner of its record.
    pub owner: String,
    /// What it is known by: 32 hexadecimal digits.
    pub fingerprint: String,
    /// How bad it was found; missing in baselines that were written before that counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// How many there are.
    pub count: u32,
}

impl Baseline {
    /// The baseline in the file at `path`, to which no link leads out of the `root`.
    ///
    /// # Errors
    /// A message about a file that cannot be read, or is not a baseline.
    pub fn read(path: &Path, here: &Path, root: Option<&Path>) -> Result<Self, String> {
        let directory = directory_of(path, here)?;
        let read = |resolved: PathBuf| Files::new(directory.clone()).read(&resolved);
        let octets = named_path(path, here, root).and_then(read);
        Self::parse(path, directory, octets)
    }

    /// The same for the files of a run. In a bare repository the baseline lies in the git snapshot that the run reads,
    /// and nowhere else; with a trusted revision it is that revision's.
    ///
    /// # Errors
    /// As those of `read`.
    pub fn read_with(files: &Files, path: &Path) -> Result<Self, String> {
        let absolute = files.working_directory.join(path);
        let normal = normalise(&absolute);
        if let Some(law) = files.of_law(&normal) {
            let directory = normal.parent().unwrap_or(&normal).to_owned();
            return Self::parse(
                path,
                directory,
                law.resolve(&normal).and_then(|resolved| law.read(&resolved)),
            );
        }
        match files.snapshot().filter(|snapshot| snapshot.has_file(&absolute) && !is_there(&absolute)) {
            Some(snapshot) => {
                let directory = absolute.parent().unwrap_or(&absolute).to_owned();
                Self::parse(path, directory, snapshot.read(&absolute))
            }
            None => Self::read(path, &files.working_directory, files.confined_to.as_deref()),
        }
    }

    fn parse(path: &Path, directory: PathBuf, octets: Result<FileBytes, Unread>) -> Result<Self, String> {
        let shown = harmless_text(&path.to_string_lossy()).into_owned();
        let octets = octets.map_err(|unread| {
            let hint = if unread == Unread::Missing { "; `--write-baseline` makes one" } else { "" };
            format!("the baseline `{shown}` cannot be read: {}{hint}", unread.reason())
        })?;
        if octets.is_empty() {
            return Err(format!("`{shown}` is not a baseline: it is empty; `--write-baseline` makes one"));
        }
        let form: Form = serde_json::from_slice(&octets).map_err(|error| {
            // The library would quote the text, which may be that of a file with secrets.
            let what = if error.is_data() { "is not what a baseline has" } else { "is not JSON" };
            format!("`{shown}` is not a baseline: line {} {what}", error.line())
        })?;
        if form.version != VERSION {
            return Err(format!("the baseline `{shown}` has version {}, not {VERSION}", form.version));
        }
        Ok(Self { directory, entries: form.findings })
    }

    /// Writes the file, to which no link leads out of the `root`.
    ///
    /// # Errors
    /// A message about a file that cannot be written.
    pub fn write(&self, path: &Path, here: &Path, root: Option<&Path>) -> Result<(), String> {
        let form = Form { version: VERSION, findings: self.entries.clone() };
        let text = serde_json::to_string_pretty(&form).expect("strings and numbers");
        replace(path, here, root, |mut file| file.write_all((text + "\n").as_bytes())).map_err(|error| {
            let shown = path.to_string_lossy();
            format!("the baseline `{}` cannot be written: {error}", harmless_text(&shown))
        })
    }
}

/// The directory of the file at `path`, as it is written in the directory `here`: absolute and resolved.
pub(super) fn directory_of(path: &Path, here: &Path) -> Result<PathBuf, String> {
    resolved(here.join(path).parent().unwrap_or(here)).ok_or_else(|| {
        format!("there is no directory for the baseline `{}`", harmless_text(&path.to_string_lossy()))
    })
}
