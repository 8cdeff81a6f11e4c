//! Texts of files that were read for another reason before a walk comes to them, so that it need not read them again. Reads
//! nothing itself.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use foldhash::fast::RandomState;

use crate::base::bytes::FileBytes;

/// The longest text that is kept, in octets: walks read longer ones in their turn.
const LONGEST: usize = 64 << 10;
/// How long all of them may be together.
const MOST: usize = 64 << 20;

/// Texts by the paths of their files, each for the one who asks first.
#[derive(Debug, Default)]
pub struct AtHand(Mutex<Texts>);

#[derive(Debug, Default)]
struct Texts {
    /// The paths are compared octet by octet.
    by_path: HashMap<OsString, FileBytes, RandomState>,
    octets: usize,
}

impl AtHand {
    /// Keeps the text of the file at `path`, absolute and resolved, unless it is long or there are too many.
    pub fn keep(&self, path: &Path, text: FileBytes) {
        if text.len() > LONGEST {
            return;
        }
        let mut texts = self.texts();
        if texts.octets + text.len() <= MOST {
            texts.octets += text.len();
            texts.by_path.insert(path.as_os_str().to_owned(), text);
        }
    }

    /// Gives the text of the file at `path` away, if it is kept and has no more than `most` octets.
    pub fn take(&self, path: &Path, most: u64) -> Option<FileBytes> {
        self.texts().by_path.remove(path.as_os_str()).filter(|text| text.len() as u64 <= most)
    }

    /// Lets go of those that were not asked for.
    pub fn clear(&self) {
        *self.texts() = Texts::default();
    }

    fn texts(&self) -> MutexGuard<'_, Texts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_given_away_once_and_only_so_many_are_kept() {
        let at_hand = AtHand::default();
        let path = |number: usize| format!("/a/{number}");
        let keep = |number, length| at_hand.keep(Path::new(&path(number)), vec![b'a'; length].into());
        let take = |number, most| at_hand.take(Path::new(&path(number)), most).map(|text| text.len());
        keep(0, 10);
        keep(1, LONGEST + 1);
        assert_eq!((take(0, 10), take(0, 10), take(1, u64::MAX)), (Some(10), None, None));
        keep(2, 10);
        assert_eq!(take(2, 9), None);
        (0..2 * MOST / LONGEST).for_each(|number| keep(number, LONGEST));
        let kept = (0..2 * MOST / LONGEST).filter(|number| take(*number, u64::MAX).is_some()).count();
        assert_eq!(kept, MOST / LONGEST - 1, "what was given away counts");
        keep(3, 10);
        at_hand.clear();
        assert_eq!(take(3, 10), None);
    }
}
