//! The `$ORIGIN`s of a zone that edits change. Knows no record below them.

use hickory_proto::rr::Name;

use crate::base::source::Sources;
use crate::base::span::Span;
use crate::check::fix::edits::{Placed, ZoneEdits, apply_to};
use crate::syntax::name::parse_name;
use crate::zone::{Zone, word_text};

/// An `$ORIGIN` that is edited.
pub(crate) struct EditedOrigin {
    /// Where its name stands.
    pub span: Span,
    /// What it was.
    pub was: Name,
    /// What it becomes, if that is absolute.
    pub becomes: Option<Name>,
    /// The numbers of the fixes that edit it.
    pub fixes: Vec<usize>,
}

/// The `$ORIGIN`s of a zone that are edited.
pub(super) fn edited_origins(zone: &Zone, edits: &ZoneEdits<'_>, sources: &Sources) -> Vec<EditedOrigin> {
    let mut edited = Vec::new();
    for (origin, span) in zone.origins() {
        let Some(file) = edits.get(&span.source) else { continue };
        let within: Vec<&Placed> = file.within(span).collect();
        if within.is_empty() {
            continue;
        }
        let text = apply_to(sources.bytes(span), span.start, within.iter().copied());
        let read = |origin: &Name| parse_name(word_text(&text), origin).ok();
        // A name that is the same below two origins is absolute.
        let becomes = read(&Name::root()).filter(|name| read(&origin.name).as_ref() == Some(name));
        let fixes = within.iter().flat_map(|edit| edit.fixes.clone()).collect();
        edited.push(EditedOrigin { span, was: origin.name.clone(), becomes, fixes });
    }
    edited
}
