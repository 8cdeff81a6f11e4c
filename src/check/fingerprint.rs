//! What makes a finding the same one in another run: its rule, zone, owner and detail, never its line. And which
//! findings of a run are known already: one matcher for the base revision and for the baseline.
//!
//! Does not know where known findings come from.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

use sha2::{Digest, Sha256};

use crate::base::source::Sources;
use crate::rules::finding::Finding;

/// What makes a finding this one wherever it stands in the file of this name.
fn identity(finding: &Finding, path: &str) -> Sha256 {
    let owner = finding.owner.to_ascii_lowercase();
    hash_of([finding.rule, path, &finding.zone, &owner, &finding.detail].map(str::as_bytes))
}

fn hash_of<const N: usize>(parts: [&[u8]; N]) -> Sha256 {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
        hash.update([0]);
    }
    hash
}

/// The first 16 octets of a hash, as 32 hexadecimal digits.
fn hexadecimal(hash: Sha256) -> String {
    hash.finalize().iter().take(16).map(|octet| format!("{octet:02x}")).collect()
}

/// What makes a finding this one in whichever file it stands.
pub(crate) fn key_in_any_file(finding: &Finding) -> [u8; 32] {
    identity(finding, "").finalize().into()
}

/// The same as a baseline writes it: case counts nowhere.
pub(crate) fn baseline_fingerprint(finding: &Finding) -> String {
    let parts = [finding.rule, &finding.zone, &finding.owner, &finding.detail];
    let parts = parts.map(str::to_ascii_lowercase);
    hexadecimal(hash_of(parts.each_ref().map(|part| part.as_bytes())))
}

/// A fingerprint for each of the findings that stays the same when lines move. Findings that nothing but their lines
/// tells apart are numbered.
pub(crate) fn fingerprints<'f>(
    findings: impl Iterator<Item = &'f Finding>,
    sources: &Sources,
) -> Vec<String> {
    let mut repeats: HashMap<[u8; 32], u32> = HashMap::new();
    let fingerprint = |finding: &Finding| {
        let mut hash = identity(finding, &sources.file(finding.span.source).path);
        let repeat = repeats.entry(hash.clone().finalize().into()).or_default();
        *repeat += 1;
        hash.update(repeat.to_be_bytes());
        hexadecimal(hash)
    };
    findings.map(fingerprint).collect()
}

/// A known finding, or several that nothing tells apart.
pub(crate) struct KnownAs<'k, K> {
    /// The file in which it was seen last.
    pub path: &'k str,
    /// What it is known by in whichever file.
    pub key: K,
    /// How many there are.
    pub count: u32,
    /// Whether it may be in another file now, as files are renamed.
    pub may_have_moved: bool,
}

/// For each of the `findings`, a path and a key, whether it is known: first those in the same file, then those whose
/// file is another now. Each known one stands for one of them; `count` falls to how many are left.
pub(crate) fn match_known<'k, K: Eq + Hash + Copy>(
    findings: &[(&'k str, K)],
    known: &mut [KnownAs<'k, K>],
) -> Vec<bool> {
    let mut by_place: HashMap<(&str, K), VecDeque<usize>> = HashMap::new();
    let mut by_key: HashMap<K, VecDeque<usize>> = HashMap::new();
    for (number, one) in known.iter().enumerate() {
        by_place.entry((one.path, one.key)).or_default().push_back(number);
        if one.may_have_moved {
            by_key.entry(one.key).or_default().push_back(number);
        }
    }
    // One that is used up is looked at no more: there may be as many of them as findings.
    let mut take = |numbers: Option<&mut VecDeque<usize>>| {
        let Some(numbers) = numbers else { return false };
        while numbers.front().is_some_and(|number| known[*number].count == 0) {
            numbers.pop_front();
        }
        numbers.front().map(|number| known[*number].count -= 1).is_some()
    };
    let mut is_known: Vec<bool> = findings.iter().map(|place| take(by_place.get_mut(place))).collect();
    for (is_known, (_, key)) in is_known.iter_mut().zip(findings).filter(|(is_known, _)| !**is_known) {
        *is_known = take(by_key.get_mut(key));
    }
    is_known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_known_finding_stands_for_as_many_as_it_counts_first_in_its_own_file() {
        let known = |path, key, count, may_have_moved| KnownAs { path, key, count, may_have_moved };
        let mut all = [known("a", 1, 2, true), known("b", 1, 1, true), known("c", 2, 1, false)];
        let findings = [("x", 1), ("a", 1), ("b", 1), ("y", 1), ("z", 1), ("x", 2), ("c", 2)];
        let is_known = match_known(&findings, &mut all);
        assert_eq!(is_known, [true, true, true, false, false, false, true]);
        assert_eq!(all.map(|one| one.count), [0, 0, 0]);
    }
}
