//! The files of a run and the places in them. All arithmetic on lines and columns is here. Finds and opens no
//! file: a text that was dropped is read again by the function that it was dropped with.

use std::hash::BuildHasher;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use foldhash::fast::FixedState;

use crate::base::bytes::FileBytes;
use crate::base::lines::{LineStarts, Lines, line_start};
use crate::base::printable::printable;
use crate::base::span::{Position, SourceId, Span};

/// One text with its name.
#[derive(Debug)]
pub struct SourceFile {
    /// The path as shown: relative to the current directory where that is possible, with `/`.
    pub path: String,
    /// Where the file lies; `None` for standard input and for text that is written in no file.
    pub location: Option<Arc<Path>>,
    text: Text,
    lines: OnceLock<Lines>,
    /// Where the text was written, if it is not a file's own: a `$GENERATE` line or generic rdata.
    stands_for: Option<Span>,
    /// The `$INCLUDE` through which the file was first reached.
    included_at: Option<Span>,
}

/// Reads the file at a path that is resolved; `None` if that cannot be done.
pub type ReadAgain = fn(&Path) -> Option<FileBytes>;

/// The octets of a text, or what it takes to have them again.
#[derive(Debug)]
enum Text {
    Kept(FileBytes),
    Released { needless: Needless, reader: ReadAgain, again: OnceLock<Again> },
}

/// What is kept of a text that is not likely to be needed again.
#[derive(Debug)]
pub struct Needless {
    hash: TextHash,
    /// Where its lines begin, if places in it will be asked for.
    line_starts: Option<LineStarts>,
}

impl Needless {
    /// That of a text. If places in it will be asked for, `None` unless they can be told without it.
    pub fn of(text: &[u8], with_places: bool) -> Option<Self> {
        let line_starts = if with_places { Some(LineStarts::of(text)?) } else { None };
        Some(Needless { hash: TextHash::of(text), line_starts })
    }
}

/// What tells a text from another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextHash {
    length: usize,
    hash: u64,
}

impl TextHash {
    /// That of a text.
    pub fn of(text: &[u8]) -> Self {
        // Detects accidental changes; it is not a cryptographic seal.
        TextHash { length: text.len(), hash: FixedState::default().hash_one(text) }
    }
}

/// A text that was read again.
#[derive(Debug)]
struct Again {
    octets: FileBytes,
    /// It is another one now, or gone: the octets are spaces, as many as the text had.
    changed: bool,
}

/// What tells a file from the others: the path as shown, in which odd characters are replaced, and where it
/// lies.
pub type FileKey<'a> = (&'a str, Option<&'a Path>);

impl SourceFile {
    /// What tells the file from the others: the same for a file that is read under several sources.
    pub fn key(&self) -> FileKey<'_> {
        (&self.path, self.location.as_deref())
    }

    /// The octets of the text. Of a file that has changed since it was read, spaces.
    pub fn bytes(&self) -> &[u8] {
        match &self.text {
            Text::Kept(octets) => octets,
            Text::Released { .. } => self.again().map_or(&[], |again| &again.octets),
        }
    }

    /// How many octets the text has.
    pub fn length(&self) -> usize {
        match &self.text {
            Text::Kept(octets) => octets.len(),
            Text::Released { needless, .. } => needless.hash.length,
        }
    }

    /// A dropped text, read again.
    fn again(&self) -> Option<&Again> {
        let Text::Released { needless, reader, again } = &self.text else { return None };
        let hash = &needless.hash;
        let read = || {
            let octets = self.location.as_deref().and_then(reader);
            let same = octets.filter(|octets| TextHash::of(octets) == *hash);
            let changed = same.is_none();
            Again { octets: same.unwrap_or_else(|| vec![b' '; hash.length].into()), changed }
        };
        Some(again.get_or_init(read))
    }

    /// Whether the text was dropped: it is in memory only if it was asked for since.
    pub fn is_released(&self) -> bool {
        matches!(self.text, Text::Released { .. })
    }

    /// Whether the file changed since it was read. If its text was dropped, reads it again.
    pub fn has_changed(&self) -> bool {
        match &self.text {
            Text::Kept(octets) => octets.has_changed(),
            Text::Released { .. } => self.again().is_some_and(|again| again.changed),
        }
    }

    /// The `$INCLUDE` through which the file was first reached; `None` for a file named or found.
    pub fn included_at(&self) -> Option<Span> {
        self.included_at
    }

    /// Where the lines of a dropped text begin, if that was kept.
    fn line_starts(&self) -> Option<&LineStarts> {
        match &self.text {
            Text::Released { needless, .. } => needless.line_starts.as_ref(),
            Text::Kept(_) => None,
        }
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::of(self.bytes()))
    }

    /// Index of the line (from 0) that holds the octet at `byte`.
    pub fn line_index(&self, byte: u32) -> usize {
        self.lines().index(self.bytes(), byte)
    }

    /// The octets of the line with this index (from 0), without its line end, and their offset.
    pub fn line(&self, index: usize) -> (u32, &[u8]) {
        let (lines, bytes) = (self.lines(), self.bytes());
        let start = lines.start(bytes, index).unwrap_or(bytes.len() as u32);
        (start, self.line_from(start))
    }

    /// The same of the line that holds the octet at `byte`, without its index: that takes longer to find out.
    pub fn line_around(&self, byte: u32) -> (u32, &[u8]) {
        let start = self.line_start(byte);
        (start, self.line_from(start))
    }

    /// Where the line begins that holds the octet at `byte`.
    pub fn line_start(&self, byte: u32) -> u32 {
        line_start(self.bytes(), byte as usize) as u32
    }

    /// The octets from the one at `byte` on to the end of its line, without the line end.
    pub fn line_from(&self, byte: u32) -> &[u8] {
        let rest = &self.bytes()[byte as usize..];
        let line = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
        line.strip_suffix(b"\r").unwrap_or(line)
    }
}

