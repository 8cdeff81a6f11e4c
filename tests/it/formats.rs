//! Every format over one small repository, against `testdata/formats/expected.*` (rewritten by
//! `UPDATE=1`), its schema, and what its readers are known to refuse.
//!
//! The repository is copied to a directory of its own, with a `.git`, so that the paths do not depend
//! on where srvlint is built. Some rules are selected, so that a new rule changes no format's output.
//!
//! `sarif-2.1.0.schema.json` is the schema of OASIS (github.com/oasis-tcs/sarif-spec), as in the
//! crate serde-sarif 0.8.0.

#![expect(clippy::unwrap_used, reason = "a test may fail at any line")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use srvlint::internals::report::Format;

use crate::harness::command::{Ran, run, srvlint};
use crate::harness::json_schema;
use crate::harness::markup::document;
use crate::harness::scratch::directory;

/// Every format that needs no environment.
fn formats() -> Vec<String> {
    Format::names().into_iter().filter(|name| name != "auto").collect()
}

const RULES: &str = "cname-target,invalid-hostname-target,missing-trailing-dot,zero-weight,long-ttl";

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/formats")
}

/// A copy of the repository, for one test alone.
#[track_caller]
fn repository(test: &str) -> PathBuf {
    let copy = directory(test);
    fs::create_dir_all(copy.join(".git")).unwrap();
    fs::create_dir_all(copy.join("zones")).unwrap();
    for file in fs::read_dir(testdata().join("repository/zones")).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), copy.join("zones").join(file.file_name())).unwrap();
    }
    copy
}

fn check(directory: &Path, arguments: &[&str]) -> Ran {
    Ran::of(srvlint(directory, ["check", "--select", RULES]).args(arguments))
}

fn written(test: &str, format: &str) -> String {
    let output = check(&repository(test), &["--format", format]);
    assert_eq!(output.code, 1, "{format}: {output:?}");
    output.out
}

/// What is compared: without the version, for SARIF without the rules, whose texts are the pages', and for HTML without
/// these and the style sheet.
fn comparable(format: &str, text: &str) -> String {
    let text = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    if format == "html" {
        let without = |text: &str, from: &str, to: &str| {
            let (before, rest) = text.split_once(from).expect(from);
            let (_, after) = rest.split_once(to).expect(to);
            format!("{before}{from}…{to}{after}")
        };
        let text = without(&text, "'sha256-", "'");
        let text = without(&text, "<style>", "</style>");
        // What a rule is about, its page says.
        let about = "<td class=\"about\">";
        let rows = text.split(about).enumerate().map(|(number, row)| match row.split_once("</td>") {
            Some((_, rest)) if number > 0 => format!("{about}…</td>{rest}"),
            _ => row.to_owned(),
        });
        let text: String = rows.collect();
        return without(&text, "<h2>The rules behind these findings</h2>", "</main>");
    }
    if format != "sarif" {
        return text;
    }
    let mut log: Value = serde_json::from_str(&text).unwrap();
    log["runs"][0]["tool"]["driver"]["rules"] = Value::Array(Vec::new());
    for result in log["runs"][0]["results"].as_array_mut().unwrap() {
        result["ruleIndex"] = 0.into();
    }
    serde_json::to_string_pretty(&log).unwrap() + "\n"
}

#[test]
fn outputs_are_as_expected() {
    let directory = repository("expected");
    let mut different = Vec::new();
    for format in formats() {
        let output = check(&directory, &["--format", &format]);
        let text = comparable(&format, &output.out);
        let expected = testdata().join(format!("expected.{format}"));
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&expected, &text).unwrap();
        }
        if fs::read_to_string(&expected).unwrap_or_default() != text {
            different.push(format);
        }
    }
    assert!(different.is_empty(), "{different:?} differ; rewrite them with UPDATE=1 and read the diff");
}

#[test]
fn json_is_as_its_schema_says() {
    let directory = repository("schema");
    let schema = run(&directory, ["schema", "output"]);
    let schema: Value = schema.json();
    let report: Value = serde_json::from_str(&written("json", "json")).unwrap();
    assert_eq!(json_schema::faults(&report, &schema), Vec::<String>::new());
    let finding = &schema["$defs"]["finding"];
    for (line, object) in written("jsonl", "jsonl").lines().zip(report["findings"].as_array().unwrap()) {
        let finding_of_line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(json_schema::faults_within(&finding_of_line, finding, &schema), Vec::<String>::new());
        assert_eq!(finding_of_line, *object);
    }
    // The checker itself finds what is wrong.
    let mut wrong = report;
    wrong["findings"][0]["severity"] = "fatal".into();
    wrong["findings"][1]["start"]["line"] = 0.into();
    wrong["extra"] = 1.into();
    assert_eq!(json_schema::faults(&wrong, &schema).len(), 3);
}

