//! `$INCLUDE`: the file that it means, if the zone and the run may still read it. Opens no file.

use hickory_proto::rr::RecordType;

use crate::base::printable::printable;
use crate::base::span::{SourceId, Span};
use crate::zone::doubts::{Doubt, Incomplete};
use crate::zone::includes::NotIncluded;
use crate::zone::load::kind_of_text::kind_of_octets;
use crate::zone::load::state::Loader;
use crate::zone::mistake::{Mistake, MistakeKind};
use crate::zone::record::word_text;

/// What helps where more is included than may be.
const FEWER: &str = "include fewer or smaller files, and each once";

impl Loader<'_, '_> {
    /// The source of an `$INCLUDE`; reports why there is none.
    pub(super) fn include(&mut self, path: Span, open: &[SourceId], depth: usize) -> Option<SourceId> {
        let shown = printable(word_text(self.sources.bytes(path)));
        match self.included(path, open, depth, &shown) {
            Ok(source) => source,
            Err((message, help)) => {
                self.zone.doubt(Doubt::Everywhere, Incomplete::Include(path), RecordType::ZERO);
                if self.may_report(path) {
                    let mistake = Mistake::new(MistakeKind::NotIncluded, path, message);
                    self.mistakes.push(Mistake { detail: shown, help: Some(help.to_owned()), ..mistake });
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
    ) -> Result<Option<SourceId>, (String, &'static str)> {
        let within_bounds = self.spent.include(shown, depth);
        if self.dated {
            let message = "BIND refuses `$INCLUDE` after `$DATE`".to_owned();
            return Err((message, "remove the `$DATE`, which BIND writes into its own copies of a zone"));
        }
        within_bounds.map_err(|message| (message, FEWER))?;
        let written = word_text(self.sources.bytes(path));
        let source = match self.includes.include(self.sources, path.source, written, path) {
            Ok(source) => source,
            Err(NotIncluded { holds_keys: true, .. }) => {
                self.keys_are_elsewhere = true;
                return Ok(None);
            }
            Err(NotIncluded { reason, help, .. }) => {
                let plain = || (format!("included file `{shown}` {reason}"), help);
                return Err(self.signed_copy(written, shown).unwrap_or_else(plain));
            }
        };
        self.spend_included(source, path)
            .map_err(|bound| (format!("included file `{shown}` is not read: {bound}"), FEWER))?;
        if open.contains(&source) {
            return Err((
                format!("`{shown}` includes itself"),
                "remove one of the `$INCLUDE`s that lead around",
            ));
        }
        if let Some(kind) = kind_of_octets(self.sources.file(source).bytes()) {
            let message = format!("included file `{shown}` is not the text of a zone: {kind}");
            return Err((message, "name a file of records, in UTF-8 or ASCII"));
        }
        Ok(Some(source))
    }

    /// What is said of an included file that, by its name, is what a signer makes of the zone: that of its own file, or one that ends in
    /// the zone's name, with `.signed` behind it.
    fn signed_copy(&self, written: &[u8], shown: &str) -> Option<(String, &'static str)> {
        let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        let name = last(std::str::from_utf8(written).ok()?);
        let of = name.strip_suffix(".signed")?;
        let apex = self.zone.origin_text().to_ascii_lowercase();
        let apex = apex.trim_end_matches('.');
        let is_of_apex =
            || self.named && !apex.is_empty() && (of == apex || of.ends_with(&format!(".{apex}")));
        let said = |which: &str, from: &str| {
            format!("included file `{shown}` is {which} signed copy of this zone, which is made from {from}")
        };
        if last(&self.sources.file(self.zone.source).path) == of {
            let help = "remove the line, and have the server load the signed copy instead";
            return Some((said("the", "this file"), help));
        }
        let help = "remove the line: a server loads a signed copy by itself, and not as part of a file";
        is_of_apex().then(|| (said("a", &format!("`{}`", printable(of.as_bytes()))), help))
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
