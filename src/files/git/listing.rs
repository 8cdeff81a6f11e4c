//! Git's lists of files, of the index or of a tree, up to a bound. Reads none of them.

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::process::Stdio;

use crate::files::git::command::{command, no_git, refusal};

/// How many files the index or a tree may have: a few small trees, each of which holds the next
/// several times, stand for any number.
pub const MOST_FILES: usize = 1_000_000;
/// How long git's list of them may be, in octets.
pub const MOST_LISTED: u64 = 256 << 20;
/// How much is read of what git complains of, in octets.
const LONGEST_COMPLAINT: u64 = 64 << 10;

/// The files that git lists in the index or in a tree; `None` if they are more than are read.
///
/// # Errors
/// What git says.
pub fn list(directory: &Path, arguments: &[&str], index: bool) -> Result<Option<Vec<TreeEntry>>, String> {
    let mut git = command(directory, arguments);
    git.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = git.spawn().map_err(|error| no_git(&error))?;
    let listing = process.stdout.take().expect("a pipe was asked for");
    let complaints = process.stderr.take().expect("a pipe was asked for");
    // Git waits until its complaints are read, too.
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
        Ok(Some(_)) if !status.success() => Err(refusal(directory, &complaint)),
        entries => entries.map_err(|error| format!("git cannot be asked: {error}")),
    }
}

/// What is said of a list that is too long.
pub fn too_many(what: &str) -> String {
    format!("the {what} has more than {MOST_FILES} files, or paths of more than {} MiB", MOST_LISTED >> 20)
}

/// Reads git's list of files; `None` if there are more than are read, or more than `most` octets.
fn read_listing(listing: impl BufRead, most: u64, index: bool) -> io::Result<Option<Vec<TreeEntry>>> {
    let (mut listing, mut line, mut entries) = (listing.take(most + 1), Vec::new(), Vec::new());
    for _ in 0..=MOST_FILES {
        line.clear();
        if listing.read_until(0, &mut line)? == 0 {
            return Ok((listing.limit() > 0).then_some(entries));
        }
        entries.extend(TreeEntry::parse(line.strip_suffix(&[0]).unwrap_or(&line), index));
    }
    Ok(None)
}

/// A file, a symbolic link or a submodule of a snapshot.
#[derive(Debug, Clone)]
pub struct TreeEntry {
    /// From the top, with `/`.
    pub path: Vec<u8>,
    /// Whether it is a link.
    pub link: bool,
    /// Whether it is a submodule: a commit of another repository, none of whose files this one has.
    pub submodule: bool,
    /// The object that holds its text; of a submodule the commit.
    pub object: String,
}

impl TreeEntry {
    /// Reads `mode object stage\tpath` (index) or `mode type object\tpath` (tree). The other sides of an unfinished merge are
    /// not files.
    fn parse(line: &[u8], index: bool) -> Option<Self> {
        let tab = line.iter().position(|octet| *octet == b'\t')?;
        let facts = std::str::from_utf8(&line[..tab]).ok()?;
        let mut words = facts.split_ascii_whitespace();
        let (mode, second, third) = (words.next()?, words.next()?, words.next()?);
        let is_known = mode.starts_with("100") || ["120000", "160000"].contains(&mode);
        if !is_known || index && !matches!(third, "0" | "2") {
            return None;
        }
        let object = if index { second } else { third };
        Some(TreeEntry {
            path: line[tab + 1..].to_owned(),
            link: mode == "120000",
            submodule: mode == "160000",
            object: object.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn git_listings_are_read() {
        let parsed = |line: &[u8], index| TreeEntry::parse(line, index);
        let entry = |line: &[u8], index| {
            parsed(line, index).filter(|entry| !entry.submodule).map(|entry| (entry.path, entry.link))
        };
        assert_eq!(entry(b"100644 0abc 0\ta b\tc", true), Some((b"a b\tc".to_vec(), false)));
        assert_eq!(entry(b"100644 0abc 3\ta", true), None);
        assert_eq!(entry(b"120000 blob 0abc\t\xff", false), Some((b"\xff".to_vec(), true)));
        let submodule = parsed(b"160000 commit 0abc\tsub", false).expect("an entry");
        assert_eq!((submodule.submodule, submodule.link), (true, false));
        assert_eq!(entry(b"040000 tree 0abc\tdirectory", false), None);
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
}
