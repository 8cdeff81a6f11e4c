//! `srvlint services`: who gets the traffic, in every format, over one small repository (`testdata/services`, rewritten by
//! `UPDATE=1`), and over zones that are written here.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use srvlint::internals::report::ServicesFormat;

use crate::harness::command::{Ran, run};
use crate::harness::json_schema;
use crate::harness::markup::document;
use crate::harness::repository::Repository;
use crate::harness::scratch::Scratch;
use crate::hostile::assert_harmless;
use crate::reports::{assert_inert, assert_no_meaning};

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/services")
}

/// A copy of the repository, for one test alone.
#[track_caller]
fn repository(test: &str) -> Scratch {
    let copy = Scratch::new(test);
    for path in ["srvlint.toml", "zones/example.com.zone", "zones/example.org.zone"] {
        copy.write(path, fs::read(testdata().join("repository").join(path)).expect("a file"));
    }
    copy
}

/// The zone `example.com` with these records below its SOA.
#[track_caller]
fn zone(test: &str, records: &str) -> Scratch {
    let scratch = Scratch::new(test);
    let text = format!(
        "$ORIGIN example.com.\n$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.53\n{records}\n"
    );
    scratch.write("example.com.zone", text);
    scratch
}

/// The services in JSON.
fn services(ran: &Ran) -> Vec<Value> {
    ran.json()["services"].as_array().expect("a list").clone()
}

/// Compares what every format writes with the files beside the repository.
#[track_caller]
fn compare(kind: &str, output: impl Fn(&str) -> Ran) {
    let mut different = Vec::new();
    for format in ServicesFormat::names() {
        let ran = output(&format);
        assert_eq!(ran.code, 0, "{format}: {}", ran.err);
        let mut text = ran.out.replace(env!("CARGO_PKG_VERSION"), "VERSION");
        if let Some((before, rest)) = text.split_once("'sha256-") {
            // The style sheet and its hash say nothing of services.
            document(&text);
            let body = rest.split_once("</style>").expect("an end").1;
            text = format!("{before}…{body}");
        }
        let expected = testdata().join(format!("{kind}.{format}"));
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&expected, &text).expect("a file");
        }
        if fs::read_to_string(&expected).unwrap_or_default() != text {
            different.push(format.clone());
        }
    }
    assert!(different.is_empty(), "{different:?} differ; rewrite them with UPDATE=1 and read the diff");
}

#[test]
fn outputs_are_as_expected() {
    let repository = repository("expected");
    compare("expected", |format| repository.run(&["services", "--format", format]));
}

/// A repository in which a change did what changes do: took a host out of a set, deleted the address that another set
/// needs, moved a host, and so on.
#[track_caller]
fn changed(test: &str) -> Repository {
    let repository = Repository::new(test);
    let read = |path: &str| fs::read_to_string(testdata().join("repository").join(path)).expect("a file");
    for path in ["srvlint.toml", "zones/example.com.zone", "zones/example.org.zone"] {
        repository.write(path, read(path));
    }
    repository.commit();
    let mut zone = read("zones/example.com.zone");
    for (old, new) in [
        ("                    SRV   10 40 5060 sip2\n", ""),
        ("xmpp                A     192.0.2.7\n", ""),
        ("_turn._udp  ", "_turn._udp 60 "),
        ("*.pool              A     192.0.2.80", "*.pool              A     192.0.2.81"),
        ("_ldap._tcp          SRV   0 0 0 .", "_ldap._tcp          SRV   0 1 389 sip2"),
        ("_smtp._tcp          SRV   0 1 25 mail.sub\n", ""),
        (
            "; Two names of one machine.",
            "; Moved lines are not a change, nor are comments.\n\n_new._tcp SRV 0 1 80 sip2",
        ),
    ] {
        assert!(zone.contains(old), "{old}");
        zone = zone.replace(old, new);
    }
    repository.write("zones/example.com.zone", zone);
    let other = read("zones/example.org.zone");
    repository.write("zones/example.org.zone", other.replace("192.0.2.9", "192.0.2.10"));
    repository
}

