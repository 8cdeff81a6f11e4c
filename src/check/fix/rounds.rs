//! Fixes the files of a run, round by round, in memory: each round runs on the texts that the round before left.
//!
//! Writes no file.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::PathBuf;

use crate::base::severity::Severity;
use crate::base::span::Span;
use crate::check::fix::claims::Claim;
use crate::check::fix::edits::{Edits, file_name};
use crate::check::fix::ignores::comments;
use crate::check::fix::permission::{Permission, Place, only_show_unnamed};
use crate::check::fix::plan::plan;
use crate::check::fix::proof::Prover;
use crate::check::fix::serial::bumps;
use crate::check::options::Options;
use crate::check::outcome::Outcome;
use crate::check::run::{check_for_fixing, judge_again};
use crate::discover::{Input, RunFault};
use crate::files::{Contents, Overlay};
use crate::rules::finding::{Applicability, Finding, Fix};

/// How many rounds change something, at most.
const MOST_ROUNDS: usize = 10;

/// Which fixes are made.
#[derive(Debug, Clone, Default)]
pub struct FixRequest {
    /// Whether those are, too, that change what servers answer.
    pub unsafe_too: bool,
    /// Whether fixes are left alone, and only the comments are written that `add_ignore` asks for.
    pub only_ignores: bool,
    /// Whether the files will be written: then those that may not be are left alone.
    pub is_written: bool,
    /// Whether the serials of zones whose records change are made greater.
    pub bump_serial: bool,
    /// The reason with which what is left is suppressed.
    pub add_ignore: Option<String>,
}

/// What became of the files of a run.
#[derive(Debug)]
pub struct Fixed {
    /// What is left.
    pub outcome: Outcome,
    /// The files that are to change.
    pub files: Vec<FixedFile>,
    /// How many findings were fixed.
    pub fixed: usize,
    /// How many of those that are left would be fixed if unsafe fixes were made, too.
    pub unsafe_left: usize,
    /// The zones whose records changed, and whose serials did not.
    pub zones: Vec<String>,
    /// How many findings got a comment that suppresses them.
    pub ignored: usize,
    /// The files, as shown, in which fixes are not made, each with the reason.
    pub untouched: Vec<(String, String)>,
    /// The files, as shown, with fixes that were not made because to prove them would have taken too long.
    pub unproved: Vec<String>,
    /// Whether one of the files was to be written and may not be.
    pub is_refused: bool,
}

/// A file that is to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedFile {
    /// Its path as shown.
    pub shown: String,
    /// Where it lies; `None` for standard input.
    pub path: Option<PathBuf>,
    /// Its text as it was read.
    pub before: Vec<u8>,
    /// Its text as it is to be.
    pub after: Vec<u8>,
}

/// Fixes what is found in `inputs`.
pub fn fix(inputs: &[Input], options: &Options, request: &FixRequest) -> Fixed {
    let mut fixing = Fixing::new(inputs, options, request);
    for round in 0.. {
        let outcome = check_for_fixing(inputs, &fixing.options);
        if !outcome.faults.is_empty() || outcome.baseline.error.is_some() {
            return fixing.finish(outcome);
        }
        let alone = fixing.check_alone(inputs);
        let (made, edits) = fixing.choose(&outcome, alone.as_ref());
        if made == 0 {
            return fixing.add_what_was_asked(inputs, outcome, alone);
        }
        if round == MOST_ROUNDS {
            let message = format!("fixes bring forth others: stopped after {MOST_ROUNDS} rounds");
            let mut outcome = alone.unwrap_or(outcome);
            outcome.faults.push(RunFault(message));
            return fixing.finish(outcome);
        }
        fixing.fixed += made;
        fixing.apply(&edits, &outcome);
    }
    unreachable!("a round ends the loop")
}

/// The fixes of findings, one by one where several are told as one.
fn claims_of<'f>(findings: impl Iterator<Item = &'f Finding>) -> impl Iterator<Item = Claim<'f>> {
    findings.flat_map(|finding| {
        let claim = |(place, fix)| Claim { fix, severity: finding.severity, rule: finding.rule, place };
        finding.fixes().map(claim)
    })
}

/// The options of a run that sees every zone that reads a file which is to change.
fn with_context(options: &Options) -> Options {
    let mut options = options.clone();
    options.discover.has_context = true;
    options
}

struct Fixing<'a> {
    /// Those of a run with context, whatever the user asked for: all zones count that read a file.
    options: Options,
    /// Whether the user wants to be told of what is found with context.
    has_context: bool,
    request: &'a FixRequest,
    permission: Permission,
    texts: BTreeMap<Place, FixedFile>,
    fixed: usize,
    zones: BTreeSet<String>,
    untouched: BTreeSet<(String, String)>,
    /// The files with fixes that were not proved in this round, as that would have taken too long.
    unproved: BTreeSet<String>,
    is_refused: bool,
    ignored: usize,
}

