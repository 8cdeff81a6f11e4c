//! The `git` program: how it is called, and what it refuses, as a message. Knows no object and no file.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::base::printable::harmless_text;

/// What git writes when it is asked this in `directory`.
///
/// # Errors
/// What it says.
pub fn git(directory: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output =
        command(directory, arguments).stdin(Stdio::null()).output().map_err(|error| no_git(&error))?;
    if output.status.success() { Ok(output.stdout) } else { Err(refusal(directory, &output.stderr)) }
}

/// Git, to be called in `directory`.
pub fn command(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    if directory.join(".git").exists() {
        command.args(["-c", "safe.bareRepository=explicit"]);
    }
    command
        .args(["-c", "core.fsmonitor=false"])
        .args(arguments)
        .current_dir(directory)
        .env("GIT_OPTIONAL_LOCKS", "0")
        // Of a partial clone, what is missing stays so: git asks the network for it by a program that the
        // configuration names.
        .env("GIT_NO_LAZY_FETCH", "1")
        // A revision is what its name says, not what `refs/replace` puts in its place.
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C");
    // `git --literal-pathspecs commit` and its like tell hooks how to read the paths that the user wrote.
    for variable in ["LITERAL", "GLOB", "NOGLOB", "ICASE"] {
        command.env_remove(format!("GIT_{variable}_PATHSPECS"));
    }
    command
}

/// What git complains of, as a message.
pub fn refusal(directory: &Path, complaint: &[u8]) -> String {
    let complaint = String::from_utf8_lossy(complaint);
    let complaint = complaint.lines().next().unwrap_or_default();
    if complaint.contains("not a git repository") {
        let shown = directory.to_string_lossy();
        return format!("`{}` lies in no git repository", harmless_text(&shown));
    }
    format!("git cannot be asked: {}", harmless_text(complaint))
}

/// Why git cannot be run.
pub fn no_git(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "the program `git`, which reads the repository, is not found".into(),
        _ => format!("the program `git` cannot be run: {error}"),
    }
}
