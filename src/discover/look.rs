//! A look at the octets of a file that a walk found: whether it is a zone. Reads no records.

use std::collections::HashMap;
use std::path::Path;

use crate::base::bytes::FileBytes;
use crate::discover::sniff::{Sniffed, SoaOwner, sniff_beginning};
use crate::discover::template::is_template;
use crate::files::Files;

/// What the octets of a file say.
pub enum Look {
    /// It is a zone.
    Zone(FileBytes, SoaOwner),
    /// What it includes tells whether it is one.
    Includes,
    /// It may be a zone whose beginning cannot be read.
    Damaged(FileBytes, SoaOwner),
    /// It is a template of one.
    Template,
    /// It is neither.
    Other,
}

impl Look {
    /// Looks at these octets.
    pub fn at(octets: FileBytes) -> Self {
        let sniffed = sniff_beginning(&octets);
        Self::of(sniffed, octets)
    }

    /// What octets are of which this is known.
    pub fn of(sniffed: Sniffed, octets: FileBytes) -> Self {
        match sniffed {
            Sniffed::NoZone | Sniffed::Unfinished => Look::Other,
            Sniffed::Includes => Look::Includes,
            _ if is_template(&octets) => Look::Template,
            Sniffed::Zone(soa) => Look::Zone(octets, soa),
            Sniffed::Damaged(soa) => Look::Damaged(octets, soa),
        }
    }
}

/// The git objects that a walk looked at and that are no zones: whether each is a template.
#[derive(Default)]
pub struct NoZones(HashMap<String, bool>);

impl NoZones {
    /// Looks at a file. Remembers what the snapshot's other paths to its object need not have read again.
    pub fn look(&mut self, files: &Files, path: &Path, octets: FileBytes) -> Look {
        let look = Look::at(octets);
        let object = object(files, path).filter(|_| matches!(look, Look::Template | Look::Other));
        if let Some(object) = object {
            self.0.insert(object.to_owned(), matches!(look, Look::Template));
        }
        look
    }

    /// What a look at the same object said, at another path of the snapshot, if it is no zone.
    pub fn looked_before(&self, files: &Files, path: &Path) -> Option<Look> {
        let is_template = *self.0.get(object(files, path)?)?;
        Some(if is_template { Look::Template } else { Look::Other })
    }
}

fn object<'a>(files: &'a Files, path: &Path) -> Option<&'a str> {
    files.snapshot()?.object(path)
}
