//! What is known while the zones of a configuration, and of all that it includes, are declared. Finds no file.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::discover::server_config::check_names::CheckNames;
use crate::syntax::name::NameKey;

/// What holds for a configuration and all that it includes.
pub struct Tree {
    pub directory: Option<String>,
    pub named: bool,
    /// The configurations that were read, each with its view.
    pub seen: HashSet<(usize, Option<String>)>,
    /// Which file holds a zone of a view: what `in-view` refers to.
    pub in_views: HashMap<(String, NameKey), PathBuf>,
    /// The files that hold its zones, if it was named.
    pub files: BTreeSet<Arc<Path>>,
    /// What `check-names` says outside zones.
    pub check_names: CheckNames,
}

impl Tree {
    /// Notes that a file holds one of its zones.
    pub fn note_file(&mut self, path: &Path) {
        if self.named && !self.files.contains(path) {
            self.files.insert(path.into());
        }
    }

    /// Notes which file holds a zone of a view.
    pub fn note_in_view(&mut self, view: Option<&str>, zone: NameKey, path: &Path) {
        if let Some(view) = view {
            self.in_views.insert((view.to_owned(), zone), path.to_owned());
        }
    }
}
