//! The files of DNSSEC keys, by their names. Opens none.

/// Whether `dnssec-keygen` or `dnssec-signzone` writes a file of this name:
/// `Kexample.com.+008+44655.key`, `dsset-….`, `keyset-….`. It holds DNSKEY or DS records alone.
pub fn is_key(file_name: &str) -> bool {
    let key = file_name.strip_prefix('K').and_then(|name| name.split_once(".+"));
    ["dsset-", "keyset-"].iter().any(|beginning| file_name.starts_with(beginning))
        || key.is_some_and(|(_, id)| id.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_by_their_names() {
        let keys = ["Kx.com.+008+44655.key", "Kx.com.+013+00001.private", "dsset-x.com.", "keyset-x.com."];
        assert!(keys.into_iter().all(is_key));
        assert!(!["Kansas.com", "K.+x", "dsset", "kx.com.+008+44655.key", ""].into_iter().any(is_key));
    }
}
