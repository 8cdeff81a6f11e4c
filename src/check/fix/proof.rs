//! The proof of fixes: every zone that reads an edited file is loaded again, and differs by exactly the records that the
//! fixes announce; and no record that they change has a new finding as bad as those that they end.
//!
//! A fix that lets a zone be read is excused for what comes to light by that. It is never proved together with others, so
//! that nothing excuses those.
//!
//! Edited texts are added to the texts of the run. No file is written, and none is read that the run had not read.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::check::fix::changed::{ChangedRecord, ChangedRecords, changed_records};
use crate::check::fix::claims::{Claim, Mistakes, Together, opens};
use crate::check::fix::edited::{Edited, EditedIncludes, Fresh};
use crate::check::fix::edits::{Edits, FileEdits, FileNumbers, ZoneEdits};
use crate::check::fix::known::Known;
use crate::check::fix::records::{Before, after, before};
use crate::check::options::Options;
use crate::files::Files;
use crate::rules;
use crate::rules::finding::{Finding, Fix, MeantFor};
use crate::rules::syntax;
use crate::workspace::{Member, Workspace};
use crate::zone::Zone;
use crate::zone::load::generated::LineNumber;
use crate::zone::load::{Loaded, PerRun, Request, load};
use crate::zone::mistake::{Mistake, MistakeKind};

/// Why a fix is not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refuted {
    /// Records of this zone would change that it does not announce, or would not become what it does.
    OtherRecords(String),
    /// A server would refuse this zone for another reason than before; and whether it refuses it now.
    Refused(String, bool),
    /// This zone holds signatures, which would no longer be those of its records.
    Signed(String),
    /// A finding of this rule would come of it.
    NewFinding(&'static str),
    /// Its edits contradict each other, or it lets a zone be read and others do not.
    AtOdds,
}

impl Refuted {
    /// Why, in a sentence that begins with the fix.
    pub fn reason(&self) -> String {
        let named = |zone: &str| match zone {
            "" => "a zone of unknown name".to_owned(),
            zone => format!("zone `{zone}`"),
        };
        let why = match self {
            Refuted::OtherRecords(zone) => {
                format!("it would do something else to the records of {}", named(zone))
            }
            Refuted::Refused(zone, false) => format!("a server could not load {} after it", named(zone)),
            Refuted::Refused(zone, true) => format!(
                "a server could not load {} after it either, for what other findings say",
                named(zone)
            ),
            Refuted::Signed(zone) => {
                format!("{} is signed: change the file that it is made from", named(zone))
            }
            Refuted::NewFinding(rule) => format!("it would make a finding of `{rule}`"),
            Refuted::AtOdds => "it cannot be made together with others".to_owned(),
        };
        format!("the fix is shown and not made: {why}")
    }
}

/// Finds what is wrong in the zones that are wanted: all stages of a run up to suppressions.
pub(crate) type Judge<'a> = &'a dyn Fn(&Workspace, &Options, &dyn Fn(&Zone) -> bool) -> Vec<Finding>;

/// What it takes to prove fixes in the zones of a run.
pub(crate) struct Prover<'a> {
    workspace: &'a Workspace,
    options: Options,
    judge: Judge<'a>,
    /// The edited files, and for each the zones that read it.
    files: FileNumbers<'a>,
    readers: Vec<Vec<usize>>,
    /// For each, how many octets these zones have.
    octets: Vec<u64>,
    /// What is found in them; asked for by the first proof.
    found: OnceCell<Vec<Finding>>,
}

