//! The names in a file, as far as they tell of its zone: its owners, and the names that its records point at. Knows names as
//! written; loads nothing.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::path::Path;

use hickory_proto::rr::{Name, RecordType};

use crate::discover::included::{DEEPEST, Included};
use crate::discover::owners::{Owners, owners};
use crate::files::Files;
use crate::syntax::name::{absolute_name, parse_name};
use crate::syntax::{Entry, Parser, RecordEntry, Start};

/// How many names are looked at.
const MOST_NAMES: usize = 1000;
/// How many owners are kept.
const MOST_OWNERS: usize = 20_000;

/// A file's names, read when they are asked for.
pub struct Inside<'a> {
    text: &'a [u8],
    location: Option<&'a Path>,
    around: (&'a Files, &'a Path),
    owners: OnceCell<Owners>,
    pointers: OnceCell<Pointers>,
}

impl<'a> Inside<'a> {
    /// Those of the text of the file at `location`; what it includes is opened below the root of `around`.
    pub fn new(text: &'a [u8], location: Option<&'a Path>, around: (&'a Files, &'a Path)) -> Self {
        let (owners, pointers) = Default::default();
        Self { text, location, around, owners, pointers }
    }

    /// Its owners.
    pub fn owners(&self) -> &Owners {
        let (files, root) = self.around;
        self.owners.get_or_init(|| owners(self.text, self.location, Included::new(files, root)))
    }

    /// The names that its records point at.
    pub fn pointers(&self) -> &Pointers {
        self.pointers.get_or_init(|| {
            let (files, root) = self.around;
            let mut pointers = Pointers::default();
            pointers.collect(self.text, self.location, (&mut Included::new(files, root), 0));
            pointers
        })
    }

    /// Its text.
    pub fn text(&self) -> &'a [u8] {
        self.text
    }
}

/// The absolute names that a file's records point at, and the relative owners that they may mean.
#[derive(Default)]
pub struct Pointers {
    /// The servers that its SOA and NS records name.
    pub servers: Vec<Name>,
    /// The mailboxes of its SOA records.
    pub mailboxes: Vec<Name>,
    /// The targets of other records.
    pub targets: Vec<Name>,
    /// The owners that are relative to the zone's name, in lower case.
    pub relative: HashSet<Vec<u8>>,
    /// The targets of SRV records that are relative to it, in lower case.
    pub relative_targets: HashSet<Vec<u8>>,
    /// How many of its records are there, but for SOA and NS records, and how many of them are PTR records of hosts' numbers.
    pub records: usize,
    /// See `records`.
    pub reverse: usize,
}

impl Pointers {
    /// All servers and targets.
    pub fn hosts(&self) -> impl Iterator<Item = &Name> + Clone {
        self.servers.iter().chain(&self.targets)
    }

    /// Whether some servers and mailboxes lie in a domain, and none in another one; both absolute.
    pub fn lie_in(&self, domain: &str, other: &str) -> bool {
        let lie = |domain: &str| {
            absolute_name(domain).is_ok_and(|domain| self.of_authority().any(|name| domain.zone_of(name)))
        };
        lie(domain) && !lie(other)
    }

    /// The servers, and the mailboxes of the SOA record.
    pub fn of_authority(&self) -> impl Iterator<Item = &Name> + Clone {
        self.servers.iter().chain(&self.mailboxes)
    }

    /// Whether most of the servers lie at `zone` or below.
    pub fn agree(&self, zone: &Name) -> bool {
        let below = self.servers.iter().filter(|name| zone.zone_of(name)).count();
        below > 0 && below * 2 >= self.servers.len()
    }

    /// Whether some of the servers lie below `zone`, and all that do have their records in the file.
    pub fn fit(&self, zone: &Name) -> bool {
        let mut below = self.servers.iter().filter(|name| zone.zone_of(name));
        below.clone().any(|name| name != zone) && below.all(|name| self.is_own(name, zone))
    }

    /// Whether a name is that of `zone`, or of an owner in the file if the zone is called so.
    pub fn is_own(&self, name: &Name, zone: &Name) -> bool {
        let Some(above) = name.iter().count().checked_sub(zone.iter().count()) else { return false };
        let head = name.iter().take(above).collect::<Vec<_>>().join(&b'.').to_ascii_lowercase();
        zone.zone_of(name) && (above == 0 || self.relative.contains(&head))
    }

    /// The zone that the names tell by themselves: all servers have their records in the file if it is called so, and so has a
    /// target, or a mailbox lies there beside several servers; and most targets do.
    pub fn zone(&self) -> Option<Name> {
        let mut zone = self.servers.first()?.clone();
        while zone.iter().count() > 2 {
            zone = zone.base_name();
            let below = self.targets.iter().filter(|name| zone.zone_of(name)).count();
            let has_mailbox =
                || self.servers.len() > 1 && self.mailboxes.iter().any(|name| zone.zone_of(name));
            let agree = below * 2 >= self.targets.len()
                && (self.targets.iter().any(|name| self.is_own(name, &zone)) || has_mailbox());
            if agree && self.servers.iter().all(|name| zone.zone_of(name)) && self.fit(&zone) {
                return Some(zone);
            }
        }
        None
    }

