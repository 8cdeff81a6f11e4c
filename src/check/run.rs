//! One run, from what the user asked for to what is left to say. Every finding goes through this pipeline once, and the
//! order of its stages matters only here.
//!
//! Does not know formats, terminals or the environment.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::base::source::Sources;
use crate::check::alike::merge_alike;
use crate::check::baseline::apply::{BaselineOutcome, leave_out_known};
use crate::check::changed_meanwhile::leave_out_changed;
use crate::check::changes::base::{Base, unavailable};
use crate::check::changes::cause::explain::explain;
use crate::check::changes::hook::{Change, with_unreadable};
use crate::check::changes::impact::Impact;
use crate::check::changes::law::{Law, gate};
use crate::check::changes::not_linted::not_linted;
use crate::check::changes::reuse::Reuse;
use crate::check::changes::since::{known_in_base, repaired};
use crate::check::changes::submodules::{says_not_looked_at, without_submodules};
use crate::check::changes::view::View;
use crate::check::context::{in_context, is_shown};
use crate::check::fix::permission::only_show_unnamed;
use crate::check::fix::weigh::weigh;
use crate::check::merge::{merge_in_order, zones_of};
use crate::check::missing_files::missing_files;
use crate::check::options::Options;
use crate::check::outcome::{Judged, Older, Outcome};
use crate::check::secrets::Secrets;
use crate::check::suppress::apply::{Counts, apply as suppress};
use crate::check::{untracked, without_record};
use crate::discover::{Input, RunFault, Texts};
use crate::files::Files;
use crate::rules;
use crate::rules::finding::Finding;
use crate::workspace::load::{LoadedZones, Loading, load};
use crate::workspace::{Previous, Workspace};
use crate::zone::Zone;

/// Lints `inputs`. A fix in a file that was not named is only shown.
pub fn check(inputs: &[Input], options: &Options) -> Outcome {
    let mut outcome = check_for_fixing(inputs, options);
    only_show_unnamed(&mut outcome, inputs, options);
    outcome
}

/// The same with all fixes: who makes them tells which files are not changed.
pub(crate) fn check_for_fixing(inputs: &[Input], options: &Options) -> Outcome {
    let mut judged = match View::open(inputs, options) {
        Ok(view) => judge_inputs(inputs, options, view),
        Err(why) => nothing(Files::new(options.surroundings.here.clone()), vec![RunFault(why)]),
    };
    let is_trusted = judged.faults.is_empty();
    let baseline = leave_out_known(&mut judged.findings, &judged.workspace, options, is_trusted);
    if !options.tells_each {
        merge_alike(&mut judged.findings, &judged.workspace.sources);
    }
    Outcome::new(judged, baseline)
}

/// Lints `inputs`, and loads the zones of the revision that they are compared with. Every finding counts, also those that
/// the revision has, and each for itself: they are in no order, and not merged.
pub(crate) fn check_beside_base(inputs: &[Input], options: &Options) -> (Outcome, Option<Workspace>) {
    let view = match View::open(inputs, options) {
        Ok(view) => view,
        Err(why) => {
            let judged = nothing(Files::new(options.surroundings.here.clone()), vec![RunFault(why)]);
            return (Outcome::new(judged, BaselineOutcome::default()), None);
        }
    };
    let stay = view.base.is_some() || !view.files.lie_on_disk();
    let options = &*without_submodules(options, view.base.as_ref());
    let Zones { loaded, mut workspace, base, secrets, skipped, mut faults } =
        load_view(inputs, options, view, stay);
    workspace.skipped = skipped;
    let of_base = base.map(|base| {
        let run = Run { inputs, options, loaded: &loaded, workspace: &workspace };
        let of_base = run.load_base(&base);
        in_context(&of_base, &workspace.sources, base.files, inputs, options)
    });
    let (mut findings, mut suppressed) = judge(&workspace, options, &|_| true, None, Vec::new());
    leave_out_changed([&mut findings, &mut suppressed], &workspace.sources, &mut faults);
    secrets.hide([&mut findings, &mut suppressed], &workspace.sources);
    let judged = Judged::alone(workspace, findings, suppressed, faults);
    (Outcome::new(judged, BaselineOutcome::default()), of_base)
}

