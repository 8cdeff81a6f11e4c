//! NSD's `nsd.conf` and Knot's `knot.conf` to the zones they declare: sections of attributes, with
//! patterns or templates that fill in the files' paths. Opens no file.

use std::collections::HashMap;

use crate::discover::server_config::statement::{Dialect, Include, ServerConfig, ZoneStatement};
use crate::discover::server_config::token::{ConfWord, past_line, string};
use crate::files::join_directory;

/// Reads an `nsd.conf` or a part of one: `zone:` with `name:` and `zonefile:`, patterns, `zonesdir:`
/// and `include:`. A zone with `request-xfr:` is a secondary. Never fails.
pub fn parse_nsd_conf(text: &[u8]) -> ServerConfig {
    parse_attributes(text, Dialect::Nsd)
}

/// Reads a `knot.conf` or a part of one: `zone:` with `domain:`, `file:` and `storage:`, templates
/// and `include:`. A zone with `master:` is a secondary. Never fails.
pub fn parse_knot_conf(text: &[u8]) -> ServerConfig {
    parse_attributes(text, Dialect::Knot)
}

/// A zone, pattern (NSD) or template (Knot) as written.
#[derive(Default)]
struct Block<'a> {
    name: Option<ConfWord<'a>>,
    file: Option<String>,
    storage: Option<String>,
    patterns: Vec<String>,
    secondary: bool,
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Section {
    Zone,
    Pattern,
    Other,
}

/// The longest path that is filled in for a zone.
const LONGEST_PATH: usize = 1024;
/// How long all such paths together may be: many zones may share one long pattern.
pub(crate) const MOST_PATHS: usize = 1 << 26;
/// The longest name of a pattern that is looked up, which every zone may do anew.
const LONGEST_PATTERN: usize = 255;
/// How many patterns one zone may take its file from.
const MOST_PATTERNS: usize = 16;

/// Reads attributes, which both servers write alike.
fn parse_attributes<'t>(text: &'t [u8], dialect: Dialect) -> ServerConfig {
    let mut conf = ServerConfig::default();
    let mut zones: Vec<Block<'t>> = Vec::new();
    let mut patterns: HashMap<String, Block<'t>> = HashMap::new();
    let mut section = Section::Other;
    let mut block = Block::default();
    let mut words = attribute_words(text).peekable();
    let mut end_block = |section, ended: Block<'t>| match (section, &ended.name) {
        (Section::Zone, Some(_)) => zones.push(ended),
        (Section::Pattern, Some(name)) => drop(patterns.insert(name.string(), ended)),
        _ => {}
    };
    while let Some(word) = words.next() {
        let Some(key) = word.key() else { continue };
        let Some(value) = words.next_if(|next| next.key().is_none()) else {
            end_block(section, std::mem::take(&mut block));
            section = match key {
                b"zone" => Section::Zone,
                b"pattern" | b"template" => Section::Pattern,
                _ => Section::Other,
            };
            continue;
        };
        match (key, section) {
            (b"include", _) => conf.includes.push(Include {
                path: value.string(),
                offset: value.offset,
                view: None,
                class: None,
            }),
            (b"zonesdir", _) => conf.directory = Some(value.string()),
            (b"domain", Section::Zone) | (b"id", Section::Pattern) if dialect == Dialect::Knot => {
                end_block(section, std::mem::take(&mut block));
                block.name = Some(value);
            }
            (b"name", _) if dialect == Dialect::Nsd => block.name = Some(value),
            (b"zonefile" | b"file", _) => block.file = Some(value.string()),
            (b"storage", _) => block.storage = Some(value.string()),
            (b"include-pattern" | b"template", _)
                if block.patterns.len() < MOST_PATTERNS && value.text.len() <= LONGEST_PATTERN =>
            {
                block.patterns.push(value.string());
            }
            (b"request-xfr" | b"master", _) => block.secondary = true,
            _ => {}
        }
    }
    end_block(section, block);
    let mut room = MOST_PATHS;
    for mut zone in zones.iter().filter_map(|zone| zone.resolve(&patterns, dialect)) {
        match room.checked_sub(zone.file.as_ref().map_or(0, String::len)) {
            Some(left) => room = left,
            None => zone.file = None,
        }
        conf.zones.push(zone);
    }
    conf
}

impl Block<'_> {
    /// The zone with what its patterns say where itself is silent.
    fn resolve(&self, patterns: &HashMap<String, Block>, dialect: Dialect) -> Option<ZoneStatement> {
        let name = self.name.as_ref()?;
        let mut sources = vec![self];
        let mut visited = 0;
        while let Some(block) = sources.get(visited).filter(|_| visited < MOST_PATTERNS) {
            let knots_default = dialect == Dialect::Knot && visited == 0 && block.patterns.is_empty();
            let default = knots_default.then(|| patterns.get("default")).flatten();
            let named = block.patterns.iter().filter_map(|pattern| patterns.get(pattern));
            sources.extend(default.into_iter().chain(named).collect::<Vec<_>>());
            visited += 1;
        }
        sources.truncate(visited);
        let zone_name = name.string();
        let default = (dialect == Dialect::Knot).then_some("%s.zone");
        let file = sources.iter().find_map(|block| block.file.as_deref()).or(default);
        let file = file.and_then(|file| fill_in(file, &zone_name, dialect));
        let storage = sources.iter().find_map(|block| block.storage.as_deref());
        let storage = storage.and_then(|storage| fill_in(storage, &zone_name, dialect));
        let secondary = sources.iter().any(|block| block.secondary);
        Some(ZoneStatement {
            offset: name.offset,
            view: None,
            class: None,
            kind: Some(if secondary { "secondary" } else { "primary" }.into()),
            file: file.map(|file| join_directory(storage.as_deref(), &file)),
            // Whether a zone is fetched from another server may stand in a part that is not here.
            file_offset: None,
            in_view: None,
            check_names: None,
            name: zone_name,
        })
    }
}

