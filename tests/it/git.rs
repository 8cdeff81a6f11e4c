//! Linting the index and revisions, and what is new since one, in scratch repositories.

use std::fs;
use std::path::Path;

use crate::harness::command::{Ran, command, run, srvlint};
use crate::harness::repository::{Repository, sip_zone, zone};

impl Repository {
    /// Runs `srvlint check --format concise`.
    pub fn check<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Ran {
        self.check_in("", arguments)
    }

    /// The same, in a directory of the repository.
    pub fn check_in<'a>(&self, directory: &str, arguments: impl IntoIterator<Item = &'a str>) -> Ran {
        let directory = self.top.join(directory);
        Ran::of(srvlint(&directory, ["check", "--format", "concise"]).args(arguments))
    }
}

impl Ran {
    /// Asserts the exit code and, for each finding, `path:line … [rule]`.
    #[track_caller]
    pub fn expect(&self, code: i32, findings: &[&str]) -> &Self {
        let short = |line: &str| {
            let (place, rest) = line.split_once(": ").expect("a place");
            let place = place.rsplit_once(':').expect("a column").0;
            let rule = rest.split_once('[').and_then(|(_, rest)| rest.split_once(']')).expect("a rule").0;
            format!("{place} {rule}")
        };
        let found: Vec<String> = self.out.lines().map(short).collect();
        assert_eq!(
            (self.code, found),
            (code, findings.iter().map(|&f| f.to_owned()).collect()),
            "{}",
            self.err
        );
        self
    }

    /// Asserts what standard error says.
    #[track_caller]
    pub fn says(&self, text: &str) -> &Self {
        assert!(self.err.contains(text), "{}", self.err);
        self
    }
}

const SRV_WITHOUT_ADDRESS: &str = "example.com:5 target-without-address";

#[test]
fn zones_and_records_are_listed_from_snapshots_too() {
    let repository = Repository::new("listed");
    repository.write("zones/example.com", zone("example.com.", "$INCLUDE hosts\n"));
    repository.write("zones/hosts", "old A 192.0.2.1\n");
    repository.commit();
    repository.write("zones/hosts", "new A 192.0.2.1\n");
    repository.git(["add", "--all"]);
    fs::remove_file(repository.top.join("zones/example.com")).expect("a file");
    let list = |arguments: &[&str]| -> Ran {
        let mut srvlint = command(env!("CARGO_BIN_EXE_srvlint"), &repository.top);
        srvlint.args(arguments).output().expect("srvlint").into()
    };
    for (from, host) in [(&["--staged"][..], "new"), (&["--tree", "HEAD"], "old")] {
        let records = list(&[&["records"], from].concat());
        assert_eq!(records.code, 0, "{}", records.err);
        assert!(
            records.out.ends_with(&format!("{host}.example.com.\t3600\tIN\tA\t192.0.2.1\n")),
            "{}",
            records.out
        );
        assert_eq!(
            list(&[&["zones", "zones"], from].concat()).out,
            "zones/example.com\texample.com.\tsoa\t3\t0\n"
        );
    }
    let refused = list(&["zones", "--tree", "nowhere"]);
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    refused.says("there is no revision `nowhere`");
    assert_eq!(list(&["zones"]).code, 2);
}

#[test]
fn an_included_file_that_nobody_added_is_missing_in_a_clone() {
    let repository = Repository::new("untracked");
    let other = Repository::new("untracked-module");
    other.write("sub.inc", "sub A 192.0.2.1\n");
    other.commit();
    repository.git(["submodule", "--quiet", "add", &other.top.to_string_lossy(), "sub"]);
    repository.write(".gitignore", "*.gen\n");
    let includes = "$INCLUDE hosts\n$INCLUDE made.gen\n$INCLUDE ../sub/sub.inc\n$INCLUDE ../sub/own.inc\n";
    repository.write("zones/example.com", zone("example.com.", includes));
    repository.commit();
    for file in ["zones/hosts", "zones/made.gen", "sub/own.inc"] {
        repository.write(file, "sip A 192.0.2.1\n");
    }
    let found = &["zones/example.com:5 include"][..];
    repository.check([]).expect(1, found);
    repository.check(["zones/example.com"]).expect(1, found);
    repository.check_in("zones", ["example.com"]).expect(1, &["example.com:5 include"]);
    repository.check(["--hook", "zones/example.com"]).expect(1, found);
    repository.check(["--ignore", "include"]).expect(0, &[]);
    let without_git = |program: &mut std::process::Command| Ran::from(program.output().expect("srvlint"));
    let mut srvlint = command(env!("CARGO_BIN_EXE_srvlint"), &repository.top);
    assert_eq!(without_git(srvlint.arg("check").env("PATH", "/nowhere")).code, 0);
    // A zone that was not added either is as whole in a clone as it is here: not there.
    repository.git(["rm", "--quiet", "--cached", "zones/example.com"]);
    repository.check([]).expect(0, &[]);
    repository.git(["add", "--all"]);
    repository.check([]).expect(0, &[]);
    repository.check(["--hook", "zones/example.com"]).expect(0, &[]);
}

