//! The services of a workspace. Does not know how they are shown.

use std::sync::Arc;

use crate::base::threads::Threads;
use crate::workspace::member::Member;
use crate::workspace::members::Workspace;
use crate::workspace::services::Registry;
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
            Some(mut drafts) => {
                complete(&mut drafts, workspace, &member.zone);
                drafts
            }
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
    let mut services: Vec<Service> = pool.map(members, of_member).into_iter().flatten().collect();
    services.sort_by_cached_key(|service| (in_order(&service.owner), Arc::clone(&service.zone)));
    services
}

/// What puts names in alphabetical order, in lower case: the first octets, and those behind them, which few names have. Names
/// have no octet 0.
fn in_order(name: &str) -> ([u8; 40], String) {
    let mut first = [0; 40];
    let length = name.len().min(first.len());
    first[..length].copy_from_slice(&name.as_bytes()[..length]);
    first.make_ascii_lowercase();
    // Names are ASCII.
    (first, name.get(length..).unwrap_or(name).to_ascii_lowercase())
}

/// The services of a zone of which there are no drafts.
fn of_whole_zone(workspace: &Workspace, member: &Member, registry: &Registry) -> Vec<Service> {
    let (zone, sources) = (&member.zone, &workspace.sources);
    let sets = (zone.srv_count > 0).then(|| member.sets(sources, registry));
    services_of(zone, sources, sets, &|named: &NameRef| target(workspace, named, zone))
}
