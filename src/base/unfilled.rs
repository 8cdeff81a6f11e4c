//! Text that stands for what its reader or a program is still to write: the placeholders of templates, installers and manuals.
//! Knows what they look like, and none of the languages that they are written in.

use std::ops::Range;

use memchr::memmem;

/// How the placeholders of template languages begin. No name or number of a zone does.
const BEGINNINGS: [&[u8]; 7] = [b"{{", b"{%", b"{#", b"#{", b"${", b"<%", b"%("];

/// Whether a text holds a placeholder: `{{ name }}`, `{% tag %}`, `${name}`, `<%= name %>`,
/// `%(name)s` or `{NAME}`. The modifiers of a `$GENERATE` look the same: ask about records only.
pub fn holds_placeholder(text: &[u8]) -> bool {
    BEGINNINGS.iter().any(|mark| memmem::find(text, mark).is_some()) || holds_braced_word(text)
}

/// Whether there is a word in single braces, as installers write it.
fn holds_braced_word(text: &[u8]) -> bool {
    memchr::memchr_iter(b'{', text).any(|open| {
        let inside = &text[open + 1..];
        let word = inside.iter().take_while(|octet| octet.is_ascii_alphanumeric() || **octet == b'_').count();
        word > 0 && !inside[0].is_ascii_digit() && inside.get(word) == Some(&b'}')
    })
}

/// What stands around words that are to be replaced, and that may have blanks between them.
const AROUND: [(&[u8], &[u8]); 11] = [
    (b"{{", b"}}"),
    (b"{%", b"%}"),
    (b"{#", b"#}"),
    (b"#{", b"}"),
    (b"[[", b"]]"),
    (b"<%", b"%>"),
    (b"%(", b")"),
    (b"${", b"}"),
    (b"{", b"}"),
    (b"<", b">"),
    (b"[", b"]"),
];

/// The first placeholder of a line with blanks in it, `{{ name }}` or `<your host>`, that has an octet in the range `at` of the line.
pub fn spaced_placeholder(line: &[u8], at: &Range<usize>) -> Option<Range<usize>> {
    AROUND.iter().find_map(|(open, close)| {
        let mut from = 0;
        loop {
            let start = from + memmem::find(&line[from..], open)?;
            let inside = start + open.len();
            let length = memmem::find(&line[inside..], close)?;
            let end = inside + length + close.len();
            let words = line[inside..inside + length].trim_ascii();
            let is_spaced = length > words.len() || words.iter().any(u8::is_ascii_whitespace);
            // Brackets may be of another language: `[ -f zone ]`.
            let is_of_word =
                |octet: &u8| octet.is_ascii_alphanumeric() || b"_-. \t".contains(octet) || !octet.is_ascii();
            let is_letter = |octet: &u8| octet.is_ascii_alphabetic() || !octet.is_ascii();
            let has_word = match *open {
                [_] | b"[[" => words.first().is_some_and(is_letter) && words.iter().all(is_of_word),
                _ => words.iter().any(is_letter),
            };
            if is_spaced && has_word && start < at.end && at.start < end {
                return Some(start..end);
            }
            from = end;
        }
    })
}

/// Whether a name that is none of a host's stands for one that its reader, or a program, is to write: `<your.domain>`,
/// `your_domain`, `${HOST}`, `%HOST%`, and what Cloudflare's exports have.
pub fn is_unfilled(name: &[u8]) -> bool {
    let begins =
        |word: &&str| name.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word.as_bytes()));
    if BEGINNINGS_OF_NAMES.iter().any(begins) || is_of_letters_x(name) {
        return true;
    }
    // What else stands for a name has a sign that no host's name has.
    let is_of_host = |octet: &u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.');
    if name.iter().all(is_of_host) {
        return false;
    }
    let text = String::from_utf8_lossy(name);
    is_capital_word(name.strip_suffix(b".").unwrap_or(name))
        || text.split('.').any(|label| label.contains("DOMAIN") && is_capital_word(label.as_bytes()))
        || holds_placeholder(name)
        || holds_bracketed(name)
        || text.split('.').any(|label| label.contains(char::is_alphanumeric) && is_marked(label))
        || OF_OTHER_SCRIPTS.iter().any(|word| text.contains(word))
}

/// How names begin that their reader is to replace: in a manual, and in Cloudflare's exports. No host's name begins so.
const BEGINNINGS_OF_NAMES: [&str; 3] = ["your_", "your.", "REPLACE&ME"];

/// Whether a name has the letter x alone: `xxx.xxx.xxx.xxx`.
fn is_of_letters_x(name: &[u8]) -> bool {
    let name = name.strip_suffix(b".").unwrap_or(name);
    name.contains(&b'.')
        && name
            .split(|octet| *octet == b'.')
            .all(|label| !label.is_empty() && label.iter().all(|octet| octet.eq_ignore_ascii_case(&b'x')))
}

/// Whether a name is capitals with underscores between them, and one of them says what is to be written: `IP_ADDRESS`.
fn is_capital_word(name: &[u8]) -> bool {
    let is_said = |word: &[u8]| SAID_IN_CAPITALS.iter().any(|said| said.as_bytes() == word);
    is_in_capitals(name) && name.split(|octet| *octet == b'_').any(is_said)
}

