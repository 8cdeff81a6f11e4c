//! Where the octets of a run come from: the file system, a git snapshot in its place, or memory.
//!
//! Every file that a run reads, lists or writes goes through here, so that what holds for all of them is said
//! once: only regular files are read, no link is followed out of the root, and each thing has a bound. A zone
//! file comes from people whom the user need not trust; what it names (`include`), and what a path that the
//! user names leads to (`confinement`), stays inside.
//!
//! Files that are known by their paths on another machine, a name server's, are found by the ends of these
//! paths (`path_index`, `server_path`, `wildcard`).
//!
//! Does not know zones, names or DNS.

mod at_hand;
mod canonical;
mod confinement;
mod contents;
mod create;
mod disk;
mod git;
mod gitignore;
mod include;
mod key_file;
mod limits;
mod list;
mod lookup;
mod names;
mod overlay;
mod path;
mod path_index;
mod path_map;
mod path_text;
mod replace;
mod same_file;
mod server_path;
mod surroundings;
mod tree;
mod unread;
mod walk;
mod wildcard;

pub use crate::files::confinement::{Led, named_path};
pub use crate::files::contents::Contents;
pub use crate::files::create::create;
pub use crate::files::disk::read_file;
pub use crate::files::git::lfs::is_pointer;
pub use crate::files::git::names::first_among_git_names;
pub use crate::files::git::repository::{Listed, Repository, is_bare_repository, untracked};
pub use crate::files::git::snapshot::Snapshot;
pub use crate::files::git::tracked::tracked_files;
pub use crate::files::key_file::is_key;
pub use crate::files::limits::LARGEST_FILE;
#[cfg(test)]
pub use crate::files::limits::MOST_READ;
pub use crate::files::list::{paths_of_list, read_list};
pub use crate::files::lookup::{
    has_other_names, is_directory, is_file, is_named, is_read_only, is_there, is_work_tree, length, resolved,
};
pub use crate::files::names::first_among_names;
pub use crate::files::overlay::Overlay;
pub use crate::files::path::{is_git, is_hidden, normalise, root_of};
pub use crate::files::path_index::PathIndex;
pub use crate::files::path_map::{PathMap, PathSet};
pub use crate::files::path_text::{
    components, join_directory, without_beginning, without_ending, without_template_ending,
};
pub use crate::files::replace::{replace, rewrite, try_rewrite};
pub use crate::files::same_file::FileIdentity;
pub use crate::files::surroundings::Surroundings;
pub use crate::files::tree::Files;
pub use crate::files::unread::Unread;
pub use crate::files::walk::{IGNORED, WalkScope, WalkedFile};
pub use crate::files::wildcard::{has_wildcard, matching_files};
