//! What the paths of a run lead to and what is not read as a zone, with why. Decides nothing.

use std::path::Path;
use std::sync::Arc;

/// A file or directory that is not read as a zone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// Its path, as shown.
    pub path: String,
    /// Why.
    pub why: String,
}

/// A file with SRV records that does not read as a zone: a part of one, if one includes it.
#[derive(Debug, Clone)]
pub struct Fragment {
    /// Its path, as shown.
    pub path: String,
    /// Where it lies, links resolved.
    pub resolved: Arc<Path>,
    /// Why it is not a zone, in words.
    pub why: String,
    /// Whether it is certainly meant for a zone: it has an SOA record, which cannot be read as such.
    pub is_zone: bool,
}
