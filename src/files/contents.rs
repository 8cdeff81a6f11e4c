//! Where the files of a run come from, as the user says it.

use crate::files::overlay::Overlay;

/// Where the files of a run come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Contents {
    /// The file system.
    #[default]
    WorkTree,
    /// The git index: what the next commit will hold.
    Index,
    /// The tree of a git revision.
    Revision(String),
    /// Texts in memory, and what lies beneath them.
    Memory(Overlay),
}
