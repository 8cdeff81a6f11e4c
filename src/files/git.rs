//! A git repository's index, or the tree of a revision, as files. Asks the `git` program, never a
//! shell; changes nothing; knows no zone.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, MutexGuard};

use crate::base::printable::harmless_text;
use crate::files::surroundings::Surroundings;
use crate::files::{LARGEST_FILE, MOST_READ, Unread, root_of};

/// Where the files of a run come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Contents {
    /// The file system.
    #[default]
    WorkTree,
    /// The git index: what the next commit will hold.
    Index,
    /// The tree of a git revision.
    Revision(String),
}

/// How many symbolic links one path may lead through, as in Linux.
const MOST_LINKS: usize = 40;
/// The longest text of a symbolic link.
const LONGEST_LINK: u64 = 4096;
/// How many files the index or a tree may have: a few small trees, each of which holds the next
/// several times, stand for any number.
const MOST_FILES: usize = 1_000_000;
/// How long git's list of them may be, in octets.
const MOST_LISTED: u64 = 256 << 20;
/// How much is read of what git complains of, in octets.
const LONGEST_COMPLAINT: u64 = 64 << 10;

/// A git repository.
#[derive(Debug)]
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
    /// The repository that `directory`, which must be absolute and resolved, lies in. A bare one that lies among
    /// the files of another is meant only by a caller whose current directory it is: a pull request may have
    /// brought it, with a configuration in which git finds programs to run.
    ///
    /// # Errors
    /// A message: no git, no repository, or what git says.
    pub fn open(directory: &Path, surroundings: &Surroundings) -> Result<Self, String> {
        // With `GIT_DIR`, which hooks have, git takes the current directory for the work tree's top.
        let (here, top) = (&surroundings.here, root_of(directory));
        let at = |directory: &Path| {
            let mut repository =
                Repository { top: directory.into(), directory: directory.into(), bare: false };
            let answer = repository.git(&["rev-parse", "--is-bare-repository"])?;
            repository.bare = answer.starts_with(b"true");
            Ok(repository)
        };
        let bare = || {
            let mut below = directory.ancestors().take_while(|directory| *directory != top);
            let found = below.find(|directory| here.starts_with(directory) && is_bare_repository(directory));
            found.and_then(|found| at(found).ok()).filter(|repository| repository.bare)
        };
        let mut repository = match surroundings.has_git_dir {
            true => at(here)?,
            false => bare().map_or_else(|| at(&top), Ok::<Self, String>)?,
        };
        if !repository.bare {
            let top = repository.git(&["rev-parse", "--show-toplevel"])?;
            let top = path_of(top.strip_suffix(b"\n").unwrap_or(&top));
            repository.top = top.canonicalize().unwrap_or(top);
        }
        Ok(repository)
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
        let entries = self.list(&["ls-files", "--stage", "-z", "--full-name", "--", ":/"], true)?;
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
        let tree = self.git(&["rev-parse", "--quiet", "--verify", &tree]).map_err(|_| unknown())?;
        let tree = String::from_utf8_lossy(&tree).trim().to_owned();
        let entries = self.list(&["ls-tree", "-r", "-z", "--full-tree", &tree], false)?;
        let too_many = || too_many(&format!("revision `{}`", harmless_text(name)));
        self.snapshot(entries.ok_or_else(too_many)?, Some(tree))
    }

    /// The files of the work tree that are not as in `snapshot`, a revision's. Files that git does
    /// not know are not among them.
    ///
    /// # Errors
    /// What git says.
    pub fn changed_in_work_tree(&self, snapshot: &Snapshot) -> Result<Vec<PathBuf>, String> {
        let tree = snapshot.tree.as_deref().unwrap_or("HEAD");
        let names = ["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv"];
        let rest = ["--no-relative", "--ignore-submodules=all", tree, "--"];
        let listing = self.git(&[&names[..], &rest[..]].concat())?;
        Ok(listing
            .split(|octet| *octet == 0)
            .filter(|path| !path.is_empty())
            .map(|path| self.top.join(path_of(path)))
            .collect())
    }

    fn snapshot(&self, mut entries: Vec<Entry>, tree: Option<String>) -> Result<Snapshot, String> {
        entries.sort_by(|one, other| one.path.cmp(&other.path));
        entries.dedup_by(|one, other| one.path == other.path);
        let blobs = Mutex::new(Blobs::start(self.command(&["cat-file", "--batch"]))?);
        Ok(Snapshot { top: self.top.clone(), tree, entries, blobs })
    }

    fn git(&self, arguments: &[&str]) -> Result<Vec<u8>, String> {
        let output = self.command(arguments).stdin(Stdio::null()).output().map_err(|error| no_git(&error))?;
        if output.status.success() { Ok(output.stdout) } else { Err(self.refusal(&output.stderr)) }
    }

    /// The files that git lists in the index or in a tree; `None` if they are more than are read.
    fn list(&self, arguments: &[&str], index: bool) -> Result<Option<Vec<Entry>>, String> {
        let mut command = self.command(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().map_err(|error| no_git(&error))?;
        let listing = process.stdout.take().expect("a pipe was asked for");
        let complaints = process.stderr.take().expect("a pipe was asked for");
        // Git waits for whoever reads its complaints, too.
        let complaint = std::thread::spawn(move || {
            let mut complaint = Vec::new();
            complaints.take(LONGEST_COMPLAINT).read_to_end(&mut complaint).map(|_| complaint)
        });
        let entries = read_listing(BufReader::new(listing), MOST_LISTED, index);
        if !matches!(entries, Ok(Some(_))) {
            let _ = process.kill();
        }
        let status = process.wait().map_err(|error| no_git(&error))?;
        let complaint = complaint.join().ok().and_then(Result::ok).unwrap_or_default();
        match entries {
            Ok(Some(_)) if !status.success() => Err(self.refusal(&complaint)),
            entries => entries.map_err(|error| format!("git cannot be asked: {error}")),
        }
    }

    /// What git complains of, as a message.
    fn refusal(&self, complaint: &[u8]) -> String {
        let complaint = String::from_utf8_lossy(complaint);
        let complaint = complaint.lines().next().unwrap_or_default();
        if complaint.contains("not a git repository") {
            let shown = self.directory.to_string_lossy();
            return format!("`{}` lies in no git repository", harmless_text(&shown));
        }
        format!("git cannot be asked: {}", harmless_text(complaint))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        if self.directory.join(".git").exists() {
            command.args(["-c", "safe.bareRepository=explicit"]);
        }
        command
            .args(["-c", "core.fsmonitor=false"])
            .args(arguments)
            .current_dir(&self.directory)
            .env("GIT_OPTIONAL_LOCKS", "0")
            // Of a partial clone, what is missing stays so: git asks the network for it by a program that the
            // configuration names.
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("LC_ALL", "C");
        command
    }
}

