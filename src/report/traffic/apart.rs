//! What tells services of one owner apart where views of a name server, or files such as backups, hold the same zone. Knows no
//! format.

use std::collections::{HashMap, HashSet};

use crate::base::printable::{defused_path, harmless_text};
use crate::base::source::Sources;
use crate::workspace::traffic::service::Service;

/// The views and files that hold each zone.
#[derive(Debug)]
pub struct Apart<'a> {
    /// By the zone's name in lower case, the files of each view.
    zones: HashMap<String, HashMap<Option<&'a str>, HashSet<&'a str>>>,
    sources: &'a Sources,
}

impl<'a> Apart<'a> {
    /// The same of the zones of these services.
    pub fn of(services: impl Iterator<Item = &'a Service>, sources: &'a Sources) -> Self {
        let mut zones: HashMap<String, HashMap<Option<&str>, HashSet<&str>>> = HashMap::new();
        // The services of a zone share its name.
        let mut known = HashSet::new();
        for service in services {
            let view = service.view.as_deref();
            if known.insert((service.zone.as_ptr(), view)) {
                let views = zones.entry(service.zone.to_ascii_lowercase()).or_default();
                views.entry(view).or_default().insert(&sources.file(service.source).path);
            }
        }
        zones.retain(|_, views| views.len() > 1 || views.values().any(|files| files.len() > 1));
        Apart { zones, sources }
    }

    /// The view of a service, or the file of its zone, if others have the same zone.
    pub fn words(&self, service: &Service) -> Option<String> {
        if self.zones.is_empty() {
            return None;
        }
        let views = self.zones.get(&service.zone.to_ascii_lowercase())?;
        let files = views.get(&service.view.as_deref()).map_or(0, HashSet::len);
        Some(match &service.view {
            Some(view) if files == 1 => format!("view {}", harmless_text(view)),
            _ => defused_path(&self.sources.file(service.source).path).to_string(),
        })
    }

    /// The owner of a service, with the view or the file in parentheses behind it.
    pub fn owner(&self, service: &Service) -> String {
        match self.words(service) {
            Some(words) => format!("{} ({words})", service.owner),
            None => service.owner.clone(),
        }
    }
}
