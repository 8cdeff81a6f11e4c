//! Lines of pages and panels in the place of records: Markdown's marks around a record, a table, a listing with a title before each
//! value, an arrow where the type belongs, a word where a TTL or a class does. Says which record was meant. Reads no record.

use hickory_proto::rr::RecordType;

use crate::base::printable::printable;
use crate::syntax::address::{ipv4, ipv6};
use crate::syntax::name::{is_host_label, with_final_dot};
use crate::syntax::record_type::{may_precede_type, record_type};
use crate::syntax::{RecordEntry, SyntaxError, UNKNOWN_TYPE, Word, is_type_in_capitals, look_like_rdata};
use crate::zone::load::pasted_text::Pasted;
use crate::zone::rdata::BadField;

/// How many lines of a table are looked through for one that is a record.
const MOST_LINES: usize = 16;
/// More words than a line of a listing has.
const MOST_WORDS: usize = 24;

/// What a message says of a table or a listing.
const NO_ZONE_FILE: &str = "and not a zone file";
/// How a message begins about a record with marks around it.
const MARKS_AROUND: &str = "Markdown's marks stand around the record";
/// What messages say of a line that is certainly meant for one record.
const OF_RECORDS: [&str; 3] = ["stand around the record", "in the place of the type", "in the place of a"];

/// Whether a message is about a line that is certainly meant for a record.
pub(super) fn is_of_record(message: &str) -> bool {
    OF_RECORDS.iter().any(|what| message.contains(what))
}

/// What explains a mistake in the `line` of `text` that begins at `start`, if it comes from a page or a panel.
pub(super) fn of_page(error: &SyntaxError, line: &[u8], start: usize, text: &[u8]) -> Option<Pasted> {
    let line = std::str::from_utf8(line).ok()?;
    let before = text.get(..start)?;
    let of_line = table(line, before, text.get(start..)?)
        .or_else(|| listing(line, before))
        .or_else(|| marked(line))
        .or_else(|| arrow(line));
    if let Some((kind, message, help)) = of_line {
        let indent = line.len() - line.trim_start().len();
        return Some(Pasted::of_kind(kind, start + indent..start + line.trim_end().len(), message, help));
    }
    let (kind, message, help) = word_for_value(line, error, text)?;
    Some(Pasted::of_kind(kind, error.place(), message, help))
}

/// The kind of a mistake, what is wrong, and what helps.
type Told = (&'static str, String, String);

/// A table, with columns between `|`, or a row of one that stands alone.
fn table(line: &str, before: &[u8], behind: &[u8]) -> Option<Told> {
    let is_row = |line: &str| line.trim_start().starts_with('|') && line.matches('|').count() > 2;
    if !is_row(line) {
        return None;
    }
    let text = |line| std::str::from_utf8(line).ok();
    let rows = || {
        behind.split(|octet| *octet == b'\n').take(MOST_LINES).map_while(text).take_while(|row| is_row(row))
    };
    let record = rows().find_map(record_of_row);
    let is_alone = rows().count() < 2 && !last_line(before).is_some_and(is_row);
    let help = match (record, is_alone) {
        (Some(record), true) => format!("write `{record}`"),
        (None, true) => "write it as a record: `NAME TYPE VALUE`".to_owned(),
        (Some(record), false) => format!("write each of its lines as a record: the first is `{record}`"),
        (None, false) => "write each of its lines as a record: `NAME TYPE VALUE`".to_owned(),
    };
    if is_alone {
        return Some(("row", "a row of a table stands in the place of a record".to_owned(), help));
    }
    Some(("table", format!("this is a table, {NO_ZONE_FILE}"), help))
}

/// The last line of a text that ends with it.
fn last_line(text: &[u8]) -> Option<&str> {
    let lines = text.strip_suffix(b"\n")?;
    std::str::from_utf8(lines.rsplit(|octet| *octet == b'\n').next()?).ok()
}

/// The record that a row of a table stands for.
fn record_of_row(row: &str) -> Option<String> {
    let bare = |cell: &str| cell.replace("**", "").replace(['`', '~'], "").trim().to_owned();
    let cells: Vec<String> = row.trim().trim_start_matches('|').split('|').map(bare).collect();
    let leading = row.trim().len() - row.trim().trim_start_matches('|').len();
    let is_type =
        |cell: &String| cell.split(' ').next().is_some_and(|word| is_type_in_capitals(word.as_bytes()));
    let at = cells.iter().position(is_type)?;
    let (owner, values) = match at.checked_sub(1) {
        Some(before) => (cells[before].as_str(), &cells[at + 1..]),
        None if leading > 1 => ("@", &cells[1..]),
        None => (cells.get(1)?.as_str(), cells.get(2..)?),
    };
    let owner = if owner.is_empty() { "@" } else { owner };
    let mut of_type = cells[at].split_ascii_whitespace();
    let rtype = of_type.next()?;
    let before: Vec<&str> = of_type.collect();
    // A column of TTLs may stand before the value, and the fields may have columns of their own.
    let columns = (0..2).flat_map(|first| (1..5).map(move |count| (first, count)));
    let fields = |(first, count): (usize, usize)| {
        let cells = values.get(first..first + count)?.iter();
        Some(
            before
                .iter()
                .copied()
                .chain(cells.flat_map(|cell| cell.split_ascii_whitespace()))
                .collect::<Vec<_>>(),
        )
    };
    columns.filter_map(fields).find_map(|fields| record(owner, rtype, &fields))
}

/// What a title of a listing stands before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Owner,
    Type,
    Service,
    Protocol,
    Priority,
    Weight,
    Port,
    Value,
    Other,
}

