//! What the user can tell the rules. Knows neither arguments nor `srvlint.toml`, which fill it in.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::rules::engine::levels::Levels;
use crate::workspace::clients::Clients;
use crate::workspace::services::Registry;

/// The longest TTL in seconds that gives no warning (a day gives one).
const LONGEST_TTL: u32 = 86_399;
/// The longest TTL in seconds that gives no note.
const LONGEST_TTL_WITHOUT_NOTE: u32 = 3_600;
/// The shortest TTL in seconds that gives no note.
const SHORTEST_TTL: u32 = 60;

/// What rules read besides zones.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which rules run, with which severity.
    pub levels: Levels,
    /// The services that rules know.
    pub services: Arc<Registry>,
    /// What their clients do.
    pub clients: Arc<Clients>,
    /// Which TTLs are long or short.
    pub ttl: TtlLimits,
    /// The longest TTL in seconds that gives no warning and no note, whatever `ttl` says.
    pub longest_ttl: Option<u32>,
}

impl Options {
    /// The defaults but for which rules run.
    pub fn new(levels: Levels) -> Self {
        Options {
            levels,
            services: Arc::new(Registry::built_in()),
            clients: Arc::default(),
            ttl: TtlLimits::default(),
            longest_ttl: None,
        }
    }

    /// The limits for the TTLs of a service, whose label may have its underscore; of an empty one, those of
    /// all.
    pub fn ttl_limits(&self, service: &str) -> Limits {
        let limits = self.ttl.of(service);
        match self.longest_ttl {
            Some(longest) => {
                Limits { warn_over: longest, note_over: longest, note_under: limits.note_under.min(longest) }
            }
            None => limits,
        }
    }
}

/// The limits for the TTLs of a service, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest TTL that gives no warning.
    pub warn_over: u32,
    /// The longest TTL that gives no note.
    pub note_over: u32,
    /// The shortest TTL that gives no note.
    pub note_under: u32,
}

/// The limits that the user sets for TTLs.
#[derive(Debug, Clone, Default)]
pub struct TtlLimits {
    /// Those of all services.
    pub all: Thresholds,
    /// Those of single services, by their labels without the underscore, in lower case.
    pub services: BTreeMap<String, Thresholds>,
}

/// Limits of TTLs, in seconds; `None` leaves one to the next more general.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Thresholds {
    /// The longest TTL that gives no warning.
    pub max: Option<u32>,
    /// The longest TTL that gives no note.
    pub note_over: Option<u32>,
    /// The shortest TTL that gives no note.
    pub min: Option<u32>,
}

impl TtlLimits {
    /// The limits for a service, whose label may have its underscore; of an empty one, those of all. What is set for the
    /// service counts for more than what is set for all, and that for more than the defaults: the others give way to it.
    pub fn of(&self, service: &str) -> Limits {
        let label = service.strip_prefix('_').unwrap_or(service).to_ascii_lowercase();
        let own = self.services.get(&label).copied().unwrap_or_default();
        let mut limits =
            Limits { warn_over: LONGEST_TTL, note_over: LONGEST_TTL_WITHOUT_NOTE, note_under: SHORTEST_TTL };
        let mut note_is_set = false;
        for set in [self.all, own] {
            if let Some(max) = set.max {
                limits.warn_over = max;
                // A limit above the default also raises the note's threshold.
                limits.note_over = if note_is_set { limits.note_over.min(max) } else { max };
                limits.note_under = limits.note_under.min(max);
            }
            if let Some(note_over) = set.note_over {
                note_is_set = true;
                limits.note_over = note_over;
                limits.warn_over = limits.warn_over.max(note_over);
                limits.note_under = limits.note_under.min(note_over);
            }
            if let Some(min) = set.min {
                limits.note_under = min;
                limits.note_over = limits.note_over.max(min);
                limits.warn_over = limits.warn_over.max(min);
            }
        }
        limits
    }
}

impl Thresholds {
    /// Two of the limits that contradict each other, by their names: the first is greater than the second and may not be.
    pub fn contradiction(&self) -> Option<[&'static str; 2]> {
        let is_greater =
            |one: Option<u32>, other: Option<u32>| one.zip(other).is_some_and(|(one, other)| one > other);
        if is_greater(self.note_over, self.max) {
            Some(["note-over", "max"])
        } else if is_greater(self.min, self.max) {
            Some(["min", "max"])
        } else {
            is_greater(self.min, self.note_over).then_some(["min", "note-over"])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_special_limit_counts_and_the_others_give_way() {
        let set = |[max, note_over, min]: [u32; 3]| {
            let set = |seconds| Some(seconds).filter(|seconds| *seconds > 0);
            Thresholds { max: set(max), note_over: set(note_over), min: set(min) }
        };
        for (all, own, [warn_over, note_over, note_under]) in [
            ([0; 3], [0; 3], [86_399, 3_600, 60]),
            ([7_200, 0, 0], [0; 3], [7_200, 7_200, 60]),
            ([30, 0, 0], [0; 3], [30, 30, 30]),
            ([0, 90_000, 0], [0; 3], [90_000, 90_000, 60]),
            ([0, 30, 0], [0; 3], [86_399, 30, 30]),
            ([0, 0, 7_200], [0; 3], [86_399, 7_200, 7_200]),
            ([0, 3_600, 0], [600, 0, 0], [600, 600, 60]),
            ([600, 0, 0], [0, 3_600, 0], [3_600, 3_600, 60]),
            ([600, 0, 0], [0, 0, 7_200], [7_200, 7_200, 7_200]),
            ([0, 1_000, 0], [7_200, 0, 0], [7_200, 1_000, 60]),
            ([0, 0, 300], [100, 0, 0], [100, 100, 100]),
        ] {
            let services = [("sip".to_owned(), set(own))].into();
            let limits = TtlLimits { all: set(all), services }.of("_SIP");
            assert_eq!(limits, Limits { warn_over, note_over, note_under }, "{all:?} {own:?}");
        }
    }
}
