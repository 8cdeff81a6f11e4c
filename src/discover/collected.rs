//! What the paths of a run lead to: the zones' files, and what was left out, with why. Decides nothing.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::discover::input::RunFault;
use crate::discover::left_out::{Fragment, LeftOut};
use crate::discover::server_config::Declarations;
use crate::discover::zone_file::ZoneFile;
use crate::files::PathMap;

/// What the paths of a run lead to.
#[derive(Debug, Default)]
pub struct Collected {
    /// The zones' files, in the order in which they were named or found, but for those whose zones
    /// were loaded at once.
    pub found: Vec<ZoneFile>,
    /// What the server configurations below each root say.
    pub declared: HashMap<PathBuf, Declarations>,
    /// What keeps the run from being trusted.
    pub faults: Vec<RunFault>,
    /// What a walk left out although it looked like a zone, a line each.
    pub skipped: Vec<String>,
    /// Of a hook: the files that are certainly meant for zones and cannot be read as such, links resolved, each with a line.
    pub unreadable: Vec<(Arc<Path>, String)>,
    /// All that is not read as a zone, with why, if the user asks for that.
    pub left_out: Vec<LeftOut>,
    /// The files with SRV records and no SOA record.
    pub fragments: Vec<Fragment>,
    /// The directories that were named and hold no zone, links resolved, each with the fault that this is unless they hold
    /// parts of zones.
    pub without_zone: Vec<(PathBuf, RunFault)>,
    /// The files that were read, links resolved, each with its number among the `found` if it is a zone's.
    pub read: PathMap<Option<usize>>,
}

impl Collected {
    /// Brings the files into the order in which they were named or found.
    pub fn sort(&mut self) {
        let turns: Vec<usize> = self.found.iter().map(|file| file.turn).collect();
        if turns.is_sorted() {
            return;
        }
        self.found.sort_by_key(|file| file.turn);
        let numbers: HashMap<usize, usize> =
            self.found.iter().enumerate().map(|(number, file)| (file.turn, number)).collect();
        for number in self.read.values_mut().flatten() {
            *number = numbers[&turns[*number]];
        }
    }
}
