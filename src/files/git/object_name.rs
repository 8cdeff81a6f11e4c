//! The name that git gives to the text of a file: a hash of what it is, how long it is, and its octets. Asks no git.

use sha1::Sha1;
use sha2::{Digest, Sha256};

/// How many digits a name has that is made with SHA-1.
const DIGITS_OF_SHA1: usize = 40;

/// Whether `name`, an object's in hexadecimal digits, is that of a file with these octets (git-hash-object(1) with
/// `--no-filters`). Its length tells how the repository makes names: with SHA-1, or with SHA-256.
pub fn names(name: &str, octets: &[u8]) -> bool {
    if name.len() == DIGITS_OF_SHA1 { is_hash::<Sha1>(name, octets) } else { is_hash::<Sha256>(name, octets) }
}

fn is_hash<H: Digest>(name: &str, octets: &[u8]) -> bool {
    let mut hash = H::new();
    hash.update(format!("blob {}\0", octets.len()));
    hash.update(octets);
    let digits = |octet: &u8| [octet >> 4, octet & 15].map(|digit| b"0123456789abcdef"[usize::from(digit)]);
    hash.finalize().iter().flat_map(digits).eq(name.bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn git_gives_these_names() {
        // `git hash-object --stdin` in a repository of either kind.
        let sha256 = "dabc789f60c22621c92df8736ff8cb60e35185584772b93b9315a3e2aab55653";
        assert!(names("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", b""));
        assert!(names("8ab686eafeb1f44702738c8b0f24f2567c36da6d", b"Hello, World!\n"));
        assert!(!names("8ab686eafeb1f44702738c8b0f24f2567c36da6d", b"Hello, World!"));
        assert!(names(sha256, b"Hello, World!\n"));
        assert!(!names(sha256, b"") && !names("", b""));
    }
}