#[test]
fn includes_by_the_path_on_the_server_are_found_in_snapshots() {
    let repository = Repository::new("installed");
    let records = "_foo._tcp SRV 10 5 5060 sip\n$INCLUDE /etc/bind/zones/common.inc\n";
    repository.write("zones/example.com", zone("example.com.", records));
    repository.write("zones/common.inc", "sip A 192.0.2.1\n");
    repository.commit();
    repository.write("zones/common.inc", "sip CNAME www\n");
    let found = &["zones/example.com:5 cname-target"][..];
    repository.check([]).expect(1, found);
    repository.check(["zones/example.com"]).expect(1, found);
    repository.check(["--staged"]).expect(0, &[]);
    repository.check(["--tree", "HEAD"]).expect(0, &[]);
    repository.check(["--new-since", "HEAD"]).expect(1, found);
    repository.check(["--hook", "zones/common.inc"]).expect(1, found);
    fs::remove_file(repository.top.join("zones/common.inc")).expect("a file");
    repository.check([]).expect(1, &["zones/example.com:6 include"]);
    repository.check(["--staged"]).expect(0, &[]);
}

#[test]
fn the_index_and_a_revision_are_linted_in_place_of_the_work_tree() {
    let repository = Repository::new("contents");
    repository.write("zones/example.com", sip_zone("example.com.", true));
    repository.commit();
    repository.write("zones/example.com", sip_zone("example.com.", false));
    let found = &["zones/example.com:5 target-without-address"][..];
    repository.check([]).expect(1, found);
    repository.check(["--staged"]).expect(0, &[]);
    repository.git(["add", "--all"]);
    repository.write("zones/example.com", sip_zone("example.com.", true));
    repository.check([]).expect(0, &[]);
    repository.check(["--staged"]).expect(1, found);
    repository.check(["--staged", "zones"]).expect(1, found);
    repository.check(["--staged", "zones/example.com"]).expect(1, found);
    repository.check_in("zones", ["--staged"]).expect(1, &[SRV_WITHOUT_ADDRESS]);
    repository.check(["--tree", "HEAD"]).expect(0, &[]);
    // A file that only git has.
    fs::remove_dir_all(repository.top.join("zones")).expect("removed");
    repository.check(["--staged", "zones/example.com"]).expect(1, found);
    repository.check(["--tree", "HEAD", "zones"]).expect(0, &[]);
    repository.check(["--tree", "HEAD", "missing"]).expect(2, &[]).says("`missing` cannot be read");
}

#[test]
fn only_what_is_new_since_a_revision_counts() {
    let repository = Repository::new("new-since");
    repository.write("a/example.com", sip_zone("example.com.", false));
    repository.write("b/example.net", zone("example.net.", "_foo._tcp SRV 10 5 5060 sip.example.org.\n"));
    repository.write("c/example.org", zone("example.org.", "sip A 192.0.2.1\n"));
    repository.commit();
    repository.check(["--new-since", "HEAD"]).expect(0, &[]).says("1 known finding left out");
    // The change is in one file, the mistake in another one.
    repository.write("c/example.org", zone("example.org.", "www A 192.0.2.1\n"));
    let broken = &["b/example.net:5 target-without-address"][..];
    repository.check([]).expect(1, &["a/example.com:5 target-without-address", broken[0]]);
    repository.check(["--new-since", "HEAD"]).expect(1, broken).says("1 known finding left out");
    repository.check(["--new-since", "HEAD", "--staged"]).expect(0, &[]);
    repository.commit();
    repository.check(["--new-since", "HEAD"]).expect(0, &[]).says("2 known findings left out");
    repository.check(["--new-since", "HEAD~1"]).expect(1, broken);
    repository.check(["--new-since", "HEAD~1", "--tree", "HEAD"]).expect(1, broken);
    // Moved lines and renamed files are not news, a second mistake of the same kind is.
    fs::rename(repository.top.join("a/example.com"), repository.top.join("renamed")).expect("renamed");
    let records = "\n\nwww A 192.0.2.2\n_foo._tcp SRV 10 5 5060 sip\n";
    repository.write("renamed", zone("example.com.", records));
    repository.check(["--new-since", "HEAD"]).expect(0, &[]).says("2 known findings left out");
    repository.write("renamed", zone("example.com.", &format!("{records}_sips._tcp SRV 10 5 5061 sip\n")));
    repository.check(["--new-since", "HEAD"]).expect(1, &["renamed:9 target-without-address"]);
    // A repetition of a known mistake, too.
    repository.write("copy/example.com", sip_zone("example.com.", false));
    repository.write("renamed", sip_zone("example.com.", false));
    let ran = repository.check(["--new-since", "HEAD"]);
    assert_eq!((ran.code, ran.out.lines().count()), (1, 1), "{}", ran.out);
}

