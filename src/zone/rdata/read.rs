//! The words of a record's rdata to what the record says, type by type. Knows no owner, TTL or class.

use hickory_proto::rr::{DNSClass, RecordType};

use crate::base::printable::printable;
use crate::syntax::address::{ipv4, ipv6, is_usual_ipv4, is_usual_ipv6};
use crate::syntax::name::is_host_label;
use crate::syntax::ttl::decimal;
use crate::syntax::{Word, instance_with_blanks};
use crate::zone::index::Types;
use crate::zone::rdata::fields::{BadField, Fields, NameContext, error, error_up_to, with_help};
use crate::zone::rdata::naptr::naptr;
use crate::zone::rdata::srv::srv;
use crate::zone::rdata::text::number_16;
use crate::zone::record::{NameRef, Rdata, Spanned, Srv};

/// What stands at the owner of a record of one of the usual types, its rdata if rules read it, and the name in it that may be
/// no host's where one belongs; `None` if something may be wrong. No word may be quoted.
#[inline(always)]
pub fn read_usual<'a, 't: 'a>(
    rtype: RecordType,
    words: &[Word],
    text: &[u8],
    context: impl FnOnce() -> NameContext<'a, 't>,
) -> Option<(Types, Option<Rdata>, Option<NameRef>)> {
    let number = |word: &Word| number_16(word.plain_text(text)).ok();
    let (types, numbers, name) = match (rtype, words) {
        (RecordType::A, [address]) => {
            return match address.plain_text(text) {
                address if is_usual_ipv4(address) => Some((Types::ADDRESS, None, None)),
                address => Some((Types::of_v4(ipv4(address)?), None, None)),
            };
        }
        (RecordType::AAAA, [address]) => {
            return match address.plain_text(text) {
                address if is_usual_ipv6(address) => Some((Types::ADDRESS, None, None)),
                address => Some((Types::of_v6(ipv6(address)?), None, None)),
            };
        }
        (RecordType::SRV, [priority, weight, port, target]) => {
            (Types::SRV, [number(priority)?, number(weight)?, number(port)?], target)
        }
        (RecordType::CNAME, [name]) => (Types::CNAME, [0; 3], name),
        (RecordType::NS, [name]) => (Types::NS, [0; 3], name),
        (RecordType::MX, [preference, exchange]) => (Types::OTHER, [number(preference)?, 0, 0], exchange),
        _ => return None,
    };
    let word = *name;
    let (name, label) = context().name_and_above(word).ok()?;
    let wants_host = types.has(Types::NS) || types.has(Types::OTHER);
    let first = || label.map(|label| &word.plain_text(text)[..label]);
    let is_host = !wants_host || first().is_some_and(is_host_label);
    let [priority, weight, port] = numbers;
    let rdata = match types {
        Types::SRV => Some(Rdata::Srv(Srv::new(priority, weight, port, name))),
        Types::OTHER => None,
        _ => Some(Rdata::Name(name)),
    };
    Some((types, rdata, (!is_host).then_some(name)))
}

/// Whether the rdata of a type is read for rules. Types of class IN alone mean something else, or nothing, in others.
pub fn is_read(class: DNSClass, rtype: RecordType) -> bool {
    let internet_only = matches!(rtype, RecordType::A | RecordType::AAAA | RecordType::SRV);
    let any_class = matches!(
        rtype,
        RecordType::CNAME
            | RecordType::DNAME
            | RecordType::NS
            | RecordType::PTR
            | RecordType::MX
            | RecordType::NAPTR
            | RecordType::SOA
            | RecordType::TXT
    );
    any_class || (internet_only && class == DNSClass::IN)
}

