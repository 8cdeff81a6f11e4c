//! `srvlint services` of names from which a CNAME or a DNAME leads to SRV records.

use serde_json::Value;
use srvlint::internals::report::ServicesFormat;

use crate::harness::command::{Ran, run};
use crate::harness::json_schema;
use crate::harness::repository::Repository;
use crate::harness::scratch::Scratch;

const COM: &str = "$ORIGIN example.com.\n$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.53\na A 192.0.2.1\nb A 192.0.2.2\n\
    _rsync._tcp SRV 10 60 873 a\n_rsync._tcp SRV 10 40 873 b\n*._udp 600 SRV 0 0 53 a\n_finger._tcp SRV 0 0 0 .\n";

/// `example.net`, in which these records stand, beside `example.com` with its services.
fn net(records: &str) -> String {
    format!(
        "$ORIGIN example.net.\n$TTL 60\n@ SOA ns.example.com. h 1 2 3 4 5\n@ NS ns.example.com.\n{records}\n"
    )
}

#[track_caller]
fn both(test: &str, records: &str) -> Scratch {
    let scratch = Scratch::new(test);
    scratch.write("example.com.zone", COM).write("example.net.zone", net(records));
    scratch
}

#[track_caller]
fn clean(ran: Ran) -> String {
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out
}

/// Of each service of `example.net`: its owner, where it leads, and the targets of its records.
#[track_caller]
fn aliases(scratch: &Scratch) -> Vec<(String, String, String)> {
    let ran = scratch.run(&["services", "--owner", "example.net", "--format", "json"]);
    let schema: Value = serde_json::from_str(&scratch.run(&["schema", "services"]).out).expect("JSON");
    assert_eq!(json_schema::faults(&ran.json(), &schema), Vec::<String>::new());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = ran.json()["services"].as_array().expect("a list").clone();
    let told = all.iter().map(|service| {
        let alias = &service["alias"];
        let end = alias["through"].as_array().and_then(|names| names.last()).map(text).unwrap_or_default();
        let tiers = service["tiers"].as_array().expect("a list");
        let records = tiers.iter().flat_map(|tier| tier["records"].as_array().expect("a list"));
        let targets: Vec<String> = records.map(|record| text(&record["target"])).collect();
        let how =
            format!("{} {end} {} {}", text(&alias["by"]), text(&alias["reached"]), text(&service["state"]));
        (text(&service["owner"]), how, targets.join(" "))
    });
    told.collect()
}

#[test]
fn names_that_lead_to_services_are_services() {
    let hosts = "a.example.com. b.example.com.";
    let rsync = "CNAME _rsync._tcp.example.com. zone offered";
    for (number, (records, expected)) in [
        ("_rsync._tcp CNAME _rsync._tcp.example.com.", vec![("_rsync._tcp", rsync, hosts)]),
        // Through another alias, whatever the names are.
        ("x CNAME y\ny CNAME _rsync._tcp.example.com.", vec![("x", rsync, hosts), ("y", rsync, hosts)]),
        ("*.w CNAME _rsync._tcp.example.com.", vec![("*.w", rsync, hosts)]),
        // A wildcard answers at the end.
        (
            "_tftp._udp CNAME _tftp._udp.example.com.",
            vec![("_tftp._udp", "CNAME _tftp._udp.example.com. zone offered", "a.example.com.")],
        ),
        (
            "_finger._tcp CNAME _finger._tcp.example.com.",
            vec![("_finger._tcp", "CNAME _finger._tcp.example.com. zone absent", ".")],
        ),
        (
            "v DNAME example.com.",
            vec![
                ("*._udp.v", "DNAME *._udp.example.com. zone offered", "a.example.com."),
                ("_finger._tcp.v", "DNAME _finger._tcp.example.com. zone absent", "."),
                ("_rsync._tcp.v", "DNAME _rsync._tcp.example.com. zone offered", hosts),
            ],
        ),
        (
            "@ DNAME _tcp.example.com.",
            vec![
                ("_finger", "DNAME _finger._tcp.example.com. zone absent", "."),
                ("_rsync", "DNAME _rsync._tcp.example.com. zone offered", hosts),
            ],
        ),
        // A DNAME that leads to one.
        (
            "u DNAME _tcp.v\nv DNAME example.com.",
            vec![
                ("*._udp.v", "DNAME *._udp.example.com. zone offered", "a.example.com."),
                ("_finger.u", "DNAME _finger._tcp.example.com. zone absent", "."),
                ("_finger._tcp.v", "DNAME _finger._tcp.example.com. zone absent", "."),
                ("_rsync.u", "DNAME _rsync._tcp.example.com. zone offered", hosts),
                ("_rsync._tcp.v", "DNAME _rsync._tcp.example.com. zone offered", hosts),
            ],
        ),
        // Of known services, what leads out of the files, or nowhere.
        (
            "_imaps._tcp CNAME mail.example.org.",
            vec![("_imaps._tcp", "CNAME mail.example.org. outside offered", "")],
        ),
        (
            "_imaps._tcp CNAME a.example.com.",
            vec![("_imaps._tcp", "CNAME a.example.com. none never-served", "")],
        ),
        (
            "_imaps._tcp CNAME loop\nloop CNAME loop",
            vec![("_imaps._tcp", "CNAME loop.example.net. none never-served", "")],
        ),
        // Others may lead to records of any type.
        (
            "_443._tcp CNAME mail.example.org.\n_unheard._tcp CNAME a.example.com.\nwww CNAME a.example.com.",
            vec![],
        ),
        // What no server gives out is no alias.
        ("sub NS ns.example.org.\n_rsync._tcp.sub CNAME _rsync._tcp.example.com.", vec![]),
    ]
    .into_iter()
    .enumerate()
    {
        let mut expected: Vec<(String, String, String)> = expected
            .into_iter()
            .map(|(owner, how, targets)| {
                (format!("{owner}.example.net."), how.to_owned(), targets.to_owned())
            })
            .collect();
        expected.sort_by_key(|(owner, ..)| owner.to_ascii_lowercase());
        assert_eq!(aliases(&both(&format!("names-{number}"), records)), expected, "{records}");
    }
}

