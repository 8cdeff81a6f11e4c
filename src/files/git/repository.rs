//! A git repository: where it lies, and what of it is asked for. Reads no object itself.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::base::printable::harmless_text;
use crate::files::at_hand::AtHand;
use crate::files::git::blobs::Blobs;
use crate::files::git::changed::{InWorkTree, compare};
use crate::files::git::command::{command, git, no_git, refusal};
use crate::files::git::listed::{Listing, MOST_ASKED};
use crate::files::git::listing::{TreeEntry, list, too_many};
use crate::files::git::snapshot::Snapshot;
use crate::files::path::{path_of, root_of};
use crate::files::surroundings::Surroundings;

/// A git repository.
#[derive(Debug, Clone)]
pub struct Repository {
    /// Where `git` runs.
    directory: PathBuf,
    /// Where its files seem to lie: the top of the work tree, or of a bare repository the directory
    /// it was asked from.
    pub top: PathBuf,
    /// Whether it has no work tree.
    pub bare: bool,
}

impl Repository {
    /// The repository that `directory`, which must be absolute and resolved, lies in. A bare one that lies
    /// among the files of another is meant only by a caller whose current directory it is: a pull request may
    /// have brought it, with a configuration in which git finds programs to run.
    ///
    /// # Errors
    /// A message: no git, no repository, or what git says.
    pub fn open(directory: &Path, surroundings: &Surroundings) -> Result<Self, String> {
        // With `GIT_DIR`, which hooks have, git takes the current directory for the work tree's top.
        let (here, top) = (&surroundings.here, root_of(directory));
        let at = |directory: &Path| {
            let mut repository =
                Repository { top: directory.into(), directory: directory.into(), bare: false };
            let asked = ["rev-parse", "--is-bare-repository", "--show-toplevel"];
            let asked = command(directory, &asked).stdin(Stdio::null()).output();
            let answer = asked.map_err(|error| no_git(&error))?;
            // A bare one has no top, which git complains of.
            repository.bare = answer.stdout.starts_with(b"true\n");
            if !repository.bare {
                let Some(top) = answer.stdout.strip_prefix(b"false\n").filter(|_| answer.status.success())
                else {
                    return Err(refusal(directory, &answer.stderr));
                };
                let top = path_of(top.strip_suffix(b"\n").unwrap_or(top));
                repository.top = top.canonicalize().unwrap_or(top);
            }
            Ok(repository)
        };
        let bare = || {
            let mut below = directory.ancestors().take_while(|directory| *directory != top);
            let found = below.find(|directory| here.starts_with(directory) && is_bare_repository(directory));
            found.and_then(|found| at(found).ok()).filter(|repository| repository.bare)
        };
        match surroundings.has_git_dir {
            true => at(here),
            false => bare().map_or_else(|| at(&top), Ok),
        }
    }

    /// Whether there is a commit to compare with.
    pub fn has_head(&self) -> bool {
        self.git(&["rev-parse", "--quiet", "--verify", "HEAD^{commit}"]).is_ok()
    }

    /// The files that the next commit will hold.
    ///
    /// # Errors
    /// What git says.
    pub fn index(&self) -> Result<Snapshot, String> {
        if self.bare {
            return Err("a bare repository has no index: say with `--tree REV` what to lint".into());
        }
        let entries = list(&self.directory, &["ls-files", "--stage", "-z", "--full-name", "--", ":/"], true)?;
        self.snapshot(entries.ok_or_else(|| too_many("index"))?, None)
    }

