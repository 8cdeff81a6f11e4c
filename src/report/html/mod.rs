//! An outcome as one HTML page, which needs no script and loads nothing: it can be kept, sent, or put on a server as it
//! is. It is well-formed XML too, so that tests can read it.
//!
//! `page` is the whole of it, `overview` its tables, `findings` the findings by zone, `services` who
//! gets the traffic, `rule_pages` the pages of the rules, `text` makes text harmless, `style` holds the style sheet and the policy that lets nothing else in.

mod findings;
mod groups;
mod overview;
mod page;
mod rule_pages;
mod services;
mod style;
mod text;

pub use crate::report::html::page::{write, write_listing};
