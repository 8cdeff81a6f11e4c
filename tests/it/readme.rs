//! README.md and docs/: what they tell a reader to type is typed here, and what they show is what comes.
//!
//! A block of code is run by the word behind its fence: `console` and `sh` by bash in a scratch repository, `yaml` as what
//! its first line names, `zone` by srvlint; `config` runs the `toml`; `vim` by vim, and the expression in `json` by `grep -P`, where these are
//! there. `text` is not run.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::action;
use super::harness::command::{Ran, command};
use super::harness::repository::{Repository, sip_zone, zone};

const TOP: &str = env!("CARGO_MANIFEST_DIR");
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What the pages call the project's address while it is unknown, and what then takes its place.
fn published(address: &str) -> [(&'static str, String); 3] {
    let name = address.splitn(4, '/').nth(3).unwrap_or_default();
    [
        ("git+REPOSITORY", "srvlint".to_owned()),
        ("REPOSITORY", address.to_owned()),
        ("OWNER/srvlint", name.to_owned()),
    ]
}

/// A fenced block of a page.
struct Block {
    page: PathBuf,
    kind: String,
    text: String,
}

fn pages() -> Vec<PathBuf> {
    let docs = fs::read_dir(Path::new(TOP).join("docs")).expect("the pages");
    let mut pages: Vec<PathBuf> = docs.map(|page| page.expect("a page").path()).collect();
    pages.push(Path::new(TOP).join("README.md"));
    pages.sort();
    assert!(pages.len() > 9, "{pages:?}");
    pages
}

fn blocks() -> Vec<Block> {
    let mut blocks = Vec::new();
    for page in pages() {
        let text = fs::read_to_string(&page).expect("a page");
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let Some(kind) = line.strip_prefix("```") else { continue };
            let text = lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n"));
            blocks.push(Block { page: page.clone(), kind: kind.to_owned(), text: text.collect() });
        }
    }
    blocks
}

fn of_kind(kind: &str) -> Vec<Block> {
    let found: Vec<Block> = blocks().into_iter().filter(|block| block.kind == kind).collect();
    assert!(!found.is_empty(), "no block of {kind}");
    found
}

/// A repository with the files that the pages speak of, and stand-ins for programs that are not srvlint.
#[track_caller]
fn example(name: &str) -> Repository {
    let repository = Repository::new(name);
    repository.write("zones/example.com.zone", sip_zone("example.com.", true));
    repository.commit();
    repository.write("zones/example.com.zone", sip_zone("example.com.", false));
    repository.write("db.example.org", zone("example.org.", "www A 192.0.2.2\n"));
    repository.write("zone", zone("example.com.", "www A 192.0.2.2\n"));
    repository.commit();
    for (program, script) in [("reviewdog", "grep -q 'target-without-address'\n"), ("cargo", ""), ("pip", "")]
    {
        let path = format!("bin/{program}");
        repository.write(&path, format!("#!/bin/sh\n{script}"));
        let made = command("chmod", &repository.top).args(["+x", &path]).status().expect("chmod");
        assert!(made.success());
    }
    repository.write(".gitignore", "/bin/\n");
    repository
}

/// Runs a line or a script as a reader would, with srvlint in the path.
fn bash(repository: &Repository, script: &str) -> Ran {
    let srvlint = Path::new(env!("CARGO_BIN_EXE_srvlint")).parent().expect("a directory");
    let path = std::env::var("PATH").expect("a path");
    let mut bash = command("bash", &repository.top);
    bash.args(["-o", "pipefail", "-c", script])
        .env("PATH", format!("{}/bin:{}:{path}", repository.top.display(), srvlint.display()))
        .env("CI_MERGE_REQUEST_DIFF_BASE_SHA", "HEAD~1");
    Ran::of(&mut bash)
}

