//! Which names exist in a zone, and what a query for one finds (RFC 1034 section 4.3.2, RFC 4592).
//!
//! Most zones are asked for few names or none, and loading is what takes a run's time. So the loader only
//! notes facts (`NameFacts`): an owner and the types of a record, in the order of the file, in nine octets.
//! Records of one owner mostly follow each other, and become one fact. The index (`NameIndex`) is made of the
//! facts when the zone is first asked for a name.
//!
//! A name is a `NameKey`. Its text is not needed to look it up, and a question comes as a chain: the keys of
//! the root and of every name down to the one asked for. The search walks that chain from the apex down, as a
//! server does, and stops at the first of these:
//!
//! - A name below the apex with NS records: what lies there and below is another zone's.
//! - A DNAME above the name: the name is renamed.
//! - A name that does not exist: the wildcard below the last one that does, the closest encloser, answers, if
//!   there is one.
//! - The name itself.
//!
//! A name also exists if only one below it has records (an empty non-terminal). The loader notes the names
//! between an owner and the apex as facts without types, so that here they are names like all others. A
//! fragment has nothing at its apex, which is in the index all the same: every walk begins there.
//!
//! The index keeps no records. Where a question wants one, for an alias, a renaming or a delegation, the node
//! holds its number, and the caller tells how to come by it: the zone may have dropped its records and reads
//! them again then. Of several records at a name the first counts. What an address says is one bit: whether
//! other hosts can reach it.
//!
//! Does not know the zone, other zones, or what their silence means: `workspace` judges whether an answer may
//! be believed.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::net::{Ipv4Addr, Ipv6Addr};

use hickory_proto::rr::RecordType;

use crate::syntax::name::{KeyHasher, NameKey, Origin};
use crate::zone::record::{Rdata, Record};

/// What stands at a name, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Types(u8);

impl Types {
    /// A or AAAA.
    pub const ADDRESS: Types = Types(1);
    /// CNAME.
    pub const CNAME: Types = Types(2);
    /// DNAME.
    pub const DNAME: Types = Types(4);
    /// NS.
    pub const NS: Types = Types(8);
    /// SRV.
    pub const SRV: Types = Types(16);
    /// Any other type.
    pub const OTHER: Types = Types(32);
    /// A or AAAA with an address that no other host can reach.
    pub const LOCAL_ADDRESS: Types = Types(64);
    /// A type that may stand beside a CNAME: KEY, SIG, RRSIG, NSEC; or that stands in a tree of its own, NSEC3.
    pub const BESIDE_ALIAS: Types = Types(128);
    /// Nothing: the name exists because one below it does.
    pub const NONE: Types = Types(0);

    /// The bit of a record.
    pub fn of(rtype: RecordType, rdata: &Rdata) -> Types {
        match (rtype, rdata) {
            (_, Rdata::A(address)) => Self::of_v4(*address),
            (_, Rdata::Aaaa(address)) => Self::of_v6(*address),
            (RecordType::A | RecordType::AAAA, _) => Self::ADDRESS,
            (RecordType::CNAME, _) => Self::CNAME,
            (RecordType::NS, _) => Self::NS,
            (RecordType::SRV, _) => Self::SRV,
            (rtype, _) => match u16::from(rtype) {
                DNAME => Self::DNAME,
                24 | 25 | 46 | 47 | 50 => Self::BESIDE_ALIAS,
                _ => Self::OTHER,
            },
        }
    }

    /// The bits of an A record.
    #[inline]
    pub fn of_v4(address: Ipv4Addr) -> Types {
        if is_local_v4(address) { Self::ADDRESS.with(Self::LOCAL_ADDRESS) } else { Self::ADDRESS }
    }

    /// The bits of an AAAA record.
    #[inline]
    pub fn of_v6(address: Ipv6Addr) -> Types {
        if is_local_v6(address) { Self::ADDRESS.with(Self::LOCAL_ADDRESS) } else { Self::ADDRESS }
    }

    /// Whether all of `types` stand here.
    pub fn has(self, types: Types) -> bool {
        self.0 & types.0 == types.0 && types.0 != 0
    }

    /// These types and `other`.
    pub const fn with(self, other: Types) -> Types {
        Types(self.0 | other.0)
    }

    /// Whether something stands here that may not stand beside a CNAME.
    pub fn has_data_but_aliases(self) -> bool {
        self.0 & !(Self::CNAME.0 | Self::BESIDE_ALIAS.0) != 0
    }

