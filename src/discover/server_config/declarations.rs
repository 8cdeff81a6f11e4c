//! The server configurations below a root to the zones that each file serves. Reads nothing but
//! files that a walk of the root found, and a configuration that the user named.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::discover::server_config::check_names::{CheckNames, why_unchecked};
use crate::discover::server_config::configuration::Configuration;
use crate::discover::server_config::copies::Copies;
use crate::discover::server_config::declaration::{Declaration, NamedFiles};
use crate::discover::server_config::dialect::{dialect, may_be_configuration, parse};
use crate::discover::server_config::missing::{MOST_UNFOUND, MissingFile, PassedOver, UnfoundFile, sort_out};
use crate::discover::server_config::statement::{Dialect, Include, ServerConfig};
use crate::discover::server_config::tree::Tree;
use crate::files::{Files, PathIndex, has_wildcard, is_file, join_directory, matching_files};
use crate::syntax::name::{NameKey, absolute_name};

/// What the configurations below one root say.
#[derive(Debug, Default)]
pub struct Declarations {
    by_file: HashMap<PathBuf, Vec<Declaration>>,
    /// What each configuration which the user named declares, by the configuration's path.
    by_named: HashMap<PathBuf, NamedFiles>,
    /// The zones whose files are not there, of configurations others of whose zones have theirs.
    pub missing: Vec<MissingFile>,
    /// The files that are there and that a walk passes over.
    pub passed_over: Vec<PassedOver>,
    /// The configurations that cannot be read, each with why.
    pub unread: Vec<(PathBuf, String)>,
    /// How many zones are not looked at because their files serve others and there are too many, and the place of the first.
    pub left_out: Option<(usize, String)>,
}

/// The largest configuration that is read, in octets.
pub const LARGEST: usize = 64 << 20;
/// How many configurations are read, included ones too.
const MOST_CONFIGURATIONS: usize = 10_000;
/// How many zones are looked at, those of several views counted each.
const MOST_ZONES: usize = 1_000_000;
/// How many zones one file may be declared to hold.
const MOST_ZONES_OF_A_FILE: usize = 20_000;
/// How many includes with wildcards are followed.
const MOST_PATTERNS: usize = 100;
/// How deep includes are followed.
const DEEPEST: usize = 32;

impl Declarations {
    /// Reads the configurations among the files `found` below `root`, those that they include, and
    /// those at `named`. A configuration's paths are those of the server that it runs on: each
    /// stands for the file below the root that agrees with it in the most components.
    pub fn read(root: &Path, found: &[Arc<Path>], named: &[PathBuf], files: &Files) -> Self {
        let maybe =
            |path: &Path| path.file_name().and_then(|name| name.to_str()).is_some_and(may_be_configuration);
        if named.is_empty() && !found.iter().any(|path| maybe(path)) {
            return Self::default();
        }
        let relative: Vec<(String, &Arc<Path>)> = found
            .iter()
            .filter_map(|path| Some((path.strip_prefix(root).ok()?.to_str()?.to_owned(), path)))
            .collect();
        let reaches_out = files.lie_on_disk() && files.confined_to.is_none() && !files.is_repository(root);
        let mut reader = ConfigReader {
            reaches_out,
            index: PathIndex::new(relative.iter().map(|(relative, _)| relative.as_str())),
            root,
            files,
            configurations: Vec::new(),
            numbers: HashMap::new(),
            zones: 0,
            copies: Copies::default(),
            patterns: 0,
            by_file: HashMap::new(),
            by_named: HashMap::new(),
            unfound: Vec::new(),
            unread: Vec::new(),
        };
        for path in named {
            reader.add(path, true, Some(Dialect::Bind));
        }
        for (_, path) in relative.iter().filter(|(_, path)| maybe(path)) {
            reader.add(path, false, None);
        }
        reader.follow_includes();
        reader.declare_all();
        let with_files = reader.by_file.values().flatten().map(|one| one.configuration).collect();
        let (missing, passed_over) =
            sort_out(std::mem::take(&mut reader.unfound), &with_files, reader.index.paths(), (root, files));
        let ConfigReader { numbers, mut by_file, mut by_named, unread, copies, .. } = reader;
        // Those of named configurations first, as [`Declarations::of`] takes them.
        by_file.values_mut().for_each(|all| all.sort_by_key(|declaration| !declaration.named));
        let by_named =
            numbers.into_iter().filter_map(|(path, number)| Some((path, by_named.remove(&number)?)));
        let (by_named, left_out) = (by_named.collect(), copies.left_out);
        Self { by_file, by_named, missing, passed_over, unread, left_out }
    }

