//! What the configuration of a run leaves out that the configuration of the base did not. Judges no zone.

use std::path::{Path, PathBuf};

use crate::check::changes::base::Base;
use crate::check::config::Settings;
use crate::check::options::Options;
use crate::discover::Request;

/// What a run asks for, with the `exclude` of the base's configuration in place of its own; `None` if that is not the
/// change's. A trusted revision's is not.
pub(crate) fn request_of_base(base: &Base, options: &Options) -> Option<Request> {
    let file = options.config_file.as_ref().filter(|_| options.has_exclude && options.trust.is_none())?;
    let is_it = |path: &&Path| path.parent() == Some(&file.directory) && base.files.shown(path) == file.shown;
    let path = base.changed.paths().find(is_it)?;
    let before = Settings::of_base(base.files.snapshot()?, path, &base.files);
    let mut request = options.discover.clone();
    // It is the first of them; those of the command line follow.
    request.excludes.drain(..1);
    request.excludes.extend(before.and_then(|settings| settings.exclude));
    Some(request)
}

/// Whether the run leaves out the file at `path`, to which one of the inputs leads, which are resolved.
pub(crate) fn is_excluded(path: &Path, inputs: &[PathBuf], options: &Options) -> bool {
    let mut above = inputs.iter().filter(|above| path.starts_with(above));
    above.any(|above| options.discover.excludes(path, false, above))
}
