//! What shows the findings: a terminal with its columns, or a pipe, a file, or the log of a CI system.

use crate::cli::environment::Environment;
use crate::report::Screen;

/// The columns of a terminal that does not tell how many it has.
const USUAL_WIDTH: usize = 80;
/// How many findings a terminal shows. More are not read from the first to the last.
const MOST_SHOWN: usize = 50;

/// What shows standard output. All findings are shown if that is asked for.
pub fn output_screen(environment: &Environment, shows_all: bool) -> Screen {
    if !environment.shows_output || environment.in_ci {
        return Screen::default();
    }
    Screen {
        width: Some(environment.columns[0].unwrap_or(USUAL_WIDTH)),
        most: (!shows_all).then_some(MOST_SHOWN),
        has_links: environment.has_links && !environment.has_dumb_terminal,
    }
}

/// What shows standard error.
pub fn error_screen(environment: &Environment) -> Screen {
    let is_read = environment.shows_errors && !environment.in_ci;
    let width = is_read.then(|| environment.columns[1].unwrap_or(USUAL_WIDTH));
    Screen { width, ..Screen::default() }
}
