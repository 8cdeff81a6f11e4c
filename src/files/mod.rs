//! Reads files, and nothing but regular files below the root that the run was given.

pub mod confinement;
pub mod git;
pub mod key_file;
pub mod path_index;
pub mod path_text;
pub mod server_path;
pub mod surroundings;
pub mod wildcard;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use crate::base::bytes::Octets;
use crate::base::printable::harmless_text;
use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::files::confinement as given;
use crate::files::git::Snapshot;
use crate::files::key_file::is_key;
use crate::files::server_path::Installed;

/// The largest file that is read, in octets. Zones of ten million records have half as many.
pub const LARGEST_FILE: u64 = 1 << 30;

/// How long the files of a run may be that are zones, without those that they include, in octets.
pub const MOST_READ: u64 = 16 << 30;

/// How much the zones of a run may read through `$INCLUDE`, in octets. A file counts each time.
pub const MOST_INCLUDED: u64 = 4 << 30;
/// What an included file counts at least, in octets: to look for one takes time.
pub const LEAST_INCLUDED: u64 = 1 << 10;
/// How many records a run may have that no file spells out: all `$GENERATE`s stand for them, or they
/// are lines of a file that was included before. An SRV record takes half a KiB of memory.
pub const MOST_GENERATED: u64 = 1 << 23;
/// How long the text may be that all `$GENERATE`s of a run stand for, in octets.
pub const MOST_GENERATED_TEXT: u64 = 1 << 30;
/// How many mistakes are reported in the zones of a run that include files: one file's count in each.
pub const MOST_REPORTED: u64 = 200_000;

/// Why a file was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// There is no such file.
    Missing,
    /// It lies outside the root, or a symbolic link leads there.
    Outside,
    /// It is a path on a server, and no file below the root, or more than one, ends alike.
    NotInstalled,
    /// It is a directory, a pipe or a device.
    NoFile,
    /// It is larger than `LARGEST_FILE`.
    TooLarge,
    /// It is not there, and by its name holds keys, which no rule reads.
    Keys,
    /// Another file took its place, or that of a directory on the way, while it was opened.
    Swapped,
    /// The zone, or the run, has included as much as it may.
    Exhausted(&'static str),
    /// The system refused, with its message.
    Refused(String),
}

impl Unread {
    /// What is wrong, to stand behind the file's name.
    pub fn reason(&self) -> String {
        match self {
            Unread::Missing | Unread::Keys => "no such file".into(),
            Unread::Outside => "lies outside the root, and is not opened".into(),
            Unread::NotInstalled => "lies outside the root, and stands for no single file below it".into(),
            Unread::NoFile => "is no regular file".into(),
            Unread::TooLarge => format!("is larger than {} MiB", LARGEST_FILE >> 20),
            Unread::Swapped => "was replaced while it was opened, and is not read".into(),
            Unread::Exhausted(bound) => format!("is not read: {bound}"),
            Unread::Refused(message) => message.clone(),
        }
    }
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Unread::Missing,
            io::ErrorKind::IsADirectory => Unread::NoFile,
            _ => Unread::Refused(harmless_text(&error.to_string()).into_owned()),
        }
    }
}

/// The files that a run may read.
#[derive(Debug)]
pub struct Files {
    /// The current directory, to which shown paths are relative.
    pub working_directory: PathBuf,
    /// Where included files are looked for after the including file's directory and the root.
    pub include_paths: Vec<PathBuf>,
    /// The root that the user confined the run to, links resolved.
    pub confined_to: Option<PathBuf>,
    included: Mutex<HashMap<PathBuf, SourceId>>,
    /// The files below each root.
    below: OnceLock<HashMap<PathBuf, Installed>>,
    /// How much was read through `$INCLUDE`, how many records nobody spelt out, their text, how many
    /// mistakes were reported in zones that include files, and how long the files are that are zones.
    spent: [AtomicU64; 5],
    /// What is read in place of the file system.
    snapshot: Option<Snapshot>,
}

