//! Comments, and entries of the configuration, that silence findings: which finding each of them covers, and which cover
//! none.
//!
//! A `comment` covers the entry that it stands in or before, with all its physical lines; with `ignore-file`, its file.
//! An `ignore` of the configuration covers what its paths, owners and rules match. A finding is matched by its primary
//! place alone. What is `almost` such a comment is told of. Files without the text `srvlint`, or one like it, are not looked at.
//!
//! Silences findings in one pass (`apply`); says nothing of how they are shown.

mod almost;
pub mod apply;
pub mod comment;
mod deletion;
pub mod ignore;
mod ignores;
pub mod owner_globs;
