//! The records of a zone as a server would load them, before and after a fix, and what the fix says that they become.
//!
//! What a record becomes is read from the words that the edits write, one record at a time, and not by the loader: the
//! loader reads the whole edited text afterwards, and both must agree.

use std::collections::{HashMap, HashSet};

use hickory_proto::rr::{Name, RecordType};

use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::check::fix::edited::{Fresh, brought_by};
use crate::check::fix::edited_origins::{EditedOrigin, edited_origins};
use crate::check::fix::edits::{Placed, ZoneEdits, apply_to};
use crate::check::fix::generated::edited_line;
use crate::check::fix::grown_owner::{owner_and_behind, ttl_behind_owner};
use crate::check::fix::sum::{Row, Sum};
use crate::syntax::lexer::{Token, Tokens};
use crate::syntax::name::{display_name, parse_name};
use crate::syntax::ttl::{decimal, parse_ttl};
use crate::workspace::{Member, Workspace};
use crate::zone::includes::Includes;
use crate::zone::load::generated::LineNumber;
use crate::zone::load::{Loaded, LoadedRecord, PerRun, Request, load};
use crate::zone::mistake::Mistake;
use crate::zone::{NameRef, Rdata, Zone, word_text};

/// A zone before a fix.
#[derive(Debug, Default)]
pub(crate) struct Before {
    /// Its records.
    pub now: Sum,
    /// What the fix says that they become.
    pub announced: Sum,
    /// The records that it changes: where they begin, their owners before and after, and the fixes that change them.
    pub changed: Vec<Changed>,
    /// The edits that change some record, by text and offset.
    pub reached: HashSet<(SourceId, u32)>,
    /// Whether what some record becomes cannot be told.
    pub is_unclear: bool,
    /// What keeps a server from loading it.
    pub mistakes: Vec<Mistake>,
    /// Whether all its names are known.
    pub is_complete: bool,
    /// The fixes of `$ORIGIN`s, if no SOA record is at the top of the zone: they may bring it there.
    pub brings_soa: Option<Vec<usize>>,
}

/// A record that a fix changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Changed {
    /// Where it is written.
    pub span: Span,
    /// Its owner before.
    pub owner: String,
    /// Its owner after.
    pub becomes: String,
    /// The numbers of the fixes.
    pub fixes: Vec<usize>,
    /// Which line of a `$GENERATE` it is, if that is edited.
    pub generated: Option<LineNumber>,
}

/// Reads a zone as it is, and what `edits` say that its records become.
pub(crate) fn before(member: &Member, workspace: &Workspace, edits: &ZoneEdits<'_>) -> Before {
    let sources = &workspace.sources;
    let mut before = Before::default();
    let origins = edited_origins(&member.zone, edits, sources);
    let mut reading = Reading {
        edits,
        origins: &origins,
        sources,
        reached: HashSet::new(),
        fixes: Vec::new(),
        generated: None,
    };
    let mut has_soa = false;
    let mut observe = |zone: &Zone, loaded: &LoadedRecord<'_>| {
        let row = Row::of(zone, loaded, sources);
        has_soa |= loaded.record.rtype == RecordType::SOA;
        before.now.add(&row);
        if edits.is_empty() {
            return before.announced.add(&row);
        }
        reading.fixes.clear();
        reading.generated = None;
        let becomes = reading.becomes(zone, loaded, &row);
        if !reading.fixes.is_empty() {
            let owner = becomes.iter().flatten().next().map_or(&row.owner, |becomes: &Row| &becomes.owner);
            before.changed.push(Changed {
                span: sources.written(loaded.record.span),
                owner: row.owner.clone(),
                becomes: owner.clone(),
                fixes: reading.fixes.clone(),
                generated: reading.generated,
            });
        }
        match becomes {
            Some(Some(row)) => before.announced.add(&row),
            Some(None) => {}
            None => before.is_unclear = true,
        }
    };
    let includes = workspace.includes(member);
    let loaded =
        load(Request::again(&member.zone), sources, &includes, &PerRun::default(), Some(&mut observe));
    before.reached = reading.reached;
    (before.mistakes, before.is_complete) = (loaded.mistakes, loaded.zone.is_complete());
    let of_origins =
        || origins.iter().flat_map(|origin| origin.fixes.iter().copied()).collect::<Vec<usize>>();
    before.brings_soa = (!has_soa && !origins.is_empty()).then(of_origins);
    before
}

