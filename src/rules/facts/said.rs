//! What the SRV records of a zone say, by their owners: whether one says already what another would with the right owner.
//! Makes no finding.

use std::cell::OnceCell;
use std::collections::HashSet;

use crate::syntax::name::NameKey;
use crate::zone::{Srv, Zone};

/// Priority, weight, port and target.
type Says = (u16, u16, u16, NameKey);

/// What the SRV records of a zone say. Found out when it is first asked for.
pub struct Said<'z> {
    zone: &'z Zone,
    all: OnceCell<HashSet<(NameKey, Says)>>,
    hosts: OnceCell<HashSet<(NameKey, u16, NameKey)>>,
}

impl<'z> Said<'z> {
    /// That of a zone.
    pub fn of(zone: &'z Zone) -> Self {
        Self { zone, all: OnceCell::new(), hosts: OnceCell::new() }
    }

    /// Whether a record of `owner` says the same.
    pub fn has(&self, owner: NameKey, srv: &Srv) -> bool {
        let says = |srv: &Srv| (srv.priority, srv.weight, srv.port, srv.target.key);
        let all = || self.zone.srvs().map(|(record, srv)| (record.owner.key, says(srv))).collect();
        self.all.get_or_init(all).contains(&(owner, says(srv)))
    }

    /// Whether a record of `owner` has the same port and target, with whatever priority and weight.
    pub fn has_host(&self, owner: NameKey, srv: &Srv) -> bool {
        let hosts =
            || self.zone.srvs().map(|(record, srv)| (record.owner.key, srv.port, srv.target.key)).collect();
        self.hosts.get_or_init(hosts).contains(&(owner, srv.port, srv.target.key))
    }
}
