//! What a file's text says of a zone's name of one label, which the file's name suggests: `db.corp` may hold the zone `corp.`,
//! and more often holds `corp.example.com.`. Knows names as written; loads nothing.

use std::collections::HashSet;
use std::path::Path;

use hickory_proto::rr::{Name, RecordType};

use crate::discover::included::{DEEPEST, Included};
use crate::syntax::name::parse_name;
use crate::syntax::{Entry, Parser, RecordEntry, Start};

/// How many names are looked at.
const MOST_NAMES: usize = 1000;

/// Names of one file and of what it includes, as far as they tell of its zone.
#[derive(Default)]
struct Names {
    /// The absolute names in rdata.
    pointed_at: Vec<Name>,
    /// The owners that are relative to the zone's name, in lower case.
    relative: HashSet<Vec<u8>>,
    /// Whether a comment holds an `$ORIGIN` of the label.
    is_in_comment: bool,
}

/// The zone's name, if `text` tells it, of a file that is called `label`: `label` itself, if names in rdata end in it; or a longer name
/// that begins with it, if such names are those of the file's own owners. `None` if nothing or both are so.
pub fn confirmed(
    label: &str,
    text: &[u8],
    location: Option<&Path>,
    mut included: Included<'_>,
) -> Option<Name> {
    let mut names = Names { is_in_comment: has_commented_origin(label, text), ..Names::default() };
    collect(text, location, (&mut included, 0), &mut names);
    let (mut ends, mut longer) = (names.is_in_comment, None::<Name>);
    for name in &names.pointed_at {
        let labels: Vec<&[u8]> = name.iter().collect();
        let Some(at) = labels.iter().rposition(|part| part.eq_ignore_ascii_case(label.as_bytes())) else {
            continue;
        };
        if at + 1 == labels.len() {
            ends = true;
            continue;
        }
        let owner = labels[..at].join(&b'.').to_ascii_lowercase();
        if at == 0 || !names.relative.contains(&owner) {
            continue;
        }
        let zone = Name::from_labels(labels[at..].iter().copied()).ok()?;
        if longer.as_ref().is_some_and(|other| *other != zone) {
            return None;
        }
        longer.get_or_insert(zone);
    }
    match (ends, longer) {
        (false, longer) => longer,
        (true, None) => Name::from_labels([label.as_bytes()]).ok(),
        (true, Some(_)) => None,
    }
}

fn collect(
    text: &[u8],
    location: Option<&Path>,
    (included, depth): (&mut Included<'_>, usize),
    names: &mut Names,
) {
    let (mut parser, mut errors) = (Parser::new(text, Start::File), Vec::new());
    let mut is_at_top = depth == 0;
    while let Some(entry) = parser.next(&mut errors) {
        errors.clear();
        match entry {
            Entry::Origin(_) => is_at_top = false,
            Entry::Record(record) => {
                names.pointed_at.extend(pointed_at(record, text));
                if let Some(owner) = record.owner.filter(|_| is_at_top) {
                    names.relative.insert(owner.text(text).to_ascii_lowercase());
                }
            }
            Entry::Include { path, .. } if depth < DEEPEST => {
                if let Some((path, octets)) = included.open(location, path.text(text)) {
                    collect(&octets, Some(&path), (included, depth + 1), names);
                }
            }
            _ => {}
        }
        if names.pointed_at.len() >= MOST_NAMES {
            return;
        }
    }
}

/// The absolute name in the rdata of a record of a usual type.
fn pointed_at(record: RecordEntry<'_>, text: &[u8]) -> Option<Name> {
    let at = match record.rtype {
        RecordType::SOA | RecordType::NS | RecordType::CNAME | RecordType::PTR => 0,
        RecordType::MX => 1,
        RecordType::SRV => 3,
        _ => return None,
    };
    let written = record.rdata.get(at)?.text(text);
    if !written.ends_with(b".") || written.contains(&b'\\') {
        return None;
    }
    parse_name(written, &Name::root()).ok()
}

/// Whether a comment before the first record has an `$ORIGIN` of the label.
fn has_commented_origin(label: &str, text: &[u8]) -> bool {
    let comments = text.split(|octet| *octet == b'\n').take_while(|line| {
        let line = line.trim_ascii();
        line.is_empty() || line.starts_with(b";") || line.starts_with(b"$")
    });
    comments.filter_map(|line| line.trim_ascii().strip_prefix(b";")).any(|comment| {
        let mut words = comment.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
        words.next().is_some_and(|word| word.eq_ignore_ascii_case(b"$ORIGIN"))
            && words
                .next()
                .and_then(|word| word.strip_suffix(b"."))
                .is_some_and(|word| word.eq_ignore_ascii_case(label.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::files::Files;
    use crate::syntax::name::display_name;

    #[test]
    fn a_name_of_one_label_needs_evidence() {
        let soa = "@ SOA ns.corp.example.com. h 1 2 3 4 5\n";
        for (label, text, expected) in [
            ("corp", "@ SOA ns h 1 2 3 4 5\nns A 192.0.2.1\n", None),
            ("corp", "@ SOA ns.corp. h 1 2 3 4 5\n", Some("corp.")),
            ("CORP", "@ SOA ns h 1 2 3 4 5\n_a._tcp SRV 0 0 1 a.b.corp.\n", Some("CORP.")),
            ("corp", &format!("{soa}ns A 192.0.2.1\n"), Some("corp.example.com.")),
            (
                "corp",
                &format!("{soa}NS A 192.0.2.1\na MX 1 ns.CORP.example.com.\n"),
                Some("corp.example.com."),
            ),
            ("corp", soa, None),
            ("corp", &format!("{soa}@ NS a.corp.\nns A 192.0.2.1\n"), None),
            ("corp", &format!("{soa}@ NS ns.corp.example.net.\nns A 192.0.2.1\n"), None),
            ("corp", &format!("{soa}$ORIGIN x.example.\nns A 192.0.2.1\n"), None),
            ("corp", "@ SOA corp.example.com. h 1 2 3 4 5\n", None),
            ("mesh", "; $ORIGIN mesh.\n@ SOA ns h 1 2 3 4 5\n", Some("mesh.")),
            ("mesh", "; $ORIGIN mesh.example.\n@ SOA ns h 1 2 3 4 5\n", None),
            ("mesh", "@ SOA ns h 1 2 3 4 5\n; $ORIGIN mesh.\n", None),
            ("", "@ SOA . . 1 2 3 4 5\n", None),
        ] {
            let files = Files::new(PathBuf::new());
            let found = confirmed(label, text.as_bytes(), None, Included::new(&files, Path::new("/")));
            assert_eq!(found.map(|name| display_name(&name)).as_deref(), expected, "{label} {text}");
        }
    }
}
