//! `backup-preferred`: hosts whose names say that the priorities are the wrong way round.

use crate::base::severity::Severity;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::engine::srv_set::SrvSet;
use crate::syntax::name::label_texts;
use crate::workspace::srv_sets::MAIN_HOSTS;
use crate::zone::{NameRef, Srv};

/// Words that names of spare hosts have.
const SPARE: [&str; 6] = ["backup", "standby", "fallback", "secondary", "failover", "dr"];

pub fn concerns(look: &Look<'_>) -> bool {
    look.has_set(may_prefer)
}

fn may_prefer(set: &SrvSet<'_>) -> bool {
    set.summary().may_prefer
}

pub fn check(cx: &mut Context<'_>) {
    for set in cx.srv_sets().filter(may_prefer) {
        let says = |target: &NameRef, words: &[&str]| {
            label_texts(&cx.name(target)).first().is_some_and(|label| has_word(label, words))
        };
        let main =
            set.iter().filter(|(_, srv)| says(&srv.target, &MAIN_HOSTS)).max_by_key(|(_, srv)| srv.priority);
        let Some((_, main)) = main else { continue };
        let is_before = |srv: &Srv| srv.priority < main.priority && says(&srv.target, &SPARE);
        let Some((record, spare)) = set.iter().find(|(_, srv)| is_before(srv)) else { continue };
        let (spare_name, main_name) = (cx.show(&spare.target), cx.show(&main.target));
        let (low, high) = (spare.priority, main.priority);
        let [priority, _, _] = record.srv_numbers(cx.sources);
        cx.report(
            record,
            priority,
            format!("`{spare_name}` is tried before `{main_name}`: priority {low} comes before {high}"),
        )
        .severity(Severity::Note)
        .label(main.target.span, "this one only when that fails")
        .note("RFC 2782, \"Priority\": a client tries the lowest number first")
        .help("give the spare host the higher number");
    }
}

/// Whether one of the words stands in a label, between hyphens and digits.
fn has_word(label: &str, words: &[&str]) -> bool {
    label.split(|end: char| !end.is_ascii_alphabetic()).any(|part| words.contains(&part))
}
