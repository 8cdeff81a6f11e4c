//! A name under which a file is linted, with what says so and what others say. Reads nothing and decides nothing.

use hickory_proto::rr::Name;

use crate::discover::file_name::ends_publicly;
use crate::syntax::name::display_name;
use crate::zone::{DeclaredClass, InView, OriginSource};

/// A name under which a file is linted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssumedOrigin {
    /// The zone's name; `None` if unknown.
    pub origin: Option<Name>,
    /// What says so.
    pub source: OriginSource,
    /// The view that the zone is loaded in.
    pub view: Option<String>,
    /// All views that it is loaded in, this one among them, if it is the same in several.
    pub views: Vec<InView>,
    /// What other sources say instead, a sentence each.
    pub disagreements: Vec<String>,
    /// The declarations of it as another zone than the SOA's owner says, a sentence each: a server refuses that zone.
    pub refused_as: Vec<String>,
    /// Why every server that declares it loads names that are not hosts' (`check-names`).
    pub unchecked: Option<String>,
    /// The class that a server's configuration says, if one declares it.
    pub class: Option<DeclaredClass>,
    /// Whether it is a whole zone even without an SOA record.
    pub is_whole: bool,
}

impl AssumedOrigin {
    /// A name of which nothing else is said.
    pub fn new(origin: Option<Name>, source: OriginSource) -> Self {
        let (view, unchecked, class, is_whole) = (None, None, None, false);
        let (views, disagreements, refused_as) = Default::default();
        AssumedOrigin { origin, source, view, views, disagreements, refused_as, unchecked, class, is_whole }
    }

    /// Whether the file tells the name, or the user or a server's configuration does, and not only a file that includes it:
    /// then it is a zone of its own. A file's name tells it if it ends in a public top-level domain.
    pub fn is_its_own(&self) -> bool {
        let ends_publicly = || ends_publicly(&self.origin.as_ref().map(display_name).unwrap_or_default());
        match self.source {
            OriginSource::Names | OriginSource::Unknown => false,
            OriginSource::FileName => ends_publicly(),
            _ => true,
        }
    }
}

/// How many disagreements are told of one zone.
pub const MOST_DISAGREEMENTS: usize = 8;

/// Notes what another source says.
pub fn disagree(assumed: &mut [AssumedOrigin], sentence: &str) {
    for one in assumed.iter_mut().filter(|one| one.disagreements.len() < MOST_DISAGREEMENTS) {
        one.disagreements.push(sentence.to_owned());
    }
}
