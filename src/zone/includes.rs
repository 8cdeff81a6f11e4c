//! Where `$INCLUDE` gets its texts, and where it stands in a zone: the room that has files gives them, and the loader opens none.

use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::zone::model::Zone;

/// What gives the loader the files that a zone includes.
pub trait Includes: Sync {
    /// The source that `written` means in the file `from`; `at` is the word in the directive.
    ///
    /// # Errors
    /// Why there is none.
    fn include(
        &self,
        sources: &Sources,
        from: SourceId,
        written: &[u8],
        at: Span,
    ) -> Result<SourceId, NotIncluded>;
}

/// Why a file was not included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotIncluded {
    /// What is wrong, to stand behind the file's name.
    pub reason: String,
    /// What helps.
    pub help: &'static str,
    /// Whether it would hold keys by its name. Keys are made where the zone is signed: without them no host
    /// is missing.
    pub holds_keys: bool,
}

/// No file can be included: for texts that stand alone.
#[derive(Debug, Clone, Copy)]
pub struct NoIncludes;

impl Includes for NoIncludes {
    fn include(&self, _: &Sources, _: SourceId, _: &[u8], _: Span) -> Result<SourceId, NotIncluded> {
        let help = "write the records of the file in its place";
        Err(NotIncluded { reason: "not found".to_owned(), help, holds_keys: false })
    }
}

impl Zone {
    /// The `$INCLUDE`s through which it first reads one of its files, innermost first.
    pub fn includes_of(&self, file: SourceId) -> Vec<Span> {
        let mut includes: Vec<Span> = Vec::new();
        let place = |file: SourceId| {
            let number = self.files.iter().position(|known| *known == file)?;
            self.included.get(number.checked_sub(1)?)
        };
        // Each is in a file that was read before.
        while let Some(span) = place(includes.last().map_or(file, |span| span.source)) {
            includes.push(*span);
        }
        includes
    }
}
