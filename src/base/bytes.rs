//! The text of a file in memory. Does not know which files may be read. `MAPPED`, the list of the files that
//! are mapped, lives as long as the program.

use std::fmt;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::SystemTime;

use memmap2::Mmap;

use crate::base::unchecked::map;

/// From this size on, in octets, a file is not copied: to fill fresh memory takes longer than to read
/// the text.
pub(crate) const LARGE: usize = 4 << 20;

/// Up to this size, in octets, memory is filled with zeros to be read into at one go. Beyond, that takes longer than to ask more
/// than once.
const ZEROED: usize = 64 << 10;

/// How many files are mapped at a time. Each stays open, and a process may have few files open.
const MOST_MAPPED: usize = 100;

/// Those that are, and some that were.
static MAPPED: Mutex<Vec<Weak<Mapped>>> = Mutex::new(Vec::new());

/// The octets of a text.
pub enum FileBytes {
    /// Of a small file, or of no file.
    Owned(Vec<u8>),
    /// Of a file that has the same octets elsewhere.
    Shared(Arc<Vec<u8>>),
    /// Of a large file: its own octets, which other programs may change meanwhile.
    Mapped(Arc<Mapped>),
}

/// A file whose octets are read where the system has them.
pub struct Mapped {
    octets: Mmap,
    file: File,
    /// How long it was, and when it was written, as far as the system tells.
    state: State,
}

type State = (u64, Option<SystemTime>);

impl FileBytes {
    /// The octets of `file`, which has `length` octets. Of a file that grows meanwhile, at most
    /// `most`.
    ///
    /// # Errors
    /// What the system says, or `OutOfMemory`.
    pub fn read(mut file: File, length: usize, most: u64) -> io::Result<FileBytes> {
        if length < LARGE || length as u64 > most {
            return Self::copy(&mut file, length, most);
        }
        let mut all = all_mapped();
        all.retain(|mapped| mapped.strong_count() > 0);
        if all.len() == MOST_MAPPED {
            drop(all);
            return Self::copy(&mut file, length, most);
        }
        let state = state(&file.metadata()?);
        match map(&file) {
            Ok(octets) if octets.len() as u64 == state.0 => {
                let mapped = Arc::new(Mapped { octets, file, state });
                all.push(Arc::downgrade(&mapped));
                Ok(FileBytes::Mapped(mapped))
            }
            // Not every file system can.
            _ => Self::copy(&mut file, length, most),
        }
    }

    fn copy(file: &mut File, length: usize, most: u64) -> io::Result<FileBytes> {
        let mut octets = Vec::new();
        octets.try_reserve_exact(length + 1)?;
        if length < ZEROED {
            // One more than there are: what does not fill that says that the file ended, without a question.
            octets.resize(length + 1, 0);
            let first = usize::try_from(most).map_or(length + 1, |most| most.min(length + 1));
            let filled = read_up_to(file, &mut octets[..first], length)?;
            octets.truncate(filled);
            if filled == length {
                return Ok(FileBytes::Owned(octets));
            }
        }
        file.take(most - octets.len() as u64).read_to_end(&mut octets)?;
        Ok(FileBytes::Owned(octets))
    }

    /// Whether another program wrote to the file since, so that what was read of it may be of no text that it
    /// ever held. Of a copy never.
    pub fn has_changed(&self) -> bool {
        match self {
            FileBytes::Owned(_) | FileBytes::Shared(_) => false,
            FileBytes::Mapped(mapped) => mapped.has_changed(),
        }
    }
}

impl Mapped {
    fn has_changed(&self) -> bool {
        !self.file.metadata().is_ok_and(|metadata| state(&metadata) == self.state)
    }
}

/// Whether another program wrote to a file that is mapped now. Then its text is none that was ever checked,
/// and may not be what code takes for granted.
pub fn a_mapped_file_has_changed() -> bool {
    all_mapped().iter().filter_map(Weak::upgrade).any(|mapped| mapped.has_changed())
}

