//! The edits of several fixes, by the texts that they are of: what the texts become, and where their places lie then.
//!
//! A file that was read twice, as itself and as a part of a zone, is one text here: edits of it are edits of both. Writes
//! nothing.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use foldhash::fast::RandomState;

use crate::base::source::{FileKey, Sources};
use crate::base::span::{SourceId, Span};
use crate::rules::finding::Edit;

/// The edits that are meant for a zone, by its texts.
pub(crate) type ZoneEdits<'e> = HashMap<SourceId, &'e FileEdits>;

/// What tells a file from the others: the path as shown, and where it lies.
pub(crate) type FileName = (String, Option<PathBuf>);

/// The name of the file that a source is of.
pub(crate) fn file_name(source: SourceId, sources: &Sources) -> FileName {
    let (path, location) = sources.file(source).key();
    (path.to_owned(), location.map(PathBuf::from))
}

/// Numbers for the files that texts are of: less to compare than their names.
#[derive(Debug, Default)]
pub(crate) struct FileNumbers<'s> {
    by_source: HashMap<SourceId, usize, RandomState>,
    by_key: HashMap<FileKey<'s>, usize>,
}

impl<'s> FileNumbers<'s> {
    /// The number of the file that a source is of.
    pub fn add(&mut self, source: SourceId, sources: &'s Sources) -> usize {
        let (next, by_key) = (self.by_key.len(), &mut self.by_key);
        let number = || *by_key.entry(sources.file(source).key()).or_insert(next);
        *self.by_source.entry(source).or_insert_with(number)
    }

    /// The same, if it was given one.
    pub fn of(&self, source: SourceId, sources: &Sources) -> Option<usize> {
        let by_key = || self.by_key.get(&sources.file(source).key()).copied();
        self.by_source.get(&source).copied().or_else(by_key)
    }
}

/// One edit, and the fix that makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed {
    /// A text of the file.
    pub source: SourceId,
    /// Offset of the first octet that is replaced.
    pub start: u32,
    /// Offset behind the last one.
    pub end: u32,
    /// What stands there afterwards.
    pub text: String,
    /// The numbers of the fixes that make it: several fixes may make the same edit.
    pub fixes: Vec<usize>,
}

impl Placed {
    /// Whether it adds whole lines: these belong to no word that they stand beside.
    pub fn adds_lines(&self) -> bool {
        self.start == self.end && (self.text.ends_with('\n') || self.text.starts_with(['\n', '\r']))
    }

    /// Whether it changes something of what stands at `span`, or adds to it.
    pub fn is_within(&self, span: Span) -> bool {
        let is_between = self.adds_lines() && (self.start == span.start || self.start == span.end);
        self.start >= span.start && self.end <= span.end && !is_between
    }

    /// Whether it replaces all that stands at `span`, and more.
    pub fn covers(&self, span: Span) -> bool {
        self.start <= span.start && span.end <= self.end && self.start < self.end
    }
}

/// The edits of one text, in order; they neither overlap nor touch, unless one fix makes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FileEdits(pub Vec<Placed>);

impl FileEdits {
    /// Those that lie within `span`.
    pub fn within(&self, span: Span) -> impl Iterator<Item = &Placed> + Clone {
        let first = self.0.partition_point(|edit| edit.end < span.start);
        let near = self.0[first..].iter().take_while(move |edit| edit.start <= span.end);
        near.filter(move |edit| edit.is_within(span))
    }

    /// Whether one of them covers `span`.
    pub fn covering(&self, span: Span) -> Option<&Placed> {
        let first = self.0.partition_point(|edit| edit.end < span.end);
        self.0[first..].iter().take_while(|edit| edit.start <= span.start).find(|edit| edit.covers(span))
    }

    /// A text after them.
    pub fn apply(&self, text: &[u8]) -> Vec<u8> {
        apply_to(text, 0, self.0.iter())
    }

    /// Those that overlap or touch what lies between two offsets.
    fn beside(&self, start: u32, end: u32) -> impl Iterator<Item = &Placed> {
        let first = self.0.partition_point(|edit| edit.end < start);
        self.0[first..].iter().take_while(move |edit| edit.start <= end)
    }

    /// Where octets lie afterwards.
    pub fn moves(&self) -> Moves {
        let mut shift = 0i64;
        let moves = self.0.iter().map(|edit| {
            let before = shift;
            shift += edit.text.len() as i64 - i64::from(edit.end - edit.start);
            Move { start: edit.start, end: edit.end, before, after: shift }
        });
        Moves(moves.collect())
    }

    /// Where what each edit writes lies afterwards.
    pub fn written(&self) -> impl Iterator<Item = (&Placed, u32, u32)> {
        let mut shift = 0i64;
        self.0.iter().map(move |edit| {
            let start = (i64::from(edit.start) + shift) as u32;
            shift += edit.text.len() as i64 - i64::from(edit.end - edit.start);
            (edit, start, start + edit.text.len() as u32)
        })
    }
}

