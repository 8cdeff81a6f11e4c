//! Paths of files as they are joined, judged and shown. Opens no file; asks the file system for a root alone.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use crate::base::printable::harmless_text;

/// A path as it is shown: relative to the directory `here`, with `/`, harmless to print.
pub fn shown(path: &Path, here: &Path) -> String {
    // Nearly all paths are written as they are shown, but for the directory that they begin with.
    if let Some(text) = path.to_str()
        && let Some(text) = shown_as_written(text, here)
    {
        return harmless_text(&text).into_owned();
    }
    let path = here.join(path);
    let normal = normalise(&path);
    let common = normal.components().zip(here.components()).take_while(|(one, other)| one == other).count();
    let up = here.components().count() - common;
    let mut parts: Vec<String> = vec!["..".to_owned(); up];
    parts
        .extend(normal.components().skip(common).map(|part| part.as_os_str().to_string_lossy().into_owned()));
    // With nothing in common but the file system's root, the absolute path is the clearer one.
    let shown = if common <= 1 && up > 0 { normal.to_string_lossy().into_owned() } else { parts.join("/") };
    harmless_text(&shown).into_owned()
}

/// How a path is shown that can be judged by its text: one with no `.`, `..` or `//` in it, but for a dot that it begins with.
fn shown_as_written<'a>(text: &'a str, working_directory: &Path) -> Option<Cow<'a, str>> {
    // So do the paths that a walk of the current directory finds.
    let text = text.strip_prefix("./").filter(|rest| !rest.starts_with('/')).unwrap_or(text);
    let absolute = text.strip_prefix('/');
    let mut rest = absolute.unwrap_or(text);
    // Nearly no path has a name that begins with a dot, or an empty one.
    let may_be_odd = |text: &[u8]| {
        let (first, last) = (text.first(), text.last());
        let is_odd_pair = |at: usize| matches!(text.get(at + 1), Some(b'/' | b'.') | None);
        matches!(first, None | Some(b'/' | b'.'))
            || last == Some(&b'/')
            || memchr::memchr_iter(b'/', text).any(is_odd_pair)
    };
    let is_odd =
        || may_be_odd(rest.as_bytes()) && rest.split('/').any(|part| matches!(part, "" | "." | ".."));
    if cfg!(windows) || is_odd() {
        return None;
    }
    if absolute.is_none() {
        return Some(text.into());
    }
    let mut here = working_directory.to_str()?.strip_prefix('/')?.split('/').filter(|part| !part.is_empty());
    let mut up = 0;
    for part in here.by_ref() {
        match rest.strip_prefix(part).and_then(|below| below.strip_prefix('/')) {
            Some(below) => rest = below,
            // The directory itself, or one above it.
            None if rest == part => return None,
            None => {
                up = 1 + here.count();
                break;
            }
        }
    }
    Some(match up {
        0 => rest.into(),
        // With nothing in common but the file system's root, the absolute path is the clearer one.
        _ if rest.len() + 1 == text.len() => text.into(),
        up => ("../".repeat(up) + rest).into(),
    })
}

/// `path` with `.` and `..` resolved by their text.
pub fn normalise(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            component => normal.push(component),
        }
    }
    normal
}

/// Whether a name is that of git's own directory, also on a file system that is blind to case.
pub fn is_git(name: &OsStr) -> bool {
    name.eq_ignore_ascii_case(".git")
}

/// Whether a file, or a directory above it below the root, is hidden.
pub fn is_hidden(path: &Path, root: &Path) -> bool {
    let below = path.strip_prefix(root).unwrap_or(path);
    below.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."))
}

/// The root of a path: the top of the git work tree that holds it, else the directory itself, or
/// the directory of a file. `path` must be absolute and resolved.
pub fn root_of(path: &Path) -> PathBuf {
    let is_directory = path.is_dir() && !path.is_symlink();
    let directory = if is_directory { path } else { path.parent().unwrap_or(path) };
    let top = directory.ancestors().find(|ancestor| ancestor.join(".git").exists());
    top.unwrap_or(directory).to_owned()
}

/// A path relative to a directory that it lies in; both are absolute and resolved. `None` if it does not.
pub fn below<'p>(path: &'p Path, directory: &Path) -> Option<&'p Path> {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        let (octets, of_directory) = (path.as_os_str().as_bytes(), directory.as_os_str().as_bytes());
        let of_directory = of_directory.strip_suffix(b"/").unwrap_or(of_directory);
        // To take both apart takes several times as long, and is seldom needed.
        let rest = octets.strip_prefix(of_directory).and_then(|rest| rest.strip_prefix(b"/"));
        if let Some(rest) = rest.filter(|rest| !rest.is_empty() && !rest.starts_with(b"/")) {
            return Some(Path::new(OsStr::from_bytes(rest)));
        }
    }
    path.strip_prefix(directory).ok()
}

/// The path that these octets, git's or a user's, mean.
pub fn path_of(octets: &[u8]) -> PathBuf {
    #[cfg(unix)]
    return PathBuf::from(<std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(octets));
    #[cfg(not(unix))]
    return PathBuf::from(String::from_utf8_lossy(octets).into_owned());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_in_a_directory_is_told_from_it() {
        let below = |path, directory| below(Path::new(path), Path::new(directory)).map(Path::to_path_buf);
        for (path, directory, rest) in [
            ("/a/b/c", "/a", Some("b/c")),
            ("/a/b/c", "/a/", Some("b/c")),
            ("/a/b", "/", Some("a/b")),
            ("/a", "/a", Some("")),
            ("/ab", "/a", None),
            ("/ab", "/a/", None),
            ("/a//b", "/a", Some("b")),
            ("/a", "/a/b", None),
        ] {
            assert_eq!(below(path, directory), rest.map(PathBuf::from), "{path} {directory}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn paths_are_shown_from_the_current_directory() {
        for (here, path, shown) in [
            ("/a/b", "c/d", "c/d"),
            ("/a/b", "./c//d/", "c/d"),
            ("/a/b", "./c/d", "c/d"),
            ("/a/b", ".//c", "c"),
            ("/a/b", "././c", "c"),
            ("/a/b", "./../c", "../c"),
            ("/a/b", "./", ""),
            ("/a/b", "../c", "../c"),
            ("/a/b", "/a/b/c/d", "c/d"),
            ("/a/b", "/a/b/./c", "c"),
            ("/a/b", "/a/bc", "../bc"),
            ("/a/b", "/a/c", "../c"),
            ("/a/b", "/a", ".."),
            ("/a/b", "/a/b", ""),
            ("/a/b/c", "/a/d/e", "../../d/e"),
            ("/a/b", "/a/b", ""),
            ("/a/b", "/c/d", "/c/d"),
            ("/a/b", "/ab/d", "/ab/d"),
            ("/", "/c/d", "c/d"),
            ("/", "c/d", "c/d"),
            ("/a/b", "c\x1bd", "c\u{fffd}d"),
        ] {
            assert_eq!(super::shown(Path::new(path), Path::new(here)), shown, "{path} from {here}");
        }
    }
}