#[test]
fn every_block_is_of_a_kind_that_is_run() {
    for block in blocks() {
        let kind = block.kind.split(' ').next().unwrap_or_default();
        assert!(
            ["console", "sh", "yaml", "toml", "zone", "vim", "json", "text"].contains(&kind),
            "{}: a block of `{kind}`",
            block.page.display()
        );
    }
}

#[test]
fn every_command_runs() {
    let repository = example("commands");
    let mut run = 0;
    for block in of_kind("console") {
        for line in block.text.lines().filter_map(|line| line.strip_prefix("$ ")) {
            // Cargo runs these tests, and the other is the next test.
            if line.starts_with("cargo ") {
                assert!(["cargo test", "cargo run --release -- check testdata/zones"].contains(&line));
                continue;
            }
            let ran = bash(&repository, line);
            let page = block.page.display();
            // A finding is not a failure of a command; xargs makes 123 of it.
            assert!([0, 1, 123].contains(&ran.code), "{page}: {line}: {}\n{}{}", ran.code, ran.out, ran.err);
            assert!(
                !ran.err.contains("error:") && !ran.err.contains("srvlint:"),
                "{page}: {line}: {}",
                ran.err
            );
            run += 1;
        }
    }
    assert!(run > 15, "{run}");
}

#[test]
fn the_screen_of_the_readme_is_what_the_program_shows() {
    let readme = fs::read_to_string(Path::new(TOP).join("README.md")).expect("the README");
    let (_, after) = readme.split_once("$ cargo run --release -- ").expect("the first command");
    let (arguments, after) = after.split_once('\n').expect("its output");
    let (shown, _) = after.split_once("```").expect("its end");
    let mut srvlint = command(env!("CARGO_BIN_EXE_srvlint"), Path::new(TOP));
    let ran = Ran::of(srvlint.args(arguments.split(' ')));
    assert_eq!(ran.code, 1, "{}", ran.err);
    let said = format!("{}{}", ran.out, ran.err);
    let mut rest = said.as_str();
    for part in shown.split("…\n") {
        let (_, after) = rest.split_once(part).unwrap_or_else(|| panic!("`{part}` is not in:\n{said}"));
        rest = after;
    }
    assert!(said.starts_with(shown.split("…\n").next().expect("a part")));
}

#[test]
fn every_script_runs() {
    let repository = example("scripts");
    for block in of_kind("sh") {
        let page = block.page.display();
        if !block.text.starts_with("#!") {
            let ran = bash(&repository, &block.text);
            assert!(ran.code < 2 && !ran.err.contains("srvlint:"), "{page}: {}{}", ran.out, ran.err);
            continue;
        }
        // A hook of git's: it lets a sound commit pass, and no other.
        let hook = ".git/hooks/pre-commit";
        assert!(block.text.contains(hook), "{page}: {}", block.text);
        repository.write(hook, &block.text);
        bash(&repository, &format!("chmod +x {hook}"));
        let commit =
            "git -c user.name=Test -c user.email=test@example.com commit --quiet --message 'A change'";
        repository.write("db.example.org", zone("example.org.", "www A 192.0.2.3\n"));
        let ran = bash(&repository, &format!("git add db.example.org && {commit}"));
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        repository.write("db.example.org", sip_zone("example.org.", false));
        let ran = bash(&repository, &format!("git add db.example.org && {commit}"));
        assert!(ran.code == 1 && ran.err.contains("target-without-address"), "{}{}", ran.out, ran.err);
    }
    assert!(repository.top.join("srvlint.xml").exists());
}

/// The values below a key of YAML, as these examples write them: `key: value`, or `key: |` and lines.
fn mapping(block: &str, key: &str) -> BTreeMap<String, String> {
    let mut values = BTreeMap::<String, String>::new();
    let Some((before, after)) = block.split_once(&format!("{key}:\n")) else { return values };
    let indent = before.rsplit('\n').next().unwrap_or_default().len();
    let mut last = String::new();
    for line in after.lines() {
        let depth = line.len() - line.trim_start().len();
        if depth <= indent {
            break;
        }
        if depth == indent + 2 {
            let (name, value) = line.trim().split_once(':').expect("a key");
            last = name.to_owned();
            values.insert(last.clone(), value.trim().trim_matches('|').to_owned());
        } else {
            *values.get_mut(&last).expect("a key before") += &format!("{}\n", line.trim());
        }
    }
    values
}

