//! Reads the command line, runs what it asks for, and says with the exit code how it went.

mod args;
mod environment;
mod mistaken_options;
mod output;
mod progress_bar;

use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};
use codespan_reporting::term::termcolor::{BufferedStandardStream, ColorChoice};

use crate::base::bytes::a_mapped_file_has_changed;
use crate::base::date::Date;
use crate::base::glob::PathGlobs;
use crate::base::printable::{defused, defused_path, harmless_text};
use crate::base::severity::Severity;
use crate::check::baseline::{Baseline, Entry};
use crate::check::config as settings;
use crate::check::config::Settings;
use crate::check::options::Options;
use crate::cli::args::{Check, Cli, Color, Command, Inputs, Listing, Schema};
use crate::cli::environment::in_github_actions;
use crate::cli::mistaken_options::first_mistaken;
use crate::cli::progress_bar::Watch;
use crate::files::Contents;
use crate::files::Surroundings;
use crate::files::{Files, LARGEST_FILE, Unread, named_path};
use crate::report::order::statistics;
use crate::report::shorten::shorten;
use crate::report::{Format, json, summary};
use crate::rules::{self, RULES};
use crate::syntax::name::absolute_name;
use crate::workspace::Workspace;
use crate::{Input, Outcome, RunFault, lint, load_workspace};

/// Nothing found at or above the threshold.
const CLEAN: u8 = 0;
/// Something found.
const FOUND: u8 = 1;
/// The run cannot be trusted.
const FAULTY: u8 = 2;

/// Makes a panic what it is: a run that cannot be trusted. Over the text of a file that changed meanwhile
/// it is nobody's mistake.
fn end_runs_that_panic() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        match a_mapped_file_has_changed() {
            true => complain("a file changed while it was linted: lint it again"),
            false => tell(panic),
        }
        std::process::exit(i32::from(FAULTY));
    }));
}

/// Runs the program with the process's arguments. Returns its exit code.
pub fn run() -> ExitCode {
    end_runs_that_panic();
    crate::ignore_full_files();
    let arguments: Vec<_> = std::env::args_os().collect();
    let here = std::env::current_dir().unwrap_or_default();
    if let Some(name) = first_mistaken(&arguments, &here) {
        let name = harmless_text(&name.to_string_lossy()).into_owned();
        complain(&format!("`{name}` is the name of a file here: put `--` before file names"));
        return ExitCode::from(FAULTY);
    }
    let matches = Cli::command().color(clap_color()).get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let done = match &cli.command {
        Command::Check(arguments) => check(arguments, cli.color),
        Command::Explain { rule } => explain(rule),
        Command::Rules => rules(),
        Command::Records(inputs) => records(inputs, cli.color),
        Command::Zones(inputs) => zones(inputs, cli.color),
        Command::Config(inputs) => config(inputs, cli.color),
        Command::Schema { of } => schema(*of),
        Command::Completions { shell } => completions(*shell),
        Command::Man => manual(),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        // Whoever read the output has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::from(CLEAN),
        Err(error) => {
            complain(&format!("the output cannot be written: {error}"));
            ExitCode::from(FAULTY)
        }
    }
}

