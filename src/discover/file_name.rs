//! What the name of a zone file says: which zone it may hold. Knows no file's content but the absolute owner names that
//! confirm or contradict a guess.

use crate::discover::backup_name::{SEPARATORS, without_backup_ending};
use crate::files::{is_key, without_beginning, without_ending, without_template_ending};

/// A zone name guessed from a file's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The name, absolute, with the final dot, case as written.
    pub origin: String,
    /// Whether the guess is worth little without the file's own names to agree: a single label
    /// (`website`, but also the real zone `wmnet`), an address before a domain, labels that look
    /// reversed, an ending that may be a template's or a country's (`.in`), or an underscore where no zone has one.
    pub weak: bool,
    /// What the name is without words that say what kind of zone file it is, or with all of them: each is the zone's name only if
    /// the names in the file say so.
    pub others: Vec<String>,
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

/// Endings that say "zone file" beside the zone's name.
const ZONE_ENDINGS: &[&str] = &[".zone", ".db", ".dns", ".hosts", ".bind", ".zonefile"];
/// Beginnings that say "zone file" before the zone's name.
const ZONE_BEGINNINGS: &[&str] =
    &["db.", "db-", "db_", "fwd.", "fwd-", "fwd_", "pri.", "master.", "named.", "zone."];
/// Those of them that are labels of zones as well.
const SERVERS_BEGINNINGS: &[&str] = &["pri.", "master.", "named.", "zone."];
/// Beginnings that say which way a zone looks names up, before its name of two labels or more. Few zones are called so.
const DIRECTIONS: &[&str] = &["for.", "forward."];
/// Words that tell what kind of zone a file holds, before or after its name and a dot, hyphen or underscore: a view, a
/// direction, a server's part. They are labels of zones as well.
const WORDS: &[&str] = &[
    "internal",
    "external",
    "intern",
    "extern",
    "int",
    "ext",
    "inside",
    "outside",
    "private",
    "public",
    "priv",
    "pub",
    "local",
    "lan",
    "wan",
    "dmz",
    "vpn",
    "global",
    "forward",
    "fwd",
    "reverse",
    "rev",
    "primary",
    "prim",
    "pri",
    "master",
    "secondary",
    "sec",
    "slave",
    "named",
    "zone",
    "zonefile",
    "db",
    "view",
    "for",
];
/// How many such words are taken away.
const MOST_WORDS: usize = 3;
/// Words that alone say what a file is for, and no zone.
const PURPOSES: &[&str] = &[
    "forward",
    "fwd",
    "reverse",
    "rev",
    "primary",
    "master",
    "secondary",
    "slave",
    "named",
    "bind",
    "dns",
    "zone",
    "zones",
    "zonefile",
    "records",
    "db",
];
/// Endings that are neither top-level domains nor those of zone files.
const OTHER_ENDINGS: &[&str] = &[
    ".txt", ".conf", ".cfg", ".yml", ".yaml", ".json", ".xml", ".csv", ".inc", ".include", ".key", ".private",
];
/// Endings of documents and programs that are top-level domains too.
const ENDINGS_OF_PROGRAMS: &[&str] =
    &[".md", ".rs", ".py", ".pl", ".pm", ".sh", ".ps", ".zip", ".cc", ".so", ".do", ".st", ".in", ".tf"];
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
/// `None` where the name is not a domain name, or is one of the short forms of a reverse zone
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
    let is_public = |stem: &&str| ends_publicly(without_ending(stem, ZONE_ENDINGS).unwrap_or(stem));
    let name = without_ending(name, &[".txt"]).filter(is_public).unwrap_or(name);
    let has_ending = ends_as_zone(&name);
    let name = without_ending(name, ZONE_ENDINGS).unwrap_or(name);
    let whole = name.split_once('!').map_or(name, |(name, _)| name);
    let of_two = |rest: &&str| has_ending && rest.trim_end_matches('.').contains('.');
    let directed = || without_beginning(whole, DIRECTIONS).filter(of_two);
    let name = without_beginning(whole, ZONE_BEGINNINGS).or_else(directed).unwrap_or(whole);
    let name = name.strip_suffix('.').unwrap_or(name);
    if !is_name(name) || is_short_reverse(name) || without_ending(name, OTHER_ENDINGS).is_some() {
        return None;
    }
    let mut others = without_words(name);
    // `example.com-internal` cannot be a zone, and `example.com.internal` hardly is one.
    let is_marked = others.first().is_some_and(|first| {
        name.len() > first.len() && begins_with(name, first) && ends_publicly(first) && !ends_publicly(name)
    });
    let name = if is_marked { std::mem::replace(&mut others[0], name.to_owned()) } else { name.to_owned() };
    let is_of_server = || without_beginning(whole, SERVERS_BEGINNINGS).is_some();
    if is_name(whole) && name.len() < whole.len() && (is_of_server() || directed().is_some()) {
        others.push(whole.to_owned());
    }
    if !name.contains('.') && name.contains(['_', '-']) {
        others.push(name.replace(['_', '-'], "."));
    }
    let weak = maybe_template
        || !name.contains('.')
        || begins_as_address(&name)
        || looks_reversed(&name)
        || has_odd_underscore(&name);
    let absolute = |name: String| format!("{name}.");
    let others = others.into_iter().filter(|other| is_name(other) && !is_short_reverse(other)).map(absolute);
    Some(Candidate { origin: absolute(name.clone()), weak, others: others.collect() })
}

