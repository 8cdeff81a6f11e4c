//! What a target's text looks like when it does not look like a host name. Does not know whether a name
//! exists.

use std::net::{IpAddr, Ipv4Addr};

use crate::base::source::Sources;
use crate::syntax::address::{ipv4, ipv6};
use crate::zone::rdata::host_and_port;
use crate::zone::{NameRef, Zone, word_text};

/// A target that is something else than a host name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// An IP address.
    Address(IpAddr),
    /// `scheme://host…`, or `sip:host…`: the host.
    Url(String),
    /// `host:port`: the host and the port.
    HostAndPort(String, u16),
    /// A name with a label that no host name has.
    NoHostname(BadLabel),
}

/// A label that no host name has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLabel {
    /// The label, escapes resolved.
    pub label: Vec<u8>,
    /// Why not.
    pub problem: LabelProblem,
    /// Whether it came with the origin.
    pub from_origin: bool,
}

/// Why a label is none of a host name's (RFC 1123 section 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelProblem {
    /// `_`
    Underscore,
    /// An octet over 127.
    NotAscii,
    /// A dot inside the label.
    Dot,
    /// A hyphen at its beginning.
    LeadingHyphen,
    /// A hyphen at its end.
    TrailingHyphen,
    /// `*` alone.
    Wildcard,
    /// Another octet.
    Octet(u8),
}

/// What a target is that is not written as host names are; `None` for a host name all the same.
pub fn shape(zone: &Zone, target: &NameRef, sources: &Sources) -> Option<Shape> {
    let text = word_text(sources.bytes(target.span));
    let bare = text.strip_suffix(b".").unwrap_or(text);
    address(bare).or_else(|| {
        let name = zone.name(target, sources);
        let of_origin = if target.is_relative() { zone.origin_of(target).0.name.iter().count() } else { 0 };
        let own = name.iter().count().saturating_sub(of_origin);
        let judged = if zone.is_named() { usize::MAX } else { own };
        name.iter().take(judged).enumerate().find_map(|(depth, label)| {
            let problem = label_problem(label)?;
            Some(Shape::NoHostname(BadLabel { label: label.to_vec(), problem, from_origin: depth >= own }))
        })
    })
}

/// The address, URL or `host:port` that a text is.
fn address(text: &[u8]) -> Option<Shape> {
    if memchr::memmem::find(text, b"\\.").is_some() {
        let unescaped: Vec<u8> = text.iter().copied().filter(|octet| *octet != b'\\').collect();
        return quad(&unescaped).map(|address| Shape::Address(address.into()));
    }
    let inner =
        text.strip_prefix(b"[").and_then(|rest| rest.split(|octet| *octet == b']').next()).unwrap_or(text);
    // A zone of a link, a prefix's length.
    let inner = match inner.iter().position(|octet| matches!(octet, b'%' | b'/')) {
        Some(end) if inner.get(end + 1..).is_some_and(|rest| !rest.contains(&b'/')) => &inner[..end],
        _ => inner,
    };
    if let Some(address) = quad(inner).map(IpAddr::from).or_else(|| ipv6(inner).map(IpAddr::from)) {
        return Some(Shape::Address(address));
    }
    let string = |octets: &[u8]| String::from_utf8_lossy(octets).trim_end_matches('.').to_owned();
    if let Some(scheme) = memchr::memmem::find(text, b"://")
        && scheme > 0
        && text[..scheme].iter().all(u8::is_ascii_alphanumeric)
    {
        let host = text[scheme + 3..].split(|octet| matches!(octet, b'/' | b':')).next().unwrap_or_default();
        return Some(Shape::Url(string(host)));
    }
    if let Some(host) = after_scheme(text) {
        return Some(Shape::Url(string(host)));
    }
    let (host, port) = host_and_port(text)?;
    if let Some(address) = quad(host) {
        return Some(Shape::Address(address.into()));
    }
    Some(Shape::HostAndPort(string(host), std::str::from_utf8(port).ok()?.parse().ok()?))
}