impl<'a> Fixing<'a> {
    fn new(inputs: &[Input], options: &Options, request: &'a FixRequest) -> Self {
        Self {
            permission: Permission::new(inputs, options),
            options: Options { tells_each: request.add_ignore.is_some(), ..with_context(options) },
            has_context: options.discover.has_context,
            request,
            texts: BTreeMap::new(),
            fixed: 0,
            zones: BTreeSet::new(),
            untouched: BTreeSet::new(),
            unproved: BTreeSet::new(),
            is_refused: false,
            ignored: 0,
        }
    }

    /// What is found without context, if that is what the user wants to be told of.
    fn check_alone(&self, inputs: &[Input]) -> Option<Outcome> {
        let mut options = self.options.clone();
        options.discover.has_context = false;
        (!self.has_context).then(|| check_for_fixing(inputs, &options))
    }

    /// What is found, as the user wants it.
    fn check_as_asked(&self, inputs: &[Input]) -> Outcome {
        self.check_alone(inputs).unwrap_or_else(|| check_for_fixing(inputs, &self.options))
    }

    /// Makes serials greater and suppresses what is left, if that was asked for.
    fn add_what_was_asked(mut self, inputs: &[Input], outcome: Outcome, alone: Option<Outcome>) -> Fixed {
        let mut outcome = outcome;
        if self.request.bump_serial && !self.zones.is_empty() {
            let zones: Vec<String> = self.zones.iter().cloned().collect();
            let bumps = bumps(&outcome.workspace, &zones, self.options.today);
            let made = self.make(&bumps, &outcome);
            let bumped = made.iter().flat_map(|number| bumps[*number].meant_for.iter());
            bumped.for_each(|meant| _ = self.zones.remove(&meant.zone));
            outcome = self.check_as_asked(inputs);
        } else if let Some(alone) = alone {
            outcome = alone;
        }
        if let Some(reason) = &self.request.add_ignore {
            let before = (self.options.clone(), self.texts.clone());
            let asked: Vec<&Finding> = outcome.findings.iter().collect();
            self.make(&comments(&asked, reason, &outcome.workspace.sources), &outcome);
            let after = self.check_as_asked(inputs);
            // A comment that silences nothing is not written.
            let in_line = |finding: &Finding, of: &Outcome| {
                let (sources, span) = (&of.workspace.sources, of.workspace.sources.written(finding.span));
                let line = sources.file(span.source).line_index(span.start);
                (file_name(span.source, sources), line, finding.rule)
            };
            let left: HashSet<_> = after.findings.iter().map(|finding| in_line(finding, &after)).collect();
            let silenced = |finding: &&&Finding| !left.contains(&in_line(finding, &outcome));
            let asked: Vec<&Finding> = asked.iter().filter(silenced).copied().collect();
            (self.options, self.texts) = before;
            self.make(&comments(&asked, reason, &outcome.workspace.sources), &outcome);
            let after = self.check_as_asked(inputs);
            self.ignored = outcome.findings.len().saturating_sub(after.findings.len());
            outcome = after;
        }
        only_show_unnamed(&mut outcome, inputs, &self.options);
        self.finish(outcome)
    }

    /// Makes those of the `fixes` that may be made and can be proved. Returns their numbers.
    fn make(&mut self, fixes: &[Fix], outcome: &Outcome) -> Vec<usize> {
        let allowed = (0..fixes.len()).filter(|number| self.may_make(&fixes[*number], outcome));
        let allowed: Vec<usize> = allowed.collect();
        let claim = |number: &usize| {
            let fix = &fixes[*number];
            // No rule found anything there.
            Claim { fix, severity: Severity::Error, rule: "", place: fix.edits[0].span }
        };
        let claims: Vec<Claim<'_>> = allowed.iter().map(claim).collect();
        let prover = Prover::new(&outcome.workspace, &self.options, &judge_again, &claims);
        let plan = plan(&claims, &prover);
        self.apply(&plan.edits, outcome);
        plan.made.iter().map(|number| allowed[*number]).collect()
    }

