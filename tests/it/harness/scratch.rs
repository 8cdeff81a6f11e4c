//! A scratch directory in which the binary runs.

use std::fs;
use std::panic::Location;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// The day on which all these tests run.
pub const TODAY: &str = "2026-06-15";

/// A directory of files, made anew for each test.
pub struct Scratch(pub PathBuf);

/// What a run left behind.
pub struct Done {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// A new empty directory; `name` must be its own within the caller's file.
#[track_caller]
pub fn directory(name: &str) -> PathBuf {
    let caller = Path::new(Location::caller().file()).file_stem().expect("a file");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(caller).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("a directory");
    path.canonicalize().expect("just made")
}

impl Scratch {
    /// An empty directory that no git repository seems to hold, so that it is its own root.
    #[track_caller]
    pub fn new(name: &str) -> Self {
        let path = directory(name);
        fs::create_dir_all(path.join(".git")).expect("a directory");
        Self(path)
    }

    /// Writes a file, and the directories above it.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("below the directory")).expect("a directory");
        fs::write(path, text).expect("a file");
        self
    }

    /// Runs srvlint here.
    pub fn run(&self, arguments: &[&str]) -> Done {
        self.run_in(".", arguments, TODAY)
    }

    /// Runs srvlint in a directory below, on some day.
    pub fn run_in(&self, directory: &str, arguments: &[&str], today: &str) -> Done {
        let output = Command::new(env!("CARGO_BIN_EXE_srvlint"))
            .current_dir(self.0.join(directory))
            .env("SRVLINT_TODAY", today)
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .args(arguments)
            .output()
            .expect("srvlint runs");
        Done {
            code: output.status.code().expect("an exit code"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }
}

impl Done {
    /// The JSON on standard output.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", self.out, self.err))
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
