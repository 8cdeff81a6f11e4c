//! Whether a text that does not read as a zone was meant for one, by the shapes of its lines. Parses nothing.

use crate::base::lines::words_of;
use crate::base::unfilled::holds_placeholder;
use crate::discover::sniff::SNIFFED;
use crate::discover::template::is_template;

/// Types by which a line is known for a record's.
const TYPES: [&[u8]; 9] = [b"SOA", b"NS", b"A", b"AAAA", b"MX", b"CNAME", b"TXT", b"SRV", b"PTR"];

/// A record's type is one of its first so many words: owner, TTL, class, and what programs write before them.
const TYPE_WITHIN: usize = 5;

/// What the lines of a text look like that does not read as a zone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ZoneLike {
    /// How many of its lines have the shape of an SRV record.
    pub srvs: usize,
    /// Whether one has the shape of an SOA record.
    pub has_soa: bool,
    /// Whether at least half of them have the shape of some record or directive.
    pub is_mostly: bool,
    /// Whether each of them begins with a blank.
    pub is_indented: bool,
}

impl ZoneLike {
    /// The shapes of the lines at the beginning of a text. None of a template's, and none where no line is an SRV record's.
    pub fn of(text: &[u8]) -> Self {
        let text = &text[..text.len().min(SNIFFED)];
        if [&b"SRV"[..], b"srv"].iter().all(|word| memchr::memmem::find(text, word).is_none())
            || is_template(text)
        {
            return Self::default();
        }
        let (mut all, mut shaped, mut indented, mut like) = (0, 0, 0, Self::default());
        for line in text.split(|octet| *octet == b'\n') {
            let words = words(line);
            let Some(first) = words.first() else { continue };
            // Numbers and parentheses stand in the lines of an SOA record.
            if words
                .iter()
                .all(|word| word.iter().all(|octet| octet.is_ascii_digit() || b"()".contains(octet)))
            {
                continue;
            }
            all += 1;
            indented += usize::from(line.starts_with(b" ") || line.starts_with(b"\t"));
            let at = words.iter().take(TYPE_WITHIN).position(|word| TYPES.contains(word));
            let rdata = at.map_or(&[][..], |at| &words[at + 1..]);
            shaped += usize::from(!rdata.is_empty() || first.starts_with(b"$"));
            match at.map(|at| words[at]) {
                Some(b"SOA") => like.has_soa |= rdata.len() >= 2,
                Some(b"SRV") => like.srvs += usize::from(is_srv(rdata)),
                _ => {}
            }
        }
        like.is_mostly = shaped * 2 >= all;
        like.is_indented = indented == all;
        like
    }

    /// What is to be known of a text with such lines, in words.
    pub fn why(self) -> String {
        let lines = match self.srvs {
            1 => "1 line has an SRV record".to_owned(),
            srvs => format!("{srvs} lines have SRV records"),
        };
        match self.is_indented {
            true => format!("{lines}, and each line begins with a blank, so that none has an owner"),
            false => format!("{lines}, and its beginning cannot be read as a zone's"),
        }
    }
}

/// Whether a text that does not read as a zone has lines of SRV records.
pub fn is_zone_like(text: &[u8]) -> bool {
    ZoneLike::of(text).srvs > 0
}

/// The words of a line up to its comment.
fn words(line: &[u8]) -> Vec<&[u8]> {
    let end = memchr::memchr(b';', line).unwrap_or(line.len());
    words_of(&line[..end]).collect()
}

/// Whether words are the rdata of an SRV record, or its owner and its rdata, as programs write it: two numbers or more, and a name
/// behind them.
fn is_srv(rdata: &[&[u8]]) -> bool {
    let is_number = |word: &&&[u8]| word.iter().all(u8::is_ascii_digit);
    let begins = rdata.first().is_some_and(|first| first.starts_with(b"_") || is_number(&first));
    let ends = rdata.last().is_some_and(|last| !is_number(&last));
    let has_placeholder = rdata.iter().any(|word| holds_placeholder(word));
    begins && ends && rdata.iter().filter(is_number).count() >= 2 && !has_placeholder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_tell_what_was_meant_for_a_zone() {
        for (text, srvs, has_soa, is_mostly, is_indented) in [
            (
                "  @ IN SOA a b (\n    1 2\n  )\n  @ NS a\n  _sip._tcp IN SRV 0 0 5060 a\n",
                1,
                true,
                true,
                true,
            ),
            (
                "[Aging:1] @ 600 SOA a b 1 2 3 4 5\n_sip._tcp [Aging:1] 600 SRV 0 0 5060 a\n",
                1,
                true,
                true,
                false,
            ),
            ("Write this:\n  _sip._tcp SRV 0 0 5060 a\nand\nall is\nwell\n", 1, false, false, false),
            ("  _sip._tcp SRV 0 0 5060 {{ a }}\n", 0, false, false, false),
            ("SRV _sip._tcp AUTO 1 5 5060 a\nA @ 300 192.0.2.1\n", 1, false, true, false),
            ("SRV is a type\n", 0, false, true, false),
            ("no record\n", 0, false, false, false),
        ] {
            assert_eq!(
                ZoneLike::of(text.as_bytes()),
                ZoneLike { srvs, has_soa, is_mostly, is_indented },
                "{text}"
            );
        }
    }
}
