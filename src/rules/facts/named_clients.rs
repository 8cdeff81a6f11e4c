//! What named clients of a service do with what a rule reports, in sentences. Knows what `rules/clients.toml` has.

use crate::rules::engine::context::Context;
use crate::rules::engine::srv_set::SrvSet;
use crate::workspace::clients::{Behaviour, Effect};

/// How many clients are named in a finding.
const MOST_CLIENTS: usize = 2;

/// Whether what `rule` reports keeps a client that looks up the set's service by itself from finding it.
pub fn breaks_some_client(cx: &Context<'_>, set: &SrvSet<'_>, rule: &str) -> bool {
    let Some((service, _)) = set.service() else { return false };
    let breaks = |behaviour: &Behaviour| behaviour.with == rule && behaviour.effect == Effect::Breaks;
    cx.options.clients.of(&service.name).any(|client| client.does.iter().any(breaks))
}

/// What clients that look up the set's service by themselves do with what `rule` reports, the worst first; not those that
/// get along.
pub fn what_clients_do(cx: &Context<'_>, set: &SrvSet<'_>, rule: &str) -> Vec<String> {
    let Some((service, _)) = set.service() else { return Vec::new() };
    let behaviours = cx.options.clients.of(&service.name).flat_map(|client| {
        let with_rule = client.does.iter().filter(|behaviour| behaviour.with == rule);
        with_rule.map(move |behaviour| (behaviour.effect, &*client.title, &*behaviour.says))
    });
    let mut behaviours: Vec<_> = behaviours.filter(|(effect, ..)| *effect != Effect::Copes).collect();
    behaviours.sort_by_key(|(effect, ..)| *effect);
    behaviours.truncate(MOST_CLIENTS);
    behaviours.into_iter().map(|(_, title, says)| format!("{title} {says}")).collect()
}
