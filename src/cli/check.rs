//! `srvlint check`: from its arguments to a run, and from its outcome to reports.

use std::io::{self, Write};
use std::path::Path;

use codespan_reporting::term::termcolor::{BufferedStandardStream, ColorChoice};

use crate::base::printable::harmless_text;
use crate::check::{Exit, Options, Outcome, check as lint, refused};
use crate::cli::args::{Check, Color};
use crate::cli::baseline::write_baseline;
use crate::cli::color::{error_color, output_color};
use crate::cli::environment::Environment;
use crate::cli::fix::{Fixing, fix};
use crate::cli::input_args::Inputs;
use crate::cli::inputs::{Asked, input_options, root};
use crate::cli::levels::set_levels;
use crate::cli::messages::{
    Refusal, complain, eprint_quietly, eprintln_quietly, report_faults, report_left_out, report_skipped,
};
use crate::cli::output::{write_file, write_files, write_stderr, write_stdout};
use crate::cli::outputs::one_report_on_output;
use crate::cli::overwriting::Written;
use crate::cli::progress_bar::ProgressBar;
use crate::cli::screen::{error_screen, output_screen};
use crate::discover::Input;
use crate::files::Contents;
use crate::report::{Aids, Format, fixable_line, gate_lines, older_line, shorten, statistics, write_summary};

/// How many findings a terminal shows without a count for each rule.
const LONG_LIST: usize = 10;

/// Lints, and reports what is found; or fixes, and reports what is left.
pub fn check(arguments: &Check, environment: &Environment, color: Color) -> io::Result<Exit> {
    let asked = match check_options(arguments, environment) {
        Ok(read) => read,
        Err(refusal) => {
            report_refusal(&refusal, arguments, environment);
            return Ok(refusal.tell(environment, color));
        }
    };
    let Asked { inputs, mut options, settings } = asked;
    // What is typed at a terminal and what is shown there would get in each other's way.
    let is_quiet = arguments.quiet || inputs.contains(&Input::Stdin);
    let bar = ProgressBar::start(&options.discover.progress, environment, is_quiet);
    let (outcome, fixing) = if arguments.fixing.is_fixing() {
        let (outcome, fixing) = fix(&inputs, &mut options, arguments);
        (outcome, Some(fixing))
    } else {
        (lint(&inputs, &options), None)
    };
    drop(bar);
    let written = written(arguments, environment);
    if let Err(message) = written.refuse_read(&outcome) {
        complain(&message);
        return Ok(Exit::Faulty);
    }
    if let Err(message) = write_baseline(&options, &outcome) {
        complain(&message);
        report_fault(&message, arguments, environment);
        return Ok(Exit::Faulty);
    }
    let fail_on = arguments.fail_on.severity();
    let mut exit = outcome.exit(fail_on);
    if let Some(fixing) = fixing.as_ref().filter(|_| arguments.fixing.diff) {
        exit = exit.of_diff(fixing.changes());
    }
    if arguments.exit_zero && exit != Exit::Faulty {
        exit = Exit::Clean;
    }
    report(arguments, environment, color, &Asked { inputs, options, settings }, outcome, fixing, exit)
}

/// Has the reports say why there is no run, where they may be written.
fn report_refusal(refusal: &Refusal, arguments: &Check, environment: &Environment) {
    match refusal {
        Refusal::Configuration(error) => {
            let place =
                error.place.as_ref().map(|place| format!("`{}`: ", place.0.shown)).unwrap_or_default();
            report_fault(&format!("{place}{}", error.message), arguments, environment);
        }
        Refusal::Usage(message) => report_fault(message, arguments, environment),
        Refusal::Output(_) => {}
    }
}

