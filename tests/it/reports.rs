//! What a person opens or reads on a pull request: `html` and `markdown`. What is common to all formats is in `formats.rs`.

#![expect(clippy::unwrap_used, reason = "a test may fail at any line")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use data_encoding::BASE64;
use pulldown_cmark::{Event, Options, Parser, Tag};
use roxmltree::{Document, Node};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::harness::command::{Ran, run, srvlint};
use crate::harness::markup::document;
use crate::harness::repository::{Repository, zone};
use crate::harness::scratch::directory;

/// A zone with errors, a warning and a note; its origin is the file's name.
const ZONE: &str = "$TTL 1h\n@ SOA ns hostmaster 1 7200 3600 1209600 300\n NS ns\nns A 192.0.2.1\nal CNAME ns\n\
                    _rsync._tcp SRV 0 5 873 al\n_submissions._tcp SRV 0 5 465 nowhere\n_nntps._tcp 2d SRV 0 5 563 ns\n\
                    _ldap._tcp 2h SRV 0 5 389 ns\n";

/// Text that would do something in a page: in names, comments, strings and the zone's name.
const NASTY: &str =
    "<script>alert(1)</script><img/src=x>\"'`![a](https://x.example/y)@admin#1!2$3&4~bug%5^[x]";

/// A repository with these zones.
#[track_caller]
fn repository(test: &str, zones: &[(&str, &str)]) -> PathBuf {
    let top = directory(test);
    fs::create_dir_all(top.join(".git")).unwrap();
    for (name, text) in zones {
        let path = top.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    top
}

fn report(directory: &Path, arguments: &[&str]) -> String {
    let ran = Ran::of(srvlint(directory, ["check", "--quiet"]).args(arguments));
    assert!(ran.code < 2, "{}", ran.err);
    ran.out
}

fn hostile() -> String {
    format!(
        "{ZONE}{0} SRV 0 5 5060 {0}\n_sip._tcp SRV 0 5 5060 a{0}\n_sips._tcp SRV 0 5 5061 ::error::x ; {NASTY}\n\
         _x._tcp SRV 0 5 1 a\u{202e}b{0}\n$INCLUDE \"{0}\"\n; srvlint: ignore[{0}] {NASTY}\n{0} TXT \"{NASTY}\n_a._tcp SRV 1\n",
        NASTY.replace('"', "\\\"").replace('(', "\\(").replace(')', "\\)")
    )
}

fn has_class(node: Node<'_, '_>, class: &str) -> bool {
    node.attribute("class").is_some_and(|classes| classes.split(' ').any(|one| one == class))
}

/// All text in an element.
fn words(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect()
}

/// Elements and attributes that the page may have. None of them loads anything, but links when they are followed.
pub fn assert_inert(page: &Document<'_>) {
    let elements = "a article b blockquote body br code dd del details div dl dt em footer h1 h2 h3 h4 h5 head \
                    header html i input ins label li main mark meta ol p pre rect section span strong style summary svg table \
                    tbody td th thead title tr u ul";
    let attributes = "aria-hidden aria-label aria-labelledby autocomplete charset checked class content disabled height href http-equiv id \
                      lang name open rel role scope tabindex type width";
    let (elements, attributes): (BTreeSet<&str>, BTreeSet<&str>) =
        (elements.split_whitespace().collect(), attributes.split_whitespace().collect());
    for node in page.descendants().filter(Node::is_element) {
        assert!(elements.contains(node.tag_name().name()), "{node:?}");
        for attribute in node.attributes() {
            assert!(attributes.contains(attribute.name()), "{attribute:?}");
        }
        assert!(node.attribute("http-equiv").is_none_or(|of| of == "Content-Security-Policy"), "{node:?}");
    }
}

#[test]
fn the_page_needs_nothing_but_itself() {
    let top = repository("page-alone", &[("example.com.zone", ZONE), ("b/example.net.zone", &hostile())]);
    let text = report(&top, &["--format", "html", "--select", "all"]);
    let page = document(&text);
    assert_inert(&page);
    let style = page.descendants().find(|node| node.has_tag_name("style")).unwrap().text().unwrap();
    for word in ["url(", "@import", "@font-face", "image"] {
        assert!(!style.contains(word), "{word}");
    }
    let policy = page.descendants().find(|node| node.has_attribute("http-equiv")).unwrap();
    let hash = BASE64.encode(&Sha256::digest(style));
    assert_eq!(
        policy.attribute("content").unwrap(),
        format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'")
    );
    // Of the addresses that stand in it, none is a zone's.
    for link in page.descendants().filter_map(|node| node.attribute("href")) {
        let in_rule_page = link.starts_with("https://") && !link.contains("example");
        assert!(link.starts_with('#') || in_rule_page, "{link}");
    }
}

#[test]
fn every_link_within_the_page_leads_somewhere() {
    let top = repository("page-links", &[("example.com.zone", ZONE), ("b/example.net.zone", &hostile())]);
    let text = report(&top, &["--format", "html", "--select", "all"]);
    let page = document(&text);
    let ids: Vec<&str> = page.descendants().filter_map(|node| node.attribute("id")).collect();
    let once: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), once.len(), "an anchor stands there twice");
    let named = |name: &str| page.descendants().filter_map(|node| node.attribute(name)).collect::<Vec<_>>();
    let links = named("href").into_iter().filter_map(|link| link.strip_prefix('#'));
    let wanted: Vec<&str> = links.chain(named("aria-labelledby")).collect();
    assert!(wanted.len() > 20);
    wanted.iter().for_each(|wanted| assert!(once.contains(wanted), "#{wanted}"));
    // A finding has its fingerprint for an anchor.
    let json: Value = serde_json::from_str(&report(&top, &["--format", "json", "--select", "all"])).unwrap();
    for finding in json["findings"].as_array().unwrap().iter().filter(|one| one["suppressed"] == false) {
        let anchor = format!("f-{}", finding["fingerprint"].as_str().unwrap());
        let article = page.descendants().find(|node| node.attribute("id") == Some(&anchor)).expect(&anchor);
        assert!(has_class(article, finding["severity"].as_str().unwrap()));
        assert!(words(article).contains(finding["rule"].as_str().unwrap()));
    }
}

