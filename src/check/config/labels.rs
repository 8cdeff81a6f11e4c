//! Labels of services and protocols in a `srvlint.toml`, checked. Knows no key.

use std::ops::Range;

use crate::base::printable::harmless_text;
use crate::check::config::error::BadSetting;

/// A label as rules know it: without its underscore, in lower case.
///
/// # Errors
/// That it is none.
pub(super) fn bare_label(written: &str, place: &Range<usize>) -> Result<String, BadSetting> {
    let label = written.strip_prefix('_').unwrap_or(written).to_ascii_lowercase();
    let may_stand = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_');
    if !label.is_empty() && label.len() < 63 && label.bytes().all(may_stand) {
        return Ok(label);
    }
    let message = format!("`{}` is not the label of a service or a protocol", harmless_text(&label));
    Err(BadSetting::new(place.clone(), message)
        .help("write letters, digits and hyphens, such as `sip` and `tcp`"))
}
