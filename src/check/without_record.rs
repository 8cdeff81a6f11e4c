//! Named files, and standard input, that have no record at all: a generator that failed is not a clean zone. Judges no record.

use std::collections::HashSet;

use crate::base::source::Sources;
use crate::base::span::SourceId;
use crate::check::options::Options;
use crate::discover::{Input, RunFault, ZoneFile};
use crate::files::{Files, PathSet};
use crate::workspace::Member;
use crate::workspace::load::LoadedZones;
use crate::zone::Zone;
use crate::zone::mistake::{Mistake, MistakeKind};

/// Adds a fault for each file that `inputs` name, and standard input, that has no record: what should have written it failed.
/// A file of directives alone may be a part of a zone of the run, or of one around it, and then it is not judged itself. One that a walk found, and that was a zone in the base, is
/// `zone-not-linted`.
pub(crate) fn report(
    loaded: &mut LoadedZones,
    (inputs, options): (&[Input], &Options),
    sources: &Sources,
    files: &Files,
    judged: Option<&HashSet<SourceId>>,
) {
    if options.is_hook() {
        return;
    }
    let named: PathSet = match options.compares() || options.trust.is_some() {
        true => Input::resolved(inputs, files).collect(),
        false => PathSet::default(),
    };
    let is_named = |file: &&ZoneFile| named.is_empty() || file.paths.iter().any(|path| named.contains(path));
    let location = |id: &SourceId| sources.location(*id);
    let included: HashSet<_> = loaded
        .members
        .iter()
        .flat_map(|member| member.zone.files.iter().skip(1))
        .filter_map(location)
        .collect();
    let told = loaded.collected.found.iter().filter(|file| file.is_told);
    let told = told.filter(is_named).map(|file| file.source);
    let told: HashSet<SourceId> = told.collect();
    let is_empty = |zone: &Zone| {
        told.contains(&zone.source)
            && zone.record_count == 0
            && zone.out_of_zone.is_empty()
            && zone.second_soas.is_empty()
            && !location(&zone.source).is_some_and(|path| included.contains(path))
    };
    let is_judged = |zone: &Zone| judged.is_none_or(|judged| judged.contains(&zone.source));
    // What was to be included may hold some.
    let is_text = |mistake: &Mistake| mistake.kind == MistakeKind::Syntax;
    let is_without = |member: &Member| {
        is_empty(&member.zone)
            && is_judged(&member.zone)
            && !member.zone.has_unread_records
            && member.mistakes.iter().all(is_text)
    };
    let mut seen = HashSet::new();
    let without = loaded.members.iter().filter(|member| is_without(member)).map(|member| member.zone.source);
    let empty: Vec<SourceId> = without.filter(|source| seen.insert(*source)).collect();
    let fault = |id: SourceId| {
        let file = sources.file(id);
        let why = if file.bytes().is_empty() {
            "it is empty, or what wrote it failed"
        } else {
            "it is not a zone file, or what wrote it failed"
        };
        RunFault(format!("`{}` has no record: {why}", file.path))
    };
    loaded.collected.faults.extend(empty.into_iter().map(fault));
}
