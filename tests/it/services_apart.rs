//! `srvlint services` where views of a name server, or several files, hold the same zone: each is a zone of its own.

use serde_json::Value;
use srvlint::internals::report::ServicesFormat;

use crate::harness::command::{Ran, run};
use crate::harness::repository::Repository;
use crate::harness::scratch::Scratch;

const CONFIGURATION: &str = "view in {\n zone example.com { type primary; file \"in.zone\"; };\n};\n\
    view out {\n zone example.com { type primary; file \"out.zone\"; };\n};\n";

fn zone(address: &str, more: &str) -> String {
    format!(
        "$ORIGIN example.com.\n$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A {address}\n_sip._tcp SRV 0 1 5060 ns\n{more}"
    )
}

/// The two files, in two views or in none.
#[track_caller]
fn two(test: &str, has_views: bool, more: &str) -> Scratch {
    let scratch = Scratch::new(test);
    if has_views {
        scratch.write("named.conf", CONFIGURATION);
    }
    scratch.write("in.zone", zone("10.0.0.1", more)).write("out.zone", zone("192.0.2.1", ""));
    scratch
}

#[track_caller]
fn clean(ran: Ran) -> String {
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out
}

#[test]
fn every_format_says_which_view_or_file_has_which_address() {
    for (has_views, names) in [(true, ["in", "out"]), (false, ["in.zone", "out.zone"])] {
        let scratch = two(if has_views { "views" } else { "files" }, has_views, "");
        for format in ServicesFormat::names() {
            let text = clean(scratch.run(&["services", "--format", &format]));
            for (name, address) in names.iter().zip(["10.0.0.1", "192.0.2.1"]) {
                assert!(text.contains(address), "{format}: {address}\n{text}");
                let shown = if has_views && format != "json" && format != "csv" {
                    format!("view {name}")
                } else {
                    (*name).to_owned()
                };
                assert!(text.contains(&shown), "{format}: {shown}\n{text}");
            }
        }
    }
}

#[test]
fn drawings_have_a_host_for_each_address() {
    for format in ["mermaid", "markdown"] {
        let text = clean(two("drawing", true, "").run(&["services", "--format", format]));
        let hosts: Vec<&str> =
            text.lines().map(str::trim).filter(|line| line.starts_with('h') && line.contains("([")).collect();
        assert_eq!(
            hosts,
            ["h0([\"ns.example.com. 10.0.0.1\"])", "h1([\"ns.example.com. 192.0.2.1\"])"],
            "{format}: {text}"
        );
        assert!(text.contains("s0[\"_sip._tcp.example.com. (view in)\"]"), "{text}");
        assert!(text.contains("| h0\n") && text.contains("| h1\n"), "{text}");
    }
    // Where the name of the zone is unknown, a name is the file's own.
    let scratch = Scratch::new("unknown");
    let text = "@ 300 SOA ns h 1 2 3 4 5\n@ NS ns\n_sip._tcp SRV 0 1 5060 gone\n";
    scratch.write("one", text).write("two", text);
    let drawn = clean(scratch.run(&["services", "--format", "mermaid"]));
    assert_eq!(drawn.matches("([").count(), 2, "{drawn}");
    assert!(drawn.contains("_sip._tcp (one)") && drawn.contains("_sip._tcp (two)"), "{drawn}");
}

#[test]
fn what_is_lost_is_told_of_each() {
    for (has_views, names) in [(true, ["view in", "view out"]), (false, ["in.zone", "out.zone"])] {
        let scratch = two(if has_views { "host-views" } else { "host-files" }, has_views, "");
        let text = clean(scratch.run(&["services", "--host", "ns"]));
        for name in names {
            let line = format!("_sip._tcp.example.com. ({name})");
            assert!(text.contains(&line), "{line}\n{text}");
        }
    }
    let text = clean(two("host-address", true, "").run(&["services", "--host", "10.0.0.1"]));
    assert!(!text.contains("192.0.2.1"), "{text}");
}

