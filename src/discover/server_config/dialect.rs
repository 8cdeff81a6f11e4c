//! Whose configuration a file is, by its name and its beginning. Opens no file.

use crate::discover::server_config::bind::{looks_like_named_conf, parse_named_conf};
use crate::discover::server_config::nsd::{parse_knot_conf, parse_nsd_conf};
use crate::discover::server_config::statement::{Dialect, ServerConfig};
use crate::files::without_template_ending;

/// Whether a file of this name is worth a look into its text: [`dialect`] says no to all others.
pub fn may_be_configuration(file_name: &str) -> bool {
    let name = without_template_ending(file_name).unwrap_or(file_name).as_bytes();
    let starts = |start: &&str| {
        name.get(..start.len()).is_some_and(|octets| octets.eq_ignore_ascii_case(start.as_bytes()))
    };
    let ends = |end: &&str| {
        let from = name.len().checked_sub(end.len());
        from.is_some_and(|from| name[from..].eq_ignore_ascii_case(end.as_bytes()))
    };
    ["named", "bind", "zones", "nsd.conf", "knot.conf", "knotd.conf"].iter().any(starts)
        || [".conf", ".zones"].iter().any(ends)
}

/// Whose configuration a file is, by its name (without directory) and its first 64 KiB.
pub fn dialect(file_name: &str, text: &[u8]) -> Option<Dialect> {
    let name = without_template_ending(file_name).unwrap_or(file_name).to_ascii_lowercase();
    let head = head(text);
    if name.starts_with("nsd.conf") {
        return Some(Dialect::Nsd);
    }
    if name.starts_with("knot.conf") || name.starts_with("knotd.conf") {
        return Some(Dialect::Knot);
    }
    let begins = ["named", "bind", "zones"].iter().any(|beginning| name.starts_with(beginning));
    if (begins || name.ends_with(".conf") || name.ends_with(".zones")) && looks_like_named_conf(head) {
        return Some(Dialect::Bind);
    }
    let declares = |conf: ServerConfig| conf.zones.iter().any(|zone| zone.file.is_some());
    let nsd = || name.ends_with(".conf") && declares(parse_nsd_conf(head));
    let knot = || name.ends_with(".conf") && declares(parse_knot_conf(head));
    if nsd() { Some(Dialect::Nsd) } else { knot().then_some(Dialect::Knot) }
}

/// Reads a configuration of this dialect.
pub fn parse(dialect: Dialect, text: &[u8]) -> ServerConfig {
    match dialect {
        Dialect::Bind => parse_named_conf(text),
        Dialect::Nsd => parse_nsd_conf(text),
        Dialect::Knot => parse_knot_conf(text),
    }
}

/// How much of a file tells what it is.
fn head(text: &[u8]) -> &[u8] {
    text.get(..64 * 1024).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::random::Random;
    use crate::discover::server_config::nsd::MOST_PATHS;
    use crate::discover::server_config::statement::tests::cases;

    #[test]
    fn names_of_configurations() {
        let some = ["named.conf", "NAMED.CONF.local", "bind-extra", "x.Conf", "a.zones", "Knotd.conf.j2"];
        assert!(some.into_iter().all(may_be_configuration));
        let others = ["", "name", "conf", "db.example", "a.zone", "é.conf.d", "nsd"];
        assert!(!others.into_iter().any(may_be_configuration));
    }

    #[test]
    fn dialects_are_told_by_name_and_content() {
        for (case, expected) in cases("dialect.txt") {
            let (file_name, text) = case.split_once('\n').expect("a name and a text");
            let found = dialect(file_name, text.as_bytes());
            assert_eq!([found.map_or("-".to_owned(), |dialect| format!("{dialect:?}"))], *expected, "{case}");
        }
    }

    #[test]
    fn hostile_input_takes_linear_time() {
        for unit in [
            "{",
            "}",
            "\"",
            ";",
            "zone",
            "zone a {",
            "zone \"a\" {\n",
            "view a {",
            "/*",
            "*/",
            "/",
            "//",
            "#",
            "{%",
            "{{",
            "{#",
            "{{ ",
            "\\",
            "\"\\",
            "\"\\\n",
            "\0",
            "\u{feff}",
            "a ",
            "a/",
            "include x;",
            "{% %",
            "zone: name: a ",
            "pattern: name: a ",
            "zone:name:",
            ":",
            "- ",
            "zone: name: a include-pattern: a ",
            "pattern: name: a include-pattern: a ",
        ] {
            let length = if ["{", "\"", "/*"].contains(&unit) { 1_000_000 } else { 30_000 };
            let text = unit.repeat(length / unit.len());
            for dialect in [Dialect::Bind, Dialect::Nsd, Dialect::Knot] {
                parse(dialect, text.as_bytes());
            }
            looks_like_named_conf(text.as_bytes());
            super::dialect("x.conf", text.as_bytes());
        }
        let zones = "zone: name: aaaaaaaa include-pattern: p\n".repeat(70_000);
        let sum = |pattern: &str| {
            let conf = parse_nsd_conf(format!("pattern: name: p zonefile: {pattern}\n{zones}").as_bytes());
            conf.zones.iter().filter_map(|zone| zone.file.as_ref()).map(String::len).sum::<usize>()
        };
        assert_eq!(sum(&"%s".repeat(1000)), 0);
        assert!((1 << 25..=MOST_PATHS).contains(&sum(&"x".repeat(1000))));
        let view = format!("view {} {{ {} }};", "v".repeat(1_000_000), "zone a { };".repeat(10_000));
        assert_eq!(
            parse_named_conf(view.as_bytes()).zones.iter().filter(|zone| zone.view.is_none()).count(),
            10_000
        );
    }

    #[test]
    fn no_octets_make_it_panic() {
        let words: [&[u8]; 24] = [
            b"zone ",
            b"view ",
            b"options",
            b"file ",
            b"type ",
            b"include ",
            b"\"",
            b"{",
            b"}",
            b";",
            b"a",
            b" ",
            b"\n",
            b"/",
            b"*",
            b"#",
            b"\\",
            b"\0",
            b"\xff",
            b"zone:",
            b"name:",
            b"%s",
            b"{%",
            b"directory ",
        ];
        let mut random = Random::new(3);
        for round in 0..6_000 {
            let length = random.below(30);
            let mut text = Vec::new();
            for _ in 0..length {
                if round % 2 == 0 {
                    text.push(random.below(256) as u8)
                } else {
                    text.extend(words[random.below(words.len())])
                }
            }
            for dialect in [Dialect::Bind, Dialect::Nsd, Dialect::Knot] {
                let conf = parse(dialect, &text);
                assert!(conf.zones.iter().all(|zone| zone.offset < text.len()));
                assert!(conf.includes.iter().all(|include| include.offset <= text.len()));
            }
            dialect("x.conf", &text);
        }
    }
}
