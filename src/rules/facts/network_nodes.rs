//! Services of the nodes of a network, such as an IMS, which only its other nodes ask for. Knows no rule.

use crate::rules::engine::context::Context;
use crate::rules::engine::srv_set::SrvSet;
use crate::syntax::name::label_texts;

/// A label but for the number at its end.
pub fn kind(label: &str) -> &str {
    label.trim_end_matches(|end: char| end.is_ascii_digit() || end == '-')
}

/// Whether a label of a set's owner, or of its first host, says that it is a node's, as the registry tells.
pub fn is_network_node(cx: &Context<'_>, set: &SrvSet<'_>) -> bool {
    let Some((service, _)) = set.service().filter(|(service, _)| !service.networks_exempt.is_empty()) else {
        return false;
    };
    let is_node = |label: &String| service.networks_exempt.iter().any(|node| node == kind(label));
    let host = set.iter().next().map(|(_, srv)| label_texts(&cx.name(&srv.target)));
    label_texts(&cx.name(&set.first().owner)).iter().any(is_node)
        || host.is_some_and(|labels| labels.iter().any(is_node))
}
