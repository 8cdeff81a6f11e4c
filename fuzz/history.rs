// A random repository of zones, and a random change of it: what `--staged`, `--new-since`, `--hook`, `--tree` and `--trust` say
// of it agrees. Every choice is taken from octets. Shared by the fuzz target `history` and by tests.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

/// What runs a program in a directory: its exit code and standard output.
pub type Run<'r> = &'r dyn Fn(&Path, &str, &[&str]) -> (i32, String);

/// Records of a zone, with mistakes and without.
const RECORDS: &[&str] = &[
    "_imaps._tcp SRV 0 5 993 mail",
    "_imaps._tcp SRV 0 5 993 gone",
    "_imaps._tcp SRV 0 5 993 gone ; srvlint: ignore[target-without-address] moves",
    "_pop3s._tcp SRV 0 5 995 mail ; srvlint: ignore[long-ttl]",
    "_sip._udp SRV 0 5 5060 sip.example.net.",
    "_sip._tcp SRV 0 0 5060 sip.example.net.",
    "_sip._tcp SRV 0 5 5060 www",
    "_ldap._tcp 3d SRV 0 5 389 mail",
    "_xmpp._tcp SRV 0 5 .",
    "mail A 192.0.2.1",
    "mail CNAME www",
    "sip A 192.0.2.2",
    "www A 192.0.2.3",
    "$INCLUDE inc/hosts.inc",
    "$GENERATE 1-3 h$ A 192.0.2.$",
    "$GENERATE 1-2 _x$._tcp SRV \"0 5 9999 h$.example.com.\"",
    "; srvlint: ignore-file[zero-weight] as they are",
    "a b c d",
];

/// What a configuration may say.
const SETTINGS: &[&str] = &[
    "[rules]\nall = \"off\"\n",
    "[rules]\nlong-ttl = \"error\"\n",
    "exclude = [\"b.zone\"]\n",
    "[[ignore]]\nrules = [\"target-without-address\"]\npaths = [\"*.zone\"]\nreason = \"so\"\n",
    "",
];

/// The other files that say what counts.
const OTHERS: &[(&str, &str)] = &[
    (".gitignore", "*.zone\n"),
    (".gitignore", "inc/\n"),
    ("named.conf", "zone \"example.org\" { type primary; file \"b.zone\"; };\n"),
    ("named.conf", "zone \"example.com\" { type primary; file \"a.zone\"; };\n"),
];

/// Numbers from octets, then 0.
struct Choices<'o>(std::slice::Iter<'o, u8>);

