//! Which findings of a run its base has too, and which of the base's the run has no more. Loads and judges nothing.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use crate::base::source::Sources;
use crate::base::span::SourceId;
use crate::check::fingerprint::{Found, KnownAs, counted, key_in_any_file, match_known};
use crate::rules::finding::Finding;
use crate::workspace::Workspace;
use crate::zone::Zone;

/// For each of the findings of a run whether the base, a revision's zones, has it. A finding of the same file is taken first,
/// then one of another file of the same zone. After that a finding of a file that is gone will do for one in a file that is
/// new, for files are renamed: a zone's name alone excuses nothing, as other files may have it, or none. Besides, of each of the base's findings how
/// many the run has no more.
pub(crate) fn known_in_base(
    (findings, workspace): (&[&Finding], &Workspace),
    (of_base, base): (&[Finding], &Workspace),
) -> (Vec<bool>, Vec<u32>) {
    let sources = &workspace.sources;
    let path = |finding: &Finding| -> &str { &sources.file(finding.span.source).path };
    let [homes, homes_of_base] = [workspace, base].map(homes);
    let (is_in_base, is_in_run) = (Lying::new(base), Lying::new(workspace));
    let known = |finding: &'_ _| KnownAs {
        path: path(finding),
        home: home(finding, &homes_of_base, sources),
        key: key_in_any_file(finding),
        severity: finding.severity,
        count: counted(finding),
        may_have_moved: !is_in_run.lies(finding.span.source),
    };
    let mut known: Vec<KnownAs<'_, [u8; 32]>> = of_base.iter().map(known).collect();
    let found = |finding: &&'_ Finding| Found {
        path: path(finding),
        home: home(finding, &homes, sources),
        key: key_in_any_file(finding),
        severity: finding.severity,
        count: counted(finding),
        may_have_moved: !is_in_base.lies(finding.span.source),
    };
    let found: Vec<Found<'_, [u8; 32]>> = findings.iter().map(found).collect();
    let is_known = match_known(&found, &mut known);
    (is_known, known.into_iter().map(|one| one.count).collect())
}

/// The own files of zones, by the files that they include and by their names.
type Homes = HashMap<(SourceId, String), SourceId>;

fn homes(workspace: &Workspace) -> Homes {
    let mut homes = Homes::new();
    for zone in workspace.zones().filter(|zone| zone.files.len() > 1) {
        for file in zone.files.iter().filter(|file| **file != zone.source) {
            homes.entry((*file, zone.origin_text())).or_insert(zone.source);
        }
    }
    homes
}

fn home<'s>(finding: &Finding, homes: &Homes, sources: &'s Sources) -> &'s str {
    let source = finding.span.source;
    let included = if homes.is_empty() { None } else { homes.get(&(source, finding.zone.clone())) };
    &sources.file(*included.unwrap_or(&source)).path
}

/// Which files lie where they did.
struct Lying<'w> {
    workspace: &'w Workspace,
    asked: RefCell<HashMap<SourceId, bool>>,
}

impl<'w> Lying<'w> {
    fn new(workspace: &'w Workspace) -> Self {
        Self { workspace, asked: RefCell::default() }
    }

    /// Whether the file of a text, which may be another revision's, lies here, too.
    fn lies(&self, source: SourceId) -> bool {
        let Workspace { sources, files, .. } = self.workspace;
        let lies = || {
            let location = sources.location(source);
            location.is_some_and(|path| files.resolve(path).is_ok_and(|resolved| resolved == path))
        };
        *self.asked.borrow_mut().entry(source).or_insert_with(lies)
    }
}

/// Those findings that the base had and that are in zones that the run has, with how many there are: there they are repaired.
pub(crate) fn repaired(
    of_base: impl Iterator<Item = (Finding, u32)>,
    workspace: &Workspace,
) -> (Vec<Finding>, usize) {
    let mut gone = of_base.filter(|(_, left)| *left > 0).peekable();
    if gone.peek().is_none() {
        return (Vec::new(), 0);
    }
    let zones: HashSet<String> = workspace.zones().map(Zone::origin_text).collect();
    let (gone, counts): (Vec<Finding>, Vec<u32>) =
        gone.filter(|(finding, _)| zones.contains(&finding.zone)).unzip();
    (gone, counts.into_iter().map(|count| count as usize).sum())
}
