//! The command line, as it is typed. Its comments are the help.

use std::path::PathBuf;

use clap::builder::styling::{Ansi256Color, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::base::severity::Severity;
use crate::report::traffic::ServicesFormat;
use crate::report::{Format, UrlTemplate};
use crate::syntax::ttl::parse_ttl;

use crate::cli::choices::{ListFormat, Part, Schema, Shell};
use crate::cli::fix_arguments::FixArguments;
use crate::cli::input_args::{From, Inputs, Listing};
use crate::cli::outputs::{Output, parse_output, stdout_formats};
use crate::cli::rule_name::RuleName;

/// Colours that can be read on black and on white, as those of findings.
const STYLES: Styles = Styles::styled()
    .header(Ansi256Color(28).on_default().bold())
    .usage(Ansi256Color(28).on_default().bold())
    .literal(Ansi256Color(31).on_default().bold())
    .placeholder(Ansi256Color(31).on_default())
    .error(Ansi256Color(160).on_default().bold())
    .valid(Ansi256Color(28).on_default())
    .invalid(Ansi256Color(166).on_default());

/// What `--version` says: the version, from which commit, and how it was built.
const LONG_VERSION: &str = match env!("SRVLINT_COMMIT").is_empty() {
    true => concat!(env!("CARGO_PKG_VERSION"), "\nbuilt: ", env!("SRVLINT_BUILD")),
    false => concat!(
        env!("CARGO_PKG_VERSION"),
        "\ncommit: ",
        env!("SRVLINT_COMMIT"),
        "\nbuilt: ",
        env!("SRVLINT_BUILD")
    ),
};

/// Finds mistakes in the DNS SRV records of BIND zone files.
#[derive(Debug, Parser)]
#[command(name = "srvlint", version, long_version = LONG_VERSION, styles = STYLES, max_term_width = 100, after_help = "\
Examples:
  srvlint check                            lint every zone below the current directory
  srvlint check zones/example.com.zone     lint one file
  srvlint check - --origin example.com     lint standard input
  srvlint check --output sarif:out.sarif   the same for people, and a report for code scanning
  srvlint explain cname-target             why a rule exists, and what to write instead
  srvlint zones                            which files are zones, and how their names became known
  srvlint services --host pbx1             what breaks if pbx1 is down")]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,

    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Color::Auto, help_heading = "Output")]
    pub color: Color,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal; NO_COLOR, FORCE_COLOR, CLICOLOR and CLICOLOR_FORCE are honoured
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Lint files and directories
    Check(Box<Check>),
    /// Show what a rule finds, why, and what to write instead
    Explain(Explain),
    /// List every rule
    Rules {
        /// The format on standard output
        #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ListFormat::Text, help_heading = "Output")]
        format: ListFormat,
    },
    /// Print every record as a name server would load it
    Records(Listing),
    /// List the zones: file, origin, where the origin came from, records, SRV records
    Zones(Zones),
    /// Show who gets the traffic of each service, and what happens when a host is down
    Services(Box<Services>),
    /// Print the effective configuration as a srvlint.toml, with where it came from
    Config(ConfigInputs),
    /// Write a first srvlint.toml with the zones that are here, a hook for pre-commit and a workflow for GitHub
    Init {
        /// Write this alone; may be repeated. What is there already is never overwritten
        #[arg(long, value_name = "PART", value_enum)]
        only: Vec<Part>,
    },
    /// Print a JSON schema
    Schema {
        /// What it describes
        #[arg(value_enum, value_name = "WHAT")]
        of: Schema,
    },
    /// Print shell completions
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Print a manual page
    Man {
        /// The command that it is about [default: the program]
        #[arg(value_name = "COMMAND")]
        command: Option<String>,
    },
}

/// Which configuration to print.
#[derive(Debug, Args)]
pub struct ConfigInputs {
    /// Files and directories: the configuration is the nearest above the first [default: the current directory]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Read this configuration
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,

