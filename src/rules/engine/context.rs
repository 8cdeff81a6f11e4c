//! What a rule sees of a zone, and where it reports. Knows no rule, and not which of them run.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::hash::BuildHasherDefault;

use hickory_proto::rr::Name;

use crate::base::severity::Severity;
use crate::base::source::Sources;
use crate::base::span::Span;
use crate::rules::engine::capped::Capped;
use crate::rules::engine::draft::Draft;
use crate::rules::engine::look::Look;
use crate::rules::engine::options::Options;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::target::TargetProblem;
use crate::rules::finding::Finding;
use crate::syntax::name::{KeyHasher, NameKey, display_name};
use crate::workspace::Workspace;
use crate::workspace::srv_sets::SrvSets;
use crate::zone::index::Types;
use crate::zone::mistake::Mistake;
use crate::zone::service_owner::begins_comment_elsewhere;
use crate::zone::{NameRef, Naptr, Rdata, Record, Srv, Zone};

/// What a rule sees: one zone, all zones, and where to report.
pub struct Context<'a> {
    /// The zone to check.
    pub zone: &'a Zone,
    /// What keeps a server from loading it as it is written.
    pub mistakes: &'a [Mistake],
    /// All zones of the run.
    pub workspace: &'a Workspace,
    /// The texts.
    pub sources: &'a Sources,
    /// What the user asked for.
    pub options: &'a Options,
    pub(in crate::rules::engine) facts: &'a Facts<'a>,
    pub(in crate::rules::engine) rule: &'static str,
    pub(in crate::rules::engine) severity: Severity,
    pub(in crate::rules::engine) findings: Capped,
}

impl<'a> Context<'a> {
    /// Reports a finding about a record; labels, notes, a help line and a fix can be added to it.
    pub fn report(&mut self, record: &Record, span: Span, message: impl Into<String>) -> Draft<'_> {
        let owner = self.zone.display(&record.owner, self.sources);
        let detail = record.srv().map(|srv| self.srv_text(srv)).unwrap_or_default();
        let draft = self.report_zone(span, message);
        draft.finding.owner = owner;
        draft.finding.detail = detail;
        draft
    }

    /// Reports a finding about no single record.
    pub fn report_zone(&mut self, span: Span, message: impl Into<String>) -> Draft<'_> {
        let mut finding = Finding::new(self.rule, self.severity, span, message);
        finding.zone = self.zone.origin_text();
        finding.source = Some(self.zone.source);
        finding.view.clone_from(&self.zone.view);
        finding.views = u32::try_from(self.zone.times()).unwrap_or(u32::MAX);
        finding.included = self.zone.includes_of(self.sources.written(span).source);
        Draft { finding: self.findings.push(finding), sources: self.sources }
    }

    /// The absolute name that `name` means, as BIND writes it.
    pub fn show(&self, name: &NameRef) -> String {
        self.zone.display(name, self.sources)
    }

    /// The absolute name that `name` means.
    pub fn name(&self, name: &NameRef) -> Name {
        self.zone.name(name, self.sources)
    }

    /// Whether there certainly are records at a name, as far as the run and the zone can see.
    pub fn has_records(&self, name: &Name) -> bool {
        self.workspace.types_at(name, self.zone).is_some_and(|types| !types.is_empty())
    }

    /// Whether there certainly are SRV records at a name.
    pub fn has_srvs(&self, name: &Name) -> bool {
        self.workspace.types_at(name, self.zone).is_some_and(|types| types.has(Types::SRV))
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
        Look { zone: self.zone, mistakes: self.mistakes, sets: self.facts.sets, options: self.options }
    }

    /// The SRV records whose owner may stand at the wrong name for want of a dot, in file order: each where the owner is
    /// written.
    pub fn misplaced_owners(&self) -> impl Iterator<Item = &'a Record> + use<'a> {
        let zone = self.zone;
        self.facts.sets.misplaced_owners.iter().map(|number| &zone.records()[*number as usize])
    }

    /// The record of a set whose owner may stand there so, if one does.
    pub fn misplaced_owner_of(&self, set: &SrvSet<'a>) -> Option<&'a Record> {
        // In file order.
        let is_misplaced = |number: &&u32| self.facts.sets.misplaced_owners.binary_search(number).is_ok();
        set.numbers().iter().find(is_misplaced).map(|number| &self.zone.records()[*number as usize])
    }

    /// The SRV records whose target has a mistake that rules know, in file order.
    pub fn target_problems(
        &self,
    ) -> impl Iterator<Item = (&'a Record, &'a Srv, &'a TargetProblem<'a>)> + use<'a> {
        let (zone, facts, sources) = (self.zone, self.facts, self.sources);
        // What was meant for a comment is told as that.
        let is_meant = move |record: &&Record| !begins_comment_elsewhere(sources.bytes(record.owner.span));
        facts.problems.iter().filter_map(move |(number, problem)| {
            let record = Some(&zone.records()[*number as usize]).filter(is_meant)?;
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

    /// Whether some target with addresses has one that no other host can reach.
    pub fn has_local_targets(&self) -> bool {
        self.facts.local
    }

    /// The zones of the run that begin at a name of this one, or above one, which it does not delegate.
    pub fn children(&self) -> &'a [&'a Zone] {
        &self.facts.children
    }

    /// Whether a label of the zone's name or of an `$ORIGIN` has what only services have, or what no name has. Found out
    /// once: there may be as many origins as services.
    pub fn has_odd_origins(&self) -> bool {
        *self.facts.has_odd_origins.get_or_init(|| {
            let is_odd =
                |name: &Name| name.iter().any(|label| label.iter().any(|octet| matches!(octet, b'_' | b'@')));
            is_odd(&self.zone.apex.name) || self.zone.origins().any(|(origin, _)| is_odd(&origin.name))
        })
    }

    /// Whether a CNAME, NAPTR or PTR record of the zone leads to a name. Found out once.
    pub fn is_led_to(&self, name: NameKey) -> bool {
        let target = |record: &'a Record| match &record.rdata {
            Rdata::Naptr(naptr) => Some(naptr.replacement.key),
            _ => record.points_at().map(|target| target.key),
        };
        let names = self.facts.led_to.get_or_init(|| {
            let browsed = self.zone.browsed.iter().map(|pointer| pointer.target.key);
            self.zone.others().filter_map(target).chain(browsed).collect()
        });
        names.contains(&name)
    }

    /// Whether a server would load SRV records of a name, other than those that only say "not available". Found out once: there
    /// may be as many names to ask for as sets.
    pub fn offers(&self, name: NameKey) -> bool {
        let owners = || self.srv_sets().filter(|set| !set.is_null()).map(|set| set.summary().owner).collect();
        self.facts.offered.get_or_init(owners).contains(&name)
    }

    /// Whether a name has a NAPTR record. Found out once, as above.
    pub fn has_naptr(&self, name: NameKey) -> bool {
        let owners = || self.naptrs().map(|(record, _)| record.owner.key).collect();
        self.zone.has_naptrs && self.facts.naptr_owners.get_or_init(owners).contains(&name)
    }

    /// Whether an SRV record of a name says the same as `srv`. Found out once, as above.
    pub fn says(&self, name: NameKey, srv: &Srv) -> bool {
        let numbers = |srv: &Srv| (srv.priority, srv.weight, srv.port);
        let all = || {
            self.zone.srvs().map(|(record, srv)| (record.owner.key, numbers(srv), srv.target.key)).collect()
        };
        self.facts.said.get_or_init(all).contains(&(name, numbers(srv), srv.target.key))
    }

    /// Whether an SRV record of a name has the port and the target of `srv`, with whatever priority and weight. Found out
    /// once, as above.
    pub fn has_host(&self, name: NameKey, srv: &Srv) -> bool {
        self.has_host_at(name, srv.target.key, srv.port)
    }

    /// Whether an SRV record of a name has this target at this port.
    pub fn has_host_at(&self, name: NameKey, target: NameKey, port: u16) -> bool {
        let hosts =
            || self.zone.srvs().map(|(record, srv)| (record.owner.key, srv.port, srv.target.key)).collect();
        self.facts.hosts.get_or_init(hosts).contains(&(name, port, target))
    }

    /// The rdata of an SRV record as BIND writes it, in lower case.
    fn srv_text(&self, srv: &Srv) -> String {
        let mut target = self.show(&srv.target);
        target.make_ascii_lowercase();
        let mut text = String::with_capacity(target.len() + "65535 65535 65535 ".len());
        for number in [srv.priority, srv.weight, srv.port] {
            text.push_str(itoa::Buffer::new().format(number));
            text.push(' ');
        }
        text + &target
    }
}

