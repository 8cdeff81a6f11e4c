//! The configuration of a name server to the zones it declares: BIND's `named.conf` here, NSD's and
//! Knot's in `nsd_conf`. Opens no file, and leaves it to `file_name` to find those that are declared.

use nom::branch::alt;
use nom::bytes::complete::{is_not, tag, take, take_until, take_while, take_while1};
use nom::combinator::{not, recognize, rest, verify};
use nom::multi::{many0_count, many1_count};
use nom::sequence::{delimited, preceded, terminated};
use nom::{IResult, Parser};

use crate::discover::server_config::nsd::{parse_knot_conf, parse_nsd_conf};
use crate::files::path_text::without_template_ending;

/// What a configuration says about zones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamedConf {
    /// The zones, in file order.
    pub zones: Vec<ZoneStatement>,
    /// The files it includes, in file order.
    pub includes: Vec<Include>,
    /// Where relative paths begin on the server: BIND's `directory`, NSD's `zonesdir`.
    pub directory: Option<String>,
}

/// A zone that a configuration declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneStatement {
    /// Its name as written, without quotes; the final dot may be there or not.
    pub name: String,
    /// Offset of the name's first octet.
    pub offset: usize,
    /// The view it stands in.
    pub view: Option<String>,
    /// Its class, or its view's, as written.
    pub class: Option<String>,
    /// BIND's `type` in lower case, `primary` and `secondary` also where the old words stand.
    pub kind: Option<String>,
    /// The path of its file on the server, placeholders filled in.
    pub file: Option<String>,
    /// The view that it is shared from (`in-view`); such a zone has no file of its own.
    pub in_view: Option<String>,
}

/// A file that a configuration includes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Include {
    /// Its path on the server, as written.
    pub path: String,
    /// Offset of the path's first octet.
    pub offset: usize,
    /// The view it is included in, which is that of its zones.
    pub view: Option<String>,
}

/// Whose configuration a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// BIND's `named.conf`.
    Bind,
    /// NSD's `nsd.conf`.
    Nsd,
    /// Knot DNS's `knot.conf`.
    Knot,
}

impl ZoneStatement {
    /// Whether somebody writes its file, in class IN: no copy of another server's, no hints.
    pub fn authored(&self) -> bool {
        let internet = |class: &str| ["in", "any"].iter().any(|name| class.eq_ignore_ascii_case(name));
        self.class.as_deref().is_none_or(internet)
            && self.kind.as_deref().is_none_or(|kind| matches!(kind, "primary" | "redirect"))
    }
}

/// Whether a file of this name is worth a look into its text: [`dialect`] says no to all others.
pub fn may_be_configuration(file_name: &str) -> bool {
    let name = without_template_ending(file_name).unwrap_or(file_name).as_bytes();
    let starts = |start: &&str| {
        name.get(..start.len()).is_some_and(|octets| octets.eq_ignore_ascii_case(start.as_bytes()))
    };
    let ends = |end: &&str| {
        let from = name.len().checked_sub(end.len());
        from.is_some_and(|from| name[from..].eq_ignore_ascii_case(end.as_bytes()))
    };
    ["named", "bind", "zones", "nsd.conf", "knot.conf", "knotd.conf"].iter().any(starts)
        || [".conf", ".zones"].iter().any(ends)
}

/// Whose configuration a file is, by its name (without directory) and its first 64 KiB.
pub fn dialect(file_name: &str, text: &[u8]) -> Option<Dialect> {
    let name = without_template_ending(file_name).unwrap_or(file_name).to_ascii_lowercase();
    let head = head(text);
    if name.starts_with("nsd.conf") {
        return Some(Dialect::Nsd);
    }
    if name.starts_with("knot.conf") || name.starts_with("knotd.conf") {
        return Some(Dialect::Knot);
    }
    let begins = ["named", "bind", "zones"].iter().any(|beginning| name.starts_with(beginning));
    if (begins || name.ends_with(".conf") || name.ends_with(".zones")) && looks_like_named_conf(head) {
        return Some(Dialect::Bind);
    }
    let declares = |conf: NamedConf| conf.zones.iter().any(|zone| zone.file.is_some());
    let nsd = || name.ends_with(".conf") && declares(parse_nsd_conf(head));
    let knot = || name.ends_with(".conf") && declares(parse_knot_conf(head));
    if nsd() { Some(Dialect::Nsd) } else { knot().then_some(Dialect::Knot) }
}

