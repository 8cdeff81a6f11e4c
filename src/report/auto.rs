//! The format that suits where srvlint runs.

use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::check::run::Report;
use crate::report::{github, human};

/// Writes source lines for people; inside GitHub Actions annotations too.
pub fn write(out: &mut dyn WriteColor, report: &Report) -> io::Result<()> {
    human::write(out, report)?;
    if std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true") {
        let left_out = github::write_annotations(out, report)?;
        github::write_rest(out, left_out.len())?;
    }
    Ok(())
}
