//! Which service with TLS from the first octet belongs to one that begins in clear text. Knows no zone.

use crate::workspace::services::{Registry, Service};

/// Services that begin in clear text, each with the one that has TLS from the first octet.
const TLS_FORMS: [(&str, &str); 19] = [
    ("amqp", "amqps"),
    ("caldav", "caldavs"),
    ("carddav", "carddavs"),
    ("coap", "coaps"),
    ("diameter", "diameters"),
    ("ftp", "ftps"),
    ("imap", "imaps"),
    ("ldap", "ldaps"),
    ("mqtt", "secure-mqtt"),
    ("nntp", "nntps"),
    ("pop3", "pop3s"),
    ("sip", "sips"),
    ("stun", "stuns"),
    ("telnet", "telnets"),
    ("submission", "submissions"),
    // After the form that is the usual one.
    ("smtp", "submissions"),
    ("turn", "turns"),
    ("xmpp-client", "xmpps-client"),
    ("xmpp-server", "xmpps-server"),
];

/// The port of HTTPS (RFC 9110 section 4.2.2): a service whose port it is has TLS from the first octet.
pub const PORT_OF_HTTPS: u16 = 443;

/// What users of a name mean who write it with the port of another service: mail programs send mail to 587, and ask for that.
const OTHER_NAMES: [(&str, &str); 1] = [("smtp", "submission")];

/// The service that has the port and that this one's name is mistaken for: its form with TLS, or another of its kind.
pub fn meant_at_port<'r>(registry: &'r Registry, service: &Service, port: u16) -> Option<&'r Service> {
    let other = || {
        let (_, other) = OTHER_NAMES.iter().find(|(name, _)| *name == service.name)?;
        registry.named(other).filter(|other| other.ports.contains(&port))
    };
    tls_form_at(registry, service, port).or_else(other)
}

/// The form in clear text of a service with TLS.
pub fn clear_form(service: &Service) -> Option<&'static str> {
    TLS_FORMS.iter().find(|(_, tls)| *tls == service.name).map(|(clear, _)| *clear)
}

/// Whether a service is the form in clear text of one with TLS.
pub fn is_clear_form(service: &Service) -> bool {
    TLS_FORMS.iter().any(|(clear, _)| *clear == service.name)
}

/// The form with TLS that was meant by a service in clear text below `_tls`, where no client asks for it, at that form's port.
pub fn meant_tls_form<'r>(
    registry: &'r Registry,
    service: &Service,
    transport: &str,
    port: u16,
) -> Option<&'r Service> {
    let is_odd = transport == "tls" && !service.has_protocol(transport);
    if is_odd { tls_form_at(registry, service, port) } else { None }
}

/// The form with TLS of a service in clear text, if that form has the port.
pub fn tls_form_at<'r>(registry: &'r Registry, service: &Service, port: u16) -> Option<&'r Service> {
    let (_, tls) = TLS_FORMS.iter().find(|(clear, _)| *clear == service.name)?;
    registry.named(tls).filter(|tls| tls.ports.contains(&port))
}