#[test]
fn findings_stand_below_their_zone_with_their_lines() {
    let zones = [("a/example.com.zone", ZONE), ("b/example.com.zone", ZONE), ("clean.example.zone", "")];
    let top = repository("page-zones", &zones);
    let clean = "$TTL 1h\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n";
    fs::write(top.join("clean.example.zone"), clean).unwrap();
    let text = report(&top, &["--format", "html"]);
    let page = document(&text);
    let zones: Vec<Node<'_, '_>> = page.descendants().filter(|node| has_class(*node, "zone")).collect();
    assert_eq!(zones.len(), 2, "a zone without findings is in the table alone");
    for (zone, path) in zones.iter().zip(["a/example.com.zone", "b/example.com.zone"]) {
        let text = words(*zone);
        assert!(text.starts_with("\nexample.com. a/") || text.starts_with("\nexample.com. b/"), "{text}");
        let places = text.matches(":6:25").count();
        assert!(text.contains(&format!("{path}:6:25")) && places == 1, "{text}");
        assert!(text.contains("_rsync._tcp SRV 0 5 873 al\n"), "the line: {text}");
        assert!(text.contains("^^"), "the carets: {text}");
        assert!(text.contains("Help: write ns"), "{text}");
        let spoken = zone.descendants().filter_map(|node| node.attribute("aria-label"));
        assert!(
            spoken.clone().any(|words| words.contains("line 6: _rsync._tcp SRV 0 5 873 al; marked is al."))
        );
    }
    let rows: Vec<String> = page.descendants().filter(|node| node.has_tag_name("tr")).map(words).collect();
    assert!(rows.iter().any(|row| row.starts_with("clean.example.") && row.ends_with("0000")), "{rows:?}");
}