    /// The zones that the file at `location`, links resolved, is declared to hold.
    pub fn of(&self, location: &Path) -> &[Declaration] {
        let all = self.by_file.get(location).map(Vec::as_slice).unwrap_or_default();
        let named = all.iter().take_while(|declaration| declaration.named).count();
        if named > 0 { &all[..named] } else { all }
    }

    /// What a configuration which the user named declares. Its own path must be resolved.
    pub fn of_named(&self, configuration: &Path) -> Option<&NamedFiles> {
        self.by_named.get(configuration)
    }

    /// Takes over what another root's configurations say of a file.
    pub fn adopt(&mut self, location: &Path, declarations: Vec<Declaration>) {
        self.by_file.insert(location.to_owned(), declarations);
    }
}

struct ConfigReader<'a> {
    /// Whether named configurations may mean files outside the root: it is that of no repository, and the user said
    /// nothing about it.
    reaches_out: bool,
    index: PathIndex<'a>,
    root: &'a Path,
    files: &'a Files,
    configurations: Vec<Configuration>,
    numbers: HashMap<PathBuf, usize>,
    zones: usize,
    /// The zones whose files serve others.
    copies: Copies,
    /// How many includes with wildcards were followed.
    patterns: usize,
    by_file: HashMap<PathBuf, Vec<Declaration>>,
    /// What each named configuration declares, by its number.
    by_named: HashMap<usize, NamedFiles>,
    /// The declared files that were not found.
    unfound: Vec<UnfoundFile>,
    unread: Vec<(PathBuf, String)>,
}

