//! What there is to know of rules, in octets: `page` for people, from its Markdown, with `prose` and `table`; `listing` of
//! all rules for people and scripts; `json` of both.
//!
//! Knows the Markdown of our own pages alone.

mod json;
mod listing;
mod page;
mod prose;
mod table;

pub use crate::report::manual::json::{write_explained, write_listed};
pub use crate::report::manual::listing::{Columns, write_rules};
pub use crate::report::manual::page::write_page;