impl Files {
    /// Files seen from `working_directory`.
    pub fn new(working_directory: PathBuf) -> Self {
        Self {
            working_directory,
            include_paths: Vec::new(),
            confined_to: None,
            included: Mutex::default(),
            below: OnceLock::new(),
            spent: Default::default(),
            snapshot: None,
        }
    }

    /// The files of a git snapshot, and no others.
    pub fn of_snapshot(working_directory: PathBuf, snapshot: Snapshot) -> Self {
        Self { snapshot: Some(snapshot), ..Self::new(working_directory) }
    }

    /// Tells which files lie below each root, for those that are included by their path on a server.
    /// The first to tell is believed.
    pub fn set_below(&self, below: HashMap<PathBuf, Vec<Arc<Path>>>) {
        let below = below.into_iter().map(|(root, found)| (root, Installed::new(found)));
        let _ = self.below.set(below.collect());
    }

    /// The git snapshot that is read in place of the file system.
    pub fn snapshot(&self) -> Option<&Snapshot> {
        self.snapshot.as_ref()
    }

    /// Where `path` lies: absolute, symbolic links resolved.
    ///
    /// # Errors
    /// Why nothing is there.
    pub fn resolve(&self, path: &Path) -> Result<PathBuf, Unread> {
        let Some(snapshot) = &self.snapshot else { return Ok(fs::canonicalize(path)?) };
        let absolute = self.working_directory.join(path);
        if absolute.starts_with(snapshot.top()) {
            return snapshot.resolve(&absolute);
        }
        // Links outside the repository, on the way to it, are the file system's.
        snapshot.resolve(&fs::canonicalize(absolute).map_err(|_| Unread::Outside)?)
    }

    /// Whether there is a symbolic link at `path`.
    pub fn is_link(&self, path: &Path) -> bool {
        let Some(snapshot) = &self.snapshot else { return path.is_symlink() };
        let absolute = self.working_directory.join(path);
        let (Some(directory), Some(name)) = (absolute.parent(), absolute.file_name()) else { return false };
        self.resolve(directory).is_ok_and(|directory| snapshot.has_link(&directory.join(name)))
    }

    /// The symbolic link through which a path, as it is written, leads out of the root that the run is confined to,
    /// or else out of a repository, as [`given::leads_out`] tells. In a snapshot none does.
    pub fn leads_out(&self, path: &Path) -> Option<PathBuf> {
        if self.snapshot.is_some() {
            None
        } else {
            given::leads_out(&self.working_directory.join(path), self.confined_to.as_deref())
        }
    }

    /// Whether there is a directory at `path`.
    pub fn is_directory(&self, path: &Path) -> bool {
        match &self.snapshot {
            Some(snapshot) => self.resolve(path).is_ok_and(|path| snapshot.is_directory(&path)),
            None => path.is_dir(),
        }
    }

    /// Whether a root is that of a git repository.
    pub fn is_repository(&self, root: &Path) -> bool {
        self.snapshot.is_some() || root.join(".git").exists()
    }

    /// The root of a path, which must be absolute and resolved.
    pub fn root_of(&self, path: &Path) -> PathBuf {
        self.snapshot.as_ref().map_or_else(|| root_of(path), |snapshot| snapshot.top().to_owned())
    }

    /// The octets of the file at `path`, wherever it lies.
    ///
    /// # Errors
    /// Why it was not read.
    pub fn read(&self, path: &Path) -> Result<Octets, Unread> {
        match &self.snapshot {
            Some(snapshot) => snapshot.read(path).map(Octets::from),
            None => read_file(path),
        }
    }

    /// The octets of the file at `path`, absolute and resolved, if it has no more than `most`. A walk
    /// of the file system must have seen a regular file there.
    pub fn read_small(&self, path: &Path, most: u64) -> Option<Octets> {
        debug_assert!(self.snapshot.is_none(), "a snapshot has no walk");
        read_regular(path, most).ok()
    }

