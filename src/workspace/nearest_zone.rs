//! Which of many files lies nearest to another: found out once, and not by comparing each with each. Knows
//! paths and views, and no zone.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// By view and directory, for each directory above a file: of those below it, the one that has the fewest
/// directories above it, the first of several.
#[derive(Debug, Default)]
pub(crate) struct Nearest(HashMap<Option<String>, HashMap<PathBuf, Highest>>);

/// The file below a directory that has the fewest directories above it.
#[derive(Debug, Clone, Copy)]
struct Highest {
    depth: usize,
    number: usize,
    /// Whether there is another with as few.
    is_one_of_several: bool,
}

impl Nearest {
    /// Of files with their numbers, in order, and their views.
    pub fn of<'a>(files: impl Iterator<Item = (usize, &'a Path, Option<&'a str>)>) -> Self {
        let mut nearest = Nearest::default();
        for (number, path, view) in files {
            let of_view = nearest.0.entry(view.map(str::to_owned)).or_default();
            let depth = directories(path).next().map_or(0, |own| own.components().count());
            for directory in directories(path) {
                let new = Highest { depth, number, is_one_of_several: false };
                let known = of_view.entry(directory.to_owned()).or_insert(new);
                match depth.cmp(&known.depth) {
                    Ordering::Less => *known = new,
                    Ordering::Equal => known.is_one_of_several |= known.number != number,
                    Ordering::Greater => {}
                }
            }
        }
        nearest
    }

    /// The number of the file in this view with the fewest directories between it and the one at `path`, the
    /// first of several; and whether there are several. `None` if there is none in the view.
    pub fn to(&self, path: &Path, view: &Option<String>) -> Option<(usize, bool)> {
        let of_view = self.0.get(view)?;
        // How far it is up to a directory that both are below, and down again; the way up to the root is
        // the same for all.
        let way = |above: &Path| {
            let highest = of_view.get(above)?;
            Some((highest.depth as isize - 2 * above.components().count() as isize, highest))
        };
        let shortest = directories(path).filter_map(way).map(|(way, _)| way).min()?;
        let mut nearest = directories(path).filter_map(way).filter(|(way, _)| *way == shortest);
        let first = nearest.clone().map(|(_, highest)| highest.number).min()?;
        let are_several = nearest.any(|(_, highest)| highest.is_one_of_several || highest.number != first);
        Some((first, are_several))
    }
}

/// The directory of a file, and those above it, up to the one that all have in common.
fn directories(path: &Path) -> impl Iterator<Item = &Path> + Clone {
    path.ancestors().skip(1).filter(|above| *above != Path::new("")).chain([Path::new("")])
}
