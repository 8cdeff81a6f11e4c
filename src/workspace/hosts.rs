//! The hosts of a zone with their addresses, for rules that name one. Knows one zone at a time: which zone
//! answers for a name says `lookup`.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::OnceLock;

use hickory_proto::rr::Name;

use crate::base::span::Span;
use crate::base::spelling::{are_counted, is_one_mistake};
use crate::syntax::name::{NameKey, display_name};
use crate::workspace::member::{Host, Hosts};
use crate::workspace::members::Workspace;
use crate::zone::load::{LoadedRecord, Request, load};
use crate::zone::{NameRef, Rdata, Zone};

/// The largest zone, in records, whose names are compared for "did you mean".
const MOST_COMPARED: u32 = 5_000;

/// The owner of an address record that is another name's than was meant.
#[derive(Debug, Clone, Copy)]
pub struct MisplacedHost {
    /// Where it is written.
    pub owner: Span,
    /// What is wrong with it.
    pub mistake: HostMistake,
}

/// Why an address record stands at another name than was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostMistake {
    /// The final dot was forgotten.
    LacksDot,
    /// There is a final dot too many.
    StrayDot,
    /// The zone's name, or an origin, was written twice.
    Doubled,
    /// It lies outside the zone, and its first label is that of the name that was meant.
    Outside,
    /// The final dot was forgotten, and a label of the domain is misspelt.
    MisspeltDomain,
    /// It has a label `@`, which stands for the origin only alone.
    AtSign,
    /// A TTL or a class of so many octets stands behind it without a blank.
    Grown(u32),
}

impl Workspace {
    /// The hosts of a zone with their addresses. Read anew from its text when first asked for.
    pub fn hosts(&self, zone: &Zone) -> &HashMap<NameKey, Host> {
        &self.read_hosts(zone).of_zone
    }

