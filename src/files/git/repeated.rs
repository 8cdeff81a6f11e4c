//! How much of a snapshot's text lies at several paths: git keeps a text once, and a few octets have it lie anywhere, but
//! each path is a file of its own. Reads nothing.

use std::collections::{HashMap, HashSet};

/// How many octets may be read again at other paths, whatever the snapshot is. Lines of comments do not count: nothing is made of
/// them.
const FREE: u64 = 16 << 20;
/// For each file of the snapshot, how many more: its path stands in git's trees.
const PER_FILE: u64 = 1_000;
/// For each octet of a text that is read first, how many more.
const PER_OCTET: u64 = 4;

/// The texts that were read, and at which of the files.
#[derive(Debug, Default)]
pub struct Repeated {
    /// The first file, by its number, that was read of each object.
    first: HashMap<String, usize>,
    /// The other files that were read.
    others: HashSet<usize>,
    texts: u64,
    repeated: u64,
    /// Whether more was asked for.
    is_exhausted: bool,
}

impl Repeated {
    /// Whether a file, the one with this `number` of so many `files`, may be read, whose `text` is an object's. A file counts once,
    /// however often it is read.
    pub fn may_read(&mut self, (number, files): (usize, usize), object: &str, text: &[u8]) -> bool {
        match self.first.get(object) {
            None => {
                self.first.insert(object.to_owned(), number);
                self.texts += text.len() as u64;
                return true;
            }
            Some(first) if *first == number || self.others.contains(&number) => return true,
            Some(_) => {}
        }
        let octets = without_comments(text);
        let most = FREE + PER_FILE * files as u64 + PER_OCTET * self.texts;
        let may = self.repeated + octets <= most;
        if may {
            self.others.insert(number);
            self.repeated += octets;
        }
        self.is_exhausted |= !may;
        may
    }

    /// Whether a file was asked for that might not be read.
    pub fn is_exhausted(&self) -> bool {
        self.is_exhausted
    }
}

/// How long a text is without its lines of comments.
fn without_comments(text: &[u8]) -> u64 {
    let lines = text.split_inclusive(|octet| *octet == b'\n');
    let is_comment = |line: &&[u8]| line.trim_ascii_start().first() == Some(&b';');
    lines.filter(|line| !is_comment(line)).map(|line| line.len() as u64).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_may_be_read_at_as_many_files_as_its_length_and_their_number_allow() {
        let mut repeated = Repeated::default();
        let text = [b'a'; 1 << 20];
        let mut read = |object, numbers: std::ops::Range<usize>| {
            numbers.filter(|number| repeated.may_read((*number, 100), object, &text)).count()
        };
        assert_eq!(read("a", 0..100), 1 + 16 + 4);
        assert_eq!(read("a", 0..100), 1 + 16 + 4, "what was read may be read again");
        assert_eq!(read("b", 100..200), 1 + 4);
        assert!(repeated.is_exhausted());
        let mut small = Repeated::default();
        assert!((0..10_000).all(|number| small.may_read((number, 10_000), "a", &text[..1_000])));
        assert_eq!(without_comments(b"; c\na\n \t;\n b ; c\n"), 2 + 7);
    }
}