/// All texts of a run. Grows while zones are read, also from several threads. A text may be dropped:
/// its number stays.
#[derive(Debug, Default)]
pub struct Sources {
    files: boxcar::Vec<SourceFile>,
}

impl Sources {
    /// Adds a file's text. Text beyond 4 GiB cannot be addressed: the reader refuses such files.
    pub fn add(
        &self,
        path: String,
        location: Option<Arc<Path>>,
        bytes: impl Into<FileBytes>,
        included_at: Option<Span>,
    ) -> SourceId {
        let (stands_for, text) = (None, Text::Kept(bytes.into()));
        self.push(SourceFile { path, location, text, lines: OnceLock::new(), stands_for, included_at })
    }

    /// Drops a file's text, which is `needless`. Asked for again, it is read from the file's location.
    pub fn release(&mut self, id: SourceId, needless: Needless, reader: ReadAgain) {
        if let Some(file) = self.files.get_mut(id.0 as usize) {
            file.text = Text::Released { needless, reader, again: OnceLock::new() };
        }
    }

    /// The paths of the files, as shown, that are known to have changed since they were read.
    pub fn changed(&self) -> impl Iterator<Item = &str> {
        let changed = |file: &&SourceFile| match &file.text {
            Text::Released { again, .. } => again.get().is_some_and(|again| again.changed),
            Text::Kept(octets) => octets.has_changed(),
        };
        self.files.iter().map(|(_, file)| file).filter(changed).map(|file| file.path.as_str())
    }

    /// Adds a text that is written in no file: every place in it is shown as `stands_for`.
    pub fn add_generated(&self, bytes: Vec<u8>, stands_for: Span) -> SourceId {
        let path = self.file(stands_for.source).path.clone();
        self.push(SourceFile {
            path,
            location: None,
            text: Text::Kept(bytes.into()),
            lines: OnceLock::new(),
            stands_for: Some(self.written(stands_for)),
            included_at: None,
        })
    }

    fn push(&self, file: SourceFile) -> SourceId {
        SourceId(u32::try_from(self.files.push(file)).expect("fewer than 2^32 sources"))
    }