    fn read_hosts(&self, zone: &Zone) -> &Hosts {
        let member = &self.members[self.number_of(zone).expect("a zone of this workspace")];
        member.hosts.get_or_init(|| {
            let mut hosts: HashMap<NameKey, Host> = HashMap::new();
            let mut collect = |zone: &Zone, loaded: &LoadedRecord<'_>| {
                let address = match loaded.record.rdata {
                    Rdata::A(address) => IpAddr::from(address),
                    Rdata::Aaaa(address) => IpAddr::from(address),
                    _ => return,
                };
                let host = hosts.entry(loaded.record.owner.key).or_insert_with(|| Host {
                    name: zone.name(&loaded.record.owner, &self.sources),
                    owner: loaded.record.owner.span,
                    addresses: Vec::new(),
                });
                if !host.may_have_more() {
                    host.addresses.push((address, loaded.record.span));
                }
            };
            let includes = self.includes(member);
            let loaded =
                load(Request::again(zone), &self.sources, &includes, &self.spent, Some(&mut collect));
            let written = |owner: &NameRef| (loaded.zone.name(owner, &self.sources), owner.span);
            let stray = loaded.zone.stray_hosts.iter().map(written).collect();
            Box::new(Hosts { of_zone: hosts, stray, compared: OnceLock::new() })
        })
    }

    /// The owner of an address record that would be `name`'s, a name of `zone`, if its final dot were not forgotten, or not
    /// one too many.
    pub fn misplaced_host(&self, name: &Name, zone: &Zone) -> Option<MisplacedHost> {
        if zone.record_count > MOST_COMPARED || !zone.is_named() {
            return None;
        }
        let hosts = self.read_hosts(zone);
        let compared = hosts.compared(zone);
        if let Some(owner) = compared.doubled(name) {
            let is_absolute = self.sources.bytes(owner).ends_with(b".");
            let mistake = if is_absolute { HostMistake::Doubled } else { HostMistake::LacksDot };
            return Some(MisplacedHost { owner, mistake });
        }
        if let Some((_, owner)) = compared.stray(name).and_then(|number| hosts.stray.get(number)) {
            return Some(MisplacedHost { owner: *owner, mistake: HostMistake::StrayDot });
        }
        if let Some(owner) = hosts.only_stray_of_label(name) {
            return Some(MisplacedHost { owner, mistake: HostMistake::Outside });
        }
        let with_at_sign = self.host_with_at_sign(name, zone).or_else(|| self.grown_host(name, zone));
        with_at_sign.or_else(|| self.host_of_misspelt_domain(name, zone))
    }

    /// The only host of `zone` whose owner is `name` without its dot and with one mistake in its domain, so that the zone's name stands
    /// behind that.
    fn host_of_misspelt_domain(&self, name: &Name, zone: &Zone) -> Option<MisplacedHost> {
        let labels = name.iter().count() + zone.apex.name.iter().count();
        let is_meant = |host: &&Host| {
            let mut different =
                host.name.iter().zip(name.iter()).filter(|(one, other)| !one.eq_ignore_ascii_case(other));
            host.name.iter().count() == labels
                && same_first_label(&host.name, name)
                && different.next().is_some_and(|(host, own)| is_misspelt_label(host, own))
                && different.next().is_none()
        };
        let mut hosts = self.hosts(zone).values().filter(is_meant);
        let found = hosts.next().filter(|_| hosts.next().is_none())?;
        Some(MisplacedHost { owner: found.owner, mistake: HostMistake::MisspeltDomain })
    }

    /// The only host of `zone` that is `name` but for a label `@`.
    fn host_with_at_sign(&self, name: &Name, zone: &Zone) -> Option<MisplacedHost> {
        let has_sign = |host: &&Host| host.name.iter().any(|label| label == b"@");
        let is_meant = |host: &&Host| {
            let without = host.name.iter().filter(|label| *label != b"@");
            without.map(<[u8]>::to_ascii_lowercase).eq(name.iter().map(<[u8]>::to_ascii_lowercase))
        };
        let mut hosts = self.hosts(zone).values().filter(has_sign).filter(is_meant);
        let found = hosts.next().filter(|_| hosts.next().is_none())?;
        Some(MisplacedHost { owner: found.owner, mistake: HostMistake::AtSign })
    }

    /// The only host of `zone` that is `name` with a TTL or a class at the end of its first label.
    fn grown_host(&self, name: &Name, zone: &Zone) -> Option<MisplacedHost> {
        let wanted = name.iter().next()?;
        let grown = |host: &Host| {
            let label = host.name.iter().next()?;
            let end =
                label.get(wanted.len()..).filter(|_| label[..wanted.len()].eq_ignore_ascii_case(wanted))?;
            let is_same = name.iter().count() == host.name.iter().count()
                && name
                    .iter()
                    .zip(host.name.iter())
                    .skip(1)
                    .all(|(one, other)| one.eq_ignore_ascii_case(other));
            let text = self.sources.bytes(host.owner);
            // The class is told from the end of a word by its capitals.
            let is_end = text.ends_with(end) && (end == b"IN" && !wanted.ends_with(end) || is_usual_ttl(end));
            (is_same && is_end)
                .then_some(MisplacedHost { owner: host.owner, mistake: HostMistake::Grown(end.len() as u32) })
        };
        let mut grown = self.hosts(zone).values().filter_map(grown);
        grown.next().filter(|_| grown.next().is_none())
    }

    /// The only host of `zone` below another name that has the first label of `name`.
    pub fn only_host_of_label(&self, name: &Name, zone: &Zone) -> Option<(Span, Name)> {
        if zone.record_count > MOST_COMPARED {
            return None;
        }
        let is_same = |host: &&Host| same_first_label(&host.name, name);
        let mut hosts = self.hosts(zone).values().filter(is_same);
        let host = hosts.next().filter(|_| hosts.next().is_none())?;
        Some((host.owner, host.name.clone()))
    }

    /// The host of `zone` whose name is `name` but for one letter added, left out, replaced or swapped in one long label, which
    /// `is_slip` says of the label of `name` and the host's.
    pub fn host_one_letter_from(
        &self,
        name: &Name,
        zone: &Zone,
        is_slip: impl Fn(&[u8], &[u8]) -> bool,
    ) -> Option<Name> {
        if zone.record_count > MOST_COMPARED {
            return None;
        }
        let is_near = |host: &&Host| {
            let labels = host.name.iter().zip(name.iter());
            let mut different = labels.filter(|(one, other)| !one.eq_ignore_ascii_case(other));
            let same_depth = host.name.iter().count() == name.iter().count();
            same_depth
                && different
                    .next()
                    .is_some_and(|(host, own)| is_misspelt_label(host, own) && is_slip(own, host))
                && different.next().is_none()
        };
        let mut near: Vec<&Host> = self.hosts(zone).values().filter(is_near).collect();
        near.sort_by_key(|host| display_name(&host.name));
        near.first().map(|host| host.name.clone())
    }

    /// The host of `zone` whose name is most like `name`, if one is like it.
    pub fn similar_host(&self, name: &Name, zone: &Zone) -> Option<Name> {
        // Every finding compares with every name: that is for zones that people read.
        if zone.record_count > MOST_COMPARED {
            return None;
        }
        let wanted = display_name(name).to_ascii_lowercase();
        let hosts = self.read_hosts(zone);
        let first_label = wanted.split('.').next().unwrap_or_default();
        // A name of one or two letters is near to all of its kind.
        let most = (first_label.len() / 3).min(2);
        hosts.compared(zone).nearest(&wanted, most)
    }
}

