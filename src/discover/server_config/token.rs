//! The words of a server's configuration, as BIND cuts them, around what templates put in. Knows no
//! statement.

use nom::branch::alt;
use nom::bytes::complete::{is_not, tag, take, take_until, take_while, take_while1};
use nom::combinator::{not, recognize, rest, verify};
use nom::multi::{many0_count, many1_count};
use nom::sequence::{delimited, preceded, terminated};
use nom::{IResult, Parser};

/// A word or a quoted string, quotes removed.
pub(crate) struct ConfWord<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) offset: usize,
    pub(crate) quoted: bool,
}

impl ConfWord<'_> {
    pub(crate) fn is(&self, keyword: &str) -> bool {
        !self.quoted && self.text.eq_ignore_ascii_case(keyword.as_bytes())
    }

    pub(crate) fn is_class(&self) -> bool {
        let numbered = self.text.len() <= 10
            && self.text.get(..5).is_some_and(|head| head.eq_ignore_ascii_case(b"class"));
        numbered || ["in", "ch", "chaos", "hs", "hesiod", "any"].iter().any(|class| self.is(class))
    }

    /// In quotes a backslash protects a quote and else stands for itself, as in BIND.
    pub(crate) fn string(&self) -> String {
        let text = String::from_utf8_lossy(self.text);
        if self.quoted { text.replace("\\\"", "\"") } else { text.into_owned() }
    }
}

pub(crate) enum Token<'a> {
    Word(ConfWord<'a>),
    /// `{`
    Open,
    /// `}`
    Close,
    /// `;`, or a string that its line does not end.
    End,
}

/// The tokens of a `named.conf`: BIND's, and a template's tags `{% … %}` and `{# … #}` as comments.
pub(crate) struct ConfTokens<'a> {
    text: &'a [u8],
    rest: &'a [u8],
}

impl<'a> ConfTokens<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Self {
        Self { text, rest: text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text) }
    }
}

impl<'a> Iterator for ConfTokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let input = many0_count(gap).parse(self.rest).map_or(self.rest, |(input, _)| input);
        let offset = self.text.len() - input.len();
        let word =
            |text, quote| Token::Word(ConfWord { text, offset: offset + usize::from(quote), quoted: quote });
        let (rest, token) = if let Ok((rest, text)) = string(input) {
            (rest, word(text, true))
        } else if let Ok((rest, text)) = bare_word(input) {
            (rest, word(text, false))
        } else {
            let (first, rest) = input.split_first()?;
            match first {
                b'{' => (rest, Token::Open),
                b'}' => (rest, Token::Close),
                b'"' => (past_line(rest), Token::End),
                _ => (rest, Token::End),
            }
        };
        self.rest = rest;
        Some(token)
    }
}

fn is_blank(octet: u8) -> bool {
    octet.is_ascii_whitespace() || octet == 0x0b
}

pub(crate) fn past_line(input: &[u8]) -> &[u8] {
    let end = input.iter().position(|octet| *octet == b'\n');
    end.map_or(&[], |end| &input[end..])
}

/// Blanks, or a comment; one that nothing closes reaches to the end.
fn gap(input: &[u8]) -> IResult<&[u8], &[u8]> {
    let line = (alt((tag("//"), tag("#"))), take_while(|octet| octet != b'\n'));
    let block = (tag("/*"), alt((terminated(take_until("*/"), tag("*/")), rest)));
    alt((
        take_while1(is_blank),
        template("{%", "%}"),
        template("{#", "#}"),
        recognize(line),
        recognize(block),
    ))
    .parse(input)
}

/// A template's tag. Its end is sought nearby only, which keeps hostile input linear.
fn template(open: &'static str, close: &'static str) -> impl Fn(&[u8]) -> IResult<&[u8], &[u8]> {
    move |input| {
        let (_, inside) = preceded(tag(open), nearby).parse(input)?;
        let (_, inside) = take_until(close).parse(inside)?;
        take(open.len() + inside.len() + close.len()).parse(input)
    }
}

/// The rest of the line, but not more than a tag takes.
fn nearby(input: &[u8]) -> IResult<&[u8], &[u8]> {
    let window = input.get(..160).unwrap_or(input);
    let (_, line) = take_while(|octet| octet != b'\n').parse(window)?;
    Ok((&input[line.len()..], line))
}

/// A quoted string that ends on its line. BIND's may go on, but no name or path does.
pub(crate) fn string(input: &[u8]) -> IResult<&[u8], &[u8]> {
    let escaped = recognize((tag("\\"), verify(take(1usize), |octet: &[u8]| octet != b"\n")));
    let inside = recognize(many0_count(alt((is_not("\"\\\n"), escaped))));
    delimited(tag("\""), inside, tag("\"")).parse(input)
}

/// A word up to a blank, a special octet or a comment; backslashes protect nothing here.
fn bare_word(input: &[u8]) -> IResult<&[u8], &[u8]> {
    let plain = take_while1(|octet| !is_blank(octet) && !b"{};\"#/".contains(&octet));
    let slash = terminated(tag("/"), not(alt((tag("/"), tag("*")))));
    let placeholder = verify(template("{{", "}}"), |tag: &[u8]| !tag.contains(&b';'));
    recognize(many1_count(alt((plain, slash, placeholder)))).parse(input)
}