/// Reads the rdata of a type that rules read (`is_read`).
///
/// # Errors
/// The field at fault, where BIND refuses it.
pub fn read(rtype: RecordType, words: &[Word], context: &mut NameContext<'_, '_>) -> Result<Rdata, BadField> {
    let mut fields = Fields { words, at: 0, context, rtype };
    let rdata = match rtype {
        RecordType::A => {
            if let Some(error) = chaosnet(words, fields.context.text) {
                return Err(error);
            }
            Rdata::A(fields.ipv4()?)
        }
        RecordType::AAAA => Rdata::Aaaa(fields.ipv6()?),
        RecordType::SRV => return srv(words, fields).map(Rdata::Srv),
        RecordType::CNAME | RecordType::DNAME | RecordType::NS | RecordType::PTR => {
            if matches!(rtype, RecordType::PTR | RecordType::CNAME)
                && let Some(error) = instance_with_blanks(words, fields.context.text)
            {
                return Err(Box::new(error));
            }
            Rdata::Name(fields.name("name")?)
        }
        RecordType::MX => {
            if let Some(error) = wrong_mail_server(words, fields.context.text) {
                return Err(error);
            }
            fields.number("preference")?;
            fields.name("exchange")?;
            Rdata::Other
        }
        RecordType::NAPTR => Rdata::Naptr(Box::new(naptr(&mut fields)?)),
        RecordType::SOA => Rdata::Soa(soa(&mut fields)?),
        RecordType::TXT => {
            let mut octets = fields.string_length("text")? + 1;
            while fields.at < words.len() {
                octets += fields.string_length("text")? + 1;
            }
            if octets > usize::from(u16::MAX) {
                let first = words[0];
                let message =
                    format!("the strings have {octets} octets together: a record holds 65535 at most");
                return Err(error_up_to(first, words[words.len() - 1], message));
            }
            Rdata::Other
        }
        _ => return Ok(Rdata::Other),
    };
    fields.finish()?;
    Ok(rdata)
}

/// What is wrong with an MX record that has a host alone.
pub const PREFERENCE_MISSING: &str = "MX takes a preference and a host: the preference is missing";

/// What is wrong with a mail server that lacks its preference, or has it behind its name.
fn wrong_mail_server(words: &[Word], text: &[u8]) -> Option<BadField> {
    if let [only] = words
        && number_16(only.text(text)).is_err()
    {
        let shown = printable(only.text(text));
        return Some(with_help(error(*only, PREFERENCE_MISSING.to_owned()), format!("write `10 {shown}`")));
    }
    if let [host, preference] = words
        && number_16(host.text(text)).is_err()
        && number_16(preference.text(text)).is_ok()
    {
        let [host_text, number] = [host, preference].map(|word| printable(word.text(text)));
        let whole =
            error_up_to(*host, *preference, "MX takes a preference and a host, in this order".to_owned());
        return Some(with_help(whole, format!("write `{number} {host_text}`")));
    }
    None
}

/// What is wrong with an address of Chaosnet, a domain and an octal number, in an A record of a zone that is of class IN.
fn chaosnet(words: &[Word], text: &[u8]) -> Option<BadField> {
    let [domain, number] = words else { return None };
    let is_octal = number.text(text).iter().all(|octet| matches!(octet, b'0'..=b'7'));
    if !is_octal
        || number.quoted
        || ipv4(domain.text(text)).is_some()
        || !domain.text(text).first().is_some_and(u8::is_ascii_alphabetic)
    {
        return None;
    }
    let [shown, number_shown] = [domain, number].map(|word| printable(word.text(text)));
    let message =
        format!("`{shown} {number_shown}` is an address of Chaosnet, of class CH (RFC 1034 section 3.6)");
    let help = "remove the record: in a zone of class IN an A record has an IPv4 address".to_owned();
    Some(with_help(error_up_to(*domain, *number, message), help))
}

/// How many numbers an SOA record has (RFC 1035 section 3.3.13).
const NUMBERS_OF_SOA: usize = 5;

fn soa(fields: &mut Fields<'_, '_, '_>) -> Result<Spanned<u32>, BadField> {
    fields.name("primary name server")?;
    if let [_, number, rest @ ..] = fields.words
        && rest.len() == NUMBERS_OF_SOA - 1
        && decimal(number.text(fields.context.text)).is_some()
    {
        let shown = printable(number.text(fields.context.text));
        let help = "write it after the name server, such as `hostmaster.example.com.`".to_owned();
        let message = format!("the mailbox of the SOA record is missing before the serial `{shown}`");
        return Err(with_help(error(*number, message), help));
    }
    fields.name("mailbox")?;
    let (word, serial) = fields.plain("serial")?;
    if decimal(serial).is_none() {
        let digits = serial.iter().all(u8::is_ascii_digit);
        let fault = if digits { "is out of range: it is 0 to 4294967295" } else { "is not a number" };
        return Err(error(word, format!("the serial `{}` {fault}", printable(serial))));
    }
    fields.seconds("refresh")?;
    fields.seconds("retry")?;
    fields.seconds("expire")?;
    fields.seconds("minimum")
}