#[test]
fn every_configuration_of_hooks_and_jobs_is_one() {
    let hooks = include_str!("../../.pre-commit-hooks.yaml");
    for block in of_kind("yaml") {
        let page = block.page.display().to_string();
        let name = block.text.lines().next().unwrap_or_default();
        match name {
            "# .pre-commit-config.yaml" if block.text.contains("repo: local") => {}
            "# .pre-commit-config.yaml" => {
                assert!(block.text.contains("  - repo: REPOSITORY\n") || !address().is_empty(), "{page}");
                let ids: Vec<&str> =
                    block.text.lines().filter_map(|line| line.trim().strip_prefix("- id: ")).collect();
                assert!(!ids.is_empty(), "{page}");
                for id in ids {
                    let id = id.split(' ').next().unwrap_or_default();
                    assert!(hooks.contains(&format!("- id: {id}\n")), "{page}: no hook {id}");
                }
                for line in block.text.lines().filter(|line| line.trim().starts_with("args:")) {
                    assert!(line.ends_with(", --]"), "{page}: {line}");
                }
            }
            "# .github/workflows/srvlint.yml" => {
                let (_, step) = block.text.split_once("/srvlint@").expect("the action");
                let step = step.split("      - uses:").next().unwrap_or_default();
                action::runs_with(&mapping(step, "with"));
                assert!(
                    block.text.contains("fetch-depth: 0") && block.text.contains("permissions:"),
                    "{page}"
                );
            }
            "# .gitlab-ci.yml" => {
                let repository = example("gitlab");
                let (_, script) = block.text.split_once("\n  script:\n    - ").expect("the script");
                let line = script.lines().next().unwrap_or_default();
                let ran = bash(&repository, line);
                assert_eq!(ran.code, 1, "{page}: {}{}", ran.out, ran.err);
                assert!(ran.out.contains("zones/example.com.zone:5:"), "{page}: {}", ran.out);
                let (_, report) = block.text.split_once("codequality: ").expect("the report");
                assert!(repository.top.join(report.trim()).exists(), "{page}: {report}");
            }
            other => panic!("{page}: `{other}` names no file that is known here"),
        }
    }
}

/// An editor gets the places of the lines that `concise` writes.
#[test]
fn editors_read_what_is_found() {
    let repository = example("editors");
    repository.write("zones/o'odd name.zone", sip_zone("example.net.", false));
    let lines = bash(&repository, "srvlint check --format concise --quiet").out;
    assert_eq!(lines.lines().count(), 2, "{lines}");

    let [json] = &of_kind("json")[..] else { panic!("one block of JSON") };
    let tasks: serde_json::Value = serde_json::from_str(&json.text).expect("JSON");
    let task = &tasks["tasks"][0];
    assert_eq!(
        bash(&repository, &format!("{} --quiet", task["command"].as_str().expect("a command"))).out,
        lines
    );
    let matcher = &task["problemMatcher"]["pattern"];
    let expression = matcher["regexp"].as_str().expect("an expression");
    assert_eq!(expression.matches('(').count() - expression.matches("\\(").count(), 6, "{expression}");
    repository.write("lines", &lines);
    let matched = Ran::of(command("grep", &repository.top).args(["-cP", expression, "lines"]));
    assert!(matched.out == "2\n" || matched.code == 2, "{matched:?}");

    let [vim] = &of_kind("vim")[..] else { panic!("one block for Vim") };
    repository.write("runtime/compiler/srvlint.vim", &vim.text);
    let script = r#"vim -u NONE -N -es --cmd 'set rtp^=runtime' \
        -c 'for file in split(glob("zones/*"), "\n") | execute "edit " . fnameescape(file) | compiler srvlint | silent make! |
            for one in getqflist() | call writefile([bufname(one.bufnr) . ":" . one.lnum . ":" . one.col . ":" . one.type . one.text], "list", "a") | endfor | endfor' \
        -c 'qall!' > /dev/null 2>&1; cat list"#;
    if bash(&repository, "command -v vim").code == 0 {
        let list = bash(&repository, script).out;
        let expected = lines.replace(": error[", ":e[");
        assert_eq!(list.lines().collect::<BTreeSet<_>>(), expected.lines().collect::<BTreeSet<_>>());
    }
}