#[test]
fn json_says_which_view_a_zone_is_loaded_in() {
    let directory = repository("views");
    fs::remove_dir_all(directory.join("zones")).unwrap();
    let view = |name: &str, files: &[&str]| {
        let zone = |file: &&str| format!("zone {file}.example {{ type primary; file {file}; }};");
        format!("view \"{name}\" {{ {} }};\n", files.iter().map(zone).collect::<String>())
    };
    let conf = view("in", &["one", "two"]) + &view("out\u{202e}", &["one", "three"]);
    fs::write(directory.join("named.conf"), conf).unwrap();
    let zone =
        "$TTL 600\n@ SOA ns hm 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\nal CNAME ns\n_x._tcp SRV 0 0 1 al\n";
    for file in ["one", "two", "three", "four.example"] {
        fs::write(directory.join(file), zone).unwrap();
    }
    let text = check(&directory, &["--format", "json"]).out;
    let report: Value = serde_json::from_str(&text).unwrap();
    let schema = run(&directory, ["schema", "output"]);
    let schema: Value = schema.json();
    assert_eq!(json_schema::faults(&report, &schema), Vec::<String>::new());
    let shown = |list: &str| -> Vec<String> {
        let objects = report[list].as_array().unwrap().iter();
        objects.map(|object| format!("{} {}", object["path"].as_str().unwrap(), object["view"])).collect()
    };
    let zones =
        ["four.example null", "one \"in\"", "one \"out\u{fffd}\"", "three \"out\u{fffd}\"", "two \"in\""];
    assert_eq!(shown("zones"), zones);
    // The same in both views stands there once, for both.
    let findings = ["four.example null", "one null", "three \"out\u{fffd}\"", "two \"in\""];
    assert_eq!(shown("findings"), findings);
}

