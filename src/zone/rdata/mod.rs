//! The rdata of the types that rules read: from the words of a record (`fields`) or from octets (`generic`, RFC 3597),
//! and what a NAPTR record's substitution may be (`naptr_regexp`). Knows no zone.

pub(in crate::zone) mod fields;
pub(in crate::zone) mod generic;
pub(crate) mod naptr_regexp;

pub use crate::zone::rdata::fields::{host_and_port, quoted};
