//! What a terminal shows: lines that fit, with the caret under its word, equal findings once, links where it has them.

use std::path::{Path, PathBuf};

use codespan_reporting::term::termcolor::{Ansi, NoColor};
use srvlint::internals::report::{Format, Screen, write_on};
use srvlint::internals::rules::Published;
use srvlint::{Contents, Input, Options, Outcome, Overlay, check};
use unicode_width::UnicodeWidthStr;

use crate::harness::command::run;
use crate::harness::json_schema;

const HEAD: &str =
    "$ORIGIN example.com.\n$TTL 1h\n@ SOA ns hostmaster 1 7200 3600 1209600 300\n NS ns.example.net.\n";

/// What is found in the one file `example.com.zone`.
fn outcome(records: &str) -> Outcome {
    let texts = [(PathBuf::from("example.com.zone"), format!("{HEAD}{records}").into_bytes())];
    let mut options = Options::new();
    options.contents = Contents::Memory(Overlay::over_nothing(Path::new("/zones"), texts));
    options.surroundings.here = PathBuf::from("/zones");
    let outcome = check(&[Input::Path("example.com.zone".into())], &options);
    assert!(!outcome.findings.is_empty());
    outcome
}

fn shown(outcome: &Outcome, screen: Screen) -> String {
    let mut out = NoColor::new(Vec::new());
    write_on(&screen, Format::Human, &mut out, outcome).expect("memory takes it");
    String::from_utf8(out.into_inner()).expect("UTF-8")
}

fn on_terminal(width: usize) -> Screen {
    Screen { width: Some(width), most: Some(50), has_links: false }
}

/// The line above the first caret, and what stands over the carets.
#[track_caller]
fn marked(text: &str) -> (String, String) {
    let lines: Vec<&str> = text.lines().collect();
    let below = lines.iter().position(|line| line.contains('^')).expect("a caret");
    let columns = |line: &str, upto: usize| line.char_indices().nth(upto).map_or(line.len(), |(at, _)| at);
    let start = lines[below].chars().take_while(|c| *c != '^').count();
    let count = lines[below].chars().filter(|c| *c == '^').count();
    let line = lines[below - 1];
    (line.to_owned(), line[columns(line, start)..columns(line, start + count)].to_owned())
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let long = "a-very-long-service-name._tcp.with.a.very.long.sub.domain.that.goes.on";
    let records = [
        format!("_ldap._tcp.{long} IN SRV 0 0 389 nowhere ; a comment that goes on and on and on and on\n"),
        format!("_ldap._tcp {} SRV 0 0 389 nowhere\n", " ".repeat(300)),
        format!("_ldap._tcp{}SRV\t0\t0\t389\tnowhere\t; {}\n", "\t".repeat(12), "x".repeat(10_000)),
        "_ldap._tcp SRV 0 0 389 nowhere ; ".to_owned() + &"日本語".repeat(40) + "\n",
        format!("_ldap._tcp SRV ( ; {}\n 0 0 389 nowhere )\n", "é".repeat(200)),
    ];
    for width in [40, 60, 80, 100, 120, 200] {
        for record in &records {
            let text = shown(&outcome(record), on_terminal(width));
            // The place leads to a file: it is not broken.
            for line in text.lines().filter(|line| !line.contains("┌─")) {
                assert!(line.width() <= width, "{width}: {} columns: {line}\n{text}", line.width());
            }
            let (line, word) = marked(&text);
            assert_eq!(word, "nowhere", "{width}: {line}\n{text}");
        }
    }
}

#[test]
fn a_pipe_gets_whole_lines_and_every_finding() {
    let records: String = (0..60).map(|number| format!("_s{number}._tcp SRV 0 0 389 h{number}\n")).collect();
    let outcome = outcome(&records);
    let piped = shown(&outcome, Screen::default());
    assert_eq!(piped.matches("error[target-without-address]").count(), 60);
    assert_eq!(piped.matches("RFC 2782").count(), 60);
    assert!(!piped.contains("the same in") && !piped.contains("--show-all"), "{piped}");
}

