//! Arguments that look like options and are names of files, or pieces of one. Asks the file system and git for names alone,
//! opens nothing.
//!
//! git and every file system allow names such as `--exit-zero` or `x --output=json:README.md`, and pre-commit, `xargs`
//! and `$(git diff --name-only)` hand names on as they are, or cut. The author of such a file would choose srvlint's options.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::cli::cut_names::{begins_with_dash, cuts, is_odd};
use crate::files::{Surroundings, first_among_git_names, first_among_names, is_bare_repository, is_named};

/// Options whose value is a revision, the names of which are looked at, too.
const OF_REVISIONS: [&str; 4] = ["--tree", "--new-since", "--since", "--trust"];

/// An argument that is taken for an option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistaken<'a> {
    /// The argument.
    pub option: &'a OsStr,
    /// The name of the file, from where the run looked.
    pub name: Vec<u8>,
}

/// The first of the program's arguments found that begins with a dash and is the name of a file or directory, or a piece of
/// one: here, in a directory above up to the top of the git repository, where the arguments before it lie, or in git.
/// Arguments after `--` are never options. `change_begins` is a revision, too. What stands before the piece is not compared:
/// `xargs` may have given it to a run before.
pub fn first_mistaken<'a>(
    arguments: &'a [OsString],
    surroundings: &Surroundings,
    change_begins: Option<&str>,
) -> Option<Mistaken<'a>> {
    let end = arguments.iter().position(|argument| argument == "--").unwrap_or(arguments.len());
    let arguments = &arguments[..end];
    let is_option = |argument: &OsString| begins_with_dash(argument.as_encoded_bytes());
    // Most runs that hooks and people start end here.
    let last = arguments.iter().skip(1).rposition(is_option)? + 1;
    let here = &surroundings.here;
    let bases = directories_to_top(here);
    let look = |name: &[u8]| {
        let number = mistaken_for(name, arguments)?;
        Some(Mistaken { option: &arguments[number], name: name.to_owned() })
    };
    let open = |name: &OsStr| is_odd(name.as_encoded_bytes());
    let directories = directories_of(&arguments[1..last], &bases);
    let found = first_among_names(directories, open, |name| look(name.as_encoded_bytes()));
    found.or_else(|| {
        let top = bases.last().filter(|top| is_named(&top.join(".git")) && !surroundings.has_git_dir);
        // A bare repository may lie in the work tree of another one.
        let top = top.filter(|_| !is_bare_repository(here)).copied().unwrap_or(here);
        if !surroundings.has_git_dir && !is_named(&top.join(".git")) && !is_bare_repository(top) {
            return None;
        }
        let mut revisions = revisions(arguments);
        revisions.extend(change_begins);
        let below: Vec<Vec<u8>> = bases.iter().filter_map(|base| beginning_below(base, top)).collect();
        first_among_git_names(top, &revisions, |name| {
            if !is_odd(name) {
                return None;
            }
            below.iter().filter_map(|beginning| name.strip_prefix(beginning.as_slice())).find_map(look)
        })
    })
}

/// Which argument a name, or a piece of it, is taken for, if it is for one.
fn mistaken_for(name: &[u8], arguments: &[OsString]) -> Option<usize> {
    if !is_odd(name) {
        return None;
    }
    let cuts = cuts(name);
    let argument = |number: usize| arguments.get(number).map(|argument| argument.as_encoded_bytes());
    let is_piece = |number: usize| {
        let option = argument(number).unwrap_or_default();
        cuts.iter().any(|words| {
            words.iter().enumerate().any(|(place, word)| {
                let next = words.get(place + 1);
                // A directory's name is followed by what lies in it, which may be gone.
                let is_same = option.strip_prefix(word.as_slice());
                let is_same =
                    is_same.is_some_and(|rest| rest.is_empty() || next.is_none() && rest[0] == b'/');
                // The pieces behind it follow, unless a shell looks for files that they stand for.
                let follows = next.zip(argument(number + 1)).is_none_or(|(next, found)| {
                    found.starts_with(next) || next.iter().any(|octet| b"*?[\\".contains(octet))
                });
                is_same && follows
            })
        })
    };
    (1..arguments.len())
        .filter(|number| argument(*number).is_some_and(begins_with_dash))
        .find(|it| is_piece(*it))
}

