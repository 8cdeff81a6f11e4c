//! What the benchmarks measure: the stages of a run, on texts in memory.

use std::path::PathBuf;

use crate::base::progress::Progress;
use crate::base::source::Sources;
use crate::check::options::Options;
use crate::discover::input::Input;
use crate::files::Files;
use crate::rules;
use crate::syntax::name::absolute_name;
use crate::syntax::{Parser, Start};
use crate::workspace::Workspace;
use crate::zone::includes::NoIncludes;
use crate::zone::load;
use crate::zone::load::{PerRun, Request};

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
    let loaded = load::load(request, &sources, &NoIncludes, &PerRun::default(), None);
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
    crate::check::run::check(&inputs, &Options::new()).findings.len()
}
