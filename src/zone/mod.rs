//! One zone as a name server would load it, and which names exist in it.
//!
//! `load` resolves names, TTLs, `$INCLUDE` and `$GENERATE` of a text and makes a zone of it (`model`), whose
//! records (`record`, `rdata`) keep the places where they are written; what is wrong with the text is data
//! (`mistake`), and so are names that are not hosts' (`no_host`). `index` tells which names exist.
//!
//! Opens no file: `includes` says what the loader needs of the room that has files. Knows no rule and no
//! other zone.

mod addresses;
mod declared_class;
pub mod doubts;
mod encloser;
mod in_view;
pub mod includes;
pub mod index;
pub mod load;
pub mod mistake;
mod model;
pub mod no_host;
mod origin_source;
pub mod rdata;
mod record;
pub mod service_owner;
mod views;

pub use crate::zone::declared_class::DeclaredClass;
pub use crate::zone::doubts::Incomplete;
pub use crate::zone::in_view::InView;
pub(crate) use crate::zone::model::ReadRecords;
pub use crate::zone::model::Zone;
pub use crate::zone::origin_source::OriginSource;
pub(crate) use crate::zone::record::word_text;
pub use crate::zone::record::{
    NameRef, Naptr, Pointer, Rdata, Record, RelativeName, Srv, Ttl, TtlSource, WordOwner,
};
