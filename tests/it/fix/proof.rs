//! Every fix of the rules' pages, of the repositories in `testdata`, and, asked for, of other collections of zones does what it says
//! and nothing else.
//!
//! ```text
//! SRVLINT_CASES=DIRECTORY SRVLINT_CORPUS=DIRECTORY cargo test --test it fix::proof -- --ignored --nocapture
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use super::prover::{Counts, Workspace, copy_directory};
use crate::harness::scratch::directory;

fn top() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A small workspace: its files, and what is said to srvlint about them.
struct Small {
    name: String,
    files: Vec<(String, Vec<u8>)>,
    arguments: Vec<String>,
    paths: Vec<String>,
}

/// Proves the fixes of all of these, and says how many there were.
fn prove(what: &str, all: &[Small]) -> Counts {
    let (mut counts, mut wrong) = (Counts::default(), Vec::new());
    let scratch = directory(what);
    for small in all {
        let there = scratch.join("here");
        let _ = fs::remove_dir_all(&there);
        fs::create_dir_all(&there).expect("a directory");
        for (path, text) in &small.files {
            let path = there.join(path);
            fs::create_dir_all(path.parent().expect("below")).expect("a directory");
            fs::write(path, text).expect("a file");
        }
        let root = ["--root".to_owned(), ".".to_owned()];
        let arguments: Vec<String> =
            root.iter().chain(&small.arguments).chain(&small.paths).cloned().collect();
        let listing: Vec<String> = root.iter().chain(&small.paths).cloned().collect();
        let workspace =
            Workspace { directory: &there, scratch: &scratch, arguments: &arguments, listing: &listing };
        let (more, faults) = workspace.prove();
        counts.add(more);
        wrong.extend(faults.into_iter().map(|fault| format!("{}: {fault}", small.name)));
    }
    eprintln!("{what}: {counts:?}");
    assert!(wrong.is_empty(), "{} fixes do something else:\n{}", wrong.len(), wrong.join("\n"));
    counts
}

/// The zones of a rule's page, as one workspace each, with a map that says their names.
fn of_page(path: &Path) -> Vec<Small> {
    let (page, name) = (fs::read_to_string(path).expect("a page"), path.file_name().expect("a name"));
    let mut all: Vec<Small> = Vec::new();
    let mut lines = page.lines().enumerate();
    let mut joined = false;
    while let Some((number, line)) = lines.next() {
        let Some(info) = line.strip_prefix("```zone") else {
            joined &= line.trim().is_empty();
            continue;
        };
        let text: Vec<&str> =
            lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
        let words: Vec<&str> = info.split_whitespace().collect();
        let option = |key: &str| words.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='));
        let origin = words.first().filter(|word| !word.contains('='));
        let named = match origin {
            Some(&"?") => "unnamed.include".to_owned(),
            Some(origin) => format!("{origin}.zone"),
            None => "fragment.inc".to_owned(),
        };
        let file = option("file").map_or(named, str::to_owned);
        if !joined {
            let name = format!("{}:{}", name.to_string_lossy(), number + 1);
            all.push(Small { name, files: Vec::new(), arguments: Vec::new(), paths: Vec::new() });
        }
        joined = true;
        let small = all.last_mut().expect("just pushed");
        small.files.push((file.clone(), (text.join("\n") + "\n").into_bytes()));
        if let Some(ttl) = option("max-ttl") {
            small.arguments.extend(["--max-ttl".to_owned(), ttl.to_owned()]);
        }
        if let Some(origin) = origin.filter(|origin| **origin != "?") {
            map(small, &file, origin);
        }
        small.paths.extend(origin.is_some().then_some(file));
    }
    all
}

/// Says in the configuration that a file is a zone of this name.
fn map(small: &mut Small, file: &str, origin: &str) {
    let entry = format!("[[zone]]\nfile = \"{file}\"\norigin = \"{origin}\"\n");
    match small.files.iter_mut().find(|(path, _)| path == "srvlint.toml") {
        Some((_, text)) => text.extend_from_slice(entry.as_bytes()),
        None => small.files.push(("srvlint.toml".to_owned(), entry.into_bytes())),
    }
}

#[test]
fn every_fix_of_the_pages_is_proved() {
    let mut pages: Vec<PathBuf> = fs::read_dir(top().join("rules"))
        .expect("the pages")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    pages.sort();
    let all: Vec<Small> = pages.iter().flat_map(|page| of_page(page)).collect();
    let counts = prove("pages", &all);
    assert!(counts.safe > 5 && counts.unsafe_ones > 10, "{counts:?}");
}

