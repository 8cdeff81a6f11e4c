//! Text made harmless for a format, and for the CI system that reads the log. All text here may come from a zone of a
//! stranger's pull request.

use crate::base::printable::{defused, replace_hash};

/// Text for an XML element or attribute. Characters that XML 1.0 cannot hold are replaced.
pub fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\t' | '\n' | '\r' => escaped.push_str(&format!("&#{};", u32::from(character))),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            control if control.is_control() => escaped.push('\u{fffd}'),
            character => escaped.push(character),
        }
    }
    replace_hash(&escaped, "&#35;").into_owned()
}

/// A path as the octets of a relative URI: all but the unreserved characters of RFC 3986 and `/`
/// are percent-encoded.
pub fn uri(path: &[u8]) -> String {
    let mut encoded = String::with_capacity(path.len());
    for &octet in path {
        match octet {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                encoded.push(char::from(octet));
            }
            octet => encoded.push_str(&format!("%{octet:02X}")),
        }
    }
    encoded
}

/// Text for GitHub's and GitLab's Markdown; for a cell of a table, `cell` makes one of it. What stands between
/// backticks is shown as code, and so is all else that would become a link or a mention.
pub fn markdown(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // An odd number of backticks: one of them is part of a name.
    if parts.len().is_multiple_of(2) {
        return markdown_code(text);
    }
    let mut shown = String::new();
    for (number, part) in parts.into_iter().enumerate().filter(|(_, part)| !part.is_empty()) {
        let is_code = number % 2 == 1 || could_lead_somewhere(part);
        shown.push_str(&if is_code { markdown_code(part) } else { entities(part) });
    }
    shown
}

/// Whether GitHub, GitLab or Forgejo could make a link or a mention of a part of `text` that is not shown as code:
/// addresses, `@name`, `#1`, `!1`, `$1`, `&1`, `~label`, `%milestone`, `^alert`, `GH-1`, and what could be a commit.
fn could_lead_somewhere(text: &str) -> bool {
    let signs = ["@", "#", "!", "$", "&", "~", "^", "[", "://", "www.", "mailto:", "xmpp:"];
    let percent = |at: usize| text[at + 1..].starts_with(|c: char| c == '"' || c.is_alphanumeric());
    let word_leads = |word: &str| {
        let (before, after) = word.split_once('-').unwrap_or((word, ""));
        let is_key = !before.is_empty() && before.bytes().all(|octet| octet.is_ascii_uppercase());
        let is_hexadecimal = word.bytes().all(|octet| octet.is_ascii_hexdigit());
        let is_commit =
            word.len() >= 7 && is_hexadecimal && !word.bytes().all(|octet| octet.is_ascii_digit());
        is_commit || is_key && after.starts_with(|c: char| c.is_ascii_digit())
    };
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    signs.iter().any(|sign| text.contains(sign))
        || text.match_indices('%').any(|(at, _)| percent(at))
        || words.any(word_leads)
}

/// Text for Markdown, shown as code. GitHub makes links and mentions within `<code>`, but not in a code span of Markdown,
/// whose fence is longer than any row of backticks in it.
pub fn markdown_code(text: &str) -> String {
    let text: String = defused(text).chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.trim().is_empty() {
        return "(blank)".to_owned();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let has_edge = |c: char| c == '`' || c == ' ';
    let pad = if text.starts_with(has_edge) || text.ends_with(has_edge) { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Markdown for a cell of a table: there `|` ends a cell also within code, unless a backslash stands before it, which is not
/// shown. Of a `|` that has a backslash of its own before it, readers think differently, and it is replaced.
pub fn cell(markdown: &str) -> String {
    let mut shown = String::with_capacity(markdown.len());
    for character in markdown.chars() {
        let backslashes = shown.len() - shown.trim_end_matches('\\').len();
        match character {
            '|' if backslashes % 2 == 1 => shown.push('\u{fffd}'),
            '|' => shown.push_str("\\|"),
            other => shown.push(other),
        }
    }
    shown
}

/// Text for a comment that a program posts as Markdown or shows as it is: what stands between backticks stays code, and all
/// else that could have a meaning becomes code.
pub fn comment(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return markdown_code(text);
    }
    let has_meaning =
        |part: &str| part.contains(['*', '_', '<', '>', '[', ']', '|', '\\']) || could_lead_somewhere(part);
    let mut shown = String::new();
    for (number, part) in parts.into_iter().enumerate().filter(|(_, part)| !part.is_empty()) {
        let is_code = number % 2 == 1 || has_meaning(part);
        shown.push_str(&if is_code { markdown_code(part) } else { part.to_owned() });
    }
    shown
}

/// Every ASCII character that Markdown or HTML could give a meaning, as an entity. GitHub makes links of what begins with
/// `https://` or `www.` also between the tags of code.
fn entities(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        let before = &text.as_bytes()[at.saturating_sub(3)..at];
        let follows_www = || before.eq_ignore_ascii_case(b"www");
        match character {
            ':' if text[at..].starts_with("://") => shown.push_str("&#58;"),
            '.' if follows_www() => shown.push_str("&#46;"),
            ' ' | ',' | '.' | '-' | '/' | '(' | ')' | '\'' | '"' | '=' | '%' | ';' | ':' => {
                shown.push(character)
            }
            c if c.is_control() => shown.push('\u{fffd}'),
            c if c.is_ascii_punctuation() => shown.push_str(&format!("&#{};", u32::from(c))),
            c => shown.push(c),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_holds_what_it_can() {
        assert_eq!(
            xml("a<b>&\"'\n\u{1b}\u{ffff}##[x]"),
            "a&lt;b&gt;&amp;&quot;&apos;&#10;\u{fffd}\u{fffd}#&#35;[x]"
        );
    }

    #[test]
    fn uris_are_relative_and_encoded() {
        assert_eq!(uri("a b,c%/ü:1".as_bytes()), "a%20b%2Cc%25/%C3%BC%3A1");
    }

    #[test]
    fn markdown_gives_zone_text_no_meaning() {
        assert_eq!(markdown("target `a|b<c>` is *an* alias"), "target `a|b<c>` is &#42;an&#42; alias");
        assert_eq!(markdown("odd ` tick"), "``odd ` tick``");
        assert_eq!(markdown_code("``a b`"), "``` ``a b` ```");
        assert_eq!(markdown_code(" a"), "`  a `");
        for text in ["ask @you", "see #1", "at www.x", "x://y", "a %1", "of ~bug", "GH-1", "is 0badc0de"] {
            assert_eq!([markdown(text), comment(text)], [format!("`{text}`"), format!("`{text}`")]);
        }
        for text in ["RFC 2782 section 3", "5 % of 1000000", "TTL 86400", "a well-known name"] {
            assert_eq!([markdown(text), comment(text)], [text, text]);
        }
        assert_eq!(markdown_code("https://WWW.x:1"), "`https://WWW.x:1`");
        for (text, expected) in [
            ("a`|@b", "``a`\\|@b``"),
            ("||", r"`\|\|`"),
            (r"a\|b", "`a\\\u{fffd}b`"),
            (r"a\\|b", r"`a\\\|b`"),
        ] {
            assert_eq!(cell(&markdown_code(text)), expected);
        }
    }
}
