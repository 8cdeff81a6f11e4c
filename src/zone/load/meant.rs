//! Names that lack their final dot beyond doubt: an `$ORIGIN` or an SOA record's owner that repeats what is appended to
//! it. They are read as they were meant, so that each is one mistake and feeds no other. Knows no target and no host.

use hickory_proto::rr::Name;

use crate::base::span::{SourceId, Span};
use crate::syntax::name::{display_name, parse_name};
use crate::syntax::{RecordEntry, Word};
use crate::zone::load::lost_origin::names_in;
use crate::zone::load::owner::is_absolute;
use crate::zone::load::state::{Loader, MisreadApex, Owner};
use crate::zone::mistake::{Mistake, MistakeKind};
use crate::zone::record::NameRef;

impl<'s> Loader<'s, '_> {
    /// The origin that `word` was meant to be, if it lacks its dot, and the number of the mistake that says so: `name` is what
    /// it means to a server, below the origin in force.
    pub(super) fn meant_origin(
        &mut self,
        word: Word,
        source: SourceId,
        text: &[u8],
        (name, directive): (&Name, &str),
    ) -> Option<(Name, usize)> {
        let octets = word.text(text);
        let is_plain = !octets.contains(&b'\\') && octets != b"@" && !is_absolute(octets, word.escaped);
        if !is_plain || !self.named || self.observer.is_some() {
            return None;
        }
        let meant = parse_name(octets, &Name::root()).ok()?;
        let above = name.trim_to(name.iter().count().saturating_sub(meant.iter().count()));
        let repeats = |above: &Name| above.iter().count() > 0 && above.zone_of(&meant);
        // Below the root nothing is appended. Names of networks stand below no other name.
        let is_of_network = ends_in_arpa(&meant) && !ends_in_arpa(&above);
        if meant == *name || !is_of_network && !repeats(&above) && !repeats(&self.zone.apex.name) {
            return None;
        }
        let (expanded, shown) = (display_name(name), display_name(&meant));
        let (what, note, help) = match directive {
            "$INCLUDE" => (
                "the origin of this `$INCLUDE`",
                "BIND appends the origin in force to one without a final dot, and says nothing",
                format!("write `{shown}` for the origin of the `$INCLUDE`"),
            ),
            _ => (
                "`$ORIGIN`",
                "BIND appends the origin in force to an `$ORIGIN` without a final dot, and says nothing; NSD and Knot refuse it",
                format!("write `$ORIGIN {shown}`"),
            ),
        };
        let message = format!("{what} lacks its final dot: it means `{expanded}`, and `{shown}` was meant");
        let span = Span::new(source, word.start, word.end);
        self.misread(span, message, note, help, expanded)?;
        // What depends on it is counted where records are not read in haste.
        self.takes_usual = false;
        Some((meant, self.mistakes.len() - 1))
    }

    /// Counts a record that has, or leads to, a name which an origin without its dot completes.
    pub(super) fn count_misread(
        &mut self,
        record: &RecordEntry<'_>,
        owner: Option<Owner>,
        origin: u32,
        text: &[u8],
    ) {
        let owner = owner.filter(|owner| owner.name.is_relative());
        let by_owner = owner.and_then(|owner| {
            self.misread_origins.get(&u32::try_from(owner.name.origin_number()).ok()?).copied()
        });
        let mut names = names_in(record).iter();
        let leads_there = names.any(|word| !is_absolute(word.text(text), word.escaped));
        let by_rdata = self.misread_origins.get(&origin).copied().filter(|_| leads_there);
        for mistake in by_owner.into_iter().chain(by_rdata.filter(|mistake| by_owner != Some(*mistake))) {
            self.mistakes[mistake].places += 1;
        }
    }

    /// The owner of a record: the zone's name where it is the SOA's and repeats that for want of a dot, or is written like
    /// such an SOA's.
    pub(super) fn meant_owner(
        &mut self,
        entry: &RecordEntry<'_>,
        owner: Owner,
        source: SourceId,
        text: &[u8],
    ) -> Owner {
        if self.misread_apex.is_none() {
            self.misread_apex = self.find_misread_apex(entry, owner, source, text);
        }
        let Some(apex) = self.misread_apex.filter(|apex| apex.key == owner.name.key) else { return owner };
        if let Some(soa) = self.zone.soa
            && entry.owner.is_some()
            && let Some(mistake) = self.mistakes.iter_mut().find(|mistake| mistake.span == soa.span)
        {
            mistake.places += 1;
        }
        let name = NameRef::new(self.apex, owner.name.span, apex.setting, true, owner.name.is_escaped());
        Owner { name, in_zone: true, is_host: false, unread: 0 }
    }

    #[cold]
    fn find_misread_apex(
        &mut self,
        entry: &RecordEntry<'_>,
        owner: Owner,
        source: SourceId,
        text: &[u8],
    ) -> Option<MisreadApex> {
        let is_elsewhere = self.named && owner.name.key != self.apex;
        let may_lack_it = is_elsewhere && owner.name.is_relative() && self.observer.is_none();
        let word = entry.owner.filter(|_| may_lack_it)?;
        let meant = parse_name(word.text(text), &Name::root()).ok()?;
        if meant != self.zone.apex.name || meant.iter().count() == 0 {
            return None;
        }
        let expanded = self.zone.display(&owner.name, self.sources);
        let shown = display_name(&meant);
        let message = format!("the SOA's owner `{expanded}` lacks its final dot: `{shown}` was meant");
        let note = "RFC 1035 section 5.1: a name that does not end in a dot is relative to the origin";
        let span = Span::new(source, word.start, word.end);
        self.misread(span, message, note, format!("write `{shown}`"), expanded)?;
        self.takes_usual = false;
        let setting = self.add_origin(Name::root(), None);
        Some(MisreadApex { key: owner.name.key, setting })
    }

    /// Reports a name that lacks its dot; `None` if no more may be reported.
    fn misread(
        &mut self,
        span: Span,
        message: String,
        note: &'static str,
        help: String,
        detail: String,
    ) -> Option<()> {
        let may_report = self.may_report(span);
        may_report.then(|| {
            let mistake = Mistake::new(MistakeKind::MissingDot, span, message);
            self.mistakes.push(Mistake { note: Some(note), help: Some(help), detail, ..mistake });
        })
    }
}

/// Whether a name is one of a network's addresses.
fn ends_in_arpa(name: &Name) -> bool {
    let mut labels = name.iter().rev();
    let top = labels.next().is_some_and(|label| label.eq_ignore_ascii_case(b"arpa"));
    top && labels
        .next()
        .is_some_and(|label| [&b"in-addr"[..], b"ip6"].iter().any(|known| label.eq_ignore_ascii_case(known)))
}
