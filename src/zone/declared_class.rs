//! The class that a name server's configuration says a zone is of. Reads no configuration.

use hickory_proto::rr::DNSClass;

/// The class that a name server's configuration says a zone is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredClass {
    /// The class.
    pub class: DNSClass,
    /// Where it says so: the configuration's path as shown, and the line.
    pub place: String,
}
