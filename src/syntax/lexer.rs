//! Octets to tokens, as BIND's `lib/isc/lex.c` cuts them. Knows nothing of lines or records.

use nom::bytes::complete::{tag, take, take_while};
use nom::{IResult, Parser};

use crate::syntax::entry::Word;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Spaces and tabs.
    Blank,
    /// Anything unquoted: names, numbers, types. May hold escapes.
    Word,
    /// A quoted string, with its quotes.
    Quoted,
    /// `(`
    Open,
    /// `)`
    Close,
    /// From `;` up to the line feed.
    Comment,
    /// LF, CR LF or a lone CR.
    Newline,
    /// A quoted string that its line does not end.
    Unclosed,
    /// NUL, which BIND takes for no token.
    Nul,
}

/// A piece of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Whether a backslash stands in it.
    pub escaped: bool,
    /// Offset of its first octet.
    pub start: u32,
    /// Offset behind its last octet.
    pub end: u32,
}

impl Token {
    /// Its octets, with its quotes.
    pub fn text<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        &text[self.start as usize..self.end as usize]
    }

    /// Whether it is a word or a quoted string of an entry.
    pub fn is_word(&self) -> bool {
        matches!(self.kind, Kind::Word | Kind::Quoted)
    }

    /// It as such a word.
    pub fn word(self) -> Word {
        let Token { kind, escaped, start, end } = self;
        Word { start, end, quoted: kind == Kind::Quoted, escaped }
    }
}

/// The tokens of a text. Never fails and loses nothing: put end to end they are the text.
#[derive(Debug, Clone)]
pub struct Tokens<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    /// The tokens of `text` from offset `at` on.
    pub fn new(text: &'a [u8], at: u32) -> Self {
        Self { text, at: at as usize }
    }

    /// Offset of the next token.
    pub fn offset(&self) -> u32 {
        self.at as u32
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    #[inline(always)]
    fn next(&mut self) -> Option<Token> {
        let rest = &self.text[self.at..];
        let first = *rest.first()?;
        let (kind, escaped, length) = match CLASS[first as usize] {
            PLAIN | ESCAPE => word(rest),
            BLANK => (Kind::Blank, false, taken(rest, take_while(|octet| octet == b' ' || octet == b'\t'))),
            LINE_FEED => (Kind::Newline, false, 1),
            RETURN => (Kind::Newline, false, if rest.get(1) == Some(&b'\n') { 2 } else { 1 }),
            COMMENT => (Kind::Comment, false, memchr::memchr(b'\n', rest).unwrap_or(rest.len())),
            QUOTE => quoted(rest),
            OPEN => (Kind::Open, false, 1),
            CLOSE => (Kind::Close, false, 1),
            _ => (Kind::Nul, false, 1),
        };
        let start = self.at as u32;
        self.at += length;
        Some(Token { kind, escaped, start, end: self.at as u32 })
    }
}

const PLAIN: u8 = 0;
const ESCAPE: u8 = 1;
const BLANK: u8 = 2;
const LINE_FEED: u8 = 3;
const RETURN: u8 = 4;
const COMMENT: u8 = 5;
const QUOTE: u8 = 6;
const OPEN: u8 = 7;
const CLOSE: u8 = 8;
const NUL: u8 = 9;

/// What each octet is where a token may begin. Only `PLAIN` and `ESCAPE` go on inside a word.
const CLASS: [u8; 256] = {
    let mut class = [PLAIN; 256];
    class[b'\\' as usize] = ESCAPE;
    class[b' ' as usize] = BLANK;
    class[b'\t' as usize] = BLANK;
    class[b'\n' as usize] = LINE_FEED;
    class[b'\r' as usize] = RETURN;
    class[b';' as usize] = COMMENT;
    class[b'"' as usize] = QUOTE;
    class[b'(' as usize] = OPEN;
    class[b')' as usize] = CLOSE;
    class[0] = NUL;
    class
};

/// How many octets a parser that cannot fail takes.
fn taken<'a>(
    input: &'a [u8],
    mut parser: impl Parser<&'a [u8], Output = &'a [u8], Error = nom::error::Error<&'a [u8]>>,
) -> usize {
    parser.parse(input).map_or(0, |(_, matched)| matched.len())
}