#[test]
fn an_alias_is_a_line_beside_its_service_and_has_the_hosts_alone() {
    let scratch = both("lines", "_rsync._tcp CNAME _rsync._tcp.example.com.\nv DNAME example.com.\n");
    let alias = "_rsync._tcp.example.net.  alias of _rsync._tcp.example.com.  TTL 60 ($TTL, line 2)  example.net.zone:5\n";
    let all = scratch.run(&["services", "--service", "rsync"]);
    let by_dname = "_rsync._tcp.v.example.net.  alias of _rsync._tcp.example.com. by a DNAME  TTL 60 ($TTL, line 2)  \
                    example.net.zone:6\n";
    assert!(all.out.ends_with(&format!("down: a 100.0 %\n\n{alias}{by_dname}")), "{}", all.out);
    assert_eq!(all.err, "1 service, 2 aliases, 2 records.\n");
    let alone = scratch.run(&["services", "--owner", "_rsync._tcp.example.net"]);
    let hosts = "  1st  priority 10\n       59.9 %  a.example.com.  873  192.0.2.1\n       40.1 %  b.example.com.  873  192.0.2.2\n";
    assert!(alone.out.starts_with(&format!("{alias}{hosts}")), "{}", alone.out);
    assert_eq!(alone.err, "1 alias, 2 records.\n");
    let without = clean(scratch.run(&["services", "--host", "a"]));
    assert!(without.contains("\n  _rsync._tcp.example.net.    b 100.0 %\n"), "{without}");
    for format in ServicesFormat::names().iter().filter(|format| *format != "json") {
        let text = clean(scratch.run(&["services", "--format", format]));
        let told = if format == "csv" {
            ",_rsync._tcp.example.com.\r\n"
        } else {
            "lias of _rsync._tcp.example.com."
        };
        assert!(text.contains(told), "{format}: {text}");
    }
}

