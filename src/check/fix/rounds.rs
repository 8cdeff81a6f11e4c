//! Fixes the files of a run, round by round, in memory: each round runs on the texts that the round before left.
//!
//! Writes no file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::check::fix::edits::Edits;
use crate::check::fix::permission::{Permission, Place};
use crate::check::fix::plan::plan;
use crate::check::fix::proof::{Claim, Prover};
use crate::check::options::Options;
use crate::check::outcome::Outcome;
use crate::check::run::{check, judge_again};
use crate::discover::{Input, RunFault};
use crate::files::{Contents, Overlay};
use crate::rules::finding::{Applicability, Finding};

/// How many rounds change something, at most.
const MOST_ROUNDS: usize = 10;

/// Which fixes are made.
#[derive(Debug, Clone, Default)]
pub struct FixRequest {
    /// Whether those are, too, that change what servers answer.
    pub unsafe_too: bool,
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
    /// The files, as shown, in which fixes are not made, each with the reason.
    pub untouched: Vec<(String, String)>,
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
        let mut outcome = check(inputs, &fixing.options);
        if !outcome.faults.is_empty() || outcome.baseline.error.is_some() {
            return fixing.finish(outcome);
        }
        let (made, edits) = fixing.choose(&outcome);
        if made == 0 {
            return fixing.finish(outcome);
        }
        if round == MOST_ROUNDS {
            let message = format!("fixes bring forth others: stopped after {MOST_ROUNDS} rounds");
            outcome.faults.push(RunFault(message));
            return fixing.finish(outcome);
        }
        fixing.fixed += made;
        fixing.apply(&edits, &outcome);
    }
    unreachable!("a round ends the loop")
}

struct Fixing<'a> {
    options: Options,
    request: &'a FixRequest,
    permission: Permission,
    texts: BTreeMap<Place, FixedFile>,
    fixed: usize,
    zones: BTreeSet<String>,
    untouched: BTreeSet<(String, String)>,
}

impl<'a> Fixing<'a> {
    fn new(inputs: &[Input], options: &Options, request: &'a FixRequest) -> Self {
        Self {
            permission: Permission::new(inputs, options),
            options: options.clone(),
            request,
            texts: BTreeMap::new(),
            fixed: 0,
            zones: BTreeSet::new(),
            untouched: BTreeSet::new(),
        }
    }

    /// How many findings are fixed next, and by which edits.
    fn choose(&mut self, outcome: &Outcome) -> (usize, Edits) {
        let is_asked = |applicability| match applicability {
            Applicability::Safe => true,
            Applicability::Unsafe => self.request.unsafe_too,
            Applicability::Shown => false,
        };
        let asked = outcome.findings.iter();
        let asked =
            asked.filter(|finding| finding.fix.as_ref().is_some_and(|fix| is_asked(fix.applicability)));
        let asked: Vec<&Finding> = asked.collect();
        let allowed: Vec<&Finding> =
            asked.into_iter().filter(|finding| self.may_fix(finding, outcome)).collect();
        let claims = allowed.iter().filter_map(|finding| Claim::of(finding));
        let claims: Vec<Claim<'_>> = claims.collect();
        if claims.is_empty() {
            return (0, Edits::default());
        }
        let prover = Prover::new(&outcome.workspace, &self.options, &judge_again, &claims);
        let plan = plan(&claims, &prover);
        let names = plan.zones.iter().map(|number| outcome.workspace.members[*number].zone.origin_text());
        self.zones.extend(names);
        (plan.made.len(), plan.edits)
    }

    /// Whether the files that a fix edits may be changed. Notes which may not, and why.
    fn may_fix(&mut self, finding: &Finding, outcome: &Outcome) -> bool {
        let sources = &outcome.workspace.sources;
        let mut may = true;
        for edit in finding.fix.iter().flat_map(|fix| &fix.edits) {
            let file = sources.file(edit.span.source);
            let Some(place) = self.permission.place(file.location.as_deref()) else { return false };
            let before = self.texts.get(&place).map_or(file.bytes(), |text| text.before.as_slice());
            if let Err(why) = self.permission.to_change(&place, before) {
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
            untouched: self.untouched.into_iter().collect(),
            outcome,
        }
    }
}
