//! All zones of a run, and who answers for a name.
//!
//! Zones are loaded several at once (`load`), and their SRV record sets summed up while the text is at hand
//! (`srv_sets`). When all are there (`members`), targets that certainly have addresses are dismissed at one
//! go (`screening`); for the others, and for whatever else rules ask, a name is looked up in the zone that
//! would hold it (`lookup`, `hosts`, `children`); a domain that misspells a zone is found by what the mistake leaves (`near_zones`); what part of a zone hides is counted (`withheld`). The services that owners may
//! name are data (`services`), and so is what clients make of them (`clients`).
//!
//! Does not know rules, nor the options of a run: what rules look at in a zone is a number to it.

mod beside_alias;
mod children;
pub mod clients;
mod compared;
mod copied;
mod hosts;
mod includes;
pub mod load;
mod lookup;
mod member;
mod members;
mod near_zones;
mod nearest_zone;
mod parts;
mod previous;
pub mod screening;
pub mod services;
pub mod srv_sets;
pub mod traffic;
mod withheld;

pub use hosts::{HostMistake, MisplacedHost};
pub use includes::FileIncludes;
pub use lookup::{ChainEnd, Lookup};
pub use member::{Host, Member, Relevance};
pub use members::Workspace;
pub use previous::Previous;
pub use withheld::Withheld;
