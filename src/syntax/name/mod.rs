//! Domain names: as text, as numbers that are quick to compare, and what holds many of them.
//!
//! A name of a zone is kept as a `NameKey`, eight octets, and as the place where it is written; its text is
//! read again when a message wants it. Knows no zone.

pub(crate) mod filter;
mod host;
mod key;
pub(crate) mod numbering;
mod origin;
pub mod recent;
mod text;

pub use crate::syntax::name::host::{
    are_host_labels, is_host_label, is_host_name, is_public_top_level_domain, is_top_level_domain,
    with_final_dot,
};
pub use crate::syntax::name::key::{KeyHasher, NameKey};
pub use crate::syntax::name::origin::Origin;
pub use crate::syntax::name::text::{
    BadName, absolute_name, display_name, display_plain, label_texts, name_key, origin_text, parse_name,
    relative_to,
};
