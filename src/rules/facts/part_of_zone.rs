//! Records of a zone whose name is not known, as a manual or a program gives them: which of their names lack the final dot.
//! Makes no finding.

use std::collections::HashSet;

use crate::base::span::Span;
use crate::rules::engine::context::Context;
use crate::syntax::name::is_top_level_domain;
use crate::zone::{NameRef, Record, Zone};

/// How many names are looked for.
const MOST_NAMES: usize = 100;

/// Whether these are records of a zone whose name is not known.
pub fn is_part(zone: &Zone) -> bool {
    !zone.is_named() && zone.soa.is_none()
}

/// Owners and targets of such records that lack their final dot, with what each is: one ends in the domain that the other tells,
/// or in that of a target that has its dot.
pub fn names_of_part<'a>(cx: &Context<'a>) -> Vec<(&'a Record, Span, &'static str)> {
    let mut lacking: Vec<(&Record, Span, &str)> = Vec::new();
    if !is_part(cx.zone) {
        return lacking;
    }
    let records = || cx.srv_sets().flat_map(|set| set.iter()).filter(|(_, srv)| !srv.is_null());
    let dotted = records().filter(|(_, srv)| !srv.target.is_relative());
    let dotted: HashSet<String> =
        dotted.filter_map(|(_, srv)| domain_of_target(cx, &srv.target)).take(MOST_NAMES).collect();
    let has_dot = |target: &NameRef| {
        !dotted.is_empty() && domain_of_target(cx, target).is_some_and(|domain| dotted.contains(&domain))
    };
    for (record, srv) in records() {
        let names = if lies_in_domain(cx, &record.owner, &srv.target) {
            &[(&record.owner, "SRV owner"), (&srv.target, "SRV target")][..]
        } else if has_dot(&srv.target) {
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
    let Some(domain) = domain_of(&owner) else { return false };
    let is_public = domain.rsplit_once('.').is_some_and(|(_, top)| is_top_level_domain(top.as_bytes()));
    is_public && target.strip_suffix(domain).is_some_and(|host| host.is_empty() || host.ends_with('.'))
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
