//! What is wrong with the owner of an SRV set, and which name was meant: asked by the rule that reports it, and by those that
//! would else miss a name that is only misspelt. Does not know how it is reported.

use hickory_proto::rr::Name;

use crate::base::spelling::distance;
use crate::rules::engine::context::Context;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::badly_written::{apart, badly_written, grown_protocol, misspelt};
use crate::rules::facts::netlogon::misspelt_place;
use crate::rules::facts::odd_labels::{
    BARE, NAME_IT, OwnerProblem, at_signs, inner_wildcard, is_placeholder_protocol, lookalikes, unclear,
};
use crate::rules::facts::odd_pair::odd_pair;
use crate::rules::facts::owner_around::{
    host_first, is_over_transports, odd_base, protocol_at, service_behind_host, turned_behind_host,
    wildcard_first,
};
use crate::rules::facts::owner_labels::{BEGIN_BLANK, is_class, is_placeholder, repaired};
use crate::rules::facts::owner_words::{glued_protocol, run_together, spelled_again, split_service};
use crate::rules::facts::part_of_zone::is_whole;
use crate::rules::facts::plain_owner::{has_plain_labels, is_plain, may_be_odd};
use crate::rules::facts::service_by_port::{at_plain_name, placeholder, without_protocol, without_service};
use crate::rules::facts::tls_form::meant_tls_form;
use crate::rules::facts::trailing_dot::name_once;
use crate::syntax::name::label_texts;
use crate::workspace::services::Registry;
use crate::zone::Zone;
use crate::zone::index::Located;
use crate::zone::service_owner::{TRANSPORTS, begins_comment_elsewhere, below};

/// What is wrong with an owner of another record than SRV that is meant for a service's name, at which the service has this
/// port; the first `own` of its labels do not belong to the zone's name. The name that is proposed has nothing wrong with it.
pub fn alias_problem(cx: &Context<'_>, port: Option<u16>, name: &Name, own: usize) -> Option<OwnerProblem> {
    let labels = label_texts(name);
    let pair = || at_signs(&labels, own).or_else(|| odd_pair(cx, None, &labels, own));
    let is_service =
        || has_pair(&cx.options.services, &labels) || labels.first().is_some_and(|label| label == "*");
    let whole = || if is_service() { None } else { problem(cx, (None, port), &labels, own) };
    let found = pair().or_else(|| odd_base(cx, port, &labels, own)).or_else(whole)?;
    Some(settled(cx, port, name, own, found))
}

/// What is wrong with the owner of a set, if something is. The name that is proposed has nothing wrong with it.
pub fn owner_problem(cx: &Context<'_>, set: &SrvSet<'_>) -> Option<OwnerProblem> {
    let (zone, record) = (cx.zone, set.first());
    if !may_be_odd(set, zone) {
        return None;
    }
    let port = record.srv().filter(|srv| !srv.is_null()).map(|srv| srv.port);
    // Of most owners the text tells that nothing is wrong.
    let named = || {
        let (name, _) = name_once(zone, cx.workspace, &record.owner);
        let own = own_labels(zone, &name);
        (name, own)
    };
    if begins_comment_elsewhere(cx.sources.bytes(record.owner.span)) {
        return Some(unclear("begins as comments do elsewhere: this is a record".to_owned(), COMMENT_OUT));
    }
    if !is_whole(cx, &record.owner) {
        // What stands first is wrong in every zone.
        let (name, own) = named();
        let labels = label_texts(&name);
        let written = || badly_written(cx, &labels, own).filter(|_| !is_bare(&labels, own));
        let problem = lookalikes(&name, own).or_else(written)?;
        return Some(settled(cx, port, &name, own, problem));
    }
    let text = cx.sources.bytes(record.owner.span);
    if is_plain(cx, set, text) {
        return None;
    }
    if is_class(text) && !is_reverse(zone) {
        return Some(unclear(
            "is a class or a TTL in the first column, which is read as the owner".to_owned(),
            BEGIN_BLANK,
        ));
    }
    let (name, own) = named();
    // Clients find what a NAPTR or an alias leads to, however it is called.
    let is_known = |label: &[u8]| cx.options.services.find(label).is_some();
    let is_of_service = name.iter().next().is_some_and(|label| label.starts_with(b"_"));
    if is_of_service && cx.is_led_to(record.owner.key) && !name.iter().take(own).any(is_known) {
        return None;
    }
    // Nothing stands around the two labels of most services of their own.
    let is_alone = text.is_ascii()
        && has_plain_labels(text)
        && memchr::memchr_iter(b'.', text).count() == 1
        && set.is_of_apex()
        && !cx.has_odd_origins();
    let problem = of_name(cx, (Some(set), is_alone), port, &name, own)?;
    Some(settled(cx, port, &name, own, problem))
}

/// What helps where a record was meant to be put out.
pub const COMMENT_OUT: &str = "write `;` before the line if it is a comment";

