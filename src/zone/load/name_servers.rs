//! Name servers of a zone that BIND does not find in it, and what was meant by their names. Knows no rule.

use std::borrow::Cow;
use std::collections::HashMap;

use hickory_proto::rr::Name;

use crate::base::printable::printable;
use crate::syntax::address::{ipv4, ipv6};
use crate::syntax::name::{NameKey, Origin, absolute_name, display_name, is_top_level_domain, parse_name};
use crate::zone::index::{DNAME, Found, NameIndex, Types};
use crate::zone::load::refusal::{Cause, Refusal};
use crate::zone::load::state::Loader;
use crate::zone::mistake::About;
use crate::zone::record::{NameRef, Rdata, Record, word_text};

/// What was meant by the name of a server that has no address.
enum Meant {
    /// The name as it is.
    Name,
    /// It is an IP address.
    Address,
    /// The name with a dot behind it.
    Absolute(String),
    /// The name without the `@` at its end.
    AtSign(String),
}

impl Loader<'_, '_> {
    /// Those that a line of its own names once more: the numbers of the first and of that line's record.
    pub(super) fn repeated_servers(&self, numbers: &[u32], servers: &[&Record]) -> Vec<(u32, u32)> {
        let mut first: HashMap<NameKey, usize> = HashMap::new();
        let place = |at: usize| self.sources.written(servers[at].span);
        let again = |at: usize| {
            let Rdata::Name(target) = &servers[at].rdata else { return None };
            let before = *first.entry(target.key).or_insert(at);
            (before != at && place(before) != place(at)).then(|| (numbers[before], numbers[at]))
        };
        if servers.len() < 2 { Vec::new() } else { (0..servers.len()).filter_map(again).collect() }
    }

    /// Those of a zone's own name servers that have no address in it.
    pub(super) fn unreachable_servers(&self, servers: &[&Record], refusals: &mut Vec<Refusal>) {
        let zone = &self.zone;
        let mut index = None;
        let renames = self.pointers(DNAME).next().is_some();
        // Most servers have an address near the top, and an index of all names takes longer than reading the zone.
        let has_address = |key: NameKey| {
            let mut facts = zone.facts.iter();
            !renames && facts.any(|(owner, types)| owner == key && types.has(Types::ADDRESS))
        };
        for record in servers {
            let Rdata::Name(target) = &record.rdata else { continue };
            if has_address(target.key) {
                continue;
            }
            let name = zone.name(target, self.sources);
            if !zone.apex.name.zone_of(&name) {
                continue;
            }
            let pointers = || zone.others.iter().map(|number| (*number, &self.records[*number as usize]));
            let index = index.get_or_insert_with(|| NameIndex::new(&zone.apex, &zone.facts, pointers()));
            let found =
                index.find(Origin::new(name.clone()).chain(), |number| &self.records[number as usize]);
            let (why, cause) = match found {
                Found::Address { .. } | Found::Delegated { .. } => continue,
                Found::Alias { record, .. } => ("is an alias", Cause::Here(record.span, "its CNAME is here")),
                Found::Renamed(record) => ("is below a DNAME", Cause::Here(record.span, "the DNAME is here")),
                Found::NoAddress(_) | Found::NoName => ("has no address", Cause::Unknown),
            };
            let (shown, text) = (display_name(&name), self.sources.bytes(target.span));
            let meant = match cause {
                Cause::Unknown => self.meant_server(target, word_text(text)),
                _ => Meant::Name,
            };
            let cause = match (&meant, cause) {
                (Meant::Name, Cause::Unknown) => Cause::Of(About::Server(*target)),
                (Meant::Absolute(_), _) => Cause::Of(About::ServerWithoutDot(*target)),
                (_, cause) => cause,
            };
            let (why, help) = self.said(meant, why);
            refusals.push(Refusal {
                span: target.span,
                message: format!("name server `{shown}` {why}"),
                cause,
                note: "BIND refuses a zone whose own name servers it cannot find in it; RFC 2181 section 10.3",
                help,
            });
        }
    }

