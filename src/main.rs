//! The program: memory that ends a run in good order when there is none left, and the command line.

use std::process::ExitCode;

#[global_allocator]
static MEMORY: srvlint::Memory = srvlint::Memory;

fn main() -> ExitCode {
    srvlint::run()
}
