//! The words of an entry to what it says. Knows no text beyond them.

use crate::base::spelling::{did_you_mean, distance};
use crate::syntax::address::{ipv4, ipv6};
use crate::syntax::entry::{Entry, GenerateEntry, RecordEntry, Word};
use crate::syntax::error::{MOST_NOTED, SyntaxError, note};
use crate::syntax::record_type::{class, record_type, usual_type};
use crate::syntax::ttl::{MAX_TTL, parse_ttl};

/// Makes one entry of the words of a line.
pub(super) struct Fields<'p, 'e> {
    pub text: &'p [u8],
    pub words: &'p [Word],
    pub depth: u32,
    pub ended: bool,
    pub end: u32,
    /// Builds no messages: the caller only asks whether there are errors.
    pub terse: bool,
    pub errors: &'e mut Vec<SyntaxError>,
}

impl<'p> Fields<'p, '_> {
    pub fn record(mut self, owner: Option<Word>) -> Entry<'p> {
        let broken = Entry::Broken { owner };
        let mut at = usize::from(owner.is_some());
        let (mut seen_class, mut seen_ttl) = (None, None);
        loop {
            let Some(word) = self.words.get(at) else {
                self.ends_too_early("the record type is missing");
                self.complete_or_remove();
                return broken;
            };
            let text = word.text(self.text);
            if word.quoted {
                self.quoted_type(*word, owner);
                return broken;
            }
            at += 1;
            let usual = usual_type(text);
            if usual.is_none()
                && seen_class.is_none()
                && let Some(class) = class(text)
            {
                seen_class = Some((class, *word));
                // A class may stand before or behind the TTL, so the TTL is still possible.
                continue;
            }
            if usual.is_none()
                && seen_ttl.is_none()
                && text[0].is_ascii_digit()
                && let Ok(seconds) = parse_ttl(text)
            {
                seen_ttl = Some((seconds, *word));
                continue;
            }
            let Some(rtype) = usual.or_else(|| record_type(text)) else {
                let is_first = at == 1 + usize::from(owner.is_some());
                if is_first && owner.is_none() && self.is_indented_owner(*word, at) {
                    self.indented_owner(*word);
                    return self.record(Some(*word));
                }
                if !(is_first && self.are_two_owners(*word, owner, at)) {
                    self.unknown_type(*word, owner);
                }
                return broken;
            };
            return Entry::Record(RecordEntry {
                owner,
                ttl: seen_ttl,
                class: seen_class,
                rtype,
                type_word: *word,
                rdata: &self.words[at..],
                end: self.end,
            });
        }
    }

    /// Says what to do with a line that has no type.
    #[cold]
    fn complete_or_remove(&mut self) {
        let help = match self.goes_on() {
            true => "write owner and type on one line: BIND reads on only in `( )`",
            false => "remove this line, or complete the record",
        };
        if let Some(error) = self.errors.last_mut().filter(|error| !error.message.is_empty()) {
            error.help = Some(help.into());
        }
    }

    /// Whether the next line begins with a blank and a record's type.
    #[cold]
    fn goes_on(&self) -> bool {
        let behind = self.text.get(self.end as usize..).unwrap_or_default();
        let next = behind.strip_prefix(b"\r").unwrap_or(behind).strip_prefix(b"\n").unwrap_or_default();
        let mut words = next.split(|octet| *octet == b'\n').next().unwrap_or_default();
        let is_indented = matches!(words.first(), Some(b' ' | b'\t'));
        words = words.trim_ascii_start();
        let mut words = words.split(u8::is_ascii_whitespace).take(3);
        is_indented && !self.is_terse() && words.any(|word| record_type(word).is_some())
    }

    /// Whether a record's type stands in the words from `at` on, with nothing before it but a TTL and a class.
    fn has_type(&self, at: usize) -> bool {
        let words = self.words[at..].iter().filter(|word| !word.quoted).map(|word| word.text(self.text));
        let mut words = words.skip_while(|text| class(text).is_some() || parse_ttl(text).is_ok());
        words.next().is_some_and(|text| record_type(text).is_some())
    }

    /// Whether the first word of a line that begins with a blank is an owner, as what follows it is the rest of a record.
    #[cold]
    fn is_indented_owner(&self, word: Word, at: usize) -> bool {
        let text = word.text(self.text);
        let is_class = matches!(text, [b'I', _] | [_, b'N']);
        !text.starts_with(b"$") && !looks_like_ttl(text) && !is_class && self.has_type(at)
    }

    #[cold]
    fn indented_owner(&mut self, word: Word) {
        if self.is_terse() {
            return self.wrong(word, String::new());
        }
        let shown = crate::base::printable::printable(word.text(self.text));
        let message = format!("`{shown}` is not taken for an owner: {BEGINS_WITH_BLANK}");
        let help = Some(format!("remove the blank before `{shown}`: an owner begins in the first column"));
        note(self.errors, SyntaxError { help, ..SyntaxError::at(word, message) });
    }

    /// Whether `word` is the second of two names before the type, which is reported.
    #[cold]
    fn are_two_owners(&mut self, word: Word, owner: Option<Word>, at: usize) -> bool {
        let (Some(first), second) = (owner.map(|owner| owner.text(self.text)), word.text(self.text)) else {
            return false;
        };
        let is_service = |text: &[u8]| text.first() == Some(&b'_');
        let is_name = is_service(second) || is_service(first) && second.contains(&b'.');
        if !is_name || looks_like_ttl(second) || !self.has_type(at) {
            return false;
        }
        let [one, other] = [first, second].map(crate::base::printable::printable);
        let help = match is_service(first) && is_service(second) && !second.contains(&b'.') {
            true => format!("write `{}.{other}`: a name has no blanks", one.trim_end_matches('.')),
            false => format!("write `{other}` alone: a record has one owner"),
        };
        let message = format!("two names stand before the record type: `{one}` and `{other}`");
        note(self.errors, SyntaxError { help: Some(help), ..SyntaxError::at(word, message) });
        true
    }

    #[inline(never)]
    pub fn directive(mut self, directive: Word) -> Entry<'p> {
        let text = directive.text(self.text);
        let is = |name: &str| text.eq_ignore_ascii_case(name.as_bytes());
        let read = if is("$ORIGIN") {
            self.argument(1, "the name").map(Entry::Origin).filter(|_| self.nothing_behind(2))
        } else if is("$TTL") {
            let ttl = self.argument(1, "the TTL").map(Entry::Ttl).filter(|_| self.nothing_behind(2));
            ttl.or(Some(Entry::UnreadTtl(directive)))
        } else if is("$INCLUDE") {
            self.include()
        } else if is("$GENERATE") {
            self.generate(directive)
        } else if is("$DATE") {
            self.date()
        } else {
            self.unknown_directive(directive);
            None
        };
        read.unwrap_or(Entry::Broken { owner: None })
    }

    fn include(&mut self) -> Option<Entry<'p>> {
        let Some(path) = self.words.get(1).copied() else {
            self.ends_too_early("the file's name is missing");
            return None;
        };
        let origin = match self.words.get(2) {
            Some(_) => Some(self.argument(2, "the origin")?),
            None => None,
        };
        // Without an origin, BIND lets the file end here.
        let complete = (origin.is_none() && self.words.len() == 2) || self.nothing_behind(3);
        complete.then_some(Entry::Include { path, origin })
    }

    fn date(&mut self) -> Option<Entry<'p>> {
        let when = self.argument(1, "the date")?;
        let digits = when.text(self.text);
        if digits.len() != 14 || !digits.iter().all(u8::is_ascii_digit) {
            self.wrong(when, "`$DATE` takes 14 digits, YYYYMMDDhhmmss".into());
            return None;
        }
        self.nothing_behind(2).then_some(Entry::Date)
    }

    fn generate(&mut self, directive: Word) -> Option<Entry<'p>> {
        let range = self.argument(1, "the range")?;
        let owner = self.argument(2, "the owner")?;
        let mut at = 3;
        let mut word = self.argument(at, "the record type")?;
        let (mut seen_class, mut ttl) = (None, None);
        loop {
            let text = word.text(self.text);
            if let (None, Some(class)) = (seen_class, class(text)) {
                seen_class = Some((class, word));
            } else if let (None, Ok(seconds)) = (ttl, parse_ttl(text)) {
                ttl = Some((seconds, word));
            } else {
                break;
            }
            at += 1;
            word = self.argument(at, "the record type")?;
        }
        if record_type(word.text(self.text)).is_none() {
            self.unknown_type(word, None);
            return None;
        }
        let Some(rdata) = self.words.get(at + 1).copied() else {
            self.ends_too_early("the pattern of the rdata is missing");
            return None;
        };
        if let Some(extra) = self.words.get(at + 2) {
            let last = self.words[self.words.len() - 1];
            let pattern =
                String::from_utf8_lossy(&self.text[rdata.start as usize..last.end as usize]).replace('"', "");
            let error = SyntaxError {
                start: rdata.start,
                end: last.end,
                message: "`$GENERATE` takes one word as rdata: fields apart need quotes".into(),
                help: Some(format!("write `\"{}\"`", crate::base::printable::printable(pattern.as_bytes()))),
                label: Some((extra.start, last.end, "read as extra text".into())),
            };
            note(self.errors, error);
            // Whose records it stands for is known all the same.
            let rdata = Word { end: last.end, quoted: false, ..rdata };
            let entry =
                GenerateEntry { directive, range, owner, ttl, class: seen_class, type_word: word, rdata };
            return Some(Entry::Generate(entry));
        }
        if self.depth > 0 {
            let whole = Word { start: directive.start, ..rdata };
            self.wrong(whole, "unbalanced parentheses: none may be open at the rdata of `$GENERATE`".into());
            return None;
        }
        let entry = GenerateEntry { directive, range, owner, ttl, class: seen_class, type_word: word, rdata };
        self.nothing_behind(at + 2).then_some(Entry::Generate(entry))
    }

    /// The word at `index`, which must be there and unquoted.
    fn argument(&mut self, index: usize, what: &str) -> Option<Word> {
        match self.words.get(index) {
            Some(word) if word.quoted => self.wrong(*word, format!("{what} must not be quoted")),
            Some(word) => return Some(*word),
            None => self.ends_too_early(&format!("{what} is missing")),
        }
        None
    }

    /// Whether the line ends before the word at `index`; reports it if not.
    fn nothing_behind(&mut self, index: usize) -> bool {
        if let Some(word) = self.words.get(index) {
            self.wrong(*word, "extra text after the directive".into());
            return false;
        }
        if !self.ended {
            let last = self.words[self.words.len() - 1];
            self.wrong(
                last,
                "the file's last line is a directive and has no line end: BIND refuses that".into(),
            );
        }
        self.ended
    }

    #[cold]
    fn ends_too_early(&mut self, what: &str) {
        if self.is_terse() {
            return self.wrong(self.words[0], String::new());
        }
        let last = self.words[self.words.len() - 1];
        self.wrong(last, format!("unexpected end of line: {what}"));
    }

    #[cold]
    fn quoted_type(&mut self, word: Word, owner: Option<Word>) {
        self.wrong(word, "a quoted string where the class, TTL or type belongs".into());
        let owner = owner.map(|owner| owner.text(self.text)).filter(|owner| is_type_in_capitals(owner));
        if let (Some(owner), Some(error), false) = (owner, self.errors.last_mut(), self.terse) {
            error.help = Some(type_as_owner(owner));
        }
    }

    #[cold]
    fn unknown_type(&mut self, word: Word, owner: Option<Word>) {
        if self.is_terse() {
            return self.wrong(word, String::new());
        }
        let text = word.text(self.text);
        let shown = crate::base::printable::printable(text);
        let help = match owner.map(|owner| owner.text(self.text)) {
            Some(owner) if owner.starts_with(b"#") || owner.starts_with(b"//") => {
                Some("comments begin with `;`".to_owned())
            }
            _ if text.starts_with(b"$") => Some("a directive begins in the first column".to_owned()),
            _ if text.starts_with(b"[AGE:") => {
                Some("`[AGE:…]` is written by Windows DNS: remove it, no other server reads it".to_owned())
            }
            Some(owner) if is_type_in_capitals(owner) => Some(type_as_owner(owner)),
            Some(owner) if owner.starts_with(b"_") && nearly_srv(text) => Some(did_you_mean("SRV")),
            _ if looks_like_ttl(text) && parse_ttl(text).is_ok() => Some("write the TTL once".to_owned()),
            _ if looks_like_ttl(text) && address_type(text).is_none() => Some(format!(
                "a TTL is a number of seconds up to {MAX_TTL}, or numbers with a unit each, as in `1h30m`"
            )),
            _ => None,
        };
        let before_address = address_type(text).filter(|_| help.is_none());
        let message = match before_address {
            Some(rtype) => format!("{TYPE_MISSING} `{shown}`: it is {rtype}"),
            None => format!("unknown record type `{shown}`"),
        };
        let help = before_address.map(|rtype| format!("write `{rtype} {shown}`")).or(help);
        let (start, end) = (word.start, word.end);
        note(self.errors, SyntaxError { start, end, message, help, label: None });
    }

    #[cold]
    fn unknown_directive(&mut self, word: Word) {
        if self.is_terse() {
            return self.wrong(word, String::new());
        }
        let name = word.text(self.text);
        let known = ["$ORIGIN", "$TTL", "$INCLUDE", "$GENERATE"];
        let upper = String::from_utf8_lossy(name).to_ascii_uppercase();
        let near = known.into_iter().find(|known| distance(known, &upper) <= 2).map(did_you_mean);
        let message = format!("unknown directive `{}`", crate::base::printable::printable(name));
        let (start, end, help) = (word.start, word.end, near);
        note(self.errors, SyntaxError { start, end, message, help, label: None });
    }

    #[cold]
    fn wrong(&mut self, word: Word, message: String) {
        let (start, end) = (word.start, word.end);
        note(self.errors, SyntaxError { start, end, message, help: None, label: None });
    }

    /// Whether a message would be built in vain.
    fn is_terse(&self) -> bool {
        self.terse || self.errors.len() >= MOST_NOTED
    }
}

