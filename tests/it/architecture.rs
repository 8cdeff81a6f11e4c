//! What `ARCHITECTURE.md` promises about `src/`: the order of the rooms, and what holds throughout.
//!
//! `cargo test --test it architecture::outline -- --nocapture` prints the rooms, floors, arrows and circles; with
//! `ARCHITECTURE_OF=DIRECTORY` those of another source tree.

mod graph;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use source::{SourceFile, Tree, words_at};

static TREE: LazyLock<Tree> = LazyLock::new(|| Tree::read(&root().join("src")));

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn page() -> String {
    std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("the page")
}

/// The rooms from the ground up, each with those that it may import: the table of the page.
fn rooms() -> Vec<(String, BTreeSet<String>)> {
    let page = page();
    let table =
        page.split("<!-- rooms: begin -->").nth(1).and_then(|rest| rest.split("<!-- rooms: end -->").next());
    let rows = table.expect("the table of rooms").lines().filter(|line| line.starts_with("| `"));
    let words = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let rooms = rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        let [name, .., imported] = cells[..] else { panic!("a row of several cells: {row}") };
        (words(name).remove(0), words(imported).into_iter().collect())
    });
    rooms.collect()
}

/// Fails if a promise is broken, and lists where.
#[track_caller]
fn hold(promise: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{promise}; {} times not so:\n{}", broken.len(), broken.join("\n"));
}

/// Where `words` stand in the code of files that `may` not have them.
fn misplaced(words: &[&str], may: impl Fn(&SourceFile) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for file in TREE.files.values().filter(|file| !may(file)) {
        for word in words {
            found.extend(file.word(word).map(|at| format!("src/{}:{}: {word}", file.path, file.line(at))));
        }
    }
    found
}

#[test]
fn outline() {
    let other = std::env::var_os("ARCHITECTURE_OF").map(|other| Tree::read(Path::new(&other)));
    eprintln!("{}", graph::outline(other.as_ref().unwrap_or(&TREE)));
}

