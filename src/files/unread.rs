//! Why a file was not read, and how that is said. Knows no file.

use std::io;

use crate::base::printable::harmless_text;
use crate::files::limits::LARGEST_FILE;

/// Why a file was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// There is no such file.
    Missing,
    /// It lies outside the root, or a symbolic link leads there.
    Outside,
    /// It is a path on a server, and no file below the root, or more than one, ends alike.
    NotInstalled,
    /// It is a directory, a pipe or a device.
    NoFile,
    /// It is larger than `LARGEST_FILE`.
    TooLarge,
    /// It is not there, and by its name holds keys, which no rule reads.
    Keys,
    /// Another file took its place, or that of a directory on the way, while it was opened.
    Swapped,
    /// Git lists it, and does not have its text.
    NotFetched,
    /// The run has read as much as it may.
    Exhausted(&'static str),
    /// The system refused, with its message.
    Refused(String),
}

impl Unread {
    /// What is wrong, to stand behind the file's name.
    pub fn reason(&self) -> String {
        match self {
            Unread::Missing | Unread::Keys => "no such file".into(),
            Unread::Outside => "lies outside the root, and is not opened".into(),
            Unread::NotInstalled => {
                "lies outside the root, as paths of a server do, and no single file here stands for it".into()
            }
            Unread::NoFile => "is not a regular file".into(),
            Unread::TooLarge => format!("is larger than {} MiB", LARGEST_FILE >> 20),
            Unread::Swapped => "was replaced while it was opened, and is not read".into(),
            Unread::NotFetched => {
                "git does not have its text, as in a partial clone: get it with `git fetch --refetch --no-filter`"
                    .into()
            }
            Unread::Exhausted(bound) => format!("is not read: {bound}"),
            Unread::Refused(message) => message.clone(),
        }
    }

    /// What helps where a zone includes the file.
    pub fn help(&self) -> &'static str {
        match self {
            Unread::Missing | Unread::Keys => {
                "correct the name, add the file, or name its directory in `include-paths` of `srvlint.toml`"
            }
            Unread::Outside => {
                "keep the file below the root, or pass `--root` with a directory that holds both"
            }
            Unread::NotInstalled => {
                "keep one copy of that name with the zones, or pass `--root` with a directory that holds both"
            }
            Unread::NoFile | Unread::Refused(_) => "name a file that can be read",
            Unread::TooLarge => "split the file",
            Unread::Swapped => "run again when nothing writes to the file",
            Unread::NotFetched => "have git get the file's text",
            Unread::Exhausted(_) => "lint fewer files in one run",
        }
    }
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Unread::Missing,
            io::ErrorKind::IsADirectory => Unread::NoFile,
            _ => Unread::Refused(harmless_text(&error.to_string()).into_owned()),
        }
    }
}
