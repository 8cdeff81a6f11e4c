//! What a server's configuration says about zones, in the words of none of the servers. Knows no file.

use hickory_proto::rr::DNSClass;

use crate::syntax::record_type::class;

/// What a configuration says about zones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServerConfig {
    /// The zones, in file order.
    pub zones: Vec<ZoneStatement>,
    /// The files it includes, in file order.
    pub includes: Vec<Include>,
    /// Where relative paths begin on the server: BIND's `directory`, NSD's `zonesdir`.
    pub directory: Option<String>,
    /// What `check-names` says of primary zones, each with the view that it stands in.
    pub check_names: Vec<(Option<String>, String)>,
}

/// A zone that a configuration declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneStatement {
    /// Its name as written, without quotes; the final dot may be there or not.
    pub name: String,
    /// Offset of the name's first octet.
    pub offset: usize,
    /// The view it stands in.
    pub view: Option<String>,
    /// Its class, or its view's, as written.
    pub class: Option<String>,
    /// BIND's `type` in lower case, `primary` and `secondary` also where the old words stand.
    pub kind: Option<String>,
    /// The path of its file on the server, placeholders filled in.
    pub file: Option<String>,
    /// Offset of the path's first octet, where its zone is written by hand and its file cannot be made by a server.
    pub file_offset: Option<usize>,
    /// The view that it is shared from (`in-view`); such a zone has no file of its own.
    pub in_view: Option<String>,
    /// What its `check-names` says.
    pub check_names: Option<String>,
}

/// A file that a configuration includes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Include {
    /// Its path on the server, as written.
    pub path: String,
    /// Offset of the path's first octet.
    pub offset: usize,
    /// The view it is included in, which is that of its zones.
    pub view: Option<String>,
    /// That view's class, as written.
    pub class: Option<String>,
}

/// Whose configuration a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// BIND's `named.conf`.
    Bind,
    /// NSD's `nsd.conf`.
    Nsd,
    /// Knot DNS's `knot.conf`.
    Knot,
}

impl ZoneStatement {
    /// Whether its file is written by hand: it is neither a copy of another server's, nor hints.
    pub fn authored(&self) -> bool {
        self.kind.as_deref().is_none_or(|kind| matches!(kind, "primary" | "redirect"))
    }

    /// Its class: what the statement says, its view, or the view that its file is included in; else IN.
    pub fn class(&self, of_view: Option<&str>) -> DNSClass {
        let said = self.class.as_deref().or(of_view).and_then(|word| class(word.as_bytes()));
        said.filter(|class| *class != DNSClass::ANY).unwrap_or(DNSClass::IN)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// One line a zone: `view/name class kind file in-view`, `-` for what is not said.
    pub(crate) fn zones(conf: &ServerConfig) -> Vec<String> {
        let said = |value: &Option<String>| value.clone().unwrap_or("-".into());
        let line = |zone: &ZoneStatement| {
            let view = zone.view.as_ref().map(|view| format!("{view}/")).unwrap_or_default();
            let shared = zone.in_view.as_ref().map(|view| format!(" = {view}")).unwrap_or_default();
            format!(
                "{view}{} {} {} {}{shared}",
                zone.name,
                said(&zone.class),
                said(&zone.kind),
                said(&zone.file)
            )
        };
        conf.zones.iter().map(line).collect()
    }

    /// The cases of a file: each text with the lines that are expected of it.
    pub(crate) fn cases(file_name: &str) -> Vec<(String, Vec<String>)> {
        let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/server_config/");
        let all = std::fs::read_to_string(directory.to_owned() + file_name).expect("a file of cases");
        let case = |case: &str| {
            let (_, case) = case.split_once('\n').expect("a heading");
            let (text, expected) = case.split_once("\n-----\n").expect("a rule");
            (text.to_owned(), expected.lines().map(str::to_owned).filter(|line| !line.is_empty()).collect())
        };
        all.split("\n===== ").skip(1).map(case).collect()
    }
}
