//! The texts that edits make, in place of those of a run. Proves nothing and writes no file.

use std::collections::HashMap;

use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::check::fix::edits::{Edits, FileName, Moves, file_name};
use crate::zone::includes::{Includes, NotIncluded};

/// The texts that the edits make, by file, and where what they do not change lies in them.
pub(crate) struct Edited(HashMap<FileName, (SourceId, Moves)>);

impl Edited {
    /// Adds them to the run's texts.
    pub fn new(edits: &Edits, sources: &Sources) -> Self {
        let mut known = HashMap::new();
        for (name, file) in &edits.by_file {
            let Some(source) = file.0.first().map(|edit| edit.source) else { continue };
            let text = sources.file(source);
            let location = text.location.clone();
            let after = file.apply(text.bytes());
            let source = sources.add(text.path.clone(), location, after, text.included_at());
            known.insert(name.clone(), (source, file.moves()));
        }
        Edited(known)
    }

    /// The text in place of one, or that itself.
    pub fn source_of(&self, source: SourceId, sources: &Sources) -> SourceId {
        self.0.get(&file_name(source, sources)).map_or(source, |(edited, _)| *edited)
    }

    /// Where a place begins: the text, and the offset there.
    pub fn place_of(&self, place: Span, sources: &Sources) -> (SourceId, u32) {
        let edited = self.0.get(&file_name(place.source, sources));
        edited.map_or((place.source, place.start), |(source, moves)| (*source, moves.moved(place.start)))
    }
}

/// What gives a zone the edited texts in place of the files that it includes.
pub(crate) struct EditedIncludes<'a> {
    /// What gives it those.
    pub includes: &'a dyn Includes,
    /// What stands in their place.
    pub edited: &'a Edited,
}

impl Includes for EditedIncludes<'_> {
    fn include(
        &self,
        sources: &Sources,
        from: SourceId,
        written: &[u8],
        at: Span,
    ) -> Result<SourceId, NotIncluded> {
        let source = self.includes.include(sources, from, written, at)?;
        Ok(self.edited.source_of(source, sources))
    }
}

/// What the edits write, by text and in order: where it begins and ends, and whose it is.
pub(crate) type Fresh = HashMap<SourceId, Vec<(u32, u32, bool, Vec<usize>)>>;

/// The fixes that write something of what stands at `span`.
pub(crate) fn brought_by(fresh: &Fresh, span: Span) -> Option<Vec<usize>> {
    let overlaps = |(start, end, adds_lines, _): &&(u32, u32, bool, Vec<usize>)| match *adds_lines {
        true => *start <= span.start && span.start < *end,
        false if start == end => span.start < *start && *start < span.end,
        false => span.start < *end && *start < span.end,
    };
    let all = fresh.get(&span.source)?;
    let first = all.partition_point(|(_, end, ..)| *end < span.start);
    all[first..]
        .iter()
        .take_while(|(start, ..)| *start <= span.end)
        .find(overlaps)
        .map(|(.., fixes)| fixes.clone())
}