    /// The files of a revision: a commit, a tag or a tree.
    ///
    /// # Errors
    /// That there is no such revision here, or what git says.
    pub fn revision(&self, name: &str) -> Result<Snapshot, String> {
        let unknown = || {
            let shown = harmless_text(name);
            let shallow = self.git(&["rev-parse", "--is-shallow-repository"]);
            if shallow.is_ok_and(|answer| answer.starts_with(b"true")) {
                return format!(
                    "the revision `{shown}` is not in this shallow clone: get it with `git fetch --deepen=100` or `git fetch --unshallow`, or clone with the whole history (`fetch-depth: 0` in GitHub's checkout, `GIT_DEPTH: 0` in GitLab)"
                );
            }
            format!("there is no revision `{shown}` in this repository")
        };
        // Nothing that begins with a dash is a revision; git could take it for an option.
        if name.is_empty() || name.starts_with('-') || name.contains('\0') {
            return Err(unknown());
        }
        let tree = format!("{name}^{{tree}}");
        let mut asked = command(&self.directory, &["-c", "core.warnAmbiguousRefs=true", "rev-parse"]);
        let asked = asked.args(["--verify", &tree]).stdin(Stdio::null()).output();
        let asked = asked.ok().filter(|output| output.status.success()).ok_or_else(unknown)?;
        // A tag may be made to look like a branch.
        if memchr::memmem::find(&asked.stderr, b"is ambiguous").is_some() {
            let shown = harmless_text(name);
            return Err(format!(
                "the revision `{shown}` is ambiguous, as a tag or a branch has the name of another: write all of it, such as `refs/remotes/origin/main` or `refs/tags/v1`"
            ));
        }
        let tree = String::from_utf8_lossy(&asked.stdout).trim().to_owned();
        let entries = list(&self.directory, &["ls-tree", "-r", "-z", "--full-tree", &tree], false)?;
        let too_many = || too_many(&format!("revision `{}`", harmless_text(name)));
        self.snapshot(entries.ok_or_else(too_many)?, Some(tree))
    }

    /// The commit at which the histories of a revision and of another part; `None` if they have none in common, or are not
    /// both commits with unambiguous names.
    ///
    /// # Errors
    /// That this clone does not reach so far, or that the revision is there and has no history.
    pub fn merge_base(&self, name: &str, other: &str) -> Result<Option<String>, String> {
        let arguments = ["-c", "core.warnAmbiguousRefs=true", "merge-base", "--", name, other];
        let asked = command(&self.directory, &arguments).stdin(Stdio::null()).output();
        let Some(asked) = asked.ok().filter(|_| !name.contains('\0')) else { return Ok(None) };
        if asked.status.success() && asked.stderr.is_empty() {
            return Ok(Some(String::from_utf8_lossy(&asked.stdout).trim().to_owned()));
        }
        let shallow = || self.git(&["rev-parse", "--is-shallow-repository"]);
        if asked.status.code() == Some(1) && shallow().is_ok_and(|answer| answer.starts_with(b"true")) {
            let shown = harmless_text(name);
            return Err(format!(
                "this shallow clone does not reach back to where `{shown}` and what is linted part: get the history with `git fetch --deepen=100` or `git fetch --unshallow`, or clone with all of it (`fetch-depth: 0` in GitHub's checkout, `GIT_DEPTH: 0` in GitLab)"
            ));
        }
        let kind = self.git(&["cat-file", "-t", name]);
        if kind.is_ok_and(|kind| matches!(kind.trim_ascii(), b"tree" | b"blob")) && !name.starts_with('-') {
            let shown = harmless_text(name);
            return Err(format!(
                "`{shown}` is not a commit: it has no history that parts from what is linted; name a commit, a branch or a tag"
            ));
        }
        Ok(None)
    }