impl Choices<'_> {
    fn below(&mut self, bound: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % bound
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// Files by their paths, of zones without their beginning.
type Files = BTreeMap<String, Vec<String>>;

/// What a file begins with.
fn beginning(path: &str) -> String {
    let origin = if path.contains('b') { "example.net." } else { "example.com." };
    match path.ends_with("zone") {
        true => {
            format!("$ORIGIN {origin}\n$TTL 1h\n@ SOA ns h 1 7200 3600 1209600 300\n@ NS ns.example.info.\n")
        }
        false => String::new(),
    }
}

fn write(top: &Path, files: &Files) {
    for entry in fs::read_dir(top).expect("a directory") {
        let path = entry.expect("an entry").path();
        match (path.ends_with(".git"), path.is_dir()) {
            (true, _) => {}
            (false, true) => fs::remove_dir_all(path).expect("it is there"),
            (false, false) => fs::remove_file(path).expect("it is there"),
        }
    }
    for (path, lines) in files {
        let file = top.join(path);
        fs::create_dir_all(file.parent().expect("below the top")).expect("a directory");
        fs::write(file, beginning(path) + &lines.concat()).expect("a file");
    }
}

fn random_files(choices: &mut Choices<'_>) -> Files {
    let mut files = Files::new();
    for path in ["a.zone", "b.zone", "inc/hosts.inc"] {
        let count = 2 + choices.below(5);
        let line = |_| {
            format!(
                "{}\n",
                choices.one(RECORDS).replace(
                    "$INCLUDE inc/hosts.inc",
                    if path == "a.zone" { "$INCLUDE inc/hosts.inc" } else { "www A 192.0.2.9" }
                )
            )
        };
        files.insert(path.to_owned(), (0..count).map(line).collect());
    }
    if choices.below(3) == 0 {
        files.insert("srvlint.toml".to_owned(), vec![choices.one(SETTINGS).to_owned()]);
    }
    if choices.below(3) == 0 {
        let (path, text) = choices.one(OTHERS);
        files.insert(path.to_owned(), vec![text.to_owned()]);
    }
    files
}

fn change(files: &mut Files, choices: &mut Choices<'_>) {
    for _ in 0..1 + choices.below(3) {
        let paths: Vec<String> =
            files.keys().filter(|path| path.ends_with("zone") || path.ends_with("inc")).cloned().collect();
        let Some(path) = paths.get(choices.below(paths.len().max(1))).cloned() else { return };
        let lines = files.get_mut(&path).expect("it is listed");
        match choices.below(8) {
            0 | 1 => lines.push(format!(
                "{}\n",
                choices.one(RECORDS).replace("$INCLUDE inc/hosts.inc", "www A 192.0.2.9")
            )),
            2 | 3 if !lines.is_empty() => _ = lines.remove(choices.below(lines.len())),
            4 => {
                let moved = files.remove(&path).expect("it is listed");
                files.insert(
                    choices
                        .one(&["a2.zone", "b2.zone", ".a.zone", "a.zone.bak", "inc/hosts2.inc"])
                        .to_owned(),
                    moved,
                );
            }
            5 => _ = files.remove(&path),
            6 => _ = files.insert("srvlint.toml".to_owned(), vec![choices.one(SETTINGS).to_owned()]),
            _ => {
                let (path, text) = choices.one(OTHERS);
                files.insert(path.to_owned(), vec![text.to_owned()]);
            }
        }
    }
}

/// The findings of a run, and whether it was trusted and found something.
fn findings(run: Run<'_>, top: &Path, arguments: &[&str]) -> (i32, BTreeSet<String>) {
    let arguments = [&["check", "--format", "concise"], arguments].concat();
    let (code, out) = run(top, "srvlint", &arguments);
    // Lines may be given in other orders, and notes on which zones a mistake is in are none of them.
    (code, out.lines().map(str::to_owned).collect())
}

/// The JSON of a run; `None` of one that cannot be trusted.
fn json(run: Run<'_>, top: &Path, arguments: &[&str]) -> Option<Value> {
    let (code, out) = run(top, "srvlint", &[&["check", "--format", "json"], arguments].concat());
    (code < 2).then(|| serde_json::from_str(&out).expect("JSON"))
}

/// The findings, each by what it says of which record of which zone.
fn said(json: &Value) -> Vec<[String; 4]> {
    let all = json["findings"].as_array().expect("a list").iter();
    all.map(|one| ["rule", "zone", "owner", "message"].map(|key| one[key].to_string())).collect()
}

/// Asserts that what is said to be repaired is gone, and that what is said to have made a finding is in the change: a line
/// that one of the revisions has, of a file that they do not have in common.
fn assert_causes(run: Run<'_>, top: &Path, before: &Files, after: &Files) {
    let Some(new) = json(run, top, &["--new-since", "main"]) else { return };
    for finding in new["findings"].as_array().expect("a list") {
        let cause = &finding["cause"];
        let (Some(message), Some(path)) = (cause["message"].as_str(), cause["path"].as_str()) else {
            continue;
        };
        let is_added = message.ends_with("added");
        let line = cause["start"]["line"].as_u64().expect("a number") as usize;
        let text = |files: &Files| files.get(path).map(|lines| beginning(path) + &lines.concat());
        let (had, has) = (text(before), text(after));
        assert_ne!(had, has, "{message}");
        let of = if is_added { &has } else { &had };
        let line = of.as_deref().and_then(|text| text.lines().nth(line - 1)).unwrap_or_default();
        assert!(!line.trim().is_empty(), "{message}: {of:?}");
        let others = if is_added { &had } else { &has }.clone().unwrap_or_default();
        let is_there = others.lines().any(|other| other == line);
        assert!(!is_there || message.contains("no more"), "{message}: both have the line");
    }
    let (Some(now), Some(base)) = (json(run, top, &[]), json(run, top, &["--tree", "main"])) else { return };
    let (left, had) = (said(&now), said(&base));
    let repaired = new["summary"]["repaired"].as_u64().expect("a number");
    let count = |all: &[[String; 4]], one: &[String; 4]| all.iter().filter(|other| *other == one).count();
    let gone = had.iter().filter(|one| count(&had, one) > count(&left, one)).count();
    assert!(repaired == 0 || gone > 0, "{repaired} repaired, and all are there: {had:?}");
    let zones: BTreeSet<String> =
        now["zones"].as_array().expect("a list").iter().map(|zone| zone["origin"].to_string()).collect();
    let is_repaired = |one: &&[String; 4]| {
        let is_silenced = now["summary"]["suppressed"] != 0 || one[0].contains("suppression");
        zones.contains(&one[1]) && !is_silenced && left.iter().all(|other| other[..3] != one[..3])
    };
    assert!(repaired > 0 || !had.iter().any(|one| is_repaired(&one)), "nothing repaired: {had:?} {left:?}");
}

/// Makes a repository and a change of it in the empty directory `top`, and asserts what holds of every such change.
pub fn history(octets: &[u8], top: &Path, run: Run<'_>) {
    let git = |arguments: &[&str]| {
        let settings =
            ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgSign=false"];
        let (code, out) = run(top, "git", &[&settings[..], arguments].concat());
        assert_eq!(code, 0, "git {arguments:?}: {out}");
    };
    let mut choices = Choices(octets.iter());
    git(&["init", "--quiet", "--initial-branch=main"]);
    let mut files = random_files(&mut choices);
    write(top, &files);
    git(&["add", "--all", "--force"]);
    git(&["commit", "--quiet", "--allow-empty", "--message=before"]);
    let others = |files: &Files| -> Files {
        files
            .clone()
            .into_iter()
            .filter(|(path, _)| !path.ends_with("zone") && !path.ends_with("inc"))
            .collect()
    };
    let law = others(&files);
    git(&["checkout", "--quiet", "-b", "topic"]);
    let before = files.clone();
    change(&mut files, &mut choices);
    write(top, &files);
    git(&["add", "--all", "--force"]);

    let since = findings(run, top, &["--new-since", "HEAD"]);
    let staged = findings(run, top, &["--staged", "--new-since", "HEAD"]);
    assert_eq!(since, staged, "what is staged is what is in the work tree");
    let hook = findings(run, top, &["--hook"]);
    // A change of files that no zone could include is none that a hook looks at, and no zone at all is not a fault of it.
    if since.0 < 2 && hook.1 != BTreeSet::new() {
        assert_eq!(hook, since, "the hook says what is new");
    }
    if since.0 == 1 {
        assert_eq!(hook.0, 1, "the hook misses what is new: {since:?}");
    }
    git(&["commit", "--quiet", "--allow-empty", "--message=after"]);
    let (here, tree) = (findings(run, top, &[]), findings(run, top, &["--tree", "HEAD"]));
    assert_eq!(here, tree, "the tree is what is in the work tree");
    assert_eq!(
        findings(run, top, &["--new-since", "HEAD"]).1,
        BTreeSet::new(),
        "nothing is new without a change"
    );

    if others(&before) == others(&files) {
        assert_causes(run, top, &before, &files);
    }

    // What the trusted revision's law finds in these zones is found, whatever the change says.
    let trusted = findings(run, top, &["--trust", "main"]);
    files.retain(|path, _| path.ends_with("zone") || path.ends_with("inc") || path.ends_with("bak"));
    files.extend(law);
    write(top, &files);
    let by_law = findings(run, top, &[]);
    let excused: Vec<&String> = by_law.1.difference(&trusted.1).collect();
    assert!(excused.is_empty(), "excused: {excused:?}, found {trusted:?}");
    assert!(trusted.0 >= by_law.0 || by_law.0 == 2, "{trusted:?} {by_law:?}");
}