    /// How many findings are fixed next, and by which edits; of those that are found `alone`, if only these are asked for.
    fn choose(&mut self, outcome: &Outcome, alone: Option<&Outcome>) -> (usize, Edits) {
        let is_asked = |applicability| match applicability {
            _ if self.request.only_ignores => false,
            Applicability::Safe => true,
            Applicability::Unsafe => self.request.unsafe_too,
            Applicability::Shown => false,
        };
        let asked = outcome.findings.iter();
        let asked =
            asked.filter(|finding| finding.fix.as_ref().is_some_and(|fix| is_asked(fix.applicability)));
        let place = |rule: &'static str, span: Span, of: &Outcome| {
            (rule, file_name(span.source, &of.workspace.sources), span.start)
        };
        let found = |alone: &Outcome| -> HashSet<_> {
            let places = |finding: &Finding| -> Vec<_> {
                let fixed = finding.fixes().map(|(span, _)| span);
                let all = std::iter::once(finding.span).chain(fixed);
                all.map(|span| place(finding.rule, span, alone)).collect()
            };
            alone.findings.iter().flat_map(places).collect()
        };
        let alone = alone.map(found);
        let is_told = |claim: &Claim<'_>| {
            alone.as_ref().is_none_or(|alone| alone.contains(&place(claim.rule, claim.place, outcome)))
        };
        let mut claims: Vec<Claim<'_>> = claims_of(asked).filter(is_told).collect();
        claims.retain(|claim| self.may_make(claim.fix, outcome));
        // Those that are told as one come among the others, each at its place.
        claims.sort_by_cached_key(|claim| {
            (file_name(claim.place.source, &outcome.workspace.sources), claim.place.start)
        });
        self.unproved.clear();
        if claims.is_empty() {
            return (0, Edits::default());
        }
        let prover = Prover::new(&outcome.workspace, &self.options, &judge_again, &claims);
        let plan = plan(&claims, &prover);
        let names = plan.zones.iter().map(|number| outcome.workspace.members[*number].zone.origin_text());
        self.zones.extend(names);
        let edits = plan.unproved.iter().flat_map(|number| &claims[*number].fix.edits);
        let files = edits.map(|edit| outcome.workspace.sources.file(edit.span.source).path.clone());
        self.unproved.extend(files);
        (plan.made.len(), plan.edits)
    }

    /// Whether the files that a fix edits may be changed. Notes which may not, and why.
    fn may_make(&mut self, fix: &Fix, outcome: &Outcome) -> bool {
        let sources = &outcome.workspace.sources;
        let mut may = true;
        for edit in &fix.edits {
            let file = sources.file(edit.span.source);
            let Some(place) = self.permission.place(file.location.as_deref()) else { return false };
            let before = self.texts.get(&place).map_or(file.bytes(), |text| text.before.as_slice());
            let mut allowed = self.permission.to_change(&place, before);
            if allowed.is_ok() && self.request.is_written && Permission::is_read_only(&place) {
                self.is_refused = true;
                allowed = Err("it is read-only".to_owned());
            }
            if let Err(why) = allowed {
                self.untouched.insert((file.path.clone(), why));
                may = false;
            }
        }
        may
    }

    /// Makes edits, so that the next round sees them.
    fn apply(&mut self, edits: &Edits, outcome: &Outcome) {
        for ((shown, _), file) in &edits.by_file {
            let Some(source) = file.0.first().map(|edit| outcome.workspace.sources.file(edit.source)) else {
                continue;
            };
            let Some(place) = self.permission.place(source.location.as_deref()) else { continue };
            let after = file.apply(source.bytes());
            let path = match &place {
                Place::Stdin => None,
                Place::File(path) => Some(path.clone()),
            };
            let new = || FixedFile {
                shown: shown.clone(),
                path,
                before: source.bytes().to_vec(),
                after: Vec::new(),
            };
            self.texts.entry(place).or_insert_with(new).after = after;
        }
        let of_file = |(place, text): (&Place, &FixedFile)| match place {
            Place::File(path) => Some((path.clone(), text.after.clone())),
            Place::Stdin => None,
        };
        let texts: Vec<(PathBuf, Vec<u8>)> = self.texts.iter().filter_map(of_file).collect();
        if !texts.is_empty() {
            let over_disk = || Overlay::over_disk(&self.options.surroundings.here, []);
            let beneath = match std::mem::take(&mut self.options.contents) {
                Contents::Memory(beneath) => beneath,
                _ => over_disk(),
            };
            self.options.contents = Contents::Memory(beneath.with(texts));
        }
        if let Some(text) = self.texts.get(&Place::Stdin) {
            self.options.discover.stdin_text = Some(text.after.clone().into());
        }
    }

    fn finish(self, outcome: Outcome) -> Fixed {
        let is_unsafe = |finding: &&Finding| {
            finding.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Unsafe)
        };
        let unsafe_left = outcome.findings.iter().filter(is_unsafe).count();
        let changed = self.texts.into_values().filter(|file| file.before != file.after);
        Fixed {
            files: changed.collect(),
            fixed: self.fixed,
            unsafe_left,
            zones: self.zones.into_iter().collect(),
            ignored: self.ignored,
            untouched: self.untouched.into_iter().collect(),
            unproved: self.unproved.into_iter().collect(),
            is_refused: self.is_refused,
            outcome,
        }
    }
}
