//! Records of a zone whose name is not known, as a manual or a program gives them: which of their names lack the final dot.
//! Makes no finding.

use std::collections::HashSet;

use crate::base::span::Span;
use crate::rules::engine::context::Context;
use crate::rules::facts::trailing_dot::is_of_public_domain;
use crate::syntax::name::{NameKey, is_top_level_domain};
use crate::workspace::Lookup;
use crate::zone::index::Types;
use crate::zone::{NameRef, OriginSource, Rdata, Record, Zone};

/// How many names are looked for.
const MOST_NAMES: usize = 100;

/// Whether these are records of a zone whose name is not known.
pub fn is_part(zone: &Zone) -> bool {
    !zone.is_named() && zone.soa.is_none()
}

/// Whether an owner is judged with all of its labels: the zone's name is known, or it is one of [`is_whole_part`].
pub fn is_whole(cx: &Context<'_>, owner: &NameRef) -> bool {
    cx.zone.is_named() || is_whole_part(cx, owner)
}

/// Whether an owner in a part of a zone has all of its labels, or all that matter: it is absolute, or lies below an absolute
/// `$ORIGIN`, or what stands beside it shows that it lies below a domain.
pub fn is_whole_part(cx: &Context<'_>, owner: &NameRef) -> bool {
    let place = || cx.zone.origin_of(owner).1;
    !owner.is_relative()
        || match place() {
            Some(origin) => cx.sources.bytes(origin).ends_with(b"."),
            None => shows_domain(cx.zone),
        }
}

/// Whether a part of a zone begins at a domain's name, rather than at a protocol below which it may be included: the user says
/// which, or there are hosts, mail servers or mail policies right below the same origin.
fn shows_domain(zone: &Zone) -> bool {
    if zone.is_named() && zone.origin_source == OriginSource::CommandLine {
        return !zone.apex.name.iter().next().is_some_and(|label| label.starts_with(b"_"));
    }
    let (apex, index) = (zone.apex.key(), zone.index());
    let is_host = |name: NameKey| {
        let types = index.node(name).map(|node| node.types);
        types.is_some_and(|types| types.has(Types::ADDRESS) || types.has(Types::CNAME))
    };
    let has_mail = |label: &&[u8]| index.node(apex.child(label)).is_some();
    index.node(apex).is_some_and(|node| node.types.has(Types::ADDRESS) || node.types.has(Types::OTHER))
        || [&b"_dmarc"[..], b"_domainkey"].iter().any(has_mail)
        || HOSTS.iter().any(|label| is_host(apex.child(label)))
}

/// Hosts that stand right below a domain.
const HOSTS: [&[u8]; 7] = [b"mail", b"www", b"mx", b"ns1", b"autoconfig", b"autodiscover", b"smtp"];

/// Owners and targets of records without an SOA record that lack their final dot, with what each is: one ends in the domain that
/// the other tells, or in that of a target that has its dot. Where the zone's name is known, the targets alone of which nothing
/// else is told.
pub fn names_of_part<'a>(cx: &Context<'a>) -> Vec<(&'a Record, Span, &'static str)> {
    let mut lacking: Vec<(&Record, Span, &str)> = Vec::new();
    if cx.zone.soa.is_some() {
        return lacking;
    }
    let is_named = cx.zone.is_named();
    let told: HashSet<Span> = cx.target_problems().map(|(_, srv, _)| srv.target.span).collect();
    let records = || cx.srv_sets().flat_map(|set| set.iter()).filter(|(_, srv)| !srv.is_null());
    let dotted = records().filter(|(_, srv)| !srv.target.is_relative());
    let dotted: HashSet<String> =
        dotted.filter_map(|(_, srv)| domain_of_target(cx, &srv.target)).take(MOST_NAMES).collect();
    let has_dot = |target: &NameRef| {
        !dotted.is_empty() && domain_of_target(cx, target).is_some_and(|domain| dotted.contains(&domain))
    };
    let is_there =
        |target: &NameRef| !matches!(cx.workspace.find_address(target, cx.zone), Lookup::Elsewhere);
    for (record, srv) in records() {
        let names = if !is_named && lies_in_domain(cx, &record.owner, &srv.target) {
            &[(&record.owner, "SRV owner"), (&srv.target, "SRV target")][..]
        } else if has_dot(&srv.target) && !told.contains(&srv.target.span) && !is_there(&srv.target)
            || !is_named && is_of_public_domain(cx.zone, cx.workspace, &srv.target)
        {
            &[(&srv.target, "SRV target")]
        } else {
            continue;
        };
        for (name, what) in names.iter().filter(|(name, _)| name.is_relative()) {
            if !lacking.iter().any(|(_, span, _)| *span == name.span) && lacking.len() < MOST_NAMES {
                lacking.push((record, name.span, what));
            }
        }
    }
    lacking
}

