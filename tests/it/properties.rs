//! Properties that hold for every text.

use proptest::collection::vec;
use proptest::prelude::*;
use srvlint::internals::base::Sources;
use srvlint::internals::files::Files;
use srvlint::internals::report;
use srvlint::internals::syntax::{Parser, Start, Tokens, absolute_name};
use srvlint::internals::workspace::Workspace;
use srvlint::internals::zone::{MistakeKind, NoIncludes, PerRun, Request, load};

/// Octets that mean something in a zone file, and some that mean nothing.
fn octets() -> impl Strategy<Value = Vec<u8>> {
    let special = prop::sample::select(&b" \t\n\r\\\"();$@.#0189aAzZ*_-{},/\0\xff\xc3\x1b"[..]);
    vec(prop_oneof![special, any::<u8>()], 0..400)
}

/// Text made of the words of zone files, which gets further into the parser than octets do.
fn words() -> impl Strategy<Value = Vec<u8>> {
    let word = prop::sample::select(
        &[
            "@",
            "a",
            "_sip._tcp",
            "example.com.",
            "IN",
            "3600",
            "1h",
            "SRV",
            "A",
            "AAAA",
            "CNAME",
            "NS",
            "SOA",
            "TXT",
            "NAPTR",
            "MX",
            "TYPE33",
            "\\#",
            "4",
            "c0000201",
            "0",
            "5",
            "5060",
            "65536",
            "sip",
            "192.0.2.1",
            "2001:db8::1",
            "\"x y\"",
            "\"\"",
            "\"s\"",
            "(",
            ")",
            "; c",
            "$ORIGIN",
            "$TTL",
            "$INCLUDE",
            "$GENERATE",
            "1-3",
            "h$",
            "${0,3,x}",
            "\"0 5 5060 h$\"",
            ".",
            "..",
            "\\046",
            "\\",
            "*",
        ][..],
    );
    let gap = prop::sample::select(&[" ", "\t", "\n", "\n", "  ", "\r\n"][..]);
    vec((word, gap), 0..120).prop_map(|pairs| {
        pairs.into_iter().flat_map(|(word, gap)| [word, gap]).collect::<String>().into_bytes()
    })
}

/// What `srvlint records` prints of a zone, sorted, and whether the loader found anything wrong.
fn records(text: &[u8]) -> (Vec<String>, bool) {
    let (sources, files) = (Sources::default(), Files::new("/nonexistent".into()));
    let source = sources.add("zone".into(), None, text.to_vec(), None);
    let request = Request::new(source, absolute_name("example.com").ok());
    let loaded = load(request, &sources, &NoIncludes, &PerRun::default(), None);
    // What all records together are refused for is not a fault of how one of them is written.
    let is_flawless = loaded.mistakes.iter().all(|mistake| mistake.kind == MistakeKind::Refused);
    let workspace = Workspace::new(vec![(loaded, "/nonexistent".into())], sources, files);
    let mut out = Vec::new();
    report::write_records(&mut out, &workspace).expect("memory");
    let mut lines: Vec<String> = String::from_utf8(out).expect("ASCII").lines().map(str::to_owned).collect();
    lines.sort();
    (lines, is_flawless)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn tokens_tile_the_text(text in octets()) {
        let mut end = 0;
        for token in Tokens::new(&text, 0) {
            prop_assert_eq!(token.start, end);
            prop_assert!(token.end > token.start);
            end = token.end;
        }
        prop_assert_eq!(end as usize, text.len());
    }

    #[test]
    fn no_octets_stop_the_parser(text in octets()) {
        let (mut parser, mut errors) = (Parser::new(&text, Start::File), Vec::new());
        while parser.next(&mut errors).is_some() {}
        prop_assert_eq!(parser.offset() as usize, text.len());
        for error in errors {
            prop_assert!(error.start <= error.end && error.end as usize <= text.len());
        }
    }

    #[test]
    fn no_octets_stop_the_loader(text in octets()) {
        records(&text);
    }

    #[test]
    fn what_records_prints_is_read_as_the_same_records(text in words()) {
        let (printed, _) = records(&text);
        // A record without any TTL is printed with `-`, which is not a TTL.
        let printed: Vec<String> = printed.into_iter().filter(|line| line.split('\t').nth(1) != Some("-")).collect();
        // SOA and TXT are printed as written: their names depend on the origin, which is the same.
        let (again, clean) = records((printed.join("\n") + "\n").as_bytes());
        prop_assert!(clean || printed.is_empty(), "{printed:#?}");
        prop_assert_eq!(again, printed);
    }
}