    /// Read no configuration: print the defaults
    #[arg(long)]
    pub no_config: bool,

    /// Look no further up than this directory [default: the git work tree]
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
}

/// What to explain.
#[derive(Debug, Args)]
pub struct Explain {
    /// A rule, or a place in a zone file, such as `zones/example.com.zone:27`: what is found there, and its rules
    #[arg(value_name = "RULE|FILE:LINE", required = true, value_parser = RuleName, hide_possible_values = true)]
    pub what: Vec<String>,

    /// The format on standard output
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ListFormat::Text, help_heading = "Output")]
    pub format: ListFormat,
}

/// Reads a TTL as zone files write it.
fn parse_max_ttl(text: &str) -> Result<u32, String> {
    parse_ttl(text.as_bytes())
        .map_err(|_| "write seconds, or a TTL as in a zone file: `3600`, `1h`, `1d12h`".to_owned())
}

/// Which services are shown, and how.
#[derive(Debug, Args)]
pub struct Services {
    #[command(flatten)]
    pub inputs: Inputs,

    /// Show these services alone, such as `sip` or `_sip._tcp`
    #[arg(long, value_name = "SERVICE", value_delimiter = ',', help_heading = "Services")]
    pub service: Vec<String>,

    /// Show services of this name alone, and of those below it
    #[arg(long, value_name = "NAME", value_delimiter = ',', help_heading = "Services")]
    pub owner: Vec<String>,

    /// Show what leads to this host alone, and what happens without it: a name, its first labels or an address
    #[arg(long, value_name = "HOST", value_delimiter = ',', help_heading = "Services")]
    pub host: Vec<String>,

    /// Say how these clients share requests too, such as `go,haproxy`; `all` for all that are known [default: those whose
    /// service it is, where they do not do as RFC 2782 says]
    #[arg(long, value_name = "CLIENT", value_delimiter = ',', help_heading = "Services")]
    pub clients: Vec<String>,

    #[command(flatten)]
    pub from: From,

    /// Show what differs from this git revision alone, as it was and as it is
    #[arg(long, value_name = "REV", help_heading = "Git")]
    pub since: Option<String>,

    /// The format on standard output [default: human, unless `--output` writes there]
    #[arg(long, value_name = "FORMAT", value_enum, help_heading = "Output")]
    pub format: Option<ServicesFormat>,

    /// Write the services in this format to this file too; `-` is standard output. May be repeated
    #[arg(long, value_name = "FORMAT:FILE", value_parser = parse_output::<ServicesFormat>, help_heading = "Output")]
    pub output: Vec<Output<ServicesFormat>>,
}

/// Which zones to list.
#[derive(Debug, Args)]
pub struct Zones {
    #[command(flatten)]
    pub listing: Listing,

    /// List too what was not taken for a zone, and why
    #[arg(long)]
    pub skipped: bool,

    /// The format on standard output
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ListFormat::Text, help_heading = "Output")]
    pub format: ListFormat,
}

