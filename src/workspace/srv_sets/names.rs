//! Reads the names of SRV records: the keys of the names above each, and what their text says.
//!
//! Names that differ in their first label only share what is known of the rest, so that for most records no
//! more than that label is looked at.
//!
//! Does not know which names exist.

use hickory_proto::rr::Name;

use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::syntax::name::recent::{Families, Siblings};
use crate::syntax::name::{NameKey, Origin, is_host_label, is_host_name, is_top_level_domain, name_key};
use crate::workspace::services::Registry;
use crate::workspace::srv_sets::set::ServiceLabels;
use crate::workspace::srv_sets::targets::Part;
use crate::zone::service_owner::{TRANSPORTS, begins_twice, may_name_place, pair, transport};
use crate::zone::{NameRef, Zone, word_text};

/// What the names have in common that differ in their first label only.
#[derive(Debug, Clone, Copy, Default)]
struct FamilyFacts {
    /// The names above, as a number among `Targets::above`.
    above: u32,
    /// Whether the text behind the first label is written as host names are, and holds a letter.
    is_host: bool,
    /// Whether its first label is a transport's.
    is_transport: bool,
    /// Whether such a name may be the wrong one for want of a dot.
    may_lack_dot: bool,
    /// Whether nothing that stands behind a known service in such an owner can be odd.
    is_plain: bool,
}

/// The text of the file that was asked for last.
struct FileText<'s> {
    sources: &'s Sources,
    source: SourceId,
    octets: &'s [u8],
}

impl<'s> FileText<'s> {
    #[inline]
    fn at(&mut self, span: Span) -> &'s [u8] {
        if span.source != self.source {
            (self.source, self.octets) = (span.source, self.sources.file(span.source).bytes());
        }
        &self.octets[span.start as usize..span.end as usize]
    }
}

/// Reads the names of SRV records.
pub(in crate::workspace::srv_sets) struct Names<'s, 'z> {
    zone: &'z Zone,
    text: FileText<'s>,
    registry: &'z Registry,
    /// The keys of the names above those that were read.
    pub keys: Vec<NameKey>,
    /// The names above each family of them, as parts of `keys`.
    pub above: Vec<Part>,
    owners: Families<'s, FamilyFacts>,
    targets: Families<'s, FamilyFacts>,
}

/// How many names above others a small zone has.
const FEW: usize = 8;

impl<'s, 'z> Names<'s, 'z> {
    /// A reader of the names in `zone`, with the services as `registry` knows them.
    pub fn new(zone: &'z Zone, sources: &'s Sources, registry: &'z Registry) -> Self {
        let text = FileText { sources, source: zone.source, octets: sources.file(zone.source).bytes() };
        let (owners, targets) = (Families::none(), Families::none());
        let (keys, above) = (Vec::with_capacity(FEW), Vec::with_capacity(FEW));
        Names { zone, text, registry, keys, above, owners, targets }
    }

    /// The names above the owner of a set, and the service that it names; and whether the owner may lack its dot.
    pub fn owner(&mut self, name: &NameRef) -> (u32, Option<ServiceLabels>, bool) {
        let text = self.text.at(name.span);
        if let Some((label, common)) = known_above(&mut self.owners, name, text) {
            let service = match common.is_transport && label.first() == Some(&b'_') {
                true => self.service(label, &text[label.len() + 1..], 0, (common.above, name.key)),
                false => self.pair(name, common.above),
            };
            let may_lack_dot = match label.len() < text.len() {
                true => common.may_lack_dot,
                false => may_lack_dot(self.zone, name, text),
            };
            let service = service.map(|labels| labels.where_plain(common.is_plain));
            return (common.above, service, may_lack_dot);
        }
        let above = self.names_above(name, text);
        let mut service = self.pair(name, above);
        let may_lack_dot = may_lack_dot(self.zone, name, text);
        if let Some((siblings, mut common)) = self.family(name, text, above) {
            let mut labels = text.split(|octet| *octet == b'.').skip(1);
            common.is_transport = labels.next().is_some_and(|label| transport(label).is_some());
            common.may_lack_dot = may_lack_dot;
            common.is_plain = common.is_transport && has_plain_base(self.zone, name, text);
            service = service.map(|labels| labels.where_plain(common.is_plain));
            self.owners.add(siblings, common);
        }
        (above, service, may_lack_dot)
    }

    /// Whether an owner may stand at the wrong name for want of a dot: relative and ending in the last label of its origin,
    /// its zone or a top-level domain, or absolute and holding the zone's name twice.
    pub fn owner_may_lack_dot(&mut self, name: &NameRef) -> bool {
        let text = self.text.at(name.span);
        match known_above(&mut self.owners, name, text) {
            Some((label, common)) if label.len() < text.len() => common.may_lack_dot,
            _ => may_lack_dot(self.zone, name, text),
        }
    }

