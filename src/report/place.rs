//! Places as formats name them: positions of both ends, and the path from the top of the repository.

use std::path::{Path, PathBuf};

use crate::base::printable::harmless_text;
use crate::base::source::{SourceFile, Sources};
use crate::base::span::{Position, SourceId, Span};
use crate::check::Outcome;
use crate::report::escape;

/// A span as formats name it.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The text it lies in: always one that is written in a file.
    pub source: SourceId,
    /// The path as shown, relative to the current directory.
    pub path: &'a str,
    /// Its first character.
    pub start: Position,
    /// The place behind its last character.
    pub end: Position,
}

impl<'a> Place<'a> {
    /// The place where `span` was written.
    pub fn new(span: Span, sources: &'a Sources) -> Self {
        let span = sources.written(span);
        let (start, end) = sources.positions(span);
        Self { source: span.source, path: &sources.file(span.source).path, start, end }
    }
}

/// The repository that holds the current directory: CI systems name files from its top.
#[derive(Debug)]
pub struct Repository<'a> {
    top: PathBuf,
    sources: &'a Sources,
}

impl<'a> Repository<'a> {
    /// The repository of a run.
    pub fn of(outcome: &'a Outcome) -> Self {
        Self { top: outcome.repository_top(), sources: &outcome.workspace.sources }
    }

    /// A file's path from the top, symbolic links resolved, for people; the path as shown if it
    /// lies elsewhere.
    pub fn path(&self, source: SourceId) -> String {
        let file = self.sources.file(source);
        let Some(path) = self.inside(file) else { return file.path.clone() };
        let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        harmless_text(&parts.join("/")).into_owned()
    }

    /// The same as a URI. The flag says whether it is relative to the top.
    pub fn uri(&self, source: SourceId) -> (String, bool) {
        let file = self.sources.file(source);
        match (self.inside(file), &file.location) {
            (Some(path), _) => {
                let parts = path.components().map(|part| escape::uri(part.as_os_str().as_encoded_bytes()));
                (parts.collect::<Vec<_>>().join("/"), true)
            }
            (None, Some(path)) => {
                (format!("file://{}", escape::uri(path.as_os_str().as_encoded_bytes())), false)
            }
            (None, None) => (escape::uri(file.path.as_bytes()), true),
        }
    }

    fn inside<'b>(&self, file: &'b SourceFile) -> Option<&'b Path> {
        file.location.as_deref()?.strip_prefix(&self.top).ok()
    }
}
