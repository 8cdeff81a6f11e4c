//! Lines that `host`, `nslookup` and HestiaCP write, as people paste them into zone files: the record that each stands for, as a zone
//! file has it; and the marks that Windows DNS writes into records. Reads no record.

use std::ops::Range;

use crate::base::lines::words_of;
use crate::base::printable::printable;

/// How a message begins about such a line.
pub const FOREIGN_LINE: &str = "this is a line of ";

/// What another program wrote, and the record that it says, if that is known.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ForeignLine {
    /// What it is a line of.
    pub what: &'static str,
    pub record: Option<String>,
    /// Whether the record stands in several lines, of which this is one.
    pub is_of_several: bool,
}

const HOST: &str = "`host`'s output";
const NSLOOKUP: &str = "`nslookup`'s output";
const HESTIA: &str = "HestiaCP's list of records";

/// What these programs write between the owner and the data, and the type of that.
const PHRASES: [(&str, &str, &str); 14] = [
    ("has SRV record", "SRV", HOST),
    ("has address", "A", HOST),
    ("has IPv6 address", "AAAA", HOST),
    ("mail is handled by", "MX", HOST),
    ("is an alias for", "CNAME", HOST),
    ("name server", "NS", HOST),
    ("domain name pointer", "PTR", HOST),
    ("service =", "SRV", NSLOOKUP),
    ("mail exchanger =", "MX", NSLOOKUP),
    ("canonical name =", "CNAME", NSLOOKUP),
    ("nameserver =", "NS", NSLOOKUP),
    ("name =", "PTR", NSLOOKUP),
    ("internet address =", "A", NSLOOKUP),
    ("has AAAA address", "AAAA", NSLOOKUP),
];

/// What Windows' `nslookup` writes behind the owner, and before each field in lines of their own.
const LOCATION: [&[u8]; 3] = [b"SRV", b"service", b"location:"];
const FIELDS: [&str; 4] = ["priority", "weight", "port", "svr hostname"];

/// So many lines are looked at for the fields, at most.
const MOST_LINES: usize = 4;

/// What the line at the beginning of `text` is, if another program wrote it.
pub(super) fn foreign_line(text: &[u8]) -> Option<ForeignLine> {
    let line = text.split(|octet| *octet == b'\n').next()?;
    of_query(line).or_else(|| of_windows(line, text)).or_else(|| of_hestia(line))
}

fn words(line: &[u8]) -> Vec<&[u8]> {
    words_of(line).collect()
}

/// A name of a program's output, which is complete without its final dot.
fn dotted(name: &[u8]) -> String {
    let name = printable(name);
    if name.ends_with('.') { name } else { format!("{name}.") }
}

fn is_name(word: &[u8]) -> bool {
    word.iter()
        .all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'.' | b'-' | b'_' | b'*' | b'\\'))
}

/// The fields of a record as a zone file has them, of a type whose last field is a name or an address.
fn data(rtype: &str, fields: &[&[u8]]) -> Option<String> {
    let [numbers @ .., last] = fields else { return None };
    let count = match rtype {
        "SRV" => 3,
        "MX" => 1,
        _ => 0,
    };
    let are_numbers = numbers.iter().all(|number| number.iter().all(u8::is_ascii_digit));
    let last = match rtype {
        "A" | "AAAA" => std::str::from_utf8(last).ok()?.parse::<std::net::IpAddr>().ok()?.to_string(),
        _ if is_name(last) => dotted(last),
        _ => return None,
    };
    let numbers = numbers.iter().map(|number| format!("{} ", printable(number)));
    (numbers.len() == count && are_numbers).then(|| format!("{}{last}", numbers.collect::<String>()))
}

/// `_sip._tcp.example.com has SRV record 0 5 5060 sip.example.com.`, with the whole name: other words may begin a remark.
fn of_query(line: &[u8]) -> Option<ForeignLine> {
    let words = words(line);
    let (owner, rest) = words.split_first().filter(|(owner, _)| is_name(owner) && owner.contains(&b'.'))?;
    PHRASES.into_iter().find_map(|(phrase, rtype, what)| {
        let mut rest = rest.iter();
        let begins_so =
            phrase.split(' ').all(|word| rest.next().is_some_and(|next| *next == word.as_bytes()));
        let data = data(rtype, rest.as_slice()).filter(|_| begins_so)?;
        let record = Some(format!("{} {rtype} {data}", dotted(owner)));
        Some(ForeignLine { what, record, is_of_several: false })
    })
}

