//! Rows of a panel's table of SRV records, with the type first: the service, the name that it is of, the fields, the TTL. Knows no text
//! beyond the line.

use crate::base::printable::printable;
use crate::syntax::entry::Word;
use crate::syntax::rdata_looks::look_like_rdata;
use crate::syntax::record_type::record_type;
use crate::syntax::ttl::parse_ttl;
use hickory_proto::rr::RecordType;

/// The record that the words of a row mean, as `SRV _sip._tls @ 100 1 443 host 3600`: with a name behind the service or a TTL behind the
/// target, or both.
pub(super) fn panel_row(words: &[Word], text: &[u8]) -> Option<String> {
    let [rtype, service, rest @ ..] = words else { return None };
    let octets = |word: &Word| word.text(text);
    let is_label = |word: &[u8]| word.len() > 1 && word[0] == b'_' && !word.contains(&b'.');
    if record_type(octets(rtype)) != Some(RecordType::SRV) || words.iter().any(|word| word.quoted) {
        return None;
    }
    // Two labels in columns of their own.
    let (labels, rest) = match rest {
        [protocol, rest @ ..] if is_label(octets(service)) && is_label(octets(protocol)) => {
            (format!("{}.{}", printable(octets(service)), printable(octets(protocol))), rest)
        }
        _ => {
            let mut labels = octets(service).split(|octet| *octet == b'.');
            let are_labels = labels.by_ref().take(2).filter(|label| is_label(label)).count() == 2;
            (are_labels && labels.next().is_none()).then_some(())?;
            (printable(octets(service)), rest)
        }
    };
    let is_number = |word: &Word| octets(word).iter().all(u8::is_ascii_digit);
    let (name, fields) = match rest {
        [name, fields @ ..] if !is_number(name) => (Some(octets(name)), fields),
        fields => (None, fields),
    };
    let (fields, ttl) = match fields {
        [fields @ .., ttl] if fields.len() == 4 => (fields, Some(octets(ttl))),
        fields => (fields, None),
    };
    let is_whole = look_like_rdata(RecordType::SRV, fields, text);
    if !is_whole || ttl.is_some_and(|ttl| parse_ttl(ttl).is_err()) || name.is_none() && ttl.is_none() {
        return None;
    }
    let below =
        name.filter(|name| *name != b"@").map_or(String::new(), |name| format!(".{}", printable(name)));
    let ttl = ttl.map_or(String::new(), |ttl| format!("{} ", printable(ttl)));
    let fields: Vec<String> = fields.iter().map(|word| printable(octets(word))).collect();
    Some(format!("{labels}{below} {ttl}{} {}", printable(octets(rtype)), fields.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::lexer::{Kind, Token, Tokens};

    #[test]
    fn rows_are_the_records_that_they_mean() {
        for (row, expected) in [
            ("SRV\t_a._tls\t@\t100\t1\t443\th.x\t3600", Some("_a._tls 3600 SRV 100 1 443 h.x")),
            ("SRV _a._tls 100 1 443 h.x 3600", Some("_a._tls 3600 SRV 100 1 443 h.x")),
            ("SRV _a._tls sub 100 1 443 h.x", Some("_a._tls.sub SRV 100 1 443 h.x")),
            ("SRV _a _tls @ 100 1 443 h.x 1h", Some("_a._tls 1h SRV 100 1 443 h.x")),
            ("SRV _a._tls sub.x. 1 1 443 h 60", Some("_a._tls.sub.x. 60 SRV 1 1 443 h")),
            ("SRV _a._tls 100 1 443 h.x", None),
            ("SRV _a._tls.x @ 100 1 443 h.x", None),
            ("SRV a @ 100 1 443 h.x 3600", None),
            ("SRV _a._tls @ 100 1 443 h.x often", None),
            ("SRV _a._tls @ 100 443 h.x 3600", None),
            ("A _a._tls @ 100 1 443 h.x 3600", None),
        ] {
            let tokens = Tokens::new(row.as_bytes(), 0).filter(|token| token.kind == Kind::Word);
            let words: Vec<Word> = tokens.map(Token::word).collect();
            assert_eq!(panel_row(&words, row.as_bytes()).as_deref(), expected, "{row}");
        }
    }
}
