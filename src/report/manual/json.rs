//! Rules as JSON: what their pages say of them, and the pages. `schemas` describes both.

use std::io;

use codespan_reporting::term::termcolor::WriteColor;
use serde::Serialize;

use crate::report::json::{FindingObject, Tool, write_pretty};
use crate::rules::{Published, Rule};

#[derive(Serialize)]
struct Listed<'a> {
    version: u32,
    tool: Tool,
    rules: Vec<ListedRule<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<Vec<FindingObject<'a>>>,
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

/// Writes `rules` as one object.
pub fn write_listed(out: &mut dyn WriteColor, rules: &[&Rule], published: &Published) -> io::Result<()> {
    let rules = rules.iter().map(|rule| listed(rule, published, false)).collect();
    write_pretty(out, &Listed { version: 1, tool: Tool::this(), rules, findings: None })
}

/// Writes `rules` with their pages as one object, and what is found at the places that were asked about, if any were.
pub fn write_explained(
    out: &mut dyn WriteColor,
    rules: &[&Rule],
    findings: Option<Vec<FindingObject<'_>>>,
    published: &Published,
) -> io::Result<()> {
    let rules = rules.iter().map(|rule| listed(rule, published, true)).collect();
    write_pretty(out, &Listed { version: 1, tool: Tool::this(), rules, findings })
}

fn listed<'a>(rule: &'a Rule, published: &Published, with_page: bool) -> ListedRule<'a> {
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
        page: with_page.then(|| page.for_readers()),
    }
}
