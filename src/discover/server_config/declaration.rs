//! What a server's configuration says of one zone and its file, and of all files. Knows no configuration.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use hickory_proto::rr::{DNSClass, Name};

/// A zone that a server's configuration makes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// The zone's name.
    pub origin: Name,
    /// Whether that looks like a template's placeholder, of which only a server knows that it is none.
    pub is_placeholder: bool,
    /// The view it stands in.
    pub view: Option<String>,
    /// Where it stands: the configuration's path as shown, and the line.
    pub place: String,
    /// The configuration, as a number.
    pub configuration: usize,
    /// Whether the user named the configuration; such a one outdoes those that were found.
    pub named: bool,
    /// Why its server loads names that are not hosts' (`check-names`); `None` if it refuses the zone.
    pub unchecked: Option<String>,
    /// Its class.
    pub class: DNSClass,
}

/// What a configuration that the user named declares, itself or by what it includes.
#[derive(Debug, Default)]
pub struct NamedFiles {
    /// The zones' files.
    pub files: BTreeSet<Arc<Path>>,
    /// Where its relative paths begin on the server, if it says that.
    pub directory: Option<String>,
}
