//! Who gets the traffic, in octets: one format a file. What they share is in `listing`.
//!
//! Does not know how shares came to be.

mod format;
mod human;
mod json;
mod listing;
mod words;

pub use crate::report::traffic::format::{ServicesFormat, write};
pub use crate::report::traffic::human::{Layout, write as write_human};
pub use crate::report::traffic::json::SCHEMA;
pub use crate::report::traffic::listing::Listing;
