//! Which SRV targets certainly have addresses, so that rules look closer at the few others.
//!
//! Nearly every target of a run has an address, and to look each of them up exactly would take longer than to
//! load the zones. So targets are dismissed before that, in two looks. The first is at the target's own zone,
//! while that is at hand (`srv_sets`). The second is here, when all zones are loaded: each zone is asked, at
//! one go, for all targets that others left open and that it answers for.
//!
//! The work goes zone by zone and not target by target. `ask` finds out who answers for each open target:
//! that depends on the names above it alone, so it is found out once for all targets with the same names
//! above them. `Questions` puts together what one zone is asked. Then one table of the names in question is
//! filled in one pass over that zone's names (`srv_sets::answers`), and stays in the processor's cache.
//!
//! What is certain here: the name has an address record, no name above it is delegated or has a DNAME, and it
//! is itself neither delegated nor an alias. All else is in doubt, and is looked up exactly (`lookup`), which
//! may still find that nothing is wrong: a wildcard may answer, or the zone may not be complete. To be in doubt
//! costs time and no more; to be certain of a target with a mistake would hide it.
//!
//! A target that no zone of the run answers for is dropped at once if it is written as an absolute name:
//! nothing can be said of it.
//!
//! Does not know rules, nor what is wrong with a doubtful target.

use std::collections::HashMap;

use crate::syntax::name::NameKey;
use crate::workspace::member::Member;
use crate::workspace::members::Workspace;
use crate::workspace::services::Registry;
use crate::workspace::srv_sets::answers::{Answers, Question};
use crate::workspace::srv_sets::{Above, OpenTarget, Targets};
use crate::zone::{NameRef, Zone};

/// The targets of one zone that are not certain to have addresses.
#[derive(Debug, Default, Clone)]
pub struct Doubtful {
    /// The targets, with the numbers of their records among the zone's, in file order.
    pub targets: Vec<(u32, NameRef)>,
    /// Whether a target that has addresses has one that no other host can reach.
    pub local: bool,
}

impl Doubtful {
    fn add(&mut self, target: &OpenTarget) {
        self.targets.push((target.record, target.name));
    }
}

/// A target of which another zone is asked.
#[derive(Clone, Copy)]
struct Asking<'a> {
    /// The number of the member that it was written in, and its own among the open ones there.
    zone: u32,
    target: u32,
    question: Question<'a>,
}

/// The member that answers for names with certain names above them, and those below its apex; `None`
/// if no zone can.
type Answering<'a> = Option<(usize, &'a [NameKey])>;

/// What is asked of all zones.
#[derive(Default)]
struct Questions<'a> {
    /// Each with the number of the answering member.
    questions: Vec<(u32, Asking<'a>)>,
    /// The numbers of the questions, those of one answering member together.
    order: Vec<u32>,
    /// Of each member, where its questions end in `order`.
    ends: Vec<u32>,
}

impl<'a> Questions<'a> {
    /// Puts the questions for each of so many members together.
    fn arrange(&mut self, members: usize) {
        // Where the next question of each member goes: at first behind those of the members before it.
        let mut ends = vec![0; members];
        self.questions.iter().for_each(|(answers, _)| ends[*answers as usize] += 1);
        let mut total = 0;
        for end in &mut ends {
            (*end, total) = (total, total + *end);
        }
        self.order = vec![0; self.questions.len()];
        for (number, (answers, _)) in (0..).zip(&self.questions) {
            let end = &mut ends[*answers as usize];
            self.order[*end as usize] = number;
            *end += 1;
        }
        self.ends = ends;
    }

    /// The questions for the member with this number, in the order in which they were written.
    fn of(&self, member: usize) -> impl ExactSizeIterator<Item = Asking<'a>> + '_ {
        let start = member.checked_sub(1).map_or(0, |before| self.ends[before]);
        let numbers = &self.order[start as usize..self.ends[member] as usize];
        numbers.iter().map(|number| self.questions[*number as usize].1)
    }
}

