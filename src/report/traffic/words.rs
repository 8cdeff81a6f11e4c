//! What several formats say of hosts and of their failure, in words. Knows no format.

use std::fmt::Write;
use std::net::IpAddr;

use crate::base::printable::defused_path;
use crate::base::source::Sources;
use crate::base::span::Span;
use crate::report::traffic::layout::{Words, push_number};
use crate::workspace::traffic::failure::{After, Failure, answers, without};
use crate::workspace::traffic::filter::Hosts;
use crate::workspace::traffic::related::Pointer;
use crate::workspace::traffic::service::{Alias, Gap, Reached, Service, State, Target};
use crate::workspace::traffic::shares::push_chance;

/// How many hosts a sentence names.
const MOST_NAMED: usize = 8;

/// A NAPTR record that leads to a service, with `gap` behind its owner: how the sentence begins, and the rest.
pub fn naptr_text(naptr: &Pointer, gap: &str) -> (&'static str, String) {
    let (order, preference) = naptr.order;
    let Pointer { owner, services, replacement, .. } = naptr;
    let rest = format!("{owner}{gap}order {order}, preference {preference}: {services} -> {replacement}");
    ("NAPTR of ", rest)
}

/// That a name is an alias of a service, and of which.
pub fn alias_text(alias: &Alias) -> String {
    let by = if alias.by == "DNAME" { " by a DNAME" } else { "" };
    let rest = match alias.reached {
        Reached::Outside if alias.is_in_doubt => " (unknown: its zone could not be read in full)",
        Reached::Outside => " (not in these files)",
        Reached::Zone | Reached::Alias | Reached::None => "",
    };
    format!("alias of {}{by}{rest}", alias.end())
}

/// That something could not be read.
pub fn unread_text(gap: Gap, sources: &Sources) -> String {
    format!("{} could not be read", place_text(gap.place, sources))
}

/// That a service may have other records, and why.
pub fn gap_text(gap: Gap, sources: &Sources) -> String {
    format!("not known in full: {}", unread_text(gap, sources))
}

/// A line of a file, as `path:line`.
pub fn place_text(place: Span, sources: &Sources) -> String {
    let line = sources.position(place.source, place.start).line;
    format!("{}:{line}", defused_path(&sources.file(place.source).path))
}

/// What stands behind a host's name: addresses, or why there are none; a few words a piece.
pub fn reached_text(target: &Target, most: usize) -> Vec<String> {
    let mut words = Words::default();
    add_reached(target, most, &mut words);
    words.iter().map(str::to_owned).collect()
}

/// Adds the same to the words of a line.
pub fn add_reached(target: &Target, most: usize, words: &mut Words) {
    if target.is_null() {
        return words.add("no host: `.` stands for a service that is not offered");
    }
    if let Some(end) = target.through.last() {
        words.add(format_args!("alias of {end}"));
    }
    let addresses = &target.addresses;
    addresses.iter().take(most).for_each(|address| words.add_by(|text| push_address(text, *address)));
    if addresses.len() > most {
        words.add(format_args!("and {} more", addresses.len() - most));
    }
    match target.reached {
        Reached::Outside if target.is_in_doubt => {
            words.add("(unknown: its zone could not be read in full)");
        }
        Reached::Outside if addresses.is_empty() => words.add("(not in these files)"),
        Reached::Outside => words.add("(glue: the zone is not in these files)"),
        Reached::None => words.add("no address: unreachable"),
        Reached::Zone | Reached::Alias if target.by_wildcard => words.add("(by a wildcard)"),
        Reached::Zone | Reached::Alias => {}
    }
}

/// Adds an address. The library's way would take most of the time of a long list.
fn push_address(text: &mut String, address: IpAddr) {
    match address {
        IpAddr::V4(address) => {
            for (number, octet) in address.octets().into_iter().enumerate() {
                text.push_str(if number > 0 { "." } else { "" });
                push_number(text, octet);
            }
        }
        IpAddr::V6(address) if address.to_ipv4_mapped().is_some() => {
            // A text takes whatever is written to it.
            let _ = write!(text, "{address}");
        }
        IpAddr::V6(address) => push_segments(text, &address.segments()),
    }
}