/// Reads a configuration of this dialect.
pub fn parse(dialect: Dialect, text: &[u8]) -> NamedConf {
    match dialect {
        Dialect::Bind => parse_named_conf(text),
        Dialect::Nsd => parse_nsd_conf(text),
        Dialect::Knot => parse_knot_conf(text),
    }
}

/// Reads a `named.conf` or a part of one. Never fails: what cannot be understood is skipped to the
/// next `;` or the matching brace. A zone or view statement always ends the zone before it, so that
/// a missing brace costs one zone and not the rest of the file.
pub fn parse_named_conf(text: &[u8]) -> NamedConf {
    let mut reader = Reader::default();
    let mut words = Vec::new();
    for token in Tokens::new(text) {
        match token {
            Token::Word(word) => {
                if words.len() < MOST_WORDS {
                    words.push(word);
                }
                continue;
            }
            Token::Open => reader.open(&words),
            Token::End => reader.statement(&words),
            Token::Close => {
                reader.statement(&words);
                reader.close();
            }
        }
        words.clear();
    }
    reader.end_zone();
    reader.conf
}

/// Whether a text begins, comments and template tags aside, as only a `named.conf` does.
pub fn looks_like_named_conf(text: &[u8]) -> bool {
    let mut words = Vec::new();
    for token in Tokens::new(head(text)) {
        match token {
            Token::Word(word) if words.len() < MOST_WORDS => words.push(word),
            Token::Word(_) => return false,
            Token::Open => return opens_named_conf(&words),
            Token::End => {
                return matches!(&words[..], [include, path] if include.is("include") && path.quoted);
            }
            Token::Close => return false,
        }
    }
    false
}

fn opens_named_conf(words: &[Word]) -> bool {
    let [keyword, arguments @ ..] = words else { return false };
    let bare = [
        "options",
        "logging",
        "controls",
        "statistics-channels",
        "trusted-keys",
        "managed-keys",
        "trust-anchors",
    ];
    let named = [
        "acl",
        "key",
        "masters",
        "primaries",
        "parental-agents",
        "tls",
        "dnssec-policy",
        "server",
        "dyndb",
        "template",
    ];
    declared(words, "zone").is_some()
        || declared(words, "view").is_some()
        || arguments.is_empty() && bare.iter().any(|name| keyword.is(name))
        || !arguments.is_empty() && named.iter().any(|name| keyword.is(name))
}

/// How much of a file tells what it is.
fn head(text: &[u8]) -> &[u8] {
    text.get(..64 * 1024).unwrap_or(text)
}

/// No statement that is read has more words before its `;` or brace.
const MOST_WORDS: usize = 4;

/// Every zone keeps its view's name, which therefore must not be long. BIND's are file names.
const LONGEST_VIEW: usize = 255;

/// What encloses the statement that is read next.
#[derive(Default)]
struct Reader {
    conf: NamedConf,
    /// Name and class.
    view: Option<(String, Option<String>)>,
    zone: Option<ZoneStatement>,
    in_options: bool,
    /// Open braces of blocks that say nothing about zones.
    skipped: usize,
}

impl Reader {
    fn open(&mut self, words: &[Word]) {
        if let Some((name, class)) = declared(words, "zone") {
            self.end_zone();
            (self.in_options, self.skipped) = (false, 0);
            let (view, view_class) = self.view.clone().unzip();
            self.zone = Some(ZoneStatement {
                name: name.string(),
                offset: name.offset,
                view,
                class: class.map(|class| class.string()).or(view_class.flatten()),
                kind: None,
                file: None,
                in_view: None,
            });
        } else if let Some((name, class)) =
            declared(words, "view").filter(|(name, _)| name.text.len() <= LONGEST_VIEW)
        {
            self.end_zone();
            (self.in_options, self.skipped) = (false, 0);
            self.view = Some((name.string(), class.map(|class| class.string())));
        } else if self.skipped == 0 && self.zone.is_none() && matches!(words, [word] if word.is("options")) {
            self.in_options = true;
        } else {
            self.skipped += 1;
        }
    }

