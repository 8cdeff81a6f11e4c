//! Reads the configurations below a root and those that they include, and finds the files that they mean. Declares no zone.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::base::printable::harmless_text;
use crate::base::unfilled::holds_placeholder;
use crate::discover::file_name::is_shipped;
use crate::discover::server_config::configuration::Configuration;
use crate::discover::server_config::copies::Copies;
use crate::discover::server_config::declaration::{Declaration, NamedFiles};
use crate::discover::server_config::dialect::{dialect, parse};
use crate::discover::server_config::exact::{DeclaredPath, LookedInto};
use crate::discover::server_config::missing::{MOST_UNFOUND, UnfoundFile, Unjudged};
use crate::discover::server_config::named::{dialect_of_named, file_name_of};
use crate::discover::server_config::statement::Dialect;
use crate::files::{
    Files, PathIndex, has_wildcard, is_file, is_key, matching_files, normalise, without_ending,
};

/// The largest configuration that is read, in octets.
pub const LARGEST: usize = 64 << 20;
/// How many configurations are read, included ones too.
const MOST_CONFIGURATIONS: usize = 10_000;
/// How many includes with wildcards are followed.
const MOST_PATTERNS: usize = 100;

/// What was read of the configurations below one root.
pub struct ConfigReader<'a> {
    /// Whether named configurations may mean files outside the root: it is that of no repository, and the user said
    /// nothing about it.
    pub reaches_out: bool,
    pub index: PathIndex<'a>,
    pub root: &'a Path,
    pub files: &'a Files,
    pub configurations: Vec<Configuration>,
    pub numbers: HashMap<PathBuf, usize>,
    pub zones: usize,
    /// The zones whose files serve others.
    pub copies: Copies,
    /// How many includes with wildcards were followed.
    pub patterns: usize,
    pub by_file: HashMap<PathBuf, Vec<Declaration>>,
    /// What each named configuration declares, by its number.
    pub by_named: HashMap<usize, NamedFiles>,
    /// Where declared files were looked for.
    pub looked_into: LookedInto,
    /// The declared files that were not found.
    pub unfound: Vec<UnfoundFile>,
    pub unjudged: Vec<Unjudged>,
    pub unread: Vec<(PathBuf, String)>,
}

