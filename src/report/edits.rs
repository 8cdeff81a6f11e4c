//! What a correction replaces, fit to be shown. Does not know a format.

use crate::base::printable::{defused, printable};
use crate::base::source::Sources;
use crate::base::span::Span;
use crate::rules::finding::Fix;

/// One replacement, to be read.
#[derive(Debug, PartialEq, Eq)]
pub struct Replaced {
    /// Where.
    pub span: Span,
    /// What stands there; empty where something is put in.
    pub before: String,
    /// What stands there afterwards; empty where something is taken away.
    pub after: String,
}

/// What a fix replaces, in its order.
pub fn replaced(fix: &Fix, sources: &Sources) -> Vec<Replaced> {
    let shown = |octets: &[u8]| defused(printable(octets).trim()).into_owned();
    let edits = fix.edits.iter().map(|edit| {
        let span = sources.written(edit.span);
        let bytes = sources.file(span.source).bytes();
        let before = bytes.get(span.start as usize..span.end as usize).unwrap_or_default();
        Replaced { span, before: shown(before), after: shown(edit.text.as_bytes()) }
    });
    edits.collect()
}