/// The owner that is meant by a text which is to be a name of the zone, for records with this port: as it is, or corrected.
/// `None` if it is not clear which that is.
pub fn meant_owner(cx: &Context<'_>, port: Option<u16>, text: &str) -> Option<Name> {
    let name = below(text, &cx.zone.apex.name)?;
    let own = own_labels(cx.zone, &name);
    match of_name(cx, (None, false), port, &name, own).map(|problem| settled(cx, port, &name, own, problem)) {
        None => Some(name),
        Some(OwnerProblem::Repairable { labels, replaced, .. }) => repaired(&name, &labels, replaced),
        Some(OwnerProblem::Unclear { .. }) => None,
    }
}

/// How many labels of a name do not belong to the zone's: all, if it does not lie in the zone.
fn own_labels(zone: &Zone, name: &Name) -> usize {
    let apex = if zone.apex.name.zone_of(name) { zone.apex.name.iter().count() } else { 0 };
    name.iter().count().saturating_sub(apex)
}

/// What is wrong with an owner, the first `own` labels of which do not belong to the zone's name: of a set, or one that is
/// proposed. One that `is_alone` has nothing around its service.
fn of_name(
    cx: &Context<'_>,
    (set, is_alone): (Option<&SrvSet<'_>>, bool),
    port: Option<u16>,
    name: &Name,
    own: usize,
) -> Option<OwnerProblem> {
    let labels = label_texts(name);
    let is_domain = |from: usize| has_hosts(cx, &name.trim_to(labels.len() - from));
    if let Some(problem) = misspelt_place(&labels, own, port, &is_domain) {
        return Some(problem);
    }
    let of_labels =
        || at_signs(&labels, own).or_else(|| inner_wildcard(&labels, own)).or_else(|| lookalikes(name, own));
    let host_first = || host_first(cx, set?, &labels, own);
    let around = || host_first().or_else(|| odd_base(cx, port, &labels, own));
    let of_pair = (!is_alone).then(of_labels).flatten().or_else(|| spelled_again(cx, port, &labels, own));
    let of_pair = of_pair.or_else(|| odd_pair(cx, port, &labels, own));
    let found = of_pair.or_else(|| (!is_alone).then(around).flatten());
    if let Some(problem) = found.or_else(|| split_service(cx, port, &labels, own)) {
        return Some(problem);
    }
    if is_bare(&labels, own) {
        return None;
    }
    let is_wildcard = labels.first().is_some_and(|label| label == "*");
    let wildcard = wildcard_first(cx, port, &labels, own).filter(|_| is_wildcard);
    if let Some(problem) = wildcard.or_else(|| grown_protocol(cx, &labels, own)) {
        return Some(problem);
    }
    if has_pair(&cx.options.services, &labels) || is_wildcard && !is_bare_protocol(labels.get(1)) {
        return None;
    }
    problem(cx, (set, port), &labels, own)
}

/// How many mistakes of one owner are corrected one after the other.
const MOST_STEPS: usize = 4;

/// A problem of an owner whose correction has none itself: that is corrected in turn, or no name is proposed. A known service is
/// proposed under a protocol of its own.
fn settled(
    cx: &Context<'_>,
    port: Option<u16>,
    name: &Name,
    own: usize,
    problem: OwnerProblem,
) -> OwnerProblem {
    let mut problem = without_mistakes(cx, port, name, own, problem);
    if let OwnerProblem::Repairable { labels, .. } = &mut problem {
        with_own_protocol(cx, port, labels);
    }
    problem
}

/// Puts a protocol of its own behind a known service that has another one there, which no client asks for.
fn with_own_protocol(cx: &Context<'_>, port: Option<u16>, labels: &mut [String]) {
    let registry = &cx.options.services;
    let is_odd = |pair: &[String]| {
        let known = registry.find(pair[0].as_bytes()).filter(|_| TRANSPORTS.contains(&pair[1].as_str()));
        known.is_some_and(|known| is_over_transports(known) && !known.has_protocol(&pair[1][1..]))
    };
    let Some(at) = labels.windows(2).position(is_odd) else { return };
    let Some(known) = registry.find(labels[at].as_bytes()) else { return };
    let form = port.and_then(|port| meant_tls_form(registry, known, &labels[at + 1][1..], port));
    let meant = form.unwrap_or(known);
    labels[at] = format!("_{}", meant.name);
    labels[at + 1] = format!("_{}", protocol_at(meant, port));
}

/// A problem of an owner whose correction has none itself.
fn without_mistakes(
    cx: &Context<'_>,
    port: Option<u16>,
    name: &Name,
    own: usize,
    mut problem: OwnerProblem,
) -> OwnerProblem {
    for _ in 0..MOST_STEPS {
        let (OwnerProblem::Repairable { labels, replaced, .. }
        | OwnerProblem::Unclear { labels, replaced, .. }) = &mut problem;
        if labels.is_empty() && *replaced == 0 {
            return problem;
        }
        let Some(proposed) = repaired(name, labels, *replaced) else { return problem };
        let proposed_own = (own + labels.len()).saturating_sub(*replaced);
        let Some(next) = of_name(cx, (None, false), port, &proposed, proposed_own) else { return problem };
        let (OwnerProblem::Repairable { labels: right, replaced: of_right, .. }
        | OwnerProblem::Unclear { labels: right, replaced: of_right, .. }) = &next;
        let kept = labels.get(*of_right..).unwrap_or_default();
        *replaced += of_right.saturating_sub(labels.len());
        *labels = right.iter().chain(kept).cloned().collect();
        match next {
            OwnerProblem::Unclear { labels, help, .. } if labels.is_empty() => return unnamed(problem, help),
            // What is not certain of a part is not of the whole.
            OwnerProblem::Unclear { help, .. } => problem = uncertain(problem, help),
            // A message that names what clients ask for named the first correction.
            OwnerProblem::Repairable { .. } => {
                if let OwnerProblem::Unclear { message, .. } = &mut problem {
                    cut_name(message);
                }
            }
        }
    }
    unnamed(problem, NAME_IT)
}

/// A problem for which no name is proposed.
fn unnamed(problem: OwnerProblem, help: &'static str) -> OwnerProblem {
    let mut problem = uncertain(problem, help);
    if let OwnerProblem::Unclear { labels, replaced, .. } = &mut problem {
        labels.clear();
        *replaced = 0;
    }
    problem
}

/// A problem of which the name that is proposed is not certain.
fn uncertain(problem: OwnerProblem, help: &'static str) -> OwnerProblem {
    let known = !matches!(problem, OwnerProblem::Unclear { known: false, .. });
    let (OwnerProblem::Repairable { mut message, labels, replaced }
    | OwnerProblem::Unclear { mut message, labels, replaced, .. }) = problem;
    cut_name(&mut message);
    OwnerProblem::Unclear { message, known, labels, replaced, help }
}

/// Cuts off the name that a message says clients ask for.
fn cut_name(message: &mut String) {
    if let Some(end) = message.find(": clients ask") {
        message.truncate(end);
    }
}

/// Whether there are records at a name, or there may be.
fn has_hosts(cx: &Context<'_>, name: &Name) -> bool {
    let Some((zone, located)) = cx.workspace.locate(name, cx.zone) else { return true };
    !zone.is_complete_at_name(name)
        || matches!(located, Located::Delegated(_) | Located::Renamed(_))
        || cx.has_records(name)
}

/// Whether clients ask for an owner without underscores.
fn is_bare(labels: &[String], own: usize) -> bool {
    own >= BARE.len() && BARE.iter().zip(labels).all(|(bare, label)| bare == label)
}

/// Whether the names of a zone are numbers.
fn is_reverse(zone: &Zone) -> bool {
    zone.apex.name.iter().next_back().is_some_and(|label| label.eq_ignore_ascii_case(b"arpa"))
}

/// Whether a service or `*`, and directly behind it a protocol, stand somewhere in the owner.
fn has_pair(registry: &Registry, labels: &[String]) -> bool {
    labels.windows(2).enumerate().any(|(at, pair)| {
        let service = at == 0 && pair[0] == "*"
            || (pair[0].starts_with('_') && !TRANSPORTS.contains(&pair[0].as_str()));
        service
            && pair[1].starts_with('_')
            && !is_placeholder_protocol(&pair[1])
            && misspelt(registry, &pair[0], &pair[1]).is_none()
    })
}

fn is_bare_protocol(label: Option<&String>) -> bool {
    label.is_some_and(|label| {
        matches!(label.as_str(), "tcp" | "udp" | "sctp")
            || ["_tcp", "_udp"].iter().any(|transport| distance(transport, label) == 1)
                && !label.ends_with(|c: char| c.is_ascii_digit())
    })
}

/// What is wrong with the labels of an owner, the first `own` of which do not belong to the zone's name.
fn problem(
    cx: &Context<'_>,
    (set, port): (Option<&SrvSet<'_>>, Option<u16>),
    labels: &[String],
    own: usize,
) -> Option<OwnerProblem> {
    let first = labels.first().map_or("", String::as_str);
    let no_protocol = labels.get(1).filter(|second| own >= 2 && is_placeholder_protocol(second));
    if is_placeholder(first.trim_start_matches('_')) && first.starts_with('_') {
        return Some(placeholder(cx, port, first, no_protocol));
    }
    // The zone's own labels are never repaired.
    let turned = || turned_behind_host(cx, labels, own);
    let repairable = turned().or_else(|| badly_written(cx, labels, own));
    let repairable = repairable.or_else(|| run_together(cx, port, labels, own));
    let repairable = repairable.or_else(|| glued_protocol(cx, labels, own));
    let repairable = repairable.or_else(|| apart(labels, own));
    if let Some(problem) = repairable.or_else(|| service_behind_host(cx, port, labels, own)) {
        return Some(problem);
    }
    let has_protocol =
        TRANSPORTS.iter().any(|transport| labels.iter().take(own).any(|label| label == transport));
    if has_protocol {
        return Some(without_service(cx, port, first));
    }
    if first.starts_with('_') {
        let no_protocol = no_protocol.map(String::as_str);
        let base = &labels[1 + usize::from(no_protocol.is_some())..];
        return Some(without_protocol(cx, port, (first, no_protocol), &base.join(".")));
    }
    at_plain_name(cx, set, port?, labels, own)
}
