//! The rules, and how they are run over a workspace. Each rule is one file here and one page in
//! `rules/`, which holds its severity, its summary, its reasons and its tests.

mod address_as_target;
mod cname_target;
mod duplicate_record;
pub mod engine;
pub(crate) mod facts;
pub mod finding;
mod implicit_ttl;
mod invalid_hostname_target;
mod long_ttl;
mod loopback_target;
mod malformed_owner;
mod missing_companion;
mod missing_trailing_dot;
mod naptr_mismatch;
mod null_target;
mod occluded_record;
mod short_ttl;
mod single_point_of_failure;
mod target_without_address;
mod ttl_mismatch;
mod unexpected_port;
mod unexpected_protocol;
mod unknown_origin;
mod unknown_service;
mod zero_weight;

use crate::rules::facts::target;
use crate::rules::facts::target_text as shape;
use std::collections::BTreeMap;

use hickory_proto::rr::Name;

use crate::base::printable::harmless_text;
use crate::base::progress::Phase;
use crate::base::severity::Severity;
use crate::base::source::Sources;
use crate::base::span::Span;
use crate::check::options::Options;
use crate::rules::engine::listing::Listing;
use crate::rules::engine::page::Page;
use crate::rules::engine::relevance::{Look, Selection};
use crate::rules::facts::target::Problem;
use crate::rules::facts::target_text::Shape;
use crate::rules::finding::Finding;
use crate::syntax::name::display_name;
use crate::workspace::Workspace;
use crate::workspace::screening::{Doubtful, screen};
use crate::workspace::services::{Registry, Service};
use crate::workspace::srv_sets::{Above, ServiceLabels, Set, Sets};
use crate::zone::{NameRef, Naptr, Rdata, Record, Srv, Zone};

/// A rule: its page, and the check of one zone. `syntax`, `include` and `unused-suppression` have
/// no check of their own: the loader and the suppressions report them.
#[derive(Debug)]
pub struct Rule {
    /// Its name, in kebab-case: its identity everywhere.
    pub name: &'static str,
    /// Its page, in Markdown.
    pub page: &'static str,
    run: Option<Run>,
}

/// How a rule is run over a zone.
#[derive(Debug, Clone, Copy)]
struct Run {
    check: fn(&mut Context<'_>),
    /// Whether it has anything to look at there.
    concerns: fn(&Look<'_>) -> bool,
    /// Whether it has something to say of targets.
    judges_targets: bool,
}

macro_rules! rule {
    ($name:literal) => {
        Rule { name: $name, page: include_str!(concat!("../../rules/", $name, ".md")), run: None }
    };
    ($name:literal, $module:ident) => {
        rule!($name, $module::check, $module::concerns, false)
    };
    ($name:literal, targets of $module:ident) => {
        rule!($name, $module::check, |_| false, true)
    };
    ($name:literal, targets and $module:ident) => {
        rule!($name, $module::check, $module::concerns, true)
    };
    ($name:literal, $check:expr, $concerns:expr, $judges_targets:literal) => {
        Rule {
            run: Some(Run { check: $check, concerns: $concerns, judges_targets: $judges_targets }),
            ..rule!($name)
        }
    };
}

/// Every rule, in the order in which they are listed.
pub static RULES: &[Rule] = &[
    rule!("syntax"),
    rule!("include"),
    rule!("unknown-origin", unknown_origin),
    rule!("missing-trailing-dot", targets and missing_trailing_dot),
    rule!("cname-target", targets of cname_target),
    rule!("target-without-address", targets of target_without_address),
    rule!("zero-weight", zero_weight),
    rule!("long-ttl", long_ttl),
    rule!("short-ttl", short_ttl),
    rule!("ttl-mismatch", ttl_mismatch),
    rule!("implicit-ttl", implicit_ttl),
    rule!("null-target", null_target),
    rule!("address-as-target", targets of address_as_target),
    rule!("invalid-hostname-target", targets of invalid_hostname_target),
    rule!("loopback-target", targets of loopback_target),
    rule!("malformed-owner", malformed_owner),
    rule!("unknown-service", unknown_service),
    rule!("occluded-record", occluded_record),
    rule!("duplicate-record", duplicate_record),
    rule!("unexpected-port", unexpected_port),
    rule!("unexpected-protocol", unexpected_protocol),
    rule!("missing-companion", missing_companion),
    rule!("naptr-mismatch", naptr_mismatch),
    rule!("single-point-of-failure", single_point_of_failure),
    rule!("unused-suppression"),
];

impl Rule {
    /// The rule with this name.
    pub fn find(name: &str) -> Option<&'static Rule> {
        RULES.iter().find(|rule| rule.name == name)
    }

    /// The page's metadata.
    pub fn page(&self) -> Page<'static> {
        Page::parse(self.page)
    }
}

