//! The file that a path on a server means, among files that lie elsewhere. Opens none, and knows no zone.
//!
//! The one rule, for files, includes and patterns alike: what agrees with the path in the most components,
//! from the last one back, is meant; of several the nearest ([`nearest`]); and none if two are equally near,
//! because a guess would give a file to the wrong zone.

use std::collections::HashMap;

use crate::files::path_text::{components, shared_directory, without_template_ending};

/// The workspace's files, to be found by the paths under which a server's configuration knows them.
///
/// Building it takes time in proportion to the paths' length, a look-up to the declared path's.
#[derive(Debug, Default)]
pub struct PathIndex<'a> {
    /// Sorted, so that what lies in one directory stands together.
    paths: Vec<&'a str>,
    /// The files that end in some components.
    suffixes: HashMap<&'a str, Vec<usize>>,
    /// The same for templates, without their ending.
    templates: HashMap<&'a str, Vec<usize>>,
}

/// How many components of a path are compared.
pub(super) const MOST_COMPONENTS: usize = 16;
/// How many equally likely files are looked at for the nearest.
pub(super) const MOST_TIES: usize = 256;

impl<'a> PathIndex<'a> {
    /// Indexes paths that are relative to the workspace's root, with `/` between components.
    pub fn new(paths: impl IntoIterator<Item = &'a str>) -> Self {
        let mut paths: Vec<&str> = paths.into_iter().collect();
        paths.sort_unstable();
        paths.dedup();
        let (mut suffixes, mut templates) = (HashMap::<_, Vec<_>>::new(), HashMap::<_, Vec<_>>::new());
        for (place, path) in paths.iter().copied().enumerate() {
            for suffix in path_suffixes(path) {
                suffixes.entry(suffix).or_default().push(place);
            }
            for suffix in without_template_ending(path).into_iter().flat_map(path_suffixes) {
                templates.entry(suffix).or_default().push(place);
            }
        }
        Self { paths, suffixes, templates }
    }

    /// The file that a configuration in the directory `near` (relative to the root too, empty for
    /// the root itself) means by `declared`, a path on the server.
    ///
    /// It is the file that agrees with `declared` in the most components, from the file's name
    /// back; of several the nearest to `near`; none if two are equally near. Where no file agrees,
    /// a template does that agrees but for its ending.
    pub fn find(&self, declared: &str, near: &str) -> Option<&'a str> {
        let declared = components(declared).join("/");
        let stem = without_template_ending(&declared).unwrap_or(&declared);
        let found =
            longest_match(&self.suffixes, &declared).or_else(|| longest_match(&self.templates, stem))?;
        nearest(found, |place| self.paths[place], near, MOST_TIES).one().map(|place| self.paths[place])
    }

    /// The paths, sorted.
    pub fn paths(&self) -> &[&'a str] {
        &self.paths
    }
}

/// The nearest of several, by where they lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nearest<T> {
    /// This one.
    One(T),
    /// Two or more are equally near, or so many lie in the nearest directory that they are not looked at.
    Several,
    /// There are none.
    None,
}

impl<T> Nearest<T> {
    /// The one, if there is one.
    pub fn one(self) -> Option<T> {
        match self {
            Nearest::One(one) => Some(one),
            Nearest::Several | Nearest::None => None,
        }
    }
}

/// Of `candidates`, in order of their paths, the one that shares the deepest directory with the directory
/// `near` and lies least deep below it. No more than `most` of one directory are looked at.
pub fn nearest<'p, T: Copy>(
    candidates: &[T],
    path: impl Fn(T) -> &'p str,
    near: &str,
    most: usize,
) -> Nearest<T> {
    let near = with_slash(near);
    // The neighbours of `near` in the order of paths share the most with it.
    let at = candidates.partition_point(|one| path(*one) < near.as_str());
    let neighbours = &candidates[at.saturating_sub(1)..candidates.len().min(at + 1)];
    let shared = neighbours.iter().map(|one| shared_directory(path(*one), &near)).max();
    let Some(directory) = shared.and_then(|shared| near.get(..shared)) else { return Nearest::None };
    let first = candidates.partition_point(|one| path(*one) < directory);
    let inside = candidates[first..].partition_point(|one| path(*one).starts_with(directory));
    let inside = &candidates[first..first + inside];
    if inside.len() > most {
        return Nearest::Several;
    }
    let depth = |one: &T| path(*one).matches('/').count();
    let Some(least) = inside.iter().map(depth).min() else { return Nearest::None };
    let mut nearest = inside.iter().filter(|one| depth(one) == least);
    match (nearest.next(), nearest.next()) {
        (Some(one), None) => Nearest::One(*one),
        _ => Nearest::Several,
    }
}

/// A directory with the slash that what lies in it begins with; the root's is empty.
pub fn with_slash(directory: &str) -> String {
    let mut directory = components(directory).join("/");
    if !directory.is_empty() {
        directory.push('/');
    }
    directory
}

/// What is known by the most components of the path, counted from its end.
fn longest_match<'k>(known: &'k HashMap<&str, Vec<usize>>, path: &str) -> Option<&'k [usize]> {
    let suffixes: Vec<&str> = path_suffixes(path).collect();
    suffixes.into_iter().rev().find_map(|suffix| known.get(suffix)).map(Vec::as_slice)
}

