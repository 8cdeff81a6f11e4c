//! Whose configuration a file is that the user names as one, whatever it is called, and what makes it doubtful. Opens no file.

use std::path::Path;

use crate::discover::server_config::bind::{has_no_statement, has_open_braces, looks_like_named_conf};
use crate::discover::server_config::dialect::{dialect, parse};
use crate::discover::server_config::nsd::{begins_with_section, has_no_attribute};
use crate::discover::server_config::statement::{Dialect, ServerConfig};

/// What is wrong with a file that the user names as a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// There is nothing in it but blanks and comments.
    Empty,
    /// It is something else.
    Other,
    /// Braces are open at its end, or one that was not open is closed.
    Braces,
    /// It declares no zone, and includes nothing that might.
    NoZone,
}

impl Doubt {
    /// Whether nothing is to be learnt of the file.
    pub fn is_useless(self) -> bool {
        matches!(self, Doubt::Empty | Doubt::Other)
    }

    /// The same in words, to stand behind the file's name.
    pub fn words(self) -> &'static str {
        match self {
            Doubt::Empty => "is not a configuration of a name server: there is nothing in it",
            Doubt::Other => {
                "is not a configuration of a name server: give a named.conf, nsd.conf or knot.conf"
            }
            Doubt::Braces => "has braces that do not match: a name server refuses it",
            Doubt::NoZone => "declares no zone, and includes no file that might",
        }
    }
}

/// The name of a file, as far as it is text.
pub fn file_name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Whose configuration a file is that was named as one: what its name says if its text does not contradict, else what its
/// text says.
pub fn dialect_of_named(file_name: &str, text: &[u8]) -> Option<Dialect> {
    let all = [Dialect::Bind, Dialect::Nsd, Dialect::Knot];
    let mut likely = dialect(file_name, text).into_iter().chain(all);
    let tells = |dialect: &Dialect| {
        let says = parse(*dialect, text);
        !says.zones.is_empty() || !says.includes.is_empty()
    };
    // NSD and Knot have sections in common, which tell nothing as long as no zone does.
    likely.clone().find(tells).or_else(|| likely.find(|dialect| begins_as(*dialect, text)))
}

/// What makes such a file doubtful.
pub fn doubt(file_name: &str, text: &[u8]) -> Option<Doubt> {
    let Some(dialect) = dialect_of_named(file_name, text) else {
        let is_blank = has_no_statement(text) || has_no_attribute(text);
        return Some(if is_blank { Doubt::Empty } else { Doubt::Other });
    };
    let says = parse(dialect, text);
    if dialect == Dialect::Bind && has_open_braces(text) {
        return Some(Doubt::Braces);
    }
    (says.zones.is_empty() && says.includes.is_empty()).then_some(Doubt::NoZone)
}

/// Whether a text without zones is what configurations of this dialect have besides.
fn begins_as(dialect: Dialect, text: &[u8]) -> bool {
    let says = || parse(dialect, text);
    match dialect {
        Dialect::Bind => looks_like_named_conf(text) || says() != ServerConfig::default(),
        Dialect::Nsd | Dialect::Knot => begins_with_section(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_is_told_by_its_text() {
        let (bind, nsd) = ("zone a { file \"a\"; };", "zone:\n name: a\n zonefile: a\n");
        let knot = "zone:\n - domain: a\n   file: a\n";
        for (file_name, text, dialect, doubted) in [
            ("named.conf", bind, Some(Dialect::Bind), None),
            ("x", bind, Some(Dialect::Bind), None),
            ("x", nsd, Some(Dialect::Nsd), None),
            ("x", knot, Some(Dialect::Knot), None),
            ("nsd.conf", bind, Some(Dialect::Bind), None),
            ("named.conf", knot, Some(Dialect::Knot), None),
            ("x", "include \"y\";", Some(Dialect::Bind), None),
            ("x", "options { recursion no; };", Some(Dialect::Bind), Some(Doubt::NoZone)),
            ("x", "directory \"/srv\";", Some(Dialect::Bind), Some(Doubt::NoZone)),
            ("nsd.conf", "server:\n  port: 53\n", Some(Dialect::Nsd), Some(Doubt::NoZone)),
            ("x", "zone a { file \"a\";", Some(Dialect::Bind), Some(Doubt::Braces)),
            ("x", "zone a { file \"a\"; }; };", Some(Dialect::Bind), Some(Doubt::Braces)),
            ("named.conf", "", None, Some(Doubt::Empty)),
            ("nsd.conf", "# zone:\n\n", None, Some(Doubt::Empty)),
            ("named.conf", "hello world", None, Some(Doubt::Other)),
            ("nsd.conf", "hello: world\n", None, Some(Doubt::Other)),
            ("x.json", "{\"zone\": {\"a\": 1}}", None, Some(Doubt::Other)),
            ("db", "$TTL 1h\n@ SOA ns h 1 2 3 4 5 ; zone\n@ NS ns ; include\n", None, Some(Doubt::Other)),
            ("x", "[zone]\nname = \"a\"\n", None, Some(Doubt::Other)),
            ("x", "\0\x01zone\x7f", None, Some(Doubt::Other)),
        ] {
            assert_eq!(dialect_of_named(file_name, text.as_bytes()), dialect, "{file_name}: {text}");
            assert_eq!(doubt(file_name, text.as_bytes()), doubted, "{file_name}: {text}");
        }
    }
}
