//! What helps with mistakes that are of one kind in all records: what is missing is written, what is too much is removed. Knows
//! the messages, and no text.

use std::borrow::Cow;

use crate::base::printable::octets_in_words;

/// What helps with a line that holds no record.
const NO_RECORD: &str = "remove the line, or begin it with `;` if it is a remark";

/// Beginnings of messages, and what helps.
const BY_BEGINNING: [(&str, &str); 27] = [
    ("unexpected end of the SOA record", "complete the record: without it a server refuses the zone"),
    ("unexpected end of the ", "complete the record, or remove this line"),
    ("unexpected end of line", "complete the line, or remove it"),
    ("extra text after the ", "remove it, or write `;` before it, which begins a comment"),
    ("the quoted string is not closed", "close it with `\"`"),
    ("unknown record type `IN`", "write the class once, before the type"),
    ("unknown record type `", NO_RECORD),
    (
        "unknown directive `",
        "remove the line, or begin it with `;` if it is a remark: the directives are `$ORIGIN`, `$TTL`, `$INCLUDE` and `$GENERATE`",
    ),
    ("class ", "leave the class out: each record has that of its zone"),
    ("a quoted string where ", "write a type before it, such as `TXT`"),
    ("NUL octet", "remove the octet, and save the file as text in UTF-8"),
    ("unbalanced parentheses: this `)`", "remove it, or write `(` before the record's first field"),
    ("unbalanced parentheses: none may be open", "write the directive on one line, without parentheses"),
    ("the file ends in the middle of an escape", "remove the backslash"),
    ("the file's last line is a directive", "end the line with a line break"),
    ("the entry has more than ", "write records of their own"),
    ("`$DATE` takes 14 digits", "write the date as in `$DATE 20260131120000`, or remove the line"),
    ("a wildcard cannot be delegated", "delegate each name, or remove the record"),
    ("these octets are not rdata", "correct the octets, or write the fields in place of `\\#`"),
    ("`\\#` takes the length", "write it as in `\\# 4 c0000201`"),
    (
        "the next hash ",
        "have the zone signed again: a hash of SHA-1 is 32 digits of base32, 0 to 9 and A to V",
    ),
    ("the address family is ", "write 1 or 2 before the colon"),
    ("the relay type is ", "write a number from 0 to 3"),
    ("the prefix length is ", "write a shorter prefix"),
    ("the strings have ", "part them into several records"),
    ("the range is ", "write it as in `1-10`"),
    ("a number of the pattern is out of range", "write smaller numbers in the range or the pattern"),
];

/// Ends of messages, and what helps.
const BY_END: [(&str, &str); 18] = [
    ("` is not a number", "write a number in decimal digits"),
    ("is not an IPv4 address", "write four numbers of 0 to 255 with dots between them"),
    ("is not an IPv6 address", "write groups of hexadecimal digits, such as `2001:db8::1`"),
    ("two dots in a row, or a leading dot", "write one dot between two labels, and none before the first"),
    ("a label is longer than 63 octets", "write a shorter label between two dots"),
    ("the name is longer than 255 octets", "write a shorter name"),
    ("is three digits, at most 255", "write `\\\\` for a backslash, or three digits after it"),
    ("a string holds 255 at most", "write a shorter one"),
    (
        " does not belong in a zone file",
        "remove the record: such types are for queries and for what servers say to each other",
    ),
    (" must not be quoted", "write it without quotes"),
    (" is not a TTL", "write seconds, or numbers with a unit each, as in `1h30m`"),
    (" has an odd number of digits", "write two digits for each octet"),
    (" is given twice", "write it once"),
    ("a value of the parameter `port`", "write a number from 0 to 65535, as in `port=8443`"),
    (
        "a value of the parameter `ipv4hint`",
        "write addresses with commas between them, as in `ipv4hint=192.0.2.1`",
    ),
    (
        "a value of the parameter `ipv6hint`",
        "write addresses with commas between them, as in `ipv6hint=2001:db8::1`",
    ),
    ("a value of the parameter `alpn`", "write protocols with commas between them, as in `alpn=h2,h3`"),
    (" is empty", "write it between the quotes, or remove the record"),
];

/// What helps with a mistake of this message, if it is of a kind that is alike in all records.
pub fn usual_help(message: &str, is_reverse: bool) -> Option<Cow<'static, str>> {
    let is_name = |message: &str| message.starts_with(|letter: char| letter.is_ascii_alphabetic());
    if message.ends_with("is not an IPv4 address") && message.strip_prefix('`').is_some_and(is_name) {
        return Some(Cow::Borrowed(match is_reverse {
            true => "write the type `PTR`: in the zone of a network an address's name leads to a host",
            false => "write an address: a name takes the type `CNAME`",
        }));
    }
    let begins = BY_BEGINNING.iter().find(|(begin, _)| message.starts_with(begin));
    let ends = || BY_END.iter().find(|(end, _)| message.ends_with(end));
    begins
        .or_else(ends)
        .map(|(_, help)| Cow::Borrowed(*help))
        .or_else(|| from_message(message).map(Cow::Owned))
}

/// What helps as the message itself tells it: the field is to be what it is not, or to lie in a range.
fn from_message(message: &str) -> Option<String> {
    if let Some((_, range)) = message.split_once("is out of range: it is ") {
        return Some(format!("write a number from {range}"));
    }
    let size = message.split_once(" octets, not ").or_else(|| message.split_once(" octet, not "));
    if let Some(size) = size.and_then(|(_, size)| size.parse().ok()) {
        return Some(format!("write {}", octets_in_words(size)));
    }
    let (_, wanted) = message.split_once("` is not ")?;
    let wanted = wanted.strip_prefix("made of ").unwrap_or(wanted);
    (!wanted.starts_with("taken for")).then(|| format!("write {wanted}"))
}
