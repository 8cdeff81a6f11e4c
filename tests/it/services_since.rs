//! `srvlint services --since`: what each text of a change says, and what is no change.

use serde_json::Value;
use srvlint::internals::report::ServicesFormat;

use crate::harness::command::{Ran, run};
use crate::harness::repository::Repository;
use crate::harness::scratch::Scratch;

fn zone(records: &str) -> String {
    format!("$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.53\na A 192.0.2.1\n{records}\n")
}

fn clean(ran: Ran) -> String {
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out
}

/// A repository with this zone, which is another one in the work tree.
fn changed(test: &str, before: &str, after: &str) -> Repository {
    Repository::changed(test, "example.com.zone", [zone(before), zone(after)])
}

fn since(repository: &Repository, format: &str) -> String {
    clean(run(&repository.top, ["services", "--since", "HEAD", "--format", format]))
}

/// A `.` beside real servers has a share of the requests, as JSON says; alone, it says that there is no service.
#[test]
fn a_root_beside_servers_is_no_declaration() {
    let one = "_rsync._tcp SRV 10 0 873 a";
    let both = format!("{one}\n_rsync._tcp SRV 10 0 0 .");
    let repository = changed("root", one, &both);
    for format in ServicesFormat::names().into_iter().filter(|format| format != "json") {
        let text = since(&repository, &format);
        assert!(!text.contains("absent"), "{format}: {text}");
        match format.as_str() {
            "mermaid" => assert!(text.contains("|\"– → 50.0 % : 0\"|"), "{text}"),
            _ => assert!(text.contains("new; caches may not know it for 300 s"), "{format}: {text}"),
        }
        assert!(text.matches("50.0 %").count() >= 2, "{format}: {text}");
    }
    let drawn = clean(run(&repository.top, ["services", "--format", "mermaid"]));
    assert_eq!(drawn.matches("50.0 %").count(), 2, "{drawn}");
    // Alone, it is no host.
    repository.write("example.com.zone", zone("_rsync._tcp SRV 0 0 0 ."));
    for format in ["svg", "mermaid"] {
        let text = since(&repository, format);
        assert!(!text.contains(".:0") && !text.contains("[\".\"]"), "{format}: {text}");
    }
    assert!(since(&repository, "human").contains("was offered, is declared absent"));
}

#[test]
fn what_a_host_was_is_told() {
    for (test, before, after, told) in [
        ("alias", "c CNAME a", "c A 192.0.2.1", "was an alias of a.example.com.: 192.0.2.1"),
        ("no-alias", "c A 192.0.2.1", "c CNAME a", "was no alias: 192.0.2.1"),
        ("other", "c CNAME a", "c CNAME ns", "was an alias of a.example.com.: 192.0.2.1"),
        ("moved", "c A 192.0.2.1", "c A 192.0.2.2", "was 192.0.2.1"),
        (
            "unread",
            "c A 192.0.2.1",
            "c A 192.0.2.x",
            "unknown: its zone could not be read in full (was 192.0.2.1)",
        ),
        (
            "left",
            "c A 192.0.2.1",
            "c CNAME c.example.net.",
            "not in these files any more (was no alias: 192.0.2.1)",
        ),
    ] {
        let set = |host: &str| format!("_rsync._tcp SRV 0 0 873 c\n{host}");
        let repository = changed(test, &set(before), &set(after));
        for format in ["human", "markdown", "csv", "svg", "html"] {
            let text = since(&repository, format).replace("<code>", "").replace("</code>", "");
            assert!(text.contains(told), "{test}, {format}: {text}");
            let is_there = test == "left" || !text.contains("not in these files");
            assert!(is_there, "{test}, {format}: {text}");
        }
    }
}

#[test]
fn naptr_records_are_a_part_of_the_service() {
    let naptr = |order: u16| format!("@ NAPTR {order} 50 \"s\" \"SIP+D2T\" \"\" _sip._tcp\n");
    let text = |naptrs: &str| format!("{naptrs}_sip._tcp SRV 0 0 5060 a");
    for (test, before, after, told) in [
        (
            "order",
            naptr(10),
            naptr(20),
            "NAPTR of example.com. with SIP+D2T: order 10, preference 50 → order 20, preference 50",
        ),
        ("gone", naptr(10), String::new(), "removed NAPTR of example.com. with SIP+D2T"),
        ("new", String::new(), naptr(10), "new NAPTR of example.com. with SIP+D2T: order 10, preference 50"),
    ] {
        let repository = changed(&format!("naptr-{test}"), &text(&before), &text(&after));
        for format in ["human", "markdown", "csv", "svg", "html"] {
            let shown = since(&repository, format).replace("&#43;", "+");
            assert!(shown.contains(told), "{test}, {format}: {shown}");
        }
        repository.write("example.com.zone", text_of_moved(&text(&before)));
        assert_eq!(since(&repository, "human"), "");
    }
}

/// The same zone, with its lines elsewhere.
fn text_of_moved(records: &str) -> String {
    zone(&format!("; A comment.\n\n{records}"))
}

