//! The names that git knows: of the index, of `HEAD` and other revisions, and of files that were deleted lately. Reads no
//! file, and lets git run no program.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::Stdio;

use crate::files::git::command::command;
use crate::files::git::listing::{MOST_FILES, MOST_LISTED};

/// In how many of the last commits deleted files are looked for.
const COMMITS: &str = "-n100";

/// The first thing that `look` finds among the names that git has in `directory`, the top of a work tree or a bare repository:
/// in the index, in `HEAD`, in these revisions, and of files that the last commits deleted. A change that deletes a
/// file lists its name, too. What git cannot say is passed over.
pub fn first_among_git_names<T: Send>(
    directory: &Path,
    revisions: &[&str],
    look: impl Fn(&[u8]) -> Option<T> + Sync,
) -> Option<T> {
    // Without a commit there is no `HEAD`.
    let index = || {
        let asked = ["ls-files", "-z", "--full-name", "--with-tree=HEAD"];
        first_listed(directory, &asked, &look)
            .or_else(|complete| if complete { Ok(None) } else { first_listed(directory, &asked[..3], &look) })
    };
    let deleted = || {
        let log = ["-c", "log.showSignature=false", "log", COMMITS, "--format=", "--name-only", "-z", "-r"];
        let names = ["--no-renames", "--no-relative", "--no-ext-diff", "--diff-filter=D", "-m", "HEAD", "--"];
        first_listed(directory, &[&log[..], &names].concat(), &look)
    };
    let tree = |name: &str| {
        let asked = ["ls-tree", "-r", "-z", "--name-only", "--full-tree", name];
        first_listed(directory, &asked, &look)
    };
    std::thread::scope(|scope| {
        let deleted = scope.spawn(deleted);
        let in_revisions = revisions.iter().filter(|name| !name.is_empty() && !name.starts_with('-'));
        let found = index().ok().flatten();
        let found = found.or_else(|| in_revisions.filter_map(|name| tree(name).ok().flatten()).next());
        found.or(deleted.join().ok().and_then(Result::ok).flatten())
    })
}

/// The first thing that `look` finds among the names that git lists when it is asked this.
///
/// # Errors
/// That git did not list all; whether it listed as many as are read.
fn first_listed<T>(
    directory: &Path,
    arguments: &[&str],
    look: &impl Fn(&[u8]) -> Option<T>,
) -> Result<Option<T>, bool> {
    let mut git = command(directory, arguments);
    git.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut process = git.spawn().map_err(|_| false)?;
    let listing = process.stdout.take().expect("a pipe was asked for");
    let (mut listing, mut name, mut found) = (BufReader::new(listing).take(MOST_LISTED), Vec::new(), None);
    for _ in 0..MOST_FILES {
        name.clear();
        match listing.read_until(0, &mut name) {
            Ok(length) if length > 0 => {}
            _ => break,
        }
        found = look(name.strip_suffix(&[0]).unwrap_or(&name));
        if found.is_some() {
            let _ = process.kill();
            break;
        }
    }
    drop(listing);
    let ended = process.wait().is_ok_and(|status| status.success());
    if found.is_some() || ended { Ok(found) } else { Err(false) }
}
