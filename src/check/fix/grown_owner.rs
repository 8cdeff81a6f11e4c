//! The text that a fix writes in an owner's place, where a TTL or a class had grown to that. Knows no record.

use crate::base::lines::words_of;
use crate::syntax::ttl::parse_ttl;

/// What stands in an owner's place, and what follows it there after a blank that was missing.
pub(super) fn owner_and_behind(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(u8::is_ascii_whitespace).filter(|_| !text.starts_with(b"\""));
    text.split_at(end.unwrap_or(text.len()))
}

/// The TTL among the words behind an owner; `None` outside if another is no class of the Internet.
pub(super) fn ttl_behind_owner(words: &[u8]) -> Option<Option<u32>> {
    let mut ttl = None;
    for word in words_of(words) {
        match parse_ttl(word) {
            Ok(seconds) => ttl = Some(seconds),
            Err(_) if word.eq_ignore_ascii_case(b"IN") => {}
            Err(_) => return None,
        }
    }
    Some(ttl)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ttl_stands_behind_an_owner() {
        for (text, owner, ttl) in [
            ("a.example.", "a.example.", Some(None)),
            ("a.example. 300", "a.example.", Some(Some(300))),
            ("a.example. 5m IN", "a.example.", Some(Some(300))),
            ("a.example. in", "a.example.", Some(None)),
            ("a.example. CH", "a.example.", None),
            ("\"a b\"", "\"a b\"", Some(None)),
        ] {
            let (found, behind) = owner_and_behind(text.as_bytes());
            assert_eq!((found, ttl_behind_owner(behind)), (owner.as_bytes(), ttl), "{text}");
        }
    }
}
