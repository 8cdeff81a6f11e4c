//! What could not be read of a zone is no fact: `srvlint services` says which services it may concern, in every format. And
//! the findings beside a record are those of its own zone, view and owner.

use serde_json::Value;
use srvlint::internals::report::ServicesFormat;

use crate::harness::command::{Ran, run};
use crate::harness::json_schema;
use crate::harness::repository::Repository;
use crate::harness::scratch::Scratch;

const HEAD: &str = "$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.53\nb A 192.0.2.2\n";

/// A zone whose SRV records begin in line 6.
fn zone(records: &str) -> String {
    format!("{HEAD}{records}\n")
}

fn clean(ran: Ran) -> String {
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out
}

/// The file and line of each withheld place: at the top, and of each service.
fn withheld(json: &Value) -> (Vec<String>, Vec<Option<String>>) {
    let place =
        |object: &Value| object["path"].as_str().map(|path| format!("{path}:{}", object["start"]["line"]));
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let zones = list(&json["withheld"]).iter().filter_map(place).collect();
    (zones, list(&json["services"]).iter().map(|service| place(&service["withheld"])).collect())
}

/// The first record is read; the second of the same owner is not, in several ways.
#[test]
fn a_service_of_which_a_record_could_not_be_read_is_marked_in_every_format() {
    for (number, bad) in [
        "_rsync._tcp SRV 10 873 b",
        "_rsync._tcp SRV 10 70000 873 b",
        "_rsync._tcp SRV 10 4O 873 b",
        "_rsync._tcp SRV 10 40 873 \"b",
        " SRV 10 40 873 b b",
    ]
    .into_iter()
    .enumerate()
    {
        let scratch = Scratch::new(&format!("gap-{number}"));
        scratch.write("example.com.zone", zone(&format!("_rsync._tcp SRV 10 60 873 ns\n{bad}")));
        for format in ServicesFormat::names() {
            let text = clean(scratch.run(&["services", "--format", &format]));
            assert!(text.contains("example.com.zone:7") || format == "json", "{bad}, {format}: {text}");
        }
        let ran = scratch.run(&["services", "--format", "json"]);
        assert!(ran.err.contains("1 service is not known in full"), "{}", ran.err);
        let schema = scratch.run(&["schema", "services"]).json();
        assert_eq!(json_schema::faults(&ran.json(), &schema), Vec::<String>::new());
        assert_eq!(withheld(&ran.json()).1, [Some("example.com.zone:7".to_owned())], "{bad}");
        let text = clean(scratch.run(&["services", "--host", "ns"]));
        assert!(text.contains("no host is left; not known in full: example.com.zone:7"), "{text}");
    }
}

/// What cannot be a record of a service is no gap of it.
#[test]
fn other_records_that_could_not_be_read_are_no_gap() {
    let scratch = Scratch::new("no-gap");
    for bad in ["_rsync._tcp TXT \"a\" \\", "c A 192.0.2.x", "_rsync._tcp A 1", "$GENERATE 1-2 c$ A 1"] {
        scratch.write("example.com.zone", zone(&format!("_rsync._tcp SRV 10 60 873 ns\n{bad}")));
        let ran = scratch.run(&["services", "--format", "json"]);
        assert_eq!(withheld(&ran.json()), (Vec::new(), vec![None]), "{bad}: {}", ran.err);
        assert!(!ran.err.contains("in full") && !ran.err.contains("may have more"), "{}", ran.err);
    }
}

/// A zone may have services of which every record is lost, or of which not even the owner is known.
#[test]
fn a_zone_with_services_that_could_not_be_read_is_told() {
    let scratch = Scratch::new("no-service");
    for (bad, is_of_all) in [
        ("_ldap._tcp SRV 0 389 b", false),
        ("_ldap._tcp SRV 0 0 389 \"b", false),
        ("_l\\999._tcp SRV 0 0 389 b", true),
        ("$INCLUDE none", true),
        ("$GENERATE 1-2 _l$._tcp SRV \"0 0 389\"", false),
    ] {
        scratch.write("example.com.zone", zone(&format!("_rsync._tcp SRV 10 60 873 ns\n{bad}")));
        let ran = scratch.run(&["services", "--format", "json"]);
        let place = "example.com.zone:7".to_owned();
        let of_service = is_of_all.then(|| place.clone());
        assert_eq!(withheld(&ran.json()), (vec![place], vec![of_service]), "{bad}");
        assert!(ran.err.contains("1 zone may have more services: example.com.zone:7"), "{}", ran.err);
    }
}

