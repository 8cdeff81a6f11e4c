//! Whether a server refuses a zone with names that are not hosts', after its configuration. Knows no zone's names.

use std::collections::HashMap;

use crate::discover::server_config::statement::{Dialect, ServerConfig};

/// What `check-names` says of primary zones outside zones, by view.
#[derive(Debug, Default)]
pub(super) struct CheckNames(HashMap<Option<String>, String>);

impl CheckNames {
    /// That of a configuration and those that it includes; the first counts.
    pub fn of(configurations: &[&ServerConfig]) -> Self {
        let mut said = HashMap::new();
        for (view, value) in configurations.iter().flat_map(|configuration| &configuration.check_names) {
            said.entry(view.clone()).or_insert_with(|| value.clone());
        }
        CheckNames(said)
    }

    /// What holds for a zone: its own statement, else its view's, else the options'.
    pub fn of_zone<'c>(&'c self, own: Option<&'c str>, view: Option<&str>) -> Option<&'c str> {
        let of_view = || self.0.get(&Some(view?.to_owned())).map(String::as_str);
        own.or_else(of_view).or_else(|| self.0.get(&None).map(String::as_str))
    }
}

/// Why a server loads names that are not hosts'; `None` if it refuses them.
pub(super) fn why_unchecked(dialect: Dialect, said: Option<&str>, place: &str) -> Option<String> {
    match (dialect, said) {
        (Dialect::Bind, Some(said @ ("warn" | "ignore"))) => {
            Some(format!("the zone that {place} declares is loaded with `check-names {said}`"))
        }
        (Dialect::Bind, _) => None,
        _ => Some(format!("{place} is in the configuration of a server that does not check names")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::server_config::bind::parse_named_conf;

    #[test]
    fn the_zone_then_its_view_then_the_options_say_whether_names_are_checked() {
        for (text, expected) in [
            ("zone \"a\" { type master; file \"a\"; };", None),
            ("options { check-names master warn; }; zone \"a\" { file \"a\"; };", Some("warn")),
            ("options { check-names slave ignore; }; zone \"a\" { file \"a\"; };", None),
            ("options { check-names primary ignore; }; zone \"a\" { check-names fail; };", None),
            ("view v { zone \"a\" { file \"a\"; }; check-names primary ignore; };", Some("ignore")),
            ("zone \"a\" { check-names warn; };", Some("warn")),
        ] {
            let conf = parse_named_conf(text.as_bytes());
            let (names, zone) = (CheckNames::of(&[&conf]), &conf.zones[0]);
            let said = names.of_zone(zone.check_names.as_deref(), zone.view.as_deref());
            let why = why_unchecked(Dialect::Bind, said, "named.conf:1");
            let wanted = expected.map(|said| format!("`check-names {said}`"));
            assert_eq!(why.is_some(), wanted.is_some(), "{text}");
            assert!(why.unwrap_or_default().contains(&wanted.unwrap_or_default()), "{text}");
        }
        assert!(why_unchecked(Dialect::Nsd, None, "nsd.conf:1").is_some());
    }
}
