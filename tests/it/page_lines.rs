//! Lines of pages and panels in the place of records: each kind is one finding that shows the record which was meant.

use crate::harness::scratch::Scratch;
use crate::meant_lines::{check, findings, said};

#[test]
fn marks_of_markdown_around_a_record_are_told_also_where_a_server_reads_them() {
    let marks = |mark: &str| format!("Markdown's marks stand around the record: `{mark}`");
    let [struck, bold, code] = ["~~", "**", "`"].map(marks);
    check(
        "marks",
        &[
            (
                "~~x 10800 IN A 192.0.2.9~~",
                &struck,
                "leave the line out, or write `x 10800 IN A 192.0.2.9`",
                false,
            ),
            (
                "~~x 10800 IN CNAME mail.example.com.~~",
                &struck,
                "or write `x 10800 IN CNAME mail.example.com.`",
                false,
            ),
            ("**_rsync._tcp SRV 0 5 873 mail**", &bold, "write `_rsync._tcp SRV 0 5 873 mail`", false),
            ("**_rsync._tcp** SRV 0 5 873 mail", &bold, "write `_rsync._tcp SRV 0 5 873 mail`", false),
            ("`_rsync._tcp SRV 0 5 873 mail`", &code, "write `_rsync._tcp SRV 0 5 873 mail`", false),
            ("`_rsync._tcp` SRV `0 5 873 mail`", &code, "write `_rsync._tcp SRV 0 5 873 mail`", false),
            ("`x 10800 IN A <your own IP>`", &code, "take them away, and write the value", false),
            ("~~x A 192.0.2.9~~\n~~y A 192.0.2.9~~\n~~z CNAME mail~~", &struck, "`x A 192.0.2.9`", false),
        ],
    );
    // What only begins or ends so is a name.
    let scratch = Scratch::new("no-marks");
    for line in ["*.x A 192.0.2.9", "~x TXT \"~~\"", "x TXT **y**", "x CNAME y~~", "x TXT `code`"] {
        assert_eq!(findings(&scratch, line, "syntax").len(), 0, "{line}");
    }
}

#[test]
fn listings_and_tables_are_one_finding_with_a_record_written_out() {
    let (listing, table) =
        ("this is a listing of a panel, and not a zone file", "this is a table, and not a zone file");
    check(
        "listings",
        &[
            (
                "Type: SRV    Name: _rsync._tcp.example.com -> 0 1 873 mail.example.com.",
                listing,
                "this one is `_rsync._tcp.example.com. SRV 0 1 873 mail.example.com.`",
                false,
            ),
            (
                "Type: SRV  Name: _rsync._tcp  Priority: 0 Weight: 1 Port: 873 Target: mail.example.com",
                listing,
                "this one is `_rsync._tcp SRV 0 1 873 mail.example.com.`",
                false,
            ),
            (
                "Service: _rsync Protocol: TCP Name: example.com Port: 873 Weight: 1 Priority: 0 Target: mail",
                listing,
                "this one is `_rsync._TCP.example.com. SRV 0 1 873 mail`",
                false,
            ),
            ("Host: www, Type: A, Value: 192.0.2.9", listing, "this one is `www A 192.0.2.9`", false),
            (
                "Content: 192.0.2.9 Name: www Type: A TTL: 300",
                listing,
                "this one is `www A 192.0.2.9`",
                false,
            ),
            (
                "Type: SRV Name: _rsync._tcp\n  -> 0 1 873 mail\nType: MX Name: @ Priority: 10 Value: mail",
                listing,
                "`NAME TYPE VALUE`",
                false,
            ),
            (
                "| Name | Typ | Wert | Host | TTL |\n|---|---|---|---|---|\n| `_rsync._tcp` | SRV | `0 5 873 mail` | x | 300 |\n| `@` | MX | `10 mail` | x | 300 |",
                table,
                "the first is `_rsync._tcp SRV 0 5 873 mail`",
                false,
            ),
            (
                "||MX 5|mx2.example.net.|\n||A|192.0.2.9|",
                table,
                "the first is `@ MX 5 mx2.example.net.`",
                false,
            ),
            (
                "| SRV | _rsync._tcp | 300 | 0 | 5 | 873 | mail |",
                "a row of a table stands in the place of a record",
                "write `_rsync._tcp SRV 0 5 873 mail`",
                false,
            ),
        ],
    );
}

