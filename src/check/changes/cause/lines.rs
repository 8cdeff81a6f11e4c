//! The lines of a run's files and of those of the revision that it is compared with: which of them are not in the other, and
//! which directives are in force. Knows no record.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use foldhash::fast::FixedState;

use crate::base::lines::words_of;
use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::files::PathSet;
use crate::workspace::Workspace;

/// The zones of a run and of the revision that it is compared with.
pub(super) struct Revisions<'r> {
    pub before: &'r Workspace,
    pub now: &'r Workspace,
    /// The files that differ.
    changed: &'r PathSet,
    files_before: HashMap<Arc<Path>, SourceId>,
    files_now: HashMap<Arc<Path>, SourceId>,
    lines: RefCell<HashMap<SourceId, Rc<Lines>>>,
}

/// A line of a file, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    pub source: SourceId,
    pub index: usize,
}

/// What the other of the two revisions has of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Elsewhere {
    /// The same line, or nothing is known of it.
    Same,
    /// The file, without that line.
    NoLine(SourceId),
    /// Nothing: its zones do not read the file.
    NoFile,
}

/// What the revision has at the path of a file of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileBefore {
    Missing,
    /// Another text.
    Other,
    Same,
}

/// The lines of a file: where each stands first, those that begin alike, and its directives.
struct Lines {
    first: HashMap<u64, usize>,
    alike: HashMap<u64, Vec<usize>>,
    directives: Vec<(usize, Vec<u8>)>,
}

/// How many lines that begin alike are looked at for the one that a line was before.
const MOST_ALIKE: usize = 100;

impl<'r> Revisions<'r> {
    pub fn new(before: &'r Workspace, now: &'r Workspace, changed: &'r PathSet) -> Self {
        let files = |workspace: &Workspace| {
            let files = workspace.members.iter().flat_map(|member| &member.zone.files);
            let located = |id: &SourceId| Some((workspace.sources.file(*id).location.clone()?, *id));
            files.filter_map(located).collect()
        };
        let (files_before, files_now) = (files(before), files(now));
        Self { before, now, changed, files_before, files_now, lines: RefCell::default() }
    }

    /// The texts of both.
    pub fn sources(&self) -> &'r Sources {
        &self.now.sources
    }

    /// The line in which a place begins; of generated text that of its directive.
    pub fn line_at(&self, span: Span) -> Line {
        let written = self.sources().written(span);
        let index = self.sources().file(written.source).line_index(written.start);
        Line { source: written.source, index }
    }

    /// The line without the blanks around it, as a place.
    pub fn span_of(&self, line: Line) -> Span {
        let (start, text) = self.sources().file(line.source).line(line.index);
        let begin = start + (text.len() - text.trim_ascii_start().len()) as u32;
        Span::new(line.source, begin, begin + text.trim_ascii().len() as u32)
    }

    /// The line's octets.
    pub fn text_of(&self, line: Line) -> &'r [u8] {
        self.sources().file(line.source).line(line.index).1
    }

    /// The file and the number of a line.
    pub fn place_of(&self, line: Line) -> String {
        format!("{}:{}", self.sources().file(line.source).path, line.index + 1)
    }

    /// What the revision has of a line of the run.
    pub fn in_before(&self, line: Line) -> Elsewhere {
        self.elsewhere(line, &self.files_before)
    }

    /// What the run has of a line of the revision.
    pub fn in_now(&self, line: Line) -> Elsewhere {
        self.elsewhere(line, &self.files_now)
    }

    fn elsewhere(&self, line: Line, others: &HashMap<Arc<Path>, SourceId>) -> Elsewhere {
        let Some(location) = self.sources().location(line.source) else {
            return Elsewhere::Same;
        };
        match others.get(location) {
            None => Elsewhere::NoFile,
            Some(other) if *other == line.source || !self.changed.contains(location) => Elsewhere::Same,
            Some(other) => match self.same_line(line, *other) {
                Some(_) => Elsewhere::Same,
                None => Elsewhere::NoLine(*other),
            },
        }
    }

    /// What the revision has at the path of a file of the run, be it read for a zone or not; `None` of a text that has no file.
    pub fn file_before(&self, source: SourceId) -> Option<FileBefore> {
        let location = self.sources().location(source)?;
        let is_there = self.before.files.snapshot().is_some_and(|snapshot| snapshot.has(location));
        Some(match (is_there, self.changed.contains(location)) {
            (false, _) => FileBefore::Missing,
            (true, true) => FileBefore::Other,
            (true, false) => FileBefore::Same,
        })
    }

    /// The file in the revision of a line of the run, if their texts differ.
    pub fn counterpart(&self, line: Line) -> Option<SourceId> {
        self.counterpart_in(line, &self.files_before)
    }

    /// The file in the run of a line of the revision, if their texts differ.
    pub fn counterpart_now(&self, line: Line) -> Option<SourceId> {
        self.counterpart_in(line, &self.files_now)
    }

    fn counterpart_in(&self, line: Line, others: &HashMap<Arc<Path>, SourceId>) -> Option<SourceId> {
        let location = self.sources().location(line.source)?;
        let other = others.get(location).filter(|_| self.changed.contains(location))?;
        (*other != line.source).then_some(*other)
    }

    /// The first line of another file that says the same.
    pub fn same_line(&self, line: Line, other: SourceId) -> Option<Line> {
        let index = *self.lines_of(other).first.get(&key(self.text_of(line)))?;
        Some(Line { source: other, index })
    }

    /// The last directive of this name before a line.
    pub fn directive_before(&self, line: Line, name: &str) -> Option<Line> {
        let lines = self.lines_of(line.source);
        let is_it = |(index, directive): &&(usize, Vec<u8>)| {
            *index < line.index && directive.eq_ignore_ascii_case(name.as_bytes())
        };
        lines
            .directives
            .iter()
            .rev()
            .find(is_it)
            .map(|(index, _)| Line { source: line.source, index: *index })
    }

    /// The line of a file that the other revision's has not and that begins with the same word as this one.
    pub fn former(&self, line: Line, other: SourceId) -> Option<Line> {
        let lines = self.lines_of(other);
        let alike = lines.alike.get(&beginning(self.text_of(line)))?;
        let mut others = alike.iter().take(MOST_ALIKE).map(|index| Line { source: other, index: *index });
        others.find(|old| self.same_line(*old, line.source).is_none())
    }

    fn lines_of(&self, source: SourceId) -> Rc<Lines> {
        let known = self.lines.borrow().get(&source).cloned();
        known.unwrap_or_else(|| {
            let lines = Rc::new(Lines::of(self.sources().file(source).bytes()));
            self.lines.borrow_mut().insert(source, Rc::clone(&lines));
            lines
        })
    }
}

