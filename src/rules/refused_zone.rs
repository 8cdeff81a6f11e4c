//! `refused-zone`: what BIND refuses of a zone whose every line it reads. The loader finds it.

use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::zone::mistake::MistakeKind;

pub(super) fn concerns(look: &Look<'_>) -> bool {
    look.mistakes.iter().any(|mistake| mistake.kind == MistakeKind::Refused)
}

pub(super) fn check(cx: &mut Context<'_>) {
    for mistake in cx.mistakes.iter().filter(|mistake| mistake.kind == MistakeKind::Refused) {
        let mut finding = cx.report_zone(mistake.span, &mistake.message);
        if let Some(note) = mistake.note {
            finding.note(note);
        }
        if let Some(help) = &mistake.help {
            finding.help(help);
        }
        if let Some((span, message)) = &mistake.label {
            finding.label(*span, message);
        }
    }
}
