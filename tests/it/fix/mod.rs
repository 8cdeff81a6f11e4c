//! `check --fix`: what it changes, what it proves, and what it leaves alone.

mod octets;
mod proof;
mod prover;
mod random;
mod use_of_it;
