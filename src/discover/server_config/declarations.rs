//! The server configurations below a root to the zones that each file serves. Reads nothing but
//! files that a walk of the root found, and a configuration that the user named.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hickory_proto::rr::Name;

use crate::discover::server_config::alike::AlikeViews;
use crate::discover::server_config::check_names::{CheckNames, why_unchecked};
use crate::discover::server_config::copies::Copies;
use crate::discover::server_config::declaration::{Declaration, NamedFiles};
use crate::discover::server_config::dialect::may_be_configuration;
use crate::discover::server_config::exact::LookedInto;
use crate::discover::server_config::missing::{
    MOST_UNFOUND, MissingFile, PassedOver, SortedOut, UnfoundFile, Unjudged, sort_out,
};
use crate::discover::server_config::reader::ConfigReader;
use crate::discover::server_config::statement::{Dialect, Include, ServerConfig};
use crate::discover::server_config::tree::Tree;
use crate::discover::template::is_placeholder;
use crate::files::{Files, PathIndex, join_directory};
use crate::syntax::name::{NameKey, absolute_name};

/// What the configurations below one root say.
#[derive(Debug, Default)]
pub struct Declarations {
    by_file: HashMap<PathBuf, Vec<Declaration>>,
    /// The views that have the same zones.
    pub alike: AlikeViews,
    /// How long the configurations are, in octets.
    pub octets: usize,
    /// What each configuration which the user named declares, by the configuration's path.
    by_named: HashMap<PathBuf, NamedFiles>,
    /// The zones whose files are not there, of configurations others of whose zones have theirs.
    pub missing: Vec<MissingFile>,
    /// The files that are there and that a walk passes over.
    pub passed_over: Vec<PassedOver>,
    /// The zones that are not judged although no file can be blamed.
    pub unjudged: Vec<Unjudged>,
    /// The configurations that cannot be read, each with why.
    pub unread: Vec<(PathBuf, String)>,
    /// How many zones are not looked at because their files serve others and there are too many, and the place of the first.
    pub left_out: Option<(usize, String)>,
}

/// How many zones are looked at, those of several views counted each.
const MOST_ZONES: usize = 1_000_000;
/// How many zones one file may be declared to hold.
const MOST_ZONES_OF_A_FILE: usize = 20_000;
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
            looked_into: LookedInto::default(),
            unfound: Vec::new(),
            unjudged: Vec::new(),
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
        let SortedOut { missing, passed_over, mut unjudged } =
            sort_out(std::mem::take(&mut reader.unfound), &with_files, reader.index.paths(), (root, files));
        let ConfigReader { numbers, mut by_file, mut by_named, unread, copies, .. } = reader;
        unjudged.append(&mut reader.unjudged);
        // Those of named configurations first, as [`Declarations::of`] takes them.
        by_file.values_mut().for_each(|all| all.sort_by_key(|declaration| !declaration.named));
        let by_named =
            numbers.into_iter().filter_map(|(path, number)| Some((path, by_named.remove(&number)?)));
        let (by_named, alike) = (by_named.collect(), AlikeViews::of(&by_file));
        let Copies { octets, left_out, .. } = copies;
        Self { by_file, alike, octets, by_named, missing, passed_over, unjudged, unread, left_out }
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

impl ConfigReader<'_> {
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
        let place = format!("{}:{}", configuration.shown, configuration.lines[zone]);
        if !statement.authored() {
            return;
        }
        let Some(origin) = zone_name(&statement.name) else {
            if self.unjudged.len() < MOST_UNFOUND {
                self.unjudged.push(Unjudged::new(place, &statement.name, "which is not a name"));
            }
            return;
        };
        let is_placeholder = is_placeholder(&statement.name) && !tree.named;
        let class = statement.class(class.filter(|_| statement.view.is_none()));
        let (key, mut unfound) = (NameKey::of(&origin), None);
        let path = match (&statement.file, &statement.in_view) {
            (Some(file), _) => {
                let declared = join_directory(tree.directory.as_deref(), file);
                let (found, exact) = self.file_or_unlisted(configuration, (file, &declared));
                unfound = Some((declared, exact)).filter(|_| found.is_none() && statement.kind.is_some());
                found
            }
            (None, Some(view)) => tree.in_views.get(&(view.clone(), key)).cloned(),
            (None, None) => None,
        };
        if let Some(declared) = unfound.filter(|_| self.unfound.len() < MOST_UNFOUND) {
            let unfound = self.unfound_file((number, zone), &origin, declared, (&place, tree.named));
            self.unfound.push(unfound);
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
            let (named, configuration) = (tree.named, number);
            all.push(Declaration {
                origin,
                is_placeholder,
                view,
                place,
                configuration,
                named,
                unchecked,
                class,
            });
        }
    }

    /// What there is to know of a zone whose file, `declared` on the server, was not found.
    fn unfound_file(
        &self,
        (number, zone): (usize, usize),
        origin: &Name,
        (declared, exact): (String, Option<PathBuf>),
        (place, named): (&str, bool),
    ) -> UnfoundFile {
        let configuration = &self.configurations[number];
        let statement = &configuration.parsed.zones[zone];
        // What is made of a template names other files.
        let is_name = named || !is_placeholder(&statement.name);
        let missing = |offset| MissingFile {
            origin: origin.clone(),
            configuration: configuration.resolved.clone(),
            offset,
            path: statement.file.clone().unwrap_or_default(),
            named,
            near: None,
        };
        UnfoundFile {
            zone: statement.name.clone(),
            file: statement.file_offset.filter(|_| is_name).map(missing),
            number,
            declared,
            exact,
            directory: self.root.join(&configuration.directory),
            place: place.to_owned(),
            named,
        }
    }
}

/// A zone's name as a server reads it.
fn zone_name(written: &str) -> Option<Name> {
    Some(written).filter(|name| !name.is_empty()).and_then(|name| absolute_name(name).ok())
}