/// Adds an IPv6 address as RFC 5952 section 4 says: of the longest runs of zeros, the first one is left out.
fn push_segments(text: &mut String, segments: &[u16]) {
    let (mut longest, mut run) = (0..0, 0..0);
    for (place, segment) in segments.iter().enumerate() {
        run = if *segment == 0 { run.start..place + 1 } else { place + 1..place + 1 };
        longest = if run.len() > longest.len().max(1) { run.clone() } else { longest };
    }
    for (place, segment) in segments.iter().enumerate() {
        if longest.contains(&place) {
            text.push_str(if place == longest.start { "::" } else { "" });
            continue;
        }
        text.push_str(if place > 0 && place != longest.end { ":" } else { "" });
        for shift in [12, 8, 4, 0] {
            if segment >> shift > 0 || shift == 0 {
                text.push(char::from(b"0123456789abcdef"[usize::from(segment >> shift & 15)]));
            }
        }
    }
}

/// The machine of a failure, with what is down with it.
pub fn push_down(text: &mut String, failure: &Failure<'_>) {
    push_names(text, failure.down.iter());
    text.push_str(match (failure.down.iter().count(), failure.are_several) {
        (..=1, _) => "",
        (_, false) => " (one machine)",
        (_, true) => " (the same machines)",
    });
    if !failure.also.is_empty() {
        text.push_str(", and with it ");
        push_names(text, failure.also.iter().copied());
    }
}

/// The same as a text.
pub fn down_text(failure: &Failure<'_>) -> String {
    let mut text = String::new();
    push_down(&mut text, failure);
    text
}

fn push_names<'s>(text: &mut String, targets: impl Iterator<Item = &'s Target> + Clone) {
    for (number, target) in targets.clone().take(MOST_NAMED).enumerate() {
        text.push_str(if number > 0 { ", " } else { "" });
        text.push_str(target.short());
    }
    push_more(text, targets.count(), " ");
}

/// Adds how many of so many are not named.
fn push_more(text: &mut String, all: usize, before: &str) {
    if all > MOST_NAMED {
        text.push_str(&format!("{before}and {} more", all - MOST_NAMED));
    }
}

/// What happens to a service without these hosts.
pub fn loss_text(service: &Service, hosts: &Hosts) -> String {
    if let State::NeverServed(_) = service.state {
        return "never served anyway".to_owned();
    }
    let mut left: Vec<&Target> = Vec::new();
    for target in service.entries().map(|entry| &*entry.target) {
        if hosts.has(target) {
            return match without(service, |target| hosts.has(target)) {
                After::Nothing => "fails: no host is left".to_owned(),
                after => after_text(&after),
            };
        }
        if hosts.are_behind(target) && !left.iter().any(|known| std::ptr::eq(*known, target)) {
            left.push(target);
        }
    }
    let mut text = "nothing changes: other addresses are left of ".to_owned();
    push_names(&mut text, left.into_iter());
    text
}

/// What clients do without a machine.
pub fn after_text(after: &After<'_>) -> String {
    let mut text = String::new();
    push_after(&mut text, after);
    text
}

/// Adds it to a text.
pub fn push_after(text: &mut String, after: &After<'_>) {
    match after {
        After::Nothing => text.push_str("no host is left"),
        After::Unchanged(priority) => text.push_str(&format!(
            "nothing changes: it is asked only if no host of priority {priority} answers"
        )),
        After::Others { priority, is_next, takes } => {
            for (number, (target, chance)) in takes.iter().take(MOST_NAMED).enumerate() {
                text.push_str(if number > 0 { ", " } else { "" });
                text.push_str(target.short());
                text.push(' ');
                push_chance(text, *chance);
                text.push_str(if answers(target) { "" } else { " (unreachable)" });
            }
            push_more(text, takes.len(), ", ");
            if *is_next {
                text.push_str(&format!(" (priority {priority})"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv6Addr;

    use super::*;

    #[test]
    fn addresses_are_written_as_the_library_does() {
        for address in
            ["0.0.0.0", "10.9.99.100", "255.255.255.255", "192.0.2.10", "2001:db8::1", "::ffff:1.2.3.4"]
        {
            let mut text = String::new();
            push_address(&mut text, address.parse().expect("an address"));
            assert_eq!(text, address);
        }
        // Each segment is zero, or of each number of digits.
        for number in 0..1_u32 << 16 {
            let segment = |place: usize| [0_u16, 0, 0xa, 0x1f0b][(number >> (2 * place) & 3) as usize];
            let address = Ipv6Addr::from(std::array::from_fn::<u16, 8, _>(segment));
            let mut text = String::new();
            push_address(&mut text, address.into());
            assert_eq!(text, address.to_string());
        }
    }
}
