//! BIND is the referee: srvlint against named-compilezone on thousands of zone files.
//!
//! The corpus is a directory of public zone files with BIND 9.18's own account of each: a canonical dump
//! where it loads the file, its messages where it refuses. It is too large to ship, so these tests are
//! ignored unless asked for:
//!
//! ```text
//! SRVLINT_CORPUS=/path/to/corpus cargo test --release --test it corpus -- --ignored --nocapture
//! ```
//!
//! Asked for without a corpus they fail: a test that compared nothing proves nothing.
//!
//! Every file is a [`Case`], also the hand-written ones below `tricky/`. A comparison is a function from a
//! case to the list of its differences; [`run`] spreads the cases over two threads and judges the lists
//! against a table of explained exceptions. An exception that no longer differs fails too, so the tables stay
//! true.
//!
//! **Where BIND stood.** BIND finds an `$INCLUDE` relative to its working directory, srvlint relative to the
//! including file, then to the root. A corpus file with includes of its own (`cwd` in the manifest) is
//! therefore laid out in a scratch directory where all of these are one. A file without SOA was given to BIND
//! through a wrapper (`@ 3600 IN SOA`, `@ 3600 IN NS`, `$INCLUDE` the file); srvlint is given the same
//! wrapper, so TTLs that the file leaves open mean the same to both, and the wrapper's two records are left
//! out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{env, fs, process, thread};

use serde_json::Value;

use crate::fuzz::checks;
use crate::harness::command::srvlint;

/// Exceptions, each an id (or the beginning of several) and the reason: why srvlint is right to differ from
/// BIND here.
type Explained = &'static [(&'static str, &'static str)];

/// For `records_match_bind`.
const EXPLAINED: Explained = &[
    ("pdns-07ef558395", "BIND keeps an NSEC3 record at the apex in a tree that it does not print"),
    ("pdns-dce27de35e", "BIND keeps an NSEC3 record at the apex in a tree that it does not print"),
];
/// For `refusals_are_found`.
const EXPLAINED_REFUSALS: Explained = &[
    ("bind9-b51e4f4b9d", "the text fits a record, but not BIND's memory for a record set: no grammar"),
    ("bsdlp-dns-df3a272fc7", "only key files are missing, which hold nothing that a rule reads"),
    ("knot-9db4876a0f", "BIND tells of a wildcard's NS records once, at the last of them"),
];
/// For `no_false_syntax_findings`.
const EXPLAINED_SYNTAX: Explained = &[];
/// For `verdicts_match_named_checkzone`.
const EXPLAINED_VERDICTS: Explained = &[
    ("bind9-13ae324abf", "a zone of class CH, which BIND was told: `named-checkzone -c CH`"),
    ("bind9-a15835f3f4", "a zone of class CH, which BIND was told: `named-checkzone -c CH`"),
    ("bind9-b51e4f4b9d", "the text fits a record, but not BIND's memory for a record set: no grammar"),
    ("bsdlp-dns-df3a272fc7", "only key files are missing, which hold nothing that a rule reads"),
];
/// For `srv_findings_match_bind`.
const EXPLAINED_SRV: Explained = &[];
/// For `tricky_cases_match_bind`.
const EXPLAINED_TRICKY: Explained = &[];

/// Rules that may speak of a target. One mistake gives one finding, so where BIND says "no address records"
/// any of these may be what srvlint says, for example `missing-trailing-dot` for `sip.example.com` without
/// its dot.
const TARGET_RULES: &[&str] = &[
    "target-without-address",
    "cname-target",
    "missing-trailing-dot",
    "address-as-target",
    "invalid-hostname-target",
    "null-target",
    "unreachable-target",
];

// ------------------------------------------------------------ the tests

/// Every file that BIND loads has the same records for srvlint; see [`compare_records`] for what "same"
/// means.
#[test]
#[ignore = "needs SRVLINT_CORPUS"]
fn records_match_bind() {
    let corpus = Corpus::open("records");
    run("records", EXPLAINED, corpus.real().filter(|c| c.dump.is_some()), compare_records);
}

/// Every file that BIND refuses for something srvlint reads has a finding there; see [`compare_refusal`].
#[test]
#[ignore = "needs SRVLINT_CORPUS"]
fn refusals_are_found() {
    let corpus = Corpus::open("refusals");
    print_reasons(corpus.real().filter(|c| c.dump.is_none()));
    run("refusals", EXPLAINED_REFUSALS, corpus.real().filter(|c| c.dump.is_none()), compare_refusal);
}

/// No file that BIND loads has a `syntax` or `include` finding; see [`compare_clean`].
#[test]
#[ignore = "needs SRVLINT_CORPUS"]
fn no_false_syntax_findings() {
    let corpus = Corpus::open("syntax");
    run("clean files", EXPLAINED_SYNTAX, corpus.real().filter(|c| c.dump.is_some()), compare_clean);
}

/// What `named-checkzone -i local` refuses has a finding that says so, and nothing else has one; see
/// [`compare_verdict`]. A file without SOA record is not a zone, and BIND was given another one in its place.
#[test]
#[ignore = "needs SRVLINT_CORPUS"]
fn verdicts_match_named_checkzone() {
    let corpus = Corpus::open("verdicts");
    run("verdicts", EXPLAINED_VERDICTS, corpus.real().filter(|c| !c.wrap), compare_verdict);
}