/// Whether all owners and targets of the SRV records of such a part are absolute, so that no rule needs to know its name.
pub fn needs_no_name(zone: &Zone) -> bool {
    let is_absolute = |name: &NameRef| !name.is_relative();
    is_part(zone)
        && zone.srv_count > 0
        && zone.srv_lost == 0
        && zone
            .srvs()
            .all(|(record, srv)| is_absolute(&record.owner) && (srv.is_null() || is_absolute(&srv.target)))
}

/// Whether a target lies, as it is written and but for its final dot, in the domain that its owner ends in, which is one of the
/// public DNS. One of them lacks that dot.
fn lies_in_domain(cx: &Context<'_>, owner: &NameRef, target: &NameRef) -> bool {
    if !owner.is_relative() && !target.is_relative() || owner.is_escaped() || target.is_escaped() {
        return false;
    }
    let text = |name: &NameRef| cx.sources.text(name.span).trim_end_matches('.').to_ascii_lowercase();
    let (owner, target) = (text(owner), text(target));
    let Some(base) = domain_of(&owner) else { return false };
    let is_public = base.rsplit_once('.').is_some_and(|(_, top)| is_top_level_domain(top.as_bytes()));
    // The service may be one of a part of the domain.
    let start = base.rmatch_indices('.').nth(1).map_or(0, |(dot, _)| dot + 1);
    let is_below =
        |domain: &str| target.strip_suffix(domain).is_some_and(|host| host.is_empty() || host.ends_with('.'));
    is_public && (is_below(base) || is_below(&base[start..]))
}

/// The last two labels of a target behind its first one, if they end as those of the public DNS do; in lower case.
fn domain_of_target(cx: &Context<'_>, target: &NameRef) -> Option<String> {
    let text = cx.sources.text(target.span).trim_end_matches('.').to_ascii_lowercase();
    let (before, top) = text.rsplit_once('.').filter(|_| !target.is_escaped())?;
    let (_, label) = before.rsplit_once('.')?;
    is_top_level_domain(top.as_bytes()).then(|| format!("{label}.{top}"))
}

/// The name behind the service and the protocol that a written owner begins with.
fn domain_of(owner: &str) -> Option<&str> {
    let (end, _) = owner.match_indices('.').nth(1)?;
    let pair = &owner[..end];
    (pair.starts_with('_') && pair.contains("._")).then(|| &owner[end + 1..])
}

/// Whether a name that lies in the zone is written out in its records, down to the root: an owner, a target, or a name server.
pub fn has_absolute_names(cx: &Context<'_>) -> bool {
    let zone = cx.zone;
    let is_own = |name: &NameRef| !name.is_relative() && zone.apex.name.zone_of(&cx.name(name));
    zone.records().iter().any(|record| {
        let led_to = match &record.rdata {
            Rdata::Srv(srv) => Some(&srv.target),
            Rdata::Name(name) => Some(name),
            _ => None,
        };
        !record.owner.is_relative() || led_to.is_some_and(is_own)
    })
}
