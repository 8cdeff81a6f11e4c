//! Marks the findings that suppressions cover, and adds one for each suppression without effect.

use std::collections::{HashMap, HashSet};

use crate::base::printable::{harmless_text, printable};
use crate::base::severity::Severity;
use crate::base::source::{FileKey, Sources};
use crate::base::span::{SourceId, Span};
use crate::base::spelling::hint;
use crate::check::options::Options;
use crate::check::suppress::comment::{BadComment, CommentRange, Suppression, suppressions};
use crate::check::suppress::deletion::deletion;
use crate::check::suppress::ignores::Ignores;
use crate::rules::engine::capped::{Capped, Listed};
use crate::rules::finding::Finding;
use crate::rules::unused_suppression::{self, Claim, Flaw};
use crate::rules::{self, RULES};
use crate::syntax::lexer::{Kind, Tokens};
use crate::syntax::{Entry, MARK, Parser, Start};
use crate::workspace::Workspace;
use crate::zone::Zone;

/// Marks the findings that suppressions silence, and adds one for each suppression without effect. The findings are those
/// of the zones that are `wanted`. Of those that comments silence, `counts` may let some stand.
pub fn apply(
    workspace: &Workspace,
    options: &Options,
    wanted: &dyn Fn(&Zone) -> bool,
    counts: Option<Counts<'_>>,
    findings: &mut Vec<Finding>,
) {
    if options.no_ignores {
        return;
    }
    let mut files = scan_all(workspace, options, wanted);
    let ignores = Ignores::new(workspace, options);
    let sources = &workspace.sources;
    silence_all(findings, &mut files, sources, counts, options);
    ignores.silence(findings, sources);
    let mut own = ignores.expired.clone();
    let mut in_order: Vec<&mut File> = files.values_mut().collect();
    in_order.sort_unstable_by_key(|file| file.source);
    for file in in_order {
        let mut listing = std::mem::replace(&mut file.findings, Capped::new(Listed::default()));
        for cover in file.covers.iter().filter(|cover| is_in_vain(cover, options)) {
            let (start, end) = deletion(sources.file(file.source).bytes(), cover.place);
            let deleted = Span::new(file.source, start, end);
            listing.push(file.finding(cover.place, Flaw::Unused { rule: cover.rule, deleted }));
        }
        own.extend(listing.finish("file"));
    }
    silence_all(&mut own, &mut files, sources, counts, options);
    ignores.silence(&mut own, sources);
    findings.append(&mut own);
}

/// A finding that a comment silences.
pub(crate) struct Silenced<'f> {
    /// The finding.
    pub finding: &'f Finding,
    /// Whether the comment is for the whole file.
    pub by_whole_file: bool,
}

/// For each of these findings whether the comment that silences it counts.
pub(crate) type Counts<'c> = &'c dyn Fn(&[Silenced<'_>]) -> Vec<bool>;

/// The rules that suppressions for the whole file silence in a text.
pub(crate) fn rules_of_whole_file(text: &[u8], source: SourceId, options: &Options) -> HashSet<&'static str> {
    let mut file = File::new(source, String::new(), Capped::new(Listed::default()));
    if memchr::memmem::find(text, MARK).is_some() {
        file.scan(text, options);
    }
    file.whole.into_keys().collect()
}

/// Marks the findings that comments cover, and otherwise those whose comments `counts` does not let stand.
fn silence_all<'w>(
    findings: &mut [Finding],
    files: &mut HashMap<FileKey<'w>, File>,
    sources: &'w Sources,
    counts: Option<Counts<'_>>,
    options: &Options,
) {
    let mut silenced = Vec::new();
    for (number, finding) in findings.iter_mut().enumerate() {
        silenced.extend(silence(finding, files, sources).map(|by_whole_file| (number, by_whole_file)));
    }
    let Some(counts) = counts else { return };
    let asked: Vec<Silenced<'_>> = silenced
        .iter()
        .map(|(number, by_whole_file)| Silenced {
            finding: &findings[*number],
            by_whole_file: *by_whole_file,
        })
        .collect();
    for (counts, (number, _)) in counts(&asked).into_iter().zip(silenced) {
        findings[number].suppressed = counts;
        findings[number].overruled = !counts;
        if let Some(revision) = options.trust.as_deref().filter(|_| !counts) {
            let note = format!(
                "the comment that is to silence it is not in `{}`, so it does not count",
                harmless_text(revision)
            );
            findings[number].note(note);
        }
    }
}

