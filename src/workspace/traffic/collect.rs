//! The services of a workspace. Does not know how they are shown.

use std::sync::Arc;

use crate::base::threads::Threads;
use crate::workspace::member::Member;
use crate::workspace::members::Workspace;
use crate::workspace::services::Registry;
use crate::workspace::traffic::aliases::aliases;
use crate::workspace::traffic::drafts::complete;
use crate::workspace::traffic::of_zone::services_of;
use crate::workspace::traffic::reach::target;
use crate::workspace::traffic::service::Service;
use crate::zone::NameRef;

/// The services of all zones, by owner. Zones are looked at by so many `threads`, or as many as the machine runs at once.
pub fn services(workspace: &Workspace, registry: &Registry, threads: Option<usize>) -> Vec<Service> {
    let members: Vec<&Member> = workspace.judged().iter().map(|member| &**member).collect();
    let pool = Threads::new(threads, members.len());
    let of_member = |member: &Member| {
        let services = match member.take_drafts() {
            Some(drafts) => complete(drafts, workspace, &member.zone),
            None => of_whole_zone(workspace, member, registry),
        };
        if member.zone.times() == 1 {
            return services;
        }
        let views = member.zone.in_views().map(|(view, _)| view.map(str::to_owned));
        views
            .flat_map(|view| services.iter().map(move |one| Service { view: view.clone(), ..one.clone() }))
            .collect()
    };
    let mut services: Vec<Option<Service>> =
        pool.map(members, of_member).into_iter().flatten().map(Some).collect();
    let aliases = aliases(workspace, services.iter().flatten(), registry);
    services.extend(aliases.into_iter().map(Some));
    in_order(services)
}

/// The services by owner, in lower case, then by zone. None of them is missing.
fn in_order(mut services: Vec<Option<Service>>) -> Vec<Service> {
    let numbered = || (0u32..).zip(services.iter().flatten());
    let mut order: Vec<(Beginning, u32)> =
        numbered().map(|(number, service)| (beginning(&service.owner), number)).collect();
    // Of names that begin alike, which few are, the rest decides.
    let rest = |number: u32| {
        let service = services[number as usize].as_ref();
        service.map(|service| (service.owner.to_ascii_lowercase(), Arc::clone(&service.zone)))
    };
    order.sort_unstable_by(|(one, number), (other, next)| {
        let by_rest = || rest(*number).cmp(&rest(*next)).then(number.cmp(next));
        one.cmp(other).then_with(by_rest)
    });
    order.into_iter().filter_map(|(_, number)| services[number as usize].take()).collect()
}

/// The first octets of a name in lower case, as numbers: these are compared faster. Names have no octet 0.
type Beginning = [u64; 5];

fn beginning(name: &str) -> Beginning {
    let mut octets = [0; size_of::<Beginning>()];
    let length = name.len().min(octets.len());
    octets[..length].copy_from_slice(&name.as_bytes()[..length]);
    octets.make_ascii_lowercase();
    let mut numbers = [0; 5];
    for (number, octets) in numbers.iter_mut().zip(octets.as_chunks().0) {
        *number = u64::from_be_bytes(*octets);
    }
    numbers
}

/// The services of a zone of which there are no drafts.
fn of_whole_zone(workspace: &Workspace, member: &Member, registry: &Registry) -> Vec<Service> {
    let (zone, sources) = (&member.zone, &workspace.sources);
    let sets = (zone.srv_count > 0).then(|| member.sets(sources, registry));
    services_of(zone, sources, sets, &|named: &NameRef| target(workspace, named, zone)).services
}
