//! Entries to a zone, in the way of BIND's `load_text` (`lib/dns/master.c`).
//!
//! `run` reads a file and those that it includes, entry by entry. Each kind of entry has a file here that
//! does what it says to the loader's `state`: `record`, with the `owner` and the `ttl` that it may inherit,
//! `include`, `generate`; `generated` finds the way back from a generated line to its directive. What is wrong becomes
//! a `mistake`, and what BIND refuses of a zone as a whole a `refusal`, with its `name_servers` and what stands at the
//! `same_owner`; `meant` reads names that lack their dot as they were meant, `meant_rdata` says so of words behind a type,
//! `parted_name` of several where one name belongs, `parted` of one where several belong; `relative_names` notes those that rules look at; `broken_lines` and `continued` find the rest of a record in the next lines,
//! `pasted` knows what other programs put into zone files, `kind_of_text` what a text is that is no zone, `foreign_lines` what they print, `page_line` the lines of pages and
//! panels, and `budget` bounds what a zone and a run may spend.
//!
//! Opens no file and knows no rule.

mod broken_lines;
mod budget;
mod continued;
mod foreign_lines;
mod generate;
mod generate_text;
pub mod generated;
mod include;
mod kind_of_text;
mod lost_origin;
mod meant;
mod meant_rdata;
mod mistake;
mod name_servers;
mod no_host;
mod outside;
mod owner;
mod page_line;
mod parted;
mod parted_name;
mod pasted;
mod pasted_text;
mod record;
mod refusal;
mod relative_names;
mod request;
mod run;
mod same_owner;
mod special;
mod stand_in;
mod state;
mod ttl;
mod word_owner;

pub use crate::zone::load::budget::PerRun;
pub use crate::zone::load::foreign_lines::{FOREIGN_LINE, marks_of_windows};
pub use crate::zone::load::parted::{NOT_PARTED, PARTED_BY};
pub use crate::zone::load::parted_name::SEVERAL_WORDS;
pub use crate::zone::load::pasted::STANDS_HERE;
pub use crate::zone::load::request::{Loaded, LoadedRecord, Observer, Request};
pub use crate::zone::load::run::load;
pub use crate::zone::load::stand_in::NOT_FILLED_IN;
