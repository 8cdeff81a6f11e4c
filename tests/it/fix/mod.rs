//! `check --fix`: what it changes, what it proves, and what it leaves alone.

mod octets;
mod of_rules;
mod one_slip;
mod proof;
mod prover;
mod random;
mod suppressed;
mod together;
mod use_of_it;

pub use prover::copy_directory;
