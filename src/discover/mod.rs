//! Which files are zones, and of which names. Loads no record.

mod batch;
mod collect;
mod collector;
mod configurations;
pub mod file_name;
pub mod input;
mod look;
pub mod origin;
pub mod request;
pub mod server_config;
pub mod sniff;
pub mod template;
mod walk;
mod zone_file;
pub mod zone_pattern;

pub use crate::discover::batch::{Batch, BatchResult, Texts};
pub use crate::discover::collect::collect;
pub use crate::discover::collector::Collected;
pub use crate::discover::zone_file::{KnownFile, ZoneFile};
