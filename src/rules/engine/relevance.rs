//! Which rules have anything to look at in a zone: found out while it is at hand, from what its SRV record
//! sets were summed up to, without their records. Most zones concern few rules, or none. Knows no single
//! rule.

use crate::base::severity::Severity;
use crate::rules::engine::levels::Levels;
use crate::rules::engine::look::Look;
use crate::rules::engine::page;
use crate::rules::engine::rule::{Rule, Run};
use crate::workspace::Relevance;

/// The rules of a run.
#[derive(Debug)]
pub struct Selection(Vec<Selected>);

/// One of them.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules::engine) struct Selected {
    pub name: &'static str,
    pub severity: Severity,
    pub run: Run,
}

impl Selection {
    /// Of the `rules` those that run with these `levels`, and that are run over zones.
    pub fn of(rules: &'static [Rule], levels: &Levels) -> Self {
        let selected = rules.iter().filter_map(|rule| {
            let run = rule.run.filter(|_| levels.is_selected(rule.name))?;
            Some(Selected { name: rule.name, severity: page::severity(rule.page), run })
        });
        Selection(selected.collect())
    }

    /// Those that have something to look at, as bits in the order of the selection; but for targets, which
    /// other zones may know.
    pub fn relevance(&self, look: &Look<'_>) -> Relevance {
        let bit = |(number, rule): (usize, &Selected)| u64::from((rule.run.concerns)(look)) << number;
        Relevance(self.0.iter().enumerate().map(bit).sum())
    }

    /// The rules to run over a zone, in order.
    pub(in crate::rules::engine) fn rules(
        &self,
        relevance: Relevance,
        (has_targets, has_children): (bool, bool),
    ) -> impl Iterator<Item = &Selected> {
        let is_run = move |(number, rule): &(usize, &Selected)| {
            relevance.0 & 1 << number != 0
                || has_targets && rule.run.judges_targets
                || has_children && rule.run.judges_children
        };
        self.0.iter().enumerate().filter(is_run).map(|(_, rule)| rule)
    }
}
