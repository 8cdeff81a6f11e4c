//! The formats of services, and which file writes each of them. Does not know where a report goes.

use std::io;

use clap::ValueEnum;
use codespan_reporting::term::termcolor::WriteColor;

use crate::report::html;
use crate::report::traffic::layout::Layout;
use crate::report::traffic::listing::Listing;
use crate::report::traffic::{csv, human, json, markdown, mermaid, svg};

/// An output format of `services`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ServicesFormat {
    /// A block a service
    Human,
    /// One JSON object (version 1; `srvlint schema services` describes it)
    Json,
    /// A table for the summary of a job or a comment, with a drawing if it is small
    Markdown,
    /// A Mermaid flow chart
    Mermaid,
    /// A drawing that stands alone
    Svg,
    /// A line a record, for spreadsheets
    Csv,
    /// One page to open in a browser: no script, nothing from the network
    Html,
}

impl ServicesFormat {
    /// The names that `--format` takes, in the order of its help.
    pub fn names() -> Vec<String> {
        let values = Self::value_variants().iter().filter_map(Self::to_possible_value);
        values.map(|value| value.get_name().to_owned()).collect()
    }
}

/// Writes services in one format.
///
/// # Errors
/// If `out` cannot be written.
pub fn write(format: ServicesFormat, out: &mut dyn WriteColor, listing: &Listing<'_>) -> io::Result<()> {
    match format {
        ServicesFormat::Human => human::write(out, listing, Layout { width: None, bars: false }),
        ServicesFormat::Json => json::write(out, listing),
        ServicesFormat::Markdown => markdown::write(out, listing),
        ServicesFormat::Mermaid => mermaid::write(out, listing),
        ServicesFormat::Svg => svg::write(out, listing),
        ServicesFormat::Csv => csv::write(out, listing),
        ServicesFormat::Html => html::write_listing(out, listing),
    }
}
