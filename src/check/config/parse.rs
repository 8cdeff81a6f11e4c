//! `srvlint.toml` as written: its keys, and where it cannot be read.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::{Spanned, Table, Value};

use crate::base::spelling::hint;

/// The keys of a `srvlint.toml`. `config.schema.json` says the same to editors.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(super) struct Written {
    pub baseline: Option<Spanned<String>>,
    pub include_paths: Vec<Spanned<String>>,
    pub exclude: Vec<Spanned<String>>,
    pub rules: BTreeMap<Spanned<String>, Spanned<String>>,
    pub ttl: Ttl,
    pub zone: Vec<Zone>,
    pub service: Vec<Table>,
    pub ignore: Vec<Spanned<Ignore>>,
}

/// `[ttl]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(super) struct Ttl {
    pub max: Option<Spanned<Value>>,
    pub note_over: Option<Spanned<Value>>,
    pub min: Option<Spanned<Value>>,
    pub services: BTreeMap<String, ServiceTtl>,
}

/// `[ttl.services.NAME]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(super) struct ServiceTtl {
    pub max: Option<Spanned<Value>>,
    pub note_over: Option<Spanned<Value>>,
    pub min: Option<Spanned<Value>>,
}

/// `[[zone]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Zone {
    pub file: Spanned<String>,
    pub origin: Option<Spanned<String>>,
}

/// `[[ignore]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ignore {
    pub rules: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    pub paths: Vec<Spanned<String>>,
    #[serde(default)]
    pub owners: Vec<Spanned<String>>,
    pub reason: Spanned<String>,
    pub until: Option<Spanned<Value>>,
}

/// Something in the file that cannot be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The octets at fault.
    pub place: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl Problem {
    pub(super) fn new(place: Range<usize>, message: impl Into<String>) -> Self {
        Self { place, message: message.into(), help: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl From<toml::de::Error> for Problem {
    fn from(error: toml::de::Error) -> Self {
        let place = error.span().unwrap_or(0..0);
        let message = error.message().trim();
        // Serde's own words: "unknown field `x`, expected one of `a`, `b`".
        let Some((name, known)) =
            message.strip_prefix("unknown field `").and_then(|rest| rest.split_once("`, expected "))
        else {
            return match message.strip_prefix("missing field ") {
                Some(name) => Self::new(place, format!("the key {name} is missing")),
                None => Self::new(place, message.replace('\n', ", ")),
            };
        };
        let known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
        let help = hint(name, known.iter().copied())
            .unwrap_or_else(|| format!("the keys here are {}", known.join(", ")));
        Self::new(place, format!("there is no key `{name}`")).help(help)
    }
}

/// Reads the text of a `srvlint.toml`.
pub(super) fn parse(text: &str) -> Result<Written, Problem> {
    toml::from_str(text).map_err(Problem::from)
}