    /// The text behind `id`.
    pub fn file(&self, id: SourceId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// Where the file of a text lies, if it has one.
    pub fn location(&self, id: SourceId) -> Option<&Path> {
        self.file(id).location.as_deref()
    }

    /// The octets at `span`.
    pub fn bytes(&self, span: Span) -> &[u8] {
        &self.file(span.source).bytes()[span.start as usize..span.end as usize]
    }

    /// The octets at `span` made printable; at most 80 code points, with `…` behind a cut.
    pub fn text(&self, span: Span) -> String {
        printable(self.bytes(span))
    }

    /// Where `span` was written: itself, or the place that a generated text stands for.
    pub fn written(&self, span: Span) -> Span {
        self.generated_by(span).unwrap_or(span)
    }

    /// Whether the text of `span` was generated, so that it cannot be edited in place.
    pub fn is_generated(&self, span: Span) -> bool {
        self.generated_by(span).is_some()
    }

    /// The place that the text of `span` stands for, if it was generated.
    pub fn generated_by(&self, span: Span) -> Option<Span> {
        self.file(span.source).stands_for
    }

    /// The places of both ends of `span`.
    pub fn positions(&self, span: Span) -> (Position, Position) {
        if let Some(starts) = self.file(span.source).line_starts() {
            return (starts.position(span.start), starts.position(span.end));
        }
        let start = self.position(span.source, span.start);
        let text = self.file(span.source).bytes().get(span.start as usize..span.end as usize);
        // What is in one line, and of one octet a character, needs no second look at the lines.
        let end = match text.filter(|text| text.is_ascii() && !text.contains(&b'\n')) {
            Some(text) => Position {
                line: start.line,
                column: start.column + text.len() as u32,
                byte_column: start.byte_column + text.len() as u32,
                byte: span.end,
            },
            None => self.position(span.source, span.end),
        };
        (start, end)
    }

    /// The place of an octet, for people.
    pub fn position(&self, source: SourceId, byte: u32) -> Position {
        let file = self.file(source);
        if let Some(starts) = file.line_starts() {
            return starts.position(byte);
        }
        let line = file.line_index(byte);
        let before = &file.bytes()[line_start(file.bytes(), byte as usize)..byte as usize];
        Position {
            line: line as u32 + 1,
            column: code_points(before) + 1,
            byte_column: before.len() as u32 + 1,
            byte,
        }
    }
}

/// How many code points `bytes` show; an octet that is not UTF-8 counts as one.
pub fn code_points(bytes: &[u8]) -> u32 {
    if bytes.is_ascii() {
        return bytes.len() as u32;
    }
    let count = |chunk: std::str::Utf8Chunk<'_>| chunk.valid().chars().count() + chunk.invalid().len();
    bytes.utf8_chunks().map(count).sum::<usize>() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_code_points_and_octets() {
        let sources = Sources::default();
        let mut text = "é𐐀x
b"
        .as_bytes()
        .to_vec();
        text.push(0xe9);
        let id = sources.add("a".into(), None, text, None);
        let x = sources.position(id, 6);
        assert_eq!((x.line, x.column, x.byte_column, x.byte), (1, 3, 7, 6));
        let b = sources.position(id, 8);
        assert_eq!((b.line, b.column), (2, 1));
        for (start, end) in [(0, 6), (2, 7), (6, 8), (6, 6), (7, 8), (8, 9), (8, 10), (9, 8)] {
            let ends = [start, end].map(|byte| sources.position(id, byte));
            assert_eq!(
                <[Position; 2]>::from(sources.positions(Span::new(id, start, end))),
                ends,
                "{start} {end}"
            );
        }
    }

    #[test]
    fn the_place_behind_the_last_line_end_is_a_line_of_its_own() {
        let sources = Sources::default();
        let id = sources.add("a".into(), None, b"x\n".to_vec(), None);
        assert_eq!(sources.position(id, 2).line, 2);
        assert_eq!(sources.file(id).line(1), (2, &b""[..]));
        assert_eq!(sources.file(id).line(0), (0, &b"x"[..]));
        let file = sources.file(id);
        for byte in 0..=2 {
            assert_eq!(file.line_around(byte), file.line(file.line_index(byte)), "{byte}");
        }
    }

    #[test]
    fn a_dropped_text_is_read_again_or_known_to_have_changed() {
        let same: ReadAgain = |path| Some(format!("text of {}", path.display()).into_bytes().into());
        let other: ReadAgain = |_| Some(b"something else".to_vec().into());
        for (reader, expected) in [(same, Some("text of /a")), (other, None), (|_| None, None)] {
            let mut sources = Sources::default();
            let kept = sources.add("k".into(), None, b"k".to_vec(), None);
            let id = sources.add("a".into(), Some(Path::new("/a").into()), b"text of /a".to_vec(), None);
            let needless = Needless::of(sources.file(id).bytes(), false).expect("no place is asked for");
            sources.release(id, needless, reader);
            assert!(sources.file(id).is_released() && !sources.file(kept).is_released());
            assert_eq!(sources.changed().next(), None, "none was asked for yet");
            assert_eq!(sources.text(Span::new(id, 0, 10)), expected.unwrap_or("          "));
            assert_eq!(sources.file(id).has_changed(), expected.is_none());
            assert_eq!(sources.changed().next(), expected.is_none().then_some("a"));
        }
    }

    #[test]
    fn places_in_a_dropped_text_of_ascii_are_told_without_it() {
        let reader: ReadAgain = |_| panic!("it is not read again");
        for text in [&b""[..], b"a", b"\n", b"a\n\nbcd\r\ne", b"ab\ncd\n"] {
            let mut sources = Sources::default();
            let both = ["kept", "dropped"].map(|path| sources.add(path.into(), None, text.to_vec(), None));
            sources.release(both[1], Needless::of(text, true).expect("it is ASCII"), reader);
            for start in 0..=text.len() as u32 {
                for end in start..=text.len() as u32 {
                    let [kept, dropped] = both.map(|id| sources.positions(Span::new(id, start, end)));
                    assert_eq!(kept, dropped, "{text:?} {start} {end}");
                }
                let [kept, dropped] = both.map(|id| sources.position(id, start));
                assert_eq!(kept, dropped, "{text:?} {start}");
            }
        }
        assert!(Needless::of("é".as_bytes(), true).is_none());
    }

    #[test]
    fn every_octet_of_a_text_makes_its_hash_and_so_does_its_length() {
        for length in 0..40 {
            let text = vec![b'a'; length];
            assert_ne!(TextHash::of(&text), TextHash::of(&[&text[..], b"\0"].concat()));
            for at in 0..length {
                let mut changed = text.clone();
                changed[at] ^= 1;
                assert_ne!(TextHash::of(&text), TextHash::of(&changed), "{length} {at}");
            }
        }
    }
}
