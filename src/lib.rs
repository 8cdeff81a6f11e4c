//! A linter for DNS SRV records in BIND zone files: it reads zones as a name server would, and says what is wrong.
//!
//! A run is a function of its arguments: [`check`] takes what to look at and the [`Options`], and gives an [`Outcome`]
//! with the findings, in the order in which they are shown. [`write()`] writes it in one of the [`Format`]s.
//!
//! ```
//! use std::path::{Path, PathBuf};
//! use srvlint::{Contents, Input, Options, Overlay, Severity, check};
//!
//! let zone = "\
//! $TTL 1h
//! @          SOA ns hostmaster 1 3600 600 864000 300
//! @          NS  ns
//! ns         A   192.0.2.1
//! _ldap._tcp SRV 0 0 389 directory
//! ";
//! let texts = [(PathBuf::from("example.com.zone"), zone.as_bytes().to_vec())];
//! let mut options = Options::new();
//! options.contents = Contents::Memory(Overlay::over_nothing(Path::new("/zones"), texts));
//! options.surroundings.here = PathBuf::from("/zones");
//!
//! let outcome = check(&[Input::Path("example.com.zone".into())], &options);
//!
//! let [finding] = &outcome.findings[..] else { panic!("one mistake: {:?}", outcome.findings) };
//! assert_eq!((finding.rule, finding.severity), ("target-without-address", Severity::Error));
//! assert_eq!(outcome.workspace.sources.position(finding.span.source, finding.span.start).line, 5);
//! ```
//!
//! How the code is laid out, and what holds throughout, says `ARCHITECTURE.md`. What is not listed here is not part of the API.

mod base;
mod check;
mod cli;
mod discover;
mod files;
#[doc(hidden)]
pub mod internals;
mod report;
mod rules;
mod syntax;
mod workspace;
mod zone;

pub use crate::base::progress::Progress;
pub use crate::base::severity::Severity;
pub use crate::base::source::Sources;
pub use crate::base::span::Span;
pub use crate::check::{Options, Outcome, check};
pub use crate::discover::Input;
pub use crate::files::{Contents, Files, Overlay};
pub use crate::report::{Format, write};
pub use crate::rules::RULES;
pub use crate::rules::finding::{Applicability, Edit, Finding, Fix};
pub use crate::workspace::Workspace;
pub use crate::zone::{Record, Zone};

#[doc(hidden)]
pub use crate::{base::unchecked::Memory, cli::run};