impl Lines {
    fn of(text: &[u8]) -> Self {
        let (mut first, mut directives) = (HashMap::new(), Vec::new());
        let mut alike: HashMap<u64, Vec<usize>> = HashMap::new();
        for (index, line) in text.split(|octet| *octet == b'\n').enumerate() {
            first.entry(key(line)).or_insert(index);
            alike.entry(beginning(line)).or_default().push(index);
            if line.first() == Some(&b'$') {
                let name = line.split(u8::is_ascii_whitespace).next().unwrap_or_default();
                directives.push((index, name.to_owned()));
            }
        }
        Self { first, alike, directives }
    }
}

/// What tells a line from others: its words, and whether it begins with a blank. A comment does not count.
fn key(line: &[u8]) -> u64 {
    let end = match line.contains(&b'"') {
        true => line.len(),
        false => memchr::memchr(b';', line).unwrap_or(line.len()),
    };
    let words = words_of(&line[..end]);
    let is_indented = line.first().is_some_and(u8::is_ascii_whitespace);
    FixedState::default().hash_one((is_indented, words.collect::<Vec<_>>()))
}

/// What lines have in common that begin with the same word, both behind a blank or both not.
fn beginning(line: &[u8]) -> u64 {
    let first = line.split(u8::is_ascii_whitespace).find(|word| !word.is_empty()).unwrap_or_default();
    let is_indented = line.first().is_some_and(u8::is_ascii_whitespace);
    FixedState::default().hash_one((is_indented, first.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_the_same_whatever_blanks_and_comments_they_have() {
        for (one, other, same) in [
            ("a A 1 ; x", "a\tA  1", true),
            (" A 1", "A 1", false),
            ("a TXT \";x\"", "a TXT \";y\"", false),
            ("a A 1\r", "a A 1", true),
            ("a A 1", "a A 2", false),
        ] {
            assert_eq!(key(one.as_bytes()) == key(other.as_bytes()), same, "{one} {other}");
        }
        let lines = Lines::of(b"$TTL 1\na A 1\n$ORIGIN b\na A 1\n");
        assert_eq!(lines.first[&key(b"a A 1")], 1);
        assert_eq!(lines.directives, [(0, b"$TTL".to_vec()), (2, b"$ORIGIN".to_vec())]);
    }
}
