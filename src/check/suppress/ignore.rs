//! An entry of the configuration that silences findings. Does not know how it is written.

use std::ops::Range;

use crate::base::date::Date;
use crate::base::glob::PathGlobs;
use crate::check::suppress::owner_globs::OwnerGlobs;

/// Findings that the configuration silences.
#[derive(Debug, Clone)]
pub struct Ignore {
    /// The rules.
    pub rules: Vec<&'static str>,
    /// The files, if not all.
    pub paths: Option<PathGlobs>,
    /// The owners, if not all.
    pub owners: Option<OwnerGlobs>,
    /// The last day on which it counts, and the octets of the file that say so.
    pub until: Option<(Date, Range<usize>)>,
}