/// The outcome of a run for which there is no reason to begin, seen from the directory `here`.
pub fn refused(here: PathBuf, why: String) -> Outcome {
    Outcome::new(nothing(Files::new(here), vec![RunFault(why)]), BaselineOutcome::default())
}

/// Judges the zones of `workspace`. Compares with nothing.
pub fn check_zones(workspace: Workspace, options: &Options) -> Outcome {
    let (findings, suppressed) = judge(&workspace, options, &|_| true, None, Vec::new());
    let [findings, suppressed] =
        [findings, suppressed].map(|findings| merge_in_order(findings, &workspace, &|_| true));
    let judged = Judged::alone(workspace, findings, suppressed, Vec::new());
    Outcome::new(judged, BaselineOutcome::default())
}

/// What is left of a run without zones.
fn nothing(files: Files, faults: Vec<RunFault>) -> Judged {
    let workspace = Workspace::new(Vec::new(), Sources::default(), files);
    Judged::alone(workspace, Vec::new(), Vec::new(), faults)
}

/// What a hook says of a change that touches no zone.
fn nothing_of_zones(view: View) -> Judged {
    let said = view.base.iter().flat_map(|base| says_not_looked_at(base, &view.files, true)).collect();
    let mut judged = nothing(view.files, Vec::new());
    judged.workspace.skipped = said;
    judged
}

/// All stages but the baseline.
fn judge_inputs(inputs: &[Input], options: &Options, view: View) -> Judged {
    let change = options.is_hook().then(|| Change::new(inputs, &view));
    if change.as_ref().is_some_and(|change| !change.matters(&view)) {
        return nothing_of_zones(view);
    }
    let options = &*without_submodules(options, view.base.as_ref());
    let around = change.as_ref().map(|change| [change.around(&view)]);
    let inputs = around.as_ref().map_or(inputs, |around| around.as_slice());

    let stay = change.is_some() || view.base.is_some() || !view.files.lie_on_disk();
    let Zones { loaded, mut workspace, base, secrets, skipped, mut faults } =
        load_view(inputs, options, view, stay);
    workspace.skipped = with_unreadable(skipped, change.as_ref(), &loaded.collected.unreadable);
    let run = Run { inputs, options, loaded: &loaded, workspace: &workspace };
    let is_needed = |base: &&Base| change.is_some() || options.trust.is_some() || !base.changed.is_empty();
    let of_base = base.as_ref().filter(is_needed).map(|base| run.load_base(base));

    // The findings of the zones that the change can reach.
    let impact = match &change {
        Some(change) => Impact::new(&change.named, &loaded.members, of_base.as_ref(), &workspace),
        None => Impact::of_everything(),
    };
    let reached = |zone: &Zone| impact.covers(zone);
    let both = (&loaded, &workspace);
    let gone = base.as_ref().map(|it| not_linted((it, of_base.as_ref()), inputs, options, both));
    let mut gate = base.as_ref().zip(of_base.as_ref()).and_then(|of| gate(of, options, &workspace));
    let told = gone.into_iter().flatten().chain(run.missing_files()).collect();
    let (mut findings, mut suppressed) = run.judge(&reached, told, &mut faults);
    leave_out_changed([&mut findings, &mut suppressed], &workspace.sources, &mut faults);

    // What is left out of them.
    let Compared { new, mut known, mut gone, repaired } = match base {
        Some(base) if options.compares() => {
            let of_base = of_base.unwrap_or_else(|| run.load_base(&base));
            run.compare(findings, &suppressed, base, of_base, change.as_ref().map(|_| &impact), &mut faults)
        }
        base => {
            faults.extend(base.and_then(|base| unavailable(&base.files, Some(&base.name))));
            Compared { new: findings, known: Vec::new(), gone: Vec::new(), repaired: None }
        }
    };
    let sources = &workspace.sources;
    let touched = |finding: &Finding| change.as_ref().is_none_or(|change| change.touches(finding, sources));
    let mut new = new;
    let take = |change: &Change| change.take_others(&mut new, sources, &options.surroundings);
    let others = change.as_ref().map_or_else(Vec::new, take);
    secrets.hide([&mut new, &mut suppressed, &mut known, &mut gone], sources);
    weigh(&mut new, &workspace, options, &judge_again);

    // The order in which they are shown. If findings of a file's zone are left out, no note says in which of its zones one is.
    let left_out: HashSet<String> = zones_of(&known).union(&zones_of(&others)).cloned().collect();
    let is_whole = |zone: &Zone| reached(zone) && !left_out.contains(&zone.origin_text());
    let findings = merge_in_order(new, &workspace, &is_whole);
    known.retain(touched);
    suppressed.retain(touched);
    let [known, suppressed] = [known, suppressed].map(|all| merge_in_order(all, &workspace, &reached));
    gate.iter_mut().for_each(|gate| gate.count_new_suppressions(&findings));
    let older = Older { known, repaired: gone };
    Judged { workspace, findings, suppressed, faults, older, repaired, gate }
}

