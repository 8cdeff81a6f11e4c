//! Which of the files that a server's configuration declares are not there, or are there and are not looked at. Opens none.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use hickory_proto::rr::Name;

use crate::discover::file_name::{is_shipped, passed_over};
use crate::discover::server_config::statement::is_literal;
use crate::files::{Files, normalise, without_template_ending};

/// A zone that a configuration declares and whose file is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingFile {
    /// The zone's name.
    pub origin: Name,
    /// Where the configuration lies, links resolved.
    pub configuration: PathBuf,
    /// Offset of the file's path in it.
    pub offset: usize,
    /// The path, as written.
    pub path: String,
}

/// A declared file that is there and that a walk passes over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub why: &'static str,
    /// What declares it: the configuration's path as shown, and the line.
    pub place: String,
}

/// A declared file that was not found among those that a walk shows.
pub struct UnfoundFile {
    /// What it is if it is not there.
    pub file: MissingFile,
    /// The configuration, as a number, and its directory.
    pub number: usize,
    pub directory: PathBuf,
    /// The path on the server.
    pub declared: String,
    /// What declares it: the configuration's path as shown, and the line.
    pub place: String,
    /// Whether the user named the configuration.
    pub named: bool,
}

/// How many such files are looked for.
pub const MOST_UNFOUND: usize = 10_000;

/// What became of a declared file that was not found.
enum Unfound {
    Missing,
    /// It is there, and a walk passes over it because of this.
    LeftOut(PathBuf, &'static str),
    /// It cannot be known.
    Unknown,
}

/// What became of the files that were not found among the `paths` below a root: those that are not there, and those that
/// a walk passes over. Of a configuration none of whose files is here, nothing is said: they lie elsewhere.
pub fn sort_out(
    unfound: Vec<UnfoundFile>,
    with_files: &HashSet<usize>,
    paths: &[&str],
    (root, files): (&Path, &Files),
) -> (Vec<MissingFile>, Vec<PassedOver>) {
    let (mut missing, mut passed_over) = (Vec::new(), Vec::new());
    if unfound.is_empty() {
        return (missing, passed_over);
    }
    let names: HashSet<&str> = paths.iter().map(|path| stem(path)).collect();
    for UnfoundFile { file, number, directory, declared, place, named } in unfound {
        // Of several files of one name none is taken.
        if !named && !with_files.contains(&number) || names.contains(stem(&declared)) {
            continue;
        }
        match look_for(&declared, &directory, root, files) {
            Unfound::Missing => missing.push(file),
            Unfound::LeftOut(path, why) => passed_over.push(PassedOver { path, why, place }),
            Unfound::Unknown => {}
        }
    }
    (missing, passed_over)
}

/// A path's last component, without a template's ending.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or_default();
    without_template_ending(name).unwrap_or(name)
}

/// At how many places a file is looked for.
const MOST_PLACES: usize = 16;

/// Looks for the file that a configuration in `directory` declares below `root`, and that a walk did not find there.
fn look_for(declared: &str, directory: &Path, root: &Path, files: &Files) -> Unfound {
    let name = declared.rsplit('/').next().unwrap_or_default();
    if !is_literal(declared) || is_shipped(name) || name.is_empty() {
        return Unfound::Unknown;
    }
    let places = [directory.join(declared)];
    // What lies outside the root is not looked at.
    if !declared.starts_with('/') && !normalise(&directory.join(declared)).starts_with(root) {
        return Unfound::Unknown;
    }
    let relative = declared.trim_start_matches('/');
    let shorter = relative.match_indices('/').filter_map(|(slash, _)| relative.get(slash + 1..));
    let suffixes = std::iter::once(relative).chain(shorter).take(MOST_PLACES).map(|suffix| root.join(suffix));
    let exists = |path: &PathBuf| files.resolve(path).is_ok_and(|resolved| resolved.starts_with(root));
    let found = places.into_iter().chain(suffixes).find(exists);
    let Some(path) = found else { return Unfound::Missing };
    let below = path.strip_prefix(root).unwrap_or(&path);
    let is_hidden = below.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."));
    let why = match passed_over(name) {
        Some(why) => why,
        None if is_hidden => "it is hidden: its name or its directory's begins with a dot",
        None => "git ignores it, and does not track it",
    };
    Unfound::LeftOut(path, why)
}
