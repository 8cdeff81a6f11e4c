//! `srvlint services --since` over histories: each small repository of `testdata/repos` with and without one of its files, or one
//! of its records. What the command says differs must be the difference of what it says of both states.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::fix::copy_directory;
use crate::harness::command::{Ran, run};
use crate::harness::repository::Repository;

/// How many records are taken out of a repository, one at a time.
const MOST_RECORDS: usize = 3;

/// What clients notice of a service: not where it is written, nor what is found.
fn traffic(service: &Value) -> Value {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let lower = |value: &Value| value.as_str().unwrap_or_default().to_ascii_lowercase();
    let record = |record: &Value| {
        json!([
            lower(&record["target"]),
            record["port"],
            record["weight"],
            record["share"],
            record["addresses"],
            record["reached"]
        ])
    };
    let tier = |tier: &Value| {
        let mut records: Vec<Value> = list(&tier["records"]).iter().map(record).collect();
        records.sort_by_key(Value::to_string);
        json!([tier["priority"], records])
    };
    let tiers: Vec<Value> = list(&service["tiers"]).iter().map(tier).collect();
    json!([lower(&service["owner"]), service["zone"], service["state"], service["ttl"], tiers])
}

/// How often each service is there, as clients notice it: less often before than after is a number over 0.
type Difference = BTreeMap<String, i64>;

fn add(difference: &mut Difference, service: &Value, times: i64) {
    if !service.is_null() {
        let count = difference.entry(traffic(service).to_string()).or_default();
        *count += times;
    }
}

fn services(ran: &Ran) -> Vec<Value> {
    ran.json()["services"].as_array().cloned().unwrap_or_default()
}

/// The states that a repository may be changed to: a file, and what it holds then, if anything.
fn states(top: &Path) -> Vec<(PathBuf, Option<String>)> {
    let listed = services(&run(top, ["services", "--format", "json"]));
    let mut paths: Vec<PathBuf> =
        listed.iter().filter_map(|service| service["path"].as_str()).map(PathBuf::from).collect();
    paths.sort();
    paths.dedup();
    let mut states = Vec::new();
    for path in paths {
        let Ok(text) = fs::read_to_string(top.join(&path)) else { continue };
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let is_record = |line: &&str| {
            let has = |word| line.split_whitespace().any(|other| other == word);
            ["SRV", "A", "AAAA", "CNAME"].into_iter().any(has) && !line.trim_start().starts_with([';', '$'])
        };
        let records: Vec<usize> = (0..lines.len()).filter(|number| is_record(&lines[*number])).collect();
        // The first, the last and one between tell most apart.
        let mut taken = vec![records.first(), records.get(records.len() / 2), records.last()];
        taken.dedup();
        for number in taken.into_iter().flatten().take(MOST_RECORDS) {
            let rest = lines.iter().enumerate().filter(|(other, _)| other != number);
            states.push((path.clone(), Some(rest.map(|(_, line)| *line).collect())));
        }
        states.push((path, None));
    }
    states
}

#[test]
fn what_differs_since_a_revision_is_the_difference_of_two_runs() {
    let repositories = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/repos");
    let mut paths: Vec<PathBuf> = fs::read_dir(repositories)
        .expect("a directory")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.retain(|path| path.is_dir());
    paths.sort();
    let (mut compared, mut changed, mut wrong) = (0, 0, Vec::new());
    for path in paths {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let repository = Repository::new(&name);
        copy_directory(&path, &repository.top);
        let commit = || {
            repository.git(["add", "--all", "--force"]);
            repository.git(["commit", "--quiet", "--allow-empty", "--message=A state"]);
        };
        commit();
        let top = &repository.top;
        let all = || run(top, ["services", "--format", "json"]);
        let before = all();
        if before.code != 0 {
            continue;
        }
        for (file, text) in states(top) {
            let told = format!(
                "{name}: {} {}",
                file.display(),
                if text.is_some() { "less a record" } else { "deleted" }
            );
            match text {
                Some(text) => fs::write(top.join(&file), text).expect("a file"),
                None => fs::remove_file(top.join(&file)).expect("a file"),
            }
            commit();
            let (after, since) = (all(), run(top, ["services", "--since", "HEAD~1", "--format", "json"]));
            repository.git(["reset", "--quiet", "--hard", "HEAD~1"]);
            // Without a zone at all there is nothing to compare.
            if after.code != 0 || since.code != 0 {
                continue;
            }
            let (mut expected, mut said) = (Difference::new(), Difference::new());
            services(&before).iter().for_each(|service| add(&mut expected, service, -1));
            services(&after).iter().for_each(|service| add(&mut expected, service, 1));
            for change in services(&since) {
                add(&mut said, &change["before"], -1);
                add(&mut said, &change["after"], 1);
                let is_same = |side: &str| traffic(&change[side]);
                if !change["before"].is_null() && is_same("before") == is_same("after") {
                    wrong.push(format!("{told}: said to differ: {}", change["before"]));
                }
            }
            expected.retain(|_, times| *times != 0);
            said.retain(|_, times| *times != 0);
            (compared, changed) = (compared + 1, changed + usize::from(!expected.is_empty()));
            if expected != said {
                wrong.push(format!("{told}:\n  expected {expected:?}\n  said     {said:?}"));
            }
        }
    }
    eprintln!("{compared} pairs of states, {changed} of which differ for clients");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(changed > 20, "{compared} {changed}");
}