#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub inputs: Inputs,

    /// Run these rules alone, besides `syntax` and `include`; `all` for every rule
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = RuleName, hide_possible_values = true, help_heading = "Rules")]
    pub select: Vec<String>,

    /// Do not run these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = RuleName, hide_possible_values = true, help_heading = "Rules")]
    pub ignore: Vec<String>,

    /// Report these rules as errors
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = RuleName, hide_possible_values = true, help_heading = "Rules")]
    pub error: Vec<String>,

    /// Report these rules as warnings
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = RuleName, hide_possible_values = true, help_heading = "Rules")]
    pub warn: Vec<String>,

    /// Report these rules as notes
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = RuleName, hide_possible_values = true, help_heading = "Rules")]
    pub note: Vec<String>,

    /// Ignore all suppressions: show every finding
    #[arg(long, help_heading = "Rules")]
    pub no_ignores: bool,

    /// The longest TTL of SRV records that gives no warning: seconds, or as in a zone file, `1d12h`
    #[arg(long, value_name = "TTL", value_parser = parse_max_ttl, help_heading = "Rules")]
    pub max_ttl: Option<u32>,

    #[command(flatten)]
    pub fixing: FixArguments,

    #[command(flatten)]
    pub from: From,

    /// Leave out the findings that this git revision has too
    #[arg(long, value_name = "REV", help_heading = "Git")]
    pub new_since: Option<String>,

    /// Take from this git revision all that can silence a finding: configuration, baseline, .gitignore, server
    /// configurations, and which suppressions count
    #[arg(long, value_name = "REV", conflicts_with = "write_baseline", help_heading = "Git")]
    pub trust: Option<String>,

    /// For pre-commit: the paths are changed files, those that are not zones are skipped, and only
    /// what their change touches or breaks is reported
    #[arg(long, conflicts_with_all = ["tree", "origin", "stdin_filename"], help_heading = "Git")]
    pub hook: bool,

    /// The format on standard output [default: human, unless `--output` writes there]
    #[arg(long, value_name = "FORMAT", value_enum, help_heading = "Output")]
    pub format: Option<Format>,

    /// Write a report in this format to this file too; `-` is standard output. May be repeated
    #[arg(long, value_name = "FORMAT:FILE", value_parser = parse_output::<Format>, help_heading = "Output")]
    pub output: Vec<Output<Format>>,

    /// Make places in `markdown` and `html` links: `https://example.com/blob/main/{path}#L{line}`. `{path}` is the
    /// file's from the top of the repository, percent-encoded; `{line}` and `{column}` count from 1
    #[arg(long, value_name = "URL", value_parser = UrlTemplate::parse, help_heading = "Output")]
    pub url_template: Option<UrlTemplate>,

    /// Leave out the findings that this file knows [default: the configuration's `baseline`]
    #[arg(long, value_name = "FILE", help_heading = "Baseline")]
    pub baseline: Option<PathBuf>,

    /// Let the configuration's `baseline` not count
    #[arg(long, conflicts_with = "baseline", help_heading = "Baseline")]
    pub no_baseline: bool,

    /// Write all findings to this file, for `--baseline`; known ones that no longer occur are dropped
    #[arg(long, value_name = "FILE", help_heading = "Baseline")]
    pub write_baseline: Option<PathBuf>,

    /// Exit with 1 from this severity on
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = FailOn::Warning, help_heading = "Output")]
    pub fail_on: FailOn,

    /// Exit with 0 whatever is found, for jobs that only upload a report
    #[arg(long, help_heading = "Output")]
    pub exit_zero: bool,

    /// Print how many findings each rule has
    #[arg(long, help_heading = "Output")]
    pub statistics: bool,

    /// Show every finding on a terminal too, where else equal ones are one and the worst 50 are shown
    #[arg(long, help_heading = "Output")]
    pub show_all: bool,

    /// Print findings alone, no summary
    #[arg(long, short, conflicts_with = "verbose", help_heading = "Output")]
    pub quiet: bool,

    /// Say too which files were not taken for zones, and why
    #[arg(long, short, help_heading = "Output")]
    pub verbose: bool,
}

/// From which severity on findings make the run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Any finding
    Note,
    /// A warning or an error
    Warning,
    /// An error
    Error,
    /// No finding
    Never,
}

impl Check {
    /// The formats for standard output.
    pub fn stdout_formats(&self) -> Vec<Format> {
        stdout_formats(self.format, &self.output, Format::Human)
    }
}

impl FailOn {
    /// The least severity that makes the run fail; `None` if none does.
    pub fn severity(self) -> Option<Severity> {
        match self {
            FailOn::Note => Some(Severity::Note),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Error => Some(Severity::Error),
            FailOn::Never => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Cli::command().debug_assert();
    }
}
