//! The `$GENERATE` that a record comes from: what edits of generated lines are in the directive, and what a line becomes if the
//! directive is edited. Edits nothing.

use std::collections::BTreeMap;

use crate::base::source::Sources;
use crate::base::span::Span;
use crate::syntax::{Entry, Parser, Start};
use crate::zone::load::generate_text::{Pattern, parse_range};

/// A generated line: its directive, and the number that it was made for.
pub type LineNumber = (Span, u32);

/// What is replaced in files, and by which text.
pub type EditsInFiles = Vec<(Span, String)>;

/// A line with what is replaced in it.
type EditedLine<'e> = (GeneratedLine, Vec<(Span, &'e str)>);

/// One line that a `$GENERATE` stands for.
#[derive(Debug, Clone, Copy)]
pub struct GeneratedLine {
    /// Its directive and its number.
    pub number: LineNumber,
    /// The pattern of the owners, in the file.
    pub owner: Span,
    /// The pattern of the rdata without its quotes, in the file.
    pub rdata: Span,
    /// Where the line is, in the generated text.
    line: Span,
    /// Offset of its rdata in the line; that of its owner is 0.
    rdata_at: u32,
    /// How long its owner is.
    owner_length: u32,
    is_quoted: bool,
}

impl GeneratedLine {
    /// The line that a place is in, if that was generated and can be told apart.
    pub fn of(place: Span, sources: &Sources) -> Option<Self> {
        if !sources.is_generated(place) {
            return None;
        }
        let directive = sources.written(place);
        // A directive needs a line end.
        let text = &[sources.bytes(directive), b"\n"].concat();
        let mut parser = Parser::new(text, Start::File);
        let Some(Entry::Generate(entry)) = parser.next(&mut Vec::new()) else { return None };
        // In quotes, an escape is not what it is in the line.
        if entry.rdata.quoted && entry.rdata.escaped {
            return None;
        }
        let file = sources.file(place.source);
        let index = file.line_index(place.start);
        let (start, line) = file.line(index);
        let (range, step) = parse_range(entry.range.text(text))?;
        let number = u32::try_from(index).ok()?.checked_mul(step)?.checked_add(*range.start())?;
        let owner = expanded(entry.owner.text(text), number)?;
        let rdata = expanded(entry.rdata.text(text), number)?;
        let head = [&owner, &b" "[..], entry.type_word.text(text), b" "].concat();
        if line.strip_prefix(head.as_slice()) != Some(rdata.as_slice()) {
            return None;
        }
        let quote = u32::from(entry.rdata.quoted);
        let span = |start: u32, end: u32| {
            Span::new(directive.source, directive.start + start, directive.start + end)
        };
        Some(Self {
            number: (directive, number),
            owner: span(entry.owner.start, entry.owner.end),
            rdata: span(entry.rdata.start + quote, entry.rdata.end - quote),
            line: Span::new(place.source, start, start + line.len() as u32),
            rdata_at: head.len() as u32,
            owner_length: owner.len() as u32,
            is_quoted: entry.rdata.quoted,
        })
    }

    /// The owner and the rdata of the line, if the patterns were these.
    pub fn expanded(&self, owner: &[u8], rdata: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
        Some((expanded(owner, self.number.1)?, expanded(rdata, self.number.1)?))
    }

    /// What a replacement in the line is in the directive; `None` if the place is not written there as it is, but counted.
    fn in_directive(&self, place: Span, text: &str, sources: &Sources) -> Option<(Span, String)> {
        let old = sources.bytes(place);
        let is_same = |(one, other): &(&u8, &u8)| one == other;
        let before = old.iter().zip(text.as_bytes()).take_while(is_same).count();
        let (old_rest, new) = (&old[before..], text.get(before..)?);
        let behind = old_rest.iter().rev().zip(new.as_bytes().iter().rev()).take_while(is_same).count();
        let new = new.get(..new.len() - behind)?;
        let is_plain = |octet: u8| {
            octet.is_ascii_alphanumeric()
                || matches!(octet, b'.' | b'_' | b'-' | b'*')
                || octet == b' ' && self.is_quoted
        };
        let from = place.start + before as u32 - self.line.start;
        let to = place.end - behind as u32 - self.line.start;
        let (pattern, at) = match () {
            () if to <= self.owner_length => (self.owner, 0),
            () if from >= self.rdata_at => (self.rdata, self.rdata_at),
            () => return None,
        };
        let parsed = Pattern::parse(sources.bytes(pattern)).ok()?;
        let (start, end) = parsed.written_at(self.number.1, (from - at) as usize, (to - at) as usize)?;
        let place = Span::new(pattern.source, pattern.start + start as u32, pattern.start + end as u32);
        new.bytes().all(is_plain).then(|| (place, new.to_owned()))
    }

