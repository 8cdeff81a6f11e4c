//! A linter for DNS SRV records in BIND zone files.
//!
//! The pipeline, in the order of the data; dependencies point one way:
//!
//! ```text
//! paths → gather: discover (which files are zones) → files (confined reading) → source
//!       → origins (whose zone a file is), with declared (what server configurations say)
//!       → syntax (octets → tokens → entries)          → zone (names, TTLs, includes resolved)
//!       → workspace (which zone answers for a name)   → rules → findings → suppress → report
//! ```
//!
//! What holds throughout:
//!
//! 1. Tokens tile the file.
//! 2. No octets make parsing fail, stop or panic.
//! 3. `syntax` knows no origin, `zone` no rule, rules no format; only `files` and `given` open files, only
//!    `report` writes findings.
//! 4. Every name of a zone is absolute.
//! 5. Every record keeps the place where it was written, through `$INCLUDE` and `$GENERATE`.
//! 6. The same input gives the same bytes.
//! 7. Every rule has a page, and every page a rule.

pub mod baseline;
#[doc(hidden)]
pub mod bench;
pub mod config;
pub mod date;
pub mod declared;
pub mod discover;
pub mod file_name;
pub mod files;
mod filter;
pub mod finding;
#[doc(hidden)]
pub mod fuzz;
pub mod git;
pub mod given;
pub mod installed;
pub mod jobs;
pub mod named_conf;
pub mod nsd_conf;
pub mod octets;
pub mod origins;
pub mod owner;
pub mod progress;
pub mod report;
pub mod rules;
mod screen;
pub mod services;
pub mod sets;
pub mod settings;
pub mod source;
pub mod suppress;
pub mod syntax;
pub mod template;
pub mod text;
pub mod wildcards;
pub mod workspace;
pub mod zone;

mod gather;
mod hook;
mod lines;
mod lint;
mod listing;
mod machine;
mod nearest;
mod numbers;
mod reach;
mod repeats;
mod reuse;
mod since;
mod untracked;

pub use lint::{Fault, Input, Report, lint, load_workspace};
pub use machine::{Memory, ignore_full_files};