#[test]
fn every_fix_of_the_repositories_is_proved() {
    let mut counts = Counts::default();
    let mut wrong = Vec::new();
    let scratch = directory("repositories");
    for parent in ["testdata/repos", "testdata/zones", "testdata/published"] {
        let parent = top().join(parent);
        let mut all: Vec<PathBuf> = fs::read_dir(&parent)
            .expect("a directory")
            .map(|entry| entry.expect("an entry").path())
            .collect();
        all.retain(|path| path.is_dir());
        if !parent.ends_with("repos") {
            all = vec![parent];
        }
        for path in all {
            let here = scratch.join("here");
            let _ = fs::remove_dir_all(&here);
            copy_directory(&path, &here);
            let arguments = ["--root", ".", "."].map(str::to_owned);
            let workspace =
                Workspace { directory: &here, scratch: &scratch, arguments: &arguments, listing: &arguments };
            let (more, faults) = workspace.prove();
            counts.add(more);
            wrong.extend(faults.into_iter().map(|fault| format!("{}: {fault}", path.display())));
        }
    }
    eprintln!("repositories: {counts:?}");
    assert!(wrong.is_empty(), "{} fixes do something else:\n{}", wrong.len(), wrong.join("\n"));
}

/// The cases of one file: `=== TITLE | arguments`, `--- PATH | ORIGIN`, text with marks.
fn of_cases(path: &Path) -> Vec<Small> {
    const HEAD: &str = "$TTL 1h\n@ SOA ns hostmaster 1 7200 3600 1209600 300\n  NS ns.example.net.\n";
    let text = String::from_utf8_lossy(&fs::read(path).expect("cases")).into_owned();
    let mut all: Vec<Small> = Vec::new();
    let mut has_map = true;
    for line in text.lines() {
        let mut parts = line.get(4..).unwrap_or("").split('|').map(str::trim);
        if line.starts_with("=== ") {
            let name = parts.next().unwrap_or("").to_owned();
            let arguments = parts.next().unwrap_or("").split_whitespace();
            let arguments = arguments.filter(|word| *word != "named").map(str::to_owned).collect();
            all.push(Small { name, files: Vec::new(), arguments, paths: Vec::new() });
            has_map = !text.contains("--- srvlint.toml");
            continue;
        }
        let Some(small) = all.last_mut() else { continue };
        if line.starts_with("--- ") {
            let (path, origin) = (parts.next().unwrap_or("").to_owned(), parts.next().unwrap_or(""));
            small.files.push((path.clone(), Vec::new()));
            if !origin.is_empty() {
                small.paths.push(path.clone());
            }
            if !origin.is_empty() && origin != "?" && has_map && path != "srvlint.toml" {
                map(small, &path, origin);
                let last = small.files.len() - 1;
                let at = small.files.iter().position(|(name, _)| *name == path).unwrap_or(last);
                let file = small.files.remove(at);
                small.files.push(file);
            }
            continue;
        }
        if small.files.iter().all(|(path, _)| path == "srvlint.toml") {
            if line.trim().is_empty() {
                continue;
            }
            map(small, "z.zone", "example.com");
            small.files.push(("z.zone".to_owned(), Vec::new()));
            small.paths.push("z.zone".to_owned());
        }
        let (_, text) = small.files.last_mut().expect("just pushed");
        let line = line.split(";! ").next().unwrap_or(line).trim_end();
        let line = if line.trim() == "%H" { HEAD.to_owned() } else { format!("{line}\n") };
        text.extend_from_slice(line.as_bytes());
    }
    all
}

#[test]
#[ignore = "needs SRVLINT_CASES"]
fn every_fix_of_the_cases_is_proved() {
    let cases = std::env::var_os("SRVLINT_CASES").expect("SRVLINT_CASES names a directory of cases");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(cases).expect("the cases").map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "cases"));
    paths.sort();
    let all: Vec<Small> = paths.iter().flat_map(|path| of_cases(path)).collect();
    prove("cases", &all);
}

#[test]
#[ignore = "needs SRVLINT_CORPUS"]
fn every_fix_of_the_corpus_is_proved() {
    let corpus = PathBuf::from(std::env::var_os("SRVLINT_CORPUS").expect("SRVLINT_CORPUS names the corpus"));
    let manifest = fs::read_to_string(corpus.join("manifest.jsonl")).expect("a manifest");
    let all: Vec<Small> = manifest
        .lines()
        .filter_map(|line| {
            let entry: serde_json::Value = serde_json::from_str(line).ok()?;
            let (id, origin) = (entry["id"].as_str()?, entry["origin"].as_str()?);
            let text = fs::read(corpus.join(format!("real/{id}.zone"))).ok()?;
            let has_srv = text.windows(3).any(|word| word.eq_ignore_ascii_case(b"SRV"));
            if entry["cwd"].is_string() || !has_srv || text.len() > 1 << 20 {
                return None;
            }
            let mut small = Small {
                name: id.to_owned(),
                files: vec![("z.zone".to_owned(), text)],
                arguments: Vec::new(),
                paths: vec!["z.zone".to_owned()],
            };
            map(&mut small, "z.zone", origin.trim_end_matches('.'));
            Some(small)
        })
        .collect();
    assert!(!all.is_empty(), "no file of the manifest has SRV records");
    prove("corpus", &all);
}
