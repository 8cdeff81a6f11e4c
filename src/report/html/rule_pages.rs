//! The pages of the rules that spoke, from their Markdown, folded. Knows the Markdown of our own pages alone.

use std::collections::BTreeSet;
use std::io;

use codespan_reporting::term::termcolor::WriteColor;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::check::Outcome;
use crate::report::html::text::{code, escaped, link, message};
use crate::rules::{self, Published, RULES};

/// Writes a page for each rule that has a finding, in the order in which rules are listed.
pub fn write_rule_pages(out: &mut dyn WriteColor, outcome: &Outcome) -> io::Result<()> {
    let spoke: BTreeSet<&str> = outcome.counted().map(|finding| finding.rule).collect();
    if spoke.is_empty() {
        return Ok(());
    }
    writeln!(out, "<h2>The rules behind these findings</h2>")?;
    for rule in RULES.iter().filter(|rule| spoke.contains(rule.name)) {
        let (name, page) = (rule.name, rule.page());
        let address = outcome.published.page(name).map(|address| {
            format!("<dt>Address</dt><dd>{}</dd>\n", link(Some(&address), &escaped(&address)))
        });
        // The anchor lies in the fold, so that a link to it opens the fold.
        writeln!(
            out,
            "<details class=\"rule\">\n<summary><h3>{name}</h3> {}</summary>\n<div id=\"rule-{name}\">\n<dl>\n\
             <dt>Default severity</dt><dd>{}</dd>\n<dt>Authority</dt><dd>{}</dd>\n{}</dl>\n{}</div>\n</details>",
            message(page.summary),
            page.severity.name(),
            escaped(page.authority),
            address.unwrap_or_default(),
            html(page.text, &spoke, &outcome.published)
        )?;
    }
    Ok(())
}

/// A rule's page as HTML. A link to another rule leads to its page, if that is on this page too, else to its address.
fn html(markdown: &str, spoke: &BTreeSet<&str>, published: &Published) -> String {
    let mut page = Page { spoke, published, html: String::new(), in_head: false, in_zone: false };
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        page.add(event);
    }
    page.html
}

struct Page<'a> {
    spoke: &'a BTreeSet<&'a str>,
    published: &'a Published,
    html: String,
    in_head: bool,
    in_zone: bool,
}

