//! Tokens to entries, in the order in which BIND's `load_text` (`lib/dns/master.c`) takes them.
//!
//! Never fails: what is not an entry becomes a `SyntaxError`, and parsing goes on at the next line.

use crate::syntax::entry::{Entry, RecordEntry, Word};
use crate::syntax::error::{SyntaxError, note};
use crate::syntax::fields::Fields;
use crate::syntax::lexer::{Kind, Token, Tokens};
use crate::syntax::record_type::usual_type;
use crate::syntax::simple_line::{Cutter, is_marked};
use crate::syntax::ttl::parse_ttl;

/// After so many unclosed parentheses, parentheses no longer join lines: reading stays linear.
const UNCLOSED_LIMIT: u32 = 8;

/// How a text begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// As a zone file.
    File,
    /// As records alone: `$` begins no directive (the text that `$GENERATE` stands for).
    Records,
}

/// How many words of an entry are kept. None that a server loads has half as many: rdata has 65,535 octets
/// at most (RFC 1035 section 3.2.1), each of which takes two words if its hexadecimal digits stand apart.
const MOST_WORDS: usize = 1 << 18;

/// How long an entry may be, in octets, up to the end of its last word: far longer than so many words need.
const LONGEST_ENTRY: u32 = 64 << 20;

/// What some editors put before a text in UTF-8. To BIND it is a part of the first word.
pub const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads a text entry by entry.
#[derive(Debug)]
pub struct Parser<'a> {
    text: &'a [u8],
    tokens: Tokens<'a>,
    cutter: Cutter,
    start: Start,
    unclosed: u32,
    /// The words of the entry at hand, unless the cutter has them.
    words: Vec<Word>,
    /// Whether it has: the entry is a plain line.
    plain: bool,
    /// Whether its line begins with a blank.
    indented: bool,
    /// Whether a token of it is at fault, so that its words mean nothing.
    broken: bool,
    /// How many parentheses were open at its last word.
    depth: u32,
    /// Whether a line end follows it, not the end of the text.
    ended: bool,
    end: u32,
    /// Builds no messages: the caller only asks whether there are errors.
    terse: bool,
}

impl<'a> Parser<'a> {
    /// A parser at the beginning of `text`.
    pub fn new(text: &'a [u8], start: Start) -> Self {
        let tokens = Tokens::new(text, 0);
        Self {
            text,
            tokens,
            cutter: Cutter::new(),
            start,
            unclosed: 0,
            words: Vec::with_capacity(16),
            plain: false,
            indented: false,
            broken: false,
            depth: 0,
            ended: false,
            end: 0,
            terse: false,
        }
    }

    /// Reads nothing yet but a byte order mark; false if there is none.
    pub fn skip_byte_order_mark(&mut self) -> bool {
        let has_one = self.tokens.offset() == 0 && self.text.starts_with(BYTE_ORDER_MARK);
        if has_one {
            self.tokens = Tokens::new(self.text, BYTE_ORDER_MARK.len() as u32);
        }
        has_one
    }

    /// From now on only counts mistakes: to build their messages takes longer than to read on.
    pub fn be_terse(&mut self) {
        self.terse = true;
    }

