//! Addresses that lead from a report to a line of a file, made of a template that the user gives. Knows no format.

use crate::base::printable::harmless_text;
use crate::base::span::Span;
use crate::check::Outcome;
use crate::report::place::Repository;

/// What an address may begin with: nothing that a browser runs.
const SCHEMES: [&str; 4] = ["https://", "http://", "file://", "vscode://"];
/// What a template has gaps for.
const PLACEHOLDERS: [&str; 3] = ["path", "line", "column"];

/// An address with gaps, such as `https://example.com/blob/main/{path}#L{line}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlTemplate(String);

impl UrlTemplate {
    /// Reads a template.
    ///
    /// # Errors
    /// If it is not the address of a page, has a character that no address may have, has no `{path}`, or has a gap that
    /// nothing fills: a sentence that says so.
    pub fn parse(text: &str) -> Result<Self, String> {
        if !SCHEMES.iter().any(|scheme| text.starts_with(scheme)) {
            return Err(format!("an address begins with {}", SCHEMES.join(", ")));
        }
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            check_characters(before)?;
            let (name, after) = after.split_once('}').ok_or("a `{` is not closed")?;
            if !PLACEHOLDERS.contains(&name) {
                let known: Vec<String> = PLACEHOLDERS.iter().map(|name| format!("`{{{name}}}`")).collect();
                return Err(format!(
                    "there is no `{{{}}}`; there are {}",
                    harmless_text(name),
                    known.join(", ")
                ));
            }
            rest = after;
        }
        check_characters(rest)?;
        if !text.contains("{path}") {
            return Err("`{path}` stands for the file, and is missing".to_owned());
        }
        Ok(Self(text.to_owned()))
    }

    /// The address of a place. The path is percent-encoded.
    fn url(&self, path: &str, line: u32, column: u32) -> String {
        let [line, column] = [line, column].map(|number| number.to_string());
        // What is put in has no braces.
        self.0.replace("{path}", path).replace("{line}", &line).replace("{column}", &column)
    }
}

/// Whether RFC 3986 allows every character in an address. A branch's name, which may be part of a template, may have
/// others.
fn check_characters(text: &str) -> Result<(), String> {
    let may_stand = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c);
    match text.chars().find(|c| !may_stand(*c)) {
        Some(other) => Err(format!(
            "`{}` stands in no address: write it percent-encoded",
            harmless_text(other.encode_utf8(&mut [0; 4]))
        )),
        None => Ok(()),
    }
}

/// The addresses of a run's places.
#[derive(Debug)]
pub struct Links<'a> {
    template: Option<&'a UrlTemplate>,
    repository: Repository<'a>,
    outcome: &'a Outcome,
}

impl<'a> Links<'a> {
    /// Links by `template`; none without one.
    pub fn new(template: Option<&'a UrlTemplate>, outcome: &'a Outcome) -> Self {
        Self { template, repository: Repository::of(outcome), outcome }
    }

    /// The address of a place; `None` if there is no template, or the file does not lie in the repository.
    pub fn to(&self, span: Span) -> Option<String> {
        let template = self.template?;
        let sources = &self.outcome.workspace.sources;
        let Span { source, start, .. } = sources.written(span);
        sources.file(source).location.as_ref()?;
        let (path, true) = self.repository.uri(source) else { return None };
        let position = sources.position(source, start);
        Some(template.url(&path, position.line, position.column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_addresses_of_files() {
        let parse = |text| UrlTemplate::parse(text).map(|template| template.url("a%20b", 7, 3));
        assert_eq!(parse("https://x/{path}#L{line}"), Ok("https://x/a%20b#L7".to_owned()));
        assert_eq!(parse("vscode://file/r/{path}:{line}:{column}"), Ok("vscode://file/r/a%20b:7:3".into()));
        for (text, expected) in [
            ("javascript://%0aalert(1)//{path}", "begins with https://"),
            ("{path}", "begins with https://"),
            ("https://x/#L{line}", "`{path}` stands for the file"),
            ("https://x/{path}#{row}", "there is no `{row}`"),
            ("https://x/{path", "not closed"),
            ("https://x/\"onclick=/{path}", "`\"` stands in no address"),
            ("https://x/a b/{path}", "` ` stands in no address"),
            ("https://x/{path}}", "`}` stands in no address"),
            ("https://x/\u{202e}/{path}", "`\u{fffd}` stands in no address"),
        ] {
            let message = UrlTemplate::parse(text).expect_err(text);
            assert!(message.contains(expected), "{text}: {message}");
        }
    }
}