/// The last component, the last two, …
fn path_suffixes(path: &str) -> impl Iterator<Item = &str> {
    let shorter = path.rmatch_indices('/').filter_map(|(slash, _)| path.get(slash + 1..));
    shorter.chain([path]).take(MOST_COMPONENTS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::random::Random;

    fn match_file<'a>(
        declared: &str,
        near: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Option<&'a str> {
        PathIndex::new(candidates).find(declared, near)
    }

    fn found(declared: &str, near: &str, files: &str) -> String {
        match_file(declared, near, files.split_whitespace()).unwrap_or("-").to_owned()
    }

    #[test]
    fn a_declared_path_finds_the_file_that_agrees_longest() {
        for (declared, near, files, expected) in [
            // `reference/conventions.md` 3.1, rows 8, 12, 13, 15, 16, 18, 27
            (
                "/etc/bind/dns-zones/website",
                "etc/bind",
                "etc/bind/dns-zones/website etc/website",
                "etc/bind/dns-zones/website",
            ),
            (
                "/etc/named/zones/db.ocp.lab.example.com",
                "",
                "zones/db.ocp.lab.example.com",
                "zones/db.ocp.lab.example.com",
            ),
            ("/etc/named/zones/db.goodyspace.com", "", "db.goodyspace.com", "db.goodyspace.com"),
            (
                "/etc/bind/zones/db.home.priv",
                "bind",
                "bind/config/zones/db.home.tmp",
                "bind/config/zones/db.home.tmp",
            ),
            ("dynamic/example.com.db", "", "example.com.db old/example.com.db", "example.com.db"),
            ("/etc/nsd3/zone/arg.vc.zone", "", "zone/arg.vc.zone", "zone/arg.vc.zone"),
            (
                "/etc/bind/views/a/zones/db-example.com",
                "",
                "views/a/headers/db-example.com views/a/zones/db-example.com views/b/zones/db-example.com",
                "views/a/zones/db-example.com",
            ),
            // the name must agree
            ("/etc/bind/db.a", "", "etc/bind/db.b", "-"),
            ("/etc/bind/db.a", "", "xdb.a db.a.j2x", "-"),
            ("", "", "a b", "-"),
            ("/", "", "a", "-"),
            ("zones/", "", "zones a/zones", "zones"),
            // equal suffixes: the nearest to the configuration
            ("/etc/db.a", "", "x/db.a y/db.a", "-"),
            ("/etc/db.a", "x", "x/db.a y/db.a", "x/db.a"),
            ("/etc/db.a", "x/conf", "x/db.a y/db.a", "x/db.a"),
            ("/etc/db.a", "x/conf/", "x/zones/db.a x/zones2/db.a y/db.a", "-"),
            ("/etc/db.a", "./x", "x/zones/db.a x/old/zones/db.a y/db.a db.a", "x/zones/db.a"),
            ("/etc/db.a", "xx", "x/db.a y/db.a", "-"),
            ("/etc/db.a", "z", "x/db.a y/z/db.a", "x/db.a"),
            ("/etc/db.a", "", "x/db.a x/db.a", "x/db.a"),
            // a longer suffix beats nearness
            ("/etc/bind/db.a", "x", "x/db.a y/bind/db.a", "y/bind/db.a"),
            // unusual paths
            ("./a//b/../db.a", "", "a/db.a b/db.a", "a/db.a"),
            ("../../db.a", "", "db.a", "db.a"),
            ("C:\\bind\\zones\\db.a", "", "zones/db.a other/db.a", "zones/db.a"),
            // templates
            ("/etc/bind/db.a", "", "roles/templates/db.a.j2", "roles/templates/db.a.j2"),
            ("/etc/bind/db.a", "", "roles/templates/db.a.j2 backup/db.a", "backup/db.a"),
        ] {
            assert_eq!(found(declared, near, files), expected, "{declared} near {near:?} of {files}");
        }
    }

    #[test]
    fn ten_thousand_zones_find_their_files_in_linear_time() {
        let files: Vec<String> = (0..10_000).map(|n| format!("zones/z{n}/zone.db")).collect();
        let index = PathIndex::new(files.iter().map(String::as_str));
        for (number, file) in files.iter().enumerate() {
            assert_eq!(index.find(&format!("/etc/bind/{file}"), ""), Some(file.as_str()));
            assert_eq!(index.find("zone.db", &format!("zones/z{number}")), Some(file.as_str()));
            assert_eq!(index.find("zone.db", "zones"), None);
        }
        let deep: Vec<String> = (0..100).map(|n| format!("{n}{}/x", "/d".repeat(2_000))).collect();
        let index = PathIndex::new(deep.iter().map(String::as_str));
        assert_eq!(index.find(&deep[7], ""), None);
        assert_eq!(index.find(&deep[7], &deep[7]), Some(deep[7].as_str()));
    }

    #[test]
    fn no_text_makes_it_panic() {
        let alphabet: Vec<char> = "//b.1~-_!\\é\u{10ffff}\0KsaveA+".chars().collect();
        let mut random = Random::new(7);
        for _ in 0..6_000 {
            let [one, two, three] = [(); 3].map(|()| {
                let length = random.below(12);
                random.text(length, &alphabet)
            });
            match_file(&one, &two, [two.as_str(), three.as_str(), one.as_str()]);
        }
    }
}
