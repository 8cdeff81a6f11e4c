//! What tells services of one owner apart where views of a name server, or files such as backups, hold the same zone. Knows no
//! format.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hasher};

use foldhash::fast::RandomState;

use crate::base::printable::{defused_path, harmless_text};
use crate::base::source::Sources;
use crate::workspace::traffic::service::{Service, Services};

/// The views and files that hold each zone.
#[derive(Debug)]
pub struct Apart<'a> {
    /// By the zone's name in lower case, the files of each view.
    zones: HashMap<String, HashMap<Option<&'a str>, HashSet<&'a str>>>,
    sources: &'a Sources,
}

impl<'a> Apart<'a> {
    /// The same of the zones of the services of each revision: a file or a view that has another name now is the same.
    pub fn of(revisions: impl Iterator<Item = &'a Services>, sources: &'a Sources) -> Self {
        let mut zones: HashMap<String, HashMap<Option<&str>, HashSet<&str>>> = HashMap::new();
        for services in revisions {
            for (name, views) in several(services, sources) {
                let known = zones.entry(name).or_default();
                views.into_iter().for_each(|(view, files)| known.entry(view).or_default().extend(files));
            }
        }
        Apart { zones, sources }
    }

    /// The view of a service, or the file of its zone, if others have the same zone.
    pub fn words(&self, service: &Service) -> Option<String> {
        if self.zones.is_empty() {
            return None;
        }
        let views = self.zones.get(&service.zone.to_ascii_lowercase())?;
        // In the other revision, it may be alone.
        let files = views.get(&service.view.as_deref())?.len();
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

/// Of the zones that several views or files of one revision hold, the files of each view.
fn several<'a>(
    services: &'a Services,
    sources: &'a Sources,
) -> HashMap<String, HashMap<Option<&'a str>, HashSet<&'a str>>> {
    let services: Vec<&Service> = services.of_each_zone().collect();
    let hash = RandomState::default();
    let hash_of = |service: &&Service| {
        let mut hasher = hash.build_hasher();
        service.zone.bytes().for_each(|octet| hasher.write_u8(octet.to_ascii_lowercase()));
        hasher.finish()
    };
    let mut hashes: Vec<u64> = services.iter().map(hash_of).collect();
    hashes.sort_unstable();
    // Nearly every zone is there once.
    let mut several: Vec<u64> =
        hashes.windows(2).filter(|both| both[0] == both[1]).map(|both| both[0]).collect();
    several.dedup();
    let mut zones: HashMap<String, HashMap<Option<&str>, HashSet<&str>>> = HashMap::new();
    let is_one = |service: &&&Service| several.binary_search(&hash_of(service)).is_ok();
    for service in services.iter().filter(|_| !several.is_empty()).filter(is_one) {
        let views = zones.entry(service.zone.to_ascii_lowercase()).or_default();
        views.entry(service.view.as_deref()).or_default().insert(&sources.file(service.source).path);
    }
    zones.retain(|_, views| views.len() > 1 || views.values().any(|files| files.len() > 1));
    zones
}
