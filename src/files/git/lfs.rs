//! What git LFS leaves in git in place of a text, and whether a text is the one that is meant. Runs no filter, and knows
//! no repository.

use sha2::{Digest, Sha256};

/// How long it is at most, in octets, by the specification of git LFS.
pub const LONGEST_POINTER: u64 = 1024;

const VERSION: &[u8] = b"version https://git-lfs.github.com/spec/v1\n";

/// Whether a text stands for another.
pub fn is_pointer(text: &[u8]) -> bool {
    text.starts_with(VERSION) && text.len() as u64 <= LONGEST_POINTER
}

/// Whether `pointer` stands for `text`: its length and its SHA-256 are those that are meant.
pub fn stands_for(pointer: &[u8], text: &[u8]) -> bool {
    let said = |key: &str| {
        let lines = std::str::from_utf8(pointer).unwrap_or_default().lines();
        lines.filter_map(|line| line.strip_prefix(key)).next()
    };
    let hash = || Sha256::digest(text).iter().map(|octet| format!("{octet:02x}")).collect::<String>();
    is_pointer(pointer)
        && said("size ") == Some(text.len().to_string().as_str())
        && said("oid sha256:").is_some_and(|oid| oid == hash())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_stands_for_one_text() {
        let oid = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let pointer = format!("version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize 3\n");
        assert!(stands_for(pointer.as_bytes(), b"abc"));
        for (pointer, text) in [
            (pointer.clone(), &b"abd"[..]),
            (pointer.replace("size 3", "size 4"), b"abc"),
            (pointer.replace("sha256:b", "sha256:c"), b"abc"),
            (pointer.replace("version", "ersion"), b"abc"),
            (pointer + &"x".repeat(1024), b"abc"),
        ] {
            assert!(!stands_for(pointer.as_bytes(), text), "{pointer}");
        }
    }
}
