//! Services of which nothing is to be said about clients, by their weights: to work that out for every set of many that are
//! alike takes long. Knows no client.

use std::cell::RefCell;
use std::collections::HashSet;

use crate::workspace::traffic::service::{Service, Tier};

/// How many records a set has at most that is kept in mind.
const MOST_KEPT: usize = 16;

/// Which weights all clients of a service share as RFC 2782 says: many sets have the same.
#[derive(Debug, Default)]
pub struct Usual(RefCell<HashSet<Weights>>);

/// A service, and the priorities and weights of its records.
type Weights = (String, Vec<(u16, u16)>);

impl Usual {
    /// Whether the weights of a service are known to be shared so.
    pub fn knows(&self, service: &Service) -> bool {
        weights(service).is_some_and(|weights| self.0.borrow().contains(&weights))
    }

    /// Notes that they are.
    pub fn add(&self, service: &Service) {
        self.0.borrow_mut().extend(weights(service));
    }
}

/// `None` where more than the weights decides.
fn weights(service: &Service) -> Option<Weights> {
    // Of records of weight 0, names may decide.
    let has_zero = service.entries().any(|entry| entry.weight == 0);
    let labels = service.labels.as_ref().filter(|_| !has_zero)?;
    let of_tier =
        |tier: &Tier| tier.records.iter().map(|entry| (tier.priority, entry.weight)).collect::<Vec<_>>();
    let weights: Vec<(u16, u16)> = service.tiers.iter().flat_map(of_tier).take(MOST_KEPT + 1).collect();
    (weights.len() <= MOST_KEPT).then(|| (labels.service.clone(), weights))
}