impl<'a> Prover<'a> {
    /// For fixes that are among the `claims`.
    pub fn new(workspace: &'a Workspace, options: &Options, judge: Judge<'a>, claims: &[Claim<'_>]) -> Self {
        let sources = &*workspace.sources;
        let mut files = FileNumbers::default();
        let edits = claims.iter().flat_map(|claim| &claim.fix.edits);
        let count = edits.map(|edit| files.add(edit.span.source, sources) + 1).max().unwrap_or(0);
        let mut readers: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (number, member) in workspace.members.iter().enumerate() {
            let read = member.zone.files.iter().filter_map(|source| files.of(*source, sources));
            for file in read {
                if readers[file].last() != Some(&number) {
                    readers[file].push(number);
                }
            }
        }
        let octets = |number: &usize| octets_of(&workspace.members[*number], sources);
        let octets = readers.iter().map(|zones| zones.iter().map(octets).sum()).collect();
        let mut options = options.clone();
        options.discover.progress = Arc::default();
        // A fix must not make what another run would find.
        options.rules.levels.run_also(&rules::default_levels());
        Self { workspace, options, judge, files, readers, octets, found: OnceCell::new() }
    }

    /// The texts of the run.
    pub fn sources(&self) -> &'a Sources {
        &self.workspace.sources
    }

    fn found(&self) -> &[Finding] {
        self.found.get_or_init(|| {
            let place = |number: &usize| std::ptr::from_ref(&self.workspace.members[*number].zone);
            let zones: HashSet<*const Zone> = self.readers.iter().flatten().map(place).collect();
            (self.judge)(self.workspace, &self.options, &|zone| zones.contains(&std::ptr::from_ref(zone)))
        })
    }

    /// How much the run has read, in octets.
    pub fn read(&self) -> u64 {
        self.workspace.members.iter().map(|member| octets_of(member, &self.workspace.sources)).sum()
    }

    /// How much work the proof of these fixes together is, in octets that are read again.
    pub fn cost(&self, claims: &[Claim<'_>]) -> u64 {
        let of_zone = |number: &usize| octets_of(&self.workspace.members[*number], &self.workspace.sources);
        self.overhead() + self.zones_of(claims.iter().map(|claim| claim.fix)).iter().map(of_zone).sum::<u64>()
    }

    /// The same of one fix. Nearly all edit one file.
    pub fn cost_alone(&self, claim: Claim<'_>) -> u64 {
        let sources = &self.workspace.sources;
        let mut files = claim.fix.edits.iter().map(|edit| self.files.of(edit.span.source, sources));
        match files.next().flatten() {
            Some(file) if files.all(|other| other == Some(file)) => self.overhead() + self.octets[file],
            _ => self.cost(&[claim]),
        }
    }

    /// A workspace is made anew.
    fn overhead(&self) -> u64 {
        self.workspace.members.len() as u64 * 100
    }

    /// The zones that read the files of fixes.
    pub fn zones_of<'f>(&self, fixes: impl Iterator<Item = &'f Fix>) -> BTreeSet<usize> {
        let edits = fixes.flat_map(|fix| &fix.edits);
        let files = edits.filter_map(|edit| self.files.of(edit.span.source, &self.workspace.sources));
        files.collect::<BTreeSet<usize>>().iter().flat_map(|file| &self.readers[*file]).copied().collect()
    }

