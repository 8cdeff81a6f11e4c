//! Git repositories that a test makes for itself.

use std::fs;
use std::path::{Path, PathBuf};

use super::command::{Ran, command};
use super::scratch::directory;

/// A zone's beginning: its origin is in its SOA, and its TTL is short enough for every rule.
pub fn zone(origin: &str, records: &str) -> String {
    format!(
        "$TTL 1h\n{origin} SOA ns.elsewhere.example. hostmaster.elsewhere.example. 1 7200 3600 1209600 300\n    NS ns.elsewhere.example.\n$ORIGIN {origin}\n{records}"
    )
}

/// A zone whose SRV record needs the address of `sip` that is or is not there.
pub fn sip_zone(origin: &str, address: bool) -> String {
    let address = if address { "sip A 192.0.2.1\n" } else { "" };
    zone(origin, &format!("_foo._tcp SRV 10 5 5060 sip\n{address}www A 192.0.2.2\n"))
}

/// A scratch repository.
pub struct Repository {
    /// Its top.
    pub top: PathBuf,
}

impl Repository {
    /// An empty repository; `name` must be its own within the caller's file.
    #[track_caller]
    pub fn new(name: &str) -> Self {
        let repository = Repository { top: directory(name) };
        repository.git(["init", "--quiet", "--initial-branch=main"]);
        repository
    }

    /// A repository with the first text in a file, and the second one there in the work tree.
    #[track_caller]
    pub fn changed(name: &str, path: &str, [before, after]: [String; 2]) -> Self {
        let repository = Repository::new(name);
        repository.write(path, before);
        repository.commit();
        repository.write(path, after);
        repository
    }

    /// Writes a file, and the directories above it.
    pub fn write(&self, path: impl AsRef<Path>, text: impl AsRef<[u8]>) {
        let path = self.top.join(path);
        fs::create_dir_all(path.parent().expect("below the top")).expect("a directory");
        fs::write(path, text).expect("a file");
    }

    /// Runs git, which must succeed.
    pub fn git<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> String {
        let settings = [
            "user.name=Test",
            "user.email=test@example.com",
            "commit.gpgSign=false",
            "protocol.file.allow=always",
        ];
        let mut git = command("git", &self.top);
        settings.iter().for_each(|setting| {
            git.args(["-c", setting]);
        });
        let ran = Ran::of(git.args(arguments));
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        ran.out
    }

    /// Commits everything.
    pub fn commit(&self) {
        self.git(["add", "--all"]);
        self.git(["commit", "--quiet", "--allow-empty", "--message=A change"]);
    }
}
