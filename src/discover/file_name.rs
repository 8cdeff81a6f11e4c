//! What the name of a zone file says: which zone it may hold, whether it is a backup, and which file
//! a path on the server means. Knows no file's content but the absolute owner names that confirm or
//! contradict a guess.

use std::collections::HashMap;

/// A zone name guessed from a file's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The name, absolute, with the final dot, case as written.
    pub origin: String,
    /// Whether the guess is worth little without the file's own names to agree: a single label
    /// (`website`, but also the real zone `wmnet`), an address before a domain, labels that look
    /// reversed, or an ending that may be a template's or a country's (`.in`).
    pub weak: bool,
}

/// What a file's absolute owner names say about a guess.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plausibility {
    /// At least half of them lie under it.
    Agrees,
    /// There are none.
    NoEvidence,
    /// None or fewer than half lie under it.
    Contradicted {
        /// The closest ancestor of all of them, absolute, as the last of them writes it: a better
        /// guess. `None` if that is the root, or if it rests on a single host's name.
        common_parent: Option<String>,
    },
}

/// Endings that a template engine or an installer takes away. None is a top-level domain.
const TEMPLATE_ENDINGS: &[&str] =
    &[".j2", ".jinja", ".jinja2", ".erb", ".tmpl", ".tpl", ".tftpl", ".template", ".tmp", ".priv"];
/// Endings that say "zone file" beside the zone's name.
const ZONE_ENDINGS: &[&str] = &[".zone", ".db", ".dns", ".hosts"];
/// Beginnings that say "zone file" before the zone's name.
const ZONE_BEGINNINGS: &[&str] = &["db.", "db-", "db_", "pri.", "master.", "named.", "zone."];
/// Endings of backups, journals and signed copies (`reference/conventions.md` 3.2).
const BACKUP_ENDINGS: &[&str] = &[".bak", "~", ".orig", ".save", ".jnl", ".signed", ".jbk"];
/// Endings that are no top-level domain and no zone file's either.
const OTHER_ENDINGS: &[&str] = &[
    ".txt", ".conf", ".cfg", ".yml", ".yaml", ".json", ".xml", ".csv", ".inc", ".include", ".key", ".private",
];
/// Files that distributions ship beside the zones, and whose names are not their zones'.
const SHIPPED: &[&str] = &[
    "db.root",
    "db.local",
    "db.empty",
    "db.cache",
    "named.ca",
    "named.root",
    "named.cache",
    "named.empty",
    "named.loopback",
    "root.hints",
    "root.zone",
];

/// The zone that a file of this name (without its directory) most likely holds.
///
/// `None` where the name is no domain name, or is one of the short forms of a reverse zone
/// (`db.192.168.1`, `10.130.zone`), whose labels stand in either order. A guess, weak or not, is
/// only worth something if [`plausible`] does not contradict it.
pub fn origin_candidate(file_name: &str) -> Option<Candidate> {
    if SHIPPED.iter().any(|shipped| file_name.eq_ignore_ascii_case(shipped)) || is_key(file_name) {
        return None;
    }
    let mut name = file_name;
    while let Some(stem) = without_backup_ending(name).or_else(|| without_template_ending(name)) {
        name = stem;
    }
    // `.in` is autoconf's template and India: it goes if what it leaves still ends as a zone file.
    let ends_as_zone = |stem: &&str| without_ending(stem, ZONE_ENDINGS).is_some() || is_arpa(stem);
    let (name, maybe_template) = match without_ending(name, &[".in"]) {
        Some(stem) if ends_as_zone(&stem) => (stem, false),
        Some(_) => (name, true),
        None => (name, false),
    };
    let name = name.strip_suffix('.').unwrap_or(name);
    let name = without_ending(name, ZONE_ENDINGS).unwrap_or(name);
    let name = name.split_once('!').map_or(name, |(name, _)| name);
    let name = without_beginning(name, ZONE_BEGINNINGS).unwrap_or(name);
    let name = name.strip_suffix('.').unwrap_or(name);
    if !is_name(name) || is_short_reverse(name) || without_ending(name, OTHER_ENDINGS).is_some() {
        return None;
    }
    let weak = maybe_template || !name.contains('.') || begins_as_address(name) || looks_reversed(name);
    Some(Candidate { origin: format!("{name}."), weak })
}

