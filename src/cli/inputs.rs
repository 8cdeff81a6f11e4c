//! The arguments that name files, as a run takes them.

use std::path::{Path, PathBuf};

use crate::base::glob::PathGlobs;
use crate::base::printable::harmless_text;
use crate::check::Options;
use crate::check::config::Settings;
use crate::cli::environment::{Environment, read_stdin};
use crate::cli::input_args::Inputs;
use crate::cli::messages::Refusal;
use crate::cli::settings::settings;
use crate::discover::Input;
use crate::files::{Contents, Unread, is_directory, paths_of_list, read_list, resolved};
use crate::syntax::name::absolute_name;

/// What the user asks for.
pub struct Asked {
    /// What to read.
    pub inputs: Vec<Input>,
    /// How, with what the configuration says filled in.
    pub options: Options,
    /// The configuration.
    pub settings: Settings,
}

/// Where `--root` leads, if it is given.
pub fn root(arguments: &Inputs, here: &Path) -> Option<PathBuf> {
    arguments.root.as_ref().map(|root| resolved(&here.join(root)).unwrap_or_else(|| root.clone()))
}

/// The arguments that every command with files has, as a run takes them: of a run that may `trust` a revision.
///
/// # Errors
/// Why there is no run.
pub fn input_options(
    arguments: &Inputs,
    contents: Contents,
    trust: Option<&str>,
    environment: &Environment,
) -> Result<Asked, Refusal> {
    let mut options = Options::new();
    options.contents = contents;
    options.trust = trust.map(str::to_owned);
    options.surroundings = environment.surroundings.clone();
    options.discover.read_stdin = read_stdin;
    let here = &options.surroundings.here;
    options.root = root(arguments, here);
    let paths = inputs(arguments, &options)?;
    if let Some(origin) = &arguments.origin {
        let name = absolute_name(origin)
            .map_err(|bad| format!("`--origin {origin}` is not a domain name: {}", bad.reason()))?;
        options.discover.origin = Some(name);
    }
    options.discover.configurations.clone_from(&arguments.named_conf);
    options.discover.stdin_name = arguments.stdin_filename.clone();
    options.discover.has_context = !arguments.no_context;
    options.discover.are_whole = arguments.whole;
    let settings = settings(arguments, &paths, &options).map_err(Refusal::Configuration)?;
    settings.apply(&mut options);
    options.discover.force_exclude = arguments.force_exclude;
    options.discover.threads = arguments.jobs.map(usize::from);
    if !arguments.exclude.is_empty() {
        let here = &options.surroundings.here;
        let globs = PathGlobs::new(here, arguments.exclude.iter().map(String::as_str));
        let globs =
            globs.map_err(|(number, why)| format!("`--exclude {}`: {why}", arguments.exclude[number]))?;
        options.discover.excludes.push(globs);
    }
    Ok(Asked { inputs: paths, options, settings })
}

fn inputs(arguments: &Inputs, options: &Options) -> Result<Vec<Input>, String> {
    let here = &options.surroundings.here;
    let named = arguments.paths.iter().map(|path| match path.as_os_str() == "-" {
        true => Input::Stdin,
        false => Input::Path(path.clone()),
    });
    let mut inputs: Vec<Input> = named.collect();
    if inputs.iter().filter(|input| **input == Input::Stdin).count() > 1 {
        return Err("standard input can be read once: give `-` once".into());
    }
    match &arguments.files_from {
        Some(list) if list.as_os_str() == "-" && inputs.contains(&Input::Stdin) => {
            return Err("standard input cannot be both a zone and the list of `--files-from`".into());
        }
        // An empty list, say of changed files, is nothing to do, and no mistake.
        Some(list) => inputs.extend(listed_paths(list, options)?.into_iter().map(Input::Path)),
        None if inputs.is_empty() => inputs.push(Input::Path(".".into())),
        None => {}
    }
    if arguments.whole
        && let Some(refusal) = refuse_whole(&inputs, here)
    {
        return Err(refusal);
    }
    let one_file = matches!(inputs.as_slice(), [Input::Stdin])
        || matches!(inputs.as_slice(), [Input::Path(path)] if !is_directory(&here.join(path)));
    if arguments.origin.is_some() && !one_file {
        return Err("`--origin` takes exactly one file, or `-`".into());
    }
    if arguments.stdin_filename.is_some() && !inputs.contains(&Input::Stdin) {
        return Err("`--stdin-filename` names standard input: give `-` as the path".into());
    }
    if let Some(name) = &arguments.stdin_filename
        && (name.is_empty() || is_directory(&here.join(name)))
    {
        return Err(format!("`--stdin-filename {}` is not the name of a file", harmless_text(name)));
    }
    if let Some(root) = arguments.root.as_deref().filter(|root| !is_directory(&here.join(root))) {
        return Err(format!("`--root {}` is not a directory", root.display()));
    }
    Ok(inputs)
}

/// Refuses `--whole` where it says nothing: in a directory a file without an SOA record is no zone.
fn refuse_whole(inputs: &[Input], here: &Path) -> Option<String> {
    let mut directories = inputs.iter().map(|input| match input {
        Input::Path(path) => is_directory(&here.join(path)).then_some(path),
        Input::Stdin => None,
    });
    let first = directories.next()??;
    directories.all(|directory| directory.is_some()).then(|| {
        let shown = harmless_text(&first.to_string_lossy()).into_owned();
        format!(
            "`--whole` is for files that are named, and `{shown}` is a directory: name the files, or say `whole = true` in a `[[zone]]` of srvlint.toml"
        )
    })
}

/// The paths of `--files-from`.
fn listed_paths(list: &Path, options: &Options) -> Result<Vec<PathBuf>, String> {
    let read = match list.as_os_str() == "-" {
        true => read_stdin().map_err(Unread::from),
        false => read_list(list, &options.surroundings.here, options.root.as_deref()),
    };
    read.and_then(|octets| paths_of_list(&octets)).map_err(|unread| {
        let list = list.to_string_lossy();
        format!("`--files-from {}` cannot be read: {}", harmless_text(&list), unread.reason())
    })
}
