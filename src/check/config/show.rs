//! The effective settings as a `srvlint.toml`, each value with where it came from.

use std::borrow::Cow;
use std::fmt::Write;

use toml::{Table, Value};

use crate::base::printable::defused_json;
use crate::base::printable::harmless_text;
use crate::check::config::settings::{Level, Settings};
use crate::rules::RULES;

/// Writes as escapes what a terminal or a CI system could obey in TOML. A line begins with `::` only in a string of
/// several lines.
fn harmless(toml: &str) -> String {
    let (mut text, mut begins_line) = (String::with_capacity(toml.len()), true);
    for character in defused_json(toml).chars() {
        let is_first = begins_line && !character.is_whitespace();
        begins_line = character == '\n' || begins_line && !is_first;
        match character {
            ':' if is_first => text.push_str("\\u003A"),
            '\n' | '\t' => text.push(character),
            _ if matches!(harmless_text(character.encode_utf8(&mut [0; 4])), Cow::Owned(_)) => {
                let _ = write!(text, "\\U{:08X}", u32::from(character));
            }
            _ => text.push(character),
        }
    }
    text
}

impl Settings {
    /// The effective settings. The text is itself a `srvlint.toml` that says the same.
    pub fn show(&self) -> String {
        let shown = self.file.as_ref().map(|file| file.shown.as_str());
        let mut text = match shown {
            Some(shown) => format!("# {shown}; what it leaves out, by default\n"),
            None => "# no srvlint.toml: the defaults\n".to_owned(),
        };
        text.push_str(&self.part(|key| matches!(key, "baseline" | "include-paths" | "exclude")));
        text.push_str("\n[rules]\n");
        let width = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
        for rule in RULES {
            let page = rule.page();
            let set = |(name, ..): &&(String, Level, usize)| name == "all" || name == rule.name;
            // A severity for `all` turns no rule on.
            let says = |(name, level, _): &&(String, Level, usize)| {
                name == rule.name || page.on_by_default || !matches!(level, Level::Severity(_))
            };
            let (level, origin) = match self.rules.iter().filter(set).rfind(says) {
                Some((_, level, line)) => (*level, format!("{}:{line}", shown.unwrap_or_default())),
                None if page.on_by_default => (Level::On, format!("default: {}", page.severity.name())),
                None => (Level::Off, "default".to_owned()),
            };
            let value = format!("\"{}\"", level.name());
            let _ = writeln!(text, "{:width$} = {value:9} # {origin}", rule.name);
        }
        let limits = self.ttl.of("");
        let defaulted = |value: Option<u32>| if value.is_none() { " # default" } else { "" };
        let _ = write!(
            text,
            "\n[ttl]\nmax = {}{}\nnote-over = {}{}\nmin = {}{}\n",
            limits.warn_over,
            defaulted(self.ttl.all.max),
            limits.note_over,
            defaulted(self.ttl.all.note_over),
            limits.note_under,
            defaulted(self.ttl.all.min)
        );
        for (label, ttl) in &self.ttl.services {
            let limits = [("max", ttl.max), ("note-over", ttl.note_over), ("min", ttl.min)];
            let _ = writeln!(text, "\n[ttl.services.{}]", Value::from(label.as_str()));
            for (key, seconds) in limits.into_iter().filter_map(|(key, seconds)| Some((key, seconds?))) {
                let _ = writeln!(text, "{key} = {seconds}");
            }
        }
        let lists = self.part(|key| matches!(key, "zone" | "service" | "ignore"));
        if !lists.is_empty() {
            let _ = write!(text, "\n{lists}");
        }
        harmless(&text)
    }

    /// The keys of the file that `wanted` chooses, as they stand in it.
    fn part(&self, wanted: impl Fn(&str) -> bool) -> String {
        let chosen = self.table.iter().filter(|(key, _)| wanted(key));
        let part: Table = chosen.map(|(key, value)| (key.clone(), value.clone())).collect();
        toml::to_string(&part).unwrap_or_default()
    }
}
