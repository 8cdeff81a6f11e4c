//! Which of many files lies nearest to another: found out once, and not by comparing each with each.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// By view and directory, for each directory above a file: of those below it, the number of the file that has
/// the fewest directories above it, the first of several, behind the number of those directories.
#[derive(Debug, Default)]
pub(crate) struct Nearest(HashMap<Option<String>, HashMap<PathBuf, (usize, usize)>>);

impl Nearest {
    /// Of files with their numbers, in order, and their views.
    pub fn of<'a>(files: impl Iterator<Item = (usize, &'a Path, &'a Option<String>)>) -> Self {
        let mut nearest = Nearest::default();
        for (number, path, view) in files {
            let of_view = nearest.0.entry(view.clone()).or_default();
            let depth = directories(path).next().map_or(0, |own| own.components().count());
            for directory in directories(path) {
                let known = of_view.entry(directory.to_owned()).or_insert((depth, number));
                *known = (depth, number).min(*known);
            }
        }
        nearest
    }

    /// The number of the file in this view with the fewest directories between it and the one at `path`; the
    /// first of several. `None` if there is none in the view.
    pub fn to(&self, path: &Path, view: &Option<String>) -> Option<usize> {
        let of_view = self.0.get(view)?;
        // How far it is up to a directory that both are below, and down again; the way up to the root is
        // the same for all.
        let way = |above: &Path| {
            let (depth, number) = of_view.get(above)?;
            Some((*depth as isize - 2 * above.components().count() as isize, *number))
        };
        directories(path).filter_map(way).min().map(|(_, number)| number)
    }
}

/// The directory of a file, and those above it, up to the one that all have in common.
fn directories(path: &Path) -> impl Iterator<Item = &Path> {
    path.ancestors().skip(1).filter(|above| *above != Path::new("")).chain([Path::new("")])
}
