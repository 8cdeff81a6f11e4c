//! The names of what lies in directories. Opens no file, and follows no link.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;

/// The first thing that `look` finds among the names of what lies in these directories, and in those in them whose name
/// `is_open`.
pub fn first_among_names<T>(
    directories: BTreeSet<PathBuf>,
    is_open: impl Fn(&OsStr) -> bool,
    mut look: impl FnMut(&OsStr) -> Option<T>,
) -> Option<T> {
    let mut ahead: Vec<PathBuf> = directories.into_iter().rev().collect();
    while let Some(directory) = ahead.pop() {
        for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
            let name = entry.file_name();
            if let Some(found) = look(&name) {
                return Some(found);
            }
            if is_open(&name) && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                ahead.push(entry.path());
            }
        }
    }
    None
}
