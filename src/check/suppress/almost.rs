//! Text of a comment that is almost a suppression, and suppresses nothing: `srvlint` in other letters, without its colon or
//! after other text. Knows the names of rules, and no record.

use crate::base::printable::printable;
use crate::base::spelling::distance_within;
use crate::rules;
use crate::syntax::MARK;

/// What is almost a suppression, and what is wrong with it.
#[derive(Debug, PartialEq, Eq)]
pub struct Almost {
    /// Where it begins and ends in the text.
    pub place: (usize, usize),
    /// What is wrong.
    pub message: String,
}

/// What linters call a suppression.
const KEYWORDS: [&str; 14] = [
    "ignore",
    "ignore-file",
    "ignore-line",
    "ignore-next",
    "ignore-next-line",
    "disable",
    "disable-file",
    "disable-line",
    "disable-next-line",
    "suppress",
    "allow",
    "noqa",
    "nolint",
    "skip",
];
/// The keywords that mean something.
const KNOWN: [&str; 2] = ["ignore", "ignore-file"];
/// How many octets of a keyword, or of a rule's name, are read.
const LONGEST: usize = 64;

/// What is almost a suppression in the first `length` octets of `text`, or begins there. Prose that mentions srvlint is not:
/// it names no rule where a suppression does.
pub fn almost(text: &[u8], length: usize) -> Option<Almost> {
    let first = text[..length].iter().position(|octet| !octet.is_ascii_whitespace())?;
    let (mut from, mut before) = (first, Before::Nothing);
    while from < length {
        let word = text[from..length].split(|octet| !is_of_word(*octet)).next().unwrap_or_default();
        let found = called(word).and_then(|called| find(text, (from, called), before, length));
        if found.is_some() {
            return found;
        }
        from += word.len() + 1;
        before = match before {
            Before::Nothing | Before::Signs if !word.iter().any(u8::is_ascii_alphanumeric) => Before::Signs,
            _ => Before::Words,
        };
    }
    None
}

/// What stands before srvlint's name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    Signs,
    Words,
}

/// Whether what stands after a list of rules goes on with it.
pub fn goes_on(reason: &[u8]) -> bool {
    let reason = reason.trim_ascii_start();
    let names_rule = |rest: &[u8]| is_rule(name_at(rest.trim_ascii_start()));
    [b"[", b","].iter().any(|sign| reason.strip_prefix(*sign).is_some_and(names_rule))
}

fn is_of_word(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_')
}

/// How many octets of a word are srvlint's name, perhaps misspelt: `SRVLINT`, `srv-lint`, `srvlnt`, and the beginning of
/// `srvlint-ignore`.
fn called(word: &[u8]) -> Option<usize> {
    let name = &MARK[..MARK.len() - 1];
    let begins = |form: &[u8]| {
        let rest = word.get(form.len()..).unwrap_or_default();
        let is_whole = rest.first().is_none_or(|next| matches!(next, b'-' | b'_'));
        is_whole && word.get(..form.len()).is_some_and(|start| start.eq_ignore_ascii_case(form))
    };
    let forms = [name, b"srv-lint", b"srv_lint"];
    let form = forms.into_iter().find(|form| begins(form)).map(<[u8]>::len);
    form.or_else(|| is_near(&lowered(word), "srvlint").then_some(word.len()))
}

/// What is almost a suppression where srvlint's name begins at `start` and has so many octets.
fn find(text: &[u8], (start, called): (usize, usize), before: Before, length: usize) -> Option<Almost> {
    let (begins, name) = (before != Before::Words, &text[start..start + called]);
    let behind = &text[start + called..];
    let is_separator =
        |octet: &u8| matches!(octet, b' ' | b'\t' | b':' | b';' | b',' | b'.' | b'=' | b'-' | b'_');
    let separators = behind.iter().take_while(|octet| is_separator(octet)).count();
    let rest = &behind[separators..];
    let written = name_at(rest);
    let keyword = lowered(written);
    let is_exact = KEYWORDS.contains(&&*keyword);
    if !is_exact && !KNOWN.iter().any(|known| is_near(&keyword, known)) {
        return None;
    }
    let rest = &rest[written.len()..];
    let blanks = rest.iter().take_while(|octet| matches!(octet, b' ' | b'\t')).count();
    let arguments = &rest[blanks..];
    let bracket = arguments.first().copied().filter(|octet| matches!(octet, b'[' | b'(' | b'{' | b'<'));
    let first = match arguments.first() {
        Some(b'=' | b':') if is_exact && begins => &arguments[1..],
        Some(_) if bracket.is_some() => &arguments[1..],
        _ if is_exact && begins && blanks > 0 => arguments,
        // Nothing else stands there.
        None if begins && KNOWN.contains(&&*keyword) => b"",
        _ => return None,
    };
    let quoted = first.iter().take_while(|octet| matches!(octet, b' ' | b'\t' | b'"' | b'\'' | b'`')).count();
    let names_rule = is_rule(name_at(&first[quoted..]));
    if !names_rule && !(begins && (bracket == Some(b'[') || arguments.is_empty())) {
        return None;
    }
    let message = if name != &MARK[..MARK.len() - 1] {
        format!("`{}` is not the word `srvlint`: nothing is suppressed", printable(name))
    } else if before != Before::Nothing {
        "a suppression stands at the beginning of a comment: nothing is suppressed".to_owned()
    } else if behind[..separators].trim_ascii_start().starts_with(b":") {
        "a blank stands between `srvlint` and its colon: nothing is suppressed".to_owned()
    } else {
        "a colon is missing after `srvlint`: nothing is suppressed".to_owned()
    };
    let end = text[..length].trim_ascii_end().len().max(start + called);
    Some(Almost { place: (start, end), message })
}

