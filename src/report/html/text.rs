//! Text as HTML shows it: without a meaning, and without what hides or turns text. All of it may come from a stranger.

use crate::base::printable::harmless_text;
use crate::report::escape::xml;

/// `text` for an element or an attribute. Lines stay lines.
pub fn escaped(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(|line| xml(&harmless_text(line))).collect();
    lines.join("\n")
}

/// `text` as code.
pub fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text))
}

/// A message: what stands between backticks is code.
pub fn message(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // An odd number of backticks: one of them is part of a name.
    if parts.len().is_multiple_of(2) {
        return code(text);
    }
    let parts = parts.into_iter().enumerate().filter(|(_, part)| !part.is_empty());
    parts.map(|(number, part)| if number % 2 == 1 { code(part) } else { escaped(part) }).collect()
}

/// A link, if there is an address; `inner` is HTML.
pub fn link(address: Option<&str>, inner: &str) -> String {
    match address {
        Some(address) => format!("<a href=\"{}\" rel=\"noreferrer\">{inner}</a>", escaped(address)),
        None => inner.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_has_no_meaning() {
        assert_eq!(escaped("<script>\u{202e}&\n\"'"), "&lt;script&gt;\u{fffd}&amp;\n&quot;&apos;");
        assert_eq!(message("target `a<b>` is <i>"), "target <code>a&lt;b&gt;</code> is &lt;i&gt;");
        assert_eq!(message("odd ` <b>"), "<code>odd ` &lt;b&gt;</code>");
        let quoted = link(Some("https://x/\"><script>"), "a");
        assert_eq!(quoted, "<a href=\"https://x/&quot;&gt;&lt;script&gt;\" rel=\"noreferrer\">a</a>");
    }
}