#[test]
fn a_mistake_is_new_in_one_of_the_zones_that_share_a_file() {
    let repository = Repository::new("shared");
    let sharing = |origin: &str, host: &str| {
        repository
            .write(origin, zone(&format!("{origin}."), &format!("$INCLUDE part\n{host} A 192.0.2.1\n")));
    };
    sharing("a.example.com", "www");
    sharing("b.example.com", "sip");
    sharing("c.example.com", "www");
    repository.write("part", "_foo._tcp SRV 10 5 5060 sip\n");
    repository.commit();
    repository.check(["--new-since", "HEAD"]).expect(0, &[]).says("1 known finding left out");
    sharing("b.example.com", "www");
    for arguments in [&["--new-since", "HEAD"][..], &["--hook", "b.example.com"]] {
        let mut srvlint = command(env!("CARGO_BIN_EXE_srvlint"), &repository.top);
        let ran = Ran::from(srvlint.arg("check").args(arguments).output().expect("srvlint"));
        assert!(ran.out.contains("`sip.b.example.com.` does not exist"), "{}", ran.out);
        // Whether the others have it too was not looked at, or is left out.
        assert!(!ran.out.contains("zones that use this file"), "{}", ran.out);
    }
}

#[test]
fn includes_are_read_from_where_the_zone_is() {
    let repository = Repository::new("includes");
    repository
        .write("zones/example.com", zone("example.com.", "_foo._tcp SRV 10 5 5060 sip\n$INCLUDE hosts\n"));
    repository.write("zones/hosts", "sip A 192.0.2.1\n");
    repository.commit();
    repository.write("zones/hosts", "www A 192.0.2.1\n");
    let found = &["zones/example.com:5 target-without-address"][..];
    repository.check(["--staged"]).expect(0, &[]);
    repository.check(["--new-since", "HEAD"]).expect(1, found);
    repository.check(["--hook", "zones/hosts"]).expect(1, found);
    repository.git(["add", "--all"]);
    repository.check(["--staged"]).expect(1, found);
    // Only in the work tree, so a checkout would not have it.
    repository.git(["rm", "--quiet", "--cached", "zones/hosts"]);
    repository.check([]).expect(1, &[found[0], "zones/example.com:6 include"]);
    repository.check(["--staged"]).expect(1, &["zones/example.com:6 include"]);
    repository.check(["--staged", "--new-since", "HEAD"]).expect(1, &["zones/example.com:6 include"]);
}

#[cfg(unix)]
#[test]
fn links_lead_nowhere_out_of_the_tree() {
    use std::os::unix::fs::symlink;
    let repository = Repository::new("links");
    fs::write(repository.top.parent().expect("a parent").join("outside-of-links"), "sip A 192.0.2.1\n")
        .expect("written");
    let includes = "$INCLUDE good\n$INCLUDE deep/good\n$INCLUDE up\n$INCLUDE absolute\n$INCLUDE loop\n";
    repository.write("example.com", zone("example.com.", includes));
    repository.write("hosts/sip", "sip A 192.0.2.1\n");
    symlink("hosts/sip", repository.top.join("good")).expect("linked");
    symlink("hosts/..", repository.top.join("deep")).expect("linked");
    symlink("../outside-of-links", repository.top.join("up")).expect("linked");
    symlink(repository.top.join("hosts/sip"), repository.top.join("absolute")).expect("linked");
    symlink("loop", repository.top.join("loop")).expect("linked");
    repository.commit();
    let refused = ["example.com:7 include", "example.com:8 include", "example.com:9 include"];
    let ran = repository.check(["--staged"]);
    ran.expect(1, &refused);
    assert!(ran.out.contains("`up` lies outside the root"), "{}", ran.out);
    repository.check(["--tree", "HEAD"]).expect(1, &refused);
}

#[test]
fn a_bare_repository_has_revisions_only() {
    let repository = Repository::new("origin");
    repository.write("zones/example.com", sip_zone("example.com.", true));
    repository.commit();
    repository.write("zones/example.com", sip_zone("example.com.", false));
    repository.commit();
    let bare = Repository::new("bare");
    bare.git(["clone", "--quiet", "--bare", repository.top.to_str().expect("text"), "served.git"]);
    let check = |arguments: &[&str]| bare.check_in("served.git", arguments.iter().copied());
    let found = &["zones/example.com:5 target-without-address"][..];
    check(&["--tree", "main"]).expect(1, found);
    check(&["--tree", "main", "zones"]).expect(1, found);
    check(&["--tree", "main~1"]).expect(0, &[]);
    check(&["--tree", "main", "--new-since", "main~1"]).expect(1, found);
    check(&["--tree", "main", "--new-since", "main"]).expect(0, &[]);
    check(&["--staged"]).expect(2, &[]).says("`--tree REV`");
    check(&[]).expect(2, &[]).says("no zone in `.`: it is a bare git repository: say with `--tree REV`");
    check(&["--new-since", "main"]).expect(2, &[]).says("`--tree REV`");
}

