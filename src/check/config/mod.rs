//! `srvlint.toml` to the values that a run reads.
//!
//! `find` tells which file a run takes, `parse` reads it as it is written, `texts` refuses characters that cannot be seen,
//! `settings` checks what it says, with `ttl` and `labels`, `apply` fills a run's options in, `show` prints the effective
//! values, `starter` makes a first file, and `unmatched` tells which of them are for no file. What cannot be meant is an
//! `error` with its place.
//!
//! Does not know how an error is shown.

mod apply;
mod error;
mod find;
mod labels;
mod parse;
mod schema;
mod settings;
mod show;
mod starter;
mod texts;
mod ttl;
mod unmatched;

pub use crate::check::config::error::ConfigError;
pub use crate::check::config::find::{CONFIGURATION_NAMES, find_file};
pub use crate::check::config::schema::schema;
pub use crate::check::config::settings::Settings;
pub use crate::check::config::starter::starter;
