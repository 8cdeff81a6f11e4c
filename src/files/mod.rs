//! Where the octets of a run come from: the file system, a git snapshot in its place, or memory.
//!
//! Every file that a run reads, lists or writes goes through here, so that what holds for all of them is said once:
//! only regular files are read, no link is followed out of the root, and each thing has a bound. A zone file comes
//! from people whom the user need not trust; what it names (`include`), and what a path that the user names leads
//! to (`confinement`), stays inside.
//!
//! Files that are known by their paths on another machine, a name server's, are found by the ends of these paths
//! (`path_index`, `server_path`, `wildcard`).
//!
//! Does not know zones, names or DNS.

mod confinement;
mod contents;
mod disk;
pub mod git;
mod gitignore;
mod include;
pub mod key_file;
pub mod limits;
mod list;
mod lookup;
mod overlay;
mod path;
pub mod path_index;
pub mod path_text;
mod replace;
mod server_path;
mod surroundings;
mod tree;
mod unread;
mod walk;
pub mod wildcard;

pub use crate::files::confinement::named_path;
pub use crate::files::contents::Contents;
pub use crate::files::disk::read_file;
pub use crate::files::git::repository::{Repository, is_bare_repository, untracked};
pub use crate::files::git::snapshot::Snapshot;
pub use crate::files::limits::LARGEST_FILE;
pub use crate::files::list::{paths_of_list, read_list};
pub use crate::files::lookup::{is_directory, is_file, is_there, is_work_tree, length, resolved};
pub use crate::files::overlay::Overlay;
pub use crate::files::path::{normalise, root_of};
pub use crate::files::replace::replace;
pub use crate::files::surroundings::Surroundings;
pub use crate::files::tree::Files;
pub use crate::files::unread::Unread;
pub use crate::files::walk::WalkScope;
