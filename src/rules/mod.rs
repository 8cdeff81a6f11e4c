//! The rules, and how they are run over a workspace. Each rule is one file here and one page in
//! `rules/`, which holds its severity, its summary, its reasons and its tests.
//!
//! A rule is asked in two steps. `concerns` says from the sums in a `Look` whether there is anything to look at
//! in a zone: in most zones there is not, and the zone's records need not be kept. `check` gets a `Context`, and
//! reports. What a rule is made of, and how all are run, lies in `engine`; what several rules ask of a zone in
//! `facts`. `list` names every rule, and is what other rooms ask.
//!
//! Does not know where findings go, how they are shown, or what silences them.

mod address_as_target;
mod alias_without_service;
mod backup_preferred;
mod cname_target;
mod duplicate_record;
pub mod engine;
pub(crate) mod facts;
pub mod finding;
mod implicit_ttl;
mod include;
mod invalid_hostname_owner;
mod invalid_hostname_target;
mod large_answer;
mod list;
mod long_ttl;
mod malformed_owner;
mod missing_companion;
mod missing_trailing_dot;
pub mod missing_zone_file;
mod naptr_mismatch;
mod null_target;
mod occluded_record;
mod pointer_without_service;
mod refused_zone;
mod short_ttl;
mod single_point_of_failure;
pub mod syntax;
mod target_outside_domain;
mod target_without_address;
mod transports_differ;
mod ttl_mismatch;
mod unexpected_port;
mod unexpected_protocol;
mod unknown_origin;
mod unknown_service;
mod unreachable_target;
pub mod unused_suppression;
mod zero_weight;
pub mod zone_not_linted;

pub use crate::rules::engine::levels::Levels;
pub use crate::rules::engine::options::Options;
pub use crate::rules::engine::published::Published;
pub use crate::rules::engine::rule::Rule;
pub use crate::rules::list::{RULES, default_levels, default_options, find, relevance, run, unknown_rule};
