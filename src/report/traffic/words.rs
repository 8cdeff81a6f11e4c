//! What several formats say of hosts and of their failure, in words. Knows no format.

use crate::workspace::traffic::failure::{After, answers, without};
use crate::workspace::traffic::related::Pointer;
use crate::workspace::traffic::service::{Reached, Service, State, Target};
use crate::workspace::traffic::shares::chance_text;

/// How many hosts a sentence names.
const MOST_NAMED: usize = 8;

/// A NAPTR record that leads to a service, with `gap` behind its owner.
pub fn naptr_text(naptr: &Pointer, gap: &str) -> String {
    let (order, preference) = naptr.order;
    let Pointer { owner, services, replacement, .. } = naptr;
    format!("NAPTR of {owner}{gap}order {order}, preference {preference}: {services} -> {replacement}")
}

/// What stands behind a host's name: addresses, or why there are none; a few words a piece.
pub fn reached_text(target: &Target, most: usize) -> Vec<String> {
    if target.is_null() {
        return vec!["no host: `.` stands for a service that is not offered".to_owned()];
    }
    let mut words = Vec::new();
    if let Some(end) = target.through.last() {
        words.push(format!("alias of {end}"));
    }
    let addresses = &target.addresses;
    words.extend(addresses.iter().take(most).map(ToString::to_string));
    if addresses.len() > most {
        words.push(format!("and {} more", addresses.len() - most));
    }
    match target.reached {
        Reached::Outside if target.is_in_doubt => {
            words.push("(unknown: its zone could not be read in full)".to_owned());
        }
        Reached::Outside if addresses.is_empty() => words.push("(not in these files)".to_owned()),
        Reached::Outside => words.push("(glue: the zone is not in these files)".to_owned()),
        Reached::None => words.push("no address: unreachable".to_owned()),
        Reached::Zone | Reached::Alias if target.by_wildcard => words.push("(by a wildcard)".to_owned()),
        Reached::Zone | Reached::Alias => {}
    }
    words
}

/// The names of a machine.
pub fn machine_text(targets: &[&Target]) -> String {
    let names: Vec<&str> = targets.iter().take(MOST_NAMED).map(|target| target.short.as_str()).collect();
    let more = match targets.len() - names.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let one = if targets.len() > 1 { " (one machine)" } else { "" };
    format!("{}{more}{one}", names.join(", "))
}

/// What happens to a service without the hosts that are `down`.
pub fn loss_text(service: &Service, down: &dyn Fn(&Target) -> bool) -> String {
    match (&service.state, without(service, down)) {
        (State::NeverServed(_), _) => "never served anyway".to_owned(),
        (_, After::Nothing) => "fails: no host is left".to_owned(),
        (_, after) => after_text(&after),
    }
}

/// What clients do without a machine.
pub fn after_text(after: &After<'_>) -> String {
    match after {
        After::Nothing => "no host is left".to_owned(),
        After::Unchanged(priority) => {
            format!("nothing changes: it is asked only if no host of priority {priority} answers")
        }
        After::Others { priority, is_next, takes } => {
            let one = |(target, chance): &(&Target, f64)| {
                let lost = if answers(target) { "" } else { " (unreachable)" };
                format!("{} {}{lost}", target.short, chance_text(*chance))
            };
            let mut words: Vec<String> = takes.iter().take(MOST_NAMED).map(one).collect();
            if takes.len() > MOST_NAMED {
                words.push(format!("and {} more", takes.len() - MOST_NAMED));
            }
            let next = if *is_next { format!(" (priority {priority})") } else { String::new() };
            format!("{}{next}", words.join(", "))
        }
    }
}
