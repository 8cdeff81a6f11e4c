//! How much a zone, and all zones of a run together, may read through `$INCLUDE`, generate and report: a text
//! of a few lines may stand for more than there is memory for. Knows no file.

use std::sync::atomic::{AtomicU64, Ordering};

/// How much all zones of a run may read through `$INCLUDE`, in octets. A file counts each time.
const MOST_INCLUDED_IN_RUN: u64 = 4 << 30;
/// What an included file counts at least, in octets: to look for one takes time.
const LEAST_INCLUDED: u64 = 1 << 10;
/// How many records a run may have that no file spells out: all `$GENERATE`s stand for them, or they
/// are lines of a file that was included before.
const MOST_GENERATED_IN_RUN: u64 = 1 << 23;
/// How many of these records may be SRV and NAPTR records of `$GENERATE`s. Each is a service to be looked at by itself, and takes
/// with what is said of it more than half a KiB of memory, where an address takes none.
const MOST_SERVICES_IN_RUN: u64 = 1 << 16;
/// How long the text may be that all `$GENERATE`s of a run stand for, in octets.
const MOST_GENERATED_TEXT_IN_RUN: u64 = 1 << 30;
/// How many mistakes are reported in the zones of a run that include files or stand in views: one file's count in each.
const MOST_REPORTED_IN_RUN: u64 = 20_000;

/// How deep includes may nest. BIND has no limit but its open files.
const DEEPEST_INCLUDE: usize = 100;
/// How many `$INCLUDE`s one zone may follow.
const MOST_INCLUDES: usize = 10_000;
/// How much one zone may read through `$INCLUDE`, in octets. A file counts each time.
const MOST_INCLUDED: u64 = 1 << 30;
/// How many records one `$GENERATE` may stand for: as many as a reverse zone of a /12 has. BIND has no limit.
const MOST_GENERATED_AT_ONCE: u64 = 1 << 20;
/// How many records all `$GENERATE`s of a zone may stand for, with the lines of files that it includes again.
const MOST_GENERATED: u64 = 1 << 22;
/// How long the lines may be that all `$GENERATE`s of a zone stand for, in octets.
const MOST_GENERATED_TEXT: u64 = 1 << 28;
/// How many mistakes of one zone are reported.
const MOST_REPORTED: usize = 1_000;
/// How many are where the zones of the run that include files had too many.
const FEW_REPORTED: usize = 2;

/// What the zones of a run have spent together.
#[derive(Debug, Default)]
pub struct PerRun {
    /// Octets read through `$INCLUDE`.
    included: AtomicU64,
    /// Records that no file spells out.
    generated: AtomicU64,
    /// Those of them that are SRV and NAPTR records of `$GENERATE`s.
    services: AtomicU64,
    /// Octets of generated text.
    generated_text: AtomicU64,
    /// Mistakes reported in zones that include files.
    reported: AtomicU64,
}

/// What one zone has spent.
#[derive(Debug, Default)]
pub(super) struct PerZone {
    /// How many `$INCLUDE`s there were.
    includes: usize,
    /// How many octets were read through them.
    included: u64,
    /// How many records `$GENERATE` made, with the lines of files that were included again.
    generated: u64,
    /// How many octets of text `$GENERATE` made.
    generated_text: u64,
    /// How much was read more often than it is written: files that were included again, each of which counts something, and
    /// generated text; in octets.
    again: u64,
    /// How many mistakes there were.
    reported: usize,
}

impl PerZone {
    /// How many octets were read besides those of each file once.
    pub fn again(&self) -> u64 {
        self.again
    }

    /// Counts an `$INCLUDE` of the file `shown`, `depth` files deep.
    ///
    /// # Errors
    /// That it is one too many, or too deep.
    pub fn include(&mut self, shown: &str, depth: usize) -> Result<(), String> {
        self.includes += 1;
        if self.includes > MOST_INCLUDES {
            return Err(format!("more than {MOST_INCLUDES} files are included: this one is not read"));
        }
        if depth >= DEEPEST_INCLUDE {
            return Err(format!(
                "includes are nested more than {DEEPEST_INCLUDE} deep: `{shown}` is not read"
            ));
        }
        Ok(())
    }

