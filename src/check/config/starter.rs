//! A first `srvlint.toml`, from the zones that are there. Writes no file.

use std::fmt::Write;
use std::path::Path;

use toml::Value;

use crate::base::printable::harmless_text;
use crate::workspace::Workspace;
use crate::zone::{OriginSource, Zone};

/// How many zones are listed; a reader of more looks at `srvlint zones`.
const MOST_LISTED: usize = 100;

/// The text of a `srvlint.toml` that lies in `top`. Zones whose name something outside their file tells are mapped, so that
/// they keep it; zones without a name are there to be filled in; zones that name themselves are listed.
pub fn starter(workspace: &Workspace, top: &Path) -> String {
    let mut text = "\
# The configuration of srvlint. `srvlint schema config` lists every key, `srvlint config` shows what is in force.

[rules]
# long-ttl = \"note\"              # off, on, note, warning, error; `srvlint rules` lists the rules

"
    .to_owned();
    let (mut own, mut mapped, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    for zone in workspace.zones() {
        let Some(path) = path_below(zone, workspace, top) else { continue };
        match &zone.origin_source {
            OriginSource::Unknown => unknown.push((path, String::new())),
            // A name of one label is a guess from the name of a file.
            OriginSource::FileName | OriginSource::Names if zone.origin_text().matches('.').count() < 2 => {
                unknown.push((path, zone.origin_text()));
            }
            // A view's zone has one file a view: its configuration tells them apart.
            OriginSource::FileName | OriginSource::Names | OriginSource::NamedConf(_)
                if zone.view.is_none() =>
            {
                mapped.push((path, zone))
            }
            _ => own.push((path, zone)),
        }
    }
    if !mapped.is_empty() {
        text += "# The names of these zones do not stand in their files: here they stay, whatever becomes of the files' names.\n\n";
    }
    for (path, zone) in mapped.iter().take(MOST_LISTED) {
        let source = zone.origin_source.elsewhere().unwrap_or_default();
        let (file, origin) = (Value::from(pattern(path)), Value::from(zone.origin_text()));
        let _ = write!(
            text,
            "[[zone]]                        # by {}\nfile = {file}\norigin = {origin}\n\n",
            harmless_text(source)
        );
    }
    if !unknown.is_empty() {
        text += "# Nothing tells the names of these zones for certain: fill them in, and remove the `#`.\n\n";
    }
    for (path, guess) in unknown.iter().take(MOST_LISTED) {
        let (file, origin) = (Value::from(pattern(path)), Value::from(guess.as_str()));
        let _ = write!(text, "# [[zone]]\n# file = {file}\n# origin = {origin}\n\n");
    }
    if !own.is_empty() {
        text += "# These zones name themselves, or a server's configuration has them in views:\n";
    }
    for (path, zone) in own.iter().take(MOST_LISTED) {
        let _ = writeln!(text, "#   {}: {}", harmless_text(path), harmless_text(&zone.origin_text()));
    }
    let left = [mapped.len(), unknown.len(), own.len()].map(|count| count.saturating_sub(MOST_LISTED));
    if left.iter().sum::<usize>() > 0 {
        let _ = writeln!(text, "# `srvlint zones` lists {} more.", left.iter().sum::<usize>());
    }
    text
}

/// The path of a zone's file below `top`, with `/`; `None` if it lies elsewhere or is not UTF-8.
fn path_below(zone: &Zone, workspace: &Workspace, top: &Path) -> Option<String> {
    let location = workspace.sources.location(zone.source)?;
    let parts = location.strip_prefix(top).ok()?.components().map(|part| part.as_os_str().to_str());
    Some(parts.collect::<Option<Vec<&str>>>()?.join("/"))
}

/// A pattern that matches this path alone: what patterns give a meaning stands in brackets.
fn pattern(path: &str) -> String {
    let mut pattern = String::from("/");
    for character in path.chars() {
        match character {
            '*' | '?' | '[' | ']' | '{' | '}' => {
                pattern.push('[');
                pattern.push(character);
                pattern.push(']');
            }
            '\\' => pattern.push_str("\\\\"),
            character => pattern.push(character),
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::ZonePattern;

    #[test]
    fn a_pattern_matches_its_path_alone() {
        for path in ["zones/db.example.com", "a b/[x]*?.zone", "{origin}", "x\\y"] {
            let pattern =
                ZonePattern::new(Path::new("/r"), &pattern(path), Some("example.com")).expect("a pattern");
            assert!(pattern.is_for(&Path::new("/r").join(path)), "{path}");
            assert!(!pattern.is_for(&Path::new("/r/below").join(path)), "{path}");
        }
    }
}
