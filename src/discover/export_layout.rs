//! The layout of an export without an SOA record and without a comment that says what it is: whose zone it holds, if that
//! is beyond doubt. Knows one text, and not whether it is a part of a zone.

use hickory_proto::rr::{Name, RecordType};

use crate::discover::sniff::absolute;
use crate::syntax::{Entry, Parser, RecordEntry, Start};

/// The zone that a text holds all of, by its layout.
///
/// Such a text has no SOA record and no includes, every owner is absolute or stands below an absolute `$ORIGIN` before all
/// records, and it has one of two layouts. Either a program wrote owner, TTL and class of every record (cli53, gcloud,
/// `pdnsutil list-zone`, what `dig` prints of a transfer) and the name above all owners has NS records; or the columns are
/// those of `dnscontrol get-zones`. A few records of which none has an address are a part of a zone, such as manuals show.
pub fn zone_of_layout(text: &[u8]) -> Option<Name> {
    of_dnscontrol(text).or_else(|| of_dump(text))
}

/// What the layout is by which [`zone_of_layout`] takes a text for a whole zone, to stand behind "as".
pub fn layout_of_export(text: &[u8]) -> Option<&'static str> {
    if of_dnscontrol(text).is_some() {
        return Some("it has the columns in which DNSControl exports zones");
    }
    of_dump(text).map(|_| "every record has its TTL and class, and the name above all owners has NS records")
}

/// So many records without an address are a whole zone nevertheless, such as one for mail alone.
const FEWEST_RECORDS: usize = 10;

/// The name above all owners, if it has NS records and every record is written out.
fn of_dump(text: &[u8]) -> Option<Name> {
    let mut top: Option<Name> = None;
    let (mut records, mut has_address) = (0, false);
    let is_written_out = each_record(text, &mut |record, owner| {
        records += 1;
        has_address |= matches!(record.rtype, RecordType::A | RecordType::AAAA);
        if record.rtype == RecordType::NS && top.as_ref().is_none_or(|top| owner.zone_of(top)) {
            top = Some(owner.clone());
        }
        record.owner.is_some() && record.ttl.is_some() && record.class.is_some()
    });
    let is_enough = has_address || records >= FEWEST_RECORDS;
    let top = top.filter(|top| is_written_out && is_enough && !top.is_root())?;
    each_record(text, &mut |_, owner| top.zone_of(owner)).then_some(top)
}

/// The `$ORIGIN` of an export of DNSControl's.
fn of_dnscontrol(text: &[u8]) -> Option<Name> {
    let mut lines = text.split(|octet| *octet == b'\n');
    let origin = lines.next()?.strip_prefix(b"$ORIGIN ").filter(|name| name.ends_with(b"."))?;
    lines.next()?.strip_prefix(b"$TTL ").filter(|number| number.iter().all(u8::is_ascii_digit))?;
    let is_laid_out = |line: &[u8]| line.is_empty() || line[0] == b';' || is_line_of_dnscontrol(line);
    if !lines.all(is_laid_out) || !each_record(text, &mut |_, _| true) {
        return None;
    }
    crate::syntax::name::absolute_name(std::str::from_utf8(origin).ok()?).ok()
}

/// Where the owner, the TTL, the class, the type and the rdata begin in lines of DNSControl's, unless something before is
/// too long (`FormatLine` in `pkg/prettyzone`).
const COLUMNS: [usize; 5] = [0, 11, 17, 20, 26];

/// Whether a line has the columns that DNSControl writes.
fn is_line_of_dnscontrol(line: &[u8]) -> bool {
    let mut words = line.split(|octet| *octet == b' ').filter(|word| !word.is_empty()).peekable();
    let owner = if line[0] == b' ' { None } else { words.next() };
    let ttl = words.next_if(|word| word.iter().all(u8::is_ascii_digit));
    let fields = [owner, ttl, words.next(), words.next(), words.next()];
    if fields[2] != Some(&b"IN"[..]) || fields[4].is_none() {
        return false;
    }
    let mut written = Vec::new();
    for (column, field) in COLUMNS.into_iter().zip(fields) {
        written.resize(written.len().max(column), b' ');
        if let Some(word) = field {
            written.extend_from_slice(word);
            written.push(b' ');
        }
    }
    line.starts_with(written.trim_ascii_end())
}