    /// Takes a file of `octets` from what may be included, and `lines` of it that are included again from
    /// what may be generated.
    ///
    /// # Errors
    /// The bound that this would exceed.
    pub fn spend_included(&mut self, octets: u64, lines: u64, run: &PerRun) -> Result<(), &'static str> {
        if self.included + octets > MOST_INCLUDED {
            return Err("a zone may include 1 GiB");
        }
        if self.generated + lines > MOST_GENERATED {
            return Err("a zone may have 4194304 lines of files that are included again");
        }
        if !spend(&run.included, octets.max(LEAST_INCLUDED), MOST_INCLUDED_IN_RUN) {
            return Err("all zones together may include 4 GiB");
        }
        if !spend(&run.generated, lines, MOST_GENERATED_IN_RUN) {
            return Err("all zones together may have 8388608 lines of files that are included again");
        }
        self.included += octets;
        self.generated += lines;
        self.again += if lines == 0 { 0 } else { octets.max(LEAST_INCLUDED) };
        Ok(())
    }

    /// How many of `count` records a `$GENERATE` may still make, which `are_services` or not, and the bound that leaves some out.
    pub fn spend_generated(&mut self, count: u64, are_services: bool, run: &PerRun) -> (u64, Option<String>) {
        if are_services {
            let (taken, bound) = self.spend_generated(count, false, run);
            let got = spend_up_to(&run.services, taken, MOST_SERVICES_IN_RUN);
            let of_run = || format!("more SRV and NAPTR records than the {MOST_SERVICES_IN_RUN} of a run");
            return (got, if got < taken { Some(of_run()) } else { bound });
        }
        let left = MOST_GENERATED - self.generated;
        let (taken, bound) = match count.min(MOST_GENERATED_AT_ONCE) {
            taken if taken > left => {
                (left, Some(format!("more records than the {MOST_GENERATED} of a zone")))
            }
            taken if taken < count => (taken, Some(format!("more than {MOST_GENERATED_AT_ONCE} records"))),
            taken => (taken, None),
        };
        if !spend(&run.generated, taken, MOST_GENERATED_IN_RUN) {
            return (0, Some("more records than a run may generate".to_owned()));
        }
        self.generated += taken;
        (taken, bound)
    }

    /// The bound that `octets` of text exceed, made by a `$GENERATE`.
    pub fn exceeds_text(&self, octets: u64) -> Option<String> {
        let exceeds = self.generated_text + octets > MOST_GENERATED_TEXT;
        exceeds.then(|| format!("more text than the {} MiB of a zone", MOST_GENERATED_TEXT >> 20))
    }

    /// Takes `octets` from how long generated text may still be.
    ///
    /// # Errors
    /// That the run has had too much.
    pub fn spend_text(&mut self, octets: u64, run: &PerRun) -> Result<(), String> {
        if !spend(&run.generated_text, octets, MOST_GENERATED_TEXT_IN_RUN) {
            return Err("more text than a run may generate".to_owned());
        }
        self.generated_text += octets;
        self.again += octets;
        Ok(())
    }

    /// Counts a mistake of a zone that is or is not in a view. Whether it is to be reported.
    pub fn may_report(&mut self, is_in_view: bool, run: &PerRun) -> bool {
        // Zones that include nothing, and whose files no other view has, have no more mistakes than lines.
        let has_room = self.includes == 0 && !is_in_view || spend(&run.reported, 1, MOST_REPORTED_IN_RUN);
        self.reported += 1;
        self.reported <= if has_room { MOST_REPORTED } else { FEW_REPORTED }
    }
}

/// Takes `amount` from what may be spent, and nothing if that is less.
fn spend(spent: &AtomicU64, amount: u64, most: u64) -> bool {
    let more = |spent: u64| spent.checked_add(amount).filter(|spent| *spent <= most);
    spent.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok()
}

/// Takes `amount` from what may be spent, or as much of it as there is; tells how much.
fn spend_up_to(spent: &AtomicU64, amount: u64, most: u64) -> u64 {
    let more = |spent: u64| Some(spent.saturating_add(amount).min(most));
    let before = spent.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).unwrap_or(most);
    amount.min(most - before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_spends_what_it_has_and_no_more() {
        let run = PerRun::default();
        // Also empty files take time.
        let most = MOST_INCLUDED_IN_RUN / LEAST_INCLUDED;
        let include = |octets| PerZone::default().spend_included(octets, 0, &run).is_ok();
        assert!((0..most).all(|_| include(0)) && !include(0));
        let zones = MOST_GENERATED_IN_RUN / MOST_GENERATED_AT_ONCE;
        let generate = |count| PerZone::default().spend_generated(count, false, &run).0;
        assert!((1..zones).all(|_| generate(MOST_GENERATED_AT_ONCE) == MOST_GENERATED_AT_ONCE));
        assert_eq!(generate(MOST_GENERATED_AT_ONCE - 1), MOST_GENERATED_AT_ONCE - 1);
        assert_eq!([generate(2), generate(1), generate(1)], [0, 1, 0]);
        let text = |octets| PerZone::default().spend_text(octets, &run).is_ok();
        assert!(text(MOST_GENERATED_TEXT_IN_RUN) && !text(1) && !text(u64::MAX));
        let run = PerRun::default();
        for (count, taken, is_bounded) in [
            (1, 1, false),
            (MOST_SERVICES_IN_RUN - 2, MOST_SERVICES_IN_RUN - 2, false),
            (2, 1, true),
            (MOST_GENERATED_AT_ONCE + 1, 0, true),
        ] {
            let (got, bound) = PerZone::default().spend_generated(count, true, &run);
            assert_eq!((got, bound.is_some()), (taken, is_bounded), "{count}");
        }
    }

    #[test]
    fn a_zone_spends_what_it_has_and_no_more() {
        let (run, mut zone) = (PerRun::default(), PerZone::default());
        for (count, taken, is_bounded) in [
            (MOST_GENERATED_AT_ONCE + 1, MOST_GENERATED_AT_ONCE, true),
            (2 * MOST_GENERATED_AT_ONCE, MOST_GENERATED_AT_ONCE, true),
            (MOST_GENERATED_AT_ONCE, MOST_GENERATED_AT_ONCE, false),
            (MOST_GENERATED_AT_ONCE - 1, MOST_GENERATED_AT_ONCE - 1, false),
            (2, 1, true),
        ] {
            let (got, bound) = zone.spend_generated(count, false, &run);
            assert_eq!((got, bound.is_some()), (taken, is_bounded), "{count}");
        }
        assert!(zone.spend_included(0, 1, &run).is_err() && zone.spend_included(0, 0, &run).is_ok());
        let mut other = PerZone::default();
        assert!(other.spend_included(MOST_INCLUDED, 0, &run).is_ok());
        assert!(other.spend_included(1, 0, &run).is_err());
        let reported = (0..=MOST_REPORTED).filter(|_| zone.may_report(false, &run)).count();
        assert_eq!(reported, MOST_REPORTED);
        assert!((0..MOST_INCLUDES).all(|_| zone.include("x", 0).is_ok()) && zone.include("x", 0).is_err());
        assert!(PerZone::default().include("x", DEEPEST_INCLUDE).is_err());
    }
}