    /// Whether nothing stands here: an empty non-terminal.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// Whether no other host can reach an address: loopback, of no network, link-local, multicast, reserved or discarded.
fn is_local_v4(address: Ipv4Addr) -> bool {
    let first = address.octets()[0];
    address.is_loopback() || first == 0 || address.is_link_local() || first >= 224
}

/// The same for IPv6, and for IPv4 addresses inside it.
fn is_local_v6(address: Ipv6Addr) -> bool {
    let inside = || embedded_v4(address).is_some_and(is_local_v4);
    let is_one_s_own = address.is_loopback() || address.is_unspecified() || address.is_multicast();
    is_one_s_own || address.is_unicast_link_local() || is_discarded(address) || inside()
}

/// Whether routers drop what is sent to an address: 100::/64 (RFC 6666).
pub fn is_discarded(address: Ipv6Addr) -> bool {
    address.segments()[..4] == [0x100, 0, 0, 0]
}

/// The IPv4 address that an IPv6 one stands for: mapped (RFC 4291), compatible, or translated (RFC 6052).
pub fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let last = || {
        let [.., a, b, c, d] = address.octets();
        Ipv4Addr::new(a, b, c, d)
    };
    let is_compatible = segments[..6] == [0; 6] && segments[6] != 0;
    let is_translated = segments[..6] == [0x64, 0xff9b, 0, 0, 0, 0];
    address.to_ipv4_mapped().or_else(|| (is_compatible || is_translated).then(last))
}

/// The number of the type DNAME (RFC 6672).
pub const DNAME: u16 = 39;

/// Up to so many facts are few.
const FEW: usize = 256;

/// What the zone says of its names, in the order in which it says it. Two lists, because a zone may
/// have millions.
#[derive(Debug, Default)]
pub struct NameFacts {
    owners: Vec<NameKey>,
    types: Vec<Types>,
}

impl NameFacts {
    /// None yet, with room for so many.
    pub fn with_capacity(count: usize) -> Self {
        Self { owners: Vec::with_capacity(count), types: Vec::with_capacity(count) }
    }

    /// Notes that `types` stand at `owner`.
    #[inline]
    pub fn add(&mut self, owner: NameKey, types: Types) {
        match (self.owners.last(), self.types.last_mut()) {
            (Some(last), Some(known)) if *last == owner => *known = known.with(types),
            _ => {
                self.owners.push(owner);
                self.types.push(types);
            }
        }
    }

    /// Names, some of them several times, and what stands there.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = (NameKey, Types)> {
        self.owners.iter().copied().zip(self.types.iter().copied())
    }

    /// Whether they are looked through for a name, where there is no index yet.
    pub fn are_few(&self) -> bool {
        self.count() <= FEW
    }

    /// Whether one of the addresses at a name is of no use to another host; `None` unless it is plain that the name
    /// has addresses: in a small zone named `apex`, in which no name hides others. That takes less than to make an index.
    pub fn plain_address(&self, apex: NameKey, name: NameKey) -> Option<bool> {
        if !self.are_few() {
            return None;
        }
        let mut at_name = Types::NONE;
        for (owner, types) in self.iter() {
            if types.has(Types::DNAME) || types.has(Types::NS) && owner != apex {
                return None;
            }
            if owner == name {
                at_name = at_name.with(types);
            }
        }
        let has_plain = at_name.has(Types::ADDRESS) && !at_name.has(Types::CNAME);
        has_plain.then(|| at_name.has(Types::LOCAL_ADDRESS))
    }

    /// Whether, in a zone named `apex`, certainly no name hides others that have addresses, and none of those is an alias too.
    pub fn hide_none(&self, apex: NameKey) -> bool {
        let has_address = |name| self.iter().any(|(owner, types)| owner == name && types.has(Types::ADDRESS));
        let hides = |(owner, types): (NameKey, Types)| {
            types.has(Types::DNAME)
                || types.has(Types::NS) && owner != apex
                || types.has(Types::CNAME) && has_address(owner)
        };
        self.are_few() && !self.iter().any(hides)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.owners.len()
    }

    /// Gives back the memory that is not used.
    pub fn shrink_to_fit(&mut self) {
        self.owners.shrink_to_fit();
        self.types.shrink_to_fit();
    }
}

/// Everything that the zone says of one name.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    /// What stands there.
    pub types: Types,
    /// Index of its CNAME, DNAME or NS record among the zone's records.
    pointer: Option<u32>,
}

/// Which names exist, with what.
#[derive(Debug)]
pub struct NameIndex {
    /// How many labels the apex has.
    top: usize,
    nodes: HashMap<NameKey, Node, BuildHasherDefault<KeyHasher>>,
}

/// What a query for a name's addresses finds in one zone.
#[derive(Debug, Clone, Copy)]
pub enum Found<'z> {
    /// Addresses. Through a wildcard, if so marked.
    Address {
        /// Whether a wildcard answers.
        wildcard: bool,
        /// Whether one of the addresses is of no use to another host.
        local: bool,
    },
    /// A CNAME record, at the name or at the wildcard that answers for it.
    Alias {
        /// The CNAME.
        record: &'z Record,
        /// Whether a wildcard answers.
        wildcard: bool,
    },
    /// A DNAME record above the name.
    Renamed(&'z Record),
    /// A delegation at or above the name, with or without glue.
    Delegated {
        /// One NS record of the zone cut.
        record: &'z Record,
        /// Whether the zone holds an address of the name below the cut.
        glue: bool,
    },
    /// The name exists without an address.
    NoAddress(Without),
    /// The name does not exist.
    NoName,
}

