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

pub mod base;
pub mod check;
pub mod cli;
pub mod discover;
pub mod files;
#[doc(hidden)]
pub mod internals;
pub mod report;
pub mod rules;
pub mod syntax;
pub mod workspace;
pub mod zone;

pub use crate::base::unchecked::{Memory, ignore_full_files};
pub use crate::check::outcome::Outcome;
pub use crate::check::run::{check, load_workspace};
pub use crate::discover::input::{Input, RunFault};
