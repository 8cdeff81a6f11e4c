//! A file that is read as a zone, and what may be known of a file before it is read. Opens none.

use std::path::Path;
use std::sync::Arc;

use crate::base::span::SourceId;
use crate::discover::sniff::SoaOwner;

/// A file that is read as a zone.
#[derive(Debug)]
pub struct ZoneFile {
    /// Its text.
    pub source: SourceId,
    /// Its place among the files that are read as zones, in the order in which they were named or found.
    pub turn: usize,
    /// The root that its includes are confined to.
    pub root: Arc<Path>,
    /// The absolute paths under which the run reaches it: its own, and those of links to it.
    pub paths: Vec<Arc<Path>>,
    /// Whether it is a zone of its own even if another zone includes it: it was named, or was a zone in the base.
    pub is_told: bool,
    /// What its SOA says, where that was found out already.
    pub soa: Option<SoaOwner>,
}

/// What is known of a file without reading it.
#[derive(Debug, Clone)]
pub enum KnownFile {
    /// It is a zone's, and has this text, of which that is what its SOA says, if it was found out.
    Zone(SourceId, Option<SoaOwner>),
    /// A walk does not take it for a zone's.
    NoZone,
    /// The base that the run is compared with has another text there, which is a zone's: so this one should
    /// be.
    WasZone,
}