#[test]
fn several_formats_are_written_in_one_run() {
    let repository = repository("outputs");
    let ran =
        repository.run(&["services", "--output", "json:a.json", "--output=svg:b.svg", "--output=csv:-"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let read = |path: &str| repository.read(path);
    for (format, text) in [("json", read("a.json")), ("svg", read("b.svg")), ("csv", ran.out)] {
        assert_eq!(text, repository.run(&["services", "--format", format]).out, "{format}");
    }
    // Beside files, people read standard output; and a file is for no terminal.
    let ran = repository.run(&["services", "--host", "sip1", "--output", "human:c.txt"]);
    assert_eq!((ran.code, read("c.txt")), (0, ran.out));
    assert!(read("c.txt").contains("sip1"));
    for (arguments, why) in [
        (&["--format=json", "--output=csv:-"][..], "standard output takes one format"),
        (&["--output=csv:x", "--output=json:x"], "`x` takes one report, and two options name it"),
        (&["--output=sarif:x"], "there is no format `sarif`"),
        (&["--output=json:none/x"], "`none/x` cannot be written: no such directory"),
    ] {
        let ran = repository.run(&[&["services"], arguments].concat());
        assert!(ran.code == 2 && ran.err.contains(why), "{arguments:?}: {}", ran.err);
        assert!(!repository.0.join("x").exists());
    }
}

#[test]
fn clients_share_two_sets_that_they_sort_as_one() {
    let records = "_xmpp-server._tcp SRV 5 10 5269 a\n_xmpps-server._tcp SRV 5 30 5270 b\n\
        a A 192.0.2.1\nb A 192.0.2.2\n";
    let scratch = zone("pair", records);
    let one_list = |more: &[&str]| {
        let ran = scratch.run(&[&["services"], more].concat());
        let (_, list) = ran.out.split_once("as one list").unwrap_or_else(|| panic!("{}{}", ran.out, ran.err));
        list.split("\n\n").next().expect("a piece").to_owned()
    };
    // (w+1)·U of the one beside the other: b is asked first 1 - 11/62 of the time.
    assert!(one_list(&[]).ends_with("\n  ejabberd: b 82.3 %, a 17.7 %\n"), "{}", one_list(&[]));
    // Others do not look both up; of those that do, each is told if it was asked for.
    assert!(!one_list(&["--clients", "go"]).contains("Go"));
    let asked = one_list(&["--clients", "prosody,go"]);
    assert!(asked.ends_with("\n  Prosody: b 74.4 %, a 25.6 %\n"), "{asked}");
}

#[test]
fn pages_name_the_naptr_records_that_lead_to_a_service() {
    let repository = repository("naptr");
    let line = "NAPTR of example.com.: order 10, preference 50: SIPS+D2T -&gt; _sips._tcp.example.com.";
    for command in [&["services", "--format", "html"][..], &["check", "--exit-zero", "--format", "html"]] {
        let ran = repository.run(command);
        let page = ran.out.replace("<code>", "").replace("</code>", "");
        assert_eq!(page.matches(line).count(), 1, "{command:?}: {}", ran.err);
    }
}

#[test]
fn changes_are_as_expected() {
    let repository = changed("changes");
    compare("changes", |format| run(&repository.top, ["services", "--since", "HEAD", "--format", format]));
    let schema = run(&repository.top, ["schema", "services"]).json();
    let json = run(&repository.top, ["services", "--since", "HEAD", "--format", "json"]).json();
    assert_eq!(json_schema::faults(&json, &schema), Vec::<String>::new());
}

#[test]
fn what_stays_is_no_change() {
    let repository = changed("stays");
    repository.commit();
    for format in ["human", "json", "markdown"] {
        let ran = run(&repository.top, ["services", "--since", "HEAD", "--format", format]);
        assert_eq!(ran.code, 0);
        match format {
            "json" => assert_eq!(services(&ran), Vec::<Value>::new()),
            "markdown" => assert_eq!(ran.out, "### srvlint: no service changes\n"),
            _ => assert_eq!(ran.out, ""),
        }
    }
    // Since the commit before it is all of the change, and of one host its own.
    let ran = run(&repository.top, ["services", "--since", "HEAD~1", "--format", "json", "--host", "sip2"]);
    let owners: Vec<Value> = services(&ran).iter().map(|change| change["after"]["owner"].clone()).collect();
    let expected = ["_ldap._tcp.example.com.", "_new._tcp.example.com.", "_new._tcp.old.example.org."];
    assert_eq!(owners[..3], expected);
    assert_eq!(owners[3..], ["_sip._tcp.example.com."]);
    let ran = run(&repository.top, ["services", "--since", "nowhere"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("there is no revision `nowhere`"), "{}", ran.err);
}

/// The rows of the page that this was built for.
#[test]
fn consequences_are_told_and_not_only_records() {
    let repository = Repository::new("consequences");
    let zone = |records: &str| {
        format!(
            "$ORIGIN example.com.\n$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.53\n{records}\n$INCLUDE hosts\n"
        )
    };
    let both =
        "_sip._tcp SRV 0 60 5060 sip1\n_sip._tcp SRV 0 40 5060 sip2\n_xmpp-server._tcp SRV 0 1 5269 xmpp";
    repository.write("example.com.zone", zone(both));
    repository.write("hosts", "sip1 A 192.0.2.1\nsip2 A 192.0.2.2\nxmpp A 192.0.2.7\n");
    repository.commit();
    repository.write("example.com.zone", zone(&both.replace("_sip._tcp SRV 0 40 5060 sip2\n", "")));
    repository.write("hosts", "sip1 A 192.0.2.1\nsip2 A 192.0.2.2\n");
    let ran = run(&repository.top, ["services", "--since", "HEAD", "--format", "markdown"]);
    let rows: Vec<String> = ran
        .out
        .lines()
        .filter(|line| line.starts_with('|'))
        .skip(2)
        .map(|line| line.replace('`', ""))
        .collect();
    assert_eq!(
        rows,
        [
            "| _sip._tcp.example.com. | sip1 192.0.2.1 | 59.9 % | 100.0 % |  |",
            "|  | sip2 192.0.2.2 | 40.1 % | – | removed; caches may send traffic there for 300 s &#40;its TTL&#41; |"
                .replace("&#40;", "(").replace("&#41;", ")").as_str(),
            "| _xmpp-server._tcp.example.com. | xmpp | 100.0 % | **unreachable** | its A record is deleted in this change |",
        ]
    );
}

#[test]
fn clients_share_requests_in_their_own_ways() {
    let records =
        "_sip._tcp SRV 1 1 5060 a\n_sip._tcp SRV 1 0 5060 b\na A 192.0.2.1\nb A 192.0.2.2\nb A 192.0.2.3";
    let scratch = zone("clients", records);
    let shares = |arguments: &[&str]| {
        let ran = scratch.run(&[&["services", "--format", "json"], arguments].concat());
        let records = services(&ran)[0]["tiers"][0]["records"].clone();
        [0, 1].map(|place| records[place]["client_shares"].clone())
    };
    let [one, other] = shares(&[]);
    assert_eq!(
        one,
        serde_json::json!({"asterisk": 100.0, "freeswitch": 100.0, "kamailio": 100.0, "linphone": 0.0, "opensips": 0.0, "pjsip": 75.0})
    );
    assert_eq!(other["opensips"], 100.0);
    let [one, other] = shares(&["--clients", "go,nginx"]);
    assert_eq!(one, serde_json::json!({"go": 100.0, "nginx": 33.33}));
    assert_eq!(other, serde_json::json!({"go": 0.0, "nginx": 66.67}));
    let ran = scratch.run(&["services", "--clients", "haproxy,mongodb,mit-krb5"]);
    for line in [
        "  HAProxy: a 100.0 %, b 0.0 %\n",
        "  MongoDB drivers: every record\n",
        "  MIT Kerberos: the first of the answer\n",
    ] {
        assert!(ran.out.contains(line), "{}", ran.out);
    }
    // In any case, and by the names of families and of programs that leave it to a library.
    for (asked, same) in
        [("Go,NGINX", "go,nginx"), ("Kerberos", "heimdal,mit-krb5"), ("dino", "glib"), ("ALL", "all")]
    {
        let [asked, same] = [asked, same].map(|names| scratch.run(&["services", "--clients", names]));
        assert!(
            asked.code == same.code && asked.out == same.out && !same.out.is_empty(),
            "{}{}",
            asked.out,
            asked.err
        );
    }
    let ran = scratch.run(&["services", "--clients", "ngnix"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("there is no client `ngnix`; did you mean `nginx`?"), "{}", ran.err);
}

#[test]
fn a_comment_fits_and_a_drawing_can_be_drawn() {
    let repository = Repository::new("many");
    let zone = |address: &str| {
        let sets: String = (0..2_000)
            .map(|number| format!("_s{number}._tcp SRV 0 1 80 h{number}\nh{number} A {address}\n"))
            .collect();
        format!("$ORIGIN example.com.\n$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.53\n{sets}")
    };
    repository.write("example.com.zone", zone("192.0.2.1"));
    repository.commit();
    repository.write("example.com.zone", zone("192.0.2.2"));
    for since in [&[][..], &["--since", "HEAD"]] {
        let output =
            |format: &str| run(&repository.top, [&["services", "--format", format], since].concat()).out;
        let markdown = output("markdown");
        assert!(markdown.len() <= 60_000 && markdown.len() > 50_000, "{}", markdown.len());
        let (listed, last) = markdown.rsplit_once("\n\nAnd ").expect("a last line");
        let listed = listed.lines().filter(|line| line.contains("tcp.example.com.")).count();
        assert_eq!(last, format!("{} more services.\n", 2_000 - listed));
        let mermaid = output("mermaid");
        assert!(mermaid.len() <= 50_000 && mermaid.matches("-->").count() <= 500, "{}", mermaid.len());
        assert!(mermaid.contains("more services"));
    }
}

#[test]
fn names_of_strangers_have_no_meaning_in_any_format() {
    let names = [
        "x|y",
        "`z`",
        "<b>&amp;",
        "::error::x",
        "##[error]x",
        "##vso[x]",
        "]]>",
        "=1+1",
        "@x",
        "#1",
        "!x",
        "https://x.example",
        "a\\032b\\007\\027",
        "%%{init}",
        "\"];click",
    ];
    let escaped = |name: &str| name.replace('"', "\\\"").replace(';', "\\;").replace('@', "\\@");
    let records = |address: &str| -> String {
        let all = names.iter().map(|name| escaped(name));
        all.map(|name| {
            format!(
                "{name} SRV 0 1 80 {name}.host\n{name}.host A {address}\n::error::{name} SRV 0 1 80 {name}\n"
            )
        })
        .collect()
    };
    let repository = Repository::new("strangers");
    let zone = |address: &str| {
        format!(
            "$ORIGIN example.com.\n$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.53\n{}",
            records(address)
        )
    };
    repository.write("example.com.zone", zone("192.0.2.1"));
    repository.commit();
    repository.write("example.com.zone", zone("192.0.2.2"));
    for since in [&[][..], &["--since", "HEAD"], &["--host", "::error::x.host"]] {
        for format in ServicesFormat::names() {
            let ran = run(&repository.top, [&["services", "--format", &format], since].concat());
            assert_eq!(ran.code, 0, "{}", ran.err);
            assert!(ran.out.contains("error"), "{format}: names are there");
            assert_harmless(&ran.out, &format);
            assert_harmless(&ran.err, "standard error");
            match format.as_str() {
                "json" => drop(ran.json()),
                "svg" => {
                    let drawing = roxmltree::Document::parse(&ran.out).expect("XML");
                    let known = ["svg", "title", "desc", "style", "rect", "g", "text", "tspan"];
                    assert!(
                        drawing
                            .descendants()
                            .filter(|node| node.is_element())
                            .all(|node| known.contains(&node.tag_name().name()))
                    );
                }
                "html" => assert_inert(&document(&ran.out)),
                "markdown" => {
                    let (table, drawing) = ran.out.split_once("```mermaid").unwrap_or((&ran.out, ""));
                    assert_no_meaning(table);
                    assert!(
                        table.lines().filter(|line| line.starts_with('|')).all(|line| line
                            .replace("\\|", "")
                            .matches('|')
                            .count()
                            == 6),
                        "{table}"
                    );
                    assert_eq!(drawing.matches("```").count(), usize::from(!drawing.is_empty()));
                }
                "mermaid" => assert!(!ran.out.contains("click x") && !ran.out.contains("%%{"), "{}", ran.out),
                "csv" => assert!(ran.out.lines().all(|line| !line.starts_with(['=', '+', '-', '@']))),
                _ => {}
            }
        }
    }
}

#[test]
fn json_is_as_its_schema_says() {
    let repository = repository("schema");
    let schema = repository.run(&["schema", "services"]).json();
    let ran = repository.run(&["services", "--format", "json", "zones", "nowhere"]);
    assert_eq!(ran.code, 2);
    assert_eq!(json_schema::faults(&ran.json(), &schema), Vec::<String>::new());
    assert_eq!(ran.json()["faults"].as_array().map(Vec::len), Some(1));
}

/// The sum of the shares of a tier, as a reduced fraction.
fn sum(tier: &Value) -> (u64, u64) {
    fn divisor(one: u64, other: u64) -> u64 {
        if other == 0 { one } else { divisor(other, one % other) }
    }
    let part = |record: &Value, name: &str| record["share"][name].as_u64().expect("a number");
    tier["records"].as_array().expect("a list").iter().fold((0, 1), |(upper, lower), record| {
        let (more, of) = (part(record, "numerator"), part(record, "denominator"));
        let (upper, lower) = (upper * of + more * lower, lower * of);
        let common = divisor(upper, lower);
        (upper / common, lower / common)
    })
}

#[test]
fn over_all_test_zones_the_shares_of_a_tier_are_a_whole() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut directories = vec![top.join("zones"), top.join("published")];
    let repos = fs::read_dir(top.join("repos")).expect("the repositories");
    directories.extend(repos.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()));
    let schema = run(&top, ["schema", "services"]).json();
    let mut tiers = 0;
    for directory in directories {
        let ran = run(&directory, ["services", "--format", "json", "--root", ".", "."]);
        assert_eq!(
            json_schema::faults(&ran.json(), &schema),
            Vec::<String>::new(),
            "{}",
            directory.display()
        );
        let all = services(&ran);
        let owners: Vec<String> = all
            .iter()
            .map(|service| service["owner"].as_str().expect("a name").to_ascii_lowercase())
            .collect();
        assert!(owners.is_sorted(), "{}", directory.display());
        for tier in all.iter().flat_map(|service| service["tiers"].as_array().expect("a list")) {
            assert_eq!(sum(tier), (1, 1), "{}: {tier}", directory.display());
            tiers += 1;
        }
    }
    assert!(tiers > 100, "{tiers}");
}

/// No work of a set is done for each record with each other.
#[test]
fn a_set_of_many_records_is_read_compared_and_told() {
    let repository = Repository::new("large");
    let zone = |first: usize| {
        let records: String = (first..first + 20_000)
            .map(|number| format!("_x._tcp SRV 0 {} 80 h{number}\n", number % 7))
            .collect();
        format!(
            "$ORIGIN example.com.\n$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.53\n* A 192.0.2.1\n{records}"
        )
    };
    repository.write("example.com.zone", zone(0));
    repository.commit();
    repository.write("example.com.zone", zone(1));
    let ran = run(&repository.top, ["services", "--clients", "all", "--host", "h5"]);
    assert!(
        ran.out.starts_with("Without h5:\n  _x._tcp.example.com.  fails: no host is left\n"),
        "one machine"
    );
    assert_eq!(ran.out.matches("\n      ").count(), 20_000, "a line each");
    let ran = run(&repository.top, ["services", "--since", "HEAD", "--format", "csv"]);
    assert_eq!(ran.out.matches("removed; caches").count(), 1);
    assert_eq!(ran.out.matches("new; caches").count(), 1);
    assert_eq!(ran.out.lines().count(), 20_002);
}

/// The first record of a zone's only service: how it is reached, through what, and its addresses.
fn reached(test: &str, records: &str) -> (String, Vec<String>, Vec<String>) {
    let ran = zone(test, records).run(&["services", "--format", "json"]);
    let record = &services(&ran)[0]["tiers"][0]["records"][0];
    let list = |name: &str| -> Vec<String> {
        let list = record[name].as_array().into_iter().flatten();
        list.map(|text| text.as_str().expect("text").to_owned()).collect()
    };
    (record["reached"].as_str().expect("a word").to_owned(), list("through"), list("addresses"))
}

#[test]
fn addresses_are_found_wherever_they_are() {
    for (number, (records, how, through, addresses)) in [
        (
            "a A 192.0.2.1\na AAAA 2001:db8::1\na A 192.0.2.2",
            "zone",
            &[][..],
            &["192.0.2.1", "192.0.2.2", "2001:db8::1"][..],
        ),
        (
            "a CNAME b\nb CNAME c\nc A 192.0.2.1",
            "alias",
            &["b.example.com.", "c.example.com."],
            &["192.0.2.1"],
        ),
        ("a CNAME www.example.net.", "outside", &["www.example.net."], &[]),
        ("a CNAME b", "none", &["b.example.com."], &[]),
        ("a CNAME b\nb CNAME a", "none", &["b.example.com.", "a.example.com."], &[]),
        ("* A 192.0.2.9", "zone", &[], &["192.0.2.9"]),
        ("* CNAME b\nb A 192.0.2.9", "alias", &["b.example.com."], &["192.0.2.9"]),
        ("a TXT x", "none", &[], &[]),
        ("", "none", &[], &[]),
        ("a NS ns.a\nns.a A 192.0.2.1", "outside", &[], &[]),
        ("a NS a\na A 192.0.2.1", "outside", &[], &["192.0.2.1"]),
    ]
    .into_iter()
    .enumerate()
    {
        let records = format!("_x._tcp SRV 1 1 80 a\n{records}");
        let found = reached(&format!("reached-{number}"), &records);
        let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert_eq!(found, (how.to_owned(), owned(through), owned(addresses)), "{records}");
    }
}

#[test]
fn below_a_dname_and_in_other_zones_of_the_run() {
    let scratch = zone("dname", "old DNAME example.net.\n_x._tcp SRV 1 1 80 a.old");
    scratch.write(
        "example.net.zone",
        "$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.53\na A 192.0.2.5\n",
    );
    let ran = scratch.run(&["services", "--format", "json"]);
    let record = &services(&ran)[0]["tiers"][0]["records"][0];
    assert_eq!(record["reached"], "alias");
    assert_eq!(record["through"][0], "a.example.net.");
    assert_eq!(record["addresses"][0], "192.0.2.5");
}

#[test]
fn what_no_server_gives_out_is_told() {
    let records = "sub NS ns.example.net.\n_a._tcp.sub SRV 1 1 80 x.example.net.\nold DNAME example.net.\n\
        _b._tcp.old SRV 1 1 80 x.example.net.\n_c._tcp.example.org. SRV 1 1 80 x.example.net.\n_d._tcp SRV 0 0 0 .\n\
        _e._tcp SRV 1 1 80 x.example.net.\n_e._tcp SRV 0 0 0 .\n_f._tcp SRV 1 1 80 x.example.net.\n_f._tcp CNAME y";
    let ran = zone("states", records).run(&["services", "--format", "json"]);
    let states: Vec<(String, String)> = services(&ran)
        .iter()
        .map(|service| {
            let word = |name: &str| service[name].as_str().unwrap_or_default().to_owned();
            (word("service"), format!("{} {}", word("state"), word("reason")))
        })
        .collect();
    let expected = [
        ("c", "never-served the records lie outside the zone"),
        ("d", "absent "),
        ("e", "offered "),
        ("f", "never-served a CNAME stands beside the records"),
        ("b", "never-served a DNAME at old.example.com. redirects every name below it"),
        ("a", "never-served sub.example.com. is delegated to other servers"),
    ];
    let mut expected: Vec<(String, String)> =
        expected.iter().map(|(one, other)| ((*one).to_owned(), (*other).to_owned())).collect();
    let mut states = states;
    states.sort();
    expected.sort();
    assert_eq!(states, expected);
}

/// What a server gives out once counts once.
#[test]
fn a_record_that_is_there_twice_has_one_share() {
    let records =
        "_x._tcp SRV 1 10 80 a\n_x._tcp SRV 1 10 80 A.example.com.\n_x._tcp SRV 1 10 81 a\na A 192.0.2.1";
    let ran = zone("twice", records).run(&["services", "--format", "json"]);
    let service = &services(&ran)[0];
    let shares: Vec<&Value> = service["tiers"][0]["records"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| &one["share"]["percent"])
        .collect();
    assert_eq!(shares, [50.0, 50.0]);
    assert_eq!(service["failures"][0]["priority"], Value::Null, "both ports are one machine's");
}

#[test]
fn one_command_answers_what_breaks_if_a_host_is_down() {
    let records = "_sip._tcp SRV 10 60 5060 sip1\n_sip._tcp SRV 10 40 5060 pbx1\n_ldap._tcp SRV 0 0 389 pbx1\n\
        _xmpp-client._tcp SRV 0 0 5222 chat\nchat CNAME pbx1\n_imap._tcp SRV 0 0 143 mail\nmail A 192.0.2.3\n\
        _smtp._tcp SRV 0 0 25 mail\n_smtp._tcp SRV 9 0 25 pbx1\n_pop3._tcp SRV 0 0 110 pbx10\n_http._tcp SRV 0 0 80 other\n\
        sip1 A 192.0.2.1\npbx1 A 192.0.2.2\npbx10 A 192.0.2.4\nother A 192.0.2.2";
    let scratch = zone("host", records);
    let expected = "Without pbx1:
  _http._tcp.example.com.         fails: no host is left
  _ldap._tcp.example.com.         fails: no host is left
  _sip._tcp.example.com.          sip1 100.0 %
  _smtp._tcp.example.com.         nothing changes: it is asked only if no host of priority 0 answers
  _xmpp-client._tcp.example.com.  fails: no host is left
";
    for host in ["pbx1", "PBX1.example.com", "pbx1.example.com.", "192.0.2.2"] {
        let ran = scratch.run(&["services", "--host", host]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let (shown, _) = ran.out.split_once("\n\n").expect("blocks behind it");
        assert_eq!(format!("{shown}\n"), expected.replacen("pbx1", host, 1));
    }
    let ran = scratch.run(&["services", "--host", "pxb1"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert!(ran.err.contains("no service leads to `pxb1`; did you mean `pbx1`?"), "{}", ran.err);
}

#[test]
fn services_are_chosen_by_name_and_owner() {
    let records = "_sip._tcp SRV 1 1 1 a\n_sip._udp SRV 1 1 1 a\n_sips._tcp.x SRV 1 1 1 a\na A 192.0.2.1";
    let scratch = zone("filters", records);
    for (arguments, expected) in [
        (&["--service", "sip"][..], &["_sip._tcp.example.com.", "_sip._udp.example.com."][..]),
        (&["--service", "_SIP._udp"], &["_sip._udp.example.com."]),
        (&["--service", "sips,nothing"], &["_sips._tcp.x.example.com."]),
        (&["--owner", "X.example.com"], &["_sips._tcp.x.example.com."]),
        (&["--owner", "_sip._tcp.example.com."], &["_sip._tcp.example.com."]),
        (&["--owner", "ample.com"], &[]),
        (&["--service", "sip", "--owner", "x.example.com"], &[]),
    ] {
        let ran = scratch.run(&[&["services", "--format", "json"], arguments].concat());
        let owners: Vec<String> = services(&ran)
            .iter()
            .map(|service| service["owner"].as_str().expect("a name").to_owned())
            .collect();
        assert_eq!(owners, expected, "{arguments:?}");
    }
}

#[test]
fn a_run_that_cannot_be_trusted_ends_with_exit_code_2() {
    let scratch = Scratch::new("faulty");
    assert_eq!(scratch.run(&["services"]).code, 2, "no zone");
    let ran = run(&scratch.0, ["services", "nowhere"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
}