/// The titles that panels write before the parts of a record.
const TITLES: [(&str, Part); 21] = [
    ("name", Part::Owner),
    ("host", Part::Owner),
    ("hostname", Part::Owner),
    ("type", Part::Type),
    ("service", Part::Service),
    ("protocol", Part::Protocol),
    ("priority", Part::Priority),
    ("prio", Part::Priority),
    ("preference", Part::Priority),
    ("weight", Part::Weight),
    ("port", Part::Port),
    ("value", Part::Value),
    ("content", Part::Value),
    ("data", Part::Value),
    ("target", Part::Value),
    ("destination", Part::Value),
    ("answer", Part::Value),
    ("address", Part::Value),
    ("points-to", Part::Value),
    ("ttl", Part::Other),
    ("class", Part::Other),
];

/// The arrows that people write between a name and what it leads to.
const ARROWS: [&str; 7] = ["->", "=>", "-->", "==>", "\u{2192}", "\u{21d2}", "="];

/// A listing of a panel: a title before each value.
fn listing(line: &str, before: &[u8]) -> Option<Told> {
    let last = last_line(before).unwrap_or_default();
    let goes_on = line.split_ascii_whitespace().next().is_some_and(|word| ARROWS.contains(&word));
    let whole = if goes_on { format!("{last} {line}") } else { line.to_owned() };
    let parts = parts_of_listing(&whole)?;
    let help = match record_of_listing(&parts) {
        Some(record) => format!("write each of its entries as a record: this one is `{record}`"),
        None => "write each of its entries as a record: `NAME TYPE VALUE`".to_owned(),
    };
    Some(("listing", format!("this is a listing of a panel, {NO_ZONE_FILE}"), help))
}

/// The words of a listing, each with its part; `None` of a line that is none.
fn parts_of_listing(line: &str) -> Option<Vec<(Part, &str)>> {
    let part_of =
        |title: &str| TITLES.iter().find(|(known, _)| title.eq_ignore_ascii_case(known)).map(|it| it.1);
    let (mut parts, mut titles, mut part) = (Vec::new(), Vec::new(), None);
    for word in line.split_ascii_whitespace().skip_while(|word| matches!(*word, "-" | "*")).take(MOST_WORDS) {
        let titled = word.split_once(':').and_then(|(title, rest)| Some((part_of(title)?, rest)));
        if let Some((known, rest)) = titled {
            part = Some(known);
            titles.push(known);
            parts.extend(Some((known, rest)).filter(|_| !rest.is_empty()));
        } else if ARROWS.contains(&word) {
            part = Some(Part::Value);
        } else {
            parts.push((part?, word));
        }
    }
    let has = |part| titles.contains(&part);
    let is_owner = has(Part::Owner) || has(Part::Service);
    (is_owner && (has(Part::Type) || has(Part::Value) || has(Part::Port))).then_some(parts)
}

