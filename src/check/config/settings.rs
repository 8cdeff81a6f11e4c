//! What a `srvlint.toml` says, checked. Paths in it are relative to its own directory. Reads no file.

use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use toml::value::Value;
use toml::{Spanned, Table};

use crate::base::date::Date;
use crate::base::glob::PathGlobs;
use crate::base::printable::harmless_text;
use crate::base::severity::Severity;
use crate::base::spelling::hint;
use crate::check::config::error::BadSetting;
use crate::check::config::labels::bare_label;
use crate::check::config::parse::{Ignore as WrittenIgnore, Written, parse};
use crate::check::config::texts::refuse_unseen;
use crate::check::config::ttl::ttl_limits;
use crate::check::options::ConfigFile;
use crate::check::suppress::ignore::Ignore;
use crate::check::suppress::owner_globs::OwnerGlobs;
use crate::discover::{PLACEHOLDER, ZonePattern};
use crate::files::is_git;
use crate::rules;
use crate::rules::engine::options::TtlLimits;
use crate::rules::{RULES, unknown_rule};
use crate::syntax::name::absolute_name;
use crate::workspace::services::Service;

/// What a `srvlint.toml` says. Empty without one.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The file itself.
    pub file: Option<ConfigFile>,
    /// The levels of rules, `all` first, each with the line that sets it.
    pub rules: Vec<(String, Level, usize)>,
    /// The names by which it calls rules.
    pub rule_names: Vec<String>,
    /// The limits of TTLs.
    pub ttl: TtlLimits,
    /// The file of the findings that are known already; below the file's directory by its text.
    pub baseline: Option<PathBuf>,
    /// Where included files are looked for besides.
    pub include_paths: Vec<PathBuf>,
    /// Files that are not looked at.
    pub exclude: Option<PathGlobs>,
    /// Which zone a file is; the first that matches counts.
    pub zones: Vec<ZonePattern>,
    /// Services besides those of `rules/services.toml`.
    pub services: Vec<Service>,
    /// Findings that do not count.
    pub ignores: Vec<Ignore>,
    /// The lines of `zones` and of `ignores` in the file, in their order.
    pub(super) lines: [Vec<usize>; 2],
    /// The whole file, unread.
    pub(super) table: Table,
}

/// What a rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// It does not run.
    Off,
    /// It runs with its own severities.
    On,
    /// It runs with this severity.
    Severity(Severity),
}

impl Level {
    const NAMES: [&'static str; 5] = ["off", "on", "note", "warning", "error"];

    /// The level with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "off" => Some(Level::Off),
            "on" => Some(Level::On),
            name => Severity::from_name(name).map(Level::Severity),
        }
    }

    /// `off`, `on`, or a severity's name.
    pub fn name(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::On => "on",
            Level::Severity(severity) => severity.name(),
        }
    }
}

impl Settings {
    /// Reads the text of a `srvlint.toml`.
    ///
    /// # Errors
    /// The first thing in it that cannot be meant.
    pub fn parse(file: ConfigFile) -> Result<Self, BadSetting> {
        let written = parse(&file.text)?;
        few_enough(&written)?;
        refuse_unseen(&file.text)?;
        let base = file.directory.clone();
        let mut settings = Self {
            rules: levels(&written, &file.text)?,
            rule_names: rule_names(&written),
            ttl: ttl_limits(&written.ttl)?,
            baseline: written.baseline.as_ref().map(|path| baseline(path, &base)).transpose()?,
            include_paths: include_paths(&written, &base)?,
            zones: zones(&written, &base)?,
            ignores: ignores(&written, &base)?,
            table: toml::from_str(&file.text).map_err(|error| BadSetting::of_toml(&error, &file.text))?,
            lines: [
                written.zone.iter().map(|zone| line(&file.text, zone.file.span().start)).collect(),
                written.ignore.iter().map(|ignore| line(&file.text, ignore.span().start)).collect(),
            ],
            services: services(written.service)?,
            ..Self::default()
        };
        if !written.exclude.is_empty() {
            settings.exclude = Some(path_globs(&base, &written.exclude)?);
        }
        settings.file = Some(file);
        Ok(settings)
    }
}