/// A zone after a fix.
pub(crate) struct After {
    /// Its records but for those that only the edits brought.
    pub known: Sum,
    /// Where the records are written now that begin at a given place, with their owners.
    pub at: HashMap<(SourceId, u32), Vec<(Span, String)>>,
    /// The records that only the edits brought, with the fixes that did.
    pub new: Vec<(Span, String, Vec<usize>)>,
    /// The zone itself.
    pub loaded: Loaded,
}

/// Reads the zone that `request` asks for, whose texts are edited. Records in what is `fresh` are new, and so is the SOA record
/// if these fixes bring it; those that begin at one of the places `wanted` are looked for.
pub(crate) fn after(
    request: Request,
    sources: &Sources,
    includes: &dyn Includes,
    (fresh, brings_soa): (&Fresh, Option<&[usize]>),
    wanted: &HashSet<(SourceId, u32)>,
) -> After {
    let (mut known, mut at, mut new) = (Sum::default(), HashMap::new(), Vec::new());
    let mut observe = |zone: &Zone, loaded: &LoadedRecord<'_>| {
        let row = Row::of(zone, loaded, sources);
        let span = sources.written(loaded.record.span);
        let owner = &loaded.record.owner;
        let says = [Some(span), Some(owner.span), zone.origin_of(owner).1];
        let by_origin =
            || brings_soa.filter(|_| loaded.record.rtype == RecordType::SOA).map(<[usize]>::to_vec);
        let brought = says.into_iter().flatten().find_map(|span| brought_by(fresh, span));
        if let Some(fixes) = brought.or_else(by_origin) {
            new.push((span, row.owner, fixes));
            return;
        }
        known.add(&row);
        let key = (span.source, span.start);
        if wanted.contains(&key) {
            at.entry(key).or_insert_with(Vec::new).push((span, row.owner));
        }
    };
    let loaded = load(request, sources, includes, &PerRun::default(), Some(&mut observe));
    After { known, at, new, loaded }
}

/// Reads what records become.
struct Reading<'a> {
    edits: &'a ZoneEdits<'a>,
    origins: &'a [EditedOrigin],
    sources: &'a Sources,
    reached: HashSet<(SourceId, u32)>,
    /// The fixes that change the record at hand.
    fixes: Vec<usize>,
    /// Which line of an edited `$GENERATE` that is.
    generated: Option<LineNumber>,
}

impl<'a> Reading<'a> {
    /// The record that the edits make of one, or `Some(None)` if they delete it. `None` if that cannot be told.
    fn becomes(&mut self, zone: &Zone, loaded: &LoadedRecord<'_>, row: &Row) -> Option<Option<Row>> {
        let record = loaded.record;
        let mut new = row.clone();
        if let Some(file) = self.edits.get(&record.span.source)
            && let Some(edit) = file.covering(record.span)
        {
            // Where the owner moves to belongs to it.
            let fixes = edit.fixes.clone();
            let of_fix = |other: &&Placed| other.fixes.iter().any(|fix| fixes.contains(fix));
            for other in file.0.iter().filter(of_fix) {
                self.note((record.span.source, other.start), &fixes);
            }
            return edit.text.trim().is_empty().then_some(None);
        }
        if self.sources.is_generated(record.span) {
            self.read_generated(zone, loaded, &mut new)?;
        }
        let owner_edits = self.within(record.owner.span);
        if let Some(text) = self.edited(record.owner.span, &owner_edits) {
            let (owner, behind) = owner_and_behind(&text);
            new.owner = self.read_name(owner, zone, &record.owner)?;
            new.ttl = ttl_behind_owner(behind)?.or(new.ttl);
        } else if let Some(origin) = self.new_origin(zone, &record.owner)? {
            let name = parse_name(word_text(self.sources.bytes(record.owner.span)), &origin).ok()?;
            new.owner = display_name(&name);
        }
        let ttl = zone.ttl(record);
        let ttl_edits = ttl.map_or(Vec::new(), |ttl| self.within(ttl.span));
        if let Some(ttl) = ttl
            && let Some(text) = self.edited(ttl.span, &ttl_edits)
        {
            new.ttl = Some(parse_ttl(&text).ok()?);
        }
        let mut rdata_edits = self.within(record.span);
        rdata_edits.retain(|edit| !owner_edits.contains(edit) && !ttl_edits.contains(edit));
        if rdata_edits.is_empty() {
            if let Some(rdata) = self.rdata_below_new_origin(loaded, row, zone)? {
                new.rdata = rdata;
            }
            return Some(Some(new));
        }
        self.edited(record.span, &rdata_edits);
        let after = apply_to(
            self.sources.bytes(record.span),
            record.span.start,
            self.within(record.span).into_iter(),
        );
        let comment_alone = words(self.sources.bytes(record.span)) == words(&after);
        if !comment_alone {
            new.rdata = self.read_rdata(&after, zone, loaded, &new.rdata)?;
        }
        Some(Some(new))
    }

