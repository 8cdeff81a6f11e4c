//! Makes a file where there is none. Knows nothing of what is written.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::files::confinement::{strays, unlinked};

/// Makes a file with this text at `path` below `top`, and the directories above it. False if something is there already,
/// which stays as it is.
///
/// # Errors
/// That a link leads out of `top`, or what the system says.
pub fn create(top: &Path, path: &str, text: &str) -> io::Result<bool> {
    let path = top.join(path);
    let directory = path.parent().unwrap_or(top);
    let leads_out = || io::Error::other("a symbolic link leads out of the repository");
    let is_linked = |path: &Path| unlinked(path, Some(top)).is_none() || unlinked(path, None).is_none();
    let leads_elsewhere = || io::Error::other("a symbolic link of the repository leads elsewhere");
    let there = directory.ancestors().find(|above| fs::symlink_metadata(above).is_ok()).unwrap_or(top);
    if strays(there, Some(top)) {
        return Err(leads_out());
    }
    if is_linked(there) {
        return Err(leads_elsewhere());
    }
    fs::create_dir_all(directory)?;
    if strays(directory, Some(top)) {
        return Err(leads_out());
    }
    if is_linked(directory) {
        return Err(leads_elsewhere());
    }
    match fs::OpenOptions::new().write(true).create_new(true).open(&path) {
        Ok(mut file) => file.write_all(text.as_bytes()).map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}
