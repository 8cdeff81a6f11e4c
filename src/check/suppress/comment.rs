//! A comment's octets to the suppressions in it. Knows no rule and no record.
//!
//! ```text
//! comment     = 1*( ";" ( suppression / text ) )
//! suppression = "srvlint:" keyword "[" rule *( "," rule ) "]" [ reason ]
//! keyword     = "ignore" / "ignore-file"
//! reason      = text, in which "until YYYY-MM-DD" sets the last day
//! ```

use nom::bytes::complete::{tag, take_while, take_while1};
use nom::combinator::opt;
use nom::multi::separated_list0;
use nom::sequence::{delimited, preceded};
use nom::{IResult, Parser};

use crate::base::date::Date;
use crate::base::printable::printable;
use crate::base::spelling::hint;
use crate::check::suppress::almost::{Almost, almost, goes_on};
use crate::syntax::MARK;

/// How many suppressions of one comment are read.
const MOST_SUPPRESSIONS: usize = 8;
/// How many rules one suppression may name.
const MOST_RULES: usize = 32;

/// A piece of the text: offset of the first octet, and behind the last one.
pub type CommentRange = (u32, u32);

/// A well-formed suppression; its rules need not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// Whether it is for the whole file.
    pub whole_file: bool,
    /// From `srvlint:` to the end of the rules.
    pub place: CommentRange,
    /// Where the names of rules stand.
    pub rules: Vec<CommentRange>,
    /// The last day on which it counts, and where that stands.
    pub until: Option<(Date, CommentRange)>,
}

/// Why something that begins like a suppression is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadComment {
    /// What is at fault.
    pub place: CommentRange,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: &'static str,
}

/// How to write it.
const FORM: &str = "write `; srvlint: ignore[rule] reason`, or `ignore-file[rule]` before the first record";

/// The last day that a `reason` sets, if it does.
///
/// # Errors
/// That it is not a day.
pub fn last_day(reason: &str) -> Result<Option<Date>, String> {
    until(reason.as_bytes()).map(date).transpose()
}

/// The date that a day is.
fn date(day: &[u8]) -> Result<Date, String> {
    let date = std::str::from_utf8(day).ok().and_then(Date::parse);
    date.ok_or_else(|| format!("`{}` is not a date", printable(day)))
}

/// The suppressions in a comment that begins at offset `at`. Linear in its length.
pub fn suppressions(comment: &[u8], at: u32) -> Vec<Result<Suppression, BadComment>> {
    let mut found = Vec::new();
    let mut start = at;
    for segment in comment.split(|octet| *octet == b';') {
        let begun = segment.trim_ascii_start();
        if begun.starts_with(MARK) {
            let place = start + (segment.len() - begun.len()) as u32;
            if found.len() == MOST_SUPPRESSIONS {
                let message = format!("a comment holds at most {MOST_SUPPRESSIONS} suppressions");
                found.push(Err(BadComment {
                    place: (place, place + MARK.len() as u32),
                    message,
                    help: FORM,
                }));
                break;
            }
            found.push(suppression(begun, place));
        } else if found.len() < MOST_SUPPRESSIONS
            && let Some(Almost { place, message }) = almost(&comment[(start - at) as usize..], segment.len())
        {
            let place = (start + place.0 as u32, start + place.1 as u32);
            found.push(Err(BadComment { place, message, help: FORM }));
        }
        start += segment.len() as u32 + 1;
    }
    found
}

/// The suppression that `text` says, which begins with the mark and stands at offset `at`.
fn suppression(text: &[u8], at: u32) -> Result<Suppression, BadComment> {
    let whole = (at, at + text.trim_ascii_end().len() as u32);
    let fault = |place: CommentRange, message: String| Err(BadComment { place, message, help: FORM });
    let offset = |part: &[u8]| at + (part.as_ptr() as usize - text.as_ptr() as usize) as u32;
    let place = |part: &[u8]| (offset(part), offset(part) + part.len() as u32);
    let Ok((rest, keyword)) = preceded((tag(MARK), blanks), keyword).parse(text) else {
        return fault(whole, "`srvlint:` says nothing here".to_owned());
    };
    let whole_file = match keyword {
        b"ignore" => false,
        b"ignore-file" => true,
        other => {
            let shown = printable(other);
            let hint = hint(&shown.to_ascii_lowercase(), ["ignore", "ignore-file"].into_iter());
            let hint = hint.map_or(String::new(), |hint| format!(": {hint}"));
            return fault(place(other), format!("`srvlint: {shown}` means nothing{hint}"));
        }
    };
    let Ok((reason, names)) = preceded(blanks, opt(names)).parse(rest) else {
        return fault(whole, "the list of rules is not closed".to_owned());
    };
    let end = if names.is_some() { offset(reason) } else { place(keyword).1 };
    let names: Vec<&[u8]> = names.unwrap_or_default().into_iter().filter(|name| !name.is_empty()).collect();
    if names.is_empty() {
        return fault((at, end), "a suppression names the rules that it is for".to_owned());
    }
    if goes_on(reason) {
        return fault(whole, "the list of rules ends before the last rule: nothing is suppressed".to_owned());
    }
    if names.len() > MOST_RULES {
        return fault((at, end), format!("a suppression names at most {MOST_RULES} rules"));
    }
    let until = match until(reason) {
        None => None,
        Some(day) => match date(day) {
            Ok(date) => Some((date, place(day))),
            Err(what) => {
                let message = format!("{what}, so nothing is suppressed");
                return Err(BadComment { place: place(day), message, help: "write the day as `YYYY-MM-DD`" });
            }
        },
    };
    let rules = names.into_iter().map(place).collect();
    Ok(Suppression { whole_file, place: (at, end), rules, until })
}