/// Whether a file's name says that it is a zone file, whatever the zone is: `example.zone`, `db.example`.
pub fn is_zone_name(file_name: &str) -> bool {
    without_ending(file_name, ZONE_ENDINGS).is_some()
        || without_beginning(file_name, ZONE_BEGINNINGS).is_some()
}

/// Whether a file of this name is a backup, a journal, a signed copy or a key: what a directory's
/// walk leaves out.
pub fn is_backup(file_name: &str) -> bool {
    without_backup_ending(file_name).is_some() || is_key(file_name)
}

/// A file's name without one ending of a template: `db.example.com` of `db.example.com.j2`.
pub fn without_template_ending(file_name: &str) -> Option<&str> {
    without_ending(file_name, TEMPLATE_ENDINGS)
}

/// Weighs a guess against the absolute owner names of the file (as written, with the final dot or
/// without, repetitions counted).
pub fn plausible<'a>(candidate: &str, absolute_owners: impl Iterator<Item = &'a str>) -> Plausibility {
    let (mut all, mut under) = (0usize, 0usize);
    let mut common: Option<&str> = None;
    let mut several = false;
    for owner in absolute_owners {
        all += 1;
        under += usize::from(is_under(owner, candidate));
        several |= common.is_some_and(|common| !same_name(common, owner));
        common = Some(common.map_or(owner, |common| common_ancestor(common, owner)));
    }
    match common {
        None => Plausibility::NoEvidence,
        Some(_) if under * 2 >= all => Plausibility::Agrees,
        Some(common) => Plausibility::Contradicted { common_parent: parent(common, several) },
    }
}

/// The zone that owners with this common ancestor suggest: without service labels, and none if a
/// single name without any is all there is.
fn parent(common: &str, several: bool) -> Option<String> {
    let mut name = without_final_dot(common);
    let mut shortened = false;
    while name.starts_with('_') {
        name = name.get(label_end(name) + 1..).unwrap_or_default();
        shortened = true;
    }
    (!name.is_empty() && (several || shortened)).then(|| format!("{name}."))
}

/// Whether `owner` is `ancestor` or lies below it, case aside.
fn is_under(owner: &str, ancestor: &str) -> bool {
    let (owner, ancestor) = (without_final_dot(owner), without_final_dot(ancestor));
    let Some(start) = owner.len().checked_sub(ancestor.len()) else { return false };
    let tail = owner.as_bytes().get(start..).unwrap_or_default();
    ancestor.is_empty()
        || tail.eq_ignore_ascii_case(ancestor.as_bytes()) && (start == 0 || is_dot(owner, start - 1))
}

fn same_name(one: &str, other: &str) -> bool {
    without_final_dot(one).eq_ignore_ascii_case(without_final_dot(other))
}

/// The closest ancestor of both, as `two` writes it; empty for the root.
fn common_ancestor<'a>(one: &str, two: &'a str) -> &'a str {
    let (one, two) = (without_final_dot(one), without_final_dot(two));
    let pairs = one.bytes().rev().zip(two.bytes().rev());
    let shared = pairs.take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
    let begins_label =
        |name: &str, length: usize| length == name.len() || is_dot(name, name.len() - length - 1);
    let is_boundary = |length: &usize| begins_label(one, *length) && begins_label(two, *length);
    let length = (1..=shared).rev().find(is_boundary).unwrap_or(0);
    two.get(two.len() - length..).unwrap_or_default()
}

