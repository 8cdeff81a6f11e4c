//! Runs the selected rules over the zones of a workspace. Knows no single rule.

use std::cell::LazyCell;
use std::collections::BTreeMap;

use crate::base::printable::harmless_text;
use crate::base::progress::{Phase, Progress};
use crate::rules::engine::capped::{Capped, Listed};
use crate::rules::engine::context::{Context, Facts};
use crate::rules::engine::look::Look;
use crate::rules::engine::options::Options;
use crate::rules::engine::relevance::Selection;
use crate::rules::engine::rule::Rule;
use crate::rules::facts::astray::TargetDomains;
use crate::rules::facts::lookalike::with_letters_of_names;
use crate::rules::facts::target::{self, TargetProblem};
use crate::rules::facts::target_text::{self, Shape};
use crate::rules::finding::Finding;
use crate::workspace::screening::{Doubtful, screen};
use crate::workspace::{Lookup, Workspace};
use crate::zone::{NameRef, Zone};

/// Runs those of the `rules` that `options` selects over the zones that are `wanted`; all zones can answer.
/// Findings come in no order.
pub(in crate::rules) fn run(
    rules: &'static [Rule],
    workspace: &Workspace,
    options: &Options,
    wanted: &dyn Fn(&Zone) -> bool,
    progress: &Progress,
) -> Vec<Finding> {
    let (mut findings, mut listed) = (Vec::new(), Listed::default());
    let selection = Selection::of(rules, &options.levels);
    progress.begin(Phase::Checking, workspace.members.iter().filter(|member| wanted(&member.zone)).count());
    let doubtful = screen(workspace, &options.services, wanted);
    let children = workspace.undelegated_children();
    for (number, (member, doubtful)) in
        workspace.members.iter().zip(&doubtful).enumerate().filter(|(_, (member, _))| wanted(&member.zone))
    {
        let zone = &member.zone;
        let sets = || member.sets(&workspace.sources, &options.services);
        let look = || selection.relevance(&Look { zone, mistakes: &member.mistakes, sets: sets(), options });
        let known = member.relevance.filter(|_| !options.levels.run_beyond);
        let relevance = known.unwrap_or_else(look);
        let (odd, astray) = match member.is_released() {
            true => (&[][..], &[][..]),
            false => (&*sets().odd_targets, &*sets().astray),
        };
        let (problems, is_some_local) = problems(zone, workspace, doubtful, (odd, astray));
        // The screening leaves alone what it is not certain of, such as the apex.
        let local = doubtful.local || is_some_local;
        let has_targets = local || !problems.is_empty();
        progress.done(1);
        let children = children.get(&number).map_or(&[][..], |numbers| numbers);
        if relevance.is_none() && !has_targets && children.is_empty() {
            continue;
        }
        let children = children.iter().map(|number| &workspace.members[*number].zone).collect();
        let facts = Facts::new(sets(), problems, local, children);
        let before = findings.len();
        for rule in selection.rules(relevance, (has_targets, !facts.children.is_empty())) {
            let others = findings.len();
            let mut context = Context {
                zone,
                mistakes: &member.mistakes,
                workspace,
                sources: &workspace.sources,
                options,
                facts: &facts,
                rule: rule.name,
                severity: rule.severity,
                findings: Capped::behind(findings, listed),
            };
            (rule.run.check)(&mut context);
            findings = context.findings.finish("zone");
            listed.add(&findings[others..]);
        }
        for finding in &mut findings[before..] {
            complete(finding, zone);
        }
    }
    findings
}

/// Adds to a finding what holds of all findings of its zone.
fn complete(finding: &mut Finding, zone: &Zone) {
    tell_origin(finding, zone);
    tell_signed(finding, zone);
    show_letters(finding);
}

/// Notes what says the zone's name, where that is not the file and the finding names something in
/// the zone.
fn tell_origin(finding: &mut Finding, zone: &Zone) {
    if let Some(source) = zone.origin_source.elsewhere()
        && !finding.owner.is_empty()
        && finding.message.contains(&finding.zone)
    {
        let view = zone.view.as_deref().map(|view| format!(" in view `{}`", harmless_text(view)));
        finding.note(format!("zone `{}`{} (from {source})", finding.zone, view.unwrap_or_default()));
    }
}

/// Notes that a zone which holds signatures was made from another file. A fix that is only shown says so itself.
fn tell_signed(finding: &mut Finding, zone: &Zone) {
    if zone.is_signed && finding.help.is_some() && finding.fix.is_none() {
        finding.note("the zone is signed: change the file that it is made from, and sign it again");
    }
}

/// Shows names with the letters that they have, as their readers know them, where they are harmless.
fn show_letters(finding: &mut Finding) {
    show_letters_in(&mut finding.message);
    finding.notes.iter_mut().chain(&mut finding.help).for_each(show_letters_in);
}

fn show_letters_in<T: AsRef<str> + From<String>>(text: &mut T) {
    // Hardly a name has escapes.
    if memchr::memchr(b'\\', text.as_ref().as_bytes()).is_some() {
        *text = with_letters_of_names(text.as_ref()).into();
    }
}

/// What is wrong with the targets of a zone, by the numbers of their records, which are in order: with those
/// that are `doubtful`, and those whose record is named as `odd` or `astray`. And whether one of these has an address that no
/// other host can reach.
fn problems<'a>(
    zone: &'a Zone,
    workspace: &'a Workspace,
    doubtful: &Doubtful,
    (odd, astray): (&[u32], &[u32]),
) -> (Vec<(u32, TargetProblem<'a>)>, bool) {
    let mut suspects: BTreeMap<u32, (NameRef, Option<Shape>)> =
        doubtful.targets.iter().map(|(number, name)| (*number, (*name, None))).collect();
    for number in odd {
        let Some(srv) = zone.records()[*number as usize].srv() else { continue };
        if let Some(shape) = target_text::shape(zone, &srv.target, &workspace.sources) {
            suspects.insert(*number, (srv.target, Some(shape)));
        }
    }
    for number in astray {
        let Some(srv) = zone.records()[*number as usize].srv() else { continue };
        suspects.entry(*number).or_insert((srv.target, None));
    }
    let mut is_some_local = false;
    let domains = LazyCell::new(|| TargetDomains::of(zone, &workspace.sources));
    let problem = |(number, (name, shape)): (u32, (NameRef, Option<Shape>))| {
        let found = workspace.find_address(&name, zone);
        is_some_local |= matches!(found, Lookup::Address { local: true, .. });
        Some((number, target::problem(zone, workspace, &name, shape, found, &domains)?))
    };
    (suspects.into_iter().filter_map(problem).collect(), is_some_local)
}