#[test]
fn a_room_imports_only_rooms_before_it() {
    let rooms = rooms();
    for (place, (room, imported)) in rooms.iter().enumerate() {
        let before = |other: &String| rooms[..place].iter().any(|(name, _)| name == other);
        assert!(imported.iter().all(before), "the page lets {room} import a room that stands behind it");
    }
    let rooms: BTreeMap<String, BTreeSet<String>> = rooms.into_iter().collect();
    let mut wrong = Vec::new();
    for (module, others) in TREE.imports() {
        let Some(own) = module.first().filter(|own| *own != "internals") else { continue };
        let Some(below) = rooms.get(own) else { panic!("{own} is not a room of the page") };
        for other in others {
            let room = other.first().map_or("the crate's root", String::as_str);
            if room != own && !below.contains(room) {
                wrong.push(format!("{} -> {}", module.join("::"), other.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "these imports are not in the page's table:\n{}", wrong.join("\n"));
    let mut real = graph::of_rooms(&TREE);
    real.remove("internals");
    assert_eq!(real, rooms, "the page lets a room import what it does not import, or leaves a room out");
}

#[test]
fn no_two_files_import_each_other_however_far_around() {
    let circles = graph::circles(&graph::of_files(&TREE));
    hold("no two files import each other, however far around", &circles.concat());
}

#[test]
fn siblings_import_each_other_by_their_file() {
    let mut wrong = Vec::new();
    for (module, others) in TREE.imports() {
        let folders =
            others.into_iter().filter(|other| module.len() > other.len() && module.starts_with(other));
        wrong.extend(folders.map(|other| format!("{} -> {}", module.join("::"), other.join("::"))));
    }
    hold("siblings import each other by their file", &wrong);
}

#[test]
fn a_folder_says_what_lies_in_it_and_nothing_else() {
    let is_listing = |statement: &str| {
        let mut rest = statement.trim();
        while let Some(attribute) = rest.strip_prefix("#[") {
            rest = attribute.split_once(']').map_or("", |(_, rest)| rest).trim_start();
        }
        let rest = rest.strip_prefix("pub").unwrap_or(rest);
        let rest =
            rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or(rest, |(_, rest)| rest);
        let rest = rest.trim_start();
        rest.is_empty() || rest.starts_with("mod ") && !rest.contains('{') || rest.starts_with("use ")
    };
    let folders = TREE.files.values().filter(|file| file.path.ends_with("mod.rs"));
    let wrong = folders.filter(|file| !file.code.split(';').all(is_listing));
    let wrong: Vec<String> = wrong.map(|file| file.path.clone()).collect();
    hold("a folder says what lies in it, and nothing else", &wrong);
}

#[test]
fn unsafe_code_and_statics_lie_in_few_places() {
    let wrong = misplaced(&["unsafe"], |file| file.path == "base/unchecked.rs");
    hold("unsafe code lies in base/unchecked.rs", &wrong);
    let may = |file: &SourceFile| ["base/unchecked.rs", "base/bytes.rs"].contains(&file.path.as_str());
    let mut wrong = misplaced(&["static"], may);
    // Lifetimes are not statics.
    wrong.retain(|place| {
        let (path, line) = place.trim_start_matches("src/").split_once(':').expect("a path");
        let line: usize = line.split(':').next().and_then(|line| line.parse().ok()).expect("a line");
        let file = TREE.files.values().find(|file| file.path == path).expect("a file");
        let line = file.code.lines().nth(line - 1).expect("the line");
        words_at(line, "static").any(|at| !line[..at].ends_with('\''))
    });
    hold("statics lie in base/unchecked.rs and base/bytes.rs", &wrong);
}

#[test]
fn only_files_opens_files() {
    let may = |file: &SourceFile| {
        file.path.starts_with("files/")
            || ["base/bytes.rs", "base/unchecked.rs"].contains(&file.path.as_str())
    };
    let opens = [
        "fs::",
        "File::open",
        "File::create",
        "File::options",
        "OpenOptions",
        "Mmap",
        "WalkDir",
        "WalkBuilder",
        "read_dir",
        "process::Command",
    ];
    let mut wrong = misplaced(&opens, may);
    // It starts the user's own pager, and gives it a text.
    wrong.retain(|place| !place.starts_with("src/cli/pager.rs:") || !place.ends_with("process::Command"));
    hold("only files opens, reads, lists or writes files", &wrong);
    let asks = [
        "canonicalize",
        "read_link",
        "metadata",
        "symlink_metadata",
        "exists",
        "is_file",
        "is_dir",
        "is_symlink",
    ];
    let asks: Vec<String> =
        asks.iter().flat_map(|ask| [format!(".{ask}("), format!("Path::{ask}")]).collect();
    let asks: Vec<&str> = asks.iter().map(String::as_str).collect();
    // Where the program stands, the operating system tells as a path that may lead through links.
    let may = |file: &SourceFile| may(file) || file.path == "cli/environment.rs";
    hold("only files asks the file system about paths", &misplaced(&asks, may));
}

#[test]
fn only_cli_reads_its_surroundings() {
    let words = [
        "env::var",
        "env::var_os",
        "env::vars",
        "env::vars_os",
        "args_os",
        "env::args",
        "env::current_dir",
        "temp_dir",
        "home_dir",
        "current_exe",
        "SystemTime::now",
        "Instant::now",
        "io::stdin",
        "is_terminal",
    ];
    let wrong = misplaced(&words, |file| file.path.starts_with("cli/"));
    hold("only cli reads the environment, the clock and standard input", &wrong);
}

#[test]
fn only_rules_makes_findings() {
    let mut wrong = Vec::new();
    for file in TREE.files.values().filter(|file| !file.path.starts_with("rules/")) {
        for at in file.word("Finding") {
            let (before, rest) = (file.code[..at].trim_end(), file.code[at + "Finding".len()..].trim_start());
            let is_type = ["->", "struct", "impl", "for", "&", "&mut", "enum"]
                .iter()
                .any(|word| before.ends_with(word));
            let is_lifetime = before.split_whitespace().last().is_some_and(|word| word.contains('\''));
            if rest.starts_with('{') && !is_type && !is_lifetime || rest.starts_with("::new") {
                wrong.push(format!("src/{}:{}", file.path, file.line(at)));
            }
        }
    }
    hold("only rules makes findings", &wrong);
}

#[test]
fn one_pipeline_takes_every_finding() {
    let stages = [
        "rules::run",
        "suppress",
        "settle",
        "leave_out_changed",
        "known_in_base",
        "merge_in_order",
        "leave_out_known",
    ];
    let (mut wrong, mut called) = (Vec::new(), BTreeSet::new());
    for file in TREE.files.values() {
        for stage in stages {
            let calls = file.word(stage).filter(|at| {
                file.code[at + stage.len()..].starts_with('(') && !file.code[..*at].ends_with("fn ")
            });
            for at in calls {
                match file.path.as_str() {
                    "check/run.rs" => _ = called.insert(stage),
                    path => wrong.push(format!("src/{path}:{}: {stage}", file.line(at))),
                }
            }
        }
    }
    hold("only check/run.rs calls the stages of a run", &wrong);
    assert_eq!(called, BTreeSet::from(stages), "check/run.rs calls each stage by this name");
}

#[test]
fn exit_codes_are_decided_in_one_place() {
    let wrong = misplaced(&["process::exit", "abort"], |file| {
        file.path.starts_with("cli/") || file.path == "base/unchecked.rs"
    });
    hold("only cli ends the program", &wrong);
    let wrong = misplaced(&["ExitCode::from", "ExitCode::SUCCESS", "ExitCode::FAILURE"], |_| false);
    hold("one place makes the exit code", &wrong[wrong.len().min(1)..]);
    // `records` tells by it whether the zones are whole.
    let may = |file: &SourceFile| ["check/outcome.rs", "cli/commands.rs"].contains(&file.path.as_str());
    hold("an outcome says whether findings make the program fail", &misplaced(&["Exit::Found"], may));
}

#[test]
fn every_file_begins_by_saying_what_it_is_for() {
    let silent = TREE.files.values().filter(|file| !file.text.starts_with("//! "));
    hold("every file begins with what it is for", &silent.map(|file| file.path.clone()).collect::<Vec<_>>());
}

#[test]
fn files_and_functions_are_short() {
    let long = TREE.files.values().filter(|file| file.length() > 400);
    let long: Vec<String> = long.map(|file| format!("src/{}: {} lines", file.path, file.length())).collect();
    hold("no file is longer than 400 lines without its tests", &long);
    let mut long = Vec::new();
    for file in TREE.files.values() {
        let functions = file.functions().into_iter().filter(|(_, _, lines)| *lines > 60);
        long.extend(
            functions.map(|(name, line, lines)| format!("src/{}:{line}: {name}, {lines} lines", file.path)),
        );
    }
    hold("no function is longer than 60 lines", &long);
}

#[test]
fn comments_name_their_subject() {
    let words = ["whoever", "whomever", "nobody", "somebody", "anybody", "everybody"];
    let mut wrong = Vec::new();
    for file in TREE.files.values() {
        for (line, comment) in file.comments.lines().enumerate() {
            let comment = comment.to_lowercase();
            let found = words.iter().filter(|word| words_at(&comment, word).next().is_some());
            wrong.extend(found.map(|word| format!("src/{}:{}: {word}", file.path, line + 1)));
        }
    }
    hold("comments name their subject", &wrong);
}

#[test]
fn the_top_level_holds_what_readers_expect_there() {
    let expected = "action.yml ARCHITECTURE.md benches build.rs Cargo.lock Cargo.toml CHANGELOG.md CONTRIBUTING.md deny.toml docs fuzz \
        LICENSE-APACHE LICENSE-MIT packaging pyproject.toml README.md rules rustfmt.toml SECURITY.md src target testdata tests";
    let expected: BTreeSet<&str> = expected.split_whitespace().collect();
    let entries = std::fs::read_dir(root()).expect("the folder of the crate can be listed");
    let names =
        entries.map(|entry| entry.expect("an entry of it").file_name().to_string_lossy().into_owned());
    let others: Vec<String> =
        names.filter(|name| !name.starts_with('.') && !expected.contains(name.as_str())).collect();
    hold("The top level holds nothing that readers of such a project do not look for.", &others);
}

#[test]
fn the_face_of_the_library_is_small() {
    let face = &TREE.files[&Vec::new()];
    let rooms = rooms();
    let open = rooms.iter().filter(|(room, _)| face.word(&format!("pub mod {room}")).next().is_some());
    hold("no room is public", &open.map(|(room, _)| room.clone()).collect::<Vec<_>>());
    let statements = face.code.split(';').filter_map(|statement| statement.trim().strip_prefix("pub use "));
    let names: usize = statements.map(|names| names.matches(',').count() + 1).sum();
    assert!(names <= 25, "lib.rs names {names} things: what is not for users is for `internals`");
}

/// What the page names in backticks: paths from the top or from `src/`, modules, items, tests.
#[test]
fn what_the_page_names_is_there() {
    let page = page();
    let prose: Vec<&str> = page.split("```").step_by(2).collect();
    let spans: Vec<&str> = prose.iter().flat_map(|text| text.split('`').skip(1).step_by(2)).collect();
    assert!(spans.len() > 100, "{}", spans.len());
    let tests = Tree::read(&root().join("tests/it"));
    let others =
        ["fuzz/checks.rs", "benches/stages.rs"].map(|path| std::fs::read_to_string(root().join(path)));
    let mut code: String =
        [&TREE, &tests].iter().flat_map(|tree| tree.files.values()).map(|file| &*file.text).collect();
    code.extend(others.into_iter().map(|text| text.expect("UTF-8")));
    let is_there = |path: &str| {
        let at = |top: &str| root().join(top).join(path).exists();
        at("") || at("src") || at("tests/it")
    };
    let is_word = |word: &str| {
        words_at(&code, word).next().is_some() || is_there(word) || is_there(&format!("{word}.rs"))
    };
    let mut missing = Vec::new();
    for span in spans {
        let is_path =
            span.contains('/') || [".rs", ".md", ".toml", ".sh"].iter().any(|end| span.ends_with(end));
        let is_name = span.chars().all(|c| c.is_ascii_alphanumeric() || "_:".contains(c));
        let known = match (is_path && !span.contains(' '), is_name) {
            (true, _) => span.contains("NAME") || is_there(span) || code.contains(span),
            (_, true) => span.split("::").all(is_word),
            _ => true,
        };
        missing.extend((!known).then(|| span.to_owned()));
    }
    assert!(missing.is_empty(), "the page names what is not there: {missing:?}");
}

/// Every promise of the page names a test that holds it.
#[test]
fn every_promise_of_the_page_has_a_test() {
    let page = page();
    let list = page.split("## What holds throughout").nth(1).and_then(|rest| rest.split("\n## ").next());
    let mut items: Vec<String> = Vec::new();
    for line in list.expect("the promises").lines() {
        match line.split_once(". ").filter(|(number, _)| number.parse::<usize>().is_ok()) {
            Some((_, text)) => items.push(text.to_owned()),
            None if line.starts_with("   ") => items.last_mut().expect("an item before").push_str(line),
            None => {}
        }
    }
    assert!(items.len() >= 10, "{}", items.len());
    let tests = Tree::read(&root().join("tests/it"));
    let is_test = |name: &str| tests.files.values().any(|file| file.text.contains(&format!("fn {name}(")));
    for item in items {
        let named = item.split('`').skip(1).step_by(2).any(|span| span.contains('_') && is_test(span));
        assert!(named, "no test holds: {item}");
    }
}
