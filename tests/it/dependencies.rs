//! What `cargo deny` checks by `deny.toml`, as far as that needs no network: licences, bans, sources.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The packages that end up in the program, or build it.
fn packages() -> Option<Vec<Value>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked", "--all-features"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let told = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() && told.contains("--offline") {
        eprintln!("skipped: not all packages are here: {told}");
        return None;
    }
    assert!(output.status.success(), "{told}");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let by_id = |list: Vec<Value>| -> BTreeMap<String, Value> {
        list.into_iter().map(|one| (text(&one["id"]), one)).collect()
    };
    let (packages, nodes) = (by_id(list(&metadata["packages"])), by_id(list(&metadata["resolve"]["nodes"])));
    let (mut seen, mut open) = (BTreeSet::new(), vec![text(&metadata["resolve"]["root"])]);
    while let Some(id) = open.pop() {
        let needed = |one: &Value| list(&one["dep_kinds"]).iter().any(|kind| kind["kind"] != "dev");
        let needs = list(&nodes[&id]["deps"]).into_iter().filter(needed).map(|one| text(&one["pkg"]));
        if seen.insert(id.clone()) {
            open.extend(needs);
        }
    }
    Some(
        seen.into_iter()
            .filter(|id| packages[id]["source"] != Value::Null)
            .map(|id| packages[&id].clone())
            .collect(),
    )
}

fn text(value: &Value) -> String {
    value.as_str().expect("a string").to_owned()
}

/// Whether an SPDX expression can be met with `allowed` licences alone; `/` is an old way to write OR.
fn permits(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let met = any(&words, &mut at, allowed);
    met && at == words.len()
}

fn any(words: &[&str], at: &mut usize, allowed: &[&str]) -> bool {
    let mut met = all(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= all(words, at, allowed);
    }
    met
}

fn all(words: &[&str], at: &mut usize, allowed: &[&str]) -> bool {
    let mut met = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= one(words, at, allowed);
    }
    met
}

fn one(words: &[&str], at: &mut usize, allowed: &[&str]) -> bool {
    let word = words.get(*at).copied().unwrap_or_default();
    *at += 1;
    if word == "(" {
        let met = any(words, at, allowed);
        *at += 1;
        return met;
    }
    if words.get(*at) == Some(&"WITH") {
        let whole = words[*at - 1..words.len().min(*at + 2)].join(" ");
        *at += 2;
        return allowed.contains(&whole.as_str());
    }
    allowed.contains(&word)
}

#[test]
fn expressions_are_understood() {
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("MIT/GPL-3.0-only", true),
        ("(MIT OR Apache-2.0) AND GPL-3.0-only", false),
        ("(GPL-3.0-only OR Apache-2.0) AND MIT", true),
        ("Apache-2.0 WITH LLVM-exception", false),
        ("Apache-2.0 WITH LLVM-exception OR MIT", true),
        ("", false),
        ("MIT MIT", false),
    ] {
        assert_eq!(permits(expression, &["MIT", "Apache-2.0"]), expected, "{expression}");
    }
}

#[test]
fn dependencies_are_as_deny_toml_wants_them() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml");
    let deny: toml::Table = std::fs::read_to_string(path).expect("a file").parse().expect("TOML");
    let strings = |list: &toml::Value| -> Vec<String> {
        let list = list.as_array().expect("a list").iter();
        list.map(|one| one.get("crate").unwrap_or(one).as_str().expect("a string").to_owned()).collect()
    };
    let (allowed, banned) = (strings(&deny["licenses"]["allow"]), strings(&deny["bans"]["deny"]));
    let registries = strings(&deny["sources"]["allow-registry"]);
    let allowed: Vec<&str> = allowed.iter().map(String::as_str).collect();
    let Some(packages) = packages() else { return };
    assert!(packages.len() > 20, "{}", packages.len());
    let mut faults = Vec::new();
    for package in &packages {
        let (name, source) = (text(&package["name"]), text(&package["source"]));
        let license = package["license"].as_str().unwrap_or_default();
        if !permits(license, &allowed) {
            faults.push(format!("{name} has the licence `{license}`"));
        }
        if !source.strip_prefix("registry+").is_some_and(|source| registries.iter().any(|one| one == source))
        {
            faults.push(format!("{name} comes from {source}"));
        }
        if banned.contains(&name) {
            faults.push(format!("{name} is banned"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn unsafe_code_stands_in_one_file_alone() {
    let (mut found, mut open) = (Vec::new(), vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")]);
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(directory).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a text");
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let allows = text.lines().filter(|line| line.contains("(unsafe_code)"));
            found.extend(allows.map(|line| (name.clone(), line.trim().to_owned())));
        }
    }
    found.dedup();
    assert_eq!(found, [("unchecked.rs".to_owned(), "#[allow(unsafe_code)]".to_owned())]);
    let manifest = include_str!("../../Cargo.toml");
    assert!(manifest.contains("unsafe_code = \"deny\""), "everywhere else it is refused");
}
