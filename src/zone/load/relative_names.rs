//! Notes names in rdata to which the origin may have been appended by mistake: those of SOA records and of addresses' hosts; and
//! the pointers of DNS-SD, which are told from the latter. Does not know which names exist.

use hickory_proto::rr::RecordType;

use crate::zone::load::record::begins_like_service;
use crate::zone::load::state::Loader;
use crate::zone::record::{NameRef, Pointer, RelativeName};

/// How many such names of a zone are noted: more are not listed anyway.
const MOST: usize = 20_000;

impl Loader<'_, '_> {
    /// Notes a pointer to what may be an instance of a service, and the host of an address.
    pub(super) fn note_pointer(&mut self, owner: NameRef, target: NameRef) {
        if begins_like_service(&self.zone, &owner, self.sources)
            || memchr::memchr(b'_', self.sources.bytes(target.span)).is_some()
        {
            self.zone.browsed.push(Pointer { owner, target });
        } else {
            let (name, rtype) = (target, RecordType::PTR);
            self.note_relative(RelativeName { owner, name, rtype, is_mailbox: false });
        }
    }

    /// Notes a name in rdata if it is relative and has several labels: of what `$GENERATE` makes of one line, the first.
    #[inline]
    pub(super) fn note_relative(&mut self, relative: RelativeName) {
        let name = &relative.name;
        if name.is_relative() && memchr::memchr(b'.', self.sources.bytes(name.span)).is_some() {
            self.note_undotted(relative);
        }
    }

    #[cold]
    fn note_undotted(&mut self, relative: RelativeName) {
        let place = |name: &NameRef| self.sources.written(name.span);
        let names = &mut self.zone.relative_names;
        let is_noted = names.last().is_some_and(|last| place(&last.name) == place(&relative.name));
        if self.named && names.len() < MOST && !is_noted {
            names.push(relative);
        }
    }
}
