//! What every rule is made of, and how rules are run.

pub(crate) mod listing;
pub mod page;
pub mod relevance;