/// The SRV targets that BIND's own checks name are those srvlint finds; see [`compare_srv`].
#[test]
#[ignore = "needs SRVLINT_CORPUS"]
fn srv_findings_match_bind() {
    let corpus = Corpus::open("srv");
    let with_srv = |c: &&Case| c.dump.as_ref().is_some_and(|d| rows_of_dump(d).any(|r| r[3] == "SRV"));
    run("SRV targets", EXPLAINED_SRV, corpus.real().filter(with_srv), compare_srv);
}

/// What is taken on the short cut for usual records is loaded as without it. `records` takes none, so the
/// comparison with BIND would not see a difference.
#[test]
#[ignore = "needs SRVLINT_CORPUS"]
fn the_short_cut_loads_the_same() {
    let corpus = Corpus::open("short cut");
    run("files with and without the short cut", &[], corpus.real(), |case| {
        let text = match fs::read(case.dir.join(&case.file)) {
            Ok(text) => text,
            Err(error) => return vec![error.to_string()],
        };
        let loads = || checks::zone(&text, &case.dir);
        std::panic::catch_unwind(loads)
            .map_or_else(|_| vec!["loads something else".to_owned()], |()| Vec::new())
    });
}

/// The hand-written traps, by all four comparisons.
#[test]
#[ignore = "needs SRVLINT_CORPUS"]
fn tricky_cases_match_bind() {
    let corpus = Corpus::open("tricky");
    run("tricky cases", EXPLAINED_TRICKY, corpus.tricky(), |case| {
        if case.dump.is_none() {
            return compare_refusal(case);
        }
        [compare_records(case), compare_clean(case), compare_srv(case)].concat()
    });
}

// ------------------------------------------------------------ records

/// The records of one owner, class and type (of RRSIGs: and covered type).
#[derive(Default)]
struct RrSet {
    ttls: BTreeSet<String>,
    rdata: BTreeSet<String>,
    records: usize,
}

/// RRsets by "owner class type"; names in small letters, types in capitals.
#[derive(Default)]
struct Records(BTreeMap<String, RrSet>);

/// `srvlint records` against BIND's dump, as sets.
///
/// Compared are owner, class, type, TTL and rdata of every record. Allowed are: names in another case, in rdata
/// those of the usual types; other white space in rdata; duplicates, which BIND drops; and
/// several TTLs in one RRset as long as BIND's is among them, because BIND gives all records of a set one TTL
/// and srvlint shows each as written.
fn compare_records(case: &Case) -> Vec<String> {
    let output = match case.srvlint(&["records"]) {
        Ok(output) => output,
        Err(why) => return vec![why],
    };
    let (mut ours, mut theirs) = (Records::default(), Records::default());
    for line in output.lines() {
        let fields: Vec<&str> = line.splitn(5, '\t').collect();
        let [owner, ttl, class, rtype, rdata] = fields[..] else {
            return vec![format!("not owner, TTL, class, type and rdata with tabs between them: {line}")];
        };
        let wrapper =
            case.wrap && owner.eq_ignore_ascii_case(&case.origin) && rdata.starts_with("wrapper.invalid.");
        ours.add([owner, ttl, class, rtype, rdata], wrapper);
    }
    for row in rows_of_dump(case.dump.as_deref().unwrap_or_default()) {
        theirs.add(row, false);
    }
    let (mut ours, theirs) = (ours.0, theirs.0);
    ours.retain(|_, set| set.records > 0);

    let mut differences = Vec::new();
    for (key, bind) in &theirs {
        let Some(srvlint) = ours.get(key) else {
            differences.push(format!("only BIND has    {key} {}", list(&bind.rdata)));
            continue;
        };
        for ttl in bind.ttls.difference(&srvlint.ttls) {
            differences.push(format!("TTL of {key}: BIND {ttl}, srvlint {}", list(&srvlint.ttls)));
        }
        for rdata in bind.rdata.difference(&srvlint.rdata) {
            differences.push(format!("only BIND has    {key} {rdata}"));
        }
        for rdata in srvlint.rdata.difference(&bind.rdata) {
            differences.push(format!("only srvlint has {key} {rdata}"));
        }
    }
    for (key, srvlint) in ours.iter().filter(|(key, _)| !theirs.contains_key(*key)) {
        differences.push(format!("only srvlint has {key} {}", list(&srvlint.rdata)));
    }
    differences
}

impl Records {
    /// Adds a record. The wrapper's NS came first, so its TTL, but nothing else of it, counts: BIND may have
    /// given that TTL to the NS records of the file.
    fn add(&mut self, [owner, ttl, class, rtype, rdata]: [&str; 5], of_wrapper: bool) {
        let rtype = rtype.to_ascii_uppercase();
        let mut fields = split_rdata(rdata);
        let names: &[usize] = match rtype.as_str() {
            "CNAME" | "DNAME" | "NS" | "PTR" => &[0],
            "SOA" => &[0, 1],
            "MX" => &[1],
            "SRV" => &[3],
            "NAPTR" => &[5],
            _ => &[],
        };
        for (i, field) in fields.iter_mut().enumerate() {
            // In another class than IN a type may have another meaning (an A of class CH holds a name).
            if class != "IN" || names.contains(&i) {
                field.make_ascii_lowercase();
            }
        }
        let mut key = format!("{} {class} {rtype}", owner.to_ascii_lowercase());
        if let ("RRSIG" | "SIG", Some(covered)) = (rtype.as_str(), fields.first()) {
            key += &format!(" {}", covered.to_ascii_uppercase());
        }
        let set = self.0.entry(key).or_default();
        set.ttls.insert(ttl.to_owned());
        if !of_wrapper {
            set.records += 1;
            set.rdata.insert(fields.join(" "));
        }
    }
}

