//! Every octet that a fix is not about stays: line ends, marks, odd octets, long lines; and so do modes, links and other files.

use std::fs;

use crate::harness::scratch::Scratch;

const HEAD: &str = "$TTL 300\n$ORIGIN example.com.\n@ SOA ns h 1 7200 3600 1209600 300\n@ NS ns\nns A 192.0.2.1\nsip A 192.0.2.2\n";
const WRONG: &str = "_sips._tcp SRV 0 5 5061 sip.example.com";

/// Fixes a text, which must become what `fixed` makes of it.
fn fix(name: &str, text: &[u8], fixed: &[u8]) {
    let scratch = Scratch::new(name);
    scratch.write("example.com.zone", text);
    let ran = scratch.run(&["check", "--fix", "example.com.zone"]);
    let after = fs::read(scratch.0.join("example.com.zone")).expect("a file");
    assert!(after == fixed, "{name}: {}{}\n{}", ran.out, ran.err, String::from_utf8_lossy(&after));
    assert!(ran.err.contains("Fixed 1 finding in 1 file"), "{name}: {}", ran.err);
}

#[test]
fn all_other_octets_stay() {
    let long = format!("{WRONG} ; {}", "long ".repeat(13_000));
    let with = |line: &str| format!("{HEAD}{line}\n");
    for (name, text) in [
        ("crlf", with(WRONG).replace('\n', "\r\n")),
        ("mixed", with(WRONG).replace("NS ns\n", "NS ns\r\n").replace("300\n@", "300\r\n@")),
        ("no-final-newline", format!("{HEAD}{WRONG}")),
        ("tabs", with(&WRONG.replace(' ', "\t\t"))),
        ("trailing-blanks", with(&format!("{WRONG} \t "))),
        ("form-feed", format!("; a\x0cb\n{}", with(WRONG))),
        ("byte-order-mark", format!("\u{feff}{}", with(WRONG))),
        (
            "parentheses",
            with("_sips._tcp SRV ( 0 5 ; priority and weight\n  5061 ; port\n  sip.example.com ; host\n )"),
        ),
        ("quoted", with("_sips._tcp SRV 0 5 5061 sip.example.com\ntext TXT \"sip.example.com ; \\\" _\"")),
        ("long-line", with(&long)),
        ("utf-8", with(&format!("; \u{fc}\u{1f4a9}\n{WRONG} ; \u{fc}"))),
    ] {
        let fixed = text.replace("0 5 5061 sip.example.com", "0 5 5061 sip.example.com.");
        let fixed = fixed.replace("5\t\t5061\t\tsip.example.com", "5\t\t5061\t\tsip.example.com.");
        let fixed = fixed.replace("  sip.example.com ;", "  sip.example.com. ;");
        fix(name, text.as_bytes(), fixed.as_bytes());
    }
    // Latin-1 is not UTF-8.
    let latin = [HEAD.as_bytes(), WRONG.as_bytes(), b" ; B\xfcro \xff\n"].concat();
    let fixed = [HEAD.as_bytes(), WRONG.as_bytes(), b". ; B\xfcro \xff\n"].concat();
    fix("latin-1", &latin, &fixed);
}

#[test]
fn a_file_that_is_included_twice_is_changed_once() {
    let scratch = Scratch::new("twice");
    scratch.write("example.com.zone", format!("{HEAD}$INCLUDE a.inc\n$INCLUDE a.inc\n"));
    scratch.write("a.inc", "_sips._tcp SRV 3 4 0 .\n");
    let ran = scratch.run(&["check", "--fix", "example.com.zone", "a.inc"]);
    assert_eq!(scratch.read("a.inc"), "_sips._tcp SRV 0 0 0 .\n", "{}", ran.err);
}

#[test]
fn a_file_that_is_included_under_two_origins_is_judged_in_both() {
    let scratch = Scratch::new("origins");
    let text = "_sips._tcp SRV 0 5 5061 sip.a.example.com\n";
    scratch.write("a.inc", text);
    let hosts = "sip.a A 192.0.2.2\nsip.b A 192.0.2.3\nsip.a.example.com.b A 192.0.2.4\n";
    scratch.write("example.com.zone", format!("{HEAD}{hosts}$INCLUDE a.inc a\n$INCLUDE a.inc b\n"));
    let ran = scratch.run(&["check", "--fix", "--unsafe-fixes", "."]);
    assert_eq!(scratch.read("a.inc"), text, "{}{}", ran.out, ran.err);
}

#[cfg(unix)]
mod links_and_modes {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use std::path::Path;

    use super::*;
    use crate::harness::command::{Ran, command};

    fn zone(scratch: &Scratch, path: &str) -> String {
        scratch.read(path)
    }

    fn wrong() -> String {
        format!("{HEAD}{WRONG}\n")
    }

    fn fixed() -> String {
        format!("{HEAD}{WRONG}.\n")
    }