/// Schemes of URIs that have no `//` before the host (RFC 3261 section 19.1, RFC 7064, RFC 7065, RFC 5122, RFC 6068).
const SCHEMES: [&str; 9] = ["sip", "sips", "stun", "stuns", "turn", "turns", "xmpp", "mailto", "h323"];

/// The host in a URI without `//`: behind the user, before a port, a path or parameters.
fn after_scheme(text: &[u8]) -> Option<&[u8]> {
    let (scheme, rest) = text.split_at(memchr::memchr(b':', text)?);
    if !SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known.as_bytes())) {
        return None;
    }
    let rest = rest[1..].rsplit(|octet| *octet == b'@').next()?;
    let host = rest.split(|octet| matches!(octet, b':' | b'/' | b'?' | b';')).next()?;
    // A number alone is the port of a host that is called like a scheme.
    host.iter().any(|octet| !octet.is_ascii_digit()).then_some(host)
}

/// Four numbers from 0 to 255, leading zeros allowed.
fn quad(text: &[u8]) -> Option<Ipv4Addr> {
    ipv4(text).or_else(|| {
        let text = std::str::from_utf8(text).ok()?;
        let numbers: Option<Vec<u8>> = text.split('.').map(|part| part.parse().ok()).collect();
        <[u8; 4]>::try_from(numbers?).ok().map(Ipv4Addr::from)
    })
}

/// Why a label is none of a host name's; `None` if it is one.
pub fn label_problem(label: &[u8]) -> Option<LabelProblem> {
    if label == b"*" {
        return Some(LabelProblem::Wildcard);
    }
    let octet = label.iter().find_map(|octet| match octet {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => None,
        b'_' => Some(LabelProblem::Underscore),
        b'.' => Some(LabelProblem::Dot),
        128.. => Some(LabelProblem::NotAscii),
        octet => Some(LabelProblem::Octet(*octet)),
    });
    octet.or(match label {
        [b'-', ..] => Some(LabelProblem::LeadingHyphen),
        [.., b'-'] => Some(LabelProblem::TrailingHyphen),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_urls_and_ports() {
        let host = |text: &str| match address(text.as_bytes()) {
            Some(Shape::Address(address)) => address.to_string(),
            Some(Shape::Url(host)) => format!("url {host}"),
            Some(Shape::HostAndPort(host, port)) => format!("{host} {port}"),
            _ => "none".to_owned(),
        };
        for (text, expected) in [
            ("192.0.2.1", "192.0.2.1"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("192.0.2.1:53", "192.0.2.1"),
            ("https://mail.example.com", "url mail.example.com"),
            ("mail:993", "mail 993"),
            ("sip:pbx.example.com", "url pbx.example.com"),
            ("SIPS:100@pbx.example.com.", "url pbx.example.com"),
            ("stun:relay:3478", "url relay"),
            ("xmpp:example.net/home", "url example.net"),
            ("sip:5060", "sip 5060"),
            ("mail.:993", "mail 993"),
            ("mail", "none"),
            ("1.2.3", "none"),
            ("a:b", "none"),
            ("192.0.2.256", "none"),
            ("[2001:db8::1]:5349", "2001:db8::1"),
            ("fe80::1%eth0", "fe80::1"),
            ("192.0.2.1/32", "192.0.2.1"),
            ("192\\.0\\.2\\.1", "192.0.2.1"),
            ("mail\\.a", "none"),
        ] {
            assert_eq!(host(text), expected, "{text}");
        }
    }

    #[test]
    fn labels_of_host_names() {
        for (label, problem) in [
            ("mail", None),
            ("1", None),
            ("xn--a", None),
            ("a_b", Some(LabelProblem::Underscore)),
            ("-a", Some(LabelProblem::LeadingHyphen)),
            ("a-", Some(LabelProblem::TrailingHyphen)),
            ("*", Some(LabelProblem::Wildcard)),
            ("a!", Some(LabelProblem::Octet(b'!'))),
            ("\u{fc}", Some(LabelProblem::NotAscii)),
        ] {
            assert_eq!(label_problem(label.as_bytes()), problem, "{label}");
        }
    }
}