#[test]
fn sarif_is_as_its_schema_and_github_want_it() {
    let log: Value = serde_json::from_str(&written("sarif", "sarif")).unwrap();
    let schema = fs::read_to_string(testdata().join("sarif-2.1.0.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(json_schema::faults(&log, &schema), Vec::<String>::new());
    assert!(!empty_text(&log), "an empty text");
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let found: BTreeSet<&str> =
        run["results"].as_array().unwrap().iter().map(|result| result["ruleId"].as_str().unwrap()).collect();
    assert_eq!(rules.len(), found.len(), "the rules that found something are listed, and no other");
    for rule in rules {
        for text in ["shortDescription", "fullDescription"] {
            let length = rule[text]["text"].as_str().unwrap().chars().count();
            assert!((1..=1024).contains(&length), "{} {text}", rule["id"]);
        }
        assert!(rule["help"]["text"].is_string() && rule["help"]["markdown"].is_string());
    }
    for result in run["results"].as_array().unwrap() {
        assert!(!result["message"]["text"].as_str().unwrap().ends_with("?."), "{result}");
        assert_eq!(rules[result["ruleIndex"].as_u64().unwrap() as usize]["id"], result["ruleId"]);
        let locations = result["locations"].as_array().unwrap();
        let related = result["relatedLocations"].as_array().cloned().unwrap_or_default();
        assert_eq!(locations.len(), 1);
        for location in locations.iter().chain(&related) {
            check_location(&location["physicalLocation"]);
        }
        for location in &related {
            let link = format!("]({})", location["id"]);
            assert!(result["message"]["text"].as_str().unwrap().contains(&link), "{result}");
        }
        let hash = result["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap();
        assert!(hash.split_once(':').is_some_and(|(hash, count)| hash.len() <= 16 && count == "1"), "{hash}");
    }
}

/// The region is complete, the URI relative.
fn check_location(location: &Value) {
    for key in ["startLine", "startColumn", "endLine", "endColumn"] {
        assert!(location["region"][key].as_u64().is_some_and(|number| number > 0), "{location}");
    }
    let artifact = &location["artifactLocation"];
    let uri = artifact["uri"].as_str().unwrap();
    assert!(uri.starts_with("zones/") && uri.is_ascii() && !uri.contains([' ', ',', ':']), "{uri}");
    assert_eq!(artifact["uriBaseId"], "%SRCROOT%");
}

/// GH1001 to GH1007 of Microsoft's `sarif-sdk`, the rules for what GitHub's code scanning shows: those
/// that a log breaks.
fn github_faults(log: &Value) -> Vec<&'static str> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let (mut faults, runs) = (Vec::new(), list(&log["runs"]));
    let mut fault = |rule, broken| {
        if broken && !faults.contains(&rule) {
            faults.push(rule);
        }
    };
    fault("GH1004", runs.len() > 20);
    for run in runs {
        let results = list(&run["results"]);
        fault("GH1004", results.len() > 25_000 || list(&run["tool"]["driver"]["rules"]).len() > 25_000);
        // What says where the repository lies on the machine that made the log.
        let checkout = run["versionControlProvenance"][0]["mappedTo"].is_object();
        for result in &results {
            fault("GH1001", list(&result["locations"]).is_empty());
            fault("GH1002", run["threadFlowLocations"].is_array());
            let (locations, related) = (list(&result["locations"]), list(&result["relatedLocations"]));
            fault("GH1004", locations.len() > 1000 || related.len() > 1000);
            for location in locations.iter().chain(&related).map(|location| &location["physicalLocation"]) {
                let artifact = &location["artifactLocation"];
                let uri = artifact["uri"].as_str().unwrap_or_default();
                fault("GH1001", uri.is_empty());
                fault("GH1003", location["region"]["startLine"].as_u64().is_none_or(|line| line == 0));
                // A colon before the first slash ends a scheme, and a reference that begins with a
                // slash is not relative to the repository.
                let scheme = uri.split('/').next().unwrap_or_default().split_once(':');
                let on_this_machine = scheme.is_some_and(|(scheme, _)| scheme == "file");
                let base = artifact["uriBaseId"].as_str();
                let base = base.and_then(|base| run["originalUriBaseIds"].get(base)).cloned();
                let base_uri = base.as_ref().and_then(|base| base["uri"].as_str());
                fault("GH1005", scheme.is_some() && !on_this_machine || uri.starts_with('/'));
                fault("GH1005", artifact["uriBaseId"].is_string() && base.is_none());
                fault("GH1005", base_uri.is_some_and(|uri| !uri.starts_with("file:") || !uri.ends_with('/')));
                fault("GH1006", (on_this_machine || base_uri.is_some()) && !checkout);
            }
        }
        // The text itself, and neither the name of one that stands elsewhere nor gaps to fill.
        let messages = results.iter().flat_map(|result| {
            let related = list(&result["relatedLocations"]).into_iter();
            let related = related.map(|location| location["message"].clone()).filter(|text| !text.is_null());
            related.chain([result["message"].clone()]).collect::<Vec<_>>()
        });
        for message in messages {
            let text = message["text"].as_str().unwrap_or_default().replace("{{", "").replace("}}", "");
            let gaps = text.contains(['{', '}']) || message["arguments"].is_array();
            fault("GH1007", text.is_empty() || gaps || message["id"].is_string());
        }
    }
    faults
}

#[test]
fn sarif_breaks_no_rule_for_github() {
    let log: Value = serde_json::from_str(&written("github-rules", "sarif")).unwrap();
    assert_eq!(github_faults(&log), Vec::<&str>::new());
    let related = |log: &Value| log.pointer("/runs/0/results/0/relatedLocations/0/message").is_some();
    assert!(related(&log), "related locations are looked at too");
    // Each rule finds what breaks it.
    let uri = "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri";
    let related = uri.replacen("/locations", "/relatedLocations", 1);
    let message = "/runs/0/results/0/message";
    let result = &log["runs"][0]["results"][0];
    let many = Value::Array(vec![result["locations"][0].clone(); 1001]);
    for (rules, pointer, value) in [
        (&["GH1001"][..], "/runs/0/results/0/locations", Value::Array(Vec::new())),
        (&["GH1003"], "/runs/0/results/0/locations/0/physicalLocation/region/startLine", 0.into()),
        (&["GH1004"], "/runs/0/results/0/locations", many),
        (&["GH1005"], uri, "https://example.com/zones/a".into()),
        (&["GH1005"], uri, "/home/me/zones/a".into()),
        (&["GH1005"], &related, "urn:a".into()),
        (&["GH1005"], &uri.replace("/uri", "/uriBaseId"), "ELSEWHERE".into()),
        (&["GH1006"], uri, "file:///home/me/zones/a".into()),
        (
            &["GH1006"],
            "/runs/0/originalUriBaseIds/%SRCROOT%",
            serde_json::json!({"uri": "file:///home/me/zones/"}),
        ),
        (&["GH1007"], message, serde_json::json!({"id": "default", "arguments": ["a"]})),
        (&["GH1007"], message, serde_json::json!({"text": "target {0}"})),
        (&["GH1007"], message, serde_json::json!({"markdown": "target"})),
    ] {
        let mut wrong = log.clone();
        *wrong.pointer_mut(pointer).expect(pointer) = value;
        assert_eq!(github_faults(&wrong), rules, "{pointer}");
    }
}

fn empty_text(value: &Value) -> bool {
    match value {
        Value::Object(members) => {
            members.iter().any(|(key, value)| (key == "text" && value == "") || empty_text(value))
        }
        Value::Array(values) => values.iter().any(empty_text),
        _ => false,
    }
}

#[test]
fn gitlab_gets_what_it_needs() {
    let issues: Vec<Value> = serde_json::from_str(&written("gitlab", "gitlab")).unwrap();
    let mut fingerprints: Vec<&str> = Vec::new();
    for issue in &issues {
        assert!(issue["description"].as_str().is_some_and(|text| !text.is_empty()));
        assert!(["info", "minor", "major"].contains(&issue["severity"].as_str().unwrap()));
        assert!(issue["location"]["path"].as_str().is_some_and(|path| path.starts_with("zones/")));
        assert!(issue["location"]["lines"]["begin"].as_u64().is_some_and(|line| line > 0));
        fingerprints.push(issue["fingerprint"].as_str().unwrap());
    }
    fingerprints.sort_unstable();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), issues.len());
}