#[test]
fn an_arrow_or_a_word_in_the_place_of_a_field_is_told_with_the_record() {
    let arrow = |sign: &str| format!("`{sign}` stands in the place of the type");
    let [thin, sign, equal] = ["->", "\u{2192}", "="].map(arrow);
    check(
        "arrows",
        &[
            ("mc -> 192.0.2.9", &thin, "write `mc A 192.0.2.9`", false),
            (
                "minecraft.example.com    \u{2192} 192.0.2.9 (Caddy)",
                &sign,
                "write `minecraft.example.com. A 192.0.2.9`",
                false,
            ),
            ("mc \u{2192} 2001:db8::1", &sign, "write `mc AAAA 2001:db8::1`", false),
            ("mc -> host.example.org", &thin, "write `mc CNAME host.example.org.`", false),
            (
                "mc -> your.public.ip (for direct access)",
                &thin,
                "write the type and the value in its place",
                false,
            ),
            ("_rsync._tcp -> 0 5 873 mail", &thin, "write `_rsync._tcp SRV 0 5 873 mail`", false),
            ("_rsync._tcp SRV -> 0 5 873 mail", &thin, "write `_rsync._tcp SRV 0 5 873 mail`", false),
            ("mc = 192.0.2.9", &equal, "write `mc A 192.0.2.9`", false),
            ("mc = some words", "unknown record type `=`", "if it is a remark", false),
            (
                "_rsync._tcp TTL IN SRV 0 5 873 mail",
                "`TTL` stands in the place of a number of seconds",
                "write a number, such as `3600`, or leave it out: `_rsync._tcp IN SRV 0 5 873 mail`",
                false,
            ),
            (
                "_rsync._tcp Auto SRV 0 5 873 mail",
                "`Auto` stands in",
                "leave it out: `_rsync._tcp SRV 0 5 873 mail`",
                false,
            ),
            (
                "_rsync._tcp TTL CLASS SRV 0 5 873 mail",
                "`TTL` stands in",
                "out: `_rsync._tcp SRV 0 5 873 mail`",
                false,
            ),
            (
                "_rsync._tcp 60 class SRV 0 5 873 mail",
                "`class` stands in the place of a class",
                "out: `_rsync._tcp 60 SRV 0 5 873 mail`",
                false,
            ),
        ],
    );
}

#[test]
fn what_is_told_of_a_page_shows_no_other_type_and_removes_no_record() {
    let scratch = Scratch::new("pages");
    for text in [
        "| Name | Type | Value |\n|---|---|---|\n| `_rsync._tcp` | SRV | `0 5 873 mail` |\n",
        "Type: CNAME  Name: a.example.com -> b.example.com.\nType: SRV Name: _rsync._tcp.example.com\n  -> 0 1 873 mail.example.com.\n",
        "a.example.com \u{2192} 192.0.2.9\nb.example.com \u{2192} 192.0.2.9\n",
        "_rsync._tcp.example.com TTL IN SRV 10 10 873 mail.example.com\n",
    ] {
        scratch.write("records", text);
        let json = scratch.run(&["check", "--format", "json", "records"]).json();
        let found: Vec<_> = json["findings"].as_array().expect("findings").iter().collect();
        let syntax: Vec<_> = found.iter().filter(|finding| finding["rule"] == "syntax").collect();
        let [finding] = syntax[..] else { panic!("{text}: {found:#?}") };
        let help = said(finding).1;
        assert!(!help.contains("did you mean") && !help.contains("remove"), "{text}: {help}");
    }
}

#[test]
fn a_line_that_looks_like_a_record_makes_no_zone_of_a_program() {
    let scratch = Scratch::new("programs");
    let line = "lava 3600 SRV _rsync._tcp/873\n";
    let told = |text: String| {
        scratch.write("z", text);
        let ran = scratch.run(&["check", "--format", "json", "--origin", "example.com", "z"]);
        let findings = ran.json()["findings"].as_array().expect("findings").clone();
        findings
            .iter()
            .map(|finding| finding["message"].as_str().expect("a message").to_owned())
            .collect::<Vec<_>>()
    };
    let program = "  call(this, that);\n".repeat(60);
    let of_program = told(format!("int main(void) {{\n{program}{line}}}\n"));
    assert!(
        matches!(&of_program[..], [one] if one.starts_with("this is not a zone file")),
        "{of_program:#?}"
    );
    let of_record = told(format!("call(this, that);\n{line}"));
    assert!(of_record.iter().all(|message| !message.starts_with("this is not")), "{of_record:#?}");
}
