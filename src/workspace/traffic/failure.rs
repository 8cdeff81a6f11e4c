//! Who is asked in place of a machine that does not answer. Does not know zones.

use std::collections::{HashMap, HashSet};

use crate::workspace::traffic::filter::Hosts;
use crate::workspace::traffic::machines::{Behind, Machine, Machines};
use crate::workspace::traffic::service::{Entry, Reached, Service, Target};
use crate::workspace::traffic::shares::{first_that_answers, first_without};

/// How many records a service may have for every machine of it to be thought away in turn.
const MOST_RECORDS: usize = 32;

/// What clients do without a machine.
#[derive(Debug, Clone, PartialEq)]
pub enum After<'s> {
    /// They ask these hosts first, those with the largest chance first.
    Others {
        /// The priority of the hosts.
        priority: u16,
        /// Whether it is another one than before.
        is_next: bool,
        /// Each host with its chance from 0 to 1.
        takes: Vec<(&'s Target, f64)>,
    },
    /// They find no host.
    Nothing,
    /// They ask hosts of this priority, as before: it is asked only if none of those answers.
    Unchanged(u16),
}

/// Names that lead to the same machines: nearly always one.
#[derive(Debug, Clone, PartialEq)]
pub struct Names<'s> {
    first: &'s Target,
    others: Vec<&'s Target>,
}

impl<'s> Names<'s> {
    /// Them, in the order in which records have them.
    pub fn iter(&self) -> impl Iterator<Item = &'s Target> + Clone {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }
}

/// A machine, and what clients do without it.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure<'s> {
    /// The names that records give it: several if they lead to the same machine.
    pub down: Names<'s>,
    /// Whether these names lead to several machines each.
    pub are_several: bool,
    /// Names of some of these machines alone, which are down with them.
    pub also: Vec<&'s Target>,
    /// What clients do then.
    pub after: After<'s>,
}

/// What clients do without each machine of a service, in the order in which its records name them; `None` if there are
/// too many. Not told of a machine that is asked only if others do not answer, nor of a host without addresses.
pub fn failures<'s>(service: &'s Service, machines: &Machines) -> Option<impl Iterator<Item = Failure<'s>>> {
    if service.entries().count() > MOST_RECORDS {
        return None;
    }
    let hosts = hosts(service, machines);
    let places = 0..hosts.len();
    let without_one = move |place: usize| {
        let Host { behind, names } = &hosts[place];
        let also = also_down(behind.machines(), &hosts);
        let is_down =
            |target: &Target| names.iter().chain(also.iter().copied()).any(|down| std::ptr::eq(down, target));
        let after = without(service, is_down);
        let is_told = !matches!(after, After::Unchanged(_));
        let are_several = behind.machines().len() > 1;
        is_told.then(|| Failure { down: names.clone(), are_several, also, after })
    };
    Some(places.filter_map(without_one))
}

/// What clients do without the hosts that are asked for; `None` if nothing changes.
pub fn failure_of<'s>(service: &'s Service, hosts: &Hosts) -> Option<Failure<'s>> {
    let mut down: Vec<&Target> = Vec::new();
    let mut known: HashSet<*const Target> = HashSet::new();
    for target in service.entries().map(|entry| &*entry.target).filter(|target| answers(target)) {
        if known.insert(std::ptr::from_ref(target)) && hosts.has(target) {
            down.push(target);
        }
    }
    let after = without(service, |target| hosts.has(target));
    let (first, others) = down.split_first().filter(|_| !matches!(after, After::Unchanged(_)))?;
    let down = Names { first, others: others.to_vec() };
    Some(Failure { down, are_several: false, also: Vec::new(), after })
}

/// What may answer: machines, and the names that lead to all of them.
struct Host<'s> {
    behind: Behind<'s>,
    names: Names<'s>,
}

/// The hosts that are some of these machines alone, and not all.
fn also_down<'s>(machines: &[Machine<'_>], hosts: &[Host<'s>]) -> Vec<&'s Target> {
    if machines.len() < 2 {
        return Vec::new();
    }
    // Both are in order, and have each machine once.
    let is_part = |host: &&Host<'_>| {
        let others = host.behind.machines();
        others.len() < machines.len() && others.iter().all(|machine| machines.binary_search(machine).is_ok())
    };
    hosts.iter().filter(is_part).flat_map(|host| host.names.iter()).collect()
}

