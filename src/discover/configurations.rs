//! The server configurations around the files of a run: those below its roots, and those that the user names.
//! Each root is looked at once, when a file of it first asks. Reads no zone.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::discover::request::Request;
use crate::discover::server_config::{Declarations, Doubt, LARGEST, dialect, doubt, file_name_of};
use crate::discover::sniff::may_be_zone;
use crate::discover::walk::find;
use crate::files::{Files, WalkScope};

/// How many files and directories are looked at for server configurations.
const MOST_LOOKED_AT: usize = 200_000;

/// How far they are looked for in a revision.
const SCOPE_OF_LAW: WalkScope = WalkScope { depth: usize::MAX, entries: MOST_LOOKED_AT, tells: false };

/// What the configurations around a run say, as far as it was asked.
pub struct Configurations<'a> {
    request: &'a Request,
    files: &'a Files,
    /// The files below the roots that were walked.
    below: HashMap<PathBuf, Vec<Arc<Path>>>,
    /// The configurations that are paths of the run, each with its root.
    named: Vec<(Arc<Path>, PathBuf)>,
    declared: HashMap<PathBuf, Declarations>,
}

/// What a file is, by its content, that a name server reads; `None` if it is something else.
pub fn read_by_servers(path: &Path, octets: &[u8]) -> Option<&'static str> {
    if may_be_zone(octets) {
        return Some("a zone file");
    }
    Configurations::is_configuration(path, octets).then_some("a name server's configuration")
}

/// What is wrong with a configuration that the user names.
pub enum Doubtful {
    /// It cannot be read, with why.
    Unread(String),
    /// What it says.
    Says(Doubt),
}

impl<'a> Configurations<'a> {
    /// None asked yet.
    pub fn new(request: &'a Request, files: &'a Files) -> Self {
        let (below, named, declared) = Default::default();
        Self { request, files, below, named, declared }
    }

    /// Whether a file that the user named is a configuration, and no zone.
    pub fn is_configuration(path: &Path, octets: &[u8]) -> bool {
        let file_name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        !may_be_zone(octets) && dialect(file_name, octets).is_some()
    }

    /// Whether it is one in the revision whose law counts. It stays one, so that nothing put in its place hides what it
    /// declares.
    pub fn is_configuration_of_law(&self, path: &Path) -> bool {
        let of_law = self.files.of_law(path).and_then(|law| law.read(path).ok());
        of_law.is_some_and(|octets| Self::is_configuration(path, &octets))
    }

    /// Notes the files that a walk of a whole root found.
    pub fn note_walk(&mut self, root: PathBuf, found: Vec<Arc<Path>>) {
        self.below.insert(root, found);
    }

    /// Notes a configuration that is a path of the run. What it says is read last.
    pub fn note_named(&mut self, root: &Arc<Path>, path: &Path) {
        self.named.push((Arc::clone(root), path.to_owned()));
    }

    /// Whether the paths of the run so far include a configuration.
    pub fn has_named(&self) -> bool {
        !self.named.is_empty()
    }

    /// What the configurations below a root say.
    pub fn below(&mut self, root: &Arc<Path>) -> &Declarations {
        if !self.declared.contains_key(&**root) {
            self.declare(root, Vec::new());
        }
        &self.declared[&**root]
    }

    /// What those below the roots say that were asked.
    pub fn declared(&self) -> &HashMap<PathBuf, Declarations> {
        &self.declared
    }

    /// What is wrong with those that the user gives as configurations, each with what it is.
    pub fn doubtful(&self) -> Vec<(&'a Path, Doubtful)> {
        let doubt = |path: &Path| match self.files.read_named(path) {
            Ok((_, octets)) if octets.len() > LARGEST => {
                Some(Doubtful::Unread(format!("is larger than {} MiB", LARGEST >> 20)))
            }
            Ok((_, octets)) => doubt(&file_name_of(path), &octets).map(Doubtful::Says),
            Err(fault) => Some(Doubtful::Unread(fault.reason())),
        };
        let paths = self.request.configurations.iter().map(PathBuf::as_path);
        paths.filter_map(|path| Some((path, doubt(path)?))).collect()
    }

    /// Reads the configurations that are paths of the run. Returns them, each once with its root.
    pub fn read_named(&mut self) -> Vec<(Arc<Path>, PathBuf)> {
        // Named again, or through links, one says nothing new.
        let mut seen = HashSet::new();
        let mut all = std::mem::take(&mut self.named);
        all.retain(|configuration| seen.insert(configuration.clone()));
        let mut of_root: HashMap<&Arc<Path>, Vec<PathBuf>> = HashMap::new();
        for (root, configuration) in &all {
            of_root.entry(root).or_default().push(configuration.clone());
        }
        // Those of one root together: each reading of it looks at all of its files.
        for (root, named) in of_root {
            self.declare(root, named);
        }
        all
    }

    /// What was said below each root. Includes find the files below those that were walked from now on.
    pub fn finish(self) -> HashMap<PathBuf, Declarations> {
        for (root, found) in &self.below {
            self.files.set_below(root, found);
        }
        self.declared
    }

    /// Has what the configurations below one root say of a file count for its own root.
    pub fn adopt(&mut self, root: &Arc<Path>, own_root: &Arc<Path>, location: &Path) {
        if root == own_root {
            return;
        }
        let said = self.declared[&**root].of(location).to_vec();
        self.below(own_root);
        if let Some(declared) = self.declared.get_mut(&**own_root) {
            declared.adopt(location, said);
        }
    }

    /// Tells includes which files lie below a root before all is said.
    pub fn show_below(&mut self, root: &Arc<Path>) {
        let files = self.files;
        files.set_below(root, self.files_below(root));
    }

    /// Reads what the configurations below a root say, and those that are `named` as paths.
    fn declare(&mut self, root: &Arc<Path>, named: Vec<PathBuf>) {
        let absolute = |path: &PathBuf| self.files.working_directory.join(path);
        let named: Vec<PathBuf> = self.request.configurations.iter().map(absolute).chain(named).collect();
        let files = self.files;
        let declared = match files.of_law(root) {
            // What a revision's configurations say of the files that are here.
            Some(law) => {
                let (mut found, there) =
                    (self.files_below(root).to_vec(), find(&law, root, root, SCOPE_OF_LAW).files);
                found.extend(there.into_iter().map(|file| file.path));
                found.sort();
                found.dedup();
                // Which of the files that are declared here are there is no matter of law.
                let own = Declarations::read(root, self.files_below(root), &named, files);
                let mut of_law = Declarations::read(root, &found, &named, &law);
                (of_law.missing, of_law.passed_over) = (own.missing, own.passed_over);
                of_law
            }
            None => Declarations::read(root, self.files_below(root), &named, files),
        };
        self.declared.insert(root.to_path_buf(), declared);
    }

    /// The files below a root. Of a directory that is not a repository, and that the user did not name, only
    /// its own: it may be a home directory.
    fn files_below(&mut self, root: &Arc<Path>) -> &[Arc<Path>] {
        self.below.entry(root.to_path_buf()).or_insert_with(|| {
            // Nor is the root of the file system a place of zones, wherever the user lets links lead.
            let is_confined = self.files.confined_to.is_some() && root.parent().is_some();
            let whole = is_confined || self.files.is_repository(root);
            let scope = WalkScope {
                depth: if whole { usize::MAX } else { 1 },
                entries: MOST_LOOKED_AT,
                tells: false,
            };
            let found = find(self.files, root, root, scope);
            found.files.into_iter().map(|file| file.path).collect()
        })
    }
}
