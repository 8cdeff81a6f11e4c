//! Runs every example of `rules/*.md`.
//!
//! - In a *Bad* block the page's rule reports on exactly the lines that end in `; error`,
//!   `; warning` or `; note`, with that severity. Other rules may report too.
//! - In a *Good* block no rule reports anything, but `missing-companion` may note that half of a pair is not shown.
//! - A block is `zone ORIGIN [key=value …]`; `?` stands for an unknown origin; `file=PATH` names it;
//!   `max-ttl=N` is passed on. Without ORIGIN it is a fragment that a zone includes.
//! - Blocks with nothing but blank lines between them are one workspace.
//! - A `text` block behind a Bad block is the human output of the page's rule; `UPDATE=1` rewrites it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use srvlint::internals::rules::RULES;

use crate::harness::command::{self, Ran};
use crate::harness::scratch::directory;

/// A fenced block of a page.
#[derive(Debug, Clone)]
struct Block {
    /// Line of the page on which its text begins, from 1.
    line: usize,
    info: Vec<String>,
    text: String,
    section: String,
    /// Whether only blank lines stand between it and the block before.
    joined: bool,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn blocks(page: &str) -> Vec<Block> {
    let (mut blocks, mut section, mut joined) = (Vec::<Block>::new(), String::new(), false);
    let mut lines = page.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            section = title.to_owned();
        }
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else {
            joined &= line.trim().is_empty();
            continue;
        };
        let text: Vec<&str> =
            lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
        let info = info.split_whitespace().map(str::to_owned).collect();
        let mut text = text.join("\n");
        text.push('\n');
        blocks.push(Block { line: number + 2, info, text, section: section.clone(), joined });
        joined = true;
    }
    blocks
}

impl Block {
    fn is_zone(&self) -> bool {
        self.info[0] == "zone"
    }

    fn origin(&self) -> Option<&str> {
        self.info.get(1).map(String::as_str).filter(|word| !word.contains('='))
    }

    fn option(&self, key: &str) -> Option<&str> {
        self.info.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
    }

    fn file(&self) -> String {
        let origin = self.origin().unwrap_or("fragment.inc");
        let named = if origin == "?" { "unnamed.include".to_owned() } else { format!("{origin}.zone") };
        self.option("file").map_or(named, str::to_owned)
    }
}

/// Blocks that follow each other are one workspace.
fn workspaces(blocks: &[Block]) -> Vec<Vec<&Block>> {
    let mut workspaces: Vec<Vec<&Block>> = Vec::new();
    let mut last_was_zone = false;
    for block in blocks {
        match workspaces.last_mut() {
            Some(workspace) if block.is_zone() && block.joined && last_was_zone => workspace.push(block),
            _ if block.is_zone() => workspaces.push(vec![block]),
            _ => {}
        }
        last_was_zone = block.is_zone();
    }
    workspaces
}

fn write_files(workspace: &[&Block], directory: &Path) -> Vec<String> {
    let _ = fs::remove_dir_all(directory);
    let mut zones = Vec::new();
    for block in workspace {
        let path = directory.join(block.file());
        fs::create_dir_all(path.parent().expect("below the directory")).expect("a directory");
        fs::write(&path, &block.text).expect("a file");
        zones.extend(block.origin().is_some().then(|| block.file()));
    }
    zones
}

fn srvlint(workspace: &[&Block], directory: &Path, arguments: &[&str]) -> Ran {
    let zones = write_files(workspace, directory);
    let mut command = command::srvlint(directory, ["check", "--root", ".", "--color", "never"]);
    command.args(arguments).args(&zones);
    if let ([block], [_]) = (workspace, zones.as_slice())
        && let Some(origin) = block.origin().filter(|origin| *origin != "?")
    {
        command.args(["--origin", origin]);
    }
    if let Some(ttl) = workspace.iter().find_map(|block| block.option("max-ttl")) {
        command.args(["--max-ttl", ttl]);
    }
    Ran::of(&mut command)
}

type Found = BTreeSet<(usize, String)>;

/// The findings of a workspace as lines of the page, those of `rule` apart from all.
fn findings(
    workspace: &[&Block],
    directory: &Path,
    rule: &str,
    selected: &[&str],
) -> Result<(Found, Vec<String>), String> {
    let arguments = [&["--format", "json"], selected].concat();
    let Ran { out, err, .. } = srvlint(workspace, directory, &arguments);
    let report: Value = serde_json::from_str(&out).map_err(|error| format!("{error}: {out}{err}"))?;
    let (mut own, mut all) = (Found::new(), Vec::new());
    let counts = |finding: &&Value| finding["suppressed"] == false;
    for finding in report["findings"].as_array().expect("a list").iter().filter(counts) {
        let path = finding["path"].as_str().expect("a path");
        let block = workspace.iter().find(|block| block.file() == path).expect("a block of the workspace");
        let line = finding["start"]["line"].as_u64().expect("a line") as usize + block.line - 1;
        // A page shows what its rule is about, such as `_imaps` alone, not all of a domain's mail.
        let is_half = finding["rule"] == "missing-companion" && finding["severity"] == "note";
        if finding["rule"] == rule || !is_half {
            all.push(format!("line {line}: {}: {}", finding["rule"], finding["message"]));
        }
        if finding["rule"] == rule {
            own.insert((line, finding["severity"].as_str().expect("a severity").to_owned()));
        }
    }
    Ok((own, all))
}

