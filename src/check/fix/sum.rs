//! A zone's records summed up, so that two zones can be compared without keeping either. Knows no fix.

use sha2::{Digest, Sha256};

use crate::base::source::Sources;
use crate::syntax::record_type::{class_name, type_name};
use crate::zone::Zone;
use crate::zone::load::LoadedRecord;

/// The records of a zone, each as often as it is there, in no order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sum(u128);

impl Sum {
    /// Adds one.
    pub fn add(&mut self, row: &Row) {
        let mut hash = Sha256::new();
        let ttl = row.ttl.map_or(String::new(), |ttl| ttl.to_string());
        for part in [&row.owner, &ttl, &row.kind, &row.rdata] {
            hash.update(part.to_ascii_lowercase());
            hash.update([0]);
        }
        let mut octets = [0; 16];
        octets.copy_from_slice(&hash.finalize()[..16]);
        self.0 = self.0.wrapping_add(u128::from_be_bytes(octets));
    }
}

/// One record in canonical form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Its owner, absolute.
    pub owner: String,
    /// Its TTL in seconds, if it has one.
    pub ttl: Option<u32>,
    /// Class and type.
    pub kind: String,
    /// Its rdata as BIND writes it.
    pub rdata: String,
}

impl Row {
    /// A record as its zone has it.
    pub fn of(zone: &Zone, loaded: &LoadedRecord<'_>, sources: &Sources) -> Self {
        let record = loaded.record;
        Row {
            owner: zone.display(&record.owner, sources),
            ttl: zone.ttl(record).map(|ttl| ttl.seconds),
            kind: format!("{} {}", class_name(loaded.class), type_name(record.rtype)),
            rdata: loaded.rdata_text(zone),
        }
    }
}