/// Whether a directory looks like a bare repository.
pub fn is_bare_repository(path: &Path) -> bool {
    path.join("HEAD").is_file() && path.join("objects").is_dir() && path.join("refs").is_dir()
}

/// How many octets of paths git is given; of more it is asked about the whole work tree.
const MOST_ASKED: usize = 64 << 10;

/// The files among `paths` in the work tree at `top`, all resolved, that git neither tracks nor
/// ignores. None if git cannot say, or if they are a submodule's.
pub fn untracked(top: &Path, paths: &HashSet<&Path>, surroundings: &Surroundings) -> Vec<PathBuf> {
    // Hooks have `GIT_DIR`, which is about the current directory's repository alone.
    let other = surroundings.has_git_dir && surroundings.here != top;
    if other || !top.join(".git").exists() {
        return Vec::new();
    }
    let repository = Repository { directory: top.to_owned(), top: top.to_owned(), bare: false };
    let mut command = repository.command(&["--literal-pathspecs", "ls-files", "-z", "--others"]);
    command.args(["--exclude-standard", "--"]).stdin(Stdio::null());
    let below: Vec<&Path> = paths.iter().filter_map(|path| path.strip_prefix(top).ok()).collect();
    if below.iter().map(|path| path.as_os_str().len() + 1).sum::<usize>() <= MOST_ASKED {
        command.args(&below);
    }
    let Some(output) = command.output().ok().filter(|output| output.status.success()) else {
        return Vec::new();
    };
    let listed = output.stdout.split(|octet| *octet == 0).filter(|path| !path.is_empty());
    listed.map(|path| top.join(path_of(path))).filter(|path| paths.contains(path.as_path())).collect()
}

fn no_git(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "the program `git`, which reads the repository, is not found".into(),
        _ => format!("the program `git` cannot be run: {error}"),
    }
}

fn too_many(what: &str) -> String {
    format!("the {what} has more than {MOST_FILES} files, or paths of more than {} MiB", MOST_LISTED >> 20)
}

