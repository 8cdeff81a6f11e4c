//! Fills the options of a run in from what a `srvlint.toml` says.

use std::sync::Arc;

use crate::base::printable::harmless_text;
use crate::check::config::error::BadSetting;
use crate::check::config::settings::{Level, Settings};
use crate::check::options::Options;
use crate::rules::Levels;
use crate::workspace::services::{Registry, Service};

impl Settings {
    /// Fills in all but the services.
    pub fn apply(&self, options: &mut Options) {
        self.set_levels(&mut options.rules.levels);
        self.rule_names.iter().for_each(|name| options.rules.levels.note_name(name));
        options.rules.ttl.clone_from(&self.ttl);
        options.discover.excludes.extend(self.exclude.clone());
        options.discover.zone_patterns.clone_from(&self.zones);
        options.ignores.clone_from(&self.ignores);
        options.include_paths.clone_from(&self.include_paths);
        options.baseline.configured.clone_from(&self.baseline);
        options.config_file.clone_from(&self.file);
    }

    /// Adds the services to those that rules know.
    ///
    /// # Errors
    /// A message about a `[[service]]` that is none.
    pub fn apply_services(&self, options: &mut Options) -> Result<(), String> {
        if self.services.is_empty() {
            return Ok(());
        }
        let services: Result<Vec<Service>, String> = self.services.iter().map(service).collect();
        let services = services?;
        for service in &services {
            let limits = &mut options.rules.ttl.services;
            if let Some(seconds) = service.ttl_note_over {
                limits.entry(service.name.clone()).or_default().note_over.get_or_insert(seconds);
            }
        }
        options.rules.services = Arc::new(Registry::extended(&services));
        Ok(())
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

fn service(table: &toml::Table) -> Result<Service, String> {
    let name = table.get("name").and_then(toml::Value::as_str).unwrap_or("?");
    table.clone().try_into().map_err(|error: toml::de::Error| {
        let bad = BadSetting::of_toml(&error, "");
        let message = harmless_text(&bad.message);
        format!("`[[service]]` `{}` of the configuration: {message}", harmless_text(name))
    })
}