    /// The names above a target, whether it is written as host names are, and whether it ends in its zone's or origin's name and
    /// has that at its end once more.
    #[inline]
    pub fn target(&mut self, name: &NameRef) -> (u32, bool, bool) {
        let text = self.text.at(name.span);
        if let Some((label, common)) = known_above(&mut self.targets, name, text) {
            let is_host = match common.is_host {
                true => is_host_label(label),
                false => is_host_text(self.zone, name, text),
            };
            return (common.above, is_host, common.may_lack_dot && is_doubled(self.zone, name, text));
        }
        let above = self.names_above(name, text);
        let may_lack_dot = may_be_doubled(self.zone, name, text);
        if let Some((siblings, common)) = self.family(name, text, above) {
            self.targets.add(siblings, FamilyFacts { may_lack_dot, ..common });
        }
        (above, is_host_text(self.zone, name, text), may_lack_dot && is_doubled(self.zone, name, text))
    }

    /// The siblings of a name, with what is known of the names above it.
    fn family(&self, name: &NameRef, text: &'s [u8], above: u32) -> Option<(Siblings<'s>, FamilyFacts)> {
        let is_apex_or_root = name.key == self.zone.apex.key() || name.key == NameKey::root();
        if name.is_escaped() || is_apex_or_root || text.starts_with(b"\"") {
            return None;
        }
        let origin = (self.zone.origin_of(name).0, name.origin_number() as u32);
        let siblings = Siblings::of(text, name.is_relative(), None, origin)?;
        let behind = text.iter().position(|octet| *octet == b'.').map_or(&b""[..], |dot| &text[dot + 1..]);
        let origin_is_host = !name.is_relative() || !self.zone.is_named() || origin.0.is_hostname();
        let is_host = origin_is_host && is_host_name(behind) && behind.iter().any(u8::is_ascii_alphabetic);
        Some((siblings, FamilyFacts { above, is_host, ..FamilyFacts::default() }))
    }

    /// Adds the names above `name`, and returns their number.
    fn names_above(&mut self, name: &NameRef, text: &[u8]) -> u32 {
        let (zone, start) = (self.zone, self.keys.len());
        let origin = zone.origin_of(name).0;
        let (apex, depth) = (zone.apex.key(), zone.apex.chain().len());
        let above = if name.is_relative() { origin.chain() } else { &origin.chain()[..1] };
        // Nearly all names are relative to the apex, and need nothing of what is above it.
        let mut whole = zone.soa.is_none() || above.last() != Some(&apex);
        if whole {
            self.keys.extend_from_slice(above);
        }
        let keys = &mut self.keys;
        name_key(word_text(text), name.is_escaped(), origin, |key| keys.push(key)).ok();
        if whole && zone.soa.is_some() && self.keys.get(start + depth - 1) == Some(&apex) {
            self.keys.drain(start..start + depth);
            whole = false;
        }
        // The name itself is the last of them; of the apex nothing is left.
        self.keys.truncate(self.keys.len().saturating_sub(1).max(start));
        self.above.push(Part { start: start as u32, end: self.keys.len() as u32, whole });
        self.above.len() as u32 - 1
    }

    /// The service that an owner names, at whatever depth.
    fn pair(&mut self, name: &NameRef, above: u32) -> Option<ServiceLabels> {
        let pair = pair(self.zone, name, self.text.sources)?;
        self.service(&pair.service, pair.protocol.as_bytes(), pair.before, (above, name.key))
    }

    /// The service with these labels, behind `before` others; `protocol` may have more behind it. Of the
    /// `owner`, the names above it and its own key.
    fn service(
        &mut self,
        label: &[u8],
        protocol: &[u8],
        before: usize,
        owner: (u32, NameKey),
    ) -> Option<ServiceLabels> {
        let protocol = protocol.split(|octet| *octet == b'.').next()?;
        let is_protocol = |known: &&str| protocol.eq_ignore_ascii_case(known.as_bytes());
        let protocol = TRANSPORTS.iter().position(is_protocol)? as u8;
        let before_u8 = u8::try_from(before).unwrap_or(u8::MAX);
        Some(ServiceLabels {
            number: self.registry.number(label),
            protocol,
            before: before_u8,
            is_plain: false,
            base: self.base(owner, before + 2),
        })
    }

    /// The keys of the names above others, by their number.
    pub fn keys_above(&self, number: u32) -> &[NameKey] {
        self.above[number as usize].of(&self.keys)
    }

    /// The key of the name that stands `levels` labels above an owner, one at least.
    fn base(&self, (above, own): (u32, NameKey), levels: usize) -> NameKey {
        let above = self.keys_above(above);
        if let Some(at) = above.len().checked_sub(levels) {
            return above[at];
        }
        let apex = self.zone.apex.chain();
        let below = if own == self.zone.apex.key() { 0 } else { above.len() + 1 };
        apex[(apex.len() - 1 + below).saturating_sub(levels)]
    }
}

