//! Which files git lists as changed: in the index since a revision, and in the work tree since the index. Believes it, reads
//! no file itself, and lets git run no filter.

use std::collections::{BTreeSet, HashSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::base::printable::harmless_text;
use crate::files::git::command::{command, no_git, refusal};
use crate::files::path::path_of;

/// How many octets of paths git is given; of more it is asked about the whole work tree.
pub const MOST_ASKED: usize = 64 << 10;

/// A repository that is asked for its lists.
#[derive(Debug, Clone, Copy)]
pub struct Listing<'r> {
    /// Where git runs.
    pub directory: &'r Path,
    /// The top of the work tree.
    pub top: &'r Path,
}

impl Listing<'_> {
    /// The files that the index has another text of than a tree, or that only one of them has. Looks at no work tree, so git
    /// skips all directories that are the same.
    ///
    /// # Errors
    /// What git says.
    pub fn staged(&self, tree: &str) -> Result<HashSet<PathBuf>, String> {
        let arguments = ["diff-index", "--cached", "--name-only", "-z", "--no-renames", "--no-relative"];
        let arguments = arguments.into_iter().chain(["--ignore-submodules=all", tree, "--"]);
        self.paths(arguments.map(OsString::from))
    }

    /// The files of the index that are not to be checked out, as in a sparse check-out.
    ///
    /// # Errors
    /// What git says.
    pub fn not_checked_out(&self) -> Result<Vec<PathBuf>, String> {
        let mut asked = command(self.directory, &["ls-files", "-t", "-z", "--full-name", "--", ":/"]);
        let output = asked.stdin(Stdio::null()).output().map_err(|error| no_git(&error))?;
        if !output.status.success() {
            return Err(refusal(self.directory, &output.stderr));
        }
        let listed = output.stdout.split(|octet| *octet == 0);
        let skipped = listed.filter_map(|line| line.strip_prefix(b"S "));
        Ok(skipped.map(|path| self.top.join(path_of(path))).collect())
    }

    /// Those of these files of the work tree that git takes for others than those of the index. This refreshes no index, and
    /// runs no filter.
    ///
    /// # Errors
    /// What git says.
    pub fn dirty(&self, paths: &[&Path]) -> Result<Vec<PathBuf>, String> {
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let settings = self.settings_without_filters()?;
        let mut arguments: Vec<OsString> =
            settings.into_iter().flat_map(|setting| ["-c".to_owned(), setting]).map(OsString::from).collect();
        let names = ["-c", "core.preloadIndex=false", "diff-files", "--name-only", "-z", "--no-renames"];
        arguments.extend(
            names.into_iter().chain(["--no-relative", "--ignore-submodules=all", "--"]).map(OsString::from),
        );
        let below: Vec<&OsStr> =
            paths.iter().filter_map(|path| path.strip_prefix(self.top).ok()).map(Path::as_os_str).collect();
        if below.iter().map(|path| path.len()).sum::<usize>() <= MOST_ASKED {
            let literal = |path: &OsStr| {
                let mut pattern = OsString::from(":(top,literal)");
                pattern.push(path);
                pattern
            };
            arguments.extend(below.into_iter().map(literal));
        }
        let listed = self.paths(arguments)?;
        Ok(paths.iter().filter(|path| listed.contains(**path)).map(|path| path.to_path_buf()).collect())
    }

    /// Settings with which git runs none of the filters that its configuration names. Git filters a file that is younger
    /// than the index, to compare the two: the author of a `.git` in an archive chose the programs, and that age.
    fn settings_without_filters(&self) -> Result<Vec<String>, String> {
        let arguments = ["config", "-z", "--name-only", "--get-regexp", r"^filter\."];
        let asked = command(self.directory, &arguments).stdin(Stdio::null()).output();
        let asked = asked.map_err(|error| no_git(&error))?;
        let keys = asked.stdout.split(|octet| *octet == 0).map(String::from_utf8_lossy);
        let filters: BTreeSet<String> =
            keys.filter_map(|key| Some(key.rsplit_once('.')?.0.to_owned())).collect();
        // Git takes a setting's name to end at the first `=`.
        if let Some(filter) = filters.iter().find(|filter| filter.contains(['=', '\u{fffd}'])) {
            let shown = harmless_text(filter);
            return Err(format!("git's configuration has a filter whose name is odd: `{shown}`"));
        }
        let off =
            |filter: String| ["clean=", "process=", "required=false"].map(|it| format!("{filter}.{it}"));
        Ok(filters.into_iter().flat_map(off).collect())
    }

    /// The paths that git lists when it is asked this.
    fn paths(&self, arguments: impl IntoIterator<Item = OsString>) -> Result<HashSet<PathBuf>, String> {
        let mut asked = command(self.directory, &[]);
        let output = asked.args(arguments).stdin(Stdio::null()).output().map_err(|error| no_git(&error))?;
        if !output.status.success() {
            return Err(refusal(self.directory, &output.stderr));
        }
        let listed = output.stdout.split(|octet| *octet == 0).filter(|path| !path.is_empty());
        Ok(listed.map(|path| self.top.join(path_of(path))).collect())
    }
}
