//! A list of paths that the user names, one a line or each with a NUL after it. Opens none of them.

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

/// The paths of a list: of lines, or as `git diff -z` and `find -print0` write it, where a name may hold line ends.
///
/// # Errors
/// That it is too large.
pub fn paths_of_list(octets: &[u8]) -> Result<Vec<PathBuf>, Unread> {
    if octets.len() as u64 > LARGEST_FILE {
        return Err(Unread::TooLarge);
    }
    let has_nuls = memchr::memchr(0, octets).is_some();
    let paths = octets.split(|octet| *octet == if has_nuls { 0 } else { b'\n' });
    let paths = paths.map(|path| if has_nuls { path } else { path.strip_suffix(b"\r").unwrap_or(path) });
    Ok(paths.filter(|path| !path.is_empty()).map(path_of).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_a_path_a_line() {
        let paths = paths_of_list(b"a\n\nb c\r\n./d").expect("it is short");
        assert_eq!(paths, ["a", "b c", "./d"].map(PathBuf::from));
        let paths = paths_of_list(b"a\nb\0c\r\0\0d").expect("it is short");
        assert_eq!(paths, ["a\nb", "c\r", "d"].map(PathBuf::from));
    }
}
