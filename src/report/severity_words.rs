//! What each format calls a severity. `human`, JSON, JUnit and Markdown use srvlint's own names.

use crate::base::severity::Severity;

/// The words for one severity.
pub(crate) struct SeverityWords {
    pub checkstyle: &'static str,
    pub github: &'static str,
    pub gitlab: &'static str,
    pub rdjsonl: &'static str,
    pub sarif_level: &'static str,
    /// SARIF's `problem.severity`, by which GitHub sorts.
    pub sarif_problem: &'static str,
}

/// The words for `severity`.
pub(crate) fn words(severity: Severity) -> SeverityWords {
    let [checkstyle, github, gitlab, rdjsonl, sarif_level, sarif_problem] = match severity {
        Severity::Error => ["error", "error", "major", "ERROR", "error", "error"],
        Severity::Warning => ["warning", "warning", "minor", "WARNING", "warning", "warning"],
        Severity::Note => ["info", "notice", "info", "INFO", "note", "recommendation"],
    };
    SeverityWords { checkstyle, github, gitlab, rdjsonl, sarif_level, sarif_problem }
}