fn all_mapped() -> MutexGuard<'static, Vec<Weak<Mapped>>> {
    MAPPED.lock().unwrap_or_else(PoisonError::into_inner)
}

fn state(metadata: &Metadata) -> State {
    (metadata.len(), metadata.modified().ok())
}

/// Reads into `octets` until they are full, or there is no more, or it is just `length` octets.
/// Returns how many there are.
fn read_up_to(file: &mut File, octets: &mut [u8], length: usize) -> io::Result<usize> {
    let mut filled = 0;
    while filled < octets.len() {
        match file.read(&mut octets[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        }
        if filled == length {
            break;
        }
    }
    Ok(filled)
}

impl Deref for FileBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            FileBytes::Owned(octets) => octets,
            FileBytes::Shared(octets) => octets,
            FileBytes::Mapped(mapped) => &mapped.octets,
        }
    }
}

impl From<Vec<u8>> for FileBytes {
    fn from(octets: Vec<u8>) -> Self {
        FileBytes::Owned(octets)
    }
}

impl fmt::Debug for FileBytes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} octets", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Seek, Write};

    /// The list of mapped files is one for all tests.
    static ALONE: Mutex<()> = Mutex::new(());

    /// A file that a test leaves behind in no directory, and the same once more to write to.
    fn file_of(octets: &[u8]) -> (File, File) {
        let path =
            std::env::temp_dir().join(format!("srvlint-octets-{}-{}", std::process::id(), octets.len()));
        std::fs::write(&path, octets).expect("a temporary file");
        let open = || File::options().read(true).write(true).open(&path).expect("just written");
        let both = (open(), open());
        std::fs::remove_file(&path).expect("just written");
        both
    }

    #[test]
    fn large_and_small_files_whatever_length_was_told() {
        for length in [0, 1, LARGE - 1, LARGE, LARGE + 4097] {
            let octets: Vec<u8> = (0..length).map(|number| (number % 251) as u8).collect();
            for told in [length, length / 2, length + 1, LARGE, 2 * LARGE] {
                let read = FileBytes::read(file_of(&octets).0, told, u64::MAX).expect("it is readable");
                assert!(*read == *octets, "{length} octets, {told} told");
                assert!(!read.has_changed());
            }
        }
        let read = FileBytes::read(file_of(&[1; 100]).0, 50, 70).expect("it is readable");
        assert_eq!(read.len(), 70);
    }

    #[test]
    fn few_of_many_large_files_stay_open() {
        let _alone = ALONE.lock();
        let path = std::env::temp_dir().join(format!("srvlint-octets-many-{}", std::process::id()));
        File::create(&path).and_then(|file| file.set_len(LARGE as u64)).expect("a temporary file");
        let read = |_| {
            FileBytes::read(File::open(&path).expect("just made"), LARGE, u64::MAX).expect("it is readable")
        };
        let texts: Vec<FileBytes> = (0..MOST_MAPPED + 5).map(read).collect();
        std::fs::remove_file(&path).expect("just made");
        let mapped = texts.iter().filter(|text| matches!(text, FileBytes::Mapped(_))).count();
        assert!((1..=MOST_MAPPED).contains(&mapped), "{mapped}");
        assert!(texts.iter().all(|text| text.len() == LARGE && text.iter().all(|octet| *octet == 0)));
    }

    #[test]
    fn a_large_file_tells_that_it_was_written_to() {
        let _alone = ALONE.lock();
        let (file, mut other) = file_of(&vec![b'x'; LARGE]);
        let read = FileBytes::read(file, LARGE, u64::MAX).expect("it is readable");
        assert!(matches!(read, FileBytes::Mapped(_)) && !read.has_changed());
        other.seek(io::SeekFrom::End(0)).expect("a file");
        other.write_all(b"y").expect("a file");
        assert!(read.has_changed() && a_mapped_file_has_changed());
        assert_eq!(read.len(), LARGE);
    }
}
