//! The command line: arguments, output, exit codes.

pub mod args;
pub mod mistaken_options;
pub mod output;
pub mod progress_bar;