#[test]
fn a_bare_repository_has_its_configuration_in_the_revision() {
    let repository = Repository::new("origin-configured");
    repository.write(
        "zones/a.example",
        zone("@", "_foo._tcp SRV 10 5 5060 sip\n_bar._tcp 1w SRV 10 5 5060 a.example.net.\n"),
    );
    let text = "baseline = \"known.json\"\n[rules]\nlong-ttl = \"error\"\n[[zone]]\nfile = \"a.example\"\norigin = \"example.com\"\n";
    repository.write("zones/srvlint.toml", text);
    repository
        .check(["zones", "--select", "target-without-address", "--write-baseline", "zones/known.json"])
        .expect(0, &[]);
    repository.commit();
    let bare = Repository::new("bare-configured");
    fs::remove_dir_all(bare.top.join(".git")).expect("a directory");
    bare.git(["clone", "--quiet", "--bare", repository.top.to_str().expect("text"), "."]);
    let found = &["zones/a.example:6 long-ttl"][..];
    bare.check(["--tree", "main", "zones"]).expect(1, found).says("1 in the baseline");
    bare.check(["--tree", "main", "zones/a.example"]).expect(1, found);
    bare.check(["--tree", "main", "zones", "--no-baseline"])
        .expect(1, &["zones/a.example:5 target-without-address", found[0]]);
    // Above the first path there is none.
    let unconfigured = &["zones/a.example:5 target-without-address", found[0]][..];
    bare.check(["--tree", "main"]).expect(1, unconfigured).says("1 error, 1 warning.");
    bare.check(["--tree", "main", "zones", "--no-config"]).expect(1, unconfigured);
    repository.write("zones/srvlint.toml", "x = 1\n");
    repository.commit();
    bare.git(["fetch", "--quiet", "origin", "main:main"]);
    bare.check(["--tree", "main", "zones"]).expect(2, &[]).says("srvlint.toml:1:1");
    bare.check(["--tree", "main~1", "zones"]).expect(1, found);
}

#[test]
fn what_git_cannot_give_is_said() {
    let repository = Repository::new("faults");
    repository.write("example.com", sip_zone("example.com.", true));
    repository.commit();
    repository.commit();
    for unknown in ["elsewhere", "--all", "", "HEAD~9", "4b825dc642cb6eb9a060e54bf8d69288fbee490"] {
        let argument = format!("--new-since={unknown}");
        repository.check([argument.as_str()]).expect(2, &[]).says("there is no revision `");
    }
    let shallow = Repository::new("shallow");
    let url = format!("file://{}", repository.top.display());
    shallow.git(["clone", "--quiet", "--depth=1", &url, "clone"]);
    let ran = shallow.check_in("clone", ["--new-since", "HEAD~1"]);
    ran.expect(2, &[]).says("shallow clone").says("`git fetch --deepen=100`");
    let outside = std::env::temp_dir();
    let mut srvlint = command(env!("CARGO_BIN_EXE_srvlint"), &outside);
    let ceiling = outside.parent().unwrap_or(&outside);
    let ran = srvlint
        .args(["check", "--staged"])
        .env("GIT_CEILING_DIRECTORIES", ceiling)
        .output()
        .expect("srvlint");
    Ran::from(ran).expect(2, &[]).says("lies in no git repository");
    let mut srvlint = command(env!("CARGO_BIN_EXE_srvlint"), &repository.top);
    let ran = srvlint.args(["check", "--staged"]).env("PATH", "/nonexistent").output().expect("srvlint");
    Ran::from(ran).expect(2, &[]).says("the program `git`");
}

#[cfg(unix)]
#[test]
fn names_need_not_be_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let repository = Repository::new("names");
    repository.write("example.ai", sip_zone("example.ai.", false));
    repository.write(OsStr::from_bytes(b"caf\xe9 \"zones\"\n/example.com"), sip_zone("example.com.", false));
    repository.commit();
    let ran = repository.check(["--staged"]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.out.lines().count(), 2, "{}", ran.out);
    assert_eq!(ran.out, repository.check([]).out);
    assert_eq!(ran.out, repository.check(["--tree", "HEAD"]).out);
    repository.check(["--new-since", "HEAD"]).expect(0, &[]);
}

#[cfg(unix)]
#[test]
fn every_layout_is_the_same_in_the_index() {
    let repos = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/repos");
    for entry in fs::read_dir(&repos).expect("the repositories") {
        let from = entry.expect("an entry").path();
        if !from.is_dir() {
            continue;
        }
        let name = from.file_name().expect("a name").to_str().expect("text");
        let repository = Repository::new(&format!("index-of-{name}"));
        let copied = command("cp", &from).args(["-RP", "."]).arg(&repository.top).status().expect("cp");
        assert!(copied.success());
        repository.git(["add", "--all", "--force"]);
        let commands = fs::read_to_string(from.join("commands.txt")).unwrap_or_else(|_| "check".to_owned());
        for line in commands.lines().filter(|line| line.starts_with("check")) {
            let run = |more: &[&str]| {
                let mut srvlint = command(env!("CARGO_BIN_EXE_srvlint"), &repository.top);
                let ran = Ran::from(srvlint.args(line.split(' ')).args(more).output().expect("srvlint"));
                (ran.code, ran.out)
            };
            assert_eq!(run(&["--staged"]), run(&[]), "{name}: {line}");
        }
    }
}

