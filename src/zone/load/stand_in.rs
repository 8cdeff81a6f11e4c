//! What stands in a zone file for something else: the types, TTLs and names that gdnsd alone reads, and words that
//! were to be replaced by addresses. Names each kind once a file. Reads no record.

use std::ops::Range;

use crate::base::printable::printable;
use crate::base::spelling::distance;
use crate::base::unfilled::{holds_placeholder, is_unfilled, spaced_placeholder};
use crate::syntax::ttl::parse_ttl;
use crate::syntax::{SyntaxError, UNKNOWN_DIRECTIVE, UNKNOWN_TYPE};
use crate::zone::load::pasted_text::Pasted;

/// What gdnsd alone reads: all of a file is one mistake.
const GDNSD: &str = "gdnsd";

/// The longest word that is looked at, in octets.
const LONGEST: usize = 255;

/// The placeholder with blanks in it that an error is in; `line` begins at `start`.
pub(super) fn spaced(error: &SyntaxError, line: &[u8], start: usize) -> Option<Pasted> {
    let Range { start: first, end } = error.place();
    let found = spaced_placeholder(line, &(first.saturating_sub(start)..end.saturating_sub(start)))?;
    Some(not_filled_in(&line[found.clone()], start + found.start..start + found.end))
}

/// How what is wrong with words that stand for others ends.
pub const NOT_FILLED_IN: &str = " stands for what is not filled in";

/// What is said of words that stand for others.
fn not_filled_in(words: &[u8], place: Range<usize>) -> Pasted {
    let message = format!("`{}`{NOT_FILLED_IN}", printable(words));
    let help = match holds_placeholder(words) {
        true => "lint the zone file that is made from this template, or write the value in its place",
        false => "write the value in its place",
    };
    Pasted::of_kind("brackets", place, message, help.to_owned())
}

/// What the word at an error in `text`, or the `line` that it is in, stands for.
pub(super) fn stand_in(error: &SyntaxError, line: &[u8], text: &[u8]) -> Option<Pasted> {
    let (dots, ellipsis) = (line.trim_ascii(), "\u{2026}".as_bytes());
    if !dots.is_empty() && (dots.iter().all(|octet| *octet == b'.') || dots == ellipsis) {
        let message = "a line of dots is not a record: it stands for lines that are left out".to_owned();
        let help = "write these lines, or leave it out".to_owned();
        return Some(Pasted::of_kind("dots", error.place(), message, help));
    }
    let word = text.get(error.place()).filter(|word| word.len() <= LONGEST)?;
    if word.ends_with(b"...") && error.message.contains("is not a domain name") {
        let message = format!("`{}` is not written out", printable(word));
        return Some(Pasted::of_kind("elision", error.place(), message, "write the whole name".to_owned()));
    }
    let rest = &text[error.place().start..(error.place().start + LONGEST).min(text.len())];
    of_gdnsd(word, error)
        .or_else(|| address(word, error))
        .or_else(|| bracketed(rest, error))
        .or_else(|| marked(word, line, error))
}

/// A word that stands as a whole, or behind its key, for a value: `%ttl%`, `${TTL}`, `@SERIAL@`, `ipv4hint=%ip%`.
fn marked(word: &[u8], line: &[u8], error: &SyntaxError) -> Option<Pasted> {
    let value = word.rsplit(|octet| *octet == b'=').next()?;
    // What a directive is called is no value, and a `$` of a pattern none that is to be written.
    let is_generate = line.get(..GENERATE.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(GENERATE));
    let is_meant_for = |name: &&str| {
        let word = String::from_utf8_lossy(value).to_ascii_uppercase();
        word.strip_prefix('$').is_some_and(|word| distance(name, word.trim_start()) <= 1)
    };
    let is_directive = ["ORIGIN", "TTL", "INCLUDE", "GENERATE"].iter().any(is_meant_for);
    let is_value = !error.message.starts_with(UNKNOWN_DIRECTIVE) && !is_generate && !is_directive;
    let is_word = |word: &[u8]| {
        let is_letter = |octet: &u8| octet.is_ascii_alphabetic() || !octet.is_ascii();
        word.iter().any(is_letter) && !word.iter().any(u8::is_ascii_whitespace)
    };
    (is_value && is_word(word) && is_unfilled(value)).then(|| not_filled_in(value, error.place()))
}

const GENERATE: &[u8] = b"$GENERATE";

/// Words in brackets at the beginning of a text, as manuals have them for what their reader is to write: `[key tag]`, `<target>`.
fn bracketed(text: &[u8], error: &SyntaxError) -> Option<Pasted> {
    let close = match text {
        [b'[', first, ..] if first.is_ascii_alphabetic() => b']',
        [b'<', first, ..] if first.is_ascii_alphabetic() => b'>',
        [b'%', b'(', first, ..] if first.is_ascii_alphabetic() => b')',
        _ => return None,
    };
    let line = text.split(|octet| *octet == b'\n').next()?;
    let end = memchr::memchr(close, line)?;
    Some(not_filled_in(&line[..=end], error.place()))
}

