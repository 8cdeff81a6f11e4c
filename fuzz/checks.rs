//! What the fuzz targets run, and `tests/it/fuzz.rs` on the files of `testdata`: each function takes any octets, and
//! panics where a promise is broken.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use codespan_reporting::term::termcolor::NoColor;

use srvlint::internals::base::{Needless, Sources, Span, harmless_text};
use srvlint::internals::check::{ConfigError, ConfigFile, Options, Outcome, Settings, check_zones};
use srvlint::internals::discover::{
    AssumedOrigin, Evidence, dialect, looks_like_named_conf, mapped_origin, origins, parse_knot_conf,
    parse_named_conf, parse_nsd_conf,
};
use srvlint::internals::files::Files;
use srvlint::internals::report::{self, Format};
use srvlint::internals::rules::{self, Finding};
use srvlint::internals::syntax::{Cutter, Entry, Kind, NameKey, Parser, Start, Tokens, Word, absolute_name};
use srvlint::internals::workspace::{FileIncludes, Member, Relevance, Workspace, may_add_texts};
use srvlint::internals::zone::{
    Loaded, LoadedRecord, MistakeKind, Observer, PerRun, Record, Request, Types, Zone, load,
};

/// Tokens tile the text, and the short cut for plain lines says the same as they do, or nothing.
pub fn tokens(text: &[u8]) {
    let (mut end, mut line, mut words, mut cutter) = (0, Some(0), Vec::new(), Cutter::new());
    for token in Tokens::new(text, 0) {
        assert_eq!(token.start, end, "tokens leave a gap");
        assert!(token.end > token.start, "a token is empty");
        end = token.end;
        let start = token.start;
        match token.kind {
            Kind::Word => {
                words.push(Word { start, end, quoted: false, escaped: token.escaped });
            }
            Kind::Newline if text[start as usize] == b'\n' => {
                if let Some(line) = line {
                    plain_line(&mut cutter, text, line, Some((start, &words)));
                }
                (line, words) = (Some(end), Vec::new());
            }
            Kind::Blank | Kind::Comment => {}
            // Not a plain line: the short cut must leave it alone.
            _ => {
                if let Some(line) = line.take() {
                    plain_line(&mut cutter, text, line, None);
                }
                words.clear();
            }
        }
        // What an unclosed string or a carriage return hides is looked at again from the next line on.
        if line.is_none() && text[end as usize - 1] == b'\n' {
            (line, words) = (Some(end), Vec::new());
        }
    }
    assert_eq!(end as usize, text.len(), "tokens end early");
    if let Some(line) = line {
        plain_line(&mut cutter, text, line, None);
    }
}

fn plain_line(cutter: &mut Cutter, text: &[u8], line: u32, expected: Option<(u32, &[Word])>) {
    match cutter.line(text, line) {
        Some(end) => assert_eq!(Some((end, cutter.words())), expected, "the short cut disagrees"),
        None => assert!(cutter.words().is_empty(), "the short cut leaves words behind"),
    }
}

/// The parser reads to the end, and what it names lies in the text, in its order.
pub fn parser(text: &[u8]) {
    for start in [Start::File, Start::Records] {
        let (mut parser, mut errors, mut end) = (Parser::new(text, start), Vec::new(), 0);
        loop {
            let before = parser.offset();
            let Some(entry) = parser.next(&mut errors) else { break };
            let words: Vec<Word> = match entry {
                Entry::Record(record) => {
                    let given =
                        [record.owner, record.ttl.map(|ttl| ttl.1), record.class.map(|class| class.1)];
                    for word in record.rdata.windows(2) {
                        assert!(word[0].end <= word[1].start, "rdata is out of order");
                    }
                    assert!(record.end as usize <= text.len());
                    let first = given.into_iter().flatten().chain([record.type_word]);
                    first.chain(record.rdata.iter().copied()).collect()
                }
                Entry::Origin(word) | Entry::Ttl(word) | Entry::UnreadTtl(word) => vec![word],
                Entry::Include { path, origin } => std::iter::once(path).chain(origin).collect(),
                Entry::Generate(it) => vec![it.directive, it.range, it.owner, it.type_word, it.rdata],
                Entry::Date => Vec::new(),
                Entry::Broken { owner } => owner.into_iter().collect(),
            };
            for word in words {
                assert!(end <= word.start && word.start <= word.end, "an entry reads what another had");
                word.text(text);
            }
            end = before.max(end);
        }
        assert_eq!(parser.offset() as usize, text.len(), "the parser ends early");
        for error in errors {
            assert!(error.start <= error.end && error.end as usize <= text.len(), "{error:?}");
            if let Some((start, end, _)) = error.label {
                assert!(start <= end && end as usize <= text.len());
            }
        }
    }
}

