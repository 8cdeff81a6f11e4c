//! Which ports a service has at an owner, and which of them a record with another one was to have. Makes no finding.

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::rules::engine::context::Context;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::service_at::name_of;
use crate::rules::facts::tls_form::tls_form_at;
use crate::syntax::name::NameKey;
use crate::workspace::services::{ForeignPort, Service};
use crate::zone::{Record, Srv};

/// A service under its protocol and base name, with the ports that are usual there.
pub struct Expected<'r> {
    pub service: &'r Service,
    /// The protocol without its underscore.
    pub transport: &'static str,
    pub usual: Vec<u16>,
    /// The labels of the base name that make the ports what they are.
    pub place: Option<&'r str>,
    /// The targets that the set has with one of the ports that may be meant. Found out once: a set may have any number of records.
    pub at_usual: OnceCell<HashMap<NameKey, u16>>,
    /// The owner of the form in clear text, if this is one with TLS: who shares its host and port is told of as that.
    pub clear: Option<NameKey>,
}

impl Expected<'_> {
    /// The ports that may be meant: the standard one, or all that the service has under a protocol with ports of its own.
    pub fn meant(&self) -> &[u16] {
        let of_protocol = self.service.ports_for.get(self.transport).filter(|_| self.place.is_none());
        of_protocol.map_or(&self.usual[..1], Vec::as_slice)
    }

    /// Those, in words.
    pub fn meant_text(&self) -> String {
        let ports: Vec<String> = self.meant().iter().map(|port| format!("`{port}`")).collect();
        ports.join(" or ")
    }

    /// The one port that is meant for a record's host: of several, the one at which the service's form with TLS has that host, or
    /// that all other records of the set have.
    pub fn meant_for(&self, cx: &Context<'_>, set: &SrvSet<'_>, srv: &Srv) -> Option<u16> {
        let meant = self.meant();
        if let [only] = meant {
            return Some(*only);
        }
        let has_form = |port: &&u16| {
            tls_form_at(&cx.options.services, self.service, **port).is_some_and(|form| {
                form.protocols.iter().any(|protocol| {
                    let name = name_of(cx, set, &form.name, protocol);
                    name.is_some_and(|name| cx.has_host_at(NameKey::of(&name), srv.target.key, **port))
                })
            })
        };
        let of_others = || {
            let mut ports = self.at_usual(set).values();
            let first = ports.next()?;
            ports.all(|port| port == first).then_some(first)
        };
        meant.iter().find(has_form).or_else(of_others).copied()
    }

    /// The port that may be meant and that a host has in another record of the set.
    pub fn port_of(&self, set: &SrvSet<'_>, host: NameKey) -> Option<u16> {
        self.at_usual(set).get(&host).copied()
    }

    /// Whose port this is, of a program that asks for no SRV record: only where the set has the service's own port as well, or stands
    /// under another protocol, is it sure that no server of the service listens there.
    pub fn foreign_port(&self, set: &SrvSet<'_>, port: u16) -> Option<&ForeignPort> {
        let foreign = self.service.foreign_port(port)?;
        let is_sure = !self.service.has_protocol(self.transport) || !self.at_usual(set).is_empty();
        is_sure.then_some(foreign)
    }

    fn at_usual(&self, set: &SrvSet<'_>) -> &HashMap<NameKey, u16> {
        let is_meant = |(_, other): &(&Record, &Srv)| self.meant().contains(&other.port);
        self.at_usual.get_or_init(|| {
            set.iter().filter(is_meant).map(|(_, other)| (other.target.key, other.port)).collect()
        })
    }

    /// Which ports are usual, in words, without who says so.
    pub fn usual_text(&self) -> String {
        let (name, ports) = (&self.service.name, self.meant());
        match ports {
            [only] => format!("the usual port of `_{name}` is {only}"),
            several => {
                let several: Vec<String> = several.iter().map(u16::to_string).collect();
                format!("the usual ports of `_{name}._{}` are {}", self.transport, several.join(" and "))
            }
        }
    }

    /// Who says so.
    pub fn source(&self) -> &str {
        self.service.source_for(self.transport)
    }
}
