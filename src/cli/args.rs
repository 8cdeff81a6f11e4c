//! The command line, as it is typed. Its comments are the help.

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::base::severity::Severity;
use crate::files::Contents;
use crate::report::traffic::ServicesFormat;
use crate::report::{Format, UrlTemplate};
use crate::syntax::ttl::parse_ttl;

use crate::cli::fix_arguments::FixArguments;
use crate::cli::output::{Output, parse_output};
use crate::cli::rule_name::RuleName;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Finds mistakes in the DNS SRV records of BIND zone files.
#[derive(Debug, Parser)]
#[command(name = "srvlint", version, styles = STYLES, max_term_width = 100, before_help = "\
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
    Config(Inputs),
    /// Print a JSON schema
    Schema {
        /// What it describes
        #[arg(value_enum, value_name = "output|config|services")]
        of: Schema,
    },
    /// Print shell completions
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
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

/// How a command writes what it lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people on a terminal; in a pipe, lists are separated by tabs
    Text,
    /// One JSON object
    Json,
}

/// What a JSON schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Schema {
    /// What `check --format json` writes
    Output,
    /// srvlint.toml
    Config,
    /// What `services --format json` writes
    Services,
}

/// What to read.
#[derive(Debug, Default, Args)]
pub struct Inputs {
    /// Files and directories; `-` is standard input, and a named.conf, nsd.conf or knot.conf stands
    /// for the zones that it declares [default: the current directory]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Read paths from this file too, one a line; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub files_from: Option<PathBuf>,

    /// The zone's name, for one file or standard input
    #[arg(long, value_name = "NAME", help_heading = "Zones")]
    pub origin: Option<String>,

    /// Open no file outside this directory [default: the git work tree, or the path's directory]
    #[arg(long, value_name = "DIR", help_heading = "Zones")]
    pub root: Option<PathBuf>,

    /// Learn zones' names and views from this named.conf, nsd.conf or knot.conf [default: those below the root]
    #[arg(long, value_name = "FILE", help_heading = "Zones")]
    pub named_conf: Vec<PathBuf>,

    /// Read this configuration [default: the nearest srvlint.toml above the first path]
    #[arg(long, value_name = "FILE", conflicts_with = "no_config", help_heading = "Configuration")]
    pub config: Option<PathBuf>,

    /// Read no configuration
    #[arg(long, help_heading = "Configuration")]
    pub no_config: bool,

    /// Leave out what matches, as in a .gitignore, relative to the current directory
    #[arg(long, value_name = "GLOB", help_heading = "Configuration")]
    pub exclude: Vec<String>,

    /// Leave out what is excluded even if it is named
    #[arg(long, help_heading = "Configuration")]
    pub force_exclude: bool,

    /// Show standard input under this name
    #[arg(long, value_name = "PATH", help_heading = "Zones")]
    pub stdin_filename: Option<String>,

    /// Read and load zones with so many threads [default: as many as the machine runs at once]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
}

/// Where the files come from.
#[derive(Debug, Args)]
pub struct From {
    /// Read what is staged: the git index in place of the work tree
    #[arg(long, conflicts_with = "tree", help_heading = "Git")]
    pub staged: bool,

    /// Read the tree of a git revision in place of the work tree; also in a bare repository
    #[arg(long, value_name = "REV", help_heading = "Git")]
    pub tree: Option<String>,
}

/// What to list.
#[derive(Debug, Args)]
pub struct Listing {
    #[command(flatten)]
    pub inputs: Inputs,

    #[command(flatten)]
    pub from: From,
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

    /// The format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ServicesFormat::Human, help_heading = "Output")]
    pub format: ServicesFormat,
}

/// Which zones to list.
#[derive(Debug, Args)]
pub struct Zones {
    #[command(flatten)]
    pub listing: Listing,

    /// List too what was not taken for a zone, and why
    #[arg(long)]
    pub skipped: bool,
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

    /// Let no suppression count: show every finding
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

    /// For pre-commit: the paths are changed files, those that are no zones are skipped, and only
    /// what their change touches or breaks is reported
    #[arg(long, conflicts_with_all = ["tree", "origin", "stdin_filename"], help_heading = "Git")]
    pub hook: bool,

    /// The format on standard output [default: human, unless `--output` writes there]
    #[arg(long, value_name = "FORMAT", value_enum, help_heading = "Output")]
    pub format: Option<Format>,

    /// Write a report in this format to this file too; `-` is standard output. May be repeated
    #[arg(long, value_name = "FORMAT:FILE", value_parser = parse_output, help_heading = "Output")]
    pub output: Vec<Output>,

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

impl From {
    /// The same for the library.
    pub fn contents(&self) -> Contents {
        match &self.tree {
            Some(revision) => Contents::Revision(revision.clone()),
            None if self.staged => Contents::Index,
            None => Contents::WorkTree,
        }
    }
}

impl Check {
    /// The formats for standard output.
    pub fn stdout_formats(&self) -> Vec<Format> {
        let outputs = self.output.iter().filter(|output| output.file.is_none()).map(|output| output.format);
        let formats: Vec<Format> = self.format.into_iter().chain(outputs).collect();
        if formats.is_empty() { vec![Format::Human] } else { formats }
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