    /// The octets of a file that the user named, and where it lies; no link leads to it out of the root that
    /// the run is confined to. What lies outside the repository of a snapshot is the file system's.
    ///
    /// # Errors
    /// Why it was not read.
    pub fn read_named(&self, path: &Path) -> Result<(PathBuf, Octets), Unread> {
        if let Some(snapshot) = &self.snapshot
            && !normalise(&self.working_directory.join(path)).starts_with(snapshot.top())
        {
            let resolved = fs::canonicalize(path)?;
            if !resolved.starts_with(snapshot.top()) {
                return read_file(&resolved).map(|octets| (resolved, octets));
            }
        }
        if self.snapshot.is_none()
            && given::strays(&self.working_directory.join(path), self.confined_to.as_deref())
        {
            return Err(Unread::Outside);
        }
        let resolved = self.resolve(path)?;
        self.read(&resolved).map(|octets| (resolved, octets))
    }

    /// Reads the file that `$INCLUDE written` means in the file `including`.
    ///
    /// Looked for, in this order: in the including file's directory, in the current directory (as
    /// BIND does), in the root, in the configured include paths. An absolute path outside the root is
    /// that of a server, and stands for the file below the root that agrees with it in the most
    /// components. Read once in a run.
    ///
    /// # Errors
    /// The fault of the first place where something is in the way, or `Missing`; of keys that were
    /// not found `Keys`.
    pub fn include(
        &self,
        sources: &Sources,
        including: SourceId,
        written: &[u8],
        at: Span,
        root: &Path,
    ) -> Result<SourceId, Unread> {
        let text = std::str::from_utf8(written).map_err(|_| Unread::Missing)?;
        if text.is_empty() || text.contains('\0') {
            return Err(Unread::Missing);
        }
        let directory = sources
            .file(including)
            .location
            .as_deref()
            .and_then(Path::parent)
            .unwrap_or(&self.working_directory);
        let bases = [directory, &self.working_directory, root]
            .into_iter()
            .chain(self.include_paths.iter().map(PathBuf::as_path));
        let mut first_fault = Unread::Missing;
        for (number, base) in bases.enumerate() {
            match self.include_candidate(sources, &base.join(text), at, root) {
                Ok(source) => return Ok(source),
                // The current directory may lie above the root, and then nobody means it.
                Err(Unread::Outside) if number == 1 => {}
                Err(fault) if first_fault == Unread::Missing => first_fault = fault,
                Err(_) => {}
            }
        }
        if let Some(path) = self.installed(text, directory, root) {
            return self.include_candidate(sources, &path, at, root);
        }
        let not_here = matches!(first_fault, Unread::Missing | Unread::Outside);
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
        self.below.get()?.get(root)?.find(root, text, near).map(|found| root.join(found))
    }

    fn include_candidate(
        &self,
        sources: &Sources,
        path: &Path,
        at: Span,
        root: &Path,
    ) -> Result<SourceId, Unread> {
        // Judged by its text first: nothing outside the root is even looked at.
        if !normalise(&self.working_directory.join(path)).starts_with(root) {
            return Err(Unread::Outside);
        }
        let resolved = self.resolve(path)?;
        // Those who check a repository out leave their passwords in its `.git`.
        let is_in_git = |below: &Path| below.components().any(|part| part.as_os_str() == ".git");
        if resolved.strip_prefix(root).map_or(true, is_in_git) {
            return Err(Unread::Outside);
        }
        if let Some(source) =
            self.included.lock().expect("no thread panics while it holds the lock").get(&resolved)
        {
            return Ok(*source);
        }
        let octets = self.read(&resolved)?;
        let shown = self.shown(&resolved);
        let source = sources.add(shown, Some(resolved.as_path().into()), octets, Some(at));
        let mut included = self.included.lock().expect("no thread panics while it holds the lock");
        Ok(*included.entry(resolved).or_insert(source))
    }

    /// Takes `octets` from what the run may still include; false if that is less.
    pub fn may_include(&self, octets: u64) -> bool {
        spend(&self.spent[0], octets.max(LEAST_INCLUDED), MOST_INCLUDED)
    }

