//! The command line of `--fix`, `--unsafe-fixes` and `--diff`.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use crate::harness::command::{Ran, command, srvlint};
use crate::harness::repository::Repository;
use crate::harness::scratch::Scratch;

/// A zone with a safe fix (the final dot), an unsafe one (the alias), and one that uncovers another.
const ZONE: &str = "\
$TTL 300
$ORIGIN example.com.
@ SOA ns h 1 7200 3600 1209600 300
@ NS ns
ns A 192.0.2.1
sip A 192.0.2.2
www CNAME sip
_sip._tcp SRV 0 5 5060 sip.example.com ; the PBX
_sips._tcp SRV 0 5 5061 www
";

/// Two zones that include one file, in which a final dot is right for one of them alone.
fn shared(name: &str) -> Scratch {
    let repository = Repository::new(name);
    let scratch = Scratch(repository.top.clone());
    for end in ["com", "net"] {
        let head = "$TTL 300\n@ SOA ns h 1 7200 3600 1209600 300\n@ NS ns\nns A 192.0.2.1\nsip A 192.0.2.2\n";
        let zone = format!("$ORIGIN example.{end}.\n{head}$INCLUDE services.inc\n");
        scratch.write(&format!("example.{end}.zone"), zone);
    }
    scratch.write("services.inc", "_sips._tcp SRV 0 5 5061 sip\n_sip._tcp.example.com SRV 0 5 5060 sip\n");
    repository.commit();
    scratch
}

fn read(scratch: &Scratch, path: &str) -> String {
    scratch.read(path)
}

#[test]
fn nothing_is_written_if_a_report_cannot_be() {
    let scratch = Scratch::new("no-report");
    scratch.write("z.zone", ZONE);
    for output in ["json:gone/x.json", "json:z.zone/x.json"] {
        let ran = scratch.run(&["check", "--fix", "--output", output, "z.zone"]);
        assert_eq!((ran.code, read(&scratch, "z.zone").as_str()), (2, ZONE), "{}", ran.err);
        assert!(ran.err.contains("nothing is fixed, as a report could not be written\n"), "{}", ran.err);
        assert!(ran.err.contains("Fixed nothing"), "{}", ran.err);
    }
    if let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") {
        let mut check = srvlint(&scratch.0, ["check", "--fix", "z.zone"]);
        let ran = Ran::from(check.stdout(full).output().expect("srvlint"));
        assert_eq!((ran.code, read(&scratch, "z.zone").as_str()), (2, ZONE), "{}", ran.err);
    }
    let ran = scratch.run(&["check", "--fix", "--output", "json:x.json", "z.zone"]);
    assert_eq!((ran.code, read(&scratch, "z.zone") == ZONE), (1, false), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_written_is_not_said_to_be_fixed() {
    let scratch = Scratch::new("full");
    // Longer than a file may be, as a full disk has it.
    let long = format!("{ZONE}{}", "; a comment\n".repeat(400));
    scratch.write("long.zone", &long).write("short.zone", ZONE.replace("example.com", "example.net"));
    let short = read(&scratch, "short.zone");
    for (arguments, claims) in [
        (&["--fix"][..], "Fixed 1"),
        (&["--add-ignore=so"], "Suppressed"),
        (&["--fix", "--add-ignore=so"], "Suppressed"),
    ] {
        let plain = scratch.run(&["check", "--format", "json", "."]);
        let program = env!("CARGO_BIN_EXE_srvlint");
        let script = format!("ulimit -f 2; exec '{program}' check --format json {} .", arguments.join(" "));
        let ran = Ran::of(command("sh", &scratch.0).args(["-c", &script]));
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.err);
        let said = "nothing is fixed: `long.zone` cannot be written: ";
        assert!(ran.err.contains(said), "{arguments:?}: {}", ran.err);
        assert!(ran.json()["faults"][0].as_str().is_some_and(|fault| fault.contains(said)), "{}", ran.out);
        assert!(!ran.err.contains(&format!("{claims} finding")) && !ran.err.contains(&format!("{claims} 2")));
        assert_eq!(ran.rules(), plain.rules(), "{arguments:?}: what is left is found");
        assert_eq!(
            (read(&scratch, "long.zone"), read(&scratch, "short.zone")),
            (long.clone(), short.clone())
        );
    }
    let ran = scratch.run(&["check", "--fix", "."]);
    assert!(read(&scratch, "long.zone") != long && ran.err.contains("Fixed 2 findings"), "{}", ran.err);
}