#[test]
fn a_renamed_file_is_named_once() {
    let repository = changed("renamed", "_rsync._tcp SRV 0 0 873 a", "_rsync._tcp SRV 0 0 873 a");
    std::fs::remove_file(repository.top.join("example.com.zone")).expect("a file");
    repository.write("db.example.com", zone("_rsync._tcp SRV 0 0 874 a"));
    for format in ["human", "svg", "markdown", "html", "mermaid"] {
        let text = since(&repository, format);
        assert!(text.matches("db.example.com").count() <= 1, "{format}: {text}");
    }
    assert!(since(&repository, "human").contains("port 873 → 874"));
}

#[test]
fn clients_that_were_asked_for_are_told_of_a_change() {
    let repository = changed(
        "clients",
        "_rsync._tcp SRV 0 60 873 a\n_rsync._tcp SRV 0 40 873 ns",
        "_rsync._tcp SRV 0 60 873 a",
    );
    for format in ["human", "html"] {
        let arguments = ["services", "--since", "HEAD", "--clients", "nginx", "--format", format];
        let text = clean(run(&repository.top, arguments));
        assert!(text.contains("nginx: a 60.0 %, ns 40.0 % → a 100.0 %"), "{format}: {text}");
    }
    assert!(!since(&repository, "human").contains("nginx"));
}

#[test]
fn what_has_no_history_is_refused() {
    let repository = changed("tree", "_rsync._tcp SRV 0 0 873 a", "_rsync._tcp SRV 0 0 874 a");
    for command in [["services", "--since"], ["check", "--new-since"]] {
        let ran = run(&repository.top, [&command[..], &["HEAD^{tree}"]].concat());
        assert!(ran.code == 2 && ran.err.contains("`HEAD^{tree}` is not a commit"), "{}", ran.err);
        let ran = run(&repository.top, [&command[..], &["HEAD^{commit}"]].concat());
        assert_ne!(ran.code, 2, "{}", ran.err);
    }
}

fn view(name: &str, file: &str) -> String {
    format!("view \"{name}\" {{ zone \"example.com\" {{ type primary; file \"{file}\"; }}; }};\n")
}

/// A view has another name, or there are views now, or none any more.
#[test]
fn the_name_of_a_view_is_no_change() {
    let plain = "zone \"example.com\" { type primary; file \"in.zone\"; };\n".to_owned();
    let (one, other) = (view("internal", "in.zone"), view("inside", "in.zone"));
    let out = view("external", "out.zone");
    let both = |view: &str| format!("{view}{out}");
    for (test, before, after) in [
        ("one-view", one.clone(), other.clone()),
        ("two-views", both(&one), both(&other)),
        ("appears", plain.clone(), one.clone()),
        ("appear", plain.clone(), format!("{one}{}", view("external", "in.zone"))),
        ("disappear", format!("{one}{}", view("external", "in.zone")), plain),
    ] {
        let repository = Repository::new(&format!("views-{test}"));
        repository.write("in.zone", zone("_rsync._tcp SRV 0 0 873 a"));
        repository.write("out.zone", zone("_rsync._tcp SRV 0 0 873 ns"));
        repository.write("named.conf", before);
        repository.commit();
        repository.write("named.conf", after);
        let services = || -> Vec<Value> {
            let json =
                run(&repository.top, ["services", "--since", "HEAD", "--format", "json", "named.conf"])
                    .json();
            json["services"].as_array().expect("a list").clone()
        };
        assert_eq!(services(), Vec::<Value>::new(), "{test}");
        repository.write("in.zone", zone("_rsync._tcp SRV 0 0 874 a"));
        let changes = services();
        assert!(!changes.is_empty(), "{test}");
        for change in changes {
            assert!(change["before"].is_object() && change["after"].is_object(), "{test}: {change}");
        }
    }
}

/// Load balancers make no server of a host that has no address.
#[test]
fn load_balancers_use_no_host_without_an_address() {
    let scratch = Scratch::new("without");
    let shares = |records: &str| -> Vec<(String, Value)> {
        scratch.write("example.com.zone", zone(records));
        let json = scratch.run(&["services", "--clients", "nginx,haproxy", "--format", "json"]).json();
        let records = json["services"][0]["tiers"][0]["records"].as_array().expect("a list").clone();
        let shares = records.iter().map(|record| {
            (record["target"].as_str().expect("a name").to_owned(), record["client_shares"].clone())
        });
        shares.collect()
    };
    let expected = |target: &str, percent: f64| {
        (target.to_owned(), serde_json::json!({ "haproxy": percent, "nginx": percent }))
    };
    let web = "_web._tcp SRV 0 10 80 a\n_web._tcp SRV 0 50 80 nowhere";
    assert_eq!(shares(web), [expected("nowhere.example.com.", 0.0), expected("a.example.com.", 100.0)]);
    // If no file of the run tells, there may be one.
    let outside = web.replace("nowhere", "b.example.net.").replace("50", "10");
    assert_eq!(shares(&outside), [expected("a.example.com.", 50.0), expected("b.example.net.", 50.0)]);
    assert_eq!(shares("_web._tcp SRV 0 50 80 nowhere"), [expected("nowhere.example.com.", 0.0)]);
    let text = clean(scratch.run(&["services", "--clients", "nginx,haproxy"]));
    assert!(text.contains("HAProxy, nginx: no record at all"), "{text}");
}
