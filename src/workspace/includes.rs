//! The files that zones include, from those of the run. Knows no limit but that of one file.

use std::path::Path;

use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::files::{Files, Unread};
use crate::zone::includes::{Includes, NotIncluded};

/// The files of a run, for a zone whose includes are confined to a root.
#[derive(Debug, Clone, Copy)]
pub struct FileIncludes<'a> {
    /// The files.
    pub files: &'a Files,
    /// The root.
    pub root: &'a Path,
}

impl Includes for FileIncludes<'_> {
    fn include(
        &self,
        sources: &Sources,
        from: SourceId,
        written: &[u8],
        at: Span,
    ) -> Result<SourceId, NotIncluded> {
        self.files.include(sources, from, written, at, self.root).map_err(|unread| NotIncluded {
            holds_keys: unread == Unread::Keys,
            help: unread.help(),
            reason: match unread {
                Unread::Missing => "not found".to_owned(),
                unread => unread.reason(),
            },
        })
    }
}
