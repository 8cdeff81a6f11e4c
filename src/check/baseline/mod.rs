//! Findings that are known already: a file of them, and what a run finds besides.
//!
//! A finding is known by its rule, zone, owner and detail. Lines do not count, so that it stays known when records move;
//! the path is only a hint, so that it stays known when its file does.

pub mod apply;
mod compare;
pub mod file;
pub mod options;
