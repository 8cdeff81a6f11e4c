//! The formats, and which file writes each of them. Does not know where a report goes.

use std::io;

use clap::ValueEnum;
use codespan_reporting::term::termcolor::WriteColor;

use crate::check::Outcome;
use crate::report::screen::Screen;
use crate::report::{checkstyle, concise, github, gitlab, human, json, junit, markdown, rdjsonl, sarif};

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
    /// A table for the summary of a pull request
    Markdown,
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
    let write: fn(&mut dyn WriteColor, &Outcome) -> io::Result<()> = match format {
        Format::Auto | Format::Human => return human::write(out, outcome, screen),
        Format::Concise => concise::write,
        Format::Json => json::write,
        Format::Jsonl => json::write_jsonl,
        Format::Sarif => sarif::write,
        Format::Github => github::write,
        Format::Gitlab => gitlab::write,
        Format::Checkstyle => checkstyle::write,
        Format::Junit => junit::write,
        Format::Rdjsonl => rdjsonl::write,
        Format::Markdown => markdown::write,
        Format::HumanWithAnnotations => return github::write_with_human(out, outcome, screen),
    };
    write(out, outcome)
}
