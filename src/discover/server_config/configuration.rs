//! A configuration of the run, with where it lies and what it includes. Knows no zone.

use std::path::PathBuf;

use crate::discover::server_config::statement::{Dialect, ServerConfig};

/// A configuration that was read.
pub struct Configuration {
    pub shown: String,
    /// Where it lies, links resolved.
    pub resolved: PathBuf,
    /// Its directory, relative to the root.
    pub directory: String,
    pub dialect: Dialect,
    pub named: bool,
    /// Whether it may mean files outside the root: it was named, or one that was includes it.
    pub reaches_out: bool,
    pub parsed: ServerConfig,
    /// The line of each zone.
    pub lines: Vec<usize>,
    /// The line of each include.
    pub include_lines: Vec<usize>,
    /// The configurations that each of its includes means: several only with wildcards.
    pub includes: Vec<Vec<usize>>,
}
