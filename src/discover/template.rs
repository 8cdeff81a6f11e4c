//! Whether a text is a template from which a zone file is made, and not the zone file itself. Knows
//! the placeholders of Jinja, ERB, Terraform, Python, of installers and of `sed`, and runs none of them.

use std::borrow::Cow;

use hickory_proto::rr::RecordType;
use memchr::memmem;

use crate::base::unfilled::{holds_placeholder, is_in_capitals};
use crate::syntax::{Entry, Parser, Start};

/// Whether the name of a zone or file looks like a template's placeholder for many: `{{ zone }}`, `${ZONE}`, `<zone>`,
/// `$zone` or `%s`. A server that is given one takes it as it is written.
pub fn is_placeholder(name: &str) -> bool {
    let begins_word = |octet: &u8| octet.is_ascii_alphabetic() || *octet == b'_';
    let signed_word = |pair: &[u8]| matches!(pair, [b'$' | b'%' | b'<', next] if begins_word(next));
    holds_placeholder(name.as_bytes()) || name.as_bytes().windows(2).any(signed_word)
}

/// The text with a `;` before every line that holds nothing but a template's tag or comment
/// (`{% … %}`, `{# … #}`): the same length, so that offsets stay.
pub fn without_tag_lines(text: &[u8]) -> Cow<'_, [u8]> {
    if memmem::find(text, b"{%").is_none() && memmem::find(text, b"{#").is_none() {
        return Cow::Borrowed(text);
    }
    let mut changed = text.to_vec();
    let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text).map(|end| end + 1));
    for start in starts {
        let line = &text[start..];
        let blanks = line.iter().take_while(|octet| matches!(octet, b' ' | b'\t')).count();
        if [&b"{%"[..], b"{#"].iter().any(|tag| line[blanks..].starts_with(tag)) {
            changed[start + blanks] = b';';
        }
    }
    Cow::Owned(changed)
}

/// Whether more than half of the records of a zone file hold placeholders, the SOA aside. What stands in
/// quotes is a text, which may well be about templates. Or whether bare words are its placeholders.
pub fn is_template(text: &[u8]) -> bool {
    let (records, templates, _) = placeholders(text);
    templates * 2 > records || bare_words(text) > 0
}

/// Whether a word may be a placeholder that `sed` replaces, as nothing else marks it: capitals with an underscore between them, such
/// as `IMS_DOMAIN`.
pub fn is_bare_word(word: &[u8]) -> bool {
    is_in_capitals(word) && word.first().is_some_and(u8::is_ascii_uppercase) && word.last() != Some(&b'_')
}

/// How many octets at a file's beginning hold such a word if it is a template: its origin, or the first of its addresses.
const BEGINNING: usize = 2 << 10;

/// How many bare words of a zone file are placeholders: those that are addresses and its origins, if an origin above the SOA's owner
/// or the owner is one, or if most addresses are. 0 if neither is so.
pub fn bare_words(text: &[u8]) -> usize {
    let beginning = &text[..text.len().min(BEGINNING)];
    let is_capital = |at: Option<usize>| {
        at.and_then(|at| beginning.get(at))
            .is_some_and(|octet| octet.is_ascii_uppercase() || octet.is_ascii_digit())
    };
    // In names of services a letter stands on one side alone, and mostly a small one.
    if !memchr::memchr_iter(b'_', beginning)
        .any(|at| is_capital(at.checked_sub(1)) && is_capital(Some(at + 1)))
    {
        return 0;
    }
    let is_name = |word: &[u8]| is_bare_word(word.strip_suffix(b".").unwrap_or(word));
    let (mut parser, mut errors) = (Parser::new(text, Start::File), Vec::new());
    let (mut addresses, mut words, mut origins, mut is_named) = (0usize, 0usize, 0usize, false);
    let (mut has_soa, mut is_below) = (false, false);
    while let Some(entry) = parser.next(&mut errors) {
        errors.clear();
        match entry {
            Entry::Origin(word) => {
                is_below = is_name(word.text(text));
                origins += usize::from(is_below);
            }
            Entry::Record(record) => match (record.rtype, record.rdata) {
                (RecordType::SOA, _) if !has_soa => {
                    has_soa = true;
                    let owner = record.owner.map_or(&b"@"[..], |owner| owner.text(text));
                    let is_word = is_name(owner);
                    origins += usize::from(is_word);
                    is_named = is_word || is_below && !owner.ends_with(b".");
                }
                (RecordType::A | RecordType::AAAA, [word]) => {
                    addresses += 1;
                    words += usize::from(is_bare_word(word.text(text)));
                }
                _ => {}
            },
            _ => {}
        }
    }
    if is_named || words * 2 > addresses { words + origins } else { 0 }
}

