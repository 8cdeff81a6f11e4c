//! The rdata of the types that rules read: from the words of a record (`read`, which takes them from `fields`
//! and says what is wrong with SRV records in `srv`), or from octets (`generic`, RFC 3597); what a NAPTR
//! record's substitution may be is in `naptr_regexp`. Knows no zone.

mod fields;
mod generic;
pub(crate) mod naptr_regexp;
mod read;
mod srv;
mod text;

pub(in crate::zone) use crate::zone::rdata::fields::{BadField, NameContext};
pub(in crate::zone) use crate::zone::rdata::generic::{octets, text_of};
pub(in crate::zone) use crate::zone::rdata::read::{read, read_usual};
pub use crate::zone::rdata::srv::host_and_port;
pub use crate::zone::rdata::text::quoted;