/// Whether a text generates no more records than a fuzzer has time for: its ranges have three digits.
fn is_quick(text: &[u8]) -> bool {
    let text = text.to_ascii_lowercase();
    let directives = memchr::memmem::find_iter(&text, "$generate");
    let long = |at: usize| {
        let range = &text[at..text.len().min(at + 200)];
        range.windows(4).any(|digits| digits.iter().all(u8::is_ascii_digit))
    };
    !directives.into_iter().any(long)
}

/// A text loads as a zone, all rules run, and every place lies in a text. Includes come from `root`.
pub fn zone(text: &[u8], root: &Path) {
    if !is_quick(text) {
        return;
    }
    for apex in [None, absolute_name("example.com").ok()] {
        let load_it = |observed: bool| {
            let (sources, files) = (Sources::default(), Files::new(root.to_owned()));
            let source = sources.add("zone".into(), Some(root.join("zone").into()), text.to_vec(), None);
            let request = Request::new(source, apex.clone());
            let mut look = |_: &Zone, _: &LoadedRecord<'_>| ();
            let observer = if observed { Some(&mut look as Observer<'_>) } else { None };
            let includes = FileIncludes { files: &files, root };
            let loaded = load(request, &sources, &includes, &PerRun::default(), observer);
            (loaded, sources, files)
        };
        let (loaded, sources, files) = load_it(false);
        let (observed, observed_sources, observed_files) = load_it(true);
        // An observer sees what a server makes of a name without its final dot, and a rule what was meant.
        if !loaded.mistakes.iter().any(|mistake| mistake.kind == MistakeKind::MissingDot) {
            assert_same(&loaded.zone, &observed.zone);
            assert_eq!(loaded.mistakes, observed.mistakes, "the short cut finds something else");
        }
        let member = Arc::new(Member::new(loaded, root.into()));
        let workspace = Workspace::with_members(vec![member], Arc::new(sources), files);
        let findings = rules_say(&workspace, &everything());
        check_places(&findings, &workspace.sources);
        let found_after = |options: &Options, prepare: &dyn Fn(&mut Member, &Sources)| {
            let (loaded, sources, files) = load_it(false);
            let mut member = Member::new(loaded, root.into());
            prepare(&mut member, &sources);
            let workspace = Workspace::with_members(vec![Arc::new(member)], Arc::new(sources), files);
            rules_say(&workspace, options)
        };
        let unasked = found_after(&everything(), &|member, _| member.relevance = Some(Relevance::ALL));
        assert_eq!(findings, unasked, "a rule says something of a zone that does not concern it");
        vanished(observed, root, observed_sources, observed_files);
        if !may_add_texts(text) {
            let options = Options::new();
            let released = found_after(&options, &|member, sources| {
                let registry = &*options.rules.services;
                let look = rules::relevance(&options.rules);
                member.relevance = Some(look(&member.zone, &member.mistakes, member.sets(sources, registry)));
                member.release_if_irrelevant();
            });
            let kept = found_after(&options, &|_, _| ());
            assert_eq!(released, kept, "a zone that is loaded again says something else");
        }
    }
}

fn rules_say(workspace: &Workspace, options: &Options) -> Vec<Finding> {
    rules::run(workspace, &options.rules, &|_| true, &options.discover.progress)
}

/// The rules run, whatever they say, on a zone whose file is gone when they ask for its text.
fn vanished(loaded: Loaded, root: &Path, mut sources: Sources, files: Files) {
    let (source, options) = (loaded.zone.source, everything());
    let member = Member::new(loaded, root.into());
    member.sets(&sources, &options.rules.services);
    let needless = Needless::of(sources.file(source).bytes(), false).expect("no place is asked for");
    sources.release(source, needless, |_| None);
    let workspace = Workspace::with_members(vec![Arc::new(member)], Arc::new(sources), files);
    check_places(&rules_say(&workspace, &options), &workspace.sources);
}

/// Two ways to load a text make the same zone of it: with an observer, the short cut for usual records
/// is not taken.
fn assert_same(zone: &Zone, observed: &Zone) {
    let account = |zone: &Zone| {
        let counts = (zone.record_count, zone.srv_count, zone.class, zone.soa, zone.incomplete.clone());
        let mut names: HashMap<NameKey, Types> = HashMap::new();
        for (owner, types) in zone.facts.iter() {
            let known = names.entry(owner).or_default();
            *known = known.with(types);
        }
        let records = |of: &[Record]| {
            let parts =
                |it: &Record| (it.owner, it.rtype, zone.ttl(it), it.rdata.clone(), it.span, it.owner_run);
            of.iter().map(parts).collect::<Vec<_>>()
        };
        (counts, names, records(zone.records()), records(&zone.out_of_zone), zone.files.clone())
    };
    assert_eq!(account(zone), account(observed), "the short cut loads something else");
}

/// The defaults, with every rule.
fn everything() -> Options {
    let mut options = Options::new();
    options.rules.levels.enable(&["all".to_owned()]).expect("means every rule");
    options
}

fn check_places(findings: &[Finding], sources: &Sources) {
    let check = |span: Span| {
        assert!(span.start <= span.end);
        sources.text(span);
        assert!(sources.position(span.source, span.start) <= sources.position(span.source, span.end));
    };
    for finding in findings {
        let labels = finding.labels.iter().map(|label| &label.message);
        let texts = finding.notes.iter().chain(&finding.help).chain(labels).map(|text| &**text);
        for text in texts.chain([&*finding.message]) {
            assert!(text.len() < 4_000, "a message quotes too much: {text}");
        }
        check(finding.span);
        finding.labels.iter().for_each(|label| check(label.span));
        finding.fix.iter().flat_map(|fix| &fix.edits).for_each(|edit| check(edit.span));
    }
}

/// Server configurations are read to their ends, and names are where it is said that they are.
pub fn named_conf(text: &[u8]) {
    looks_like_named_conf(text);
    for name in ["named.conf", "nsd.conf", "knot.conf", "other.conf", "zones.j2"] {
        dialect(name, text);
    }
    for conf in [parse_named_conf(text), parse_nsd_conf(text), parse_knot_conf(text)] {
        let offsets = conf.zones.iter().map(|zone| zone.offset);
        for offset in offsets.chain(conf.includes.iter().map(|include| include.offset)) {
            assert!(offset <= text.len());
        }
        assert!(conf.zones.len() + conf.includes.len() <= text.len() / 2 + 1);
    }
}

/// A `srvlint.toml` is understood or refused, at a place in it; neither reaches the terminal raw.
pub fn config(text: &[u8]) {
    let Ok(text) = std::str::from_utf8(text) else { return };
    let file = ConfigFile { shown: "srvlint.toml".into(), directory: "/nowhere".into(), text: text.into() };
    let mut options = Options::new();
    match Settings::parse(file.clone()) {
        Ok(settings) => {
            settings.ttl.of("_sip");
            mapped_origin(&settings.zones, Path::new("/nowhere/db.example.com"));
            settings.apply(&mut options);
            assert_harmless(&settings.show(), "config");
            settings.apply_services(&mut options);
            options.discover.excludes(Path::new("/nowhere/a/b"), false, Path::new("/nowhere"));
            let outcome = outcome_of(b"$TTL 1h\n@ SOA a b 1 2 3 4 5\n_sip._tcp SRV 0 5 5060 a\n", &options);
            formats(&outcome, |format| !matches!(format, Format::Sarif | Format::Html));
        }
        Err(bad) => {
            let message = bad.message.clone();
            let mut out = NoColor::new(Vec::new());
            let error = ConfigError { message, place: Some(Box::new((file, bad))) };
            report::write_config_error(&mut out, &error, &report::Screen::default())
                .expect("memory takes it");
            assert_harmless(&String::from_utf8_lossy(&out.into_inner()), "human");
        }
    }
}

/// Lints a zone, whose file is also called what its last line says, and writes every format. All of
/// them are what they should be, and nothing of the text commands a terminal or a CI system.
pub fn check(text: &[u8]) -> Vec<(Format, String)> {
    if !is_quick(text) {
        return Vec::new();
    }
    let outcome = outcome_of(text, &everything());
    let mut out = NoColor::new(Vec::new());
    report::write_records(&mut out, &outcome.workspace).expect("memory takes it");
    report::write_zones(&mut out, &outcome.workspace, None).expect("memory takes it");
    let out = String::from_utf8(out.into_inner()).expect("UTF-8");
    assert_harmless(&out, "records");
    assert!(!out.lines().any(|line| line.starts_with("::")), "{out:?}");
    // These hold pages of rules: written each time, they leave no time for anything else.
    let has_pages = |format| matches!(format, Format::Sarif | Format::Html);
    formats(&outcome, |format| !has_pages(format) || text.len().is_multiple_of(8))
}

fn outcome_of(text: &[u8], options: &Options) -> Outcome {
    let here = PathBuf::from("/nowhere");
    let (sources, files) = (Arc::new(Sources::default()), Files::new(here.clone()));
    let name = String::from_utf8_lossy(text.rsplit(|octet| *octet == b'\n').next().unwrap_or_default());
    let path: Arc<Path> = here.join(name.replace(['\0', '/'], "-") + ".zone").into();
    let source = sources.add(files.shown(&path), Some(Arc::clone(&path)), text.to_vec(), None);
    let zone_patterns = &options.discover.zone_patterns;
    let said = Evidence { origin: None, zone_patterns, are_whole: false, is_named: true };
    let (paths, around) = (std::slice::from_ref(&path), (&*sources, &files, &*here));
    let assumed = origins(source, paths, &[], &said, None, around);
    let member = |one: AssumedOrigin| {
        let (origin_source, view, disagreements) = (one.source, one.view, one.disagreements);
        let request = Request {
            source,
            apex: one.origin,
            origin_source,
            view,
            views: one.views,
            disagreements,
            refused_as: one.refused_as,
            unchecked: one.unchecked,
            class: one.class,
            is_whole: one.is_whole,
            keeps_addresses: false,
        };
        let includes = FileIncludes { files: &files, root: &here };
        let loaded = load(request, &sources, &includes, &PerRun::default(), None);
        Arc::new(Member::new(loaded, here.as_path().into()))
    };
    let members = assumed.into_iter().map(member).collect();
    let workspace = Workspace::with_members(members, sources, files);
    let outcome = check_zones(workspace, options);
    for findings in [&outcome.findings, &outcome.suppressed] {
        check_places(findings, &outcome.workspace.sources);
    }
    outcome
}

fn formats(outcome: &Outcome, wanted: impl Fn(Format) -> bool) -> Vec<(Format, String)> {
    let write = |format: Format| {
        let mut out = NoColor::new(Vec::new());
        report::write(format, &mut out, outcome).expect("memory takes it");
        let out = String::from_utf8(out.into_inner()).expect("UTF-8");
        check_format(format, &out);
        (format, out)
    };
    // `auto` is one of the others.
    let formats = Format::value_variants().iter().copied().filter(|format| *format != Format::Auto);
    formats.filter(|format| wanted(*format)).map(write).collect()
}

fn check_format(format: Format, out: &str) {
    assert_harmless(out, &format!("{format:?}"));
    match format {
        Format::Json | Format::Sarif | Format::Gitlab => {
            serde_json::from_str::<serde_json::Value>(out).expect("JSON");
        }
        Format::Jsonl | Format::Rdjsonl => {
            for line in out.lines() {
                serde_json::from_str::<serde_json::Value>(line).expect("JSON");
            }
        }
        _ => {}
    }
    for line in out.lines().map(str::trim_start).filter(|line| line.starts_with("::")) {
        let ours = ["::error file=", "::warning file=", "::notice file=", "::notice title=srvlint::"];
        assert!(format == Format::Github && ours.iter().any(|start| line.starts_with(start)), "{line:?}");
    }
}

/// No control character, nothing that hides or turns text, no command inside a line.
fn assert_harmless(out: &str, what: &str) {
    let bad = out.split(['\n', '\t']).find(|part| matches!(harmless_text(part), Cow::Owned(_)));
    assert_eq!(bad, None, "{what}");
    for part in out.split("##").skip(1) {
        let word = part.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(0);
        assert!(!part[word..].starts_with('['), "{what}: ##{part}");
    }
}
