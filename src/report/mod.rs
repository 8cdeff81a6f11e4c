//! Findings to bytes, one file a format. The only code that writes findings.

pub mod escape;
pub mod human;
pub mod json;
pub mod records;

use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::Report;
use crate::finding::{Finding, Severity};

/// An output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Source lines with the token at fault marked.
    Human,
    /// One line a finding: path:line:column: severity[rule]: message.
    Concise,
    /// One JSON object (version 1).
    Json,
}

/// Writes a report in one format.
pub type Writer = fn(&mut dyn WriteColor, &Report) -> io::Result<()>;

impl Format {
    /// The function that writes this format.
    pub fn writer(self) -> Writer {
        match self {
            Format::Human => human::write,
            Format::Concise => human::write_concise,
            Format::Json => json::write,
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
        let plural = |count: u64, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        let checked = format!(
            "Checked {}, {}",
            plural(self.zones as u64, "zone"),
            plural(self.srv_records, "SRV record")
        );
        let kinds = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        let found: Vec<String> = kinds
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| plural(count as u64, what))
            .collect();
        let suppressed =
            if self.suppressed > 0 { format!(" ({} suppressed)", self.suppressed) } else { String::new() };
        if found.is_empty() {
            return format!("{checked}: no problems{suppressed}.");
        }
        format!("{checked}: {}{suppressed}.", found.join(", "))
    }
}