    fn close(&mut self) {
        if self.skipped > 0 {
            self.skipped -= 1;
        } else if self.zone.is_some() {
            self.end_zone();
        } else if self.in_options {
            self.in_options = false;
        } else {
            self.view = None;
        }
    }

    fn statement(&mut self, words: &[Word]) {
        let [keyword, value] = words else { return };
        if self.skipped > 0 {
            return;
        }
        if keyword.is("include") {
            let view = self.view.as_ref().map(|(name, _)| name.clone());
            self.conf.includes.push(Include { path: value.string(), offset: value.offset, view });
        } else if let Some(zone) = &mut self.zone {
            if keyword.is("type") {
                zone.kind.get_or_insert_with(|| kind(&value.string()));
            } else if keyword.is("file") {
                zone.file.get_or_insert_with(|| value.string());
            } else if keyword.is("in-view") {
                zone.in_view.get_or_insert_with(|| value.string());
            }
        } else if keyword.is("directory") {
            // Also outside `options`: the block's content often lies in a file of its own.
            self.conf.directory.get_or_insert_with(|| value.string());
        }
    }

    fn end_zone(&mut self) {
        self.conf.zones.extend(self.zone.take().filter(|zone| is_literal(&zone.name)));
    }
}

/// Name and class of a zone or view statement that opens a block.
fn declared<'w, 'a>(words: &'w [Word<'a>], keyword: &str) -> Option<(&'w Word<'a>, Option<&'w Word<'a>>)> {
    match words {
        [first, name] if first.is(keyword) => Some((name, None)),
        [first, name, class] if first.is(keyword) && class.is_class() => Some((name, Some(class))),
        _ => None,
    }
}

fn kind(written: &str) -> String {
    match written.to_ascii_lowercase().as_str() {
        "master" => "primary".into(),
        "slave" => "secondary".into(),
        other => other.into(),
    }
}

/// Whether a name is one, and not a template's placeholder for many.
pub(crate) fn is_literal(name: &str) -> bool {
    let placeholder =
        |octet: u8| b"{}<>%$\"".contains(&octet) || octet.is_ascii_whitespace() || octet.is_ascii_control();
    !name.is_empty() && !name.bytes().any(placeholder)
}

/// A word or a quoted string, quotes removed.
pub(crate) struct Word<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) offset: usize,
    pub(crate) quoted: bool,
}

