//! The rdata of a record as octets, from its words, and as the text that BIND writes. Knows no zone.

use hickory_proto::rr::{DNSClass, Name, RecordType};

use crate::syntax::record_type::{class_name, type_name};
use crate::zone::rdata::digits::hexadecimal_text;
use crate::zone::rdata::fields::BadField;
use crate::zone::rdata::kind::{Bad, Field, Octets, Reader, Writer, fault};
use crate::zone::rdata::types::{Form, form};

/// How many octets rdata may have (RFC 1035 section 3.2.1).
const MOST_OCTETS: usize = 65535;

/// The octets of rdata that was written as text, read as BIND reads it.
///
/// # Errors
/// The word at fault.
pub fn octets_of(class: DNSClass, rtype: RecordType, mut reader: Reader<'_>) -> Result<Vec<u8>, BadField> {
    let Form::Fields(fields) = form(class, rtype) else {
        return Err(no_text(class, rtype, &mut reader));
    };
    for Field(what, kind) in fields {
        reader.what = what;
        (kind.read)(&mut reader)?;
    }
    reader.finish()?;
    if reader.octets.len() > MOST_OCTETS {
        let message = format!("the rdata has {} octets: a record holds 65535 at most", reader.octets.len());
        return Err(fault(reader.all(), message));
    }
    Ok(reader.octets)
}

/// The error that a type has no text of its own, in this class.
fn no_text(class: DNSClass, rtype: RecordType, reader: &mut Reader<'_>) -> BadField {
    reader.what = "rdata";
    if let Err(missing) = reader.any() {
        return missing;
    }
    let message = match form(DNSClass::IN, rtype) {
        Form::Fields(_) if class != DNSClass::IN => {
            format!("type {} has no text form in class {}", type_name(rtype), class_name(class))
        }
        _ => "this type has no text form".into(),
    };
    let mut fault = fault(reader.all(), message);
    fault.help = Some("rdata of such a type is written as `\\# length hex` (RFC 3597 section 5)".into());
    fault
}

/// Whether octets are rdata of a type, as BIND judges those that come as `\# …`.
///
/// # Errors
/// Why they are not.
pub fn check(class: DNSClass, rtype: RecordType, octets: &[u8]) -> Result<(), Bad> {
    let Form::Fields(fields) = form(class, rtype) else { return Ok(()) };
    let mut octets = Octets::new(octets);
    for Field(_, kind) in fields {
        (kind.check)(&mut octets)?;
    }
    if octets.left() > 0 { Err("octets are left over") } else { Ok(()) }
}

/// The text that BIND writes for rdata. Names below `unnamed`, which stands for the name of a zone that is unknown,
/// are written relative to it.
pub fn text_of(class: DNSClass, rtype: RecordType, octets: &[u8], unnamed: Option<&Name>) -> String {
    fields_text(class, rtype, octets, unnamed).unwrap_or_else(|_| generic_text(octets))
}

fn fields_text(
    class: DNSClass,
    rtype: RecordType,
    octets: &[u8],
    unnamed: Option<&Name>,
) -> Result<String, Bad> {
    let Form::Fields(fields) = form(class, rtype) else { return Err("it has no text of its own") };
    let (mut octets, mut writer) = (Octets::new(octets), Writer::new(unnamed));
    for Field(_, kind) in fields {
        let before = writer.text.len();
        (kind.write)(&mut octets, &mut writer)?;
        // A field that is left out leaves no blank.
        if before > 0 && writer.text.len() > before {
            writer.text.insert(before, ' ');
        }
    }
    Ok(writer.text)
}

/// Octets in the form of RFC 3597 section 5.
fn generic_text(octets: &[u8]) -> String {
    let digits = hexadecimal_text(octets);
    let blank = if digits.is_empty() { "" } else { " " };
    format!("\\# {}{blank}{digits}", octets.len())
}
