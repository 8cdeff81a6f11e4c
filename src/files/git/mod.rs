//! A git repository's index, or the tree of a revision, as files.
//!
//! Asks the `git` program, never a shell, and changes nothing: so the user's own git decides what a
//! repository is, whom it belongs to and which objects it has. Two processes serve a run, whatever its size:
//! one lists the files (`listing`), the other is asked for one object after the other (`blobs`), but for those that the
//! work tree has, too, as their names tell (`object_name`). A `snapshot` resolves paths among them as the file system
//! would, but leads nowhere outside.
//!
//! Does not know the file system but to find the repository, and no zone.

mod blobs;
mod changed;
mod command;
pub mod lfs;
mod links;
mod listed;
mod listing;
pub mod names;
mod object_name;
mod repeated;
pub mod repository;
pub mod snapshot;
pub mod tracked;
