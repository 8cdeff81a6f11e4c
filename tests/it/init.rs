//! `srvlint init`: what it writes, that it is obeyed, and that nothing that is there is touched.

use std::fs;
use std::process::Stdio;

use crate::harness::command::{run, srvlint};
use crate::harness::repository::{Repository, sip_zone, zone};

/// A repository with a zone that names itself, one whose file names it, and one without a name.
#[track_caller]
fn example(name: &str) -> Repository {
    let repository = Repository::new(name);
    let head = "$TTL 1h\n@ SOA ns.elsewhere.example. h.elsewhere.example. 1 7200 3600 1209600 300\n@ NS ns.elsewhere.example.\n";
    repository.write("zones/own.zone", zone("example.com.", "www A 192.0.2.2\n"));
    repository.write("zones/[db].example.org", format!("{head}www A 192.0.2.2\n"));
    repository.write("zones/example.net.zone", format!("{head}www A 192.0.2.2\n"));
    repository.write("zones/lab", format!("{head}www A 192.0.2.2\n"));
    repository
}

fn files(repository: &Repository) -> [String; 3] {
    ["srvlint.toml", ".pre-commit-config.yaml", ".github/workflows/srvlint.yml"]
        .map(|path| fs::read_to_string(repository.top.join(path)).unwrap_or_default())
}

#[test]
fn a_repository_gets_a_configuration_that_is_obeyed() {
    let repository = example("all");
    let below = repository.top.join("zones");
    let before = run(&repository.top, ["zones"]).out;
    let ran = run(&below, ["init"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let [config, hook, workflow] = files(&repository);
    for text in [&config, &hook, &workflow] {
        for line in text.lines() {
            assert!(ran.out.contains(line), "what is written is shown: {line}: {}", ran.out);
        }
    }
    assert!(config.contains("file = \"/zones/example.net.zone\"\norigin = \"example.net.\"\n"), "{config}");
    assert!(config.contains("#   zones/own.zone: example.com.\n"), "{config}");
    assert!(config.contains("# file = \"/zones/lab\"\n"), "a name of one label is a guess: {config}");
    let after = run(&repository.top, ["zones"]);
    assert_eq!(after.code, 0, "{}", after.err);
    let names = |text: &str| {
        text.lines().map(|line| line.split('\t').take(2).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
    };
    assert_eq!(names(&after.out), names(&before), "every zone keeps its name");
    assert!(after.out.contains("zones/example.net.zone\texample.net.\tconfiguration\t"), "{}", after.out);
    let checked = run(&repository.top, ["check"]).err;
    assert!(!checked.contains("srvlint.toml"), "every entry matches a file: {checked}");
}

#[test]
fn the_hook_is_that_of_the_project() {
    let repository = example("hook");
    assert_eq!(run(&repository.top, ["init", "--only", "hook"]).code, 0);
    let [config, hook, workflow] = files(&repository);
    assert_eq!((config.as_str(), workflow.as_str()), ("", ""));
    let project = include_str!("../../.pre-commit-hooks.yaml");
    for line in hook.lines().map(str::trim).filter(|line| line.contains(": ")) {
        let setting = line.split(" #").next().unwrap_or_default().trim();
        let is_own = ["default_install", "- repo:", "name:"].iter().any(|own| setting.starts_with(own));
        assert!(is_own || project.contains(setting), "{setting}");
    }
    // What it runs lets a sound commit pass, and no other.
    let entry = hook.lines().find_map(|line| line.trim().strip_prefix("entry: srvlint ")).expect("an entry");
    repository.commit();
    repository.write("zones/own.zone", sip_zone("example.com.", false));
    repository.git(["add", "--all"]);
    let arguments: Vec<&str> = entry.split(' ').chain(["--", "zones/own.zone"]).collect();
    assert_eq!(run(&repository.top, arguments).code, 1);
}

#[test]
fn nothing_that_is_there_is_touched() {
    let repository = example("twice");
    for path in ["srvlint.toml", ".pre-commit-config.yaml", ".github/workflows/srvlint.yml"] {
        repository.write(path, "# mine\n");
    }
    let ran = run(&repository.top, ["init"]);
    assert_eq!((ran.code, files(&repository)), (0, ["# mine\n"; 3].map(str::to_owned)), "{}", ran.err);
    assert_eq!(ran.err.matches("is there already, and stays as it is").count(), 3, "{}", ran.err);
    assert!(ran.out.contains("repo: local"), "what would be added to the hooks is shown");
    let again = example("again");
    assert_eq!(run(&again.top, ["init"]).code, 0);
    let ran = run(&again.top, ["init"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "what is there already is not to be added");
    let nothing = Repository::new("nothing");
    assert_eq!(run(&nothing.top, ["init"]).code, 2, "no zone is here");
    assert!(!nothing.top.join("srvlint.toml").exists());
}

#[cfg(unix)]
#[test]
fn no_link_leads_out() {
    let repository = example("links");
    let outside = repository.top.join("../outside");
    let _ = fs::remove_dir_all(&outside);
    fs::create_dir_all(&outside).expect("a directory");
    std::os::unix::fs::symlink("../outside", repository.top.join(".github")).expect("a link");
    std::os::unix::fs::symlink("../outside/file", repository.top.join("srvlint.toml")).expect("a link");
    let ran = run(&repository.top, ["init"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert_eq!(fs::read_dir(&outside).expect("a directory").count(), 0, "{}", ran.err);
}

#[test]
fn a_reader_who_has_seen_enough_leaves_no_file_unwritten() {
    let repository = example("closed-pipe");
    let mut init = srvlint(&repository.top, ["init"]);
    let mut child = init.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("srvlint");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("an end").code(), Some(0));
    assert!(files(&repository).iter().all(|text| !text.is_empty()), "{:?}", files(&repository));
}

#[test]
fn a_hook_and_a_workflow_need_no_zone() {
    let repository = Repository::new("no-zone");
    let ran = run(&repository.top, ["init", "--only", "hook", "--only", "workflow"]);
    let [config, hook, workflow] = files(&repository);
    assert_eq!((ran.code, config.as_str()), (0, ""), "{}", ran.err);
    assert!(!hook.is_empty() && !workflow.is_empty());
    let ran = run(&repository.top, ["init"]);
    assert!(ran.code == 2 && ran.err.contains("no zone in"), "{}", ran.err);
}