    /// The text being read.
    pub fn text(&self) -> &'a [u8] {
        self.text
    }

    /// Whether a comment read so far may be meant for srvlint.
    pub fn is_marked(&self) -> bool {
        self.cutter.is_marked
    }

    /// Offset behind the entry read last.
    pub fn offset(&self) -> u32 {
        self.tokens.offset()
    }

    /// The next entry; `None` at the end. What is wrong on the way is added to `errors`.
    pub fn next(&mut self, errors: &mut Vec<SyntaxError>) -> Option<Entry<'_>> {
        self.advance(errors).then(|| self.entry(errors))
    }

    /// Goes on to the next entry; false at the end. What is wrong with its tokens is added to `errors`.
    #[inline(always)]
    pub fn advance(&mut self, errors: &mut Vec<SyntaxError>) -> bool {
        while self.read_line(errors) {
            if !self.words().is_empty() {
                return true;
            }
        }
        false
    }

    /// Where the entry at hand begins, in octets.
    pub fn start(&self) -> u32 {
        self.words().first().map_or(self.end, |word| word.start)
    }

    /// The words of the entry at hand.
    #[inline(always)]
    fn words(&self) -> &[Word] {
        if self.plain { self.cutter.words() } else { &self.words }
    }

    /// The entry at hand, if it is a record such as most are: on a plain line, of a usual type, with no
    /// class but IN.
    #[inline(always)]
    pub fn usual(&self) -> Option<RecordEntry<'_>> {
        if !self.plain {
            return None;
        }
        let (mut owner, mut words) = (None, self.cutter.words());
        if !self.indented {
            let (first, behind) = words.split_first()?;
            if self.text[first.start as usize] == b'$' {
                return None;
            }
            (owner, words) = (Some(*first), behind);
        }
        let (mut type_word, mut rdata) = words.split_first()?;
        let (mut text, mut ttl) = (type_word.plain_text(self.text), None);
        if text[0].is_ascii_digit() {
            ttl = Some((parse_ttl(text).ok()?, *type_word));
            (type_word, rdata) = rdata.split_first()?;
            text = type_word.plain_text(self.text);
        }
        if text == b"IN" {
            (type_word, rdata) = rdata.split_first()?;
            text = type_word.plain_text(self.text);
            // The TTL may also stand behind the class.
            if text[0].is_ascii_digit() && ttl.is_none() {
                ttl = Some((parse_ttl(text).ok()?, *type_word));
                (type_word, rdata) = rdata.split_first()?;
                text = type_word.plain_text(self.text);
            }
        }
        let rtype = usual_type(text)?;
        Some(RecordEntry { owner, ttl, class: None, rtype, type_word: *type_word, rdata, end: self.end })
    }

    /// The entry at hand. What is wrong with it is added to `errors`.
    #[inline(never)]
    pub fn entry(&mut self, errors: &mut Vec<SyntaxError>) -> Entry<'_> {
        let (depth, ended) = (self.depth, self.ended);
        let words = self.words();
        let (text, end, terse) = (self.text, self.end, self.terse);
        let fields = Fields { text, words, depth, ended, end, terse, errors };
        let owner = (!self.indented).then_some(words[0]);
        if self.broken {
            return Entry::Broken { owner };
        }
        match owner {
            Some(word) if self.start == Start::File && word.text(self.text).first() == Some(&b'$') => {
                fields.directive(word)
            }
            _ => fields.record(owner),
        }
    }

    /// Collects the words up to the next line end outside parentheses. False at the end of the text.
    #[inline(always)]
    fn read_line(&mut self, errors: &mut Vec<SyntaxError>) -> bool {
        self.broken = false;
        self.ended = true;
        let first = self.tokens.offset();
        if let Some(line_end) = self.cutter.line(self.text, first) {
            self.indented = self.cutter.words().first().is_some_and(|word| word.start > first);
            (self.depth, self.end, self.plain) = (0, line_end, true);
            self.tokens = Tokens::new(self.text, line_end + 1);
            return true;
        }
        self.plain = false;
        self.indented = matches!(self.text.get(first as usize), Some(b' ' | b'\t'));
        self.read_with_lexer(first, errors)
    }

    /// The same, by the lexer.
    fn read_with_lexer(&mut self, first: u32, errors: &mut Vec<SyntaxError>) -> bool {
        self.words.clear();
        let mut depth = 0u32;
        let (mut outermost, mut first_left_out) = (first, None);
        // Once parentheses no longer join lines, each line's own stay without effect.
        let joins = self.unclosed < UNCLOSED_LIMIT;
        while let Some(token) = self.tokens.next() {
            self.end = token.start;
            match token.kind {
                Kind::Word | Kind::Quoted if self.is_full(token, first) => {
                    first_left_out.get_or_insert((token.start, token.end));
                }
                Kind::Word | Kind::Quoted => {
                    self.words.push(token.word());
                    self.depth = depth;
                }
                Kind::Blank => {}
                Kind::Comment => {
                    self.cutter.is_marked |= is_marked(token.text(self.text));
                }
                Kind::Newline if depth == 0 || !joins => {
                    self.note_words_left_out(first_left_out, errors);
                    return true;
                }
                Kind::Newline => {}
                Kind::Open => {
                    if depth == 0 {
                        outermost = token.start;
                    }
                    depth += 1;
                }
                Kind::Close if depth > 0 => depth -= 1,
                Kind::Close | Kind::Unclosed | Kind::Nul => {
                    self.fault(errors, token.start, token.end, wrong_token(token.kind));
                }
            }
        }
        self.end = self.text.len() as u32;
        self.ended = false;
        if depth > 0 && joins {
            self.recover_from_unclosed(outermost, errors);
        } else {
            self.note_words_left_out(first_left_out, errors);
        }
        if self.ends_in_backslash() {
            let last = self.end;
            self.fault(errors, last - 1, last, "the file ends in the middle of an escape");
        }
        self.tokens.offset() > first || !self.words.is_empty()
    }

    /// Whether the entry that begins at `first` has no room for another word.
    fn is_full(&self, word: Token, first: u32) -> bool {
        self.words.len() == MOST_WORDS || word.end - first > LONGEST_ENTRY
    }

    /// Notes that not all words of an entry were kept, if they were not.
    fn note_words_left_out(&mut self, first_left_out: Option<(u32, u32)>, errors: &mut Vec<SyntaxError>) {
        if let Some((start, end)) = first_left_out {
            let longest = LONGEST_ENTRY >> 20;
            let message = format!(
                "the entry has more than {MOST_WORDS} words or {longest} MiB, which no record has room for"
            );
            self.fault(errors, start, end, &message);
        }
    }

    /// Ends the entry at the line of its unclosed parenthesis and goes on behind that line.
    #[cold]
    fn recover_from_unclosed(&mut self, open: u32, errors: &mut Vec<SyntaxError>) {
        self.unclosed += 1;
        let line_end = memchr::memchr(b'\n', &self.text[open as usize..]).map(|length| open + length as u32);
        let last = self.text.len() as u32;
        errors.push(SyntaxError {
            start: open,
            end: open + 1,
            message: "unbalanced parentheses: this `(` is never closed".into(),
            help: Some("close it with `)` after the record's last field".into()),
            label: Some((last, last, "the file ends here".into())),
        });
        self.broken = true;
        if let Some(line_end) = line_end {
            self.words.retain(|word| word.start < line_end);
            self.end = line_end;
            self.tokens = Tokens::new(self.text, line_end + 1);
        }
    }

    /// Whether the text ends in a backslash that protects nothing.
    fn ends_in_backslash(&self) -> bool {
        let Some(word) = self.words.last() else { return false };
        let octets = word.text(self.text);
        let backslashes = octets.iter().rev().take_while(|octet| **octet == b'\\').count();
        word.end == self.end && word.escaped && !word.quoted && backslashes % 2 == 1
    }

    #[cold]
    fn fault(&mut self, errors: &mut Vec<SyntaxError>, start: u32, end: u32, message: &str) {
        self.broken = true;
        note(errors, SyntaxError { start, end, message: message.to_owned(), help: None, label: None });
    }
}