/// The records of a canonical dump (`named-compilezone -s full`): blanks between the fields, one record a
/// line.
fn rows_of_dump(dump: &str) -> impl Iterator<Item = [&str; 5]> {
    dump.lines().filter(|l| !l.is_empty() && !l.starts_with(';')).map(|line| {
        let mut rest = line;
        let mut field = || {
            let (field, after) = rest.split_once([' ', '\t']).unwrap_or((rest, ""));
            rest = after.trim_start_matches([' ', '\t']);
            field
        };
        let [owner, ttl, class, rtype] = [field(), field(), field(), field()];
        [owner, ttl, class, rtype, rest]
    })
}

/// The fields of rdata; blanks in quotes are not between fields.
fn split_rdata(rdata: &str) -> Vec<String> {
    let (mut fields, mut field, mut quoted, mut escaped) = (Vec::new(), String::new(), false, false);
    for c in rdata.chars() {
        if matches!(c, ' ' | '\t') && !quoted && !escaped {
            if !field.is_empty() {
                fields.push(std::mem::take(&mut field));
            }
            continue;
        }
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        field.push(c);
    }
    fields.extend((!field.is_empty()).then_some(field));
    fields
}

// ------------------------------------------------------------ refusals

/// Why BIND refuses: only the first three are srvlint's to find.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    /// Names, TTLs, classes, types, directives, quotes, parentheses.
    Grammar,
    /// A file that is missing, no file, or includes itself.
    Include,
    /// Rdata of this type.
    Rdata(String),
    /// The records can all be read, but together they make no zone.
    Zone(String),
    /// A missing owner or TTL after an earlier error: BIND says it again for each record that follows.
    KnockOn,
}

impl Reason {
    fn must_be_found(&self) -> bool {
        matches!(self, Reason::Grammar | Reason::Include | Reason::Rdata(_))
    }
}

/// One error of BIND. Some have no place (`$TTL` with a bad value).
struct Refusal {
    place: Option<Place>,
    reason: Reason,
    text: String,
}

/// What the file is refused for must be found, on the line that BIND names.
///
/// *Each* error of BIND that is srvlint's to find ([`Reason`]) needs a `syntax` or `include` finding (or one
/// of its labels) in the same entry of the same file. An entry is one line, or all lines that parentheses
/// hold together: within these BIND names the line on which it had stopped reading, which may be the one
/// before the wrong token or the last. An error that BIND gives no line needs a finding anywhere. In the
/// corpus 11 of 633 errors stand in an entry of several lines and 5 have no line; for all others the
/// finding's line must be BIND's.
///
/// And the reverse: where BIND went on to name a later line of the file, it has read all before, so a finding
/// in an entry it did not name is a false one. (After its last message BIND may have given up: no conclusion
/// there.)
fn compare_refusal(case: &Case) -> Vec<String> {
    let findings = match case.findings() {
        Ok(checked) => checked.findings,
        Err(why) => return vec![why],
    };
    let syntax: Vec<&Finding> = findings.iter().filter(|f| f.is_syntax()).collect();
    let mut entries = Entries::new(case);
    let refusals = refusals(case);
    let mut differences = Vec::new();
    // One finding stands for the same mistake in other lines, and for all lines of what is not a zone file.
    let mut folded: usize = syntax.iter().map(|finding| finding.stands_for()).fold(0, usize::saturating_add);
    for refusal in refusals.iter().filter(|r| r.reason.must_be_found()) {
        let found = refusal.place.as_ref().map_or(!syntax.is_empty(), |place| {
            syntax.iter().any(|f| f.places().any(|p| entries.same(place, p)))
        });
        if !found && folded > 0 {
            folded -= 1;
        } else if !found {
            let at: BTreeSet<String> = syntax.iter().map(|f| f.place.to_string()).collect();
            differences.push(format!(
                "not found: {} ({:?}); findings at {}",
                refusal.text,
                refusal.reason,
                list(&at)
            ));
        }
    }
    for finding in syntax {
        let place = &finding.place;
        let end = entries.around(place).1;
        // Behind an unexpected end of line BIND skips a line unread.
        let skipped =
            |m: &Message| m.place.as_ref().is_some_and(|p| p.path == place.path && p.line + 1 == place.line);
        if messages(case).any(|m| m.text.contains("unexpected end of line") && skipped(&m)) {
            continue;
        }
        let read_on = messages(case).filter_map(|m| m.place).any(|p| p.path == place.path && p.line > end);
        if read_on && !refusals.iter().filter_map(|r| r.place.as_ref()).any(|p| entries.same(p, place)) {
            differences.push(format!("BIND has nothing against {place}: {}", finding.text));
        }
    }
    differences
}

/// Whether the zone loads must be answered as BIND does, by `syntax`, `include` or `refused-zone`; and of SRV records
/// beside a CNAME it is `occluded-record` that says so.
fn compare_verdict(case: &Case) -> Vec<String> {
    let findings = match case.findings() {
        Ok(checked) => checked.findings,
        Err(why) => return vec![why],
    };
    let refusal = findings.iter().find(|finding| {
        let beside_alias = finding.rule == "occluded-record" && finding.text.contains("is an alias");
        finding.is_syntax() || finding.rule == "refused-zone" || beside_alias
    });
    match (case.accepted, refusal) {
        (true, Some(finding)) => {
            vec![format!("BIND accepts, srvlint says {}: {}", finding.rule, finding.text)]
        }
        (false, None) => vec!["BIND refuses, srvlint says nothing".to_owned()],
        _ => Vec::new(),
    }
}