fn blanks(text: &[u8]) -> IResult<&[u8], &[u8]> {
    take_while(|octet: u8| octet.is_ascii_whitespace()).parse(text)
}

fn keyword(text: &[u8]) -> IResult<&[u8], &[u8]> {
    take_while1(|octet: u8| !octet.is_ascii_whitespace() && octet != b'[').parse(text)
}

/// `[rule, rule]`. A bracket that is not closed is an error.
fn names(text: &[u8]) -> IResult<&[u8], Vec<&[u8]>> {
    let name = take_while(|octet: u8| !matches!(octet, b',' | b']')).map(<[u8]>::trim_ascii);
    let close = nom::combinator::cut(tag(&b"]"[..]));
    delimited(tag(&b"["[..]), separated_list0(tag(&b","[..]), name), close).parse(text)
}

/// Words that tell a day as people do, and a program cannot.
const DAYS: [&str; 37] = [
    "today",
    "tomorrow",
    "eoy",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "q",
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "christmas",
    "easter",
];

/// The word behind `until` if it looks like a day: in a reason, `until the move` is only a word.
fn until(reason: &[u8]) -> Option<&[u8]> {
    let mut words =
        reason.split(u8::is_ascii_whitespace).map(bare).filter(|word| !word.is_empty()).peekable();
    while let Some(word) = words.next() {
        let is_until = word.eq_ignore_ascii_case(b"until");
        if let Some(day) = words.peek().filter(|day| is_until && looks_like_a_day(day)) {
            return Some(day);
        }
    }
    None
}

/// A word without the parentheses, colons, commas and dots around it.
fn bare(word: &[u8]) -> &[u8] {
    let start = word.iter().position(u8::is_ascii_alphanumeric).unwrap_or(word.len());
    let end = word.iter().rposition(u8::is_ascii_alphanumeric).map_or(start, |last| last + 1);
    &word[start..end]
}