#[test]
fn xml_formats_are_xml() {
    for (format, element) in [("checkstyle", "error"), ("junit", "testcase"), ("html", "article")] {
        let text = written(format, format);
        let document = document(&text);
        let findings = document.descendants().filter(|node| node.has_tag_name(element)).count();
        assert_eq!(findings, written("xml", "jsonl").lines().count(), "{format}");
        if format == "junit" {
            let failures = document.descendants().filter(|node| node.has_tag_name("failure")).count();
            assert_eq!(document.root_element().attribute("failures"), Some(&*failures.to_string()));
        }
    }
}

/// Nothing that GitHub's runner obeys stands in any format's output but in its own.
#[test]
fn zone_text_forges_no_command_and_no_escape_sequence() {
    for format in &formats() {
        for line in written("forged", format).lines() {
            assert!(!line.contains('\u{1b}') && !line.contains('\u{202e}'), "{format}: {line:?}");
            if *format == "github" {
                let levels = ["::error file=zones/", "::warning file=zones/", "::notice file=zones/"];
                assert!(levels.iter().any(|level| line.starts_with(level)), "{line}");
                continue;
            }
            assert!(!line.trim_start().starts_with("::"), "{format}: {line}");
            assert!(!line.contains("##[") && !line.contains("##vso["), "{format}: {line}");
        }
    }
    let directory = repository("path");
    fs::rename(directory.join("zones/hostile.zone"), directory.join("::error ::forged")).unwrap();
    let output = check(&directory, &["--format", "concise", "::error ::forged"]).out;
    assert!(output.lines().all(|line| line.starts_with("./::error ::forged:")), "{output}");
}

#[test]
fn annotations_are_ten_a_level_and_the_rest_is_counted() {
    let directory = repository("cap");
    let mut zone =
        "$ORIGIN example.org.\n$TTL 600\n@ SOA ns hm 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n".to_owned();
    for number in 0..13 {
        zone += &format!(
            "_a{number}._tcp {} SRV 0 0 1 ns\n_e{number}._tcp SRV 0 0 1 al{number}\n",
            7200 + number
        );
        zone += &format!("al{number} CNAME ns\n");
    }
    fs::remove_dir_all(directory.join("zones")).unwrap();
    fs::write(directory.join("example.org.zone"), zone).unwrap();
    let text = check(&directory, &["--format", "github"]).out;
    let count = |start: &str| text.lines().filter(|line| line.starts_with(start)).count();
    assert_eq!((count("::error"), count("::notice"), count("example.org.zone:")), (10, 10, 7), "{text}");
    assert_eq!(text.lines().last(), Some("::notice title=srvlint::7 more findings are in the log"));
    // Worst first.
    assert!(text.lines().take(10).all(|line| line.starts_with("::error")), "{text}");
}

