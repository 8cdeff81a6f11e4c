//! Rules' names as arguments, which completions offer. Knows no command.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};

use crate::rules::RULES;

/// The name of a rule. Any text is taken, for what it means is said later with a hint; completions offer the rules.
#[derive(Debug, Clone, Copy)]
pub struct RuleName;

impl TypedValueParser for RuleName {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let names = RULES.iter().map(|rule| PossibleValue::new(rule.name).help(rule.page().summary));
        Some(Box::new(names))
    }
}