#[test]
fn tables_count_what_is_not_shown_too() {
    let lost: String =
        (0..1_500).map(|number| format!("_x{number}._tcp SRV 0 5 873 lost{number}\n")).collect();
    let top = repository("page-many", &[("example.com.zone", &format!("{ZONE}{lost}"))]);
    let text = report(&top, &["--format", "html"]);
    let page = document(&text);
    let rows: Vec<String> = page.descendants().filter(|node| node.has_tag_name("tr")).map(words).collect();
    let has =
        |begins: &str, holds: &str| rows.iter().any(|row| row.starts_with(begins) && row.contains(holds));
    assert!(has("target-without-address", "1501"), "{rows:?}");
    assert!(has("example.com.", "1502"), "{rows:?}");
    assert!(has("long-ttl", "1"), "a rule of which nothing is shown: {rows:?}");
    let labels: Vec<String> =
        page.descendants().filter(|node| node.has_tag_name("label")).map(words).collect();
    assert!(labels.iter().any(|label| label.trim() == "1502 errors"), "{labels:?}");
    for link in page.descendants().filter_map(|node| node.attribute("href")) {
        let Some(anchor) = link.strip_prefix('#') else { continue };
        assert!(page.descendants().any(|node| node.attribute("id") == Some(anchor)), "{link}");
    }
}

#[test]
fn a_finding_names_the_include_of_its_own_zone() {
    let head = "$TTL 1h\n@ SOA ns.example.org. h 1 2 3 4 5\n@ NS ns.example.org.\n";
    let com = format!("{head}sip A 192.0.2.1\n$INCLUDE s.inc\n");
    let net = format!("{head}; one\n; two\n$INCLUDE t.inc\n");
    let files = [
        ("example.com.zone", com.as_str()),
        ("example.net.zone", net.as_str()),
        ("t.inc", "; the services\n$INCLUDE s.inc\n"),
        ("s.inc", "_rsync._tcp SRV 0 5 873 sip\n"),
    ];
    let top = repository("own-include", &files);
    let included = "included from t.inc:2, from example.net.zone:6";
    for format in ["human", "markdown", "html"] {
        let text = report(&top, &["--format", format, "."]);
        let plain = if format == "html" { words(document(&text).root()) } else { text };
        let is_other = plain.contains("included from example.com.zone");
        assert!(plain.contains(included) && !is_other, "{format}: {plain}");
    }
}

/// Which findings a browser shows, by the rules of the style sheet, if these boxes are not ticked.
#[test]
fn every_kind_of_zone_has_a_rule_in_the_style_sheet() {
    let top = repository("page-filter", &[("example.com.zone", ZONE)]);
    let text = report(&top, &["--format", "html"]);
    let (style, _) = text.split_once("</style>").unwrap();
    let severities = ["note", "warning", "error"];
    for set in 1..8_usize {
        let kinds: Vec<&str> = severities
            .iter()
            .enumerate()
            .filter(|(bit, _)| set & 1 << bit != 0)
            .map(|(_, name)| *name)
            .collect();
        let hidden: Vec<String> =
            kinds.iter().map(|kind| format!(":has(#show-{kind}:not(:checked))")).collect();
        let selectors = style.split([',', '{']).map(str::trim);
        let class = format!(" .only-{}", kinds.join("-"));
        let mut rules = selectors.filter(|selector| selector.ends_with(&class));
        let rule = rules.next().unwrap_or_else(|| panic!("{class}"));
        assert!(hidden.iter().all(|part| rule.contains(part)), "{rule}");
        assert_eq!(rule.matches(":has(").count(), kinds.len(), "{rule}");
    }
    assert!(text.contains("class=\"zone only-note-warning-error\""));
}