#[test]
fn auto_annotates_inside_github_actions_alone() {
    let directory = repository("auto");
    let human = check(&directory, &["--format", "human"]).out;
    assert_eq!(check(&directory, &["--format", "auto"]).out, human);
    let mut command = srvlint(&directory, ["check", "--select", RULES, "--format", "auto"]);
    let both = Ran::of(command.env("GITHUB_ACTIONS", "true")).out;
    let github = check(&directory, &["--format", "github"]).out;
    assert_eq!(both, human + &github);
}

#[test]
fn ci_formats_name_files_from_the_top_of_the_repository() {
    let directory = repository("below").join("zones");
    for (format, path) in [
        ("sarif", "\"zones/example.com.zone\""),
        ("github", "file=zones/example.com.zone,"),
        ("gitlab", "\"zones/example.com.zone\""),
        ("json", "\"path\": \"example.com.zone\""),
    ] {
        let text = check(&directory, &["--format", format]).out;
        assert!(text.contains(path), "{format}: {text}");
    }
}

#[test]
fn reports_go_to_files_as_well() {
    let directory = repository("files");
    fs::write(directory.join("report.sarif"), "old").unwrap();
    let output = check(&directory, &["--output", "sarif:report.sarif", "--output", "junit:report.xml"]);
    assert_eq!(output.code, 1);
    assert_eq!(output.out, check(&directory, &["--format", "human"]).out);
    let sarif = fs::read_to_string(directory.join("report.sarif")).unwrap();
    assert_eq!(sarif, check(&directory, &["--output", "sarif:-"]).out);
    assert!(fs::read_to_string(directory.join("report.xml")).unwrap().ends_with("</testsuites>\n"));
    let mut names: Vec<_> =
        fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, [".git", "report.sarif", "report.xml", "zones"], "nothing is left beside the reports");

    let output = check(&directory, &["--output", "sarif:missing/report.sarif", "--exit-zero"]);
    assert_eq!(output.code, 2);
    let message = output.err;
    assert!(message.contains("`missing/report.sarif` cannot be written"), "{message}");
}

#[test]
fn paths_come_from_a_list_too() {
    let directory = repository("list");
    fs::write(directory.join("list"), "zones/example.com.zone\r\n\nzones/hostile.zone\n").unwrap();
    let listed = check(&directory, &["--files-from", "list", "--format", "json"]).out;
    let named = check(&directory, &["zones/example.com.zone", "zones/hostile.zone", "--format", "json"]).out;
    assert_eq!(listed, named);
    fs::write(directory.join("list"), "").unwrap();
    let nothing = check(&directory, &["--files-from", "list"]);
    assert_eq!(nothing.code, 0, "{nothing:?}");
    assert_eq!(check(&directory, &["--files-from", "missing"]).code, 2);
}

#[test]
fn statistics_count_by_rule() {
    let output = check(&repository("statistics"), &["--statistics", "--quiet", "--format", "json"]);
    let statistics = output.err.clone();
    let counts: Vec<_> =
        statistics.lines().map(|line| line.split_whitespace().take(3).collect::<Vec<_>>()).collect();
    assert_eq!(counts[0][1..], ["error", "invalid-hostname-target"], "{statistics}");
    let report: Value = output.json();
    let sum: usize = counts.iter().map(|count| count[0].parse::<usize>().unwrap()).sum();
    assert_eq!(sum, report["findings"].as_array().unwrap().len());
}

#[test]
fn a_clean_run_is_a_report_too() {
    let directory = repository("clean");
    fs::remove_dir_all(directory.join("zones")).unwrap();
    fs::write(
        directory.join("ok.zone"),
        "$ORIGIN example.org.\n$TTL 600\n@ SOA ns hm 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n",
    )
    .unwrap();
    for format in &formats() {
        let output = check(&directory, &["--format", format]);
        assert_eq!(output.code, 0, "{format}: {output:?}");
        let text = output.out;
        match format.as_str() {
            "json" | "sarif" | "gitlab" => drop(serde_json::from_str::<Value>(&text).unwrap()),
            "checkstyle" => assert!(text.contains("<file name=\"ok.zone\">"), "{text}"),
            "junit" => assert!(text.contains("tests=\"1\" failures=\"0\""), "{text}"),
            "markdown" | "html" => assert!(text.contains("no problems"), "{text}"),
            _ => assert_eq!(text, "", "{format}"),
        }
    }
}