/// Has the reports say that there is no result: what an earlier run left is not a report of this one.
fn report_fault(message: &str, arguments: &Check, environment: &Environment) {
    let here = &environment.surroundings.here;
    let message = harmless_text(message).into_owned();
    let (outcome, root) = (refused(here.clone(), message), root(&arguments.inputs, here));
    let format = |format: Format| format.resolved(environment.in_github_actions);
    let aids = Aids { template: arguments.url_template.as_ref(), services: None };
    let formats: Vec<Format> = arguments.stdout_formats().into_iter().map(format).collect();
    // What cannot be written, as the output is closed, makes the exit code no worse.
    let _ = write_stdout(&formats, &outcome, &output_screen(environment, false), &aids, ColorChoice::Never);
    write_reports(arguments, environment, root.as_deref(), &outcome, &aids);
}

/// Writes the reports that go to files. False if one cannot be written, which is said.
fn write_reports(
    arguments: &Check,
    environment: &Environment,
    root: Option<&Path>,
    outcome: &Outcome,
    aids: &Aids<'_>,
) -> bool {
    write_files(&arguments.output, |format, path| {
        write_file(format.resolved(environment.in_github_actions), path, root, outcome, aids)
    })
}

/// Writes the reports, and what else there is to say.
fn report(
    arguments: &Check,
    environment: &Environment,
    color: Color,
    asked: &Asked,
    outcome: Outcome,
    mut fixing: Option<Fixing>,
    mut exit: Exit,
) -> io::Result<Exit> {
    let Asked { inputs, options, settings } = asked;
    let fixable = fixable_line(&outcome);
    let (outcome, left_out) = shorten(outcome);
    let template = arguments.url_template.as_ref();
    let aids = Aids { template, services: Some(&options.rules.services) };
    let (read, is_written) = write(arguments, environment, color, (options, &outcome, &aids), &mut fixing);
    if !is_written {
        exit = Exit::Faulty;
    }
    if !read? {
        return Ok(exit);
    }
    report_skipped(&outcome.workspace);
    // A run that read nothing cannot say what matches nothing.
    if outcome.faults.is_empty() {
        let unmatched = settings.unmatched(inputs, options, &outcome);
        unmatched.iter().for_each(|line| complain(line));
    }
    options.rules.levels.former_names().for_each(|line| complain(&line));
    if arguments.verbose {
        report_left_out(&outcome.workspace);
    }
    report_faults(&outcome.faults);
    outcome.gate.iter().flat_map(gate_lines).for_each(|line| complain(&line));
    left_out.iter().for_each(|line| complain(line));
    if arguments.statistics {
        eprint_quietly(&statistics(outcome.counted(), error_screen(environment).width));
    }
    let nothing_read = outcome.workspace.judged().is_empty() && exit == Exit::Faulty;
    if !arguments.quiet && !nothing_read {
        let lines = fixing.map_or(fixable.into_iter().collect(), |fixing| fixing.summary(arguments));
        sum_up(arguments, &outcome, &lines, environment, color);
    }
    // The system takes the memory back faster than it can be freed piece by piece.
    std::mem::forget(outcome);
    Ok(exit)
}