/// The findings of a run, as a base knows them.
struct Compared {
    new: Vec<Finding>,
    known: Vec<Finding>,
    /// Those of the base that the run has not.
    gone: Vec<Finding>,
    /// How many the base had that the run has not; `None` without a base.
    repaired: Option<usize>,
}

/// The zones of a run that are loaded.
#[derive(Clone, Copy)]
struct Run<'r> {
    inputs: &'r [Input],
    options: &'r Options,
    loaded: &'r LoadedZones,
    workspace: &'r Workspace,
}

impl Run<'_> {
    fn missing_files(&self) -> Vec<Finding> {
        let Run { inputs, options, loaded, workspace } = *self;
        missing_files(inputs, options, loaded, &workspace.sources, &workspace.files)
    }

    /// The zones of the base. Those that are the same in the run are the run's own.
    fn load_base(&self, base: &Base) -> LoadedZones {
        let reuse = Reuse::new(base, self.loaded, self.workspace);
        load_inputs(self.inputs, self.options, Texts::Shared(&self.workspace.sources), &base.files, &reuse)
    }

    /// What the rules say of the zones that are `wanted`, with what is `told` already, and what suppressions silence: where
    /// a revision is trusted, those that it has too.
    fn judge(
        &self,
        wanted: &dyn Fn(&Zone) -> bool,
        told: Vec<Finding>,
        faults: &mut Vec<RunFault>,
    ) -> (Vec<Finding>, Vec<Finding>) {
        let Run { options, workspace, .. } = *self;
        let Some(files) = of_law(workspace) else { return judge(workspace, options, wanted, None, told) };
        let known = |findings: &[&Finding]| self.known_in_law(findings);
        let law = Law { files, known: &known, workspace, options };
        let judged = judge(workspace, options, wanted, Some(&|asked| law.counts(asked)), told);
        faults.extend(unavailable(&law.files, options.trust.as_deref()));
        judged
    }

    /// For each of these findings whether suppressions silence it in the revision that the run trusts, too.
    fn known_in_law(&self, findings: &[&Finding]) -> Vec<bool> {
        let Run { options, workspace, .. } = *self;
        let Some(files) = of_law(workspace) else { return vec![false; findings.len()] };
        let zones: HashSet<&str> = findings.iter().map(|finding| finding.zone.as_str()).collect();
        let loaded = load_inputs(self.inputs, options, Texts::Shared(&workspace.sources), &files, &());
        let law = in_context(&loaded, &workspace.sources, files, self.inputs, options);
        let wanted = |zone: &Zone| zones.contains(&*zone.origin_text());
        let (_, silenced) = judge(&law, options, &wanted, None, Vec::new());
        known_in_base((findings, workspace), (&silenced, &law)).0
    }

    /// Splits the findings of the run: those that are new, and those that the base, whose zones are `of_base`, has too.
    /// They are those of the zones that `reached` covers, else of all. Those that are `suppressed` are not repaired.
    fn compare(
        &self,
        findings: Vec<Finding>,
        suppressed: &[Finding],
        base: Base,
        of_base: LoadedZones,
        reached: Option<&Impact>,
        faults: &mut Vec<RunFault>,
    ) -> Compared {
        let Run { options, workspace, loaded, .. } = *self;
        let of_change;
        let reached = match reached {
            Some(reached) => reached,
            None => {
                of_change = Impact::new(&base.changed, &loaded.members, Some(&of_base), workspace);
                &of_change
            }
        };
        faults.extend(unavailable(&base.files, Some(&base.name)));
        // A fingerprint names its zone: other zones' findings cannot be the same.
        let zones = zones_of(&findings);
        let missing = missing_files(self.inputs, options, &of_base, &workspace.sources, &base.files);
        let before = in_context(&of_base, &workspace.sources, base.files, self.inputs, options);
        let is_in_zones = |zone: &Zone| !zones.is_empty() && zones.contains(&zone.origin_text());
        let wanted = |zone: &Zone| reached.covers(zone) || is_in_zones(zone);
        let (of_base, _) = judge(&before, options, &wanted, None, missing);
        let of_run: Vec<&Finding> = findings.iter().chain(suppressed).collect();
        let (is_known, left) = known_in_base((&of_run, workspace), (&of_base, &before));
        let mut is_known = is_known.into_iter();
        let (known, mut new): (Vec<Finding>, Vec<Finding>) =
            findings.into_iter().partition(|_| is_known.next() == Some(true));
        explain(&mut new, (&before, &base.changed), workspace, &base.name);
        let (gone, repaired) = repaired(of_base.into_iter().zip(left), workspace);
        let gone = merge_in_order(gone, &before, &|_| true);
        Compared { new, known, gone, repaired: Some(repaired) }
    }
}

