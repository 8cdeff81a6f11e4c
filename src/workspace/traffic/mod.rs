//! Who gets the traffic of each service.
//!
//! `of_zone` makes a `service` of each SRV record set of a zone: its tiers in order of priority, in each the targets with their
//! `shares` of the requests and what `reach` finds behind their names. `machines` says which names are one machine's,
//! `failure` who is asked in place of one that does not answer, and `related` which services clients look at together;
//! `aliases` finds the names from which a CNAME or DNAME leads to a service, `client_shares` who is asked by clients that have a way of their own, and `change` what differs between two revisions.
//! `in_order` puts them in the order of their owners.
//! `gaps` says of which services records may be missing because part of a zone could not be read.
//!
//! Does not know rules, nor how services are shown.

mod aliases;
pub mod change;
pub mod client_shares;
pub mod collect;
pub(in crate::workspace) mod drafts;
pub mod failure;
pub mod filter;
pub mod gaps;
pub mod in_order;
pub mod machines;
mod of_zone;
mod reach;
pub mod related;
pub mod service;
pub mod shares;