/// How many files BIND refuses for what. A file counts under the reason that srvlint must find, where there
/// is one.
fn print_reasons<'a>(cases: impl Iterator<Item = &'a Case>) {
    let mut table: BTreeMap<(bool, String), usize> = BTreeMap::new();
    for case in cases {
        let mut reasons: Vec<Reason> = refusals(case).into_iter().map(|r| r.reason).collect();
        reasons.sort_by_key(|r| !r.must_be_found());
        let first = reasons.first().map_or((false, "no error that this test understands".to_owned()), |r| {
            (!r.must_be_found(), format!("{r:?}"))
        });
        *table.entry(first).or_default() += 1;
    }
    for (counted, heading) in
        [(false, "refused, srvlint must say so"), (true, "refused for other reasons, only counted")]
    {
        let rows: Vec<_> = table.iter().filter(|((c, _), _)| *c == counted).collect();
        println!("{heading}: {}", rows.iter().map(|(_, n)| *n).sum::<usize>());
        rows.iter().for_each(|((_, reason), n)| println!("{n:6}  {reason}"));
    }
}

/// A line of BIND's, taken apart: `dns_rdata_fromtext: FILE:LINE: TEXT`.
struct Message<'a> {
    whole: &'a str,
    source: &'a str,
    place: Option<Place>,
    text: &'a str,
}

fn messages(case: &Case) -> impl Iterator<Item = Message<'_>> {
    case.messages.lines().map(|whole| {
        let sources = ["dns_master_load: ", "dns_rdata_fromtext: ", "$GENERATE: ", "zone "];
        let source = sources.into_iter().find(|s| whole.starts_with(s)).unwrap_or_default();
        let mut message = Message { whole, source, place: None, text: &whole[source.len()..] };
        let split = || {
            let (place, text) = message.text.split_once(": ").filter(|_| source != "zone ")?;
            let (file, line) = place.rsplit_once(':')?;
            Some((Place { path: plain(file), line: line.parse().ok()? }, text))
        };
        if let Some((place, text)) = split() {
            (message.place, message.text) = (Some(place), text);
        }
        message
    })
}

/// BIND's errors for a file, without its warnings, and each error once.
fn refusals(case: &Case) -> Vec<Refusal> {
    const WARNINGS: &[&str] = &[
        "no TTL specified; using SOA MINTTL instead",
        "TTL set to prior TTL",
        "using RFC1035 TTL semantics",
        "ignoring out-of-zone data",
        "signature has expired",
        "file does not end with newline",
        "old style DNSSEC",
        "record with inherited owner",
        "> MAXTTL, setting",
    ];
    // The zone must hold together (what dns_master_load says when it adds records to the zone).
    const ZONE: &[&str] = &[
        "CNAME and other data",
        "multiple RRs of singleton type",
        "invalid NS owner name (wildcard)",
        "not at top of zone",
        "at top of zone",
    ];
    const INCLUDE: &[&str] = &["file not found", "too many open files", "permission denied"];

    let mut entries = Entries::new(case);
    let mut found: Vec<Refusal> = Vec::new();
    let mut in_generate = false; // the last message was about a record that $GENERATE made
    let mut conclusion = None;
    for message in messages(case) {
        let says = |texts: &[&str]| texts.iter().any(|t| message.text.contains(t));
        if message.source == "zone " {
            let text = message.text.split_once(": ").map_or("", |(_, text)| text);
            if !text.starts_with("not loaded") && !text.starts_with("loaded serial") {
                conclusion = Some(text);
            }
            continue;
        }
        let Some(place) = message.place else { continue };
        if place.path.starts_with("buffer-0x") {
            in_generate = true;
            continue;
        }
        if says(WARNINGS) {
            continue;
        }
        let reason =
            if message.source == "dns_rdata_fromtext: " || (message.source == "$GENERATE: " && in_generate) {
                let rtype = entries.rtype(&place).unwrap_or_else(|| "unknown".to_owned());
                Reason::Rdata(rtype)
            } else if let Some(text) = ZONE.iter().find(|t| message.text.contains(*t)) {
                Reason::Zone((*text).to_owned())
            } else if says(INCLUDE) || message.text.ends_with(": not a file") {
                Reason::Include
            } else {
                Reason::Grammar
            };
        let knock_on =
            says(&["no current owner name", "no TTL specified; zone rejected"]) && !found.is_empty();
        let reason = if knock_on { Reason::KnockOn } else { reason };
        in_generate = false;
        // "adir:1: not a file": BIND names the directory that it was told to include, srvlint the line that
        // says so.
        let place = (!message.text.ends_with(": not a file")).then_some(place);
        if !found.iter().any(|r| r.place == place && r.reason == reason) {
            found.push(Refusal { place, reason, text: message.whole.to_owned() });
        }
    }
    if found.is_empty()
        && let Some(text) = conclusion
    {
        let reason = match text.split_once(" failed: ") {
            Some(_) if text.starts_with("loading from master file ") => Reason::Grammar,
            _ => Reason::Zone(text.split('\'').step_by(2).collect::<Vec<_>>().join("…")),
        };
        found.push(Refusal { place: None, reason, text: text.to_owned() });
    }
    found
}

// ------------------------------------------------------------ entries of a file