fn looks_like_a_day(word: &[u8]) -> bool {
    if word.first().is_some_and(u8::is_ascii_digit) {
        // A year, or a date in some form. A short number alone counts something.
        return word.len() > 3 || word.iter().any(|octet| matches!(octet, b'-' | b'/' | b'.'));
    }
    let letters = word.iter().take_while(|octet| octet.is_ascii_alphabetic()).count();
    DAYS.iter().any(|day| word[..letters].eq_ignore_ascii_case(day.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(comment: &str) -> Vec<String> {
        let text = |place: &CommentRange| comment[place.0 as usize - 7..place.1 as usize - 7].to_owned();
        let show = |found: Result<Suppression, BadComment>| match found {
            Ok(found) => {
                let rules: Vec<String> = found.rules.iter().map(text).collect();
                let until = found.until.map_or(String::new(), |(date, _)| format!(" until {date}"));
                let file = if found.whole_file { "file " } else { "" };
                format!("{file}{}{until}", rules.join("+"))
            }
            Err(fault) => format!("{}: {}", text(&fault.place), fault.message),
        };
        suppressions(comment.as_bytes(), 7).into_iter().map(show).collect()
    }

    #[test]
    fn comments_are_read() {
        for (comment, expected) in [
            ("; srvlint: ignore[long-ttl]", vec!["long-ttl"]),
            (";srvlint:ignore[a,b]", vec!["a+b"]),
            (";;;\tsrvlint:\tignore [ a , b ,, ] why", vec!["a+b"]),
            ("; the PBX ; srvlint: ignore[a] why ; srvlint: ignore[b]", vec!["a", "b"]),
            ("; srvlint: ignore-file[a] why\r", vec!["file a"]),
            ("; srvlint: ignore[a] [ticket 5] why", vec!["a"]),
            ("; srvlint: ignore[a] until 2027-01-31 ticket 7", vec!["a until 2027-01-31"]),
            ("; srvlint: ignore[a] anycast, until 2027-01-31.", vec!["a until 2027-01-31"]),
            ("; srvlint: ignore[a] until the move, until 5 of them are gone", vec!["a"]),
            ("; srvlint: ignore[a] (until 2027-01-31)", vec!["a until 2027-01-31"]),
            ("; srvlint: ignore[a] until: 2027-01-31", vec!["a until 2027-01-31"]),
            ("; srvlint: ignore[a] until nextcloud is gone, until Maya decides", vec!["a"]),
            ("; srvlint is not asked, ignore[a] neither", vec![]),
            ("; see srvlint: ignore[a]", vec![]),
        ] {
            assert_eq!(read(comment), expected, "{comment}");
        }
    }

    #[test]
    fn what_is_no_suppression_says_why() {
        for (comment, expected) in [
            ("; srvlint:", "srvlint:: `srvlint:` says nothing here"),
            ("; srvlint: [a]", "srvlint: [a]: `srvlint:` says nothing here"),
            ("; srvlint: ignor[a]", "ignor: `srvlint: ignor` means nothing: did you mean `ignore`?"),
            ("; srvlint: disable[a]", "disable: `srvlint: disable` means nothing"),
            ("; srvlint: IGNORE[a]", "IGNORE: `srvlint: IGNORE` means nothing: did you mean `ignore`?"),
            (
                "; srvlint: ignore[a][long-ttl] why",
                "srvlint: ignore[a][long-ttl] why: the list of rules ends before the last rule: nothing is suppressed",
            ),
            (
                "; Srvlint: ignore[a]",
                "Srvlint: ignore[a]: `Srvlint` is not the word `srvlint`: nothing is suppressed",
            ),
            (
                "; srvlint; ignore[long-ttl]",
                "srvlint: a colon is missing after `srvlint`: nothing is suppressed",
            ),
            ("; srvlint: ignore", "srvlint: ignore: a suppression names the rules that it is for"),
            ("; srvlint: ignore all", "srvlint: ignore: a suppression names the rules that it is for"),
            ("; srvlint: ignore[ , ]", "srvlint: ignore[ , ]: a suppression names the rules that it is for"),
            ("; srvlint: ignore[a why", "srvlint: ignore[a why: the list of rules is not closed"),
            (
                "; srvlint ignore[a] why",
                "srvlint ignore[a] why: a colon is missing after `srvlint`: nothing is suppressed",
            ),
            (
                "; srvlint: ignore[a] until tomorrow",
                "tomorrow: `tomorrow` is not a date, so nothing is suppressed",
            ),
            ("; srvlint: ignore[a] (until Jan 2027)", "Jan: `Jan` is not a date, so nothing is suppressed"),
            ("; srvlint: ignore[a] until 2027", "2027: `2027` is not a date, so nothing is suppressed"),
            ("; srvlint: ignore[a] until Q3", "Q3: `Q3` is not a date, so nothing is suppressed"),
            (
                "; srvlint: ignore[a] until 9999-99-99",
                "9999-99-99: `9999-99-99` is not a date, so nothing is suppressed",
            ),
            (
                "; srvlint: ignore[a] until 31.12.2027.",
                "31.12.2027: `31.12.2027` is not a date, so nothing is suppressed",
            ),
        ] {
            assert_eq!(read(comment), [expected], "{comment}");
        }
    }

    #[test]
    fn a_hostile_comment_costs_no_more_than_its_length() {
        for piece in ["[", "]", ";srvlint: ignore[", "srvlint:", "a,", "until 1-", "\u{e9}"] {
            let comment = format!("; srvlint: ignore[{}", piece.repeat((1 << 20) / piece.len()));
            assert!(read(&comment).len() <= MOST_SUPPRESSIONS + 1, "{piece}");
            let comment = format!("; srvlint: ignore[a] {}", piece.repeat((1 << 20) / piece.len()));
            assert!(read(&comment).len() <= MOST_SUPPRESSIONS + 1, "{piece}");
        }
        let invalid =
            [b"; srvlint: ignore[\xff\xfe] \xc3 until 2027-01-\xff".as_slice(), &[0xff; 100]].concat();
        assert_eq!(suppressions(&invalid, 0).len(), 1);
    }
}
