//! Whether a name's text is that of a host (RFC 1123 section 2.1). Knows no escapes.

// What an octet is in the text of a host name, as bits.
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const DOT: u8 = 4;
const HYPHEN: u8 = 8;
const BAD: u8 = 16;

/// That of every octet.
const KIND: [u8; 256] = {
    let (mut kinds, mut octet) = ([BAD; 256], 0u8);
    while octet < 128 {
        kinds[octet as usize] = match octet {
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'0'..=b'9' => DIGIT,
            b'.' => DOT,
            b'-' => HYPHEN,
            _ => BAD,
        };
        octet += 1;
    }
    kinds
};

/// Whether a label is written as those of host names are (RFC 1123 section 2.1).
#[inline]
pub fn is_host_label(label: &[u8]) -> bool {
    // Nearly all are: to stop at the first bad octet would take longer.
    let seen = label.iter().fold(0, |seen, octet| seen | KIND[usize::from(*octet)]);
    seen & (BAD | DOT) == 0 && !matches!(label, [] | [b'-', ..] | [.., b'-'])
}

/// Whether all labels of a name's text are written as those of host names are, numbers too. `text` is not a root and has no
/// escapes.
pub fn are_host_labels(text: &[u8]) -> bool {
    let text = text.strip_suffix(b".").unwrap_or(text);
    let (mut seen, mut at_edge, mut before) = (0, false, DOT);
    for octet in text {
        let kind = KIND[usize::from(*octet)];
        at_edge |= kind | before == DOT | HYPHEN;
        (seen, before) = (seen | kind, kind);
    }
    seen & BAD == 0 && !at_edge && before != HYPHEN && before != DOT
}

/// Whether a name's text is written as host names are (RFC 1123 section 2.1): letters, digits, and
/// hyphens inside labels; not as numbers alone.
pub fn is_host_name(text: &[u8]) -> bool {
    let (mut seen, mut before) = (0, DOT);
    for octet in text {
        let kind = KIND[usize::from(*octet)];
        if kind == BAD || kind | before == DOT | HYPHEN {
            return false;
        }
        (seen, before) = (seen | kind, kind);
    }
    before != HYPHEN && seen & (LETTER | HYPHEN) != 0
}
/// Top-level names that networks use for themselves: reserved, or by old habit.
const PRIVATE_TOPS: [&str; 6] = ["internal", "local", "lan", "corp", "home", "test"];

/// Whether a label is a top-level domain of the public DNS, or of a private network.
pub fn is_top_level_domain(label: &[u8]) -> bool {
    let is_private = || PRIVATE_TOPS.iter().any(|top| label.eq_ignore_ascii_case(top.as_bytes()));
    is_public_top_level_domain(label) || is_private()
}

/// Whether a label is a top-level domain of the public DNS.
pub fn is_public_top_level_domain(label: &[u8]) -> bool {
    tld::exist(&String::from_utf8_lossy(label).to_ascii_lowercase())
}

/// Top-level domains that hardly any host is called by itself.
const SURE_TOPS: [&str; 4] = ["com", "net", "org", "info"];

/// A name with its final dot, if it is surely complete: of three labels and more with a top-level domain, or of two with one of the
/// most usual.
pub fn with_final_dot(name: &str) -> String {
    let labels: Vec<&str> = name.split('.').collect();
    let is_complete = match labels[..] {
        [_, top] => SURE_TOPS.iter().any(|known| top.eq_ignore_ascii_case(known)),
        [_, _, .., top] => is_top_level_domain(top.as_bytes()),
        _ => false,
    };
    if is_complete { format!("{name}.") } else { name.to_owned() }
}