/// The hosts that may answer. A target is one object, however many records name it.
fn hosts<'s>(service: &'s Service, machines: &Machines) -> Vec<Host<'s>> {
    let mut hosts: Vec<Host<'_>> = Vec::with_capacity(service.entries().count());
    for target in service.entries().map(|entry| &*entry.target).filter(|target| answers(target)) {
        if hosts.iter().any(|host| host.names.iter().any(|known| std::ptr::eq(known, target))) {
            continue;
        }
        let behind = machines.behind(target);
        match hosts.iter_mut().find(|host| host.behind == behind) {
            Some(host) => host.names.others.push(target),
            None => hosts.push(Host { behind, names: Names { first: target, others: Vec::new() } }),
        }
    }
    hosts
}

/// Whether a host may answer: it has addresses, or no zone of the run can tell.
pub fn answers(target: &Target) -> bool {
    target.reached != Reached::None
}

/// What clients do if the hosts that are `down` do not answer.
pub fn without(service: &Service, down: impl Fn(&Target) -> bool) -> After<'_> {
    let is_up = |entry: &Entry| answers(&entry.target) && !down(&entry.target);
    let before = service.tiers.iter().find(|tier| tier.records.iter().any(|entry| answers(&entry.target)));
    let Some(tier) = service.tiers.iter().find(|tier| tier.records.iter().any(is_up)) else {
        return After::Nothing;
    };
    let is_next = before.is_some_and(|before| before.priority != tier.priority);
    let mut places = (0..tier.records.len()).filter(|place| down(&tier.records[*place].target));
    let is_left = |(entry, _): &(&Entry, f64)| !down(&entry.target);
    let weights = tier.records.iter().map(|entry| entry.weight);
    let mut takes = match (places.next(), places.next()) {
        (None, _) if !is_next => return After::Unchanged(tier.priority),
        // Nearly always, and without lists of their own for these.
        (None, _) => by_target(tier.records.iter().map(|entry| (entry, entry.share.value()))),
        (Some(one), None) => {
            let chances = first_without(weights, one);
            by_target(tier.records.iter().zip(chances).filter(is_left))
        }
        (Some(one), other) => {
            let places: Vec<usize> = [one].into_iter().chain(other).chain(places).collect();
            let chances = first_that_answers(&weights.collect::<Vec<u16>>(), &places);
            by_target(tier.records.iter().zip(chances).filter(is_left))
        }
    };
    takes.sort_by(|one, other| other.1.total_cmp(&one.1));
    After::Others { priority: tier.priority, is_next, takes }
}

/// How many targets are looked for one by one, which takes less time than a table.
const FEW: usize = 16;

/// What the records of each target have together, in the order in which they name it. A target is one object, however many
/// records name it.
pub fn by_target<'s>(records: impl Iterator<Item = (&'s Entry, f64)>) -> Vec<(&'s Target, f64)> {
    let most = records.size_hint().1.unwrap_or_default();
    let mut sums: Vec<(&Target, f64)> = Vec::with_capacity(most.min(FEW));
    let mut numbers: Option<HashMap<*const Target, usize>> = None;
    for (entry, part) in records {
        let target = std::ptr::from_ref::<Target>(&entry.target);
        let known = match &numbers {
            None => sums.iter().position(|(known, _)| std::ptr::eq(*known, target)),
            Some(numbers) => numbers.get(&target).copied(),
        };
        if let Some(number) = known {
            sums[number].1 += part;
            continue;
        }
        if let Some(numbers) = &mut numbers {
            numbers.insert(target, sums.len());
        }
        sums.push((&entry.target, part));
        if sums.len() == FEW {
            let places = (0..).zip(&sums);
            numbers = Some(places.map(|(number, (known, _))| (std::ptr::from_ref(*known), number)).collect());
        }
    }
    sums
}
