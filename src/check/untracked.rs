//! Included files that git does not track: they are here, but a clone of the repository lacks them.
//! Asks git once for a root, and only if a zone has includes.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::check::options::Options;
use crate::files::{Files, Listed, root_of, untracked};
use crate::syntax::{Entry, Parser, Start};
use crate::workspace::Member;
use crate::workspace::load::LoadedZones;
use crate::zone::mistake::{Mistake, MistakeKind};
use crate::zone::word_text;

/// Adds a mistake for each `$INCLUDE` in a tracked file of a file that is among those that are not tracked. A file that git ignores was left out
/// on purpose, and is mostly made at deployment. Submodules have their own index.
pub(crate) fn report(
    loaded: &mut LoadedZones,
    untracked_files: &HashSet<PathBuf>,
    options: &Options,
    sources: &Sources,
    files: &Files,
) {
    if untracked_files.is_empty() || !options.rules.levels.is_selected("include") {
        return;
    }
    let with_includes = loaded.members.iter().filter(|member| member.zone.files.len() > 1);
    let mut asked: HashMap<PathBuf, HashSet<&Path>> = HashMap::new();
    for member in with_includes {
        let paths = member.zone.files.iter().filter_map(|id| sources.location(*id));
        let paths = paths.filter(|path| untracked_files.contains(*path));
        asked.entry(root_of(&member.root)).or_default().extend(paths);
    }
    let answer = |(top, paths): (PathBuf, HashSet<&Path>)| {
        untracked(&top, &paths, &options.surroundings, Listed::NotIgnored).unwrap_or_default()
    };
    let missing: HashSet<PathBuf> = asked.into_iter().flat_map(answer).collect();
    if missing.is_empty() {
        return;
    }
    let is_missing = |id: &SourceId| sources.location(*id).is_some_and(|location| missing.contains(location));
    for member in loaded.members.iter_mut().filter(|member| member.zone.files.iter().any(is_missing)) {
        let tracked = member.zone.files.iter().filter(|id| !is_missing(id));
        let mistakes: Vec<Mistake> =
            tracked.flat_map(|id| in_file(*id, member, &is_missing, sources, files)).collect();
        Arc::get_mut(member).expect("no workspace has the zone yet").mistakes.extend(mistakes);
    }
}

/// The mistakes in one file of a zone.
fn in_file(
    id: SourceId,
    member: &Member,
    is_missing: &dyn Fn(&SourceId) -> bool,
    sources: &Sources,
    files: &Files,
) -> Vec<Mistake> {
    let text = sources.file(id).bytes();
    let (mut parser, mut ignored, mut mistakes) = (Parser::new(text, Start::File), Vec::new(), Vec::new());
    while let Some(entry) = parser.next(&mut ignored) {
        ignored.clear();
        let Entry::Include { path, .. } = entry else { continue };
        let span = Span::new(id, path.start, path.end);
        let included = files.include(sources, id, word_text(sources.bytes(span)), span, &member.root);
        let Some(included) = included.ok().filter(is_missing) else { continue };
        let path = &sources.file(included).path;
        let message =
            format!("included file `{path}` is not tracked by git: it is read here, but a clone lacks it");
        let help = format!("`git add {path}`, or list it in `.gitignore` if it is made at deployment");
        let mistake = Mistake::new(MistakeKind::Untracked, span, message);
        mistakes.push(Mistake { help: Some(help), detail: sources.text(span), ..mistake });
    }
    mistakes
}
