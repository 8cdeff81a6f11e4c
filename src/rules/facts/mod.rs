//! What several rules ask of a record.

pub(crate) mod target;
pub(crate) mod target_text;
pub(crate) mod ttl;
