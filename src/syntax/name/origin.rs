//! A name to which relative names are completed, with what is asked of it for every record. Knows no text of
//! names.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use hickory_proto::rr::Name;

use crate::syntax::name::host::is_host_label;
use crate::syntax::name::key::NameKey;

/// A name to which relative names are completed: an `$ORIGIN`, or the zone's.
/// Copies share what it knows.
#[derive(Debug, Clone)]
pub struct Origin(Arc<OriginFacts>);

/// What is known of an origin.
#[derive(Debug)]
pub struct OriginFacts {
    /// The name, absolute.
    pub name: Name,
    /// The keys of the root and of every name down to this one.
    chain: Vec<NameKey>,
    /// Its length on the wire, in octets, with the root.
    length: usize,
    is_hostname: bool,
    /// The name as text, once that was asked for.
    text: OnceLock<String>,
}

impl Deref for Origin {
    type Target = OriginFacts;

    #[inline]
    fn deref(&self) -> &OriginFacts {
        &self.0
    }
}

impl Origin {
    /// The origin `name`, which must be absolute.
    pub fn new(name: Name) -> Self {
        let chain = NameKey::chain_of(&name);
        let length = name.iter().map(|label| label.len() + 1).sum::<usize>() + 1;
        let is_hostname = name.iter().all(is_host_label);
        Self(Arc::new(OriginFacts { name, chain, length, is_hostname, text: OnceLock::new() }))
    }

    /// The key of the name.
    #[inline]
    pub fn key(&self) -> NameKey {
        self.chain[self.chain.len() - 1]
    }

    /// How long it is on the wire, in octets, with the root.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Whether its labels are those of a host name (RFC 1123 section 2.1).
    pub fn is_hostname(&self) -> bool {
        self.is_hostname
    }

    /// The name as text, which `write` makes of it when it is first asked for.
    pub(in crate::syntax::name) fn text(&self, write: impl FnOnce(&Name) -> String) -> &str {
        self.text.get_or_init(|| write(&self.name))
    }

    /// The keys of the root and of every name down to this one.
    pub fn chain(&self) -> &[NameKey] {
        &self.chain
    }
}
