//! The texts of a `srvlint.toml`, searched for characters that its readers do not see: messages, findings and reports quote
//! texts. Does not know which keys there are, but for those whose texts are not quoted.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::base::printable::harmless_text;
use crate::check::config::error::BadSetting;

/// Where a text stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In a service: findings quote it as it is.
    Service,
    /// It is a reason, which may have several lines.
    Reason,
    Elsewhere,
}

/// Refuses keys and texts with characters that a terminal obeys, or that move or hide text.
///
/// # Errors
/// The first of them.
pub(super) fn refuse_unseen(text: &str) -> Result<(), BadSetting> {
    // Nearly all files are plain: without escapes, and without texts of several lines.
    let is_plain = |octet: u8| matches!(octet, b' '..=b'~' | b'\n') && octet != b'\\';
    if text.bytes().all(is_plain) && !text.contains("\"\"\"") && !text.contains("'''") {
        return Ok(());
    }
    let table = DeTable::parse(text).map_err(|error| BadSetting::of_toml(&error, text))?;
    for (key, value) in table.get_ref() {
        let place = if **key.get_ref() == *"service" { Place::Service } else { Place::Elsewhere };
        search_text(key.get_ref(), &key.span(), place)?;
        search(value, place)?;
    }
    Ok(())
}

fn search(value: &Spanned<DeValue<'_>>, place: Place) -> Result<(), BadSetting> {
    match value.get_ref() {
        DeValue::String(text) => search_text(text, &value.span(), place),
        DeValue::Array(values) => values.iter().try_for_each(|value| search(value, place)),
        DeValue::Table(table) => table.iter().try_for_each(|(key, value)| {
            search_text(key.get_ref(), &key.span(), place)?;
            let is_reason = place == Place::Elsewhere && **key.get_ref() == *"reason";
            search(value, if is_reason { Place::Reason } else { place })
        }),
        _ => Ok(()),
    }
}

fn search_text(text: &str, span: &Range<usize>, place: Place) -> Result<(), BadSetting> {
    let is_bad = |character: &char| match place {
        Place::Service => matches!(harmless_text(character.encode_utf8(&mut [0; 4])), Cow::Owned(_)),
        Place::Reason => !matches!(character, '\n' | '\r' | '\t') && moves_text(*character),
        Place::Elsewhere => moves_text(*character),
    };
    match text.chars().find(is_bad) {
        Some(found) => {
            let code = u32::from(found);
            Err(BadSetting::new(
                span.clone(),
                format!("this text has the character U+{code:04X}, which readers do not see"),
            )
            .help("write it without that character"))
        }
        None => Ok(()),
    }
}

/// Whether a terminal obeys a character, or it changes the direction of text.
fn moves_text(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}
