//! What a generated line becomes by edits of its `$GENERATE`: its owner and rdata as they will be written. Reads no record.

use crate::base::source::Sources;
use crate::base::span::Span;
use crate::check::fix::edits::{FileEdits, Placed, apply_to};
use crate::zone::load::generated::{GeneratedLine, LineNumber};

/// A generated line after edits of its directive.
pub(crate) struct EditedLine<'e> {
    /// Which line it is.
    pub number: LineNumber,
    /// The edits that change it.
    pub edits: Vec<&'e Placed>,
    /// Its owner, if that is another.
    pub owner: Option<Vec<u8>>,
    /// Its rdata, if that is another.
    pub rdata: Option<Vec<u8>>,
}

/// The line that `place` is in, after edits of the file that its directive stands in; `None` if they do not change it.
pub(crate) fn edited_line<'e>(
    place: Span,
    edits: &'e FileEdits,
    sources: &Sources,
) -> Option<EditedLine<'e>> {
    let directive = sources.written(place);
    edits.within(directive).next()?;
    let line = GeneratedLine::of(place, sources)?;
    let within = |pattern: Span| edits.within(pattern).collect::<Vec<_>>();
    let (of_owner, of_rdata) = (within(line.owner), within(line.rdata));
    let after = |pattern: Span, edits: &[&Placed]| {
        apply_to(sources.bytes(pattern), pattern.start, edits.iter().copied())
    };
    let (owner, rdata) = line.expanded(&after(line.owner, &of_owner), &after(line.rdata, &of_rdata))?;
    let changed = |text: Vec<u8>, edits: &[&Placed]| (!edits.is_empty()).then_some(text);
    let (owner, rdata) = (changed(owner, &of_owner), changed(rdata, &of_rdata));
    let edits: Vec<&Placed> = of_owner.into_iter().chain(of_rdata).collect();
    (!edits.is_empty()).then_some(EditedLine { number: line.number, edits, owner, rdata })
}
