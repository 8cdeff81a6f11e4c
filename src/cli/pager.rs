//! Shows a long text on a terminal page by page, with the pager that the user has.

use std::io::{self, Write};
use std::process::{Command, Stdio};

use crate::cli::environment::Environment;

/// The pager of a user who names none.
const USUAL: &str = "less";
/// How `less` behaves unless its user says otherwise: it ends at once if the text fits, obeys colours, and leaves the text.
const LESS_OPTIONS: &str = "FRX";

/// Shows `text`, which may have colours. `PAGER` names the program, as for other commands; empty, or `cat`, is none.
pub fn show(text: &[u8], environment: &Environment) -> io::Result<()> {
    let lines = text.iter().filter(|octet| **octet == b'\n').count();
    let is_long = environment.rows.is_some_and(|rows| lines >= rows);
    let is_read = environment.shows_output && !environment.in_ci && !environment.has_dumb_terminal;
    if is_long && is_read && page(text, environment).is_some() {
        return Ok(());
    }
    io::stdout().lock().write_all(text)
}

/// Has the pager show the text; `None` if there is no such program.
fn page(text: &[u8], environment: &Environment) -> Option<()> {
    let named = environment.pager.as_deref().unwrap_or(USUAL);
    let mut words = named.split_whitespace();
    let mut pager = Command::new(words.next()?);
    pager.args(words).stdin(Stdio::piped());
    if !environment.has_less_options {
        pager.env("LESS", LESS_OPTIONS);
    }
    let mut shown = pager.spawn().ok()?;
    if let Some(mut stdin) = shown.stdin.take() {
        // The reader may have seen enough.
        let _ = stdin.write_all(text);
    }
    shown.wait().ok().map(|_| ())
}