    /// Whether a name of the zone lacks the address that a name server of it is to have.
    pub(super) fn needs_address(&self, server: &str) -> bool {
        let missing = |found: Found<'_>| matches!(found, Found::NoAddress(_) | Found::NoName);
        self.of_found_in_zone(server, missing)
    }

    /// Whether a name of the zone is an alias, or below a DNAME.
    pub(super) fn is_renamed(&self, server: &str) -> bool {
        self.of_found_in_zone(server, |found| matches!(found, Found::Alias { .. } | Found::Renamed(_)))
    }

    /// Whether `holds` is true of what is found for a name of the zone.
    fn of_found_in_zone(&self, name: &str, holds: impl Fn(Found<'_>) -> bool) -> bool {
        let zone = &self.zone;
        let Some(name) = absolute_name(name).ok().filter(|name| zone.apex.name.zone_of(name)) else {
            return false;
        };
        let pointers = || zone.others.iter().map(|number| (*number, &self.records[*number as usize]));
        let index = NameIndex::new(&zone.apex, &zone.facts, pointers());
        holds(index.find(Origin::new(name).chain(), |number| &self.records[number as usize]))
    }

    /// What is said of a server's name, and what helps; `why` servers do not find it as it is.
    fn said(&self, meant: Meant, why: &str) -> (String, Cow<'static, str>) {
        match meant {
            Meant::Name => (why.to_owned(), "give the name server an A or AAAA record of its own".into()),
            Meant::Address => (
                "is an address, where a name belongs".to_owned(),
                "write the name of the server, and give that an A or AAAA record".into(),
            ),
            Meant::AtSign(meant) => (
                "has `@` inside its name, which means the origin only alone".to_owned(),
                format!("write `{meant}`").into(),
            ),
            Meant::Absolute(meant) => {
                (format!("lacks its final dot: `{meant}` was meant"), self.with_dot(&meant).into())
            }
        }
    }

    /// What helps where a name server lacks its dot: with it, the name may lack an address in the zone.
    fn with_dot(&self, meant: &str) -> String {
        let name = absolute_name(meant).ok().filter(|name| self.zone.apex.name.zone_of(name));
        let key = name.map(|name| NameKey::of(&name));
        let has_address =
            |key| self.zone.facts.iter().any(|(owner, types)| owner == key && types.has(Types::ADDRESS));
        match key.is_some_and(|key| !has_address(key)) {
            true => format!("write `{meant}`, and give that an A or AAAA record"),
            false => format!("write `{meant}`"),
        }
    }

    /// What was meant by the name of a server, written as `text`, which does not exist or has no address.
    fn meant_server(&self, target: &NameRef, text: &[u8]) -> Meant {
        if ipv4(text).is_some() || ipv6(text).is_some() {
            return Meant::Address;
        }
        if target.is_relative() && text.ends_with(b".@") {
            return Meant::AtSign(printable(&text[..text.len() - 2]));
        }
        let Some(meant) = parse_name(text, &Name::root()).ok().filter(|_| target.is_relative()) else {
            return Meant::Name;
        };
        let (origin, _) = self.zone.origin_of(target);
        let ends_in = |above: &Origin| above.chain().len() > 1 && above.name.zone_of(&meant);
        // A label of the zone may be called as a top-level domain is.
        let is_public = || {
            let last = meant.iter().next_back().filter(|last| is_top_level_domain(last))?;
            let own = origin.key().child(last);
            let is_there = self.zone.facts.iter().any(|(owner, _)| owner == own);
            (!is_there).then_some(())
        };
        let lacks_dot = ends_in(origin) || ends_in(&self.zone.apex) || is_public().is_some();
        match meant.iter().count() >= 2 && lacks_dot {
            true => Meant::Absolute(display_name(&meant)),
            false => Meant::Name,
        }
    }
}
