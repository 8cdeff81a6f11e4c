//! NAPTR replacements that say a label of their origin once more, so that they lead nowhere: what was meant, and the finding of
//! those of one owner.

use hickory_proto::rr::Name;

use crate::rules::engine::context::Context;
use crate::rules::facts::repeated_label::{begins_with_label, without_repeated_label};
use crate::rules::facts::replacement::{ASKS_FOR_ADDRESS, ASKS_FOR_SRV, lacks_srv};
use crate::rules::finding::{Applicability, Edit};
use crate::syntax::name::{NameKey, display_name};
use crate::workspace::Lookup;
use crate::zone::index::Types;
use crate::zone::{Naptr, Record};

/// The name that a replacement which leads nowhere means, if it says a label of its origin once more.
pub fn meant_without_label(cx: &Context<'_>, naptr: &Naptr) -> Option<Name> {
    let meant = without_repeated_label(cx, &naptr.replacement)?;
    let name = cx.name(&naptr.replacement);
    let (is_there, is_meant) = match naptr.flags.value.to_ascii_lowercase().as_slice() {
        b"s" if naptr.regexp.value.is_empty() => {
            let types = cx.workspace.types_at(&meant, cx.zone);
            (!lacks_srv(cx, &name), types.is_some_and(|types| types.has(Types::SRV)))
        }
        b"a" => {
            let found = |name: &Name| cx.workspace.find_address_of(name, cx.zone);
            let is_absent = matches!(found(&name), Lookup::NoAddress { .. } | Lookup::NoName { .. });
            (!is_absent, matches!(found(&meant), Lookup::Address { wildcard: false, .. }))
        }
        _ => return None,
    };
    (is_meant && !is_there).then_some(meant)
}

/// A record whose replacement says a label of its origin once more.
pub struct Repeated<'a> {
    /// The record.
    pub record: &'a Record,
    /// What it says.
    pub naptr: &'a Naptr,
    /// The name that was meant, where what its flag asks for is.
    pub meant: Name,
}

/// Reports such records, those of one owner together: one `$ORIGIN` is their cause.
pub fn report_repeated(cx: &mut Context<'_>, repeated: &[Repeated<'_>]) {
    let mut owners: Vec<NameKey> = Vec::new();
    for Repeated { record, naptr, .. } in repeated {
        let owner = record.owner.key;
        if owners.contains(&owner) {
            continue;
        }
        owners.push(owner);
        let same: Vec<&Repeated<'_>> =
            repeated.iter().filter(|other| other.record.owner.key == owner).collect();
        let shown = cx.show(&naptr.replacement);
        let (asked, note) = match naptr.flags.value.eq_ignore_ascii_case(b"a") {
            true => ("address", ASKS_FOR_ADDRESS),
            false => ("SRV record", ASKS_FOR_SRV),
        };
        let others = match same.len() {
            1 => String::new(),
            2 => ", and another record to such a name".to_owned(),
            count => format!(", and {} other records to such names", count - 1),
        };
        let mut meant: Vec<String> = Vec::new();
        let edits = same.iter().map(|one| {
            let text = cx.in_style_of(&one.meant, &one.naptr.replacement);
            let written = format!("`{text}`");
            if !meant.contains(&written) {
                meant.push(written);
            }
            Edit { span: one.naptr.replacement.span, text }
        });
        let edits = edits.collect();
        let origin = display_name(&cx.zone.origin_of(&naptr.replacement).0.name);
        let why = begins_with_label(&origin, &cx.sources.text(naptr.replacement.span));
        let message = format!("NAPTR leads to `{shown}`, where there is no {asked}{others}");
        let mut finding = cx.report(record, naptr.replacement.span, message);
        finding.kind(format!("no record {shown}")).note(why).note(note);
        for other in &same[1..] {
            finding.label(other.naptr.replacement.span, "the same label twice");
        }
        finding.help(format!("write {}", listed(&meant)));
        finding.edits(Applicability::Unsafe, "write the label once", edits);
    }
}

/// Words in a sentence.
fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
