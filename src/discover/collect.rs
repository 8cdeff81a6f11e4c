//! The paths of a run to the files that are read as zones, and to what the server configurations
//! around them say. Decides no zone's name.
//!
//! Three things happen here, and each asks the others. A *walk* of a directory finds files and looks at the
//! beginning of each (`look`): mostly that says whether it is a zone. Where it does not, because the
//! beginning is damaged, the *configurations* of name servers around the file are asked (`configurations`),
//! which are read at most once for a root. They also name zones of their own, where the user gives one as a
//! path, and later tell whose zones files are.
//!
//! The zones of a walk are loaded in *batches* (`batch`) while the walk goes on, because a run on a hundred
//! thousand files cannot hold all of their texts. A file may be loaded so early only if nothing that the run
//! has yet to look at says anything about it: no later path may lead to it (so this is done in the walk of
//! the last path alone, and not for files that links lead to), and no configuration may be waiting among the
//! paths. The zones keep the turns of their files, so that the output is the same whatever was loaded first.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::bytes::FileBytes;
use crate::base::printable::harmless_text;
use crate::base::progress::Phase;
use crate::discover::batch::{Batch, BatchResult, NextBatch, Texts};
use crate::discover::collected::Collected;
use crate::discover::collector::Collector;
use crate::discover::configurations::{Configurations, Doubtful};
use crate::discover::input::{Input, RunFault};
use crate::discover::look::NoZones;
use crate::discover::request::Request;
use crate::discover::server_config::NamedFiles;
use crate::discover::walk::{FoundFile, FoundFiles, find};
use crate::discover::zone_file::{KnownFile, ZoneFile};
use crate::files::{
    Files, LARGEST_FILE, Led, PathSet, Snapshot, Unread, WalkScope, is_bare_repository, normalise,
};

