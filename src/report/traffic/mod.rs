//! Who gets the traffic, in octets: one format a file. What they share is in `listing`, `words`, `clients` and `changes`.
//!
//! Does not know how shares came to be.

mod changes;
mod clients;
mod csv;
mod format;
mod human;
mod human_changes;
mod json;
mod layout;
mod listing;
mod markdown;
mod mermaid;
mod svg;
mod words;

pub use crate::report::traffic::format::{ServicesFormat, write};
pub use crate::report::traffic::human::write as write_human;
pub use crate::report::traffic::json::schema;
pub use crate::report::traffic::layout::Layout;
pub use crate::report::traffic::listing::{Asking, Listing};
