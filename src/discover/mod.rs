//! Which files are zones, and of which names. Loads no record.

pub(crate) mod collect;
pub mod file_name;
pub mod input;
pub mod origin;
pub mod request;
pub mod server_config;
pub mod sniff;
pub mod template;
pub mod zone_pattern;