/// Whether a guess is a word that says what a file is for: it tells of no zone that the file would have been meant for.
pub fn is_purpose(origin: &str) -> bool {
    let name = without_final_dot(origin);
    PURPOSES.iter().any(|word| name.eq_ignore_ascii_case(word))
}

/// The names of two labels or more that are left if words of [`WORDS`] are taken away one after the other.
fn without_words(name: &str) -> Vec<String> {
    let (mut rests, mut rest) = (Vec::new(), name);
    for _ in 0..MOST_WORDS {
        let shorter = WORDS.iter().find_map(|word| {
            let behind = begins_with_word(rest, word).then(|| rest.get(word.len() + 1..)).flatten();
            behind.or_else(|| {
                let stem = rest.get(..rest.len().checked_sub(word.len() + 1)?)?;
                ends_with_word(rest, word).then_some(stem)
            })
        });
        let Some(shorter) = shorter else { break };
        rest = without_beginning(shorter, ZONE_BEGINNINGS).unwrap_or(shorter);
        rest = without_ending(rest, ZONE_ENDINGS).unwrap_or(rest);
        if rest.contains('.') {
            rests.push(rest.to_owned());
        }
    }
    rests
}

/// Whether a word stands before a name, parted from it.
fn begins_with_word(name: &str, word: &str) -> bool {
    let is_parted = name.get(word.len()..).is_some_and(|rest| rest.starts_with(SEPARATORS) && rest.len() > 1);
    is_parted && name.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
}

/// Whether a word stands after a name, parted from it.
fn ends_with_word(name: &str, word: &str) -> bool {
    let Some(at) = name.len().checked_sub(word.len()).filter(|at| *at > 1) else { return false };
    let is_parted = name.get(..at).is_some_and(|head| head.ends_with(SEPARATORS));
    is_parted && name.get(at..).is_some_and(|tail| tail.eq_ignore_ascii_case(word))
}

/// Whether a text begins with another.
fn begins_with(name: &str, beginning: &str) -> bool {
    name.get(..beginning.len()).is_some_and(|head| head.eq_ignore_ascii_case(beginning))
}

/// Whether a name of two labels or more ends in a public top-level domain.
pub fn ends_publicly(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name.rsplit_once('.').is_some_and(|(_, top)| tld::exist(&top.to_ascii_lowercase()))
}

/// Whether one of the last two labels has an underscore, as no zone's has but those of services (`_msdcs.corp`).
fn has_odd_underscore(name: &str) -> bool {
    let mut labels = name.rsplit('.');
    let top = labels.next().unwrap_or_default();
    top.contains('_') || labels.next().is_some_and(|label| label.trim_start_matches('_').contains('_'))
}

/// Whether distributions ship a file of this name beside the zones, such as `db.local`.
pub fn is_shipped(file_name: &str) -> bool {
    let reverse = ["db.0", "db.127", "db.255", "named.zero", "zones.rfc1918", "named.localhost"];
    SHIPPED.iter().chain(&reverse).any(|shipped| file_name.eq_ignore_ascii_case(shipped))
}

