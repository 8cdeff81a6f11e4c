//! What a change did that made a finding.
//!
//! A finding is new. Either its own entry is, or the change did something elsewhere: it removed or changed the records that a
//! target leads to (`records`), or added, removed or changed a line that the finding depends on (`lines`). `explain` asks
//! both, the records first, and says so below the finding. Only `explain` is for others.

pub(crate) mod explain;
mod lines;
mod records;
