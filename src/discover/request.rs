//! What the user says about the files of a run. Knows no rule and no report.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hickory_proto::rr::Name;

use crate::base::glob::PathGlobs;
use crate::base::progress::Progress;
use crate::discover::zone_pattern::ZonePattern;
use crate::files::PathSet;

/// Which files to look at, and what is said about them.
#[derive(Debug, Clone)]
pub struct Request {
    /// Server configurations to learn zones' names from, before those that are found.
    pub configurations: Vec<PathBuf>,
    /// Files that are not looked at.
    pub excludes: Vec<PathGlobs>,
    /// Directories that are not looked into either: other repositories lie there.
    pub submodules: PathSet,
    /// Whether named files are left out as well.
    pub force_exclude: bool,
    /// The zone's name, of a run on one file.
    pub origin: Option<Name>,
    /// Which zone a file is; the first that matches counts.
    pub zone_patterns: Vec<ZonePattern>,
    /// Whether files without an SOA record are whole zones, too.
    pub are_whole: bool,
    /// The name under which standard input is shown.
    pub stdin_name: Option<String>,
    /// What standard input holds, if that is known without reading it.
    pub stdin_text: Option<Arc<[u8]>>,
    /// Reads standard input.
    pub read_stdin: ReadStdin,
    /// Whether the paths are changed files, among which there need be no zone.
    pub is_hook: bool,
    /// Whether zones around named files answer for names that lead there.
    pub has_context: bool,
    /// Whether all that is not read as a zone is noted, with why.
    pub tells_left_out: bool,
    /// How many threads read files; `None` for as many as the machine runs at once.
    pub threads: Option<usize>,
    /// How far the run is.
    pub progress: Arc<Progress>,
}

/// Reads standard input to its end, or somewhat beyond what a file may have.
pub type ReadStdin = fn() -> io::Result<Vec<u8>>;

/// Standard input of a run that has none.
///
/// # Errors
/// None.
pub fn no_stdin() -> io::Result<Vec<u8>> {
    Ok(Vec::new())
}

impl Request {
    /// Whether something may be left out of a walk.
    pub fn may_exclude(&self) -> bool {
        !self.excludes.is_empty() || !self.submodules.is_empty()
    }

    /// Whether what lies at `path`, absolute and resolved, is left out of a walk of `below`.
    pub fn excludes(&self, path: &Path, is_directory: bool, below: &Path) -> bool {
        self.excludes.iter().any(|globs| globs.matches(path, is_directory, below))
            || self.is_in_submodule(path, is_directory, below)
    }

    /// Whether it lies in a submodule that is not `below` itself or above it.
    fn is_in_submodule(&self, path: &Path, is_directory: bool, below: &Path) -> bool {
        let mut above = path.ancestors();
        let own = above.next().filter(|_| is_directory);
        let directories = own.into_iter().chain(above.take_while(|directory| *directory != below));
        !self.submodules.is_empty() && directories.into_iter().any(|path| self.submodules.contains(path))
    }
}

impl Default for Request {
    /// Looks at all files and is told nothing of them.
    fn default() -> Self {
        Self {
            configurations: Vec::new(),
            excludes: Vec::new(),
            submodules: PathSet::default(),
            force_exclude: false,
            origin: None,
            zone_patterns: Vec::new(),
            are_whole: false,
            stdin_name: None,
            stdin_text: None,
            read_stdin: no_stdin,
            is_hook: false,
            has_context: true,
            tells_left_out: false,
            threads: None,
            progress: Arc::default(),
        }
    }
}
