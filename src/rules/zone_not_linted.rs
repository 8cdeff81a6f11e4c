//! `zone-not-linted`: a zone of the revision that a run is compared with, which the run does not lint.
//!
//! No zone of the run tells that. So this rule is not run over zones: the comparison says what became of each zone of the
//! base that it misses.

use crate::base::severity::Severity;
use crate::base::span::Span;
use crate::rules::finding::Finding;

/// The rule's name.
pub const NAME: &str = "zone-not-linted";

/// A zone of the base that the run does not lint.
pub struct Gone<'g> {
    /// Its first line in the base.
    pub span: Span,
    /// Its file, as it is shown.
    pub path: &'g str,
    /// Its name, as it is shown; empty if it is not known.
    pub zone: &'g str,
    /// The revision, as it may be shown.
    pub revision: &'g str,
    /// What became of it.
    pub now: Now<'g>,
}

/// What became of a zone's file.
pub enum Now<'g> {
    /// It is not there.
    Deleted,
    /// It is not there, and a submodule is new, or of another commit, whose files are not linted.
    Submodule {
        /// Where that lies, as it is shown.
        at: &'g str,
    },
    /// It is not there, and the change brings a file that is not linted and may be the zone.
    Hidden {
        /// That file, as it is shown.
        at: &'g str,
    },
    /// It is not there, and nothing says the name of a zone that the change brings.
    NamelessAt {
        /// That zone's file, as it is shown.
        at: &'g str,
    },
    /// It is elsewhere, and linted there, where the configuration silences findings that it did not before.
    Silenced {
        /// Its file, as it is shown.
        at: &'g str,
    },
    /// It is a symbolic link, or lies behind one.
    Link,
    /// It is not there, and a directory above it is a symbolic link now, which leads away.
    LinkAbove {
        /// That link, as it is shown.
        at: &'g str,
    },
    /// It is a directory, or something else than a file.
    NoFile,
    /// It is read, and has no SOA record.
    NoSoa,
    /// It is read as a zone of another name.
    OtherZone {
        /// That name, as it is shown.
        zone: &'g str,
    },
    /// It is read, and nothing says its zone's name.
    Nameless,
    /// It is there, and a walk leaves it out, as git ignores it.
    LeftOut,
    /// It is there, and a configuration that the change brings leaves it out.
    Excluded {
        /// That configuration, as it is shown.
        by: &'g str,
    },
    /// It is there, and a walk passes over it, as a link that led to it is gone.
    PassedOver {
        /// Why, by its name.
        why: &'static str,
    },
    /// It is there, and no text.
    NoText,
    /// It is there, had no SOA record, and nothing says any more that it is a zone.
    NoZone,
}

/// The finding that a zone which is not linted is.
pub fn finding(gone: &Gone<'_>) -> Finding {
    let Gone { span, path, zone, revision, ref now } = *gone;
    let (kind, why, help) = became_elsewhere(now).unwrap_or_else(|| became_there(now));
    let what = if zone.is_empty() { "a zone".to_owned() } else { format!("zone `{zone}`") };
    let as_what = match now {
        Now::OtherZone { .. } | Now::Nameless => " as that",
        Now::Silenced { .. } => " in full",
        _ => "",
    };
    let message = format!("`{path}` was {what} in `{revision}` and is not linted{as_what} any more: {why}");
    let severity = match now {
        Now::Deleted | Now::Silenced { .. } => Severity::Note,
        _ => Severity::Warning,
    };
    let mut finding = Finding::new(NAME, severity, span, message);
    zone.clone_into(&mut finding.zone);
    path.clone_into(&mut finding.detail);
    finding.kind = kind.into();
    finding.help = help.map(String::into);
    finding.note("the line shown is that of the revision");
    finding
}

/// The kind of a finding, why the zone is not linted, and what to do.
type Became = (&'static str, String, Option<String>);

/// What became of a zone whose file is not where it was; `None` if something lies there.
fn became_elsewhere(now: &Now<'_>) -> Option<Became> {
    Some(match now {
        Now::Submodule { at } => (
            "submodule",
            format!(
                "its file is gone, and the files of the submodule `{at}`, which is new or of another commit now, are not linted"
            ),
            Some(format!(
                "have `{at}` checked out (`git submodule update --init`), and lint it where it was there before"
            )),
        ),
        Now::Hidden { at } => (
            "hidden",
            format!(
                "its file is gone, and `{at}`, which the change brings and which is not linted, may be it"
            ),
            Some(format!(
                "have `{at}` linted: give it the name of a zone file where the run looks, or delete it"
            )),
        ),
        Now::NamelessAt { at } => (
            "nameless",
            format!("its file is gone, and nothing says the name of the zone in `{at}`, which is new"),
            Some(format!(
                "write the zone's `$ORIGIN` above its SOA record in `{at}`, or give the file its name"
            )),
        ),
        Now::Silenced { at } => (
            "silenced",
            format!("it is `{at}` now, where an `[[ignore]]` of the configuration silences more"),
            None,
        ),
        Now::LinkAbove { at } => (
            "link",
            format!("`{at}` is a symbolic link now, which leads to no directory that is linted"),
            Some("put the directory itself there".to_owned()),
        ),
        _ => return None,
    })
}

/// What became of a zone where something lies.
fn became_there(now: &Now<'_>) -> Became {
    match now {
        Now::Link => (
            "link",
            "a symbolic link stands there, which leads to no file that is linted".to_owned(),
            Some("put the file itself there".to_owned()),
        ),
        Now::NoFile => ("no file", "what lies there now is not a file".to_owned(), None),
        Now::NoSoa => (
            "no soa",
            "it has no SOA record that a server could read".to_owned(),
            Some("give it its SOA record again, or delete it".to_owned()),
        ),
        Now::OtherZone { zone } => (
            "other zone",
            format!("it is zone `{zone}` now"),
            Some("a server that loads the file under the old name refuses it: see that none does".to_owned()),
        ),
        Now::Nameless => (
            "nameless",
            "nothing says its name now, so rules that need it are silent".to_owned(),
            Some("write the zone's `$ORIGIN` above its SOA record again".to_owned()),
        ),
        Now::LeftOut => (
            "left out",
            "git ignores it, and does not track it".to_owned(),
            Some("take it out of `.gitignore`, or delete it".to_owned()),
        ),
        Now::Excluded { by } => (
            "excluded",
            format!("`exclude` of `{by}` leaves it out, and did not in the revision"),
            Some("take it out of `exclude`, or delete it".to_owned()),
        ),
        Now::PassedOver { why } => (
            "passed over",
            format!("no link leads to it any more, and it is {why}"),
            Some("put the link there again, or give the file the name of a zone's".to_owned()),
        ),
        Now::NoText => (
            "no text",
            "it is a zone in BIND's raw format, which is not text".to_owned(),
            Some("make a text of it by `named-compilezone -f raw -F text`".to_owned()),
        ),
        Now::NoZone => (
            "no zone",
            "it has no SOA record, and nothing says any more that it is a zone".to_owned(),
            Some(
                "give it an SOA record, name it in a `[[zone]]` with `whole = true`, or delete it".to_owned(),
            ),
        ),
        _ => ("deleted", "its file is gone".to_owned(), None),
    }
}