impl Word<'_> {
    fn is(&self, keyword: &str) -> bool {
        !self.quoted && self.text.eq_ignore_ascii_case(keyword.as_bytes())
    }

    fn is_class(&self) -> bool {
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

enum Token<'a> {
    Word(Word<'a>),
    /// `{`
    Open,
    /// `}`
    Close,
    /// `;`, or a string that its line does not end.
    End,
}

/// The tokens of a `named.conf`: BIND's, and a template's tags `{% … %}` and `{# … #}` as comments.
struct Tokens<'a> {
    text: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    fn new(text: &'a [u8]) -> Self {
        Self { text, rest: text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text) }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let input = many0_count(gap).parse(self.rest).map_or(self.rest, |(input, _)| input);
        let offset = self.text.len() - input.len();
        let word =
            |text, quote| Token::Word(Word { text, offset: offset + usize::from(quote), quoted: quote });
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

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::discover::server_config::nsd::MOST_PATHS;

    #[test]
    fn names_of_configurations() {
        let some = ["named.conf", "NAMED.CONF.local", "bind-extra", "x.Conf", "a.zones", "Knotd.conf.j2"];
        assert!(some.into_iter().all(may_be_configuration));
        let others = ["", "name", "conf", "db.example", "a.zone", "é.conf.d", "nsd"];
        assert!(!others.into_iter().any(may_be_configuration));
    }

    /// One line a zone: `view/name class kind file in-view`, `-` for what is not said.
    pub(crate) fn zones(conf: &NamedConf) -> Vec<String> {
        let said = |value: &Option<String>| value.clone().unwrap_or("-".into());
        let line = |zone: &ZoneStatement| {
            let view = zone.view.as_ref().map(|view| format!("{view}/")).unwrap_or_default();
            let shared = zone.in_view.as_ref().map(|view| format!(" = {view}")).unwrap_or_default();
            format!(
                "{view}{} {} {} {}{shared}",
                zone.name,
                said(&zone.class),
                said(&zone.kind),
                said(&zone.file)
            )
        };
        conf.zones.iter().map(line).collect()
    }

    fn bind(text: &str) -> Vec<String> {
        zones(&parse_named_conf(text.as_bytes()))
    }

    #[test]
    fn named_confs_of_real_repositories() {
        // `reference/conventions.md` 3.1, rows 8, 12, 15 and 16
        for (text, expected) in [
            (
                r#"view "internal" {
                    match-clients { 10.0.0.0/8; localhost; };
                    zone "example.co.uk" { type master; file "/etc/bind/dns-zones/internal.example"; };
                };
                view "public" {
                    zone "example.co.uk" { type master; file "/etc/bind/dns-zones/uk.co.example"; };
                    zone "example.com" { type master; file "/etc/bind/dns-zones/website"; };
                    zone "example.net" { type master; file "/etc/bind/dns-zones/website"; };
                };"#,
                &[
                    "internal/example.co.uk - primary /etc/bind/dns-zones/internal.example",
                    "public/example.co.uk - primary /etc/bind/dns-zones/uk.co.example",
                    "public/example.com - primary /etc/bind/dns-zones/website",
                    "public/example.net - primary /etc/bind/dns-zones/website",
                ][..],
            ),
            (
                r#"zone "lab.example.com" { type master; file "/etc/named/zones/db.ocp.lab.example.com"; };"#,
                &["lab.example.com - primary /etc/named/zones/db.ocp.lab.example.com"],
            ),
            (
                r#"zone "home" { file "/etc/bind/zones/db.home.priv"; type primary; allow-update { none; }; };"#,
                &["home - primary /etc/bind/zones/db.home.priv"],
            ),
            (
                r#"zone "." IN { type hint; file "named.ca"; };
                zone "example.com" IN { type slave; file "dynamic/example.com.db"; masters { 192.0.2.1 key k; }; };
                zone "fwd.example" { type forward; forwarders { 192.0.2.1; }; };"#,
                &[
                    ". IN hint named.ca",
                    "example.com IN secondary dynamic/example.com.db",
                    "fwd.example - forward -",
                ],
            ),
        ] {
            assert_eq!(bind(text), expected, "{text}");
        }
    }

    #[test]
    fn words_comments_and_strings_are_cut_as_bind_cuts_them() {
        for (text, expected) in [
            // each accepted by named-checkconf 9.18
            ("zone a//b\n{ type master; file \"x\"; };", &["a - primary x"][..]),
            ("ZONE \"a\" in { TYPE Master; FILE \"x\"; };", &["a in primary x"]),
            ("zone a#b {\n{ type /**/primary /*\n*/; file \"#//x/*\"; };", &["a - primary #//x/*"]),
            (r#"zone a { type primary; file "x\q\\y\"z"; };"#, &[r#"a - primary x\q\\y"z"#]),
            ("view a CH { zone b { type master; file \"x\"; }; };", &["a/b CH primary x"]),
            ("view a CH { zone b CLASS3 { type master; }; };", &["a/b CLASS3 primary -"]),
            (
                "view a {zone b{type primary;};};view c {zone b {in-view a;};};",
                &["a/b - primary -", "c/b - - - = a"],
            ),
            ("options { response-policy { zone \"rpz\"; }; };", &[]),
            (
                "options { catalog-zones { zone \"c\" default-primaries { 192.0.2.1; } in-memory yes; }; };",
                &[],
            ),
            ("key \"zone\" { secret \"a\"; }; acl view { ! { none; }; };", &[]),
            ("\"zone\" a { type primary; };", &[]),
            ("// zone a {\n# zone b {\n/* zone c { */", &[]),
            // refused by it, and clear all the same
            ("zone 0/25.2.0.192.in-addr.arpa { type primary; };", &["0/25.2.0.192.in-addr.arpa - primary -"]),
            ("\u{feff}zone a { type primary; };", &["a - primary -"]),
        ] {
            assert_eq!(bind(text), expected, "{text}");
        }
    }

    #[test]
    fn a_mistake_costs_one_statement() {
        for (text, expected) in [
            (
                "zone a { type primary file \"x\"; }; zone b { type primary; };",
                &["a - - -", "b - primary -"][..],
            ),
            ("zone a { type primary; file \"x\" } zone b { file \"y\"; }", &["a - primary x", "b - - y"]),
            ("zone a { file \"x\"; zone b { file \"y\"; };", &["a - - x", "b - - y"]),
            (
                "view v { zone a { file \"x\"; zone b { }; }; zone c { };",
                &["v/a - - x", "v/b - - -", "c - - -"],
            ),
            ("acl a { 192.0.2.1; \nzone b { };", &["b - - -"]),
            ("options { directory \"/x\";\nview v { zone a { }; };", &["v/a - - -"]),
            ("}}; zone a { };", &["a - - -"]),
            ("zone a { file \"x\n};\nzone b { file \"y\"; };", &["a - - -", "b - - y"]),
            ("zone \"a {\n file \"x\";\n};\nzone b { };", &["b - - -"]),
            ("zone a b c { }; zone { }; zone a; zone b { };", &["b - - -"]),
            ("zone a { file; type; in-view; file \"x\" \"y\"; };", &["a - - -"]),
            ("zone a { file \"x\"; type primary", &["a - - x"]),
            ("zone a { masters { 192.0.2.1; }; file \"x\"; /*", &["a - - x"]),
            ("zone \"\" { }; zone \"a b\" { };", &[]),
        ] {
            assert_eq!(bind(text), expected, "{text}");
        }
    }

    #[test]
    fn templates_of_configurations_are_read_around_their_tags() {
        let text = r#"{# written by {{ ansible_user }} #}
            {% for zone in zones %}
            zone "{{ zone.name }}" { type primary; file "{{ dir }}/db.{{ zone.name }}"; };
            zone {{ zone }} IN { type primary; };
            {% endfor %}
            {% if x %}zone "example.com" { type {{ kind }}; file "{{ dir }}/db.example.com"; };{% endif %}"#;
        assert_eq!(bind(text), ["example.com - {{ kind }} {{ dir }}/db.example.com"]);
        assert!(looks_like_named_conf(text.as_bytes()));
    }

    #[test]
    fn includes_directory_and_offsets_are_kept() {
        let text = r#"include "/etc/bind/named.conf.options";
            options { directory "/var/cache/bind"; include "x"; listen-on { any; }; };
            view "in\"side" { include "/etc/bind/zones.rfc1918"; zone "a" { file "f"; }; };
            include "last.conf";"#;
        let conf = parse_named_conf(text.as_bytes());
        let includes: Vec<_> = conf.includes.iter().map(|i| (i.path.as_str(), i.view.as_deref())).collect();
        let rfc1918 = ("/etc/bind/zones.rfc1918", Some("in\"side"));
        assert_eq!(
            includes,
            [("/etc/bind/named.conf.options", None), ("x", None), rfc1918, ("last.conf", None)]
        );
        assert_eq!(conf.directory.as_deref(), Some("/var/cache/bind"));
        assert_eq!(&text[conf.zones[0].offset..][..2], "a\"");
        assert!(conf.includes.iter().all(|include| text[include.offset..].starts_with(&include.path)));
        let part = parse_named_conf(b"directory \"/srv\";\nrecursion no;\n");
        assert_eq!(part.directory.as_deref(), Some("/srv"));
    }

    #[test]
    fn only_primaries_in_class_in_are_authored() {
        let text = "zone a { type primary; }; zone b in { type master; }; zone c { type slave; }; zone d { type hint; };
            zone e CH { type primary; }; zone f { file \"x\"; }; zone g { type redirect; }; view v CH { zone h { }; };";
        let conf = parse_named_conf(text.as_bytes());
        let authored = conf.zones.iter().filter(|zone| zone.authored()).map(|zone| zone.name.as_str());
        assert_eq!(authored.collect::<String>(), "abfg");
    }

    #[test]
    fn dialects_are_told_by_name_and_content() {
        use Dialect::{Bind, Knot, Nsd};
        for (file_name, text, expected) in [
            ("named.conf", "// c\noptions { directory \"/\"; };", Some(Bind)),
            ("named.conf.local.j2", "zone \"a\" { };", Some(Bind)),
            ("internal.zones", "\n/* c */ zone a IN { };", Some(Bind)),
            ("internal.zones", "$TTL 1h\n@ SOA a b 1 2 3 4 5\n", None),
            ("x.conf", "view x { };", Some(Bind)),
            ("x.conf", "include \"a\";", Some(Bind)),
            ("x.conf", "acl a { any; };", Some(Bind)),
            ("x.conf", "include mime.types;", None),
            ("nginx.conf", "server { listen 80; }", None),
            ("nginx.conf", "http { server { } }", None),
            ("nginx.conf", "user nginx; server { }", None),
            ("x.conf", "{ zone a {", None),
            ("x.conf", "; zone a { };", None),
            ("x.conf", "", None),
            ("x.conf", "}", None),
            ("zone", "zone \"a\" { };", None),
            ("nsd.conf.local", "", Some(Nsd)),
            ("zones.conf", "zone:\n name: a\n zonefile: b\n", Some(Nsd)),
            ("unbound.conf", "server:\n port: 53\n", None),
            ("knot.conf", "server:", Some(Knot)),
            ("zones.conf", "zone:\n  - domain: a\n    file: b\n", Some(Knot)),
        ] {
            assert_eq!(dialect(file_name, text.as_bytes()), expected, "{file_name}: {text}");
        }
    }

    #[test]
    fn hostile_input_takes_linear_time() {
        for unit in [
            "{",
            "}",
            "\"",
            ";",
            "zone",
            "zone a {",
            "zone \"a\" {\n",
            "view a {",
            "/*",
            "*/",
            "/",
            "//",
            "#",
            "{%",
            "{{",
            "{#",
            "{{ ",
            "\\",
            "\"\\",
            "\"\\\n",
            "\0",
            "\u{feff}",
            "a ",
            "a/",
            "include x;",
            "{% %",
            "zone: name: a ",
            "pattern: name: a ",
            "zone:name:",
            ":",
            "- ",
            "zone: name: a include-pattern: a ",
            "pattern: name: a include-pattern: a ",
        ] {
            let length = if ["{", "\"", "/*"].contains(&unit) { 1_000_000 } else { 30_000 };
            let text = unit.repeat(length / unit.len());
            for dialect in [Dialect::Bind, Dialect::Nsd, Dialect::Knot] {
                parse(dialect, text.as_bytes());
            }
            looks_like_named_conf(text.as_bytes());
            super::dialect("x.conf", text.as_bytes());
        }
        let zones = "zone: name: aaaaaaaa include-pattern: p\n".repeat(70_000);
        let sum = |pattern: &str| {
            let conf = parse_nsd_conf(format!("pattern: name: p zonefile: {pattern}\n{zones}").as_bytes());
            conf.zones.iter().filter_map(|zone| zone.file.as_ref()).map(String::len).sum::<usize>()
        };
        assert_eq!(sum(&"%s".repeat(1000)), 0);
        assert!((1 << 25..=MOST_PATHS).contains(&sum(&"x".repeat(1000))));
        let view = format!("view {} {{ {} }};", "v".repeat(1_000_000), "zone a { };".repeat(10_000));
        assert_eq!(
            parse_named_conf(view.as_bytes()).zones.iter().filter(|zone| zone.view.is_none()).count(),
            10_000
        );
    }

    #[test]
    fn no_octets_make_it_panic() {
        let words: [&[u8]; 24] = [
            b"zone ",
            b"view ",
            b"options",
            b"file ",
            b"type ",
            b"include ",
            b"\"",
            b"{",
            b"}",
            b";",
            b"a",
            b" ",
            b"\n",
            b"/",
            b"*",
            b"#",
            b"\\",
            b"\0",
            b"\xff",
            b"zone:",
            b"name:",
            b"%s",
            b"{%",
            b"directory ",
        ];
        let mut state = 3u64;
        let mut next = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        for round in 0..6_000 {
            let length = next(30);
            let mut text = Vec::new();
            for _ in 0..length {
                if round % 2 == 0 {
                    text.push(next(256) as u8)
                } else {
                    text.extend(words[next(words.len())])
                }
            }
            for dialect in [Dialect::Bind, Dialect::Nsd, Dialect::Knot] {
                let conf = parse(dialect, &text);
                assert!(conf.zones.iter().all(|zone| zone.offset < text.len()));
                assert!(conf.includes.iter().all(|include| include.offset <= text.len()));
            }
            dialect("x.conf", &text);
        }
    }
}
