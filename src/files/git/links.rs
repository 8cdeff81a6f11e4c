//! The symbolic links of a snapshot, by their paths. Follows none.

use std::cmp::Ordering;

use crate::files::git::listing::TreeEntry;

/// The symbolic links of a snapshot.
#[derive(Debug, Default)]
pub struct Links(Vec<Vec<u8>>);

impl Links {
    /// Those among these files.
    pub fn new(entries: &[TreeEntry]) -> Self {
        let links = entries.iter().filter(|entry| entry.link);
        let mut links: Vec<Vec<u8>> = links.map(|entry| entry.path.clone()).collect();
        links.sort_by(|one, other| part_by_part(one, other));
        Self(links)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The link that a path leads through, or to. Nothing lies below a link, so there is one at most.
    pub fn first_on(&self, path: &[u8]) -> Option<&[u8]> {
        let behind = self.0.partition_point(|link| part_by_part(link, path).is_le());
        let link = self.0[..behind].last()?;
        let rest = path.strip_prefix(&link[..])?;
        (rest.is_empty() || rest.starts_with(b"/")).then_some(link)
    }
}

/// The order of paths in which what lies below a path follows it.
fn part_by_part(one: &[u8], other: &[u8]) -> Ordering {
    // Names in git have no NUL.
    let low = |octet: &u8| if *octet == b'/' { 0 } else { *octet };
    one.iter().map(low).cmp(other.iter().map(low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_through_the_link_that_lies_on_it() {
        let entry = |path: &str| TreeEntry {
            path: path.into(),
            link: path.contains('l'),
            submodule: false,
            object: String::new(),
        };
        let links = Links::new(&["a/l", "a/l-b", "a/l.x", "b", "c/d/l", "l", "la"].map(entry));
        for (path, link) in [
            ("a/l", "a/l"),
            ("a/l/x/y", "a/l"),
            ("a/l-b/x", "a/l-b"),
            ("a/l.x", "a/l.x"),
            ("a/l.y", ""),
            ("a/lx", ""),
            ("a", ""),
            ("l/a/l/b", "l"),
            ("lb", ""),
            ("c/d/m", ""),
        ] {
            let found = links.first_on(path.as_bytes()).unwrap_or_default();
            assert_eq!(String::from_utf8_lossy(found), link, "{path}");
        }
    }
}
