//! The services of a run's zones, with what rules say of their records. Knows no format.

use crate::check::options::Options;
use crate::check::outcome::Outcome;
use crate::check::run::check_beside_base;
use crate::discover::Input;
use crate::workspace::Workspace;
use crate::workspace::traffic::collect;
use crate::workspace::traffic::gaps::Gaps;
use crate::workspace::traffic::related::{Pointer, pointers};
use crate::workspace::traffic::service::Services;

/// The services of a run.
#[derive(Debug)]
pub struct ServicesOutcome {
    /// What rules found, with the zones and texts.
    pub outcome: Outcome,
    /// Every service, in the order of the zones.
    pub services: Services,
    /// The NAPTR records that lead to SRV records.
    pub pointers: Vec<Pointer>,
    /// Where more services, or records of them, may stand that could not be read.
    pub gaps: Gaps,
    /// The same of the revision that the run is compared with.
    pub before: Option<Before>,
}

/// The services of the revision that a run is compared with.
#[derive(Debug)]
pub struct Before {
    /// Every service, in the order of the zones.
    pub services: Services,
    /// The NAPTR records that lead to SRV records.
    pub pointers: Vec<Pointer>,
    /// Where more may stand.
    pub gaps: Gaps,
}

/// The services of `inputs`, with every finding; and those of the revision that they are compared with.
pub fn services(inputs: &[Input], options: &Options) -> ServicesOutcome {
    let options = &Options { keeps_addresses: true, keeps_records: true, ..options.clone() };
    let (outcome, base) = check_beside_base(inputs, options);
    let of = |workspace: &Workspace| {
        let mut services = collect::services(workspace, &options.rules.services, options.discover.threads);
        let mut gaps = Gaps::of(workspace);
        gaps.mark(&mut services, &workspace.sources);
        Before { services, pointers: pointers(workspace), gaps }
    };
    let Before { services, pointers, gaps } = of(&outcome.workspace);
    ServicesOutcome { services, pointers, gaps, before: base.as_ref().map(of), outcome }
}
