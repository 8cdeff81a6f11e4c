//! The formats, and which file writes each of them. Does not know where a report goes.

use std::io;

use clap::ValueEnum;
use codespan_reporting::term::termcolor::WriteColor;

use crate::check::Outcome;
use crate::report::links::{Links, UrlTemplate};
use crate::report::screen::Screen;
use crate::report::{
    checkstyle, concise, github, gitlab, html, human, json, junit, markdown, rdjsonl, sarif,
};
use crate::workspace::services::Registry;

/// An output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// `github` and `human` inside GitHub Actions, else `human`
    Auto,
    /// Source lines with the token at fault marked
    Human,
    /// One line a finding: `path:line:column: severity[rule]: message`
    Concise,
    /// One JSON object (version 1; `srvlint schema output` describes it)
    Json,
    /// One JSON object a line and finding, as in `json`
    Jsonl,
    /// SARIF 2.1.0, for GitHub code scanning and others
    Sarif,
    /// Annotations of a GitHub Actions run
    Github,
    /// GitLab code quality report
    Gitlab,
    /// Checkstyle XML
    Checkstyle,
    /// JUnit XML
    Junit,
    /// Reviewdog's diagnostics, one a line
    Rdjsonl,
    /// For the summary of a job or a comment on a pull request: at most 60 kB
    Markdown,
    /// One page to open in a browser: no script, nothing from the network
    Html,
    /// `human`, then the annotations of `github`: what `auto` means inside GitHub Actions.
    #[value(skip)]
    HumanWithAnnotations,
}

impl Format {
    /// The names that `--format` takes, in the order of its help.
    pub fn names() -> Vec<String> {
        let values = Self::value_variants().iter().filter_map(Self::to_possible_value);
        values.map(|value| value.get_name().to_owned()).collect()
    }

    /// What `auto` means there; every other format means itself.
    pub fn resolved(self, in_github_actions: bool) -> Self {
        match self {
            Format::Auto if in_github_actions => Format::HumanWithAnnotations,
            Format::Auto => Format::Human,
            format => format,
        }
    }
}

/// What formats for people use besides the outcome.
#[derive(Debug, Clone, Copy, Default)]
pub struct Aids<'a> {
    /// Makes places in `markdown` and `html` links.
    pub template: Option<&'a UrlTemplate>,
    /// The services that owners may name, where the configuration has some of its own.
    pub services: Option<&'a Registry>,
}

/// Writes an outcome in one format, for a file or a log.
///
/// # Errors
/// If `out` cannot be written.
pub fn write(format: Format, out: &mut dyn WriteColor, outcome: &Outcome) -> io::Result<()> {
    write_on(&Screen::default(), format, out, outcome)
}

/// Writes an outcome in one format. What people read depends on the screen.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_on(
    screen: &Screen,
    format: Format,
    out: &mut dyn WriteColor,
    outcome: &Outcome,
) -> io::Result<()> {
    write_linked(format, out, outcome, screen, &Aids::default())
}

/// Writes an outcome in one format, with what `markdown` and `html` know besides.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_linked(
    format: Format,
    out: &mut dyn WriteColor,
    outcome: &Outcome,
    screen: &Screen,
    aids: &Aids<'_>,
) -> io::Result<()> {
    let links = || Links::new(aids.template, outcome);
    match format {
        Format::Auto | Format::Human => human::write(out, outcome, screen),
        Format::Concise => concise::write(out, outcome),
        Format::Json => json::write(out, outcome),
        Format::Jsonl => json::write_jsonl(out, outcome),
        Format::Sarif => sarif::write(out, outcome),
        Format::Github => github::write(out, outcome),
        Format::Gitlab => gitlab::write(out, outcome),
        Format::Checkstyle => checkstyle::write(out, outcome),
        Format::Junit => junit::write(out, outcome),
        Format::Rdjsonl => rdjsonl::write(out, outcome),
        Format::Markdown => markdown::write(out, outcome, &links()),
        Format::Html => match aids.services {
            Some(registry) => html::write(out, outcome, &links(), registry),
            None => html::write(out, outcome, &links(), &Registry::built_in()),
        },
        Format::HumanWithAnnotations => github::write_with_human(out, outcome, screen),
    }
}
