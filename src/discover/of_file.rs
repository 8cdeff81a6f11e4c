//! What the servers' configurations say of one file, to be looked up: thousands of views may have thousands of zones of it.

use std::collections::HashMap;

use hickory_proto::rr::Name;

use crate::discover::assumed::AssumedOrigin;
use crate::discover::server_config::Declaration;
use crate::syntax::name::NameKey;
use crate::zone::DeclaredClass;

/// The declarations of a file.
pub struct OfFile<'d> {
    /// The first of each view.
    first: HashMap<Option<&'d str>, &'d Declaration>,
    of_zone: HashMap<(Option<&'d str>, NameKey), Vec<&'d Declaration>>,
}

impl<'d> OfFile<'d> {
    /// Those that are `declared`.
    pub fn new(declared: &'d [Declaration]) -> Self {
        let mut of_file = Self { first: HashMap::new(), of_zone: HashMap::new() };
        for one in declared {
            let view = one.view.as_deref();
            of_file.first.entry(view).or_insert(one);
            of_file.of_zone.entry((view, NameKey::of(&one.origin))).or_default().push(one);
        }
        of_file
    }

    fn of<'f>(&'f self, view: Option<&'f str>, origin: &Name) -> &'f [&'d Declaration] {
        self.of_zone.get(&(view, NameKey::of(origin))).map_or(&[], Vec::as_slice)
    }

    /// Why every server that declares a zone loads names that are not hosts'.
    pub fn unchecked(&self, assumed: &AssumedOrigin) -> Option<String> {
        let all = self.of(assumed.view.as_deref(), assumed.origin.as_ref()?);
        let first = all.first()?.unchecked.clone()?;
        all.iter().all(|one| one.unchecked.is_some()).then_some(first)
    }

    /// The class that the configurations which declare a zone say: where none does, those that give its file to another
    /// zone. `None` if they disagree, as they do of several servers.
    pub fn class(&self, assumed: &AssumedOrigin) -> Option<DeclaredClass> {
        let view = assumed.view.as_deref();
        let of_zone = assumed.origin.as_ref().and_then(|origin| self.of(view, origin).first());
        let first = of_zone.or_else(|| self.first.get(&view))?;
        let agree = self.of(view, &first.origin).iter().all(|other| other.class == first.class);
        agree.then(|| DeclaredClass { class: first.class, place: first.place.clone() })
    }
}