/// A word: an escape protects any octet but a line end.
#[inline]
fn word(input: &[u8]) -> (Kind, bool, usize) {
    let plain = |octet: u8| CLASS[octet as usize] == PLAIN;
    let mut length = taken(input, take_while(plain));
    if input.get(length) != Some(&b'\\') {
        return (Kind::Word, false, length);
    }
    while input.get(length) == Some(&b'\\') {
        length += escape(&input[length..]).map_or(1, |(_, pair)| pair.len());
        length += taken(&input[length..], take_while(plain));
    }
    (Kind::Word, true, length)
}

/// A backslash with the octet it protects; fails before a line end and at the end of the text.
fn escape(input: &[u8]) -> IResult<&[u8], &[u8]> {
    nom::combinator::recognize((
        tag("\\"),
        nom::combinator::verify(take(1usize), |octet: &[u8]| octet != b"\n" && octet != b"\r"),
    ))
    .parse(input)
}

/// A quoted string. In quotes a backslash protects a line feed too.
fn quoted(input: &[u8]) -> (Kind, bool, usize) {
    let mut length = 1;
    let mut escaped = false;
    loop {
        length += memchr::memchr3(b'"', b'\\', b'\n', &input[length..]).unwrap_or(input.len() - length);
        match input.get(length) {
            Some(b'"') => return (Kind::Quoted, escaped, length + 1),
            Some(b'\\') if length + 1 < input.len() => {
                escaped = true;
                length += 2;
            }
            Some(b'\\') => return (Kind::Unclosed, true, input.len()),
            _ => return (Kind::Unclosed, escaped, length),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::random::Random;

    fn shown(text: &[u8]) -> Vec<(Kind, String)> {
        let text_of = |t: Token| String::from_utf8_lossy(t.text(text)).into_owned();
        Tokens::new(text, 0).map(|token| (token.kind, text_of(token))).collect()
    }

    fn words(text: &[u8]) -> Vec<String> {
        let visible = |kind: &Kind| !matches!(kind, Kind::Blank);
        shown(text).into_iter().filter(|(kind, _)| visible(kind)).map(|(_, text)| text).collect()
    }

    #[test]
    fn specials_end_a_word_and_comments_may_be_glued() {
        assert_eq!(words(b"a(1 \"x\"\"y\");c\nb"), ["a", "(", "1", "\"x\"", "\"y\"", ")", ";c", "\n", "b"]);
    }

    #[test]
    fn an_escape_protects_all_but_a_line_end() {
        assert_eq!(words(b"a\\;b\\ c\\\nd"), ["a\\;b\\ c\\", "\n", "d"]);
        assert_eq!(words(b"a\\"), ["a\\"]);
    }

    #[test]
    fn only_a_line_feed_ends_a_comment() {
        assert_eq!(words(b"; a\rb\nc"), ["; a\rb", "\n", "c"]);
        assert_eq!(words(b"a\rb\r\nc"), ["a", "\r", "b", "\r\n", "c"]);
    }

    #[test]
    fn an_unclosed_quote_ends_with_its_line() {
        assert_eq!(shown(b"\"a;b\nc")[0], (Kind::Unclosed, "\"a;b".into()));
        assert_eq!(shown(b"\"a\\\"b\"")[0], (Kind::Quoted, "\"a\\\"b\"".into()));
        assert_eq!(shown(b"\"a\\")[0], (Kind::Unclosed, "\"a\\".into()));
    }

    #[test]
    fn tokens_tile_the_text() {
        let alphabet = b"a\\ \t\n\r;\"()\0\xff$";
        let mut random = Random::new(1);
        for _ in 0..2000 {
            let text = random.octets(24, alphabet);
            let mut end = 0;
            for token in Tokens::new(&text, 0) {
                assert_eq!(token.start, end);
                assert!(token.end > token.start);
                end = token.end;
            }
            assert_eq!(end as usize, text.len());
        }
    }
}
