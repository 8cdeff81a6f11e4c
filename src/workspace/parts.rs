//! Which of the zones that were loaded are only parts of others, whose files include theirs.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use crate::base::source::Sources;
use crate::discover::{AssumedOrigin, Collected, Fragment, LeftOut, Request};
use crate::workspace::member::Member;
use crate::zone::OriginSource;

/// A zone that was loaded.
pub(in crate::workspace) struct LoadedFile {
    /// The turn of its file. The zones of one file follow each other.
    pub turn: usize,
    /// Whether it is a zone of its own even if another zone includes its file.
    pub standing: Standing,
    pub member: Arc<Member>,
    /// The name under which it was loaded; `Some` only if a later base may be compared with this load.
    pub assumed: Option<Box<AssumedOrigin>>,
}

/// Whether a zone stays one of its own where another includes its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::workspace) enum Standing {
    /// It does.
    ItsOwn,
    /// Its file's name tells its name, and an including zone may be the same: it is linted as that.
    ByFileName,
    /// Nothing tells its name without the file that includes it.
    Part,
}

impl Standing {
    /// That of a zone with this name, whose file may be told by the user.
    pub fn of(is_told: bool, assumed: &AssumedOrigin) -> Self {
        match assumed.source {
            _ if is_told => Standing::ItsOwn,
            _ if !assumed.is_its_own() => Standing::Part,
            OriginSource::FileName => Standing::ByFileName,
            _ => Standing::ItsOwn,
        }
    }
}

/// Leaves out the zones whose files are only parts of other zones: a file that another zone of the run includes, and
/// that does not tell its name without it. Of files that include each other the last one stays. Tells of files with SRV
/// records that no zone includes, and of directories without zones that hold no part of one either.
pub(in crate::workspace) fn leave_out_parts(
    done: &mut Vec<LoadedFile>,
    collected: &mut Collected,
    request: &Request,
    sources: &Sources,
) {
    let mut included: HashMap<&Path, Vec<usize>> = HashMap::new();
    for (number, loaded) in done.iter().enumerate() {
        for id in loaded.member.zone.files.iter().skip(1) {
            if let Some(location) = sources.location(*id) {
                included.entry(location).or_default().push(number);
            }
        }
    }
    let mut leave_out = |path: &str, why: String| {
        if request.tells_left_out {
            collected.left_out.push(LeftOut { path: path.to_owned(), why });
        }
    };
    let part_of = |includer: usize| {
        let zone = &done[includer].member.zone;
        format!("a part of the zone in `{}`, which includes it", sources.file(zone.source).path)
    };
    for Fragment { path, resolved, why, is_zone } in std::mem::take(&mut collected.fragments) {
        if let Some(includer) = included.get(&*resolved).and_then(|includers| includers.first()) {
            leave_out(&path, part_of(*includer));
            continue;
        }
        let line = |how: &str| format!("`{path}` is not linted: {why}; name it{how} to have it linted");
        collected.skipped.extend((!request.is_hook).then(|| line("")));
        let is_unreadable = request.is_hook && is_zone;
        collected.unreadable.extend(is_unreadable.then(|| (resolved, line(" without `--hook`"))));
        leave_out(&path, why);
    }
    for (directory, fault) in std::mem::take(&mut collected.without_zone) {
        let holds_a_part = included.keys().any(|location| location.starts_with(&directory));
        collected.faults.extend((!holds_a_part).then_some(fault));
    }
    if included.is_empty() {
        return;
    }
    let mut stays = vec![true; done.len()];
    let may_be_part = |(_, loaded): &(usize, &LoadedFile)| loaded.standing != Standing::ItsOwn;
    for (number, loaded) in done.iter().enumerate().filter(may_be_part) {
        let zone = &loaded.member.zone;
        let location = sources.location(zone.source);
        let mut includers = location.and_then(|location| included.get(location)).into_iter().flatten();
        let is_whole = |includer: usize| {
            loaded.standing == Standing::Part || done[includer].member.zone.apex.key() == zone.apex.key()
        };
        let includer =
            includers.find(|includer| stays[**includer] && **includer != number && is_whole(**includer));
        stays[number] = includer.is_none();
        if let Some(includer) = includer {
            leave_out(&sources.file(zone.source).path, part_of(*includer));
        }
    }
    let mut stays = stays.into_iter();
    done.retain(|_| stays.next() == Some(true));
}