#[test]
fn a_terminal_gets_equal_findings_once_and_the_worst_of_many() {
    let equal: String = (0..60).map(|number| format!("_s{number}._tcp SRV 0 0 389\n")).collect();
    let text = shown(&outcome(&equal), on_terminal(80));
    assert_eq!(text.matches("error[syntax]").count(), 1, "{text}");
    assert!(text.contains("= the same in lines 6, 7, 8, 9, 10, 11, 12, 13 and 51 more\n"), "{text}");

    let hosts: String = (0..60).map(|number| format!("_x{number}._tcp SRV 0 0 389 h{number}\n")).collect();
    let records = format!("_ldap._tcp 2h SRV 0 0 389 mail\nmail A 192.0.2.1\n{hosts}");
    let outcome = outcome(&records);
    assert_eq!(outcome.findings.len(), 61);
    let text = shown(&outcome, on_terminal(80));
    assert_eq!(text.matches("error[target-without-address]").count(), 50, "{text}");
    assert!(!text.contains("note[long-ttl]"), "the worst are shown");
    assert!(
        text.ends_with("lets them pass.\n\n") && text.contains("… 11 more findings: `--show-all`"),
        "{text}"
    );
    assert_eq!(text.matches("RFC 2782").count(), 1, "an authority is named once");
    let text = shown(&outcome, Screen { most: None, ..on_terminal(80) });
    assert_eq!(text.matches("[target-without-address]").count() + text.matches("[long-ttl]").count(), 61);
}

#[test]
fn the_name_of_a_rule_leads_to_its_page() {
    let mut outcome = outcome("_ldap._tcp SRV 0 0 389 nowhere\n_pop3._tcp SRV 0 0 110 elsewhere\n");
    let page = "https://host.example/srvlint/blob/v0.1.0/rules/target-without-address.md";
    assert!(!shown(&outcome, Screen::default()).contains("see "), "there is no address yet");
    outcome.published = Published::at("https://host.example/srvlint");
    assert_eq!(shown(&outcome, Screen::default()).matches(&format!("= see {page}\n")).count(), 2);
    assert_eq!(shown(&outcome, on_terminal(80)).matches(page).count(), 1, "once is enough for a person");
    let mut out = Ansi::new(Vec::new());
    let screen = Screen { has_links: true, ..on_terminal(80) };
    write_on(&screen, Format::Human, &mut out, &outcome).expect("memory takes it");
    let text = String::from_utf8(out.into_inner()).expect("UTF-8");
    assert_eq!(text.matches(&format!("\x1b]8;;{page}\x1b\\")).count(), 2, "{text:?}");
    let (all, ends) = (text.matches("\x1b]8;;").count(), text.matches("\x1b]8;;\x1b\\").count());
    assert_eq!(all, 2 * ends, "each link ends: {text:?}");
    assert!(!text.contains("see "), "{text:?}");
}

#[test]
fn every_report_leads_to_the_page() {
    let mut outcome = outcome("_ldap._tcp SRV 0 0 389 nowhere\n");
    let report = |outcome: &Outcome, format: Format| {
        let mut out = NoColor::new(Vec::new());
        write_on(&Screen::default(), format, &mut out, outcome).expect("memory takes it");
        String::from_utf8(out.into_inner()).expect("UTF-8")
    };
    let page = "https://host.example/srvlint/blob/v0.1.0/rules/target-without-address.md";
    let link = format!("<a href=\"{page}\"");
    for (format, expected) in [
        (Format::Sarif, format!("\"helpUri\": \"{page}\"")),
        (Format::Sarif, "\"informationUri\": \"https://host.example/srvlint\"".to_owned()),
        (Format::Rdjsonl, format!("\"code\":{{\"value\":\"target-without-address\",\"url\":\"{page}\"}}")),
        (Format::Github, format!("%0A{page}")),
        (Format::Json, format!("\"url\": \"{page}\"")),
        (Format::Jsonl, format!("\"url\":\"{page}\"")),
        (Format::Markdown, format!("{link}>")),
        (Format::Html, format!("{link} rel=\"noreferrer\">{page}</a>")),
    ] {
        outcome.published = Published::at("");
        let without = report(&outcome, format);
        for address in ["Uri\": \"h", "\"url\"", "host.example", "/rules/"] {
            assert!(!without.contains(address), "{format:?}: {address}: {without}");
        }
        outcome.published = Published::at("https://host.example/srvlint");
        assert!(report(&outcome, format).contains(&expected), "{format:?}: {}", report(&outcome, format));
    }
    let schema = run(Path::new("."), ["schema", "output"]).json();
    let json = serde_json::from_str(&report(&outcome, Format::Json)).expect("JSON");
    assert_eq!(json_schema::faults(&json, &schema), Vec::<String>::new());
}
