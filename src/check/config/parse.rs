//! `srvlint.toml` as written: its keys, and where it cannot be read.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Spanned, Value};

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
    toml::from_str(text).map_err(|error| BadSetting::of_toml(&error, text))
}
