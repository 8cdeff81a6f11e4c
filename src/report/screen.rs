//! What people read findings on: a terminal of so many columns, or a file or a log. Knows no finding.

/// What shows the findings. The default is a file or a log: nothing is wrapped, folded or left out there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Screen {
    /// The columns of the terminal; `None` if there is none.
    pub width: Option<usize>,
    /// How many findings are shown at most, the worst of all; `None` for all.
    pub most: Option<usize>,
    /// Whether words can be links (OSC 8).
    pub has_links: bool,
}

/// The columns from one tab stop to the next.
pub const TAB_WIDTH: usize = 8;
/// Fewer columns are taken for so many: a narrower text is not readable either.
const NARROWEST: usize = 40;
/// Longer lines of prose are hard to read.
const LONGEST_PROSE: usize = 120;

impl Screen {
    /// The columns for a line of a source; `None` if it needs no terminal's.
    pub(crate) fn columns(&self) -> Option<usize> {
        self.width.map(|width| width.max(NARROWEST))
    }

    /// The columns for prose.
    pub(crate) fn prose(&self) -> Option<usize> {
        self.columns().map(|columns| columns.min(LONGEST_PROSE))
    }
}
