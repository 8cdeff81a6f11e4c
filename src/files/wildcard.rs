//! The files that a configuration means by a path with wildcards: `include "/etc/bind/zones.d/*.conf";`.

use globset::GlobBuilder;

use crate::files::path_index::{Nearest, nearest, with_slash};
use crate::files::path_text::components;

/// The longest pattern, in octets.
const LONGEST: usize = 256;

/// Whether a path is a pattern. A template's placeholder is none.
pub fn has_wildcard(path: &str) -> bool {
    path.len() <= LONGEST && path.contains(['*', '?', '[']) && !path.contains(['{', '}', '\\'])
}

/// Those of `paths`, which are sorted and relative to the root, that a configuration in the directory
/// `near` means by `pattern`, a path on the server.
///
/// They agree with it in the most components, from the last one back, and lie in one place: the
/// nearest to `near`, none if two are equally near. Those that agree in the last component alone
/// lie beside the configuration.
pub fn matching_files<'a>(paths: &[&'a str], pattern: &str, near: &str) -> Vec<&'a str> {
    let mut agreeing: Vec<&str> = paths.to_vec();
    let mut count = 0;
    for component in components(pattern).into_iter().rev() {
        let glob = GlobBuilder::new(component).literal_separator(true).build();
        let Some(glob) = glob.ok().map(|glob| glob.compile_matcher()) else { break };
        let matches = |path: &&str| {
            path.rsplit('/').nth(count).is_some_and(|own| own == component || glob.is_match(own))
        };
        let more: Vec<&str> = agreeing.iter().copied().filter(matches).collect();
        if more.is_empty() {
            break;
        }
        (agreeing, count) = (more, count + 1);
    }
    if count == 0 {
        return Vec::new();
    }
    // The part of a path that the pattern says nothing about.
    let place = |path: &&'a str| -> &'a str {
        let end = path.rmatch_indices('/').nth(count - 1).map_or(0, |(slash, _)| slash + 1);
        &path[..end]
    };
    let mut places: Vec<&str> = agreeing.iter().map(place).collect();
    places.sort_unstable();
    places.dedup();
    let Nearest::One(nearest) = nearest(&places, |place| place, near, usize::MAX) else { return Vec::new() };
    if count == 1 && nearest != with_slash(near) {
        return Vec::new();
    }
    agreeing.retain(|path| place(path) == nearest);
    agreeing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_means_files_of_one_place() {
        let mut paths = [
            "a/bind/named.conf",
            "a/bind/zones.d/one.conf",
            "a/bind/zones.d/two.conf",
            "a/bind/zones.d/two.txt",
            "b/bind/zones.d/one.conf",
            "c/x/one.part",
            "c/y/two.part",
            "named.conf",
            "one.conf",
        ];
        paths.sort_unstable();
        for (pattern, near, expected) in [
            ("/etc/bind/zones.d/*.conf", "a/bind", "a/bind/zones.d/one.conf a/bind/zones.d/two.conf"),
            ("zones.d/t*", "a/bind", "a/bind/zones.d/two.conf a/bind/zones.d/two.txt"),
            ("/etc/bind/zones.d/*.conf", "b/bind", "b/bind/zones.d/one.conf"),
            // Two are equally near.
            ("/etc/bind/zones.d/*.conf", "", ""),
            ("/etc/bind/zones.d/[st]??.conf", "", "a/bind/zones.d/two.conf"),
            ("/srv/?/*.part", "", "c/x/one.part c/y/two.part"),
            ("/etc/named/*.conf", "", "named.conf one.conf"),
            ("/etc/bind/*.conf", "", "a/bind/named.conf"),
            ("*.conf", "", "named.conf one.conf"),
            // Only the last component agrees, elsewhere.
            ("/etc/bind/*.part", "", ""),
            ("/etc/bind/*.none", "", ""),
            ("[", "", ""),
            ("", "", ""),
        ] {
            let found = matching_files(&paths, pattern, near).join(" ");
            assert_eq!(found, expected, "{pattern} in `{near}`");
        }
    }
}
