//! What a rule is: a name, a page, and how it is run over a zone. Knows no single rule.

use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::engine::page::Page;

/// A rule: its page, and the check of one zone. `unused-suppression`, `zone-not-linted` and `missing-zone-file` have
/// no check of their own: the suppressions, the comparison with a revision and the search for files report them.
#[derive(Debug)]
pub struct Rule {
    /// Its name, in kebab-case: its identity everywhere.
    pub name: &'static str,
    /// Its page, in Markdown.
    pub page: &'static str,
    pub(in crate::rules) run: Option<Run>,
}

/// How a rule is run over a zone.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules) struct Run {
    pub check: fn(&mut Context<'_>),
    /// Whether it has anything to look at there.
    pub concerns: fn(&Look<'_>) -> bool,
    /// Whether it has something to say of targets.
    pub judges_targets: bool,
    /// Whether it has something to say of a zone that holds names of another zone of the run.
    pub judges_children: bool,
}

impl Rule {
    /// The page's metadata.
    pub fn page(&self) -> Page<'static> {
        Page::parse(self.page)
    }
}

/// One line of the list of rules: the rule of a module and a page of the same name. `targets` are looked at
/// without asking the rule's `concerns`, and so are zones that hold names of their `children`.
macro_rules! rule {
    ($name:literal) => {
        $crate::rules::engine::rule::Rule {
            name: $name,
            page: include_str!(concat!("../../rules/", $name, ".md")),
            run: None,
        }
    };
    ($name:literal, $module:ident) => {
        rule!($name, $module::check, $module::concerns, false, false)
    };
    ($name:literal, targets of $module:ident) => {
        rule!($name, $module::check, |_| false, true, false)
    };
    ($name:literal, targets and $module:ident) => {
        rule!($name, $module::check, $module::concerns, true, false)
    };
    ($name:literal, children and $module:ident) => {
        rule!($name, $module::check, $module::concerns, false, true)
    };
    ($name:literal, $check:expr, $concerns:expr, $judges_targets:literal, $judges_children:literal) => {
        $crate::rules::engine::rule::Rule {
            run: Some($crate::rules::engine::rule::Run {
                check: $check,
                concerns: $concerns,
                judges_targets: $judges_targets,
                judges_children: $judges_children,
            }),
            ..rule!($name)
        }
    };
}
pub(in crate::rules) use rule;
