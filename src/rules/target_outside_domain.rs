//! `target-outside-domain`: a host that clients of its service refuse, because it lies outside the domain.

use hickory_proto::rr::Name;

use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::engine::srv_set::SrvSet;
use crate::syntax::name::display_name;
use crate::zone::service_owner::pair;

pub fn concerns(look: &Look<'_>) -> bool {
    look.has_set(is_bound_to_domain)
}

/// Whether clients of the set's service want its hosts in the domain that they asked for.
fn is_bound_to_domain(set: &SrvSet<'_>) -> bool {
    set.service().is_some_and(|(service, labels)| service.targets_within && labels.before == 0)
}

pub fn check(cx: &mut Context<'_>) {
    for set in cx.srv_sets().filter(is_bound_to_domain) {
        let (Some((service, _)), owner) = (set.service(), &set.first().owner) else { continue };
        let Some(pair) = pair(cx.zone, owner, cx.sources).filter(|_| cx.zone.is_named()) else { continue };
        let asked = pair.base(&cx.name(owner));
        let domain = domain_of(&asked);
        for (record, srv) in set.iter().filter(|(_, srv)| !srv.is_null()) {
            let target = cx.name(&srv.target);
            if domain.zone_of(&target) && target.iter().count() > domain.iter().count() {
                continue;
            }
            let (shown, domain) = (cx.show(&srv.target), display_name(&domain));
            // A service of the configuration may have none.
            let source = match &*service.source {
                "" => String::new(),
                source => format!("; {source}"),
            };
            cx.report(
                record,
                srv.target.span,
                format!("SRV target `{shown}` is not below `{domain}`: clients refuse it"),
            )
            .note(format!(
                "clients of `_{}` take no host outside the domain they asked for{source}",
                service.name
            ))
            .help(format!("name a host below `{domain}`"));
        }
    }
}

/// The domain that hosts have to be in: the name that was asked for without its first label, or all of it if it
/// has fewer than three labels.
fn domain_of(asked: &Name) -> Name {
    if asked.iter().count() < 3 { asked.clone() } else { asked.base_name() }
}
