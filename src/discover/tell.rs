//! Notes what a run does not read as a zone, and tells of what the user may take for one. Looks into no file.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::base::printable::harmless_text;
use crate::discover::collector::Collector;
use crate::discover::file_name::{is_domain_name, is_zone_name};
use crate::discover::left_out::{Fragment, LeftOut};
use crate::discover::look::NoZone;
use crate::discover::server_config::{IS_DIRECTORY, PassedOver, Unjudged};
use crate::discover::walk::FoundFile;

impl Collector<'_> {
    /// Notes a file that looks like a zone and is not read as one, and tells the user.
    pub fn skip(&mut self, file: &FoundFile, resolved: &Path, why: &str) {
        let shown = self.shown(file, resolved);
        if self.request.is_hook {
            let line = format!("`{shown}` {why}, skipped; name it without `--hook` to have it linted");
            self.collected.unreadable.push((Arc::from(resolved), line));
        }
        self.collected.skipped.push(format!("`{shown}` {why}, skipped; name it to have it linted"));
        self.leave_out(&file.path, why);
    }

    /// Notes what is not read as a zone, if the user asks for that.
    pub fn leave_out(&mut self, path: &Path, why: &str) {
        if self.request.tells_left_out {
            let (path, why) = (self.files.shown(path), why.to_owned());
            self.collected.left_out.push(LeftOut { path, why });
        }
    }

    /// Tells that files below a directory are linted although a `.gitignore` names them, if that is so, and `why`.
    pub fn tell_of_ignored(&mut self, why: Option<&str>, directory: &Path) {
        let Some(why) = why else { return };
        let shown = Some(self.files.shown(directory)).filter(|shown| !shown.is_empty());
        let shown = shown.unwrap_or_else(|| ".".to_owned());
        self.collected.skipped.push(format!(
            "no `.gitignore` counts below `{shown}`, as git cannot say which files it tracks: {why}"
        ));
    }

    /// Notes a file that is not a zone. One that the user takes for a zone is told.
    pub fn no_zone(&mut self, no_zone: NoZone, file: &FoundFile, resolved: &Arc<Path>) {
        let file_name = file.path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        match no_zone {
            NoZone::NoSoa(srvs) if srvs > 0 => {
                let (path, resolved) = (self.shown(file, resolved), Arc::clone(resolved));
                let why = no_zone.why();
                return self.collected.fragments.push(Fragment { path, resolved, why, is_zone: false });
            }
            // Its name or its lines say that it was meant for a zone, and no server reads it as one.
            NoZone::OtherText(like)
                if like.srvs > 0
                    && (like.is_mostly || is_zone_name(file_name) || is_domain_name(file_name)) =>
            {
                let (path, resolved) = (self.shown(file, resolved), Arc::clone(resolved));
                let (why, is_zone) = (like.why(), like.has_soa);
                return self.collected.fragments.push(Fragment { path, resolved, why, is_zone });
            }
            NoZone::Utf16(true) => {
                self.skip(file, resolved, "is a zone in UTF-16, which no name server reads")
            }
            // A server keeps those that it fetched in this format, too.
            NoZone::Raw => {
                let line = format!("`{}` is not linted: it is {}", self.shown(file, resolved), no_zone.why());
                let is_declared = self.is_declared(file, resolved);
                if file.named && !is_declared && !self.request.is_hook {
                    self.fault(line);
                } else if file.named || is_declared || is_zone_name(file_name) {
                    self.collected.skipped.push(line);
                }
            }
            NoZone::KeptByLfs if is_zone_name(file_name) => {
                let shown = self.shown(file, resolved);
                self.collected.skipped.push(format!(
                    "`{shown}` is not linted: git LFS keeps its text, and what is here stands for it; get it by `git lfs pull` and lint the work tree"
                ));
            }
            NoZone::Empty if is_zone_name(file_name) => {
                let shown = self.shown(file, resolved);
                self.collected.skipped.push(format!("`{shown}` has no record, skipped"));
            }
            _ => {}
        }
        if no_zone != NoZone::Utf16(true) {
            self.leave_out(&file.path, &no_zone.why());
        }
    }

    /// Tells what the configurations around the run say and cannot be seen: those that cannot be read, and files of zones
    /// that a walk passes over.
    pub fn tell_of_configurations(&mut self) {
        if self.request.is_hook {
            return;
        }
        let mut lines: Vec<String> = Vec::new();
        for (root, declared) in self.configurations.declared() {
            if let Some((count, place)) = &declared.left_out {
                lines.push(format!(
                    "{count} zones whose files serve other zones too, in other views or under other names, are not linted: there are too many, from {place} on"
                ));
            }
            for (path, reason) in &declared.unread {
                let (shown, reason) = (self.files.shown(path), harmless_text(reason));
                lines.push(format!("`{shown}` cannot be read: {reason}; what it says of zones is unknown"));
            }
            for PassedOver { path, why, place } in &declared.passed_over {
                if !self.collected.read.contains(path) {
                    let shown = self.files.shown(path);
                    let help = if *why == IS_DIRECTORY { "" } else { "; name it to have it linted" };
                    let is_excluded = self.request.excludes(path, false, root);
                    let why = if is_excluded { "`exclude` leaves it out" } else { *why };
                    lines.push(format!("`{shown}`, which {place} declares, is not linted: {why}{help}"));
                }
            }
        }
        lines.sort();
        lines.dedup();
        self.collected.skipped.extend(lines);
        if self.request.tells_left_out {
            let declared = self.configurations.declared().values();
            let unjudged = declared.flat_map(|declared| &declared.unjudged);
            let all =
                unjudged.map(|Unjudged { place, why }| LeftOut { path: place.clone(), why: why.clone() });
            let all: BTreeSet<LeftOut> = all.collect();
            self.collected.left_out.extend(all);
        }
    }
}