/// Which lines belong together, for every file of a case.
struct Entries<'a> {
    dir: &'a Path,
    files: BTreeMap<String, Vec<EntryText>>,
}

/// An entry with the words before its rdata (and some of that): enough to tell its type.
struct EntryText {
    lines: (u64, u64),
    starts_blank: bool,
    words: Vec<String>,
}

impl<'a> Entries<'a> {
    fn new(case: &'a Case) -> Self {
        Entries { dir: &case.dir, files: BTreeMap::new() }
    }

    fn find(&mut self, place: &Place) -> Option<&EntryText> {
        let read = || split_entries(&fs::read(self.dir.join(&place.path)).unwrap_or_default());
        let entries = self.files.entry(place.path.clone()).or_insert_with(read);
        entries.iter().find(|e| (e.lines.0..=e.lines.1).contains(&place.line))
    }

    /// First and last line of the entry that holds this line.
    fn around(&mut self, place: &Place) -> (u64, u64) {
        self.find(place).map_or((place.line, place.line), |e| e.lines)
    }

    /// Whether both lines belong to one entry.
    fn same(&mut self, a: &Place, b: &Place) -> bool {
        let (first, last) = self.around(a);
        a.path == b.path && (first..=last).contains(&b.line)
    }

    /// The type of the record on this line, by BIND's order: owner, then TTL and class in any order, then
    /// type.
    fn rtype(&mut self, place: &Place) -> Option<String> {
        let entry = self.find(place)?;
        let generate = entry.words.first().is_some_and(|w| w.eq_ignore_ascii_case("$GENERATE"));
        let before = if generate { 3 } else { usize::from(!entry.starts_blank) };
        let is_ttl = |w: &str| w.starts_with(|c: char| c.is_ascii_digit());
        let is_class =
            |w: &str| matches!(w, "IN" | "CH" | "HS" | "CHAOS" | "HESIOD") || w.starts_with("CLASS");
        entry.words.iter().skip(before).map(|w| w.to_ascii_uppercase()).find(|w| !is_ttl(w) && !is_class(w))
    }
}

/// Splits a zone file at the line ends that end an entry. Quotes end with their line, as for BIND.
fn split_entries(text: &[u8]) -> Vec<EntryText> {
    let new = |line, first: Option<&u8>| EntryText {
        lines: (line, line),
        starts_blank: first.is_some_and(|b| b" \t".contains(b)),
        words: vec![],
    };
    let mut entries = vec![new(1, text.first())];
    let (mut depth, mut quoted, mut comment, mut escaped, mut word) =
        (0usize, false, false, false, String::new());
    for (i, &b) in text.iter().enumerate() {
        let Some(entry) = entries.last_mut() else { break };
        let plain = !escaped && !comment;
        let ends_word = b == b'\n' || plain && (b == b'"' || !quoted && b" \t\r;()".contains(&b));
        if ends_word && !word.is_empty() {
            entry.words.push(std::mem::take(&mut word));
        }
        match b {
            b'\n' => {
                (quoted, comment, escaped) = (false, false, false);
                if depth > 0 {
                    entry.lines.1 += 1;
                } else {
                    let line = entry.lines.1 + 1;
                    entries.push(new(line, text.get(i + 1)));
                }
                continue;
            }
            b'"' if plain => quoted = !quoted,
            b';' if plain && !quoted => comment = true,
            b'(' if plain && !quoted => depth += 1,
            b')' if plain && !quoted => depth = depth.saturating_sub(1),
            _ if !ends_word && !comment && word.len() < 64 => word.push(b.into()),
            _ => {}
        }
        escaped = b == b'\\' && !escaped && !comment;
    }
    if let Some(entry) = entries.last_mut()
        && !word.is_empty()
    {
        entry.words.push(word);
    }
    entries
}

// ------------------------------------------------------------ clean files

/// What BIND loads has neither a `syntax` nor an `include` finding, and is a complete zone.
///
/// Allowed is an `include` finding where the included file is really missing. (BIND refuses such files, so no
/// file is there today.)
fn compare_clean(case: &Case) -> Vec<String> {
    let checked = match case.findings() {
        Ok(checked) => checked,
        Err(why) => return vec![why],
    };
    let allowed = |f: &Finding| f.rule == "include" && case.includes_missing;
    let wrong = checked.findings.iter().filter(|f| f.is_syntax() && !allowed(f));
    let mut differences: Vec<String> = wrong.map(|f| format!("{} {}: {}", f.place, f.rule, f.text)).collect();
    if !checked.complete && differences.is_empty() && !case.includes_missing {
        differences.push("BIND loads the zone, srvlint calls it incomplete".to_owned());
    }
    differences
}

// ------------------------------------------------------------ SRV targets

