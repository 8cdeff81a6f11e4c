//! Arguments that look like options and are names of files. Asks the file system for names alone, opens nothing.
//!
//! git and every file system allow names such as `--exit-zero` or `--output=json:x/README.md`, and pre-commit, `xargs`
//! and `$(git diff --name-only)` hand names on as they are. The author of such a file would choose srvlint's options.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use crate::files::is_named;

/// How many arguments may be the pieces of one name that a shell or `xargs` has cut at its blanks.
const MOST_PIECES: usize = 8;

/// The first of the program's arguments that begins with a dash and is the name of a file or directory, or a piece of
/// one, here or in a directory above up to the top of the git repository. Arguments after `--` are never options.
pub fn first_mistaken<'a>(arguments: &'a [OsString], here: &Path) -> Option<&'a OsString> {
    let end = arguments.iter().position(|argument| argument == "--").unwrap_or(arguments.len());
    let options = (1..end).filter(|number| begins_with_dash(&arguments[*number]));
    let directories = directories_to_top(here);
    let mut mistaken =
        options.filter(|number| directories.iter().any(|from| names_file(&arguments[..end], *number, from)));
    mistaken.next().map(|number| &arguments[number])
}

fn begins_with_dash(argument: &OsStr) -> bool {
    argument.len() > 1 && argument.as_encoded_bytes()[0] == b'-'
}

/// `here`, and the directories above it up to the top of the git repository, if there is one.
fn directories_to_top(here: &Path) -> Vec<&Path> {
    let is_top = |directory: &Path| is_named(&directory.join(".git"));
    match here.ancestors().position(is_top) {
        Some(top) => here.ancestors().take(top + 1).collect(),
        None => vec![here],
    }
}

/// Whether the argument `number`, by itself or with its neighbours, names something in a directory.
fn names_file(arguments: &[OsString], number: usize, directory: &Path) -> bool {
    let first = number.saturating_sub(MOST_PIECES - 1).max(1);
    (first..=number).any(|first| {
        let last = arguments.len().min(first + MOST_PIECES);
        (number + 1..=last).any(|end| {
            let name = arguments[first..end].join(OsStr::new(" "));
            // A name may begin with the blank at which it was cut.
            let mut cut = OsString::from(" ");
            cut.push(&name);
            exists(directory, &name) || exists(directory, &cut)
        })
    })
}

/// Whether a name is there, be it a link that leads nowhere, or what stands before its first slash is. A file may have
/// been deleted since its name was listed, and the directory that begins like an option remains.
fn exists(directory: &Path, name: &OsStr) -> bool {
    let there = |name: &Path| is_named(&directory.join(name));
    let path = Path::new(name);
    // `-q/` alone would be the same as `-q`, which is asked anyway; an absolute path begins with no dash.
    there(path)
        || path
            .components()
            .next()
            .is_some_and(|first| begins_like_option(first.as_os_str()) && there(first.as_ref()))
}

fn begins_like_option(name: &OsStr) -> bool {
    name.as_encoded_bytes().iter().find(|octet| **octet != b' ') == Some(&b'-')
        || name.as_encoded_bytes().windows(2).any(|pair| pair == b" -")
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
        for file in ["--exit-zero", "x.zone --quiet", " --no-config", "zones/-j9", "--output=json:/report"] {
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
            ("", &["check", "--quiet", "x.zone"], None),
            ("", &["check", "--no-config", "b.zone"], Some("--no-config")),
            ("", &["check", "a", "--output=json:/etc"], Some("--output=json:/etc")),
            ("", &["-j9"], None),
            ("zones", &["-j9"], Some("-j9")),
        ] {
            let arguments = arguments(words);
            let found = first_mistaken(&arguments, &scratch.join(here));
            assert_eq!(found.map(OsString::as_os_str), expected.map(OsStr::new), "{words:?} in {here:?}");
        }
        std::fs::remove_dir_all(&scratch).expect("the directory goes");
    }
}