#[test]
fn what_a_change_does_to_an_alias_is_told() {
    let cname = "_rsync._tcp CNAME _rsync._tcp.example.com.";
    let own = "_rsync._tcp SRV 0 0 873 a.example.com.";
    let lost = "removed; caches may send traffic there for 300 s (its TTL)";
    for (number, (before, after, expected)) in [
        (cname, "", vec!["  alias of _rsync._tcp.example.com. removed\n", lost]),
        ("", cname, vec!["  new alias of _rsync._tcp.example.com.\n", "new"]),
        (
            cname,
            own,
            vec![
                "  was alias of _rsync._tcp.example.com., has records of its own\n",
                "59.9 %  100.0 %",
                lost,
            ],
        ),
        (
            own,
            cname,
            vec!["  had records of its own, is alias of _rsync._tcp.example.com.\n", "100.0 %  59.9 %"],
        ),
        (
            cname,
            "_rsync._tcp CNAME _tftp._udp.example.com.",
            vec!["  alias of _rsync._tcp.example.com. → alias of _tftp._udp.example.com.\n", lost],
        ),
        (
            cname,
            "_rsync._tcp CNAME files.example.org.",
            vec!["→ alias of files.example.org. (not in these files)\n", "59.9 %  unknown  a.example.com."],
        ),
        (
            cname,
            "_rsync._tcp CNAME a.example.com.",
            vec!["→ alias of a.example.com.\n", "was offered, is never served", lost],
        ),
        (
            cname,
            "_rsync._tcp 90 CNAME _rsync._tcp.example.com.",
            vec!["  TTL 60 and 300 → 90 and 300; caches"],
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("since-{number}");
        let repository = Repository::new(&name);
        repository.write("example.com.zone", COM);
        repository.write("example.net.zone", net(before));
        repository.commit();
        repository.write("example.net.zone", net(after));
        let ran = run(&repository.top, ["services", "--since", "HEAD"]);
        assert_eq!((ran.code, &*ran.err), (0, "1 service differs.\n"), "{before} → {after}");
        for expected in expected {
            assert!(ran.out.contains(expected), "{before} → {after}: {expected}\n{}", ran.out);
        }
    }
}

#[test]
fn a_change_behind_an_alias_is_told_once() {
    let repository = Repository::new("behind");
    repository.write("example.com.zone", COM);
    repository.write("example.net.zone", net("_rsync._tcp CNAME _rsync._tcp.example.com."));
    repository.commit();
    repository.write("example.com.zone", COM.replace("_rsync._tcp SRV 10 40 873 b\n", ""));
    let all = clean(run(&repository.top, ["services", "--since", "HEAD"]));
    assert_eq!(all.matches("removed; caches").count(), 1, "{all}");
    assert!(!all.contains("example.net"), "{all}");
    let alone = clean(run(&repository.top, ["services", "--since", "HEAD", "--owner", "example.net"]));
    assert!(alone.contains("40.1 %        –  b.example.com.  873  192.0.2.2  removed; caches"), "{alone}");
}

/// Behind a DNAME at a zone's own name, beside its NS records, is what the DNAME says. A part of a zone knows its own records.
#[test]
fn names_of_a_zone_and_of_a_part_of_one_are_found() {
    let scratch = both("apex", "@ DNAME example.com.");
    scratch.write(
        "example.org.zone",
        "$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.3\n_rsync._tcp SRV 0 0 873 b.example.net.\n",
    );
    let text = clean(scratch.run(&["services", "--owner", "example.org"]));
    assert!(text.contains("  b.example.net.  873  alias of b.example.com.  192.0.2.2  "), "{text}");
    let scratch = Scratch::new("part");
    scratch.write("part", "_rsync._tcp 60 SRV 0 0 873 ns\n_tftp._udp 60 CNAME _rsync._tcp\n");
    let text = clean(scratch.run(&["services", "--origin", "example.com", "part"]));
    assert!(
        text.ends_with("\n_tftp._udp.example.com.  alias of _rsync._tcp.example.com.  TTL 60  part:2\n"),
        "{text}"
    );
}

/// Each view sees the records of its own zone; what is not known of the records is not known of the alias.
#[test]
fn an_alias_is_as_its_end_in_each_view() {
    let scratch = Scratch::new("views");
    let view = |name: &str| {
        format!(
            "view {name} {{\n zone example.com {{ type primary; file \"{name}.zone\"; }};\n \
             zone example.net {{ type primary; file \"net.zone\"; }};\n}};\n"
        )
    };
    scratch.write("named.conf", format!("{}{}", view("in"), view("out")));
    scratch.write("in.zone", COM.replace("192.0.2.1\n", "10.0.0.1\n"));
    scratch.write("out.zone", format!("{COM}_rsync._tcp SRV 10 x 873 a\n"));
    scratch.write("net.zone", net("_rsync._tcp CNAME _rsync._tcp.example.com."));
    let ran = scratch.run(&["services", "--owner", "example.net", "--format", "json"]);
    let services = ran.json()["services"].as_array().expect("a list").clone();
    let seen = |service: &Value| {
        let address = &service["tiers"][0]["records"][0]["addresses"][0];
        (service["view"].clone(), address.clone(), service["withheld"]["path"].clone())
    };
    let seen: Vec<(Value, Value, Value)> = services.iter().map(seen).collect();
    let expected = [("in", "10.0.0.1", Value::Null), ("out", "192.0.2.1", "out.zone".into())];
    assert_eq!(
        seen,
        expected.map(|(view, address, path)| (view.into(), address.into(), path)),
        "{}",
        ran.out
    );
}
