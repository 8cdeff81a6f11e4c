//! Which of the files that a server's configuration declares are not there, or are there and are not looked at. Opens none.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use hickory_proto::rr::Name;

use crate::base::printable::harmless_text;
use crate::discover::backup_name::passed_over;
use crate::discover::file_name::is_shipped;
use crate::discover::server_config::exact::is_file_below;
use crate::discover::template::is_placeholder;
use crate::files::{
    Files, IGNORED, is_hidden, normalise, without_beginning, without_ending, without_template_ending,
};

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
    /// Whether the user named the configuration, or one that includes it.
    pub named: bool,
    /// The only file below the root whose name differs from its own in what says "zone file" alone.
    pub near: Option<String>,
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
    /// The zone's name, as written.
    pub zone: String,
    /// What it is if it is not there; `None` if a server or the maker of a template may make it.
    pub file: Option<MissingFile>,
    /// The configuration, as a number, and its directory.
    pub number: usize,
    pub directory: PathBuf,
    /// The path on the server.
    pub declared: String,
    /// The file at that path itself, where a walk does not show it and shows another of its name.
    pub exact: Option<PathBuf>,
    /// What declares it: the configuration's path as shown, and the line.
    pub place: String,
    /// Whether the user named the configuration.
    pub named: bool,
}

/// A zone that a configuration declares and that is not judged, without a file to blame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unjudged {
    /// What declares it: the configuration's path as shown, and the line.
    pub place: String,
    /// Why, in words.
    pub why: String,
}

impl Unjudged {
    /// The zone of this name, as written.
    pub fn new(place: String, zone: &str, why: &str) -> Self {
        let shown: String = zone.chars().take(LONGEST_SHOWN).collect();
        let shown = harmless_text(&shown);
        Self { place, why: format!("declares the zone `{shown}`, {why}") }
    }
}

/// How many characters of a zone's name are shown.
const LONGEST_SHOWN: usize = 255;

/// How many such files are looked for.
pub const MOST_UNFOUND: usize = 10_000;

