//! What a run looked at and found, in numbers. Says nothing in words.

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
    /// Findings that the revision has and the run has not; `None` if the run is compared with none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repaired: Option<usize>,
    /// Findings that are counted but not shown, as their file has too many.
    #[serde(skip_serializing_if = "is_zero")]
    pub not_shown: usize,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}
