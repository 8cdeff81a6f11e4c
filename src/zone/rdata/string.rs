//! Fields that are strings: with a length, without one, and such as may hold certain characters only.

use crate::syntax::Word;
use crate::zone::rdata::fields::BadField;
use crate::zone::rdata::kind::{Bad, Kind, Octets, Reader, Writer, fault};
use crate::zone::rdata::naptr_regexp::is_substitution;
use crate::zone::rdata::text::{quoted, unescape};

/// A character string of 255 octets at most, quoted or not (RFC 1035 section 3.3).
pub const STRING: Kind = Kind {
    read: |reader| {
        let word = reader.any()?;
        push_string(reader, word)
    },
    check: |octets| string(octets).map(drop),
    write: |octets, writer| {
        let value = string(octets)?;
        quote(value, writer);
        Ok(())
    },
};

/// A string that may be left out.
pub const STRING_OR_NONE: Kind = Kind {
    read: |reader| match reader.peek() {
        Some(_) => (STRING.read)(reader),
        None => Ok(()),
    },
    check: |octets| if octets.left() > 0 { (STRING.check)(octets) } else { Ok(()) },
    write: |octets, writer| if octets.left() > 0 { (STRING.write)(octets, writer) } else { Ok(()) },
};

/// One string or more.
pub const STRINGS: Kind = Kind {
    read: |reader| {
        (STRING.read)(reader)?;
        while reader.peek().is_some() {
            (STRING.read)(reader)?;
        }
        Ok(())
    },
    check: |octets| {
        (STRING.check)(octets)?;
        while octets.left() > 0 {
            (STRING.check)(octets)?;
        }
        Ok(())
    },
    write: |octets, writer| {
        (STRING.write)(octets, writer)?;
        while octets.left() > 0 {
            writer.text.push(' ');
            (STRING.write)(octets, writer)?;
        }
        Ok(())
    },
};

/// The substitution expression of a NAPTR record (RFC 3403 section 4.1).
pub const REGEXP: Kind = Kind {
    read: |reader| {
        let (word, before) = (reader.peek(), reader.octets.len());
        (STRING.read)(reader)?;
        match word {
            Some(word) if !is_substitution(&reader.octets[before + 1..]) => {
                let message = "the regexp is not a substitution expression: `!pattern!replacement!`";
                Err(fault(word, message.into()))
            }
            _ => Ok(()),
        }
    },
    check: |octets| match is_substitution(string(octets)?) {
        true => Ok(()),
        false => Err("the regexp is not a substitution expression"),
    },
    ..STRING
};

/// The address of a host in an X.25 network: four digits or more (RFC 1183 section 3.1).
pub const PSDN: Kind = Kind {
    read: |reader| {
        let word = reader.any()?;
        let text = reader.text(word);
        if text.len() < 4 || !text.iter().all(u8::is_ascii_digit) {
            return Err(reader.no(word, "four digits or more"));
        }
        push_string(reader, word)
    },
    check: |octets| {
        let value = string(octets)?;
        let digits = value.len() >= 4 && value.iter().all(u8::is_ascii_digit);
        if digits { Ok(()) } else { Err("the address is not four digits or more") }
    },
    ..STRING
};

/// The property of a CAA record: letters and digits (RFC 8659 section 4.1).
pub const TAG: Kind = Kind {
    read: |reader| {
        let (word, text) = reader.plain()?;
        if !text.iter().all(u8::is_ascii_alphanumeric) {
            return Err(reader.no(word, "made of letters and digits alone"));
        }
        push_counted(reader, word, text)
    },
    check: |octets| {
        let tag = string(octets)?;
        let good = !tag.is_empty() && tag.iter().all(u8::is_ascii_alphanumeric);
        if good { Ok(()) } else { Err("the tag is not made of letters and digits") }
    },
    write: |octets, writer| {
        writer.text.push_str(&String::from_utf8_lossy(string(octets)?));
        Ok(())
    },
};

/// Text up to the end of the rdata, quoted or not.
pub const VALUE: Kind = Kind {
    read: |reader| {
        let word = reader.any()?;
        let value = unescaped(reader, word)?;
        reader.octets.extend_from_slice(&value);
        Ok(())
    },
    check: |octets| {
        octets.rest();
        Ok(())
    },
    write: |octets, writer| {
        quote(octets.rest(), writer);
        Ok(())
    },
};

/// Text up to the end of the rdata that must be quoted (RFC 7553 section 4.4).
pub const QUOTED_VALUE: Kind = Kind {
    read: |reader| match reader.peek() {
        Some(word) if !word.quoted => {
            let mut fault = fault(word, format!("the {} must be quoted", reader.what));
            let text = crate::base::printable::printable(reader.text(word));
            fault.help = Some(format!("write `\"{text}\"`"));
            Err(fault)
        }
        _ => (VALUE.read)(reader),
    },
    ..VALUE
};

/// Takes the octets of a string.
fn string<'o>(octets: &mut Octets<'o>) -> Result<&'o [u8], Bad> {
    let length = octets.u8()?;
    octets.take(usize::from(length))
}

/// Appends the string that `word` means.
fn push_string(reader: &mut Reader<'_>, word: Word) -> Result<(), BadField> {
    let value = unescaped(reader, word)?;
    push_counted(reader, word, &value)
}

fn push_counted(reader: &mut Reader<'_>, word: Word, value: &[u8]) -> Result<(), BadField> {
    let Ok(length) = u8::try_from(value.len()) else {
        let message = format!("the {} has {} octets: a string holds 255 at most", reader.what, value.len());
        return Err(fault(word, message));
    };
    reader.octets.push(length);
    reader.octets.extend_from_slice(value);
    Ok(())
}

fn unescaped(reader: &Reader<'_>, word: Word) -> Result<Vec<u8>, BadField> {
    unescape(reader.text(word)).ok_or_else(|| {
        fault(word, format!("bad escape in the {}: `\\DDD` is three digits, at most 255", reader.what))
    })
}

/// Writes a string as BIND does.
pub fn quote(value: &[u8], writer: &mut Writer<'_>) {
    writer.text.push_str(&quoted(value));
}
