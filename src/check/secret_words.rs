//! The words of texts that are not shown, where findings about other texts quote them: an alias leads to such a name, or one is
//! spelt nearly like it. A word that a text which is shown has too is none of them. Does not know which texts those are.

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::BuildHasher;

use foldhash::fast::RandomState;

use crate::base::source::Sources;
use crate::base::span::SourceId;
use crate::rules::finding::{Caused, Finding};

/// What stands in place of a word that is not shown.
const HIDDEN: &str = "…";
/// What to do to have it shown.
const HELP: &str = "`…` stands in a file that git does not track: name the file, or `git add` it, to see it";
/// Numbers of so many digits at most are those of priorities, weights, ports and parts of addresses, and tell nothing.
const SHORT_NUMBER: usize = 5;

/// Words by their hashes: texts may be long.
struct Words {
    hashes: HashSet<u64, RandomState>,
    hasher: RandomState,
}

impl Words {
    fn hash(&self, word: &[u8]) -> u64 {
        self.hasher.hash_one(word)
    }

    /// Whether a text has one of them.
    fn stand_in(&self, text: &str) -> bool {
        let mut found = false;
        each_word(text.as_bytes(), &mut |word| found |= self.hashes.contains(&self.hash(word)));
        found
    }

    /// Replaces what stands in backticks and has one of them. Whether there was any.
    fn replace<T: AsRef<str> + From<String>>(&self, text: &mut T) -> bool {
        let replaced = self.replaced(text.as_ref());
        let is_replaced = replaced.is_some();
        if let Some(replaced) = replaced {
            *text = replaced.into();
        }
        is_replaced
    }

    /// The text with that replaced; `None` if there is nothing.
    fn replaced(&self, text: &str) -> Option<String> {
        if !self.stand_in(text) {
            return None;
        }
        let is_whole = text.matches('`').count() % 2 == 1;
        if is_whole {
            return Some(HIDDEN.to_owned());
        }
        let part = |(number, part)| match number % 2 == 1 && self.stand_in(part) {
            true => HIDDEN,
            false => part,
        };
        let replaced = text.split('`').enumerate().map(part).collect::<Vec<_>>().join("`");
        (replaced != text).then_some(replaced)
    }

    /// The same of a text that is a name or a value itself.
    fn replace_whole(&self, text: &mut String) {
        if self.stand_in(text) {
            HIDDEN.clone_into(text);
        }
    }

    /// Has a finding quote none of them.
    fn hide(&self, finding: &mut Finding) {
        let mut is_hidden = self.replace(&mut finding.message);
        is_hidden |= self.replace(&mut finding.span_label);
        for note in &mut finding.notes {
            is_hidden |= self.replace(note);
        }
        for label in &mut finding.labels {
            is_hidden |= self.replace(&mut label.message);
        }
        if let Caused::By(cause) = &mut finding.cause {
            is_hidden |= self.replace(&mut cause.message);
        }
        self.replace_whole(&mut finding.owner);
        self.replace_whole(&mut finding.detail);
        if self.stand_in(&finding.kind) {
            finding.kind = Cow::Borrowed(HIDDEN);
        }
        let in_help = finding.help.as_mut().is_some_and(|help| self.replace(help));
        let fix = finding.fix.as_ref();
        let in_fix = fix.is_some_and(|fix| {
            self.stand_in(&fix.description) || fix.edits.iter().any(|edit| self.stand_in(&edit.text))
        });
        if in_fix {
            finding.fix = None;
        }
        if in_help || in_fix || is_hidden && finding.help.is_none() {
            finding.help = Some(HELP.into());
        }
    }
}