impl ConfigReader<'_> {
    /// Reads a file if it is a configuration; with `assumed` it is one, of that dialect if its text
    /// does not tell. Returns its number.
    fn add(&mut self, path: &Path, named: bool, assumed: Option<Dialect>) -> Option<usize> {
        let (resolved, text) = match named {
            true => self.files.read_named(path).map(|(resolved, text)| (resolved, Some(text))).ok()?,
            // A walk enters no linked directory. To resolve more would cost the square of how deep it lies.
            false if self.files.is_link(path) => (self.files.resolve(path).ok()?, None),
            false => (path.to_owned(), None),
        };
        if let Some(number) = self.numbers.get(&resolved) {
            return Some(*number);
        }
        if self.configurations.len() == MOST_CONFIGURATIONS {
            return None;
        }
        let read = text.map_or_else(|| self.files.read(&resolved), Ok);
        let text = match read {
            Ok(text) => text,
            Err(fault) => {
                self.unread.push((path.to_owned(), fault.reason()));
                return None;
            }
        };
        if text.len() > LARGEST {
            self.unread.push((path.to_owned(), format!("is larger than {} MiB", LARGEST >> 20)));
            return None;
        }
        self.copies.octets += text.len();
        let file_name = path.file_name()?.to_str()?;
        let dialect = dialect(file_name, &text).or(assumed)?;
        let parsed = parse(dialect, &text);
        let ends: Vec<usize> = memchr::memchr_iter(b'\n', &text).collect();
        let line = |offset: usize| ends.partition_point(|end| *end < offset) + 1;
        let below = path.parent().and_then(|parent| parent.strip_prefix(self.root).ok());
        let number = self.configurations.len();
        self.configurations.push(Configuration {
            shown: self.files.shown(path),
            resolved: resolved.clone(),
            directory: below.map(|below| below.to_string_lossy().into_owned()).unwrap_or_default(),
            dialect,
            named,
            reaches_out: named && self.reaches_out,
            lines: parsed.zones.iter().map(|zone| line(zone.offset)).collect(),
            includes: Vec::new(),
            parsed,
        });
        self.numbers.insert(resolved, number);
        Some(number)
    }

    /// Finds the file of every include, and reads those that were not recognised by themselves.
    fn follow_includes(&mut self) {
        let mut number = 0;
        while let Some(configuration) = self.configurations.get(number) {
            let (dialect, directory) = (configuration.dialect, configuration.directory.clone());
            let reaches_out = configuration.reaches_out;
            let paths: Vec<String> =
                configuration.parsed.includes.iter().map(|include| include.path.clone()).collect();
            let mut included = |path: &String| {
                let outside = reaches_out.then(|| self.outside(path, &directory)).flatten();
                let found = self.included(path, &directory).into_iter().map(|path| self.root.join(path));
                let found: Vec<PathBuf> = outside.map_or_else(|| found.collect(), |path| vec![path]);
                let numbers: Vec<usize> =
                    found.iter().filter_map(|path| self.add(path, false, Some(dialect))).collect();
                numbers.iter().for_each(|to| self.configurations[*to].reaches_out |= reaches_out);
                numbers
            };
            let includes = paths.iter().map(&mut included).collect();
            self.configurations[number].includes = includes;
            number += 1;
        }
    }

    /// The files, relative to the root, that an include in this directory means.
    fn included(&mut self, path: &str, directory: &str) -> Vec<String> {
        let mut found = Vec::new();
        if has_wildcard(path) && self.patterns < MOST_PATTERNS {
            self.patterns += 1;
            found = matching_files(self.index.paths(), path, directory);
        }
        if found.is_empty() {
            found.extend(self.index.find(path, directory));
        }
        found.into_iter().map(str::to_owned).collect()
    }

    /// Declares the zones of every configuration, each under the one that includes it.
    fn declare_all(&mut self) {
        let mut included = vec![false; self.configurations.len()];
        for (number, configuration) in self.configurations.iter().enumerate() {
            configuration.includes.iter().flatten().filter(|to| **to != number).for_each(|to| {
                included[*to] = true;
            });
        }
        let mut numbers: Vec<usize> = (0..self.configurations.len()).collect();
        // Those that include each other come last, unless one of them was named.
        numbers.sort_by_key(|number| (!self.configurations[*number].named, included[*number]));
        let mut reached = HashSet::new();
        for number in numbers {
            let named = self.configurations[number].named;
            if reached.contains(&number) && !named {
                continue;
            }
            let all = self.with_included(number);
            // Where relative paths begin: what the configuration says, or the nearest that it includes.
            let directory = all.iter().find_map(|configuration| configuration.directory.clone());
            let (seen, in_views, files) = Default::default();
            let check_names = CheckNames::of(&all);
            let mut tree = Tree { directory, named, seen, in_views, files, check_names };
            self.declare(number, (None, None), 0, &mut tree);
            if named {
                self.by_named.insert(number, NamedFiles { files: tree.files, directory: tree.directory });
            }
            reached.extend(tree.seen.iter().map(|(number, _)| *number));
        }
    }

    /// A configuration and those that it includes, however far around, the nearest first.
    fn with_included(&self, number: usize) -> Vec<&ServerConfig> {
        let (mut queue, mut next) = (vec![number], 0);
        let mut seen = HashSet::from([number]);
        while let Some(configuration) = queue.get(next).map(|number| &self.configurations[*number]) {
            queue.extend(configuration.includes.iter().flatten().filter(|included| seen.insert(**included)));
            next += 1;
        }
        queue.into_iter().map(|number| &self.configurations[number].parsed).collect()
    }

    /// Declares the zones of a configuration that is included in this view, with its class as written.
    fn declare(
        &mut self,
        number: usize,
        within: (Option<&str>, Option<&str>),
        depth: usize,
        tree: &mut Tree,
    ) {
        let (view, _) = within;
        if depth > DEEPEST || !tree.seen.insert((number, view.map(str::to_owned))) {
            return;
        }
        for zone in 0..self.configurations[number].parsed.zones.len() {
            // Views that include one file multiply its zones.
            if self.zones == MOST_ZONES {
                return;
            }
            self.zones += 1;
            self.declare_zone(number, zone, within, tree);
        }
        for include in 0..self.configurations[number].includes.len() {
            let Include { view, class, .. } = &self.configurations[number].parsed.includes[include];
            let inner = view.as_ref().map(|view| (view.clone(), class.clone()));
            let inner = inner.as_ref().map(|(view, class)| (Some(view.as_str()), class.as_deref()));
            for included in self.configurations[number].includes[include].clone() {
                self.declare(included, inner.unwrap_or(within), depth + 1, tree);
            }
        }
    }

    fn declare_zone(
        &mut self,
        number: usize,
        zone: usize,
        (view, class): (Option<&str>, Option<&str>),
        tree: &mut Tree,
    ) {
        let configuration = &self.configurations[number];
        let statement = &configuration.parsed.zones[zone];
        let Some(origin) = absolute_name(&statement.name).ok().filter(|_| statement.authored()) else {
            return;
        };
        let class = statement.class(class.filter(|_| statement.view.is_none()));
        let (key, mut unfound) = (NameKey::of(&origin), None);
        let path = match (&statement.file, &statement.in_view) {
            (Some(file), _) => {
                let declared = join_directory(tree.directory.as_deref(), file);
                let outside = || self.outside(&declared, &configuration.directory);
                let found = configuration.reaches_out.then(outside).flatten();
                let found = found.or_else(|| self.file(&declared, configuration));
                unfound = Some(declared).filter(|_| found.is_none() && statement.kind.is_some());
                found
            }
            (None, Some(view)) => tree.in_views.get(&(view.clone(), key)).cloned(),
            (None, None) => None,
        };
        let place = format!("{}:{}", configuration.shown, configuration.lines[zone]);
        if let (Some(declared), Some(offset)) = (unfound, statement.file_offset)
            && self.unfound.len() < MOST_UNFOUND
        {
            self.unfound.push(UnfoundFile {
                file: MissingFile {
                    origin: origin.clone(),
                    configuration: configuration.resolved.clone(),
                    offset,
                    path: statement.file.clone().unwrap_or_default(),
                },
                number,
                declared,
                directory: self.root.join(&configuration.directory),
                place: place.clone(),
                named: tree.named,
            });
        }
        let Some(path) = path else { return };
        tree.note_file(&path);
        if self.by_file.contains_key(&path) && !self.copies.may_add(self.by_file.len(), &place) {
            return;
        }
        let view = statement.view.clone().or_else(|| view.map(str::to_owned));
        tree.note_in_view(view.as_deref(), key, &path);
        let said = tree.check_names.of_zone(statement.check_names.as_deref(), view.as_deref());
        let unchecked = why_unchecked(configuration.dialect, said, &place);
        let all = self.by_file.entry(path).or_default();
        if all.len() < MOST_ZONES_OF_A_FILE {
            let named = tree.named;
            all.push(Declaration { origin, view, place, configuration: number, named, unchecked, class });
        }
    }

    /// The file at a path itself, relative to the directory of the configuration, where that may lie outside the root
    /// or deeper below it than its configurations do. A path that a link leads out of a repository is not followed.
    fn outside(&self, declared: &str, directory: &str) -> Option<PathBuf> {
        let path = self.root.join(directory).join(declared);
        let resolved = self.files.resolve(&path).ok()?;
        (is_file(&resolved) && self.files.leads_out(&path).is_none()).then_some(resolved)
    }

    /// The file below the root that a path on the server stands for.
    fn file(&self, declared: &str, configuration: &Configuration) -> Option<PathBuf> {
        let find = |declared: &str| self.index.find(declared, &configuration.directory);
        // What the server signs lies unsigned in the repository.
        let found = find(declared).or_else(|| declared.strip_suffix(".signed").and_then(find))?;
        let path = self.root.join(found);
        // A walk enters no linked directory: only the file itself may be a link.
        if self.files.is_link(&path) { self.files.resolve(&path).ok() } else { Some(path) }
    }
}
