//! The fields of a NAPTR record, and which of them is missing where there are five. Does not judge what they lead to.

use crate::syntax::Word;
use crate::zone::rdata::fields::{BadField, Fields, error, error_up_to, with_help};
use crate::zone::rdata::naptr_regexp::{help, is_substitution};
use crate::zone::rdata::text::{number_16, unescape};
use crate::zone::record::Naptr;

/// Reads the six fields of a NAPTR record.
///
/// # Errors
/// The field at fault.
pub(super) fn naptr(fields: &mut Fields<'_, '_, '_>) -> Result<Naptr, BadField> {
    if let &[order, preference, third, fourth, last] = fields.words {
        let words = [order, preference, third, fourth, last];
        if let Some((what, help)) = missing(words, fields.context.text) {
            let message = format!("NAPTR takes six fields and five are given: {what}");
            return Err(with_help(error_up_to(order, last, message), help));
        }
    }
    let order = fields.number("order")?;
    let preference = fields.number("preference")?;
    let flags = fields.string("flags")?;
    let services = fields.string("services")?;
    let regexp = fields.string("regexp")?;
    if !is_substitution(&regexp.value) {
        let word = fields.words[fields.at - 1];
        let message = "the regexp is not a substitution expression: `!pattern!replacement!`".to_owned();
        return Err(with_help(error(word, message), help(&regexp.value)));
    }
    Ok(Naptr { order, preference, flags, services, regexp, replacement: fields.name("replacement")? })
}

/// The help that shows the fields alone.
const FIELDS: &str = "order preference \"flags\" \"services\" \"regexp\" replacement";

/// Which of the six fields is missing beside these five, and what helps; `None` if the order, too, is none.
fn missing(words: [Word; 5], text: &[u8]) -> Option<(&'static str, String)> {
    let [order, preference, third, fourth, last] = words;
    let is_number = |word: Word| !word.quoted && number_16(word.text(text)).is_ok();
    let value = |word: Word| unescape(word.text(text)).unwrap_or_default();
    let is_regexp = |word: Word| !value(word).is_empty() && is_substitution(&value(word));
    let is_service =
        |word: Word| value(word).iter().filter(|octet| octet.is_ascii_alphanumeric()).count() > 1;
    if !is_number(order) {
        return None;
    }
    if !is_number(preference) {
        return Some(("the preference is missing", "write a number after the order, such as `10`".into()));
    }
    let flags = match is_regexp(fourth) {
        true => "write `\"u\"` before the services: the regexp makes a URI",
        false => "write `\"s\"` before the services, if SRV records stand at the replacement",
    };
    Some(if last.quoted && is_regexp(last) {
        (
            "the replacement is missing",
            "write `.` after the regexp: a record has a regexp or a replacement".into(),
        )
    } else if last.quoted && last.start + 2 == last.end && is_service(fourth) {
        (
            "the replacement is missing",
            "write a name after the regexp, such as the owner of the SRV records where the flag is `s`"
                .into(),
        )
    } else if is_service(third) && !is_regexp(third) {
        ("the flags are missing", flags.into())
    } else if is_service(fourth) && !is_regexp(fourth) {
        (
            "the regexp is missing",
            "write `\"\"` after the services: a record has a regexp or a replacement".into(),
        )
    } else if is_regexp(fourth) {
        ("the services are missing", FIELDS.into())
    } else {
        ("the services or the regexp is missing", FIELDS.into())
    })
}
