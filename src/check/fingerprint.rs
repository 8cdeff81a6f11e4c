//! What makes a finding the same one in another run: its rule, file, zone, owner and detail, never its line.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::check::outcome::Outcome;
use crate::rules::finding::Finding;

/// What makes a finding this one wherever it stands in the file of this name.
pub(crate) fn identity(finding: &Finding, path: &str) -> Sha256 {
    let mut hash = Sha256::new();
    for part in [finding.rule, path, &finding.zone, &finding.owner.to_ascii_lowercase(), &finding.detail] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash
}

impl Outcome {
    /// A fingerprint for each finding that stays the same when lines move: 32 hexadecimal digits.
    /// Those of the suppressed findings come last.
    pub fn fingerprints(&self) -> Vec<String> {
        let mut repeats: HashMap<[u8; 32], u32> = HashMap::new();
        let fingerprint = |finding: &Finding| {
            let mut hash = identity(finding, &self.workspace.sources.file(finding.span.source).path);
            let digest: [u8; 32] = hash.clone().finalize().into();
            let repeat = repeats.entry(digest).or_default();
            *repeat += 1;
            hash.update(repeat.to_be_bytes());
            hash.finalize().iter().take(16).map(|octet| format!("{octet:02x}")).collect()
        };
        self.findings.iter().chain(&self.suppressed).map(fingerprint).collect()
    }
}
