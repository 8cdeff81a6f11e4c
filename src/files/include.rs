//! The file that an `$INCLUDE` means, below the root. Knows nothing of what is in it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::MutexGuard;

use crate::base::bytes::FileBytes;
use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::files::key_file::is_key;
use crate::files::path::{is_git, normalise};
use crate::files::tree::Files;
use crate::files::unread::Unread;

/// In how many directories above the including file's one is looked for.
const MOST_ABOVE: usize = 16;

impl Files {
    /// Reads the file that `$INCLUDE written` means in the file `including`. Read once in a run.
    ///
    /// # Errors
    /// As [`Files::read_included`] does.
    pub fn include(
        &self,
        sources: &Sources,
        including: SourceId,
        written: &[u8],
        at: Span,
        root: &Path,
    ) -> Result<SourceId, Unread> {
        let location = sources.location(including);
        self.find_included(location, written, root, &mut |resolved| {
            if let Some(source) = self.included().get(&resolved) {
                return Ok(*source);
            }
            let octets = self.read(&resolved)?;
            let shown = self.shown(&resolved);
            let source = sources.add(shown, Some(resolved.as_path().into()), octets, Some(at));
            Ok(*self.included().entry(resolved).or_insert(source))
        })
    }

    /// Where the file lies that `$INCLUDE written` means in the file at `including`, and its octets. Kept by no one.
    ///
    /// Looked for, in this order: in the including file's directory, in the current directory (as
    /// BIND does), in the directories above the including file's up to the root, of which one may be
    /// the server's, in the configured include paths. An absolute path outside the root is that of a
    /// server, and stands for the file below the root that agrees with it in the most components.
    ///
    /// # Errors
    /// The fault of the first place where something is in the way, or `Missing`; of keys that were
    /// not found `Keys`.
    pub fn read_included(
        &self,
        including: Option<&Path>,
        written: &[u8],
        root: &Path,
    ) -> Result<(PathBuf, FileBytes), Unread> {
        self.find_included(including, written, root, &mut |resolved| {
            let octets = self.read(&resolved)?;
            Ok((resolved, octets))
        })
    }

    /// What `open` makes of the file that is included, of the first place where it succeeds.
    fn find_included<T>(
        &self,
        including: Option<&Path>,
        written: &[u8],
        root: &Path,
        open: &mut dyn FnMut(PathBuf) -> Result<T, Unread>,
    ) -> Result<T, Unread> {
        let text = std::str::from_utf8(written).map_err(|_| Unread::Missing)?;
        if text.is_empty() || text.contains('\0') {
            return Err(Unread::Missing);
        }
        let directory = including.and_then(Path::parent).unwrap_or(&self.working_directory);
        let is_relative = Path::new(text).is_relative();
        let above = directory.ancestors().skip(1).take_while(|above| is_relative && above.starts_with(root));
        let bases = [directory, &self.working_directory]
            .into_iter()
            .chain(above.take(MOST_ABOVE))
            .chain([root])
            .chain(self.include_paths.iter().map(PathBuf::as_path));
        let mut first_fault = Unread::Missing;
        for (number, base) in bases.enumerate() {
            match self.inside(&base.join(text), root).and_then(&mut *open) {
                Ok(found) => return Ok(found),
                // The current directory may lie outside the root: then it is skipped.
                Err(Unread::Outside) if number == 1 => {}
                Err(fault) if first_fault == Unread::Missing => first_fault = fault,
                Err(_) => {}
            }
        }
        if let Some(path) = self.installed(text, directory, root) {
            return self.inside(&path, root).and_then(open);
        }
        let not_here = matches!(first_fault, Unread::Missing | Unread::Outside);
        let is_key = |name: &str| is_key(name) || name.ends_with(".key");
        if not_here && text.rsplit('/').next().is_some_and(is_key) {
            return Err(Unread::Keys);
        }
        Err(if is_installed(text, root) { Unread::NotInstalled } else { first_fault })
    }

    /// The file below the root that a path on a server stands for.
    fn installed(&self, text: &str, near: &Path, root: &Path) -> Option<PathBuf> {
        if !is_installed(text, root) {
            return None;
        }
        let below = self.below.lock().expect("no thread panics while it holds the lock").get(root).cloned();
        below?.find(root, text, near).map(|found| root.join(found))
    }

    /// Where `path` lies, links resolved, if that is below the root.
    fn inside(&self, path: &Path, root: &Path) -> Result<PathBuf, Unread> {
        // Judged by its text first: nothing outside the root is even looked at.
        if !normalise(&self.working_directory.join(path)).starts_with(root) {
            return Err(Unread::Outside);
        }
        let resolved = self.resolve(path)?;
        // `.git` may hold passwords of the user who cloned it: never included.
        let is_in_git = |below: &Path| below.components().any(|part| is_git(part.as_os_str()));
        if resolved.strip_prefix(root).map_or(true, is_in_git) {
            return Err(Unread::Outside);
        }
        Ok(resolved)
    }

    fn included(&self) -> MutexGuard<'_, HashMap<PathBuf, SourceId>> {
        self.included.lock().expect("no thread panics while it holds the lock")
    }
}

/// Whether an included path is one of the server where the zones are installed.
fn is_installed(text: &str, root: &Path) -> bool {
    let path = Path::new(text);
    path.is_absolute() && !normalise(path).starts_with(root)
}
