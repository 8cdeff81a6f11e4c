//! What the fuzz target `history` checks, on a few histories. `SRVLINT_HISTORIES=1000` tries more.
#![cfg(unix)]

use std::fs;
use std::path::Path;

use crate::harness::command::command;
use crate::harness::scratch::directory;

#[path = "../../fuzz/history.rs"]
mod shared;

/// Octets from a number (SplitMix64).
fn octets(seed: u64) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)).to_le_bytes()
    };
    (0..16).flat_map(|_| next()).collect()
}

#[test]
fn the_ways_to_look_at_a_change_agree() {
    let count = std::env::var("SRVLINT_HISTORIES").ok().and_then(|count| count.parse().ok()).unwrap_or(8);
    let run = |top: &Path, program: &str, arguments: &[&str]| {
        let program = if program == "srvlint" { env!("CARGO_BIN_EXE_srvlint") } else { program };
        let output = command(program, top).args(arguments).output().expect("it runs");
        (output.status.code().expect("no signal"), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    for seed in 0..count {
        let top = directory(&format!("history-{seed}"));
        eprintln!("history {seed} in {}", top.display());
        shared::history(&octets(seed), &top, &run);
        fs::remove_dir_all(top).expect("just made");
    }
}
