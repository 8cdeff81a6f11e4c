//! How much a run reads of files. Knows nothing of what zones may include: that is the loader's to bound.

/// The largest file that is read, in octets. Zones of ten million records have half as many.
pub const LARGEST_FILE: u64 = 1 << 30;

/// How many symbolic links one path may lead through, as in Linux.
pub const MOST_LINKS: usize = 40;

/// How long the files of a run may be that are zones, without those that they include, in octets.
pub const MOST_READ: u64 = 16 << 30;
