//! Says of new findings what the change did that made them. Judges nothing, and finds neither lines nor records itself.

use crate::base::printable::harmless_text;
use crate::base::span::SourceId;
use crate::check::changes::cause::lines::{Elsewhere, FileBefore, Line, Revisions};
use crate::check::changes::cause::records::{Differences, Differing, How};
use crate::files::PathSet;
use crate::rules::finding::{Cause, Caused, Finding};
use crate::syntax::record_type::type_name;
use crate::syntax::{Entry, Parser, Start};
use crate::workspace::Workspace;

/// What the change did: in one line, with the line of a file that it did it to.
struct Did {
    message: String,
    line: Line,
    /// What the finding's name meant before.
    meant: Meant,
}

/// What a name meant before the change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meant {
    /// What it means now.
    Same,
    /// Another name.
    OtherName,
    /// Records that are gone.
    Records,
}

/// Says of each of the findings, which `before`, the zones of `revision`, did not have, what the change did that made it.
/// The files that are `changed` differ.
pub(crate) fn explain(
    findings: &mut [Finding],
    (before, changed): (&Workspace, &PathSet),
    now: &Workspace,
    revision: &str,
) {
    if findings.is_empty() {
        return;
    }
    findings.iter_mut().for_each(|finding| finding.cause = Caused::Unknown);
    let revisions = Revisions::new(before, now, changed);
    let (mut records, asked) = Differences::new(findings, before);
    for one in asked {
        if findings[one.finding].cause != Caused::Unknown {
            continue;
        }
        let (differing, numbers) = records.of(&one, &revisions);
        if let [first, others @ ..] = numbers.as_slice() {
            let did = by_record(&differing[*first], others.len(), &revisions);
            tell(&mut findings[one.finding], did, &revisions, revision);
        }
    }
    for finding in findings.iter_mut().filter(|finding| finding.cause == Caused::Unknown) {
        if let Some(did) = by_lines(finding, &revisions) {
            tell(finding, did, &revisions, revision);
        }
    }
}

/// What happened to a record, and to `others` with it: it was removed, changed or added itself, or is read no more, or has
/// another name.
fn by_record(record: &Differing, others: usize, revisions: &Revisions<'_>) -> Did {
    let line = revisions.line_at(record.span);
    let (name, rtype, how) = (&record.owner, type_name(record.rtype), record.how);
    let record = format!("the {rtype} record of `{name}` at {}", revisions.place_of(line));
    match revisions.in_now(line) {
        _ if how == How::Added => {}
        Elsewhere::NoFile => {
            if let Some((include, what)) = include_of(line, revisions)
                && matches!(revisions.in_now(include), Elsewhere::NoLine(_))
            {
                let message = format!("{record} is included no more: {what} was removed");
                return Did { message, line: include, meant: Meant::Records };
            }
        }
        Elsewhere::Same => {
            if let Some(did) = directive(line, "$ORIGIN", revisions, true) {
                return did;
            }
        }
        Elsewhere::NoLine(_) => {}
    }
    let did = match how {
        How::Removed => "removed",
        How::Changed => "changed",
        How::Added => "added",
    };
    let message = match others {
        0 => format!("{record} was {did}"),
        1 => format!("{record}, and another of this name, were {did}"),
        many => format!("{record}, and {many} others of this name, were {did}"),
    };
    let meant = if how == How::Added { Meant::Same } else { Meant::Records };
    Did { message, line, meant }
}

/// What was done to a line that the finding depends on and that the revision has not: its own, one that explains it, the directive
/// before its own entry, or the `$INCLUDE` through which it is read.
fn by_lines(finding: &Finding, revisions: &Revisions<'_>) -> Option<Did> {
    let own = revisions.line_at(finding.span);
    let is_own_new = revisions.in_before(own);
    if matches!(is_own_new, Elsewhere::NoLine(_)) && !is_directive(own, revisions) {
        // The change wrote the entry itself.
        return added(own, revisions);
    }
    let labels = finding.labels.iter().map(|label| revisions.line_at(label.span));
    let lines = labels.filter(|line| *line != own).chain([own]);
    let ttls = ["implicit-ttl", "long-ttl", "short-ttl", "ttl-mismatch"];
    let name = if ttls.contains(&finding.rule) { "$TTL" } else { "$ORIGIN" };
    lines
        .into_iter()
        .find_map(|line| added(line, revisions))
        .or_else(|| directive(own, name, revisions, false))
}

