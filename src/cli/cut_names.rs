//! The words that a file's name becomes on its way through git, a shell and `xargs`. Knows no file.

/// Whether a name, or a path with `/`, may become several words, or another one, or has a part that begins with a dash.
pub fn is_odd(name: &[u8]) -> bool {
    let is_plain = |octet: &u8| matches!(octet, b'!'..=b'~') && !matches!(octet, b'"' | b'\'' | b'\\');
    begins_with_dash(name) || !name.iter().all(is_plain) || memchr::memmem::find(name, b"/-").is_some()
}

/// Whether a word begins as an option does.
pub fn begins_with_dash(word: &[u8]) -> bool {
    word.len() > 1 && word[0] == b'-'
}

/// All that a name may be cut into: by a shell, which cuts at blanks; by `xargs`, which knows quotes and backslashes, too;
/// by both with lines for names; and each of them of what git writes for a name with characters that are not plain.
pub fn cuts(name: &[u8]) -> Vec<Vec<Vec<u8>>> {
    let is_high = |octet: &u8| *octet >= 0x80;
    let mut forms = vec![name.to_owned(), quoted_by_git(name, |_| false)];
    if name.iter().any(is_high) {
        forms.push(quoted_by_git(name, is_high));
    }
    let mut cuts: Vec<Vec<Vec<u8>>> = Vec::new();
    for form in &forms {
        cuts.push(form.split(|octet| b" \t\n".contains(octet)).map(<[u8]>::to_owned).collect());
        cuts.push(words_of_xargs(form, |octet| octet.is_ascii_whitespace() || octet == 0x0b));
        for lines in [
            form.split(|octet| *octet == b'\n').map(<[u8]>::to_owned).collect(),
            words_of_xargs(form, |octet| octet == b'\n'),
        ] {
            cuts.push(lines.iter().map(|line: &Vec<u8>| line.trim_ascii_start().to_owned()).collect());
            cuts.push(lines.iter().map(|line| line.trim_ascii().to_owned()).collect());
        }
    }
    for words in &mut cuts {
        words.retain(|word| !word.is_empty());
    }
    cuts.sort();
    cuts.dedup();
    cuts
}

/// The words of a text as `xargs` takes them, cut where `is_end`.
fn words_of_xargs(text: &[u8], is_end: impl Fn(u8) -> bool) -> Vec<Vec<u8>> {
    let (mut words, mut word, mut quote, mut octets) = (Vec::new(), Vec::new(), None, text.iter().copied());
    while let Some(octet) = octets.next() {
        match quote {
            Some(end) if octet == end => quote = None,
            Some(_) => word.push(octet),
            None if is_end(octet) => words.push(std::mem::take(&mut word)),
            None if octet == b'\'' || octet == b'"' => quote = Some(octet),
            None if octet == b'\\' => word.extend(octets.next()),
            None => word.push(octet),
        }
    }
    words.push(word);
    words
}

/// A name in the quotes that git writes round it, with the octets escaped that it always escapes, and those that
/// `is_escaped`.
fn quoted_by_git(name: &[u8], is_escaped: impl Fn(&u8) -> bool) -> Vec<u8> {
    let mut quoted = vec![b'"'];
    for octet in name {
        let letter = b"\x07\x08\t\n\x0b\x0c\r\"\\".iter().position(|known| known == octet);
        match letter {
            Some(number) => quoted.extend([b'\\', b"abtnvfr\"\\"[number]]),
            None if octet.is_ascii_control() || is_escaped(octet) => {
                quoted.extend(format!("\\{octet:03o}").bytes());
            }
            None => quoted.push(*octet),
        }
    }
    quoted.push(b'"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_other_words() {
        for (name, word) in [
            ("-a", "-a"),
            ("x  -a", "-a"),
            ("-a ", "-a"),
            ("x\t-a=b\ny", "-a=b"),
            ("'-a'", "-a"),
            ("-'-a'", "--a"),
            ("x '-a b'", "-a b"),
            ("\\-a", "-a"),
            ("\"-a", "-a"),
            ("  -a b ", "-a b"),
            ("-a=é", "-a=é"),
            ("-a=é", "-a=\\303\\251"),
            ("é -a=b", "-a=b\""),
            ("x x x x x x x x x x x x -a", "-a"),
        ] {
            assert!(is_odd(name.as_bytes()), "{name:?}");
            let cuts = cuts(name.as_bytes());
            assert!(cuts.iter().flatten().any(|found| found == word.as_bytes()), "{name:?}: {word}");
        }
        for name in ["zones/a.zone", "a-b", "-", "a/b-c.zone"] {
            assert!(!is_odd(name.as_bytes()), "{name}");
        }
        let words = cuts(b"x -a y").concat();
        assert!(!words.iter().any(|word| word == b"x -"), "{words:?}");
    }
}