/// Writes the reports, and then the fixed files: these change only if the run can say what became of them. Whether standard
/// output takes more, and whether all is written.
fn write(
    arguments: &Check,
    environment: &Environment,
    color: Color,
    (options, outcome, aids): (&Options, &Outcome, &Aids<'_>),
    fixing: &mut Option<Fixing>,
) -> (io::Result<bool>, bool) {
    let format = |format: Format| format.resolved(environment.in_github_actions);
    let formats: Vec<Format> = arguments.stdout_formats().into_iter().map(format).collect();
    let show = || match fixing.as_ref().filter(|fixing| fixing.takes_stdout) {
        Some(fixing) => {
            fixing.print(arguments, outcome, environment, color)?;
            let (screen, color) = (error_screen(environment), error_color(color, environment));
            write_stderr(&formats, outcome, &screen, aids, color)
        }
        None => {
            let screen = output_screen(environment, arguments.show_all);
            write_stdout(&formats, outcome, &screen, aids, output_color(color, environment))
        }
    };
    let read = show();
    let is_reported = write_reports(arguments, environment, options.root.as_deref(), outcome, aids);
    let is_fixed = match fixing {
        Some(fixing) if read.is_err() || !is_reported => {
            fixing.leave_alone(arguments);
            false
        }
        Some(fixing) => fixing.write(arguments).is_ok(),
        None => true,
    };
    (read, is_reported && is_fixed)
}

/// Says in a few lines what was found, and of fixes what the `lines` say. A hook that finds nothing says only how much is
/// older in the changed files.
fn sum_up(arguments: &Check, outcome: &Outcome, lines: &[String], environment: &Environment, color: Color) {
    if arguments.hook && outcome.findings.is_empty() && lines.is_empty() {
        older_line(&outcome.summary).iter().for_each(|line| complain(line));
        return;
    }
    let width = error_screen(environment).width.filter(|_| outcome.findings.len() > LONG_LIST);
    if width.is_some() && !arguments.statistics {
        eprint_quietly(&format!("{}\n", statistics(outcome.counted(), width)));
    }
    let mut out = BufferedStandardStream::stderr(error_color(color, environment));
    // Standard error may be closed; nothing can be done about that.
    let _ = write_summary(&mut out, outcome).and_then(|()| out.flush());
    lines.iter().for_each(|line| eprintln_quietly(line));
    // The first of the worst.
    if let Some(finding) = outcome.findings.iter().rev().max_by_key(|finding| finding.severity) {
        eprintln_quietly(&format!("For details, run `srvlint explain {}`.", finding.rule));
    }
}

/// The files that a run is to write, but for those that it fixes.
fn written<'a>(arguments: &'a Check, environment: &'a Environment) -> Written<'a> {
    let here = &environment.surroundings.here;
    Written::new(&arguments.output, arguments.write_baseline.as_ref(), here)
}

fn check_options(arguments: &Check, environment: &Environment) -> Result<Asked, Refusal> {
    one_report_on_output(arguments.format, &arguments.output).map_err(Refusal::Output)?;
    let written = written(arguments, environment);
    // A report that git tracks is among the changed files of a hook, which are linted only if they are zones.
    let inputs = &arguments.inputs;
    written.refuse_named(inputs, !arguments.hook, arguments.baseline.as_ref()).map_err(Refusal::Output)?;
    arguments.fixing.refuse_mixtures(&arguments.from, arguments.hook)?;
    let Asked { mut inputs, mut options, settings } =
        input_options(&arguments.inputs, arguments.from.contents(), arguments.trust.as_deref(), environment)?;
    // A hook with no file is asked about the next commit, not about the whole directory.
    if arguments.hook && names_nothing(&arguments.inputs) {
        inputs.clear();
        options.contents = Contents::Index;
    }
    set_levels(arguments, &mut options.rules.levels)?;
    options.new_since.clone_from(&arguments.new_since);
    options.discover.is_hook = arguments.hook;
    options.discover.tells_left_out = arguments.verbose;
    options.change_begins.clone_from(&environment.change_begins);
    options.rules.longest_ttl = arguments.max_ttl;
    settings.apply_services(&mut options);
    options.no_ignores = arguments.no_ignores;
    options.baseline.named.clone_from(&arguments.baseline);
    options.baseline.new.clone_from(&arguments.write_baseline);
    if arguments.no_baseline {
        options.baseline.configured = None;
    }
    written.refuse_baseline(options.baseline.configured.as_ref()).map_err(Refusal::Output)?;
    options.today = Some(environment.today()?);
    arguments.fixing.refuse_past_days(|day| options.is_over(day))?;
    Ok(Asked { inputs, options, settings })
}

fn names_nothing(arguments: &Inputs) -> bool {
    arguments.paths.is_empty() && arguments.files_from.is_none()
}
