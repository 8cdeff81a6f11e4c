//! What BIND refuses to read: the loader's mistakes, and what helps where a template was linted.

use std::borrow::Cow;

use hickory_proto::rr::Name;
use memchr::memmem;

use crate::base::printable::printable;
use crate::base::source::Sources;
use crate::base::span::Span;
use crate::base::unfilled::holds_placeholder;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::facts::edits::final_dot;
use crate::rules::facts::line_edits::Correction;
use crate::rules::facts::number_meant::number_help;
use crate::rules::facts::placeholder::{count, is_placeholder};
use crate::rules::facts::srv_fields::by_port;
use crate::rules::facts::syntax_edits::correction;
use crate::rules::facts::syntax_help::usual_help;
use crate::rules::finding::{Alike, Applicability, Edit, NOT_LISTED};
use crate::syntax::name::parse_name;
use crate::syntax::{BROKEN_RECORD, HOST_BEHIND, OWNER_BEHIND, TYPE_MISSING};
use crate::workspace::services::Registry;
use crate::zone::load::SEVERAL_WORDS;
use crate::zone::mistake::{Mistake, MistakeKind};
use crate::zone::rdata::PREFERENCE_MISSING;

/// The rule's name.
pub const NAME: &str = "syntax";

/// What helps where a placeholder stands.
const TEMPLATE: &str = "this is a template: lint the zone file that is made from it";
/// The same where the message says what it is.
const HELP_OF_TEMPLATE: &str = "lint the zone file that is made from it";

pub(super) fn concerns(look: &Look<'_>) -> bool {
    look.mistakes.iter().any(is_meant)
}

pub(super) fn check(cx: &mut Context<'_>) {
    let first = cx.mistakes.iter().find(|mistake| is_placeholder(mistake, cx.sources));
    let placeholders = first.map_or(0, |_| count(cx.zone, cx.sources));
    if let Some(first) = first.filter(|_| placeholders > 0) {
        check_template(cx, first, placeholders);
    }
    for mistake in cx.mistakes.iter().filter(|mistake| is_meant(mistake)) {
        if placeholders == 0 || !is_placeholder(mistake, cx.sources) {
            report(cx, mistake);
        }
    }
}

fn report(cx: &mut Context<'_>, mistake: &Mistake) {
    let dotted = with_dots(cx, mistake);
    let mistake = dotted.as_ref().unwrap_or(mistake);
    let (help, mut correction) = helped(cx, mistake);
    if let Some((_, _, edits)) = &mut correction {
        add_dots(cx, mistake, edits);
    }
    // What is wrong at one name is known at no other.
    let has_owner = mistake.not_listed == 0 && !mistake.is_habit;
    let owner = if has_owner { written_owner(mistake.span, cx.sources) } else { String::new() };
    let owner_too = owner_note(&cx.options.services, &owner, &mistake.message);
    // The words behind many records are one habit of their author.
    let is_remark = mistake.message.starts_with(EXTRA)
        || mistake.message == SEVERAL_WORDS
        || mistake.message.starts_with(SRV_FIELDS)
            && help.as_ref().is_some_and(|help| help.starts_with("delete "));
    let words = is_remark
        .then(|| behind_name(cx.sources.text(mistake.span), &mistake.message))
        .filter(|words| words.contains(' ') && words.len() <= LONGEST_REMARK);
    let remark = words.filter(|_| correction.is_none());
    let mut finding = cx.report_zone(mistake.span, &mistake.message);
    finding.kind(owner);
    if let Some(help) = help {
        finding.help(help);
    }
    if let Some((applicability, description, edits)) = correction {
        finding.edits(applicability, description, edits);
    }
    if mistake.places > 0 {
        finding.note(match mistake.places {
            1 => "the same is wrong in 1 more line".to_owned(),
            more => format!("the same is wrong in {more} more lines"),
        });
    }
    if let Some(note) = mistake.note {
        finding.note(note);
    }
    if let Some(note) = owner_too {
        finding.note(note);
    }
    if let Some(cause) = remark {
        finding.alike(Alike { cause, ..Alike::default() });
    }
    if let Some((span, message)) = &mistake.label {
        finding.label(*span, message.clone());
    }
    if mistake.places == 0 {
        finding.one_slip("");
    }
    finding.detail(if mistake.not_listed > 0 { NOT_LISTED } else { &*mistake.detail });
    finding.stands_for(mistake.not_listed).places(mistake.places as usize + 1);
}

