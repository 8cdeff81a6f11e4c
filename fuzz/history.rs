// A random repository of zones, and a random change of it: what `--staged`, `--new-since`, `--hook`, `--tree` and `--trust` say
// of it agrees. Every choice is taken from octets. Shared by the fuzz target `history` and by tests.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

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
        let origin = if path.contains('b') { "example.net." } else { "example.com." };
        let beginning = match path.ends_with("zone") {
            true => format!(
                "$ORIGIN {origin}\n$TTL 1h\n@ SOA ns h 1 7200 3600 1209600 300\n@ NS ns.example.info.\n"
            ),
            false => String::new(),
        };
        let file = top.join(path);
        fs::create_dir_all(file.parent().expect("below the top")).expect("a directory");
        fs::write(file, beginning + &lines.concat()).expect("a file");
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
    let law: Files = files
        .iter()
        .filter(|(path, _)| !path.ends_with("zone") && !path.ends_with("inc"))
        .map(|(path, lines)| (path.clone(), lines.clone()))
        .collect();
    git(&["checkout", "--quiet", "-b", "topic"]);
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
