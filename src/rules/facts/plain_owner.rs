//! Which owners of SRV sets are so plain that nothing can be wrong with them, as nearly all are: found out by their text, without
//! their labels. Says no too often; does not know what is wrong with the others.

use crate::rules::engine::context::Context;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::netlogon::has_places;
use crate::rules::facts::owner_around::may_have_odd_base;
use crate::syntax::name::NameKey;
use crate::zone::Zone;

/// Whether the owner of a set has no pair of labels, one of an unknown service, or other labels around it.
pub fn may_be_odd(set: &SrvSet<'_>, zone: &Zone) -> bool {
    set.summary().service.is_none_or(|labels| {
        labels.number.is_none() || may_have_host_first(set) || labels.base != zone.apex.key()
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
    let is_netlogon = || has_places(&service.name) && has_place(text);
    memchr::memchr_iter(b'_', text).count() <= 2
        && !is_netlogon()
        && has_plain_labels(text)
        && !may_have_host_first(set)
        && !may_have_odd_base(cx, set, text)
        && !cx.has_odd_origins()
}

/// Whether no label is escaped, an origin or a wildcard.
pub fn has_plain_labels(text: &[u8]) -> bool {
    memchr::memchr3(b'\\', b'@', b'*', text).is_none()
}

/// Whether a text has the name of netlogon's place in it.
fn has_place(text: &[u8]) -> bool {
    text.windows(5).any(|letters| letters.eq_ignore_ascii_case(b"msdcs"))
}

/// Tells plain owners one after the other. In a large zone most have the name that their services are for from the one before.
#[derive(Debug, Default)]
pub struct PlainOwners<'z> {
    /// The text behind the pair of the plain owner that was asked for last, and the name that this means.
    base: Option<(&'z [u8], NameKey)>,
}

impl<'z> PlainOwners<'z> {
    /// Whether the owner of a set is certainly plain; no tells nothing.
    pub fn has(&mut self, cx: &Context<'z>, set: &SrvSet<'z>) -> bool {
        let Some((_, labels)) = set.service().filter(|(_, labels)| labels.before == 0) else { return false };
        let text = cx.sources.bytes(set.first().owner.span);
        let Some(dot) = memchr::memchr_iter(b'.', text).nth(1) else { return false };
        let (pair, behind) = text.split_at(dot);
        if self.base == Some((behind, labels.base)) {
            return has_plain_labels(pair);
        }
        let is_plain = is_plain(cx, set, text);
        // Below netlogon's place it depends on the service.
        if is_plain && !has_place(behind) {
            self.base = Some((behind, labels.base));
        }
        is_plain
    }
}