/// What a rule sees: one zone, all zones, and where to report.
pub struct Context<'a> {
    /// The zone to check.
    pub zone: &'a Zone,
    /// All zones of the run.
    pub workspace: &'a Workspace,
    /// The texts.
    pub sources: &'a Sources,
    /// What the user asked for.
    pub options: &'a Options,
    facts: &'a Facts<'a>,
    rule: &'static str,
    severity: Severity,
    findings: Listing,
}

impl<'a> Context<'a> {
    /// Reports a finding about a record; labels, notes and a help line can be added to it.
    pub fn report(&mut self, record: &Record, span: Span, message: impl Into<String>) -> &mut Finding {
        let owner = self.zone.display(&record.owner, self.sources);
        let detail = record.srv().map(|srv| self.srv_text(srv)).unwrap_or_default();
        let finding = self.report_zone(span, message);
        finding.owner = owner;
        finding.detail = detail;
        finding
    }

    /// Reports a finding about no single record.
    pub fn report_zone(&mut self, span: Span, message: impl Into<String>) -> &mut Finding {
        let mut finding = Finding::new(self.rule, self.severity, span, message);
        finding.zone = self.zone.origin_text();
        self.findings.push(finding)
    }

    /// The absolute name that `name` means, as BIND writes it.
    pub fn show(&self, name: &NameRef) -> String {
        self.zone.display(name, self.sources)
    }

    /// The absolute name that `name` means.
    pub fn name(&self, name: &NameRef) -> Name {
        self.zone.name(name, self.sources)
    }

    /// `name` as BIND writes it; relative where it lies in a zone without a known name.
    pub fn show_name(&self, name: &Name) -> String {
        self.zone.display_name(name)
    }

    /// `name` in the style of `like`: relative to its origin if `like` is relative and it can be.
    pub fn in_style_of(&self, name: &Name, like: &NameRef) -> String {
        if like.is_relative() {
            crate::syntax::name::relative_to(name, &self.zone.origin_of(like).0.name)
        } else {
            display_name(name)
        }
    }

    /// The SRV record sets that a server would load, in the order of their first records.
    pub fn srv_sets(&self) -> impl Iterator<Item = SrvSet<'a>> + use<'a> {
        self.look().srv_sets()
    }

    /// What tells whether a rule has anything to look at.
    pub fn look(&self) -> Look<'a> {
        Look { zone: self.zone, sets: self.facts.sets, options: self.options }
    }

    /// The SRV records whose owner ends in the last label of its origin or zone, in file order:
    /// each where the owner is written.
    pub fn repeating_owners(&self) -> impl Iterator<Item = &'a Record> + use<'a> {
        let zone = self.zone;
        self.facts.sets.repeating_owners.iter().map(|number| &zone.records()[*number as usize])
    }

    /// The SRV records whose target has a mistake that rules know, in file order.
    pub fn target_problems(&self) -> impl Iterator<Item = (&'a Record, &'a Srv, &'a Problem<'a>)> + use<'a> {
        let (zone, facts) = (self.zone, self.facts);
        facts.problems.iter().filter_map(move |(number, problem)| {
            let record = &zone.records()[*number as usize];
            Some((record, record.srv()?, problem))
        })
    }

    /// The NAPTR records that a server would load, in file order.
    pub fn naptrs(&self) -> impl Iterator<Item = (&'a Record, &'a Naptr)> + use<'a> {
        self.zone.others().filter_map(|record| match &record.rdata {
            Rdata::Naptr(naptr) => Some((record, &**naptr)),
            _ => None,
        })
    }

    /// Adds a correction of one place to the finding reported last.
    pub fn fix_last(&mut self, safe: bool, description: &str, span: Span, text: &str) {
        if let Some(finding) = self.findings.last_mut() {
            finding.fix(safe, description, span, text);
        }
    }

    /// Whether some target with addresses has one that no other host can reach.
    pub fn has_local_targets(&self) -> bool {
        self.facts.local
    }

    /// The rdata of an SRV record as BIND writes it, in lower case.
    fn srv_text(&self, srv: &Srv) -> String {
        let target = self.show(&srv.target).to_ascii_lowercase();
        format!("{} {} {} {target}", srv.priority, srv.weight, srv.port)
    }
}

/// The SRV records of one owner.
#[derive(Clone, Copy)]
pub struct SrvSet<'a> {
    zone: &'a Zone,
    sets: &'a Sets,
    set: &'a Set,
    registry: &'a Registry,
}

