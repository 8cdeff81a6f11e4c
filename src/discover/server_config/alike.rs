//! Which views of the servers whose configurations lie below a root have the same zones of the same files: what is found
//! in one of them holds in all. Knows no zone's text.

use std::collections::HashMap;
use std::path::PathBuf;

use crate::discover::server_config::declaration::Declaration;
use crate::syntax::name::display_name;

/// Views that have the same zones.
#[derive(Debug, Default)]
pub struct AlikeViews {
    /// The first by name of those that have the same zones as a view, where there are others.
    first: HashMap<String, String>,
}

impl AlikeViews {
    /// The views of these declarations.
    pub fn of(by_file: &HashMap<PathBuf, Vec<Declaration>>) -> Self {
        let mut numbers = HashMap::new();
        // What each view declares, in the same order of files.
        let mut declared: HashMap<&str, Vec<usize>> = HashMap::new();
        for (file, all) in by_file.values().enumerate() {
            for one in all {
                let Some(view) = &one.view else { continue };
                let Declaration { configuration, named, class, .. } = *one;
                let what =
                    (file, display_name(&one.origin), configuration, named, class, one.unchecked.is_some());
                let next = numbers.len();
                declared.entry(view).or_default().push(*numbers.entry(what).or_insert(next));
            }
        }
        let mut alike: HashMap<Vec<usize>, Vec<&str>> = HashMap::new();
        for (view, declared) in declared {
            alike.entry(declared).or_default().push(view);
        }
        let mut first = HashMap::new();
        for views in alike.values().filter(|views| views.len() > 1) {
            let least = views.iter().min().map_or("", |view| *view);
            first.extend(views.iter().map(|view| ((*view).to_owned(), least.to_owned())));
        }
        Self { first }
    }

    /// Whether each view has zones of its own.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    /// The first by name of the views that have the same zones as this one.
    pub fn first_of<'v>(&'v self, view: &'v str) -> &'v str {
        self.first.get(view).map_or(view, String::as_str)
    }
}
