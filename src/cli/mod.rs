//! The program: its arguments and environment in, its output and exit code out.
//!
//! Here alone the environment, the clock, the current directory and standard input are read (`environment`); every other
//! room is told them as values. A command line goes from `args`, as it was typed, to `inputs` and `settings`, as a run
//! takes it, to `check` or one of the other `commands`.
//!
//! Knows nothing that another front end would need.

mod args;
mod baseline;
mod check;
mod choices;
mod color;
mod commands;
mod cut_names;
mod environment;
mod explain;
mod fix;
mod fix_arguments;
mod init;
mod input_args;
mod inputs;
mod levels;
mod manual;
mod messages;
mod mistaken_options;
mod output;
mod outputs;
mod overwriting;
mod pager;
mod progress_bar;
mod rule_name;
mod run;
mod screen;
mod services;
mod settings;

pub use crate::cli::run::run;
