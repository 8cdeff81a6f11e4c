//! Whether to use colours: the flag decides, then the environment's variables, and then whether a terminal reads.

use codespan_reporting::term::termcolor::ColorChoice;

use crate::cli::args::Color;
use crate::cli::environment::{Colors, Environment};

/// Colours for what goes to standard output.
pub fn output_color(color: Color, environment: &Environment) -> ColorChoice {
    choice(is_colored(color, environment, environment.shows_output))
}

/// Colours for what goes to standard error.
pub fn error_color(color: Color, environment: &Environment) -> ColorChoice {
    choice(is_colored(color, environment, environment.shows_errors))
}

fn choice(is_colored: bool) -> ColorChoice {
    if is_colored { ColorChoice::AlwaysAnsi } else { ColorChoice::Never }
}

fn is_colored(color: Color, environment: &Environment, terminal: bool) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => match environment.colors {
            Colors::Refused => false,
            Colors::Forced => true,
            Colors::Unsaid => terminal && !environment.has_dumb_terminal,
        },
    }
}

/// Colours for clap's help, before the command line is read.
pub fn clap_color(environment: &Environment) -> clap::ColorChoice {
    match is_colored(given_color(environment), environment, environment.shows_output) {
        true => clap::ColorChoice::Always,
        false => clap::ColorChoice::Never,
    }
}

/// Whether there are colours for clap's errors.
pub fn is_error_colored(environment: &Environment) -> bool {
    is_colored(given_color(environment), environment, environment.shows_errors)
}

/// The colours that the arguments ask for, which are not read yet.
fn given_color(environment: &Environment) -> Color {
    let arguments = &environment.arguments;
    let given = |value: &str| {
        let joined = format!("--color={value}");
        let apart = arguments.windows(2).any(|pair| pair[0] == "--color" && pair[1] == value);
        apart || arguments.iter().any(|argument| *argument == *joined.as_str())
    };
    if given("always") {
        Color::Always
    } else if given("never") {
        Color::Never
    } else {
        Color::Auto
    }
}