/// One rule that a suppression names, and where that may match.
struct Cover {
    rule: &'static str,
    by_whole_file: bool,
    place: CommentRange,
    used: bool,
}

/// The suppressions of one file. A file that was read twice, as itself and as included, is one.
struct File {
    source: SourceId,
    zone: String,
    covers: Vec<Cover>,
    /// Where each entry ends, with the blank lines and comments before it, in file order.
    entry_ends: Vec<u32>,
    /// The cover for a rule in one of the entries.
    by_entry: HashMap<(usize, &'static str), usize>,
    /// The cover for a rule in the whole file.
    whole: HashMap<&'static str, usize>,
    /// What is wrong with the suppressions themselves.
    findings: Capped,
}

fn scan_all<'w>(
    workspace: &'w Workspace,
    options: &Options,
    wanted: &dyn Fn(&Zone) -> bool,
) -> HashMap<FileKey<'w>, File> {
    let (mut files, mut seen, mut listed) = (HashMap::new(), HashSet::new(), Listed::default());
    for zone in workspace.zones().filter(|zone| wanted(zone)) {
        for source in &zone.marked {
            let file = workspace.sources.file(*source);
            if seen.insert(file.key()) {
                let mut scanned = File::new(*source, zone.origin_text(), Capped::new(listed));
                scanned.scan(file.bytes(), options);
                listed.add(scanned.findings.listed());
                files.insert(file.key(), scanned);
            }
        }
    }
    files
}

/// Marks `finding` if a suppression covers it. Returns whether that is one for the whole file; `None` if none covers it.
fn silence<'w>(
    finding: &mut Finding,
    files: &mut HashMap<FileKey<'w>, File>,
    sources: &'w Sources,
) -> Option<bool> {
    let span = sources.written(finding.span);
    let file = files.get_mut(&sources.file(span.source).key())?;
    // A place behind the last octet belongs to what ends there.
    let last = sources.file(span.source).bytes().len().saturating_sub(1) as u32;
    let entry = file.entry_ends.partition_point(|end| *end <= span.start.min(last));
    let cover = file.by_entry.get(&(entry, finding.rule)).or_else(|| file.whole.get(finding.rule))?;
    let cover = &mut file.covers[*cover];
    cover.used = true;
    finding.suppressed = true;
    Some(cover.by_whole_file)
}

impl File {
    fn new(source: SourceId, zone: String, findings: Capped) -> Self {
        Self {
            source,
            zone,
            covers: Vec::new(),
            entry_ends: Vec::new(),
            by_entry: HashMap::new(),
            whole: HashMap::new(),
            findings,
        }
    }

    /// Finds the suppressions of a text, entry by entry, as the parser cuts it.
    fn scan(&mut self, text: &[u8], options: &Options) {
        let (mut parser, mut errors) = (Parser::new(text, Start::File), Vec::new());
        let (mut from, mut before_records) = (0, true);
        loop {
            let is_record = match parser.next(&mut errors) {
                None => break,
                Some(entry) => matches!(entry, Entry::Record(_) | Entry::Generate(_)),
            };
            errors.clear();
            let to = parser.offset();
            let words_begin = self.scan_comments(text, from, to, |file, found, words_seen| {
                let early = before_records && !(is_record && words_seen);
                file.claim(found, text, options, early);
            });
            debug_assert!(words_begin, "an entry has words");
            self.entry_ends.push(to);
            before_records &= !is_record;
            from = to;
        }
        // Behind the last entry there is nothing left to cover.
        self.scan_comments(text, from, text.len() as u32, |file, found, _| {
            file.claim(found, text, options, before_records);
        });
    }

