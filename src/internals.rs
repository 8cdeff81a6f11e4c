//! What benchmarks, fuzz targets and tests use beside the API: re-exports, by room. No promise is made of them.

#![allow(missing_docs)]

pub mod base {
    pub use crate::base::printable::harmless_text;
    pub use crate::base::progress::Progress;
    pub use crate::base::source::{Needless, Sources};
    pub use crate::base::span::Span;
}

pub mod syntax {
    pub use crate::syntax::lexer::{Kind, Tokens};
    pub use crate::syntax::name::{NameKey, absolute_name};
    pub use crate::syntax::simple_line::Cutter;
    pub use crate::syntax::{Entry, Parser, Start, Word};
}

pub mod zone {
    pub use crate::zone::includes::NoIncludes;
    pub use crate::zone::index::Types;
    pub use crate::zone::load::{Loaded, LoadedRecord, Observer, PerRun, Request, load};
    pub use crate::zone::mistake::MistakeKind;
    pub use crate::zone::{Record, Zone};
}

pub mod files {
    pub use crate::files::Files;
}

pub mod discover {
    pub use crate::discover::Input;
    pub use crate::discover::mapped_origin;
    pub use crate::discover::server_config::{
        dialect, looks_like_named_conf, parse_knot_conf, parse_named_conf, parse_nsd_conf,
    };
    pub use crate::discover::{AssumedOrigin, Evidence, origins};
}

pub mod workspace {
    pub use crate::workspace::load::may_add_texts;
    pub use crate::workspace::{FileIncludes, Member, Relevance, Workspace};
}

pub mod rules {
    pub use crate::rules::finding::Finding;
    pub use crate::rules::{Published, RULES, default_options, relevance, run};
}

pub mod check {
    pub use crate::check::config::{ConfigError, Settings};
    pub use crate::check::{ConfigFile, Options, Outcome, check, check_zones};
}

pub mod report {
    pub use crate::report::traffic::ServicesFormat;
    pub use crate::report::{
        Format, Screen, write, write_config_error, write_on, write_records, write_zones,
    };
}
