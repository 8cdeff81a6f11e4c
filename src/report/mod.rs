//! A run's outcome in octets: one format a file. Only this room writes findings.
//!
//! A format decides no order and counts nothing: `order` has the orders that several formats share, `severity_words`
//! what each of them calls a severity, `place` how they name files, `escape` what text must become for their readers.
//!
//! Does not know files, the environment, nor how a finding came to be.

pub mod checkstyle;
pub mod escape;
pub mod format;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod json;
pub mod junit;
pub mod line_hash;
pub mod markdown;
pub mod order;
pub mod place;
pub mod rdjsonl;
pub mod records;
pub mod sarif;
mod severity_words;
pub mod shorten;
pub mod summary;

pub use crate::report::format::{Format, write};
