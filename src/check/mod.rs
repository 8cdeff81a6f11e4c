//! One run: what the user asked for, its stages, and what is left out of its findings.

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
