//! Runs srvlint, git and others, out of reach of the environment in which the tests run.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// Environment variables that change what srvlint or git does.
const VARIABLES: &[&str] = &[
    "CI",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "FORCE_COLOR",
    "GITHUB_ACTIONS",
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_WORK_TREE",
    "NO_COLOR",
    "PRE_COMMIT_FROM_REF",
    "PRE_COMMIT_TO_REF",
    "SRVLINT_TODAY",
    "TERM",
];

/// What a program did.
#[derive(Debug)]
pub struct Ran {
    /// Its exit code.
    pub code: i32,
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
}

/// A command without standard input, on which no configuration of git has an influence.
pub fn command(program: impl AsRef<OsStr>, directory: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(directory).stdin(Stdio::null());
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    for variable in VARIABLES {
        command.env_remove(variable);
    }
    command
}

/// srvlint with arguments.
pub fn srvlint(directory: &Path, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
    let mut command = command(env!("CARGO_BIN_EXE_srvlint"), directory);
    command.args(arguments);
    command
}

/// Runs srvlint.
pub fn run(directory: &Path, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Ran {
    Ran::of(&mut srvlint(directory, arguments))
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |octets: Vec<u8>| String::from_utf8(octets).expect("UTF-8");
        Self {
            code: output.status.code().expect("an exit code, not a signal"),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}

impl Ran {
    /// Runs a command to its end.
    pub fn of(command: &mut Command) -> Self {
        let output = command.output();
        output.unwrap_or_else(|error| panic!("{}: {error}", command.get_program().display())).into()
    }

    /// The JSON on standard output.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", self.out, self.err))
    }

    /// The rules of the findings in the JSON.
    pub fn rules(&self) -> Vec<String> {
        let json = self.json();
        let findings = json["findings"].as_array().expect("a list");
        findings.iter().map(|finding| finding["rule"].as_str().expect("a name").to_owned()).collect()
    }

    /// The findings in the JSON, each as `path:line:column severity rule`, suppressed ones in parentheses.
    pub fn findings(&self) -> Vec<String> {
        let json = self.json();
        let findings = json["findings"].as_array().expect("a list");
        let text = |value: &Value| value.as_str().map_or(value.to_string(), str::to_owned);
        findings
            .iter()
            .map(|finding| {
                let (line, column) = (&finding["start"]["line"], &finding["start"]["column"]);
                let (path, severity, rule) =
                    (text(&finding["path"]), text(&finding["severity"]), text(&finding["rule"]));
                let shown = format!("{path}:{line}:{column} {severity} {rule}");
                if finding["suppressed"] == true { format!("({shown})") } else { shown }
            })
            .collect()
    }
}
