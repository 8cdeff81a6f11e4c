//! The names that a zone's SOA and NS records point at: mostly some lie in the zone itself. Knows names as written; loads
//! nothing.

use hickory_proto::rr::RecordType;

use crate::syntax::{Entry, Parser, Start};

/// How many names are looked at.
const MOST_NAMES: usize = 100;

/// The absolute names in the rdata of a file's SOA and NS records, as written.
pub fn apex_names(text: &[u8]) -> Vec<String> {
    let (mut names, mut parser, mut errors) = (Vec::new(), Parser::new(text, Start::File), Vec::new());
    while let Some(entry) = parser.next(&mut errors) {
        errors.clear();
        let Entry::Record(record) = entry else { continue };
        let words = match record.rtype {
            RecordType::SOA => record.rdata.get(..2),
            RecordType::NS => record.rdata.get(..1),
            _ => None,
        };
        let written = words.unwrap_or_default().iter().map(|word| word.text(text));
        let absolute = written.filter(|name| name.ends_with(b".") && !name.contains(&b'\\'));
        names.extend(absolute.map(|name| String::from_utf8_lossy(name).into_owned()));
        if names.len() >= MOST_NAMES {
            break;
        }
    }
    names
}
