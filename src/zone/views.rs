//! In which views of name servers a zone is loaded. Knows no other zone.

use crate::zone::model::Zone;
use crate::zone::origin_source::OriginSource;

impl Zone {
    /// How often it is loaded: once for each view.
    pub fn times(&self) -> usize {
        self.views.len().max(1)
    }

    /// Each view that loads it, with how its name became known there; once without a view if none is known.
    pub fn in_views(&self) -> impl Iterator<Item = (Option<&str>, &OriginSource)> {
        let alone = self.views.is_empty().then_some((self.view.as_deref(), &self.origin_source));
        let several = self.views.iter().map(|one| (Some(one.view.as_str()), &one.origin_source));
        alone.into_iter().chain(several)
    }

    /// Whether this view loads it.
    pub fn is_in(&self, view: Option<&str>) -> bool {
        self.view.as_deref() == view || self.views.iter().any(|one| Some(one.view.as_str()) == view)
    }
}
