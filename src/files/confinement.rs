//! Where paths lead that the command line names: of zones, a configuration, a baseline, a list, reports.
//! They may lie anywhere, but a link in a repository leads nowhere outside of it: the sender of a pull
//! request chooses what lies there. Reads no file.

use std::io;
use std::path::{Component, Path, PathBuf};

use crate::files::canonical::canonical;
use crate::files::path::normalise;
use crate::files::unread::Unread;

/// Where `path`, as it is written in the directory `here`, leads: absolute, symbolic links resolved. Nothing
/// need be there yet.
///
/// # Errors
/// That it is written as if it lay in a repository or in the `root`, and leads out of it or into its `.git`; or
/// what the system says.
pub fn named_path(path: &Path, here: &Path, root: Option<&Path>) -> Result<PathBuf, Unread> {
    let joined = here.join(path);
    if strays(&joined, root) {
        return Err(Unread::Outside);
    }
    match (joined.canonicalize(), joined.file_name()) {
        (Err(error), Some(name)) if error.kind() == io::ErrorKind::NotFound => {
            let directory = joined.parent().unwrap_or(&joined);
            Ok(judged(directory, directory.canonicalize()?)?.join(name))
        }
        (resolved, _) => judged(&joined, resolved?),
    }
}

/// Where `path`, as it is written in the directory `here`, is to be written, as of [`named_path`]; in a repository or in the
/// `root` no symbolic link lies on the way. The sender of a pull request could put one there, and have the caller's report
/// take the place of another file.
///
/// # Errors
/// As of [`named_path`]; that there is such a link.
pub fn written_path(path: &Path, here: &Path, root: Option<&Path>) -> Result<PathBuf, Unread> {
    let resolved = named_path(path, here, root)?;
    let joined = here.join(path);
    let ways = [Some(None), root.map(Some)];
    match ways.into_iter().flatten().all(|root| unlinked(&joined, root).as_ref() == Some(&resolved)) {
        true => Ok(resolved),
        false => Err(Unread::Refused(
            "is reached through a symbolic link of the repository: name the file itself".into(),
        )),
    }
}

/// Where a path, absolute and as it is written, leads if no symbolic link lies on its way below the `root`, or without one in a
/// repository. Nothing need be there yet.
pub fn unlinked(path: &Path, root: Option<&Path>) -> Option<PathBuf> {
    let (mut real, mut top) = (PathBuf::new(), None::<PathBuf>);
    let mut parts = path.components().peekable();
    while let Some(part) = parts.next() {
        let step = real.join(part);
        match canonical(&step) {
            Ok(_) if top.is_some() && part != Component::ParentDir && step.is_symlink() => return None,
            Ok(resolved) => real = resolved,
            // A link that leads nowhere is replaced.
            Err(_) if parts.peek().is_none() => return Some(step),
            Err(_) => return None,
        }
        top = top.filter(|top| real.starts_with(top));
        if top.is_none() && root.map_or_else(|| real.join(".git").exists(), |root| real == root) {
            top = Some(real.clone());
        }
    }
    Some(real)
}

/// Where a path leads, if that is where it led when it was judged: meanwhile a link may have come.
fn judged(path: &Path, resolved: PathBuf) -> Result<PathBuf, Unread> {
    match led(path, None) {
        Led::To(real) if real == resolved => Ok(resolved),
        Led::Out(_) => Err(Unread::Outside),
        Led::To(_) | Led::Nowhere => Err(Unread::Swapped),
    }
}

/// Whether a path, absolute and as it is written, leads out of a repository that it comes through, or out of
/// the `root`, or into the `.git` of either.
pub fn strays(path: &Path, root: Option<&Path>) -> bool {
    leads_out(path, None).is_some() || root.is_some_and(|root| leads_out(path, Some(root)).is_some())
}

/// The symbolic link through which a path, absolute and as it is written, leads out of the `root`, or without
/// one out of the repository that it comes through, or into its `.git`; `None` if it stays inside, or comes
/// through neither. The sender of a pull request chooses what lies in a repository, links too.
pub fn leads_out(path: &Path, root: Option<&Path>) -> Option<PathBuf> {
    match led(path, root) {
        Led::Out(link) => Some(link),
        Led::To(_) | Led::Nowhere => None,
    }
}

/// Where a path leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Led {
    /// Through this link out of where it is to stay.
    Out(PathBuf),
    /// Here, and every step of the way was looked at.
    To(PathBuf),
    /// Nothing is there.
    Nowhere,
}

/// The same as of [`leads_out`], and where the path leads otherwise.
pub fn led(path: &Path, root: Option<&Path>) -> Led {
    // Where the way has come to: as it is written, and where that lies. The system follows a link before a
    // `..`.
    let (mut written, mut real) = (PathBuf::new(), PathBuf::new());
    // The directory to stay in, in both ways.
    let mut inside: Option<(PathBuf, PathBuf)> = None;
    for part in path.components() {
        let (before, step) = (real.clone(), Path::new(&part));
        // Behind what is missing there is nothing to be led to.
        let Ok(resolved) = canonical(&real.join(step)) else { return Led::Nowhere };
        real = resolved;
        written = normalise(&written.join(step));
        if let Some((top, real_top)) = &inside {
            let git = |of: &Path| of.join(".git");
            let is_in_git = real.starts_with(git(real_top)) && !written.starts_with(git(top));
            if is_in_git || !real.starts_with(real_top) {
                // A path that is written with `..` leads out on purpose.
                if part != Component::ParentDir || written.starts_with(top) {
                    return Led::Out(before.join(step));
                }
                inside = None;
            }
        }
        let is_known = inside.as_ref().is_some_and(|(_, top)| *top == real);
        if !is_known && root.map_or_else(|| real.join(".git").exists(), |root| real == root) {
            inside = Some((written.clone(), real.clone()));
        }
    }
    Led::To(real)
}
