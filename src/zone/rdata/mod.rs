//! The rdata of records: its words to octets, octets to the text that BIND writes, and, of the types that rules
//! read, to fields.
//!
//! `types` says of every type that BIND 9.18 knows which fields its rdata has. Each field has a `kind`: how its
//! words become octets, which octets may stand for it, and how it is written; the kinds lie in a file a family.
//! `canonical` goes through a record's fields. `read` reads the types that rules read, with the place of each
//! field: it takes the words from `fields` and says what is wrong with SRV records in `srv`, which
//! asks `srv_few` what was meant by too few, and `srv_ttl` whether one is a TTL. `generic` reads the
//! form of RFC 3597. Knows no zone.

mod address;
mod canonical;
mod digits;
mod dnssec;
mod doh_path;
mod fields;
mod gateway;
mod generic;
mod kind;
mod location;
mod mnemonic;
mod naptr;
pub(crate) mod naptr_regexp;
mod nsap;
mod number;
mod read;
mod service_binding;
mod srv;
mod srv_few;
mod srv_ttl;
mod string;
mod text;
mod types;
mod wks;

pub(in crate::zone) use crate::zone::rdata::canonical::{check, octets_of, text_of};
pub(in crate::zone) use crate::zone::rdata::digits::base32_octets;
pub use crate::zone::rdata::fields::TAKES_TYPE;
pub(in crate::zone) use crate::zone::rdata::fields::{BadField, NameContext};
pub(in crate::zone) use crate::zone::rdata::generic::octets;
pub(in crate::zone) use crate::zone::rdata::kind::{Bad, Reader};
pub use crate::zone::rdata::read::PREFERENCE_MISSING;
pub(in crate::zone) use crate::zone::rdata::read::{is_read, read, read_usual};
pub use crate::zone::rdata::srv::{FIELDS, fields_in_order};
pub use crate::zone::rdata::srv_few::{few_fields, host_and_port, service_and_port};
pub use crate::zone::rdata::srv_ttl::{FieldsAndTtl, fields_and_ttl};
