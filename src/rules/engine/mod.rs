//! What every rule is made of, and how rules are run.

pub(crate) mod context;
pub mod levels;
pub(crate) mod listing;
pub mod look;
pub mod options;
pub mod page;
pub mod relevance;
pub mod rule;
pub mod run;
pub mod srv_set;