    /// Takes `records` from what the run may still generate; false if that is less.
    pub fn may_generate(&self, records: u64) -> bool {
        spend(&self.spent[1], records, MOST_GENERATED)
    }

    /// Takes `octets` from how long the run's generated text may still be; false if that is less.
    pub fn may_generate_text(&self, octets: u64) -> bool {
        spend(&self.spent[2], octets, MOST_GENERATED_TEXT)
    }

    /// Takes one from how many mistakes may still be reported in zones that include files; false if
    /// there were too many.
    pub fn may_report(&self) -> bool {
        spend(&self.spent[3], 1, MOST_REPORTED)
    }

    /// Takes `octets` from how long the files of the run's zones may still be.
    ///
    /// # Errors
    /// That it is less.
    pub fn may_read(&self, octets: u64) -> Result<(), Unread> {
        let bound = "the zones of a run may take 16 GiB; lint them in several runs";
        spend(&self.spent[4], octets, MOST_READ).then_some(()).ok_or(Unread::Exhausted(bound))
    }

    /// Forgets what was spent, before the same zones are read again.
    pub fn renew(&self) {
        self.spent.iter().for_each(|spent| spent.store(0, Ordering::Relaxed));
    }

    /// A path as it is shown: relative to the current directory, with `/`, harmless to print.
    pub fn shown(&self, path: &Path) -> String {
        // Nearly all paths are written as they are shown, but for the directory that they begin with.
        if let Some(text) = path.to_str()
            && let Some(text) = shown_as_written(text, &self.working_directory)
        {
            return harmless_text(&text).into_owned();
        }
        let path = self.working_directory.join(path);
        let normal = normalise(&path);
        let common = normal
            .components()
            .zip(self.working_directory.components())
            .take_while(|(one, other)| one == other)
            .count();
        let up = self.working_directory.components().count() - common;
        let mut parts: Vec<String> = vec!["..".to_owned(); up];
        parts.extend(
            normal.components().skip(common).map(|part| part.as_os_str().to_string_lossy().into_owned()),
        );
        // With nothing in common but the file system's root, the absolute path is the clearer one.
        let shown =
            if common <= 1 && up > 0 { normal.to_string_lossy().into_owned() } else { parts.join("/") };
        harmless_text(&shown).into_owned()
    }
}

/// Reads the file at `path`, which must be resolved: what somebody put there since is not read.
pub(crate) fn read_file(path: &Path) -> Result<Octets, Unread> {
    // A device may do something when it is opened, so its kind is asked for first, and again behind `open`.
    check_kind(&fs::metadata(path)?)?;
    read_regular(path, LARGEST_FILE)
}

/// The same of a file whose kind is known to be that of one, if it has no more than `most` octets.
fn read_regular(path: &Path, most: u64) -> Result<Octets, Unread> {
    let directly = open_directly(path)?;
    let (file, is_direct) = match directly {
        Some(file) => (file, true),
        None => (open(path)?, false),
    };
    let metadata = file.metadata()?;
    check_kind(&metadata)?;
    if !is_direct && !is_opened(&file, &metadata, path) {
        return Err(Unread::Swapped);
    }
    let length = usize::try_from(metadata.len()).map_err(|_| Unread::TooLarge)?;
    if metadata.len() > most {
        return Err(Unread::TooLarge);
    }
    let octets = Octets::read(file, length, most + 1)?;
    if octets.len() as u64 > most {
        return Err(Unread::TooLarge);
    }
    Ok(octets)
}