/// The record that a listing stands for, if it is one.
fn record_of_listing(parts: &[(Part, &str)]) -> Option<String> {
    let of = |part: Part| {
        parts.iter().filter(move |(known, _)| *known == part).map(|(_, word)| word.trim_matches(['`', ',']))
    };
    let label = |part| of(part).next().map(|label| format!("_{}", label.trim_start_matches('_')));
    let owner: Vec<String> = label(Part::Service)
        .into_iter()
        .chain(label(Part::Protocol))
        .chain(of(Part::Owner).next().map(str::to_owned))
        .collect();
    let owner = owner.join(".").trim_end_matches(".@").to_owned();
    let numbers = [Part::Priority, Part::Weight, Part::Port].into_iter().flat_map(of);
    let fields: Vec<&str> = numbers.chain(of(Part::Value)).collect();
    let rtype = of(Part::Type).next().or_else(|| type_of(&owner, &fields))?.to_ascii_uppercase();
    record(&owner, &rtype, &fields)
}

/// Marks that Markdown has around words.
const MARKS: [&str; 3] = ["~~", "**", "`"];

/// The mark that a line begins and ends with, or each of its words.
pub(super) fn mark_around(line: &str) -> Option<&'static str> {
    let line = line.trim();
    let is_around = |mark: &&&str| {
        let ends = line.ends_with(**mark)
            || line.split_ascii_whitespace().next().is_some_and(|word| word.ends_with(**mark));
        line.len() > 2 * mark.len() && line.starts_with(**mark) && ends
    };
    MARKS.iter().find(is_around).copied()
}

/// Whether a word may begin with a mark of Markdown's.
#[inline(always)]
pub(super) fn begins_with_mark(word: &[u8]) -> bool {
    matches!(word, [b'~' | b'`', ..] | [b'*', b'*', ..])
}

/// Refuses a record that a server reads, marks and all.
///
/// # Errors
/// That there are marks.
pub(super) fn marked_record(entry: &RecordEntry<'_>, text: &[u8]) -> Result<(), BadField> {
    let (Some(owner), Some(last)) = (entry.owner, entry.rdata.last()) else { return Ok(()) };
    let octets = owner.text(text);
    if !begins_with_mark(octets) || owner.escaped {
        return Ok(());
    }
    let is_around = |mark: &&&str| {
        let mark = mark.as_bytes();
        let ends = |word: &[u8]| word.len() > mark.len() && word.ends_with(mark);
        octets.starts_with(mark) && (ends(octets) && octets.len() > 2 * mark.len() || ends(last.text(text)))
    };
    let Some(mark) = MARKS.iter().find(is_around) else { return Ok(()) };
    let help = Some("write the record without them, or leave the line out".to_owned());
    Err(Box::new(SyntaxError { help, ..SyntaxError::at(owner, format!("{MARKS_AROUND}: `{mark}`")) }))
}

/// A record with Markdown's marks around it, or around its words.
fn marked(line: &str) -> Option<Told> {
    let mark = mark_around(line)?;
    let bare = line.replace(mark, "");
    let words: Vec<&str> = bare.split_ascii_whitespace().collect();
    let is_type = |word: &&str| is_type_in_capitals(word.as_bytes());
    let at = words.iter().take(4).position(is_type).filter(|at| *at > 0 && at + 1 < words.len())?;
    let (record, at) = (printable(words.join(" ").as_bytes()), at + 1);
    let is_filled_in = !words[at..].iter().any(|word| word.contains('<'));
    let write = if is_filled_in {
        format!("write `{record}`")
    } else {
        "take them away, and write the value".to_owned()
    };
    let help = match mark {
        "~~" => format!("it is struck out: leave the line out, or {write}"),
        _ => write,
    };
    Some((mark, format!("{MARKS_AROUND}: `{mark}`"), help))
}

/// An arrow in the place of the type, or behind it.
fn arrow(line: &str) -> Option<Told> {
    let words: Vec<&str> = line.split_ascii_whitespace().take(MOST_WORDS).collect();
    let at = words.iter().take(5).position(|word| ARROWS.contains(word)).filter(|at| *at > 0)?;
    let (owner, between, rest) = (words[0], &words[1..at], &words[at + 1..]);
    let rtype = between.iter().copied().find(|word| is_type_in_capitals(word.as_bytes()));
    let is_between = |word: &&str| Some(*word) == rtype || may_precede_type(word.as_bytes());
    let is_name =
        |label: &str| is_host_label(label.trim_start_matches('_').as_bytes()) || matches!(label, "@" | "*");
    if !between.iter().all(is_between) || !owner.trim_end_matches('.').split('.').all(is_name) {
        return None;
    }
    let count = if owner.starts_with('_') && rest.len() > 3 { 4 } else { 1 };
    let fields = rest.get(..count)?;
    let written = rtype.or_else(|| type_of(owner, fields)).and_then(|rtype| record(owner, rtype, fields));
    let help = match written {
        Some(record) => format!("write `{record}`"),
        // A line of another program's configuration has such a sign, too.
        None if words[at] == "=" => return None,
        None => "write the type and the value in its place".to_owned(),
    };
    Some(("arrow", format!("`{}` stands in the place of the type", words[at]), help))
}

