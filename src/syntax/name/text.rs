//! The text of domain names: to labels, to a hickory `Name` or to a key, and back to text. Knows no zone.

use hickory_proto::rr::Name;
use hickory_proto::serialize::binary::BinDecodable;
use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{tag, take, take_while_m_n, take_while1};
use nom::combinator::map;

use crate::syntax::name::key::NameKey;
use crate::syntax::name::origin::Origin;

/// The longest label, in octets (RFC 1035 section 2.3.4).
pub(super) const LONGEST_LABEL: usize = 63;
/// The longest name on the wire, in octets, with the root (RFC 1035 section 2.3.4).
pub(super) const LONGEST_NAME: usize = 255;

/// Why a text is not a domain name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadName {
    /// Two dots in a row, or a dot at the beginning.
    EmptyLabel,
    /// A label of more than 63 octets.
    LongLabel,
    /// More than 255 octets on the wire, with the origin.
    LongName,
    /// `\` with a number over 255.
    BadEscape,
    /// The text ends in the middle of an escape, or is empty.
    Unfinished,
    /// `\[`: the bit-string labels that RFC 6891 section 5 retired.
    BitString,
}

impl BadName {
    /// What is wrong, in a few words.
    pub fn reason(self) -> &'static str {
        match self {
            BadName::EmptyLabel => "empty label: two dots in a row, or a leading dot",
            BadName::LongLabel => "a label is longer than 63 octets",
            BadName::LongName => "the name is longer than 255 octets",
            BadName::BadEscape => "bad escape: `\\DDD` is three digits, at most 255",
            BadName::Unfinished => "the name ends too early",
            BadName::BitString => "`\\[` begins a bit-string label, which no server supports any more",
        }
    }
}

/// Key of the name that `text` means below `origin`, and whether it is relative.
///
/// Calls `each` with the keys on the way: of the names from below the origin (of a relative name)
/// or from below the root down to the name itself.
///
/// # Errors
/// What makes the text no name; `\` only counts as an escape if `escaped`.
#[inline]
pub fn name_key(
    text: &[u8],
    escaped: bool,
    origin: &Origin,
    mut each: impl FnMut(NameKey),
) -> Result<(NameKey, bool), BadName> {
    if escaped {
        let parts = Labels::parse(text)?;
        return parts.key(origin, each).map(|key| (key, parts.relative));
    }
    match text {
        b"@" => return Ok((origin.key(), true)),
        b"." => return Ok((NameKey::root(), false)),
        b"" => return Err(BadName::Unfinished),
        _ => {}
    }
    let (mut rest, relative) = match text.strip_suffix(b".") {
        Some(absolute) => (absolute, false),
        None => (text, true),
    };
    let (mut key, above) = if relative { (origin.key(), origin.length()) } else { (NameKey::root(), 1) };
    if rest.len() + 1 + above > LONGEST_NAME {
        return Err(too_long(rest));
    }
    loop {
        let dot = rest.iter().rposition(|octet| *octet == b'.');
        let label = &rest[dot.map_or(0, |dot| dot + 1)..];
        match label.len() {
            0 => return Err(BadName::EmptyLabel),
            1..=LONGEST_LABEL => key = key.child(label),
            _ => return Err(BadName::LongLabel),
        }
        each(key);
        match dot {
            Some(dot) => rest = &rest[..dot],
            None => return Ok((key, relative)),
        }
    }
}

/// Which of its faults a long text shows first, as BIND names them.
fn too_long(text: &[u8]) -> BadName {
    let mut labels = text.split(|octet| *octet == b'.');
    labels
        .find_map(|label| match label.len() {
            0 => Some(BadName::EmptyLabel),
            64.. => Some(BadName::LongLabel),
            _ => None,
        })
        .unwrap_or(BadName::LongName)
}