fn expected(workspace: &[&Block]) -> Found {
    let mut expected = Found::new();
    for block in workspace {
        for (number, line) in block.text.lines().enumerate() {
            let marked = ["error", "warning", "note"]
                .into_iter()
                .find(|severity| line.ends_with(&format!("; {severity}")));
            expected.extend(marked.map(|severity| (block.line + number, severity.to_owned())));
        }
    }
    expected
}

#[test]
fn examples_are_true() {
    let scratch = directory("examples");
    let mut failures = Vec::new();
    for rule in RULES {
        let page = format!("rules/{}.md", rule.name);
        let blocks = blocks(rule.page);
        let directory = scratch.join(rule.name);
        let select = if rule.page().on_by_default { vec![] } else { vec!["--select", rule.name] };
        let (mut bad, mut good) = (0, 0);
        for workspace in workspaces(&blocks) {
            let at = format!("{page}:{}", workspace[0].line);
            let section = workspace[0].section.as_str();
            let found = findings(&workspace, &directory, rule.name, &select);
            match (section, found) {
                (_, Err(message)) => failures.push(format!("{at}: {message}")),
                ("Bad", Ok((own, all))) => {
                    bad += 1;
                    let expected = expected(&workspace);
                    if own != expected || own.is_empty() {
                        failures
                            .push(format!("{at}: expected {expected:?}\n    found {own:?}\n    of {all:#?}"));
                    }
                }
                ("Good", Ok((_, all))) => {
                    good += 1;
                    if !all.is_empty() {
                        failures.push(format!("{at}: a good example is not clean: {all:#?}"));
                    }
                }
                (section, Ok(_)) => {
                    failures.push(format!("{at}: a zone stands under `{section}`, not under Bad or Good"))
                }
            }
        }
        // It compares with a revision, which no example has.
        let has_bad = bad > 0 || ["zone-not-linted", "missing-zone-file"].contains(&rule.name);
        if !has_bad || good == 0 {
            failures.push(format!("{page}: {bad} bad and {good} good examples: both kinds must be there"));
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn shown_output_is_real() {
    let scratch = directory("output");
    let mut failures = Vec::new();
    for rule in RULES {
        let path = root().join(format!("rules/{}.md", rule.name));
        let mut page = fs::read_to_string(&path).expect("a page");
        let blocks = blocks(&page);
        for (number, block) in
            blocks.iter().enumerate().filter(|(_, block)| block.info == ["text"] && block.section == "Bad")
        {
            let first = blocks[..number]
                .iter()
                .rposition(|block| block.is_zone() && !block.joined)
                .expect("a zone before");
            let workspace: Vec<&Block> =
                blocks[first..number].iter().filter(|block| block.is_zone()).collect();
            let output = srvlint(&workspace, &scratch.join(rule.name), &["--select", rule.name]).out;
            if output.trim() == block.text.trim() {
                continue;
            }
            if std::env::var_os("UPDATE").is_some() {
                page = page.replace(
                    &format!("```text\n{}```", block.text),
                    &format!("```text\n{}\n```", output.trim()),
                );
            } else {
                failures.push(format!("rules/{}.md:{}: the output is now\n{output}", rule.name, block.line));
            }
        }
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &page).expect("a page");
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_rule_has_a_page_and_every_page_a_rule() {
    let on_disk: BTreeSet<String> = fs::read_dir(root().join("rules"))
        .expect("the rules")
        .filter_map(|entry| {
            entry.expect("a file").file_name().to_str()?.strip_suffix(".md").map(str::to_owned)
        })
        .collect();
    let registered: BTreeSet<String> = RULES.iter().map(|rule| rule.name.to_owned()).collect();
    assert_eq!(registered, on_disk);
}

#[test]
fn every_page_is_complete() {
    for rule in RULES {
        let page = rule.page();
        let front = rule.page.split("\n---\n").next().unwrap_or_default();
        for line in front.lines().skip(1) {
            let key = line.split(':').next().unwrap_or_default();
            let known = ["severity", "fix", "since", "summary", "authority", "default"];
            assert!(known.contains(&key), "rules/{}.md: unknown key `{key}`", rule.name);
        }
        assert!(front.contains("\nseverity: "), "{}: no severity", rule.name);
        assert!(["none", "safe", "unsafe"].contains(&page.fix), "{}: fix is `{}`", rule.name, page.fix);
        assert!(!page.since.is_empty() && !page.authority.is_empty(), "{}: since and authority", rule.name);
        assert!(
            (10..=80).contains(&page.summary.chars().count()),
            "{}: the summary is `{}`",
            rule.name,
            page.summary
        );
        assert!(!page.summary.ends_with('.') && !page.title().is_empty(), "{}: summary and title", rule.name);
        for section in ["What is flagged", "Bad", "Good", "When to ignore it"] {
            assert!(
                page.text.contains(&format!("\n## {section}\n")),
                "{}: no section `{section}`",
                rule.name
            );
        }
    }
}

#[test]
fn the_pages_list_every_rule() {
    let path = root().join("docs/rules.md");
    let page = fs::read_to_string(&path).expect("the list of rules");
    let (begin, end) = ("<!-- rules: begin -->\n", "<!-- rules: end -->");
    let mut table = String::from("| rule | default | finds |\n| --- | --- | --- |\n");
    for rule in RULES {
        let page = rule.page();
        let severity = if page.on_by_default { page.severity.name() } else { "off" };
        table += &format!("| [`{0}`](../rules/{0}.md) | {severity} | {1} |\n", rule.name, page.summary);
    }
    let (before, rest) = page.split_once(begin).expect("the table's beginning");
    let (_, after) = rest.split_once(end).expect("the table's end");
    let expected = format!("{before}{begin}{table}{end}{after}");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, expected).expect("the list of rules");
    } else {
        assert_eq!(page, expected, "run the tests with UPDATE=1");
    }
}

/// What BIND says of a zone, without the lines about names that are not there; `None` where it is not installed.
fn bind_says(directory: &Path, origin: &str, text: &[u8]) -> Option<Vec<String>> {
    fs::write(directory.join("bind.zone"), text).expect("a file");
    let mut command = command::command("named-checkzone", directory);
    let ran = command.args(["-i", "none", origin, "bind.zone"]).output().ok()?;
    let said = String::from_utf8_lossy(&[ran.stdout, ran.stderr].concat()).into_owned();
    let of_line =
        |line: &str| line.strip_prefix("bind.zone:")?.split_once(": ").map(|(_, said)| said.to_owned());
    Some(said.lines().filter_map(of_line).collect())
}

/// Applied, the fix of an example mends what it is for, makes no error, and nothing that BIND speaks of.
#[test]
fn fixes_of_examples_help() {
    let scratch = directory("fixes");
    let (mut failures, mut count) = (Vec::new(), 0);
    for rule in RULES {
        let directory = scratch.join(rule.name);
        for block in blocks(rule.page).iter().filter(|block| block.is_zone() && block.section == "Bad") {
            let Some(origin) = block.origin().filter(|origin| *origin != "?") else { continue };
            let found = |text: &str| -> Vec<Value> {
                let block = Block { text: text.to_owned(), ..block.clone() };
                let ran = srvlint(&[&block], &directory, &["--format", "json", "--select", "all"]);
                let report: Value = serde_json::from_str(&ran.out).expect("a report");
                report["findings"].as_array().expect("a list").clone()
            };
            let said = |finding: &Value| (finding["rule"].to_string(), finding["message"].to_string());
            let before = found(&block.text);
            let Some(bind_before) = bind_says(&directory, origin, block.text.as_bytes()) else { return };
            for finding in
                before.iter().filter(|finding| finding["rule"] == rule.name && !finding["fix"].is_null())
            {
                let mut edits = finding["fix"]["edits"].as_array().expect("edits").clone();
                edits.sort_by_key(|edit| std::cmp::Reverse(edit["start"]["byte"].as_u64()));
                let mut text = block.text.clone();
                for edit in &edits {
                    let at = |end: &str| edit[end]["byte"].as_u64().expect("a place") as usize;
                    text.replace_range(at("start")..at("end"), edit["text"].as_str().expect("a text"));
                }
                count += 1;
                let (rule, message) = said(finding);
                let after = found(&text);
                let is_worse = |new: &&Value| {
                    // What a line that could not be read kept from being judged is not the fix's doing.
                    let is_withheld = new["rule"] == "target-without-address";
                    new["severity"] == "error"
                        && !is_withheld
                        && !before.iter().any(|old| said(old) == said(new))
                };
                if after.iter().any(|new| said(new) == said(finding) && new["start"] == finding["start"]) {
                    failures.push(format!("{rule}: the fix leaves {message}"));
                }
                if let Some(worse) = after.iter().find(is_worse) {
                    failures.push(format!("{rule}: the fix of {message} makes {worse}"));
                }
                let bind = bind_says(&directory, origin, text.as_bytes()).expect("it was there");
                if let Some(new) = bind.iter().find(|line| !bind_before.contains(line)) {
                    failures.push(format!("{rule}: after the fix of {message} BIND says: {new}"));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} of {count} fixes:\n{}", failures.len(), failures.join("\n"));
    assert!(count > 50, "{count} fixes");
}