/// How many `[[ignore]]`s, `[[service]]`s and `[[zone]]`s there may be: findings, names and files are compared with
/// each.
const MOST_ENTRIES: usize = 1_000;
/// How many patterns all `[[ignore]]`s may have for paths, and for owners.
const MOST_PATTERNS: usize = 10_000;
/// How many directories `$INCLUDE` may look in: each costs a system call for each file.
const MOST_INCLUDE_PATHS: usize = 100;

fn few_enough(written: &Written) -> Result<(), BadSetting> {
    let sum = |of: fn(&WrittenIgnore) -> usize| {
        written.ignore.iter().map(|entry| of(entry.get_ref())).sum::<usize>()
    };
    for (what, count, most) in [
        ("exclude", written.exclude.len(), MOST_ENTRIES),
        ("paths", sum(|entry| entry.paths.len()), MOST_PATTERNS),
        ("owners", sum(|entry| entry.owners.len()), MOST_PATTERNS),
        ("[[ignore]]", written.ignore.len(), MOST_ENTRIES),
        ("[[service]]", written.service.len(), MOST_ENTRIES),
        ("[[zone]]", written.zone.len(), MOST_ENTRIES),
        ("include-paths", written.include_paths.len(), MOST_INCLUDE_PATHS),
    ] {
        if count > most {
            return Err(BadSetting::new(0..0, format!("`{what}` has {count} entries: it may have {most}")));
        }
    }
    Ok(())
}

/// The number of the line that holds an octet, from 1.
fn line(text: &str, at: usize) -> usize {
    text.as_bytes()[..at].iter().filter(|octet| **octet == b'\n').count() + 1
}

fn levels(written: &Written, text: &str) -> Result<Vec<(String, Level, usize)>, BadSetting> {
    let mut levels = Vec::new();
    for (name, level) in &written.rules {
        let rule = rules::find(name.get_ref()).map(|rule| rule.name);
        let Some(rule) = rule.or((name.get_ref() == "all").then_some("all")) else {
            return Err(BadSetting::new(name.span(), unknown_rule(name.get_ref())));
        };
        let Some(found) = Level::from_name(level.get_ref()) else {
            let message = format!("there is no level `{}`", level.get_ref());
            let names = || Level::NAMES.map(|name| format!("`{name}`")).join(", ");
            let help = hint(level.get_ref(), Level::NAMES.into_iter());
            let help = help.unwrap_or_else(|| format!("a rule is {}", names()));
            return Err(BadSetting::new(level.span(), message).help(help));
        };
        levels.push((rule.to_owned(), found, line(text, name.span().start)));
    }
    levels.sort_by_key(|(name, _, _)| {
        let position = RULES.iter().position(|rule| rule.name == name);
        position.map_or(0, |position| position + 1)
    });
    Ok(levels)
}

/// The names by which a configuration calls rules.
fn rule_names(written: &Written) -> Vec<String> {
    let of_ignores = written.ignore.iter().flat_map(|entry| entry.get_ref().rules.get_ref());
    written.rules.keys().chain(of_ignores).map(|name| name.get_ref().clone()).collect()
}

fn include_paths(written: &Written, base: &Path) -> Result<Vec<PathBuf>, BadSetting> {
    let path = |path: &Spanned<String>| match path.get_ref().trim().is_empty() {
        true => Err(BadSetting::new(path.span(), "this is not a directory: it is empty")),
        false => Ok(base.join(path.get_ref())),
    };
    written.include_paths.iter().map(path).collect()
}

/// The baseline lies below the configuration's directory: a stranger's configuration opens no file elsewhere.
fn baseline(path: &Spanned<String>, base: &Path) -> Result<PathBuf, BadSetting> {
    let inside = |part| match part {
        Component::Normal(name) => !is_git(name),
        part => part == Component::CurDir,
    };
    let relative = Path::new(path.get_ref());
    if path.get_ref().is_empty() || path.get_ref().contains('\0') || !relative.components().all(inside) {
        return Err(BadSetting::new(
            path.span(),
            "this is not a file below the directory of the configuration",
        )
        .help("put the baseline beside `srvlint.toml`, or name it on the command line"));
    }
    Ok(base.join(relative))
}

