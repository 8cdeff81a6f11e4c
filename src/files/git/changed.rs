//! Which files of the work tree have another text than in a revision. Compares contents; asks no index.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::files::git::command::{command, no_git};
use crate::files::git::snapshot::Snapshot;
use crate::files::limits::LARGEST_FILE;

/// The files of `snapshot` whose text is another in the work tree, or that are gone there. Git, which is called in
/// `directory`, hashes them as they are: it runs no filter and writes nothing.
///
/// # Errors
/// That there is no git.
pub fn changed_files(directory: &Path, snapshot: &Snapshot) -> Result<Vec<PathBuf>, String> {
    let (mut changed, mut to_hash) = (Vec::new(), Vec::new());
    for path in snapshot.files_below(snapshot.top()) {
        let there = fs::symlink_metadata(&path);
        let is_file = there.as_ref().is_ok_and(|there| there.is_file() && there.len() <= LARGEST_FILE);
        // Git takes one path a line.
        let has_line = path.as_os_str().as_encoded_bytes().iter().any(|octet| matches!(octet, b'\n' | b'"'));
        if snapshot.has_link(&path) {
            if fs::read_link(&path).ok() != snapshot.link_target(&path) {
                changed.push(path);
            }
        } else if is_file && !has_line {
            to_hash.push(path);
        } else {
            changed.push(path);
        }
    }
    let hashes = hash(directory, &to_hash)?;
    // Where one cannot be read, all count as changed: each is then read from the revision, too.
    let hash_of = |number: usize| hashes.get(number).filter(|_| hashes.len() == to_hash.len());
    for (number, path) in to_hash.iter().enumerate() {
        if hash_of(number).map(String::as_str) != snapshot.object(path) {
            changed.push(path.clone());
        }
    }
    Ok(changed)
}

/// The names that git gives to the contents of files.
fn hash(directory: &Path, paths: &[PathBuf]) -> Result<Vec<String>, String> {
    if paths.is_empty() {
        return Ok(Vec::new());
    }
    let mut git = command(directory, &["hash-object", "--no-filters", "--stdin-paths"]);
    git.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut process = git.spawn().map_err(|error| no_git(&error))?;
    let mut input = process.stdin.take().expect("a pipe was asked for");
    let mut list = Vec::new();
    for path in paths {
        list.extend_from_slice(path.as_os_str().as_encoded_bytes());
        list.push(b'\n');
    }
    // Git answers while it is still being asked.
    let asked = std::thread::spawn(move || input.write_all(&list));
    let output = process.wait_with_output().map_err(|error| no_git(&error))?;
    let _ = asked.join();
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}
