//! Absolute names outside all zones of the run at which nothing can be, or in place of which another was meant: of aliases, pointers
//! and NAPTR records, which lead to services. Does not know how rules report them.

use hickory_proto::rr::Name;

use crate::rules::engine::context::Context;
use crate::rules::facts::astray::{NOT_FILLED_IN, ON_ONE_LINK, in_manual, is_multicast};
use crate::syntax::name::{NameKey, absolute_name, display_name};
use crate::workspace::srv_sets::astray::{
    domain_of_manual, is_top_level, misspelt_domain, misspelt_top_level, no_domain,
};
use crate::zone::{NameRef, Zone};

/// Why nothing is at a name.
pub struct Nowhere {
    /// It in words, behind the name.
    pub what: String,
    /// Whether nothing can be there, rather than that another name was meant.
    pub is_certain: bool,
    /// Who says so.
    pub note: String,
    /// The name that was meant, if that is seen.
    pub meant: Option<Name>,
}

/// Why nothing is at the name to which the records of `owner` lead, if that certainly or probably is so.
pub fn nowhere(cx: &Context<'_>, owner: &NameRef, name: &NameRef) -> Option<Nowhere> {
    let (zone, absolute) = (cx.zone, cx.name(name));
    let is_own = zone.is_named() && zone.apex.name.zone_of(&absolute);
    if name.is_relative() || name.key == NameKey::root() || is_own {
        return None;
    }
    if cx.workspace.locate(&absolute, zone).is_some() {
        return None;
    }
    // What leads to itself was not meant.
    let is_other = |meant: &Name| NameKey::of(meant) != owner.key;
    let found = cut_short(cx, owner, &absolute).or_else(|| below_nothing(&absolute, zone));
    let found = found.or_else(|| misspelt(&absolute, zone))?;
    Some(Nowhere { meant: found.meant.filter(is_other), ..found })
}

/// A name that ends as the zone's name begins, or in nothing of it, below a top-level domain that there is not.
fn cut_short(cx: &Context<'_>, owner: &NameRef, name: &Name) -> Option<Nowhere> {
    let (own, apex): (Vec<&[u8]>, Vec<&[u8]>) = (name.iter().collect(), cx.zone.apex.name.iter().collect());
    if !cx.zone.is_named() || own.last().is_none_or(|last| is_top_level(&String::from_utf8_lossy(last))) {
        return None;
    }
    for kept in 0..apex.len().min(own.len()) {
        let (end, begin) = (&own[own.len() - kept..], &apex[..kept]);
        let is_begin = end.iter().zip(begin).all(|(one, other)| one.eq_ignore_ascii_case(other));
        let Ok(mut meant) = Name::from_labels(own.iter().chain(&apex[kept..]).copied()) else { continue };
        meant.set_fqdn(true);
        let is_there = NameKey::of(&meant) != owner.key && cx.has_records(&meant);
        // Another's domain may end so in an example.
        let is_whole = kept > 0 && own[..own.len() - kept].iter().all(|label| label.starts_with(b"_"));
        if is_begin && (is_there || is_whole) {
            return Some(Nowhere {
                what: match is_there {
                    true => format!("is not in this zone, and `{}` is", cx.show_name(&meant)),
                    false => "lacks the end of the zone's name".to_owned(),
                },
                is_certain: true,
                note: COMPLETE.to_owned(),
                meant: Some(meant),
            });
        }
    }
    None
}

/// Why a name that ends in a dot is not another one.
const COMPLETE: &str =
    "RFC 1035 section 5.1: a name that ends in a dot is complete, and no origin is appended to it";

/// A name below a label that is no top-level domain.
fn below_nothing(name: &Name, zone: &Zone) -> Option<Nowhere> {
    let last = String::from_utf8_lossy(name.iter().next_back()?).into_owned();
    let found = |what: String, is_certain: bool, note: &str| {
        Some(Nowhere { what, is_certain, note: note.to_owned(), meant: None })
    };
    if last.starts_with('_') {
        return found(format!("ends in `{last}.`, which is not a top-level domain"), true, COMPLETE);
    }
    if let Some(authority) = no_domain(&last) {
        return found("does not exist in the DNS".to_owned(), true, authority);
    }
    if last.eq_ignore_ascii_case("localhost") {
        let authority = "RFC 6761 section 6.3: `localhost.` always means the loopback address";
        return found("is each client's own machine".to_owned(), true, authority);
    }
    if name.iter().count() == 1 && !is_top_level(&last) {
        return found(
            "is a single label with a final dot".to_owned(),
            false,
            "the public DNS has no top-level domain of that name: the name does not exist there",
        );
    }
    if !is_multicast(name, zone) {
        return None;
    }
    let what = "is a name of multicast DNS, which clients beyond its link cannot look up";
    found(what.to_owned(), false, ON_ONE_LINK)
}

/// A name in a domain that is another one but for a letter, or that manuals write for their reader's.
fn misspelt(name: &Name, zone: &Zone) -> Option<Nowhere> {
    let (text, apex) = (display_name(name), display_name(&zone.apex.name).to_ascii_lowercase());
    let (text, apex) = (text.trim_end_matches('.'), apex.trim_end_matches('.'));
    if let Some(domain) = misspelt_domain(text, apex).filter(|_| zone.is_named()) {
        return Some(Nowhere {
            what: "is one letter away from the zone's own name".to_owned(),
            is_certain: false,
            note: format!("no zone of this run holds that name, and this zone is `{apex}.`"),
            meant: absolute_name(&format!("{}{apex}.", &text[..text.len() - domain.len()])).ok(),
        });
    }
    let (before, last) = text.rsplit_once('.')?;
    if let Some(meant) = misspelt_top_level(last).filter(|_| !is_top_level(last)) {
        return Some(Nowhere {
            what: format!("ends in `{last}.`, one letter away from `{meant}.`"),
            is_certain: false,
            note: "the public DNS has no such top-level domain: the name does not exist there".to_owned(),
            meant: absolute_name(&format!("{before}.{meant}.")).ok(),
        });
    }
    let is_own = domain_of_manual(apex).is_some() || !zone.is_named();
    let domain = domain_of_manual(text).filter(|_| !is_own)?;
    Some(Nowhere {
        what: in_manual(&domain.to_ascii_lowercase()),
        is_certain: false,
        note: NOT_FILLED_IN.to_owned(),
        meant: None,
    })
}