/// What several rules ask of a zone, found out once.
pub(in crate::rules::engine) struct Facts<'a> {
    pub sets: &'a SrvSets,
    /// Numbers of SRV records with what is wrong with their targets.
    pub problems: Vec<(u32, TargetProblem<'a>)>,
    pub local: bool,
    /// The zones of the run below names of the zone that it does not delegate.
    pub children: Vec<&'a Zone>,
    pub has_odd_origins: OnceCell<bool>,
    /// The names that CNAME, NAPTR and PTR records lead to.
    pub led_to: OnceCell<Names>,
    /// The owners of sets that are not null.
    pub offered: OnceCell<Names>,
    /// The owners of NAPTR records.
    pub naptr_owners: OnceCell<Names>,
    /// The owner of each SRV record, its priority, weight and port, and its target.
    pub said: OnceCell<HashSet<(NameKey, Numbers, NameKey)>>,
    /// The owner, port and target of each.
    pub hosts: OnceCell<HashSet<(NameKey, u16, NameKey)>>,
}

/// Names by their keys.
type Names = HashSet<NameKey, BuildHasherDefault<KeyHasher>>;

/// Priority, weight and port.
type Numbers = (u16, u16, u16);

impl<'a> Facts<'a> {
    /// What is known of a zone; the rest is found out when it is asked for.
    pub fn new(
        sets: &'a SrvSets,
        problems: Vec<(u32, TargetProblem<'a>)>,
        local: bool,
        children: Vec<&'a Zone>,
    ) -> Self {
        Facts {
            sets,
            problems,
            local,
            children,
            has_odd_origins: OnceCell::new(),
            led_to: OnceCell::new(),
            offered: OnceCell::new(),
            naptr_owners: OnceCell::new(),
            said: OnceCell::new(),
            hosts: OnceCell::new(),
        }
    }
}
