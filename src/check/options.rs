//! What the user asked for: the values that rules and reports read.

use std::path::PathBuf;
use std::sync::Arc;

use hickory_proto::rr::Name;

use crate::base::date::Date;
use crate::base::glob::PathGlobs;
use crate::base::progress::Progress;
use crate::check::baseline::apply::BaselineOptions;
use crate::check::config::Settings;
use crate::discover::request::{ReadStdin, Request, no_stdin};
use crate::files::Contents;
use crate::files::Surroundings;
use crate::rules;
use crate::workspace::services::{Registry, Service};

/// Everything that a run can be told.
#[derive(Debug, Clone)]
pub struct Options {
    /// What rules read.
    pub rules: rules::Options,
    /// The zone's name, of a run on one file.
    pub origin: Option<Name>,
    /// The root that the user confined the run to, links resolved; `None` for each path's own.
    pub root: Option<PathBuf>,
    /// Server configurations to learn zones' names from, before those that are found.
    pub named_conf: Vec<PathBuf>,
    /// The name under which standard input is shown.
    pub stdin_filename: Option<String>,
    /// How standard input is read.
    pub read_stdin: ReadStdin,
    /// Where the run stands.
    pub surroundings: Surroundings,
    /// Where the files come from.
    pub contents: Contents,
    /// The baselines that are read and made.
    pub baseline: BaselineOptions,
    /// The revision whose findings are known and left out.
    pub new_since: Option<String>,
    /// Whether the paths are changed files, and only what their change touches or breaks counts.
    pub hook: bool,
    /// The revision where the change begins that a hook is asked about, if that is not `HEAD`.
    pub change_begins: Option<String>,
    /// What `srvlint.toml` says besides.
    pub settings: Settings,
    /// Files that are not looked at, besides those of the settings.
    pub exclude: Option<PathGlobs>,
    /// Whether named files are left out as well.
    pub force_exclude: bool,
    /// Whether suppressions are passed over: every finding counts.
    pub no_ignores: bool,
    /// How many threads read and load zones; `None` for as many as the machine runs at once.
    pub jobs: Option<usize>,
    /// The day on which suppressions with a last day are judged; `None` if all of them still count.
    pub today: Option<Date>,
    /// How far the run is.
    pub progress: Arc<Progress>,
}

impl Options {
    /// Whether a suppression with this last day has run out.
    pub fn is_over(&self, last: Date) -> bool {
        self.today.is_some_and(|today| last < today)
    }

    /// The defaults.
    pub fn new() -> Self {
        Self {
            rules: rules::default_options(),
            origin: None,
            root: None,
            named_conf: Vec::new(),
            stdin_filename: None,
            read_stdin: no_stdin,
            surroundings: Surroundings::default(),
            contents: Contents::WorkTree,
            baseline: BaselineOptions::default(),
            new_since: None,
            hook: false,
            change_begins: None,
            settings: Settings::default(),
            exclude: None,
            force_exclude: false,
            no_ignores: false,
            jobs: None,
            today: None,
            progress: Arc::default(),
        }
    }

    /// Takes over what a `srvlint.toml` says.
    pub fn configure(&mut self, settings: Settings) {
        settings.set_levels(&mut self.rules.levels);
        self.rules.ttl.clone_from(&settings.ttl);
        self.baseline.configured.clone_from(&settings.baseline);
        self.settings = settings;
    }

    /// Adds the configuration's services to those that rules know.
    ///
    /// # Errors
    /// A message about a `[[service]]` that is none.
    pub fn set_services(&mut self) -> Result<(), String> {
        if self.settings.services.is_empty() {
            return Ok(());
        }
        let read = |table: &toml::Table| {
            let name = table.get("name").and_then(toml::Value::as_str).unwrap_or("?");
            let service: Result<Service, _> = table.clone().try_into();
            service.map_err(|error| {
                let message = crate::base::printable::harmless_text(error.message()).into_owned();
                format!(
                    "`[[service]]` `{}` of the configuration: {message}",
                    crate::base::printable::harmless_text(name)
                )
            })
        };
        let services: Result<Vec<Service>, String> = self.settings.services.iter().map(read).collect();
        self.rules.services = Some(Arc::new(Registry::extended(&services?)));
        Ok(())
    }

    /// What of it the search for zones reads.
    pub fn request(&self) -> Request<'_> {
        Request {
            configurations: &self.named_conf,
            excludes: [&self.settings.exclude, &self.exclude].into_iter().flatten().collect(),
            force_exclude: self.force_exclude,
            origin: self.origin.as_ref(),
            zone_patterns: &self.settings.zones,
            stdin_name: self.stdin_filename.as_deref(),
            read_stdin: self.read_stdin,
            is_hook: self.hook,
            threads: self.jobs,
            progress: &self.progress,
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}