/// The words that manuals and panels have for a TTL or a class, what each stands for, and what to write.
const WORDS: [(&str, &str, &str); 4] = [
    ("TTL", "a number of seconds", "write a number, such as `3600`, or leave it out"),
    ("AUTO", "a TTL that a panel chooses", "leave it out"),
    ("AUTOMATIC", "a TTL that a panel chooses", "leave it out"),
    ("CLASS", "a class", "write `IN`, or leave it out"),
];

/// A word in the place of a TTL or a class.
fn word_for_value(line: &str, error: &SyntaxError, text: &[u8]) -> Option<Told> {
    let word = std::str::from_utf8(text.get(error.start as usize..error.end as usize)?).ok()?;
    let (kind, what, help) = WORDS.iter().find(|(known, ..)| word.eq_ignore_ascii_case(known))?;
    let words: Vec<&str> = line.split_ascii_whitespace().collect();
    let at = words.iter().take(3).position(|known| *known == word)?;
    let is_type = |word: &&str| record_type(word.as_bytes()).is_some();
    // More such words may stand before the type.
    let has_type = words[at + 1..].iter().take(3).any(is_type);
    if !has_type || !error.message.starts_with(UNKNOWN_TYPE) {
        return None;
    }
    let is_kept = |word: &&&str| !WORDS.iter().any(|(known, ..)| word.eq_ignore_ascii_case(known));
    let left: Vec<&str> = words.iter().filter(is_kept).copied().collect();
    let record = printable(left.join(" ").as_bytes());
    Some((kind, format!("`{word}` stands in the place of {what}"), format!("{help}: `{record}`")))
}

/// The type that fields tell: an address's, four of an SRV record, or a host's name.
fn type_of(owner: &str, fields: &[&str]) -> Option<&'static str> {
    match fields {
        [address] if ipv4(address.as_bytes()).is_some() => Some("A"),
        [address] if ipv6(address.as_bytes()).is_some() => Some("AAAA"),
        [_, _, _, _] if owner.starts_with('_') => Some("SRV"),
        [host] if is_host(host) && !owner.starts_with('_') => Some("CNAME"),
        _ => None,
    }
}

/// Whether a word is a host's name with a dot in it, and none that is still to be filled in.
fn is_host(word: &str) -> bool {
    let name = word.strip_suffix('.').unwrap_or(word);
    let is_filled_in = !["your", "my"].iter().any(|begin| name.to_ascii_lowercase().starts_with(begin));
    is_filled_in && name.contains('.') && name.split('.').all(|label| is_host_label(label.as_bytes()))
}

/// A record with these words, if they are the rdata of its type.
fn record(owner: &str, rtype: &str, fields: &[&str]) -> Option<String> {
    let kind = record_type(rtype.as_bytes())?;
    let text = fields.join(" ");
    let mut at = 0;
    let words = fields.iter().map(|field| {
        let start = at;
        at += field.len() as u32 + 1;
        Word { start, end: start + field.len() as u32, quoted: field.starts_with('"'), escaped: false }
    });
    let words: Vec<Word> = words.collect();
    if owner.is_empty() || !look_like_rdata(kind, &words, text.as_bytes()) {
        return None;
    }
    let is_name = !matches!(
        kind,
        RecordType::A | RecordType::AAAA | RecordType::TXT | RecordType::CAA | RecordType::TLSA
    );
    let (last, before) = fields.split_last()?;
    let last = if is_name { with_final_dot(last) } else { (*last).to_owned() };
    let words = [with_final_dot(owner), rtype.to_owned()]
        .into_iter()
        .chain(before.iter().map(|field| (*field).to_owned()));
    let words: Vec<String> = words.chain([last]).collect();
    Some(printable(words.join(" ").as_bytes()))
}
