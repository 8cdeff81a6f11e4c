//! A new finding says what the change did that made it, there or elsewhere.

use serde_json::Value;

use crate::harness::command::run;
use crate::harness::repository::{Repository, zone};

/// Files by their paths.
type Texts<'t> = &'t [(&'t str, &'t str)];

/// Asserts what is said to cause the new findings of `rule` after a change from `before` to `after`: each message once. The
/// records of `z.zone` begin at line 5.
#[track_caller]
fn assert_causes(name: &str, before: Texts<'_>, after: Texts<'_>, rule: &str, causes: &[&str]) {
    let repository = Repository::new(&format!("causes-{name}"));
    let write = |texts: Texts<'_>| {
        for (path, text) in texts {
            match path.strip_suffix("z.zone") {
                Some(_) => repository.write(path, zone("example.com.", text)),
                None => repository.write(path, text),
            }
        }
    };
    write(before);
    repository.commit();
    for (path, _) in before {
        std::fs::remove_file(repository.top.join(path)).expect("just written");
    }
    write(after);
    repository.git(["add", "--all"]);
    for way in [&["--new-since", "HEAD"][..], &["--staged", "--new-since", "HEAD"]] {
        let arguments = ["check", "--select", "all", "--format", "json"];
        let ran = run(&repository.top, [&arguments, way].concat());
        let json: Value = ran.json();
        let findings = json["findings"].as_array().expect("a list");
        let mut found: Vec<&str> = Vec::new();
        for finding in findings.iter().filter(|finding| finding["rule"] == rule) {
            let cause = &finding["cause"];
            found.push(cause["message"].as_str().unwrap_or("none"));
            let notes = finding["notes"].to_string();
            assert!(
                cause.is_null() || !notes.contains("did you mean") || !notes.contains("removed"),
                "{notes}"
            );
        }
        found.dedup();
        assert_eq!(found, causes, "{name}: {json:#}");
    }
}