/// One list of two services, and the NAPTR records that lead to one, are of one view or file.
#[test]
fn nothing_is_merged_across_views_or_files() {
    for has_views in [true, false] {
        let scratch = Scratch::new(if has_views { "merged-views" } else { "merged-files" });
        if has_views {
            scratch.write("named.conf", CONFIGURATION);
        }
        let naptr = "@ NAPTR 10 50 \"s\" \"SIP+D2T\" \"\" _sip._tcp\n";
        scratch.write("in.zone", zone("10.0.0.1", &format!("_xmpp-client._tcp SRV 0 1 5222 ns\n{naptr}")));
        scratch.write("out.zone", zone("192.0.2.1", "_xmpps-client._tcp SRV 0 1 5223 ns\n"));
        let text = clean(scratch.run(&["services"]));
        assert!(!text.contains("as one list"), "{text}");
        assert_eq!(text.matches("NAPTR of example.com.").count(), 1, "{text}");
        let page = clean(scratch.run(&["services", "--format", "html"]));
        assert_eq!(page.matches("NAPTR of").count(), 1, "{page}");
        // Of one file they are.
        let both = "_xmpp-client._tcp SRV 0 1 5222 ns\n_xmpps-client._tcp SRV 0 1 5223 ns\n";
        scratch.write("in.zone", zone("10.0.0.1", both)).write("out.zone", zone("192.0.2.1", both));
        let text = clean(scratch.run(&["services"]));
        assert_eq!(text.matches("as one").count(), 2, "{text}");
    }
}

#[test]
fn changes_are_told_of_each() {
    let repository = Repository::new("changes");
    repository.write("named.conf", CONFIGURATION);
    repository.write("in.zone", zone("10.0.0.1", ""));
    repository.write("out.zone", zone("192.0.2.1", ""));
    repository.commit();
    repository.write("in.zone", zone("10.0.0.2", ""));
    repository.write("out.zone", zone("192.0.2.2", ""));
    for format in ServicesFormat::names().into_iter().filter(|format| format != "json") {
        let text = clean(run(&repository.top, ["services", "--since", "HEAD", "--format", &format]));
        for view in ["in", "out"] {
            let shown = if format == "csv" { format!(",{view},") } else { format!("view {view}") };
            assert!(text.contains(&shown), "{format}: {shown}\n{text}");
        }
    }
}

/// No host has a share of what no server gives out.
#[test]
fn a_service_that_is_never_served_has_no_share() {
    let repository = Repository::new("never");
    let text = |more: &str| zone("192.0.2.1", &format!("_sip._tcp SRV 0 1 5060 b\nb A 192.0.2.2\n{more}"));
    repository.write("example.com.zone", text(""));
    repository.commit();
    let plain = |format: &str| clean(run(&repository.top, ["services", "--format", format]));
    let since =
        |format: &str| clean(run(&repository.top, ["services", "--since", "HEAD", "--format", format]));
    let cut = "_tcp NS ns.example.net.\n";
    repository.write("example.com.zone", text(cut));
    for format in ["human", "markdown", "html", "svg", "mermaid"] {
        let text = plain(format);
        assert!(text.to_lowercase().contains("never served") && !text.contains("50.0 %"), "{format}: {text}");
    }
    let rows = |format: &str, names: [&str; 2]| -> Vec<String> {
        let text = since(format);
        let is_row = |line: &&str| names.iter().any(|name| line.contains(name)) && line.contains('–');
        text.lines().filter(is_row).map(str::to_owned).collect()
    };
    for format in ["human", "markdown", "csv", "svg", "html"] {
        let rows = rows(format, ["b.example.com.", "b 192.0.2.2"]);
        assert_eq!(
            rows.iter().filter(|row| row.matches("50.0 %").count() == 1).count(),
            1,
            "{format}: {rows:?}"
        );
    }
    let drawn = since("mermaid");
    assert_eq!(drawn.matches("-.->|\"50.0 % → – : 5060\"|").count(), 2, "{drawn}");
    let human = since("human");
    let note = "was offered, is never served: _tcp.example.com. is delegated to other servers; caches keep what was there before for 300 s";
    assert!(human.contains(note), "{human}");
    // The other way round, and where no revision has a record that is served.
    repository.commit();
    repository.write("example.com.zone", text(""));
    let drawn = since("mermaid");
    assert_eq!(drawn.matches("==>|\"– → 50.0 % : 5060\"|").count(), 2, "{drawn}");
    repository.write(
        "example.com.zone",
        text(&format!("{cut}_new._tcp SRV 0 1 80 b\n")).replace("_sip._tcp SRV 0 1 5060 b\n", ""),
    );
    let human = since("human");
    assert!(human.contains("new service, never served"), "{human}");
    assert!(!human.contains('%') && !human.contains("caches"), "{human}");
    let json: Value = serde_json::from_str(&since("json")).expect("JSON");
    assert_eq!(json["services"][0]["after"]["state"], "never-served");
}
