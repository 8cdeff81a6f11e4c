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

/// A file with SRV records and no SOA record: a part of a zone, if one includes it.
#[derive(Debug, Clone)]
pub struct Fragment {
    /// Its path, as shown.
    pub path: String,
    /// Where it lies, links resolved.
    pub resolved: Arc<Path>,
    /// Why it is not a zone, in words.
    pub why: String,
}