/// Where the octets of one text lie after edits.
#[derive(Debug, Default)]
pub(crate) struct Moves(Vec<Move>);

/// An edit, and how far it and those before it move what lies before it and behind it.
#[derive(Debug)]
struct Move {
    start: u32,
    end: u32,
    before: i64,
    after: i64,
}

impl Moves {
    /// Where an octet lies afterwards. Of a place that is replaced, where what replaces it begins.
    pub fn moved(&self, at: u32) -> u32 {
        // What is added to the end of a word does not move where the word begins.
        let (from, shift) = match self.0[..self.0.partition_point(|edit| edit.start <= at)].last() {
            None => (at, 0),
            Some(edit) if edit.end > at => (edit.start, edit.before),
            Some(edit) => (at, edit.after),
        };
        (i64::from(from) + shift) as u32
    }
}

/// A piece of text, which begins at offset `from`, after edits within it.
pub(crate) fn apply_to<'e>(piece: &[u8], from: u32, edits: impl Iterator<Item = &'e Placed>) -> Vec<u8> {
    let (mut edited, mut at) = (Vec::with_capacity(piece.len() + 16), 0);
    for edit in edits {
        let (start, end) = ((edit.start - from) as usize, (edit.end - from) as usize);
        edited.extend_from_slice(&piece[at..start]);
        edited.extend_from_slice(edit.text.as_bytes());
        at = end;
    }
    edited.extend_from_slice(&piece[at..]);
    edited
}

/// The edits of several fixes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Edits {
    /// By file.
    pub by_file: BTreeMap<FileName, FileEdits>,
}

impl Edits {
    /// Adds the edits of the fix with this number. False, and nothing is added, if they cannot be made beside those
    /// that are there.
    pub fn add(&mut self, number: usize, edits: &[Edit], sources: &Sources) -> bool {
        let named = |edit: &Edit| file_name(edit.span.source, sources);
        let placed = |edit: &Edit| Placed {
            source: edit.span.source,
            start: edit.span.start,
            end: edit.span.end,
            text: edit.text.clone(),
            fixes: vec![number],
        };
        let new: Vec<(FileName, Placed)> = edits.iter().map(|edit| (named(edit), placed(edit))).collect();
        let fits = |(name, edit): &(FileName, Placed)| {
            let there = self.by_file.get(name);
            there.is_none_or(|there| {
                let mut beside = there.beside(edit.start, edit.end).peekable();
                beside.peek().is_none() || beside.any(|other| is_same(edit, other))
            })
        };
        if !new.iter().all(fits) {
            return false;
        }
        for (name, edit) in new {
            let list = &mut self.by_file.entry(name).or_default().0;
            let place = (edit.start, edit.end);
            let first = list.partition_point(|other| (other.start, other.end) < place);
            let after = list.partition_point(|other| (other.start, other.end) <= place);
            match list[first..after].iter_mut().find(|other| is_same(other, &edit)) {
                Some(same) => same.fixes.push(number),
                None => list.insert(after, edit),
            }
        }
        true
    }

    /// The edits of the texts among `sources` that are of an edited file.
    pub fn by_source<'e>(
        &'e self,
        ids: impl Iterator<Item = SourceId>,
        sources: &Sources,
    ) -> HashMap<SourceId, &'e FileEdits> {
        let edits = |id: SourceId| Some((id, self.by_file.get(&file_name(id, sources))?));
        ids.filter_map(edits).collect()
    }
}

fn is_same(one: &Placed, other: &Placed) -> bool {
    (one.start, one.end, &one.text) == (other.start, other.end, &other.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(source: SourceId, start: u32, end: u32, text: &str) -> Edit {
        Edit { span: Span::new(source, start, end), text: text.to_owned() }
    }

    #[test]
    fn edits_that_overlap_or_touch_are_made_one_after_the_other() {
        let sources = Sources::default();
        let id = sources.add("a".into(), None, b"0123456789".to_vec(), None);
        let mut edits = Edits::default();
        assert!(
            edits.add(0, &[edit(id, 2, 4, "x"), edit(id, 4, 4, "y")], &sources),
            "one fix may touch itself"
        );
        assert!(edits.add(1, &[edit(id, 2, 4, "x")], &sources), "the same edit is made once");
        for wrong in [edit(id, 3, 5, ""), edit(id, 4, 4, "z"), edit(id, 0, 2, ""), edit(id, 2, 4, "z")] {
            assert!(!edits.add(2, &[wrong.clone(), edit(id, 9, 9, "z")], &sources), "{wrong:?}");
        }
        assert!(edits.add(3, &[edit(id, 6, 10, "")], &sources));
        let list = edits.by_file.values().next().expect("a file");
        assert_eq!(list.apply(b"0123456789"), b"01xy45");
        let moves = list.moves();
        assert_eq!([0, 2, 3, 5, 9].map(|at| moves.moved(at)), [0, 2, 2, 5, 6]);
    }
}