/// Reads git's list of files; `None` if there are more than are read, or more than `most` octets.
fn read_listing(listing: impl BufRead, most: u64, index: bool) -> io::Result<Option<Vec<Entry>>> {
    let (mut listing, mut line, mut entries) = (listing.take(most + 1), Vec::new(), Vec::new());
    for _ in 0..=MOST_FILES {
        line.clear();
        if listing.read_until(0, &mut line)? == 0 {
            return Ok((listing.limit() > 0).then_some(entries));
        }
        entries.extend(Entry::parse(line.strip_suffix(&[0]).unwrap_or(&line), index));
    }
    Ok(None)
}

/// A file or a symbolic link of a snapshot.
#[derive(Debug, Clone)]
struct Entry {
    /// From the top, with `/`.
    path: Vec<u8>,
    link: bool,
    object: String,
}

impl Entry {
    /// Reads `mode object stage\tpath` (index) or `mode type object\tpath` (tree). Submodules, and
    /// the other sides of an unfinished merge, are no files.
    fn parse(line: &[u8], index: bool) -> Option<Self> {
        let tab = line.iter().position(|octet| *octet == b'\t')?;
        let facts = std::str::from_utf8(&line[..tab]).ok()?;
        let mut words = facts.split_ascii_whitespace();
        let (mode, second, third) = (words.next()?, words.next()?, words.next()?);
        if !mode.starts_with("100") && mode != "120000" || index && !matches!(third, "0" | "2") {
            return None;
        }
        let object = if index { second } else { third };
        Some(Entry { path: line[tab + 1..].to_owned(), link: mode == "120000", object: object.to_owned() })
    }
}

/// The files of the index or of a revision, at the places where they would lie in the work tree.
pub struct Snapshot {
    top: PathBuf,
    /// The tree's object; `None` for the index.
    tree: Option<String>,
    /// By path.
    entries: Vec<Entry>,
    blobs: Mutex<Blobs>,
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot").field("top", &self.top).field("tree", &self.tree).finish_non_exhaustive()
    }
}

impl Snapshot {
    /// Where its files seem to lie.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// Where `path` leads, symbolic links resolved. Links lead nowhere but inside the snapshot.
    ///
    /// # Errors
    /// `Missing`, `Outside`, or a chain of links that is too long.
    pub fn resolve(&self, path: &Path) -> Result<PathBuf, Unread> {
        let relative = octets_of(path.strip_prefix(&self.top).map_err(|_| Unread::Outside)?);
        let mut ahead: Vec<Vec<u8>> = relative.rsplit(|octet| *octet == b'/').map(<[u8]>::to_owned).collect();
        let (mut at, mut links): (Vec<u8>, usize) = (Vec::new(), 0);
        while let Some(part) = ahead.pop() {
            match &part[..] {
                b"" | b"." => continue,
                b".." if at.is_empty() => return Err(Unread::Outside),
                b".." => {
                    at.truncate(at.iter().rposition(|octet| *octet == b'/').unwrap_or(0));
                    continue;
                }
                _ => {}
            }
            let next = if at.is_empty() { part } else { [&at[..], b"/", &part[..]].concat() };
            let Some(link) = self.entry(&next).filter(|entry| entry.link) else {
                at = next;
                continue;
            };
            links += 1;
            let target = match self.blob(&link.object, LONGEST_LINK) {
                Ok(target) if links <= MOST_LINKS => target,
                Ok(_) | Err(Unread::TooLarge) => {
                    return Err(Unread::Refused("is reached through too many symbolic links".into()));
                }
                Err(unread) => return Err(unread),
            };
            if target.first() == Some(&b'/') {
                return Err(Unread::Outside);
            }
            ahead.extend(target.rsplit(|octet| *octet == b'/').map(<[u8]>::to_owned));
        }
        if self.entry(&at).is_none() && !self.has_directory(&at) {
            return Err(Unread::Missing);
        }
        Ok(self.top.join(path_of(&at)))
    }

    /// The octets of the file at `path`, which must be resolved.
    ///
    /// # Errors
    /// Why it was not read.
    pub fn read(&self, path: &Path) -> Result<Vec<u8>, Unread> {
        let relative = octets_of(path.strip_prefix(&self.top).map_err(|_| Unread::Outside)?);
        match self.entry(&relative) {
            Some(entry) if !entry.link => self.blob(&entry.object, LARGEST_FILE),
            Some(_) => Err(Unread::NoFile),
            None if self.has_directory(&relative) => Err(Unread::NoFile),
            None => Err(Unread::Missing),
        }
    }

