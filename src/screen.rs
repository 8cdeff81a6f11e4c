//! Which SRV targets certainly have addresses, settled in one pass over all zones, so that rules
//! look closer at the few others.
//!
//! Names are many and targets few: only the targets and the names above them are put into a
//! table, and every record of the zones is looked up there once, by its owner's key.

use std::collections::HashSet;

use crate::numbers::Numbers;
use crate::services::Registry;
use crate::sets::{Sets, Target};
use crate::syntax::name::NameKey;
use crate::workspace::Workspace;
use crate::zone::Zone;
use crate::zone::index::Types;

/// The targets of one zone that are not certain to have addresses.
#[derive(Debug, Default, Clone)]
pub struct Doubtful {
    /// Numbers of SRV records among the zone's records, in file order.
    pub records: Vec<u32>,
    /// Whether a target that has addresses has one that no other host can reach.
    pub local: bool,
}

/// A target, asked of the zone that answers for it.
#[derive(Clone, Copy)]
struct Question<'a> {
    /// The zone it was written in, and the number of its record there.
    asked: (u32, u32),
    key: NameKey,
    /// The names above it, below the answering zone's apex.
    above: &'a [NameKey],
}

/// The member that answers for names with certain names above them, and those below its apex; `None`
/// if no zone can.
type Answering<'a> = Option<(usize, &'a [NameKey])>;

/// The targets that others than their own zones answer for.
#[derive(Default)]
struct Foreign<'a> {
    /// Each with the number of the answering member.
    questions: Vec<(u32, Question<'a>)>,
    /// The numbers of the questions, those of one answering member together.
    order: Vec<u32>,
    /// Of each member, where its questions end in `order`.
    ends: Vec<u32>,
    /// Those among them that are another zone's apex, which their siblings are not.
    apexes: HashSet<(u32, u32)>,
}

impl<'a> Foreign<'a> {
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
    fn of(&self, member: usize) -> impl ExactSizeIterator<Item = Question<'a>> + '_ {
        let start = member.checked_sub(1).map_or(0, |before| self.ends[before]);
        let numbers = &self.order[start as usize..self.ends[member] as usize];
        numbers.iter().map(|number| self.questions[*number as usize].1)
    }
}

/// The doubtful targets of each zone, in the order of the zones; of zones that are not `wanted` none.
pub fn screen(workspace: &Workspace, registry: &Registry, wanted: &dyn Fn(&Zone) -> bool) -> Vec<Doubtful> {
    let mut doubtful = vec![Doubtful::default(); workspace.members.len()];
    let foreign = ask_others(workspace, registry, wanted, &mut doubtful);
    // One zone after the other, so that its table stays at hand.
    let (mut table, mut answering) = (Table::default(), Vec::new());
    for (number, member) in workspace.members.iter().enumerate() {
        // Most targets are their own zone's to answer for, and are not worth a list.
        let sets = wanted(&member.zone).then(|| member.sets(&workspace.sources, registry));
        answering.clear();
        answering.extend(sets.into_iter().flat_map(|sets| answers(workspace, sets, number)));
        let own = || {
            let targets = sets.map_or(&[][..], |sets| &sets.targets);
            targets.iter().filter_map(|target| match answering[target.above as usize] {
                Some((answers, above)) if answers == number => {
                    let question = question(number, target, above);
                    let is_own = foreign.apexes.is_empty() || !foreign.apexes.contains(&question.asked);
                    is_own.then_some(question)
                }
                _ => None,
            })
        };
        table.clear(sets.map_or(0, |sets| sets.targets.len()) + foreign.of(number).len());
        let mut before: &[NameKey] = &[];
        own().for_each(|question| table.ask(&question, &mut before));
        foreign.of(number).for_each(|question| table.ask(&question, &mut before));
        if table.is_empty() {
            continue;
        }
        for (owner, types) in member.zone.facts.iter() {
            table.answer(owner, types);
        }
        table.settle(own().chain(foreign.of(number)), &mut doubtful);
    }
    for zone in &mut doubtful {
        zone.records.sort_unstable();
    }
    doubtful
}

fn question<'a>(zone: usize, target: &Target, above: &'a [NameKey]) -> Question<'a> {
    Question { asked: (zone as u32, target.record), key: target.key, above }
}

