//! The formats of services, and which file writes each of them. Does not know where a report goes.

use std::io;

use clap::ValueEnum;
use codespan_reporting::term::termcolor::WriteColor;

use crate::report::traffic::human::{self, Layout};
use crate::report::traffic::json;
use crate::report::traffic::listing::Listing;

/// An output format of `services`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ServicesFormat {
    /// A block a service
    Human,
    /// One JSON object (version 1; `srvlint schema services` describes it)
    Json,
}

/// Writes services in one format.
///
/// # Errors
/// If `out` cannot be written.
pub fn write(format: ServicesFormat, out: &mut dyn WriteColor, listing: &Listing<'_>) -> io::Result<()> {
    match format {
        ServicesFormat::Human => human::write(out, listing, Layout { width: None, bars: false }),
        ServicesFormat::Json => json::write(out, listing),
    }
}
