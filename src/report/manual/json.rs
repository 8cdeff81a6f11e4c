//! Rules as JSON: what their pages say of them, and the pages.

use std::io;

use codespan_reporting::term::termcolor::WriteColor;
use serde::Serialize;

use crate::report::json::{Tool, write_pretty};
use crate::rules::{Published, Rule};

#[derive(Serialize)]
struct Listed<'a> {
    version: u32,
    tool: Tool,
    rules: Vec<ListedRule<'a>>,
}

#[derive(Serialize)]
struct ListedRule<'a> {
    name: &'a str,
    /// The highest that the rule gives.
    severity: &'static str,
    default: bool,
    fix: &'a str,
    since: &'a str,
    summary: &'a str,
    authority: &'a str,
    title: &'a str,
    url: Option<String>,
    /// The page, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
}

/// Writes `rules` as one object, with their pages if these are wanted.
pub fn write_json(
    out: &mut dyn WriteColor,
    rules: &[&Rule],
    published: &Published,
    with_pages: bool,
) -> io::Result<()> {
    let listed = rules.iter().map(|rule| {
        let page = rule.page();
        ListedRule {
            name: rule.name,
            severity: page.severity.name(),
            default: page.on_by_default,
            fix: page.fix,
            since: page.since,
            summary: page.summary,
            authority: page.authority,
            title: page.title(),
            url: published.page(rule.name),
            page: with_pages.then(|| page.for_readers()),
        }
    });
    write_pretty(out, &Listed { version: 1, tool: Tool::this(), rules: listed.collect() })
}