    /// Calls `found` for every suppression between two offsets, with whether words stand before it.
    /// Returns whether there are words.
    fn scan_comments(
        &mut self,
        text: &[u8],
        from: u32,
        to: u32,
        mut found: impl FnMut(&mut Self, Suppression, bool),
    ) -> bool {
        let mut words = false;
        for token in Tokens::new(text, from).take_while(|token| token.start < to) {
            match token.kind {
                Kind::Word | Kind::Quoted | Kind::Unclosed => words = true,
                Kind::Comment => {
                    for suppression in suppressions(token.text(text), token.start) {
                        match suppression {
                            Ok(suppression) => found(self, suppression, words),
                            Err(BadComment { place, message, help }) => {
                                self.report(place, Flaw::Unreadable { message: &message, help });
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        words
    }

    /// Notes what a suppression covers, or what keeps it from covering anything.
    fn claim(&mut self, found: Suppression, text: &[u8], options: &Options, before_records: bool) {
        let (mut rules, mut unknown) = (Vec::new(), Vec::new());
        for place in found.rules {
            let octets = &text[place.0 as usize..place.1 as usize];
            match std::str::from_utf8(octets).ok().and_then(rules::find) {
                Some(rule) => rules.push((rule.name, place)),
                None => unknown.push((place, octets)),
            }
        }
        unknown.into_iter().for_each(|(place, octets)| self.unknown_rule(place, octets, rules.is_empty()));
        if rules.is_empty() {
            return;
        }
        if found.whole_file && !before_records {
            self.report(found.place, Flaw::Late);
            return;
        }
        if let Some((day, place)) = found.until.filter(|(day, _)| options.is_over(*day)) {
            if rules.iter().any(|(rule, _)| options.rules.levels.is_selected(rule)) {
                let rules: Vec<&str> = rules.iter().map(|(rule, _)| *rule).collect();
                self.report(place, Flaw::Over { rules: &rules, day });
            }
            return;
        }
        let entry = self.entry_ends.len();
        for (rule, place) in rules {
            let number = self.covers.len();
            self.covers.push(Cover { rule, by_whole_file: found.whole_file, place, used: false });
            if found.whole_file {
                self.whole.entry(rule).or_insert(number);
            } else {
                self.by_entry.entry((entry, rule)).or_insert(number);
            }
        }
    }

    fn unknown_rule(&mut self, place: CommentRange, name: &[u8], is_alone: bool) {
        let shown = printable(name);
        let hint = || hint(&shown, RULES.iter().map(|rule| rule.name));
        let are_rules = |mut names: std::str::Split<'_, _>| names.all(|name| rules::find(name).is_some());
        let is_list = are_rules(shown.split(|letter: char| !letter.is_alphanumeric() && letter != '-'));
        let help = || match is_list {
            true => "put commas between the names of rules".to_owned(),
            false => hint().unwrap_or_else(|| "`srvlint rules` lists the rules".to_owned()),
        };
        let help = self.findings.has_room(Severity::Warning).then(help);
        self.report(place, Flaw::UnknownRule { name: &shown, is_alone, help });
    }

    fn report(&mut self, place: CommentRange, flaw: Flaw<'_>) {
        let finding = self.finding(place, flaw);
        self.findings.push(finding);
    }

    fn finding(&self, place: CommentRange, flaw: Flaw<'_>) -> Finding {
        let span = Span::new(self.source, place.0, place.1);
        unused_suppression::finding(Claim { span, zone: &self.zone, flaw })
    }
}

/// Whether a cover silences nothing although its rule ran. One for `unused-suppression` itself is a
/// precaution: without it, what it covers would not be there.
fn is_in_vain(cover: &Cover, options: &Options) -> bool {
    !cover.used && cover.rule != unused_suppression::NAME && options.rules.levels.is_selected(cover.rule)
}
