//! `$INCLUDE`: the file that it means, if the zone and the run may still read it. Opens no file.

use hickory_proto::rr::RecordType;

use crate::base::printable::printable;
use crate::base::span::{SourceId, Span};
use crate::zone::doubts::Doubt;
use crate::zone::includes::NotIncluded;
use crate::zone::load::pasted::kind_of_octets;
use crate::zone::load::state::Loader;
use crate::zone::mistake::{Mistake, MistakeKind};
use crate::zone::model::Incomplete;
use crate::zone::record::word_text;

impl Loader<'_, '_> {
    /// The source of an `$INCLUDE`; reports why there is none.
    pub(super) fn include(&mut self, path: Span, open: &[SourceId], depth: usize) -> Option<SourceId> {
        let shown = printable(word_text(self.sources.bytes(path)));
        match self.included(path, open, depth, &shown) {
            Ok(source) => source,
            Err(message) => {
                self.zone.doubt(Doubt::Everywhere, Incomplete::Include(path), RecordType::ZERO);
                if self.may_report(path) {
                    let mistake = Mistake::new(MistakeKind::NotIncluded, path, message);
                    self.mistakes.push(Mistake { detail: shown, ..mistake });
                }
                None
            }
        }
    }

    /// The file that is included at `path` and is called `shown`; `None` where nothing is missing without it.
    fn included(
        &mut self,
        path: Span,
        open: &[SourceId],
        depth: usize,
        shown: &str,
    ) -> Result<Option<SourceId>, String> {
        let within_bounds = self.spent.include(shown, depth);
        if self.dated {
            return Err("BIND refuses `$INCLUDE` after `$DATE`".to_owned());
        }
        within_bounds?;
        let written = word_text(self.sources.bytes(path));
        let source = match self.includes.include(self.sources, path.source, written, path) {
            Ok(source) => source,
            Err(NotIncluded { holds_keys: true, .. }) => {
                self.keys_are_elsewhere = true;
                return Ok(None);
            }
            Err(NotIncluded { reason, .. }) => return Err(format!("included file `{shown}` {reason}")),
        };
        self.spend_included(source, path)
            .map_err(|bound| format!("included file `{shown}` is not read: {bound}"))?;
        if open.contains(&source) {
            return Err(format!("`{shown}` includes itself"));
        }
        if let Some(kind) = kind_of_octets(self.sources.file(source).bytes()) {
            return Err(format!("included file `{shown}` is not the text of a zone: {kind}"));
        }
        Ok(Some(source))
    }

    /// Takes the file that is included at `path` from what zone and run may include.
    fn spend_included(&mut self, source: SourceId, path: Span) -> Result<(), &'static str> {
        let file = self.sources.file(source);
        // The first time, its records are in a file of the run. Then they multiply like a `$GENERATE`'s.
        let again = file.included_at() != Some(path);
        let lines = if again { memchr::memchr_iter(b'\n', file.bytes()).count() as u64 + 1 } else { 0 };
        self.spent.spend_included(file.bytes().len() as u64, lines, self.run)
    }
}
