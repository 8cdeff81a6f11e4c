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

/// Imports that still run up, by room: how many at most. The numbers may only fall.
const STILL_UP: &[(&str, &str, usize)] = &[
    ("check", "report", 1),
    ("cli", "the crate's root", 1),
    ("workspace", "rules", 1),
    ("zone", "discover", 1),
    ("zone", "files", 3),
    ("zone", "rules", 3),
];

/// What still breaks a promise, by the promise: how many at most. The numbers may only fall.
const STILL_BROKEN: &[(&str, usize)] = &[
    ("a folder says what lies in it, and nothing else", 10),
    ("comments name their subject", 46),
    ("no file is longer than 400 lines without its tests", 10),
    ("no function is longer than 60 lines", 5),
    ("no two files import each other, however far around", 33),
    ("one place makes the exit code", 3),
    ("only cli reads the environment, the clock and standard input", 3),
    ("only files asks the file system about paths", 39),
    ("only files opens, reads, lists or writes files", 6),
    ("only rules makes findings", 9),
    ("siblings import each other by their file", 45),
    ("statics lie in base/unchecked.rs and base/bytes.rs", 3),
];

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

/// Fails if a promise is broken more often than [`STILL_BROKEN`] allows.
#[track_caller]
fn hold(promise: &str, broken: &[String]) {
    let allowed = STILL_BROKEN.iter().find(|(name, _)| *name == promise).map_or(0, |(_, allowed)| *allowed);
    let list = broken.join("\n");
    assert!(broken.len() <= allowed, "{promise} ({} times, allowed {allowed}):\n{list}", broken.len());
    if broken.len() < allowed {
        eprintln!("{promise}: {} in place of {allowed}; lower the number.\n{list}", broken.len());
    }
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
    let mut up: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for (module, others) in TREE.imports() {
        let Some(own) = module.first().filter(|own| *own != "internals") else {
            continue;
        };
        let Some(below) = rooms.get(own) else { panic!("{own} is no room of the page") };
        for other in others {
            let room = other.first().map_or("the crate's root", String::as_str);
            if room != own && !below.contains(room) {
                let import = format!("{} -> {}", module.join("::"), other.join("::"));
                up.entry((own.clone(), room.to_owned())).or_default().push(import);
            }
        }
    }
    let mut wrong = Vec::new();
    for ((from, to), imports) in &up {
        let allowed = STILL_UP.iter().find(|(one, other, _)| (one, other) == (&from.as_str(), &to.as_str()));
        let allowed = allowed.map_or(0, |(_, _, allowed)| *allowed);
        if imports.len() > allowed {
            wrong.push(format!(
                "{from} -> {to} ({}, allowed {allowed}):\n  {}",
                imports.len(),
                imports.join("\n  ")
            ));
        } else if imports.len() < allowed {
            eprintln!("{from} -> {to}: {} in place of {allowed}; lower the number", imports.len());
        }
    }
    for (from, to, _) in STILL_UP {
        if !up.contains_key(&((*from).to_owned(), (*to).to_owned())) {
            eprintln!("{from} -> {to} is gone: take it out of the list");
        }
    }
    assert!(wrong.is_empty(), "imports run up:\n{}", wrong.join("\n"));
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
        let rest = rest.strip_prefix("(crate)").unwrap_or(rest).trim_start();
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
    // Lifetimes are no statics.
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
    hold("only files opens, reads, lists or writes files", &misplaced(&opens, may));
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
fn exit_codes_are_decided_in_one_place() {
    let wrong = misplaced(&["process::exit", "abort"], |file| {
        file.path.starts_with("cli/") || file.path == "base/unchecked.rs"
    });
    hold("only cli ends the program", &wrong);
    let wrong = misplaced(&["ExitCode::from", "ExitCode::SUCCESS", "ExitCode::FAILURE"], |_| false);
    hold("one place makes the exit code", &wrong[wrong.len().min(1)..]);
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
