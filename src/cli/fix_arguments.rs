//! The arguments of `srvlint check` about fixes, as they are typed. Their comments are the help.

use clap::{ArgGroup, Args};

use crate::base::date::Date;
use crate::check::last_day;
use crate::cli::input_args::From;

/// What is fixed, and where that goes.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("fixing").args(["fix", "diff"]).multiple(true)))]
pub struct FixArguments {
    /// Fix what can be fixed safely: each fix is proved to change the records that it names and no others.
    /// Standard input is written to standard output
    #[arg(long, help_heading = "Fixing")]
    pub fix: bool,

    /// Make unsafe fixes too: they very likely mean what was meant, but change what servers answer
    #[arg(long, requires = "fixing", help_heading = "Fixing")]
    pub unsafe_fixes: bool,

    /// Write nothing: print what would change as a patch for `git apply`
    #[arg(long, help_heading = "Fixing")]
    pub diff: bool,

    /// Make the serial of each zone whose records change greater: today's, if it is a day with a count, else the next
    #[arg(long, requires = "fixing", help_heading = "Fixing")]
    pub bump_serial: bool,

    /// Write comments with this reason that suppress what is left
    #[arg(long, value_name = "REASON", require_equals = true, value_parser = parse_reason, help_heading = "Fixing")]
    pub add_ignore: Option<String>,
}

impl FixArguments {
    /// Whether fixes are made, or shown as a patch.
    pub fn is_fixing(&self) -> bool {
        self.fix || self.diff || self.add_ignore.is_some()
    }

    /// Refuses a reason after whose last day no comment would suppress anything.
    ///
    /// # Errors
    /// That the day is over, or is not a day.
    pub fn refuse_past_days(&self, is_over: impl Fn(Date) -> bool) -> Result<(), String> {
        let day = self.add_ignore.as_deref().map_or(Ok(None), last_day)?;
        match day.filter(|day| is_over(*day)) {
            Some(day) => Err(format!("{day} is over: a comment with that last day would suppress nothing")),
            None => Ok(()),
        }
    }

    /// Refuses what cannot be: files of the work tree are changed, and no others.
    ///
    /// # Errors
    /// What cannot be, and what to do instead.
    pub fn refuse_mixtures(&self, from: &From, is_hook: bool) -> Result<(), String> {
        let option = match self {
            Self { fix: true, .. } => "--fix",
            Self { diff: true, .. } => "--diff",
            Self { add_ignore: Some(_), .. } => "--add-ignore",
            _ => return Ok(()),
        };
        let of_work_tree = format!("`{option}` is about the files of the work tree");
        if from.staged {
            let hook = "`--hook --fix` changes those that are as they are staged";
            return Err(format!(
                "{of_work_tree}, and `--staged` reads the git index: leave `--staged` out; {hook}"
            ));
        }
        if from.tree.is_some() {
            return Err(format!(
                "{of_work_tree}, and `--tree` reads a revision: check that out, and leave `--tree` out"
            ));
        }
        if is_hook && self.add_ignore.is_some() {
            let why = "a commit that silences its own findings would always pass";
            return Err(format!(
                "`--add-ignore` is not for a hook: {why}; run it without `--hook`, and stage what it writes"
            ));
        }
        Ok(())
    }
}

/// A reason that fits into a comment.
fn parse_reason(text: &str) -> Result<String, String> {
    let is_fit = !text.chars().any(|character| character.is_control() || character == ';');
    match text.trim() {
        "" => Err("say why: a suppression without a reason helps no reader".to_owned()),
        reason if is_fit => Ok(reason.to_owned()),
        _ => Err("a reason is one line without `;`".to_owned()),
    }
}
