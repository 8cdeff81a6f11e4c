//! Zones of templates whose placeholders are bare words (`IMS_DOMAIN`), which only a user who names them has linted. Makes no
//! finding.

use crate::base::source::Sources;
use crate::discover::{bare_words, is_bare_word};
use crate::rules::facts::lookalike::lookalike;
use crate::zone::Zone;
use crate::zone::mistake::{Mistake, MistakeKind};

/// Whether a name that is none of a host's stands for one that its reader is to write: `<your.domain>`, `your_domain`, and what
/// Cloudflare's exports have.
pub fn is_unfilled(name: &[u8]) -> bool {
    let is_of_word = |octet: &u8| octet.is_ascii_alphanumeric() || matches!(octet, b'_' | b'-' | b'.');
    let is_end = |octet: Option<&u8>| octet.is_none_or(|octet| matches!(octet, b'.' | b'\\'));
    // The word may hold a dot: `<your.domain>`.
    let is_bracketed = memchr::memchr_iter(b'<', name).any(|open| {
        let inside = &name[open + 1..];
        let close = memchr::memchr(b'>', inside).filter(|close| *close > 0);
        let begins = is_end(open.checked_sub(1).map(|before| &name[before]));
        begins
            && close
                .is_some_and(|close| inside[..close].iter().all(is_of_word) && is_end(inside.get(close + 1)))
    });
    let begins = |word: &[u8]| name.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
    is_bracketed || begins(b"your_") || begins(FILLER) || name.split(|octet| *octet == b'.').any(is_words)
}

/// Whether a label stands as a whole for one that its reader, or a program, is to write: `<service>`, `[service]`, `{{service}}`,
/// `%s`.
pub fn is_marked(label: &str) -> bool {
    let label = label.replace('\\', "");
    let is_word = |word: &str| {
        let is_of_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | ' ');
        word.contains(char::is_alphanumeric) && word.chars().all(is_of_word)
    };
    let inside = |(begin, end)| label.strip_prefix(begin).and_then(|rest| rest.strip_suffix(end));
    matches!(&*label, "%s" | "{}" | "<>" | "[]") || MARKS.into_iter().filter_map(inside).any(is_word)
}

/// What stands around the words of manuals and templates.
const MARKS: [(&str, &str); 8] =
    [("<", ">"), ("[", "]"), ("{", "}"), ("{{", "}}"), ("${", "}"), ("$", ""), ("%", "%"), ("%(", ")s")];

/// Whether a label is words of another language with underscores between them: it has no A-label, and no host is called so.
fn is_words(label: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(label) else { return false };
    let words = || text.split('_');
    !text.is_ascii()
        && words().count() > 1
        && words()
            .all(|word| !word.is_empty() && word.chars().all(|sign| sign.is_alphanumeric() || sign == '-'))
        && lookalike(label).is_none()
}

/// How Cloudflare's exports begin the name that their reader is to replace.
const FILLER: &[u8] = b"REPLACE&ME";

/// Whether a zone's name ends in a placeholder, so that none of its names is what it will be.
pub fn has_placeholder_name(zone: &Zone) -> bool {
    let name = zone.origin_text();
    zone.is_named()
        && is_bare_word(name.trim_end_matches('.').rsplit('.').next().unwrap_or_default().as_bytes())
}

/// Whether a mistake is that a placeholder stands where a server reads a value.
pub fn is_placeholder(mistake: &Mistake, sources: &Sources) -> bool {
    mistake.kind == MistakeKind::Syntax
        && mistake.not_listed == 0
        && is_bare_word(sources.bytes(mistake.span))
}

/// How many placeholders the file of a zone has; 0 if it is no template.
pub fn count(zone: &Zone, sources: &Sources) -> usize {
    bare_words(sources.file(zone.source).bytes())
}
