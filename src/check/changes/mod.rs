//! What is new since a revision, or touched by a commit.

pub(crate) mod hook;
pub(crate) mod impact;
pub(crate) mod reuse;
pub(crate) mod since;
