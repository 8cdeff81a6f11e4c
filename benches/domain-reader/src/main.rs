//! `domain-reader ORIGIN FILE`: counts a zone file's records with the reader of the `domain` crate.
//!
//! It does nothing else with them, so its time is that of the reader alone: a peer in `benches/compare.sh`.

use std::error::Error;
use std::fs::File;
use std::process::ExitCode;

use bytes::Bytes;
use domain::base::Name;
use domain::zonefile::inplace::{Entry, Zonefile};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [origin, path] = &arguments[..] else {
        eprintln!("usage: domain-reader ORIGIN FILE");
        return ExitCode::from(2);
    };
    match records(origin, path) {
        Ok(count) => {
            println!("{count}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("domain-reader: {path}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn records(origin: &str, path: &str) -> Result<usize, Box<dyn Error>> {
    let origin: Name<Bytes> = origin.parse()?;
    let mut zone = Zonefile::load(&mut File::open(path)?)?;
    zone.set_origin(origin);
    let mut count = 0;
    while let Some(entry) = zone.next_entry()? {
        match entry {
            Entry::Record(_) => count += 1,
            // The count would be wrong without that file's records.
            Entry::Include { path, .. } => return Err(format!("$INCLUDE {path} is not followed").into()),
        }
    }
    Ok(count)
}