/// Whether a text has records, an SOA record and includes are not among its entries, all names of owners are known, and
/// `each` is true of all records. What cannot be read, such as the records of a dialect, counts for nothing.
fn each_record(text: &[u8], each: &mut dyn FnMut(RecordEntry<'_>, &Name) -> bool) -> bool {
    let (mut parser, mut errors) = (Parser::new(text, Start::File), Vec::new());
    parser.skip_byte_order_mark();
    let (mut origin, mut last): (Option<Name>, Option<Name>) = (None, None);
    while let Some(entry) = parser.next(&mut errors) {
        let is_readable = errors.is_empty();
        errors.clear();
        match entry {
            Entry::Record(record) if is_readable => {
                let owner = match record.owner {
                    Some(word) => absolute(word, text, origin.as_ref()),
                    None => last.take(),
                };
                let Some(owner) = owner else { return false };
                if record.rtype == RecordType::SOA || !each(record, &owner) {
                    return false;
                }
                last = Some(owner);
            }
            Entry::Origin(word) if last.is_none() && origin.is_none() => {
                origin = absolute(word, text, None);
                if origin.is_none() {
                    return false;
                }
            }
            Entry::Origin(_) | Entry::Include { .. } | Entry::Generate(_) => return false,
            Entry::Record(_) | Entry::Broken { .. } | Entry::Ttl(_) | Entry::UnreadTtl(_) | Entry::Date => {}
        }
    }
    last.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::name::display_name;

    #[test]
    fn only_exports_are_laid_out_like_exports() {
        let cli53 = "$ORIGIN example.com.\n@\t60\tIN\tNS\tns.example.net.\na\t60\tIN\tA\t192.0.2.1\n";
        let gcloud = "example.com. 60 IN NS ns.example.net.\na.example.com. 60 IN A 192.0.2.1\n";
        let dnscontrol = "$ORIGIN example.com.\n$TTL 300\n@                IN A     192.0.2.1\n                 IN MX    1 a\na-long-name 60   IN A     192.0.2.1\na-longer-name-yet IN CNAME a\n;@               IN CF_REDIRECT a,b\n\n";
        for (text, expected) in [
            (cli53.to_owned(), Some("example.com.")),
            (gcloud.to_owned(), Some("example.com.")),
            (gcloud.replace("example.com. ", "example.com "), None),
            (format!("$ORIGIN .\n{}", gcloud.replace("example.com. ", "example.com ")), Some("example.com.")),
            (dnscontrol.to_owned(), Some("example.com.")),
            (format!("{cli53}www\t60\tAWS\tALIAS\tA a $self false\n"), Some("example.com.")),
            (format!("{gcloud}sub.example.com. 60 IN NS ns.example.net.\n"), Some("example.com.")),
            // Records of a manual.
            (gcloud.replace(" A 192.0.2.1", " SRV 0 0 873 b.example.com."), None),
            (gcloud.replace(" A 192.0.2.1", " MX 10 b.example.com.").repeat(4), None),
            (gcloud.replace(" A 192.0.2.1", " MX 10 b.example.com.").repeat(5), Some("example.com.")),
            (gcloud.replace(" A 192.0.2.1", " AAAA 2001:db8::1"), Some("example.com.")),
            // Written by hand, or no whole zone.
            (cli53.replace("a\t60\t", "a\t"), None),
            (cli53.replace("60\tIN", "60"), None),
            (cli53.replace("NS", "CNAME"), None),
            (cli53.replace("$ORIGIN example.com.\n", ""), None),
            (cli53.replace("com.\n", "com\n"), None),
            (format!("{cli53}@ 60 IN SOA ns h 1 2 3 4 5\n"), None),
            (format!("{cli53}$INCLUDE more\n"), None),
            (format!("{cli53}$ORIGIN example.org.\n"), None),
            (format!("{gcloud}a.example.net. 60 IN A 192.0.2.1\n"), None),
            (dnscontrol.replace("@                IN A", "@ IN A"), None),
            (dnscontrol.replace("$TTL 300\n", ""), None),
            (dnscontrol.replace("IN MX", "MX"), None),
            (format!("{dnscontrol}$ORIGIN example.org.\n"), None),
            ("$ORIGIN example.com.\n$TTL 300\n".to_owned(), None),
            (String::new(), None),
        ] {
            let found = zone_of_layout(text.as_bytes()).map(|name| display_name(&name));
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
