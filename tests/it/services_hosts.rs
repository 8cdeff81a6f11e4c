//! What breaks without a host, however it is asked for: one answer for a machine.

use serde_json::Value;

use crate::harness::command::{Ran, run};
use crate::harness::repository::Repository;
use crate::harness::scratch::Scratch;

/// The zone `example.com` with these records below its SOA.
#[track_caller]
fn zone(test: &str, records: &str) -> Scratch {
    let scratch = Scratch::new(test);
    let text =
        format!("$ORIGIN example.com.\n$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns.example.net.\n{records}\n");
    scratch.write("example.com.zone", text);
    scratch
}

/// What is said of each service without a host, by the first label of its owner.
#[track_caller]
fn without(scratch: &Scratch, host: &str) -> Vec<(String, String)> {
    let ran = scratch.run(&["services", "--host", host]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let lines = ran.out.lines().skip(1).take_while(|line| line.starts_with("  "));
    let parts = lines.map(|line| line.trim().split_once("  ").unwrap_or((line, "")));
    let first = |owner: &str| owner.split('.').next().unwrap_or_default().to_owned();
    let lines: Vec<(String, String)> =
        parts.map(|(owner, text)| (first(owner), text.trim().to_owned())).collect();
    // The page says the same.
    let page = scratch.run(&["services", "--host", host, "--format", "html"]).out;
    for (_, text) in &lines {
        assert!(page.contains(&format!(": {text}</li>")), "{text}\n{page}");
    }
    lines
}

#[track_caller]
fn assert_without(scratch: &Scratch, host: &str, expected: &[(&str, &str)]) {
    let found = without(scratch, host);
    let found: Vec<(&str, &str)> = found.iter().map(|(one, other)| (one.as_str(), other.as_str())).collect();
    assert_eq!(found, expected, "{host}");
}

/// The lines of a block that say what happens when a host is down, and the same from JSON.
#[track_caller]
fn failures(scratch: &Scratch) -> (Vec<String>, Vec<Vec<String>>) {
    let ran: Ran = scratch.run(&["services"]);
    let human = ran.out.lines().filter(|line| line.contains(" down: ")).map(|line| line.trim().to_owned());
    let json = scratch.run(&["services", "--format", "json"]).json();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let down = |failure: &Value| -> Vec<String> {
        list(&failure["down"]).iter().map(|name| name.as_str().unwrap_or_default().to_owned()).collect()
    };
    let services = list(&json["services"]);
    let all = services.iter().flat_map(|service| list(&service["failures"]));
    (human.collect(), all.map(|failure| down(&failure)).collect())
}

const FAILS: &str = "fails: no host is left";

/// A name with an IPv4 and an IPv6 address says that both are one machine's.
#[test]
fn a_machine_has_one_answer_by_each_of_its_names_and_addresses() {
    let scratch = zone(
        "dual",
        "ns A 192.0.2.9\nn2 A 192.0.2.9\nn2 AAAA 2001:db8::9\n_q._tcp SRV 0 5 1 ns\n_q._tcp SRV 0 5 1 n2",
    );
    for host in ["ns", "n2", "192.0.2.9", "2001:db8::9", "ns.example.com.", "2001:DB8:0::9"] {
        assert_without(&scratch, host, &[("_q", FAILS)]);
    }
    let (human, json) = failures(&scratch);
    assert_eq!(human, ["n2, ns (one machine) down: no host is left"]);
    assert_eq!(json, [["n2.example.com.", "ns.example.com."]]);
    // Also if the name that says so serves something else.
    let scratch = zone(
        "elsewhere",
        "a A 192.0.2.9\nb AAAA 2001:db8::9\nc A 192.0.2.9\nc AAAA 2001:db8::9\n_q._tcp SRV 0 5 1 a\n_q._tcp SRV 0 5 1 b\n\
         _r._tcp SRV 0 5 1 c",
    );
    for host in ["a", "b", "c", "192.0.2.9", "2001:db8::9"] {
        assert_without(&scratch, host, &[("_q", FAILS), ("_r", FAILS)]);
    }
    let (human, _) = failures(&scratch);
    assert_eq!(human, ["a, b (one machine) down: no host is left", "c down: no host is left"]);
}

/// A name with several addresses of one kind leads to several machines: without one, the others answer.
#[test]
fn a_name_of_several_machines_is_down_when_all_are() {
    let scratch = zone(
        "pool",
        "pool A 192.0.2.1\npool A 192.0.2.2\na A 192.0.2.1\nb A 192.0.2.2\nc A 192.0.2.3\n\
         _p._tcp SRV 0 5 1 pool\n_q._tcp SRV 0 5 1 pool\n_q._tcp SRV 0 5 1 a\n_q._tcp SRV 0 5 1 c",
    );
    let left = "nothing changes: other addresses are left of pool";
    for host in ["a", "192.0.2.1"] {
        assert_without(&scratch, host, &[("_p", left), ("_q", "c 50.0 %, pool 50.0 %")]);
    }
    for host in ["b", "192.0.2.2"] {
        assert_without(&scratch, host, &[("_p", left), ("_q", left)]);
    }
    assert_without(&scratch, "pool", &[("_p", FAILS), ("_q", "c 100.0 %")]);
    let (human, json) = failures(&scratch);
    assert_eq!(
        human,
        [
            "pool down: no host is left",
            "a down: c 50.0 %, pool 50.0 %",
            "c down: a 50.0 %, pool 50.0 %",
            "pool, and with it a down: c 100.0 %",
        ]
    );
    assert!(json.contains(&vec!["pool.example.com.".to_owned(), "a.example.com.".to_owned()]), "{json:?}");
    let two = "o A 192.0.2.1\no A 192.0.2.2\np A 192.0.2.2\np A 192.0.2.1\n_q._tcp SRV 0 5 1 o\n_q._tcp SRV 0 5 1 p";
    assert_eq!(failures(&zone("same", two)).0, ["o, p (the same machines) down: no host is left"]);
}

#[test]
fn a_host_is_found_by_every_name_of_its_machine() {
    let scratch = zone(
        "names",
        "d DNAME e\nself.e A 192.0.2.7\n_baz._tcp SRV 0 5 1 self.d\n\
         co CNAME out.example.net.\n_a._tcp SRV 0 5 1 co\n_b._tcp SRV 0 5 1 out.example.net.\n\
         web A 192.0.2.7\nalias CNAME web\n*.wild A 192.0.2.7",
    );
    // Names that no SRV record names are names of the machine, too.
    for host in ["self.e.example.com", "self.d", "192.0.2.7", "web", "web.example.com.", "alias", "self.e"] {
        assert_without(&scratch, host, &[("_baz", FAILS)]);
    }
    for host in ["co", "out.example.net", "out", "co.example.com."] {
        assert_without(&scratch, host, &[("_a", FAILS), ("_b", FAILS)]);
    }
    // The domain that a DNAME leads to is no host, nor is a name that a wildcard would answer for.
    for host in ["e.example.com", "e", "d", "x.wild", "nobody"] {
        let ran = scratch.run(&["services", "--host", host]);
        assert_eq!(ran.out, "", "{host}");
        assert!(ran.err.contains(&format!("no service leads to `{host}`")), "{}", ran.err);
    }
}

/// The root is no host that could have been meant.
#[test]
fn no_host_without_a_name_is_proposed() {
    let scratch =
        zone("null", "_x._tcp SRV 0 0 0 .\n_y._tcp SRV 0 1 80 a\n_y._tcp SRV 0 0 0 .\na A 192.0.2.1");
    for host in ["d", ".", "zz"] {
        let ran = scratch.run(&["services", "--host", host]);
        assert!(ran.err.contains("no service leads to") && !ran.err.contains("``"), "{host}: {}", ran.err);
    }
}

/// Clients that sort two services as one list go on in it.
#[test]
fn what_is_sorted_as_one_list_fails_as_one() {
    let scratch = zone(
        "pair",
        "_xmpp-client._tcp SRV 0 1 5222 al\n_xmpps-client._tcp SRV 0 1 5223 sip1\nal CNAME pbx1\npbx1 A 192.0.2.1\n\
         sip1 A 192.0.2.2",
    );
    for host in ["pbx1", "al", "192.0.2.1"] {
        let text = "fails: no host is left; with _xmpps-client as one list: sip1 100.0 %";
        assert_without(&scratch, host, &[("_xmpp-client", text)]);
    }
    assert_without(
        &scratch,
        "sip1",
        &[("_xmpps-client", "fails: no host is left; with _xmpp-client as one list: al 100.0 %")],
    );
    let (human, _) = failures(&scratch);
    assert_eq!(
        human,
        [
            "al down: no host is left",
            "sip1 down: no host is left",
            "al down: sip1 100.0 %",
            "sip1 down: al 100.0 %",
        ]
    );
    let both = "_xmpp-client._tcp SRV 0 1 5222 a\n_xmpps-client._tcp SRV 0 1 5223 a\na A 192.0.2.1";
    let text = |other: &str| format!("fails: no host is left; with {other} as one list: no host is left");
    let (one, other) = (text("_xmpps-client"), text("_xmpp-client"));
    assert_without(&zone("pair-fails", both), "a", &[("_xmpp-client", &one), ("_xmpps-client", &other)]);
}

/// The blocks of the page, in order, without what says in which language they are.
fn blocks_of_the_page() -> Vec<String> {
    let page = include_str!("../../docs/services.md");
    let blocks = page.split("```text\n").skip(1);
    blocks.map(|block| block.split("```").next().expect("a piece").to_owned()).collect()
}

/// What the page shows is what comes.
#[test]
fn the_examples_of_the_page_are_true() {
    let head = "$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.53\n\n";
    let clean = |ran: Ran| {
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out
    };
    let first = "; Two servers, one that is drained, and a spare one elsewhere.\n\
        _sip._tcp SRV 10 60 5060 sip1\n_sip._tcp SRV 10 40 5060 sip2\n_sip._tcp SRV 10 0 5060 sip3\n\
        _sip._tcp SRV 20 0 5060 backup.example.net.\nsip1 A 192.0.2.1\nsip1 AAAA 2001:db8::1\nsip2 A 192.0.2.2\n";
    let scratch = Scratch::new("page-block");
    scratch.write("zones/example.com.zone", format!("{head}\n\n{first}").replacen("\n\n\n", "\n\n", 1));
    let mut shown = vec![clean(scratch.run(&["services", "zones"]))];

    let scratch = Scratch::new("page-alias");
    scratch.write("zones/example.com.zone", format!("{head}_sip._tcp SRV 0 0 5060 ns\n"));
    let alias = "$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.53\n_sip._tcp 60 CNAME _sip._tcp.example.com.\n";
    scratch.write("zones/example.net.zone", alias);
    let text = clean(scratch.run(&["services", "zones"]));
    shown.push(text.split_once("\n\n").expect("two pieces").1.to_owned());

    let scratch = Scratch::new("page-gap");
    let gap = "_ldap._tcp SRV 0 0 389 ns\n_ldap._tcp SRV 0 389 ns\n";
    scratch.write("zones/example.com.zone", format!("{head}{gap}"));
    shown.push(clean(scratch.run(&["services", "zones"])));

    let scratch = Scratch::new("page-host");
    let second = "_ldap._tcp SRV 0 0 389 pbx1\n_sip._tcp SRV 10 60 5060 sip1\n_sip._tcp SRV 10 40 5060 pbx1\n\
        _xmpp-client._tcp SRV 5 10 5222 chat\n_xmpps-client._tcp SRV 5 10 5223 sip1\nsip1 A 192.0.2.1\npbx1 A 192.0.2.2\nchat CNAME pbx1\n";
    scratch.write("zones/example.com.zone", format!("{head}{second}"));
    let text = clean(scratch.run(&["services", "--host", "pbx1", "zones"]));
    shown.push(format!("{}\n", text.split("\n\n").next().expect("a piece")));

    let repository = Repository::new("page-since");
    let third = "_sip._tcp SRV 0 60 5060 sip1\n_xmpp-server._tcp SRV 0 1 5269 xmpp\n_sip._tcp SRV 0 40 5060 sip2\n\
        sip1 A 192.0.2.1\nsip2 A 192.0.2.2\nxmpp A 192.0.2.7\n";
    repository.write("zones/example.com.zone", format!("{head}{third}"));
    repository.commit();
    let now = third.replace("_sip._tcp SRV 0 40 5060 sip2\n", "").replace("xmpp A 192.0.2.7\n", "");
    repository.write("zones/example.com.zone", format!("{head}{now}"));
    shown.push(clean(run(&repository.top, ["services", "--since", "HEAD"])));
    assert_eq!(blocks_of_the_page(), shown);
}