fn check(arguments: &Check, color: Color) -> io::Result<u8> {
    let (inputs, options) = match check_options(arguments) {
        Ok(read) => read,
        Err(refusal) => return Ok(refusal.tell(color)),
    };
    // What is typed at a terminal and what is shown there would get in each other's way.
    let watch = Watch::start(&options.progress, arguments.quiet || inputs.contains(&Input::Stdin));
    let mut outcome = lint(&inputs, &options);
    drop(watch);
    if let Err(message) = leave_out_known(arguments, &options, &mut outcome) {
        complain(&message);
        return Ok(FAULTY);
    }
    let fails = outcome.findings.iter().any(|finding| arguments.fail_on.fails(finding.severity));
    let mut code = match (outcome.faults.is_empty(), fails && !arguments.exit_zero) {
        (false, _) => FAULTY,
        (true, true) => FOUND,
        (true, false) => CLEAN,
    };
    let counts = if arguments.statistics { statistics(&outcome.findings) } else { String::new() };
    let (outcome, left_out) = shorten(outcome);
    let in_actions = in_github_actions();
    let formats = arguments.stdout_formats().into_iter().map(|format| format.resolved(in_actions));
    let formats: Vec<Format> = formats.collect();
    let read = crate::cli::output::write_stdout(&formats, &outcome, color_choice(color));
    for output in &arguments.output {
        let Some(path) = &output.file else { continue };
        if let Err(error) = crate::cli::output::write_file(
            output.format.resolved(in_actions),
            path,
            options.root.as_deref(),
            &outcome,
        ) {
            complain(&format!("`{}` cannot be written: {error}", harmless_text(&path.to_string_lossy())));
            code = FAULTY;
        }
    }
    if !read? {
        return Ok(code);
    }
    report_skipped(&outcome.workspace);
    report_faults(&outcome.faults);
    left_out.iter().for_each(|line| complain(line));
    eprint_quietly(&counts);
    let nothing_read = outcome.workspace.members.is_empty() && code == FAULTY;
    let silent = arguments.quiet || (arguments.hook && outcome.findings.is_empty());
    if !silent && !nothing_read {
        eprintln_quietly(&summary::line(&outcome.summary));
        // The first of the worst.
        let worst = outcome.findings.iter().rev().max_by_key(|finding| finding.severity);
        if let Some(finding) = worst {
            eprintln_quietly(&format!("Run `srvlint explain {}` for the why.", finding.rule));
        }
    }
    // The system takes the memory back faster than it can be freed piece by piece.
    std::mem::forget(outcome);
    Ok(code)
}

fn names_nothing(arguments: &Inputs) -> bool {
    arguments.paths.is_empty() && arguments.files_from.is_none()
}

fn check_options(arguments: &Check) -> Result<(Vec<Input>, Options), Refusal> {
    let (mut inputs, mut options) = input_options(&arguments.inputs, arguments.from.contents())?;
    // A hook with no file is a commit that only deletes, not one of the whole directory.
    if arguments.hook && names_nothing(&arguments.inputs) {
        inputs.clear();
    }
    if !arguments.select.is_empty() {
        options.rules.levels.select(&arguments.select)?;
    }
    options.rules.levels.set_severity(&arguments.error, Severity::Error)?;
    options.rules.levels.set_severity(&arguments.warn, Severity::Warning)?;
    options.rules.levels.set_severity(&arguments.note, Severity::Note)?;
    options.rules.levels.ignore(&arguments.ignore)?;
    options.new_since.clone_from(&arguments.new_since);
    options.hook = arguments.hook;
    options.rules.longest_ttl = arguments.max_ttl;
    options.set_services()?;
    options.no_ignores = arguments.no_ignores;
    options.today = Date::today()?;
    Ok((inputs, options))
}

/// How many entries of a baseline that no longer occur are listed.
const MOST_GONE: usize = 10;

/// Writes the baseline and leaves out what is known, as the arguments say.
fn leave_out_known(arguments: &Check, options: &Options, outcome: &mut Outcome) -> Result<(), String> {
    let (files, root) = (&outcome.workspace.files, options.root.as_deref());
    let here = &options.surroundings.here;
    let path = baseline_path(arguments, options, files)?;
    let read = |path: &Path| Baseline::read_with(files, path);
    let known = path.as_deref().map(read).transpose()?;
    let compared = known.map(|known| known.compare(outcome, options));
    if let (Some(path), Some(compared)) = (&path, &compared) {
        let hint = format!("`--write-baseline {}` drops them", path.display());
        tell_gone(&compared.gone, "no longer occurs", &hint);
    }
    let mut known = compared.map(|compared| compared.known);
    if let Some(path) = &arguments.write_baseline {
        if !outcome.faults.is_empty() {
            report_faults(&outcome.faults);
            return Err("the baseline is not written, as the run cannot be trusted".into());
        }
        // A file that is there has to be a baseline: no zone is overwritten by mistake.
        let old = path.exists().then(|| Baseline::read(path, here, root)).transpose()?;
        let new = Baseline::of(outcome, options, path, old.as_ref())?;
        new.write(path, here, root)?;
        if known.is_none() {
            let gone = old.map(|old| old.compare(outcome, options).gone).unwrap_or_default();
            tell_gone(&gone, "no longer occurs, and is dropped", "");
            known = Some(new.compare(outcome, options).known);
        }
    }
    outcome.take_out(&known.unwrap_or_default());
    Ok(())
}