/// The name that stands at the beginning of a text, or what there is of it.
fn name_at(text: &[u8]) -> &[u8] {
    let length = text.iter().take(LONGEST).take_while(|octet| is_of_word(**octet)).count();
    &text[..length]
}

/// A word in small letters, with hyphens; nothing if it is none.
fn lowered(word: &[u8]) -> String {
    std::str::from_utf8(word).unwrap_or_default().to_ascii_lowercase().replace('_', "-")
}

fn is_near(word: &str, meant: &str) -> bool {
    distance_within(word, meant, 1).is_some()
}

/// Whether a rule has this name, in any letters.
fn is_rule(name: &[u8]) -> bool {
    rules::find(&lowered(name)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<String> {
        almost(text.as_bytes(), text.len()).map(|almost| almost.message)
    }

    #[test]
    fn what_is_almost_a_suppression_is_told() {
        for (text, expected) in [
            (" srvlint ignore[long-ttl] why", "a colon is missing after `srvlint`"),
            (" srvlint ignore[no-such-rule]", "a colon is missing"),
            (" srvlint; ignore[long-ttl]", "a colon is missing"),
            (" srvlint-ignore: long-ttl", "a colon is missing"),
            (" srvlint-disable-line long-ttl", "a colon is missing"),
            (" srvlint disable=long-ttl", "a colon is missing"),
            (" srvlint ignore long-ttl", "a colon is missing"),
            (" srvlint ignore", "a colon is missing"),
            (" srvlint - ignroe[long-ttl]", "a colon is missing"),
            (" srvlint : ignore[long-ttl]", "a blank stands between `srvlint` and its colon"),
            (" Srvlint: ignore[long-ttl]", "`Srvlint` is not the word `srvlint`"),
            (" srvlnt: ignore[long-ttl]", "`srvlnt` is not the word"),
            (" svrlint: ignore[ \"LONG_TTL\" ]", "`svrlint` is not the word"),
            (" srv-lint: ignore-file[long-ttl]", "`srv-lint` is not the word"),
            (" # srvlint: ignore[long-ttl]", "a suppression stands at the beginning of a comment"),
            (" anycast, srvlint: ignore[long-ttl]", "a suppression stands at the beginning"),
            (" (srvlint:ignore(long-ttl))", "a suppression stands at the beginning"),
        ] {
            let message = told(text).unwrap_or_default();
            assert!(message.starts_with(expected), "{text}: {message}");
            assert!(message.ends_with(": nothing is suppressed"), "{text}: {message}");
        }
    }

    #[test]
    fn prose_is_not_told() {
        for text in [
            "",
            " srvlint",
            " srvlint says nothing here",
            " checked with srvlint, see the page",
            " srvlint ignores long-ttl here because resolvers are our own",
            " we let srvlint ignore long-ttl here",
            " srvlint ignore this record",
            " see srvlint: ignore[rule] in the manual",
            " srvlint/ignore-list: hosts",
            " service: ignore[long-ttl]",
            " SRV lines: ignore[long-ttl]",
        ] {
            assert_eq!(told(text), None, "{text}");
        }
    }

    #[test]
    fn a_list_that_goes_on_is_told_from_a_reason() {
        assert!(
            [" [zero-weight]", ", zero-weight", ",zero-weight]"].iter().all(|text| goes_on(text.as_bytes()))
        );
        assert!(
            !["", " why", ", anycast", " zero-weight is next", " [ticket 5]"]
                .iter()
                .any(|text| goes_on(text.as_bytes()))
        );
    }

    #[test]
    fn a_hostile_comment_costs_no_more_than_its_length() {
        for piece in
            ["srvlint ", "srvlint;", "srvlint-", "srvlint:ignore ", "srvlint ignore[", "-", "srvlint   "]
        {
            let text = piece.repeat((1 << 20) / piece.len());
            let _ = almost(text.as_bytes(), text.len());
        }
    }
}
