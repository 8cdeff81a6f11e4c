//! The words of an entry to what it says. Knows no text beyond them.

use crate::syntax::entry::{Entry, GenerateEntry, RecordEntry, Word};
use crate::syntax::error::{MOST_NOTED, SyntaxError, note};
use crate::syntax::record_type::{class, record_type, usual_type};
use crate::syntax::ttl::parse_ttl;

/// How a message ends about a line without a type.
pub const LACKS_TYPE: &str = "the record type is missing";

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
                self.lacks_type(owner);
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
            if at == 1 && owner.is_none() && self.is_named_like_type(rtype) {
                self.indented_owner(*word);
                return self.record(Some(*word));
            }
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

    /// Says what a line was meant for that has no type, or what to do with it.
    #[cold]
    fn lacks_type(&mut self, owner: Option<Word>) {
        if self.words.len() == 1 && self.is_meant_line(self.words[0], None) || self.is_without_dollar(owner) {
            return;
        }
        self.ends_too_early(LACKS_TYPE);
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

    #[inline(never)]
    pub fn directive(mut self, directive: Word) -> Entry<'p> {
        let text = directive.text(self.text);
        let is = |name: &str| text.eq_ignore_ascii_case(name.as_bytes());
        let read = if is("$ORIGIN") {
            self.argument(1, "the name").map(Entry::Origin).filter(|_| self.nothing_behind(2))
        } else if is("$TTL") {
            let ttl = self.argument(1, "the TTL").map(Entry::Ttl);
            let ttl = ttl.filter(|_| !self.is_parted_ttl() && self.nothing_behind(2));
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
    pub(super) fn wrong(&mut self, word: Word, message: String) {
        note(self.errors, SyntaxError::at(word, message));
    }

    /// Whether a message would be built in vain.
    pub(super) fn is_terse(&self) -> bool {
        self.terse || self.errors.len() >= MOST_NOTED
    }
}
