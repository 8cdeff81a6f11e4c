//! From the process's arguments to its exit code. Lints nothing itself.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use crate::base::bytes::a_mapped_file_has_changed;
use crate::base::printable::{defused, harmless_text};
use crate::base::unchecked::ignore_full_files;
use crate::check::Exit;
use crate::cli::args::{Cli, Command};
use crate::cli::check::check;
use crate::cli::color::{clap_color, is_error_colored};
use crate::cli::commands;
use crate::cli::environment::Environment;
use crate::cli::explain::explain;
use crate::cli::init::init;
use crate::cli::messages::{complain, eprint_quietly};
use crate::cli::mistaken_options::{Mistaken, first_mistaken};
use crate::cli::services::services;

/// Runs the program with the process's arguments. Returns its exit code.
pub fn run() -> ExitCode {
    exit_on_panic();
    ignore_full_files();
    let environment = Environment::of_process();
    let change_begins = environment.change_begins.as_deref();
    if let Some(found) = first_mistaken(&environment.arguments, &environment.surroundings, change_begins) {
        complain(&format!("{}: put `--` before file names", said_of(&found)));
        return exit_code(Exit::Faulty);
    }
    let command = || Cli::command().color(clap_color(&environment));
    // Kept until the process ends: to take it apart takes as long as to read a small zone.
    let cli = Box::leak(Box::new(command())).try_get_matches_from_mut(&environment.arguments);
    let cli = cli.and_then(|mut matches| Cli::from_arg_matches_mut(&mut matches)).unwrap_or_else(|error| {
        // What clap quotes of the arguments forges no line: they are made harmless and read again.
        let harmless: Vec<String> = environment.arguments.iter().map(|one| harmless_argument(one)).collect();
        refuse(&command().try_get_matches_from(harmless).err().unwrap_or(error), &environment)
    });
    let color = cli.color;
    let done = match &cli.command {
        Command::Check(arguments) => check(arguments, &environment, color),
        Command::Explain(arguments) => explain(arguments, &environment, color),
        Command::Rules { format } => commands::rules(*format, &environment, color),
        Command::Records(inputs) => commands::records(inputs, &environment, color),
        Command::Zones(inputs) => commands::zones(inputs, &environment, color),
        Command::Services(arguments) => services(arguments, &environment, color),
        Command::Config(inputs) => commands::config(inputs, &environment, color),
        Command::Init { only } => init(only, &environment, color),
        Command::Schema { of } => commands::schema(*of),
        Command::Completions { shell } => commands::completions(*shell),
        Command::Man { command } => commands::manual(command.as_deref()),
    };
    match done {
        Ok(exit) => exit_code(exit),
        // The reader of the output has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => exit_code(Exit::Clean),
        Err(error) => exit_code(cannot_be_written(&error)),
    }
}

/// What an argument is that is taken for an option.
fn said_of(found: &Mistaken) -> String {
    let (option, name) = (harmless_argument(found.option), String::from_utf8_lossy(&found.name));
    match found.option.as_encoded_bytes() == found.name {
        true => format!("`{option}` is the name of a file here"),
        false => {
            format!("`{option}` is a piece of the name of a file here, `{}`", defused(&harmless_text(&name)))
        }
    }
}

/// Says that standard output takes no more, as on a full disk.
fn cannot_be_written(error: &io::Error) -> Exit {
    complain(&format!("the output cannot be written: {error}"));
    Exit::Faulty
}

/// Ends the program with what clap says of its arguments: the help, or an error in srvlint's own voice.
fn refuse(error: &clap::Error, environment: &Environment) -> ! {
    if !error.use_stderr() {
        let exit = match error.print().and_then(|()| io::stdout().flush()) {
            Err(failure) if failure.kind() != io::ErrorKind::BrokenPipe => cannot_be_written(&failure),
            _ => Exit::Clean,
        };
        std::process::exit(i32::from(exit.code()))
    }
    let said = error.render();
    let mut said = if is_error_colored(environment) { said.ansi().to_string() } else { said.to_string() };
    for argument in &environment.arguments {
        said = without_forgery(said, &argument.to_string_lossy());
    }
    eprint_quietly(&said.replacen("error:", "srvlint:", 1));
    std::process::exit(error.exit_code())
}

/// What is said, with what it quotes of an argument, or of a value that this holds, as [`harmless_argument`] is: of a value that
/// srvlint refuses, and that is fit when it is harmless, clap quotes the octets.
fn without_forgery(said: String, argument: &str) -> String {
    let value = argument.split_once('=').map(|(_, value)| value);
    let attached = argument.strip_prefix('-').filter(|rest| !rest.starts_with('-')).and_then(|rest| {
        let mut letters = rest.chars();
        letters.next().map(|_| letters.as_str())
    });
    [Some(argument), value, attached].into_iter().flatten().fold(said, |said, quoted| {
        let harmless = harmless_argument(OsStr::new(quoted));
        if quoted.is_empty() || harmless == quoted { said } else { said.replace(quoted, &harmless) }
    })
}

/// An argument without what a terminal or a CI system's log obeys.
fn harmless_argument(argument: &OsStr) -> String {
    defused(&harmless_text(&argument.to_string_lossy())).into_owned()
}

fn exit_code(exit: Exit) -> ExitCode {
    ExitCode::from(exit.code())
}

/// Makes a panic what it is: a run that cannot be trusted. A panic over the text of a file that changed while it was
/// mapped is not a bug, and the message says so.
fn exit_on_panic() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        match a_mapped_file_has_changed() {
            true => complain("a file changed while it was linted: lint it again"),
            false => tell(panic),
        }
        std::process::exit(i32::from(Exit::Faulty.code()));
    }));
}