/// Whether the octet at `at` is a dot that no backslash protects.
fn is_dot(name: &str, at: usize) -> bool {
    let before = name.as_bytes().get(..at).unwrap_or_default();
    let backslashes = || before.iter().rev().take_while(|octet| **octet == b'\\').count();
    name.as_bytes().get(at) == Some(&b'.') && backslashes() % 2 == 0
}

/// Where the first label ends.
fn label_end(name: &str) -> usize {
    (0..name.len()).find(|at| is_dot(name, *at)).unwrap_or(name.len())
}

fn without_final_dot(name: &str) -> &str {
    if !name.is_empty() && is_dot(name, name.len() - 1) { &name[..name.len() - 1] } else { name }
}

/// The name before a backup's ending; `.save` may be numbered, as nano does.
fn without_backup_ending(file_name: &str) -> Option<&str> {
    let unnumbered = file_name.trim_end_matches(|character: char| character.is_ascii_digit());
    let numbered = unnumbered.len() < file_name.len();
    let unnumbered = unnumbered.strip_suffix('.').filter(|_| numbered);
    let stem = unnumbered.and_then(|stem| without_ending(stem, &[".save"]));
    stem.or_else(|| without_ending(file_name, BACKUP_ENDINGS))
}

/// Whether `dnssec-keygen` or `dnssec-signzone` writes a file of this name:
/// `Kexample.com.+008+44655.key`, `dsset-….`, `keyset-….`. It holds DNSKEY or DS records alone.
pub fn is_key(file_name: &str) -> bool {
    let key = file_name.strip_prefix('K').and_then(|name| name.split_once(".+"));
    ["dsset-", "keyset-"].iter().any(|beginning| file_name.starts_with(beginning))
        || key.is_some_and(|(_, id)| id.starts_with(|c: char| c.is_ascii_digit()))
}

/// Removes the first of these endings that matches, case aside, unless nothing would be left.
fn without_ending<'a>(name: &'a str, endings: &[&str]) -> Option<&'a str> {
    endings.iter().find_map(|ending| {
        let at = name.len().checked_sub(ending.len()).filter(|at| *at > 0)?;
        name.get(at..).filter(|tail| tail.eq_ignore_ascii_case(ending))?;
        name.get(..at)
    })
}

fn without_beginning<'a>(name: &'a str, beginnings: &[&str]) -> Option<&'a str> {
    let begins = |beginning: &&&str| {
        name.len() > beginning.len()
            && name.get(..beginning.len()).is_some_and(|head| head.eq_ignore_ascii_case(beginning))
    };
    beginnings.iter().find(begins).and_then(|beginning| name.get(beginning.len()..))
}

/// Whether it can be a zone's name: letters, digits, hyphens and underscores, within the limits of
/// RFC 1035 section 2.3.4. Stricter than DNS, which allows any octet, on purpose.
fn is_name(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'-' || octet == b'_')
    };
    name.len() <= 253 && name.split('.').all(is_label)
}

fn is_arpa(name: &str) -> bool {
    is_under(name, "in-addr.arpa") || is_under(name, "ip6.arpa")
}

/// Whether it is a network (`192.168.1`, `fd10.127`, `2001.db8`, `0.d.f`) and not a domain, or one
/// with the tail of a reverse zone cut off (`1.168.192.rev`).
fn is_short_reverse(name: &str) -> bool {
    if is_arpa(name) {
        return false;
    }
    let (head, last) = name.rsplit_once('.').unwrap_or(("", name));
    let is_hex = |label: &str| label.len() <= 4 && label.bytes().all(|octet| octet.is_ascii_hexdigit());
    let all_hex = name.split('.').all(is_hex);
    let cut =
        ["in-addr", "ip6", "rev", "rvs", "reverse", "inv"].iter().any(|tail| last.eq_ignore_ascii_case(tail));
    is_number(last)
        || all_hex && last.bytes().any(|octet| octet.is_ascii_digit())
        || all_hex && head.contains('.') && name.split('.').all(|label| label.len() == 1)
        || cut && !head.is_empty() && head.split('.').all(is_hex)
}

