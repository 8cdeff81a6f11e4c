//! Which rules run, and with which severity. Knows of rules their names and whether they run by default.

use std::collections::BTreeSet;

use crate::base::printable::harmless_text;
use crate::base::severity::Severity;
use crate::base::spelling::{hint, hint_of_part};

/// Which rules run, with which severity.
#[derive(Debug, Clone)]
pub struct Levels {
    /// In the order in which rules are listed.
    rules: Vec<Level>,
    /// Former names of rules that were used.
    former: BTreeSet<String>,
    /// Whether more rules run than zones were loaded for: what was found out then about rules does not count.
    pub(in crate::rules::engine) run_beyond: bool,
}

/// What the user says of a rule.
#[derive(Debug, Clone)]
struct Level {
    rule: &'static str,
    runs: bool,
    /// Whether the user ignores it by name.
    is_ignored: bool,
    /// In place of its own.
    severity: Option<Severity>,
}

/// Names that rules had before, each with the one that it has now. They are taken everywhere.
const RENAMED: [(&str, &str); 1] = [("loopback-target", "unreachable-target")];

/// The name that a rule has now, which may be called by a former one.
pub fn current_name(name: &str) -> &str {
    RENAMED.iter().find(|(former, _)| *former == name).map_or(name, |(_, current)| current)
}

/// The names that a rule had before.
pub fn former_names(rule: &str) -> impl Iterator<Item = &'static str> {
    RENAMED.iter().filter(move |(_, current)| *current == rule).map(|(former, _)| *former)
}

/// The rules that run unless they are ignored by name: without them, silence would mean nothing.
const ALWAYS: [&str; 2] = ["syntax", "include"];

impl Levels {
    /// The defaults, from the names of all rules and whether each of them runs unasked.
    pub fn new(rules: impl Iterator<Item = (&'static str, bool)>) -> Self {
        let level = |(rule, runs)| Level { rule, runs, is_ignored: false, severity: None };
        Levels { rules: rules.map(level).collect(), former: BTreeSet::new(), run_beyond: false }
    }

    /// Whether the rule of this name runs.
    pub fn is_selected(&self, rule: &str) -> bool {
        self.of(rule).is_none_or(|level| level.runs)
    }

    /// The severity that the user gave the rule in place of its own.
    pub fn severity_of(&self, rule: &str) -> Option<Severity> {
        self.of(rule)?.severity
    }

    /// Runs these rules and no others but `syntax` and `include`; `all` means every rule.
    ///
    /// # Errors
    /// A message about a name that no rule has.
    pub fn select(&mut self, names: &[String]) -> Result<(), String> {
        for level in &mut self.rules {
            level.runs = ALWAYS.contains(&level.rule);
        }
        self.enable(names)
    }

    /// Runs these rules no more.
    ///
    /// # Errors
    /// A message about a name that no rule has.
    pub fn ignore(&mut self, names: &[String]) -> Result<(), String> {
        self.set(names, |level| (level.runs, level.is_ignored) = (false, true))
    }

    /// Runs these rules.
    ///
    /// # Errors
    /// A message about a name that no rule has.
    pub fn enable(&mut self, names: &[String]) -> Result<(), String> {
        self.set(names, |level| (level.runs, level.is_ignored) = (true, false))
    }

    /// Runs these rules with this severity in place of their own. For `all`, no rule runs that would not
    /// anyway.
    ///
    /// # Errors
    /// A message about a name that no rule has.
    pub fn set_severity(&mut self, names: &[String], severity: Severity) -> Result<(), String> {
        let all = names.iter().any(|name| name == "all");
        self.set(names, |level| {
            level.severity = Some(severity);
            level.runs |= !all;
        })
    }

    /// The same, and runs none besides those that run already.
    ///
    /// # Errors
    /// A message about a name that no rule has.
    pub fn grade(&mut self, names: &[String], severity: Severity) -> Result<(), String> {
        self.set(names, |level| level.severity = Some(severity))
    }

    /// Runs those that the `other` levels run, too, but none that the user ignores by name. Zones may have been loaded for the
    /// rules that run now.
    pub fn run_also(&mut self, other: &Levels) {
        for level in &mut self.rules {
            let is_new = !level.runs && !level.is_ignored && other.is_selected(level.rule);
            level.runs |= is_new;
            self.run_beyond |= is_new;
        }
    }

    /// Notes a name by which the user calls a rule.
    pub fn note_name(&mut self, name: &str) {
        if current_name(name) != name {
            self.former.insert(name.to_owned());
        }
    }

    /// A line for each former name of a rule that the user used.
    pub fn former_names(&self) -> impl Iterator<Item = String> {
        self.former.iter().map(|name| format!("rule `{name}` is called `{}` now", current_name(name)))
    }

    fn of(&self, rule: &str) -> Option<&Level> {
        self.rules.iter().find(|level| level.rule == rule)
    }

    fn set(&mut self, names: &[String], set: impl Fn(&mut Level)) -> Result<(), String> {
        for name in names.iter().flat_map(|names| names.split(',')).map(str::trim) {
            if name == "all" {
                self.rules.iter_mut().for_each(&set);
                continue;
            }
            self.note_name(name);
            match self.rules.iter_mut().find(|level| level.rule == current_name(name)) {
                Some(level) => set(level),
                None => return Err(unknown_rule(name, self.rules.iter().map(|level| level.rule))),
            }
        }
        Ok(())
    }
}

/// The message about a name that no rule has, for the names of all `rules`.
pub(in crate::rules) fn unknown_rule(
    name: &str,
    rules: impl Iterator<Item = &'static str> + Clone,
) -> String {
    let hint = hint(name, rules.clone()).or_else(|| hint_of_part(name, rules));
    let hint = hint.unwrap_or_else(|| "`srvlint rules` lists them".to_owned());
    format!("there is no rule `{}`: {hint}", harmless_text(name))
}
