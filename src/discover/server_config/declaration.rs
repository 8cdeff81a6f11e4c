//! What a server's configuration says of one zone and its file. Knows no configuration.

use hickory_proto::rr::Name;

/// A zone that a server's configuration makes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// The zone's name.
    pub origin: Name,
    /// The view it stands in.
    pub view: Option<String>,
    /// Where it stands: the configuration's path as shown, and the line.
    pub place: String,
    /// The configuration, as a number.
    pub configuration: usize,
    /// Whether the user named the configuration; such a one outdoes those that were found.
    pub named: bool,
    /// Why its server loads names that are no hosts' (`check-names`); `None` if it refuses the zone.
    pub unchecked: Option<String>,
}