/// The baseline to read. That of the configuration does not count where a new one is written, which
/// may be that file.
fn baseline_path(arguments: &Check, options: &Options, files: &Files) -> Result<Option<PathBuf>, String> {
    let settings = &options.settings;
    let configured = settings.baseline.as_ref().zip(settings.file.as_ref());
    let Some((path, file)) =
        configured.filter(|_| !arguments.no_baseline && arguments.write_baseline.is_none())
    else {
        return Ok(arguments.baseline.clone());
    };
    if arguments.baseline.is_some() {
        return Ok(arguments.baseline.clone());
    }
    if path.canonicalize().is_ok_and(|resolved| !resolved.starts_with(&file.directory)) {
        return Err(format!("the baseline `{}` is a link that leads elsewhere", files.shown(path)));
    }
    // As the user would write it here, unless that is not text.
    let shown = PathBuf::from(files.shown(path));
    let same = shown.canonicalize().ok() == path.canonicalize().ok();
    Ok(Some(if same { shown } else { path.clone() }))
}

fn tell_gone(gone: &[Entry], what: &str, hint: &str) {
    for entry in gone.iter().take(MOST_GONE) {
        let times = if entry.count > 1 { format!(" ({} times)", entry.count) } else { String::new() };
        let line = format!("baseline: `{}` of `{}` in {} {what}{times}", entry.rule, entry.owner, entry.path);
        complain(&harmless_text(&line));
    }
    if gone.len() > MOST_GONE {
        complain(&format!("baseline: and {} more", gone.len() - MOST_GONE));
    }
    if !gone.is_empty() && !hint.is_empty() {
        complain(&harmless_text(&format!("baseline: {hint}")));
    }
}

/// Why there is no run.
enum Refusal {
    Usage(String),
    Configuration(settings::Fault),
}

impl From<String> for Refusal {
    fn from(message: String) -> Self {
        Refusal::Usage(message)
    }
}

impl Refusal {
    fn tell(&self, color: Color) -> u8 {
        match self {
            Refusal::Usage(message) => usage_error(message),
            Refusal::Configuration(fault) => {
                let mut out = BufferedStandardStream::stderr(error_color_choice(color));
                // Standard error may be closed; nothing can be done about that.
                let _ = fault.write(&mut out).and_then(|()| out.flush());
                FAULTY
            }
        }
    }
}

fn input_options(arguments: &Inputs, contents: Contents) -> Result<(Vec<Input>, Options), Refusal> {
    let mut options = Options::new();
    options.contents = contents;
    options.surroundings = surroundings();
    options.read_stdin = read_stdin;
    let resolved = |root: &PathBuf| root.canonicalize().unwrap_or_else(|_| root.clone());
    options.root = arguments.root.as_ref().map(resolved);
    let paths = inputs(arguments, &options)?;
    if let Some(origin) = &arguments.origin {
        let name = absolute_name(origin)
            .map_err(|bad| format!("`--origin {origin}` is no domain name: {}", bad.reason()))?;
        options.origin = Some(name);
    }
    options.named_conf.clone_from(&arguments.named_conf);
    options.stdin_filename = arguments.stdin_filename.clone();
    let settings = settings(arguments, &paths, &options).map_err(Refusal::Configuration)?;
    options.configure(settings);
    options.force_exclude = arguments.force_exclude;
    options.jobs = arguments.jobs.map(usize::from);
    if !arguments.exclude.is_empty() {
        let here = &options.surroundings.here;
        let globs = PathGlobs::new(here, arguments.exclude.iter().map(String::as_str));
        let globs =
            globs.map_err(|(number, why)| format!("`--exclude {}`: {why}", arguments.exclude[number]))?;
        options.exclude = Some(globs);
    }
    Ok((paths, options))
}

/// Where the process stands.
fn surroundings() -> Surroundings {
    let here = std::env::current_dir().and_then(|path| path.canonicalize()).unwrap_or_default();
    Surroundings { here, has_git_dir: std::env::var_os("GIT_DIR").is_some() }
}

/// Standard input, or a little more of it than a file may have.
fn read_stdin() -> io::Result<Vec<u8>> {
    let mut octets = Vec::new();
    io::stdin().lock().take(LARGEST_FILE + 1).read_to_end(&mut octets).map(|_| octets)
}

