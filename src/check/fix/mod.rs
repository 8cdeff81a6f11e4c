//! Fixes, made only if they are proved.
//!
//! A zone's meaning is its set of records. So a fix can be proved: `records` sums up what a zone holds and what `edits` say
//! that it becomes, and `proof` loads every zone that reads an edited file again, in memory, and compares. In each run
//! `weigh` proves the fixes that findings offer, one at a time; what fails is only shown. To fix files, `rounds` runs, has
//! `plan` choose the fixes that can be made together, and runs again on the texts that come of it, until none is left. Fixes
//! that let a zone be read are proved and made before the others (`claims`).
//! `serial` and `ignores` add what the user asked for besides; `patch` shows the change. `permission` tells which files may
//! be changed.
//!
//! Writes no file: that is for the program.

mod changed;
mod claims;
mod edited;
mod edited_origins;
pub(in crate::check) mod edits;
mod generated;
mod grown_owner;
mod ignores;
mod known;
mod patch;
pub(in crate::check) mod permission;
mod plan;
mod proof;
mod records;
mod rounds;
mod serial;
mod sum;
pub(crate) mod weigh;

pub use crate::check::fix::patch::{patch, path_from};
pub use crate::check::fix::rounds::{FixRequest, Fixed, FixedFile, fix};