    /// Whether the line is what `edits` make of it, if the directive is edited so.
    fn becomes(
        &self,
        edits: &[(Span, &str)],
        of_directive: &BTreeMap<Span, String>,
        sources: &Sources,
    ) -> bool {
        let mut wanted = edits.to_vec();
        wanted.sort_by_key(|(place, _)| *place);
        let line = edited(self.line, wanted.into_iter(), sources);
        let edited_pattern = |pattern: Span| {
            let within = of_directive.iter().filter(|(place, _)| pattern.contains(**place));
            edited(pattern, within.map(|(place, text)| (*place, text.as_str())), sources)
        };
        let (Some(line), Some(owner), Some(rdata)) =
            (line, edited_pattern(self.owner), edited_pattern(self.rdata))
        else {
            return false;
        };
        let word = &sources.bytes(self.line)[self.owner_length as usize..self.rdata_at as usize];
        self.expanded(&owner, &rdata).is_some_and(|(owner, rdata)| [&owner, word, &rdata].concat() == line)
    }
}

/// What edits are in files, some of which are of generated lines; with the lines that they are of. `None` if one cannot be made
/// in its directive, or not without making another line something else than its edits do.
pub fn edits_in_directives(
    edits: &[(Span, &str)],
    sources: &Sources,
) -> Option<(EditsInFiles, Vec<LineNumber>)> {
    let (mut in_files, mut in_directives) = (Vec::new(), BTreeMap::new());
    let mut lines: BTreeMap<LineNumber, EditedLine<'_>> = BTreeMap::new();
    for (place, text) in edits {
        if !sources.is_generated(*place) {
            in_files.push((*place, (*text).to_owned()));
            continue;
        }
        let line = GeneratedLine::of(*place, sources)?;
        let (there, new) = line.in_directive(*place, text, sources)?;
        if in_directives.insert(there, new.clone()).is_some_and(|other| other != new) {
            return None;
        }
        lines.entry(line.number).or_insert_with(|| (line, Vec::new())).1.push((*place, text));
    }
    let overlap = |(one, other): (&Span, &Span)| one.source == other.source && other.start < one.end;
    let places = in_directives.keys();
    let are_apart = !places.clone().zip(places.skip(1)).any(overlap);
    let is_so = |(line, edits): &EditedLine<'_>| line.becomes(edits, &in_directives, sources);
    (are_apart && lines.values().all(is_so)).then(|| {
        in_files.extend(in_directives);
        (in_files, lines.into_keys().collect())
    })
}

fn expanded(pattern: &[u8], number: u32) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    Pattern::parse(pattern).ok()?.expand(number, &mut text).ok()?;
    Some(text)
}

/// The text at `whole` after edits, which are in order and within it.
fn edited<'e>(
    whole: Span,
    edits: impl Iterator<Item = (Span, &'e str)>,
    sources: &Sources,
) -> Option<Vec<u8>> {
    let (octets, mut edited, mut at) = (sources.bytes(whole), Vec::new(), 0);
    for (place, text) in edits {
        let (start, end) = ((place.start - whole.start) as usize, (place.end - whole.start) as usize);
        edited.extend_from_slice(octets.get(at..start)?);
        edited.extend_from_slice(text.as_bytes());
        at = end;
    }
    edited.extend_from_slice(octets.get(at..)?);
    Some(edited)
}
