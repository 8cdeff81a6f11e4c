//! A zone of the run, with what was found out about it once. Knows no other zone.

use std::collections::HashMap;
use std::net::IpAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use hickory_proto::rr::Name;

use crate::base::source::Sources;
use crate::base::span::Span;
use crate::syntax::name::NameKey;
use crate::workspace::compared::Compared;
use crate::workspace::services::Registry;
use crate::workspace::srv_sets::answers::Answers;
use crate::workspace::srv_sets::{Above, SrvSets, Targets, collect};
use crate::workspace::traffic::service::Drafts;
use crate::zone::Zone;
use crate::zone::load::Loaded;
use crate::zone::mistake::Mistake;

/// Which rules have something to look at in a zone: a bit for each, which only rules can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relevance(pub u64);

impl Relevance {
    /// Every rule has.
    pub const ALL: Relevance = Relevance(u64::MAX);

    /// Whether no rule has.
    pub fn is_none(self) -> bool {
        self.0 == 0
    }
}

/// A zone of the run.
#[derive(Debug)]
pub struct Member {
    /// The zone.
    pub zone: Zone,
    /// What keeps a server from loading it as it is written.
    pub mistakes: Vec<Mistake>,
    /// The root that its includes are confined to.
    pub root: Arc<Path>,
    sets: OnceLock<Box<SrvSets>>,
    /// What is left of the sets where they were let go of.
    targets: Option<Targets>,
    /// Which rules have something to look at in the zone; `None` if that was not asked yet.
    pub relevance: Option<Relevance>,
    pub(in crate::workspace) hosts: OnceLock<Box<Hosts>>,
    /// Its services as far as it can tell of them by itself, until someone takes them.
    drafts: Mutex<Option<Drafts>>,
}

impl Member {
    /// The member that a zone is.
    pub fn new(loaded: Loaded, root: Arc<Path>) -> Self {
        let Loaded { zone, mistakes } = loaded;
        let (sets, hosts, drafts) = Default::default();
        Self { zone, mistakes, root, sets, targets: None, relevance: None, hosts, drafts }
    }

    /// The member that a zone is, of which its SRV record sets and what rules look at there are known.
    pub fn summed_up(loaded: Loaded, root: Arc<Path>, sets: SrvSets, relevance: Relevance) -> Self {
        let sets = OnceLock::from(Box::new(sets));
        Self { sets, relevance: Some(relevance), ..Self::new(loaded, root) }
    }

    /// The same with its services as far as it can tell of them by itself.
    pub(in crate::workspace) fn with_drafts(self, drafts: Option<Drafts>) -> Self {
        Self { drafts: Mutex::new(drafts), ..self }
    }

    /// Those services, once.
    pub(in crate::workspace) fn take_drafts(&self) -> Option<Drafts> {
        self.drafts.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// The zone's SRV record sets; of all calls in a run, `registry` must be the same.
    pub fn sets(&self, sources: &Sources, registry: &Registry) -> &SrvSets {
        self.sets.get_or_init(|| Box::new(collect(&self.zone, sources, registry, &mut Answers::default())))
    }

    /// The targets of those sets.
    pub fn targets(&self, sources: &Sources, registry: &Registry) -> &Targets {
        self.targets.as_ref().unwrap_or_else(|| &self.sets(sources, registry).targets)
    }

    /// Whether its records and sets were let go of.
    pub fn is_released(&self) -> bool {
        self.targets.is_some()
    }

    /// Whether nothing is known yet for which a rule will ask for the records: no mistake, no suppression, and no target in the
    /// zone that has no address for it.
    pub fn is_quiet(&self) -> bool {
        let lacks_host = |targets: &Targets| {
            targets.open.iter().any(|open| matches!(targets.above(open.above), Above::Inside(_)))
        };
        let is_clean = self.mistakes.is_empty() && self.zone.marked.is_empty();
        is_clean && !self.sets.get().is_some_and(|sets| lacks_host(&sets.targets))
    }

    /// Lets go of everything about the zone that only those rules ask for which have something to look at,
    /// if none has. Asked for all the same, it is made again from the zone's text.
    pub fn release_if_irrelevant(&mut self) {
        let is_none = self.relevance.is_some_and(Relevance::is_none);
        let is_plain = |sets: &SrvSets| sets.odd_targets.is_empty() && sets.astray.is_empty();
        if !is_none || !self.sets.get().is_some_and(|sets| is_plain(sets)) {
            return;
        }
        self.targets = self.sets.take().map(|sets| sets.targets);
        self.targets.iter_mut().for_each(Targets::keep_open);
        self.zone.release_records();
    }
}

/// What a zone says of hosts.
#[derive(Debug, Default)]
pub(in crate::workspace) struct Hosts {
    /// Those of the zone.
    pub of_zone: HashMap<NameKey, Host>,
    /// The names outside the zone that it gives addresses, each where it is written.
    pub stray: Vec<(Name, Span)>,
    /// What names are compared with for "did you mean". Made when first asked for.
    pub compared: OnceLock<Compared>,
}

impl Hosts {
    /// What names of `zone`, whose hosts these are, are compared with.
    pub fn compared(&self, zone: &Zone) -> &Compared {
        let hosts = self.of_zone.values().map(|host| (&host.name, host.owner));
        self.compared.get_or_init(|| Compared::new(hosts, self.stray.iter().map(|(name, _)| name), zone))
    }
}

/// A host of a zone: a name with its addresses.
#[derive(Debug, Clone)]
pub struct Host {
    /// The name.
    pub name: Name,
    /// Where it is written first.
    pub owner: Span,
    /// Its addresses with the records that give them, up to `MOST_ADDRESSES`.
    pub addresses: Vec<(IpAddr, Span)>,
}

/// How many addresses of a host are kept: rules look at all of them, for each record that names the host.
const MOST_ADDRESSES: usize = 256;

impl Host {
    /// Whether it may have more addresses than are kept.
    pub fn may_have_more(&self) -> bool {
        self.addresses.len() == MOST_ADDRESSES
    }
}
