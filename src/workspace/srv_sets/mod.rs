//! SRV record sets, summed up while their zone's text is at hand.
//!
//! Most zones have nothing wrong, and reading every record for every rule took most of a run's time. So one
//! pass over a zone's SRV records (`collect`) notes per set what rules ask first - ports, weights, TTLs,
//! whether a target is odd - in a few octets (`set`). A rule's `concerns` reads these alone.
//!
//! One target is met in several shapes on its way. In the record it is a name with its place. `names` reads
//! it: which names stand above it, and whether it is written as a host name. While its zone is read it is a
//! number among the names that the zone is asked for. The zone's own records then answer for all of them at
//! once (`answers`). Targets with an address there are dismissed: those are nearly all, and nothing of them
//! is kept. What is left is open (`targets`), and is asked of all zones when these are loaded
//! (`workspace::screening`). Only what is still in doubt then is looked up exactly (`workspace::lookup`),
//! which tells what is wrong with it.
//!
//! The first two of these three looks dismiss without telling why, in a few instructions a target; the third
//! tells why, and is slow. A target that the first two let pass must be one of which the third would say that
//! it has an address.
//!
//! One more thing is noted while the text is at hand: absolute targets outside the zone that may be meant for a host of it
//! (`astray`), which no look-up would find wrong.
//!
//! Does not know rules or options.

pub(crate) mod answers;
pub(crate) mod astray;
mod collect;
mod names;
mod set;
mod targets;

pub use collect::collect;
pub use set::{MAIN_HOSTS, ServiceLabels, Set, SrvSets};
pub use targets::{Above, OpenTarget, Targets};