/// The targets that BIND's `-i local` names against srvlint's findings. The workspace is this one file.
///
/// *All of BIND's*: every (owner, target) needs a finding of [`TARGET_RULES`] on a record of that owner and
/// target.
///
/// *Nothing else*: a `cname-target` must be on a target that is an alias or below a DNAME, a
/// `target-without-address` on one without address: by BIND's word, or by that of the oracle's own RFC 1034
/// and RFC 4592 look-up on BIND's dump. The oracle knows more than BIND only where the *owner* lies below a
/// delegation or DNAME: BIND does not look at such records at all. Both findings must point at the target
/// token where the oracle knows its column (a record on one plain line).
///
/// JSON has no target, so a finding is matched to the record as written by owner and entry; for a
/// `$GENERATE`, whose records share an entry, by the owner and, if a target is spelt out in the text, by
/// that.
fn compare_srv(case: &Case) -> Vec<String> {
    let findings = match case.findings() {
        Ok(checked) => checked.findings,
        Err(why) => return vec![why],
    };
    let written = case.oracle["raw"]["records"].as_array().map_or(&[][..], Vec::as_slice);
    let loaded = case.oracle["srv"].as_array().map_or(&[][..], Vec::as_slice);
    let mut entries = Entries::new(case);
    // For each finding: the targets it may be about, and the column of the target token.
    let mut about = |f: &Finding| -> (BTreeSet<String>, Option<u64>) {
        let mut here = |r: &&Value| {
            let path = plain(text(r, "file").trim_start_matches("real/"));
            let place = Place { path, line: r["line"].as_u64().unwrap_or(0) };
            r["generate"].is_null() && lower(r, "owner") == f.owner && entries.same(&f.place, &place)
        };
        let records: Vec<&Value> = written.iter().filter(|r| here(r)).collect();
        if let Some(record) = records.first() {
            return (records.iter().map(|r| lower(r, "target")).collect(), record["cols"]["target"].as_u64());
        }
        let all: BTreeSet<String> =
            loaded.iter().filter(|r| lower(r, "owner") == f.owner).map(|r| lower(r, "target")).collect();
        let said = f.text.to_ascii_lowercase();
        let spelt: BTreeSet<String> =
            all.iter().filter(|t| said.contains(t.trim_end_matches('.'))).cloned().collect();
        (if spelt.is_empty() { all } else { spelt }, None)
    };

    let mut allowed: BTreeSet<(&str, String, String)> = BTreeSet::new();
    for (kind, rule) in
        [("no_address", TARGET_RULES[0]), ("cname_target", TARGET_RULES[1]), ("below_dname", TARGET_RULES[1])]
    {
        for fact in case.oracle["facts"][kind].as_array().into_iter().flatten() {
            allowed.insert((rule, lower(fact, "owner"), lower(fact, "target")));
        }
    }
    let named = named_by_bind(&case.srv_messages);
    allowed.extend(named.iter().cloned());

    let mut differences = Vec::new();
    let mut covered: BTreeSet<(String, String)> = BTreeSet::new();
    // BIND does not know which domains manuals write for their reader's.
    let of_manual = |f: &&Finding| f.text.contains("which manuals write for their reader's domain");
    let of_target = |f: &&Finding| TARGET_RULES.contains(&f.rule.as_str()) && !of_manual(f);
    for finding in findings.iter().filter(of_target) {
        let (targets, column) = about(finding);
        let said = format!("{} {} on {} -> {}", finding.place, finding.rule, finding.owner, list(&targets));
        if TARGET_RULES[..2].contains(&finding.rule.as_str()) {
            if !targets
                .iter()
                .any(|t| allowed.contains(&(finding.rule.as_str(), finding.owner.clone(), t.clone())))
            {
                differences.push(format!("only srvlint: {said}"));
            } else if column.is_some_and(|c| c != finding.column) {
                differences.push(format!(
                    "{said}: column {}, the target is in column {}",
                    finding.column,
                    column.unwrap_or(0)
                ));
            }
        }
        // One finding may be of several records with this target.
        if finding.text.contains("(the same is wrong in ") {
            let of_target = |(_, _, target): &&(&str, String, String)| targets.contains(target);
            covered.extend(
                named.iter().filter(of_target).map(|(_, owner, target)| (owner.clone(), target.clone())),
            );
        }
        covered.extend(targets.into_iter().map(|t| (finding.owner.clone(), t)));
    }
    for (rule, owner, target) in named {
        if !covered.contains(&(owner.clone(), target.clone())) {
            differences.push(format!("only BIND: {rule} on {owner} -> {target}"));
        }
    }
    differences
}

/// `zone O/IN: OWNER/SRV 'TARGET' has no address records (A or AAAA)` → the rule, the owner, the target.
fn named_by_bind(messages: &str) -> BTreeSet<(&'static str, String, String)> {
    let kinds = [
        ("has no address records", TARGET_RULES[0]),
        ("is a CNAME", TARGET_RULES[1]),
        ("is below a DNAME", TARGET_RULES[1]),
    ];
    let absolute = |name: &str| format!("{}.", name.to_ascii_lowercase().trim_end_matches('.'));
    let parse = |line: &str| {
        let (owner, rest) = line.split_once(": ")?.1.split_once("/SRV '")?;
        let (target, text) = rest.split_once("' ")?;
        let (_, rule) = kinds.into_iter().find(|(k, _)| text.starts_with(k))?;
        Some((rule, absolute(owner), absolute(target)))
    };
    messages
        .lines()
        .filter(|l| l.contains("/SRV '"))
        .map(|l| parse(l).unwrap_or_else(|| panic!("unknown message: {l}")))
        .collect()
}

// ------------------------------------------------------------ the corpus

/// One zone file, how to run srvlint on it, and what BIND made of it.
struct Case {
    id: String,
    origin: String,
    /// The working directory, also the root.
    dir: PathBuf,
    /// The file to name: the zone, or its wrapper.
    file: String,
    wrap: bool,
    includes_missing: bool,
    /// Whether `named-checkzone -i local` accepts the file.
    accepted: bool,
    /// BIND's canonical dump, if it loads the file.
    dump: Option<String>,
    /// BIND's messages.
    messages: String,
    /// BIND's messages on SRV targets.
    srv_messages: String,
    /// The look-up facts of `oracle.py`.
    oracle: Value,
}

