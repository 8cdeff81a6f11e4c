//! The commands besides `check`: what there is to know of rules, records, zones and the program itself.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::CommandFactory;
use clap_complete_nushell::Nushell;
use codespan_reporting::term::termcolor::BufferedStandardStream;

use crate::base::printable::{defused, defused_path, harmless_text};
use crate::check::config::schema as config_schema;
use crate::check::{Exit, load_workspace};
use crate::cli::args::{Cli, Color, ConfigInputs, Zones};
use crate::cli::choices::{ListFormat, Schema, Shell};
use crate::cli::color::output_color;
use crate::cli::environment::Environment;
use crate::cli::input_args::{Inputs, Listing};
use crate::cli::inputs::{Asked, input_options};
use crate::cli::manual::manual as page;
use crate::cli::messages::{eprintln_quietly, report_faults, report_skipped, usage_error};
use crate::cli::screen::output_screen;
use crate::files::{Contents, is_named};
use crate::report::manual::{write_listed, write_rules};
use crate::report::traffic::schema as services_schema;
use crate::report::{
    JSON_SCHEMA, explain_schema, rules_schema, write_records, write_zones, write_zones_json, zones_schema,
};
use crate::rules::{Published, RULES};

/// Lists the rules.
pub fn rules(format: ListFormat, environment: &Environment, color: Color) -> io::Result<Exit> {
    let mut out = BufferedStandardStream::stdout(output_color(color, environment));
    let published = Published::by_manifest();
    match format {
        ListFormat::Text => write_rules(&mut out, RULES, output_screen(environment, true).width)?,
        ListFormat::Json => write_listed(&mut out, &RULES.iter().collect::<Vec<_>>(), &published)?,
    }
    out.flush()?;
    Ok(Exit::Clean)
}

/// Prints every record as a server would load it.
pub fn records(arguments: &Listing, environment: &Environment, color: Color) -> io::Result<Exit> {
    with_options(&arguments.inputs, arguments.from.contents(), environment, color, |asked| {
        let mut out = io::BufWriter::new(io::stdout().lock());
        let (workspace, faults) = load_workspace(&asked.inputs, &asked.options);
        write_records(&mut out, &workspace)?;
        out.flush()?;
        let mistakes = || workspace.members.iter().flat_map(|member| &member.mistakes);
        for mistake in mistakes() {
            let span = workspace.sources.written(mistake.span);
            let place = workspace.sources.position(span.source, span.start);
            let path = defused_path(&workspace.sources.file(span.source).path);
            eprintln_quietly(&format!("{path}:{place}: {}", defused(&mistake.message)));
        }
        report_skipped(&workspace);
        report_faults(&faults);
        Ok(match (faults.is_empty(), mistakes().next().is_none()) {
            (false, _) => Exit::Faulty,
            (true, false) => Exit::Found,
            (true, true) => Exit::Clean,
        })
    })
}

/// Lists the zones.
pub fn zones(arguments: &Zones, environment: &Environment, color: Color) -> io::Result<Exit> {
    let Listing { inputs, from } = &arguments.listing;
    with_options(inputs, from.contents(), environment, color, |asked| {
        let mut options = asked.options.clone();
        options.discover.tells_left_out = arguments.skipped;
        let (workspace, faults) = load_workspace(&asked.inputs, &options);
        let mut out = BufferedStandardStream::stdout(output_color(color, environment));
        match arguments.format {
            ListFormat::Text => write_zones(&mut out, &workspace, output_screen(environment, true).width)?,
            ListFormat::Json => write_zones_json(&mut out, &workspace)?,
        }
        out.flush()?;
        report_skipped(&workspace);
        report_faults(&faults);
        Ok(if faults.is_empty() { Exit::Clean } else { Exit::Faulty })
    })
}

fn with_options(
    arguments: &Inputs,
    contents: Contents,
    environment: &Environment,
    color: Color,
    run: impl FnOnce(&Asked) -> io::Result<Exit>,
) -> io::Result<Exit> {
    match input_options(arguments, contents, None, environment) {
        Ok(asked) => run(&asked),
        Err(refusal) => Ok(refusal.tell(environment, color)),
    }
}

/// Prints the effective configuration.
pub fn config(arguments: &ConfigInputs, environment: &Environment, color: Color) -> io::Result<Exit> {
    let ConfigInputs { paths, config, no_config, root } = arguments;
    let is_gone = |path: &&PathBuf| !is_named(&environment.surroundings.here.join(path));
    if let Some(gone) = paths.iter().find(is_gone) {
        return Ok(usage_error(&format!(
            "`{}` cannot be read: no such file",
            harmless_text(&gone.to_string_lossy())
        )));
    }
    let inputs = Inputs {
        paths: paths.clone(),
        config: config.clone(),
        no_config: *no_config,
        root: root.clone(),
        ..Inputs::default()
    };
    with_options(&inputs, Contents::WorkTree, environment, color, |asked| {
        io::stdout().lock().write_all(asked.settings.show().as_bytes())?;
        Ok(Exit::Clean)
    })
}

/// Prints a JSON schema.
pub fn schema(of: Schema) -> io::Result<Exit> {
    let text = match of {
        Schema::Output => JSON_SCHEMA.to_owned(),
        Schema::Config => config_schema(),
        Schema::Services => services_schema(),
        Schema::Rules => rules_schema(),
        Schema::Explain => explain_schema(),
        Schema::Zones => zones_schema(),
    };
    io::stdout().lock().write_all(text.as_bytes())?;
    Ok(Exit::Clean)
}

/// Prints shell completions.
pub fn completions(shell: Shell) -> io::Result<Exit> {
    use clap_complete::Shell as Known;
    let (mut command, mut script) = (Cli::command(), Vec::new());
    let known = match shell {
        Shell::Bash => Known::Bash,
        Shell::Elvish => Known::Elvish,
        Shell::Fish => Known::Fish,
        Shell::Powershell => Known::PowerShell,
        Shell::Zsh => Known::Zsh,
        Shell::Nushell => {
            clap_complete::generate(Nushell, &mut command, "srvlint", &mut script);
            return io::stdout().lock().write_all(&script).map(|()| Exit::Clean);
        }
    };
    clap_complete::generate(known, &mut command, "srvlint", &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(Exit::Clean)
}

/// Prints a manual page.
pub fn manual(command: Option<&str>) -> io::Result<Exit> {
    match page(command) {
        Ok(text) => io::stdout().lock().write_all(&text).map(|()| Exit::Clean),
        Err(message) => Ok(usage_error(&message)),
    }
}