fn settings(arguments: &Inputs, paths: &[Input], options: &Options) -> Result<Settings, settings::Fault> {
    let found = match &arguments.config {
        Some(file) => Some(file.clone()),
        None if arguments.no_config => None,
        None => settings::find_file(paths, options)?,
    };
    match found {
        Some(file) => Settings::read(&file, &options.surroundings.here, options.root.as_deref()),
        None if arguments.no_config => Ok(Settings::default()),
        None => Settings::of_revision(paths, options).map(Option::unwrap_or_default),
    }
}

fn inputs(arguments: &Inputs, options: &Options) -> Result<Vec<Input>, String> {
    let named = arguments.paths.iter().map(|path| match path.as_os_str() == "-" {
        true => Input::Stdin,
        false => Input::Path(path.clone()),
    });
    let mut inputs: Vec<Input> = named.collect();
    match &arguments.files_from {
        Some(list) if list.as_os_str() == "-" && inputs.contains(&Input::Stdin) => {
            return Err("standard input cannot be both a zone and the list of `--files-from`".into());
        }
        // An empty list, say of changed files, is nothing to do, and no mistake.
        Some(list) => inputs.extend(listed_paths(list, options)?.into_iter().map(Input::Path)),
        None if inputs.is_empty() => inputs.push(Input::Path(".".into())),
        None => {}
    }
    let one_file = matches!(inputs.as_slice(), [Input::Stdin])
        || matches!(inputs.as_slice(), [Input::Path(path)] if !path.is_dir());
    if arguments.origin.is_some() && !one_file {
        return Err("`--origin` takes exactly one file, or `-`".into());
    }
    if arguments.stdin_filename.is_some() && !inputs.contains(&Input::Stdin) {
        return Err("`--stdin-filename` names standard input: give `-` as the path".into());
    }
    if let Some(root) = arguments.root.as_deref().filter(|root| !root.is_dir()) {
        return Err(format!("`--root {}` is no directory", root.display()));
    }
    Ok(inputs)
}

/// The paths of `--files-from`, one a line.
fn listed_paths(list: &Path, options: &Options) -> Result<Vec<PathBuf>, String> {
    let mut octets = Vec::new();
    let read = match list.as_os_str() == "-" {
        true => io::stdin().lock().read_to_end(&mut octets).map(|_| ()).map_err(Unread::from),
        false => named_path(list, &options.surroundings.here, options.root.as_deref())
            .and_then(|list| std::fs::read(list).map_err(Unread::from))
            .map(|read| octets = read),
    };
    read.map_err(|unread| {
        let list = list.to_string_lossy();
        format!("`--files-from {}` cannot be read: {}", harmless_text(&list), unread.reason())
    })?;
    let lines = octets.split(|octet| *octet == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    Ok(lines.filter(|line| !line.is_empty()).map(path_of).collect())
}

#[cfg(unix)]
fn path_of(octets: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    std::ffi::OsStr::from_bytes(octets).into()
}

#[cfg(not(unix))]
fn path_of(octets: &[u8]) -> PathBuf {
    String::from_utf8_lossy(octets).into_owned().into()
}

fn explain(name: &str) -> io::Result<u8> {
    let Some(rule) = rules::find(name) else {
        return Ok(usage_error(&crate::rules::unknown_rule(name)));
    };
    let page = rule.page();
    let mut out = io::stdout().lock();
    let state = if page.on_by_default { "" } else { ", off by default" };
    writeln!(
        out,
        "{} ({}{state})\n{}\nauthority: {}\n",
        rule.name,
        page.severity.name(),
        page.summary,
        page.authority
    )?;
    write!(out, "{}", page.text)?;
    Ok(CLEAN)
}

fn rules() -> io::Result<u8> {
    let mut out = io::stdout().lock();
    let width = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    for rule in RULES {
        let page = rule.page();
        let severity = if page.on_by_default { page.severity.name() } else { "off" };
        writeln!(out, "{:width$}  {severity:7}  {:6}  {}", rule.name, page.fix, page.summary)?;
    }
    Ok(CLEAN)
}

fn records(arguments: &Listing, color: Color) -> io::Result<u8> {
    with_options(&arguments.inputs, arguments.from.contents(), color, |inputs, options| {
        let mut out = io::BufWriter::new(io::stdout().lock());
        let (workspace, findings, faults) = load_workspace(inputs, &options);
        crate::report::records::write(&mut out, &workspace)?;
        out.flush()?;
        for finding in &findings {
            let span = workspace.sources.written(finding.span);
            let place = workspace.sources.position(span.source, span.start);
            let path = defused_path(&workspace.sources.file(span.source).path);
            eprintln_quietly(&format!("{path}:{place}: {}", defused(&finding.message)));
        }
        report_skipped(&workspace);
        report_faults(&faults);
        Ok(if !faults.is_empty() { FAULTY } else { u8::from(!findings.is_empty()) })
    })
}

fn zones(arguments: &Listing, color: Color) -> io::Result<u8> {
    with_options(&arguments.inputs, arguments.from.contents(), color, |inputs, options| {
        let (workspace, _, faults) = load_workspace(inputs, &options);
        let mut out = io::BufWriter::new(io::stdout().lock());
        crate::report::records::write_zones(&mut out, &workspace)?;
        out.flush()?;
        report_skipped(&workspace);
        report_faults(&faults);
        Ok(if faults.is_empty() { CLEAN } else { FAULTY })
    })
}

fn with_options(
    arguments: &Inputs,
    contents: Contents,
    color: Color,
    run: impl FnOnce(&[Input], Options) -> io::Result<u8>,
) -> io::Result<u8> {
    match input_options(arguments, contents) {
        Ok((inputs, options)) => run(&inputs, options),
        Err(refusal) => Ok(refusal.tell(color)),
    }
}

fn config(arguments: &Inputs, color: Color) -> io::Result<u8> {
    with_options(arguments, Contents::WorkTree, color, |_, options| {
        io::stdout().lock().write_all(options.settings.show().as_bytes())?;
        Ok(CLEAN)
    })
}

fn schema(of: Schema) -> io::Result<u8> {
    let text = match of {
        Schema::Output => json::SCHEMA.to_owned(),
        Schema::Config => settings::schema(),
    };
    io::stdout().lock().write_all(text.as_bytes())?;
    Ok(CLEAN)
}

fn completions(shell: clap_complete::Shell) -> io::Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "srvlint", &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(CLEAN)
}