/// What `srvlint check --format json` says.
struct Checked {
    complete: bool,
    findings: Vec<Finding>,
}

/// A line of a file.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone)]
struct Place {
    path: String,
    line: u64,
}

struct Finding {
    rule: String,
    owner: String,
    place: Place,
    column: u64,
    labels: Vec<Place>,
    /// Message and notes.
    text: String,
}

impl Case {
    /// Runs srvlint on the file. Its output, or why that can't be trusted.
    fn srvlint(&self, arguments: &[&str]) -> Result<String, String> {
        let mut command = srvlint(&self.dir, arguments);
        command.args(["--origin", &self.origin, &self.file]);
        let output = command.output().map_err(|e| format!("srvlint does not run: {e}"))?;
        let told = String::from_utf8_lossy(&output.stderr);
        // What BIND reads no record of, such as a text in UTF-16, is no zone, and its findings are shown.
        let is_no_zone = || !self.accepted && told.contains("has no record");
        match output.status.code() {
            Some(code) if code <= 1 || code == 2 && is_no_zone() => {
                String::from_utf8(output.stdout).map_err(|_| "the output is not UTF-8".to_owned())
            }
            _ => Err(format!("{}: {}", output.status, told.trim())),
        }
    }

    fn findings(&self) -> Result<Checked, String> {
        let output = self.srvlint(&["check", "--format", "json", "--root", "."])?;
        let json: Value = serde_json::from_str(&output).map_err(|e| format!("no JSON: {e}"))?;
        let zones = json["zones"].as_array().ok_or("no `zones` in the JSON")?;
        let findings = json["findings"].as_array().ok_or("no `findings` in the JSON")?;
        Ok(Checked {
            complete: !zones.is_empty() && zones.iter().all(|z| z["complete"] == true),
            findings: findings.iter().map(Finding::new).collect(),
        })
    }
}

impl Finding {
    fn new(json: &Value) -> Finding {
        let notes = json["notes"].as_array().into_iter().flatten().filter_map(Value::as_str);
        Finding {
            rule: text(json, "rule").to_owned(),
            owner: lower(json, "owner"),
            place: Place::new(json),
            column: json["start"]["column"].as_u64().unwrap_or(0),
            labels: json["labels"].as_array().into_iter().flatten().map(Place::new).collect(),
            text: std::iter::once(text(json, "message")).chain(notes).collect::<Vec<_>>().join("; "),
        }
    }

    fn is_syntax(&self) -> bool {
        matches!(self.rule.as_str(), "syntax" | "include")
    }

    /// For how many more lines it says that the same is wrong.
    fn stands_for(&self) -> usize {
        if self.text.contains("this is not a zone file") {
            return usize::MAX;
        }
        let said = self.text.split("the same is wrong in ").nth(1);
        said.and_then(|said| said.split(' ').next()?.parse().ok()).unwrap_or(0)
    }

    fn places(&self) -> impl Iterator<Item = &Place> {
        std::iter::once(&self.place).chain(&self.labels)
    }
}

impl Place {
    fn new(json: &Value) -> Place {
        Place { path: plain(text(json, "path")), line: json["start"]["line"].as_u64().unwrap_or(0) }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.path, self.line)
    }
}

/// The corpus, and a scratch directory for as long as it is open.
struct Corpus {
    root: PathBuf,
    scratch: PathBuf,
    real: Vec<Case>,
    /// The tests take turns, so that there are never more than two srvlints at work.
    _turn: MutexGuard<'static, ()>,
}

impl Corpus {
    fn open(test: &str) -> Corpus {
        static TURN: Mutex<()> = Mutex::new(());
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let root = env::var_os("SRVLINT_CORPUS").expect("SRVLINT_CORPUS must name the corpus directory");
        let root =
            fs::canonicalize(&root).unwrap_or_else(|e| panic!("SRVLINT_CORPUS={}: {e}", root.display()));
        let scratch = env::temp_dir().join(format!("srvlint-corpus-{}-{test}", process::id()));
        let mut corpus = Corpus { real: vec![], root, scratch, _turn: turn };
        let manifest = read(&corpus.root.join("manifest.jsonl"));
        corpus.real =
            manifest.lines().map(|l| corpus.entry(&serde_json::from_str(l).expect("manifest"))).collect();
        corpus
    }

    fn real(&self) -> impl Iterator<Item = &Case> {
        self.real.iter()
    }

    fn entry(&self, entry: &Value) -> Case {
        let id = text(entry, "id");
        let oracle = |suffix: &str| fs::read(self.root.join(format!("oracle/{id}{suffix}"))).ok().map(lossy);
        let loads = !entry["n_records"].is_null();
        let wrap = entry["mode"] == "wrap";
        let mut dir = self.root.join("real");
        if let Some(cwd) = entry["cwd"].as_str() {
            dir = self.lay_out(id, &self.root.join(cwd)).unwrap_or_else(|e| panic!("{id}: {e}"));
        }
        Case {
            id: id.to_owned(),
            origin: lower(entry, "origin"),
            file: format!("{id}.{}", if wrap { "wrapper" } else { "zone" }),
            dir,
            wrap,
            accepted: entry["accepted_by"]["named-checkzone"] == true,
            includes_missing: entry["includes_missing"].as_array().is_some_and(|a| !a.is_empty()),
            dump: loads.then(|| oracle(".txt").unwrap_or_else(|| panic!("{id}: no dump"))),
            messages: oracle(".err.txt").unwrap_or_default(),
            srv_messages: oracle(".srv.txt").unwrap_or_default(),
            oracle: oracle(".json").map_or(Value::Null, |s| serde_json::from_str(&s).expect("oracle")),
        }
    }