/// The files of the revision that the run trusts.
fn of_law(workspace: &Workspace) -> Option<Files> {
    workspace.files.of_law(workspace.files.law.as_ref()?.top())
}

/// The zones of a run, and what was said of their files.
struct Zones {
    loaded: LoadedZones,
    workspace: Workspace,
    base: Option<Base>,
    secrets: Secrets,
    skipped: Vec<String>,
    faults: Vec<RunFault>,
}

/// The zones of `inputs`. Texts `stay` if they are compared with a base's, or lie in git or in memory, not on disk.
fn load_view(inputs: &[Input], options: &Options, view: View, stay: bool) -> Zones {
    let mut sources = Sources::default();
    let texts = if stay { Texts::Shared(&sources) } else { Texts::Own(&mut sources) };
    let mut loaded = load_inputs(inputs, options, texts, &view.files, view.previous());
    view.files.end_walks();
    let secrets = Secrets::of(&loaded, options, &sources, &view.files);
    untracked::report(&mut loaded, &secrets.untracked, options, &sources, &view.files);
    let View { files, base } = view;
    let mut workspace = in_context(&loaded, &Arc::new(sources), files, inputs, options);
    let judged = workspace.judged().iter().map(|member| member.zone.source).collect();
    let (sources, files) = (&workspace.sources, &workspace.files);
    without_record::report(&mut loaded, (inputs, options), sources, files, Some(&judged));
    let secrets = secrets.with_context(&loaded, &workspace, options);
    workspace.hides_texts = secrets.are_some();
    loaded.collected.skipped.append(&mut workspace.skipped);
    let mut skipped = std::mem::take(&mut loaded.collected.skipped);
    let (files, is_hook) = (&workspace.files, options.is_hook());
    skipped.extend(base.iter().flat_map(|base| base.says_what_counts_as_new(files)));
    // A hook says what its change does alone.
    skipped.retain(|_| !is_hook);
    skipped.extend(base.iter().flat_map(|base| says_not_looked_at(base, files, is_hook)));
    workspace.left_out = std::mem::take(&mut loaded.collected.left_out);
    let faults = std::mem::take(&mut loaded.collected.faults);
    Zones { loaded, workspace, base, secrets, skipped, faults }
}

