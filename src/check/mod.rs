//! One run: what the user asked for, its stages, and what is left out of its findings.

pub mod baseline;
pub(crate) mod changes;
pub mod config;
pub(crate) mod merge;
pub mod options;
pub(crate) mod run;
pub mod suppress;
pub(crate) mod untracked;