/// Whether an address stands before a domain: `172.16.255.lab.example.com`.
fn begins_as_address(name: &str) -> bool {
    let mut labels = name.split('.');
    !is_arpa(name) && labels.next().is_some_and(is_number) && labels.next().is_some_and(is_number)
}

/// Whether the labels stand in reverse: `com.bleysblade`, `uk.co.tea-cats`.
fn looks_reversed(name: &str) -> bool {
    let first = name.split('.').next().unwrap_or_default();
    ["com", "net", "org", "uk", "de", "internal", "local"].iter().any(|top| first.eq_ignore_ascii_case(top))
}

fn is_number(label: &str) -> bool {
    !label.is_empty() && label.bytes().all(|octet| octet.is_ascii_digit())
}

/// The workspace's files, to be found by the paths under which a server's configuration knows them.
///
/// Building it takes time in proportion to the paths' length, a look-up to the declared path's.
#[derive(Debug, Default)]
pub struct FileIndex<'a> {
    /// Sorted, so that what lies in one directory stands together.
    paths: Vec<&'a str>,
    /// The files that end in some components.
    suffixes: HashMap<&'a str, Vec<usize>>,
    /// The same for templates, without their ending.
    templates: HashMap<&'a str, Vec<usize>>,
}

/// How many components of a path are compared.
const MOST_COMPONENTS: usize = 16;
/// How many equally likely files are looked at for the nearest.
const MOST_TIES: usize = 256;

impl<'a> FileIndex<'a> {
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
        self.nearest(found, near)
    }

    /// The paths, sorted.
    pub fn paths(&self) -> &[&'a str] {
        &self.paths
    }

    /// Of these files, in order of their paths, the one that shares the deepest directory with
    /// `near` and lies least deep below it.
    fn nearest(&self, places: &[usize], near: &str) -> Option<&'a str> {
        let path = |place: &usize| self.paths[*place];
        let mut near = components(near).join("/");
        if !near.is_empty() {
            near.push('/');
        }
        // The neighbours of `near` in the order of paths share the most with it.
        let at = places.partition_point(|place| path(place) < near.as_str());
        let neighbours = &places[at.saturating_sub(1)..places.len().min(at + 1)];
        let shared = neighbours.iter().map(|place| shared_directory(path(place), &near)).max()?;
        let directory = near.get(..shared)?;
        let first = places.partition_point(|place| path(place) < directory);
        let inside = places[first..].partition_point(|place| path(place).starts_with(directory));
        let inside = Some(&places[first..first + inside]).filter(|inside| inside.len() <= MOST_TIES)?;
        let depth = |place: &usize| path(place).matches('/').count();
        let least = inside.iter().map(depth).min()?;
        let mut nearest = inside.iter().filter(|place| depth(place) == least);
        nearest.next().filter(|_| nearest.next().is_none()).map(path)
    }
}

/// [`FileIndex::find`] for a single look-up.
pub fn match_file<'a>(
    declared: &str,
    near: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    FileIndex::new(candidates).find(declared, near)
}

/// A declared path below the directory that its configuration names; absolute ones stay.
pub fn join_directory(directory: Option<&str>, path: &str) -> String {
    match directory {
        Some(directory) if !path.starts_with('/') => format!("{}/{path}", directory.trim_end_matches('/')),
        _ => path.to_owned(),
    }
}

