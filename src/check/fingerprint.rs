//! What makes a finding the same one in another run: its rule, zone, owner, detail and kind, never its line. And which
//! findings of a run are known already: one matcher for the base revision and for the baseline.
//!
//! Does not know where known findings come from.

use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

use data_encoding::HEXLOWER;
use foldhash::fast::RandomState;
use sha2::{Digest, Sha256};

use crate::base::severity::Severity;
use crate::base::source::Sources;
use crate::rules::finding::Finding;

/// What makes a finding this one wherever it stands in the file of this name, as a text to make a hash of. That takes as long
/// as many lines of text, and each piece by itself as long as one.
fn identity(finding: &Finding, path: &str) -> Vec<u8> {
    let mut text = joined([finding.rule, path, &finding.zone, &finding.owner, &finding.detail]);
    let owner = finding.rule.len() + path.len() + finding.zone.len() + 3;
    text[owner..owner + finding.owner.len()].make_ascii_lowercase();
    add_kind(&mut text, &finding.kind);
    text
}

/// Makes the text that of a finding which is of this kind of its rule's.
fn add_kind(text: &mut Vec<u8>, kind: &str) {
    if !kind.is_empty() {
        text.extend_from_slice(kind.as_bytes());
        text.push(0);
    }
}

fn joined<const N: usize>(parts: [&str; N]) -> Vec<u8> {
    // There is room for a kind and a number.
    let mut text = Vec::with_capacity(parts.iter().map(|part| part.len() + 1).sum::<usize>() + 32);
    for part in parts {
        text.extend_from_slice(part.as_bytes());
        text.push(0);
    }
    text
}

/// The first 16 octets of a text's hash, as 32 hexadecimal digits.
fn hexadecimal(text: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(text)[..16])
}

/// What makes a finding this one in whichever file it stands.
pub(crate) fn key_in_any_file(finding: &Finding) -> [u8; 32] {
    Sha256::digest(identity(finding, "")).into()
}

/// The same as a baseline writes it, by the name that it has for the rule: case counts nowhere. Baselines that do not tell
/// severities know no `kind`.
pub(crate) fn baseline_fingerprint(finding: &Finding, rule: &str, kind: bool) -> String {
    let mut text = joined([rule, &finding.zone, &finding.owner, &finding.detail]);
    text.make_ascii_lowercase();
    add_kind(&mut text, if kind { &finding.kind } else { "" });
    hexadecimal(&text)
}

/// A fingerprint for each of the findings that stays the same when lines move. Findings that nothing but their lines
/// tells apart are numbered.
pub(crate) fn fingerprints<'f>(
    findings: impl Iterator<Item = &'f Finding>,
    sources: &Sources,
) -> Vec<String> {
    let mut repeats: HashMap<Vec<u8>, u32, RandomState> = HashMap::default();
    repeats.reserve(findings.size_hint().0);
    let fingerprint = |finding: &'f Finding| {
        let mut text = identity(finding, &sources.file(finding.span.source).path);
        let repeat = repeats.entry(text.clone()).or_default();
        *repeat += 1;
        text.extend_from_slice(&repeat.to_be_bytes());
        hexadecimal(&text)
    };
    findings.map(fingerprint).collect()
}

/// A finding of a run, as far as it matters whether it is known.
#[derive(Clone, Copy)]
pub(crate) struct Found<'f, K> {
    /// The file it is in.
    pub path: &'f str,
    /// The file of its zone, if that includes the file it is in.
    pub home: &'f str,
    /// What it may be known by.
    pub key: K,
    /// How bad it is. What is known excuses nothing worse.
    pub severity: Severity,
    /// How many findings it stands for: it is known if all of them are.
    pub count: u32,
    /// Whether it may have come from another file, as files are renamed.
    pub may_have_moved: bool,
}

/// A known finding, or several that nothing tells apart.
pub(crate) struct KnownAs<'k, K> {
    /// The file in which it was seen last.
    pub path: &'k str,
    /// The file of its zone, if that includes the file it was in.
    pub home: &'k str,
    /// What it is known by in whichever file.
    pub key: K,
    /// How bad it is.
    pub severity: Severity,
    /// How many there are.
    pub count: u32,
    /// Whether it may be in another file now, as files are renamed.
    pub may_have_moved: bool,
}

/// How many findings this one is among those that are known: one for each place and view.
pub(crate) fn counted(finding: &Finding) -> u32 {
    finding.not_listed.max(finding.places).saturating_mul(finding.views)
}

