//! A run's outcome in octets: one format a file. Only this room writes findings.
//!
//! A format decides no order and counts nothing: `order` has the orders that several formats share, `severity_words`
//! what each of them calls a severity, `place` how they name files, `links` what leads to a line, `source_lines` the lines
//! with the token at fault, `escape` what text must become for their readers.
//!
//! Does not know files, the environment, nor how a finding came to be.

mod checkstyle;
mod concise;
mod edits;
mod escape;
mod excerpt;
mod fold;
mod format;
mod github;
mod gitlab;
mod html;
mod human;
mod json;
mod junit;
mod line_hash;
mod links;
pub mod manual;
mod markdown;
mod notes;
mod order;
mod paint;
mod patch;
mod place;
mod pretty;
mod rdjsonl;
mod records;
mod sarif;
mod schemas;
mod screen;
mod severity_words;
mod shorten;
mod simple_lines;
mod source_lines;
mod summary;
pub mod traffic;
mod wrap;

pub use crate::report::format::{Aids, Format, write, write_linked, write_on};
pub use crate::report::human::write_config_error;
pub use crate::report::json::{SCHEMA as JSON_SCHEMA, finding_objects, write_zones_json};
pub use crate::report::links::UrlTemplate;
pub use crate::report::order::statistics;
pub use crate::report::patch::write_patch;
pub use crate::report::records::{write as write_records, write_zones};
pub use crate::report::schemas::{explain_schema, rules_schema, zones_schema};
pub use crate::report::screen::Screen;
pub use crate::report::shorten::shorten;
pub use crate::report::summary::{fixable as fixable_line, plural, withheld as withheld_line};
pub use crate::report::summary::{gate as gate_lines, older as older_line, write as write_summary};