    /// What the record becomes by edits of the `$GENERATE` that made it; `None` if that cannot be told.
    fn read_generated(&mut self, zone: &Zone, loaded: &LoadedRecord<'_>, new: &mut Row) -> Option<()> {
        let (record, source) = (loaded.record, self.sources.written(loaded.record.span).source);
        let Some(file) = self.edits.get(&source) else { return Some(()) };
        let Some(line) = edited_line(record.span, file, self.sources) else { return Some(()) };
        self.generated = Some(line.number);
        line.edits.iter().for_each(|edit| self.note((source, edit.start), &edit.fixes));
        if let Some(owner) = line.owner {
            new.owner = self.read_name(&owner, zone, &record.owner)?;
        }
        if let Some(rdata) = line.rdata {
            new.rdata = self.read_rdata(&rdata, zone, loaded, &new.rdata)?;
        }
        Some(())
    }

    fn within(&self, span: Span) -> Vec<&'a Placed> {
        self.edits.get(&span.source).map_or(Vec::new(), |file| file.within(span).collect())
    }

    fn note(&mut self, place: (SourceId, u32), fixes: &[usize]) {
        self.reached.insert(place);
        for fix in fixes {
            if !self.fixes.contains(fix) {
                self.fixes.push(*fix);
            }
        }
    }

    /// Notes the edits of an origin, on which the record at hand depends.
    fn note_origin(&mut self, origin: Span) {
        for edit in self.within(origin) {
            self.note((origin.source, edit.start), &edit.fixes);
        }
    }

    /// The text at `span` after `edits` in it; `None` if there are none.
    fn edited(&mut self, span: Span, edits: &[&Placed]) -> Option<Vec<u8>> {
        if edits.is_empty() {
            return None;
        }
        for edit in edits {
            self.note((span.source, edit.start), &edit.fixes);
        }
        Some(apply_to(self.sources.bytes(span), span.start, edits.iter().copied()))
    }

    /// The absolute name that a word means in the place of another one.
    fn read_name(&mut self, text: &[u8], zone: &Zone, place: &NameRef) -> Option<String> {
        let origin = self.new_origin(zone, place)?;
        let origin = origin.as_ref().unwrap_or(&zone.origin_of(place).0.name);
        parse_name(word_text(text), origin).ok().map(|name| zone.display_name(&name))
    }

    /// The origin that is edited and that a relative name depends on, as it becomes; `None` outside if that cannot be told.
    fn new_origin(&mut self, zone: &Zone, name: &NameRef) -> Option<Option<Name>> {
        let Some(set_at) = zone.origin_of(name).1.filter(|_| name.is_relative()) else { return Some(None) };
        let origin = self.origins.iter().find(|origin| origin.span == set_at);
        let Some(origin) = origin else { return Some(None) };
        self.note_origin(origin.span);
        origin.becomes.clone().map(Some)
    }

    /// The rdata of a record, if an origin that it depends on is edited; `None` outside if that cannot be told.
    fn rdata_below_new_origin(
        &mut self,
        loaded: &LoadedRecord<'_>,
        row: &Row,
        zone: &Zone,
    ) -> Option<Option<String>> {
        let name = match &loaded.record.rdata {
            Rdata::Srv(srv) => Some(&srv.target),
            Rdata::Name(name) => Some(name),
            Rdata::Naptr(naptr) => Some(&naptr.replacement),
            _ => None,
        };
        let set_at = |name: &NameRef| zone.origin_of(name).1.filter(|_| name.is_relative());
        let is_it = |origin: &&EditedOrigin| match name {
            Some(name) => set_at(name) == Some(origin.span),
            None => origin.was == *loaded.origin(),
        };
        let Some(EditedOrigin { span, becomes, .. }) = self.origins.iter().find(is_it) else {
            return Some(None);
        };
        let rdata = loaded.rdata_text_below(becomes.as_ref()?)?;
        if rdata == row.rdata {
            return Some(None);
        }
        self.note_origin(*span);
        Some(Some(rdata))
    }

    /// The rdata that the edited text of a record says, for the types that fixes edit.
    fn read_rdata(
        &mut self,
        text: &[u8],
        zone: &Zone,
        loaded: &LoadedRecord<'_>,
        was: &str,
    ) -> Option<String> {
        let words = words(text);
        let last = words.last()?;
        match &loaded.record.rdata {
            Rdata::Srv(srv) => {
                let [.., priority, weight, port, target] = words.as_slice() else { return None };
                let numbers =
                    [priority, weight, port].map(|number| decimal(number).filter(|it| *it <= 0xffff));
                let [Some(priority), Some(weight), Some(port)] = numbers else { return None };
                let target = self.read_name(target, zone, &srv.target)?;
                Some(format!("{priority} {weight} {port} {target}"))
            }
            Rdata::Name(name) => self.read_name(last, zone, name),
            Rdata::Naptr(naptr) => {
                let name = self.read_name(last, zone, &naptr.replacement)?;
                let before = plain_naptr(&words).or_else(|| Some(was.rsplit_once(' ')?.0.to_owned()))?;
                Some(format!("{before} {name}"))
            }
            _ if loaded.record.rtype == RecordType::SOA => {
                let before = self::words(self.sources.bytes(loaded.record.span));
                let [.., server, mailbox, serial, _, _, _, _] = words[..] else { return None };
                let [.., old_server, old_mailbox, _, _, _, _, _] = before[..] else { return None };
                let mut fields: Vec<String> = was.split(' ').map(str::to_owned).collect();
                for (place, new, old) in [(0, server, old_server), (1, mailbox, old_mailbox)] {
                    if new != old {
                        let name = parse_name(word_text(new), loaded.origin()).ok()?;
                        *fields.get_mut(place)? = zone.display_name(&name);
                    }
                }
                *fields.get_mut(2)? = decimal(serial)?.to_string();
                Some(fields.join(" "))
            }
            _ => None,
        }
    }
}

/// The fields of a NAPTR record before its replacement as BIND writes them, if none has an escape.
fn plain_naptr(words: &[&[u8]]) -> Option<String> {
    let [.., order, preference, flags, services, regexp, _] = words else { return None };
    let string = |word: &[u8]| {
        let bare = word.strip_prefix(b"\"").and_then(|word| word.strip_suffix(b"\"")).unwrap_or(word);
        let is_plain = bare.iter().all(|octet| matches!(octet, b' '..=b'~') && *octet != b'\\');
        is_plain.then(|| String::from_utf8_lossy(bare).into_owned())
    };
    let (order, preference) = (decimal(order)?, decimal(preference)?);
    let (flags, services, regexp) = (string(flags)?, string(services)?, string(regexp)?);
    Some(format!("{order} {preference} \"{flags}\" \"{services}\" \"{regexp}\""))
}

/// The words of a text.
fn words(text: &[u8]) -> Vec<&[u8]> {
    Tokens::new(text, 0).filter(Token::is_word).map(|word| word.text(text)).collect()
}
