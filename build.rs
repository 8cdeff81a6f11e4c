//! Tells the program from which commit and how it is built. What it tells depends on the sources and the target alone, so
//! that the same sources give the same program.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=SRVLINT_ORIGIN");
    let target = std::env::var("TARGET").unwrap_or_default();
    let profile = std::env::var("PROFILE").unwrap_or_default();
    // Who makes releases says what the program is part of: "release archive", "wheel".
    let origin = std::env::var("SRVLINT_ORIGIN").ok().filter(|origin| !origin.is_empty());
    println!(
        "cargo:rustc-env=SRVLINT_BUILD={} for {target}, {profile}",
        origin.as_deref().unwrap_or("from source")
    );
    // A build for development would be made anew at each commit.
    let commit = if profile == "release" { commit() } else { None };
    println!("cargo:rustc-env=SRVLINT_COMMIT={}", commit.unwrap_or_default());
}

/// The commit of the sources, and its day if git is asked: what a package of cargo's says, or the repository of these
/// files. `None` where neither is there.
fn commit() -> Option<String> {
    let top = std::env::var("CARGO_MANIFEST_DIR").ok()?;
    let package = Path::new(&top).join(".cargo_vcs_info.json");
    if let Ok(text) = std::fs::read_to_string(package) {
        let (_, hash) = text.split_once("\"sha1\": \"")?;
        return hash.get(..12).map(str::to_owned);
    }
    // A copy of the sources inside another repository is not of its commit.
    let found = git(&top, &["rev-parse", "--show-toplevel"])?;
    if Path::new(&found).canonicalize().ok()? != Path::new(&top).canonicalize().ok()? {
        return None;
    }
    for name in ["HEAD", "logs/HEAD"] {
        if let Some(path) = git(&top, &["rev-parse", "--path-format=absolute", "--git-path", name]) {
            println!("cargo:rerun-if-changed={path}");
        }
    }
    git(&top, &["log", "-1", "--format=%h of %cs", "--abbrev=12"])
}

fn git(top: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").arg("-C").arg(top).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.trim().to_owned()).filter(|text| output.status.success() && !text.is_empty())
}
