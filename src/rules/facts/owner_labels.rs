//! The labels of owners: which are services, what is written in their place, and what may be wrong with them. Knows no zone, and
//! not how a mistake is found or reported.

use hickory_proto::rr::Name;

use crate::base::unfilled::is_marked;
use crate::rules::facts::odd_labels::OwnerProblem;
use crate::rules::facts::target_text::label_problem;
use crate::workspace::services::{Registry, Service};
use crate::zone::service_owner::{TRANSPORTS, below};

/// A name with `labels` in place of its first ones. Those of them that are hosts', sites' or instances' keep the case in which
/// they are written.
pub fn repaired(name: &Name, labels: &[String], replaced: usize) -> Option<Name> {
    let behind = name.trim_to(name.iter().count().checked_sub(replaced)?);
    if labels.is_empty() {
        return Some(behind);
    }
    let written = |label: &String| {
        let mut own = name.iter().take(replaced).filter(|_| !label.starts_with('_'));
        own.find_map(|own| begin_of(own, label)).unwrap_or(label).to_owned()
    };
    let labels: Vec<String> = labels.iter().map(written).collect();
    below(&labels.join("."), &behind)
}

/// A label in the case in which it stands at the beginning of another one, where that goes on with no letter or digit.
fn begin_of<'l>(other: &'l [u8], label: &str) -> Option<&'l str> {
    let (begin, rest) = other.split_at_checked(label.len())?;
    let is_whole = rest.first().is_none_or(|octet| !octet.is_ascii_alphanumeric());
    let begin = std::str::from_utf8(begin).ok().filter(|_| is_whole)?;
    begin.eq_ignore_ascii_case(label).then_some(begin)
}

/// Whether a label names a service, and no protocol.
pub fn is_service(label: &str) -> bool {
    label.starts_with('_') && !TRANSPORTS.contains(&label)
}

/// Whether a label becomes a service by an underscore.
pub fn is_service_like(label: &str) -> bool {
    label_problem(label.as_bytes()).is_none() && label.contains(|c: char| c.is_ascii_alphabetic())
}

/// Whether a text is a service's name: 1 to 15 letters, digits and single hyphens inside (RFC 6335 section 5.1).
pub fn is_service_name(text: &str) -> bool {
    (1..=15).contains(&text.len())
        && text.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'-')
        && text.bytes().any(|octet| octet.is_ascii_alphabetic())
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--")
}

/// What is repaired by labels in place of so many.
pub fn repairable(
    labels: impl IntoIterator<Item = String>,
    replaced: usize,
    message: String,
) -> OwnerProblem {
    OwnerProblem::Repairable { labels: labels.into_iter().collect(), replaced, message }
}

/// A label without what stands around a name.
pub fn without_edges(label: &str) -> &str {
    label.trim_matches(|end: char| end == '_' || end == '-')
}

/// The service that a label names, with its underscore or without.
pub fn service_called<'r>(registry: &'r Registry, label: &str) -> Option<&'r Service> {
    registry.find(format!("_{}", without_edges(label)).as_bytes())
}

/// Whether manuals write a label for the service that their readers are to put in.
pub fn is_placeholder(text: &str) -> bool {
    // `service1` is a service's own name more often.
    let letters = text.replace(['-', '_'], "");
    is_marked(text)
        || matches!(
            &*letters,
            "service"
                | "srv"
                | "servicename"
                | "yourservice"
                | "myservice"
                | "symbolicname"
                | "nameofservice"
        )
}

/// Whether a label is a transport without its underscore.
pub fn is_bare_transport(label: Option<&str>) -> bool {
    label.is_some_and(|label| TRANSPORTS.iter().any(|transport| transport[1..].eq_ignore_ascii_case(label)))
}

/// Whether a text is a class, or a TTL of a minute or more, and so no owner of a service.
pub fn is_class(text: &[u8]) -> bool {
    let is_ttl = || std::str::from_utf8(text).ok()?.parse().ok().filter(|seconds: &u32| *seconds >= 60);
    [&b"in"[..], b"ch", b"hs"].iter().any(|class| text.eq_ignore_ascii_case(class)) || is_ttl().is_some()
}

/// What helps where a line lacks its owner.
pub const BEGIN_BLANK: &str = "begin the line with a blank: it is for the owner of the line before then";