impl ConfigReader<'_> {
    /// Reads a file if it is a configuration; with `assumed` it is one, of that dialect if its text
    /// does not tell. Returns its number.
    pub fn add(&mut self, path: &Path, named: bool, assumed: Option<Dialect>) -> Option<usize> {
        let (resolved, text) = match named {
            true => self.files.read_named(path).map(|(resolved, text)| (resolved, Some(text))).ok()?,
            // A walk enters no linked directory. To resolve more would cost the square of how deep it lies.
            false if self.files.is_link(path) => (self.files.resolve(path).ok()?, None),
            false => (path.to_owned(), None),
        };
        if let Some(number) = self.numbers.get(&resolved) {
            return Some(*number);
        }
        if self.configurations.len() == MOST_CONFIGURATIONS {
            return None;
        }
        let read = text.map_or_else(|| self.files.read(&resolved), Ok);
        let text = match read {
            Ok(text) => text,
            Err(fault) => {
                self.unread.push((path.to_owned(), fault.reason()));
                return None;
            }
        };
        if text.len() > LARGEST {
            self.unread.push((path.to_owned(), format!("is larger than {} MiB", LARGEST >> 20)));
            return None;
        }
        self.copies.octets += text.len();
        let found = match named {
            true => dialect_of_named(&file_name_of(path), &text),
            false => dialect(path.file_name()?.to_str()?, &text),
        };
        let dialect = found.or(assumed)?;
        let parsed = parse(dialect, &text);
        let ends: Vec<usize> = memchr::memchr_iter(b'\n', &text).collect();
        let line = |offset: usize| ends.partition_point(|end| *end < offset) + 1;
        let below = path.parent().and_then(|parent| parent.strip_prefix(self.root).ok());
        let number = self.configurations.len();
        self.configurations.push(Configuration {
            shown: self.files.shown(path),
            resolved: resolved.clone(),
            directory: below.map(|below| below.to_string_lossy().into_owned()).unwrap_or_default(),
            dialect,
            named,
            reaches_out: named && self.reaches_out,
            lines: parsed.zones.iter().map(|zone| line(zone.offset)).collect(),
            include_lines: parsed.includes.iter().map(|include| line(include.offset)).collect(),
            includes: Vec::new(),
            parsed,
        });
        self.numbers.insert(resolved, number);
        Some(number)
    }

    /// Finds the file of every include, and reads those that were not recognised by themselves.
    pub fn follow_includes(&mut self) {
        let mut number = 0;
        while let Some(configuration) = self.configurations.get(number) {
            let (dialect, directory) = (configuration.dialect, configuration.directory.clone());
            let reaches_out = configuration.reaches_out;
            let paths: Vec<String> =
                configuration.parsed.includes.iter().map(|include| include.path.clone()).collect();
            let mut included = |path: &String| {
                let outside = reaches_out.then(|| self.outside(path, &directory)).flatten();
                let found = self.included(path, &directory).into_iter().map(|path| self.root.join(path));
                let found: Vec<PathBuf> = outside.map_or_else(|| found.collect(), |path| vec![path]);
                let numbers: Vec<usize> =
                    found.iter().filter_map(|path| self.add(path, false, Some(dialect))).collect();
                numbers.iter().for_each(|to| self.configurations[*to].reaches_out |= reaches_out);
                (numbers, found.is_empty())
            };
            let (includes, are_missing): (Vec<_>, Vec<bool>) = paths.iter().map(&mut included).unzip();
            self.configurations[number].includes = includes;
            let missing = are_missing.into_iter().enumerate().filter(|(_, is_missing)| *is_missing);
            missing.for_each(|(include, _)| self.note_missing(number, include));
            number += 1;
        }
    }

    /// Notes an include whose file was not found. Where it must lie is known of a path that is relative to the
    /// configuration, and of each path on the server itself; other files may have been left there.
    fn note_missing(&mut self, number: usize, include: usize) {
        let configuration = &self.configurations[number];
        let Configuration { shown, directory, parsed, .. } = configuration;
        let (written, line) = (&parsed.includes[include].path, configuration.include_lines[include]);
        let name = written.rsplit('/').next().unwrap_or_default();
        let is_full = self.unread.len() >= MOST_UNFOUND || self.unjudged.len() >= MOST_UNFOUND;
        let is_of_keys = is_key(name) || without_ending(name, &[".key", ".keys"]).is_some();
        let is_unclear = has_wildcard(written) || holds_placeholder(written.as_bytes());
        if is_full || is_of_keys || is_unclear || is_shipped(name) {
            return;
        }
        let path = normalise(&self.root.join(directory).join(written));
        let is_elsewhere = parsed.directory.as_deref().is_some_and(|directory| directory.starts_with('/'))
            && !written.starts_with('/');
        if path.starts_with(self.root) && !is_elsewhere || configuration.reaches_out {
            let why = match self.files.resolve(&path) {
                Ok(_) => "a walk passes over it",
                Err(_) => "no such file",
            };
            self.unread.push((path, format!("{why} ({shown}:{line} includes it)")));
        } else {
            let why = format!("includes `{}`, which is not here", harmless_text(written));
            self.unjudged.push(Unjudged { place: format!("{shown}:{line}"), why });
        }
    }

    /// The files, relative to the root, that an include in this directory means.
    fn included(&mut self, path: &str, directory: &str) -> Vec<String> {
        let mut found = Vec::new();
        if has_wildcard(path) && self.patterns < MOST_PATTERNS {
            self.patterns += 1;
            found = matching_files(self.index.paths(), path, directory);
        }
        if found.is_empty() {
            found.extend(self.index.find(path, directory));
        }
        found.into_iter().map(str::to_owned).collect()
    }

    /// The file at a path itself, relative to the directory of the configuration, where that may lie outside the root
    /// or deeper below it than its configurations do. A path that a link leads out of a repository is not followed.
    fn outside(&self, declared: &str, directory: &str) -> Option<PathBuf> {
        let path = self.root.join(directory).join(declared);
        let resolved = self.files.resolve(&path).ok()?;
        (is_file(&resolved) && self.files.leads_out(&path).is_none()).then_some(resolved)
    }

    /// The file that a path on the server stands for.
    fn file(&self, declared: &str, configuration: &Configuration) -> Option<PathBuf> {
        let outside = || self.outside(declared, &configuration.directory);
        let found = configuration.reaches_out.then(outside).flatten();
        found.or_else(|| self.file_below(declared, configuration))
    }

    /// The file that a zone's path stands for, as written and on the server; or the one that it means and a walk does not
    /// show, in whose place no other is taken.
    pub fn file_or_unlisted(
        &self,
        configuration: &Configuration,
        (written, declared): (&str, &str),
    ) -> (Option<PathBuf>, Option<PathBuf>) {
        let found = self.file(declared, configuration);
        let exact = found.as_ref().and_then(|found| self.unlisted(configuration, (written, declared), found));
        (found.filter(|_| exact.is_none()), exact)
    }

    /// The file that it means more exactly than the file `found` does, where a walk does not show that.
    fn unlisted(
        &self,
        configuration: &Configuration,
        (written, declared): (&str, &str),
        found: &Path,
    ) -> Option<PathBuf> {
        let directory = &self.root.join(&configuration.directory);
        let (root, paths) = (self.root, self.index.paths());
        let is_listed = |path: &Path| {
            let below = path.strip_prefix(root).ok().and_then(Path::to_str);
            below.is_some_and(|below| paths.binary_search(&below).is_ok())
        };
        let path = DeclaredPath { written, declared, directory };
        self.looked_into.unlisted(&path, found, &is_listed, (root, self.files))
    }

    /// The file below the root that it stands for.
    fn file_below(&self, declared: &str, configuration: &Configuration) -> Option<PathBuf> {
        let find = |declared: &str| self.index.find(declared, &configuration.directory);
        // What the server signs lies unsigned in the repository.
        let found = find(declared).or_else(|| declared.strip_suffix(".signed").and_then(find))?;
        let path = self.root.join(found);
        // A walk enters no linked directory: only the file itself may be a link.
        if self.files.is_link(&path) { self.files.resolve(&path).ok() } else { Some(path) }
    }
}