/// Has findings quote no word that only the `secret` texts have. The files of the zones that read those, `shown`, have others.
pub(crate) fn hide_words(
    findings: &mut [&mut Finding],
    secret: &HashSet<SourceId>,
    shown: &[SourceId],
    sources: &Sources,
) {
    let mut words = Words { hashes: HashSet::default(), hasher: RandomState::default() };
    let hasher = words.hasher.clone();
    for source in secret {
        each_word(sources.file(*source).bytes(), &mut |word| {
            words.hashes.insert(hasher.hash_one(word));
        });
    }
    // Nearly always nothing that is quoted stands in such a text. The other texts are read only if something does.
    let mut quoted = HashSet::default();
    let mut places: HashSet<SourceId> = shown.iter().copied().collect();
    for finding in findings.iter() {
        let before = quoted.len();
        each_text(finding, &mut |text| {
            each_word(text.as_bytes(), &mut |word| {
                let hash = hasher.hash_one(word);
                if words.hashes.contains(&hash) {
                    quoted.insert(hash);
                }
            });
        });
        if quoted.len() > before {
            let spans = finding.labels.iter().map(|label| label.span).chain([finding.span]);
            places.extend(spans.map(|span| sources.written(span).source));
        }
    }
    words.hashes = quoted;
    for source in places.iter().filter(|source| !secret.contains(source)) {
        if words.hashes.is_empty() {
            return;
        }
        let file = sources.file(*source);
        for text in [file.path.as_bytes(), file.bytes()] {
            each_word(text, &mut |word| {
                words.hashes.remove(&hasher.hash_one(word));
            });
        }
    }
    if !words.hashes.is_empty() {
        findings.iter_mut().for_each(|finding| words.hide(finding));
    }
}

/// Calls `take` with each text of a finding.
fn each_text(finding: &Finding, take: &mut dyn FnMut(&str)) {
    let labels = finding.labels.iter().map(|label| &*label.message);
    let edits = finding.fix.iter().flat_map(|fix| fix.edits.iter().map(|edit| &*edit.text));
    let fixes = finding.fix.iter().map(|fix| &*fix.description);
    let cause = match &finding.cause {
        Caused::By(cause) => Some(&*cause.message),
        Caused::NotCompared | Caused::Unknown => None,
    };
    [&*finding.message, &finding.span_label, &finding.owner, &finding.detail]
        .into_iter()
        .chain(finding.notes.iter().chain(&finding.help).map(|text| &**text))
        .chain(labels)
        .chain(edits)
        .chain(fixes)
        .chain(cause)
        .for_each(&mut *take);
    take(&finding.kind);
}

/// Calls `take` with each word of a text, in lower case and without escapes, and with each label or part of one.
fn each_word(text: &[u8], take: &mut dyn FnMut(&[u8])) {
    let ends_word = |octet: &u8| octet.is_ascii_whitespace() || b"\"'`();".contains(octet);
    let ends_part = |octet: &u8| !octet.is_ascii_alphanumeric() && *octet < 0x80;
    let is_short = |word: &[u8]| word.len() <= SHORT_NUMBER && word.iter().all(u8::is_ascii_digit);
    for word in text.split(ends_word) {
        let mut word = unescaped(word);
        word.make_ascii_lowercase();
        let whole = word.strip_suffix(b".").unwrap_or(&word);
        for one in std::iter::once(whole).chain(whole.split(ends_part)) {
            if !one.is_empty() && !is_short(one) {
                take(one);
            }
        }
    }
}

/// A word with the octets that its escapes stand for (RFC 1035 section 5.1).
fn unescaped(word: &[u8]) -> Vec<u8> {
    let (mut octets, mut rest) = (Vec::with_capacity(word.len()), word);
    while let [octet, behind @ ..] = rest {
        rest = behind;
        if *octet != b'\\' {
            octets.push(*octet);
            continue;
        }
        let number = behind.get(..3).filter(|digits| digits.iter().all(u8::is_ascii_digit));
        let number = number.and_then(|digits| std::str::from_utf8(digits).ok()?.parse::<u8>().ok());
        if let Some(number) = number {
            octets.push(number);
            rest = &behind[3..];
        }
    }
    octets
}
