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
            Some(longest) => Limits { warn_over: longest, note_over: longest, ..limits },
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
    /// The limits for a service, whose label may have its underscore; of an empty one, those of all.
    pub fn of(&self, service: &str) -> Limits {
        let label = service.strip_prefix('_').unwrap_or(service).to_ascii_lowercase();
        let own = self.services.get(&label).copied().unwrap_or_default();
        let max = own.max.or(self.all.max);
        // A limit above the default also raises the note's threshold.
        let note_over = own.note_over.or(self.all.note_over).or(max).unwrap_or(LONGEST_TTL_WITHOUT_NOTE);
        let note_under = own.min.or(self.all.min).unwrap_or(SHORTEST_TTL);
        Limits { warn_over: max.unwrap_or(LONGEST_TTL), note_over, note_under }
    }
}