#[test]
fn submodules_and_hidden_files_are_no_zones() {
    let inner = Repository::new("inner");
    inner.write("example.net", sip_zone("example.net.", false));
    inner.commit();
    let repository = Repository::new("outer");
    repository.git(["submodule", "--quiet", "add", inner.top.to_str().expect("text"), "inner"]);
    repository.write(".hidden/example.com", sip_zone("example.com.", false));
    repository.write("example.org", sip_zone("example.org.", true));
    repository.commit();
    repository.check(["--staged"]).expect(0, &[]).says("1 zone,");
    repository.check(["--tree", "HEAD"]).expect(0, &[]).says("1 zone,");
}

/// A zone's file that does not say whose it is.
fn nameless(target: &str) -> String {
    format!(
        "$TTL 1h\n@ SOA ns hostmaster 1 7200 3600 1209600 300\n@ NS ns.elsewhere.example.\n_foo._tcp SRV 10 5 5060 {target}\n"
    )
}

#[test]
fn a_configuration_is_read_from_where_the_zones_are() {
    let repository = Repository::new("declared");
    let conf = |zone: &str| format!("zone \"{zone}\" {{ type master; file \"/etc/bind/zones/db\"; }};\n");
    repository.write("zones/db", nameless("sip.example.com."));
    repository.write("zones/README", "No zone.\n");
    repository.write("named.conf", conf("example.net"));
    repository.commit();
    repository.write("named.conf", conf("example.com"));
    let found = &["zones/db:4 target-without-address"][..];
    repository.check([]).expect(1, found);
    repository.check(["--staged"]).expect(0, &[]);
    repository.check(["--new-since", "HEAD"]).expect(1, found);
    repository.check(["--hook", "named.conf"]).expect(1, found);
    repository.git(["add", "--all"]);
    repository.check(["--staged"]).expect(1, found);
    repository.check(["--staged", "--named-conf", "named.conf", "zones"]).expect(1, found);
    repository.check(["--tree", "HEAD"]).expect(0, &[]);
    // A configuration that is in no repository is the file system's.
    let outside = repository.top.with_extension("conf");
    fs::write(&outside, conf("example.com")).expect("written");
    let outside = outside.to_str().expect("text");
    repository.check(["--tree", "HEAD", "--named-conf", outside]).expect(1, found);
    repository.commit();
    repository.write("named.conf", format!("\n\n{}", conf("example.com")));
    repository.check(["--new-since", "HEAD"]).expect(0, &[]).says("1 known finding left out");
}

#[cfg(unix)]
#[test]
fn links_name_zones_in_the_index_too() {
    use std::os::unix::fs::symlink;
    let repository = Repository::new("link-names");
    repository.write("zones/com.example", nameless("sip.example.org."));
    repository.write("zones/example.org.bak", nameless("sip"));
    repository.commit();
    let (found, unknown) =
        (&["zones/com.example:4 target-without-address"][..], "zones/com.example:2 unknown-origin");
    repository.check(["--staged"]).expect(0, &[unknown]);
    symlink("com.example", repository.top.join("zones/example.org")).expect("linked");
    repository.check(["--staged"]).expect(0, &[unknown]);
    repository.check(["--new-since", "HEAD"]).expect(1, found);
    repository.git(["add", "--all"]);
    repository.check(["--staged"]).expect(1, found);
    repository.check(["--staged", "zones/example.org"]).expect(1, found);
    repository.check(["--staged", "--new-since", "HEAD"]).expect(1, found);
    repository.check(["--staged", "--hook", "zones/example.org"]).expect(1, found);
    repository.commit();
    repository.check(["--new-since", "HEAD~1"]).expect(1, found);
    repository.check(["--new-since", "HEAD"]).expect(0, &[]);
}

