//! Which texts can matter to a run on zones. Knows neither its files nor its findings.

use std::path::Path;

use crate::discover::server_config::dialect;
use crate::discover::{SNIFFED, is_zone_like, may_be_zone};
use crate::syntax::{Entry, Parser, Start};

/// Whether the text of the file at `path` may be a zone, something that a zone could include, or a name server's configuration.
pub(crate) fn may_matter(path: &Path, octets: &[u8]) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    may_be_zone(octets) || may_be_fragment(octets) || is_zone_like(octets) || dialect(name, octets).is_some()
}

/// Whether a text has something that could be a record or a directive.
fn may_be_fragment(octets: &[u8]) -> bool {
    let beginning = &octets[..octets.len().min(SNIFFED)];
    if memchr::memchr(0, beginning).is_some() {
        return false;
    }
    let (mut parser, mut errors) = (Parser::new(beginning, Start::File), Vec::new());
    while let Some(entry) = parser.next(&mut errors) {
        if !matches!(entry, Entry::Broken { .. }) {
            return true;
        }
    }
    false
}