    #[test]
    fn a_link_stays_one_and_the_mode_stays() {
        let scratch = Scratch::new("link");
        scratch.write("store/real.zone", wrong());
        let real = scratch.0.join("store/real.zone");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("a mode");
        symlink("store/real.zone", scratch.0.join("example.com.zone")).expect("a link");
        let ran = scratch.run(&["check", "--fix", "example.com.zone"]);
        assert_eq!((zone(&scratch, "store/real.zone"), ran.code), (fixed(), 0), "{}", ran.err);
        assert!(scratch.0.join("example.com.zone").is_symlink());
        assert_eq!(real.metadata().expect("a file").mode() & 0o777, 0o640);
        let left: Vec<_> = fs::read_dir(scratch.0.join("store")).expect("a directory").collect();
        assert_eq!(left.len(), 1, "nothing lies beside it");
    }

    #[test]
    fn a_link_out_of_the_root_is_not_followed() {
        let scratch = Scratch::new("stray");
        let outside = Scratch::new("outside");
        outside.write("real.zone", wrong());
        symlink(outside.0.join("real.zone"), scratch.0.join("example.com.zone")).expect("a link");
        for path in [".", "example.com.zone"] {
            assert_eq!(scratch.run(&["check", "--fix", path]).code, 2);
            assert_eq!(zone(&outside, "real.zone"), wrong());
        }
    }

    #[test]
    fn all_names_of_a_file_show_the_fix() {
        let scratch = Scratch::new("hard");
        scratch.write("a/example.com.zone", wrong());
        fs::create_dir(scratch.0.join("b")).expect("a directory");
        fs::hard_link(scratch.0.join("a/example.com.zone"), scratch.0.join("b/example.com.zone"))
            .expect("a link");
        for paths in [&["a"][..], &["a", "b"]] {
            fs::write(scratch.0.join("b/example.com.zone"), wrong()).expect("a file");
            let ran = scratch.run(&[&["check", "--fix"], paths].concat());
            assert_eq!(ran.code, 0, "{}", ran.err);
            assert_eq!(
                (zone(&scratch, "a/example.com.zone"), zone(&scratch, "b/example.com.zone")),
                (fixed(), fixed())
            );
            assert_eq!(scratch.0.join("a/example.com.zone").metadata().expect("a file").nlink(), 2);
        }
    }

    #[test]
    fn a_read_only_file_is_left_alone() {
        let scratch = Scratch::new("read-only");
        scratch.write("example.com.zone", wrong());
        let path = scratch.0.join("example.com.zone");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).expect("a mode");
        let ran = scratch.run(&["check", "--fix", "."]);
        assert_eq!((zone(&scratch, "example.com.zone"), ran.code), (wrong(), 2));
        assert!(ran.err.contains("`example.com.zone` is not changed: it is read-only"), "{}", ran.err);
    }

    #[test]
    fn a_file_in_a_directory_that_is_not_writable_stays_whole() {
        // In a place that other users can reach: root may write everywhere, so another user takes its place.
        let place = std::env::temp_dir().join(format!("srvlint-unwritable-{}", std::process::id()));
        let (scratch, zones) = (Scratch(place.clone()), place.join("zones"));
        scratch.write("zones/example.com.zone", wrong());
        let set_mode = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
        };
        set_mode(&zones.join("example.com.zone"), 0o666);
        set_mode(&zones, 0o555);
        let arguments = ["check", "--fix", "zones"];
        let ran = if zones.metadata().expect("a directory").uid() == 0 {
            let copy = place.join("srvlint");
            fs::copy(env!("CARGO_BIN_EXE_srvlint"), &copy).expect("a copy");
            let other = ["--reuid=65534", "--regid=65534", "--clear-groups"];
            Ran::of(command("setpriv", &place).args(other).arg(&copy).args(arguments))
        } else {
            scratch.run(&arguments)
        };
        set_mode(&zones, 0o755);
        assert_eq!((zone(&scratch, "zones/example.com.zone"), ran.code), (wrong(), 2), "{}", ran.err);
        let why = "nothing is fixed: `zones/example.com.zone` cannot be written: no new file can be made in its directory: Permission";
        assert!(ran.err.contains(why), "{}", ran.err);
        assert_eq!(fs::read_dir(&zones).expect("a directory").count(), 1, "nothing lies beside it");
        fs::remove_dir_all(&place).expect("a directory");
    }

    #[test]
    fn what_needs_no_fix_is_not_written() {
        let scratch = Scratch::new("untouched");
        scratch.write("example.com.zone", fixed()).write("example.net.zone", wrong().replace("com", "net"));
        let before = scratch.0.join("example.com.zone").metadata().expect("a file");
        assert_eq!(scratch.run(&["check", "--fix", "."]).code, 0);
        let after = scratch.0.join("example.com.zone").metadata().expect("a file");
        assert_eq!((before.ino(), before.mtime_nsec()), (after.ino(), after.mtime_nsec()));
        assert!(zone(&scratch, "example.net.zone").ends_with("sip.example.net.\n"));
    }
}