/// `here`, and the directories above it up to the top of the git repository, if there is one.
fn directories_to_top(here: &Path) -> Vec<&Path> {
    let is_top = |directory: &Path| is_named(&directory.join(".git"));
    match here.ancestors().position(is_top) {
        Some(top) => here.ancestors().take(top + 1).collect(),
        None => vec![here],
    }
}

/// These directories, and those in them in which the arguments lie.
fn directories_of(arguments: &[OsString], bases: &[&Path]) -> BTreeSet<PathBuf> {
    let named = arguments.iter().filter(|argument| !begins_with_dash(argument.as_encoded_bytes()));
    let parents: BTreeSet<&Path> = named.filter_map(|argument| Path::new(argument).parent()).collect();
    let parents: Vec<&Path> = parents.into_iter().chain([Path::new("")]).collect();
    bases.iter().flat_map(|base| parents.iter().map(|parent| base.join(parent))).collect()
}

/// The revisions that the arguments name.
fn revisions(arguments: &[OsString]) -> Vec<&str> {
    let words: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    let value = |(number, word): (usize, &&'_ str)| -> Option<usize> {
        OF_REVISIONS.contains(word).then_some(number + 1)
    };
    let behind = words.iter().enumerate().filter_map(value).filter_map(|number| words.get(number).copied());
    let joined = words.iter().filter_map(|word| {
        let (option, value) = word.split_once('=')?;
        OF_REVISIONS.contains(&option).then_some(value)
    });
    let all: BTreeSet<&str> = behind.chain(joined).collect();
    all.into_iter().collect()
}

/// How git's paths begin of what lies in a directory below the top; `None` where it does not.
fn beginning_below(directory: &Path, top: &Path) -> Option<Vec<u8>> {
    let names = directory.strip_prefix(top).ok()?.iter();
    Some(names.flat_map(|name| [name.as_encoded_bytes(), b"/"].concat()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(words: &[&str]) -> Vec<OsString> {
        ["srvlint"].iter().chain(words).map(OsString::from).collect()
    }

    #[test]
    fn a_name_is_found_whole_or_in_pieces() {
        let scratch = std::env::temp_dir().join(format!("srvlint-mistaken-{}", std::process::id()));
        for directory in [".git", "zones/deep", "--output=json:", "a --output=json:"] {
            std::fs::create_dir_all(scratch.join(directory)).expect("a directory");
        }
        for file in [
            "--exit-zero",
            "x.zone --quiet",
            " --no-config",
            "zones/-j9",
            "--output=json:/report",
            "zones/two  --silent",
            "of --format json.md",
            "a --globbed *",
        ] {
            std::fs::write(scratch.join(file), "").expect("a file");
        }
        for (here, words, expected) in [
            ("", &["check", "--exit-zero"][..], Some("--exit-zero")),
            ("", &["check", "--", "--exit-zero"], None),
            ("", &["check", "-", "--fail-on", "note"], None),
            ("", &["check", "--exit-zero=x"], None),
            ("", &["check", "--output=json:/home/report", "a.zone"], Some("--output=json:/home/report")),
            ("zones/deep", &["check", "--output=json:/gone"], Some("--output=json:/gone")),
            ("", &["check", "x.zone", "--quiet"], Some("--quiet")),
            ("", &["check", "x.zone", "--quiet", "other.zone"], Some("--quiet")),
            // The beginning of the name may have been the end of a run before.
            ("", &["check", "--quiet", "a.zone"], Some("--quiet")),
            ("", &["check", "--quieter", "x.zone"], None),
            ("", &["check", "zones/two", "--silent"], Some("--silent")),
            ("", &["check", "--silent", "zones"], None),
            ("", &["check", "--format", "json"], None),
            ("", &["check", "of", "--format", "json.md", "a.zone"], Some("--format")),
            ("", &["check", "--globbed", "a.zone", "b.zone"], Some("--globbed")),
            ("", &["check", "--no-config", "b.zone"], Some("--no-config")),
            ("", &["check", "a", "--output=json:/etc"], Some("--output=json:/etc")),
            ("", &["-j9"], None),
            ("zones", &["-j9"], Some("-j9")),
        ] {
            let arguments = arguments(words);
            let surroundings = Surroundings { here: scratch.join(here), has_git_dir: false };
            let found = first_mistaken(&arguments, &surroundings, None).map(|found| found.option);
            assert_eq!(found, expected.map(OsStr::new), "{words:?} in {here:?}");
        }
        std::fs::remove_dir_all(&scratch).expect("the directory goes");
    }
}
