//! What any program about text needs: octets, places in them, words fit to print, threads. Knows no DNS.

pub(crate) mod byte_masks;
pub mod bytes;
pub mod date;
pub mod glob;
pub(crate) mod lines;
pub mod printable;
pub mod progress;
#[cfg(test)]
pub(crate) mod random;
pub mod severity;
pub(crate) mod signs;
pub mod source;
pub mod span;
pub mod spelling;
pub mod threads;
pub(crate) mod unchecked;
pub mod unfilled;
