//! The rules, and how they are run over a workspace. Each rule is one file here and one page in
//! `rules/`, which holds its severity, its summary, its reasons and its tests.

pub mod page;
mod target;

mod cname_target;
mod long_ttl;
mod missing_trailing_dot;
mod target_without_address;
mod unknown_origin;
mod zero_weight;

use std::collections::HashMap;

use hickory_proto::rr::Name;

use crate::config::Options;
use crate::finding::{Finding, Severity};
use crate::source::{Sources, Span};
use crate::syntax::name::display_name;
use crate::workspace::Workspace;
use crate::zone::{NameRef, Record, Srv, Zone};
use page::Page;

/// A rule: its page, and the check of one zone. `syntax`, `include` and `unused-suppression` have
/// no check of their own: the loader and the suppressions report them.
#[derive(Debug)]
pub struct Rule {
    /// Its name, in kebab-case: its identity everywhere.
    pub name: &'static str,
    /// Its page, in Markdown.
    pub page: &'static str,
    check: Option<fn(&mut Context<'_>)>,
}

macro_rules! rule {
    ($name:literal, $check:expr) => {
        Rule { name: $name, page: include_str!(concat!("../../rules/", $name, ".md")), check: $check }
    };
}

/// Every rule, in the order in which they are listed.
pub static RULES: &[Rule] = &[
    rule!("syntax", None),
    rule!("include", None),
    rule!("unknown-origin", Some(unknown_origin::check)),
    rule!("missing-trailing-dot", Some(missing_trailing_dot::check)),
    rule!("cname-target", Some(cname_target::check)),
    rule!("target-without-address", Some(target_without_address::check)),
    rule!("zero-weight", Some(zero_weight::check)),
    rule!("long-ttl", Some(long_ttl::check)),
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
    rule: &'static str,
    severity: Severity,
    findings: &'a mut Vec<Finding>,
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
        self.findings.push(finding);
        self.findings.last_mut().expect("just pushed")
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
        if like.relative {
            crate::syntax::name::relative_to(name, &self.zone.origin_of(like).0.name)
        } else {
            display_name(name)
        }
    }

    /// The SRV records that a server would load, sets together, in the order of their first records.
    pub fn srv_sets(&self) -> Vec<Vec<(&'a Record, &'a Srv)>> {
        let mut sets: Vec<Vec<(&Record, &Srv)>> = Vec::new();
        let mut numbers = HashMap::new();
        for (record, srv) in self.zone.srvs() {
            let last = sets.last().is_some_and(|set| set[0].0.owner.key == record.owner.key);
            let number =
                if last { sets.len() - 1 } else { *numbers.entry(record.owner.key).or_insert(sets.len()) };
            match sets.get_mut(number) {
                Some(set) => set.push((record, srv)),
                None => sets.push(vec![(record, srv)]),
            }
        }
        sets
    }

    /// Whether a target is the root: "not available" (RFC 2782, "Target").
    pub fn is_null(&self, srv: &Srv) -> bool {
        srv.target.key == crate::syntax::name::NameKey::root()
    }

    /// The rdata of an SRV record as BIND writes it, in lower case.
    fn srv_text(&self, srv: &Srv) -> String {
        let target = self.show(&srv.target).to_ascii_lowercase();
        format!("{} {} {} {target}", srv.priority.value, srv.weight.value, srv.port.value)
    }
}

/// Runs every rule that `options` selects over every zone. Findings come in no order.
pub fn run(workspace: &Workspace, options: &Options, findings: &mut Vec<Finding>) {
    let selected: Vec<(&'static Rule, Severity)> = RULES
        .iter()
        .filter(|rule| rule.check.is_some() && options.is_selected(rule.name))
        .map(|rule| (rule, rule.page().severity))
        .collect();
    for zone in workspace.zones() {
        for (rule, severity) in &selected {
            let check = rule.check.expect("filtered above");
            check(&mut Context {
                zone,
                workspace,
                sources: &workspace.sources,
                options,
                rule: rule.name,
                severity: *severity,
                findings,
            });
        }
    }
}