#[test]
fn links_are_made_by_the_template() {
    let top = repository("template", &[("zones/a b#.zone", &format!("$ORIGIN example.com.\n{ZONE}"))]);
    let template = "https://example.com/blob/main/{path}#L{line}";
    for (directory, format) in [
        (top.clone(), "html"),
        (top.join("zones"), "html"),
        (top.clone(), "markdown"),
        (top.clone(), "markdown"),
    ] {
        let text = report(&directory, &["--format", format, "--url-template", template]);
        let address = "\"https://example.com/blob/main/zones/a%20b%23.zone#L7\"";
        assert!(text.contains(address), "{format}: {text}");
        let plain = report(&directory, &["--format", format]);
        assert!(!plain.contains("https://example.com"), "{format}");
    }
    for (template, expected) in [
        ("javascript:alert({path})", "begins with https://"),
        ("https://example.com/{line}", "`{path}` stands for the file"),
        ("https://example.com/{path}\"><script>", "stands in no address"),
    ] {
        let ran = run(&top, ["check", "--format", "html", "--url-template", template]);
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains(expected), "{}", ran.err);
    }
    // What lies in no file of the repository has no link.
    let zone = fs::read(top.join("zones/a b#.zone")).unwrap();
    fs::write(top.join("outside"), &zone).unwrap();
    let below = top.join("zones");
    fs::create_dir_all(below.join(".git")).unwrap();
    let text = report(&below, &["--format", "html", "--url-template", template, "../outside"]);
    assert!(text.contains("<article") && !text.contains("https://example.com"), "{text}");
}

#[test]
fn markdown_is_at_most_a_comment_and_leaves_out_the_least() {
    let many: String =
        (0..900).map(|number| format!("_rsync._tcp.h{number} 2d SRV 0 5 873 nowhere{number}\n")).collect();
    let zones: Vec<(String, String)> =
        (0..6).map(|number| (format!("z{number}.example.zone"), format!("{ZONE}{many}"))).collect();
    let zones: Vec<(&str, &str)> = zones.iter().map(|(name, text)| (&**name, &**text)).collect();
    let top = repository("long", &zones);
    let text = report(&top, &["--format", "markdown"]);
    assert!(text.len() <= 60_000 && text.len() > 55_000, "{}", text.len());
    let shown = text.matches("\n**").count();
    assert!(shown > 150, "{shown}");
    assert_eq!(shown, text.matches("\n**error** at ").count(), "errors come first");
    let json: Value = serde_json::from_str(&report(&top, &["--format", "json"])).unwrap();
    let summary = &json["summary"];
    let found: u64 = ["errors", "warnings", "notes"].iter().map(|kind| summary[kind].as_u64().unwrap()).sum();
    let rest = format!("\nAnd {} more findings, for which there is no room here.\n", found - shown as u64);
    assert!(text.ends_with(&rest), "{rest}");
    assert_eq!(text.matches("<details").count(), text.matches("</details>\n").count());
}

/// What GitHub makes of Markdown: no link, image or footnote, no element but ours, and outside of code no sign of a zone.
pub fn assert_no_meaning(text: &str) {
    const ELEMENTS: [&str; 7] = ["details", "details open", "summary", "code", "pre", "/", "a href"];
    let mut in_html = false;
    for event in Parser::new_ext(text, Options::all()) {
        match event {
            Event::Start(tag @ (Tag::Link { .. } | Tag::Image { .. } | Tag::FootnoteDefinition(_))) => {
                panic!("{tag:?}")
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                for element in html.split('<').skip(1) {
                    assert!(ELEMENTS.iter().any(|known| element.starts_with(known)), "{element}: {html}");
                }
                in_html |= html.starts_with("<pre");
                in_html &= !html.contains("</pre>");
            }
            Event::Text(words) => {
                let signs = ["@", "#", "!", "~", "^", "://", "www.", "`", "admin"];
                assert!(in_html || !signs.iter().any(|sign| words.contains(sign)), "{words}");
            }
            _ => {}
        }
    }
}