/// What helps with a mistake, and the correction where it is plain.
fn helped(cx: &Context<'_>, mistake: &Mistake) -> (Option<String>, Option<Correction>) {
    if let Some((help, correction)) = by_port(&cx.options.services, mistake, cx.sources) {
        return (Some(help), correction);
    }
    let number = number_help(&mistake.message, &cx.options.services).filter(|_| mistake.help.is_none());
    if let Some((help, number)) = number {
        let edits = vec![Edit { span: mistake.span, text: number.to_string() }];
        let correction = (Applicability::Unsafe, "write the number", edits);
        return (Some(help), Some(correction).filter(|_| !cx.sources.is_generated(mistake.span)));
    }
    let correction = correction(mistake, cx.sources).filter(|_| !is_address_outside(cx, mistake));
    (help(mistake, cx), correction)
}

/// A mistake whose help is a record written anew, with the final dots of the names in it that end in the zone's name: a name of
/// which the zone's is a part is complete.
fn with_dots(cx: &Context<'_>, mistake: &Mistake) -> Option<Mistake> {
    let is_anew = ANEW.iter().any(|begin| mistake.message.starts_with(begin));
    let help = mistake.help.as_deref().filter(|_| is_anew)?;
    let start = help.find("write `").or_else(|| help.find("join them: `"))?;
    let start = start + help[start..].find('`')? + 1;
    let end = start + help[start..].find('`')?;
    let written = with_dots_in(cx, &help[start..end]);
    let help = format!("{}{}{}", &help[..start], written, &help[end..]);
    (Some(&*help) != mistake.help.as_deref()).then(|| Mistake { help: Some(help), ..mistake.clone() })
}

/// How messages begin whose help has a record, or the rest of one, that is written anew.
const ANEW: [&str; 4] = [OWNER_BEHIND, HOST_BEHIND, BROKEN_RECORD, PREFERENCE_MISSING];

/// Whether a word is a name of several labels in the zone, and lacks its final dot.
fn lacks_dot(cx: &Context<'_>, word: &str) -> bool {
    let apex = &cx.zone.apex.name;
    let is_in_zone = |name: Name| !apex.is_root() && apex.zone_of(&name);
    !word.ends_with('.')
        && cx.zone.is_named()
        && parse_name(word.as_bytes(), &Name::root()).is_ok_and(is_in_zone)
}

/// A text with the final dots that words of it lack.
fn with_dots_in(cx: &Context<'_>, text: &str) -> String {
    let mut dotted = String::with_capacity(text.len() + 1);
    for piece in text.split_inclusive(|letter: char| letter.is_ascii_whitespace()) {
        let word = piece.trim_ascii_end();
        dotted.push_str(word);
        dotted.push_str(if lacks_dot(cx, word) { "." } else { "" });
        dotted.push_str(&piece[word.len()..]);
    }
    dotted
}

/// Adds the final dots to a correction that leaves the names of a record as they are.
fn add_dots(cx: &Context<'_>, mistake: &Mistake, edits: &mut Vec<Edit>) {
    if mistake.message.starts_with(BROKEN_RECORD) {
        edits.iter_mut().for_each(|edit| edit.text = with_dots_in(cx, &edit.text));
    } else if mistake.message == PREFERENCE_MISSING && lacks_dot(cx, &cx.sources.text(mistake.span)) {
        edits.push(final_dot(mistake.span));
    }
}

/// Whether an address without its type stands behind an absolute name outside the zone, of which no server makes a record.
fn is_address_outside(cx: &Context<'_>, mistake: &Mistake) -> bool {
    let owner = || written_owner(mistake.span, cx.sources);
    mistake.message.starts_with(TYPE_MISSING)
        && Some(owner()).filter(|owner| owner.ends_with('.')).is_some_and(|owner| {
            let name = parse_name(owner.as_bytes(), &Name::root());
            !name.is_ok_and(|name| cx.zone.is_named() && cx.zone.apex.name.zone_of(&name))
        })
}

/// The words behind a record, of those at which a mistake is told, of which the first may be its name.
fn behind_name(words: String, message: &str) -> String {
    match words.split_once(' ') {
        Some((_, behind)) if message == SEVERAL_WORDS => behind.to_owned(),
        _ => words,
    }
}

/// The owner that the line of a mistake begins with, as it is written there; of no line that is very long.
fn written_owner(span: Span, sources: &Sources) -> String {
    let before = &sources.file(span.source).bytes()[..span.end as usize];
    let near = &before[before.len().saturating_sub(FARTHEST_OWNER)..];
    let start =
        match memchr::memrchr(b'\n', &near[..near.len().saturating_sub((span.end - span.start) as usize)]) {
            Some(end) => end + 1,
            None if near.len() == before.len() => 0,
            None => return String::new(),
        };
    let owner = near[start..].split(u8::is_ascii_whitespace).next().unwrap_or_default();
    String::from_utf8_lossy(owner).to_ascii_lowercase()
}

/// How long the words behind a record are at most that are compared with those of others, in octets.
const LONGEST_REMARK: usize = 1_024;

/// How far before the end of a mistake its owner is looked for, in octets.
const FARTHEST_OWNER: usize = 1_024;

