//! The list of rules, and what is asked of all of them. The only file that names every rule; no rule and
//! nothing that rules are made of imports it.

use crate::base::progress::Progress;
use crate::rules::engine::levels::{self, Levels, current_name};
use crate::rules::engine::look::Look;
use crate::rules::engine::options::Options;
use crate::rules::engine::page::is_on_by_default;
use crate::rules::engine::relevance::Selection;
use crate::rules::engine::rule::{Rule, rule};
use crate::rules::engine::run;
use crate::rules::finding::Finding;
use crate::rules::{
    address_as_target, alias_without_service, backup_preferred, cname_target, duplicate_record, implicit_ttl,
    include, invalid_hostname_owner, invalid_hostname_target, large_answer, long_ttl, malformed_owner,
    missing_companion, missing_trailing_dot, naptr_mismatch, null_target, occluded_record,
    pointer_without_service, refused_zone, short_ttl, single_point_of_failure, syntax, target_outside_domain,
    target_without_address, transports_differ, ttl_mismatch, unexpected_port, unexpected_protocol,
    unknown_origin, unknown_service, unreachable_target, zero_weight,
};
use crate::workspace::srv_sets::SrvSets;
use crate::workspace::{Relevance, Workspace};
use crate::zone::Zone;
use crate::zone::mistake::Mistake;

const _: () = assert!(RULES.len() <= u64::BITS as usize, "each rule has a bit of `Relevance`");

/// Every rule, in the order in which they are listed.
pub const RULES: &[Rule] = &[
    rule!("syntax", syntax),
    rule!("include", include),
    rule!("refused-zone", refused_zone),
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
    rule!("invalid-hostname-target", targets and invalid_hostname_target),
    rule!("invalid-hostname-owner", invalid_hostname_owner),
    rule!("unreachable-target", targets of unreachable_target),
    rule!("malformed-owner", malformed_owner),
    rule!("unknown-service", unknown_service),
    rule!("occluded-record", children and occluded_record),
    rule!("duplicate-record", duplicate_record),
    rule!("unexpected-port", unexpected_port),
    rule!("unexpected-protocol", unexpected_protocol),
    rule!("missing-companion", missing_companion),
    rule!("naptr-mismatch", naptr_mismatch),
    rule!("alias-without-service", alias_without_service),
    rule!("pointer-without-service", pointer_without_service),
    rule!("target-outside-domain", target_outside_domain),
    rule!("transports-differ", transports_differ),
    rule!("large-answer", large_answer),
    rule!("backup-preferred", backup_preferred),
    rule!("single-point-of-failure", single_point_of_failure),
    rule!("missing-zone-file"),
    rule!("zone-not-linted"),
    rule!("unused-suppression"),
];

/// The rule with this name, or that had it before.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == current_name(name))
}

/// The message about a name that no rule has.
pub fn unknown_rule(name: &str) -> String {
    levels::unknown_rule(name, RULES.iter().map(|rule| rule.name))
}

/// What rules read unless the user says otherwise.
pub fn default_options() -> Options {
    Options::new(default_levels())
}

/// Which rules run by default, with their own severities.
pub fn default_levels() -> Levels {
    Levels::new(RULES.iter().map(|rule| (rule.name, is_on_by_default(rule.page))))
}

/// Tells which of the rules that `options` selects have something to look at in a zone.
pub fn relevance(options: &Options) -> impl Fn(&Zone, &[Mistake], &SrvSets) -> Relevance + Sync {
    let selection = Selection::of(RULES, &options.levels);
    move |zone, mistakes, sets| selection.relevance(&Look { zone, mistakes, sets, options })
}

/// What every rule that `options` selects finds in the zones that are `wanted`; all zones can answer.
/// Findings come in no order.
pub fn run(
    workspace: &Workspace,
    options: &Options,
    wanted: &dyn Fn(&Zone) -> bool,
    progress: &Progress,
) -> Vec<Finding> {
    run::run(RULES, workspace, options, wanted, progress)
}