/// Replaces the placeholders for the zone's name; `None` with others, or if the result is too long.
fn fill_in(path: &str, zone: &str, dialect: Dialect) -> Option<String> {
    if path.len() > LONGEST_PATH {
        return None;
    }
    let zone = zone.strip_suffix('.').unwrap_or(zone);
    let label = |place: usize| zone.rsplit('.').nth(place).unwrap_or(".").to_owned();
    let character = |place: usize| zone.chars().nth(place).unwrap_or('.').to_string();
    let mut parts = path.split('%');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    while let Some(part) = parts.next() {
        let mut rest = part.chars();
        let value = match (rest.next(), dialect) {
            (Some('s'), _) => zone.to_owned(),
            (Some('1'), Dialect::Nsd) => character(0),
            (Some('2'), Dialect::Nsd) => character(1),
            (Some('3'), Dialect::Nsd) => character(2),
            (Some('z'), Dialect::Nsd) => label(0),
            (Some('y'), Dialect::Nsd) => label(1),
            (Some('x'), Dialect::Nsd) => label(2),
            (None, _) => format!("%{}", parts.next()?),
            _ => return None,
        };
        filled.push_str(&value);
        filled.push_str(rest.as_str());
        if filled.len() > LONGEST_PATH {
            return None;
        }
    }
    Some(filled)
}

impl<'a> ConfWord<'a> {
    /// The key, if the word is one (`name:`).
    fn key(&self) -> Option<&'a [u8]> {
        self.text.strip_suffix(b":").filter(|key| !self.quoted && !key.is_empty() && !key.contains(&b':'))
    }
}

/// What begins a section of an `nsd.conf` or a `knot.conf`.
const SECTIONS: [&[u8]; 20] = [
    b"server",
    b"zone",
    b"pattern",
    b"template",
    b"remote-control",
    b"control",
    b"key",
    b"tls-auth",
    b"verify",
    b"dnstap",
    b"log",
    b"database",
    b"acl",
    b"policy",
    b"keystore",
    b"remote",
    b"remotes",
    b"submission",
    b"statistics",
    b"xdp",
];

/// Whether a text begins, comments aside, with a section that these servers know.
pub fn begins_with_section(text: &[u8]) -> bool {
    let first = attribute_words(text).next();
    first.and_then(|word| word.key()).is_some_and(|key| SECTIONS.contains(&key))
}

/// Whether there is nothing in a text but blanks and comments.
pub fn has_no_attribute(text: &[u8]) -> bool {
    attribute_words(text).next().is_none()
}

/// The words of an `nsd.conf` or `knot.conf`, without comments and the hyphens of YAML's lists.
fn attribute_words(text: &[u8]) -> impl Iterator<Item = ConfWord<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let input = rest.trim_ascii_start();
            let offset = text.len() - input.len();
            if let Ok((left, text)) = string(input) {
                rest = left;
                return Some(ConfWord { text, offset: offset + 1, quoted: true });
            }
            if matches!(input.first()?, b'#' | b'"') {
                rest = past_line(input);
                continue;
            }
            let end = input.iter().position(|octet| octet.is_ascii_whitespace() || *octet == b'"');
            let (text, left) = input.split_at(end.unwrap_or(input.len()));
            rest = left;
            if text != b"-" {
                return Some(ConfWord { text, offset, quoted: false });
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::server_config::statement::tests::{cases, zones};

    #[test]
    fn nsd_confs_declare_what_the_cases_say() {
        for (text, mut expected) in cases("nsd.txt") {
            let has_directory = expected.first().is_some_and(|line| line.starts_with("directory "));
            let directory = has_directory.then(|| expected.remove(0)["directory ".len()..].to_owned());
            let conf = parse_nsd_conf(text.as_bytes());
            assert_eq!((&conf.directory, zones(&conf)), (&directory, expected), "{text}");
            assert!(conf.zones.iter().all(|zone| text[zone.offset..].starts_with(&zone.name)));
        }
        let conf = parse_nsd_conf(b"include: \"a.conf\"\nzone:\n name: x\n include: b.conf\n");
        assert_eq!(
            conf.includes.iter().map(|include| include.path.as_str()).collect::<Vec<_>>(),
            ["a.conf", "b.conf"]
        );
    }

    #[test]
    fn knot_confs_declare_what_the_cases_say() {
        for (text, expected) in cases("knot.txt") {
            assert_eq!(zones(&parse_knot_conf(text.as_bytes())), expected, "{text}");
        }
    }
}