/// The name that `text` means below `origin`.
///
/// # Errors
/// What makes the text no name.
pub fn parse_name(text: &[u8], origin: &Name) -> Result<Name, BadName> {
    if text == b"@" {
        return Ok(origin.clone());
    }
    let (own, relative) = match plain_name(text) {
        Some(own) => own,
        None => {
            let Labels { labels, relative } = Labels::parse(text)?;
            // One by one: `Name::from_labels` makes lists of them first.
            let own = labels.iter().try_fold(Name::root(), |name, label| name.append_label(&label[..]));
            (own.map_err(|_| BadName::LongName)?, relative)
        }
    };
    let mut name = if relative { own.append_domain(origin).map_err(|_| BadName::LongName)? } else { own };
    name.set_fqdn(true);
    Ok(name)
}

/// An absolute name from text such as a command line's, where the final dot may be left out.
///
/// # Errors
/// What makes the text no name.
pub fn absolute_name(text: &str) -> Result<Name, BadName> {
    parse_name(text.as_bytes(), &Name::root())
}

/// The name of the labels of a text without escapes, and whether it is relative; `None` if it takes more to read it, or to
/// say what is wrong.
fn plain_name(text: &[u8]) -> Option<(Name, bool)> {
    let (rest, relative) = match text.strip_suffix(b".") {
        Some(absolute) => (absolute, false),
        None => (text, true),
    };
    if rest.len() + 2 > LONGEST_NAME || memchr::memchr(b'\\', rest).is_some() {
        return None;
    }
    // As in a packet, the length of each label before it: to append them one by one makes a list of each first.
    let mut packed = [0; LONGEST_NAME];
    packed[1..=rest.len()].copy_from_slice(rest);
    let mut start = 0;
    for end in memchr::memchr_iter(b'.', rest).chain([rest.len()]) {
        let length = end - start;
        if !(1..=LONGEST_LABEL).contains(&length) {
            return None;
        }
        packed[start] = length as u8;
        start = end + 1;
    }
    Some((Name::from_bytes(&packed[..=start]).ok()?, relative))
}

/// The labels of a name as octets, escapes resolved.
struct Labels {
    labels: Vec<Vec<u8>>,
    relative: bool,
}

/// One piece of a name's text.
enum Piece<'a> {
    Plain(&'a [u8]),
    Octet(Option<u8>),
    Dot,
    BitString,
}

impl Labels {
    fn parse(text: &[u8]) -> Result<Self, BadName> {
        if text == b"." {
            return Ok(Self { labels: Vec::new(), relative: false });
        }
        if text.is_empty() {
            return Err(BadName::Unfinished);
        }
        let (mut labels, mut label, mut rest) = (Vec::new(), Vec::new(), text);
        while !rest.is_empty() {
            let (next, piece) = piece(rest).ok_or(BadName::Unfinished)?;
            match piece {
                Piece::Plain(octets) => label.extend_from_slice(octets),
                Piece::Octet(octet) => label.push(octet.ok_or(BadName::BadEscape)?),
                Piece::BitString if label.is_empty() => return Err(BadName::BitString),
                Piece::BitString => label.push(b'['),
                Piece::Dot if label.is_empty() => return Err(BadName::EmptyLabel),
                Piece::Dot => labels.push(std::mem::take(&mut label)),
            }
            if label.len() > LONGEST_LABEL {
                return Err(BadName::LongLabel);
            }
            rest = next;
        }
        let relative = !label.is_empty();
        labels.extend(relative.then_some(label));
        Ok(Self { labels, relative })
    }

    fn key(&self, origin: &Origin, mut each: impl FnMut(NameKey)) -> Result<NameKey, BadName> {
        let (above, above_length) =
            if self.relative { (origin.key(), origin.length()) } else { (NameKey::root(), 1) };
        let length = self.labels.iter().map(|label| label.len() + 1).sum::<usize>() + above_length;
        if length > LONGEST_NAME {
            return Err(BadName::LongName);
        }
        let below = |key: NameKey, label: &Vec<u8>| {
            let key = key.child(label);
            each(key);
            key
        };
        Ok(self.labels.iter().rev().fold(above, below))
    }
}

