//! One run, from what the user asked for to what is left to say.
//!
//! `run` is the pipeline: the files and zones that the `options` ask for, the findings of the rules, what comments and
//! the configuration `suppress`, what is known already because of `changes` or a `baseline`, and the order in which
//! findings are shown (`merge`). An `outcome` is what is left, counted once; it alone decides how the program ends.
//!
//! Does not know terminals, formats or the environment: a run is a function of its arguments and of the files.

pub mod baseline;
pub(crate) mod changes;
pub mod config;
pub(crate) mod fingerprint;
pub(crate) mod merge;
pub mod options;
pub mod outcome;
pub(crate) mod run;
pub mod summary;
pub mod suppress;
pub(crate) mod untracked;