/// `_sip._tcp.example.com SRV service location:`, and the fields behind it or in the lines below.
fn of_windows(line: &[u8], text: &[u8]) -> Option<ForeignLine> {
    let found = words(line);
    let fields = |part: &[u8]| {
        let part = String::from_utf8_lossy(part).split_whitespace().collect::<Vec<_>>().join(" ");
        let value = |name: &str| {
            let (_, behind) = part.split_once(&format!("{name} = "))?;
            behind.split(' ').next().map(str::to_owned)
        };
        let [priority, weight, port, host] = FIELDS.map(value);
        Some([priority?, weight?, port?, host?])
    };
    if found.len() >= 4 && found[1..4] == LOCATION && is_name(found[0]) {
        let end = memchr::memchr_iter(b'\n', text).nth(MOST_LINES).unwrap_or(text.len());
        let fields = fields(&text[..end]);
        let fields = fields.and_then(|fields| data("SRV", &fields.each_ref().map(|field| field.as_bytes())));
        let record = fields.map(|fields| format!("{} SRV {fields}", dotted(found[0])));
        return Some(ForeignLine { what: NSLOOKUP, record, is_of_several: found.len() == 4 });
    }
    let is_indented = line.first().is_some_and(u8::is_ascii_whitespace);
    let is_field = |field: &str| {
        let mut rest = found.iter();
        let mut name = field.split(' ').chain(["="]);
        name.all(|word| rest.next().is_some_and(|next| *next == word.as_bytes()))
            && matches!(rest.as_slice(), [value] if field.ends_with("name") || value.iter().all(u8::is_ascii_digit))
    };
    (is_indented && FIELDS.into_iter().any(is_field)).then_some(ForeignLine {
        what: NSLOOKUP,
        record: None,
        is_of_several: true,
    })
}

/// `ID='17' RECORD='_submission._tcp' TYPE='SRV' PRIORITY='1' VALUE='0 587 mail.example.com.'`
fn of_hestia(line: &[u8]) -> Option<ForeignLine> {
    let line = std::str::from_utf8(line).ok()?;
    let value = |name: &str| {
        let (before, behind) = line.split_once(&format!("{name}='"))?;
        let is_apart = before.is_empty() || before.ends_with(' ');
        behind.split_once('\'').map(|(value, _)| value.trim()).filter(|_| is_apart)
    };
    let (owner, rtype, data) = (value("RECORD")?, value("TYPE")?, value("VALUE")?);
    let is_plain = |text: &str| !text.is_empty() && !text.contains(['`', '\\', ';', '(', ')']);
    let is_known = rtype.bytes().all(|octet| octet.is_ascii_uppercase());
    let priority = match rtype {
        "SRV" | "MX" => format!("{} ", value("PRIORITY")?),
        _ => String::new(),
    };
    let ttl = value("TTL").filter(|ttl| !ttl.is_empty()).map_or(String::new(), |ttl| format!("{ttl} "));
    let record = (is_known && [owner, data].into_iter().all(is_plain))
        .then(|| format!("{owner} {ttl}{rtype} {priority}{data}"));
    Some(ForeignLine { what: HESTIA, record, is_of_several: false })
}

/// The marks of Windows DNS in a text: when it was last heard of a name, `[AGE:3516442]` or `[Aging:3516442]`.
pub fn marks_of_windows(text: &[u8]) -> Vec<Range<usize>> {
    let mark = |start: usize| {
        let rest = &text[start..];
        let name = [&b"[AGE:"[..], b"[Aging:"].into_iter().find(|name| rest.starts_with(name))?;
        let digits = rest[name.len()..].iter().take_while(|octet| octet.is_ascii_digit()).count();
        let end = name.len() + digits;
        (rest.get(end) == Some(&b']')).then_some(start..start + end + 1)
    };
    memchr::memchr_iter(b'[', text).filter_map(mark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_other_programs_are_the_records_that_they_say() {
        for (text, expected) in [
            ("_a._tcp.x has SRV record 0 5 5060 h.x.", Some("_a._tcp.x. SRV 0 5 5060 h.x.")),
            ("h.x has address 192.0.2.1", Some("h.x. A 192.0.2.1")),
            ("h.x has IPv6 address 2001:db8::1", Some("h.x. AAAA 2001:db8::1")),
            ("a.x mail is handled by 10 mx.x.", Some("a.x. MX 10 mx.x.")),
            ("www.x is an alias for h.x.", Some("www.x. CNAME h.x.")),
            ("a.x name server ns.x.", Some("a.x. NS ns.x.")),
            ("1.2.0.192.in-addr.arpa domain name pointer h.x.", Some("1.2.0.192.in-addr.arpa. PTR h.x.")),
            ("_a._tcp.x\tservice = 0 5 5060 h.x.", Some("_a._tcp.x. SRV 0 5 5060 h.x.")),
            ("a.x\tmail exchanger = 10 mx.x.", Some("a.x. MX 10 mx.x.")),
            ("www.x\tcanonical name = h.x.", Some("www.x. CNAME h.x.")),
            (
                "_a._tcp.x SRV service location:\n  priority = 0\n  weight = 5\n  port = 1\n  svr hostname   = h.x\n",
                Some("_a._tcp.x. SRV 0 5 1 h.x."),
            ),
            ("_a._tcp.x SRV service location:", Some("")),
            ("  svr hostname   = h.x", Some("")),
            (
                "ID='1' RECORD='_a._tcp' TYPE='SRV' PRIORITY='1' VALUE='0 587 m.x.' SUSPENDED='no'",
                Some("_a._tcp SRV 1 0 587 m.x."),
            ),
            ("ID='2' RECORD='www' TYPE='A' PRIORITY='' VALUE='192.0.2.1'", Some("www A 192.0.2.1")),
            ("  port = lines;", None),
            ("this is a remark", None),
            ("h.x has address unknown", None),
            ("The name server failed", None),
            ("the service = 0", None),
            ("x SRV 0 0 1 service", None),
        ] {
            let found = foreign_line(text.as_bytes()).map(|line| line.record.unwrap_or_default());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
