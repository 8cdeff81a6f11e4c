//! The services of a zone as far as it can tell by itself, made while its text and records are at hand, and completed when all
//! zones are there. Most zones need not be looked at again then. Does not know how zones are loaded.

use crate::base::source::Sources;
use crate::base::threads::Threads;
use crate::syntax::name::NameKey;
use crate::workspace::members::Workspace;
use crate::workspace::services::Registry;
use crate::workspace::srv_sets::{Above, OpenTarget, SrvSets};
use crate::workspace::traffic::of_zone::services_of;
use crate::workspace::traffic::reach::{find_in_workspace, find_plainly, target_in_zone};
use crate::workspace::traffic::service::{Drafts, Sums, Target};
use crate::zone::{NameRef, Zone};

/// The services of a zone that keeps addresses, with the hosts that certainly have addresses in it; `None` if its name is
/// unknown, so that names in it are not told from others by what is displayed of them.
pub(in crate::workspace) fn draft(zone: &Zone, sources: &Sources, sets: &SrvSets) -> Option<Drafts> {
    let find = |named: &NameRef| target_in_zone(named, zone, sources);
    zone.is_named().then(|| services_of(zone, sources, Some(sets), &find))
}

/// A host that another zone is asked for.
struct Question<'d> {
    /// The number of the member that answers.
    answers: u32,
    /// That of the member which names the host.
    asking: u32,
    key: NameKey,
    target: &'d Target,
}

/// Asks for the hosts of which the zones that name them could not tell the addresses: each zone at one go for all that
/// others name, so that its addresses are at hand. `drafts` are those of the members in their order. Tells what is known of
/// these hosts then.
pub(in crate::workspace::traffic) fn complete(
    drafts: &[Option<Drafts>],
    workspace: &Workspace,
    registry: &Registry,
    threads: &Threads,
) -> Sums {
    let mut sums = Sums::default();
    let asked_by = |number: usize| questions(number, drafts[number].as_ref(), workspace, registry);
    let mut questions: Vec<Question<'_>> = Vec::new();
    for (of_member, known) in threads.map((0..drafts.len()).collect(), asked_by) {
        questions.extend(of_member);
        sums.join(known);
    }
    questions.sort_unstable_by_key(|question| question.answers);
    let of_zone: Vec<&[Question<'_>]> =
        questions.chunk_by(|one, other| one.answers == other.answers).collect();
    let answer = |questions: &[Question<'_>]| {
        let zone = &workspace.members[questions[0].answers as usize].zone;
        let mut sums = Sums::default();
        for question in questions {
            let exactly = || {
                let asking = &workspace.members[question.asking as usize].zone;
                find_in_workspace(workspace, &question.target.name, asking, &mut Vec::new())
            };
            question.target.complete(find_plainly(question.key, zone).unwrap_or_else(exactly));
            sums.add(question.target);
        }
        sums
    };
    threads.map(of_zone, answer).into_iter().for_each(|known| sums.join(known));
    sums
}

/// The questions for the open hosts of a member. Those of which it is not plain who answers are looked for at once.
fn questions<'d>(
    number: usize,
    drafts: Option<&'d Drafts>,
    workspace: &Workspace,
    registry: &Registry,
) -> (Vec<Question<'d>>, Sums) {
    let (Some(drafts), member) = (drafts, &workspace.members[number]) else { return Default::default() };
    // What was found out about them for the rules.
    let targets = member.targets(&workspace.sources, registry);
    let question = |record: u32, target: &'d Target| {
        let place = targets.open.binary_search_by_key(&record, |open| open.record).ok()?;
        let OpenTarget { name, above, .. } = &targets.open[place];
        let Above::Whole(above) = targets.above(*above) else { return None };
        let keys = [name.key].into_iter().chain(above.iter().rev().copied());
        let answers = keys.into_iter().find_map(|key| workspace.member_at(key, number))?;
        let (answers, asking) = (answers as u32, number as u32);
        member.zone.soa.is_some().then_some(Question { answers, asking, key: name.key, target })
    };
    let (mut questions, mut chain) = (Vec::with_capacity(drafts.open.len()), Vec::new());
    let mut sums = Sums::default();
    for (record, place) in &drafts.open {
        let target = &drafts.targets[*place as usize];
        match record.and_then(|record| question(record, target)) {
            Some(question) => questions.push(question),
            None => {
                target.complete(find_in_workspace(workspace, &target.name, &member.zone, &mut chain));
                sums.add(target);
            }
        }
    }
    (questions, sums)
}
