//! A view of a name server that loads a zone. Knows no configuration.

use crate::zone::origin_source::OriginSource;

/// One of several views that load a zone, which is the same in each of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InView {
    /// The view's name.
    pub view: String,
    /// How the zone's name became known there.
    pub origin_source: OriginSource,
}