#[test]
fn a_record_that_was_added_or_changed_elsewhere_is_named() {
    let srv = "_imaps._tcp SRV 0 5 993 mail\n";
    let with = |others: &str| format!("{srv}{others}");
    let both = "_sip._tcp SRV 0 5 5060 a\n SRV 1 5 5060 b\n_sip._udp SRV 0 5 5060 a\n SRV 1 5 5060 b\n\
        a A 192.0.2.1\nb A 192.0.2.2\nc A 192.0.2.3\n";
    let cases = [
        (
            "alias",
            with("mail A 192.0.2.1\n"),
            with("mail CNAME www\nwww A 192.0.2.1\n"),
            "cname-target",
            "the A record of `mail.example.com.` at z.zone:6 was removed",
        ),
        (
            "address",
            with("mail A 192.0.2.1\n"),
            with("mail A 127.0.0.1\n"),
            "unreachable-target",
            "the A record of `mail.example.com.` at z.zone:6 was changed",
        ),
        (
            "wildcard",
            with("*.example.com. A 192.0.2.1\n"),
            with("* CNAME www\nwww A 192.0.2.1\n"),
            "cname-target",
            "the A record of `*.example.com.` at z.zone:6 was removed",
        ),
        (
            "no-wildcard",
            "_imaps._tcp SRV 0 5 993 mail.sub\n*.sub A 192.0.2.1\n".to_owned(),
            "_imaps._tcp SRV 0 5 993 mail.sub\nwww.sub A 192.0.2.1\n".to_owned(),
            "target-without-address",
            "the A record of `*.sub.example.com.` at z.zone:6 was removed",
        ),
        (
            "delegation",
            "_imaps._tcp.in SRV 0 5 993 mail.example.net.\n".to_owned(),
            "_imaps._tcp.in SRV 0 5 993 mail.example.net.\nin NS ns.example.net.\n".to_owned(),
            "occluded-record",
            "the NS record at z.zone:6 was added",
        ),
        (
            "no-delegation",
            "_imaps._tcp SRV 0 5 993 mail.sub\nsub NS ns.example.net.\n".to_owned(),
            "_imaps._tcp SRV 0 5 993 mail.sub\n".to_owned(),
            "target-without-address",
            "the NS record of `sub.example.com.` at z.zone:6 was removed",
        ),
        (
            "dot",
            "_imaps._tcp SRV 0 5 993 mail.info\nmail.info A 192.0.2.1\n".to_owned(),
            "_imaps._tcp SRV 0 5 993 mail.info\n".to_owned(),
            "missing-trailing-dot",
            "the A record of `mail.info.example.com.` at z.zone:6 was removed",
        ),
        (
            "null",
            with("mail A 192.0.2.1\n").replace("993 mail", "993 ."),
            with("mail A 192.0.2.1\n").replace("993 mail", "993 .") + srv,
            "null-target",
            "the SRV record at z.zone:7 was added",
        ),
        (
            "transports",
            both.to_owned(),
            format!("{both}_sip._udp SRV 1 5 5060 c\n"),
            "transports-differ",
            "the SRV record of `_sip._udp.example.com.` at z.zone:12 was added",
        ),
        (
            "companion",
            "_xmpp-server._tcp SRV 0 5 5269 a\n_xmpp-client._tcp SRV 0 5 5222 a\na A 192.0.2.1\n".to_owned(),
            "_xmpp-server._tcp SRV 0 5 5269 a\na A 192.0.2.1\n".to_owned(),
            "missing-companion",
            "the SRV record of `_xmpp-client._tcp.example.com.` at z.zone:6 was removed",
        ),
        (
            "instance",
            "_http._tcp PTR a._http._tcp\na._http._tcp SRV 0 5 8080 a\na A 192.0.2.1\n".to_owned(),
            "_http._tcp PTR a._http._tcp\na A 192.0.2.1\n".to_owned(),
            "pointer-without-service",
            "the SRV record of `a._http._tcp.example.com.` at z.zone:6 was removed",
        ),
        (
            "two",
            with("mail A 192.0.2.1\nmail AAAA 2001:db8::1\n"),
            srv.to_owned(),
            "target-without-address",
            "the A record of `mail.example.com.` at z.zone:6, and another of this name, were removed",
        ),
        (
            "three",
            with("mail A 192.0.2.1\nmail A 192.0.2.2\nmail AAAA 2001:db8::1\n"),
            srv.to_owned(),
            "target-without-address",
            "the A record of `mail.example.com.` at z.zone:6, and 2 others of this name, were removed",
        ),
    ];
    for (name, before, after, rule, cause) in cases {
        assert_causes(name, &[("z.zone", &before)], &[("z.zone", &after)], rule, &[cause]);
    }
}

#[test]
fn a_directive_that_was_added_changed_or_removed_is_named() {
    let srv = "_imaps._tcp SRV 0 5 993 mail\nmail A 192.0.2.1\n";
    let cases = [
        (
            "origin",
            format!("$ORIGIN a.example.com.\n{srv}$ORIGIN b.example.com.\nx A 192.0.2.1\n"),
            "_imaps._tcp.a SRV 0 5 993 mail.a\n$ORIGIN c.example.com.\nmail A 192.0.2.1\n".to_owned(),
            "target-without-address",
            "`$ORIGIN a.example.com.` at z.zone:5 was changed to `$ORIGIN c.example.com.`",
        ),
        (
            "ttl",
            format!("$TTL 30m\n{srv}"),
            format!("$TTL 1w\n{srv}"),
            "long-ttl",
            "the `$TTL` at z.zone:5 was changed",
        ),
    ];
    for (name, before, after, rule, cause) in cases {
        assert_causes(name, &[("z.zone", &before)], &[("z.zone", &after)], rule, &[cause]);
    }
}