/// Whether any entry of a text holds a placeholder, the SOA too: of a file whose name has a template's ending, that is
/// enough.
pub fn has_placeholder(text: &[u8]) -> bool {
    placeholders(text).2
}

/// How many records a text has, how many of them hold placeholders outside quotes, both without the SOA, and whether
/// any entry holds one.
fn placeholders(text: &[u8]) -> (usize, usize, bool) {
    let is_mark = |at: usize| match text[at] {
        b'{' => true,
        _ => text.get(at + 1) == Some(&b'(') || text[..at].ends_with(b"<"),
    };
    if !memchr::memchr2_iter(b'{', b'%', text).any(is_mark) {
        return (0, 0, false);
    }
    let text = &*without_tag_lines(text);
    let (mut parser, mut errors) = (Parser::new(text, Start::File), Vec::new());
    let (mut records, mut templates, mut any) = (0usize, 0usize, false);
    loop {
        let from = parser.offset();
        let Some(entry) = parser.next(&mut errors) else { break };
        let (mut quoted, mut is_soa) = (Vec::new(), false);
        let range = match entry {
            Entry::Record(record) => {
                is_soa = record.rtype == RecordType::SOA;
                quoted.extend(
                    record.rdata.iter().filter(|word| word.quoted).map(|word| (word.start, word.end)),
                );
                let start = record.owner.map_or(record.type_word.start, |owner| owner.start);
                Some((start.min(record.type_word.start), record.rdata.last().map_or(start, |last| last.end)))
            }
            Entry::Broken { owner } => Some((owner.map_or(from, |owner| owner.start), u32::MAX)),
            _ => None,
        };
        errors.clear();
        if let Some((start, end)) = range {
            let end = end.min(parser.offset()).max(start);
            let mut at = start;
            let mut between = |(start, next): (u32, u32)| {
                let range = at as usize..start.max(at) as usize;
                at = next;
                holds_placeholder(&text[range])
            };
            let is_one = quoted.into_iter().chain([(end, end)]).any(&mut between);
            any |= is_one;
            if !is_soa {
                records += 1;
                templates += usize::from(is_one);
            }
        }
    }
    (records, templates, any)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_told_from_names() {
        for name in
            ["{{ zone }}", "${ZONE}", "{zone}.example", "<domain>", "$zone", "%s", "<%= z %>", "a.%zone%"]
        {
            assert!(is_placeholder(name), "{name}");
        }
        for name in ["", "example.com", "a{b c}", "a{", "a<1>", "a$", "100%", "a b", "a\"b", "a>b"] {
            assert!(!is_placeholder(name), "{name}");
        }
    }

    #[test]
    fn a_template_is_one_by_more_than_half_of_its_records() {
        for (text, expected) in [
            ("@ SOA a b {{ serial }} 2 3 4 5\n NS ns\n", false),
            ("@ SOA a b 1 2 3 4 5\n{% for host in hosts %}\n{{ host }} A 192.0.2.1\n{% endfor %}\n", true),
            ("@ SOA a b 1 2 3 4 5\n NS ns\n NS {{ ns }}\n", false),
            ("@ SOA a b 1 2 3 4 5\n TXT \"{{ a }}\"\n TXT \"{{ b }}\" c\n NS a\n", false),
            ("@ SOA a b 1 2 3 4 5\n TXT \"{{ a }}\" {{ b }}\n TXT {{ c }} \"d\"\n", true),
            ("@ SOA a b 1 2 3 4 5\n NS ns\n NS {{ ns }}\n{{ a }} A 192.0.2.1\n", true),
            ("@ SOA a b 1 2 3 4 5\n$GENERATE 1-9 h${0,2,d} A 192.0.2.$\n NS ns\n", false),
            ("@ SOA a b 1 2 3 4 5\n NS ns ; ${x} \n; {{ y }}\n", false),
            ("@ SOA a b 1 2 3 4 5\n NS ns\n; {{ y }}\n", false),
            ("", false),
        ] {
            assert_eq!(is_template(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn bare_words_are_placeholders_of_a_template() {
        let soa = "@ SOA ns h 1 2 3 4 5\n NS ns\n";
        for (text, expected) in [
            (format!("$ORIGIN IMS_DOMAIN.\n{soa}ns A DNS_IP\na A 192.0.2.1\n"), 2),
            (format!("$ORIGIN IMS_DOMAIN.\n{soa}ns A 192.0.2.1\n"), 1),
            ("EPC_DOMAIN. SOA ns h 1 2 3 4 5\n NS ns\n".to_owned(), 1),
            (format!("$ORIGIN example.com.\n{soa}ns A DNS_IP\nwww AAAA WEB_IP_6\n"), 2),
            (format!("{soa}ns A DNS_IP\nwww A 192.0.2.1\n"), 0),
            (format!("{soa}A_B A 192.0.2.1\n"), 0),
            (format!("{soa}_SIP._TCP SRV 0 0 5060 A_B\n"), 0),
            (format!("{soa}$ORIGIN A_B.\nns A 192.0.2.1\n"), 0),
            (format!("$ORIGIN A_B.\nexample.com. {}", &soa[2..]), 0),
            (format!("{soa}ns A dns_ip\n"), 0),
            (format!("{soa}; DNS_IP\nns A 192.0.2.1\n"), 0),
            (format!("{soa} TXT DNS_IP\nns A 192.0.2.1\n"), 0),
        ] {
            assert_eq!(bare_words(text.as_bytes()), expected, "{text}");
            assert_eq!(is_template(text.as_bytes()), expected > 0, "{text}");
        }
        for word in ["A_B", "DNS_IP4", "PUB_3GPP_DOMAIN"] {
            assert!(is_bare_word(word.as_bytes()), "{word}");
        }
        for word in ["", "AB", "_A", "A_", "a_b", "A_b", "3_A", "A.B_C"] {
            assert!(!is_bare_word(word.as_bytes()), "{word}");
        }
    }

    #[test]
    fn one_placeholder_is_one() {
        for (text, expected) in [
            ("@ SOA a b {{ serial }} 2 3 4 5\n NS ns\n", true),
            ("@ SOA a b 1 2 3 4 5\n NS {ns}\n", true),
            ("@ SOA a b 1 2 3 4 5\n TXT \"{{ a }}\"\n", false),
            ("@ SOA a b 1 2 3 4 5\n NS ns ; {{ a }}\n", false),
        ] {
            assert_eq!(has_placeholder(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn no_octets_make_it_panic() {
        for unit in ["{", "{%", "{#", "\n{%", "{a}", "${", "{{ x }} A 192.0.2.1\n", "(\n{%"] {
            let text = unit.repeat(10_000);
            is_template(text.as_bytes());
            crate::discover::sniff::sniff(text.as_bytes());
            for length in 0..20 {
                is_template(&text.as_bytes()[..length]);
            }
        }
    }
}