fn manual() -> io::Result<u8> {
    clap_mangen::Man::new(Cli::command()).render(&mut io::stdout().lock())?;
    Ok(CLEAN)
}

/// Colours for findings: the flag, then `NO_COLOR`, `CLICOLOR_FORCE`, and whether a terminal reads.
fn color_choice(color: Color) -> ColorChoice {
    color_choice_for(color, io::stdout().is_terminal())
}

/// The same for what goes to standard error.
fn error_color_choice(color: Color) -> ColorChoice {
    color_choice_for(color, io::stderr().is_terminal())
}

fn color_choice_for(color: Color, terminal: bool) -> ColorChoice {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let forced = || std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| !value.is_empty() && value != "0");
    let dumb = || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let colored = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if set("NO_COLOR") => false,
        Color::Auto => forced() || (terminal && !dumb()),
    };
    if colored { ColorChoice::AlwaysAnsi } else { ColorChoice::Never }
}

/// The same decision for clap's help and errors, before the command line is read.
fn clap_color() -> clap::ColorChoice {
    let arguments: Vec<_> = std::env::args_os().collect();
    let given = |value: &str| {
        let joined = format!("--color={value}");
        let apart = arguments.windows(2).any(|pair| pair[0] == "--color" && pair[1] == value);
        apart || arguments.iter().any(|argument| *argument == *joined.as_str())
    };
    let color = if given("always") {
        Color::Always
    } else if given("never") {
        Color::Never
    } else {
        Color::Auto
    };
    if color_choice(color) == ColorChoice::Never {
        clap::ColorChoice::Never
    } else {
        clap::ColorChoice::Always
    }
}

fn report_skipped(workspace: &Workspace) {
    for line in &workspace.skipped {
        complain(line);
    }
}

fn report_faults(faults: &[RunFault]) {
    for fault in faults {
        complain(&fault.0);
    }
}

fn usage_error(message: &str) -> u8 {
    complain(message);
    eprintln_quietly("For more information, try '--help'.");
    FAULTY
}

fn complain(message: &str) {
    eprintln_quietly(&format!("srvlint: {}", defused(message)));
}

/// Standard error may be closed; nothing can be done about that.
fn eprintln_quietly(line: &str) {
    eprint_quietly(&format!("{line}\n"));
}

fn eprint_quietly(text: &str) {
    let _ = write!(io::stderr(), "{text}");
}
