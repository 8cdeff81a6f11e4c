//! The services of a run's zones, with what rules say of their records. Knows no format.

use crate::check::options::Options;
use crate::check::outcome::Outcome;
use crate::check::run::check_beside_base;
use crate::discover::Input;
use crate::workspace::Workspace;
use crate::workspace::traffic::collect;
use crate::workspace::traffic::related::{Pointer, pointers};
use crate::workspace::traffic::service::Service;

/// The services of a run.
#[derive(Debug)]
pub struct ServicesOutcome {
    /// What rules found, with the zones and texts.
    pub outcome: Outcome,
    /// Every service, by owner.
    pub services: Vec<Service>,
    /// The NAPTR records that lead to SRV records.
    pub pointers: Vec<Pointer>,
    /// The services of the revision that the run is compared with, by owner.
    pub before: Option<Vec<Service>>,
}

/// The services of `inputs`, with every finding; and those of the revision that they are compared with.
pub fn services(inputs: &[Input], options: &Options) -> ServicesOutcome {
    let options = &Options { keeps_addresses: true, keeps_records: true, ..options.clone() };
    let (outcome, base) = check_beside_base(inputs, options);
    let of = |workspace: &Workspace| {
        collect::services(workspace, &options.rules.services, options.discover.threads)
    };
    let (services, pointers) = (of(&outcome.workspace), pointers(&outcome.workspace));
    ServicesOutcome { services, pointers, before: base.as_ref().map(of), outcome }
}