/// The components of a path, also of one on Windows, `.` and `..` resolved.
pub(crate) fn components(path: &str) -> Vec<&str> {
    let separators: &[char] = if path.contains('/') { &['/'] } else { &['\\'] };
    let mut components = Vec::new();
    for component in path.split(separators) {
        match component {
            "" | "." => {}
            ".." => drop(components.pop()),
            _ => components.push(component),
        }
    }
    components
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

/// How long the directories are that both paths begin with, in octets.
pub(crate) fn shared_directory(one: &str, other: &str) -> usize {
    let shared = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    one.as_bytes()[..shared].iter().rposition(|octet| *octet == b'/').map_or(0, |slash| slash + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(file_name: &str) -> String {
        match origin_candidate(file_name) {
            None => "-".into(),
            Some(Candidate { origin, weak: true }) => format!("{origin} weak"),
            Some(Candidate { origin, weak: false }) => origin,
        }
    }

    #[test]
    fn file_names_of_real_repositories() {
        // `reference/conventions.md` 3.1, by number of its row.
        for (file_name, expected) in [
            ("wikimedia.org", "wikimedia.org."),                                   // 1
            ("wmnet", "wmnet. weak"),                                              // 2
            ("wikitide.net", "wikitide.net."),                                     // 3
            ("mesh.zone", "mesh. weak"),                                           // 4
            ("neonetwork", "neonetwork. weak"),                                    // 5
            ("db.10.127", "-"),                                                    // 5
            ("db.fd10.127", "-"),                                                  // 5
            ("ffhl.zone", "ffhl. weak"),                                           // 6
            ("luebeck.freifunk.net.zone", "luebeck.freifunk.net."),                // 6
            ("ffhl.include", "-"),                                                 // 6
            ("fdef:ffc0:3dd7.zone", "-"),                                          // 6
            ("10.130.zone", "-"),                                                  // 6
            ("voltaire.sh", "voltaire.sh."),                                       // 7
            ("voltaire.sh.zone", "voltaire.sh."),                                  // 7
            ("com.bleysblade", "com.bleysblade. weak"),                            // 8
            ("uk.co.tea-cats", "uk.co.tea-cats. weak"),                            // 8
            ("internal.tea-cats", "internal.tea-cats. weak"),                      // 8
            ("website", "website. weak"),                                          // 8
            ("b4ldr.com.zone", "b4ldr.com."),                                      // 9
            ("README.md.zone", "README.md."),                                      // 9: content says no
            ("db.qsource.us", "qsource.us."),                                      // 10
            ("db.bz-grill.com", "bz-grill.com."),                                  // 10
            ("db.limologix.com.bak", "limologix.com."),                            // 10
            ("db.uitoux.com.save.1", "uitoux.com."),                               // 10
            ("db.cosi", "cosi. weak"),                                             // 11
            ("db.cslabs.rvs.144", "-"),                                            // 11
            ("db.ocp.lab.example.com", "ocp.lab.example.com."),                    // 12: contradicted
            ("db.goodyspace.com", "goodyspace.com."),                              // 13
            ("sala.db.abc.com", "sala.db.abc.com."),                               // 14: `$ORIGIN` wins
            ("db.home.tmp", "home. weak"),                                         // 15
            ("db.home.priv", "home. weak"),                                        // 15
            ("db.192.168.tmp", "-"),                                               // 15
            ("55.211.10.zone", "-"),                                               // 16
            ("example.com.db", "example.com."),                                    // 16
            ("db.curix.ch", "curix.ch."),                                          // 17
            ("arg.vc.zone", "arg.vc."),                                            // 18
            ("example.com", "example.com."),                                       // 19
            ("db.example.com", "example.com."),                                    // 20, 22
            ("measurementlab.net", "measurementlab.net."),                         // 21
            ("db.tpl", "db. weak"),                                                // 23
            ("db.reverse.tpl", "reverse. weak"),                                   // 24
            ("bind_zone.j2", "bind_zone. weak"),                                   // 26
            ("db-example.com", "example.com."),                                    // 27
            ("Kwt7.ephec-ti.be.+008+44655.key", "-"),                              // 28
            ("db.172.16.255.lab.example.com", "172.16.255.lab.example.com. weak"), // 3.3
            ("example.com.", "example.com."),                                      // octodns
            ("example.com!internal.zone", "example.com."),                         // dnscontrol
            ("db_example.com", "example.com."),                                    // dnscontrol
            ("240-28.2.0.192.in-addr.arpa.zone", "240-28.2.0.192.in-addr.arpa."),  // dzonegit
            ("0.0.5.e.2.f.d.ip6.arpa", "0.0.5.e.2.f.d.ip6.arpa."),
        ] {
            assert_eq!(guess(file_name), expected, "{file_name}");
        }
    }

    #[test]
    fn beginnings_and_endings_go_the_rest_stays() {
        for (file_name, expected) in [
            ("pri.example.com", "example.com."),
            ("master.example.com", "example.com."),
            ("named.example.com", "example.com."),
            ("zone.example.com", "example.com."),
            ("DB.Example.COM", "Example.COM."),
            ("example.com.hosts", "example.com."),
            ("example.com.dns", "example.com."),
            ("example.com.ZONE", "example.com."),
            ("db.example.com.zone.j2", "example.com."),
            ("example.com.zone.signed", "example.com."),
            ("example.com.zone.in", "example.com."),
            ("10.in-addr.arpa.in", "10.in-addr.arpa."),
            ("example.co.in", "example.co.in. weak"),
            ("_msdcs.example.com", "_msdcs.example.com."),
            ("xn--mnchen-3ya.de", "xn--mnchen-3ya.de."),
            ("cafe.de", "cafe.de."),
            ("a1.de", "a1.de."),
            ("3.example.com", "3.example.com."),
            ("named.localhost", "localhost. weak"),
            ("e164.arpa", "e164.arpa."),
        ] {
            assert_eq!(guess(file_name), expected, "{file_name}");
        }
    }

    #[test]
    fn what_is_no_name_or_no_one_name() {
        let long = "a".repeat(64);
        let longer = "a.".repeat(130);
        for file_name in [
            "",
            ".",
            "..",
            ".zone.",
            "db..com",
            ".hidden",
            "a b.com",
            "{{ domain }}.zone",
            "ü.de",
            "a/b.com",
            "*.example.com",
            "-a.com",
            "a-.com",
            "db.192.168.1",
            "192.168.1.db",
            "10",
            "db.0",
            "2001.db8.zone",
            "8.b.d.f",
            "1.168.192.rev",
            "1.168.192.in-addr",
            "db.root",
            "named.ca",
            "DB.LOCAL",
            "notes.txt",
            "dsset-example.com.",
            "\u{1b}[2J.com",
            "a\0b.com",
            &long,
            &longer,
            "~",
            ".bak",
            ".save.1",
        ] {
            assert_eq!(guess(file_name), "-", "{file_name:?}");
        }
    }

    #[test]
    fn backups_are_told_by_their_names() {
        for name in [
            "db.x.bak",
            "db.x~",
            "db.x.orig",
            "db.x.save",
            "db.x.save.1",
            "db.x.save.12",
            "x.zone.jnl",
            "x.signed",
            "x.jbk",
            "x.BAK",
            "Kx.com.+008+44655.key",
            "Kx.com.+013+00001.private",
            "dsset-x.com.",
        ] {
            assert!(is_backup(name), "{name}");
        }
        for name in
            ["db.x", "save.1", "x.save.a", "Kansas.com", "K.+x", "bak", "x.bak.com", "dsset", "x.1", "", "é"]
        {
            assert!(!is_backup(name), "{name}");
        }
    }

    fn weigh(candidate: &str, owners: &str) -> Plausibility {
        plausible(candidate, owners.split_whitespace())
    }

    fn contradicted(parent: &str) -> Plausibility {
        let common_parent = (!parent.is_empty()).then(|| parent.to_owned());
        Plausibility::Contradicted { common_parent }
    }

    #[test]
    fn owners_confirm_or_contradict() {
        use Plausibility::{Agrees, NoEvidence};
        for (candidate, owners, expected) in [
            ("example.com.", "", NoEvidence),
            ("example.com.", "example.com.", Agrees),
            ("example.com.", "WWW.Example.com.", Agrees),
            ("example.com.", "www.example.com", Agrees),
            ("example.com.", "a.example.com. b.example.net.", Agrees),
            ("example.com.", "a.example.com. b.example.net. c.example.net.", contradicted("")),
            ("example.com.", "badexample.com.", contradicted("")),
            ("example.com.", "a\\.example.com. b\\.example.com.", contradicted("com.")),
            ("example.com.", "a\\\\.example.com.", Agrees),
            (".", "a.", Agrees),
            (
                "ocp.lab.example.com.",
                "_etcd-server-ssl._tcp.lab.example.com. etcd-0.lab.example.com.",
                contradicted("lab.example.com."),
            ),
            (
                "ocp.lab.example.com.",
                "_etcd-server-ssl._tcp.lab.example.com.",
                contradicted("lab.example.com."),
            ),
            ("com.bleysblade.", "bleysblade.com. www.bleysblade.com.", contradicted("bleysblade.com.")),
            ("a.", "x.B.c. y.b.C.", contradicted("b.C.")),
            ("a.", "xb.c. yb.c.", contradicted("c.")),
            ("a.", "x.wmnet. x.wmnet.", contradicted("")),
            ("a.", "_tcp. _tcp.", contradicted("")),
            ("a.", ". .", contradicted("")),
            ("a.", "é.b. ée.b.", contradicted("b.")),
            ("a.", "é. ©.", contradicted("")),
        ] {
            assert_eq!(weigh(candidate, owners), expected, "{candidate} {owners}");
        }
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
    fn directories_are_joined_to_relative_paths() {
        for (directory, path, expected) in [
            (Some("/var/named"), "db.a", "/var/named/db.a"),
            (Some("/var/named/"), "x/db.a", "/var/named/x/db.a"),
            (Some("/var/named"), "/etc/db.a", "/etc/db.a"),
            (None, "db.a", "db.a"),
        ] {
            assert_eq!(join_directory(directory, path), expected);
        }
    }

    #[test]
    fn ten_thousand_zones_find_their_files_in_linear_time() {
        let files: Vec<String> = (0..10_000).map(|n| format!("zones/z{n}/zone.db")).collect();
        let index = FileIndex::new(files.iter().map(String::as_str));
        for (number, file) in files.iter().enumerate() {
            assert_eq!(index.find(&format!("/etc/bind/{file}"), ""), Some(file.as_str()));
            assert_eq!(index.find("zone.db", &format!("zones/z{number}")), Some(file.as_str()));
            assert_eq!(index.find("zone.db", "zones"), None);
        }
        let deep: Vec<String> = (0..100).map(|n| format!("{n}{}/x", "/d".repeat(2_000))).collect();
        let index = FileIndex::new(deep.iter().map(String::as_str));
        assert_eq!(index.find(&deep[7], ""), None);
        assert_eq!(index.find(&deep[7], &deep[7]), Some(deep[7].as_str()));
    }

    #[test]
    fn no_text_makes_it_panic() {
        let alphabet: Vec<char> = "ab.1~-_!\\é\u{10ffff}\0KsaveA+".chars().collect();
        let mut state = 7u64;
        let mut next = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let text = |next: &mut dyn FnMut(usize) -> usize| -> String {
            let length = next(12);
            (0..length).map(|_| alphabet[next(alphabet.len())]).collect()
        };
        for _ in 0..6_000 {
            let (one, two, three) = (text(&mut next), text(&mut next), text(&mut next));
            is_backup(&one);
            origin_candidate(&one);
            plausible(&one, [two.as_str(), three.as_str()].into_iter());
            let (one, two, three) = (one.replace('a', "/"), two.replace('a', "/"), three.replace('a', "/"));
            match_file(&one, &two, [two.as_str(), three.as_str(), one.as_str()]);
        }
    }
}