/// The first piece of a name's text; `None` where the text ends inside an escape.
fn piece(input: &[u8]) -> Option<(&[u8], Piece<'_>)> {
    let digit = |octet: u8| octet.is_ascii_digit();
    let number =
        |digits: &[u8]| crate::syntax::ttl::decimal(digits).and_then(|value| u8::try_from(value).ok());
    let mut piece = alt((
        map(take_while1(|octet| octet != b'.' && octet != b'\\'), Piece::Plain),
        map(tag("."), |_| Piece::Dot),
        map(tag("\\["), |_| Piece::BitString),
        map((tag("\\"), take_while_m_n(3, 3, digit)), move |(_, digits)| Piece::Octet(number(digits))),
        map(
            (tag("\\"), nom::combinator::not(take_while1(digit)), take(1usize)),
            |(_, (), octet): (_, _, &[u8])| Piece::Octet(Some(octet[0])),
        ),
    ));
    let parsed: nom::IResult<&[u8], Piece<'_>> = piece.parse(input);
    parsed.ok()
}

/// A name as BIND writes it: absolute, special octets escaped, others as `\DDD` in decimal.
pub fn display_name(name: &Name) -> String {
    // As long as on the wire, unless it has octets to escape.
    let mut text = String::with_capacity(name.len());
    for label in name.iter() {
        display_label(label, &mut text);
        text.push('.');
    }
    if text.is_empty() {
        text.push('.');
    }
    text
}

/// The name that `text` means below `origin`, as `display_name` writes it, where that takes no more than to put the two
/// behind each other: `text` was read as a name before, and no octet of it is escaped or would be.
pub fn display_plain(text: &[u8], origin: &Origin) -> Option<String> {
    let plain = std::str::from_utf8(text)
        .ok()
        .filter(|_| text.iter().all(|octet| is_plain(*octet) || *octet == b'.'));
    let text = plain.filter(|text| !text.is_empty())?;
    if text.ends_with('.') {
        return Some(text.to_owned());
    }
    let above = if origin.name.is_root() { "" } else { origin_text(origin) };
    let mut name = String::with_capacity(text.len() + 1 + above.len());
    name.push_str(text);
    name.push('.');
    name.push_str(above);
    Some(name)
}

/// The name of `origin` as [`display_name`] writes it.
pub fn origin_text(origin: &Origin) -> &str {
    origin.text(display_name)
}

/// Whether BIND writes an octet of a label as it is.
fn is_plain(octet: u8) -> bool {
    PLAIN[usize::from(octet)]
}

/// For each octet, whether it is plain.
const PLAIN: [bool; 256] = {
    let (mut plain, mut octet) = ([false; 256], 0x21);
    while octet <= 0x7e {
        plain[octet] = !matches!(octet as u8, b'@' | b'$' | b'"' | b'(' | b')' | b'.' | b';' | b'\\');
        octet += 1;
    }
    plain
};

/// Appends a label as BIND writes it.
fn display_label(label: &[u8], text: &mut String) {
    if let Ok(label) = std::str::from_utf8(label)
        && label.bytes().all(is_plain)
    {
        text.push_str(label);
        return;
    }
    for octet in label {
        match octet {
            octet if is_plain(*octet) => text.push(char::from(*octet)),
            0x21..=0x7e => {
                text.push('\\');
                text.push(char::from(*octet));
            }
            _ => text.push_str(&format!("\\{octet:03}")),
        }
    }
}

/// The labels of a name as lower-case text, each as BIND writes it.
pub fn label_texts(name: &Name) -> Vec<String> {
    name.iter()
        .map(|label| {
            let mut text = String::new();
            display_label(&label.to_ascii_lowercase(), &mut text);
            text
        })
        .collect()
}

