//! The run: paths to zones to findings, in the order in which they are shown.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::check::changes::since::View;
use crate::check::options::Options;
use crate::check::outcome::Outcome;
use crate::check::suppress;
use crate::discover::collect::Texts;
use crate::discover::input::{Input, RunFault};
use crate::files::Files;
use crate::rules;
use crate::rules::finding::Finding;
use crate::workspace::Workspace;
use crate::workspace::load::{LoadedZones, Loading, Previous, load};
use crate::zone::Zone;

/// Lints `inputs`.
pub fn lint(inputs: &[Input], options: &Options) -> Outcome {
    let lint =
        if options.hook { crate::check::changes::hook::lint } else { crate::check::changes::since::lint };
    View::open(inputs, options)
        .map_or_else(|why| Outcome::refused(why, options), |view| lint(inputs, options, view))
}

/// The zones of `inputs`, with what the loader found and what keeps the run from being trusted.
pub fn load_workspace(inputs: &[Input], options: &Options) -> (Workspace, Vec<Finding>, Vec<RunFault>) {
    let (sources, view) = (Arc::new(Sources::default()), View::open(inputs, options));
    let files = match view {
        Ok(view) => view.files,
        Err(message) => {
            let Outcome { workspace, faults, .. } = Outcome::refused(message, options);
            return (workspace, Vec::new(), faults);
        }
    };
    let loaded = load_inputs(inputs, options, Texts::Shared(&sources), &files, &());
    let mut workspace = Workspace::with_members(loaded.members, sources, files);
    workspace.skipped = loaded.gathered.skipped;
    (workspace, loaded.findings.into_iter().flatten().collect(), loaded.gathered.faults)
}

/// The zones of `inputs`. Those that the previous load has too are taken from there.
pub(crate) fn load_inputs(
    inputs: &[Input],
    options: &Options,
    texts: Texts<'_>,
    files: &Files,
    previous: &dyn Previous,
) -> LoadedZones {
    let (request, registry) = (&options.request(), options.rules.registry());
    let look = &rules::relevance(&options.rules);
    load(inputs, texts, Loading { request, files, registry, look, previous })
}

/// Leaves out the findings in files that have changed since they were read, each of which is a fault.
/// Has all texts read again that a report will ask for.
pub(crate) fn leave_out_changed(
    lists: [&mut Vec<Finding>; 2],
    sources: &Sources,
    faults: &mut Vec<RunFault>,
) {
    let mut asked: HashMap<SourceId, bool> = HashMap::new();
    let mut has_changed = |span: &Span| {
        let source = sources.written(*span).source;
        *asked.entry(source).or_insert_with(|| sources.file(source).has_changed())
    };
    for findings in lists {
        findings.retain(|finding| {
            let edits = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.span);
            let labels = finding.labels.iter().map(|label| &label.span);
            !std::iter::once(&finding.span).chain(labels).chain(edits).any(&mut has_changed)
        });
    }
    let fault = |path: &str| RunFault(format!("`{path}` changed while it was linted: lint it again"));
    faults.extend(sources.changed().map(fault));
}

/// What the rules and the loader say about the zones of a workspace that are `wanted`, and apart
/// from it what suppressions silence; settled, but in no order, and with repetitions.
pub(crate) fn judge(
    workspace: &Workspace,
    loader_findings: &[Vec<Finding>],
    options: &Options,
    wanted: &dyn Fn(&Zone) -> bool,
) -> (Vec<Finding>, Vec<Finding>) {
    let zones = workspace.zones().zip(loader_findings).filter(|(zone, _)| wanted(zone));
    let mut findings: Vec<Finding> = zones.flat_map(|(_, findings)| findings).cloned().collect();
    findings.extend(rules::run(workspace, &options.rules, wanted, &options.progress));
    suppress::apply(workspace, options, wanted, &mut findings);
    settle(&mut findings, &workspace.sources, options);
    findings.into_iter().partition(|finding| !finding.suppressed)
}

/// Applies the user's severities, and drops what is not selected.
fn settle(findings: &mut Vec<Finding>, sources: &Sources, options: &Options) {
    findings.retain(|finding| options.rules.levels.is_selected(finding.rule));
    for finding in &mut *findings {
        finding.span = sources.written(finding.span);
        for label in &mut finding.labels {
            label.span = sources.written(label.span);
        }
        finding.severity = options.rules.levels.severity_of(finding.rule).unwrap_or(finding.severity);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    #[test]
    fn a_file_that_changes_between_load_and_rules_is_a_fault_and_has_no_findings() {
        let zone = "$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n_ldap._tcp SRV 0 0 389 gone\n";
        let include = format!("{zone}$INCLUDE none\n");
        let gone = |path: &Path| fs::remove_file(path).expect("it is there");
        let other = |path: &Path| fs::write(path, zone.replace("gone", "ns  ")).expect("it is there");
        let same = |path: &Path| fs::write(path, zone).expect("it is there");
        type Change<'c> = &'c dyn Fn(&Path);
        let changes: [(Change<'_>, bool); 3] = [(&gone, true), (&other, true), (&same, false)];
        let directory = std::env::temp_dir().join(format!("srvlint-lint-{}", std::process::id()));
        for (change, changed) in changes {
            let _ = fs::remove_dir_all(&directory);
            fs::create_dir_all(&directory).expect("a directory");
            for (name, text) in
                [("a.example.zone", zone), ("b.example.zone", zone), ("c.example.zone", &include)]
            {
                fs::write(directory.join(name), text).expect("a file");
            }
            let (options, files) = (Options::new(), Files::new(PathBuf::from("/")));
            let mut sources = Sources::default();
            let inputs = [Input::Path(directory.clone())];
            let loaded = load_inputs(&inputs, &options, Texts::Own(&mut sources), &files, &());
            let released = |zone: &Zone| sources.file(zone.source).is_released();
            let is_released: Vec<bool> = loaded.members.iter().map(|member| released(&member.zone)).collect();
            assert_eq!(is_released, [true, true, false], "what may add texts to the run is kept");
            let is_released: Vec<bool> = loaded.members.iter().map(|member| member.is_released()).collect();
            assert_eq!(is_released, [true, true, false], "no rule has anything to look at but a target");
            change(&directory.join("b.example.zone"));
            let workspace = Workspace::with_members(loaded.members, Arc::new(sources), files);
            let (mut findings, mut suppressed) = judge(&workspace, &loaded.findings, &options, &|_| true);
            let mut faults = Vec::new();
            leave_out_changed([&mut findings, &mut suppressed], &workspace.sources, &mut faults);
            let zones: HashSet<&str> = findings.iter().map(|finding| finding.zone.as_str()).collect();
            assert!(zones.contains("a.example.") && zones.contains("c.example."), "{zones:?}");
            assert_eq!((zones.contains("b.example."), faults.len()), (!changed, usize::from(changed)));
            let told = |fault: &RunFault| fault.0.contains("b.example.zone` changed while it was linted");
            assert!(faults.iter().all(told), "{faults:?}");
        }
        fs::remove_dir_all(&directory).expect("just made");
    }
}
