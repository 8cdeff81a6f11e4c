//! Fills the options of a run in from what a `srvlint.toml` says.

use std::sync::Arc;

use crate::check::config::settings::{Level, Settings};
use crate::check::options::Options;
use crate::rules::Levels;
use crate::workspace::services::Registry;

impl Settings {
    /// Fills in all but the services.
    pub fn apply(&self, options: &mut Options) {
        self.set_levels(&mut options.rules.levels);
        self.rule_names.iter().for_each(|name| options.rules.levels.note_name(name));
        options.rules.ttl.clone_from(&self.ttl);
        options.discover.excludes.extend(self.exclude.clone());
        options.has_exclude = self.exclude.is_some();
        options.discover.zone_patterns.clone_from(&self.zones);
        options.ignores.clone_from(&self.ignores);
        options.include_paths.clone_from(&self.include_paths);
        options.baseline.configured.clone_from(&self.baseline);
        options.config_file.clone_from(&self.file);
    }

    /// Adds the services to those that rules know.
    pub fn apply_services(&self, options: &mut Options) {
        if self.services.is_empty() {
            return;
        }
        for service in &self.services {
            let limits = &mut options.rules.ttl.services;
            if let Some(seconds) = service.ttl_note_over {
                limits.entry(service.name.clone()).or_default().note_over.get_or_insert(seconds);
            }
        }
        options.rules.services = Arc::new(Registry::extended(&self.services));
    }

    /// Sets the levels of rules.
    fn set_levels(&self, levels: &mut Levels) {
        for (name, level, _) in &self.rules {
            let name = std::slice::from_ref(name);
            let known = match level {
                Level::Off => levels.ignore(name),
                Level::On => levels.enable(name),
                Level::Severity(severity) => levels.set_severity(name, *severity),
            };
            debug_assert!(known.is_ok(), "the names were looked up");
        }
    }
}