/// The types `DYNA` and `DYNC`, a TTL with the least that it may become (`300/10`), `@Z` for the zone's name, and a
/// directive, as gdnsd's zone files have them.
fn of_gdnsd(word: &[u8], error: &SyntaxError) -> Option<Pasted> {
    let message = &error.message;
    let may_be_ttl = message.starts_with(UNKNOWN_TYPE) || message.ends_with("is not a TTL");
    let is_ttl = |part: &[u8]| may_be_ttl && parse_ttl(part).is_ok();
    let is_pair =
        || memchr::memchr(b'/', word).is_some_and(|at| is_ttl(&word[..at]) && is_ttl(&word[at + 1..]));
    let (what, help) = if word.eq_ignore_ascii_case(b"DYNA") {
        ("type for addresses that it chooses", INSTEAD_OF_TYPE)
    } else if word.eq_ignore_ascii_case(b"DYNC") {
        ("type for an alias or addresses that it chooses", INSTEAD_OF_TYPE)
    } else if is_pair() {
        ("pair of the longest and the shortest TTL", "for BIND, write one TTL")
    } else if word.ends_with(b"@Z") || word.ends_with(b"@F") {
        ("name for the zone or the file's origin", "for BIND, write the name itself, with its final dot")
    } else if word.get(..12).is_some_and(|begin| begin.eq_ignore_ascii_case(b"$ADDR_LIMIT_")) {
        ("limit for the addresses of an answer", "for BIND, leave the line out")
    } else {
        return None;
    };
    let message = format!("`{}` is gdnsd's {what}: BIND refuses it", printable(word));
    let help = format!("{help}; where gdnsd serves the zone, silence it: `; srvlint: ignore[syntax] gdnsd`");
    Some(Pasted::of_kind(GDNSD, error.place(), message, help))
}

const INSTEAD_OF_TYPE: &str = "for BIND, give the name the addresses that it stands for";

/// A word where an address belongs: `X.X.X.10`, `2001:XXXX::10`, `<ip>`, `your.ip.here`.
fn address(word: &[u8], error: &SyntaxError) -> Option<Pasted> {
    let message = &error.message;
    let is_v4 = message.ends_with("is not an IPv4 address");
    if !is_v4 && !message.ends_with("is not an IPv6 address") {
        return None;
    }
    let is_x = |octet: &u8| matches!(octet, b'x' | b'X');
    // `193.XXX.YYY.ZZZ`
    let is_run = |part: &[u8]| {
        part.len() > 1 && part[0].is_ascii_alphabetic() && part.iter().all(|octet| *octet == part[0])
    };
    let is_number = |part: &[u8]| {
        !part.is_empty() && part.iter().all(|octet| octet.is_ascii_digit() || is_x(octet)) || is_run(part)
    };
    let parts: Vec<&[u8]> = word.split(|octet| *octet == b'.').collect();
    let are_four = |fits: &dyn Fn(&[u8]) -> bool| parts.len() == 4 && parts.iter().all(|part| fits(part));
    let numbers = || are_four(&is_number);
    // `X.Y.Z.A`: letters in place of numbers.
    let is_letter = |part: &[u8]| matches!(part, [letter] if letter.is_ascii_alphabetic());
    let letters = || {
        let several = parts.iter().filter(|part| is_letter(part)).count() > 1;
        several && are_four(&|part| is_letter(part) || is_number(part))
    };
    // `111.222.333.444`: one digit again and again, which is often no address.
    let is_repeated = |part: &[u8]| part.len() == 3 && part.iter().all(|octet| *octet == part[0]);
    let repeated = || are_four(&|part| is_number(part) && is_repeated(part));
    let is_group = |octet: &u8| octet.is_ascii_hexdigit() || is_x(octet) || *octet == b':';
    let groups = || word.contains(&b':') && word.iter().all(is_group);
    let says_ip = |part: &[u8]| {
        let digits = part.iter().rev().take_while(|octet| octet.is_ascii_digit()).count();
        let name = &part[..part.len() - digits];
        [&b"ip"[..], b"ipv", b"addr", b"address", b"ipaddr", b"ipaddress"]
            .iter()
            .any(|it| name.eq_ignore_ascii_case(it))
    };
    let is_between = |octet: &u8| !octet.is_ascii_alphanumeric();
    // A name with dots is a host's.
    let is_yours = |part: &[u8]| {
        [&b"your"[..], b"my", b"server", b"host"].iter().any(|it| part.eq_ignore_ascii_case(it))
    };
    let is_word = !word.contains(&b'.') || word.split(is_between).next().is_some_and(is_yours);
    // As a script replaces it: `__PUBLIC_V4__`, `@ADDRESS@`, `%HOST%`, `$HOST`.
    let ends = |mark: &[u8]| word.len() > 2 * mark.len() && word.starts_with(mark) && word.ends_with(mark);
    let is_marked = [&b"__"[..], b"@", b"%"].into_iter().any(ends) || word.len() > 1 && word[0] == b'$';
    let is_placeholder = word.iter().any(is_x) && (numbers() || groups())
        || repeated()
        || letters()
        || is_word && word.split(is_between).any(says_ip)
        || is_marked;
    let message = format!("`{}` stands for an address that is not filled in", printable(word));
    let help = "write the address in its place".to_owned();
    is_placeholder.then(|| Pasted::of_kind("address", error.place(), message, help))
}