/// What is known of the names above `name` if they are those of an earlier one, with its first label.
#[inline]
fn known_above<'n>(
    families: &mut Families<'_, FamilyFacts>,
    name: &NameRef,
    text: &'n [u8],
) -> Option<(&'n [u8], FamilyFacts)> {
    let origin = name.origin_number() as u32;
    if name.is_escaped() { None } else { families.label(text, origin) }
}

/// Whether an owner's text may have it stand at the wrong name; says yes too often.
fn may_lack_dot(zone: &Zone, name: &NameRef, text: &[u8]) -> bool {
    if !name.is_relative() {
        return may_be_doubled(zone, name, text);
    }
    let last = &text[memchr::memrchr(b'.', text).map_or(0, |dot| dot + 1)..];
    is_last_label(last, &zone.origin_of(name).0.name)
        || is_last_label(last, &zone.apex.name)
        || memchr::memchr(b'\\', text).is_some()
        || last.first() != Some(&b'_') && last.len() < text.len() && is_top_level_domain(last)
}

/// Whether nothing can be odd in what stands behind the first two labels of an owner's text: says no too often.
fn has_plain_base(zone: &Zone, name: &NameRef, text: &[u8]) -> bool {
    if name.is_relative() && !zone.origin_of(name).0.is_hostname() {
        return false;
    }
    let Some(dot) = memchr::memchr_iter(b'.', text).nth(1) else { return true };
    let base = &text[dot + 1..];
    let own =
        if base.ends_with(b".") { base.len().saturating_sub(zone.apex.length() - 1) } else { base.len() };
    let first = zone.apex.name.iter().next().unwrap_or_default();
    let is_odd = |label: &[u8]| {
        label.eq_ignore_ascii_case(first)
            || TRANSPORTS.iter().any(|transport| label.eq_ignore_ascii_case(&transport.as_bytes()[1..]))
    };
    // Such as `com`, which is the end of the zone's name and stands for all of it.
    let last = base[..own].rsplit(|octet| *octet == b'.').find(|label| !label.is_empty());
    let is_end = |label: &[u8]| is_last_label(label, &zone.apex.name) || label.eq_ignore_ascii_case(b"tld");
    base.iter().all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.'))
        && !last.is_some_and(is_end)
        && !base[..own].split(|octet| *octet == b'.').any(is_odd)
        && !may_name_place(&base[..own])
        && !begins_twice(&base[..own])
}

/// Whether a target may have the name of its zone or origin at its end twice; says yes too often.
fn may_be_doubled(zone: &Zone, name: &NameRef, text: &[u8]) -> bool {
    if !name.is_relative() {
        return text.len() > 2 * (zone.apex.length() - 1) && holds_twice(&zone.apex.name, text);
    }
    let Some(dot) = memchr::memrchr(b'.', text) else { return false };
    is_last_label(&text[dot + 1..], &zone.origin_of(name).0.name)
        || is_last_label(&text[dot + 1..], &zone.apex.name)
}

fn is_last_label(label: &[u8], name: &Name) -> bool {
    name.iter().next_back().is_some_and(|last| last.eq_ignore_ascii_case(label))
}

/// Whether a name has the name of its zone or origin at its end twice. A single label may be a host's, too.
fn is_doubled(zone: &Zone, name: &NameRef, text: &[u8]) -> bool {
    let ends_in = |above: &Origin| {
        let mut labels = word_text(text).rsplit(|octet| *octet == b'.');
        let is_next = |label: &[u8]| labels.next().is_some_and(|other| other.eq_ignore_ascii_case(label));
        above.chain().len() > 2 && above.name.iter().rev().all(is_next)
    };
    match name.is_relative() {
        true => text.contains(&b'.') && (ends_in(zone.origin_of(name).0) || ends_in(&zone.apex)),
        false => zone.apex.chain().len() > 2 && holds_twice(&zone.apex.name, text),
    }
}

/// Whether the text of an absolute name ends in the labels of `apex` twice.
fn holds_twice(apex: &Name, text: &[u8]) -> bool {
    let mut labels = text.rsplit(|octet| *octet == b'.').skip(1);
    let apex = || apex.iter().rev();
    apex().chain(apex()).all(|label| labels.next().is_some_and(|other| other.eq_ignore_ascii_case(label)))
}

/// Whether a target is written as host names are, and no label that the origin appends speaks
/// against it. Without a zone name the
/// appended part is unknown.
fn is_host_text(zone: &Zone, target: &NameRef, text: &[u8]) -> bool {
    let text = word_text(text);
    let origin_is_host = !target.is_relative() || !zone.is_named() || zone.origin_of(target).0.is_hostname();
    origin_is_host && (is_host_name(text) || matches!(text, b"@" | b"."))
}
