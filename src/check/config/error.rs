//! Why a configuration cannot be used. Does not know how that is shown.

use std::ops::Range;

use crate::base::spelling::hint;
use crate::check::options::ConfigFile;

/// Why a configuration cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// What is wrong, if that has no place in the file.
    pub message: String,
    /// The file and the place in it that is wrong.
    pub place: Option<Box<(ConfigFile, BadSetting)>>,
}

impl From<String> for ConfigError {
    fn from(message: String) -> Self {
        Self { message, place: None }
    }
}

/// Something in the file that cannot be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadSetting {
    /// The octets at fault.
    pub place: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl BadSetting {
    pub(super) fn new(place: Range<usize>, message: impl Into<String>) -> Self {
        Self { place, message: message.into(), help: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl BadSetting {
    /// What the library says of a text, in words for its author.
    pub(super) fn of_toml(error: &toml::de::Error, text: &str) -> Self {
        let place = error.span().unwrap_or(0..0);
        let message = error.message().trim();
        let named = message.strip_prefix("unknown field `").and_then(|rest| rest.split_once("`, expected "));
        if let Some((name, known)) = named {
            let known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
            let help = hint(name, known.iter().copied())
                .unwrap_or_else(|| format!("the keys here are {}", known.join(", ")));
            return Self::new(place, format!("there is no key `{name}`")).help(help);
        }
        if let Some(name) = message.strip_prefix("missing field ") {
            return Self::new(place, format!("the key {name} is missing"));
        }
        if let Some((found, wanted)) =
            message.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected "))
        {
            let (wanted, help) = kind_wanted(wanted);
            // The library reads a date as a table of its own.
            let is_date = text[place.clone()].starts_with(|first: char| first.is_ascii_digit());
            let found = if found == "map" && is_date { "a date" } else { kind_found(found) };
            return Self::new(place, format!("this is {found}, not {wanted}")).help(help);
        }
        if let Some((found, wanted)) =
            message.strip_prefix("invalid value: integer `").and_then(|rest| rest.split_once("`, expected "))
        {
            let most = if wanted == "u16" { "65535" } else { "4294967295" };
            return Self::new(place, format!("`{found}` is not a number from 0 to {most}"));
        }
        if let Some(bare) = bare_word(text, place.start) {
            let word = &text[bare.clone()];
            return Self::new(bare.clone(), format!("`{word}` is text, which stands in quotes"))
                .help(format!("write `\"{word}\"`"));
        }
        Self::new(place, message.replace('\n', ", "))
    }
}

/// What kind of value the library found: "integer `3`", "string \"x\"", "sequence".
fn kind_found(found: &str) -> &'static str {
    match found.split([' ', '`']).next().unwrap_or_default() {
        "integer" | "float" | "floating" => "a number",
        "string" => "text",
        "boolean" => "true or false",
        "sequence" => "a list",
        "map" => "a table",
        _ => "something else",
    }
}

/// What kind of value it wanted, and how that is written.
fn kind_wanted(wanted: &str) -> (&'static str, &'static str) {
    match wanted {
        "a string" => ("text", "write it in quotes"),
        "a sequence" => ("a list", "write `[\"…\", \"…\"]`, or for several tables `[[…]]`"),
        "a boolean" => ("true or false", "write `true` or `false` without quotes"),
        wanted if wanted.starts_with("struct") || wanted.contains("map") => {
            ("a table", "write a line `[…]` and the keys below it")
        }
        "u8" | "u16" | "u32" | "u64" => ("a number", "write it in digits, without quotes"),
        _ => ("what stands here", "`srvlint schema config` says what can stand here"),
    }
}

/// The word without quotes at `at` or around it that stands where a value should.
fn bare_word(text: &str, at: usize) -> Option<Range<usize>> {
    let is_word = |octet: &u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_' | b'.' | b'/');
    let octets = text.as_bytes();
    let before = octets.get(..at)?.iter().rev().take_while(|octet| is_word(octet)).count();
    let length = octets[at - before..].iter().take_while(|octet| is_word(octet)).count();
    let word = at - before..at - before + length;
    let line = text[..word.start].rsplit('\n').next().unwrap_or_default();
    let is_value = line.contains('=') && line.trim_end().ends_with(['=', '[', ',']);
    let has_letter = text[word.clone()].contains(|c: char| c.is_ascii_alphabetic());
    (has_letter && is_value).then_some(word)
}
