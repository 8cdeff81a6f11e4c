//! Findings to bytes, one file a format. The only code that writes findings.

pub mod auto;
pub mod checkstyle;
pub mod escape;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod json;
pub mod junit;
pub mod line_hash;
pub mod markdown;
pub mod place;
pub mod rdjsonl;
pub mod records;
pub mod sarif;

use std::collections::{BTreeMap, HashMap};
use std::io;

use clap::ValueEnum;
use codespan_reporting::term::termcolor::WriteColor;

use crate::base::severity::Severity;
use crate::check::run::Report;
use crate::rules::Rule;
use crate::rules::finding::Finding;

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
}

/// Writes a report in one format.
pub type Writer = fn(&mut dyn WriteColor, &Report) -> io::Result<()>;

impl Format {
    /// The names that `--format` takes, in the order of its help.
    pub fn names() -> Vec<String> {
        let values = Self::value_variants().iter().filter_map(Self::to_possible_value);
        values.map(|value| value.get_name().to_owned()).collect()
    }

    /// The function that writes this format.
    pub fn writer(self) -> Writer {
        match self {
            Format::Auto => auto::write,
            Format::Human => human::write,
            Format::Concise => human::write_concise,
            Format::Json => json::write,
            Format::Jsonl => json::write_jsonl,
            Format::Sarif => sarif::write,
            Format::Github => github::write,
            Format::Gitlab => gitlab::write,
            Format::Checkstyle => checkstyle::write,
            Format::Junit => junit::write,
            Format::Rdjsonl => rdjsonl::write,
            Format::Markdown => markdown::write,
        }
    }
}

/// What a run looked at and found, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Summary {
    /// Files read, included ones too.
    pub files: usize,
    /// Zones.
    pub zones: usize,
    /// Records that a server would load.
    pub records: u64,
    /// How many of them are SRV records.
    pub srv_records: u64,
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity note.
    pub notes: usize,
    /// Findings that a comment or the configuration silences.
    pub suppressed: usize,
    /// Findings that a baseline knows.
    #[serde(skip)]
    pub baselined: usize,
    /// Findings that are left out because the revision the run is compared with has them too.
    #[serde(skip_serializing_if = "is_zero")]
    pub known: usize,
    /// Findings that are counted but not shown, as their file has too many.
    #[serde(skip_serializing_if = "is_zero")]
    pub not_shown: usize,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Summary {
    /// Counts `findings` by severity.
    pub fn count(&mut self, findings: &[Finding]) {
        let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        self.errors = count(Severity::Error);
        self.warnings = count(Severity::Warning);
        self.notes = count(Severity::Note);
    }

    /// One line for people.
    pub fn line(&self) -> String {
        format!("{}: {}.", self.checked(), self.found())
    }

    /// What was looked at: "Checked 2 zones, 7 SRV records".
    pub fn checked(&self) -> String {
        let (zones, records) = (plural(self.zones as u64, "zone"), plural(self.srv_records, "SRV record"));
        format!("Checked {zones}, {records}")
    }

    /// What was found: "1 error, 2 notes", or "no problems".
    pub fn found(&self) -> String {
        let kinds = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        let found: Vec<String> = kinds
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| plural(count as u64, what))
            .collect();
        let known = format!("{} left out", plural(self.known as u64, "known finding"));
        let silent = [
            (self.suppressed, format!("{} suppressed", self.suppressed)),
            (self.baselined, format!("{} in the baseline", self.baselined)),
            (self.known, known),
            (self.not_shown, format!("{} not shown", self.not_shown)),
        ];
        let silent: Vec<String> =
            silent.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect();
        let silent = if silent.is_empty() { String::new() } else { format!(" ({})", silent.join(", ")) };
        let found = if found.is_empty() { "no problems".to_owned() } else { found.join(", ") };
        found + &silent
    }
}

/// "1 zone", "2 zones".
pub(crate) fn plural(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// The findings, errors first; within a severity as they were.
pub(crate) fn worst_first(findings: &[Finding]) -> Vec<&Finding> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    sorted
}

/// How many findings of one file are shown.
pub const MOST_SHOWN: usize = 1_000;

/// Every file of the zones, in order of path, with its findings in theirs.
pub(crate) fn findings_by_file(report: &Report) -> Vec<(&str, Vec<&Finding>)> {
    let sources = &report.workspace.sources;
    let path = |source| sources.file(source).path.as_str();
    let files = report.workspace.zones().flat_map(|zone| &zone.files);
    let mut by_file: BTreeMap<&str, Vec<&Finding>> =
        files.map(|source| (path(*source), Vec::new())).collect();
    for finding in &report.findings {
        by_file.entry(path(finding.span.source)).or_default().push(finding);
    }
    by_file.into_iter().collect()
}

/// How many findings each rule has, one line a rule, the most frequent first.
pub fn statistics(findings: &[Finding]) -> String {
    let mut counts: HashMap<&'static str, usize> = HashMap::new();
    for finding in findings {
        *counts.entry(finding.rule).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(rule, count)| (std::cmp::Reverse(*count), *rule));
    let rules = counts.iter().map(|(rule, _)| rule.len()).max().unwrap_or(0);
    let digits = counts.first().map_or(0, |(_, count)| count.to_string().len());
    let line = |(rule, count): &(&'static str, usize)| {
        let summary = Rule::find(rule).map_or("", |rule| rule.page().summary);
        format!("{count:digits$}  {rule:rules$}  {summary}\n")
    };
    counts.iter().map(line).collect()
}
