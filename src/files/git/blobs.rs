//! The octets of git's objects, asked of one process, up to a bound. Knows no path.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::files::git::command::no_git;
use crate::files::limits::MOST_READ;
use crate::files::unread::Unread;

/// One `git cat-file --batch`, which is asked for one object after the other.
pub struct Blobs {
    process: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    /// How long the objects are that were too large, by their names.
    large: HashMap<String, u64>,
    /// How many octets may still be read.
    pub left: u64,
    /// Whether more was asked for. Git may be amid an answer then, and is asked no more.
    pub is_exhausted: bool,
}

/// A run has read as much of a snapshot as it may.
pub const EXHAUSTED: Unread =
    Unread::Exhausted("the files that a run reads from git may take 16 GiB; lint them in several runs");

impl Blobs {
    /// Starts this call of git.
    ///
    /// # Errors
    /// That it cannot be run.
    pub fn start(mut command: Command) -> Result<Self, String> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().map_err(|error| no_git(&error))?;
        let answers = BufReader::new(process.stdout.take().expect("a pipe was asked for"));
        let (questions, large) = (process.stdin.take(), HashMap::new());
        Ok(Blobs { process, questions, answers, large, left: MOST_READ, is_exhausted: false })
    }

    /// Counts octets that are read.
    ///
    /// # Errors
    /// That they are more than may be read.
    pub fn count(&mut self, octets: u64) -> Result<(), Unread> {
        let left = self.left.checked_sub(octets);
        self.is_exhausted |= left.is_none();
        self.left = left.ok_or(EXHAUSTED)?;
        Ok(())
    }

    /// The octets of an object, if it has no more than `most`. One that is larger is read past once.
    ///
    /// # Errors
    /// Why it was not read.
    pub fn read(&mut self, object: &str, most: u64) -> Result<Vec<u8>, Unread> {
        if self.large.get(object).is_some_and(|size| *size > most) {
            return Err(Unread::TooLarge);
        }
        if self.is_exhausted {
            return Err(EXHAUSTED);
        }
        let broken = |_| Unread::Refused("git has ended".into());
        let questions = self.questions.as_mut().expect("taken only at the end");
        questions.write_all(format!("{object}\n").as_bytes()).map_err(broken)?;
        questions.flush().map_err(broken)?;
        // `OBJECT blob SIZE`, the octets, a line feed; or `OBJECT missing`.
        let mut head = String::new();
        self.answers.read_line(&mut head).map_err(broken)?;
        let Some(size) = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok()) else {
            return Err(Unread::NotFetched);
        };
        self.count(size)?;
        let mut octets = Vec::new();
        if size > most || octets.try_reserve_exact(size as usize + 1).is_err() {
            io::copy(&mut (&mut self.answers).take(size + 1), &mut io::sink()).map_err(broken)?;
            self.large.insert(object.to_owned(), size);
            return Err(Unread::TooLarge);
        }
        (&mut self.answers).take(size + 1).read_to_end(&mut octets).map_err(broken)?;
        if octets.len() as u64 != size + 1 {
            return Err(broken(io::ErrorKind::UnexpectedEof.into()));
        }
        octets.pop();
        Ok(octets)
    }
}

impl Drop for Blobs {
    fn drop(&mut self) {
        // The end of its questions ends the process, but not amid an answer.
        self.questions.take();
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn objects_are_read_up_to_a_bound_and_those_that_are_too_large_once() {
        let mut git = Command::new("sh");
        git.args(["-c", r#"while read s; do echo "$s blob $s"; head -c "$s" /dev/zero; echo; done"#]);
        let mut blobs = Blobs::start(git).expect("sh");
        blobs.left = 20;
        let mut read = |object| blobs.read(object, 10).map(|octets| octets.len());
        assert_eq!(
            (read("5"), read("12"), read("12")),
            (Ok(5), Err(Unread::TooLarge), Err(Unread::TooLarge))
        );
        assert_eq!((read("3"), read("0")), (Ok(3), Ok(0)));
        // What git goes on to write to the pipe keeps nothing waiting.
        assert_eq!((read("1000000"), read("0")), (Err(EXHAUSTED), Err(EXHAUSTED)));
    }
}
