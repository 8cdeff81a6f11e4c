//! `srvlint.toml` as written: its keys, and where it cannot be read.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Spanned, Table, Value};

use crate::check::config::error::BadSetting;
use crate::workspace::services::Service;

/// The keys of a `srvlint.toml`. `schema.json` says the same to editors.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(super) struct Written {
    pub baseline: Option<Spanned<String>>,
    pub include_paths: Vec<Spanned<String>>,
    pub exclude: Vec<Spanned<String>>,
    pub rules: BTreeMap<Spanned<String>, Spanned<String>>,
    pub ttl: Ttl,
    pub zone: Vec<Zone>,
    pub service: Vec<Spanned<Service>>,
    pub ignore: Vec<Spanned<Ignore>>,
}

/// `[ttl]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(super) struct Ttl {
    pub max: Option<Spanned<Value>>,
    pub note_over: Option<Spanned<Value>>,
    pub min: Option<Spanned<Value>>,
    pub services: BTreeMap<Spanned<String>, ServiceTtl>,
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
    #[serde(default)]
    pub whole: bool,
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

/// Reads the text of a `srvlint.toml`.
pub(super) fn parse(text: &str) -> Result<Written, BadSetting> {
    refuse_lists(text)?;
    toml::from_str(text).map_err(|error| BadSetting::of_toml(&error, text))
}

/// Refuses a list, or a day, where a table belongs: the library takes the values of a list for those of a table's keys, one
/// after the other.
fn refuse_lists(text: &str) -> Result<(), BadSetting> {
    // What is not even TOML is said by the one who reads it whole.
    let Ok(all) = toml::from_str::<BTreeMap<String, Spanned<Value>>>(text) else { return Ok(()) };
    for (key, value) in &all {
        let wrong = match (key.as_str(), value.get_ref()) {
            ("zone" | "service" | "ignore", Value::Array(tables)) => tables.iter().find_map(no_table),
            ("ttl", Value::Table(limits)) => {
                let services = limits.get("services");
                let each = services.and_then(Value::as_table).into_iter().flat_map(Table::values);
                services.into_iter().chain(each).find_map(no_table)
            }
            ("rules" | "ttl", value) => no_table(value),
            _ => None,
        };
        if let Some(found) = wrong {
            let message = format!("this is {found}, not a table");
            let is_repeated = matches!(key.as_str(), "zone" | "service" | "ignore");
            let header = if is_repeated { format!("[[{key}]]") } else { format!("[{key}]") };
            return Err(BadSetting::new(value.span(), message)
                .help(format!("write a line `{header}` and the keys below it")));
        }
    }
    Ok(())
}

/// What stands where a table belongs, if it is a list or a day.
fn no_table(value: &Value) -> Option<&'static str> {
    match value {
        Value::Array(_) => Some("a list"),
        Value::Datetime(_) => Some("a date"),
        _ => None,
    }
}
