//! Which services are asked for: by service, by owner, by the host that they lead to. Does not know how they are shown.

use std::collections::HashSet;

use crate::workspace::members::Workspace;
use crate::workspace::traffic::machines::{Machine, Machines};
use crate::workspace::traffic::reach::hosts_called;
use crate::workspace::traffic::service::{Service, Sums, Target};

/// Which services are asked for; empty lists ask for all.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Services, such as `sip`, `_sip` or `_sip._tcp`.
    pub services: Vec<String>,
    /// Names at which or below which the owners lie.
    pub owners: Vec<String>,
    /// Hosts: names, their first labels, or addresses.
    pub hosts: Vec<String>,
}

/// The hosts that are asked for, and the machines that they are.
#[derive(Debug, Default)]
pub struct Hosts {
    names: Vec<String>,
    /// The machines behind the targets of the run.
    machines: Machines,
    /// Those that are asked for.
    asked: HashSet<Machine<'static>>,
}

impl Hosts {
    /// The hosts that `filter` asks for, among the targets of `services` with these `sums`, or others that the zones of
    /// `workspace` know.
    pub fn of<'s>(
        filter: &Filter,
        services: impl Iterator<Item = &'s Service>,
        sums: impl Iterator<Item = &'s Sums>,
        workspace: &Workspace,
    ) -> Self {
        let machines = Machines::of(sums);
        let (mut names, mut asked) = (Vec::new(), HashSet::new());
        for host in &filter.hosts {
            match host.parse() {
                Ok(address) => _ = asked.insert(machines.at(address)),
                Err(_) => names.push(host.to_ascii_lowercase()),
            }
        }
        for host in names.iter().flat_map(|name| hosts_called(workspace, name)) {
            // No record may name it, and say that two addresses are one machine's.
            match host.addresses.is_empty() {
                true => asked.extend(machines.behind(&host).into_owned()),
                false => asked.extend(machines.with(&host.addresses)),
            }
        }
        let mut hosts = Hosts { names, machines, asked };
        if !hosts.names.is_empty() {
            let targets = services.flat_map(Service::entries).map(|entry| &*entry.target);
            let named = targets.filter(|target| hosts.names(target));
            let more: Vec<Machine<'_>> =
                named.flat_map(|target| hosts.machines.behind(target).into_owned()).collect();
            hosts.asked.extend(more);
        }
        hosts
    }

    /// Whether no host is asked for.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.asked.is_empty()
    }

    /// The machines behind the targets of the run.
    pub fn machines(&self) -> &Machines {
        &self.machines
    }

    /// Whether a target is one of the hosts, by its name, by one that it is an alias of, or because it has no machine but
    /// theirs.
    pub fn has(&self, target: &Target) -> bool {
        let is_theirs = |machines: &[Machine<'_>]| {
            !machines.is_empty() && machines.iter().all(|machine| self.asks_for(machine))
        };
        self.names(target) || is_theirs(self.machines.behind(target).machines())
    }

    /// Whether a target leads to one of the hosts, perhaps beside others.
    pub fn are_behind(&self, target: &Target) -> bool {
        let machines = self.machines.behind(target);
        self.names(target) || machines.machines().iter().any(|machine| self.asks_for(machine))
    }

    fn asks_for(&self, machine: &Machine<'_>) -> bool {
        let asked: &HashSet<Machine<'_>> = &self.asked;
        asked.contains(machine)
    }

    fn names(&self, target: &Target) -> bool {
        let mut names = std::iter::once(&target.name).chain(&target.through).filter(|name| *name != ".");
        names.any(|name| self.names.iter().any(|wanted| means(wanted, &name.to_ascii_lowercase())))
    }
}

/// Whether `wanted` is a name or its first labels; with its final dot, the whole of it.
fn means(wanted: &str, name: &str) -> bool {
    match name.strip_prefix(wanted) {
        Some(rest) => rest.is_empty() || rest.starts_with('.') && !wanted.ends_with('.'),
        None => false,
    }
}

impl Filter {
    /// Whether a service is asked for, but for its hosts.
    pub fn takes(&self, service: &Service) -> bool {
        let is_one = |wanted: &String| is_service(&wanted.to_ascii_lowercase(), service);
        let is_below = |wanted: &String| lies_below(&service.owner, wanted);
        (self.services.is_empty() || self.services.iter().any(is_one))
            && (self.owners.is_empty() || self.owners.iter().any(is_below))
    }
}

/// Whether a service is called `wanted`, with or without underscores and protocol.
fn is_service(wanted: &str, service: &Service) -> bool {
    let Some(labels) = &service.labels else { return false };
    let (name, protocol) = wanted.split_once('.').unwrap_or((wanted, ""));
    let plain = |label: &str| label.strip_prefix('_').unwrap_or(label).to_owned();
    plain(name) == labels.service
        && (protocol.is_empty() || plain(protocol.trim_end_matches('.')) == labels.protocol)
}

/// Whether an owner is `wanted` or lies below it, which may lack its final dot.
fn lies_below(owner: &str, wanted: &str) -> bool {
    let [owner, wanted] = [owner, wanted].map(|name| name.trim_end_matches('.').to_ascii_lowercase());
    match owner.strip_suffix(&wanted) {
        Some(before) => before.is_empty() || before.ends_with('.') || wanted.is_empty(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_meant_by_whole_labels() {
        for (wanted, name, expected) in [
            ("sip1", "sip1.example.com.", true),
            ("sip1", "sip10.example.com.", false),
            ("sip1.example.com", "sip1.example.com.", true),
            ("sip1.example.com.", "sip1.example.com.", true),
            ("sip1.", "sip1.example.com.", false),
            ("example", "sip1.example.com.", false),
        ] {
            assert_eq!(means(wanted, name), expected, "{wanted} {name}");
        }
    }

    #[test]
    fn owners_lie_below_whole_names() {
        for (owner, wanted, expected) in [
            ("_sip._tcp.example.com.", "example.com", true),
            ("_sip._tcp.example.com.", "Example.Com.", true),
            ("_sip._tcp.example.com.", "_sip._tcp.example.com.", true),
            ("_sip._tcp.myexample.com.", "example.com", false),
            ("_sip._tcp.example.com.", ".", true),
        ] {
            assert_eq!(lies_below(owner, wanted), expected, "{owner} {wanted}");
        }
    }
}