/// `name` written as briefly as it can be below `origin`: relative, `@`, or absolute with its dot.
pub fn relative_to(name: &Name, origin: &Name) -> String {
    let (labels, above) = (name.iter().count(), origin.iter().count());
    if !origin.zone_of(name) || above == 0 {
        return display_name(name);
    }
    if labels == above {
        return "@".to_owned();
    }
    let mut text = String::with_capacity(name.len());
    for (index, label) in name.iter().take(labels - above).enumerate() {
        if index > 0 {
            text.push('.');
        }
        display_label(label, &mut text);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Origin {
        Origin::new(absolute_name("example.com").expect("a name"))
    }

    fn shown(text: &str) -> Result<String, BadName> {
        let name = parse_name(text.as_bytes(), &example().name)?;
        if let Some(plain) = display_plain(text.as_bytes(), &example()) {
            assert_eq!(plain, display_name(&name), "{text}: the short way to the text agrees");
        }
        let (key, _) = name_key(text.as_bytes(), text.contains('\\'), &example(), |_| ())?;
        assert_eq!(key, NameKey::of(&name), "{text}: both ways to a key agree");
        Ok(display_name(&name))
    }

    #[test]
    fn names_are_completed_and_escapes_resolved() {
        for (text, name) in [
            ("@", "example.com."),
            (".", "."),
            ("a", "a.example.com."),
            ("A.b", "A.b.example.com."),
            ("a.", "a."),
            (r"a\.b", r"a\.b.example.com."),
            (r"a\046b.", r"a\.b."),
            (r"\@", r"\@.example.com."),
            (r"t.example.com\.", r"t.example.com\..example.com."),
            ("a@b", r"a\@b.example.com."),
            (r"\097", "a.example.com."),
            (r"My\032Printer", r"My\032Printer.example.com."),
            (r"a\[", "a[.example.com."),
        ] {
            assert_eq!(shown(text), Ok(name.to_owned()), "{text}");
        }
        assert_eq!(display_name(&parse_name(b"\xc3\xbc", &Name::root()).expect("a name")), r"\195\188.");
    }

    #[test]
    fn what_is_no_name() {
        for (text, reason) in [
            ("", BadName::Unfinished),
            ("a..b", BadName::EmptyLabel),
            (".a", BadName::EmptyLabel),
            ("a..", BadName::EmptyLabel),
            (r"a\256", BadName::BadEscape),
            (r"a\09", BadName::Unfinished),
            ("a\\", BadName::Unfinished),
            (r"\[x", BadName::BitString),
        ] {
            assert_eq!(shown(text), Err(reason), "{text}");
        }
    }

    #[test]
    fn the_limits_of_length() {
        let label = "a".repeat(63);
        assert!(shown(&label).is_ok());
        assert_eq!(shown(&format!("{label}a")), Err(BadName::LongLabel));
        let three = format!("{label}.{label}.{label}");
        assert!(shown(&format!("{three}.{}.", "a".repeat(61))).is_ok());
        assert_eq!(shown(&format!("{three}.{}.", "a".repeat(62))), Err(BadName::LongName));
        assert!(shown(&format!("{three}.{}", "a".repeat(49))).is_ok());
        assert_eq!(shown(&format!("{three}.{}", "a".repeat(50))), Err(BadName::LongName));
    }

    #[test]
    fn keys_ignore_ascii_case_and_nothing_else() {
        let key = |text: &str| name_key(text.as_bytes(), false, &example(), |_| ()).expect("a name").0;
        assert_eq!(key("AbCdEfGhIjKlMnOpQrStUvWxYz"), key("aBcDeFgHiJkLmNoPqRsTuVwXyZ"));
        assert_eq!(key("sip"), key("SIP.Example.COM."));
        for (one, other) in
            [("[", "{"), ("@a", "`a"), ("a.b", "b.a"), ("a-b", "a.b"), ("1", "11"), ("\u{c0}", "\u{e0}")]
        {
            assert_ne!(key(one), key(other), "{one} {other}");
        }
    }

    #[test]
    fn the_shortest_way_to_write_a_name() {
        let origin = example().name.clone();
        for (name, text) in
            [("sip.example.com.", "sip"), ("example.com.", "@"), ("example.net.", "example.net.")]
        {
            assert_eq!(relative_to(&absolute_name(name).expect("a name"), &origin), text);
        }
    }
}