    /// The files of the work tree whose text is not that in `snapshot`, a revision's, and those that git lists as new;
    /// and all of them that git lists as changed, without the files that it does not know. What git says of those that
    /// `snapshot` has is not believed: it may be told to overlook a file, or to convert it. Of files that git LFS keeps and
    /// that are the same, `snapshot` has the work tree's text from now on. What is read on the way is kept `at_hand`.
    ///
    /// # Errors
    /// What git says.
    pub fn changed_in_work_tree(
        &self,
        snapshot: &mut Snapshot,
        at_hand: Option<&AtHand>,
    ) -> Result<(Vec<PathBuf>, Vec<PathBuf>), String> {
        let list = Listing { directory: &self.directory, top: &self.top };
        // Git looks at the index meanwhile.
        let (compared, staged) = std::thread::scope(|scope| {
            let tree = snapshot.tree.as_deref().unwrap_or("HEAD");
            let staged = scope.spawn(|| list.staged(tree));
            (compare(snapshot, at_hand), staged.join())
        });
        let InWorkTree { mut changed, kept_by_lfs } = compared;
        let staged =
            staged.map_err(|_| "git cannot be asked: the thread that waits for it ended".to_owned())??;
        let others: Vec<&Path> =
            changed.iter().filter(|path| !staged.contains(*path)).map(PathBuf::as_path).collect();
        let mut listed = list.dirty(&others)?;
        // What was removed again is not in the work tree.
        let is_there = |path: &Path| path.symlink_metadata().is_ok_and(|found| !found.is_dir());
        let (new, old): (Vec<PathBuf>, Vec<PathBuf>) =
            staged.into_iter().partition(|path| !snapshot.has(path));
        let new: Vec<PathBuf> = new.into_iter().filter(|path| is_there(path)).collect();
        changed.extend(new.iter().cloned());
        listed.extend(old);
        listed.extend(new);
        snapshot.read_from_disk(kept_by_lfs);
        Ok((changed, listed))
    }

    /// Of the files that the index has and that are not to be checked out, those that are not in the work tree.
    ///
    /// # Errors
    /// What git says.
    pub fn not_checked_out(&self) -> Result<Vec<PathBuf>, String> {
        let list = Listing { directory: &self.directory, top: &self.top };
        let mut paths = list.not_checked_out()?;
        paths.retain(|path| path.symlink_metadata().is_err());
        Ok(paths)
    }

    fn snapshot(&self, entries: Vec<TreeEntry>, tree: Option<String>) -> Result<Snapshot, String> {
        let blobs = Blobs::start(command(&self.directory, &["cat-file", "--batch"]))?;
        Ok(Snapshot::new(self.top.clone(), !self.bare, tree, entries, blobs))
    }

    fn git(&self, arguments: &[&str]) -> Result<Vec<u8>, String> {
        git(&self.directory, arguments)
    }
}

/// Whether a directory looks like a bare repository.
pub fn is_bare_repository(path: &Path) -> bool {
    path.join("HEAD").is_file() && path.join("objects").is_dir() && path.join("refs").is_dir()
}

/// Which files are listed that git does not track.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// All of them.
    All,
    /// Those that it does not ignore either.
    NotIgnored,
}

/// The files among `paths` in the work tree at `top`, all resolved, that git does not track, as far as they are `listed`;
/// those of submodules are not. `None` if git cannot say.
pub fn untracked(
    top: &Path,
    paths: &HashSet<&Path>,
    surroundings: &Surroundings,
    listed: Listed,
) -> Option<Vec<PathBuf>> {
    // Hooks have `GIT_DIR`, which is about the current directory's repository alone.
    let other = surroundings.has_git_dir && surroundings.here != top;
    if other || !top.join(".git").exists() {
        return None;
    }
    let mut git = command(top, &["--literal-pathspecs", "ls-files", "-z", "--others"]);
    if listed == Listed::NotIgnored {
        git.arg("--exclude-standard");
    }
    git.arg("--").stdin(Stdio::null());
    let below: Vec<&Path> = paths.iter().filter_map(|path| path.strip_prefix(top).ok()).collect();
    if below.iter().map(|path| path.as_os_str().len() + 1).sum::<usize>() <= MOST_ASKED {
        git.args(&below);
    }
    let output = git.output().ok().filter(|output| output.status.success())?;
    let listed = output.stdout.split(|octet| *octet == 0).filter(|path| !path.is_empty());
    Some(listed.map(|path| top.join(path_of(path))).filter(|path| paths.contains(path.as_path())).collect())
}
