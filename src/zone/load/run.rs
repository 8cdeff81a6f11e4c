//! The reading of a zone's file and of those that it includes, entry by entry. Does not know what an entry
//! does to the zone.

use hickory_proto::rr::RecordType;

use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::base::unchecked::{Task, run_with_best_instructions};
use crate::syntax::Entry;
use crate::zone::doubts::Doubt;
use crate::zone::includes::Includes;
use crate::zone::load::budget::PerRun;
use crate::zone::load::mistake::byte_order_mark;
use crate::zone::load::page_line::begins_with_mark;
use crate::zone::load::request::{Loaded, Observer, Request};
use crate::zone::load::state::{Frame, Loader, Lost};

/// Loads the zone of a file with everything it includes, as far as the run has not spent what it may.
pub fn load<'r>(
    request: Request,
    sources: &Sources,
    includes: &'r dyn Includes,
    run: &'r PerRun,
    observer: Option<Observer<'r>>,
) -> Loaded {
    let source = request.source;
    let mut loader = Loader::new(request, sources, includes, run, observer);
    loader.read_all(source);
    loader.judge_text();
    loader.refuse_zone();
    loader.report_at_end();
    loader.finish()
}

/// The reading of a file.
struct Reading<'w, 's, 'r> {
    loader: &'w mut Loader<'s, 'r>,
    frame: &'w mut Frame<'s>,
}

impl Task for Reading<'_, '_, '_> {
    type Output = Option<(Span, u32, Lost)>;

    #[inline(always)]
    fn run(self) -> Self::Output {
        self.loader.read_file(self.frame)
    }
}

impl<'s> Loader<'s, '_> {
    /// Reads the zone's file, and each that is included where that is said.
    fn read_all(&mut self, source: SourceId) {
        let source = self.without_marks(source);
        let mut first = Frame::new(source, 0, None, self.sources);
        if first.parser.skip_byte_order_mark() {
            self.report(&mut vec![byte_order_mark()], source);
        }
        let mut stack = vec![first];
        while let Some(top) = stack.last_mut() {
            let included = run_with_best_instructions(Reading { loader: self, frame: top });
            // BIND takes what it has of a set into the zone at each end of a file's part.
            self.owners.run += 1;
            let (owner, depth) = (top.owner, stack.len());
            let Some((path, origin, lost)) = included else {
                stack.pop();
                continue;
            };
            let open: Vec<SourceId> = stack.iter().map(|frame| frame.source).collect();
            if let Some(source) = self.include(path, &open, depth) {
                if !self.zone.files.contains(&source) {
                    self.zone.files.push(source);
                    self.zone.included.push(path);
                }
                stack.push(Frame { lost, ..Frame::new(source, origin, owner, self.sources) });
            }
        }
    }

    /// Reads a file up to its next `$INCLUDE`, whose path and origin it returns, or to its end.
    #[inline(always)]
    fn read_file(&mut self, frame: &mut Frame<'s>) -> Option<(Span, u32, Lost)> {
        let (source, text) = (frame.source, frame.parser.text());
        let mut errors = std::mem::take(&mut self.errors);
        let mut included = None;
        while frame.parser.advance(&mut errors) {
            if !errors.is_empty() {
                self.report_skipped(&mut errors, frame.parser.start(), source);
            }
            if frame.lost == Lost::default()
                && let Some(record) = frame.parser.usual()
                && !record.owner.is_some_and(|owner| begins_with_mark(owner.text(text)))
                && self.usual_record(&record, source, text, frame.origin, &mut frame.owner)
            {
                self.note_word(&record, frame.owner, text);
                continue;
            }
            (self.doubt, self.doubted) = (Doubt::Everywhere, RecordType::ZERO);
            let Frame { parser, origin: in_force, owner: current, lost, .. } = frame;
            match parser.entry(&mut errors) {
                Entry::Record(record) => {
                    let place = (current, lost);
                    self.record_as_known(&record, source, text, *in_force, place, &mut errors);
                }
                Entry::Broken { owner } => {
                    let at = errors.first().map_or(0, |error| error.start);
                    self.broken(owner, at, source, text, *in_force, (current, lost));
                }
                Entry::Ttl(word) => self.ttl_directive(word, source, text, &mut errors),
                Entry::UnreadTtl(word) => self.unread_ttl(word, source),
                Entry::Origin(word) => {
                    self.origin_directive(word, source, text, (in_force, lost), &mut errors);
                }
                // Its relative names are unknown, too.
                Entry::Generate(generate) if lost.origin.is_some() => {
                    self.lose_generated(&generate, lost.origin, text);
                }
                Entry::Generate(generate) => self.generate(&generate, source, text, *in_force, &mut errors),
                Entry::Date => self.dated = true,
                Entry::Include { path, origin } => {
                    match self.origin_of_included(origin, source, text, (*in_force, *lost)) {
                        Ok((origin, lost)) => {
                            included = Some((Span::new(source, path.start, path.end), origin, lost));
                            break;
                        }
                        Err(error) => errors.push(error),
                    }
                }
            }
            if !errors.is_empty() {
                self.report_entry(&mut errors, frame);
            }
        }
        if frame.parser.is_marked() && !self.zone.marked.contains(&source) {
            self.zone.marked.push(source);
        }
        self.report_skipped(&mut errors, u32::MAX, source);
        self.errors = errors;
        included
    }
}
