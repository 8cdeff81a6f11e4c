//! Tells the program from which commit and how it is built, and writes the tables of `rules` as it reads them. What it makes
//! depends on the sources and the target alone, so that the same sources give the same program.

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
    write_lines("services", "service", "name");
    write_lines("clients", "client", "services");
}

/// Writes the tables of `rules/FILE.toml` as lines: what they are looked for by, the words of `key`; a tab; and the table as JSON.
/// A run reads few of them, and each in a fifth of the time that TOML takes.
fn write_lines(file: &str, table: &str, key: &str) {
    let path = format!("rules/{file}.toml");
    println!("cargo:rerun-if-changed={path}");
    let text = std::fs::read_to_string(&path).expect("it lies beside this file");
    let all: toml::Table = text.parse().expect("it is TOML");
    let mut lines = String::new();
    for one in all[table].as_array().expect("it holds tables") {
        let words: Vec<&str> = match one.get(key) {
            Some(toml::Value::Array(words)) => words.iter().filter_map(toml::Value::as_str).collect(),
            word => word.and_then(toml::Value::as_str).into_iter().collect(),
        };
        let json = serde_json::to_string(one).expect("JSON has what is in it");
        lines += &format!("{}\t{json}\n", words.join(" "));
    }
    let directory = std::env::var_os("OUT_DIR").expect("cargo says where");
    std::fs::write(Path::new(&directory).join(format!("{file}.lines")), lines).expect("it can be written");
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
