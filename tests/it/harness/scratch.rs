//! A scratch directory in which the binary runs.

use std::fs;
use std::panic::Location;
use std::path::{Path, PathBuf};

use super::command::{Ran, srvlint};

/// The day on which all these tests run.
pub const TODAY: &str = "2026-06-15";

/// A directory of files, made anew for each test.
pub struct Scratch(pub PathBuf);

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

    /// The text of a file.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).expect("a file")
    }

    /// Runs srvlint here.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_in(".", arguments, TODAY)
    }

    /// Runs srvlint in a directory below, on some day.
    pub fn run_in(&self, directory: &str, arguments: &[&str], today: &str) -> Ran {
        let mut srvlint = srvlint(&self.0.join(directory), arguments);
        Ran::of(srvlint.env("SRVLINT_TODAY", today).env("NO_COLOR", "1"))
    }
}
