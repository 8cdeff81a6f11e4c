//! What every rule is made of, and how rules are run.

pub(crate) mod capped;
pub mod context;
pub mod draft;
pub mod levels;
pub mod look;
pub mod options;
pub mod page;
pub mod published;
pub mod relevance;
pub mod rule;
pub mod run;
pub mod srv_set;
