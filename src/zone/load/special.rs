//! A record whose octets tell, with others, whether BIND refuses the zone. Knows not for what.

use crate::base::span::Span;
use crate::zone::record::NameRef;

/// Such a record.
#[derive(Debug)]
pub(super) struct Special {
    /// The number of its type.
    pub rtype: u16,
    pub owner: NameRef,
    /// Its owner, or the record where that is inherited.
    pub place: Span,
    pub octets: Vec<u8>,
}
