//! The zones that the server configurations of a run declare and whose files are not there. Judges no zone.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use crate::base::printable::harmless_text;
use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::check::options::Options;
use crate::discover::Input;
use crate::discover::server_config::MissingFile;
use crate::files::Files;
use crate::rules::finding::Finding;
use crate::rules::missing_zone_file::{NAME, finding};
use crate::workspace::load::LoadedZones;

/// A finding for each such zone of the configurations that `inputs` name or lead to.
pub(crate) fn missing_files(
    inputs: &[Input],
    options: &Options,
    loaded: &LoadedZones,
    sources: &Sources,
    files: &Files,
) -> Vec<Finding> {
    let missing: Vec<&MissingFile> =
        loaded.collected.declared.values().flat_map(|declared| &declared.missing).collect();
    if missing.is_empty() || !options.rules.levels.is_selected(NAME) {
        return Vec::new();
    }
    let configurations = options.discover.configurations.iter();
    let configurations = configurations.filter_map(|path| files.resolve(path).ok());
    let asked: Vec<PathBuf> = Input::resolved(inputs, files).chain(configurations).collect();
    let mut texts: HashMap<&Path, Option<SourceId>> = HashMap::new();
    let mut seen = HashSet::new();
    let mut findings = Vec::new();
    for file in missing {
        let configuration = file.configuration.as_path();
        let is_asked = file.named || asked.iter().any(|path| configuration.starts_with(path));
        if !is_asked || !seen.insert((configuration, file.offset)) {
            continue;
        }
        let read = || {
            let octets = files.read(configuration).ok()?.to_vec();
            Some(sources.add(files.shown(configuration), Some(configuration.into()), octets, None))
        };
        let Some(source) = *texts.entry(configuration).or_insert_with(read) else { continue };
        let text = sources.file(source).bytes();
        let start = file.offset.min(text.len());
        let is_end = |octet: &u8| matches!(octet, b'"' | b'\n' | b';' | b' ' | b'\t');
        let length = text[start..].iter().position(is_end).unwrap_or(0);
        let span = Span::new(source, start as u32, (start + length) as u32);
        let near = file.near.as_deref().map(harmless_text);
        findings.push(finding(span, &harmless_text(&file.path), &file.origin, near.as_deref()));
    }
    findings
}
