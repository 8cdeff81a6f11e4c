//! What the configurations of name servers say about zone files: whose zone each is, in which views.
//!
//! A repository of zones mostly holds the configuration of the server that loads them, and nothing else says
//! as clearly which zone a file is. But it was written for another machine. Its paths
//! (`/etc/bind/zones/db.example`) are that machine's, so each stands for the file below the root that agrees
//! with it in the most components, and of several for the nearest to the configuration. Parts that it
//! includes may lie anywhere below the root, may be templates, and may be meant for several servers: so a
//! part is read on its own unless another includes it, and is declared once for each view that includes it.
//! What a configuration says wrongly costs one zone and no more, for its mistakes are its server's to report.
//!
//! A file's name and its beginning tell whose configuration it is (`dialect`); of one that the user names, its text (`named`).
//! BIND's is a tree of statements
//! (`token`, `bind`), NSD's and Knot's are lists of attributes (`nsd`); all are read to the same words
//! (`statement`). `declarations` finds the files and follows the includes, within bounds: a few lines can ask
//! for millions of zones.
//!
//! A configuration that the user names outdoes those that were found. A name that most of a file's own
//! absolute names contradict is not believed; that is judged in `discover/origin.rs`.
//!
//! The very file at the path that is declared outdoes all that agree with it less, also where a walk does not show it
//! (`exact`): then nothing is judged in its place, and `missing` tells why.
//!
//! Does not know records, and decides no zone's name.

mod alike;
mod bind;
mod check_names;
mod configuration;
mod copies;
mod declaration;
mod declarations;
mod dialect;
mod exact;
mod missing;
mod named;
mod nsd;
mod reader;
mod statement;
mod token;
mod tree;

pub use crate::discover::server_config::alike::AlikeViews;
pub use crate::discover::server_config::bind::{looks_like_named_conf, parse_named_conf};
pub use crate::discover::server_config::declaration::{Declaration, NamedFiles};
pub use crate::discover::server_config::declarations::Declarations;
pub use crate::discover::server_config::dialect::dialect;
pub use crate::discover::server_config::missing::{IS_DIRECTORY, MissingFile, PassedOver, Unjudged};
pub use crate::discover::server_config::named::{Doubt, doubt, file_name_of};
pub use crate::discover::server_config::nsd::{parse_knot_conf, parse_nsd_conf};
pub use crate::discover::server_config::reader::LARGEST;