impl Workspace {
    /// The only host of a zone whose name is `name` but for a typing mistake in one label.
    pub fn misspelt_host(&self, name: &Name, zone: &Zone) -> Option<Name> {
        if zone.record_count > MOST_COMPARED {
            return None;
        }
        let is_near = |host: &&Host| {
            let differing =
                name.iter().zip(host.name.iter()).filter(|(one, other)| !one.eq_ignore_ascii_case(other));
            let differing: Vec<(&[u8], &[u8])> = differing.collect();
            let is_typo = matches!(differing.as_slice(), [(one, other)] if is_misspelt_label(one, other));
            name.iter().count() == host.name.iter().count() && is_typo
        };
        let mut near = self.hosts(zone).values().filter(is_near);
        near.next().filter(|_| near.next().is_none()).map(|host| host.name.clone())
    }
}

impl Hosts {
    /// Where the only name outside the zone is written that has the first label of `name`.
    fn only_stray_of_label(&self, name: &Name) -> Option<Span> {
        let mut same = self.stray.iter().filter(|(stray, _)| same_first_label(stray, name));
        let (first, owner) = same.next()?;
        same.all(|(stray, _)| stray == first).then_some(*owner)
    }
}

/// Whether two names are of one first label.
fn same_first_label(one: &Name, other: &Name) -> bool {
    let (one, other) = (one.iter().next(), other.iter().next());
    one.zip(other).is_some_and(|(one, other)| one.eq_ignore_ascii_case(other))
}

/// Whether a text is a TTL as people write it: a round number of seconds, or a number with a unit.
fn is_usual_ttl(text: &[u8]) -> bool {
    let (digits, unit) = text.split_at(text.iter().take_while(|octet| octet.is_ascii_digit()).count());
    let number = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse::<u32>().ok());
    match (number, unit) {
        (Some(seconds), b"") => digits[0] != b'0' && seconds >= SHORTEST_TTL && seconds % SHORTEST_TTL == 0,
        (Some(number), [b'h' | b'H' | b'd' | b'D' | b'm' | b'M' | b'w' | b'W']) => number > 0,
        _ => false,
    }
}

/// The shortest TTL that people write in seconds, of which longer ones are multiples.
const SHORTEST_TTL: u32 = 60;

/// Labels shorter than this have neighbours that are other hosts'.
const SHORTEST_LABEL: usize = 4;

/// Whether one label is another but for a typing mistake. Numbered hosts, and a plural, are others.
fn is_misspelt_label(one: &[u8], other: &[u8]) -> bool {
    let lower = |label: &[u8]| String::from_utf8_lossy(label).to_ascii_lowercase();
    let (one, other) = (lower(one), lower(other));
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).collect::<Vec<u8>>();
    let is_plural = one.strip_suffix('s') == Some(&other) || other.strip_suffix('s') == Some(&one);
    one.len().min(other.len()) >= SHORTEST_LABEL
        && !is_plural
        && !are_counted(&one, &other)
        && digits(&one) == digits(&other)
        && is_one_mistake(&one, &other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ttls_as_people_write_them() {
        for (text, expected) in [
            ("300", true),
            ("3600", true),
            ("86400", true),
            ("1h", true),
            ("2D", true),
            ("1", false),
            ("10", false),
            ("0300", false),
            ("301", false),
            ("h", false),
            ("0h", false),
            ("", false),
            ("1x", false),
        ] {
            assert_eq!(is_usual_ttl(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn misspelt_labels() {
        for (one, other, expected) in [
            ("mial", "mail", true),
            ("maill", "mail", true),
            ("Mial", "mail", true),
            ("mail1", "mail2", false),
            ("nodea", "nodeb", false),
            ("srv-a", "srv-b", false),
            ("mails", "mail", false),
            ("mx", "my", false),
            ("mail", "mail", false),
        ] {
            assert_eq!(is_misspelt_label(one.as_bytes(), other.as_bytes()), expected, "{one} {other}");
        }
    }
}
