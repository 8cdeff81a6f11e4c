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

impl From<toml::de::Error> for BadSetting {
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
