//! The `srvlint.toml` of a run: the one that is named, none, or the nearest.

use crate::check::Options;
use crate::check::config::{ConfigError, Settings, find_file};
use crate::cli::input_args::Inputs;
use crate::discover::Input;

/// What the configuration says.
///
/// # Errors
/// Why it cannot be used.
pub fn settings(arguments: &Inputs, paths: &[Input], options: &Options) -> Result<Settings, ConfigError> {
    if options.trust.is_some() && !arguments.no_config {
        let found = Settings::of_law(paths, options, arguments.config.as_deref());
        return found.map(Option::unwrap_or_default);
    }
    let found = match &arguments.config {
        Some(file) => Some(file.clone()),
        None if arguments.no_config => None,
        None => find_file(paths, options)?,
    };
    match found {
        Some(file) => Settings::read(&file, &options.surroundings.here, options.root.as_deref()),
        None if arguments.no_config => Ok(Settings::default()),
        None => Settings::of_revision(paths, options).map(Option::unwrap_or_default),
    }
}