/// A repository with this zone, which is another one in the work tree.
fn changed(test: &str, before: &str, after: &str) -> Repository {
    Repository::changed(test, "example.com.zone", [zone(before), zone(after)])
}

#[test]
fn what_could_not_be_read_is_not_removed() {
    let both = "_rsync._tcp SRV 10 60 873 ns\n_rsync._tcp SRV 10 40 873 b";
    for (test, before, after, told) in [
        ("typed", both, both.replace("40", "4O"), "not known in full: example.com.zone:7 could not be read"),
        ("lost", both, both.replace("873", ""), "not found: example.com.zone:6 could not be read"),
        ("owner", both, both.replace("_rsync", "_r\\999"), "not found: example.com.zone:6 could not be read"),
        ("include", both, "$INCLUDE none".to_owned(), "not found: example.com.zone:6 could not be read"),
    ] {
        let repository = changed(test, before, &after);
        let since = |format: &str| run(&repository.top, ["services", "--since", "HEAD", "--format", format]);
        for format in ServicesFormat::names() {
            let ran = since(&format);
            let text = clean(ran);
            assert!(!text.contains("removed") && !text.contains("caches may"), "{test}, {format}: {text}");
            if format != "json" && format != "mermaid" {
                assert!(text.contains(told), "{test}, {format}: {text}");
                assert!(text.contains("unknown"), "{test}, {format}: {text}");
            }
        }
        let schema = run(&repository.top, ["schema", "services"]).json();
        assert_eq!(json_schema::faults(&since("json").json(), &schema), Vec::<String>::new());
        // The other way round nothing is new, and where both have the gap nothing changes.
        repository.commit();
        repository.write("example.com.zone", zone(before));
        let text = clean(since("human"));
        assert!(text.contains("before") && !text.contains("new service"), "{text}");
        repository.write("example.com.zone", zone(&format!("{after}\n; A comment.")));
        assert_eq!(clean(since("human")), "");
    }
    let repository = changed("nothing", "", "_r\\999._tcp SRV 0 0 873 b");
    let ran = run(&repository.top, ["services", "--since", "HEAD"]);
    assert!(ran.err.contains("1 zone may have more services: example.com.zone:6"), "{}", ran.err);
}

/// The rules beside each record, by owner and target.
/// Git tracks the files, so that their text may be shown.
fn marks(repository: &Repository) -> Vec<String> {
    repository.commit();
    let json = run(&repository.top, ["services", "--format", "json"]).json();
    let mut marks = Vec::new();
    for service in json["services"].as_array().expect("a list") {
        for record in service["tiers"]
            .as_array()
            .expect("a list")
            .iter()
            .flat_map(|tier| tier["records"].as_array().expect("a list"))
        {
            let rules = record["findings"]
                .as_array()
                .map_or_else(Vec::new, |all| all.iter().filter_map(|one| one["rule"].as_str()).collect());
            let text = |value: &Value| value.as_str().expect("a text").to_owned();
            let view = service["view"].as_str().map_or_else(String::new, |view| format!(" {view}"));
            marks.push(format!(
                "{}{view} {} {}",
                text(&service["owner"]),
                text(&record["target"]),
                rules.join(" ")
            ));
        }
    }
    // The page of `check` says the same.
    let page = run(&repository.top, ["check", "--exit-zero", "--format", "html"]).out;
    let rows: Vec<&str> = page.split("<tr>").filter(|row| row.contains("class=\"share\"")).collect();
    assert_eq!(rows.len(), marks.len(), "{page}");
    for mark in &marks {
        let (head, rules) = mark.rsplit_once(' ').expect("a blank");
        let target = head.rsplit(' ').next().expect("a target");
        let is_it = |row: &&&str| {
            row.contains(&format!("<code>{target}</code>"))
                && row.contains(": target-without-address") == rules.contains("target-without-address")
        };
        assert!(rows.iter().any(|row| is_it(&row)), "{mark}: {page}");
    }
    marks
}

