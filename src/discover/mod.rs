//! Which files are zones, and of which names.
//!
//! Nothing says so in one place. A walk of the paths that the user names (`collect`) looks into each file
//! (`sniff`): a zone has an SOA, itself or in a file that it includes (`included`). A file of templates looks the
//! same and is none (`template`). Whose zone a file is, the first of several sources tells (`origin`): the user,
//! the SOA's owner, the configuration of a name server (`server_config`), the file's name (`file_name`), the names in it
//! (`inside`, and of these the `owners`).
//!
//! Does not know records or rules, and loads no zone: it hands files to what does.

mod around;
mod assumed;
mod backup_name;
mod batch;
mod collect;
mod collected;
mod collector;
mod configurations;
mod evidence;
mod export_layout;
mod exporter;
mod file_name;
mod included;
mod input;
mod inside;
mod left_out;
mod look;
mod of_file;
mod one_for_views;
mod origin;
mod owners;
mod request;
pub mod server_config;
mod short_name;
mod sniff;
mod soa_shape;
mod survey;
mod tell;
mod template;
mod walk;
mod zone_file;
mod zone_like;
mod zone_pattern;

pub use crate::discover::around::{Around, is_in_repository};
pub use crate::discover::assumed::AssumedOrigin;
pub use crate::discover::backup_name::passed_over;
pub use crate::discover::batch::{Batch, BatchResult, Texts};
pub use crate::discover::collect::collect;
pub use crate::discover::collected::Collected;
pub use crate::discover::configurations::read_by_servers;
pub use crate::discover::export_layout::layout_of_export;
pub use crate::discover::exporter::{is_export, is_of_cloudflare};
pub use crate::discover::input::{Input, RunFault};
pub use crate::discover::left_out::{Fragment, LeftOut};
pub use crate::discover::look::is_raw;
pub use crate::discover::one_for_views::{count_apart, in_alike_views};
pub use crate::discover::origin::{Evidence, origins};
pub use crate::discover::request::Request;
pub use crate::discover::sniff::{SNIFFED, absolute, is_zone, may_be_zone};
pub use crate::discover::survey::{ZoneSeen, zones_seen};
pub use crate::discover::template::{bare_words, is_bare_word};
pub use crate::discover::zone_file::{KnownFile, ZoneFile};
pub use crate::discover::zone_like::is_zone_like;
pub use crate::discover::zone_pattern::{PLACEHOLDER, ZonePattern, mapped_origin};
