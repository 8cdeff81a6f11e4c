//! NAPTR records of ENUM, whose regexp makes a URI: what a service field of theirs means that is written otherwise than clients
//! read it. Does not know what other records are asked for.

use crate::base::printable::printable;
use crate::base::severity::Severity;
use crate::rules::engine::context::Context;
use crate::rules::finding::Applicability;
use crate::zone::{Naptr, Record};

/// What the service field of ENUM begins with.
const ENUM: &str = "E2U";

/// Whether a record is one whose regexp makes a URI. Services that clients find by SRV records are none of its.
pub fn makes_uri(naptr: &Naptr) -> bool {
    let names_enum = || naptr.services.value.windows(ENUM.len()).any(is_enum);
    naptr.flags.value.eq_ignore_ascii_case(b"u") || !naptr.regexp.value.is_empty() && names_enum()
}

fn is_enum(octets: &[u8]) -> bool {
    octets.eq_ignore_ascii_case(ENUM.as_bytes())
}

/// Whether the service field of such a record is none that clients ask for, which is reported. The order of RFC 2916 is
/// reported as well: most clients read it.
pub fn report_enum(cx: &mut Context<'_>, record: &Record, naptr: &Naptr) -> bool {
    let written = String::from_utf8_lossy(&naptr.services.value);
    if !naptr.flags.value.eq_ignore_ascii_case(b"u") {
        return false;
    }
    let Some(Meant { field, is_older }) = meant(&written) else { return false };
    let shown = printable(&naptr.services.value);
    let (severity, message) = match is_older {
        true => (
            Severity::Note,
            format!(
                "NAPTR service `{shown}` has the order of RFC 2916, which is obsolete: `{ENUM}` stands first"
            ),
        ),
        false => (Severity::Warning, format!("NAPTR service `{shown}` is not one that clients ask for")),
    };
    cx.report(record, naptr.services.span, message)
        .kind(format!("misspelt {field}"))
        .severity(severity)
        .note("RFC 6116 section 3.4.3: the field of ENUM is `E2U`, followed by one or more services, each after a `+`")
        .help(format!("write `\"{field}\"`"))
        .fix(Applicability::Unsafe, "correct the service", naptr.services.span, format!("\"{field}\""));
    !is_older
}

/// The field that was meant by one.
#[derive(Debug, PartialEq)]
struct Meant {
    field: String,
    /// Whether it has the order of RFC 2916.
    is_older: bool,
}

/// What a field means that names ENUM, and is not written as RFC 6116 has it.
fn meant(written: &str) -> Option<Meant> {
    let is_separator = |sign: char| !sign.is_ascii_alphanumeric();
    let (first, behind) = written.split_at_checked(ENUM.len())?;
    let (services, is_older) = if is_enum(first.as_bytes()) || first.eq_ignore_ascii_case("EU2") {
        let is_right = is_enum(first.as_bytes())
            && (behind.is_empty() || behind.starts_with('+') && !behind[1..].starts_with(is_separator));
        if is_right {
            return None;
        }
        (behind.trim_start_matches(is_separator), false)
    } else {
        let (before, last) = written.split_at_checked(written.len() - ENUM.len())?;
        if !is_enum(last.as_bytes()) || !before.ends_with(is_separator) {
            return None;
        }
        let services = before.trim_end_matches(is_separator);
        (services, before.len() == services.len() + 1 && before.ends_with('+'))
    };
    let is_service = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | ':' | '+');
    let is_plain = !services.is_empty() && services.chars().all(is_service);
    is_plain.then(|| Meant { field: format!("{ENUM}+{services}"), is_older })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_are_written_otherwise() {
        for (written, expected) in [
            ("E2U+sip", None),
            ("e2u+SIP", None),
            ("E2U+voice:tel+email:mailto", None),
            ("E2U", None),
            ("", None),
            ("http+I2R", None),
            ("SIP+D2U", None),
            ("+E2U", None),
            ("E2U+", None),
            ("äE2U", None),
            ("sipE2U", None),
            ("E2U:", None),
            ("sip+E2U", Some(("E2U+sip", true))),
            ("mailto+e2u", Some(("E2U+mailto", true))),
            ("sip:E2U", Some(("E2U+sip", false))),
            ("E2U:sip", Some(("E2U+sip", false))),
            ("E2U_pstn:tel", Some(("E2U+pstn:tel", false))),
            ("e2u-sip", Some(("E2U+sip", false))),
            ("E2U++sip", Some(("E2U+sip", false))),
            ("E2U sip", Some(("E2U+sip", false))),
            ("E2Usip", Some(("E2U+sip", false))),
            ("EU2+sip", Some(("E2U+sip", false))),
        ] {
            let expected = expected.map(|(field, is_older)| Meant { field: field.to_owned(), is_older });
            assert_eq!(meant(written), expected, "{written}");
        }
    }
}
