//! Which rules run in a check, and with which severity, by its options. Knows no configuration.

use std::collections::BTreeMap;

use crate::base::printable::harmless_text;
use crate::base::severity::Severity;
use crate::cli::args::Check;
use crate::cli::messages::Refusal;
use crate::rules::{Levels, RULES, find};

/// Sets which rules run, and their severities. What is said of a rule by its name counts for more than what is said of all.
pub fn set_levels(arguments: &Check, levels: &mut Levels) -> Result<(), Refusal> {
    let severities = [
        ("--error", &arguments.error, Severity::Error),
        ("--warn", &arguments.warn, Severity::Warning),
        ("--note", &arguments.note, Severity::Note),
    ];
    let mut told: BTreeMap<&str, &str> = BTreeMap::new();
    for (option, names, _) in severities {
        for name in named(names) {
            if let Some(other) = told
                .insert(find(name).map_or(name, |rule| rule.name), option)
                .filter(|other| *other != option)
            {
                return Err(format!(
                    "rule `{}` is named by `{other}` and by `{option}`",
                    harmless_text(name)
                )
                .into());
            }
        }
    }
    let mut of_all = severities.iter().filter(|(_, names, _)| is_all(names)).map(|(option, ..)| option);
    if let (Some(one), Some(other)) = (of_all.next(), of_all.next()) {
        return Err(format!("`all` is named by `{one}` and by `{other}`").into());
    }
    let all = ["all".to_owned()];
    let only: Vec<String> = named(&arguments.select).map(str::to_owned).collect();
    if is_all(&arguments.ignore) && !only.is_empty() {
        levels.ignore(&all)?;
        levels.enable(&only)?;
    } else {
        if !arguments.select.is_empty() {
            levels.select(&arguments.select)?;
        }
        if is_all(&arguments.ignore) {
            levels.ignore(&all)?;
        }
    }
    for (_, names, severity) in severities {
        if is_all(names) {
            levels.set_severity(&all, severity)?;
        }
    }
    for (_, names, severity) in severities {
        let names: Vec<String> = named(names).map(str::to_owned).collect();
        match arguments.select.is_empty() {
            true => levels.set_severity(&names, severity)?,
            // These run alone.
            false => levels.grade(&names, severity)?,
        }
    }
    let ignored: Vec<String> = named(&arguments.ignore).map(str::to_owned).collect();
    levels.ignore(&ignored)?;
    // That nothing is found would say nothing.
    match RULES.iter().any(|rule| levels.is_selected(rule.name)) {
        true => Ok(()),
        false => Err("no rule is left to run: name some by `--select`".to_owned().into()),
    }
}

/// Whether an option names all rules.
fn is_all(names: &[String]) -> bool {
    names.iter().flat_map(|names| names.split(',')).any(|name| name.trim() == "all")
}

/// The rules that an option names, apart from `all`.
fn named(names: &[String]) -> impl Iterator<Item = &str> {
    names.iter().flat_map(|names| names.split(',')).map(str::trim).filter(|name| *name != "all")
}
