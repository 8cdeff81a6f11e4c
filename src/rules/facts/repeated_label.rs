//! Relative names that end in the label with which their origin begins: that label stands in them twice. Does not know which
//! names exist.

use hickory_proto::rr::Name;

use crate::rules::engine::context::Context;
use crate::zone::NameRef;

/// The name that a relative one means if the label in which it ends is written once too often:
/// `etcd-0.lab` below the origin `lab.example.com.`.
pub fn without_repeated_label(cx: &Context<'_>, name: &NameRef) -> Option<Name> {
    if !name.is_relative() {
        return None;
    }
    let (origin, _) = cx.zone.origin_of(name);
    let (absolute, own) = (cx.name(name), origin.name.iter().count());
    let labels: Vec<&[u8]> = absolute.iter().collect();
    let written = labels.len().checked_sub(own).filter(|written| *written >= 1)?;
    if !labels.get(written)?.eq_ignore_ascii_case(labels[written - 1]) {
        return None;
    }
    let mut once = Name::from_labels(labels[..written - 1].iter().chain(&labels[written..]).copied()).ok()?;
    once.set_fqdn(true);
    Some(once)
}

/// What is to be known of such a name, `written` below `origin`.
pub fn begins_with_label(origin: &str, written: &str) -> String {
    format!("`{origin}` is appended to `{written}`, and begins with the label in which that ends")
}