/// The doubtful targets of each zone, in the order of the zones; of zones that are not `wanted` none.
pub fn screen(workspace: &Workspace, registry: &Registry, wanted: &dyn Fn(&Zone) -> bool) -> Vec<Doubtful> {
    let mut doubtful = vec![Doubtful::default(); workspace.members.len()];
    let questions = ask(workspace, registry, wanted, &mut doubtful);
    // One zone after the other, so that its table stays at hand.
    let (mut table, mut asked) = (Answers::default(), Vec::new());
    for (number, member) in workspace.members.iter().enumerate() {
        let count = questions.of(number).len();
        if count == 0 {
            continue;
        }
        table.clear(count);
        asked.clear();
        let mut before: &[NameKey] = &[];
        asked.extend(questions.of(number).map(|Asking { question, .. }| {
            let name = table.ask(&question, &mut before);
            (name, question.above)
        }));
        table.answer_all(&member.zone);
        let mut local = false;
        let judged = table.judge(asked.iter().copied(), &mut local);
        for (Asking { zone, target, .. }, _) in
            questions.of(number).zip(judged).filter(|(_, is_certain)| !is_certain)
        {
            let open = &workspace.members[zone as usize].targets(&workspace.sources, registry).open;
            doubtful[zone as usize].add(&open[target as usize]);
        }
        if local {
            questions.of(number).for_each(|asking| doubtful[asking.zone as usize].local = true);
        }
    }
    for zone in &mut doubtful {
        zone.targets.sort_unstable_by_key(|(record, _)| *record);
    }
    doubtful
}

/// Who answers for the names above the targets of a member, in the order of their numbers.
fn answers<'a>(
    workspace: &'a Workspace,
    targets: &'a Targets,
    number: usize,
) -> impl Iterator<Item = Answering<'a>> + use<'a> {
    (0..targets.count_above() as u32).map(move |above| workspace.answering(targets.above(above), number))
}

/// The targets that their own zones have no addresses for. What no zone can answer is doubtful at once.
fn ask<'a>(
    workspace: &'a Workspace,
    registry: &Registry,
    wanted: &dyn Fn(&Zone) -> bool,
    doubtful: &mut [Doubtful],
) -> Questions<'a> {
    let (mut questions, mut answering) = (Questions::default(), Vec::new());
    let asking = || workspace.members.iter().enumerate().filter(|(_, member)| wanted(&member.zone));
    let mut near = Near::default();
    let open = |member: &Member| member.targets(&workspace.sources, registry).open.len();
    questions.questions.reserve_exact(asking().map(|(_, member)| open(member)).sum());
    for (number, member) in asking() {
        let targets = member.targets(&workspace.sources, registry);
        doubtful[number].local = targets.local;
        if targets.open.is_empty() {
            continue;
        }
        answering.clear();
        answering.extend(answers(workspace, targets, number));
        let near = near.of(workspace, targets, &answering);
        let is_inside = |target: &OpenTarget| matches!(targets.above(target.above), Above::Inside(_));
        for (place, target) in (0..).zip(&targets.open) {
            let key = target.name.key;
            let apex = (!workspace.has_one_apex()).then(|| workspace.member_at(key, number)).flatten();
            let answered = match apex {
                // Nothing is above an apex that could hide it.
                Some(answers) => Some((answers, &[][..])),
                None => answering[target.above as usize],
            };
            match answered {
                // It has said so already, when its sets were summed up.
                Some((answers, _)) if answers == number && is_inside(target) => doubtful[number].add(target),
                Some((answers, above)) => {
                    let question = Question { key, above };
                    let asking = Asking { zone: number as u32, target: place, question };
                    questions.questions.push((answers as u32, asking));
                }
                None if is_out_of_sight(&member.zone, &target.name, targets.above(target.above))
                    && !near.contains(&target.above) => {}
                None => doubtful[number].add(target),
            }
        }
    }
    questions.arrange(workspace.members.len());
    questions
}

/// The domains of targets that may misspell a zone's name, as far as they were asked for.
#[derive(Default)]
struct Near {
    by_domain: HashMap<NameKey, bool>,
}

impl Near {
    /// The numbers of the names above targets that no zone answers for, and whose domain may misspell a zone's name.
    fn of(&mut self, workspace: &Workspace, targets: &Targets, answering: &[Answering<'_>]) -> Vec<u32> {
        if workspace.has_one_apex() {
            return Vec::new();
        }
        let mut is_near = |above: u32, domain: &str| {
            let key = targets.above(above).keys().last();
            let find = || {
                workspace.misspelt_zone(domain).or_else(|| workspace.zone_misspelt_at_end(domain)).is_some()
            };
            key.is_some_and(|key| *self.by_domain.entry(*key).or_insert_with(find))
        };
        let domains = targets.domains.iter().filter(|(above, _)| answering[*above as usize].is_none());
        domains.filter(|(above, domain)| is_near(*above, domain)).map(|(above, _)| *above).collect()
    }
}

/// Whether there is nothing to say of a target that no zone answers for: it is written as an absolute
/// name, and means no loopback address (RFC 6761 section 6.3).
fn is_out_of_sight(zone: &Zone, target: &NameRef, above: Above<'_>) -> bool {
    // A fragment may know names that it does not answer for.
    zone.soa.is_some() && !target.is_relative() && !target.key.is_localhost(above.keys())
}