impl<'a> SrvSet<'a> {
    /// Its records, in file order.
    pub fn iter(&self) -> impl Iterator<Item = (&'a Record, &'a Srv)> + use<'a> {
        let zone = self.zone;
        self.numbers().iter().filter_map(move |number| {
            let record = &zone.records()[*number as usize];
            Some((record, record.srv()?))
        })
    }

    /// Its first record.
    pub fn first(&self) -> &'a Record {
        &self.zone.records()[self.numbers()[0] as usize]
    }

    /// The numbers of its records among the zone's.
    pub fn numbers(&self) -> &'a [u32] {
        self.sets.records(self.set)
    }

    /// What was found out about it.
    pub fn summary(&self) -> &'a Set {
        self.set
    }

    /// The service that its owner names, if the registry knows it, with the labels.
    pub fn service(&self) -> Option<(&'a Service, ServiceLabels)> {
        let labels = self.set.service?;
        Some((self.registry.service(labels.number?), labels))
    }

    /// The names above its owner.
    pub fn above_owner(&self) -> Above<'a> {
        self.sets.above_owner(self.set)
    }

    /// Whether it says only that there is no service.
    pub fn is_null(&self) -> bool {
        self.set.nulls as usize == self.numbers().len()
    }
}

/// What several rules ask of a zone, found out once.
struct Facts<'a> {
    sets: &'a Sets,
    /// Numbers of SRV records with what is wrong with their targets.
    problems: Vec<(u32, Problem<'a>)>,
    local: bool,
}

/// What is wrong with the targets of a zone, by the numbers of their records, which are in order: with those
/// that are `doubtful`, and those whose record is named as `odd`.
fn problems<'a>(
    zone: &'a Zone,
    workspace: &'a Workspace,
    doubtful: &Doubtful,
    odd: &[u32],
) -> Vec<(u32, Problem<'a>)> {
    let mut suspects: BTreeMap<u32, (NameRef, Option<Shape>)> =
        doubtful.targets.iter().map(|(number, name)| (*number, (*name, None))).collect();
    for number in odd {
        let Some(srv) = zone.records()[*number as usize].srv() else { continue };
        if let Some(shape) = shape::shape(zone, &srv.target, &workspace.sources) {
            suspects.insert(*number, (srv.target, Some(shape)));
        }
    }
    let problem = |(number, (name, shape)): (u32, (NameRef, Option<Shape>))| {
        Some((number, target::problem(zone, workspace, &name, shape)?))
    };
    suspects.into_iter().filter_map(problem).collect()
}

/// Runs every rule that `options` selects over every zone. Findings come in no order.
pub fn run(workspace: &Workspace, options: &Options, findings: &mut Vec<Finding>) {
    run_on(workspace, options, &|_| true, findings);
}

/// Runs every rule that `options` selects over the zones that are `wanted`; all zones can answer.
pub fn run_on(
    workspace: &Workspace,
    options: &Options,
    wanted: &dyn Fn(&Zone) -> bool,
    findings: &mut Vec<Finding>,
) {
    let selection = Selection::of(options);
    options
        .progress
        .begin(Phase::Checking, workspace.members.iter().filter(|member| wanted(&member.zone)).count());
    let doubtful = screen(workspace, options.registry(), wanted);
    for (member, doubtful) in
        workspace.members.iter().zip(&doubtful).filter(|(member, _)| wanted(&member.zone))
    {
        let zone = &member.zone;
        let concerned = member.concerned(&selection, &workspace.sources, options);
        let sets = || member.sets(&workspace.sources, options.registry());
        let odd_targets = if member.is_released() { &[][..] } else { &sets().odd_targets };
        let problems = problems(zone, workspace, doubtful, odd_targets);
        let has_targets = doubtful.local || !problems.is_empty();
        options.progress.done(1);
        if concerned.is_none() && !has_targets {
            continue;
        }
        let facts = Facts { sets: sets(), problems, local: doubtful.local };
        let before = findings.len();
        for rule in selection.rules(concerned, has_targets) {
            let mut context = Context {
                zone,
                workspace,
                sources: &workspace.sources,
                options,
                facts: &facts,
                rule: rule.name,
                severity: rule.severity,
                findings: Listing::new(findings.len()),
            };
            (rule.run.check)(&mut context);
            findings.extend(context.findings.finish("zone"));
        }
        findings[before..].iter_mut().for_each(|finding| tell_origin(finding, zone));
    }
}

/// Notes what says the zone's name, where that is not the file and the finding names something in
/// the zone.
fn tell_origin(finding: &mut Finding, zone: &Zone) {
    finding.view.clone_from(&zone.view);
    if let Some(source) = zone.origin_source.elsewhere()
        && !finding.owner.is_empty()
        && finding.message.contains(&finding.zone)
    {
        let view = zone.view.as_deref().map(|view| format!(" in view `{}`", harmless_text(view)));
        finding.note(format!("zone `{}`{} (from {source})", finding.zone, view.unwrap_or_default()));
    }
}
