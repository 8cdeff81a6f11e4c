//! The words of rdata one field after the other, with a message that names the field at fault. Knows no
//! type's fields.

use std::net::{Ipv4Addr, Ipv6Addr};

use hickory_proto::rr::RecordType;

use crate::base::printable::printable;
use crate::base::span::{SourceId, Span};
use crate::syntax::address::{ipv4, ipv6};
use crate::syntax::name::recent::{Families, Siblings};
use crate::syntax::name::{BadName, NameKey, Origin, are_host_labels, name_key};
use crate::syntax::record_type::type_name;
use crate::syntax::ttl::parse_ttl;
use crate::syntax::{SyntaxError, Word};
use crate::zone::rdata::text::{NumberFault, number_16, unescape};
use crate::zone::record::{NameRef, Spanned};

/// What is wrong with rdata. Boxed, because it is rare and every record's reading passes it on.
pub type BadField = Box<SyntaxError>;

/// What the help for an address of the other family says before the type that it takes.
pub const TAKES_TYPE: &str = " address takes the type `";

/// What reading rdata needs to know of its surroundings.
pub struct NameContext<'a, 't> {
    /// The text that the words lie in.
    pub text: &'t [u8],
    /// The source of that text.
    pub source: SourceId,
    /// The origin in force, with its number among the zone's.
    pub origin: (&'a Origin, u32),
    /// The type's token: what stands in for a missing field.
    pub type_word: Word,
    /// The families of the names read last, and whether the names above them are hosts'.
    pub families: &'a mut Families<'t, bool>,
}

impl<'t> NameContext<'_, 't> {
    fn span(&self, word: Word) -> Span {
        Span::new(self.source, word.start, word.end)
    }

    /// The name that `word` means.
    ///
    /// # Errors
    /// Why it is none.
    #[inline(always)]
    pub fn name(&mut self, word: Word) -> Result<NameRef, BadName> {
        self.name_and_above(word).map(|(name, _)| name)
    }

    /// The name that `word` means; with the length of its first label, if all behind that is a host's.
    ///
    /// # Errors
    /// Why it is not a name.
    #[inline(always)]
    pub fn name_and_above(&mut self, word: Word) -> Result<(NameRef, Option<usize>), BadName> {
        let text = word.text(self.text);
        let origin = self.origin.1;
        let known = if word.escaped { None } else { self.families.key(text, origin) };
        let (key, relative, label) = match known {
            Some((key, relative, label, is_host)) => (key, relative, is_host.then_some(label)),
            None => {
                let (key, relative) = self.new_name(text, word.escaped)?;
                (key, relative, None)
            }
        };
        Ok((NameRef::new(key, self.span(word), self.origin.1, relative, word.escaped), label))
    }

    /// The key of a name that is not a sibling of the one before, and whether it is relative.
    fn new_name(&mut self, text: &'t [u8], escaped: bool) -> Result<(NameKey, bool), BadName> {
        let (mut parent, mut last) = (None, None);
        let read = name_key(text, escaped, self.origin.0, |key| parent = last.replace(key))?;
        if !escaped && let Some(siblings) = Siblings::of(text, read.1, parent, self.origin) {
            let behind =
                text.iter().position(|octet| *octet == b'.').map_or(&b""[..], |dot| &text[dot + 1..]);
            let is_host =
                (!read.1 || self.origin.0.is_hostname()) && (behind.is_empty() || are_host_labels(behind));
            self.families.add(siblings, is_host);
        }
        Ok(read)
    }
}

/// Takes one field after the other.
pub(super) struct Fields<'f, 'a, 't> {
    pub words: &'f [Word],
    pub at: usize,
    pub context: &'f mut NameContext<'a, 't>,
    pub rtype: RecordType,
}

impl<'t> Fields<'_, '_, 't> {
    #[inline]
    pub fn next(&mut self, what: &str) -> Result<Word, BadField> {
        match self.words.get(self.at) {
            Some(word) => {
                self.at += 1;
                Ok(*word)
            }
            None => {
                let last = self.words.last().copied().unwrap_or(self.context.type_word);
                Err(error(
                    last,
                    format!("unexpected end of the {} record: the {what} is missing", self.type_name()),
                ))
            }
        }
    }

    /// A field that must not be quoted.
    #[inline]
    pub fn plain(&mut self, what: &str) -> Result<(Word, &'t [u8]), BadField> {
        let word = self.next(what)?;
        if word.quoted {
            let bare = printable(word.text(self.context.text));
            if bare.is_empty() {
                return Err(error(word, format!("the {what} is empty")));
            }
            let help = format!("write `{bare}` without quotes");
            return Err(with_help(error(word, format!("the {what} must not be quoted")), help));
        }
        Ok((word, word.text(self.context.text)))
    }

