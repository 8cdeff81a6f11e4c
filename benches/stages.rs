//! What the benchmarks measure: the stages of a run, on texts in memory.

use std::path::PathBuf;

use srvlint::internals::base::{Progress, Sources};
use srvlint::internals::check::{Options, check};
use srvlint::internals::discover::Input;
use srvlint::internals::files::Files;
use srvlint::internals::rules;
use srvlint::internals::syntax::{Parser, Start, absolute_name};
use srvlint::internals::workspace::Workspace;
use srvlint::internals::zone::{self, NoIncludes, PerRun, Request};

/// Parses a text. Returns the number of its entries.
pub fn parse(text: &[u8]) -> usize {
    let (mut parser, mut errors, mut entries) = (Parser::new(text, Start::File), Vec::new(), 0);
    while parser.next(&mut errors).is_some() {
        entries += 1;
    }
    entries
}

fn workspace(text: &[u8], origin: &str) -> Workspace {
    let (sources, files) = (Sources::default(), Files::new(PathBuf::new()));
    let source = sources.add("bench".into(), None, text.to_vec(), None);
    let request = Request::new(source, absolute_name(origin).ok());
    let loaded = zone::load(request, &sources, &NoIncludes, &PerRun::default(), None);
    Workspace::new(vec![(loaded, PathBuf::new())], sources, files)
}

/// Loads a zone. Returns the number of its records.
pub fn load(text: &[u8], origin: &str) -> usize {
    workspace(text, origin).zones().map(|zone| zone.record_count as usize).sum()
}

/// Lints a zone. Returns the number of findings.
pub fn lint(text: &[u8], origin: &str) -> usize {
    rules::run(&workspace(text, origin), &rules::default_options(), &|_| true, &Progress::default()).len()
}

/// Lints files. Returns the number of findings.
pub fn lint_paths(paths: &[PathBuf]) -> usize {
    let inputs: Vec<Input> = paths.iter().cloned().map(Input::Path).collect();
    check(&inputs, &Options::new()).findings.len()
}