/// Opens a file as [`open`] does, if no symbolic link lies on the way. `None` if the system cannot
/// tell: before Linux 5.6, or where a sandbox forbids what it does not know.
#[cfg(target_os = "linux")]
fn open_directly(path: &Path) -> Result<Option<fs::File>, Unread> {
    use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, openat2};
    use rustix::io::Errno;
    use std::sync::atomic::AtomicBool;
    static CANNOT: AtomicBool = AtomicBool::new(false);
    if CANNOT.load(Ordering::Relaxed) {
        return Ok(None);
    }
    let flags = OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::NOCTTY | OFlags::CLOEXEC | OFlags::LARGEFILE;
    match openat2(CWD, path, flags, Mode::empty(), ResolveFlags::NO_SYMLINKS) {
        Ok(file) => Ok(Some(file.into())),
        Err(Errno::LOOP) => Err(Unread::Swapped),
        Err(Errno::NOSYS | Errno::PERM | Errno::INVAL | Errno::TOOBIG | Errno::OPNOTSUPP) => {
            CANNOT.store(true, Ordering::Relaxed);
            Ok(None)
        }
        Err(error) => Err(io::Error::from(error).into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn open_directly(_: &Path) -> Result<Option<fs::File>, Unread> {
    Ok(None)
}

/// Opens a file. Neither follows a symbolic link nor waits for the other end of a pipe.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<fs::File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let flags = OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::NOCTTY;
    fs::OpenOptions::new().read(true).custom_flags(flags.bits() as i32).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<fs::File> {
    fs::File::open(path)
}

/// Whether `file` is what lies at `path` with no link on the way. Linux knows where an open file
/// lies; elsewhere the path is resolved again, and has to lead to the same file.
fn is_opened(file: &fs::File, metadata: &fs::Metadata, path: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        use std::os::fd::AsRawFd;
        if let Ok(opened) = fs::read_link(format!("/proc/self/fd/{}", file.as_raw_fd())) {
            return opened == path;
        }
    }
    let _ = file;
    fs::canonicalize(path).is_ok_and(|resolved| resolved == path)
        && fs::symlink_metadata(path).is_ok_and(|there| is_same(&there, metadata))
}

#[cfg(unix)]
fn is_same(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    (one.len(), one.modified().ok()) == (other.len(), other.modified().ok())
}

/// Adds `count` to `spent` unless that makes it more than `most`.
fn spend(spent: &AtomicU64, count: u64, most: u64) -> bool {
    let more = |before: u64| before.checked_add(count).filter(|after| *after <= most);
    spent.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok()
}

fn check_kind(metadata: &fs::Metadata) -> Result<(), Unread> {
    if !metadata.is_file() {
        return Err(Unread::NoFile);
    }
    if metadata.len() > LARGEST_FILE {
        return Err(Unread::TooLarge);
    }
    Ok(())
}

/// Whether an included path is one of the server where the zones are installed.
fn is_installed(text: &str, root: &Path) -> bool {
    let path = Path::new(text);
    path.is_absolute() && !normalise(path).starts_with(root)
}

/// How a path is shown that can be judged by its text: one with no `.`, `..` or `//` in it.
fn shown_as_written<'a>(text: &'a str, working_directory: &Path) -> Option<Cow<'a, str>> {
    let absolute = text.strip_prefix('/');
    let mut rest = absolute.unwrap_or(text);
    if cfg!(windows) || rest.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return None;
    }
    if absolute.is_none() {
        return Some(text.into());
    }
    let mut here = working_directory.to_str()?.strip_prefix('/')?.split('/').filter(|part| !part.is_empty());
    let mut up = 0;
    for part in here.by_ref() {
        match rest.strip_prefix(part).and_then(|below| below.strip_prefix('/')) {
            Some(below) => rest = below,
            // The directory itself, or one above it.
            None if rest == part => return None,
            None => {
                up = 1 + here.count();
                break;
            }
        }
    }
    Some(match up {
        0 => rest.into(),
        // With nothing in common but the file system's root, the absolute path is the clearer one.
        _ if rest.len() + 1 == text.len() => text.into(),
        up => ("../".repeat(up) + rest).into(),
    })
}

/// `path` with `.` and `..` resolved by their text.
pub fn normalise(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            component => normal.push(component),
        }
    }
    normal
}

