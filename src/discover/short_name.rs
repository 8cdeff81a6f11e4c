//! What a file's text says of a zone's name of one label, which the file's name suggests: `db.corp` may hold the zone `corp.`,
//! and more often holds `corp.example.com.`. Knows names as written.

use hickory_proto::rr::Name;

use crate::base::lines::words_of;
use crate::discover::inside::Inside;

/// The zone's name, if what is `inside` tells it, of a file that is called `label`: `label` itself, if names in rdata end in it; or a
/// longer name that begins with it, if such names are those of the file's own owners. `None` if nothing or both are so.
pub fn confirmed(label: &str, inside: &Inside<'_>) -> Option<Name> {
    let pointers = inside.pointers();
    let (mut ends, mut longer) = (has_commented_origin(label, inside.text()), None::<Name>);
    for name in pointers.hosts() {
        let labels: Vec<&[u8]> = name.iter().collect();
        let Some(at) = labels.iter().rposition(|part| part.eq_ignore_ascii_case(label.as_bytes())) else {
            continue;
        };
        if at + 1 == labels.len() {
            ends = true;
            continue;
        }
        let owner = labels[..at].join(&b'.').to_ascii_lowercase();
        if at == 0 || !pointers.relative.contains(&owner) {
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

/// Whether a comment before the first record has an `$ORIGIN` of the label.
fn has_commented_origin(label: &str, text: &[u8]) -> bool {
    let comments = text.split(|octet| *octet == b'\n').take_while(|line| {
        let line = line.trim_ascii();
        line.is_empty() || line.starts_with(b";") || line.starts_with(b"$")
    });
    comments.filter_map(|line| line.trim_ascii().strip_prefix(b";")).any(|comment| {
        let mut words = words_of(comment);
        words.next().is_some_and(|word| word.eq_ignore_ascii_case(b"$ORIGIN"))
            && words
                .next()
                .and_then(|word| word.strip_suffix(b"."))
                .is_some_and(|word| word.eq_ignore_ascii_case(label.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

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
            let found = confirmed(label, &Inside::new(text.as_bytes(), None, (&files, Path::new("/"))));
            assert_eq!(found.map(|name| display_name(&name)).as_deref(), expected, "{label} {text}");
        }
    }
}
