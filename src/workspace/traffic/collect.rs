//! The services of a workspace. Does not know how they are shown.

use crate::base::threads::Threads;
use crate::workspace::member::Member;
use crate::workspace::members::Workspace;
use crate::workspace::services::Registry;
use crate::workspace::traffic::aliases::aliases;
use crate::workspace::traffic::drafts::complete;
use crate::workspace::traffic::of_zone::services_of;
use crate::workspace::traffic::reach::target;
use crate::workspace::traffic::service::{Drafts, Service, Services};
use crate::zone::NameRef;

/// The services of all zones, in the order of the zones, and behind them the aliases of services. Zones are looked at by so many
/// `threads`, or as many as the machine runs at once.
pub fn services(workspace: &Workspace, registry: &Registry, threads: Option<usize>) -> Services {
    let judged = workspace.judged();
    let threads = Threads::new(threads, judged.len());
    let drafts: Vec<Option<Drafts>> = judged.iter().map(|member| member.take_drafts()).collect();
    let mut sums = complete(&drafts, workspace, registry, &threads);
    let of_member = |(number, drafts): (usize, Option<Drafts>)| {
        let member = &judged[number];
        let Drafts { services, sums, .. } =
            drafts.unwrap_or_else(|| of_whole_zone(workspace, member, registry));
        if member.zone.times() == 1 {
            return (services, sums);
        }
        let views = member.zone.in_views().map(|(view, _)| view.map(str::to_owned));
        let in_view = |view: Option<String>| {
            services.iter().map(move |one| Service { view: view.clone(), ..one.clone() })
        };
        (views.flat_map(in_view).collect(), sums)
    };
    let mut by_zone = Vec::with_capacity(judged.len() + 1);
    for (services, known) in threads.map(drafts.into_iter().enumerate().collect(), of_member) {
        by_zone.push(services);
        sums.join(known);
    }
    let mut services = Services { by_zone, sums };
    let aliases = aliases(workspace, services.iter(), registry);
    services.by_zone.push(aliases);
    services
}

/// The services of a zone of which there are no drafts.
fn of_whole_zone(workspace: &Workspace, member: &Member, registry: &Registry) -> Drafts {
    let (zone, sources) = (&member.zone, &workspace.sources);
    let sets = (zone.srv_count > 0).then(|| member.sets(sources, registry));
    services_of(zone, sources, sets, &|named: &NameRef| target(workspace, named, zone))
}
