//! A rule's page: the front matter that every listing and format reads, and the Markdown. Does not know how a
//! listing looks.

use memchr::memmem;

use crate::base::severity::Severity;

/// The metadata and text of a rule's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<'a> {
    /// The default severity, the highest where a rule has several.
    pub severity: Severity,
    /// Whether the rule runs without being selected.
    pub on_by_default: bool,
    /// `none`, `safe` or `unsafe`.
    pub fix: &'a str,
    /// The version that brought the rule.
    pub since: &'a str,
    /// One line.
    pub summary: &'a str,
    /// The RFC or other source.
    pub authority: &'a str,
    /// The Markdown behind the front matter.
    pub text: &'a str,
}

/// What a page's front matter says behind `key`; empty if it has no such line.
fn value<'a>(front: &'a str, key: &str) -> &'a str {
    let lines = front.lines().take_while(|line| *line != "---");
    let value = lines.filter_map(|line| line.strip_prefix(key)?.strip_prefix(':')).next();
    value.map_or("", |value| value.split(" #").next().unwrap_or(value).trim())
}

fn front(page: &str) -> &str {
    page.strip_prefix("---\n").unwrap_or(page)
}

/// `Page::severity` of a page, without reading the rest of it.
pub fn severity(page: &str) -> Severity {
    Severity::from_name(value(front(page), "severity")).unwrap_or(Severity::Warning)
}

/// `Page::on_by_default` of a page, without reading the rest of it.
pub fn is_on_by_default(page: &str) -> bool {
    // Of nearly all pages it is enough that the front matter, which ends in a line of hyphens, has no such key.
    let octets = page.as_bytes();
    let end = memmem::find(octets, b"\n---\n").unwrap_or(octets.len());
    memmem::find(&octets[..end], b"\ndefault:").is_none() || value(front(page), "default") != "off"
}

impl<'a> Page<'a> {
    /// Reads a page. Tests prove that every page is well-formed; an unknown key is passed over.
    pub fn parse(page: &'a str) -> Self {
        let rest = page.strip_prefix("---\n").unwrap_or(page);
        let (front, text) = rest.split_once("\n---\n").unwrap_or(("", rest));
        let value = |key: &str| value(front, key);
        Self {
            severity: severity(page),
            on_by_default: is_on_by_default(page),
            fix: value("fix"),
            since: value("since"),
            summary: value("summary"),
            authority: value("authority"),
            text: text.trim_start(),
        }
    }

    /// The Markdown without what stands behind the fence of an example for the tests.
    pub fn for_readers(&self) -> String {
        let mut text = String::with_capacity(self.text.len());
        for line in self.text.lines() {
            let kind = line.strip_prefix("```").and_then(|info| info.split(' ').next());
            text += &kind.map_or(line.to_owned(), |kind| format!("```{kind}"));
            text.push('\n');
        }
        text
    }

    /// The page's title.
    pub fn title(&self) -> &'a str {
        self.text.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or_default()
    }

    /// The text between the title and the first section: why it matters.
    pub fn reason(&self) -> &'a str {
        let body = self.text.split_once('\n').map_or("", |(_, body)| body);
        body.split("\n## ").next().unwrap_or(body).trim()
    }
}
