//! What the process was started with, read once. The only code that asks for environment variables, the clock, the
//! current directory or standard input: every other part of srvlint is told them as values.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal, Read};
use std::time::{SystemTime, UNIX_EPOCH};

use terminal_size::{Height, Width, terminal_size_of};

use crate::base::date::Date;
use crate::base::printable::harmless_text;
use crate::files::{LARGEST_FILE, Surroundings};

/// The variable that replaces the system's clock, so that a run can be repeated.
const TODAY: &str = "SRVLINT_TODAY";

/// What the process was started with.
#[derive(Debug, Default)]
pub struct Environment {
    /// The arguments, the program's name first.
    pub arguments: Vec<OsString>,
    /// Where it stands, as far as reading files depends on it.
    pub surroundings: Surroundings,
    /// Whether it runs in a job of GitHub Actions.
    pub in_github_actions: bool,
    /// Whether it runs in a CI system, whose log shows every line that is written.
    pub in_ci: bool,
    /// What the environment says of colours.
    pub colors: Colors,
    /// Whether the terminal can do nothing but write on.
    pub has_dumb_terminal: bool,
    /// Whether standard output is a terminal.
    pub shows_output: bool,
    /// Whether standard error is a terminal.
    pub shows_errors: bool,
    /// The columns of the terminal on standard output, and on standard error, where one tells them.
    pub columns: [Option<usize>; 2],
    /// Whether the terminal on standard output can show links.
    pub has_links: bool,
    /// The lines of the terminal on standard output, where it tells them.
    pub rows: Option<usize>,
    /// What `PAGER` says.
    pub pager: Option<String>,
    /// Whether `LESS` says how that pager behaves.
    pub has_less_options: bool,
    /// The revision where the change begins that pre-commit asks about, as for a push.
    pub change_begins: Option<String>,
    /// The day that `SRVLINT_TODAY` puts in place of today.
    pub set_day: Option<String>,
}

/// What variables say of colours, in the order in which they count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Colors {
    /// Nothing: colours are for terminals.
    #[default]
    Unsaid,
    /// `NO_COLOR`, `FORCE_COLOR=0` or `CLICOLOR=0`: none.
    Refused,
    /// `FORCE_COLOR` or `CLICOLOR_FORCE`: also where no terminal reads.
    Forced,
}

impl Colors {
    /// What the variables with these values say.
    fn of(value: impl Fn(&str) -> Option<OsString>) -> Self {
        let [no, force, force_old, old] = ["NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR"]
            .map(|name| value(name).filter(|value| !value.is_empty()));
        let is_no = |value: &Option<OsString>| value.as_ref().is_some_and(|value| !means_yes(value));
        let is_yes = |value: &Option<OsString>| value.as_ref().is_some_and(|value| means_yes(value));
        if no.is_some() || is_no(&force) {
            Colors::Refused
        } else if is_yes(&force) || is_yes(&force_old) {
            Colors::Forced
        } else if is_no(&old) {
            Colors::Refused
        } else {
            Colors::Unsaid
        }
    }
}

impl Environment {
    /// The environment of this process.
    pub fn of_process() -> Self {
        let says = |name: &str, means: fn(&OsString) -> bool| env::var_os(name).as_ref().is_some_and(means);
        let here = env::current_dir().and_then(|path| path.canonicalize()).unwrap_or_default();
        Self {
            arguments: env::args_os().collect(),
            surroundings: Surroundings { here, has_git_dir: env::var_os("GIT_DIR").is_some() },
            in_github_actions: says("GITHUB_ACTIONS", |value| value == "true"),
            in_ci: says("CI", |value| means_yes(value)),
            colors: Colors::of(|name| env::var_os(name)),
            has_dumb_terminal: says("TERM", |value| value == "dumb"),
            shows_output: io::stdout().is_terminal(),
            shows_errors: io::stderr().is_terminal(),
            columns: [terminal_size_of(io::stdout()), terminal_size_of(io::stderr())].map(columns),
            rows: terminal_size_of(io::stdout()).map(|(_, height)| usize::from(height.0)),
            pager: env::var("PAGER").ok(),
            has_less_options: env::var_os("LESS").is_some(),
            has_links: supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
            change_begins: env::var("PRE_COMMIT_FROM_REF").ok().filter(|name| !name.is_empty()),
            set_day: env::var(TODAY).ok(),
        }
    }

    /// Today, in UTC. `SRVLINT_TODAY=YYYY-MM-DD` in the environment stands for another day: the same input then gives
    /// the same output on every day, as `SOURCE_DATE_EPOCH` does for builds.
    ///
    /// # Errors
    /// A message about a variable that says no day.
    pub fn today(&self) -> Result<Date, String> {
        let Some(text) = &self.set_day else {
            let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_secs());
            return Ok(Date::after_epoch(seconds / 86_400));
        };
        Date::parse(text).ok_or_else(|| {
            let text = harmless_text(text);
            format!("`{TODAY}={text}` in the environment is not a date: write YYYY-MM-DD")
        })
    }
}

/// The columns of a terminal, if it tells them.
fn columns(size: Option<(Width, Height)>) -> Option<usize> {
    size.map(|(width, _)| usize::from(width.0)).filter(|columns| *columns > 0)
}

/// Whether a variable's value means yes, as CI systems set it.
fn means_yes(value: &OsStr) -> bool {
    !value.is_empty() && value != "false" && value != "0"
}

/// Standard input, or a little more of it than a file may have.
pub fn read_stdin() -> io::Result<Vec<u8>> {
    let mut octets = Vec::new();
    io::stdin().lock().take(LARGEST_FILE + 1).read_to_end(&mut octets).map(|_| octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ci_system_says_yes() {
        for (value, expected) in [("true", true), ("1", true), ("", false), ("false", false), ("0", false)] {
            assert_eq!(means_yes(OsStr::new(value)), expected, "{value}");
        }
    }

    #[test]
    fn variables_say_whether_there_are_colours() {
        for (set, expected) in [
            (&[][..], Colors::Unsaid),
            (&[("NO_COLOR", "")], Colors::Unsaid),
            (&[("NO_COLOR", "0"), ("FORCE_COLOR", "1")], Colors::Refused),
            (&[("FORCE_COLOR", "1")], Colors::Forced),
            (&[("FORCE_COLOR", "3")], Colors::Forced),
            (&[("FORCE_COLOR", "0"), ("CLICOLOR_FORCE", "1")], Colors::Refused),
            (&[("FORCE_COLOR", "false")], Colors::Refused),
            (&[("CLICOLOR_FORCE", "1"), ("CLICOLOR", "0")], Colors::Forced),
            (&[("CLICOLOR_FORCE", "0")], Colors::Unsaid),
            (&[("CLICOLOR", "0")], Colors::Refused),
            (&[("CLICOLOR", "1")], Colors::Unsaid),
        ] {
            let value = |name: &str| set.iter().find(|(key, _)| *key == name).map(|(_, value)| value.into());
            assert_eq!(Colors::of(value), expected, "{set:?}");
        }
    }

    #[test]
    fn a_variable_stands_for_the_clock() {
        let today =
            |text: &str| Environment { set_day: Some(text.to_owned()), ..Environment::default() }.today();
        assert_eq!(today("2026-12-01").map(|day| day.to_string()), Ok("2026-12-01".to_owned()));
        assert!(today("tomorrow").is_err_and(|message| message.contains("`SRVLINT_TODAY=tomorrow`")));
    }
}