/// Reads the files that `inputs` name, and the zones in the directories that they name. Asks first
/// what is `known` of the file at a path, links resolved. If the texts are the run's own, hands the
/// files of a walk to `load` while their texts are at hand.
pub fn collect(
    inputs: &[Input],
    request: &Request,
    texts: Texts<'_>,
    files: &Files,
    known: &dyn Fn(&Path) -> Option<KnownFile>,
    load: &mut dyn FnMut(Batch<'_>) -> BatchResult,
) -> Collected {
    let mut collector = Collector {
        request,
        texts,
        files,
        known,
        load,
        root: files.confined_to.as_deref().map(Arc::from),
        collected: Collected::default(),
        turns: 0,
        batch: NextBatch::default(),
        configurations: Configurations::new(request, files),
        above: PathSet::default(),
        no_zones: NoZones::default(),
        zones: 0,
        excluded: 0,
        waiting: Vec::new(),
    };
    request.progress.begin(Phase::Reading, 0);
    for (number, input) in inputs.iter().enumerate() {
        collector.input(input, number + 1 == inputs.len());
    }
    collector.read_configurations();
    collector.tell_of_configurations();
    if let Some(Err(fault)) = files.snapshot().map(Snapshot::may_read_all) {
        collector.fault(format!("part of what the run asks for {}", fault.reason()));
    }
    let Collector { mut collected, configurations, .. } = collector;
    collected.declared = configurations.finish();
    collected.sort();
    collected
}

impl Collector<'_> {
    /// Reads what an input leads to, which may be the `last` one of the run. That this is not a zone is a fault.
    fn input(&mut self, input: &Input, last: bool) {
        if self.is_excluded(input) {
            return;
        }
        let (before, excluded) = ((self.zones, self.collected.faults.len()), self.excluded);
        match input {
            Input::Stdin => self.stdin(),
            Input::Path(path) => self.path(path, last),
        }
        let after = (self.zones, self.collected.faults.len());
        if before == after && !self.request.is_hook && !self.seen_before(input) {
            let shown = match input {
                Input::Path(path) => harmless_text(&path.to_string_lossy()).into_owned(),
                Input::Stdin => "standard input".to_owned(),
            };
            let hint = match input {
                Input::Path(path) if self.files.lie_on_disk() && is_bare_repository(path) => {
                    "it is a bare git repository: say with `--tree REV` what to lint"
                }
                _ if self.excluded > excluded => {
                    "what it holds is excluded; `srvlint zones --skipped` lists the files"
                }
                _ => {
                    "no file in it has an SOA record that can be read; name a file to have it read whatever it holds"
                }
            };
            let message = format!("no zone in `{shown}`: {hint}");
            let directory = match input {
                Input::Path(path) => {
                    self.files.resolve(path).ok().filter(|path| self.files.is_directory(path))
                }
                Input::Stdin => None,
            };
            match directory {
                Some(directory) => self.collected.without_zone.push((directory, RunFault(message))),
                None => self.fault(message),
            }
        }
    }

    /// Whether a path gave no zone only because an earlier one gave them all, or because it is a
    /// server's configuration, whose zones come later.
    fn seen_before(&self, input: &Input) -> bool {
        let Input::Path(path) = input else { return false };
        let Ok(path) = self.files.resolve(path) else { return false };
        // A named file that was read is a zone or a configuration; else there is a fault.
        self.collected.read.contains(&path) || self.above.contains(&path)
    }

    /// Whether a named path is left out: it may be, if the user says so.
    fn is_excluded(&self, input: &Input) -> bool {
        let Input::Path(path) = input else { return false };
        let excludes = |path: PathBuf| {
            let is_directory = self.files.is_directory(&path);
            self.request.excludes(&path, is_directory, Path::new("/"))
        };
        self.request.force_exclude && self.files.resolve(path).is_ok_and(excludes)
    }

    fn stdin(&mut self) {
        let name = self.request.stdin_name.as_deref();
        // The text was read already if it was asked for before, or stands for a file.
        let of_file = || {
            let path = self.files.working_directory.join(name?);
            if let Some(text) = self.files.text_in_place(&normalise(&path)) {
                return Some(Ok(FileBytes::from(text.to_vec())));
            }
            let overlay = self.files.overlay()?;
            Some(overlay.read(&overlay.resolve(&path).ok()?).map_err(|fault| fault.reason()))
        };
        let read = || (self.request.read_stdin)().map(FileBytes::from).map_err(|error| error.to_string());
        let known = self.request.stdin_text.as_ref().map(|text| Ok(FileBytes::from(text.to_vec())));
        let octets = match known.or_else(of_file).unwrap_or_else(read) {
            Ok(octets) => octets,
            Err(error) => return self.fault(format!("standard input cannot be read: {error}")),
        };
        if octets.len() as u64 > LARGEST_FILE {
            return self.fault(format!("standard input is larger than {} MiB", LARGEST_FILE >> 20));
        }
        let location = name.map(|name| normalise(&self.files.working_directory.join(name)));
        let location: Option<Arc<Path>> = location.map(Arc::from);
        let root = self.root.clone();
        let root = root.unwrap_or_else(|| self.files.root_of(&self.files.working_directory).into());
        let shown = name.map_or("<stdin>".to_owned(), |name| self.files.shown(Path::new(name)));
        let paths = location.iter().cloned().collect();
        let source = self.texts.add(shown, location, octets, None);
        let turn = self.next_turn();
        self.zones += 1;
        self.collected.found.push(ZoneFile { source, turn, root, paths, is_told: true, soa: None });
    }

    /// Reads what a path leads to, which may be the `last` one of the run.
    fn path(&mut self, path: &Path, last: bool) {
        let resolved = match self.files.resolve(path) {
            Ok(resolved) => resolved,
            Err(fault) => return self.unread_named(path, &fault),
        };
        let root = match self.root_of_named(path, &resolved) {
            Some(root) => root,
            None => {
                let hint = "it is a symbolic link that leads out of the root; name the file itself, or widen the root by `--root`";
                return self.unread(path, hint);
            }
        };
        if !resolved.starts_with(&root) {
            return self.unread(path, &Unread::Outside.reason());
        }
        if !self.files.is_directory(&resolved) {
            let file = FoundFile { path: path.into(), named: true, root, resolved: None };
            return self.file(&file, None);
        }
        let scope = WalkScope { tells: self.request.tells_left_out, ..WalkScope::WHOLE };
        let FoundFiles { files: mut found, unread, left_out, ignores_nothing } =
            find(self.files, path, &root, scope);
        self.tell_of_ignored(ignores_nothing.as_deref(), path);
        for (path, why) in left_out {
            self.leave_out(&path, why);
        }
        if self.request.may_exclude() {
            found.retain(|file| {
                let below = file.path.strip_prefix(path).unwrap_or(&file.path);
                let is_excluded = self.request.excludes(&resolved.join(below), false, &resolved);
                if is_excluded {
                    self.excluded += 1;
                    self.leave_out(&file.path, "excluded by the user");
                }
                !is_excluded
            });
        }
        self.request.progress.add(found.len());
        for (path, reason) in unread {
            self.unread(&path, &reason);
        }
        if resolved == *root {
            let lies = |file: &FoundFile| match file.path.strip_prefix(path) {
                Ok(below) => resolved.join(below).into(),
                Err(_) => Arc::clone(&file.path),
            };
            let absolute = |file: &FoundFile| file.resolved.clone().unwrap_or_else(|| lies(file));
            let below = found.iter().map(absolute).collect();
            self.configurations.note_walk(resolved, below);
        }
        self.walked(&found, last);
    }

    /// The root of a path that was named. A link's root is that of the place where it lies, so that
    /// a link in a repository cannot open a file outside; `None` if it tries to.
    fn root_of_named(&self, path: &Path, resolved: &Path) -> Option<Arc<Path>> {
        match self.files.led(path) {
            Some(Led::Out(_)) => return None,
            // A link took its place since.
            Some(Led::To(real)) if real != resolved => return None,
            Some(Led::To(_) | Led::Nowhere) | None => {}
        }
        let is_link = self.files.is_link(path);
        let absolute = self.files.working_directory.join(path);
        let place = absolute.parent().filter(|_| is_link).and_then(|parent| self.files.resolve(parent).ok());
        let Some(place) = place else {
            return Some(self.root.clone().unwrap_or_else(|| self.files.root_of(resolved).into()));
        };
        let root = self.root.clone().unwrap_or_else(|| self.files.root_of(&place).into());
        // Outside a repository a directory is its own root.
        if self.files.is_directory(resolved) && self.root.is_none() && !self.files.is_repository(&root) {
            return Some(self.files.root_of(resolved).into());
        }
        resolved.starts_with(&root).then_some(root)
    }

    /// Reads the zones of the configurations that are paths, and what those around all zones say.
    fn read_configurations(&mut self) {
        for (path, doubtful) in self.configurations.doubtful() {
            let shown = harmless_text(&path.to_string_lossy()).into_owned();
            match doubtful {
                Doubtful::Unread(reason) => self.unread(path, &reason),
                Doubtful::Says(doubt) if doubt.is_useless() => {
                    self.fault(format!("`{shown}` {}", doubt.words()))
                }
                Doubtful::Says(doubt) => self.collected.skipped.push(format!("`{shown}` {}", doubt.words())),
            }
        }
        for (root, configuration) in self.configurations.read_named() {
            self.zones_of_configuration(&root, &configuration);
        }
        let roots: HashSet<Arc<Path>> =
            self.collected.found.iter().map(|file| Arc::clone(&file.root)).collect();
        for root in roots {
            self.configurations.below(&root);
        }
    }

    /// Reads the zones of a configuration that was named.
    fn zones_of_configuration(&mut self, root: &Arc<Path>, configuration: &Path) {
        let declared = self.configurations.declared().get(&**root);
        let named = declared.and_then(|declared| declared.of_named(configuration));
        let zones: Vec<(Arc<Path>, Arc<Path>)> = named
            .into_iter()
            .flat_map(|named| {
                named.files.iter().map(|path| (Arc::clone(path), self.root_of_declared(path, root, named)))
            })
            .collect();
        if zones.is_empty() {
            let (shown, root) = (self.files.shown(configuration), root.to_string_lossy().into_owned());
            self.fault(format!(
                "`{shown}` is a name server's configuration, not a zone, and none of the zones that it declares has its file below `{}`",
                harmless_text(&root)
            ));
        }
        for (path, own_root) in zones {
            self.configurations.adopt(root, &own_root, &path);
            self.file(&FoundFile { path, named: true, root: own_root, resolved: None }, None);
        }
    }

    /// The root of a file that a named configuration declares: that of the configuration, if the file lies below it,
    /// else the top of its repository, the directory where the configuration's relative paths begin, or its own.
    fn root_of_declared(&self, path: &Path, root: &Arc<Path>, named: &NamedFiles) -> Arc<Path> {
        if path.starts_with(root) {
            return Arc::clone(root);
        }
        let own = self.files.root_of(path);
        let directory =
            named.directory.as_deref().map(Path::new).and_then(|path| self.files.resolve(path).ok());
        let is_above = |directory: &PathBuf| directory.parent().is_some() && path.starts_with(directory);
        match directory.filter(is_above) {
            Some(directory) if !self.files.is_repository(&own) => directory.into(),
            _ => own.into(),
        }
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::base::source::Sources;
    use crate::discover::input::RunFault;
    use crate::files::MOST_READ;
    use crate::files::Repository;
    use crate::files::Surroundings;

    fn request(is_hook: bool) -> Request {
        Request { is_hook, ..Request::default() }
    }

    #[test]
    fn what_is_more_than_a_run_may_read_is_a_fault() {
        let zone = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/zones/example.com.zone");
        let length = std::fs::metadata(&zone).expect("it is there").len();
        let directory = zone.parent().expect("a directory").to_owned();
        for (input, zones, left_out) in [(&zone, 1, None), (&directory, 2, Some("example.com.zone"))] {
            let files = Files::new(PathBuf::from("/"));
            files.may_read(MOST_READ - length).expect("nothing was read");
            let mut sources = Sources::default();
            let mut load = |batch: Batch<'_>| BatchResult { waiting: batch.files, ..BatchResult::default() };
            let inputs = [Input::Path(input.clone())];
            let texts = Texts::Own(&mut sources);
            let collected = collect(&inputs, &request(false), texts, &files, &|_| None, &mut load);
            let expected = left_out.map(|name| {
                format!("{name}` is not read: the zones of a run may take 16 GiB; lint them in several runs")
            });
            let faults: Vec<_> = collected.faults.iter().map(|RunFault(message)| message.as_str()).collect();
            assert_eq!((collected.found.len(), faults.len()), (zones, expected.iter().len()));
            assert!(
                faults.iter().zip(&expected).all(|(fault, expected)| fault.ends_with(expected)),
                "{faults:?}"
            );
        }
    }

    #[test]
    fn an_object_of_a_snapshot_that_is_no_zone_is_read_once() {
        let directory = std::env::temp_dir().join(format!("srvlint-collect-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&directory);
        std::fs::create_dir_all(&directory).expect("a directory");
        let directory = directory.canonicalize().expect("just made");
        let git = |arguments: &[&str]| {
            let mut git = std::process::Command::new("git");
            git.env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE").current_dir(&directory);
            assert!(git.args(arguments).status().expect("git").success());
        };
        let template = "@ SOA ns h 1 2 3 4 5\n{{ name }} A {{ address }}\n";
        for (name, text) in [("a", "no zone"), ("b", "no zone"), ("c", template), ("d", template)] {
            std::fs::write(directory.join(name), text).expect("a file");
        }
        git(&["init", "--quiet"]);
        git(&["add", "."]);
        let inputs = [Input::Path(directory.clone())];
        let mut sources = Sources::default();
        let mut collect_with = |octets: usize| {
            let snapshot = Repository::open(&directory, &Surroundings::default())
                .and_then(|repository| repository.index())
                .expect("git");
            snapshot.set_left(octets as u64);
            let files = Files::of_snapshot(directory.clone(), snapshot);
            let mut load = |_: Batch<'_>| BatchResult::default();
            collect(&inputs, &request(true), Texts::Own(&mut sources), &files, &|_| None, &mut load)
        };
        let octets = "no zone".len() + template.len();
        let whole = collect_with(octets);
        assert_eq!((whole.faults.len(), whole.skipped.len()), (0, 2), "{:?}", whole.faults);
        let part = collect_with(octets - 1);
        let bound = "part of what the run asks for is not read: the files that a run reads from git may take 16 GiB; lint them in several runs";
        let faults: Vec<_> = part.faults.iter().map(|RunFault(message)| message.as_str()).collect();
        assert_eq!(faults, [bound]);
        std::fs::remove_dir_all(&directory).expect("just made");
    }
}