    /// The object that holds the text of the file at `path`, which must be resolved.
    pub fn object(&self, path: &Path) -> Option<&str> {
        let relative = octets_of(path.strip_prefix(&self.top).ok()?);
        self.entry(&relative).map(|entry| entry.object.as_str())
    }

    /// Why not all was read that the run asked for, if it asked for more than it may read.
    ///
    /// # Errors
    /// That it did.
    pub fn may_read_all(&self) -> Result<(), Unread> {
        if self.blobs().is_exhausted { Err(EXHAUSTED) } else { Ok(()) }
    }

    /// Whether there is a file, and no link or directory, at this very path.
    pub fn has_file(&self, path: &Path) -> bool {
        let relative = path.strip_prefix(&self.top).map(octets_of);
        relative.is_ok_and(|path| self.entry(&path).is_some_and(|entry| !entry.link))
    }

    /// Whether there is a symbolic link at this very path.
    pub fn has_link(&self, path: &Path) -> bool {
        let relative = path.strip_prefix(&self.top).map(octets_of);
        relative.is_ok_and(|path| self.entry(&path).is_some_and(|entry| entry.link))
    }

    /// Whether `path`, which must be resolved, is a directory.
    pub fn is_directory(&self, path: &Path) -> bool {
        path.strip_prefix(&self.top).is_ok_and(|path| self.has_directory(&octets_of(path)))
    }

    /// The files and symbolic links below a directory, which must be resolved, in the order of a walk.
    pub fn files_below(&self, directory: &Path) -> Vec<PathBuf> {
        let Ok(relative) = directory.strip_prefix(&self.top) else { return Vec::new() };
        let below = self.below(&octets_of(relative)).iter();
        let mut paths: Vec<PathBuf> = below.map(|entry| self.top.join(path_of(&entry.path))).collect();
        paths.sort();
        paths
    }

    /// The files that are not the same in `other`, a snapshot of the same repository.
    pub fn changed(&self, other: &Snapshot) -> Vec<PathBuf> {
        let differs = |entry: &&Entry, from: &Snapshot| {
            let same = from.entry(&entry.path).filter(|found| found.link == entry.link);
            same.is_none_or(|found| found.object != entry.object)
        };
        let here = self.entries.iter().filter(|entry| differs(entry, other));
        let there = other.entries.iter().filter(|entry| differs(entry, self));
        here.chain(there).map(|entry| self.top.join(path_of(&entry.path))).collect()
    }

    fn entry(&self, path: &[u8]) -> Option<&Entry> {
        let found = self.entries.binary_search_by(|entry| entry.path.as_slice().cmp(path));
        found.ok().map(|number| &self.entries[number])
    }

    fn has_directory(&self, path: &[u8]) -> bool {
        path.is_empty() || !self.below(path).is_empty()
    }

    fn below(&self, directory: &[u8]) -> &[Entry] {
        let mut prefix = directory.to_owned();
        if !prefix.is_empty() {
            prefix.push(b'/');
        }
        let start = self.entries.partition_point(|entry| entry.path < prefix);
        let count = self.entries[start..].partition_point(|entry| entry.path.starts_with(&prefix));
        &self.entries[start..start + count]
    }

    fn blob(&self, object: &str, most: u64) -> Result<Vec<u8>, Unread> {
        self.blobs().read(object, most)
    }

    /// Leaves no more than these octets to be read.
    #[cfg(test)]
    pub fn set_left(&self, left: u64) {
        self.blobs().left = left;
    }

    fn blobs(&self) -> MutexGuard<'_, Blobs> {
        self.blobs.lock().expect("no thread panics while it holds the lock")
    }
}

/// One `git cat-file --batch`, which is asked for one object after the other.
struct Blobs {
    process: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    /// How long the objects are that were too large, by their names.
    large: HashMap<String, u64>,
    /// How many octets may still be read.
    left: u64,
    /// Whether more was asked for. Git may be amid an answer then, and is asked no more.
    is_exhausted: bool,
}

/// A run has read as much of a snapshot as it may.
const EXHAUSTED: Unread =
    Unread::Exhausted("the files that a run reads from git may take 16 GiB; lint them in several runs");

