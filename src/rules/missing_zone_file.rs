//! `missing-zone-file`: a server's configuration declares a zone whose file is not there.
//!
//! No zone tells that. So this rule is not run over zones: the search for files says which of the declared ones it misses.

use hickory_proto::rr::Name;

use crate::base::severity::Severity;
use crate::base::span::Span;
use crate::base::spelling::did_you_mean;
use crate::rules::finding::Finding;
use crate::syntax::name::display_name;

/// The rule's name.
pub const NAME: &str = "missing-zone-file";

/// The finding that such a zone is. The path of its file stands at `span` in the configuration; `near` is a file that is called
/// alike.
pub fn finding(span: Span, path: &str, zone: &Name, near: Option<&str>) -> Finding {
    let shown = display_name(zone);
    let message = format!("the file `{path}` of zone `{shown}` is not there");
    let mut finding = Finding::new(NAME, Severity::Warning, span, message);
    finding.zone = shown;
    path.clone_into(&mut finding.detail);
    finding.note("`named` starts without the zone, and answers SERVFAIL for its names");
    finding.help = Some(match near {
        Some(near) => did_you_mean(near).into(),
        None => "add the file, correct its path, or remove the zone".into(),
    });
    finding
}
