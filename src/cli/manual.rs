//! The manual pages, one for the program and one for each command: what clap knows of the arguments, and what holds for
//! all of them. Knows no rule.

use std::io;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use crate::base::spelling::hint;
use crate::cli::args::Cli;

/// Exit codes and what they mean.
const EXIT_CODES: [(&str, &str); 3] = [
    ("0", "No finding at --fail-on (default: warning) or above; for other commands: done."),
    (
        "1",
        "At least one such finding, or with --diff something to change. A syntax error inside a zone is a finding.",
    ),
    ("2", "The run cannot be trusted: bad usage, a path that cannot be read, no zone where one was named."),
];

/// Files that are read without being named.
const FILES: [(&str, &str); 4] = [
    (
        "srvlint.toml, .srvlint.toml",
        "The configuration: the nearest one from the first path upwards, to the top of the repository. See srvlint-config(1) and `srvlint schema config`.",
    ),
    ("srvlint-baseline.json", "Known findings, if the configuration names this file as `baseline`."),
    (".gitignore", "What git ignores and does not track is left out of directories."),
    (
        "named.conf, nsd.conf, knot.conf",
        "Configurations of name servers below the root tell the names and views of zones.",
    ),
];

/// Variables that are read.
const VARIABLES: [(&str, &str); 7] = [
    (
        "NO_COLOR, FORCE_COLOR, CLICOLOR, CLICOLOR_FORCE",
        "Whether there are colours, unless --color says so. NO_COLOR comes first; FORCE_COLOR=0 and CLICOLOR=0 refuse colours.",
    ),
    ("PAGER", "The program that shows long pages on a terminal, else less."),
    ("CI", "If set, the log is taken for a CI system's: no progress bar, every finding whole."),
    ("GITHUB_ACTIONS", "If true, --format auto writes annotations."),
    ("PRE_COMMIT_FROM_REF", "Set by pre-commit for a push: where the change begins that --hook asks about."),
    ("GIT_DIR", "Which repository git reads, as for git itself."),
    (
        "SRVLINT_TODAY",
        "A day, as YYYY-MM-DD, that stands for today when the last days of suppressions are judged.",
    ),
];

/// Examples of each command: what to type, and what it does.
const EXAMPLES: [(&str, &[(&str, &str)]); 10] = [
    (
        "",
        &[
            ("srvlint check", "Lint every zone below the current directory."),
            ("srvlint init", "Write a configuration, a hook and a workflow for this repository."),
            ("srvlint explain cname-target", "Say why a rule exists, and what to write instead."),
        ],
    ),
    (
        "check",
        &[
            ("srvlint check zones/example.com.zone", "Lint one file."),
            ("srvlint check - --origin example.com < zone", "Lint standard input."),
            ("srvlint check --new-since origin/main", "Report only what the branch breaks."),
            (
                "srvlint check --output human:- --output sarif:srvlint.sarif",
                "Show findings, and write a report for code scanning.",
            ),
            (
                "srvlint check --write-baseline srvlint-baseline.json",
                "Let the present findings pass from now on.",
            ),
        ],
    ),
    (
        "explain",
        &[
            ("srvlint explain zero-weight long-ttl", "Show the pages of two rules."),
            (
                "srvlint explain zones/example.com.zone:27",
                "Show what is found in a line, and the pages of its rules.",
            ),
        ],
    ),
    ("rules", &[("srvlint rules --format json", "List the rules for a program.")]),
    ("records", &[("srvlint records db.example.org", "Print every record as a name server would load it.")]),
    (
        "zones",
        &[("srvlint zones --skipped", "List the zones, and what was not taken for one, with the reason.")],
    ),
    ("services", &[("srvlint services --host pbx1", "Show what breaks if pbx1 is down.")]),
    ("config", &[("srvlint config", "Print the configuration in force, and where each value comes from.")]),
    ("schema", &[("srvlint schema config > srvlint.schema.json", "Have an editor complete srvlint.toml.")]),
    ("init", &[("srvlint init --only config", "Write srvlint.toml alone.")]),
];

/// The manual page of a command, or of the program, as roff.
///
/// # Errors
/// That there is no such command.
pub fn manual(name: Option<&str>) -> Result<Vec<u8>, String> {
    let mut root = Cli::command();
    root.build();
    let names: Vec<String> = root.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let command = match name {
        None => root.clone().before_help("").after_help(""),
        Some(name) => root.find_subcommand(name).cloned().ok_or_else(|| {
            let hint = hint(name, names.iter().map(String::as_str));
            let hint = hint.unwrap_or_else(|| format!("there are {}", names.join(", ")));
            format!("there is no command `{name}`: {hint}")
        })?,
    };
    let mut page = Vec::new();
    write(&mut page, command, name.unwrap_or_default(), &names).map_err(|error| error.to_string())?;
    Ok(page)
}

fn write(page: &mut Vec<u8>, command: Command, name: &str, names: &[String]) -> io::Result<()> {
    let title = if name.is_empty() { "srvlint".to_owned() } else { format!("srvlint-{name}") };
    let has_commands = name.is_empty();
    let man = Man::new(command)
        .title(&title)
        .source(format!("srvlint {}", env!("CARGO_PKG_VERSION")))
        .manual("srvlint");
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    if has_commands {
        man.render_subcommands_section(page)?;
    }
    let mut rest = Roff::new();
    section(&mut rest, "EXIT STATUS", EXIT_CODES.iter().copied());
    if !matches!(name, "completions" | "man" | "schema" | "rules") {
        section(&mut rest, "FILES", FILES.iter().copied());
    }
    section(&mut rest, "ENVIRONMENT", VARIABLES.iter().copied());
    let examples = EXAMPLES.iter().find(|(of, _)| *of == name).map_or(&[][..], |(_, examples)| examples);
    section(&mut rest, "EXAMPLES", examples.iter().copied());
    let pages = names
        .iter()
        .filter(|other| *other != name && *other != "help")
        .map(|other| format!("srvlint-{other}(1)"));
    let first = (!name.is_empty()).then(|| "srvlint(1)".to_owned());
    let pages: Vec<String> =
        first.into_iter().chain(pages).chain(["named-checkzone(8)".to_owned()]).collect();
    rest.control("SH", ["SEE ALSO"]).text([roman(pages.join(", "))]);
    rest.to_writer(page)
}

/// A section of terms, each with what it means.
fn section<'a>(page: &mut Roff, title: &str, terms: impl Iterator<Item = (&'a str, &'a str)>) {
    let mut terms = terms.peekable();
    if terms.peek().is_none() {
        return;
    }
    page.control("SH", [title]);
    for (term, meaning) in terms {
        page.control("TP", []).text([bold(term)]).text([roman(meaning)]);
    }
}
