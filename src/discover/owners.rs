//! The owners that a text has. Knows names as written, and no records.

use std::path::Path;

use hickory_proto::rr::Name;

use crate::discover::included::{DEEPEST, Included};
use crate::discover::sniff::absolute;
use crate::syntax::name::display_name;
use crate::syntax::{Entry, Parser, RecordEntry, Start};

/// How many absolute owners are looked at.
pub const MOST_OWNERS: usize = 1000;

/// The owners of a file and of what it includes.
#[derive(Debug, Default)]
pub struct Owners {
    /// The absolute ones, as written; at most a thousand.
    pub absolute: Vec<String>,
    /// How many are relative to the zone's name.
    pub relative: usize,
}

/// The owners in `text`, the text of the file at `location`.
pub fn owners(text: &[u8], location: Option<&Path>, mut included: Included<'_>) -> Owners {
    let mut owners = Owners::default();
    collect_owners(text, location, None, (&mut included, 0), &mut owners);
    owners
}

fn collect_owners(
    text: &[u8],
    location: Option<&Path>,
    mut origin: Option<Name>,
    (included, depth): (&mut Included<'_>, usize),
    owners: &mut Owners,
) {
    let (mut parser, mut errors) = (Parser::new(text, Start::File), Vec::new());
    while let Some(entry) = parser.next(&mut errors) {
        errors.clear();
        match entry {
            Entry::Origin(word) => origin = absolute(word, text, origin.as_ref()),
            Entry::Record(RecordEntry { owner: Some(owner), .. }) => {
                match absolute(owner, text, origin.as_ref()) {
                    Some(owner) => owners.absolute.push(display_name(&owner)),
                    None => owners.relative += 1,
                }
            }
            Entry::Include { path, origin: of_included } if depth < DEEPEST => {
                let below = of_included.map_or(origin.clone(), |word| absolute(word, text, origin.as_ref()));
                if let Some((path, octets)) = included.open(location, path.text(text)) {
                    collect_owners(&octets, Some(&path), below, (included, depth + 1), owners);
                }
            }
            _ => {}
        }
        if owners.absolute.len() >= MOST_OWNERS {
            return owners.absolute.truncate(MOST_OWNERS);
        }
    }
}

/// Whether an absolute owner has one label besides those of a service.
pub fn is_slip(owner: &str) -> bool {
    let name = owner.trim_end_matches('.');
    name.split('.').filter(|label| !label.starts_with('_')).count() < 2
        && !name.is_empty()
        && !tld::exist(&name.to_ascii_lowercase())
}