/// What became of a declared file that was not found.
enum Unfound {
    Missing,
    /// It is there, and a walk passes over it because of this.
    LeftOut(PathBuf, &'static str),
    /// It cannot be known because of this.
    Unknown(&'static str),
}

/// What became of the declared files that were not found.
#[derive(Debug, Default)]
pub struct SortedOut {
    /// Those that are not there.
    pub missing: Vec<MissingFile>,
    /// Those that a walk passes over.
    pub passed_over: Vec<PassedOver>,
    /// The zones of the others.
    pub unjudged: Vec<Unjudged>,
}

/// What became of the files that were not found among the `paths` below a root. Of a configuration none of whose files
/// is here, none is missing: they lie elsewhere.
pub fn sort_out(
    unfound: Vec<UnfoundFile>,
    with_files: &HashSet<usize>,
    paths: &[&str],
    (root, files): (&Path, &Files),
) -> SortedOut {
    let mut sorted = SortedOut::default();
    if unfound.is_empty() {
        return sorted;
    }
    let names: HashSet<&str> = paths.iter().map(|path| stem(path)).collect();
    let mut called: HashMap<String, Option<&str>> = HashMap::new();
    for path in paths {
        called.entry(bare_name(path)).and_modify(|only| *only = None).or_insert(Some(path));
    }
    for UnfoundFile { zone, file, number, directory, declared, exact, place, named } in unfound {
        let looked = || match exact {
            Some(path) => why_unlisted(path, root, files),
            None => look_for(&declared, &directory, paths, (root, files)),
        };
        let found = match is_placeholder(&declared) {
            true => Unfound::Unknown("and its file's path is a placeholder of a template"),
            false => match looked() {
                Unfound::Missing if is_of_every_server(&zone) => Unfound::Unknown(BROUGHT),
                Unfound::Missing if names.contains(stem(&declared)) => Unfound::Unknown(SEVERAL),
                Unfound::Missing if !named && !with_files.contains(&number) => {
                    Unfound::Unknown("and no file that this configuration declares is here")
                }
                looked => looked,
            },
        };
        let why = match (found, file) {
            (Unfound::Missing, Some(file)) => {
                let near = called.get(&bare_name(&declared)).copied().flatten().map(str::to_owned);
                sorted.missing.push(MissingFile { near, ..file });
                continue;
            }
            (Unfound::LeftOut(path, why), _) => {
                sorted.passed_over.push(PassedOver { path, why, place });
                continue;
            }
            _ if is_placeholder(&zone) => "a placeholder of a template, and its file is not here",
            (Unfound::Missing, None) => "and its file, which a server may make, is not here",
            (Unfound::Unknown(why), _) => why,
        };
        sorted.unjudged.push(Unjudged::new(place, &zone, why));
    }
    sorted
}

/// A path's last component, without a template's ending.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or_default();
    without_template_ending(name).unwrap_or(name)
}

/// Whether a zone is one that servers have from their distribution: those of the machine itself, and the root.
fn is_of_every_server(zone: &str) -> bool {
    let zone = zone.trim_end_matches('.').to_ascii_lowercase();
    let is_network = || {
        let network =
            zone.strip_suffix(".in-addr.arpa").map(|labels| labels.rsplit('.').next().unwrap_or_default());
        network.is_some_and(|network| matches!(network, "0" | "127" | "255"))
    };
    matches!(&*zone, "" | "localhost" | "localhost.localdomain" | "localdomain") || is_network()
}

const BROUGHT: &str = "and its file is one that servers bring";

/// A path's last component in lower case, without what says "zone file" before and after a zone's name.
fn bare_name(path: &str) -> String {
    let name = stem(path);
    let name = without_beginning(name, &["db.", "db-", "db_"]).unwrap_or(name);
    let ends = [".zone", ".db", ".dns", ".hosts", ".txt", ".conf"];
    without_ending(name, &ends).unwrap_or(name).to_ascii_lowercase()
}

/// At how many places a file is looked for.
const MOST_PLACES: usize = 16;

const SEVERAL: &str = "and several files here have its file's name";

/// Why a declared path that is a directory's is not a zone's.
pub const IS_DIRECTORY: &str = "it is a directory";

/// Looks for the file that a configuration in `directory` declares below `root`, and that is not among the `paths` that a
/// walk found there.
fn look_for(declared: &str, directory: &Path, paths: &[&str], (root, files): (&Path, &Files)) -> Unfound {
    let name = declared.rsplit('/').next().unwrap_or_default();
    if is_shipped(name) || name.is_empty() {
        return Unfound::Unknown(BROUGHT);
    }
    let places = [directory.join(declared)];
    // What lies outside the root is not looked at.
    if !declared.starts_with('/') && !normalise(&directory.join(declared)).starts_with(root) {
        return Unfound::Unknown("and its file lies outside");
    }
    let relative = declared.trim_start_matches('/');
    let shorter = relative.match_indices('/').filter_map(|(slash, _)| relative.get(slash + 1..));
    let suffixes = std::iter::once(relative).chain(shorter).take(MOST_PLACES).map(|suffix| root.join(suffix));
    let own = normalise(&directory.join(declared));
    if own.starts_with(root) && own != root && files.is_directory(&own) {
        return Unfound::LeftOut(own, IS_DIRECTORY);
    }
    let Some(path) = places.into_iter().chain(suffixes).find(|path| is_file_below(path, root, files)) else {
        return Unfound::Missing;
    };
    let below = path.strip_prefix(root).ok().and_then(Path::to_str);
    if below.is_some_and(|below| paths.binary_search(&below).is_ok()) {
        return Unfound::Unknown(SEVERAL);
    }
    why_unlisted(path, root, files)
}

/// Why a walk does not show the file at `path` below a root.
fn why_unlisted(path: PathBuf, root: &Path, files: &Files) -> Unfound {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let why = match passed_over(name) {
        Some(why) => why,
        None if is_hidden(&path, root) => "it is hidden: its name or its directory's begins with a dot",
        None if files.is_repository(root) => IGNORED,
        // Of a directory that may be a home directory only its own files are looked at.
        None => return Unfound::Unknown("and its file lies deeper than is looked outside a repository"),
    };
    Unfound::LeftOut(path, why)
}