/// What the change did to write a line that the revision has not.
fn added(line: Line, revisions: &Revisions<'_>) -> Option<Did> {
    let told = |line: Line, message: String| Some(Did { message, line, meant: Meant::Same });
    match revisions.in_before(line) {
        Elsewhere::Same => None,
        Elsewhere::NoFile => {
            // The `$INCLUDE` that the change wrote, in a file that the revision reads, or else the file.
            let include = include_of(line, revisions);
            match include.map(|(include, what)| (include, revisions.in_before(include), what)) {
                Some((include, Elsewhere::NoLine(_), what)) => told(include, format!("{what} was added")),
                Some((include, Elsewhere::NoFile, _)) => added(include, revisions),
                _ => added_file(line.source, revisions),
            }
        }
        Elsewhere::NoLine(other) => {
            let what = what_is(line, revisions);
            let former = revisions.former(line, other);
            let shown = |line| match &what {
                Some(what) => format!("{what} at {}", revisions.place_of(line)),
                None => format!("the line {}", revisions.place_of(line)),
            };
            match former.filter(|old| what_is(*old, revisions) == what) {
                Some(old) => told(old, format!("{} was changed", shown(old))),
                None => told(line, format!("{} was added", shown(line))),
            }
        }
    }
}

/// What the change did to a file that no zone of the revision reads: it added it, or made a zone of what was none.
fn added_file(source: SourceId, revisions: &Revisions<'_>) -> Option<Did> {
    let did = match revisions.file_before(source)? {
        FileBefore::Missing => "was added",
        FileBefore::Other => "was changed, and was not read for any zone before",
        FileBefore::Same => return None,
    };
    let message = format!("the file {} {did}", revisions.sources().file(source).path);
    Some(Did { message, line: Line { source, index: 0 }, meant: Meant::Same })
}

/// What the change did to the last directive of this name before a line that both revisions have. The line is the run's, or
/// the revision's if it `is_old`.
fn directive(line: Line, name: &str, revisions: &Revisions<'_>, is_old: bool) -> Option<Did> {
    let other = if is_old { revisions.counterpart_now(line) } else { revisions.counterpart(line) }?;
    let elsewhere = revisions.same_line(line, other)?;
    let (old, new) = if is_old { (line, elsewhere) } else { (elsewhere, line) };
    let (old, new) = (revisions.directive_before(old, name), revisions.directive_before(new, name));
    let shown = |line: Line| {
        let text = revisions.sources().text(revisions.span_of(line));
        (format!("`{}`", text.split(';').next().unwrap_or_default().trim_end()), revisions.place_of(line))
    };
    let (message, line) = match (old, new) {
        (None, None) => return None,
        (Some(old), None) => {
            let (text, place) = shown(old);
            (format!("{text} at {place} was removed"), old)
        }
        (None, Some(new)) => {
            let (text, place) = shown(new);
            (format!("{text} at {place} was added"), new)
        }
        (Some(old), Some(new)) => {
            let ((before, place), (after, _)) = (shown(old), shown(new));
            if before == after {
                return None;
            }
            (format!("{before} at {place} was changed to {after}"), old)
        }
    };
    Some(Did { message, line, meant: Meant::OtherName })
}

/// The `$INCLUDE` through which the file of a line was read, and what it is called.
fn include_of(line: Line, revisions: &Revisions<'_>) -> Option<(Line, String)> {
    let include = revisions.line_at(revisions.sources().file(line.source).included_at()?);
    let path = &revisions.sources().file(line.source).path;
    Some((include, format!("the `$INCLUDE` of {path} at {}", revisions.place_of(include))))
}

fn is_directive(line: Line, revisions: &Revisions<'_>) -> bool {
    revisions.text_of(line).first() == Some(&b'$')
}

/// What a line holds, in words: a directive, or a record of some type.
fn what_is(line: Line, revisions: &Revisions<'_>) -> Option<String> {
    // A directive ends with its line.
    let text = [revisions.text_of(line), b"\n"].concat();
    let (mut parser, mut errors) = (Parser::new(&text, Start::File), Vec::new());
    Some(match parser.next(&mut errors)? {
        Entry::Record(record) => format!("the {} record", type_name(record.rtype)),
        Entry::Origin(_) => "the `$ORIGIN`".to_owned(),
        Entry::Ttl(_) | Entry::UnreadTtl(_) => "the `$TTL`".to_owned(),
        Entry::Include { .. } => "the `$INCLUDE`".to_owned(),
        Entry::Generate(_) => "the `$GENERATE`".to_owned(),
        Entry::Date | Entry::Broken { .. } => return None,
    })
}

/// Tells of a finding what made it. If the change took away what its name meant, that is no guess what else the name may have
/// meant.
fn tell(finding: &mut Finding, did: Did, revisions: &Revisions<'_>, revision: &str) {
    let Did { message, line, meant } = did;
    let revision = harmless_text(revision).into_owned();
    finding.notes.insert(0, format!("{message} since `{revision}`").into());
    let is_guess = match meant {
        Meant::Same => false,
        Meant::OtherName => finding.help.as_ref().is_some_and(|help| help.starts_with("did you mean")),
        Meant::Records => {
            finding.rule == "missing-trailing-dot"
                || finding.help.as_ref().is_some_and(|help| help.starts_with("did you mean"))
        }
    };
    if is_guess {
        finding.help = Some("put it back, or name a host that has an address".into());
        finding.fix = None;
    }
    finding.cause = Caused::By(Box::new(Cause { message, span: revisions.span_of(line), revision }));
}