fn zones(written: &Written, base: &Path) -> Result<Vec<ZonePattern>, BadSetting> {
    let mut zones = Vec::new();
    for zone in &written.zone {
        if let Some(origin) = &zone.origin {
            let (text, place) = (origin.get_ref().as_str(), origin.span());
            if text.contains(PLACEHOLDER) && !zone.file.get_ref().contains(PLACEHOLDER) {
                let message = format!(
                    "`{PLACEHOLDER}` stands for what it stands for in `file`, where it does not stand"
                );
                return Err(
                    BadSetting::new(place, message).help(format!("write `{PLACEHOLDER}` in `file`, too"))
                );
            }
            let name = text.replace(PLACEHOLDER, "x");
            if name.contains(['{', '}']) {
                let message = format!("`{}` is not a domain name", harmless_text(text));
                return Err(
                    BadSetting::new(place, message).help(format!("`{PLACEHOLDER}` is the only placeholder"))
                );
            }
            if let Err(bad) = absolute_name(&name) {
                let message = format!("`{text}` is not a domain name: {}", bad.reason());
                return Err(BadSetting::new(place, message));
            }
        }
        let origin = zone.origin.as_ref().map(|origin| origin.get_ref().as_str());
        let pattern = ZonePattern::new(base, zone.file.get_ref(), origin);
        let mut pattern = pattern.map_err(|message| BadSetting::new(zone.file.span(), message))?;
        pattern.is_whole = zone.whole;
        zones.push(pattern);
    }
    Ok(zones)
}

/// The services with their labels as rules know them: without underscores, in lower case.
fn services(written: Vec<Spanned<Service>>) -> Result<Vec<Service>, BadSetting> {
    let mut services: Vec<Service> = Vec::new();
    for entry in written {
        let place = entry.span();
        let mut service = entry.into_inner();
        service.name = bare_label(&service.name, &place)?;
        let protocols = service.protocols.iter().map(|protocol| bare_label(protocol, &place));
        service.protocols = protocols.collect::<Result<_, _>>()?;
        if services.iter().any(|other| other.name == service.name) {
            return Err(BadSetting::new(place, format!("service `{}` stands here twice", service.name)));
        }
        services.push(service);
    }
    Ok(services)
}

fn path_globs(base: &Path, patterns: &[Spanned<String>]) -> Result<PathGlobs, BadSetting> {
    let texts = patterns.iter().map(|pattern| pattern.get_ref().as_str());
    PathGlobs::new(base, texts).map_err(|(number, message)| BadSetting::new(patterns[number].span(), message))
}

fn ignores(written: &Written, base: &Path) -> Result<Vec<Ignore>, BadSetting> {
    let mut ignores = Vec::new();
    for entry in &written.ignore {
        let (place, entry) = (entry.span(), entry.get_ref());
        let mut rules = Vec::new();
        for name in entry.rules.get_ref() {
            let rule = rules::find(name.get_ref())
                .ok_or_else(|| BadSetting::new(name.span(), unknown_rule(name.get_ref())))?;
            rules.push(rule.name);
        }
        if rules.is_empty() {
            return Err(
                BadSetting::new(entry.rules.span(), "no rule is named").help("name the rules to ignore")
            );
        }
        if entry.paths.is_empty() && entry.owners.is_empty() {
            let help = "add `paths` or `owners`; to turn a rule off everywhere, set it to `off` in `[rules]`";
            return Err(BadSetting::new(place, "nothing says where the rules are ignored").help(help));
        }
        if entry.reason.get_ref().trim().is_empty() {
            return Err(BadSetting::new(entry.reason.span(), "the reason is empty")
                .help("say why: a later reader will want to know"));
        }
        let paths = (!entry.paths.is_empty()).then(|| path_globs(base, &entry.paths)).transpose()?;
        let texts = entry.owners.iter().map(|pattern| pattern.get_ref().as_str());
        let owners = (!entry.owners.is_empty()).then(|| OwnerGlobs::new(texts)).transpose();
        let owners =
            owners.map_err(|(number, message)| BadSetting::new(entry.owners[number].span(), message))?;
        let until = entry.until.as_ref().map(last_day).transpose()?;
        ignores.push(Ignore { rules, paths, owners, until });
    }
    Ok(ignores)
}

/// A day, with or without quotes.
fn last_day(value: &Spanned<Value>) -> Result<(Date, Range<usize>), BadSetting> {
    let text = match value.get_ref() {
        Value::Datetime(day) => day.to_string(),
        Value::String(text) => text.clone(),
        _ => String::new(),
    };
    let date = Date::parse(&text).map(|date| (date, value.span()));
    date.ok_or_else(|| BadSetting::new(value.span(), "this is not a date").help("write it as `YYYY-MM-DD`"))
}
