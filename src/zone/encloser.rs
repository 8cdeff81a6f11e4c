//! Which name of a zone a wildcard stands below that answers for another name. Knows no record.

use hickory_proto::rr::Name;

use crate::syntax::name::NameKey;
use crate::zone::model::Zone;

impl Zone {
    /// The nearest name above `name` that exists here, or the root: its closest encloser (RFC 4592 section 3.3.1).
    pub fn closest_encloser(&self, name: &Name) -> Name {
        let mut above = name.base_name();
        while !above.is_root() && self.index().node(NameKey::of(&above)).is_none() {
            above = above.base_name();
        }
        above
    }
}