impl Page<'_> {
    fn add(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.in_zone => self.zone(&text),
            Event::Text(text) => self.html += &escaped(&text),
            Event::Code(text) => self.html += &code(&text),
            Event::SoftBreak => self.html.push('\n'),
            Event::HardBreak => self.html += "<br/>\n",
            Event::Rule => self.html += "<hr/>\n",
            // Comments, which mark places for tests, and what these pages do not have.
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        self.html += match tag {
            Tag::Paragraph => "<p>",
            // The rule's name above is a heading of the third level.
            Tag::Heading { level: HeadingLevel::H1, .. } => "<h4>",
            Tag::Heading { .. } => "<h5>",
            Tag::BlockQuote(_) => "<blockquote>\n",
            Tag::CodeBlock(kind) => {
                self.in_zone = matches!(kind, CodeBlockKind::Fenced(name) if name.starts_with("zone"));
                "<pre tabindex=\"0\">"
            }
            Tag::List(Some(_)) => "<ol>\n",
            Tag::List(None) => "<ul>\n",
            Tag::Item => "<li>",
            Tag::Table(_) => "<div class=\"wide\">\n<table>\n",
            Tag::TableHead => {
                self.in_head = true;
                "<thead><tr>"
            }
            Tag::TableRow => "<tr>",
            Tag::TableCell if self.in_head => "<th scope=\"col\">",
            Tag::TableCell => "<td>",
            Tag::Emphasis => "<em>",
            Tag::Strong => "<strong>",
            Tag::Link { dest_url, .. } => return self.link(&dest_url),
            _ => "",
        };
    }

    fn end(&mut self, tag: TagEnd) {
        self.html += match tag {
            TagEnd::Paragraph => "</p>\n",
            TagEnd::Heading(HeadingLevel::H1) => "</h4>\n",
            TagEnd::Heading(_) => "</h5>\n",
            TagEnd::BlockQuote(_) => "</blockquote>\n",
            TagEnd::CodeBlock => {
                self.in_zone = false;
                "</pre>\n"
            }
            TagEnd::List(true) => "</ol>\n",
            TagEnd::List(false) => "</ul>\n",
            TagEnd::Item => "</li>\n",
            TagEnd::Table => "</tbody>\n</table>\n</div>\n",
            TagEnd::TableHead => {
                self.in_head = false;
                "</tr></thead>\n<tbody>\n"
            }
            TagEnd::TableRow => "</tr>\n",
            TagEnd::TableCell if self.in_head => "</th>",
            TagEnd::TableCell => "</td>",
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Link => "</a>",
            _ => "",
        };
    }

    /// A link of ours: to a source in the web, which is opened only if it is followed, or to another page.
    fn link(&mut self, address: &CowStr<'_>) {
        let rule = address.strip_suffix(".md").and_then(rules::find).map(|rule| rule.name);
        let page = rule.and_then(|name| match self.spoke.contains(name) {
            true => Some(format!("#rule-{name}")),
            false => self.published.page(name),
        });
        let address = page.as_deref().or(address.starts_with("https://").then_some(address));
        let opened = link(address, "");
        self.html += match opened.strip_suffix("</a>") {
            Some(opened) => opened,
            // A page that is not here: what follows is marked as words alone.
            None => "<a>",
        };
    }

    /// The text of an example; the words behind a wrong line are marked.
    fn zone(&mut self, text: &str) {
        for line in text.split_inclusive('\n') {
            let words = line.trim_end();
            let marked = ["; error", "; warning", "; note"].into_iter().find(|mark| words.ends_with(mark));
            self.html += &match marked {
                Some(mark) => {
                    let before = escaped(&words[..words.len() - mark.len()]);
                    format!("{before}<mark>{mark}</mark>\n")
                }
                None => escaped(line),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_whole() {
        let all: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
        for rule in RULES {
            let text = rule.page().text;
            let page = format!("<div>{}</div>", html(text, &all, &Published::at("")));
            let page = roxmltree::Document::parse(&page)
                .unwrap_or_else(|error| panic!("{}: {error}: {page}", rule.name));
            let count = |name: &str| page.descendants().filter(|node| node.has_tag_name(name)).count();
            assert_eq!(count("h4"), 1, "{}", rule.name);
            assert_eq!(count("h5"), text.matches("\n## ").count(), "{}", rule.name);
            // Some are indented instead.
            assert!(count("pre") >= text.matches("\n```").count() / 2, "{}", rule.name);
            assert_eq!(count("a"), text.matches("](").count(), "{}", rule.name);
            assert_eq!(count("table"), text.matches("\n| --- ").count(), "{}", rule.name);
        }
    }

    #[test]
    fn links_lead_to_sources_and_to_pages_that_are_there() {
        let spoke = BTreeSet::from(["long-ttl"]);
        let at = |address: &str, markdown: &str| html(markdown, &spoke, &Published::at(address));
        let link = |address: &str| format!("<p><a href=\"{address}\" rel=\"noreferrer\">a</a></p>\n");
        let nowhere = "<p><a>a</a></p>\n";
        for address in ["", "https://host.example/x"] {
            assert_eq!(at(address, "[a](long-ttl.md)"), link("#rule-long-ttl"));
            assert_eq!(at(address, "[a](https://x.example/)"), link("https://x.example/"));
            assert_eq!(at(address, "[a](javascript:alert)"), nowhere);
            assert_eq!(at(address, "[a](unknown.md)"), nowhere);
        }
        assert_eq!(at("", "[a](short-ttl.md)"), nowhere);
        let version = env!("CARGO_PKG_VERSION");
        let page = format!("https://host.example/x/blob/v{version}/rules/short-ttl.md");
        assert_eq!(at("https://host.example/x", "[a](short-ttl.md)"), link(&page));
    }
}