/// Whether a word has nothing but capitals, digits and underscores, one of these among them.
pub fn is_in_capitals(word: &[u8]) -> bool {
    let may_stand = |octet: &u8| octet.is_ascii_uppercase() || octet.is_ascii_digit() || *octet == b'_';
    word.contains(&b'_') && word.iter().all(may_stand)
}

/// What stands in capitals for a value.
const SAID_IN_CAPITALS: [&str; 10] =
    ["ADDRESS", "CHANGEME", "DOMAIN", "FQDN", "HERE", "HOST", "HOSTNAME", "IP", "TARGET", "YOUR"];

/// Words of other scripts for "your" and "name of the domain" or "of the host".
const OF_OTHER_SCRIPTS: [&str; 12] = [
    "您的",
    "你的",
    "域名",
    "主机名",
    "主機名",
    "ваш",
    "Ваш",
    "サーバー名",
    "ドメイン名",
    "ホスト名",
    "도메인",
    "호스트",
];

/// Whether a name holds words between `<` and `>`, from dot to dot. The words may hold a dot: `<your.domain>`.
fn holds_bracketed(name: &[u8]) -> bool {
    let is_of_word = |octet: &u8| octet.is_ascii_alphanumeric() || matches!(octet, b'_' | b'-' | b'.');
    let is_end = |octet: Option<&u8>| octet.is_none_or(|octet| matches!(octet, b'.' | b'\\'));
    memchr::memchr_iter(b'<', name).any(|open| {
        let inside = &name[open + 1..];
        let close = memchr::memchr(b'>', inside).filter(|close| *close > 0);
        let begins = is_end(open.checked_sub(1).map(|before| &name[before]));
        begins
            && close
                .is_some_and(|close| inside[..close].iter().all(is_of_word) && is_end(inside.get(close + 1)))
    })
}

/// Whether a name holds what a program, or the reader of a manual, replaces: `${HOST}.example.com`, `%HOST%`, `<host>`.
pub fn holds_mark(name: &[u8]) -> bool {
    holds_placeholder(name) || String::from_utf8_lossy(name).split('.').any(is_marked)
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
const MARKS: [(&str, &str); 15] = [
    ("<", ">"),
    ("[", "]"),
    ("{", "}"),
    ("{{", "}}"),
    ("${", "}"),
    ("$", ""),
    ("%", "%"),
    ("%(", ")s"),
    ("@", "@"),
    ("#", "#"),
    ("#{", "}"),
    ("__", "__"),
    ("‹", "›"),
    ("‹", ">"),
    ("＜", "＞"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders() {
        for (text, expected) in [
            ("{{ x }}", true),
            ("a.${zone}.", true),
            ("<%= x %>", true),
            ("%(x)s", true),
            ("{DOMAIN_NAME}.", true),
            ("{_serial}", true),
            ("{0}", false),
            ("a{}b", false),
            ("{a", false),
            ("{a b}", false),
            ("mail.example.com.", false),
        ] {
            assert_eq!(holds_placeholder(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn placeholders_may_have_blanks() {
        for (line, at, expected) in [
            ("a SRV 0 0 5060 {{ host }}", 18..25, Some(15..25)),
            ("a SRV 0 0 5060 {{ host }}", 0..1, None),
            ("a SRV 0 0 5060 {{ host }}.{{ domain }}.", 29..35, Some(26..38)),
            ("a SRV 0 0 5060 <your mail server>", 21..33, Some(15..33)),
            ("a SRV 0 0 5060 <%= host %>", 19..23, Some(15..26)),
            ("a SRV 0 0 5060 [ host ]", 17..21, Some(15..23)),
            ("a SRV 0 0 5060 {{host}}", 17..21, None),
            ("a SRV 0 0 5060 { 1 }", 17..18, None),
            ("a SRV 0 0 5060 {{ host", 17..22, None),
            ("[ -f ../zone.txt ]", 2..4, None),
            ("[[ -f zone ]]", 3..5, None),
        ] {
            assert_eq!(spaced_placeholder(line.as_bytes(), &at), expected, "{line}");
        }
    }

    #[test]
    fn names_stand_for_others() {
        for name in [
            "<your.domain>.",
            "mail.<domain>",
            "your_domain.",
            "${HOST}.example.com.",
            "%MAILHOST%",
            "@MAIL@",
            "{{host}}",
            "$HOST.example.com.",
            "REPLACE&ME$WITH^YOUR@DOMAIN",
            "您的域名.",
            "ваш-домен.ru.",
            "サーバー名",
            "xxx.xxx.xxx.xxx",
            "your.server.name",
            "IP_ADDRESS",
            "YOUR_SERVER",
        ] {
            assert!(is_unfilled(name.as_bytes()), "{name}");
        }
        for name in [
            "mail.example.com.",
            "yourhost",
            "x",
            "MAIL_01",
            "xx.example.com.",
            "mail_1",
            "a<b",
            "100%",
            "müller.example.",
            "日本.example.",
            "@",
            "a@b",
            "$",
        ] {
            assert!(!is_unfilled(name.as_bytes()), "{name}");
        }
    }
}
