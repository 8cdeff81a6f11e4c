//! The rules, and how they are run over a workspace. Each rule is one file here and one page in
//! `rules/`, which holds its severity, its summary, its reasons and its tests.

mod address_as_target;
mod cname_target;
mod duplicate_record;
pub mod engine;
pub(crate) mod facts;
pub mod finding;
mod implicit_ttl;
mod invalid_hostname_target;
mod long_ttl;
mod loopback_target;
mod malformed_owner;
mod missing_companion;
mod missing_trailing_dot;
mod naptr_mismatch;
mod null_target;
mod occluded_record;
mod short_ttl;
mod single_point_of_failure;
mod target_without_address;
mod ttl_mismatch;
mod unexpected_port;
mod unexpected_protocol;
mod unknown_origin;
mod unknown_service;
mod zero_weight;

use crate::base::progress::Progress;
pub use crate::rules::engine::levels::Levels;
pub use crate::rules::engine::options::Options;
use crate::rules::engine::page::is_on_by_default;
use crate::rules::engine::relevance::Selection;
pub use crate::rules::engine::rule::Rule;
use crate::rules::engine::rule::rule;
use crate::rules::finding::Finding;
use crate::workspace::Workspace;
use crate::zone::Zone;

const _: () = assert!(RULES.len() <= u32::BITS as usize, "each rule has a bit of `Relevance`");

/// Every rule, in the order in which they are listed.
pub static RULES: &[Rule] = &[
    rule!("syntax"),
    rule!("include"),
    rule!("unknown-origin", unknown_origin),
    rule!("missing-trailing-dot", targets and missing_trailing_dot),
    rule!("cname-target", targets of cname_target),
    rule!("target-without-address", targets of target_without_address),
    rule!("zero-weight", zero_weight),
    rule!("long-ttl", long_ttl),
    rule!("short-ttl", short_ttl),
    rule!("ttl-mismatch", ttl_mismatch),
    rule!("implicit-ttl", implicit_ttl),
    rule!("null-target", null_target),
    rule!("address-as-target", targets of address_as_target),
    rule!("invalid-hostname-target", targets of invalid_hostname_target),
    rule!("loopback-target", targets of loopback_target),
    rule!("malformed-owner", malformed_owner),
    rule!("unknown-service", unknown_service),
    rule!("occluded-record", occluded_record),
    rule!("duplicate-record", duplicate_record),
    rule!("unexpected-port", unexpected_port),
    rule!("unexpected-protocol", unexpected_protocol),
    rule!("missing-companion", missing_companion),
    rule!("naptr-mismatch", naptr_mismatch),
    rule!("single-point-of-failure", single_point_of_failure),
    rule!("unused-suppression"),
];

/// The rule with this name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// The message about a name that no rule has.
pub fn unknown_rule(name: &str) -> String {
    engine::levels::unknown_rule(name, RULES.iter().map(|rule| rule.name))
}

/// What rules read unless the user says otherwise.
pub fn default_options() -> Options {
    Options::new(Levels::new(RULES.iter().map(|rule| (rule.name, is_on_by_default(rule.page)))))
}

/// The rules that run over zones with these levels.
pub fn selection(levels: &Levels) -> Selection {
    Selection::of(RULES, levels)
}

/// What every rule that `options` selects finds in the zones that are `wanted`; all zones can answer. Findings
/// come in no order.
pub fn run(
    workspace: &Workspace,
    options: &Options,
    wanted: &dyn Fn(&Zone) -> bool,
    progress: &Progress,
) -> Vec<Finding> {
    engine::run::run(RULES, workspace, options, wanted, progress)
}