#[test]
fn safe_fixes_are_made_and_unsafe_ones_are_counted() {
    let scratch = Scratch::new("safe");
    scratch.write("z.zone", ZONE);
    let ran = scratch.run(&["check", "z.zone"]);
    assert!(
        ran.err.contains("1 finding can be fixed with `--fix`, 1 more with `--unsafe-fixes`.\n"),
        "{}",
        ran.err
    );
    let ran = scratch.run(&["check", "--fix", "z.zone", "--format", "json"]);
    assert_eq!((ran.code, ran.rules()), (1, vec!["cname-target".to_owned()]));
    assert!(ran.err.contains("Fixed 1 finding in 1 file; 1 more with `--unsafe-fixes`.\n"), "{}", ran.err);
    assert!(ran.err.contains("The serial of zone `example.com.` is unchanged.\n"), "{}", ran.err);
    let fixed = ZONE.replace("sip.example.com ;", "sip.example.com. ;");
    assert_eq!(read(&scratch, "z.zone"), fixed);
    let ran = scratch.run(&["check", "--fix", "--unsafe-fixes", "z.zone"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert_eq!(read(&scratch, "z.zone"), fixed.replace("5061 www", "5061 sip"));
    let ran = scratch.run(&["check", "--fix", "--unsafe-fixes", "z.zone"]);
    assert!(ran.err.ends_with("Fixed nothing.\n"), "{}", ran.err);
}

#[test]
fn only_what_is_selected_and_not_suppressed_is_fixed() {
    let scratch = Scratch::new("select");
    scratch.write("z.zone", ZONE);
    scratch.run(&["check", "--fix", "--unsafe-fixes", "--select", "cname-target", "z.zone"]);
    assert_eq!(read(&scratch, "z.zone"), ZONE.replace("5061 www", "5061 sip"));
    let kept = ZONE.replace("; the PBX", "; srvlint: ignore[missing-trailing-dot] so it is");
    scratch.write("z.zone", &kept);
    scratch.run(&["check", "--fix", "z.zone"]);
    assert_eq!(read(&scratch, "z.zone"), kept);
}

#[test]
fn a_patch_is_shown_and_nothing_written() {
    let repository = Repository::new("patch");
    repository.write("zones/my zone", ZONE);
    repository.commit();
    let here = repository.top.join("zones");
    let ran = Ran::of(&mut srvlint(&here, ["check", "--diff", "--unsafe-fixes", "my zone"]));
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(
        ran.out.starts_with(
            "diff --git a/zones/my zone b/zones/my zone\n\
             --- a/zones/my zone\t\n+++ b/zones/my zone\t\n@@ -5,5 +5,5 @@\n"
        ),
        "{}",
        ran.out
    );
    assert!(ran.err.contains("Would fix 2 findings in 1 file.\n"), "{}", ran.err);
    assert_eq!(repository.git(["status", "--porcelain"]), "");
    repository.write("p", &ran.out);
    repository.git(["apply", "p"]);
    let ran = Ran::of(&mut srvlint(&here, ["check", "--diff", "--unsafe-fixes", "my zone"]));
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
}

#[cfg(unix)]
#[test]
fn a_patch_is_taken_in_each_directory_and_with_each_name() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let repository = Repository::new("patch-of-names");
    let below = repository.top.join("zones");
    fs::create_dir_all(&below).expect("a directory");
    let names: [&[u8]; 6] = [
        b"plain.zone",
        b"a blank.zone",
        b"a\ttab.zone",
        b"\"quoted\".zone",
        b"\xc3\xbc.zone",
        b"lat\xe9.zone",
    ];
    let path = |name: &[u8]| below.join(OsStr::from_bytes(name));
    names.iter().for_each(|name| fs::write(path(name), ZONE).expect("a file"));
    repository.commit();
    let ran = Ran::of(&mut srvlint(&below, ["check", "--diff", "."]));
    repository.write("p", &ran.out);
    // git takes the patch from the directory in which it was made, too.
    let applied = std::process::Command::new("git").current_dir(&below).args(["apply", "../p"]).output();
    let applied = applied.expect("git runs");
    assert!(applied.status.success(), "{}\n{}", String::from_utf8_lossy(&applied.stderr), ran.out);
    for name in names {
        let text = fs::read_to_string(path(name)).expect("a file");
        assert!(text.contains("sip.example.com. ;"), "{}: {text}", String::from_utf8_lossy(name));
    }
}

#[cfg(unix)]
#[test]
fn what_may_not_be_written_is_told_as_that() {
    use std::os::unix::fs::PermissionsExt;

    let scratch = Scratch::new("one-read-only");
    scratch.write("a.zone", ZONE).write("b.zone", ZONE.replace("example.com", "example.net"));
    fs::set_permissions(scratch.0.join("b.zone"), fs::Permissions::from_mode(0o444)).expect("a mode");
    let ran = scratch.run(&["check", "--fix", "."]);
    assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("Fixed 1 finding in 1 file;"), "{}", ran.err);
    assert!(ran.err.contains("`b.zone` is not changed: it is read-only."), "{}", ran.err);
    assert!(ran.out.contains("sip.example.net.example.net."), "it is told still: {}", ran.out);
    // A patch may change it.
    let ran = scratch.run(&["check", "--diff", "b.zone"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.out.contains("+_sip._tcp SRV 0 5 5060 sip.example.net. ; the PBX\n"), "{}", ran.out);
}

#[test]
fn a_fix_is_safe_only_if_it_is_safe_in_each_zone_of_the_file() {
    let scratch = Scratch::new("two-zones");
    let zone = |name: &str| format!("zone \"{name}\" {{ type primary; file \"v.zone\"; }};");
    let views = format!("view a {{ {} }};\nview b {{ {} }};\n", zone("example.com"), zone("example.net"));
    let text = "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 300\n@ NS ns\nns A 192.0.2.1\n\
        sip A 192.0.2.2\n_sip._tcp SRV 0 5 5060 sip.example.com\n_sips._tcp SRV 0 5 5061 sip\n";
    scratch.write("named.conf", views).write("v.zone", text);
    let ran = scratch.run(&["check", "--fix", "."]);
    assert_eq!(read(&scratch, "v.zone"), text, "{}{}", ran.out, ran.err);
    let listed = scratch.run(&["check", "--format", "json", "."]);
    assert!(!listed.out.contains("\"safe\""), "{}", listed.out);
}

#[test]
fn without_context_nothing_is_told_that_only_context_shows() {
    let scratch = Scratch::new("no-context");
    scratch.write("s.inc", "_sips._tcp SRV 0 5 5061 gone\n");
    let head = "$TTL 1h\n@ SOA ns.example.net. h 1 7200 3600 1209600 300\n@ NS ns.example.net.\n";
    scratch.write("a.zone", format!("{head}$INCLUDE s.inc\n"));
    scratch.write("srvlint.toml", "[[zone]]\nfile = \"a.zone\"\norigin = \"example.com\"\n");
    let alone = scratch.run(&["check", "--no-context", "--format", "concise", "s.inc"]);
    let fixing = scratch.run(&["check", "--no-context", "--fix", "--format", "concise", "s.inc"]);
    assert_eq!((fixing.code, &fixing.out), (alone.code, &alone.out), "{}{}", alone.err, fixing.err);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let scratch = Scratch::new("stdin");
    let through = |arguments: &[&str], text: &str| -> Ran {
        let mut srvlint = srvlint(&scratch.0, arguments);
        srvlint.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = srvlint.spawn().expect("it runs");
        child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("it reads");
        child.wait_with_output().expect("it ends").into()
    };
    for more in [&[][..], &["--stdin-filename", "zones/example.com.zone"]] {
        let arguments = [&["check", "--fix", "-", "--format", "concise"], more].concat();
        let ran = through(&arguments, ZONE);
        assert_eq!((ran.code, ran.out), (1, ZONE.replace("sip.example.com ;", "sip.example.com. ;")));
        assert!(ran.err.contains("error[cname-target]"), "{}", ran.err);
        // What cannot be fixed goes through as it is.
        let nothing = through(&arguments, "; nothing\n");
        assert_eq!((nothing.code, nothing.out.as_str()), (2, "; nothing\n"));
    }
    let ran = through(&["check", "--diff", "-", "--stdin-filename", "zones/example.com.zone"], ZONE);
    assert!(
        ran.out.starts_with("diff --git a/zones/example.com.zone b/zones/example.com.zone\n--- a/zones/"),
        "{}",
        ran.out
    );
}

#[test]
fn a_fix_that_breaks_another_zone_is_only_shown() {
    let scratch = shared("shared");
    let before = read(&scratch, "services.inc");
    let ran = scratch.run(&["check", ".", "--format", "json", "--select", "missing-trailing-dot"]);
    let finding = &ran.json()["findings"][0];
    assert_eq!(finding["fix"]["safety"], "shown");
    let notes = finding["notes"].to_string();
    assert!(notes.contains("it would do something else to the records of zone `example.net.`"), "{notes}");
    let ran = scratch.run(&["check", ".", "--fix", "--unsafe-fixes"]);
    assert_eq!((ran.code, read(&scratch, "services.inc")), (1, before));
    // Where it is right in all of them, it is made.
    scratch.write("services.inc", "_sip._tcp SRV 0 5 5060 sip.example.com.example.com.\n");
    let both = "_sips._tcp SRV 0 0 0 .\n_sip._tcp SRV 1 2 0 .\n";
    scratch.write("services.inc", both);
    let ran = scratch.run(&["check", ".", "--fix"]);
    assert_eq!(read(&scratch, "services.inc"), both.replace("1 2 0", "0 0 0"), "{}{}", ran.out, ran.err);
}

#[test]
fn only_what_is_named_is_changed() {
    let scratch = shared("named");
    let text = "_sips._tcp SRV 0 0 0 .\n_sip._tcp SRV 1 2 0 .\n";
    scratch.write("services.inc", text);
    let ran = scratch.run(&["check", "--fix", "example.com.zone", "example.net.zone"]);
    assert_eq!(read(&scratch, "services.inc"), text);
    assert!(ran.err.contains("`services.inc` is not changed: it was not named.\n"), "{}", ran.err);
    // No run promises what another does not do.
    for arguments in [&["check"][..], &["check", "--fix"]] {
        let both = ["--format", "json", "example.com.zone", "example.net.zone"];
        let ran = scratch.run(&[arguments, &both].concat());
        let json = ran.json();
        let found = json["findings"].as_array().expect("findings").iter();
        let found = found.filter(|finding| finding["path"] == "services.inc");
        let fixes: Vec<_> = found.map(|finding| (&finding["fix"]["safety"], &finding["notes"])).collect();
        let is_told = |notes: &serde_json::Value| notes.to_string().contains("`services.inc` was not named");
        assert!(!fixes.is_empty(), "{}", ran.out);
        assert!(fixes.iter().all(|(safety, notes)| **safety == "shown" && is_told(notes)), "{}", ran.out);
        assert!(!ran.err.contains("can be fixed"), "{}", ran.err);
    }
    let json = scratch.run(&["check", "--format", "json", "."]).json();
    let fixes =
        json["findings"].as_array().expect("findings").iter().map(|finding| &finding["fix"]["safety"]);
    assert!(fixes.clone().any(|safety| safety == "safe"), "{json}");
}

#[test]
fn fixes_are_not_mixed_with_staged_and_other_trees() {
    let scratch = Scratch::new("usage");
    scratch.write("z.zone", ZONE);
    for (arguments, why) in [
        (
            &["--fix", "--staged"][..],
            "`--fix` is about the files of the work tree, and `--staged` reads the git index",
        ),
        (
            &["--diff", "--tree", "HEAD"],
            "`--diff` is about the files of the work tree, and `--tree` reads a revision",
        ),
        (&["--add-ignore=as agreed", "--staged"], "`--add-ignore` is about the files of the work tree"),
        (&["--add-ignore=as agreed", "--tree", "HEAD"], "`--add-ignore` is about the files of the work tree"),
        (&["--add-ignore=as agreed", "--hook", "z.zone"], "`--add-ignore` is not for a hook: a commit that"),
        (&["--unsafe-fixes"], "--fix"),
    ] {
        let ran = scratch.run(&[&["check"], arguments].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.contains(why), "{}", ran.err);
        assert_eq!(read(&scratch, "z.zone"), ZONE);
    }
}

#[test]
fn a_hook_changes_a_file_only_if_it_is_what_is_staged() {
    let repository = Repository::new("hook");
    let clean = ZONE.replace("sip.example.com ;", "sip ;").replace("5061 www", "5061 sip");
    repository.write("example.com.zone", &clean);
    repository.commit();
    repository.write("example.com.zone", clean.replace("sip ;", "sip.example.com ;"));
    repository.git(["add", "--all"]);
    let hook =
        || Ran::of(&mut srvlint(&repository.top, ["check", "--hook", "--fix", "--", "example.com.zone"]));
    let staged = fs::read_to_string(repository.top.join("example.com.zone")).expect("a file");
    let other = format!("{staged}; not staged\n");
    repository.write("example.com.zone", &other);
    let ran = hook();
    assert_eq!(fs::read_to_string(repository.top.join("example.com.zone")).expect("a file"), other);
    assert!(
        ran.err.contains("`example.com.zone` is not changed: it differs from what is staged"),
        "{}",
        ran.err
    );
    repository.write("example.com.zone", &staged);
    let ran = hook();
    let fixed = fs::read_to_string(repository.top.join("example.com.zone")).expect("a file");
    assert_eq!(
        (ran.code, fixed),
        (0, clean.replace("sip ;", "sip.example.com. ;")),
        "{}{}",
        ran.out,
        ran.err
    );
    assert_eq!(hook().err, "");
    // Without a name, it is only told what is staged.
    repository.write("example.com.zone", &staged);
    repository.git(["add", "--all"]);
    let ran = Ran::of(&mut srvlint(&repository.top, ["check", "--hook", "--fix"]));
    assert_eq!(fs::read_to_string(repository.top.join("example.com.zone")).expect("a file"), staged);
    let why = "`example.com.zone` is not changed: it was not named: with `--hook`, name the files that may be changed";
    assert!(ran.code == 1 && ran.err.contains(why), "{}", ran.err);
}

/// A zone whose port cannot be mended without making one record twice.
const TWICE: &str = "\
$TTL 300
@ SOA ns h 1 7200 3600 1209600 300
@ NS ns.example.net.
dc A 192.0.2.1
_ldap._tcp.gc._msdcs SRV 0 5 3268 dc
_ldap._tcp.gc._msdcs SRV 0 5 389 dc
";

#[test]
fn a_fix_makes_no_finding_but_what_is_ignored() {
    let fixed = TWICE.replace("389 dc", "3268 dc");
    let comment = " ; srvlint: ignore[duplicate-record] as agreed";
    let with_comment = |text: &str| text.trim_end().to_owned() + comment + "\n";
    for (more, before, after) in [
        (&[][..], TWICE, TWICE),
        // What was not asked for would be found by the next run.
        (&["--select", "unexpected-port"], TWICE, TWICE),
        (&["--ignore", "duplicate-record"], TWICE, &fixed),
        (&["--select", "unexpected-port", "--ignore", "duplicate-record"], TWICE, &fixed),
        (&["--select", "unexpected-port"], &with_comment(TWICE), &with_comment(&fixed)),
    ] {
        let scratch = Scratch::new("ignored");
        scratch.write("example.com.zone", before);
        let arguments = [&["check", "--fix", "--unsafe-fixes", "example.com.zone"], more].concat();
        let ran = scratch.run(&arguments);
        assert_eq!(read(&scratch, "example.com.zone"), after, "{more:?}: {}{}", ran.out, ran.err);
        let is_said =
            ran.out.contains("the fix is shown and not made: it would make a finding of `duplicate-record`");
        assert_eq!(is_said, before == after, "{more:?}: {}", ran.out);
    }
}

#[test]
fn concise_lines_say_which_findings_can_be_fixed() {
    let scratch = shared("concise");
    scratch.write("z.zone", ZONE);
    let ran =
        scratch.run(&["check", "--format", "concise", "z.zone", "example.com.zone", "example.net.zone"]);
    let marked = |rule: &str, mark: &str| {
        let is_it = |line: &&str| line.contains(&format!("[{rule}]: ")) && line.ends_with(mark);
        ran.out.lines().filter(is_it).count()
    };
    assert_eq!(marked("missing-trailing-dot", " [safe fix]"), 1, "{}", ran.out);
    assert_eq!(marked("cname-target", " [unsafe fix]"), 1, "{}", ran.out);
    // One that is only shown is not made, so it is not marked.
    assert_eq!(marked("missing-trailing-dot", "`_sip._tcp.example.com.` was meant"), 2, "{}", ran.out);
}

#[test]
fn serials_grow_if_that_is_asked() {
    for (serial, expected) in
        [("1", "2"), ("2026010203", "2026061501"), ("2026061501", "2026061502"), ("4294967295", "1")]
    {
        let scratch = Scratch::new("serial");
        scratch.write("z.zone", ZONE.replace("h 1 ", &format!("h {serial} ")));
        scratch.write(
            "other.zone",
            ZONE.replace("example.com", "example.net").replace("0 5 5060 sip.example.net", "0 5 5060 sip"),
        );
        let ran = scratch.run(&["check", "--fix", "--bump-serial", "."]);
        assert!(!ran.err.contains("unchanged"), "{}", ran.err);
        assert!(
            read(&scratch, "z.zone").contains(&format!("h {expected} 7200")),
            "{serial}: {}",
            read(&scratch, "z.zone")
        );
        assert!(read(&scratch, "other.zone").contains("h 1 7200"), "its records are the same");
    }
}

#[test]
fn what_is_left_is_suppressed_with_a_reason() {
    let scratch = Scratch::new("ignore");
    scratch.write("z.zone", ZONE.replace('\n', "\r\n").trim_end());
    let ran = scratch.run(&["check", "--add-ignore=as agreed until 2027-01-31", "z.zone"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("Suppressed 2 findings.\n") && !ran.err.contains("Fixed"), "{}", ran.err);
    let expected = ZONE
        .replace("; the PBX", "; the PBX ; srvlint: ignore[missing-trailing-dot] as agreed until 2027-01-31")
        .replace("5061 www", "5061 www ; srvlint: ignore[cname-target] as agreed until 2027-01-31");
    assert_eq!(read(&scratch, "z.zone"), expected.replace('\n', "\r\n").trim_end());
    // With fixes, what they leave.
    scratch.write("z.zone", ZONE);
    let ran = scratch.run(&["check", "--fix", "--add-ignore=as agreed", "z.zone"]);
    assert!(
        ran.err.contains("Fixed 1 finding") && ran.err.contains("Suppressed 1 finding.\n"),
        "{}",
        ran.err
    );
    for reason in ["", "a;b", "a\nb"] {
        assert_eq!(
            scratch.run(&["check", &format!("--add-ignore={reason}"), "z.zone"]).code,
            2,
            "{reason:?}"
        );
    }
}
