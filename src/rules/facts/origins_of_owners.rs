//! The `$ORIGIN`s that make the owners of SRV sets below them wrong, so that they are told of once, where they stand. Does not know how
//! they are reported.

use std::collections::HashMap;

use hickory_proto::rr::Name;

use crate::base::span::Span;
use crate::rules::engine::context::Context;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::meant_names::repaired_owner;
use crate::rules::facts::odd_labels::OwnerProblem;
use crate::rules::facts::odd_origin::{OddOrigin, odd_origin};
use crate::rules::facts::placeholder::{has_placeholder_name, is_told_of_template, is_unfilled};
use crate::zone::NameRef;

/// The `$ORIGIN`s whose names no domain has, with the number of SRV sets below each.
#[derive(Default)]
pub struct OddOrigins {
    /// Where each stands, what is wrong with it, and how many sets there are.
    pub found: Vec<(Span, OddOrigin, usize)>,
    /// For each `$ORIGIN` that was asked about, which of those it is.
    numbers: HashMap<Span, Option<usize>>,
}

impl OddOrigins {
    /// Whether an owner is completed by one of them; counts it if so.
    pub fn count(&mut self, cx: &Context<'_>, owner: &NameRef) -> bool {
        let (origin, place) = cx.zone.origin_of(owner);
        let Some(place) = place.filter(|_| owner.is_relative() && !origin.is_hostname()) else {
            return false;
        };
        let found = &mut self.found;
        let number = *self.numbers.entry(place).or_insert_with(|| {
            let text = std::str::from_utf8(cx.sources.bytes(place)).ok()?;
            // Of a template that is told.
            let is_told = || has_placeholder_name(cx.zone) || is_told_of_template(cx);
            if is_unfilled(text.as_bytes()) && is_told() {
                return None;
            }
            found.push((place, odd_origin(text, &cx.zone.apex.name)?, 0));
            Some(found.len() - 1)
        });
        if let Some((.., count)) = number.and_then(|number| found.get_mut(number)) {
            *count += 1;
        }
        number.is_some()
    }
}

/// SRV sets whose owners are wrong for what one `$ORIGIN` appends to them, and the name that it was meant to be.
pub struct OfOrigin<'a> {
    /// Where the `$ORIGIN`'s name stands.
    pub place: Span,
    /// What it was meant to be.
    pub meant: Name,
    /// The sets, with what is wrong with their owners.
    pub sets: Vec<(SrvSet<'a>, OwnerProblem)>,
}

/// The `$ORIGIN` that completes an owner, and the name that it was meant to be, if all that is wrong with the owner comes from there.
pub fn meant_origin(cx: &Context<'_>, owner: &NameRef, problem: &OwnerProblem) -> Option<(Span, Name)> {
    let OwnerProblem::Repairable { labels, replaced, .. } = problem else { return None };
    let (origin, place) = cx.zone.origin_of(owner);
    let place = place.filter(|_| owner.is_relative())?;
    let (name, right) = (cx.name(owner), repaired_owner(cx, owner, labels, *replaced)?);
    let written = name.iter().count() - origin.name.iter().count();
    let behind = right.iter().count().checked_sub(written)?;
    let are_same =
        name.iter().zip(right.iter()).take(written).all(|(one, other)| one.eq_ignore_ascii_case(other));
    let meant = right.trim_to(behind);
    (are_same && behind > 0 && meant != origin.name).then_some((place, meant))
}

/// How many SRV sets have owners that each `$ORIGIN` completes, by where its name stands.
pub fn sets_below_origins(cx: &Context<'_>) -> HashMap<Span, usize> {
    let mut counts = HashMap::new();
    for set in cx.srv_sets() {
        let owner = &set.first().owner;
        if let Some(place) = cx.zone.origin_of(owner).1.filter(|_| owner.is_relative()) {
            *counts.entry(place).or_default() += 1;
        }
    }
    counts
}