/// Who answers for the names above the targets of a member, in the order of their numbers.
fn answers<'a>(
    workspace: &'a Workspace,
    sets: &'a Sets,
    number: usize,
) -> impl Iterator<Item = Answering<'a>> + use<'a> {
    (0..sets.count_above() as u32).map(move |above| workspace.answering(sets.above(above), number))
}

/// The targets that another zone than their own answers for. What no zone can answer is doubtful at
/// once.
fn ask_others<'a>(
    workspace: &'a Workspace,
    registry: &Registry,
    wanted: &dyn Fn(&Zone) -> bool,
    doubtful: &mut [Doubtful],
) -> Foreign<'a> {
    let (mut foreign, mut answering) = (Foreign::default(), Vec::new());
    for (number, member) in workspace.members.iter().enumerate().filter(|(_, member)| wanted(&member.zone)) {
        let sets = member.sets(&workspace.sources, registry);
        answering.clear();
        answering.extend(answers(workspace, sets, number));
        for target in &sets.targets {
            let apex = (!workspace.has_one_apex()).then(|| workspace.member_at(target.key, number)).flatten();
            let answered = match apex {
                // Nothing is above an apex that could hide it.
                Some(answers) => Some((answers, &[][..])),
                None => answering[target.above as usize],
            };
            match answered {
                Some((answers, _)) if answers == number => {}
                Some((answers, above)) => {
                    let question = question(number, target, above);
                    if apex.is_some() {
                        foreign.apexes.insert(question.asked);
                    }
                    foreign.questions.push((answers as u32, question));
                }
                None => doubtful[number].records.push(target.record),
            }
        }
    }
    foreign.arrange(workspace.members.len());
    foreign
}

/// What is known of the names that one zone is asked for.
#[derive(Default)]
struct Table {
    /// In the order in which they are asked for.
    names: Numbers,
    /// What stands at each of them.
    types: Vec<Types>,
    /// The numbers of the targets, in the order of the questions.
    asked: Vec<u32>,
}

impl Table {
    /// Forgets all names, and makes room for so many.
    fn clear(&mut self, count: usize) {
        self.names.clear(count);
        self.types.clear();
        self.asked.clear();
        self.asked.reserve(count);
    }

    fn is_empty(&self) -> bool {
        self.types.is_empty()
    }

    /// The number of a name.
    fn number(&mut self, key: NameKey) -> u32 {
        let number = self.names.of(key);
        if number as usize == self.types.len() {
            self.types.push(Types::NONE);
        }
        number
    }

    /// Adds the names of a question. Those above its own are often those of the question before.
    fn ask<'a>(&mut self, question: &Question<'a>, before: &mut &'a [NameKey]) {
        if question.above != *before {
            *before = question.above;
            for key in question.above {
                self.number(*key);
            }
        }
        let number = self.number(question.key);
        self.asked.push(number);
    }

    #[inline]
    fn answer(&mut self, owner: NameKey, types: Types) {
        if let Some(number) = self.names.get(owner) {
            let known = &mut self.types[number as usize];
            *known = known.with(types);
        }
    }

    /// Notes what is known now about the questions, in the order in which they were asked.
    fn settle<'a>(&self, questions: impl Iterator<Item = Question<'a>>, doubtful: &mut [Doubtful]) {
        let (mut before, mut hidden): (&[NameKey], bool) = (&[], false);
        for (question, number) in questions.zip(&self.asked) {
            if question.above != before {
                before = question.above;
                let hides = |types: &Types| types.has(Types::NS) || types.has(Types::DNAME);
                let types = |key: &NameKey| self.names.get(*key).map(|number| self.types[number as usize]);
                hidden = before.iter().filter_map(types).any(|types| hides(&types));
            }
            let types = self.types[*number as usize];
            let (zone, record) = question.asked;
            let doubtful = &mut doubtful[zone as usize];
            if hidden || types.has(Types::NS) || !types.has(Types::ADDRESS) || types.has(Types::CNAME) {
                doubtful.records.push(record);
            } else {
                doubtful.local |= types.has(Types::LOCAL_ADDRESS);
            }
        }
    }
}
