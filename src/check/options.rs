//! What the user asked for: the values that rules and reports read.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use hickory_proto::rr::Name;

use crate::base::date::Date;
use crate::base::glob::PathGlobs;
use crate::base::progress::Progress;
use crate::base::severity::Severity;
use crate::check::config::Settings;
use crate::discover::request::{ReadStdin, Request, no_stdin};
use crate::files::git::Contents;
use crate::files::surroundings::Surroundings;
use crate::rules::engine::page::is_on_by_default;
use crate::rules::{RULES, Rule};
use crate::workspace::services::{Registry, Service};

/// The longest TTL in seconds that gives no warning (a day gives one).
pub const LONGEST_TTL: u32 = 86_399;
/// The longest TTL in seconds that gives no note.
pub const LONGEST_TTL_WITHOUT_NOTE: u32 = 3_600;

/// The shortest TTL in seconds that gives no note.
pub const SHORTEST_TTL: u32 = 60;

/// Which rules run, with which severity.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    selected: HashMap<&'static str, bool>,
    severities: HashMap<&'static str, Severity>,
}

/// The rules that run unless they are ignored by name: without them, silence would mean nothing.
const ALWAYS: [&str; 2] = ["syntax", "include"];

impl Levels {
    /// Runs these rules and no others but `syntax` and `include`; `all` means every rule.
    ///
    /// # Errors
    /// A message about a name that no rule has.
    pub fn select(&mut self, names: &[String]) -> Result<(), String> {
        for rule in RULES {
            self.selected.insert(rule.name, ALWAYS.contains(&rule.name));
        }
        self.set(names, |levels, rule| {
            levels.selected.insert(rule, true);
        })
    }

    /// Runs these rules no more.
    ///
    /// # Errors
    /// A message about a name that no rule has.
    pub fn ignore(&mut self, names: &[String]) -> Result<(), String> {
        self.set(names, |levels, rule| {
            levels.selected.insert(rule, false);
        })
    }

    /// Runs these rules.
    ///
    /// # Errors
    /// A message about a name that no rule has.
    pub fn enable(&mut self, names: &[String]) -> Result<(), String> {
        self.set(names, |levels, rule| {
            levels.selected.insert(rule, true);
        })
    }

    /// Runs these rules with this severity in place of their own.
    ///
    /// # Errors
    /// A message about a name that no rule has.
    pub fn set_severity(&mut self, names: &[String], severity: Severity) -> Result<(), String> {
        let all = names.iter().any(|name| name == "all");
        self.set(names, |levels, rule| {
            levels.severities.insert(rule, severity);
            if !all {
                levels.selected.insert(rule, true);
            }
        })
    }

    fn set(&mut self, names: &[String], mut set: impl FnMut(&mut Self, &'static str)) -> Result<(), String> {
        for name in names.iter().flat_map(|names| names.split(',')).map(str::trim) {
            if name == "all" {
                RULES.iter().for_each(|rule| set(self, rule.name));
                continue;
            }
            let rule = Rule::find(name).ok_or_else(|| unknown_rule(name))?;
            set(self, rule.name);
        }
        Ok(())
    }
}

/// The message about a name that no rule has.
pub fn unknown_rule(name: &str) -> String {
    let hint = crate::base::spelling::hint(name, RULES.iter().map(|rule| rule.name))
        .unwrap_or_else(|| "`srvlint rules` lists them".to_owned());
    format!("there is no rule `{}`: {hint}", crate::base::printable::harmless_text(name))
}

/// Everything that a run can be told.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which rules run.
    pub levels: Levels,
    /// The zone's name, of a run on one file.
    pub origin: Option<Name>,
    /// The longest TTL in seconds that gives no warning; `None` for the default of `long-ttl`.
    pub max_ttl: Option<u32>,
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
    /// The revision whose findings are known and left out.
    pub new_since: Option<String>,
    /// Whether the paths are changed files, and only what their change touches or breaks counts.
    pub hook: bool,
    /// What `srvlint.toml` says besides.
    pub settings: Settings,
    /// Files that are not looked at, besides those of the settings.
    pub exclude: Option<PathGlobs>,
    /// Whether named files are left out as well.
    pub force_exclude: bool,
    /// Whether suppressions are passed over: every finding counts.
    pub no_ignores: bool,
    /// The services that rules know, if the configuration adds to them.
    pub registry: Option<Arc<Registry>>,
    /// How many threads read and load zones; `None` for as many as the machine runs at once.
    pub jobs: Option<usize>,
    /// The day on which suppressions with a last day are judged.
    pub today: Date,
    /// How far the run is.
    pub progress: Arc<Progress>,
}

impl Options {
    /// The defaults.
    pub fn new() -> Self {
        Self {
            levels: Levels::default(),
            origin: None,
            max_ttl: None,
            root: None,
            named_conf: Vec::new(),
            stdin_filename: None,
            read_stdin: no_stdin,
            surroundings: Surroundings::default(),
            contents: Contents::WorkTree,
            new_since: None,
            hook: false,
            settings: Settings::default(),
            exclude: None,
            force_exclude: false,
            no_ignores: false,
            registry: None,
            jobs: None,
            today: Date::of_system(),
            progress: Arc::default(),
        }
    }

    /// The services that rules know.
    pub fn registry(&self) -> &Registry {
        self.registry.as_deref().unwrap_or_else(|| Registry::built_in())
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
        self.registry = Some(Arc::new(Registry::extended(&services?)));
        Ok(())
    }

    /// Whether the rule of this name runs.
    pub fn is_selected(&self, rule: &str) -> bool {
        let by_default = || Rule::find(rule).is_none_or(|rule| is_on_by_default(rule.page));
        self.levels.selected.get(rule).copied().unwrap_or_else(by_default)
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

    /// The severity that the user gave the rule in place of its own.
    pub fn severity_of(&self, rule: &str) -> Option<Severity> {
        self.levels.severities.get(rule).copied()
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}
