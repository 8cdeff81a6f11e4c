//! `$INCLUDE`: the file that it means, if the zone and the run may still read it.

use crate::base::printable::printable;
use crate::base::severity::Severity;
use crate::base::span::{SourceId, Span};
use crate::files::Unread;
use crate::rules::finding::Finding;
use crate::zone::load::generate_text::MOST_GENERATED_IN_ZONE;
use crate::zone::load::{DEEPEST_INCLUDE, Loader, MOST_INCLUDED, MOST_INCLUDES};
use crate::zone::{Incomplete, word_text};

impl Loader<'_, '_> {
    /// The source of an `$INCLUDE`; reports why there is none.
    pub(super) fn include(&mut self, path: Span, open: &[SourceId], depth: usize) -> Option<SourceId> {
        let including = path.source;
        let written = word_text(self.sources.bytes(path));
        let shown = printable(written);
        self.includes += 1;
        let found = if self.dated {
            Err("BIND refuses `$INCLUDE` behind `$DATE`".to_owned())
        } else if self.includes > MOST_INCLUDES {
            Err(format!("more than {MOST_INCLUDES} files are included: this one is not read"))
        } else if depth >= DEEPEST_INCLUDE {
            Err(format!("includes are nested more than {DEEPEST_INCLUDE} deep: `{shown}` is not read"))
        } else {
            let read = self.files.include(self.sources, including, written, path, self.root);
            match read.and_then(|source| self.allowed(source, path)) {
                Ok(source) if open.contains(&source) => Err(format!("`{shown}` includes itself")),
                Ok(source) => Ok(source),
                // Keys are made where the zone is signed. Without them no host is missing.
                Err(Unread::Keys) => return None,
                Err(fault) => Err(match &fault {
                    Unread::Missing => format!("included file `{shown}` not found"),
                    fault => format!("included file `{shown}` {}", fault.reason()),
                }),
            }
        };
        match found {
            Ok(source) => Some(source),
            Err(message) => {
                let mut finding = Finding::new("include", Severity::Error, path, message);
                finding.note(
                    "what the file would hold is unknown, so findings that a name is missing are withheld",
                );
                finding.detail = shown;
                self.zone.incomplete.get_or_insert(Incomplete::Include(path));
                if self.may_report(path) {
                    self.findings.push(finding);
                }
                None
            }
        }
    }

    /// A file that is included at `path`, unless zone or run have included as much as they may.
    fn allowed(&mut self, source: SourceId, path: Span) -> Result<SourceId, Unread> {
        let file = self.sources.file(source);
        let octets = file.bytes().len() as u64;
        // The first time, its records are in a file of the run. Then they multiply like a `$GENERATE`'s.
        let again = file.included_at() != Some(path);
        let lines = if again { memchr::memchr_iter(b'\n', file.bytes()).count() as u64 + 1 } else { 0 };
        if self.included + octets > MOST_INCLUDED {
            return Err(Unread::Exhausted("a zone may include 1 GiB"));
        }
        if self.generated.0 + lines > MOST_GENERATED_IN_ZONE {
            return Err(Unread::Exhausted("a zone may have 4194304 lines of files that are included again"));
        }
        if !self.files.may_include(octets) {
            return Err(Unread::Exhausted("all zones together may include 4 GiB"));
        }
        if !self.files.may_generate(lines) {
            return Err(Unread::Exhausted(
                "all zones together may have 8388608 lines of files that are included again",
            ));
        }
        self.included += octets;
        self.generated.0 += lines;
        Ok(source)
    }
}
