//! Labels that no owner of an SRV record set has, whatever stands around them: with `@`, with signs that are not what they
//! look like, with a wildcard inside, with characters that no service's name has. Does not know how they are reported.

use hickory_proto::rr::Name;

use crate::base::unfilled::is_marked;
use crate::rules::facts::lookalike::{Lookalike, lookalike};
use crate::rules::facts::no_host::with_a_labels;
use crate::syntax::name::label_texts;
use crate::zone::service_owner::TRANSPORTS;

/// What is wrong with an owner.
pub enum OwnerProblem {
    /// It is repaired by these labels in place of the first ones: how many, and the message.
    Repairable { labels: Vec<String>, replaced: usize, message: String },
    /// What was meant is not certain: the message, and the names that it may be, in place of the first labels.
    Unclear { message: String, known: bool, labels: Vec<String>, replaced: usize, help: &'static str },
}

/// What is wrong besides with a relative owner that says the zone's name.
pub const APPENDED: &str = "it lacks its final dot, too: the zone's name is appended to it";

/// How a message ends about a TTL or a class that has grown to the end of an owner.
pub const BLANK_MISSING: &str = "as a blank is missing before it";

/// A label `@`, which stands for the origin only alone: some exports write the zone's own services so. From the service on no
/// label has one in it, either: that stands in place of a dot, or for the zone's name. An instance before it may be called so.
pub(super) fn at_signs(labels: &[String], own: usize) -> Option<OwnerProblem> {
    let service = labels.iter().position(|label| label.starts_with('_')).unwrap_or(own);
    let is_odd = |at: usize| labels[at] == AT_SIGN || at >= service && labels[at].contains(AT_SIGN);
    let mut last = (0..own).rev().find(|at| is_odd(*at))?;
    let parted = |range: std::ops::Range<usize>| {
        let labels = range.flat_map(|at| match is_odd(at) {
            true => labels[at].split(AT_SIGN).collect(),
            false => vec![&*labels[at]],
        });
        labels.filter(|label| !label.is_empty()).map(str::to_owned).collect::<Vec<String>>()
    };
    let (mut kept, whole) = (parted(0..last + 1), parted(0..own));
    // What follows may be the zone's name, which is appended once more.
    if let Some(before) = whole.strip_suffix(&labels[own..]).filter(|_| own < labels.len()) {
        (kept, last) = (before.to_vec(), own - 1);
    }
    let message = "has `@` inside its name, which means the origin only alone".to_owned();
    Some(OwnerProblem::Repairable { labels: kept, replaced: last + 1, message })
}

/// `@` in a label, as that is shown.
const AT_SIGN: &str = "\\@";

/// Labels with signs that look like others or are not seen, where a service and its protocol are there without them.
pub(super) fn lookalikes(name: &Name, own: usize) -> Option<OwnerProblem> {
    if name.iter().take(own).find_map(lookalike).is_none() {
        return u_labels(name, own);
    }
    // The service itself is told of by another rule; before it stands an instance, whose name may have blanks of all kinds.
    let is_pair = |pair: &[String]| pair[0].starts_with('_') && TRANSPORTS.contains(&pair[1].as_str());
    let service = label_texts(name)[..own].windows(2).position(is_pair);
    let (mut what, mut replaced, mut labels) = (None, 0, Vec::new());
    for (number, label) in name.iter().take(own).enumerate() {
        let is_told = |found: &Lookalike| match service {
            Some(service) if number < service => found.is_deleted && !found.is_blank,
            Some(service) => number > service && (found.is_deleted || number > service + 1),
            None => true,
        };
        match lookalike(label).filter(is_told) {
            Some(found) => {
                let meant = found.meant.split('.').filter(|label| !label.is_empty());
                labels.extend(meant.map(str::to_ascii_lowercase));
                what.get_or_insert(found.what);
                replaced = number + 1;
            }
            None => labels.push(String::from_utf8_lossy(label).to_ascii_lowercase()),
        }
    }
    let is_meant = labels.windows(2).any(is_pair);
    let kept = labels.len() - (own - replaced);
    labels.truncate(kept);
    Some(OwnerProblem::Repairable {
        labels,
        replaced,
        message: format!("has {}", what.filter(|_| is_meant)?),
    })
}

/// Labels behind a service and its protocol with letters beyond ASCII, for which clients ask by their A-labels (RFC 5891 section
/// 4.4). Active Directory asks for its own places in UTF-8.
fn u_labels(name: &Name, own: usize) -> Option<OwnerProblem> {
    let texts = label_texts(name);
    let is_pair = |pair: &[String]| pair[0].starts_with('_') && TRANSPORTS.contains(&pair[1].as_str());
    let at = texts[..own].windows(2).position(is_pair)?;
    let text =
        |label: &[u8]| std::str::from_utf8(label).ok().filter(|text| !text.is_ascii()).map(str::to_owned);
    let first = name.iter().take(own).skip(at + 2).find_map(text)?;
    let is_of_place = texts[at + 2..].iter().any(|label| label.starts_with('_'));
    let mut labels = texts[..at + 2].to_vec();
    for (label, shown) in name.iter().zip(&texts).take(own).skip(at + 2) {
        labels.push(text(label).map_or(Some(shown.clone()), |text| with_a_labels(&text))?);
    }
    let message = format!("has `{first}`, for which clients ask by its A-label");
    (!is_of_place).then_some(OwnerProblem::Repairable { labels, replaced: own, message })
}

/// A label `*` behind others, which no server takes for a wildcard.
pub(super) fn inner_wildcard(labels: &[String], own: usize) -> Option<OwnerProblem> {
    let at = labels[..own].iter().rposition(|label| label == "*").filter(|at| *at > 0)?;
    let is_service = labels[..at].windows(2).any(|pair| pair[0].starts_with('_') && pair[1].starts_with('_'));
    is_service.then(|| OwnerProblem::Unclear {
        message: "has `*` after its first label, where it is not a wildcard (RFC 4592 section 2.1.1)".to_owned(),
        known: true,
        labels: Vec::new(),
        replaced: 0,
        help: "write the records at each name that the service is for: no wildcard stands for the end of a name",
    })
}

/// Whether a label is one of a manual's, or nothing, where a protocol belongs.
pub(super) fn is_placeholder_protocol(label: &str) -> bool {
    matches!(label, "_" | "_proto" | "_protocol")
        || label.starts_with("__")
        || label.strip_prefix('_').is_some_and(is_marked)
}

/// A service that begins or ends with what no service's name does, with the labels before it and its protocol.
pub(super) fn bad_edge(service: &str, trimmed: &str, (before, protocol): (&[String], &str)) -> OwnerProblem {
    if trimmed.len() < 2 {
        let message = format!("has `{service}` for a service, which is not a service's name");
        return unclear(message, NAME_SERVICE);
    }
    let pair = [trimmed, protocol].map(str::to_owned);
    OwnerProblem::Unclear {
        message: format!("has `{service}` for a service, and no service's name begins or ends so"),
        known: false,
        labels: before.iter().cloned().chain(pair).collect(),
        replaced: before.len() + 2,
        help: NAME_SERVICE,
    }
}

/// A service with a character that RFC 6335 section 5.1 has in no service's name: the one that was meant, or what is wrong.
pub(super) fn forbidden(service: &str, is_own: bool) -> Option<Result<String, OwnerProblem>> {
    let is_forbidden = |letter: char| letter.is_ascii_punctuation() && !"-_.\\".contains(letter);
    let letter = service.chars().find(|letter| is_own && is_forbidden(*letter))?;
    // The scheme of MongoDB's connection strings.
    if let Some(known) = service.strip_suffix("+srv").filter(|known| *known == "_mongodb") {
        return Some(Ok(known.to_owned()));
    }
    let message =
        format!("has `{service}` for a service, and no service's name has the character `{letter}`");
    Some(Err(unclear(message, NAME_SERVICE)))
}

/// The one name without underscores that clients still ask for: it is older than RFC 2782
/// (draft-ietf-wrec-wpad-01, "DNS SRV": `QNAME=wpad.tcp.TGTDOM.`).
pub(super) const BARE: [&str; 2] = ["wpad", "tcp"];

/// What helps where it is not seen which service is meant.
pub(super) const NAME_IT: &str = "write `_service._proto` before the name that the service is for";

/// What helps where a service has no name, or that of no service.
pub(super) const NAME_SERVICE: &str = "write the name that the service's clients ask for, such as `_imaps`";

/// What helps where a label is none of a service.
pub(super) const IN_PLACE: &str =
    "write `_service._proto` in its place, with the name that the service's clients ask for";

/// What no name is proposed for.
pub(super) fn unclear(message: String, help: &'static str) -> OwnerProblem {
    OwnerProblem::Unclear { message, known: false, labels: Vec::new(), replaced: 0, help }
}