/// How a message ends about a line whose first word is an owner that is not read as one.
pub const BEGINS_WITH_BLANK: &str = "its line begins with a blank";

/// How a message begins about an address without its type.
pub const TYPE_MISSING: &str = "the type is missing before the address";

/// The type of an address's record.
fn address_type(text: &[u8]) -> Option<&'static str> {
    ipv4(text).map(|_| "A").or_else(|| ipv6(text).map(|_| "AAAA"))
}

/// Whether a word is a type as types are written, which hardly is the name of a host.
pub fn is_type_in_capitals(word: &[u8]) -> bool {
    word.iter().all(u8::is_ascii_uppercase) && record_type(word).is_some()
}

/// What helps where a line begins with its type.
pub fn type_as_owner(word: &[u8]) -> String {
    let word = String::from_utf8_lossy(word);
    format!("`{word}` is read as the owner: a record of the owner above begins with a blank")
}

/// Whether a text begins as a number does, and no type.
fn looks_like_ttl(text: &[u8]) -> bool {
    matches!(text, [b'0'..=b'9', ..] | [b'-' | b'+', b'0'..=b'9', ..])
}

/// Whether a text is `SRV` with one typing mistake.
fn nearly_srv(text: &[u8]) -> bool {
    let upper = String::from_utf8_lossy(text).to_ascii_uppercase();
    distance("SRV", &upper) == 1
}