/// The zones of `inputs`, and what keeps the run from being trusted.
pub fn load_workspace(inputs: &[Input], options: &Options) -> (Workspace, Vec<RunFault>) {
    // All records are asked for.
    let options = &Options { keeps_records: true, ..options.clone() };
    let (sources, view) = (Arc::new(Sources::default()), View::open(inputs, options));
    let files = match view {
        Ok(view) => view.files,
        Err(message) => {
            let files = Files::new(options.surroundings.here.clone());
            let Judged { workspace, faults, .. } = nothing(files, vec![RunFault(message)]);
            return (workspace, faults);
        }
    };
    let mut loaded = load_inputs(inputs, options, Texts::Shared(&sources), &files, &());
    Secrets::of(&loaded, options, &sources, &files).hide_mistakes(&mut loaded, &sources);
    without_record::report(&mut loaded, (inputs, options), &sources, &files, None);
    let mut workspace = Workspace::with_members(loaded.members, sources, files);
    workspace.skipped = loaded.collected.skipped;
    workspace.left_out = loaded.collected.left_out;
    (workspace, loaded.collected.faults)
}

/// The zones of `inputs`. Those that the previous load has too are taken from there.
pub(crate) fn load_inputs(
    inputs: &[Input],
    options: &Options,
    texts: Texts<'_>,
    files: &Files,
    previous: &dyn Previous,
) -> LoadedZones {
    let look = &rules::relevance(&options.rules);
    let (request, registry) = (&options.discover, &*options.rules.services);
    let Options { keeps_addresses, keeps_records, .. } = *options;
    load(inputs, texts, Loading { request, files, registry, look, previous, keeps_addresses, keeps_records })
}

/// What the rules say about the zones of a workspace that are `wanted`, with what is `told` already, and apart from it what
/// suppressions that `counts` lets stand silence: settled, but in no order, and with repetitions.
pub(crate) fn judge(
    workspace: &Workspace,
    options: &Options,
    wanted: &dyn Fn(&Zone) -> bool,
    counts: Option<Counts<'_>>,
    told: Vec<Finding>,
) -> (Vec<Finding>, Vec<Finding>) {
    let wanted = |zone: &Zone| workspace.is_judged(zone) && wanted(zone);
    let mut findings = rules::run(workspace, &options.rules, &wanted, &options.discover.progress);
    findings.extend(told);
    suppress(workspace, options, &wanted, counts, &mut findings);
    settle(&mut findings, &workspace.sources, options);
    findings.retain(|finding| is_shown(finding, workspace));
    let suppressed = findings.extract_if(.., |finding| finding.suppressed).collect();
    (findings, suppressed)
}

/// What is found in the zones of a workspace that are `wanted`, and not suppressed.
pub(crate) fn judge_again(
    workspace: &Workspace,
    options: &Options,
    wanted: &dyn Fn(&Zone) -> bool,
) -> Vec<Finding> {
    judge(workspace, options, wanted, None, Vec::new()).0
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
    use crate::files::{Contents, Overlay};
    use std::collections::HashSet;
    use std::fs;
    use std::path::Path;

    #[test]
    fn a_file_that_changes_between_load_and_rules_is_a_fault_and_has_no_findings() {
        let zone = "$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n_rsync._tcp SRV 0 0 873 gone\n";
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
            let (mut findings, mut suppressed) = judge(&workspace, &options, &|_| true, None, Vec::new());
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

    #[test]
    fn a_run_on_texts_in_memory_reads_no_file() {
        let zone = "$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n$INCLUDE srv.inc\n";
        let srv = "_rsync._tcp SRV 0 0 873 gone\n_sip._tcp SRV 0 0 5060 ns\n";
        let texts = [("zones/example.com.zone", zone), ("zones/srv.inc", srv), ("zones/notes", "no zone\n")];
        let texts = texts.map(|(path, text)| (path.into(), text.as_bytes().to_vec()));
        let here = Path::new("/nowhere");
        let mut options = Options::new();
        options.contents = Contents::Memory(Overlay::over_nothing(here, texts));
        options.surroundings.here = here.to_owned();
        let outcome = check(&[Input::Path(".".into())], &options);
        assert!(outcome.faults.is_empty(), "{:?}", outcome.faults);
        assert_eq!((outcome.summary.zones, outcome.summary.files), (1, 2));
        let sources = &outcome.workspace.sources;
        let found =
            |finding: &Finding| format!("{} {}", sources.file(finding.span.source).path, finding.rule);
        let found: Vec<String> = outcome.findings.iter().map(found).collect();
        assert!(found.contains(&"zones/srv.inc target-without-address".to_owned()), "{found:?}");
    }
}