#[test]
fn a_hook_reports_what_a_change_touches_or_breaks() {
    let repository = Repository::new("hook");
    repository.write("old/example.com", sip_zone("example.com.", false));
    repository.write("b/example.net", zone("example.net.", "_foo._tcp SRV 10 5 5060 sip.example.org.\n"));
    repository.write("c/example.org", zone("example.org.", "sip A 192.0.2.1\n"));
    repository.write("d/example.ai", sip_zone("example.ai.", true));
    repository.write("README", "No zone.\n");
    let hook = |arguments: &[&str]| {
        let ran = repository.check(["--hook"].into_iter().chain(arguments.iter().copied()));
        let is_older = ran.err.contains(" older finding") && ran.err.lines().count() == 1;
        assert!(!ran.out.is_empty() || ran.err.is_empty() || is_older, "{}", ran.err);
        ran
    };
    // Before the first commit nothing is new elsewhere.
    hook(&["README", "c/example.org"]).expect(0, &[]);
    hook(&["old/example.com"]).expect(1, &["old/example.com:5 target-without-address"]);
    repository.commit();
    hook(&[]).expect(0, &[]);
    hook(&["README"]).expect(0, &[]);
    hook(&["README", "c/example.org", "missing"]).expect(0, &[]);
    // What is older is counted.
    let older = "1 older finding in the changed files is left out: `srvlint check` shows all";
    hook(&["old/example.com", "d/example.ai"]).expect(0, &[]).says(older);
    hook(&["old/example.com", "--new-since", "HEAD"]).expect(0, &[]);
    repository.write("d/example.ai", sip_zone("example.ai.", false));
    hook(&["d/example.ai"]).expect(1, &["d/example.ai:5 target-without-address"]);
    // What changed but was not named was left out on purpose.
    hook(&["README"]).expect(0, &[]);
    repository.git(["checkout", "--quiet", "."]);
    let broken = &["b/example.net:5 target-without-address"][..];
    repository.write("c/example.org", zone("example.org.", "www A 192.0.2.1\n"));
    hook(&["c/example.org"]).expect(1, broken);
    hook(&["--staged", "c/example.org"]).expect(0, &[]);
    repository.git(["add", "--all"]);
    hook(&["--staged", "c/example.org"]).expect(1, broken);
    // An old mistake whose cause lies in a named file is touched.
    repository.write("c/example.org", zone("example.org.", "sip CNAME www\nwww A 192.0.2.1\n"));
    repository.commit();
    hook(&["README"]).expect(0, &[]);
    hook(&["c/example.org"]).expect(0, &[]).says(older);
}

#[test]
fn a_hook_tells_nothing_of_untracked_files_that_nobody_names() {
    let repository = Repository::new("hook-untracked");
    repository.write("example.com", sip_zone("example.com.", true));
    repository.commit();
    repository.write("example.com", zone("example.com.", "sip A 192.0.2.1\n"));
    repository.git(["add", "--all"]);
    let target = "_foo._tcp SRV 10 5 5060 gone.example.com.\n";
    repository.write("untracked", zone("example.net.", &format!("{target}_foo._tcp.a SRV 10 5 5060 sip\n")));
    repository.check(["--hook", "example.com"]).expect(0, &[]);
    repository.check(["--hook"]).expect(0, &[]);
    let found = &["untracked:5 target-without-address", "untracked:6 target-without-address"];
    repository.check(["--hook", "untracked"]).expect(1, found);
    // Staged, it is a part of the commit.
    repository.git(["add", "--all"]);
    repository.check(["--hook", "example.com", "untracked"]).expect(1, found);
}

#[test]
fn a_hook_sees_deleted_files_that_nobody_names() {
    let repository = Repository::new("hook-deleted");
    repository.write("example.com", zone("example.com.", "_foo._tcp SRV 10 5 5060 sip\n$INCLUDE hosts\n"));
    repository.write("hosts", "sip A 192.0.2.1\n");
    repository.commit();
    repository.git(["rm", "--quiet", "hosts"]);
    repository.check(["--hook"]).expect(1, &["example.com:6 include"]);
    // pre-commit's `--from-ref`, as before a push.
    repository.commit();
    repository.check(["--hook"]).expect(0, &[]);
    let mut srvlint = command(env!("CARGO_BIN_EXE_srvlint"), &repository.top);
    let hook = srvlint.args(["check", "--format=concise", "--hook"]).env("PRE_COMMIT_FROM_REF", "HEAD~1");
    Ran::from(hook.output().expect("srvlint")).expect(1, &["example.com:6 include"]);
}

