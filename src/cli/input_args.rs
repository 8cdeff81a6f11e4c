//! The arguments that say what to read, which most commands have. Their comments are the help.

use std::path::PathBuf;

use clap::Args;

use crate::files::Contents;

/// What to read.
#[derive(Debug, Default, Args)]
pub struct Inputs {
    /// Files and directories; `-` is standard input, and a named.conf, nsd.conf or knot.conf stands
    /// for the zones that it declares [default: the current directory]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Read paths from this file too, one a line or each with a NUL after it; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub files_from: Option<PathBuf>,

    /// The zone's name, for one file or standard input
    #[arg(long, value_name = "NAME", help_heading = "Zones")]
    pub origin: Option<String>,

    /// Judge named files, or standard input, without an SOA record like whole zones
    #[arg(long, help_heading = "Zones")]
    pub whole: bool,

    /// Open no file outside this directory [default: the git work tree, or the path's directory]
    #[arg(long, value_name = "DIR", help_heading = "Zones")]
    pub root: Option<PathBuf>,

    /// Look up no name in the zones around the files that are named
    #[arg(long, help_heading = "Zones")]
    pub no_context: bool,

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

    /// Take standard input for the text of this file
    #[arg(long, value_name = "PATH", help_heading = "Zones")]
    pub stdin_filename: Option<String>,

    /// Number of threads that read and load zones [default: as many as the machine runs at once]
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
