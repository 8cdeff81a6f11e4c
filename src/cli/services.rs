//! `srvlint services`: from its arguments to the services of a run, and to their report.

use std::io::{self, Write};

use codespan_reporting::term::termcolor::{BufferedStandardStream, NoColor, WriteColor};

use crate::base::printable::harmless_text;
use crate::base::spelling::hint;
use crate::check::{Exit, ServicesOutcome, services as find_services};
use crate::cli::args::{Color, Services};
use crate::cli::color::output_color;
use crate::cli::environment::Environment;
use crate::cli::inputs::{Asked, input_options};
use crate::cli::messages::{Refusal, complain, eprintln_quietly, report_faults, report_skipped};
use crate::cli::output::write_files;
use crate::cli::outputs::{one_report_on_output, stdout_formats};
use crate::cli::overwriting::Written;
use crate::cli::progress_bar::ProgressBar;
use crate::cli::screen::output_screen;
use crate::discover::Input;
use crate::files::replace;
use crate::report::traffic::{Asking, Layout, Listing, ServicesFormat, write, write_human};
use crate::report::{plural, withheld_line};
use crate::syntax::name::absolute_name;
use crate::workspace::clients::{Client, Clients};
use crate::workspace::traffic::filter::Filter;
use crate::workspace::traffic::service::{Reached, SharedTarget, State};

/// Shows who gets the traffic of each service.
pub fn services(arguments: &Services, environment: &Environment, color: Color) -> io::Result<Exit> {
    let Asked { inputs, options, .. } = match services_options(arguments, environment) {
        Ok(asked) => asked,
        Err(refusal) => return Ok(refusal.tell(environment, color)),
    };
    let is_quiet = inputs.contains(&Input::Stdin);
    let bar = ProgressBar::start(&options.discover.progress, environment, is_quiet);
    let found = find_services(&inputs, &options);
    drop(bar);
    if let Err(message) = written(arguments, environment).refuse_read(&found.outcome) {
        complain(&message);
        return Ok(Exit::Faulty);
    }
    let filter = filter(arguments);
    let asked = Asking { filter: &filter, clients: &arguments.clients, rules: &options.rules };
    let listing = Listing::new(&found, &asked);
    let mut out = BufferedStandardStream::stdout(output_color(color, environment));
    let width = output_screen(environment, true).width;
    let formats = stdout_formats(arguments.format, &arguments.output, ServicesFormat::Human);
    let write_there = |format: &ServicesFormat| write_one(*format, &mut out, &listing, width);
    let written = formats.iter().try_for_each(write_there).and_then(|()| out.flush());
    let here = &environment.surroundings.here;
    let all_are_written = write_files(&arguments.output, |format, path| {
        replace(path, here, options.root.as_deref(), |file| {
            let mut out = NoColor::new(io::BufWriter::new(file));
            write_one(format, &mut out, &listing, None)?;
            out.flush()
        })
    });
    written?;
    report_skipped(&found.outcome.workspace);
    report_faults(&found.outcome.faults);
    let can_be_trusted = found.outcome.faults.is_empty() && all_are_written;
    let exit = if can_be_trusted { Exit::Clean } else { Exit::Faulty };
    if !found.outcome.workspace.members.is_empty() {
        say_what_is_shown(&found, &listing, &filter);
    }
    // The system takes the memory back faster than it can be freed piece by piece.
    std::mem::forget(listing);
    std::mem::forget(found);
    Ok(exit)
}

/// Writes the services in one format, for people with bars if the screen has a width.
fn write_one(
    format: ServicesFormat,
    out: &mut dyn WriteColor,
    listing: &Listing<'_>,
    width: Option<usize>,
) -> io::Result<()> {
    match format {
        ServicesFormat::Human => write_human(out, listing, Layout { width, bars: width.is_some() }),
        format => write(format, out, listing),
    }
}

/// The files that a run is to write.
fn written<'a>(arguments: &'a Services, environment: &'a Environment) -> Written<'a> {
    Written::new(&arguments.output, None, &environment.surroundings.here)
}

fn services_options(arguments: &Services, environment: &Environment) -> Result<Asked, Refusal> {
    check_clients(&arguments.clients)?;
    check_names(arguments)?;
    one_report_on_output(arguments.format, &arguments.output)?;
    written(arguments, environment).refuse_named(&arguments.inputs, true, None)?;
    let mut asked = input_options(&arguments.inputs, arguments.from.contents(), None, environment)?;
    if arguments.since.is_some() && asked.inputs.contains(&Input::Stdin) {
        return Err(Refusal::Usage("`--since` cannot tell what standard input was: name files".into()));
    }
    asked.settings.apply_services(&mut asked.options);
    asked.options.new_since.clone_from(&arguments.since);
    asked.options.today = Some(environment.today()?);
    Ok(asked)
}

