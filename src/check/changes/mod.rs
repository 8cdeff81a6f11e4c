//! What is new since a revision, or touched by a commit.
//!
//! A `view` opens the files of the run and, if it is to be compared, those of its `base`. The base is loaded like the
//! run itself, but for what is the same in both (`reuse`); `since` tells which findings both have, `not_linted` which zones the base has alone (`unlinted` knows the files that may be such a zone now, `excluded` what the change's configuration leaves out, `places` where the zones lie), `cause` what the change did that made a finding. A `hook` looks at all
//! zones that its change can reach (`impact`) and reports what the change touches. Of a run that trusts a revision, `law` says which
//! suppressions count. What is not checked out is read from the index (`sparse`), as far as it `matters`;
//! no run looks into `submodules` that the base has too.

pub(crate) mod base;
pub(crate) mod cause;
mod excluded;
pub(crate) mod hook;
pub(crate) mod impact;
pub(crate) mod law;
mod matters;
pub(crate) mod not_linted;
mod places;
pub(crate) mod reuse;
pub(crate) mod since;
mod sparse;
pub(crate) mod submodules;
mod unlinted;
pub(crate) mod view;