    /// Proves that these fixes, made together, do what they announce and nothing else. Returns the numbers of the zones
    /// whose records change.
    ///
    /// # Errors
    /// Why they do not.
    pub fn prove(&self, claims: &[Claim<'_>]) -> Result<Vec<usize>, Refuted> {
        let sources = &self.workspace.sources;
        let mut edits = Edits::default();
        for (number, claim) in claims.iter().enumerate() {
            if !edits.add(number, &claim.fix.edits, sources) {
                return Err(Refuted::AtOdds);
            }
        }
        let edited = Edited::new(&edits, sources);
        let together = Together::of(claims);
        let (mut members, mut edited_zones) = (self.workspace.members.clone(), HashSet::new());
        let (mut changed, mut changed_zones) = (ChangedRecords::default(), Vec::new());
        for number in self.zones_of(claims.iter().map(|claim| claim.fix)) {
            let member = &self.workspace.members[number];
            let proved = self.prove_in(member, &edits, &edited, claims, together)?;
            for record in proved.records {
                changed.add(&record, claims);
            }
            changed_zones.extend(proved.differs.then_some(number));
            members[number] = Arc::new(Member::new(proved.loaded, Arc::clone(&member.root)));
            edited_zones.insert(std::ptr::from_ref(&members[number].zone));
        }
        let files = Files::new(self.workspace.files.working_directory.clone());
        let workspace = Workspace::with_members(members, Arc::clone(sources), files);
        let found =
            (self.judge)(&workspace, &self.options, &|zone| edited_zones.contains(&std::ptr::from_ref(zone)));
        let known = Known::new(self.found(), &found, claims, |span| edited.place_of(span, sources));
        let is_bad = |finding: &&Finding| {
            known.is_still_there(finding) || known.is_new(finding) && changed.is_worse(finding)
        };
        if let Some(finding) = found.iter().find(is_bad) {
            return Err(Refuted::NewFinding(finding.rule));
        }
        Ok(changed_zones)
    }

    /// The zone after the fixes, with the records that they change, if these are what the fixes announce.
    fn prove_in(
        &self,
        member: &Member,
        edits: &Edits,
        edited: &Edited,
        claims: &[Claim<'_>],
        together: Together,
    ) -> Result<Proved, Refuted> {
        let (sources, zone) = (&self.workspace.sources, &member.zone);
        let ids = || zone.files.iter().copied();
        let all = edits.by_source(ids(), sources);
        let origin = zone.origin_text();
        let is_meant = |fix: &usize| is_meant_for(claims[*fix].fix, zone, &origin);
        let meant: HashMap<SourceId, FileEdits> = all
            .iter()
            .map(|(id, file)| {
                let meant = file.0.iter().filter(|edit| edit.fixes.iter().any(is_meant)).cloned();
                (*id, FileEdits(meant.collect()))
            })
            .collect();
        let meant: ZoneEdits<'_> = meant.iter().map(|(id, file)| (*id, file)).collect();
        let before = before(member, self.workspace, &meant);
        let other = || Err(Refuted::OtherRecords(origin.clone()));
        if before.is_unclear || !all_are_meant(&before, zone, &origin, claims) {
            return other();
        }
        let moved = |span: Span| edited.place_of(span, sources);
        let wanted: HashSet<(SourceId, u32)> =
            before.changed.iter().map(|changed| moved(changed.span)).collect();
        let fresh = fresh(&meant, &before, edited, sources);
        let request = || Request { source: edited.source_of(zone.source, sources), ..Request::again(zone) };
        let includes = EditedIncludes { includes: &self.workspace.includes(member), edited };
        let brought = (&fresh, before.brings_soa.as_deref());
        let after = after(request(), sources, &includes, brought, &wanted);
        if after.known != before.announced {
            return other();
        }
        let mistakes = Mistakes { before: &before.mistakes, after: &after.loaded.mistakes, sources };
        if mistakes.are_more() || together != Together::One && mistakes.hold_new_ones(moved) {
            return Err(Refuted::Refused(origin, !before.mistakes.is_empty()));
        }
        // What comes to light because the zone can be read does not count: the next round sees it.
        let is_opened = mistakes.are_fewer_unread() || after.loaded.zone.is_complete() && !before.is_complete;
        if is_opened && together == Together::Others {
            return Err(Refuted::AtOdds);
        }
        refute_still_wrong(claims, &after.loaded.mistakes, &fresh, sources)?;
        let records = if is_opened { Vec::new() } else { changed_records(&before, &after, moved) };
        let differs = after.known != before.now || !after.new.is_empty();
        if differs && zone.is_signed {
            return Err(Refuted::Signed(origin));
        }
        // Rules judge a zone as its `$ORIGIN`s were meant.
        let is_misread = member.mistakes.iter().any(|mistake| mistake.kind == MistakeKind::MissingDot);
        let as_meant = || load(request(), sources, &includes, &PerRun::default(), None);
        let loaded = if is_misread { as_meant() } else { after.loaded };
        Ok(Proved { loaded, records, differs })
    }
}

/// How much is read to load a zone, in octets: its files, those again that it includes again, and what it generates.
pub(crate) fn octets_of(member: &Member, sources: &Sources) -> u64 {
    let files = member.zone.files.iter().map(|source| sources.file(*source).length() as u64);
    files.sum::<u64>() + member.zone.octets_again
}

/// A zone in which fixes do what they announce.
struct Proved {
    /// The zone afterwards.
    loaded: Loaded,
    /// The records that they change and that were read before.
    records: Vec<ChangedRecord>,
    /// Whether any record is another.
    differs: bool,
}

fn is_meant_for(fix: &Fix, zone: &Zone, origin: &str) -> bool {
    fix.meant_for.iter().any(|meant| meant.zone == origin && meant.view == zone.view)
}

/// Whether each record that a fix changes is one that it is meant for, where one text makes records of several owners.
fn all_are_meant(before: &Before, zone: &Zone, origin: &str, claims: &[Claim<'_>]) -> bool {
    let mut owners: HashMap<Span, BTreeSet<&str>> = HashMap::new();
    for changed in &before.changed {
        owners.entry(changed.span).or_default().insert(&changed.owner);
    }
    let is_meant = |owner: &str, fix: usize| {
        let is_it = |meant: &MeantFor| {
            (meant.owner.is_empty() || meant.owner.eq_ignore_ascii_case(owner))
                && meant.zone == origin
                && meant.view == zone.view
        };
        claims[fix].fix.meant_for.iter().any(is_it)
    };
    let is_line = |line: &LineNumber, fix: usize| claims[fix].fix.generated.binary_search(line).is_ok();
    before.changed.iter().all(|changed| {
        let mut fixes = changed.fixes.iter();
        match &changed.generated {
            Some(line) => fixes.all(|fix| is_line(line, *fix)),
            None => owners[&changed.span].len() < 2 || fixes.all(|fix| is_meant(&changed.owner, *fix)),
        }
    })
}

/// Refutes fixes that let something be read if a line that they have written is still a mistake.
fn refute_still_wrong(
    claims: &[Claim<'_>],
    mistakes: &[Mistake],
    fresh: &Fresh,
    sources: &Sources,
) -> Result<(), Refuted> {
    let is_still = |mistake: &Mistake| is_still_wrong(mistake, fresh, sources);
    match claims.iter().all(opens) && mistakes.iter().any(is_still) {
        true => Err(Refuted::NewFinding(syntax::NAME)),
        false => Ok(()),
    }
}

/// Whether a mistake stands in a line that edits have written, and of which they made no record: it is a mistake of another kind now,
/// and none of what was announced.
fn is_still_wrong(mistake: &Mistake, fresh: &Fresh, sources: &Sources) -> bool {
    let place = sources.written(mistake.span);
    let file = sources.file(place.source);
    let is_in_lines = |start: u32, end: u32| {
        let behind = u32::try_from(file.line_from(end).len()).unwrap_or(u32::MAX);
        file.line_start(start) <= place.start && place.start <= end.saturating_add(behind)
    };
    let written = fresh.get(&place.source).into_iter().flatten();
    mistake.kind == MistakeKind::Syntax
        && written.into_iter().any(|(start, end, ..)| is_in_lines(*start, *end))
}

/// What the edits write that changed no record: it may bring some.
fn fresh(meant: &ZoneEdits<'_>, before: &Before, edited: &Edited, sources: &Sources) -> Fresh {
    let mut fresh = Fresh::new();
    for (id, file) in meant {
        let written = file.written().filter(|(edit, ..)| !before.reached.contains(&(*id, edit.start)));
        let written = written.map(|(edit, start, end)| (start, end, edit.adds_lines(), edit.fixes.clone()));
        fresh.entry(edited.source_of(*id, sources)).or_default().extend(written);
    }
    fresh.values_mut().for_each(|written| written.sort_by_key(|(start, end, ..)| (*start, *end)));
    fresh
}
