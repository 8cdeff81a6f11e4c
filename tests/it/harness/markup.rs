//! Reports that are XML, or HTML that is XML too.

use roxmltree::{Document, ParsingOptions};

/// The elements of a report.
#[track_caller]
pub fn document(text: &str) -> Document<'_> {
    // `<!DOCTYPE html>` declares no entity.
    let options = ParsingOptions { allow_dtd: text.starts_with("<!DOCTYPE html>"), ..Default::default() };
    Document::parse_with_options(text, options).unwrap_or_else(|error| panic!("{error}: {text}"))
}
