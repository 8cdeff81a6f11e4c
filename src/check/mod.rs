//! One run, from what the user asked for to what is left to say.
//!
//! `run` is the pipeline: the files and zones that the `options` ask for, the findings of the rules, what comments and
//! the configuration `suppress`, what is known already because of `changes` or a `baseline`, and the order in which
//! findings are shown (`merge`). An `outcome` is what is left, counted once; it alone decides how the program ends.
//!
//! Does not know terminals, formats or the environment: a run is a function of its arguments and of the files.

mod alike;
mod baseline;
mod changed_meanwhile;
mod changes;
pub mod config;
mod context;
mod fingerprint;
mod fix;
mod merge;
mod missing_files;
mod options;
mod outcome;
mod run;
mod secret_words;
mod secrets;
mod services;
mod summary;
mod suppress;
mod untracked;
mod without_record;

pub use crate::check::baseline::file::KnownFinding;
pub use crate::check::changes::law::Gate;
pub use crate::check::fix::{FixRequest, Fixed, FixedFile, fix, patch, path_from};
pub use crate::check::options::{ConfigFile, Options};
pub use crate::check::outcome::{Exit, Outcome};
pub use crate::check::run::{check, check_zones, load_workspace, refused};
pub use crate::check::services::{Before, ServicesOutcome, services};
pub use crate::check::summary::Summary;
pub use crate::check::suppress::comment::last_day;
