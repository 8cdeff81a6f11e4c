//! Where zones include a file by its path on the server, the file below the root that is meant.
//! Opens no file.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use crate::files::path_index::{MOST_COMPONENTS, MOST_TIES, PathIndex};
use crate::files::path_text::components;

/// The files below one root.
#[derive(Debug, Default)]
pub struct ServerPaths {
    found: Vec<Arc<Path>>,
    /// Relative to the root, in the order of their components from the last to the first.
    paths: OnceLock<Vec<String>>,
}

impl ServerPaths {
    /// The files that a walk of the root found. Looked at no sooner than the first is asked for.
    pub fn new(found: Vec<Arc<Path>>) -> Self {
        Self { found, paths: OnceLock::new() }
    }

    /// The file, relative to `root`, that `written` stands for in a file of the directory `near`.
    ///
    /// It is the one that agrees in the most components, from the file's name back. Of several the
    /// nearest, unless they agree in nothing but the name; none if that is open.
    pub fn find(&self, root: &Path, written: &str, near: &Path) -> Option<&str> {
        let mut agreeing = self.paths.get_or_init(|| self.sorted(root)).as_slice();
        let mut count = 0;
        for component in components(written).into_iter().rev().take(MOST_COMPONENTS) {
            let own = |path: &String| path.rsplit('/').nth(count) < Some(component);
            let start = agreeing.partition_point(own);
            let same = |path: &String| path.rsplit('/').nth(count) == Some(component);
            let length = agreeing[start..].partition_point(same);
            if length == 0 {
                break;
            }
            agreeing = &agreeing[start..start + length];
            count += 1;
        }
        match (count, agreeing) {
            (0, _) => None,
            (_, [path]) => Some(path),
            (1, _) => None,
            (_, paths) if paths.len() > MOST_TIES => None,
            (_, paths) => {
                let near = near.strip_prefix(root).ok()?.to_str()?;
                PathIndex::new(paths.iter().map(String::as_str)).find(written, near)
            }
        }
    }

    fn sorted(&self, root: &Path) -> Vec<String> {
        let relative = |path: &Arc<Path>| Some(path.strip_prefix(root).ok()?.to_str()?.to_owned());
        let mut paths: Vec<String> = self.found.iter().filter_map(relative).collect();
        paths.sort_unstable_by(|one, other| one.rsplit('/').cmp(other.rsplit('/')));
        paths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_end_of_a_path_decides() {
        let files = ["common.inc", "a/hosts", "b/hosts", "b/c/hosts", "x/zones/hosts", "y/zones/hosts", "z"];
        let installed =
            ServerPaths::new(files.iter().map(|file| Path::new("/r").join(file).into()).collect());
        for (written, near, expected) in [
            ("/etc/bind/common.inc", "/r", Some("common.inc")),
            ("/etc/bind/other/common.inc", "/r/a", Some("common.inc")),
            ("/etc/bind/a/hosts", "/r/b", Some("a/hosts")),
            ("/etc/bind/c/hosts", "/r/b", Some("b/c/hosts")),
            ("/etc/bind/./c/../a//hosts", "/r/b", Some("a/hosts")),
            // Several have the name alone.
            ("/etc/bind/hosts", "/r/b", None),
            ("/srv/zones/hosts", "/r/x", Some("x/zones/hosts")),
            ("/srv/zones/hosts", "/r/y/zones", Some("y/zones/hosts")),
            ("/srv/zones/hosts", "/r", None),
            ("/etc/passwd", "/r", None),
            ("/", "/r", None),
        ] {
            assert_eq!(installed.find(Path::new("/r"), written, Path::new(near)), expected, "{written}");
        }
    }

    #[test]
    fn many_look_ups_among_many_files_are_fast() {
        let file = |number| Path::new(&format!("/r/z{number}/hosts")).into();
        let files: Vec<Arc<Path>> = (0..50_000).map(file).collect();
        let installed = ServerPaths::new(files);
        for number in 0..10_000 {
            let written = format!("/etc/z{number}/hosts");
            assert_eq!(installed.find(Path::new("/r"), &written, Path::new("/r")), Some(&written[5..]));
        }
    }
}