/// Refuses clients that are not known.
fn check_clients(names: &[String]) -> Result<(), Refusal> {
    let clients = Clients::default();
    let known = || clients.all().iter().map(|client| client.name.as_str());
    let is_known = |name: &str| {
        let mut names = clients.all().iter().flat_map(Client::names).chain(["all"]);
        names.any(|known| known.eq_ignore_ascii_case(name))
    };
    match names.iter().find(|name| !is_known(name)) {
        None => Ok(()),
        Some(name) => {
            let all = || format!("there are {}", known().collect::<Vec<_>>().join(", "));
            let hint = hint(name, known()).unwrap_or_else(all);
            Err(Refusal::Usage(format!("there is no client `{}`; {hint}", harmless_text(name))))
        }
    }
}

/// Refuses what is the name of no service, owner or host.
fn check_names(arguments: &Services) -> Result<(), Refusal> {
    for (option, names) in
        [("--service", &arguments.service), ("--owner", &arguments.owner), ("--host", &arguments.host)]
    {
        let wrong = names.iter().find_map(|name| Some((name, absolute_name(name).err()?)));
        if let Some((name, bad)) = wrong {
            let name = harmless_text(name);
            return Err(Refusal::Usage(format!("`{option} {name}` is not a name: {}", bad.reason())));
        }
    }
    Ok(())
}

fn filter(arguments: &Services) -> Filter {
    Filter {
        services: arguments.service.clone(),
        owners: arguments.owner.clone(),
        hosts: arguments.host.clone(),
    }
}

/// Says in a line how much is shown, or that nothing is.
fn say_what_is_shown(found: &ServicesOutcome, listing: &Listing<'_>, filter: &Filter) {
    withheld_line(&found.outcome.workspace).iter().for_each(|line| eprintln_quietly(line));
    listing.gaps_line().iter().for_each(|line| eprintln_quietly(&format!("{line}.")));
    if let Some(changes) = &listing.changes {
        let differ = if changes.len() == 1 { "differs" } else { "differ" };
        let services = plural(changes.len() as u64, "service");
        return eprintln_quietly(&format!("{services} {differ}."));
    }
    if listing.shown.is_empty() && !found.services.is_empty() {
        return say_what_is_not_there(found, filter);
    }
    // The records of aliases are told of those that have them, if these are shown.
    let are_aliases = listing.shown.iter().all(|service| service.alias.is_some());
    let (mut absent, mut never, mut records, mut lost) = (0, 0, 0, 0);
    for service in listing.shown.iter().filter(|service| are_aliases || service.alias.is_none()) {
        match service.state {
            State::Absent => absent += 1,
            State::NeverServed(_) => never += 1,
            State::Offered => {}
        }
        records += service.tiers.iter().map(|tier| tier.records.len() as u64).sum::<u64>();
        // To look at each host takes longer than all else here.
        if listing.lack_addresses() {
            let targets = service.entries().map(|entry| &entry.target);
            let is_lost = |target: &&SharedTarget| target.reached == Reached::None && !target.is_null();
            lost += targets.filter(is_lost).count() as u64;
        }
    }
    let parts = [(absent, "declared absent"), (never, "never served")];
    let parts =
        parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    let lost = (lost > 0).then(|| format!("{} to a host without address", plural(lost, "record")));
    let parts: Vec<String> = parts.chain(lost).collect();
    let services = listing.count_text();
    let details = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
    eprintln_quietly(&format!("{services}, {}{details}.", plural(records, "record")));
}

/// Says that no service is what was asked for, and which name may have been meant.
fn say_what_is_not_there(found: &ServicesOutcome, filter: &Filter) {
    let first = |name: &str| name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    if let Some(host) = filter.hosts.first() {
        let targets = found.services.iter().flat_map(|service| service.entries());
        let mut names: Vec<String> = targets
            .flat_map(|entry| std::iter::once(&entry.target.name).chain(&entry.target.through))
            .filter(|name| *name != ".")
            .map(|name| if host.contains('.') { name.clone() } else { first(name) })
            .filter(|name| !name.eq_ignore_ascii_case(host))
            .collect();
        names.sort();
        names.dedup();
        let hint =
            hint(host, names.iter().map(String::as_str)).map_or_else(String::new, |hint| format!("; {hint}"));
        complain(&format!("no service leads to `{host}`{hint}"));
        return;
    }
    complain("no service has that name");
}