impl Blobs {
    fn start(mut command: Command) -> Result<Self, String> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().map_err(|error| no_git(&error))?;
        let answers = BufReader::new(process.stdout.take().expect("a pipe was asked for"));
        let (questions, large) = (process.stdin.take(), HashMap::new());
        Ok(Blobs { process, questions, answers, large, left: MOST_READ, is_exhausted: false })
    }

    /// The octets of an object, if it has no more than `most`. One that is larger is read past once.
    fn read(&mut self, object: &str, most: u64) -> Result<Vec<u8>, Unread> {
        if self.large.get(object).is_some_and(|size| *size > most) {
            return Err(Unread::TooLarge);
        }
        if self.is_exhausted {
            return Err(EXHAUSTED);
        }
        let broken = |_| Unread::Refused("cannot be read: git has ended".into());
        let questions = self.questions.as_mut().expect("taken only at the end");
        questions.write_all(format!("{object}\n").as_bytes()).map_err(broken)?;
        questions.flush().map_err(broken)?;
        // `OBJECT blob SIZE`, the octets, a line feed; or `OBJECT missing`.
        let mut head = String::new();
        self.answers.read_line(&mut head).map_err(broken)?;
        let Some(size) = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok()) else {
            return Err(Unread::Refused("cannot be read: git does not have its object".into()));
        };
        let left = self.left.checked_sub(size);
        self.is_exhausted = left.is_none();
        self.left = left.ok_or(EXHAUSTED)?;
        let mut octets = Vec::new();
        if size > most || octets.try_reserve_exact(size as usize + 1).is_err() {
            io::copy(&mut (&mut self.answers).take(size + 1), &mut io::sink()).map_err(broken)?;
            self.large.insert(object.to_owned(), size);
            return Err(Unread::TooLarge);
        }
        (&mut self.answers).take(size + 1).read_to_end(&mut octets).map_err(broken)?;
        if octets.len() as u64 != size + 1 {
            return Err(broken(io::ErrorKind::UnexpectedEof.into()));
        }
        octets.pop();
        Ok(octets)
    }
}

impl Drop for Blobs {
    fn drop(&mut self) {
        // The end of its questions ends the process, but not amid an answer.
        self.questions.take();
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The path that git's octets mean.
fn path_of(octets: &[u8]) -> PathBuf {
    #[cfg(unix)]
    return PathBuf::from(<std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(octets));
    #[cfg(not(unix))]
    return PathBuf::from(String::from_utf8_lossy(octets).into_owned());
}

/// A relative path as git writes it.
fn octets_of(path: &Path) -> Vec<u8> {
    let parts: Vec<&[u8]> = path.components().map(|part| part.as_os_str().as_encoded_bytes()).collect();
    parts.join(&b"/"[..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn git_listings_are_read() {
        let entry = |line: &[u8], index| Entry::parse(line, index).map(|entry| (entry.path, entry.link));
        assert_eq!(entry(b"100644 0abc 0\ta b\tc", true), Some((b"a b\tc".to_vec(), false)));
        assert_eq!(entry(b"100644 0abc 3\ta", true), None);
        assert_eq!(entry(b"120000 blob 0abc\t\xff", false), Some((b"\xff".to_vec(), true)));
        assert_eq!(entry(b"160000 commit 0abc\tsub", false), None);
        assert_eq!(entry(b"", false), None);
    }

    #[test]
    fn a_listing_has_its_bounds() {
        let listing = b"100644 blob 0abc\ta\x00100644 blob 0abc\tb\0";
        let read =
            |most| read_listing(&listing[..], most, false).expect("octets").map(|entries| entries.len());
        let length = listing.len() as u64;
        assert_eq!((read(length), read(length - 1)), (Some(2), None));
        let endless = BufReader::new(io::repeat(0));
        assert!(read_listing(endless, MOST_LISTED, false).expect("octets").is_none());
    }

    #[cfg(unix)]
    #[test]
    fn objects_are_read_up_to_a_bound_and_those_that_are_too_large_once() {
        let mut git = Command::new("sh");
        git.args(["-c", r#"while read s; do echo "$s blob $s"; head -c "$s" /dev/zero; echo; done"#]);
        let mut blobs = Blobs::start(git).expect("sh");
        blobs.left = 20;
        let mut read = |object| blobs.read(object, 10).map(|octets| octets.len());
        assert_eq!(
            (read("5"), read("12"), read("12")),
            (Ok(5), Err(Unread::TooLarge), Err(Unread::TooLarge))
        );
        assert_eq!((read("3"), read("0")), (Ok(3), Ok(0)));
        // What git goes on to write to the pipe keeps nothing waiting.
        assert_eq!((read("1000000"), read("0")), (Err(EXHAUSTED), Err(EXHAUSTED)));
    }
}