/// The root of a path: the top of the git work tree that holds it, else the directory itself, or
/// the directory of a file. `path` must be absolute and resolved.
pub fn root_of(path: &Path) -> PathBuf {
    let is_directory = path.is_dir() && !path.is_symlink();
    let directory = if is_directory { path } else { path.parent().unwrap_or(path) };
    let top = directory.ancestors().find(|ancestor| ancestor.join(".git").exists());
    top.unwrap_or(directory).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_spends_what_it_has_and_no_more() {
        let files = Files::new(PathBuf::new());
        assert!(files.may_generate_text(MOST_GENERATED_TEXT) && !files.may_generate_text(1));
        assert!(files.may_generate(MOST_GENERATED - 1) && !files.may_generate(2) && files.may_generate(1));
        // Also empty files take time.
        let most = MOST_INCLUDED / LEAST_INCLUDED;
        assert!((0..most).all(|_| files.may_include(0)) && !files.may_include(0));
        let exhausted = |octets| files.may_read(octets).map_err(|unread| unread.reason());
        assert_eq!((exhausted(MOST_READ - 2), exhausted(2)), (Ok(()), Ok(())));
        let bound = "is not read: the zones of a run may take 16 GiB; lint them in several runs";
        assert_eq!((exhausted(1), exhausted(u64::MAX)), (Err(bound.into()), Err(bound.into())));
        files.renew();
        assert_eq!(exhausted(1), Ok(()));
        assert!(files.may_include(MOST_INCLUDED) && !files.may_include(u64::MAX));
    }

    #[cfg(unix)]
    #[test]
    fn paths_are_shown_from_the_current_directory() {
        for (here, path, shown) in [
            ("/a/b", "c/d", "c/d"),
            ("/a/b", "./c//d/", "c/d"),
            ("/a/b", "../c", "../c"),
            ("/a/b", "/a/b/c/d", "c/d"),
            ("/a/b", "/a/b/./c", "c"),
            ("/a/b", "/a/bc", "../bc"),
            ("/a/b", "/a/c", "../c"),
            ("/a/b", "/a", ".."),
            ("/a/b", "/a/b", ""),
            ("/a/b/c", "/a/d/e", "../../d/e"),
            ("/a/b", "/a/b", ""),
            ("/a/b", "/c/d", "/c/d"),
            ("/a/b", "/ab/d", "/ab/d"),
            ("/", "/c/d", "c/d"),
            ("/", "c/d", "c/d"),
            ("/a/b", "c\x1bd", "c\u{fffd}d"),
        ] {
            assert_eq!(Files::new(here.into()).shown(Path::new(path)), shown, "{path} from {here}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn no_link_is_followed_wherever_it_lies_on_the_way() {
        use std::os::unix::fs::symlink;
        let directory = std::env::temp_dir().join(format!("srvlint-files-{}", std::process::id()));
        let _ = fs::remove_dir_all(&directory);
        fs::create_dir_all(directory.join("d")).expect("a directory");
        let directory = directory.canonicalize().expect("just made");
        fs::write(directory.join("d/a"), "text").expect("a file");
        symlink("a", directory.join("d/link")).expect("a link");
        symlink("d", directory.join("e")).expect("a link");
        let read = |path: &str| read_regular(&directory.join(path), 4).map(|octets| octets.to_vec());
        assert_eq!(read("d/a"), Ok(b"text".to_vec()));
        assert!(read("d/link").is_err());
        assert_eq!(read("e/a"), Err(Unread::Swapped));
        assert_eq!(read("d/b"), Err(Unread::Missing));
        assert_eq!(read("d"), Err(Unread::NoFile));
        assert_eq!(read_regular(&directory.join("d/a"), 3).map(|_| ()), Err(Unread::TooLarge));
        // Where the system cannot tell, the opened file's own path does.
        let opened = |path: &str| {
            let (path, file) = (directory.join(path), open(&directory.join(path)).expect("it is there"));
            is_opened(&file, &file.metadata().expect("it is open"), &path)
        };
        assert!(opened("d/a") && !opened("e/a"));
        fs::remove_dir_all(&directory).expect("just made");
    }
}