/// Reports what is wrong with a template of bare words once, at the `first` of them that cannot be read.
fn check_template(cx: &mut Context<'_>, first: &Mistake, placeholders: usize) {
    let word = printable(cx.sources.bytes(first.span));
    let message = match placeholders {
        1 => format!("`{word}` is the placeholder of a template"),
        more => format!("`{word}` is one of {more} placeholders of a template"),
    };
    cx.report_zone(first.span, message).help(HELP_OF_TEMPLATE).detail(&*first.detail).places(placeholders);
}

/// What helps with a serial that is a date with too many digits after it.
fn serial_help(message: &str) -> Option<String> {
    let written = message.strip_prefix("the serial `")?;
    let digits =
        written.split('`').next().filter(|digits| digits.len() > SERIAL && digits.starts_with("20"))?;
    let serial = digits.get(..SERIAL)?;
    Some(format!("write `{serial}`: a date has eight digits, and two are left for a count"))
}

/// How many digits a serial has that is a date and a count.
const SERIAL: usize = 10;

fn is_meant(mistake: &Mistake) -> bool {
    mistake.kind == MistakeKind::Syntax
}

fn help(mistake: &Mistake, cx: &Context<'_>) -> Option<String> {
    let text = cx.sources.bytes(mistake.span);
    let is_extra = mistake.message.starts_with(EXTRA);
    // What stands behind a whole record is a remark of a manual, unless a program makes records of it.
    let may_be_template =
        !is_extra || [&b"{{"[..], b"{%", b"<%"].iter().any(|mark| memmem::find(text, mark).is_some());
    let is_template = || mistake.not_listed == 0 && may_be_template && holds_placeholder(text);
    let template = || is_template().then(|| TEMPLATE.to_owned());
    mistake
        .help
        .clone()
        .or_else(|| serial_help(&mistake.message))
        .or_else(template)
        .or_else(|| in_parentheses(mistake, cx.sources))
        .or_else(|| usual_help(&mistake.message, is_in_network(mistake, cx)).map(Cow::into_owned))
}

/// How the message of a mistake begins about the number of an SRV record's fields.
const SRV_FIELDS: &str = "SRV takes four fields";
/// How messages begin about fields of an SRV record.
const OF_SRV: [&str; 5] =
    [SRV_FIELDS, "the fields are out of order", "the priority ", "the weight ", "the port "];

/// What is wrong with the `owner` of an SRV record besides its fields: it lacks an underscore or the protocol, so that no client
/// asks for it.
fn owner_note(registry: &Registry, owner: &str, message: &str) -> Option<String> {
    let mut labels = owner.split('.');
    let service = labels.next()?;
    let bare = |label: &str| label.strip_prefix('_').unwrap_or(label).to_owned();
    let known = registry
        .find(format!("_{}", bare(service)).as_bytes())
        .filter(|_| OF_SRV.iter().any(|begin| message.starts_with(begin)))?;
    let [service_label, protocol] = match labels.next() {
        Some(protocol) => [service, protocol].map(|label| format!("_{}", bare(label))),
        // Of `_service` alone the protocol is known if there is one.
        None if service.starts_with('_') => {
            let [protocol] = known.protocols.as_slice() else { return None };
            [service.to_owned(), format!("_{}", bare(protocol))]
        }
        None => return None,
    };
    let written = format!("{service_label}.{protocol}");
    let is_wrong = !owner.starts_with(&*written) && known.has_protocol(&bare(&protocol));
    let rest: String = labels.map(|label| format!(".{label}")).collect();
    is_wrong.then(|| {
        let owner = printable(owner.as_bytes());
        format!("the owner `{owner}` is wrong, too: clients ask for `{written}{rest}`")
    })
}

/// How the message of a mistake begins about what stands behind a whole record.
const EXTRA: &str = "extra text after the ";

/// What helps with extra text in parentheses: a comment that begins inside them leaves them open.
fn in_parentheses(mistake: &Mistake, sources: &Sources) -> Option<String> {
    let before = Span::new(mistake.span.source, 0, mistake.span.start);
    let is_open = sources.bytes(before).trim_ascii_end().ends_with(b"(");
    let is_extra = mistake.message.starts_with(EXTRA);
    (is_open && is_extra).then(|| {
        "remove it with its parentheses, or write `;` before them, which begins a comment".to_owned()
    })
}

/// Whether a mistake stands in the zone of a network, or its owner is a number as such zones have them.
fn is_in_network(mistake: &Mistake, cx: &Context<'_>) -> bool {
    let is_arpa =
        |name: &Name| name.iter().next_back().is_some_and(|label| label.eq_ignore_ascii_case(b"arpa"));
    let is_number = |owner: String| !owner.is_empty() && owner.bytes().all(|octet| octet.is_ascii_digit());
    cx.zone.is_named() && is_arpa(&cx.zone.apex.name) || is_number(written_owner(mistake.span, cx.sources))
}
