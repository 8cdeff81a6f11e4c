//! Zones made at random, with mistakes made at random: their fixes are proved like all others.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::prover::{Counts, Workspace};
use crate::harness::scratch::directory;

/// One line of a zone, right or wrong.
fn line() -> impl Strategy<Value = String> {
    let owner = prop::sample::select(
        &[
            "_sip._tcp",
            "_sips._tcp",
            "_ldap._tcp",
            "_ldap.tcp",
            "_imaps._tcp_",
            "_sip._tcp.example.com",
            "",
            "_xmpp-client._udp",
            "_a._tcp",
        ][..],
    );
    let ttl = prop::sample::select(&["", "", "", "600 ", "1h "][..]);
    let numbers = prop::sample::select(
        &["0 5 5060", "0 5 5060", "10 0 389", "0 389 0", "0, 5, 5060", "0 5060", "1 2 3", "0 0 636"][..],
    );
    let target = prop::sample::select(
        &["sip", "sip", "sip.example.com", "www", "sipp", "servr", ".", "192.0.2.1", "sip.example.com."][..],
    );
    let tail =
        prop::sample::select(&["", "", " ; the PBX", " ; srvlint: ignore[long-ttl] so it is", "\t"][..]);
    let srv = (owner, ttl, numbers, target, tail)
        .prop_map(|(owner, ttl, numbers, target, tail)| format!("{owner} {ttl}SRV {numbers} {target}{tail}"));
    let other = prop::sample::select(
        &[
            "server A 192.0.2.9",
            " TXT \"x ; y\"",
            "; a comment",
            "",
            "$TTL 600",
            "$ORIGIN b.example.com",
            "$ORIGIN example.com.",
            "$GENERATE 1-2 _g$._tcp SRV 0 5 5060 sip",
            "$GENERATE 1-2 _g$._tcp SRV \"0 5 5060 sip.example.com\"",
            "$GENERATE 1-3 _ldap._tcp.g$ SRV \"0 0 636 www\" ; pattern",
            "$GENERATE 0-2 _imaps._tcp SRV \"0 $ 993 h$\"",
            "$GENERATE 1-2 _ldap.tcp.h$ 600 SRV \"0, 5, 389, sip\"",
            "$GENERATE 1-2 h$ A 192.0.2.1$",
        ][..],
    );
    prop_oneof![4 => srv, 1 => other.prop_map(str::to_owned)]
}

#[test]
fn fixes_of_random_zones_are_proved() {
    let scratch = directory("zones");
    let (here, counts) = (scratch.join("here"), std::cell::RefCell::new(Counts::default()));
    let arguments = ["--root", ".", "example.com.zone", "--origin", "example.com"].map(str::to_owned);
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(12) });
    let zones = (vec(line(), 1..9), prop::sample::select(&["\n", "\n", "\r\n"][..]), any::<bool>());
    let proved = runner.run(&zones, |(lines, end, is_closed)| {
        let head = [
            "$TTL 300",
            "@ SOA ns h 1 7200 3600 1209600 300",
            "@ NS ns",
            "ns A 192.0.2.1",
            "sip A 192.0.2.2",
            "www CNAME sip",
        ];
        let lines: Vec<&str> = head.into_iter().chain(lines.iter().map(String::as_str)).collect();
        let text = lines.join(end) + if is_closed { end } else { "" };
        let _ = std::fs::remove_dir_all(&here);
        std::fs::create_dir_all(&here).expect("a directory");
        std::fs::write(here.join("example.com.zone"), &text).expect("a file");
        let workspace =
            Workspace { directory: &here, scratch: &scratch, arguments: &arguments, listing: &arguments };
        let (more, wrong) = workspace.prove();
        counts.borrow_mut().add(more);
        prop_assert!(wrong.is_empty(), "{}\n{}", text, wrong.join("\n"));
        Ok(())
    });
    eprintln!("random zones: {:?}", counts.borrow());
    proved.unwrap_or_else(|error| panic!("{error}"));
}
