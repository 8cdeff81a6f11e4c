//! The files that a walk would take for zones, seen from outside a run. Loads none, and asks no configuration.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hickory_proto::rr::Name;

use crate::base::bytes::FileBytes;
use crate::discover::included::Included;
use crate::discover::input::Input;
use crate::discover::look::Look;
use crate::discover::request::Request;
use crate::discover::sniff::sniff_file;
use crate::discover::walk::{FoundFile, find};
use crate::files::{Files, WalkScope};

/// A zone's file that was not read for a run.
pub struct ZoneSeen {
    /// Where it lies, links resolved.
    pub path: PathBuf,
    /// Its text.
    pub octets: FileBytes,
    /// The zone's name, if its SOA says it.
    pub name: Option<Name>,
}

/// The zones' files that `inputs` lead to, by their content, but for those whose paths are `known`.
pub fn zones_seen(
    inputs: &[Input],
    request: &Request,
    files: &Files,
    known: &dyn Fn(&Path) -> bool,
) -> Vec<ZoneSeen> {
    let (mut zones, mut seen) = (Vec::new(), HashSet::new());
    for input in inputs {
        let Input::Path(path) = input else { continue };
        let Ok(resolved) = files.resolve(path) else { continue };
        let root: Arc<Path> = files.confined_to.clone().unwrap_or_else(|| files.root_of(&resolved)).into();
        let found = match files.is_directory(&resolved) {
            true => find(files, &resolved, &root, WalkScope::WHOLE).files,
            false => {
                let (path, root) = (resolved.as_path().into(), Arc::clone(&root));
                vec![FoundFile { path, named: true, root, resolved: None }]
            }
        };
        for FoundFile { path, resolved: place, .. } in found {
            if place.as_ref().is_some_and(|place| known(place)) {
                continue;
            }
            let place = place.map_or_else(|| files.resolve(&path), |place| Ok(place.to_path_buf()));
            let Ok(place) = place else { continue };
            if known(&place) || request.excludes(&path, false, &resolved) || !seen.insert(place.clone()) {
                continue;
            }
            let Ok(octets) = files.read(&place) else { continue };
            let sniffed = sniff_file(&octets, Some(&place), Included::new(files, &root));
            if let Look::Zone(octets, soa) = Look::of(sniffed, octets) {
                zones.push(ZoneSeen { path: place, octets, name: soa.name });
            }
        }
    }
    zones
}