#[test]
fn a_hook_finds_every_zone_that_a_change_can_reach() {
    let repository = Repository::new("hook-reach");
    let srv = |number: u32, rest: &str| {
        let origin = format!("z{number}.example.");
        repository.write(format!("z{number}"), zone(&origin, &format!("_foo._tcp SRV 10 5 5060 {rest}\n")));
    };
    srv(1, "sip.Target.example.");
    srv(2, "sip.t\\097rget.example.");
    srv(3, "( ; a comment\n sip.target.example. )");
    srv(4, "www.target.example.");
    srv(5, "sip.elsewhere.example.");
    repository.write("z6", zone("z6.example.", "$INCLUDE z6.part\n"));
    repository.write("z6.part", "$ORIGIN TARGET.EXAMPLE.\n_foo._tcp.z6.example. SRV 10 5 5060 sip\n");
    repository.write("z7", zone("z7.example.", "_foo._tcp SRV 10 5 5060 alias.z8.example.\n"));
    repository.write("z8", zone("z8.example.", "alias CNAME sip.target.example.\n"));
    repository.write("target", zone("target.example.", "sip A 192.0.2.1\nwww A 192.0.2.1\n"));
    repository.commit();
    repository.check(["--new-since", "HEAD"]).expect(0, &[]);
    repository.write("target", zone("target.example.", "www A 192.0.2.1\n"));
    let broken = ["z1:5", "z2:5", "z3:6", "z6.part:2"].map(|place| format!("{place} target-without-address"));
    // An alias that leads to nothing is another mistake than one that leads to a host.
    let broken: Vec<&str> = broken.iter().map(String::as_str).chain(["z7:5 cname-target"]).collect();
    repository.check(["--new-since", "HEAD"]).expect(1, &broken);
    repository.check(["--hook", "target"]).expect(1, &broken);
    // A zone that comes between a name and the zone that held it.
    repository.git(["checkout", "--quiet", "."]);
    repository.write("new", zone("sip.target.example.", "www A 192.0.2.1\n"));
    repository.git(["add", "--all"]);
    repository.check(["--new-since", "HEAD"]).expect(1, &broken);
    repository.check(["--hook", "new"]).expect(1, &broken);
    repository.commit();
    repository.git(["rm", "--quiet", "new"]);
    repository.check(["--hook"]).expect(0, &["new:1 zone-not-linted"]);
}

#[test]
fn a_bare_repository_among_the_files_is_no_repository() {
    let repository = Repository::new("embedded");
    repository.write("zones/example.com", sip_zone("example.com.", true));
    repository.commit();
    // As a pull request may bring it: its configuration names a program that gets what is missing.
    let ran = repository.top.join("ran");
    let missing = "1".repeat(40);
    repository.write("zones/HEAD", "ref: refs/heads/main\n");
    repository.write("zones/objects/x", "");
    repository.write("zones/refs/heads/main", &missing);
    let config = "[core]\n repositoryformatversion = 1\n bare = false\n worktree = ..\n[extensions]\n partialClone = o\n[remote \"o\"]\n url = /\n promisor = true\n";
    repository.write("zones/config", format!("{config} uploadpack = \"touch {}; false\"\n", ran.display()));
    repository.write("zones/example.com", sip_zone("example.com.", false));
    let found = [SRV_WITHOUT_ADDRESS.replace("example.com:", "zones/example.com:")];
    let found = found.each_ref().map(String::as_str);
    repository.check(["--new-since", "HEAD", "zones"]).expect(1, &found);
    repository.check(["--hook", "zones/example.com"]).expect(1, &found);
    repository.check(["--tree", "HEAD", "zones"]).expect(0, &[]);
    repository.check(["--staged", "zones"]).expect(0, &[]);
    repository.check_in("zones", ["--new-since", "HEAD"]).expect(1, &[SRV_WITHOUT_ADDRESS]);
    assert!(!ran.exists());
}

/// Where there are many zones, the records of most are let go of, and read again if a target is in doubt.
#[test]
fn a_hook_finds_what_a_change_reaches_among_many_zones() {
    let repository = Repository::new("hook-many");
    let origin = |number: usize| format!("z{number:02}.example.");
    let write = |number: usize, records: &str| {
        repository.write(format!("z{number:02}"), zone(&origin(number), records));
    };
    (0..80).for_each(|number| write(number, "www A 192.0.2.1\n"));
    write(10, "host A 192.0.2.1\n");
    write(30, &format!("_rsync._tcp SRV 0 5 873 host.{}\n", origin(10)));
    repository.commit();
    repository.check(["--hook", "z10"]).expect(0, &[]);
    write(10, "other A 192.0.2.1\n");
    for arguments in [&["--hook", "z10"][..], &["--new-since", "HEAD"]] {
        let json = run(&repository.top, [&["check", "--format", "json"], arguments].concat()).json();
        let findings = json["findings"].as_array().expect("a list");
        let found: Vec<_> =
            findings.iter().map(|finding| (&finding["path"], &finding["cause"]["message"])).collect();
        let cause = format!("the A record of `host.{}` at z10:5 was removed", origin(10));
        assert_eq!(found, [(&"z30".into(), &cause.into())]);
    }
}

/// `git --literal-pathspecs commit` tells its hooks how the user wrote paths.
#[test]
fn what_git_was_told_of_paths_hides_no_file_from_a_hook() {
    let repository = Repository::new("pathspecs");
    repository.write("z.zone", sip_zone("example.com.", true));
    repository.commit();
    repository.write("z.zone", sip_zone("example.com.", false));
    repository.git(["add", "z.zone"]);
    for how in ["LITERAL", "GLOB", "NOGLOB", "ICASE"] {
        for arguments in [&["check", "--staged"][..], &["check", "--hook"], &["check", "--hook", "z.zone"]] {
            let mut hook = srvlint(&repository.top, arguments);
            let ran = Ran::of(hook.env(format!("GIT_{how}_PATHSPECS"), "1"));
            assert_eq!(ran.code, 1, "{how} {arguments:?}: {}{}", ran.out, ran.err);
        }
    }
}

