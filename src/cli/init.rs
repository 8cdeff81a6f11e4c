//! `srvlint init`: a first configuration, a hook and a workflow, for the repository at hand.

use std::io::{self, Write};
use std::path::Path;

use memchr::memmem;

use crate::base::printable::{defused, harmless_text};
use crate::check::config::starter;
use crate::check::{Exit, load_workspace};
use crate::cli::args::Color;
use crate::cli::choices::Part;
use crate::cli::environment::Environment;
use crate::cli::input_args::Inputs;
use crate::cli::inputs::input_options;
use crate::cli::messages::{Refusal, complain, eprintln_quietly, report_faults};
use crate::discover::RunFault;
use crate::files::{Contents, create, is_there, read_file, root_of};
use crate::rules::Published;

const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Where the files are written, below the top of the repository.
const CONFIG: &str = "srvlint.toml";
const HOOK: &str = ".pre-commit-config.yaml";
const WORKFLOW: &str = ".github/workflows/srvlint.yml";

/// Writes the files that are not there yet, and shows each.
pub fn init(parts: &[Part], environment: &Environment, color: Color) -> io::Result<Exit> {
    let top = root_of(&environment.surroundings.here);
    let is_wanted = |part: Part| parts.is_empty() || parts.contains(&part);
    let (mut files, mut exit) = (Vec::new(), Exit::Clean);
    if is_wanted(Part::Config) {
        let (text, faults) = match configuration(&top, environment) {
            Ok(made) => made,
            Err(refusal) => return Ok(refusal.tell(environment, color)),
        };
        // What could not be read is not in the configuration.
        report_faults(&faults);
        let Some(text) = text else { return Ok(Exit::Faulty) };
        exit = if faults.is_empty() { Exit::Clean } else { Exit::Faulty };
        files.push((Part::Config, CONFIG, text));
    }
    let published = Published::by_manifest();
    files.push((Part::Hook, HOOK, hook(published.repository())));
    files.push((Part::Workflow, WORKFLOW, workflow(published.repository())));
    let mut shown = Vec::new();
    for (part, path, text) in files.iter().filter(|(part, ..)| is_wanted(*part)) {
        if *part == Part::Config && is_there(&top.join(".srvlint.toml")) {
            complain("`.srvlint.toml` is there already, and stays as it is");
            continue;
        }
        match create(&top, path, text) {
            Ok(true) => shown.push((*path, text)),
            Ok(false) => {
                complain(&format!("`{path}` is there already, and stays as it is"));
                let holds_it = read_file(&top.join(path))
                    .is_ok_and(|there| memmem::find(&there, text.trim_end().as_bytes()).is_some());
                if *part == Part::Hook && !holds_it {
                    shown.push(("to add to it", text));
                }
            }
            Err(error) => {
                complain(&format!("`{path}` cannot be written: {error}"));
                exit = Exit::Faulty;
            }
        }
    }
    eprintln_quietly(
        "Next: `srvlint check`; `pre-commit install`; and to let old findings pass, \
                      `srvlint check --write-baseline srvlint-baseline.json`.",
    );
    // A reader who has seen enough leaves no file unwritten.
    shown.iter().try_for_each(|(title, text)| show(title, text))?;
    Ok(exit)
}

/// The first configuration for the zones below a directory, if there are any, and what could not be read there.
fn configuration(top: &Path, environment: &Environment) -> Result<(Option<String>, Vec<RunFault>), Refusal> {
    let inputs = Inputs { paths: vec![top.to_owned()], no_config: true, ..Inputs::default() };
    let asked = input_options(&inputs, Contents::WorkTree, None, environment)?;
    let (workspace, faults) = load_workspace(&asked.inputs, &asked.options);
    let text = (!workspace.members.is_empty()).then(|| starter(&workspace, top));
    Ok((text, faults))
}

fn show(title: &str, text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{title}:\n")?;
    for line in text.lines() {
        let line = defused(line);
        writeln!(out, "{}{}", if line.is_empty() { "" } else { "    " }, harmless_text(&line))?;
    }
    writeln!(out)
}

/// A configuration of pre-commit. Without an address it takes the program that is installed.
fn hook(repository: Option<&str>) -> String {
    let head = "# `pre-commit install` puts these hooks in place.\n\
                default_install_hook_types: [pre-commit, pre-merge-commit, pre-push]\nrepos:\n";
    match repository {
        Some(address) => {
            format!("{head}  - repo: {address}\n    rev: v{VERSION}\n    hooks:\n      - id: srvlint\n")
        }
        None => format!(
            "{head}  - repo: local\n    hooks:\n      - id: srvlint\n        name: srvlint\n        \
             language: system        # the srvlint in your path\n        entry: srvlint check --hook\n        \
             args: [--]\n        require_serial: true\n        always_run: true\n        \
             stages: [pre-commit, pre-merge-commit, pre-push, manual]\n"
        ),
    }
}

/// A workflow of GitHub. Without an address it installs the wheel of this version.
fn workflow(repository: Option<&str>) -> String {
    let checkout = "      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1\n        \
                    with: {fetch-depth: 0, persist-credentials: false}\n";
    let head = format!(
        "name: srvlint\non: pull_request\npermissions: {{contents: read}}\njobs:\n  srvlint:\n    \
         runs-on: ubuntu-latest\n    steps:\n{checkout}"
    );
    let action = repository.and_then(|address| address.strip_prefix("https://github.com/"));
    match action {
        Some(name) => format!("{head}      - uses: {name}@v{VERSION}\n"),
        None => format!(
            "{head}      # Away from the checkout, whose files pip could obey.\n      \
             - run: pip install srvlint=={VERSION}\n        working-directory: /\n      \
             - run: srvlint check --format auto --new-since \"$BASE\"\n        \
             env: {{BASE: \"${{{{ github.event.pull_request.base.sha }}}}\"}}\n"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_the_hook_and_the_action() {
        let address = Some("https://github.com/who/srvlint");
        assert!(hook(address).contains("  - repo: https://github.com/who/srvlint\n    rev: v"));
        assert!(workflow(address).contains(&format!("- uses: who/srvlint@v{VERSION}\n")));
        assert!(hook(None).contains("repo: local") && workflow(None).contains("pip install srvlint=="));
    }
}