#[test]
fn the_first_directive_of_a_file_that_was_added_or_removed_is_named() {
    let including =
        ("z.zone", "_imaps._tcp SRV 0 5 993 mail\n_sip._tcp SRV 0 5 5060 mail.a\n$INCLUDE hosts.inc\n");
    let (without, with) = ("mail A 192.0.2.1\n", "$ORIGIN a\nmail A 192.0.2.1\n");
    for (name, before, after, cause) in [
        ("new-origin", without, with, "`$ORIGIN a` at hosts.inc:1 was added"),
        ("no-origin", with, without, "`$ORIGIN a` at hosts.inc:1 was removed"),
    ] {
        let texts = [before, after].map(|hosts| [including, ("hosts.inc", hosts)]);
        assert_causes(name, &texts[0], &texts[1], "target-without-address", &[cause]);
    }
}

#[test]
fn an_include_that_was_added_or_removed_is_named() {
    let srv = "_imaps._tcp SRV 0 5 993 mail\n";
    let (hosts, alias) = ("mail A 192.0.2.1\n", "mail CNAME www\nwww A 192.0.2.1\n");
    let including = format!("{srv}$INCLUDE hosts.inc\n");
    assert_causes(
        "no-include",
        &[("z.zone", &including), ("hosts.inc", hosts)],
        &[("z.zone", srv), ("hosts.inc", hosts)],
        "target-without-address",
        &[
            "the A record of `mail.example.com.` at hosts.inc:1 is included no more: the `$INCLUDE` of hosts.inc at z.zone:6 was removed",
        ],
    );
    assert_causes(
        "include",
        &[("z.zone", "_imaps._tcp SRV 0 5 993 mail\nb A 192.0.2.1\n"), ("hosts.inc", alias)],
        &[("z.zone", &including), ("hosts.inc", alias)],
        "cname-target",
        &["the `$INCLUDE` of hosts.inc at z.zone:6 was added"],
    );
}

#[test]
fn what_the_change_wrote_itself_is_the_cause() {
    let hosts = "mail A 192.0.2.1\n";
    let cases = [
        (
            "own",
            hosts.to_owned(),
            format!("{hosts}_imaps._tcp SRV 0 5 993 gone\n"),
            "target-without-address",
            "the SRV record at z.zone:6 was added",
        ),
        (
            "own-port",
            format!("{hosts}_imaps._tcp SRV 0 5 993 mail\n"),
            format!("{hosts}_imaps._tcp SRV 0 5 25 mail\n"),
            "unexpected-port",
            "the SRV record at z.zone:6 was changed",
        ),
        ("own-broken", hosts.to_owned(), format!("{hosts}a b c\n"), "syntax", "the line z.zone:6 was added"),
    ];
    for (name, before, after, rule, cause) in cases {
        assert_causes(name, &[("z.zone", &before)], &[("z.zone", &after)], rule, &[cause]);
    }
}

#[test]
fn a_file_that_is_new_is_the_cause() {
    let (srv, other) = ("_imaps._tcp SRV 0 5 993 gone\n", ("readme", "text\n"));
    let rule = "target-without-address";
    let added = "the file z.zone was added";
    assert_causes("file", &[other], &[other, ("z.zone", srv)], rule, &[added]);
    let (including, part) = (("z.zone", "$INCLUDE srv.inc\n"), ("srv.inc", srv));
    assert_causes("file-of-part", &[other], &[including, part], rule, &[added]);
    assert_causes("file-around-part", &[part], &[including, part], rule, &[added]);
    assert_causes("part", &[including], &[including, part], rule, &["the file srv.inc was added"]);
    let repository = Repository::new("causes-no-zone");
    repository.write("notes/z.zone", "to be written\n");
    repository.commit();
    repository.write("notes/z.zone", zone("example.com.", srv));
    let json: Value = run(&repository.top, ["check", "--new-since", "HEAD", "--format", "json"]).json();
    let finding = json["findings"].as_array().expect("a list").iter().find(|finding| finding["rule"] == rule);
    let cause = &finding.expect("a target is missing")["cause"];
    assert_eq!(cause["message"], "the file notes/z.zone was changed, and was not read for any zone before");
    assert_eq!((&cause["path"], &cause["start"]["line"]), (&"notes/z.zone".into(), &1.into()));
}
