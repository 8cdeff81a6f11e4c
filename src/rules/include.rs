//! `$INCLUDE`s of files that are not read, or that only this copy of the repository has.

use crate::base::severity::Severity;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::finding::Alike;
use crate::zone::mistake::MistakeKind;

pub(super) fn concerns(look: &Look<'_>) -> bool {
    // Which of the included files git does not track becomes known when all zones are.
    look.zone.files.len() > 1 || look.mistakes.iter().any(|mistake| mistake.kind == MistakeKind::NotIncluded)
}

pub(super) fn check(cx: &mut Context<'_>) {
    for mistake in cx.mistakes {
        if !matches!(mistake.kind, MistakeKind::NotIncluded | MistakeKind::Untracked) {
            continue;
        }
        let mut finding = cx.report_zone(mistake.span, &mistake.message);
        match mistake.kind {
            MistakeKind::Untracked => finding.severity(Severity::Warning),
            _ => finding
                .note("what the file would hold is unknown, so findings that a name is missing are withheld"),
        };
        // What is said of the file, without its name.
        finding.detail(&*mistake.detail).kind(mistake.message.replace(&mistake.detail, ""));
        if let Some(help) = &mistake.help {
            finding.help(help.clone());
        }
        // Where a directory is made or kept elsewhere, all of its files are missing for one reason.
        let named = format!("included file `{}`", mistake.detail);
        if let (Some((directory, _)), Some(reason)) =
            (mistake.detail.rsplit_once('/'), mistake.message.strip_prefix(&named))
        {
            let others = format!("other files of `{directory}/`");
            finding.alike(Alike { cause: format!("{directory}{reason}"), named, others, ..Alike::default() });
        }
    }
}