/// For each of the `findings` whether it is known: first those in the same file, then those in another file of the same zone,
/// to which lines may move, then those whose file is another now.
/// Each known one stands for as many of them as it counts that are no worse; one that counts several may take several known
/// ones. `count` falls to how many are left.
pub(crate) fn match_known<K: Eq + Hash + Copy>(
    findings: &[Found<'_, K>],
    known: &mut [KnownAs<'_, K>],
) -> Vec<bool> {
    // The worst takes its own first: what it may take, the others may take, too.
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by_key(|number| Reverse(findings[*number].severity));
    let mut by_severity: Vec<usize> = (0..known.len()).collect();
    by_severity.sort_by_key(|number| Reverse(known[*number].severity));
    let (mut by_place, mut by_home) = (HashMap::new(), HashMap::new());
    let mut by_key: HashMap<K, VecDeque<usize>> = HashMap::new();
    for number in by_severity {
        let one = &known[number];
        by_place.entry((one.path, one.key)).or_insert_with(VecDeque::new).push_back(number);
        by_home.entry((one.home, one.key)).or_insert_with(VecDeque::new).push_back(number);
        if one.may_have_moved {
            by_key.entry(one.key).or_default().push_back(number);
        }
    }
    let mut counts: Vec<u32> = known.iter().map(|one| one.count).collect();
    // One that is used up is looked at no more: there may be as many of them as findings.
    let mut take = |finding: &Found<'_, K>, numbers: Option<&mut VecDeque<usize>>| {
        let Some(numbers) = numbers else { return false };
        while numbers.front().is_some_and(|number| counts[*number] == 0) {
            numbers.pop_front();
        }
        let is_as_bad = |number: &usize| known[*number].severity >= finding.severity;
        let (mut missing, mut taken) = (finding.count, Vec::new());
        for number in numbers.iter().copied().take_while(is_as_bad) {
            let some = counts[number].min(missing);
            missing -= some;
            taken.push((number, some));
            if missing == 0 {
                taken.into_iter().for_each(|(number, some)| counts[number] -= some);
                return true;
            }
        }
        false
    };
    let mut is_known = vec![false; findings.len()];
    for number in &order {
        let finding = &findings[*number];
        is_known[*number] = take(finding, by_place.get_mut(&(finding.path, finding.key)));
    }
    for number in &order {
        let finding = &findings[*number];
        is_known[*number] |=
            !is_known[*number] && take(finding, by_home.get_mut(&(finding.home, finding.key)));
    }
    for number in order {
        let finding = &findings[number];
        is_known[number] |=
            !is_known[number] && finding.may_have_moved && take(finding, by_key.get_mut(&finding.key));
    }
    for (one, count) in known.iter_mut().zip(counts) {
        one.count = count;
    }
    is_known
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(path: &str, key: i32, count: u32, may_have_moved: bool) -> KnownAs<'_, i32> {
        KnownAs { path, home: path, key, severity: Severity::Warning, count, may_have_moved }
    }

    fn found(path: &str, key: i32) -> Found<'_, i32> {
        Found { path, home: path, key, severity: Severity::Warning, count: 1, may_have_moved: true }
    }

    #[test]
    fn each_known_finding_stands_for_as_many_as_it_counts_first_in_its_own_file() {
        let mut all = [known("a", 1, 2, true), known("b", 1, 1, true), known("c", 2, 1, false)];
        let findings = [("x", 1), ("a", 1), ("b", 1), ("y", 1), ("z", 1), ("x", 2), ("c", 2)];
        let is_known = match_known(&findings.map(|(path, key)| found(path, key)), &mut all);
        assert_eq!(is_known, [true, true, true, false, false, false, true]);
        assert_eq!(all.map(|one| one.count), [0, 0, 0]);
    }

    #[test]
    fn a_known_finding_excuses_one_elsewhere_only_in_its_zone_or_where_a_file_is_renamed() {
        let at_home = |path, home| Found { home, may_have_moved: false, ..found(path, 1) };
        for (finding, may_have_moved, expected) in [
            (at_home("b", "b"), true, false),
            (at_home("b", "a"), false, true),
            (found("b", 1), true, true),
            (found("b", 1), false, false),
        ] {
            let mut all = [known("a", 1, 1, may_have_moved)];
            assert_eq!(match_known(&[finding], &mut all), [expected]);
        }
    }

    #[test]
    fn a_known_finding_excuses_nothing_worse_and_no_more_than_it_counts() {
        let with = |severity| Found { severity, ..found("a", 1) };
        let worst_first = [with(Severity::Note), with(Severity::Error), with(Severity::Warning)];
        let mut all =
            [known("a", 1, 1, true), KnownAs { severity: Severity::Note, ..known("a", 1, 1, true) }];
        assert_eq!(match_known(&worst_first, &mut all), [true, false, true]);
        for (count, expected) in [(1, true), (300, true), (301, false)] {
            let mut all = [known("a", 1, 300, true)];
            assert_eq!(match_known(&[Found { count, ..found("a", 1) }], &mut all), [expected]);
        }
    }
}
