//! The limits of TTLs in a `srvlint.toml`, checked: `[ttl]` and `[ttl.services.NAME]`. Knows no other key.

use toml::Spanned;
use toml::value::Value;

use crate::check::config::error::BadSetting;
use crate::check::config::labels::bare_label;
use crate::check::config::parse::Ttl;
use crate::rules::engine::options::{Thresholds, TtlLimits};
use crate::syntax::ttl::{MAX_TTL, parse_ttl};

/// A limit as written.
type Limit = Option<Spanned<Value>>;

/// The limits that `[ttl]` sets.
///
/// # Errors
/// The first that is no TTL, or contradicts another.
pub(super) fn ttl_limits(written: &Ttl) -> Result<TtlLimits, BadSetting> {
    let all = thresholds([&written.max, &written.note_over, &written.min])?;
    let mut limits = TtlLimits { all, ..TtlLimits::default() };
    for (name, ttl) in &written.services {
        let label = bare_label(name.get_ref(), &name.span())?;
        let own = thresholds([&ttl.max, &ttl.note_over, &ttl.min])?;
        let twice = format!("service `{label}` stands here twice");
        if limits.services.insert(label, own).is_some() {
            return Err(BadSetting::new(name.span(), twice));
        }
    }
    Ok(limits)
}

fn thresholds([max, note_over, min]: [&Limit; 3]) -> Result<Thresholds, BadSetting> {
    let seconds = |value: &Limit| value.as_ref().map(seconds).transpose();
    let set = Thresholds { max: seconds(max)?, note_over: seconds(note_over)?, min: seconds(min)? };
    let Some([greater, less]) = set.contradiction() else { return Ok(set) };
    let at_fault = if greater == "min" { min } else { note_over };
    let place = at_fault.as_ref().map(Spanned::span).unwrap_or_default();
    let message = format!("`{greater}` is greater than `{less}`");
    Err(BadSetting::new(place, message).help(match greater {
        "min" => {
            "a TTL below `min` is short, and one above `max` or `note-over` is long: none would be right"
        }
        _ => "what is longer than `max` gives a warning: set `note-over` to `max` or less, or leave it out",
    }))
}

/// A TTL as a number of seconds, or as zone files write it: `1h30m`.
fn seconds(value: &Spanned<Value>) -> Result<u32, BadSetting> {
    let seconds = match value.get_ref() {
        Value::Integer(seconds) => u32::try_from(*seconds).ok(),
        Value::String(text) => parse_ttl(text.as_bytes()).ok(),
        _ => None,
    };
    seconds.filter(|seconds| *seconds <= MAX_TTL).ok_or_else(|| {
        BadSetting::new(value.span(), "this is not a TTL")
            .help(format!("write seconds up to {MAX_TTL}, or as in a zone file: `\"1h30m\"`"))
    })
}