#[test]
fn nothing_of_a_zone_is_a_link_a_mention_or_an_image_in_markdown() {
    let name = "b/<b>@admin #1 ![x](https:x)`.zone";
    let top = repository("markdown", &[(name, &hostile()), ("example.com.zone", ZONE)]);
    let text = report(&top, &["--format", "markdown", "--select", "all"]);
    assert_no_meaning(&text);
    assert!(text.contains("@admin"), "it is shown: {text}");
}

#[test]
fn a_name_ends_no_cell_of_a_table() {
    let zone = format!("{ZONE}_sip._tcp SRV 0 5 5060 a|@admin|![x]\\|b\n_a|@admin._tcp SRV 0 5 1 ns\n");
    let top = repository("cells", &[("example.com.zone", &zone)]);
    let table = run(&top, ["services", "--format", "markdown"]).out;
    let table = table.split("```").next().unwrap();
    assert!(table.contains("@admin"), "{table}");
    assert_no_meaning(table);
}

#[test]
fn markdown_says_what_to_write_and_folds_by_file() {
    let warning = "$TTL 1h\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n_ldap._tcp 2d SRV 0 5 389 ns\n";
    let top = repository("folds", &[("example.com.zone", ZONE), ("example.net.zone", warning)]);
    let text = report(&top, &["--format", "markdown"]);
    for expected in [
        "<details open>\n<summary><code>example.com.zone</code>: 2 errors, 1 warning, 1 note</summary>\n",
        "<details>\n<summary><code>example.net.zone</code>: 1 warning</summary>\n",
        "**error** at line 6: SRV target `al.example.com.` is an alias (`cname-target`)\n\n<pre>\n",
        "\n6 │ _rsync._tcp SRV 0 5 873 al\n  │                         ^^\n</pre>\n\n- **Help:** write `ns`",
        "- **Fix** (unsafe): name the end of the alias: `al` becomes `ns` in line 6\n",
        "- RFC 2782, \"Target\": the name MUST NOT be an alias\n",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    let counts: BTreeMap<&str, usize> = ["**error**", "**warning**", "**note**"]
        .into_iter()
        .map(|kind| (kind, text.matches(kind).count()))
        .collect();
    assert_eq!(counts.into_values().collect::<Vec<_>>(), [2, 1, 2]);
}

#[test]
fn services_are_drawn_with_their_shares() {
    let zone = "$TTL 1h\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\na A 192.0.2.2\nb A 192.0.2.3\n\
                _sip._tcp 300 SRV 10 60 5060 a\n_sip._tcp 300 SRV 10 40 5060 b\n_sip._tcp 300 SRV 20 0 5060 gone\n\
                _ldap._tcp SRV 0 0 0 .\n";
    let top = repository("page-services", &[("example.com.zone", zone)]);
    let text = report(&top, &["--format", "html"]);
    let page = document(&text);
    assert_inert(&page);
    let services: Vec<String> =
        page.descendants().filter(|node| has_class(*node, "service")).map(words).collect();
    let [ldap, sip] = &services[..] else { panic!("{services:?}") };
    assert!(ldap.contains("Declared absent"), "{ldap}");
    for expected in [
        "TTL 300, example.com.zone:7",
        "10a.example.com.5060 59.9 %192.0.2.2",
        "10b.example.com.5060 40.1 %192.0.2.3",
        "20gone.example.com.5060 100.0 %no address: unreachableerror: target-without-address",
        "a down: b 100.0 %",
    ] {
        assert!(sip.contains(expected), "{expected}: {sip}");
    }
    let bars: Vec<f64> = page
        .descendants()
        .filter(|node| has_class(*node, "part"))
        .map(|node| node.attribute("width").unwrap().parse().unwrap())
        .collect();
    assert_eq!(bars, [71.9, 48.1, 120.0]);
}

#[test]
fn of_very_many_services_those_with_findings_are_drawn() {
    let head = "$TTL 1h\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n";
    let many: String = (0..600).map(|number| format!("_rsync._tcp.h{number} SRV 0 5 873 ns\n")).collect();
    let zones = [
        ("a.example.zone", format!("{head}{many}")),
        ("b.example.zone", format!("{head}_rsync._tcp 2d SRV 0 5 873 ns\n")),
    ];
    let zones: Vec<(&str, &str)> = zones.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let text = report(&repository("page-many", &zones), &["--format", "html"]);
    let page = document(&text);
    let services: Vec<String> =
        page.descendants().filter(|node| has_class(*node, "service")).map(words).collect();
    assert_eq!(services.len(), 500);
    assert!(services.iter().any(|service| service.contains("_rsync._tcp.b.example.")));
    assert!(text.contains("And 101 more services"));
}

#[test]
fn what_is_new_known_and_repaired_is_told() {
    let repository = Repository::new("compared");
    let text = |records: &str| zone("example.com.", records);
    let old = "ns A 192.0.2.1\nsip A 192.0.2.2\nal CNAME ns\n_foo._tcp SRV 0 5 5060 sip\n_rsync._tcp SRV 0 5 873 al\n\
               _nntps._tcp SRV 0 5 563 al\n";
    repository.write("example.com.zone", text(old));
    repository.commit();
    let new = old.replace("sip A 192.0.2.2\n", "").replace("563 al", "563 ns");
    repository.write("example.com.zone", text(&new));
    let [markdown, page] = ["markdown", "html"].map(|format| {
        let arguments =
            ["--new-since", "HEAD", "--format", format, "--url-template", "https://x.example/{path}#{line}"];
        report(&repository.top, &arguments)
    });
    for expected in [
        "### srvlint: 1 error (1 known finding left out, 1 repaired)\n",
        "- **This change:** the A record of `sip.example.com.` at example.com.zone:6 was removed since `HEAD`\n",
        "<summary>1 known finding left out</summary>\n\n- error at <a href=\"https://x.example/example.com.zone#8\">\
         `example.com.zone:8`</a>: SRV target `al.example.com.` is an alias\n\n</details>\n",
        "<summary>1 repaired finding</summary>\n\n- error at `example.com.zone:10`: SRV target `al.example.com.` is an alias\n",
    ] {
        assert!(markdown.contains(expected), "{expected}: {markdown}");
    }
    assert_eq!(markdown.matches("was removed").count(), 1, "{markdown}");
    let page = document(&page);
    assert_inert(&page);
    let shown: String = words(page.root_element());
    for expected in [
        "This change: the A record of sip.example.com. at example.com.zone:6 was removed since HEAD",
        "Known findings, left out 1\n\nerror at example.com.zone:8: SRV target al.example.com. is an alias",
        "Repaired findings 1\n\nerror at example.com.zone:10: SRV target al.example.com. is an alias",
    ] {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
    // Whose law was applied is told too.
    let arguments = ["--new-since", "HEAD", "--trust", "HEAD", "--format"];
    let law = "configuration, baseline, .gitignore, server configurations and suppressions are those of";
    let trusted = report(&repository.top, &[&arguments[..], &["markdown"]].concat());
    assert!(trusted.contains(&format!("- {law} `HEAD`: 1 zone there, 1 here\n")), "{trusted}");
    let trusted = report(&repository.top, &[&arguments[..], &["html"]].concat());
    assert!(trusted.contains(&format!("<p>{law} <code>HEAD</code>: 1 zone there, 1 here.</p>")), "{trusted}");
    // Compared with nothing, all of that is missing.
    let alone = report(&repository.top, &["--format", "markdown"]);
    assert!(!alone.contains("known finding") && !alone.contains("This change"), "{alone}");
}
