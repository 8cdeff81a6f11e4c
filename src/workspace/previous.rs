//! What an earlier load of zones has in common with another, which takes it over. Loads nothing.

use std::path::Path;
use std::sync::Arc;

use crate::discover::{AssumedOrigin, KnownFile, ZoneFile};
use crate::workspace::member::Member;

/// What an earlier load knows of the files of this one. `()` knows nothing.
pub trait Previous: Sync {
    /// What it knows of the file at `path`, so that it need not be read.
    fn known(&self, path: &Path) -> Option<KnownFile>;

    /// The zone that it made of the same file under the same name.
    fn zone(&self, file: &ZoneFile, assumed: &AssumedOrigin) -> Option<Arc<Member>>;
}

impl Previous for () {
    fn known(&self, _: &Path) -> Option<KnownFile> {
        None
    }

    fn zone(&self, _: &ZoneFile, _: &AssumedOrigin) -> Option<Arc<Member>> {
        None
    }
}
