//! Sums up the SRV record sets of a zone in one pass over its records.

use crate::base::source::Sources;
use crate::base::span::Span;
use crate::syntax::name::filter::has_repetition;
use crate::syntax::name::numbering::Numbering;
use crate::workspace::services::Registry;
use crate::workspace::srv_sets::answers::Answers;
use crate::workspace::srv_sets::names::Names;
use crate::workspace::srv_sets::set::{Set, SrvSets};
use crate::workspace::srv_sets::targets::{Asked, OpenTarget, Targets};
use crate::zone::{Record, Srv, Zone};

/// The sets of a zone, with the services as `registry` knows them. `answers` are forgotten first, and kept
/// by the caller for the next zone: most zones are small, and a new table takes longer than they do.
pub fn collect(zone: &Zone, sources: &Sources, registry: &Registry, answers: &mut Answers) -> SrvSets {
    let count = zone.srv_count as usize;
    answers.clear(count);
    let (order, some) = (Vec::with_capacity(count), Vec::with_capacity(count / 2));
    let mut collector = Collector {
        zone,
        names: Names::new(zone, sources, registry),
        sets: SrvSets { sets: some, order, ..SrvSets::default() },
        asked: Vec::with_capacity(count),
        answers,
        last_owner: None,
        last_above: None,
    };
    for (number, record) in zone.records().iter().enumerate() {
        if let Some(srv) = record.srv() {
            collector.add(number as u32, record, srv);
        }
    }
    collector.finish()
}

/// The sets of the records that were read so far.
struct Collector<'c, 's, 'z> {
    zone: &'z Zone,
    names: Names<'s, 'z>,
    sets: SrvSets,
    /// The targets but for the root, in file order. They and all names above them are asked for.
    asked: Vec<Asked>,
    answers: &'c mut Answers,
    last_owner: Option<Span>,
    last_above: Option<u32>,
}

impl Collector<'_, '_, '_> {
    #[inline]
    fn add(&mut self, number: u32, record: &Record, srv: &Srv) {
        let Collector { sets, names, .. } = self;
        sets.order.push(number);
        let end = sets.order.len() as u32;
        match sets.sets.last_mut() {
            Some(set) if set.owner == record.owner.key => set.records.end = end,
            last => {
                // While its records are at hand.
                if let Some(set) = last {
                    set.sum_up(self.zone, &sets.order);
                }
                let (above, service) = names.owner(&record.owner);
                sets.sets.push(Set::new(record.owner.key, end - 1..end, above, service));
            }
        }
        if self.last_owner != Some(record.owner.span) {
            self.last_owner = Some(record.owner.span);
            if record.owner.is_relative() && names.owner_repeats(&record.owner) {
                sets.repeating_owners.push(number);
            }
        }
        let (above, is_host) = names.target(&srv.target);
        if !srv.is_null() {
            let asked_names = &mut self.answers.names;
            if self.last_above != Some(above) {
                self.last_above = Some(above);
                names.keys_above(above).iter().for_each(|key| _ = asked_names.of(*key));
            }
            self.asked.push(Asked { number: asked_names.of(srv.target.key), record: number, above });
        }
        if !is_host {
            sets.odd_targets.push(number);
        }
    }

    /// The sets, with those of their targets that the zone has no address for, so that others are to be asked.
    fn finish(self) -> SrvSets {
        let Collector { zone, names, mut sets, asked, answers, .. } = self;
        if let Some(set) = sets.sets.last_mut() {
            set.sum_up(zone, &sets.order);
        }
        join_parts(&mut sets, zone);
        sets.targets = Targets::of(names.keys, names.above);
        answers.answer_all(zone);
        let mut local = false;
        let question = |asked: &Asked| (asked.number, sets.targets.above(asked.above).keys());
        let judged = asked.iter().zip(answers.judge(asked.iter().map(question), &mut local));
        let target = |asked: &Asked| {
            let name = zone.records()[asked.record as usize].srv()?.target;
            Some(OpenTarget { name, record: asked.record, above: asked.above })
        };
        let mut open = Vec::new();
        open.extend(judged.filter(|(_, is_certain)| !is_certain).filter_map(|(asked, _)| target(asked)));
        (sets.targets.open, sets.targets.local) = (open, local);
        sets
    }
}

/// Puts the parts of each set together, where other owners stand between them. In nearly every file none do.
fn join_parts(sets: &mut SrvSets, zone: &Zone) {
    if !has_repetition(sets.sets.iter().map(|set| set.owner)) {
        return;
    }
    let mut owners = Numbering::default();
    let mut joined: Vec<(Vec<u32>, Set)> = Vec::new();
    for set in &sets.sets {
        let number = owners.of(set.owner) as usize;
        if number == joined.len() {
            joined.push((Vec::new(), set.clone()));
        }
        joined[number].0.extend_from_slice(sets.records(set));
    }
    sets.order.clear();
    sets.sets.clear();
    for (records, Set { owner, above, service, .. }) in joined {
        let start = sets.order.len() as u32;
        sets.order.extend(records);
        let mut set = Set::new(owner, start..sets.order.len() as u32, above, service);
        set.sum_up(zone, &sets.order);
        sets.sets.push(set);
    }
}
