//! The files that a zone file includes, opened to see whether it is a zone and whose. Loads no record.

use std::path::{Path, PathBuf};

use crate::base::bytes::FileBytes;
use crate::files::Files;

/// How deep includes are followed.
pub const DEEPEST: usize = 10;
/// How many included files are opened for one file, and how many octets they may have together.
const MOST_OPENED: usize = 100;
const MOST_OCTETS: usize = 64 << 20;

/// Opens what the file at a place includes, within bounds.
pub struct Included<'a> {
    files: &'a Files,
    root: &'a Path,
    opened: usize,
    octets: usize,
}

impl<'a> Included<'a> {
    /// Nothing is opened yet. What lies outside `root` never is.
    pub fn new(files: &'a Files, root: &'a Path) -> Self {
        Self { files, root, opened: 0, octets: 0 }
    }

    /// Where the file lies that `written` means in the file at `from`, with its octets; `None` if it is not read.
    pub fn open(&mut self, from: Option<&Path>, written: &[u8]) -> Option<(PathBuf, FileBytes)> {
        if self.opened == MOST_OPENED {
            return None;
        }
        self.opened += 1;
        let (location, octets) = self.files.read_included(from, written, self.root).ok()?;
        self.octets = self.octets.saturating_add(octets.len());
        (self.octets <= MOST_OCTETS).then_some((location, octets))
    }
}
