//! All tests of the program and of its library's public face, as one program: it links once.
//!
//! Every module is one subject; `harness` is what they share. `cargo test --test it repos` runs one module.

mod action;
mod architecture;
mod baseline;
mod causes;
mod causes_of_findings;
mod cli;
mod clients;
mod config;
mod context;
mod corpus;
mod declared;
mod dependencies;
mod doubts;
mod fix;
mod formats;
mod fuzz;
mod gate;
mod git;
mod grammar;
mod harness;
mod helps;
mod histories;
mod hostile;
mod init;
mod pasted;
mod pre_commit;
mod properties;
mod published;
mod rdata;
mod readme;
mod replay;
mod reports;
mod repos;
mod rule_pages;
mod screen;
mod secrets;
mod services;
mod services_apart;
mod services_hosts;
mod suppress;
mod terminal;
mod usual;
mod views;
