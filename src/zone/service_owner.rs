//! The owner of an SRV record taken apart: service, protocol, what stands before and behind. Knows no
//! registry of services.

use std::borrow::Cow;

use hickory_proto::rr::Name;

use crate::base::source::Sources;
use crate::zone::model::Zone;
use crate::zone::record::{NameRef, word_text};

/// The labels below which a service is looked up over the network.
pub const TRANSPORTS: [&str; 5] = ["_tcp", "_udp", "_sctp", "_dccp", "_tls"];

/// Whether the text of an owner begins with a sign that begins comments in other languages, so that no client asks for it.
pub fn begins_comment_elsewhere(owner: &[u8]) -> bool {
    owner.starts_with(b"#") || owner.starts_with(b"//")
}

/// Whether the text of an owner may have one of the names that Active Directory has for places (`_msdcs`, `_sites`), or one like it.
pub fn may_name_place(text: &[u8]) -> bool {
    let has = |word: &[u8]| text.windows(word.len()).any(|letters| letters.eq_ignore_ascii_case(word));
    has(b"ms") || has(b"site")
}

/// Whether a text behind `_service._proto` begins with one label twice, as where a form has the name of the service's host
/// appended.
pub fn begins_twice(base: &[u8]) -> bool {
    let mut labels = base.split(|octet| *octet == b'.');
    let (first, second) = (labels.next().unwrap_or_default(), labels.next().unwrap_or_default());
    !first.is_empty() && first.eq_ignore_ascii_case(second)
}

/// A `_service._proto` pair of an owner.
#[derive(Debug, Clone)]
pub struct Pair<'a> {
    /// The service's label, with its underscore, as written.
    pub service: Cow<'a, [u8]>,
    /// The protocol's label with its underscore, one of `TRANSPORTS`.
    pub protocol: &'static str,
    /// How many labels stand before the service: a DNS-SD instance, for one (RFC 6763).
    pub before: usize,
}

impl Pair<'_> {
    /// The protocol without its underscore.
    pub fn transport(&self) -> &'static str {
        &self.protocol[1..]
    }

    /// The service's label in lower case, harmless to print.
    pub fn service_text(&self) -> String {
        crate::base::printable::printable(&self.service.to_ascii_lowercase())
    }

    /// The labels behind the pair: the name that the service is for.
    pub fn base(&self, owner: &Name) -> Name {
        owner.trim_to(owner.iter().count().saturating_sub(self.before + 2))
    }
}

/// The first pair of a service and a transport in `owner`, at whatever depth.
pub fn pair<'a>(zone: &Zone, owner: &NameRef, sources: &'a Sources) -> Option<Pair<'a>> {
    let text = word_text(sources.bytes(owner.span));
    if memchr::memchr(b'\\', text).is_none() {
        let mut labels = text.split(|octet| *octet == b'.').enumerate();
        let mut last = labels.next()?.1;
        for (number, label) in labels {
            if last.first() == Some(&b'_')
                && let Some(protocol) = transport(label)
            {
                return Some(Pair { service: Cow::Borrowed(last), protocol, before: number - 1 });
            }
            last = label;
        }
        if !owner.is_relative() || zone.origin_of(owner).0.is_hostname() {
            return None;
        }
    }
    let name = zone.name(owner, sources);
    let labels: Vec<&[u8]> = name.iter().collect();
    labels.windows(2).enumerate().find_map(|(before, pair)| {
        let protocol = transport(pair[1]).filter(|_| pair[0].starts_with(b"_"))?;
        Some(Pair { service: Cow::Owned(pair[0].to_vec()), protocol, before })
    })
}

/// The transport that a label is.
pub fn transport(label: &[u8]) -> Option<&'static str> {
    TRANSPORTS.into_iter().find(|transport| label.eq_ignore_ascii_case(transport.as_bytes()))
}

/// `prefix`, some labels, in front of `base`.
pub fn below(prefix: &str, base: &Name) -> Option<Name> {
    crate::syntax::name::parse_name(prefix.as_bytes(), base).ok()
}
