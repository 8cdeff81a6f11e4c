//! The arguments of `srvlint check` about fixes, as they are typed. Their comments are the help.

use clap::{ArgGroup, Args};

/// What is fixed, and where that goes.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("fixing").args(["fix", "diff"]).multiple(true)))]
pub struct FixArguments {
    /// Fix what can be fixed safely: each fix is proved to change the records that it names and no others.
    /// Standard input is written to standard output
    #[arg(long, conflicts_with_all = ["staged", "tree"], help_heading = "Fixing")]
    pub fix: bool,

    /// Make unsafe fixes too: they very likely mean what was meant, but change what servers answer
    #[arg(long, requires = "fixing", help_heading = "Fixing")]
    pub unsafe_fixes: bool,

    /// Write nothing: print what would change as a patch for `git apply`
    #[arg(long, conflicts_with_all = ["staged", "tree"], help_heading = "Fixing")]
    pub diff: bool,
}

impl FixArguments {
    /// Whether fixes are made, or shown as a patch.
    pub fn is_fixing(&self) -> bool {
        self.fix || self.diff
    }
}
