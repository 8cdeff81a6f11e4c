//! Who gets the traffic, in octets: one format a file. What they share is in `listing`, `apart`, `words`, `clients` and `changes`.
//!
//! Does not know how shares came to be.

mod apart;
pub(in crate::report) mod changes;
pub(in crate::report) mod clients;
mod csv;
mod format;
mod human;
mod human_changes;
mod json;
mod layout;
pub(in crate::report) mod listing;
mod markdown;
pub(in crate::report) mod marks;
mod mermaid;
mod svg;
pub(in crate::report) mod words;

pub use crate::report::traffic::format::{ServicesFormat, write};
pub use crate::report::traffic::human::write as write_human;
pub use crate::report::traffic::json::schema;
pub use crate::report::traffic::layout::Layout;
pub use crate::report::traffic::listing::{Asking, Listing};
