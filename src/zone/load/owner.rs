//! Whose a record is: owners and origins by their text, and whether they lie in the zone. Does not know the
//! rest of a record.

use hickory_proto::rr::{Name, RecordType};

use crate::base::span::{SourceId, Span};
use crate::syntax::name::recent::Siblings;
use crate::syntax::name::{BadName, NameKey, Origin, are_host_labels, is_host_label, name_key, parse_name};
use crate::syntax::{RecordEntry, SyntaxError, Word};
use crate::zone::index::Types;
use crate::zone::load::state::{Loader, Owner, OwnerFamily};
use crate::zone::rdata::BadField;
use crate::zone::record::NameRef;

impl<'s> Loader<'s, '_> {
    /// The number of the origin that `word` means in a directive, below the origin in force.
    pub(super) fn origin(
        &mut self,
        word: Word,
        source: SourceId,
        text: &[u8],
        (above, directive): (u32, &str),
    ) -> Result<u32, BadName> {
        let name = parse_name(word.text(text), &self.zone.setting(above).name)?;
        let place = Some(Span::new(source, word.start, word.end));
        let Some((meant, mistake)) = self.meant_origin(word, source, text, (&name, directive)) else {
            return Ok(self.add_origin(name, place));
        };
        let number = self.add_origin(meant, place);
        self.misread_origins.insert(number, mistake);
        Ok(number)
    }

    /// The number of an origin, which something at `span` sets.
    pub(super) fn add_origin(&mut self, name: Name, span: Option<Span>) -> u32 {
        let key = NameKey::of(&name);
        if self.known_origins.count() == 0 {
            self.known_origins.of(self.apex);
        }
        let number = self.known_origins.of(key);
        if number as usize == self.zone.origins.len() {
            self.zone.origins.push(Origin::new(name));
        }
        self.zone.settings.push((number, span));
        self.zone.settings.len() as u32 - 1
    }

    /// Makes the owner that `word` means the `current` one, and the names between it and the apex exist.
    #[inline(always)]
    pub(super) fn owner(
        &mut self,
        word: Word,
        source: SourceId,
        text: &'s [u8],
        origin: u32,
        current: &mut Option<Owner>,
    ) -> Result<(), BadName> {
        // Mostly the names above it are those of an owner read before.
        if !word.escaped
            && !word.quoted
            && let Some((key, relative, label, above)) = self.owners.recent.key(word.plain_text(text), origin)
        {
            let in_zone = above.in_zone || key == self.apex || !self.named;
            let span = Span::new(source, word.start, word.end);
            let name = NameRef::new(key, span, origin, relative, false);
            *current = Some(Owner { name, in_zone, is_host: above.is_host, unread: label as u8 });
            return Ok(());
        }
        *current = Some(self.new_owner(word, source, text, origin)?);
        Ok(())
    }

    /// What is wrong with the first record, which has no owner. An SOA record's can only be the zone's name.
    #[cold]
    pub(super) fn without_owner(
        &mut self,
        entry: &RecordEntry<'_>,
        source: SourceId,
        text: &[u8],
        current: &mut Option<Owner>,
    ) -> BadField {
        let message = "the first record has no owner: the line begins with a blank";
        let mut error = Box::new(SyntaxError::at(entry.type_word, message.into()));
        if entry.rtype == RecordType::SOA && self.named {
            let place = Span::new(source, entry.type_word.start, entry.type_word.start);
            let name = NameRef::new(self.apex, place, 0, true, false);
            let owner = Owner { name, in_zone: true, is_host: false, unread: 0 };
            *current = Some(owner);
            self.take_unread_soa(entry, owner, source, text);
            error.help = Some("begin the line with `@`, which stands for the zone's name".into());
        }
        let meant = || {
            "write `@` before it, if the zone's own name is meant, or the owner that it has lost".to_owned()
        };
        error.help = error.help.or_else(|| Some(meant()));
        error
    }

    #[inline(never)]
    fn new_owner(
        &mut self,
        word: Word,
        source: SourceId,
        text: &'s [u8],
        origin: u32,
    ) -> Result<Owner, BadName> {
        let octets = word.text(text);
        let span = Span::new(source, word.start, word.end);
        let above = &self.zone.origins[self.zone.settings[origin as usize].0 as usize];
        let absolute = is_absolute(octets, word.escaped);
        let (apex, mut inside) = (self.apex, !absolute && above.key() == self.apex);
        self.owners.ancestors.clear();
        let mut each = |key: NameKey| {
            if inside {
                self.owners.ancestors.push(key);
            }
            inside |= key == apex;
        };
        if absolute {
            each(NameKey::root());
        } else if above.key() != apex {
            above.chain().iter().copied().for_each(&mut each);
        }
        let (mut parent, mut last) = (None, None);
        let (key, relative) = name_key(octets, word.escaped, above, |key| {
            parent = last.replace(key);
            each(key);
        })?;
        if !word.escaped
            && let Some(siblings) = Siblings::of(octets, relative, parent, (above, origin))
        {
            let behind =
                octets.iter().position(|octet| *octet == b'.').map_or(&b""[..], |dot| &octets[dot + 1..]);
            let is_host =
                (!relative || above.is_hostname()) && (behind.is_empty() || are_host_labels(behind));
            self.owners.recent.add(siblings, OwnerFamily { in_zone: inside && key != apex, is_host });
        }
        let is_host = !word.escaped
            && (!relative || above.is_hostname())
            && (octets == b"@" || are_host_labels(octets));
        if let [.., parent, _] = self.owners.ancestors[..]
            && parent != self.owners.parent
        {
            self.owners.parent = parent;
            self.owners.ancestors.pop();
            self.owners.ancestors.iter().for_each(|key| self.zone.facts.add(*key, Types::NONE));
        }
        // Which absolute names lie in a zone without a known name is unknown: all are taken to.
        let in_zone = inside || !self.named;
        let name = NameRef::new(key, span, origin, relative, word.escaped);
        Ok(Owner { name, in_zone, is_host, unread: 0 })
    }
}

impl Owner {
    /// Whether it is certainly a host's name, by the text that is being read.
    #[inline(always)]
    pub fn is_host(&self, source: SourceId, text: &[u8]) -> bool {
        let Span { source: own, start, .. } = self.name.span;
        let label = || &text[start as usize..start as usize + usize::from(self.unread)];
        self.is_host && (self.unread == 0 || own == source && is_host_label(label()))
    }
}

/// Whether an owner may be a wildcard, by the text that is being read.
#[inline]
pub(super) fn may_be_wildcard(owner: Span, source: SourceId, text: &[u8]) -> bool {
    owner.source != source || matches!(text[owner.start as usize], b'*' | b'\\' | b'"')
}

/// Whether a name's text ends in a dot that is not part of a label.
pub(super) fn is_absolute(text: &[u8], escaped: bool) -> bool {
    let Some((b'.', before)) = text.split_last() else { return false };
    !escaped || before.iter().rev().take_while(|octet| **octet == b'\\').count() % 2 == 0
}
