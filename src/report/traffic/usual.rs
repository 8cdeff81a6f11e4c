//! Services of which nothing is to be said about clients, by their weights: to work that out for every set of many that are
//! alike takes long. Knows no client.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use crate::workspace::traffic::service::Service;

/// How many records a set has at most that is kept in mind.
const MOST_KEPT: usize = 16;

/// Which weights all clients of a service share as RFC 2782 says: many sets have the same.
#[derive(Debug, Default)]
pub struct Usual(RefCell<HashMap<String, HashSet<Weights, RandomState>, RandomState>>);

/// The priorities and weights of records.
type Weights = Vec<(u16, u16)>;

impl Usual {
    /// Whether the weights of a service are known to be shared so.
    pub fn knows(&self, service: &Service) -> bool {
        let known = self.0.borrow();
        let of_service = service.labels.as_ref().and_then(|labels| known.get(&labels.service));
        of_service.is_some_and(|known| weights(service).is_some_and(|weights| known.contains(&weights)))
    }

    /// Notes that they are.
    pub fn add(&self, service: &Service) {
        if let (Some(labels), Some(weights)) = (&service.labels, weights(service)) {
            self.0.borrow_mut().entry(labels.service.clone()).or_default().insert(weights);
        }
    }
}

/// `None` where more than the weights decides.
fn weights(service: &Service) -> Option<Weights> {
    let mut weights = Vec::with_capacity(MOST_KEPT);
    let mut zeros = 0;
    for tier in &service.tiers {
        for entry in &tier.records {
            zeros += usize::from(entry.weight == 0);
            // Of several records of weight 0, names may decide.
            if zeros > 1 || weights.len() == MOST_KEPT {
                return None;
            }
            weights.push((tier.priority, entry.weight));
        }
    }
    Some(weights)
}
