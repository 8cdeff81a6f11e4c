//! The submodules that a revision has, too: it has only the names of their commits, so neither its zones nor those of the run
//! are looked for in them. Loads no zone.

use std::borrow::Cow;
use std::path::PathBuf;

use crate::base::printable::harmless_text;
use crate::check::changes::base::Base;
use crate::check::options::Options;
use crate::files::{Files, PathSet, Snapshot};

/// The options of a run that is compared with `base`: no walk looks into the submodules that both have.
pub(crate) fn without_submodules<'o>(options: &'o Options, base: Option<&Base>) -> Cow<'o, Options> {
    let snapshot = base.and_then(|base| base.files.snapshot());
    let submodules: PathSet = snapshot.into_iter().flat_map(Snapshot::submodules).collect();
    if submodules.is_empty() {
        return Cow::Borrowed(options);
    }
    let mut options = options.clone();
    options.discover.submodules = submodules;
    Cow::Owned(options)
}

/// In a line each, which submodules a run does not look into: of a hook's, those that the change moves to another commit.
pub(crate) fn says_not_looked_at(base: &Base, files: &Files, is_hook: bool) -> Vec<String> {
    let Some(before) = base.files.snapshot() else { return Vec::new() };
    let mut all = before.submodules();
    if all.is_empty() {
        return Vec::new();
    }
    let index = if files.has_disk() { base.repository.index().ok() } else { None };
    let Some(now) = files.snapshot().or(index.as_ref()) else { return Vec::new() };
    let [there, new] = [now.submodules(), now.new_submodules(before)].map(PathSet::from_iter);
    all.retain(|path| there.contains(path) && (!is_hook || new.contains(path)));
    let revision = harmless_text(&base.name);
    let said = |path: &PathBuf| {
        let is_of = if new.contains(path) { "of another commit than in" } else { "there in" };
        format!(
            "`{}` is a submodule, {is_of} `{revision}`: its zones are not compared; lint them in its own repository",
            files.shown(path)
        )
    };
    all.iter().map(said).collect()
}
