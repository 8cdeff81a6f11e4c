//! Which owners of SRV sets are so plain that nothing can be wrong with them, as nearly all are: found out by their text, without
//! their labels. Says no too often; does not know what is wrong with the others.

use crate::rules::engine::context::Context;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::netlogon::has_places;
use crate::rules::facts::owner_around::may_have_odd_base;
use crate::zone::Zone;
use crate::zone::service_owner::may_name_place;

/// Whether the owner of a set has no pair of labels, one of an unknown service, or other labels around it that may be odd.
pub fn may_be_odd(set: &SrvSet<'_>, zone: &Zone) -> bool {
    set.summary().service.is_none_or(|labels| {
        labels.number.is_none()
            || may_have_host_first(set)
            || !labels.is_plain && labels.base != zone.apex.key()
    })
}

/// Whether labels stand before the service of a set, which has no instances.
fn may_have_host_first(set: &SrvSet<'_>) -> bool {
    set.service().is_some_and(|(service, labels)| labels.before > 0 && !service.instances)
}

/// Whether the owner of a set, with this text, is a known service's, and all around it is as it should be.
pub fn is_plain(cx: &Context<'_>, set: &SrvSet<'_>, text: &[u8]) -> bool {
    let Some((service, _)) = set.service() else { return false };
    // A known service with two underscores in all of its owner has them where they belong. Netlogon's place with its
    // underscore makes a third.
    let is_netlogon = || has_places(&service.name) && may_name_place(text);
    memchr::memchr_iter(b'_', text).count() <= 2
        && !is_netlogon()
        && text.is_ascii()
        && !text.iter().any(u8::is_ascii_control)
        && has_plain_labels(text)
        && !may_have_host_first(set)
        && !may_have_odd_base(cx, set, text)
        && !cx.has_odd_origins()
}

/// Whether no label is escaped, an origin or a wildcard.
pub fn has_plain_labels(text: &[u8]) -> bool {
    memchr::memchr3(b'\\', b'@', b'*', text).is_none()
}
