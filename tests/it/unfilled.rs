//! What stands in a zone file for a value that a program or its reader is still to write: one cause, told once, and nothing that follows
//! from it.

use crate::harness::scratch::Scratch;

const HEAD: &str = "$TTL 1h\n@ SOA ns1.example.com. h.example.com. 1 7200 3600 1209600 300\n  NS ns1\nns1 A 192.0.2.1\nmail A 192.0.2.2\n";

/// Rule, message and help of each finding of a file that is checked with these arguments.
fn told(name: &str, text: &str, arguments: &[&str]) -> Vec<String> {
    let scratch = Scratch::new(&format!("unfilled-{name}"));
    scratch.write("z", text);
    let json = scratch.run(&[&["check", "--format", "json"], arguments, &["z"]].concat()).json();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let findings = json["findings"].as_array().expect("findings").iter();
    findings
        .map(|finding| {
            let help = finding["notes"].as_array().and_then(|notes| notes.last()).map(text);
            let (rule, message) = (text(&finding["rule"]), text(&finding["message"]));
            format!("{rule}: {message} | {}", help.unwrap_or_default())
        })
        .collect()
}

/// The only one of them.
fn only(name: &str, text: &str, arguments: &[&str]) -> String {
    let told = told(name, text, arguments);
    let [one] = &told[..] else { panic!("{text}\n{told:#?}") };
    one.clone()
}

const ORIGIN: [&str; 2] = ["--origin", "example.com"];

#[test]
fn marks_of_all_kinds_are_told_in_the_place_of_any_field_once_a_file() {
    for mark in [
        "%ttl%",
        "${TTL}",
        "@TTL@",
        "{{ttl}}",
        "{{ ttl }}",
        "#{ttl}",
        "#TTL#",
        "__TTL__",
        "$TTL_VALUE",
        "TTL_HERE",
        "<ttl>",
        "[ttl]",
        "[[ ttl ]]",
        "<%= ttl %>",
        "{ttl}",
    ] {
        let lines = format!(
            "x {mark} IN A 192.0.2.1\n_imaps._tcp {mark} IN SRV 0 1 993 mail\n_pop3s._tcp SRV {mark} 1 995 mail\n"
        );
        let said = only("marks", &format!("{HEAD}{lines}"), &ORIGIN);
        assert!(said.starts_with(&format!("syntax: `{mark}` stands for what is not filled in | ")), "{said}");
        assert!(!said.contains("remove") && !said.contains("delete"), "{said}");
    }
    // A directive is none, however it is written.
    for (line, message) in [
        ("$TTL", "syntax: unexpected end of line"),
        (" $TTL 3600", "syntax: unknown record type `$TTL`"),
        ("$ TTL 3600", "syntax: a blank stands after the `$` of `$TTL`"),
    ] {
        let said = told("directives", &format!("{HEAD}{line}\n"), &ORIGIN);
        assert!(said.iter().any(|said| said.starts_with(message)), "{line}: {said:#?}");
    }
}

#[test]
fn the_values_of_parameters_are_told_too() {
    let said = only("parameters", &format!("{HEAD}x HTTPS 1 . ipv4hint=%ip%\n"), &ORIGIN);
    assert!(said.starts_with("syntax: `%ip%` stands for what is not filled in"), "{said}");
}

#[test]
fn comments_of_templates_are_neither_json_nor_records() {
    let zone = "{# by hand #}\n$TTL {{ ttl }}\n{{ zone }}. IN SOA {{ ns }}. h.{{ zone }}. 1 2 3 4 5\n{% for n in ns %}\n{% endfor %}\n";
    for text in [zone, &format!("{{# by hand #}}\n{HEAD}")] {
        let said = only("comments", text, &ORIGIN);
        assert!(said.starts_with("syntax: `{# by hand #}` stands for what is not filled in"), "{said}");
    }
}

#[test]
fn targets_with_marks_are_one_finding_and_none_beside_a_line_that_cannot_be_read() {
    let targets = "_imaps._tcp SRV 0 1 993 __DOMAIN__.\n_pop3s._tcp SRV 0 1 995 ${POP}.example.com.\n_caldavs._tcp SRV 0 0 443 %CAL%\n";
    let said = only("targets", &format!("{HEAD}{targets}"), &ORIGIN);
    assert!(said.contains("SRV target `__DOMAIN__.` stands for one that is not filled in"), "{said}");
    let said = only("beside", &format!("{HEAD}{targets}x {{{{ ttl }}}} A 192.0.2.1\n"), &ORIGIN);
    assert!(said.starts_with("syntax: `{{ ttl }}`"), "{said}");
}

