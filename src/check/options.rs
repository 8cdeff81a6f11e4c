//! What the user asked for: plain values, which the command line and `srvlint.toml` fill in. Knows neither of them.

use std::path::PathBuf;

use crate::base::date::Date;
use crate::check::baseline::options::BaselineOptions;
use crate::check::suppress::ignore::Ignore;
use crate::discover::Request;
use crate::files::{Contents, Surroundings};
use crate::rules;

/// Everything that a run can be told.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which files are zones, and what is said about them.
    pub discover: Request,
    /// What rules read.
    pub rules: rules::Options,
    /// The findings that the configuration silences.
    pub ignores: Vec<Ignore>,
    /// Whether suppressions are passed over: every finding counts.
    pub no_ignores: bool,
    /// The day on which suppressions with a last day are judged; `None` if all of them still count.
    pub today: Option<Date>,
    /// The configuration that was read.
    pub config_file: Option<ConfigFile>,
    /// Whether it has an `exclude`, which then is the first of those of `discover`.
    pub has_exclude: bool,
    /// Where the run stands.
    pub surroundings: Surroundings,
    /// Where the files come from.
    pub contents: Contents,
    /// The root that the user confined the run to, links resolved; `None` for each path's own.
    pub root: Option<PathBuf>,
    /// Where included files are looked for besides.
    pub include_paths: Vec<PathBuf>,
    /// The baselines that are read and made.
    pub baseline: BaselineOptions,
    /// The revision whose findings are known and left out.
    pub new_since: Option<String>,
    /// The revision from which all is taken that can silence a finding.
    pub trust: Option<String>,
    /// Whether services are to be told: then the addresses of hosts are kept, so that zones need not be read again.
    pub keeps_addresses: bool,
    /// Whether findings of one cause that is written at many places are told each for itself, as where each gets a comment.
    pub tells_each: bool,
    /// Whether the records of all zones are kept, because they are asked for.
    pub keeps_records: bool,
    /// The revision where the change begins that a hook is asked about, if that is not `HEAD`.
    pub change_begins: Option<String>,
}

/// A configuration that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFile {
    /// The path as shown.
    pub shown: String,
    /// Its directory, absolute and resolved.
    pub directory: PathBuf,
    /// Its text.
    pub text: String,
}

impl Options {
    /// The defaults.
    pub fn new() -> Self {
        Self {
            discover: Request::default(),
            rules: rules::default_options(),
            ignores: Vec::new(),
            no_ignores: false,
            today: None,
            config_file: None,
            has_exclude: false,
            surroundings: Surroundings::default(),
            contents: Contents::WorkTree,
            root: None,
            include_paths: Vec::new(),
            baseline: BaselineOptions::default(),
            new_since: None,
            keeps_addresses: false,
            tells_each: false,
            keeps_records: false,
            trust: None,
            change_begins: None,
        }
    }

    /// Whether the paths are changed files, and only what their change touches or breaks counts.
    pub fn is_hook(&self) -> bool {
        self.discover.is_hook
    }

    /// Whether findings that a revision has too are left out.
    pub fn compares(&self) -> bool {
        self.is_hook() || self.new_since.is_some()
    }

    /// Whether a suppression with this last day has run out.
    pub fn is_over(&self, last: Date) -> bool {
        self.today.is_some_and(|today| last < today)
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}
