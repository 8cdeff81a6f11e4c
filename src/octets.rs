//! Memory for the text of a file.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::ops::Deref;

use memmap2::{MmapMut, MmapOptions};

/// From this size on, in octets, a text gets pages of its own: huge ones, where the system has them,
/// cost a tenth of the page faults.
const OWN_PAGES: usize = 4 << 20;

/// The octets of a text.
pub enum Octets {
    /// Of a small file, or of no file.
    Owned(Vec<u8>),
    /// Of a large file: a copy, not the file itself, which somebody may change.
    Pages(MmapMut),
}

impl Octets {
    /// The octets of `file`, which has `length` octets. Of a file that grows meanwhile, at most
    /// `most`.
    ///
    /// # Errors
    /// What the system says, or `OutOfMemory`.
    pub fn read(file: &mut File, length: usize, most: u64) -> io::Result<Octets> {
        if length >= OWN_PAGES
            && let Some(pages) = read_to_pages(file, length)?
        {
            return Ok(Octets::Pages(pages));
        }
        let mut octets = Vec::new();
        octets.try_reserve_exact(length + 1)?;
        file.take(most).read_to_end(&mut octets)?;
        Ok(Octets::Owned(octets))
    }
}

/// The octets of `file`; `None`, with nothing read, if there are no pages or the file has changed
/// its length.
fn read_to_pages(file: &mut File, length: usize) -> io::Result<Option<MmapMut>> {
    let Ok(mut pages) = MmapOptions::new().len(length).map_anon() else { return Ok(None) };
    #[cfg(target_os = "linux")]
    pages.advise(memmap2::Advice::HugePage).ok();
    let mut filled = 0;
    while filled < length {
        match file.read(&mut pages[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    if filled == length && file.read(&mut [0])? == 0 {
        return Ok(Some(pages));
    }
    io::Seek::rewind(file)?;
    Ok(None)
}

impl Deref for Octets {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Octets::Owned(octets) => octets,
            Octets::Pages(pages) => pages,
        }
    }
}

impl From<Vec<u8>> for Octets {
    fn from(octets: Vec<u8>) -> Self {
        Octets::Owned(octets)
    }
}

impl fmt::Debug for Octets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} octets", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that a test leaves behind in no directory.
    fn file_of(octets: &[u8]) -> File {
        let path =
            std::env::temp_dir().join(format!("srvlint-octets-{}-{}", std::process::id(), octets.len()));
        std::fs::write(&path, octets).expect("a temporary file");
        let file = File::open(&path).expect("just written");
        std::fs::remove_file(&path).expect("just written");
        file
    }

    #[test]
    fn large_and_small_files_whatever_length_was_told() {
        for length in [0, 1, OWN_PAGES - 1, OWN_PAGES, OWN_PAGES + 4097] {
            let octets: Vec<u8> = (0..length).map(|number| (number % 251) as u8).collect();
            for told in [length, length / 2, length + 1, OWN_PAGES, 2 * OWN_PAGES] {
                let read = Octets::read(&mut file_of(&octets), told, u64::MAX).expect("it is readable");
                assert!(*read == *octets, "{length} octets, {told} told");
            }
        }
        let read = Octets::read(&mut file_of(&[1; 100]), 50, 70).expect("it is readable");
        assert_eq!(read.len(), 70);
    }
}