/// Which node of a zone answers for a name.
#[derive(Debug, Clone, Copy)]
pub enum Located<'z> {
    /// The name's own node, or that of the wildcard that answers for it.
    Node {
        /// What stands there.
        node: Node,
        /// Whether it is a wildcard's.
        wildcard: bool,
    },
    /// Another zone's: this NS record stands at the cut, at or above the name.
    Delegated(&'z Record),
    /// This DNAME record stands above the name.
    Renamed(&'z Record),
    /// None: the name does not exist.
    Nothing,
}

/// In which way a name exists that has no address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Without {
    /// With records of other types.
    OtherTypes,
    /// Only because a name below it exists (an empty non-terminal, RFC 4592 section 2.2.2).
    EmptyNonTerminal,
    /// Through a wildcard that has no address.
    Wildcard,
}

impl NameIndex {
    /// The names of which `facts` tell, in a zone named `apex`. `numbered` are the zone's records of other
    /// types than SRV, with their numbers.
    pub fn new<'z>(
        apex: &Origin,
        facts: &NameFacts,
        numbered: impl Iterator<Item = (u32, &'z Record)>,
    ) -> Self {
        let mut index = NameIndex { top: apex.chain().len() - 1, nodes: HashMap::default() };
        index.nodes.reserve(facts.count());
        // Names are looked for from the apex down. In a fragment nothing stands there.
        index.nodes.insert(apex.key(), Node { types: Types::NONE, pointer: None });
        for (owner, types) in facts.iter() {
            let node = index.nodes.entry(owner).or_insert(Node { types: Types::NONE, pointer: None });
            node.types.0 |= types.0;
        }
        for (number, record) in numbered {
            // The name servers of the zone itself delegate nothing, and a DNAME may stand beside them.
            let is_of_apex = record.rtype == RecordType::NS && record.owner.key == apex.key();
            if is_of_apex || !matches!(record.rdata, Rdata::Name(_)) {
                continue;
            }
            if let Some(node) = index.nodes.get_mut(&record.owner.key) {
                node.pointer.get_or_insert(number);
            }
        }
        index
    }

    /// What stands at a name; `None` if it does not exist.
    pub fn node(&self, key: NameKey) -> Option<Node> {
        self.nodes.get(&key).copied()
    }

    /// What a query for the addresses of a name finds. `chain` holds the keys of the root and of every name
    /// down to the one asked for, which must be at or below the zone's apex; `record` tells a record of the
    /// zone by its number.
    pub fn find<'z>(&self, chain: &[NameKey], record: impl Fn(u32) -> &'z Record) -> Found<'z> {
        match self.locate(chain, &record) {
            Located::Delegated(record) => {
                let own = self.node(chain[chain.len() - 1]);
                Found::Delegated { record, glue: own.is_some_and(|node| node.types.has(Types::ADDRESS)) }
            }
            Located::Renamed(record) => Found::Renamed(record),
            Located::Node { node, wildcard } => {
                judge(node, wildcard, record).unwrap_or(Found::NoAddress(match wildcard {
                    true => Without::Wildcard,
                    false if node.types.is_empty() => Without::EmptyNonTerminal,
                    false => Without::OtherTypes,
                }))
            }
            Located::Nothing => Found::NoName,
        }
    }

    /// Which node of the zone answers for a name, after RFC 1034 section 4.3.2 and RFC 4592.
    pub fn locate<'z>(&self, chain: &[NameKey], record: impl Fn(u32) -> &'z Record) -> Located<'z> {
        let (top, last) = (self.top, chain.len() - 1);
        let pointer = |node: Node| node.pointer.map(&record);
        for depth in top..=last {
            let Some(node) = self.node(chain[depth]) else {
                // The wildcard below the closest encloser answers (RFC 4592 section 3.3.1).
                let closest_encloser = chain[depth.max(top + 1) - 1];
                let wildcard = self.node(closest_encloser.child(b"*"));
                return wildcard.map_or(Located::Nothing, |node| Located::Node { node, wildcard: true });
            };
            if depth > top
                && node.types.has(Types::NS)
                && let Some(record) = pointer(node)
            {
                return Located::Delegated(record);
            }
            if depth < last
                && node.types.has(Types::DNAME)
                && let Some(record) = pointer(node)
            {
                return Located::Renamed(record);
            }
            if depth == last {
                return Located::Node { node, wildcard: false };
            }
        }
        Located::Nothing
    }
}

/// What a node says of addresses; `None` if it has none.
fn judge<'z>(node: Node, wildcard: bool, record: impl Fn(u32) -> &'z Record) -> Option<Found<'z>> {
    if node.types.has(Types::CNAME) {
        let record = record(node.pointer?);
        return Some(Found::Alias { record, wildcard });
    }
    let local = node.types.has(Types::LOCAL_ADDRESS);
    node.types.has(Types::ADDRESS).then_some(Found::Address { wildcard, local })
}
