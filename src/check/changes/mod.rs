//! What is new since a revision, or touched by a commit.
//!
//! A `view` opens the files of the run and, if it is to be compared, those of its `base`. The base is loaded like the
//! run itself, but for what is the same in both (`reuse`); `since` tells which findings both have, `not_linted` which zones the base has alone (`unlinted` knows the files that may be such a zone now), `cause` what the change did that made a finding. A `hook` looks at all
//! zones that its change can reach (`impact`) and reports what the change touches. Of a run that trusts a revision, `law` says which
//! suppressions count.

pub(crate) mod base;
pub(crate) mod cause;
pub(crate) mod hook;
pub(crate) mod impact;
pub(crate) mod law;
pub(crate) mod not_linted;
pub(crate) mod reuse;
pub(crate) mod since;
mod unlinted;
pub(crate) mod view;