#[test]
fn every_zone_of_the_pages_is_clean() {
    for block in blocks().iter().filter(|block| block.kind.starts_with("zone ")) {
        let repository = Repository::new("zone");
        let origin = block.kind.trim_start_matches("zone ");
        repository.write("zone", &block.text);
        let mut srvlint = command(env!("CARGO_BIN_EXE_srvlint"), &repository.top);
        srvlint
            .args(["check", "--format", "json", "zone", "--origin", origin])
            .env("SRVLINT_TODAY", "2026-06-15");
        let found = Ran::of(&mut srvlint).json();
        assert_eq!(found["summary"]["suppressed"], 1, "{}", block.page.display());
        assert_eq!(found["summary"]["errors"], 0);
        assert_eq!(found["summary"]["warnings"], 0);
    }
}

#[test]
fn the_pages_name_this_version() {
    for page in pages() {
        let text = fs::read_to_string(&page).expect("a page");
        for mark in ["rev: v", "/srvlint@v", "srvlint=="] {
            for (at, _) in text.match_indices(mark) {
                let after = &text[at + mark.len()..];
                assert!(after.starts_with(VERSION), "{}: {mark}{:.20}", page.display(), after);
            }
        }
        if let Some((_, after)) = text.split_once("needs Rust ").or(text.split_once("with Rust ")) {
            assert!(after.starts_with(env!("CARGO_PKG_RUST_VERSION")), "{}: {after:.20}", page.display());
        }
        // What builds in a checkout leaves it first: cargo, rustup and pip obey files that lie there.
        for line in text.lines().filter(|line| line.contains("install") && page.ends_with("ci.md")) {
            let builds = line.contains("cargo install") || line.contains("pip install");
            assert!(!builds || line.contains("(cd / && "), "{}: {line}", page.display());
        }
    }
}

fn address() -> &'static str {
    env!("CARGO_PKG_REPOSITORY")
}

/// While Cargo.toml has no address, the pages have a word for it; then they have the address. `UPDATE=1` writes it.
#[test]
fn the_address_is_that_of_the_manifest() {
    let mut written = pages();
    written.push(Path::new(TOP).join("packaging/pre-commit/README.md"));
    for page in written {
        let text = fs::read_to_string(&page).expect("a page");
        if address().is_empty() {
            let hosts = ["https://github.com/", "https://gitlab.com/", "https://example.com/srvlint"];
            let linked = hosts.iter().find(|host| text.contains(*host));
            assert!(linked.is_none(), "{}: an address, though there is none: {linked:?}", page.display());
            continue;
        }
        let mut expected = text.clone();
        for (word, address) in published(address()) {
            expected = expected.replace(word, &address);
        }
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&page, &expected).expect("a page");
        }
        assert_eq!(text, expected, "{}: run the tests with UPDATE=1", page.display());
    }
}

#[test]
fn an_address_takes_the_place_of_the_words() {
    let mut text =
        "pip install git+REPOSITORY; repo: REPOSITORY-pre-commit; uses: OWNER/srvlint@v1".to_owned();
    for (word, address) in published("https://host.example/who/srvlint") {
        text = text.replace(word, &address);
    }
    assert_eq!(
        text,
        "pip install srvlint; repo: https://host.example/who/srvlint-pre-commit; uses: who/srvlint@v1"
    );
}