#[test]
fn a_finding_stands_beside_the_record_that_it_is_about() {
    let bad = "target-without-address";
    let include = |host: &str| format!("{HEAD}{host}$INCLUDE s.inc\n");
    // Two zones that read one file.
    let repository = Repository::new("marks-include");
    repository.write("s.inc", "_rsync._tcp SRV 0 0 873 a\n");
    repository.write("example.com.zone", include("a A 192.0.2.1\n"));
    repository.write("example.net.zone", include(""));
    let expected = [
        "_rsync._tcp.example.com. a.example.com. ".to_owned(),
        format!("_rsync._tcp.example.net. a.example.net. {bad}"),
    ];
    assert_eq!(marks(&repository), expected);
    // The same by views.
    repository.write("other.zone", include(""));
    let of_view = |view: &str, file: &str| {
        format!("view {view} {{ zone \"example.com\" {{ type primary; file \"{file}\"; }}; }};\n")
    };
    std::fs::remove_file(repository.top.join("example.net.zone")).expect("a file");
    repository.write("named.conf", of_view("in", "example.com.zone") + &of_view("out", "other.zone"));
    let owner = "_rsync._tcp.example.com.";
    assert_eq!(
        marks(&repository),
        [format!("{owner} in a.example.com. "), format!("{owner} out a.example.com. {bad}")]
    );
    // Two files of one zone.
    std::fs::remove_file(repository.top.join("named.conf")).expect("a file");
    repository.write("other.zone", format!("$ORIGIN example.com.\n{}", include("a A 192.0.2.1\n")));
    repository.write("example.com.zone", include(""));
    assert_eq!(marks(&repository).iter().filter(|mark| mark.ends_with(bad)).count(), 1);
    // One file below two origins.
    let repository = Repository::new("marks-origins");
    repository.write("s.inc", "_rsync._tcp SRV 0 0 873 a\n");
    repository.write("example.com.zone", include("a A 192.0.2.1\n") + "$ORIGIN sub\n$INCLUDE s.inc\n");
    let expected = [
        format!("{owner} a.example.com. "),
        format!("_rsync._tcp.sub.example.com. a.sub.example.com. {bad}"),
    ];
    assert_eq!(marks(&repository), expected);
    // One file as two zones: one mark each.
    let repository = Repository::new("marks-twice");
    repository.write("z", zone("_rsync._tcp SRV 0 0 873 a"));
    let declared = |name: &str| format!("zone \"{name}\" {{ type primary; file \"z\"; }};\n");
    repository.write("named.conf", declared("example.com") + &declared("example.net"));
    let expected = ["com", "net"].map(|top| format!("_rsync._tcp.example.{top}. a.example.{top}. {bad}"));
    assert_eq!(marks(&repository), expected);
    // One file in two views, which is one zone.
    repository.write("named.conf", of_view("in", "z") + &of_view("out", "z"));
    let expected = ["in", "out"].map(|view| format!("{owner} {view} a.example.com. {bad}"));
    assert_eq!(marks(&repository), expected);
}

#[test]
fn a_finding_stands_beside_the_generated_record_that_it_is_about() {
    let repository = Repository::new("marks-generated");
    let hosts = "h1 A 192.0.2.1\nh2 CNAME h1";
    repository.write("example.com.zone", zone(&format!("$GENERATE 1-3 _g$._tcp SRV \"0 1 80 h$\"\n{hosts}")));
    let rules = ["", "cname-target", "target-without-address"];
    let expected = [1, 2, 3]
        .map(|number| format!("_g{number}._tcp.example.com. h{number}.example.com. {}", rules[number - 1]));
    assert_eq!(marks(&repository), expected);
    repository.write("example.com.zone", zone(&format!("$GENERATE 1-3 _g._tcp SRV \"0 1 80 h$\"\n{hosts}")));
    let expected =
        [1, 2, 3].map(|number| format!("_g._tcp.example.com. h{number}.example.com. {}", rules[number - 1]));
    assert_eq!(marks(&repository), expected);
}