#[test]
fn the_name_of_a_template_is_not_asked_for() {
    let zone = "$TTL 1h\n$ORIGIN {{ name }}.\n@ 1d SOA {{ ns }}. h.{{ name }}. 1 2 3 4 5\n_imaps._tcp SRV 0 0 993 mail.{{ name }}.\n";
    let said = only("name", zone, &[]);
    assert!(said.starts_with("syntax: `{{ name }}`"), "{said}");
    // Where the SOA record cannot be read for another reason, it is not said that there is none.
    let told_of = told("soa", "$TTL 1h\n@ 1x SOA ns h 1 2 3 4 5\n_imaps._tcp SRV 0 0 993 mail\n", &[]);
    assert!(
        told_of.iter().any(|said| said.ends_with("correct that record, or pass `--origin NAME`")),
        "{told_of:#?}"
    );
    // Nor is it taken from names with marks.
    let said = told("part", "_sips._tcp.<host>.local. 3600 SRV 0 5 5061 pbx.<host>.local.\n", &[]);
    assert!(said.iter().any(|said| said.starts_with("malformed-owner: ")), "{said:#?}");
}

#[test]
fn lines_that_are_meant_for_a_ttl_leave_it_unknown() {
    let zone = "@ SOA ns.example.net. h.example.com. 1 7200 3600 1209600 604800\n  NS ns.example.net.\nmail A 192.0.2.2\n_imaps._tcp SRV 0 1 993 mail\n_submissions._tcp SRV 0 1 465 mail\n";
    for line in [
        "$TLT 3600",
        "TTL 3600",
        "${DOLLAR}TTL 3600",
        "\\$TTL 3600",
        "$$TTL 3600",
        "$ TTL 3600",
        "$TTL=3600",
        "$DEFAULT_TTL 3600",
        "%TTL 3600",
        "{% set ttl = 3600 %}",
        "default_ttl 3600",
        "$ttl:3600",
        "$TTL ${ttl}",
        " $TTL 3600",
        "$TTL 3600s x",
        "$TTL",
    ] {
        let said = only("ttl", &format!("{line}\n{zone}"), &ORIGIN);
        assert!(said.starts_with("syntax: "), "{line}: {said}");
    }
    // A record that has one which cannot be read is no such line.
    let said = told("ttl", &format!("x {{{{ ttl }}}} A 192.0.2.1\n{zone}"), &ORIGIN);
    assert_eq!(said.iter().filter(|said| said.contains("-ttl: ")).count(), 2, "{said:#?}");
}

#[test]
fn addresses_may_have_letters_of_several_kinds() {
    let said = only("addresses", &format!("{HEAD}x A 193.XXX.YYY.ZZZ\n"), &ORIGIN);
    assert!(
        said.starts_with("syntax: `193.XXX.YYY.ZZZ` stands for an address that is not filled in"),
        "{said}"
    );
}

#[test]
fn names_in_capitals_and_names_that_break_off_are_told_as_such() {
    for target in ["MAIL_HOST.", "MAIL_HOST", "mail.BASE_DOMAIN."] {
        let said = only("capitals", &format!("{HEAD}_imaps._tcp SRV 0 1 993 {target}\n"), &ORIGIN);
        assert!(said.contains("stands for one that is not filled in"), "{said}");
    }
    let lines = "_imaps._tcp SRV 0 1 993 mail...\n_pop3s._tcp SRV 0 1 995 mail...\n";
    let said = only("elision", &format!("{HEAD}{lines}"), &ORIGIN);
    assert_eq!(said, "syntax: `mail...` is not written out | write the whole name");
}

#[test]
fn hosts_and_servers_with_marks_are_one_finding_of_their_rule() {
    for (lines, rule) in [
        ("{host} A 192.0.2.3\nweb-{{item}} A 192.0.2.4\nweb-{{item}} MX 10 mail\n", "invalid-hostname-owner"),
        ("@ MX 10 mx{x}.example.net.\nsub NS ns${x}.example.net.\n", "invalid-hostname-target"),
    ] {
        let said = only("hosts", &format!("{HEAD}{lines}"), &ORIGIN);
        assert!(said.starts_with(&format!("{rule}: ")), "{said}");
        assert!(said.contains("stands for one that is not filled in"), "{said}");
    }
}

#[test]
fn the_marks_of_a_zone_s_name_are_its_cause() {
    let zone = HEAD
        .replace("@ SOA", "lab{x}. SOA")
        .replace("mail A", "mail.lab{x}. A")
        .replace("ns1 A", "ns1.lab{x}. A");
    let zone = zone.replace("NS  ns1", "NS ns.example.net.").replace("NS ns1", "NS ns.example.net.");
    let told = told("zone-name", &format!("{zone}_imaps._tcp.lab{{x}}. SRV 0 1 993 mail.lab{{x}}.\n"), &[]);
    assert!(told.iter().all(|said| !said.contains("the SOA's owner is relative")), "{told:#?}");
}