/// What is wrong with a token that belongs in no entry.
fn wrong_token(kind: Kind) -> &'static str {
    match kind {
        Kind::Unclosed => "the quoted string is not closed on its line",
        Kind::Nul => "NUL octet in the zone file",
        _ => "unbalanced parentheses: this `)` closes nothing",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::random::Random;

    /// The entries of a text, one a line, and the messages of its errors.
    fn parse(text: &str) -> (Vec<String>, Vec<String>) {
        let (mut parser, mut errors, mut entries) =
            (Parser::new(text.as_bytes(), Start::File), Vec::new(), Vec::new());
        let shown = |word: Word| String::from_utf8_lossy(word.text(text.as_bytes())).into_owned();
        while let Some(entry) = parser.next(&mut errors) {
            entries.push(match entry {
                Entry::Record(record) => format!(
                    "{} {} {} {}",
                    record.owner.map_or("-".to_owned(), shown),
                    record.ttl.map_or("-".to_owned(), |(seconds, _)| seconds.to_string()),
                    record.rtype,
                    record.rdata.iter().map(|word| shown(*word)).collect::<Vec<_>>().join(" ")
                ),
                Entry::Origin(name) => format!("origin {}", shown(name)),
                Entry::Ttl(ttl) => format!("ttl {}", shown(ttl)),
                Entry::UnreadTtl(_) => "broken ttl".to_owned(),
                Entry::Include { path, origin } => format!("include {} {:?}", shown(path), origin.map(shown)),
                Entry::Generate(generate) => {
                    format!("generate {} {}", shown(generate.owner), shown(generate.rdata))
                }
                Entry::Date => "date".to_owned(),
                Entry::Broken { owner } => format!("broken {:?}", owner.map(shown)),
            });
        }
        (entries, errors.into_iter().map(|error| error.message).collect())
    }

    #[test]
    fn owner_ttl_class_and_type() {
        let (entries, errors) = parse("a 60 IN A x\n IN 1h SRV y\n\n ; c\nIN IN A z\n60 SRV w\nSRV SRV v");
        assert_eq!(entries, ["a 60 A x", "- 3600 SRV y", "IN - A z", "60 - SRV w", "SRV - SRV v"]);
        assert!(errors.is_empty());
    }

    #[test]
    fn words_beyond_the_most_are_left_out_and_said_once() {
        for blanks in [" ", "\n", " ;\n"] {
            let fits = format!("a TXT (\n{})\nb A y", format!("x{blanks}").repeat(MOST_WORDS - 2));
            let (entries, errors) = parse(&fits);
            assert_eq!((entries.len(), errors.len()), (2, 0));
            let (entries, errors) = parse(&fits.replacen('x', "x x x x", 1));
            assert_eq!(entries, ["broken Some(\"a\")", "b - A y"]);
            assert_eq!(
                errors,
                ["the entry has more than 262144 words or 64 MiB, which no record has room for"]
            );
            // These are not meant to be one entry.
            let (entries, errors) = parse(&fits.replacen('x', "x x x x", 1).replace(")\nb", "\nb"));
            assert_eq!(entries[0], "broken Some(\"a\")");
            assert_eq!(errors[0], "unbalanced parentheses: this `(` is never closed");
            let is_one_line = !blanks.contains('\n');
            assert_eq!(errors.iter().any(|error| error.contains("262144")), is_one_line);
        }
    }

    #[test]
    fn what_lies_beyond_the_longest_entry_is_left_out() {
        let most = LONGEST_ENTRY as usize;
        let told = "the entry has more than 262144 words or 64 MiB, which no record has room for";
        for (start, filling, end, too_long) in [
            ("a TXT (", "\n", " y )\n", 0),
            ("a TXT (", "\n", " y )\n", 1),
            ("a TXT y", "y", "\n", 1),
            ("a TXT (;", "x", "\n y )\n", 1),
        ] {
            // Up to the end of the last word.
            let around = start.len() + end.trim_end_matches([')', '\n', ' ']).len();
            let text = format!("{start}{}{end}b A z\n", filling.repeat(most - around + too_long));
            let (entries, errors) = parse(&text);
            assert_eq!((entries.len(), errors.len()), (2, too_long), "{start}");
            assert_eq!(entries[0] == "broken Some(\"a\")", too_long > 0, "{start}");
            assert!(entries[1] == "b - A z" && errors.iter().all(|error| error == told), "{errors:?}");
        }
        // What no word follows is not part of an entry.
        let (entries, errors) = parse(&format!("a A x ;{}\nb A z", "y".repeat(most)));
        assert_eq!((entries.len(), errors.len()), (2, 0));
    }

    #[test]
    fn parentheses_join_lines_and_may_nest() {
        let (entries, errors) = parse("( a IN A\n ((x) ; c)\n\n) ) )\nb A y");
        assert_eq!(entries, ["broken Some(\"a\")", "b - A y"]);
        assert_eq!(errors, ["unbalanced parentheses: this `)` closes nothing"]);
        let (entries, errors) = parse("( a IN A\n ((x) ; c)\n\n) )\nb A y");
        assert_eq!((entries.len(), errors.len()), (2, 0));
    }

    #[test]
    fn an_unclosed_parenthesis_costs_one_line() {
        let (entries, errors) = parse("a A ( x\nb A y\nc A z");
        assert_eq!(entries, ["broken Some(\"a\")", "b - A y", "c - A z"]);
        assert_eq!(errors, ["unbalanced parentheses: this `(` is never closed"]);
    }

    #[test]
    fn many_unclosed_parentheses_stay_linear() {
        let (entries, errors) = parse(&"a A ( x\n".repeat(20_000));
        assert_eq!((entries.len(), errors.len()), (20_000, UNCLOSED_LIMIT as usize));
    }

    #[test]
    fn directives_in_any_case_and_in_quotes() {
        let (entries, errors) = parse(
            "$origin a.\n\"$TTL\" 60\n$INCLUDE \"x y\" b ; c\n$DATE 20240101000000\n$TTL 1 2\n$OIRGIN x",
        );
        assert_eq!(entries[..4], ["origin a.", "ttl 60", "include x y Some(\"b\")", "date"]);
        assert_eq!(errors, ["extra text after the directive", "unknown directive `$OIRGIN`"]);
    }

    #[test]
    fn several_errors_are_all_reported() {
        let (_, errors) = parse("a IN IN A x\nb 60 60 A x\nc\nd 1.5h A x\ne \"IN\" A x\nf SVR 1");
        assert_eq!(
            errors,
            [
                "unknown record type `IN`",
                "unknown record type `60`",
                "unexpected end of line: the record type is missing",
                "unknown record type `1.5h`",
                "the quotes make `IN` a text, and no class, TTL or type",
                "unknown record type `SVR`",
            ]
        );
    }

    #[test]
    fn no_octets_make_it_panic_or_stop() {
        let alphabet = b"a$ \t\n\r;\"()\\\0\xff.1SRV";
        let mut random = Random::new(7);
        for _ in 0..5000 {
            let text = random.octets(40, alphabet);
            let (mut parser, mut errors) = (Parser::new(&text, Start::File), Vec::new());
            while parser.next(&mut errors).is_some() {}
            assert_eq!(parser.offset() as usize, text.len());
        }
    }
}