    /// A directory that holds the zone, its wrapper and its includes. BIND ran in the directory of the
    /// includes.
    fn lay_out(&self, id: &str, includes: &Path) -> std::io::Result<PathBuf> {
        let dir = self.scratch.join(id);
        fs::create_dir_all(&dir)?;
        let copied = Command::new("cp").arg("-R").arg(includes.join(".")).arg(&dir).status()?;
        assert!(copied.success(), "cp of {}", includes.display());
        let name = format!("{id}.zone");
        fs::copy(self.root.join("real").join(&name), dir.join(&name))?;
        if let Ok(wrapper) = fs::read_to_string(self.root.join(format!("real/{id}.wrapper"))) {
            fs::write(dir.join(format!("{id}.wrapper")), wrapper.replace("$INCLUDE ../", "$INCLUDE "))?;
        }
        Ok(dir)
    }

    fn tricky(&self) -> impl Iterator<Item = Case> {
        let mut dirs: Vec<PathBuf> =
            fs::read_dir(self.root.join("tricky")).expect("tricky").flatten().map(|e| e.path()).collect();
        dirs.retain(|d| d.is_dir());
        dirs.sort();
        dirs.into_iter().map(|dir| {
            let json = |name: &str| serde_json::from_str(&read(&dir.join(name))).expect("JSON");
            let case: Value = json("case.json");
            let lines = |key: &str| {
                case[key]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                    .collect::<Vec<_>>()
                    .join("\n")
            };
            Case {
                id: text(&case, "case").to_owned(),
                origin: lower(&case, "origin"),
                file: "zone.db".to_owned(),
                wrap: false,
                includes_missing: false,
                accepted: case["bind_accepts"] == true,
                dump: (case["bind_accepts"] == true).then(|| read(&dir.join("expected.dump"))),
                messages: lines("bind_messages"),
                srv_messages: lines("bind_srv_checks"),
                oracle: json("oracle.json"),
                dir,
            }
        })
    }
}

impl Drop for Corpus {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.scratch);
    }
}

// ------------------------------------------------------------ running and judging

/// Compares all cases on two threads, prints the summary, and fails with every unexplained difference.
fn run<C: std::borrow::Borrow<Case> + Sync>(
    what: &str,
    explained: Explained,
    cases: impl Iterator<Item = C>,
    compare: impl Fn(&Case) -> Vec<String> + Sync,
) {
    let cases: Vec<C> = cases.collect();
    assert!(!cases.is_empty(), "{what}: the corpus holds no file to compare");
    let next = AtomicUsize::new(0);
    let work = || {
        let mut differing = Vec::new();
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let differences = compare(case.borrow());
            if !differences.is_empty() {
                differing.push((case.borrow().id.clone(), differences));
            }
        }
        differing
    };
    let mut differing = thread::scope(|s| {
        let threads = [s.spawn(work), s.spawn(work)];
        threads.into_iter().flat_map(|t| t.join().expect("a comparison panicked")).collect::<Vec<_>>()
    });
    differing.sort();

    let covers = |(pattern, _): &&(&str, &str), id: &str| id.starts_with(pattern);
    let (exceptions, failures): (Vec<_>, Vec<_>) =
        differing.iter().partition(|(id, _)| explained.iter().any(|e| covers(&e, id)));
    let stale: Vec<_> = explained.iter().filter(|e| !differing.iter().any(|(id, _)| covers(e, id))).collect();
    let matched = cases.len() - differing.len();
    let summary = format!(
        "{what}: {} files compared, {matched} matched, {} explained, {} failed",
        cases.len(),
        exceptions.len(),
        failures.len()
    );
    println!("{summary}");

    let mut report = String::new();
    for (id, differences) in &failures {
        report += &format!("{id}: {} differences\n", differences.len());
        differences.iter().take(5).for_each(|d| report += &format!("    {}\n", shorten(d)));
    }
    for (id, reason) in &stale {
        report += &format!("{id}: explained ({reason}), but nothing differs: take it out of the table\n");
    }
    assert!(report.is_empty(), "\n{report}{summary}, {} explanations stale", stale.len());
}

// ------------------------------------------------------------ small things

fn text<'a>(json: &'a Value, key: &str) -> &'a str {
    json[key].as_str().unwrap_or_default()
}

fn lower(json: &Value, key: &str) -> String {
    text(json, key).to_ascii_lowercase()
}

/// A path as written, without `./` and `../` before it.
fn plain(path: &str) -> String {
    let mut path = path;
    while let Some(rest) = path.strip_prefix("./").or_else(|| path.strip_prefix("../")) {
        path = rest;
    }
    path.to_owned()
}

fn read(path: &Path) -> String {
    fs::read(path).map(lossy).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn lossy(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}

fn list(set: &BTreeSet<String>) -> String {
    let shown: Vec<&str> = set.iter().take(4).map(String::as_str).collect();
    format!("[{}{}]", shown.join(", "), if set.len() > 4 { ", …" } else { "" })
}

fn shorten(line: &str) -> String {
    let mut short: String = line.chars().flat_map(char::escape_debug).take(300).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    short
}