    pub fn number(&mut self, what: &str) -> Result<u16, BadField> {
        let (word, text) = self.plain(what)?;
        number_16(text).map_err(|fault| number_error(word, text, what, fault))
    }

    pub fn name(&mut self, what: &str) -> Result<NameRef, BadField> {
        let (word, _) = self.plain(what)?;
        self.context
            .name(word)
            .map_err(|bad| error(word, format!("the {what} is not a domain name: {}", bad.reason())))
    }

    pub fn ipv4(&mut self) -> Result<Ipv4Addr, BadField> {
        let (word, text) = self.plain("address")?;
        ipv4(text).ok_or_else(|| {
            let error = error(word, format!("`{}` is not an IPv4 address", printable(text)));
            if ipv6(text).is_some() { with_help(error, format!("an IPv6{TAKES_TYPE}AAAA`")) } else { error }
        })
    }

    pub fn ipv6(&mut self) -> Result<Ipv6Addr, BadField> {
        let (word, text) = self.plain("address")?;
        ipv6(text).ok_or_else(|| {
            let error = error(word, format!("`{}` is not an IPv6 address", printable(text)));
            if ipv4(text).is_some() { with_help(error, format!("an IPv4{TAKES_TYPE}A`")) } else { error }
        })
    }

    /// A character string (RFC 1035 section 3.3): quoted or not, escapes resolved.
    pub fn string(&mut self, what: &str) -> Result<Spanned<Vec<u8>>, BadField> {
        let word = self.next(what)?;
        let value = unescape(word.text(self.context.text)).ok_or_else(|| {
            error(word, format!("bad escape in the {what}: `\\DDD` is three digits, at most 255"))
        })?;
        if value.len() > 255 {
            let message = format!("the {what} has {} octets: a string holds 255 at most", value.len());
            let error = error(word, message);
            let help = || "write it as several strings, one after the other: clients join them".to_owned();
            return Err(if what == "text" { with_help(error, help()) } else { error });
        }
        Ok(Spanned { value, span: self.context.span(word) })
    }

    /// The length in octets of a character string that no rule reads.
    pub fn string_length(&mut self, what: &str) -> Result<usize, BadField> {
        match self.words.get(self.at) {
            Some(word) if !word.escaped && word.end - word.start <= 255 => {
                self.at += 1;
                Ok(word.text(self.context.text).len())
            }
            _ => self.string(what).map(|string| string.value.len()),
        }
    }

    /// A number of seconds, with or without units.
    pub fn seconds(&mut self, what: &str) -> Result<Spanned<u32>, BadField> {
        let (word, text) = self.plain(what)?;
        let value = parse_ttl(text).map_err(|_| {
            error(word, format!("the {what} `{}` is not a number of seconds", printable(text)))
        })?;
        Ok(Spanned { value, span: self.context.span(word) })
    }

    pub fn finish(&self) -> Result<(), BadField> {
        let Some(extra) = self.words.get(self.at) else { return Ok(()) };
        let last = self.words[self.words.len() - 1];
        let message = format!("extra text after the {} record", self.type_name());
        Err(error_up_to(*extra, last, message))
    }

    pub fn type_name(&self) -> String {
        type_name(self.rtype)
    }
}

fn number_error(word: Word, text: &[u8], what: &str, fault: NumberFault) -> BadField {
    let shown = printable(text);
    match fault {
        NumberFault::OutOfRange => {
            error(word, format!("the {what} {shown} is out of range: it is 0 to 65535"))
        }
        NumberFault::NoNumber => {
            let bare: Vec<u8> = text.iter().copied().filter(u8::is_ascii_digit).collect();
            let stray = text.len() - bare.len();
            let no_number = error(word, format!("the {what} `{shown}` is not a number"));
            let repairable =
                stray == 1 && matches!(text, [b'+', ..] | [.., b',']) && number_16(&bare).is_ok();
            if repairable {
                with_help(no_number, format!("write `{}`", String::from_utf8_lossy(&bare)))
            } else {
                no_number
            }
        }
    }
}

#[cold]
pub(super) fn error(word: Word, message: String) -> BadField {
    Box::new(SyntaxError::at(word, message))
}

pub(super) fn with_help(mut error: BadField, help: String) -> BadField {
    error.help = Some(help);
    error
}

/// An error from `first` up to the end of `last`.
#[cold]
pub(super) fn error_up_to(first: Word, last: Word, message: String) -> BadField {
    error(Word { end: last.end, ..first }, message)
}