/// Whether a file's name says that it is a zone file, whatever the zone is: `example.zone`, `db.example`.
pub fn is_zone_name(file_name: &str) -> bool {
    without_ending(file_name, ZONE_ENDINGS).is_some()
        || without_beginning(file_name, ZONE_BEGINNINGS).is_some()
}

/// Whether a file's name alone says which zone it holds: it is a domain name, and no program's file ends so.
pub fn is_domain_name(file_name: &str) -> bool {
    let is_domain = |candidate: Candidate| {
        let label = candidate.origin.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
        !candidate.weak && tld::exist(&label.to_ascii_lowercase())
    };
    without_ending(file_name, ENDINGS_OF_PROGRAMS).is_none()
        && origin_candidate(file_name).is_some_and(is_domain)
}

/// Weighs a guess against the absolute owner names of the file (as written, with the final dot or
/// without, repetitions counted).
pub fn plausible<'a>(
    candidate: &str,
    absolute_owners: impl Iterator<Item = &'a str> + Clone,
) -> Plausibility {
    let (mut all, mut under) = (0usize, 0usize);
    for owner in absolute_owners.clone() {
        all += 1;
        under += usize::from(is_under(owner, candidate));
    }
    match all {
        0 => Plausibility::NoEvidence,
        _ if under * 2 >= all => Plausibility::Agrees,
        _ => Plausibility::Contradicted { common_parent: common_parent(absolute_owners) },
    }
}

/// The closest ancestor of these absolute names, absolute, without the labels of services; `None` if that is the root or a public
/// top-level domain, or rests on a single host's name.
pub fn common_parent<'a>(mut owners: impl Iterator<Item = &'a str>) -> Option<String> {
    let first = owners.next()?;
    let (mut common, mut several) = (first, false);
    for owner in owners {
        several |= !same_name(common, owner);
        common = common_ancestor(common, owner);
    }
    parent(common, several)
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
    // What names have in common that lie in one top-level domain says nothing.
    let is_public = !name.contains('.') && tld::exist(&name.to_ascii_lowercase());
    (!name.is_empty() && !is_public && (several || shortened)).then(|| format!("{name}."))
}

/// Whether `owner` is `ancestor` or lies below it, case aside.
pub fn is_under(owner: &str, ancestor: &str) -> bool {
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

/// Whether a name is that of a network's addresses.
pub fn is_arpa(name: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::random::Random;

    fn guess(file_name: &str) -> String {
        match origin_candidate(file_name) {
            None => "-".into(),
            Some(Candidate { origin, weak: true, .. }) => format!("{origin} weak"),
            Some(Candidate { origin, weak: false, .. }) => origin,
        }
    }

    #[test]
    fn names_say_what_the_table_says() {
        let table = include_str!("../../testdata/file_names.tsv");
        let rows = table.lines().filter(|row| !row.is_empty() && !row.starts_with('#'));
        for row in rows {
            let [file_name, zone, _] = row.split('\t').collect::<Vec<_>>()[..] else { panic!("{row}") };
            if !zone.is_empty() {
                assert_eq!(guess(file_name), zone, "{file_name}");
            }
        }
    }

    #[test]
    fn names_that_no_table_can_hold_are_none() {
        let (long, longer) = ("a".repeat(64), "a.".repeat(130));
        for file_name in ["", "\u{1b}[2J.com", "a\0b.com", &long, &longer] {
            assert_eq!(guess(file_name), "-", "{file_name:?}");
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
            ("example.com.", "a\\.example.com. b\\.example.com.", contradicted("")),
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

    #[test]
    fn no_text_makes_it_panic() {
        let alphabet: Vec<char> = "ab.1~-_!\\é\u{10ffff}\0KsaveA+".chars().collect();
        let mut random = Random::new(7);
        for _ in 0..6_000 {
            let [one, two, three] = [(); 3].map(|()| {
                let length = random.below(12);
                random.text(length, &alphabet)
            });
            origin_candidate(&one);
            plausible(&one, [two.as_str(), three.as_str()].into_iter());
        }
    }
}
