//! What goes to standard error besides the progress: one line a message, harmless for terminals and logs.

use std::io::{self, Write};

use codespan_reporting::term::termcolor::BufferedStandardStream;

use crate::base::printable::{defused, harmless_text};
use crate::check::Exit;
use crate::check::config::ConfigError;
use crate::cli::args::Color;
use crate::cli::color::error_color;
use crate::cli::environment::Environment;
use crate::cli::screen::error_screen;
use crate::discover::{LeftOut, RunFault};
use crate::report::write_config_error;
use crate::workspace::Workspace;

/// Why there is no run.
pub enum Refusal {
    /// The arguments cannot be meant.
    Usage(String),
    /// A report is to be written where it must not be.
    Output(String),
    /// The configuration cannot be used.
    Configuration(ConfigError),
}

impl From<String> for Refusal {
    fn from(message: String) -> Self {
        Refusal::Usage(message)
    }
}

impl Refusal {
    /// Says why, and how the program ends.
    pub fn tell(&self, environment: &Environment, color: Color) -> Exit {
        match self {
            Refusal::Usage(message) | Refusal::Output(message) => usage_error(message),
            Refusal::Configuration(error) => {
                let mut out = BufferedStandardStream::stderr(error_color(color, environment));
                // Standard error may be closed; nothing can be done about that.
                let _ = write_config_error(&mut out, error, &error_screen(environment))
                    .and_then(|()| out.flush());
                Exit::Faulty
            }
        }
    }
}

pub fn report_skipped(workspace: &Workspace) {
    for line in &workspace.skipped {
        complain(line);
    }
}

/// Says all that was not taken for a zone, and was not said yet.
pub fn report_left_out(workspace: &Workspace) {
    for LeftOut { path, why } in &workspace.left_out {
        let beginning = format!("`{path}`");
        if workspace.skipped.iter().any(|line| line.starts_with(&beginning)) {
            continue;
        }
        complain(&format!("`{path}` is not linted: {why}"));
    }
}

pub fn report_faults(faults: &[RunFault]) {
    for fault in faults {
        complain(&fault.0);
    }
}

pub fn usage_error(message: &str) -> Exit {
    complain(message);
    eprintln_quietly("For more information, try '--help'.");
    Exit::Faulty
}

pub fn complain(message: &str) {
    eprintln_quietly(&format!("srvlint: {}", defused(&harmless_text(message))));
}

/// Writes a line to standard error, which may be closed: nothing can be done about that.
pub fn eprintln_quietly(line: &str) {
    eprint_quietly(&format!("{line}\n"));
}

pub fn eprint_quietly(text: &str) {
    let _ = write!(io::stderr(), "{text}");
}