/// Git compares a file that is younger than its index by its content, as a filter of the configuration makes it.
#[cfg(unix)]
#[test]
fn no_filter_of_the_repository_is_run() {
    let repository = Repository::new("filters");
    // What git converts is another text than that of the revision, and has to be compared.
    repository.write("z.zone", sip_zone("example.com.", false).replace('\n', "\r\n"));
    repository.write(".gitattributes", "*.zone text eol=crlf filter=evil\n*.inc filter=worse\n");
    repository.write("a.inc", "www A 192.0.2.2\n");
    repository.commit();
    let program = |what: &str| format!("touch '{}/{what}'; cat", repository.top.display());
    repository.git(["config", "filter.evil.clean", &program("ran-clean")]);
    repository.git(["config", "filter.evil.required", "true"]);
    repository.git(["config", "filter.worse.process", &program("ran-process")]);
    repository.git(["config", "core.fsmonitor", &program("ran-monitor")]);
    let index =
        std::fs::File::options().append(true).open(repository.top.join(".git/index")).expect("it is there");
    index
        .set_modified(std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1))
        .expect("a time");
    for arguments in [
        &["--new-since", "HEAD"][..],
        &["--trust", "HEAD"],
        &["--hook", "z.zone"],
        &["--hook"],
        &["--staged"],
        &[],
    ] {
        let said = repository.check(arguments.iter().copied());
        assert_ne!(said.code, 2, "{arguments:?}: {}", said.err);
        let ran = std::fs::read_dir(&repository.top).expect("a directory").flatten();
        let ran: Vec<_> = ran
            .map(|entry| entry.file_name())
            .filter(|name| name.to_string_lossy().starts_with("ran"))
            .collect();
        assert!(ran.is_empty(), "{arguments:?}: {ran:?}");
    }
    // With its name git would take another setting.
    repository.git(["config", "filter.a=b.clean", &program("ran-odd")]);
    let said = repository.check(["--new-since", "HEAD"]);
    assert_eq!(said.code, 2, "{}", said.out);
    assert!(said.err.contains("a filter whose name is odd: `filter.a=b`"), "{}", said.err);
}

#[test]
fn what_was_a_zone_is_linted_as_one_however_it_looks_now() {
    let repository = Repository::new("was");
    let good = sip_zone("example.com.", true);
    repository.write("db", &good);
    repository.write("other", sip_zone("example.org.", true));
    repository.commit();
    for broken in [
        good.replace(" SOA ", " SAO "),
        good.replace("$TTL", "$TLL"),
        format!("{}{good}", "# a note in words\n".repeat(12)),
        good.replace("1h", "{{ ttl }}").replace("192.0.2", "{{ net }}").replace("10 5", "{{ srv }}"),
    ] {
        repository.write("db", &broken);
        for arguments in [&["--new-since", "HEAD"][..], &["--hook", "db"], &["--new-since", "HEAD", "db"]] {
            let ran = repository.check(arguments.iter().copied());
            assert!(ran.code == 1 && ran.out.lines().all(|line| line.starts_with("db:")), "{ran:?}");
        }
        repository.git(["add", "db"]);
        let ran = repository.check(["--staged", "--new-since", "HEAD"]);
        assert!(ran.code == 1 && ran.out.contains("db:"), "{ran:?}");
        // Nothing else tells it.
        repository.check(["."]).expect(0, &[]);
    }
}

/// Writes a tree of these lines, as `git ls-tree` prints them; gives its object.
fn make_tree(repository: &Repository, lines: impl Iterator<Item = String>) -> String {
    repository.write(".git/tree", lines.collect::<String>());
    let lines = fs::File::open(repository.top.join(".git/tree")).expect("just written");
    let made = Ran::from(command("git", &repository.top).arg("mktree").stdin(lines).output().expect("git"));
    assert_eq!(made.code, 0, "{}", made.err);
    made.out.trim().to_owned()
}

#[test]
fn a_tree_of_files_without_end_is_not_read() {
    let repository = Repository::new("bomb");
    repository.write("file", "text\n");
    let object = repository.git(["hash-object", "-w", "file"]);
    let mut tree = make_tree(&repository, (0..10).map(|i| format!("100644 blob {}\tf{i}\n", object.trim())));
    for _ in 0..6 {
        tree = make_tree(&repository, (0..10).map(|i| format!("040000 tree {tree}\td{i}\n")));
    }
    let bound = format!("the revision `{tree}` has more than 1000000 files");
    repository.check(["--tree", &tree]).expect(2, &[]).says(&bound);
    // No history parts from a tree.
    let refused = format!("`{tree}` is not a commit");
    repository.check(["--new-since", &tree]).expect(2, &[]).says(&refused);
}