    /// Whether most records tell the names of addresses.
    pub fn is_reverse(&self) -> bool {
        self.reverse > 0 && self.reverse * 2 >= self.records
    }

    fn collect(
        &mut self,
        text: &[u8],
        location: Option<&Path>,
        (included, depth): (&mut Included<'_>, usize),
    ) {
        let (mut parser, mut errors) = (Parser::new(text, Start::File), Vec::new());
        let mut is_at_top = depth == 0;
        while let Some(entry) = parser.next(&mut errors) {
            errors.clear();
            match entry {
                Entry::Origin(_) => is_at_top = false,
                Entry::Record(record) => self.record(record, text, is_at_top),
                Entry::Include { path, .. } if depth < DEEPEST => {
                    if let Some((path, octets)) = included.open(location, path.text(text)) {
                        self.collect(&octets, Some(&path), (included, depth + 1));
                    }
                }
                _ => {}
            }
            if self.servers.len() + self.targets.len() >= MOST_NAMES {
                return;
            }
        }
    }

    fn record(&mut self, record: RecordEntry<'_>, text: &[u8], is_at_top: bool) {
        let owner = record.owner.map(|owner| owner.text(text));
        if let Some(owner) = owner.filter(|_| is_at_top && self.relative.len() < MOST_OWNERS) {
            self.relative.insert(owner.to_ascii_lowercase());
        }
        let name = |at: usize| absolute(record.rdata.get(at)?.text(text));
        let is_number = |octet: &u8| octet.is_ascii_digit() || *octet == b'.';
        self.records += usize::from(!matches!(record.rtype, RecordType::SOA | RecordType::NS));
        match record.rtype {
            RecordType::SOA => {
                self.servers.extend(name(0));
                self.mailboxes.extend(name(1));
            }
            RecordType::NS => self.servers.extend(name(0)),
            RecordType::PTR => {
                // One without an owner continues such records.
                self.reverse += usize::from(owner.is_none_or(|owner| owner.iter().all(is_number)));
                self.targets.extend(name(0));
            }
            RecordType::CNAME => self.targets.extend(name(0)),
            RecordType::MX => self.targets.extend(name(1)),
            RecordType::SRV => {
                let written = record.rdata.get(3).map(|word| word.text(text).to_ascii_lowercase());
                let relative =
                    written.filter(|text| !text.ends_with(b".") && self.relative_targets.len() < MOST_NAMES);
                self.relative_targets.extend(relative);
                self.targets.extend(name(3));
            }
            _ => {}
        }
    }
}

/// The name that `written` is, if it ends in a dot.
fn absolute(written: &[u8]) -> Option<Name> {
    if !written.ends_with(b".") || written.contains(&b'\\') {
        return None;
    }
    parse_name(written, &Name::root()).ok().filter(|name| !name.is_root())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::syntax::name::display_name;

    #[test]
    fn names_of_several_kinds_tell_a_zone() {
        let soa = "@ SOA ns1.sample.local. admin.sample.local. 1 2 3 4 5\n";
        for (text, expected) in [
            (format!("{soa} NS ns1.sample.local.\nns1 A 192.0.2.1\n"), Some("sample.local.")),
            (
                format!(
                    "{soa} NS ns1.sample.local.\n MX 1 mail.sample.local.\nNS1 A 192.0.2.1\nmail A 192.0.2.1\n"
                ),
                Some("sample.local."),
            ),
            // Hosts below one label of the zone.
            (
                format!(
                    "{soa} NS ns1.sample.local.\n MX 1 a.b.sample.local.\nns1 A 192.0.2.1\na.b A 192.0.2.1\n"
                ),
                Some("sample.local."),
            ),
            (format!("{soa}ns1 A 192.0.2.1\n"), None),
            (format!("{soa} NS ns1.sample.local.\nns2 A 192.0.2.1\n"), None),
            (format!("{soa} NS ns2.sample.local.\nns1 A 192.0.2.1\n"), None),
            (format!("{soa} NS ns.example.net.\nns1 A 192.0.2.1\n"), None),
            (format!("{soa} NS ns1.sample.local.\n MX 1 mx.example.net.\nns1 A 192.0.2.1\n"), None),
            (format!("{soa} NS ns1.sample.local.\n$ORIGIN a.\nns1 A 192.0.2.1\n"), None),
            ("@ SOA ns1.corp. h.corp. 1 2 3 4 5\n NS ns1.corp.\nns1 A 192.0.2.1\n".to_owned(), None),
            ("@ SOA . . 1 2 3 4 5\n NS .\n".to_owned(), None),
            (String::new(), None),
        ] {
            let files = Files::new(PathBuf::new());
            let inside = Inside::new(text.as_bytes(), None, (&files, Path::new("/")));
            let zone = inside.pointers().zone().map(|name| display_name(&name));
            assert_eq!(zone.as_deref(), expected, "{text}");
        }
    }
}
