//! A list of paths that the user names, one a line. Opens none of them.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::files::confinement::named_path;
use crate::files::limits::LARGEST_FILE;
use crate::files::path::path_of;
use crate::files::unread::Unread;

/// The octets of the list at `path`, which may be a pipe. It is confined as every file that the user names.
///
/// # Errors
/// As of [`named_path`]; that the list is too large; or what the system says.
pub fn read_list(path: &Path, here: &Path, root: Option<&Path>) -> Result<Vec<u8>, Unread> {
    let mut octets = Vec::new();
    File::open(named_path(path, here, root)?)?.take(LARGEST_FILE + 1).read_to_end(&mut octets)?;
    Ok(octets)
}

/// The paths of a list.
///
/// # Errors
/// That it is too large.
pub fn paths_of_list(octets: &[u8]) -> Result<Vec<PathBuf>, Unread> {
    if octets.len() as u64 > LARGEST_FILE {
        return Err(Unread::TooLarge);
    }
    let lines = octets.split(|octet| *octet == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    Ok(lines.filter(|line| !line.is_empty()).map(path_of).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_a_path_a_line() {
        let paths = paths_of_list(b"a\n\nb c\r\n./d").expect("it is short");
        assert_eq!(paths, ["a", "b c", "./d"].map(PathBuf::from));
    }
}
